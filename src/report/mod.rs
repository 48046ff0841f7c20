//! A folder of results as a page to read and a workbook to work with. Only numbers that the folder holds are shown.
//!
//! Deliberately absent: files, scripts in the page, anything fetched from elsewhere, a verdict that the tables do not have.

mod answer;
mod canvas;
mod choice;
mod days;
mod figure;
mod flow;
mod forest;
mod frontier;
mod months;
mod page;
mod panels;
mod read;
mod sections;
mod table;
mod words;
mod workbook;
mod workbook_charts;

pub use page::{MARK, page};
pub use workbook::workbook;

/// Why nothing could be made of a folder.
pub type Fault = Box<dyn std::error::Error>;
