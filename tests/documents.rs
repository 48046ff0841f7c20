//! The documents say what the code and the scenarios say: some are generated from them, the others must name what there is.
//!
//! To write the generated ones anew: `UPDATE_DOCUMENTS=1 cargo test --test documents`.

mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use casework::experiment::compare::tag;
use casework::observe::{Evidence, measures, series_names, survey_rows};
use casework::scenario::{BUILT_IN, Config, Described, Loaded, load, schema};
use toml::Value;

const AUTHORITIES: [&str; 3] = ["la1", "la2", "la3"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Compares a generated document with the committed one, or writes it when asked to.
fn is_up_to_date(path: &str, want: &str) {
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(root().join(path), want).expect("documents can be written");
        return;
    }
    let have = fs::read_to_string(root().join(path)).unwrap_or_default();
    let differs =
        (have.lines().zip(want.lines()).enumerate()).find(|(_, (have, want))| have != want);
    let place = match differs {
        Some((at, (have, want))) => format!("line {}:\n  is   {have}\n  want {want}", at + 1),
        None => format!(
            "{} lines, want {}",
            have.lines().count(),
            want.lines().count()
        ),
    };
    assert!(
        have == want,
        "{path} is not what the code and the scenarios say. Write it anew with\n  \
         UPDATE_DOCUMENTS=1 cargo test --test documents\nand commit it. First difference, {place}"
    );
}

/// Text as it may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

fn row(out: &mut String, cells: &[String]) {
    writeln!(out, "| {} |", cells.join(" | ")).expect("a string can be written to");
}

fn table(out: &mut String, header: &[&str]) {
    row(
        out,
        &header.iter().map(|&h| h.to_owned()).collect::<Vec<_>>(),
    );
    row(out, &vec!["---".to_owned(); header.len()]);
}

fn number(x: f64) -> String {
    x.to_string()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Float(x) => number(*x),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn range(of: &Described) -> String {
    of.range.map_or(String::new(), |(low, high)| {
        format!("{} to {}", number(low), number(high))
    })
}

/// The segments of a key path, some of which may be in quotes.
fn segments(path: &str) -> Vec<String> {
    let mut quoted = false;
    path.split(|c| {
        quoted ^= c == '"';
        c == '.' && !quoted
    })
    .map(|segment| segment.trim_matches('"').to_owned())
    .collect()
}

/// The value at a key path; items of a list go by their `name` or their number.
fn find<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    let Some((first, rest)) = path.split_first() else {
        return Some(value);
    };
    let child = match value {
        Value::Table(table) => table.get(first),
        Value::Array(items) => items
            .iter()
            .find(|item| item.get("name").and_then(Value::as_str) == Some(first))
            .or_else(|| items.get(first.parse::<usize>().ok()?)),
        _ => None,
    };
    find(child?, rest)
}

/// An authority with what it resolves to.
struct Authority {
    name: &'static str,
    loaded: Loaded,
    value: Value,
}

impl Authority {
    fn value(&self, key: &str) -> String {
        find(&self.value, &segments(key)).map_or("-".to_owned(), shown)
    }

    fn source(&self, key: &str) -> String {
        let source = self.loaded.provenance.get(key);
        cell(
            &source
                .unwrap_or_else(|| panic!("{key} has no source"))
                .to_string(),
        )
    }

    /// The keys that a pattern such as `team.*.count` stands for, in the order of the scenario.
    fn keys(&self, pattern: &str) -> Vec<String> {
        let wanted = segments(pattern);
        let fits = |key: &str| {
            let have = segments(key);
            have.len() == wanted.len()
                && have
                    .iter()
                    .zip(&wanted)
                    .all(|(have, want)| want == "*" || have == want)
        };
        self.loaded
            .provenance
            .keys()
            .filter(|key| fits(key))
            .cloned()
            .collect()
    }
}

fn authorities() -> Vec<Authority> {
    AUTHORITIES
        .map(|name| {
            let loaded = load(name, &[]).unwrap_or_else(|problems| panic!("{problems}"));
            let value = Value::Table(loaded.resolved.clone());
            Authority {
                name,
                loaded,
                value,
            }
        })
        .into()
}

