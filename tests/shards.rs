//! An experiment divided into parts and put together again.

mod program;

use program::{START_UP, YEARS, casework, files, folder, names, printed, refused, stderr};
use std::fs;
use std::path::Path;

const N: &str = "--replications=7";

/// Runs every part of an experiment and returns the names of their folders.
fn parts(here: &Path, of: u32) -> Vec<String> {
    let run = |index: u32| {
        let shard = format!("--shard={index}/{of}");
        let said = printed(
            here,
            &[
                "compare", "la1", "la3", N, YEARS, START_UP, "-q", "--out=x", &shard,
            ],
        );
        let name = format!("x-shard-{index}-of-{of}");
        let is_empty = said.contains("no replication falls to it");
        assert!(
            is_empty || said.contains(&name) && said.contains("casework merge"),
            "{said}"
        );
        assert_eq!(is_empty, !here.join(&name).exists());
        name
    };
    (0..of).map(run).collect()
}

#[test]
fn parts_in_any_number_and_order_give_the_bytes_of_a_single_run() {
    let here = folder("shards");
    let single = [
        "compare", "la1", "la3", N, YEARS, START_UP, "-q", "--json", "--out=x",
    ];
    let document = printed(&here, &single);
    let whole = files(&here.join("x"));
    for of in [2, 3, 7, 9] {
        fs::remove_dir_all(here.join("x")).expect("it was there");
        let mut parts = parts(&here, of);
        parts.rotate_left(1);
        parts.reverse();
        // A part without a replication has nothing to keep, and no folder.
        let there: Vec<&str> = (parts.iter().map(String::as_str))
            .filter(|part| here.join(part).exists())
            .collect();
        assert_eq!(there.len(), of.min(7) as usize);
        let merge = [&["merge"], &there[..], &["-q", "--json", "--out=x"]].concat();
        assert_eq!(printed(&here, &merge), document, "{of} parts");
        assert!(files(&here.join("x")) == whole, "{of} parts");
        for part in there {
            assert!(here.join(part).join("plan.toml").exists(), "the parts stay");
            fs::remove_dir_all(here.join(part)).expect("a part");
        }
        assert_eq!(names(&here), ["x"]);
    }
}

fn merge<'a>(parts: &[&'a str]) -> Vec<&'a str> {
    [&["merge", "-q", "--out=y"], parts].concat()
}

#[test]
fn what_does_not_fit_together_is_refused_by_name() {
    let here = folder("misfits");
    let parts = parts(&here, 3);
    let [first, second, third] = [0, 1, 2].map(|at| parts[at].as_str());

    let gap = refused(&here, &merge(&[first, third]), 2);
    assert_eq!(
        gap,
        "error: 2 of 7 replications are in none of these folders: 1, 4\n"
    );

    let twice = refused(&here, &merge(&[first, second, third, second]), 2);
    let both = format!("error: {second} and {second} overlap: both hold replication 1\n");
    assert_eq!(twice, both);

    let another = [
        "compare",
        "la1",
        "la3",
        N,
        YEARS,
        START_UP,
        "-q",
        "--out=z",
        "--seed=2",
        "--shard=1/3",
    ];
    printed(&here, &another);
    let foreign = refused(&here, &merge(&[first, "z-shard-1-of-3", third]), 2);
    assert!(
        foreign.starts_with("error: z-shard-1-of-3 is a part of another experiment ("),
        "{foreign}"
    );

    let path = here.join(second).join("replications/000004.toml");
    let text = fs::read_to_string(&path).expect("a replication");
    fs::write(&path, text.replacen("1.", "2.", 1)).expect("a file");
    let damaged = refused(&here, &merge(&[first, second, third]), 1);
    assert!(damaged.contains("000004.toml: is damaged"), "{damaged}");

    let plan = here.join(third).join("plan.toml");
    let text = fs::read_to_string(&plan).expect("a plan");
    fs::write(&plan, text.replacen("seed = 1", "seed = 3", 1)).expect("a file");
    let damaged = refused(&here, &merge(&[first, third]), 2);
    assert!(
        damaged.contains(third) && damaged.contains("is damaged"),
        "{damaged}"
    );

    let nothing = refused(&here, &merge(&["."]), 2);
    assert!(nothing.contains("holds no experiment"), "{nothing}");
    assert!(!here.join("y").exists() && !here.join("y-partial").exists());
}

#[test]
fn a_part_that_is_done_again_is_recalled_and_a_changed_scenario_does_not_mix_with_it() {
    let here = folder("recalled");
    parts(&here, 3);
    let again = |more: &[&str]| {
        let usual = [
            "compare",
            "la1",
            "la3",
            N,
            YEARS,
            START_UP,
            "--out=x",
            "--shard=0/3",
        ];
        casework(&here, &[&usual, more].concat())
    };
    let output = again(&[]);
    assert!(output.status.success());
    assert!(
        stderr(&output).contains("going on from x-shard-0-of-3, where 3 replications are kept"),
        "{}",
        stderr(&output)
    );
    let output = again(&["--set=minutes.travel=31"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output)
            .contains("x-shard-0-of-3 holds an unfinished experiment that is not this one"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_part_that_cannot_be_is_explained() {
    let here = folder("no-such-part");
    for (shard, said) in [
        ("4/4", "of 4 parts the first is 0/4 and the last 3/4"),
        ("1", "is not I/N, such as 0/4"),
        ("0/0", "is not I/N, such as 0/4"),
        ("-1/2", "is not I/N, such as 0/4"),
    ] {
        let shard = format!("--shard={shard}");
        let error = refused(&here, &["run", "la1", &shard], 2);
        assert!(error.contains(said), "{error}");
    }
    assert_eq!(names(&here), [""; 0]);
}
