//! What goes wrong outside the program: full disks, folders that vanish or belong to others, readers who leave.

#![cfg(unix)]

mod program;

use casework::experiment::replication::Failure;
use casework::experiment::runner::{Failed, Tried};
use casework::export::shelf::Shelf;
use casework::export::stored::Stored;
use program::{START_UP, YEARS, folder, names, printed, program, refused, stderr};
use std::fs;
use std::process::{Command, Stdio};

const RUN: [&str; 8] = ["run", "la1", "-n", "6", YEARS, START_UP, "-q", "--out=out"];

#[test]
fn a_full_disk_loses_nothing_and_the_same_command_goes_on() {
    let here = folder("full-disk");
    // A limit on the size of a file fails a write half-way as a full disk does.
    let binary = env!("CARGO_BIN_EXE_casework");
    let limited = |blocks: &str, arguments: &[&str]| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.current_dir(&here).env("NO_COLOR", "1");
        let output = command
            .args(["-c", &script, binary])
            .args(arguments)
            .output();
        output.expect("a shell")
    };
    let output = limited("4", &RUN);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("cannot use out-partial: File too large"),
        "{said}"
    );

    // It fills while the first replication is written: nothing is left of it that would be in the way of the next try.
    let long = [
        "run",
        "la1",
        "-n",
        "1",
        "--years=12",
        START_UP,
        "-q",
        "--out=out",
    ];
    let output = limited("40", &long);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("cannot go on: out-partial/replications/00000"),
        "{said}"
    );
    assert_eq!(names(&here), [""; 0]);

    // The same in the midst of a run: two replications are there, and none can be added.
    let kept = here.join("out-partial/replications");
    printed(&here, &[&RUN[..], &["--shard=0/1"]].concat());
    for index in 2..6 {
        fs::remove_file(kept.join(format!("{index:06}.toml"))).expect("it was kept");
    }
    let output = limited("4", &RUN);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stderr(&output);
    for expected in [
        "cannot go on: out-partial/replications/00000",
        "File too large",
        "kept in out-partial: 2 replications; the same command goes on from there",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    assert!(!here.join("out").exists());
    let whole = |name: &String| name.ends_with(".toml");
    assert_eq!(names(&kept).into_iter().filter(whole).count(), 2);
    printed(&here, &RUN);
    assert_eq!(names(&here), ["out"]);

    let undisturbed = program::files(&here.join("out"));
    let elsewhere = folder("full-disk-never");
    printed(&elsewhere, &RUN);
    assert!(program::files(&elsewhere.join("out")) == undisturbed);

    if cfg!(target_os = "linux") {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let full = full.expect("a device that is always full");
        let output = program(&here, &RUN)
            .stdout(full)
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output).contains("cannot print: "),
            "{}",
            stderr(&output)
        );
        assert!(
            here.join("out/summary.csv").exists(),
            "the files were written before"
        );
    }
}

#[test]
fn a_folder_that_vanishes_under_a_run_is_named() {
    let here = folder("vanishing");
    let long = [
        "run",
        "la1",
        "-n",
        "2000000",
        YEARS,
        START_UP,
        "-q",
        "--out=out",
    ];
    let mut child = program(&here, &long)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let first = here.join("out-partial/replications/000000.toml");
    while !first.exists() {
        assert!(
            child.try_wait().expect("a child").is_none(),
            "it ended early"
        );
        std::thread::yield_now();
    }
    while here.join("out-partial").exists() {
        // What is written meanwhile makes the folder hold something again.
        let _ = fs::remove_dir_all(here.join("out-partial"));
    }
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.contains("cannot go on: out-partial/replications/"),
        "{said}"
    );
    assert!(said.contains("No such file or directory"), "{said}");
    assert_eq!(names(&here), [""; 0]);
}