fn common() -> Value {
    let (_, text) = BUILT_IN
        .iter()
        .find(|(file, _)| *file == "common.toml")
        .expect("built in");
    Value::Table(text.parse().expect("TOML"))
}

/// A parameter with one value in each authority.
fn single(out: &mut String, of: &Described, common: &Value, authorities: &[Authority]) {
    let value = find(common, &segments(&of.key)).map_or("-".to_owned(), shown);
    let mut values = value.clone();
    let mut sources: Vec<(Vec<&str>, String)> = Vec::new();
    for authority in authorities {
        let own = authority.value(&of.key);
        if own != value {
            write!(values, "; {}: {own}", authority.name).expect("a string can be written to");
        }
        let source = authority.source(&of.key);
        match sources.iter_mut().find(|(_, same)| *same == source) {
            Some((names, _)) => names.push(authority.name),
            None => sources.push((vec![authority.name], source)),
        }
    }
    let source = match sources.as_slice() {
        [(_, source)] => source.clone(),
        several => several
            .iter()
            .map(|(names, source)| format!("{}: {source}", names.join(", ")))
            .collect::<Vec<_>>()
            .join("; "),
    };
    row(
        out,
        &[
            format!("`{}`", of.key),
            cell(of.meaning),
            of.unit.to_owned(),
            range(of),
            values,
            source,
        ],
    );
}

/// Parameters of which there is one for each item of a collection: meanings, values by item, sources by key.
fn collection(out: &mut String, of: &[Described], authority: &Authority) {
    let items: Vec<String> = {
        let mut seen = Vec::new();
        for key in of.iter().flat_map(|d| authority.keys(&d.key)) {
            let item = segments(&key)[1].clone();
            if !seen.contains(&item) {
                seen.push(item);
            }
        }
        // Numbers in their order, names as they come.
        seen.sort_by_key(|item| item.parse::<usize>().unwrap_or(0));
        seen
    };
    let inner = |d: &Described| segments(&d.key)[2..].join(".");
    let of_item = |d: &Described, item: &str| {
        authority
            .keys(&d.key)
            .into_iter()
            .find(|key| segments(key)[1] == *item)
    };
    let by_number = items.iter().all(|item| item.parse::<usize>().is_ok());
    if by_number {
        table(out, &of.iter().map(|d| &*d.key).collect::<Vec<_>>());
        for item in &items {
            let value = |d| of_item(d, item).map_or("-".to_owned(), |key| authority.value(&key));
            row(out, &of.iter().map(value).collect::<Vec<_>>());
        }
    } else {
        let header: Vec<&str> = ["key"]
            .into_iter()
            .chain(items.iter().map(String::as_str))
            .collect();
        table(out, &header);
        for d in of {
            let mut cells = vec![format!("`{}`", inner(d))];
            cells.extend(
                items.iter().map(|item| {
                    of_item(d, item).map_or("-".to_owned(), |key| authority.value(&key))
                }),
            );
            row(out, &cells);
        }
    }
    out.push_str("\nSources:\n\n");
    // Keys and items of one source share a line.
    let mut sources: Vec<(String, BTreeMap<String, Vec<String>>)> = Vec::new();
    for d in of {
        for item in &items {
            let Some(key) = of_item(d, item) else {
                continue;
            };
            let source = authority.source(&key);
            let at = sources
                .iter()
                .position(|(same, _)| *same == source)
                .unwrap_or_else(|| {
                    sources.push((source, BTreeMap::new()));
                    sources.len() - 1
                });
            sources[at]
                .1
                .entry(inner(d))
                .or_default()
                .push(item.clone());
        }
    }
    for (source, keys) in sources {
        let mut by_items: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        for (key, of_items) in keys {
            match by_items.iter_mut().find(|(same, _)| *same == of_items) {
                Some((_, keys)) => keys.push(format!("`{key}`")),
                None => by_items.push((of_items, vec![format!("`{key}`")])),
            }
        }
        let places: Vec<String> = by_items
            .into_iter()
            .map(|(of_items, keys)| {
                let keys = if keys.len() == of.len() {
                    "all".to_owned()
                } else {
                    keys.join(", ")
                };
                if of_items.len() == items.len() {
                    keys
                } else {
                    format!("{keys} of {}", of_items.join(", "))
                }
            })
            .collect();
        writeln!(out, "- {source}. {}", places.join("; ")).expect("a string can be written to");
    }
}

