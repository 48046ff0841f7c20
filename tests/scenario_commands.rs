//! `check`, `explain`, `new` and `schema` as their users meet them.

mod program;

use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use program::{casework, folder, stderr, stdout};

const BROKEN: &str = r#"extends = "common.toml"
surprise = 1

[demand]
referals_per_year = 1300
month_index = [1, 2, 3]

[thresholds]
close = 99
	plan	=	"high"

[[team]]
name = "Tëam"
service = "asessment"
features = "hierarchy"
count = 2
surveyed = 3
posts = { consultant = 0, manager = 0, social_worker = 11, child_practitioner = 0, assistant = 1, student = 0, clinician = 0, coordinator = 0, administrator = 2, boss = "héllo wörld ☃" }

[provenance]
"demand.wiat" = { study = "Table 1" }
"demand.month_index" = { hearsay = "a friend" }
"thresholds" = { assumed = "a guess" }
"team" = { study = "Table 2" }
"#;

#[test]
fn everything_wrong_with_a_scenario_is_drawn_over_it() {
    let here = folder("drawn");
    fs::write(here.join("mine.toml"), BROKEN).expect("a file");
    let arguments = ["check", "mine.toml", "--set", "thresholds.step_down=low"];
    let more = [
        "--set",
        "thresholds.opne = 4",
        "--set",
        "team.North.count=1",
    ];
    let output = casework(&here, &[&arguments[..], &more].concat());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "");
    assert_snapshot!("drawn", stderr(&output));
}

#[test]
fn of_values_that_contradict_each_other_the_one_stated_last_is_shown() {
    let here = folder("contradiction");
    let set = "features.unit.supervision_minutes=30";
    let output = casework(&here, &["check", "la1", "--set", set]);
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(stderr(&output), @"
    error: features.unit.supervision_case_minutes: must not be above supervision_minutes, which is 30, but is 60: no case would be discussed
      ╭▸ --set:1:35
      │
    1 │ features.unit.supervision_minutes=30
      │                                   ━━ contradicts it
      │
      ╰ help: supervision_days = 0 means no supervision

    error: 1 mistake in la1
    ");
}

#[test]
fn colours_are_for_terminals_only() {
    let here = folder("colours");
    fs::write(here.join("mine.toml"), "extends = 'la1'\nsurprise = 1\n").expect("a file");
    let run = |variable: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
        command.current_dir(&here).args(["check", "mine.toml"]);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        if let Some(variable) = variable {
            command.env(variable, "1");
        }
        stderr(&command.output().expect("the program starts"))
    };
    assert!(!run(None).contains('\u{1b}'), "none into a pipe");
    assert!(!run(Some("NO_COLOR")).contains('\u{1b}'));
    assert!(
        run(Some("CLICOLOR_FORCE")).contains("\u{1b}[1m"),
        "they are there to be had"
    );
}

#[test]
fn text_that_would_command_the_terminal_does_not_reach_it() {
    let here = folder("control");
    let text =
        "extends = 'la1'\nstatute = 'a\u{202e}b'\n'\u{9b}31m\u{85}' = 1\n\"\\u001b[2J\" = 2\n";
    fs::write(here.join("mine.toml"), text).expect("a file");
    let sets = ["--set", "statute=\"\\u001b[2J\"", "--set", "x\u{1b}[31m=1"];
    let output = casework(&here, &[&["check", "mine.toml"][..], &sets].concat());
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("unknown setting") && said.contains("must name an entry"),
        "{said}"
    );
    let bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!said.contains(bad), "{said:?}");
}

