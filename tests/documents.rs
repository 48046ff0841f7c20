//! The documents say what the code and the scenarios say: some are generated from them, the others must name what there is.
//!
//! To write the generated ones anew: `UPDATE_DOCUMENTS=1 cargo test --test documents`.

mod uses;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use casework::export::dictionary::dictionary;
use casework::export::parameters::parameters;
use casework::observe::{Evidence, measures};
use casework::scenario::{BUILT_IN, Config, schema};

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

#[test]
fn the_parameter_tables_are_what_code_and_scenarios_say() {
    let text = parameters();
    let missing = Config::describe()
        .into_iter()
        .find(|of| !text.contains(&format!("| `{}` |", of.key)));
    assert_eq!(missing, None);
    is_up_to_date("docs/parameters.md", &text);
}

/// Every key that a table of an experiment file can have, as its reader names them.
#[test]
fn the_keys_of_an_experiment_file_are_documented() {
    const SOUND: &str = "question = ''\nbase = ''\nreplications = { least = 5, most = 5 }\n";
    let text = read("docs/experiments.md");
    let mut seen = 0;
    for (table, place) in [
        ("", "zzz = 1\n"),
        ("[replications]", "replications = { zzz = 1 }\n"),
        ("[[measure]]", "measure = [{ zzz = 1 }]\n"),
        ("[[factor]]", "measure = []\nfactor = [{ zzz = 1 }]\n"),
        (
            "[[factor.level]]",
            "measure = []\nfactor = [{ level = [{ zzz = 1 }] }]\n",
        ),
        ("[[arm]]", "measure = []\narm = [{ zzz = 1 }]\n"),
        ("[choose]", "measure = []\nchoose = { zzz = 1 }\n"),
        ("[[ask]]", "measure = []\nask = [{ zzz = 1 }]\n"),
    ] {
        let whole = if table == "[replications]" {
            place.to_owned()
        } else {
            format!("{SOUND}{place}")
        };
        let said = toml::from_str::<casework::scenario::Experiment>(&whole)
            .expect_err("zzz is no key")
            .to_string();
        let keys: Vec<&str> = (said.split("expected one of ").nth(1))
            .or_else(|| said.split("expected ").nth(1))
            .unwrap_or_else(|| panic!("{said}"))
            .split('`')
            .skip(1)
            .step_by(2)
            .collect();
        assert!(!keys.is_empty(), "{said}");
        let from = text
            .find(&format!("\n`{table}`"))
            .filter(|_| !table.is_empty());
        let section = &text[from.map_or(0, |at| at + 1)..];
        let section = &section[..section.find("\n\n`[").unwrap_or(section.len())];
        for key in keys {
            assert!(
                section.contains(&format!("| `{key}` |"))
                    || table.is_empty() && text.contains(&format!("[{key}]")),
                "{table} {key}"
            );
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
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
