//! What an interrupted experiment leaves, step by step and without a signal.

mod program;

use casework::experiment::compare::Comparison;
use casework::experiment::plan::{Arm, Doubt, Plan, Shard, against_the_first};
use casework::experiment::runner::{Control, Kept, run};
use casework::export::csv::ReplicationRows;
use casework::export::folder::{Folder, FolderError, MANIFEST};
use casework::export::manifest::{FileEntry, Run, write_manifest};
use casework::export::stored::Stored;
use casework::scenario;
use program::{folder, names};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

fn plan(seed: u64) -> Plan {
    let load = |name: &str| {
        let quick = ["run.warm_up_months=2", "run.years=1"].map(str::to_owned);
        scenario::load(name, &quick).expect("embedded").config
    };
    let arms = vec![
        Arm::new("la1", "LA1", load("la1")),
        Arm::new("la3", "LA3", load("la3")),
    ];
    Plan {
        name: "test".into(),
        pairs: against_the_first(&arms),
        arms,
        replications: 8,
        seed,
        changed: vec![],
        doubt: Doubt::default(),
        validation: false,
        asked: casework::experiment::asked::Asked::default(),
    }
}

/// Runs the plan until so many jobs are done, and says where its files are, how many replications they hold, and how
/// many of them had been kept.
fn carry_out(plan: &Plan, here: &Path, jobs: u32) -> (PathBuf, u32, u32) {
    let (stop, done) = (AtomicBool::new(false), AtomicU32::new(0));
    let job_done = || {
        if done.fetch_add(1, Ordering::Relaxed) + 1 == jobs {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let folder =
        Folder::open(plan, Shard::WHOLE, Some(&here.join("out")), false).expect("a folder");
    let mut rows = ReplicationRows::create(&folder.file("replications.csv")).expect("a file");
    let control = Control {
        threads: 1,
        stop: &stop,
        job_done: &job_done,
    };
    let shelf = folder.shelf();
    let kept = Kept {
        recall: &|index| shelf.recall(plan, index),
        keep: &|index, tried| shelf.keep(index, tried),
    };
    let mut sink = |r: &_| rows.append(plan, r);
    let outcome = run(plan, Shard::WHOLE, &control, &kept, &mut sink).expect("it runs");
    let comparison = Comparison::new(plan, &outcome.fold);
    let run = Run {
        started: String::new(),
        finished: String::new(),
        seconds: 0.0,
        threads: 1,
        replications_recalled: 0,
    };
    let rows = rows.finish().expect("a file");
    assert_eq!(rows, 2 * u64::from(outcome.fold.replications));
    let files = [FileEntry {
        name: "replications.csv",
        rows,
    }];
    let manifest = folder.file(MANIFEST);
    write_manifest(
        &manifest,
        plan,
        folder.hash(),
        &comparison,
        &[],
        &files,
        &run,
    )
    .expect("a manifest");
    let path = if outcome.interrupted {
        folder.lay_aside()
    } else {
        folder.publish()
    };
    let path = path.expect("it is moved");
    (path, outcome.fold.replications, outcome.recalled)
}

fn is_complete(folder: &Path) -> Option<bool> {
    let text = fs::read_to_string(folder.join(MANIFEST)).expect("a manifest");
    let manifest: toml::Table = text.parse().expect("TOML");
    manifest["experiment"]["complete"].as_bool()
}

#[test]
fn an_interrupted_experiment_goes_on_from_where_it_was_and_ends_in_the_same_bytes() {
    let (plan, here) = (plan(1), folder("goes-on"));
    let (whole, replications, _) = carry_out(&plan, &here, u32::MAX);
    assert_eq!((replications, is_complete(&whole)), (8, Some(true)));
    let bytes = |folder: &Path| {
        let read = |name: &str| fs::read(folder.join(name)).expect("a file");
        [MANIFEST, "replications.csv"].map(read)
    };
    let undisturbed = bytes(&whole);

    let (partial, replications, recalled) = carry_out(&plan, &here, 7);
    assert_eq!((replications, recalled), (3, 0));
    assert_ne!(whole, partial);
    assert!(partial.ends_with("out-partial"), "{}", partial.display());
    assert_eq!(
        (is_complete(&whole), is_complete(&partial)),
        (Some(true), Some(false)),
        "an incomplete experiment never takes the place of a complete one"
    );
    assert_eq!(
        names(&partial),
        [
            "lock",
            "manifest.toml",
            "plan.toml",
            "replications",
            "replications.csv"
        ]
    );

    // The three that are recalled are six jobs done; two more replications and a half follow.
    let (_, replications, recalled) = carry_out(&plan, &here, 11);
    assert_eq!((replications, recalled), (5, 3));
    let (again, replications, recalled) = carry_out(&plan, &here, u32::MAX);
    assert_eq!((replications, recalled), (8, 5));
    assert_eq!(again, whole);
    assert!(bytes(&whole) == undisturbed);
    assert_eq!(names(&here), ["out"], "nothing else is left");
}

#[test]
fn a_folder_is_for_one_experiment_and_one_process() {
    let here = folder("one");
    carry_out(&plan(1), &here, 3);
    let open = |plan: &Plan| Folder::open(plan, Shard::WHOLE, Some(&here.join("out")), false);
    let error = open(&plan(2)).expect_err("another's folder");
    assert!(matches!(error, FolderError::Other(..)));
    let said = error.to_string();
    assert!(
        said.contains("out-partial holds") && said.contains("(seed 1)"),
        "{said}"
    );

    let folder = open(&plan(1)).expect("its own folder");
    let error = open(&plan(1)).expect_err("two at once");
    assert!(matches!(error, FolderError::Busy(_)), "{error}");
    drop(folder);
    open(&plan(1)).expect("it is free again");

    fs::create_dir_all(here.join("mine-partial/tables")).expect("a folder");
    let mine = here.join("mine");
    let error = Folder::open(&plan(1), Shard::WHOLE, Some(&mine), true).expect_err("not ours");
    assert!(matches!(error, FolderError::InTheWay(_)), "{error}");
}

#[test]
fn a_finished_and_an_unfinished_experiment_can_both_be_read_back() {
    let (plan, here) = (plan(5), folder("read-back"));
    let (partial, ..) = carry_out(&plan, &here, 5);
    let stored = Stored::open(&partial).expect("an experiment");
    assert_eq!(stored.indices().expect("a folder"), [0, 1]);
    assert!(stored.recall(1).expect("readable").is_some());
    let (whole, ..) = carry_out(&plan, &here, u32::MAX);
    let stored = Stored::open(&whole).expect("an experiment");
    assert_eq!(stored.plan.seed, 5);
    assert!(stored.plan.arms[1].config == plan.arms[1].config);
    assert_eq!(stored.indices().expect("a folder"), [0; 0]);
    let error = Stored::open(&here).err().expect("no experiment");
    assert!(error.to_string().contains("holds no experiment"), "{error}");
}
