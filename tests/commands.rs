//! The program as its users meet it: exit codes, files, help.

mod program;

use program::{START_UP, YEARS, casework, files, folder, stderr, stdout};
use std::fs;
use std::process::{Command, Stdio};

#[test]
fn any_number_of_threads_gives_identical_files_and_output() {
    let mut seen = Vec::new();
    for threads in ["1", "2", "5"] {
        let here = folder(&format!("threads-{threads}"));
        let arguments = [
            "compare",
            "-n",
            "4",
            YEARS,
            START_UP,
            "--seed",
            "7",
            "--threads",
            threads,
            "--json",
            "--out",
            "out",
        ];
        let output = casework(&here, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        seen.push((stdout(&output), files(&here.join("out"))));
    }
    let names: Vec<&str> = seen[0].1.keys().map(String::as_str).collect();
    let expected = [
        "comparison.csv",
        "dictionary.csv",
        "findings.csv",
        "manifest.toml",
        "quarters.csv",
        "replications.csv",
        "series.csv",
    ];
    assert_eq!(
        names,
        [&expected[..], &["summary.csv", "survey.csv"]].concat()
    );
    assert!(seen[0].1.values().all(|bytes| bytes.len() > 100));
    for other in &seen[1..] {
        assert!(seen[0].0 == other.0, "the documents differ");
        for (name, bytes) in &seen[0].1 {
            assert!(other.1.get(name) == Some(bytes), "{name} differs");
        }
    }
    let document: serde_json::Value = serde_json::from_str(&seen[0].0).expect("one JSON document");
    assert_eq!(document["replications_complete"], 4);
    assert_eq!(document["arms"].as_array().map(Vec::len), Some(9));
    assert_eq!(document["pairs"].as_array().map(Vec::len), Some(7));
}

#[test]
fn the_files_hold_a_row_for_everything_and_the_dictionary_every_column() {
    let here = folder("rows");
    let output = casework(
        &here,
        &[
            "compare", "la1", "la3", "-n", "3", YEARS, START_UP, "--out", "out", "-q",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stderr.is_empty());
    let read = |name: &str| {
        let mut reader = csv::Reader::from_path(here.join("out").join(name)).expect("a file");
        let header: Vec<String> = reader
            .headers()
            .expect("a header")
            .iter()
            .map(str::to_owned)
            .collect();
        let rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect();
        (header, rows)
    };
    let (header, rows) = read("replications.csv");
    assert_eq!(rows.len(), 2 * 3);
    let keys: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str()))
        .collect();
    assert_eq!(
        keys,
        [
            ("la1", "0"),
            ("la3", "0"),
            ("la1", "1"),
            ("la3", "1"),
            ("la1", "2"),
            ("la3", "2")
        ]
    );
    let measures = header.len() - 2;
    assert_eq!(read("summary.csv").1.len(), 2 * measures);
    assert_eq!(read("comparison.csv").1.len(), measures);
    assert!(
        read("series.csv")
            .1
            .iter()
            .all(|row| row[1].len() == 7 && row[1].as_bytes()[4] == b'-')
    );
    assert!(
        read("survey.csv")
            .1
            .iter()
            .all(|row| row[0] == "la1" || row[0] == "la3")
    );

    let (first, dictionary) = read("dictionary.csv");
    assert!(first[0].is_ascii(), "no mark before the first column");
    assert!(dictionary.iter().any(|row| {
        row[1] == "7.4.workers_seen.mean" && row[3].contains("at least three times")
    }));
    for name in &header[2..] {
        assert!(
            dictionary
                .iter()
                .any(|row| row[0] == "measure" && row[1] == *name),
            "{name}"
        );
    }
    for file in [
        "summary.csv",
        "comparison.csv",
        "series.csv",
        "survey.csv",
        "dictionary.csv",
    ] {
        let header = read(file).0;
        for column in &header {
            assert!(
                dictionary
                    .iter()
                    .any(|row| row[0] == file && row[1] == *column),
                "{file} {column}"
            );
        }
    }
}

