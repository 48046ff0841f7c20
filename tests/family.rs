//! The lives of one described family: paired, whole, repeatable, and shown with care.

mod program;

use program::{START_UP, casework, folder, printed, refused, stderr, stdout};
use serde_json::Value;
use std::fs;

/// Few lives of one year in authorities with a short start-up.
const SHORT: [&str; 4] = ["--lives=4", "--years=1", START_UP, "--quiet"];

fn lived(here: &std::path::Path, arguments: &[&str]) -> Value {
    let all = [&["family"], arguments, &SHORT, &["--json"]].concat();
    serde_json::from_str(&printed(here, &all)).expect("one JSON document")
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let here = folder("family-threads");
    let seen = ["1", "2"].map(|threads| {
        let arguments = ["family", "violent-partner", "--json", "--journal"];
        let all = [&arguments[..], &SHORT, &["--threads", threads, "--seed=5"]].concat();
        printed(&here, &all)
    });
    assert!(seen[0].len() > 5_000 && seen[0] == seen[1]);
    let other = [
        &["family", "violent-partner", "--json", "--seed=6"][..],
        &SHORT,
    ]
    .concat();
    assert!(printed(&here, &other) != seen[0]);
}

#[test]
fn lives_that_were_lived_are_not_lived_again() {
    let here = folder("family-again");
    let arguments = [&["family", "violent-partner", "--json"][..], &SHORT[..3]].concat();
    let first = casework(&here, &arguments);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let own = here.join("output/family-violent-partner");
    let table = fs::read_to_string(own.join("lives.csv")).expect("a table");
    let header = table.lines().next().expect("a header");
    assert!(
        header.starts_with("authority,life,ending,meetings_12,"),
        "{header}"
    );
    assert_eq!(table.lines().count(), 1 + 2 * 4);
    let kept = fs::read_dir(&own)
        .expect("there")
        .flatten()
        .map(|f| f.path());
    let kept: Vec<_> = kept
        .filter(|path| path.to_string_lossy().contains("lives-"))
        .collect();
    assert_eq!(kept.len(), 1);
    let whole = fs::read_to_string(&kept[0]).expect("text");
    // As an interruption leaves it: some lives, and the beginning of a line.
    let lines: Vec<&str> = whole.lines().collect();
    assert_eq!(lines.len(), 1 + 8);
    fs::write(&kept[0], lines[..4].join("\n") + "\n" + &lines[6][..5]).expect("written");
    let again = casework(&here, &arguments);
    assert!(
        stderr(&again).contains("3 simulations of 8 are kept"),
        "{}",
        stderr(&again)
    );
    assert_eq!(stdout(&again), stdout(&first));
    assert_eq!(fs::read_to_string(&kept[0]).expect("text"), whole);
}

#[test]
fn shares_of_lives_sum_to_one_and_the_family_is_the_same_everywhere() {
    let here = folder("family-shares");
    let document = lived(&here, &["drink-and-neglect"]);
    let arms = document["arms"].as_array().expect("arms");
    assert_eq!(arms.len(), 2);
    let sum = |shares: &Value| -> f64 {
        let shares = shares.as_object().expect("shares").values();
        shares.map(|share| share.as_f64().expect("a number")).sum()
    };
    for arm in arms {
        let standing = arm["standing"].as_array().expect("months");
        let months: Vec<u64> = (standing.iter())
            .map(|at| at["month"].as_u64().expect("a month"))
            .collect();
        assert_eq!(months, [0, 1, 3, 6, 12]);
        for at in standing {
            assert!((sum(&at["value"]) - 1.0).abs() < 1e-12, "{at}");
        }
        assert!((sum(&arm["endings"]) - 1.0).abs() < 1e-12);
        assert_eq!(standing[0]["value"]["being assessed"], 1.0);
        // Of six problems the referral tells three, in every life and authority.
        let known = &arm["known"][0]["value"];
        assert_eq!((&known["q10"], &known["q90"]), (&0.5.into(), &0.5.into()));
        assert!(
            arm["measures"]["meetings_12"]["mean"]
                .as_f64()
                .expect("met")
                > 0.0
        );
        assert!(arm["roles_12"]["social-worker"]["share_of_lives"].as_f64() > Some(0.0));
    }
    assert!(document["middle_life"].as_u64().expect("one") < 4);
}

#[test]
fn an_authority_that_differs_in_nothing_differs_by_exactly_nothing() {
    let here = folder("family-null");
    fs::write(
        here.join("twin.toml"),
        "extends = \"la3\"\nname = \"twin\"\n",
    )
    .expect("a file");
    let document = lived(&here, &["before-birth", "--in=la3", "--in=twin.toml"]);
    let differences = document["arms"][1]["less_the_first"]
        .as_object()
        .expect("all");
    assert_eq!(differences.len(), 13);
    for (name, difference) in differences {
        assert_eq!(difference["mean"], 0.0, "{name}");
        assert_eq!(
            (&difference["low"], &difference["high"]),
            (&0.0.into(), &0.0.into())
        );
    }
    let twice = ["family", "before-birth", "--in=la3", "--in=la3"];
    assert!(refused(&here, &twice, 2).contains("la3 is named twice"));
}

