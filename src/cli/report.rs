//! `casework report`.

use crate::cli::args::ReportArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::print;
use crate::export::results::{Texts, Unusable, beside, may_write, write_made};
use crate::report::{self, Fault, MARK};
use std::path::Path;

/// Bytes at the beginning of a report among which its mark is.
const BEGINNING: usize = 300;

/// Writes the report of a finished folder and, if asked, its workbook.
pub(crate) fn report(args: &ReportArgs) -> Result<Ending, Trouble> {
    let folder = args.folder.as_path();
    let texts = Texts::of(folder).map_err(refused)?;
    let out = match &args.out {
        Some(out) => named(out, "html")?.to_owned(),
        None => beside(folder, "-report.html").map_err(refused)?,
    };
    may_write(&out, folder, args.force, is_report).map_err(refused)?;
    let unread = |error: Fault| {
        Trouble::Usage(format!(
            "error: {} cannot be reported: {error}",
            folder.display()
        ))
    };
    let page = report::page(&texts).map_err(unread)?;
    let mut said = format!("Report: {}\n", out.display());
    if let Some(xlsx) = &args.xlsx {
        let book = report::workbook(&texts).map_err(unread)?;
        // Nothing at its beginning tells whose a workbook is.
        may_write(named(xlsx, "xlsx")?, folder, args.force, |there| {
            there == book.as_slice()
        })
        .map_err(refused)?;
        write_made(xlsx, &book).map_err(refused)?;
        said += &format!("Workbook: {}\n", xlsx.display());
    }
    write_made(&out, page.as_bytes()).map_err(refused)?;
    print(&said)
}

fn is_report(there: &[u8]) -> bool {
    let beginning = &there[..there.len().min(BEGINNING)];
    beginning
        .windows(MARK.len())
        .any(|part| part == MARK.as_bytes())
}

/// Refuses a name that does not say what the file will be.
fn named<'p>(path: &'p Path, ending: &str) -> Result<&'p Path, Trouble> {
    if path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(ending))
    {
        return Ok(path);
    }
    Err(Trouble::Usage(format!(
        "error: the name of {} has to end in .{ending}",
        path.display()
    )))
}

fn refused(error: Unusable) -> Trouble {
    match error {
        Unusable::Io(..) => Trouble::failed(error),
        _ => Trouble::Usage(format!("error: {error}")),
    }
}
