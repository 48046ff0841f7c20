//! A figure: a title that says what it shows, a drawing with its words for those who cannot see it, and its numbers as a table.

use super::table::{Table, cells};
use maud::{Markup, PreEscaped, html};

/// A figure.
pub(super) struct Figure {
    /// One name in the page.
    pub id: String,
    /// What it finds.
    pub title: String,
    /// How to read it.
    pub reading: String,
    /// The drawing's elements.
    pub drawing: String,
    /// Its width and height.
    pub size: (u32, u32),
    /// What is drawn, in words.
    pub description: String,
    /// The numbers drawn.
    pub table: Table,
}

impl Figure {
    /// The figure in the page.
    pub(super) fn markup(&self) -> Markup {
        let (title, desc) = (format!("{}-title", self.id), format!("{}-desc", self.id));
        let caption = format!("{}-caption", self.id);
        let (width, height) = self.size;
        html! {
            figure id=(self.id) aria-labelledby=(caption) {
                figcaption id=(caption) {
                    strong { (self.title) "." }
                    @if !self.reading.is_empty() { " " span.reading { (self.reading) } }
                }
                div.scroll.drawing tabindex="0" role="group" aria-label={ "Chart: " (self.title) } {
                    svg role="img" aria-labelledby={ (title) " " (desc) } viewBox={ "0 0 " (width) " " (height) } {
                        title id=(title) { (self.title) }
                        desc id=(desc) { (self.description) }
                        (PreEscaped(&self.drawing))
                    }
                }
                details {
                    summary { "The numbers of this chart" }
                    (cells(&self.table, &format!("{}-table", self.id)))
                }
            }
        }
    }
}
