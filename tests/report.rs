//! The report of a finished folder and its workbook: what they say, that anybody can read them, that they hold the folder's numbers.

mod program;

use calamine::{Data, DataType as _, Reader, Xlsx, open_workbook};
use program::{START_UP, YEARS, casework, files, folder, names, printed, refused};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A small folder with everything that a folder can have.
fn results() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/results")
}

/// A copy of it that a test may spoil.
fn copied(here: &Path) -> PathBuf {
    let to = here.join("results");
    fs::create_dir(&to).expect("a folder");
    for name in names(&results()) {
        fs::copy(results().join(&name), to.join(&name)).expect("a file");
    }
    to
}

/// The page of a folder.
fn page_of(here: &Path, folder: &Path) -> String {
    let out = here.join("page.html");
    let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    printed(here, &["report", &path(folder), "--out", &path(&out)]);
    fs::read_to_string(out).expect("it was written")
}

/// What stands between each opening and its closing, both included.
fn parts<'p>(page: &'p str, opening: &str, closing: &str) -> Vec<&'p str> {
    let mut parts = Vec::new();
    let mut rest = page;
    while let Some(from) = rest.find(opening) {
        let to = rest[from..].find(closing).expect("it is closed") + from + closing.len();
        parts.push(&rest[from..to]);
        rest = &rest[to..];
    }
    parts
}

/// The values of an attribute, in order.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let opening = format!(" {name}=\"");
    page.match_indices(&opening)
        .map(|(at, _)| {
            let rest = &page[at + opening.len()..];
            &rest[..rest.find('"').expect("it is closed")]
        })
        .collect()
}

/// The words of a page, a line for each element that holds some; of drawings their title and description.
fn words(page: &str) -> String {
    let body = page.split("<body>").nth(1).expect("a body");
    let mut said = String::new();
    let mut element = String::new();
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag");
        if !tag.starts_with('/') {
            element = tag.split(' ').next().unwrap_or_default().to_owned();
        }
        let text = text.trim();
        let is_drawn = element == "text";
        if !text.is_empty() && !is_drawn {
            said += &format!("{element}: {text}\n");
        }
    }
    said.replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn the_page_reads_like_this() {
    let here = folder("report-words");
    insta::assert_snapshot!("report", words(&page_of(&here, &results())));
}

#[test]
fn every_drawing_has_words_and_numbers_for_those_who_cannot_see_it() {
    let here = folder("report-drawings");
    let page = page_of(&here, &results());
    let figures = parts(&page, "<figure", "</figure>");
    // Two groups of pairs, a frontier, six series, the flow, the day, the waits and those not served.
    assert_eq!(figures.len(), 2 + 1 + 6 + 4);
    for figure in figures {
        let drawings = parts(figure, "<svg", "</svg>");
        assert_eq!(drawings.len(), 1);
        let drawing = roxmltree::Document::parse(drawings[0]).expect("well-formed");
        let svg = drawing.root_element();
        assert_eq!(svg.attribute("role"), Some("img"));
        assert!(svg.attribute("width").is_none() && svg.attribute("viewBox").is_some());
        let named: Vec<&str> = (svg.attribute("aria-labelledby").expect("named by"))
            .split(' ')
            .collect();
        for (tag, id) in ["title", "desc"].into_iter().zip(named) {
            let found = svg
                .children()
                .find(|c| c.has_tag_name(tag))
                .expect("it is there");
            assert_eq!(found.attribute("id"), Some(id));
            assert!(found.text().is_some_and(|text| text.len() > 30), "{id}");
        }
        assert!(svg.descendants().filter(|c| c.has_tag_name("text")).count() > 5);
        let table = &figure[figure.find("<details>").expect("numbers")..];
        assert!(table.contains("<caption") && table.contains("scope=\"row\""));
        assert!(table.matches("<tr>").count() > 2);
    }
    for table in parts(&page, "<table", "</table>") {
        assert!(
            table.contains("<caption") && table.contains("scope=\"col\""),
            "{table}"
        );
    }
}