#[test]
fn every_family_that_is_shipped_lives() {
    let here = folder("family-all");
    let list: Value = serde_json::from_str(&printed(&here, &["family", "--json"])).expect("JSON");
    let vignettes = list["vignettes"].as_array().expect("a list");
    assert!(vignettes.len() >= 6);
    for vignette in vignettes {
        let name = vignette["name"].as_str().expect("a name");
        let all = [
            "family",
            name,
            "--in=la1",
            "--lives=1",
            "--years=1",
            START_UP,
            "-q",
        ];
        let page = printed(&here, &all);
        let warning = vignette["warning"].as_str().expect("a text");
        assert_eq!(
            page.contains("Content warning:"),
            !warning.is_empty(),
            "{name}"
        );
        assert!(
            page.contains(warning) && page.contains("What this cannot tell"),
            "{page}"
        );
        assert!(
            page.contains("predicts nothing about a real family"),
            "{page}"
        );
    }
}

#[test]
fn the_pages_read_like_this() {
    let here = folder("family-pages");
    insta::assert_snapshot!("family_list", printed(&here, &["family"]));
    let page = |arguments: &[&str]| {
        let output = program::program(
            &here,
            &[&["family", "low-and-in-debt"], arguments, &SHORT].concat(),
        )
        .env("COLUMNS", "90")
        .output()
        .expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let whole = page(&["--journal"]);
    assert!(whole.lines().all(|line| line.chars().count() <= 90));
    let (_, story) = whole.split_once("\nLife ").expect("a story");
    assert!(
        story.contains("Referred by a health service for the first time."),
        "{story}"
    );
    let words: Vec<&str> = story.split_whitespace().collect();
    assert!(words.join(" ").contains("3 children (7, 1, 1)"), "{story}");
    assert_eq!(story.matches("The simulation ends").count(), 2);
    insta::assert_snapshot!("family_page", page(&[]));
}

#[test]
fn every_life_begins_alike_in_every_authority() {
    let here = folder("family-alike");
    let document = lived(&here, &["alone-with-disability", "--journal=2"]);
    let told = document["stories"]["told"].as_array().expect("stories");
    assert_eq!((told.len(), &document["stories"]["life"]), (2, &2.into()));
    let first = |at: usize| &told[at]["story"].as_array().expect("lines")[..2];
    assert_eq!(first(0), first(1));
    let says = |line: usize, part: &str| {
        let text = first(0)[line]["text"].as_str().expect("a sentence");
        assert!(text.contains(part), "{text}");
    };
    says(
        0,
        "Referred by another service of the authority for the 2nd time. 2 adults, 2 children (13, 10)",
    );
    says(
        1,
        "Believed: a child's disability (a big problem), a child's behaviour (a problem)",
    );
    says(
        1,
        "(In truth worse than believed: a child's behaviour (a big problem)",
    );
}

#[test]
fn a_file_of_ones_own_lives_too() {
    let here = folder("family-own");
    let own =
        include_str!("../scenarios/vignettes/before-birth.toml").replace("before-birth", "mine");
    fs::write(here.join("mine.toml"), own).expect("a file");
    let document = lived(&here, &["mine.toml", "--in=la2"]);
    assert_eq!(
        (&document["vignette"], &document["lives"]),
        (&"mine".into(), &4.into())
    );
    assert_eq!(document["arms"][0]["name"], "la2");
}

#[test]
fn help_teaches() {
    let here = folder("family-help");
    insta::assert_snapshot!("help_family", printed(&here, &["family", "--help"]));
}

#[test]
fn a_life_that_is_not_there_is_refused() {
    let here = folder("family-journal");
    let all = [&["family", "before-birth", "--journal", "4"][..], &SHORT].concat();
    assert!(refused(&here, &all, 2).contains("there are lives 0 to 3"));
}

#[test]
fn mistakes_in_a_vignette_are_told_with_file_line_key_and_what_is_allowed() {
    let here = folder("family-mistakes");
    let good = include_str!("../scenarios/vignettes/before-birth.toml");
    let bad = good
        .replace("engagement = 0.45", "engagement = 1.5")
        .replace("source = \"health\"", "source = \"helth\"")
        .replace("drugs = ", "druqs = ")
        .replace("due_weeks = 14", "due_weks = 14");
    fs::write(here.join("mine.toml"), bad).expect("a file");
    let output = casework(&here, &["family", "mine.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    for part in [
        "mine.toml:",
        "household.engagement: must be between 0.02 and 0.98, but is 1.5",
        "did you mean `health`?",
        "household.due_weks: unknown setting",
        "did you mean `due_weeks`?",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    fs::write(here.join("mine.toml"), good.replace("drugs = ", "druqs = ")).expect("a file");
    let said = refused(&here, &["family", "mine.toml"], 2);
    assert!(said.contains("problems.druqs: no such problem"), "{said}");
    assert!(
        said.contains("did you mean `drugs`?") && said.contains("1 mistake in mine.toml"),
        "{said}"
    );
    let said = refused(&here, &["family", "violent-partnr"], 2);
    assert!(said.contains("did you mean `violent-partner`?"), "{said}");
}