fn parameters() -> String {
    let (all, common, authorities) = (Config::describe(), common(), authorities());
    let mut out = String::from(
        "# Parameters\n\nGenerated from the code and the scenarios by `tests/documents.rs`; do not edit.\n\n\
         Meaning, unit and range are in the code, values in `scenarios/`, sources in `[provenance]` beside the values. Where an \
         authority differs from `common.toml` its value follows its name. A source is *study* (Forrester and colleagues 2013, by table \
         or section), *national* (a published statistic), *derived* (from other values), or *assumed* (with the range for \
         sensitivity runs). The fourteen problems run in the order of Table 7.5: housing, money, disability, behaviour, caring, \
         depression, mental health, drugs, alcohol, physical, emotional, neglect, sexual, violence.\n",
    );
    let mut sections: Vec<(String, Vec<Described>)> = Vec::new();
    for of in all {
        let section = segments(&of.key)[0].clone();
        match sections.last_mut() {
            Some((same, list)) if *same == section => list.push(of),
            _ => sections.push((section, vec![of])),
        }
    }
    for (section, list) in sections {
        write!(out, "\n## {section}\n\n").expect("a string can be written to");
        if list.iter().all(|of| !of.key.contains('*')) {
            table(
                &mut out,
                &["key", "meaning", "unit", "range", "value", "source"],
            );
            for of in &list {
                single(&mut out, of, &common, &authorities);
            }
            continue;
        }
        table(&mut out, &["key", "meaning", "unit", "range"]);
        for of in &list {
            let cells = [
                format!("`{}`", of.key),
                cell(of.meaning),
                of.unit.to_owned(),
                range(of),
            ];
            row(&mut out, &cells);
        }
        let own = |a: &Authority| find(&a.value, std::slice::from_ref(&section)).cloned();
        let alike = authorities.iter().all(|a| own(a) == own(&authorities[0]));
        for authority in authorities
            .iter()
            .take(if alike { 1 } else { authorities.len() })
        {
            if alike {
                out.push_str("\nValues, the same in every authority:\n\n");
            } else {
                write!(out, "\n### {section}: {}\n\n", authority.name)
                    .expect("a string can be written to");
            }
            collection(&mut out, &list, authority);
        }
    }
    out
}

fn dictionary() -> String {
    let mut out = String::from(
        "# Measures\n\nGenerated from the code by `tests/documents.rs`; do not edit.\n\n\
         One name everywhere: tables, CSV, JSON. Unless said otherwise a measure is taken over the measured period, after start-up, over \
         long-term teams and those of their staff who work with families. **D** compared with data, **A** model assumption only (no \
         arm is ranked on it), **-** neither. The margin is the difference declared to matter in practice. *Main* measures are in \
         every table; measures with *monthly* are also in `series.csv`.\n\n",
    );
    table(
        &mut out,
        &[
            "name",
            "in tables",
            "unit",
            "what / over what",
            "kind",
            "published row",
            "margin",
            "where",
        ],
    );
    for measure in measures() {
        let margin = measure.margin.map_or(String::new(), |margin| {
            format!("{} ({})", number(margin), measure.margin_why)
        });
        let mut places = Vec::new();
        if measure.headline {
            places.push("main");
        }
        if series_names().contains(&measure.name) {
            places.push("monthly");
        }
        row(
            &mut out,
            &[
                format!("`{}`", measure.name),
                cell(measure.label),
                measure.unit.to_owned(),
                cell(measure.what),
                tag(measure.evidence).to_owned(),
                cell(measure.row),
                cell(&margin),
                places.join(", "),
            ],
        );
    }
    out.push_str(
        "\n## The virtual survey\n\nRows of `survey.csv`: what a survey of the study's size and habits would have found at the end of a \
         run. Rows that end in mean or sd, and shares, are held against the published figures; those of no common scale against their order \
         alone, those of the DfE against national figures.\n\n",
    );
    table(&mut out, &["row", "table", "what", "unit"]);
    for of in survey_rows() {
        let cells = [of.id, of.table, of.label, of.unit];
        row(
            &mut out,
            &[
                format!("`{}`", cells[0]),
                cell(cells[1]),
                cell(cells[2]),
                cells[3].to_owned(),
            ],
        );
    }
    out
}