#[test]
fn a_page_needs_nothing_but_itself_and_its_names_and_headings_are_in_order() {
    let here = folder("report-alone");
    let page = page_of(&here, &results());
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en-GB\">"));
    for foreign in [
        "http", "<script", "<link", "url(", "@import", " src=", " style=",
    ] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    let ids = attributes(&page, "id");
    let different: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), different.len());
    let links = attributes(&page, "href");
    assert!(links.len() > 8);
    for link in links {
        assert!(
            link.starts_with('#') && different.contains(&link[1..]),
            "{link}"
        );
    }
    let labels = attributes(&page, "aria-labelledby");
    for id in labels.iter().flat_map(|label| label.split(' ')) {
        assert!(different.contains(id), "{id}");
    }
    let mut level = 0;
    for heading in page
        .match_indices("<h")
        .filter_map(|(at, _)| page[at + 2..at + 3].parse::<u32>().ok())
    {
        assert!(
            heading >= 1 && heading <= level + 1,
            "{heading} under {level}"
        );
        level = heading;
    }
    assert_eq!(page.matches("<h1").count(), 1);
}

#[test]
fn the_same_folder_gives_the_same_bytes() {
    let here = folder("report-bytes");
    let made = |name: &str| {
        let results = results();
        let html = format!("{name}.html");
        let xlsx = format!("{name}.xlsx");
        let results = results.to_str().expect("UTF-8");
        printed(&here, &["report", results, "--out", &html, "--xlsx", &xlsx]);
        (
            fs::read(here.join(html)).expect("a page"),
            fs::read(here.join(xlsx)).expect("a workbook"),
        )
    };
    let first = made("a");
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert!(first == made("b"), "they differ");
}

#[test]
fn finished_runs_are_reported_beside_their_folders_which_stay_as_they_are() {
    let here = folder("report-runs");
    for (arguments, charts) in [(&["run", "la1"][..], 10), (&["compare", "la1", "la3"], 11)] {
        let job = [
            arguments,
            &["-n", "3", YEARS, START_UP, "-q", "--out", "out"],
        ]
        .concat();
        printed(&here, &job);
        let before = files(&here.join("out"));
        let said = printed(&here, &["report", "out"]);
        assert_eq!(said, "Report: out-report.html\n");
        let page = fs::read_to_string(here.join("out-report.html")).expect("beside it");
        assert_eq!(page.matches("<figure").count(), charts, "{arguments:?}");
        assert!(page.contains("3 replications from seed 1"), "{arguments:?}");
        let command = format!("casework {} --replications 3 --seed 1", arguments.join(" "));
        assert!(page.contains(&command), "{command}");
        assert!(page.contains("--set run.warm_up_months=2"));
        assert!(
            !page.contains("NaN") && !page.contains("inf "),
            "{arguments:?}"
        );
        assert!(files(&here.join("out")) == before);
        // A report is written anew, without being asked twice.
        printed(&here, &["report", "out"]);
        fs::remove_dir_all(here.join("out")).expect("it goes");
    }
    assert_eq!(names(&here), ["out-report.html"]);
}

#[test]
fn the_road_of_a_change_is_told_in_words_and_marked_with_its_date() {
    let here = folder("report-road");
    printed(
        &here,
        &["compare", "restructure", "-n", "2", "-q", "--out", "out"],
    );
    let told = fs::read_to_string(here.join("out/findings.csv")).expect("sentences");
    assert!(told.starts_with("title,sentence\n"), "{told}");
    assert!(told.contains("The road, by quarter"), "{told}");
    let dictionary = fs::read_to_string(here.join("out/dictionary.csv")).expect("it exists");
    assert!(dictionary.contains("findings.csv,sentence,"));
    printed(&here, &["report", "out"]);
    let page = fs::read_to_string(here.join("out-report.html")).expect("beside it");
    assert!(page.contains("In words") && page.contains("The road, by quarter"));
    let series = parts(&page, "<figure id=\"months-", "</figure>");
    assert_eq!(series.len(), 6);
    for figure in series {
        assert_eq!(
            figure.matches("change, 2012-06").count(),
            2,
            "left and right"
        );
        assert!(figure.contains("worse"), "its title is the road's sentence");
    }
    // Arms that differ otherwise too are compared, but are no road.
    let manifest = fs::read_to_string(here.join("out/manifest.toml")).expect("it exists");
    assert!(
        manifest.contains("[[roads]]\narm = \"restructure\"\nminus = "),
        "{manifest}"
    );
    printed(
        &here,
        &[
            "compare",
            "restructure",
            "la1",
            "-n",
            "2",
            "-q",
            "--out",
            "other",
        ],
    );
    let manifest = fs::read_to_string(here.join("other/manifest.toml")).expect("it exists");
    assert!(!manifest.contains("[[roads]]"), "{manifest}");
    assert!(page.contains("casework compare restructure --replications 2 --seed 1 --sets 0"));
}