#[test]
fn two_at_once_do_not_share_a_folder() {
    let here = folder("two-at-once");
    let long = [
        "run",
        "la1",
        "-n",
        "2000000",
        YEARS,
        START_UP,
        "-q",
        "--out=out",
    ];
    let mut child = program(&here, &long)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    while !here.join("out-partial/replications").exists() {
        std::thread::yield_now();
    }
    let error = refused(&here, &long, 1);
    assert!(
        error.contains("another casework is at work in out-partial"),
        "{error}"
    );
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

#[test]
fn a_damaged_replication_is_named_and_not_used() {
    let here = folder("damaged");
    let shard = [&RUN[..], &["--shard=0/1"]].concat();
    printed(&here, &shard);
    let path = here.join("out-partial/replications/000003.toml");
    let text = fs::read_to_string(&path).expect("kept");
    fs::write(&path, &text[..text.len() / 2]).expect("a file");
    let error = refused(&here, &RUN, 1);
    assert!(
        error.contains("000003.toml: is damaged: remove it"),
        "{error}"
    );
    fs::remove_file(&path).expect("it was there");
    printed(&here, &RUN);
}

#[test]
fn a_replication_that_failed_is_reported_with_the_command_that_shows_it_again() {
    let here = folder("failed");
    let usual = ["run", "la1", "-n", "4", YEARS, START_UP, "-q", "--out=out"];
    printed(&here, &[&usual[..], &["--shard=0/1"]].concat());
    // No configuration that passes the checks makes the program fail, so a failure is laid in its way.
    let part = here.join("out-partial");
    let stored = Stored::open(&part).expect("an experiment");
    let failed = Failed {
        arm: "la1".into(),
        replication: 2,
        seed: 1,
        failure: Failure {
            message: "no such worker".into(),
            scene: Some("2010-03-05 10:30, Free(WorkerId(7))".into()),
        },
    };
    let shelf = Shelf::within(&part, &stored.hash);
    shelf.keep(2, &Tried::Failed(vec![failed])).expect("kept");

    let output = program(&here, &usual).output().expect("it starts");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stderr(&output), @r"
    error: 1 simulation failed, which is a mistake in the program and not in the scenario; the others are kept
      arm la1, replication 2, seed 1, at 2010-03-05 10:30, Free(WorkerId(7)): no such worker
        to see it again: casework replay out --arm la1 --replication 2
    ");
    let page = program::stdout(&output);
    assert!(page.contains("3 replications of 4 asked for"), "{page}");
    let manifest = fs::read_to_string(here.join("out/manifest.toml")).expect("a manifest");
    assert!(manifest.contains("[[failed]]") && manifest.contains("complete = false"));
    // What the message advises works: with this build the replication runs to its end.
    let page = printed(
        &here,
        &["replay", "out", "--arm", "la1", "--replication", "2"],
    );
    assert!(
        page.starts_with("casework: replication 2 of arm la1, seed 1"),
        "{page}"
    );
}

#[test]
fn nothing_that_is_a_readers_own_is_taken_for_the_programs() {
    let here = folder("own");
    let usual = ["run", "la1", "-n", "2", YEARS, START_UP, "-q", "--out=mine"];
    fs::create_dir_all(here.join("mine/lock")).expect("a folder");
    fs::write(here.join("mine/lock/thesis.txt"), "years of work").expect("a file");
    let thesis = || fs::read_to_string(here.join("mine/lock/thesis.txt")).expect("it stays");
    let error = refused(&here, &usual, 2);
    assert!(error.contains("mine holds something other"), "{error}");
    printed(&here, &[&usual[..], &["--force"]].concat());
    assert_eq!(thesis(), "years of work");
    assert!(here.join("mine/summary.csv").exists());

    // Notes beside what is unfinished are no obstacle and stay; what has a name that is needed is one.
    fs::remove_dir_all(here.join("mine")).expect("it was there");
    fs::create_dir_all(here.join("mine-partial/replications")).expect("a folder");
    fs::write(here.join("mine-partial/notes.txt"), "mine").expect("a file");
    let error = refused(&here, &usual, 2);
    assert!(
        error.contains("mine-partial/replications is in the way"),
        "{error}"
    );
    fs::remove_dir(here.join("mine-partial/replications")).expect("it was there");
    printed(&here, &usual);
    assert_eq!(names(&here.join("mine-partial")), ["notes.txt"]);
    printed(&here, &usual);

    for taken in ["ev.csv.new", "ev.csv"] {
        fs::write(here.join(taken), "years,of,work\n").expect("a file");
        let journal = [
            "replay",
            "la1",
            "-r",
            "0",
            YEARS,
            START_UP,
            "--journal=ev.csv",
        ];
        let error = refused(&here, &journal, 1);
        assert!(error.contains(taken), "{error}");
        let text = fs::read_to_string(here.join(taken)).expect("it stays");
        assert_eq!(text, "years,of,work\n");
        fs::remove_file(here.join(taken)).expect("it was there");
    }
}

#[test]
fn an_empty_folder_is_filled_where_it_is() {
    let here = folder("filled");
    fs::create_dir(here.join("results")).expect("a folder");
    std::os::unix::fs::symlink("results", here.join("link")).expect("a link");
    let usual = ["run", "la1", "-n", "2", YEARS, START_UP, "-q"];
    printed(&here, &[&usual[..], &["--out=link"]].concat());
    assert!(
        here.join("results/summary.csv").exists(),
        "the link was followed"
    );
    assert!(here.join("link").is_symlink());

    let inside = here.join("inside");
    fs::create_dir(&inside).expect("a folder");
    printed(&inside, &[&usual[..], &["--out=."]].concat());
    assert!(inside.join("summary.csv").exists());
    assert_eq!(names(&here), ["inside", "link", "results"]);
}

#[test]
fn what_another_build_began_is_not_finished_by_this_one() {
    let here = folder("build");
    let shard = [&RUN[..], &["--shard=0/1"]].concat();
    printed(&here, &shard);
    let plan = here.join("out-partial/plan.toml");
    let text = fs::read_to_string(&plan).expect("a plan");
    let build = text
        .lines()
        .find(|line| line.starts_with("build = "))
        .expect("it is named");
    fs::write(&plan, text.replace(build, "build = \"0123456789abcdef\"")).expect("a file");
    for arguments in [&RUN[..], &["merge", "out-partial", "--out=x"]] {
        let error = refused(&here, arguments, 2);
        assert!(
            error.contains("out-partial was begun by another build of the program"),
            "{error}"
        );
    }
    // Looking at it is allowed.
    let page = printed(&here, &["replay", "out-partial", "-r", "1"]);
    assert!(
        page.contains("The row is the same as the one that is kept."),
        "{page}"
    );
}
