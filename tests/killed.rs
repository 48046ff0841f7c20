//! A run that is killed again and again ends in the same bytes as one that was left alone.

#![cfg(unix)]

mod program;

use program::{START_UP, YEARS, files, folder, names, printed, program, stderr};
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Times the program is killed in all.
const KILLS: u32 = 20;

const RUN: [&str; 10] = [
    "compare",
    "la1",
    "la3",
    "-n",
    "10",
    YEARS,
    START_UP,
    "--json",
    "--quiet",
    "--out=out",
];

/// A length of time up to this one, another each time.
fn moment_within(longest: Duration) -> Duration {
    let share = RandomState::new().hash_one(0) % 1024;
    longest.mul_f64(share as f64 / 1024.0)
}

#[test]
fn a_run_killed_at_twenty_random_moments_ends_in_the_same_bytes() {
    let quiet = folder("killed-never");
    let began = Instant::now();
    let document = printed(&quiet, &RUN);
    // Moments are spread over the whole of a run, its end included; nothing else depends on how long it takes.
    let length = began.elapsed();
    let undisturbed = files(&quiet.join("out"));

    let here = folder("killed");
    let (mut kills, mut recoveries, mut ends) = (0, 0, 0);
    while kills < KILLS || ends == 0 {
        let mut child = program(&here, &RUN)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        if kills < KILLS {
            sleep(moment_within(length));
            if child.try_wait().expect("a child").is_none() {
                // SIGKILL: nothing in the program can see it coming.
                child.kill().expect("it is there");
                kills += 1;
                let output = child.wait_with_output().expect("it ends");
                if output.status.success() {
                    ends += 1;
                }
                let kept = here.join("out-partial/replications");
                let whole = |name: &String| name.ends_with(".toml");
                recoveries += u32::from(kept.exists() && names(&kept).iter().any(whole));
                continue;
            }
        }
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(String::from_utf8_lossy(&output.stdout), document);
        let end = files(&here.join("out"));
        assert!(end.keys().eq(undisturbed.keys()));
        for (name, bytes) in &end {
            assert!(
                undisturbed[name] == *bytes,
                "{name} differs after {kills} kills"
            );
        }
        assert_eq!(names(&here), ["out"], "nothing else is left");
        ends += 1;
        fs::remove_dir_all(here.join("out")).expect("it was there");
    }
    assert!(recoveries > 0, "some kills found work to go on from");
}