#[test]
fn what_cannot_be_reported_or_written_is_refused_with_the_reason() {
    let here = folder("report-refused");
    let results = copied(&here);
    let said = |arguments: &[&str]| refused(&here, arguments, 2);
    assert!(said(&["report", "nowhere"]).contains("there is no folder nowhere"));
    fs::create_dir(here.join("empty")).expect("a folder");
    let empty = said(&["report", "empty"]);
    assert!(
        empty.contains("empty holds no results: there is no manifest.toml in it"),
        "{empty}"
    );
    assert!(said(&["report", "results", "--out", "page.txt"]).contains("has to end in .html"));
    assert!(said(&["report", "results", "--xlsx", "book.csv"]).contains("has to end in .xlsx"));
    let within = said(&["report", "results", "--out", "results/page.html"]);
    assert!(within.contains("would lie among the results"), "{within}");

    fs::write(here.join("mine.html"), "<p>years of work</p>").expect("a file");
    let foreign = said(&["report", "results", "--out", "mine.html"]);
    assert!(foreign.contains("mine.html is there and was not made") && foreign.contains("--force"));
    assert_eq!(
        fs::read_to_string(here.join("mine.html")).expect("it stays"),
        "<p>years of work</p>"
    );
    printed(
        &here,
        &["report", "results", "--out", "mine.html", "--force"],
    );
    assert!(
        fs::read_to_string(here.join("mine.html"))
            .expect("it is new")
            .contains("casework report")
    );

    fs::write(results.join("plan.toml"), "").expect("a file");
    assert!(said(&["report", "results"]).contains("holds an unfinished experiment"));
    fs::remove_file(results.join("plan.toml")).expect("it goes");
    let series = fs::read_to_string(results.join("series.csv")).expect("a table");
    fs::write(
        results.join("series.csv"),
        series.replace("unit-4.5,", "another,"),
    )
    .expect("a table");
    let strange = said(&["report", "results"]);
    assert!(
        strange.contains("series.csv has an arm another that manifest.toml does not name"),
        "{strange}"
    );
    fs::remove_file(results.join("summary.csv")).expect("it goes");
    assert!(said(&["report", "results"]).contains("there is no summary.csv in it"));
    assert_eq!(
        names(&here),
        ["empty", "mine.html", "results"],
        "nothing is left half done"
    );
}