#[test]
fn the_parameter_tables_are_what_code_and_scenarios_say() {
    let text = parameters();
    let missing = Config::describe()
        .into_iter()
        .find(|of| !text.contains(&format!("| `{}` |", of.key)));
    assert_eq!(missing, None);
    is_up_to_date("docs/parameters.md", &text);
}

#[test]
fn the_data_dictionary_is_what_the_code_says() {
    assert!(
        measures()
            .iter()
            .any(|measure| measure.evidence == Evidence::Data)
    );
    is_up_to_date("docs/measures.md", &dictionary());
}

#[test]
fn where_each_parameter_is_used_is_what_the_sources_say() {
    let table = uses::table();
    let unused: Vec<&str> = table.lines().filter(|line| line.ends_with('\t')).collect();
    assert!(
        unused.is_empty(),
        "nobody reads these, or the scan does not see it: {unused:#?}"
    );
    assert!(table.contains("demand.shock_month\tpractice/referral.rs (shock)\n"));
    is_up_to_date("src/scenario/uses.tsv", &table);
}

#[test]
fn the_schema_is_what_the_types_say_and_every_scenario_keeps_to_it() {
    is_up_to_date("scenarios/scenario.schema.json", &schema::schema());
    let document: serde_json::Value = serde_json::from_str(&schema::schema()).expect("JSON");
    let validator = jsonschema::validator_for(&document).expect("a schema");
    let errors = |text: &str| -> Vec<String> {
        let table: toml::Table = text.parse().expect("TOML");
        let value = serde_json::to_value(table).expect("JSON");
        let errors = validator.iter_errors(&value);
        errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    };
    for (file, text) in BUILT_IN {
        assert_eq!(errors(text), Vec::<String>::new(), "{file}");
        let first = text.lines().next();
        assert_eq!(first, Some("#:schema scenario.schema.json"), "{file}");
    }
    for (wrong, place) in [
        ("surprise = 1", ""),
        ("[thresholds]\nclose = 99", "/thresholds/close"),
        ("[thresholds]\nclose = 'low'", "/thresholds/close"),
        ("[demand]\nmonth_index = [1, 2]", "/demand/month_index"),
        (
            "[demand]\nsource_share = [2, 0, 0, 0, 0, 0, 0, 0]",
            "/demand/source_share/0",
        ),
        ("[[team]]\nservice = 'asessment'", "/team/0/service"),
        (
            "[features.unit]\ndecision_cover = 1",
            "/features/unit/decision_cover",
        ),
        (
            "[provenance]\nstatute = { hearsay = 'a friend' }",
            "/provenance/statute",
        ),
        ("extends = 5", "/extends"),
    ] {
        let found = errors(wrong);
        assert!(
            found
                .iter()
                .any(|error| error.starts_with(&format!("{place}: "))),
            "{wrong}: {found:?}"
        );
    }
    for of in Config::describe() {
        assert!(schema::schema().contains(of.meaning), "{}", of.key);
    }
}

/// The public fields of a struct, read from its source.
fn fields(source: &str, name: &str) -> Vec<String> {
    let start = source
        .find(&format!("pub struct {name} {{"))
        .expect("the struct is there");
    source[start..]
        .lines()
        .skip(1)
        .take_while(|line| *line != "}")
        .filter_map(|line| line.strip_prefix("    pub ")?.split(':').next())
        .map(str::to_owned)
        .collect()
}