#[test]
fn a_scenario_beside_itself_differs_by_exactly_zero() {
    let here = folder("null");
    let output = casework(
        &here,
        &[
            "compare", "la2", "la2", "-n", "3", YEARS, START_UP, "--json", "-q",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let document: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(document["pairs"][0]["arm"], "la2-2");
    let measures = document["pairs"][0]["measures"]
        .as_object()
        .expect("measures");
    let defined: Vec<_> = measures
        .values()
        .filter(|row| row["n"].as_u64() >= Some(2))
        .collect();
    assert!(defined.len() > 20, "{}", defined.len());
    for row in defined {
        assert_eq!(
            (row["difference"].as_f64(), row["sd"].as_f64()),
            (Some(0.0), Some(0.0)),
            "{row}"
        );
        assert_eq!(row["verdict"], "the same");
    }
}

#[test]
fn bad_usage_and_bad_scenarios_end_with_two_and_say_why() {
    let here = folder("usage");
    for arguments in [
        &["compare", "--replications", "0"][..],
        &["run", "--no-such-option"],
        &["no-such-command"],
        &["run", "no-such-scenario"],
        &["check", "no-such-scenario"],
        &["check", "la1", "--set", "no.such=1"],
        &["compare", "--set", "no.such=1"],
    ] {
        let output = casework(&here, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            stderr(&output).contains("error"),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(
        fs::read_dir(&here).expect("a folder").count(),
        0,
        "nothing was written"
    );
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_one_and_is_named() {
    let here = folder("unwritable");
    fs::write(here.join("file"), "not a folder").expect("a file");
    let output = casework(
        &here,
        &[
            "run",
            "la1",
            "-n",
            "2",
            YEARS,
            START_UP,
            "--out",
            "file/below",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("cannot use file/below"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_folder_with_other_things_is_refused_and_kept_even_when_forced() {
    let here = folder("foreign");
    let out = here.join("out");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("thesis.txt"), "years of work").expect("a file");
    let run = |more: &[&str]| {
        casework(
            &here,
            &[
                &["run", "la1", "-n", "2", YEARS, START_UP, "--out", "out"],
                more,
            ]
            .concat(),
        )
    };
    let refused = run(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert_eq!(fs::read_dir(&out).expect("a folder").count(), 1);

    assert_eq!(run(&["--force"]).status.code(), Some(0));
    assert_eq!(
        fs::read_to_string(out.join("thesis.txt")).expect("it stays"),
        "years of work"
    );
    assert!(out.join("manifest.toml").exists());
    let left = fs::read_dir(&here).expect("a folder").count();
    assert_eq!(left, 1, "no temporary folder is left");
}

#[test]
fn the_same_experiment_is_replaced_and_another_is_not() {
    let here = folder("replaced");
    let run = |seed: &str| {
        casework(
            &here,
            &[
                "run", "la1", "-n", "2", YEARS, START_UP, "--seed", seed, "--out", "out",
            ],
        )
    };
    assert_eq!(run("1").status.code(), Some(0));
    let first = files(&here.join("out"));
    fs::remove_file(here.join("out/series.csv")).expect("it was there");
    assert_eq!(run("1").status.code(), Some(0));
    assert!(files(&here.join("out")) == first);
    assert_eq!(run("2").status.code(), Some(2));

    fs::write(here.join("out/notes.txt"), "read this first").expect("a file");
    assert_eq!(
        run("1").status.code(),
        Some(2),
        "a reader's own notes are not thrown away"
    );
    fs::remove_file(here.join("out/notes.txt")).expect("they are still there");
    assert!(files(&here.join("out")) == first);
}

#[test]
fn without_out_the_folder_is_named_after_the_experiment() {
    let here = folder("named");
    for seed in ["1", "2", "1"] {
        let output = casework(
            &here,
            &[
                "run", "la3", "-n", "2", YEARS, START_UP, "--seed", seed, "-q",
            ],
        );
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let mut names: Vec<String> = fs::read_dir(here.join("output"))
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect();
    names.sort();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(
        names
            .iter()
            .all(|name| name.starts_with("la3-") && name.len() == "la3-".len() + 8),
        "{names:?}"
    );
}

#[test]
fn a_reader_who_has_gone_is_no_failure() {
    let here = folder("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_casework"))
        .current_dir(&here)
        .args([
            "run", "la1", "-n", "2", YEARS, START_UP, "--json", "--quiet",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stderr.is_empty(), "{}", stderr(&output));
}

#[test]
fn no_colour_reaches_a_pipe() {
    let here = folder("colour");
    let output = casework(&here, &["run", "la1", "-n", "2", YEARS, START_UP, "-q"]);
    assert!(stdout(&output).contains("All measures"));
    let header = "casework: la1 with run.warm_up_months=2, run.years=1, 1 arm, 2 replications";
    assert!(stdout(&output).starts_with(header), "{}", stdout(&output));
    assert!(!output.stdout.contains(&0x1b));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_what_was_finished() {
    let here = folder("interrupted");
    let mut child = Command::new(env!("CARGO_BIN_EXE_casework"))
        .current_dir(&here)
        .args([
            "compare",
            "la1",
            "la3",
            "-n",
            "2000000",
            "--threads",
            "1",
            YEARS,
            START_UP,
            "--json",
            "--out",
            "out",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Waits for the first block, however long that takes.
    while !here.join("out-partial/replications/000001.toml").exists() {
        assert!(
            child.try_wait().expect("a child").is_none(),
            "it ended early"
        );
        std::thread::yield_now();
    }
    let kill = Command::new("sh")
        .args(["-c", &format!("kill -INT {}", child.id())])
        .status()
        .expect("a shell");
    assert!(kill.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("interrupted: "),
        "{}",
        stderr(&output)
    );

    let manifest = fs::read_to_string(here.join("out-partial/manifest.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let experiment = &manifest["experiment"];
    assert_eq!(experiment["complete"].as_bool(), Some(false));
    let complete = experiment["replications_complete"]
        .as_integer()
        .expect("a number");
    assert!((1..2_000_000).contains(&complete), "{complete}");
    let text = fs::read_to_string(here.join("out-partial/replications.csv")).expect("rows");
    let replications: Vec<&str> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1))
        .collect();
    assert_eq!(replications.len() as i64, 2 * complete);
    assert!(
        replications.chunks(2).all(|pair| pair[0] == pair[1]),
        "only complete pairs are kept"
    );
    let document: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("what is finished is printed");
    assert_eq!(document["interrupted"], true);
    assert!(
        !here.join("out").exists(),
        "what is incomplete has a folder of its own"
    );
}

#[test]
fn check_runs_nothing_and_says_what_a_scenario_holds() {
    let here = folder("check");
    let output = casework(&here, &["check", "la2"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stdout(&output).starts_with("la2: no mistakes found."),
        "{}",
        stdout(&output)
    );
    let changed = stdout(&casework(
        &here,
        &["check", "la2", "--set", "run.years=3", "--set=run.years=1"],
    ));
    for expected in [
        "\nChanged: run.years=1\n",
        "\nMeasured: 1 year after ",
        "posts each",
        "\nFeatures: ",
    ] {
        assert!(changed.contains(expected), "{changed}");
    }
    let document = stdout(&casework(
        &here,
        &["check", "la2", "--set", "run.years=4", "--json"],
    ));
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    assert_eq!(document["years"].as_f64(), Some(4.0));
    assert_eq!(fs::read_dir(&here).expect("a folder").count(), 0);
}

#[test]
fn what_a_job_would_take_reads_like_this_and_nothing_is_run() {
    let here = folder("dry");
    // Numbers and units differ between machines.
    let words = |arguments: &[&str]| {
        let output = casework(&here, arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let mut words = String::new();
        for line in stdout(&output).lines() {
            let told: Vec<&str> = (line.split_whitespace())
                .map(|word| word.trim_start_matches('('))
                .map(|word| word.trim_end_matches([')', ',']))
                .map(|word| match word {
                    "seconds" | "minutes" | "hours" | "days" => "T",
                    "MB" | "GB" => "B",
                    word => word.parse::<f64>().map_or(word, |_| "N"),
                })
                .collect();
            words += &(told.join(" ") + "\n");
        }
        words
    };
    insta::assert_snapshot!(
        "dry_run",
        words(&["run", "la1", "--dry-run", "--threads=2", "-n", "5000"])
    );
    insta::assert_snapshot!(
        "dry_compare",
        words(&["compare", "--dry-run", "--threads=2", "-n", "5000"])
    );
    let document = stdout(&casework(
        &here,
        &["compare", "la1", "la3", "--dry-run", "--json"],
    ));
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    assert_eq!(
        (document["arms"].as_u64(), document["replications"].as_u64()),
        (Some(2), Some(20))
    );
    let quarter = [
        "run",
        "la1",
        "-n",
        "50",
        "--shard=3/4",
        "--dry-run",
        "--json",
    ];
    let document: serde_json::Value =
        serde_json::from_str(&stdout(&casework(&here, &quarter))).expect("JSON");
    assert_eq!(document["replications"].as_u64(), Some(12));
    assert_eq!(fs::read_dir(&here).expect("a folder").count(), 0);
    let part = [
        "run",
        "la1",
        "-n",
        "2",
        "--years=3",
        "--shard=0/2",
        "--out=x",
    ];
    let output = casework(&here, &[&part[..], &["--dry-run", "--json"]].concat());
    let document: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let said = document["disk_bytes_while_running"]
        .as_f64()
        .expect("bytes");
    assert_eq!(casework(&here, &part).status.code(), Some(0));
    let kept =
        fs::metadata(here.join("x-shard-0-of-2/replications/000000.toml")).expect("a record");
    let ratio = said / kept.len() as f64;
    assert!((0.75..1.33).contains(&ratio), "{said} of {}", kept.len());
}

#[test]
fn completions_and_manual_pages_are_of_this_command_line() {
    let here = folder("manual");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&casework(&here, &["completions", shell]));
        for word in ["replay", "--shard", "--dry-run"] {
            let word = if shell == "fish" {
                word.trim_start_matches('-')
            } else {
                word
            };
            assert!(script.contains(word), "{shell} {word}");
        }
    }
    let page = stdout(&casework(&here, &["man"]));
    assert!(
        page.starts_with(".ie") && page.contains(".TH casework 1"),
        "{page}"
    );
    let page = stdout(&casework(&here, &["man", "compare"]));
    assert!(
        page.contains(".TH casework-compare 1") && page.contains("\\-\\-shard"),
        "{page}"
    );
    let output = casework(&here, &["man", "cmpare"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no command is called cmpare; the commands are run, compare"));
}

#[test]
fn pages_keep_to_the_columns_that_are_asked_for() {
    let here = folder("columns");
    for columns in ["44", "72"] {
        let mut command =
            program::program(&here, &["run", "la1", "-n", "2", YEARS, START_UP, "-q"]);
        let output = command.env("COLUMNS", columns).output().expect("it starts");
        let page = stdout(&output);
        assert!(page.lines().count() > 60);
        let widest = page.lines().map(|line| line.chars().count()).max();
        let columns: usize = columns.parse().expect("a number");
        assert!(
            widest.is_some_and(|widest| widest <= columns && widest > columns - 12),
            "{page}"
        );
    }
}

#[test]
fn help_reads_like_this() {
    let here = folder("help");
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help_run", &["run", "--help"]),
        ("help_compare", &["compare", "--help"]),
        ("help_check", &["check", "--help"]),
        ("help_replay", &["replay", "--help"]),
        ("help_merge", &["merge", "--help"]),
        ("help_completions", &["completions", "--help"]),
        ("help_man", &["man", "--help"]),
        ("help_explain", &["explain", "--help"]),
        ("help_new", &["new", "--help"]),
    ] {
        let output = casework(&here, arguments);
        assert_eq!(output.status.code(), Some(0));
        insta::assert_snapshot!(name, stdout(&output));
    }
}
