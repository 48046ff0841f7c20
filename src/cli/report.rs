//! `casework report`.

use crate::cli::args::ReportArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::print;
use crate::export::results::{Texts, Unusable, beside, may_write, write_made};
use crate::report::{self, Fault, MARK};
use std::path::{Path, PathBuf};

/// Bytes at the beginning of a report among which its mark is.
const BEGINNING: usize = 300;

/// Writes the report of a finished folder and, if asked, its workbook.
pub(crate) fn report(args: &ReportArgs) -> Result<Ending, Trouble> {
    let folder = args.folder.as_path();
    let texts = Texts::of(folder).map_err(refused)?;
    // Of the workbook first: nothing is written if it cannot be.
    let mut said = String::new();
    if let Some(xlsx) = &args.xlsx {
        let book = report::workbook(&texts).map_err(|error| unread(folder, &error))?;
        // Nothing at its beginning tells whose a workbook is.
        may_write(named(xlsx, "xlsx")?, folder, args.force, |there| {
            there == book.as_slice()
        })
        .map_err(refused)?;
        let out = page(folder, &texts, args.out.as_deref(), args.force)?;
        write_made(xlsx, &book).map_err(refused)?;
        said += &format!("Report: {}\nWorkbook: {}\n", out.display(), xlsx.display());
    } else {
        let out = page(folder, &texts, args.out.as_deref(), args.force)?;
        said += &format!("Report: {}\n", out.display());
    }
    print(&said)
}

/// Writes the report of a folder that has just been finished, beside it, and says where it is.
pub(crate) fn of_finished(folder: &Path) -> Result<PathBuf, Trouble> {
    let texts = Texts::of(folder).map_err(refused)?;
    page(folder, &texts, None, false)
}

fn page(folder: &Path, texts: &Texts, out: Option<&Path>, force: bool) -> Result<PathBuf, Trouble> {
    let out = match out {
        Some(out) => named(out, "html")?.to_owned(),
        None => beside(folder, "-report.html").map_err(refused)?,
    };
    may_write(&out, folder, force, is_report).map_err(refused)?;
    let page = report::page(texts).map_err(|error| unread(folder, &error))?;
    write_made(&out, page.as_bytes()).map_err(refused)?;
    Ok(out)
}

fn unread(folder: &Path, error: &Fault) -> Trouble {
    Trouble::Usage(format!(
        "error: {} cannot be reported: {error}",
        folder.display()
    ))
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