/// The part of a document under the heading that starts so.
fn under<'t>(text: &'t str, heading: &str) -> &'t str {
    let start = text
        .find(&format!("\n{heading}"))
        .unwrap_or_else(|| panic!("no heading {heading}"));
    let body = &text[start + 1 + heading.len()..];
    &body[..body.find("\n#").unwrap_or(body.len())]
}

#[test]
fn the_model_document_names_every_state_variable() {
    let document = read("docs/model.md");
    let entities = [
        ("Family", "family"),
        ("Child", "family"),
        ("Case", "case"),
        ("Worker", "worker"),
        ("Team", "team"),
    ];
    for (name, file) in entities {
        let fields = fields(&read(&format!("src/world/{file}.rs")), name);
        assert!(fields.len() > 1, "no fields found in {name}");
        let table = under(&document, &format!("### `{name}`"));
        let (mut named, mut unknown) = (BTreeSet::new(), Vec::new());
        for line in table.lines().filter(|line| line.starts_with("| `")) {
            let variables = line.split('|').nth(1).expect("a first column");
            for variable in variables.split(',').map(|v| v.trim().trim_matches('`')) {
                if fields.iter().any(|field| field == variable) {
                    named.insert(variable.to_owned());
                } else {
                    unknown.push(variable.to_owned());
                }
            }
        }
        let missing: Vec<_> = fields
            .iter()
            .filter(|field| !named.contains(*field))
            .collect();
        assert!(
            missing.is_empty(),
            "docs/model.md does not name these variables of {name}: {missing:?}"
        );
        assert!(
            unknown.is_empty(),
            "docs/model.md names variables that {name} does not have: {unknown:?}"
        );
    }
}

fn files_under(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_under(&path, out);
        } else {
            out.push(path);
        }
    }
}

#[test]
fn the_code_map_has_one_line_for_every_source_file() {
    let src = root().join("src");
    let mut files = Vec::new();
    files_under(&src, &mut files);
    let name = |path: &PathBuf| {
        let path = path.strip_prefix(&src).expect("under src");
        path.to_string_lossy().replace('\\', "/")
    };
    let mut have: Vec<String> = files
        .iter()
        .map(name)
        .filter(|name| !name.ends_with(".snap.new"))
        .collect();
    let design = read("DESIGN.md");
    let mut mapped: Vec<String> = (design.lines())
        .filter_map(|line| Some(line.strip_prefix("- `")?.split_once("`: ")?.0.to_owned()))
        .collect();
    have.sort();
    mapped.sort();
    let missing: Vec<_> = have.iter().filter(|file| !mapped.contains(file)).collect();
    let gone: Vec<_> = mapped.iter().filter(|file| !have.contains(file)).collect();
    assert!(missing.is_empty(), "DESIGN.md has no line for {missing:?}");
    assert!(
        gone.is_empty(),
        "DESIGN.md has a line for {gone:?}, which are not there"
    );
    assert_eq!(have, mapped, "a file has two lines");
}

#[test]
fn the_readme_sets_up_with_exactly_two_commands() {
    let readme = read("README.md");
    let set_up = under(&readme, "## Set up");
    let blocks: Vec<&str> = set_up.split("```").skip(1).step_by(2).collect();
    assert_eq!(blocks, ["sh\ncargo run --release -- compare\ncargo test\n"]);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut followed = 0;
    for file in [
        "README.md",
        "DESIGN.md",
        "CHANGELOG.md",
        "docs/model.md",
        "docs/measures.md",
        "docs/stress.md",
    ] {
        let folder = root().join(file).parent().expect("a folder").to_owned();
        let text = read(file);
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            if !link.contains("://") {
                let path = folder.join(link.split('#').next().unwrap_or(link));
                assert!(path.exists(), "{file} links to {link}, which is not there");
                followed += 1;
            }
        }
    }
    assert!(followed > 5);
}