#[test]
fn check_lists_what_is_wrong_as_json() {
    let here = folder("json");
    let text = "extends = 'la1.toml'\n[thresholds]\n  clsoe = 3\n  plan = 99\n";
    fs::write(here.join("mine.toml"), text).expect("a file");
    let output = casework(&here, &["check", "mine.toml", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(stderr(&output), @"error: 3 mistakes in mine.toml");
    assert_snapshot!(stdout(&output), @r#"
    {
      "problems": [
        {
          "column": 3,
          "file": "mine.toml",
          "help": "did you mean `close`?",
          "key": "thresholds.clsoe",
          "line": 3,
          "message": "unknown setting"
        },
        {
          "column": 3,
          "file": "mine.toml",
          "help": null,
          "key": "thresholds.plan",
          "line": 4,
          "message": "has no source: [provenance] of the file that states it must say where the value comes from"
        },
        {
          "column": 10,
          "file": "mine.toml",
          "help": null,
          "key": "thresholds.plan",
          "line": 4,
          "message": "must be between 0 and 30, but is 99"
        }
      ],
      "scenario": "mine.toml"
    }
    "#);
    let good = casework(&here, &["check", "la1", "--json"]);
    let good: serde_json::Value = serde_json::from_str(&stdout(&good)).expect("one document");
    assert_eq!(good["problems"], serde_json::json!([]));
}

#[test]
fn a_setting_is_explained_with_its_values_and_sources() {
    let here = folder("explain");
    let explain = |key: &str| {
        let output = casework(&here, &["explain", key]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    assert_snapshot!("explain_one", explain("demand.referrals_per_year"));
    assert_snapshot!("explain_item", explain("features.unit.sharing"));
    assert_snapshot!("explain_word", explain("team.*.service"));
    assert_snapshot!("explain_section", explain("run"));
}

#[test]
fn a_file_of_ones_own_is_explained_beside_the_others() {
    let here = folder("explain-in");
    let text = "extends = 'la1'\n[context]\nparking = 5\n[provenance]\n'context.parking' = { study = 'a stop-watch' }\n";
    fs::write(here.join("mine.toml"), text).expect("a file");
    let output = casework(&here, &["explain", "context.parking", "--in", "mine.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_snapshot!("explain_in", stdout(&output));
    fs::write(here.join("mine.toml"), "extends = 'la1'\nparking = 5\n").expect("a file");
    let output = casework(&here, &["explain", "context.parking", "--in", "mine.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("parking: unknown setting"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_setting_that_is_none_is_answered_with_what_may_have_been_meant() {
    let here = folder("explain-unknown");
    let output = casework(&here, &["explain", "clsoe"]);
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(stderr(&output), @"
    error: clsoe: no such setting
    help: did you mean `thresholds.close`?
    ");
    let output = casework(&here, &["explain", "wea\u{1b}ther"]);
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(stderr(&output), @"error: wea ther: no such setting");
}

#[test]
fn a_new_scenario_is_right_at_once_and_can_be_run() {
    let here = folder("new");
    let output = casework(&here, &["new", "my place.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_snapshot!("new", stdout(&output));
    let text = fs::read_to_string(here.join("my place.toml")).expect("it was written");
    assert_snapshot!("new_file", text);
    let schema = fs::read_to_string(here.join("scenario.schema.json")).expect("it was written");
    assert_eq!(schema, stdout(&casework(&here, &["schema"])));

    let check = casework(&here, &["check", "my place.toml"]);
    assert_eq!(check.status.code(), Some(0), "{}", stderr(&check));
    let short = [
        "--years=1",
        "--set=run.warm_up_months=1",
        "-q",
        "--out",
        "out",
    ];
    let run = casework(
        &here,
        &[&["run", "my place.toml", "-n", "1"][..], &short].concat(),
    );
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    assert!(here.join("out/replications.csv").exists());
}

#[test]
fn what_is_marked_in_a_new_scenario_is_right_too() {
    let here = folder("new-marked");
    casework(&here, &["new", "mine.toml"]);
    let text = fs::read_to_string(here.join("mine.toml")).expect("it was written");
    // Marks are taken away from all settings and teams; sources are added for the settings.
    let is_marked = |line: &&str| {
        let bare = line.strip_prefix("# ").unwrap_or_default();
        let word = bare.split(" = ").next().unwrap_or_default();
        let is_key = word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        bare.starts_with("[[") || (bare.contains(" = ") && is_key)
    };
    let marked = text.lines().filter(is_marked).count();
    assert!(marked > 10, "{marked}");
    let mut table = String::new();
    let text: String = (text.lines())
        .map(|line| {
            if let Some(name) = line.strip_prefix('[') {
                table = name.trim_matches(['[', ']']).to_owned();
            }
            match line.strip_prefix("# ") {
                Some(bare) if is_marked(&line) => format!("{bare}\n"),
                _ => format!("{line}\n"),
            }
        })
        .collect();
    let more = [
        "context",
        "family_support.places",
        "start.opened_share",
        "survey.assessment_families",
        "survey.parents",
        "survey.rated_interviews",
    ];
    let more: String = (more.iter())
        .map(|key| format!("\"{key}\" = {{ study = \"Table 1\" }}\n"))
        .collect();
    fs::write(here.join("all.toml"), text + &more).expect("a file");
    let check = casework(&here, &["check", "all.toml"]);
    assert_eq!(check.status.code(), Some(0), "{}", stderr(&check));
    assert!(stdout(&check).contains("unit  "), "{}", stdout(&check));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let here = folder("new-there");
    fs::write(here.join("mine.toml"), "mine").expect("a file");
    let output = casework(&here, &["new", "mine.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(stderr(&output), @"error: mine.toml: is there already and was left alone");
    assert_eq!(
        fs::read_to_string(here.join("mine.toml")).expect("a file"),
        "mine"
    );
    assert!(!here.join("scenario.schema.json").exists());

    fs::write(here.join("scenario.schema.json"), "{}").expect("a file");
    let output = casework(&here, &["new", "other.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("was left alone"),
        "{}",
        stdout(&output)
    );
    let schema = here.join("scenario.schema.json");
    assert_eq!(fs::read_to_string(&schema).expect("a file"), "{}");

    fs::write(&schema, "{\n  \"title\": \"casework scenario\"\n}").expect("a file");
    let output = casework(&here, &["new", "third.toml"]);
    assert!(
        stdout(&output).contains("scenario.schema.json: written"),
        "{}",
        stdout(&output)
    );
    assert!(fs::read_to_string(&schema).expect("a file").len() > 10_000);

    for (file, said) in [
        ("mine.txt", "ends in .toml"),
        ("no/where.toml", "no such folder"),
    ] {
        let output = casework(&here, &["new", file]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}

#[test]
fn a_text_that_is_too_long_is_refused_and_many_mistakes_are_counted() {
    let here = folder("long");
    fs::write(here.join("long.toml"), "#".repeat(1 << 21)).expect("a file");
    let output = casework(&here, &["check", "long.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("is longer than 1048576 bytes"),
        "{}",
        stderr(&output)
    );

    let keys: String = (0..100_000).map(|i| format!("a{i}=1\n")).collect();
    fs::write(here.join("many.toml"), format!("extends = 'la1'\n{keys}")).expect("a file");
    let output = casework(&here, &["check", "many.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.ends_with("and 99900 more\n\nerror: 100000 mistakes in many.toml\n"),
        "{}",
        said.len()
    );
    assert!(said.len() < 100_000, "{}", said.len());

    // All on one line, which is shown in part every time.
    let keys: Vec<String> = (0..80_000).map(|i| format!("a{i}=1")).collect();
    let text = format!("extends = 'la1'\ndemand = {{ {} }}\n", keys.join(", "));
    fs::write(here.join("wide.toml"), text).expect("a file");
    let output = casework(&here, &["check", "wide.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.len() < 100_000, "{}", output.stderr.len());
}
