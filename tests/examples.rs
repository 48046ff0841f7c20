//! Every command that README.md shows does what it says there, on a shorter run.

mod program;

use program::{casework, folder, names, stderr};
use std::fs;
use std::path::Path;

/// What a reader types before the arguments.
const PROGRAM: &str = "cargo run --release -- ";
/// Makes a run short: the examples are about commands, not about results.
const SHORT: [&str; 3] = ["--years=1", "--set=run.warm_up_months=1", "--threads=2"];

/// The commands in the shell blocks of the README, in order, without their comments.
fn examples() -> Vec<Vec<String>> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("it exists");
    let blocks = readme.split("```sh\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap_or_default().lines());
    lines
        .filter_map(|line| line.strip_prefix(PROGRAM))
        .map(|line| line.split('#').next().unwrap_or_default())
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_command_of_the_readme_runs() {
    let here = folder("examples");
    let mut run = 0;
    for example in examples() {
        let mut arguments: Vec<&str> = Vec::new();
        let mut words = example.iter().map(String::as_str);
        while let Some(word) = words.next() {
            if word == "--replications" {
                // Shortened below.
                words.next();
            } else {
                arguments.push(word);
            }
        }
        if arguments.contains(&"restructure") || arguments[0] == "ablate" {
            // Their dates and their posts need the years that they state.
            arguments.extend(["-n", "2"]);
        } else if arguments[0] == "family" {
            arguments.extend(["--lives", "2", "--years", "1"]);
        } else if matches!(arguments[0], "run" | "compare" | "validate") {
            // As many as the later examples ask for.
            arguments.extend(["-n", "5"]);
            arguments.extend(SHORT);
        } else if arguments[0] == "experiment" && arguments.len() == 2 {
            arguments.extend(["--most", "10", "--sets", "0"]);
            arguments.extend(SHORT);
        } else if arguments[0] == "sensitivity" {
            // Its tests run it with few factors.
            arguments.push("--dry-run");
        } else if arguments[0] == "verify" {
            // Its tests run all of it.
            arguments.push("wilson");
        } else if arguments[0] == "replay" && !arguments[1].contains('/') {
            arguments.extend(&SHORT[..2]);
        }
        let output = casework(&here, &arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(output.stdout.len() > 50, "{arguments:?} prints nothing");
        run += 1;
    }
    assert!(run > 13, "{run} examples were found");
    assert!(
        names(&here.join("output")).contains(&"x".to_owned()),
        "the parts were merged"
    );
}
