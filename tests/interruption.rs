//! What an interrupted experiment leaves, step by step and without a signal.

use casework::experiment::compare::Comparison;
use casework::experiment::plan::{Arm, Plan, against_the_first};
use casework::experiment::runner::{Control, run};
use casework::export::csv::ReplicationRows;
use casework::export::folder::{Folder, MANIFEST};
use casework::export::manifest::{FileEntry, Run, write_manifest};
use casework::scenario;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

#[test]
fn an_incomplete_experiment_never_takes_the_place_of_a_complete_one() {
    let here = Path::new(env!("CARGO_TARGET_TMPDIR")).join("incomplete");
    if here.exists() {
        fs::remove_dir_all(&here).expect("an old folder goes");
    }
    fs::create_dir_all(&here).expect("a folder");
    std::env::set_current_dir(&here).expect("this process has one test");

    let load = |name: &str| {
        let quick = ["run.warm_up_months=2", "run.years=1"].map(str::to_owned);
        scenario::load(name, &quick).expect("embedded").config
    };
    let arms = vec![
        Arm::new("la1", "LA1", load("la1")),
        Arm::new("la3", "LA3", load("la3")),
    ];
    let plan = Plan {
        name: "test".into(),
        pairs: against_the_first(&arms),
        arms,
        replications: 8,
        seed: 1,
    };

    let carry_out = |jobs: u32| {
        let (stop, done) = (AtomicBool::new(false), AtomicU32::new(0));
        let job_done = || {
            if done.fetch_add(1, Ordering::Relaxed) + 1 == jobs {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let folder = Folder::open(&plan, None, false).expect("it can be written");
        let mut rows = ReplicationRows::create(&folder.file("replications.csv")).expect("a file");
        let control = Control {
            threads: 1,
            stop: &stop,
            job_done: &job_done,
        };
        let outcome =
            run(&plan, &control, &mut |block| rows.append(&plan, block)).expect("it runs");
        let comparison = Comparison::new(&plan, &outcome.fold);
        let run = Run {
            started: String::new(),
            finished: String::new(),
            seconds: 0.0,
            threads: 1,
            thread_ms_per_worker_year: 0.0,
        };
        let files = [FileEntry {
            name: "replications.csv",
            rows: rows.rows(),
        }];
        let hash = folder.hash().to_owned();
        write_manifest(
            &folder.file(MANIFEST),
            &plan,
            &hash,
            &comparison,
            &files,
            &run,
        )
        .expect("a manifest");
        let path = folder.publish(!outcome.interrupted).expect("it is moved");
        (path, outcome.fold.replications, rows.rows())
    };
    let (whole, replications, rows) = carry_out(u32::MAX);
    assert_eq!((replications, rows), (8, 16));
    let (partial, replications, rows) = carry_out(7);
    assert_eq!((replications, rows), (3, 6));
    assert_ne!(whole, partial);
    assert!(
        partial.to_string_lossy().ends_with("-partial"),
        "{}",
        partial.display()
    );

    let complete = |path: &Path| {
        let manifest: toml::Table = fs::read_to_string(path.join(MANIFEST))
            .expect("a manifest")
            .parse()
            .expect("TOML");
        manifest["experiment"]["complete"].as_bool()
    };
    assert_eq!(
        (complete(&whole), complete(&partial)),
        (Some(true), Some(false))
    );
    let left = fs::read_dir(here.join("output")).expect("a folder").count();
    assert_eq!(left, 2, "no temporary folder is left");
}