#[test]
fn the_workbook_opens_and_its_cells_are_those_of_the_folder() {
    let here = folder("report-workbook");
    let results = results();
    let path = results.to_str().expect("UTF-8");
    let said = printed(
        &here,
        &["report", path, "--out", "page.html", "--xlsx", "book.xlsx"],
    );
    assert!(said.contains("Workbook: book.xlsx"), "{said}");
    let file = here.join("book.xlsx");
    let mut book: Xlsx<_> = open_workbook(&file).expect("it opens");
    let tables = [
        ("Comparison", "comparison.csv"),
        ("Second band", "doubt.csv"),
        ("Summary", "summary.csv"),
        ("Series", "series.csv"),
        ("Quarters", "quarters.csv"),
        ("Findings", "findings.csv"),
        ("Levels", "levels.csv"),
        ("Answers", "answers.csv"),
        ("Data dictionary", "dictionary.csv"),
    ];
    let mut sheets = vec!["Read me", "Charts"];
    sheets.extend(tables.iter().map(|(sheet, _)| *sheet));
    sheets.push("Chart data");
    assert_eq!(book.sheet_names(), sheets);
    for (sheet, name) in tables {
        let range = book.worksheet_range(sheet).expect("a sheet");
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader
            .has_headers(false)
            .from_path(results.join(name))
            .expect("a table");
        let mut rows = 0;
        for (row, record) in reader.records().enumerate() {
            for (column, cell) in record.expect("a row").iter().enumerate() {
                let at = (
                    u32::try_from(row).expect("small"),
                    u32::try_from(column).expect("small"),
                );
                let same = match range.get_value(at) {
                    None | Some(Data::Empty) => cell.is_empty(),
                    Some(Data::String(text)) => text == cell,
                    Some(Data::Float(x)) => cell.parse() == Ok(*x),
                    Some(_) => false,
                };
                assert!(same, "{sheet} {at:?}: {cell} {:?}", range.get_value(at));
            }
            rows += 1;
        }
        assert!(rows > 2, "{sheet}");
        assert_eq!(range.height(), rows, "{sheet}");
    }
    let formulas = book.worksheet_formula("Chart data").expect("formulas");
    let data = book.worksheet_range("Chart data").expect("a sheet");
    let summary = book.worksheet_range("Summary").expect("a sheet");
    let first = formulas.start().expect("a cell");
    let mut followed = 0;
    for (row, column, formula) in formulas.cells() {
        // What a chart shows of a mean is the mean.
        let Some((letter, number)) = formula
            .strip_prefix("Summary!")
            .and_then(|cell| Some((cell.chars().next()?, cell.get(1..)?.parse::<u32>().ok()?)))
        else {
            continue;
        };
        let at = (number - 1, u32::from(letter) - u32::from('A'));
        let own = (first.0 + row as u32, first.1 + column as u32);
        assert_eq!(data.get_value(own), summary.get_value(at), "{formula}");
        followed += 1;
    }
    // Differences in units of what matters, computed from the cells of the comparison.
    let comparison = book.worksheet_range("Comparison").expect("a sheet");
    let cell = |name: &str| -> Option<f64> {
        let name = name.strip_prefix("Comparison!")?;
        let letter = u32::from(name.chars().next()?) - u32::from('A');
        let row = name.get(1..)?.parse::<u32>().ok()? - 1;
        comparison
            .get_value((row, letter))
            .and_then(|cell| cell.as_f64())
    };
    let mut divided = 0;
    for (row, column, formula) in formulas.cells() {
        let Some((difference, margin)) = formula
            .split_once('/')
            .and_then(|(a, b)| Some((cell(a)?, cell(b)?)))
        else {
            continue;
        };
        let own = (first.0 + row as u32, first.1 + column as u32);
        let shown = data
            .get_value(own)
            .and_then(|cell| cell.as_f64())
            .expect("a number");
        assert!((shown - difference / margin).abs() < 1e-9, "{formula}");
        divided += 1;
    }
    assert!(divided > 20, "{divided}");
    // The names of the parts of a workbook stand in it as they are: the frontier of eight measures, four pairs, the day, the months.
    let bytes = fs::read(&file).expect("the workbook");
    let charts = (1..99).filter(|n| {
        let name = format!("xl/charts/chart{n}.xml");
        bytes
            .windows(name.len())
            .any(|part| part == name.as_bytes())
    });
    assert_eq!(charts.count(), 8 + 4 + 1 + 6);
    assert!(followed > 30, "{followed}");
    let again = refused(
        &here,
        &["report", path, "--out", "page.html", "--xlsx", "page.xlsx"],
        0,
    );
    assert!(again.is_empty());
    fs::write(here.join("page.xlsx"), "somebody's own").expect("a file");
    let foreign = refused(
        &here,
        &["report", path, "--out", "page.html", "--xlsx", "page.xlsx"],
        2,
    );
    assert!(foreign.contains("page.xlsx is there"), "{foreign}");
}

#[test]
fn help_says_what_is_made() {
    let here = folder("report-help");
    let output = casework(&here, &["report", "--help"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!("help_report", program::stdout(&output));
}
