//! Whatever is written, the loader answers, in bounded time and memory, and the answer can be shown.

mod small;

use casework::cli::diagnostic::drawn;
use casework::scenario::{BUILT_IN, Config, Draft, Library, Problems, cross_check, load_as};
use proptest::prelude::*;
use small::load_text;
use std::collections::BTreeSet;

/// The longest text that is read.
const LONGEST: usize = 1 << 20;

/// Loads a text beside the built-in scenarios, of which there must be something to say.
fn answer(text: &str) -> Problems {
    let mine = [("mine.toml", text)];
    let library: Vec<(&str, &str)> = BUILT_IN.iter().copied().chain(mine).collect();
    let library: Library<'_> = &library;
    load_as::<Config>(library, "mine", &[], cross_check).expect_err("something is wrong")
}

/// One part over and over, up to the longest text, after a beginning.
fn filled(beginning: &str, part: impl Fn(usize) -> String) -> String {
    let mut text = beginning.to_owned();
    for i in 0.. {
        let part = part(i);
        if text.len() + part.len() > LONGEST {
            break;
        }
        text += &part;
    }
    text
}

#[test]
fn the_longest_texts_are_answered() {
    const LA1: &str = "extends = 'la1'\n";
    let array = |separator: &str| filled("x = [", |i| format!("{i}{separator}")) + "]";
    let texts = [
        ("unknown keys", filled(LA1, |i| format!("k{i}=1\n"))),
        (
            "keys nearly alike",
            filled("extends='la1'\n[minutes]\n", |i| format!("travel{i}=1\n")),
        ),
        (
            "teams without keys",
            filled(LA1, |_| "[[team]]\n".to_owned()),
        ),
        (
            "teams of one name",
            filled(LA1, |_| "[[team]]\nname='a'\n".to_owned()),
        ),
        (
            "teams with names",
            filled(LA1, |i| format!("[[team]]\nname='t{i}'\n")),
        ),
        ("features", filled(LA1, |i| format!("[features.f{i}]\n"))),
        (
            "clocks",
            filled(LA1, |i| format!("[clocks.c{i}]\ntwo_stage=5\n")),
        ),
        (
            "sources",
            filled("extends='la1'\n[provenance]\n", |i| {
                format!("'team.u{i}'={{study='s'}}\n")
            }),
        ),
        (
            "sources alike",
            filled("extends='la1'\n[provenance]\n", |i| {
                format!("'demand.wait{i}'=1\n")
            }),
        ),
        ("a list on one line", LA1.to_owned() + &array(",")),
        ("a list of lines", LA1.to_owned() + &array(",\n")),
        (
            "numbers in a leaf",
            filled("extends='la1'\n[demand]\nmonth_index=[", |_| {
                "9,".to_owned()
            }) + "]",
        ),
        ("a long key", filled(LA1, |_| "k".to_owned()) + "=1"),
        (
            "a long name",
            filled("extends='la1'\nstatute='", |_| "n".to_owned()) + "'",
        ),
        ("dots", filled("", |_| "a.".to_owned()) + "a=1"),
        ("brackets", filled("a=", |_| "[".to_owned())),
        ("braces", filled("a=", |_| "{a=".to_owned())),
        ("mistakes in the syntax", filled("", |_| "!\n".to_owned())),
        ("tables again and again", filled("", |_| "[a]\n".to_owned())),
        ("quotes", filled("", |_| "\"".to_owned())),
        ("backslashes", filled("a=\"", |_| "\\".to_owned())),
        ("underlines", filled("a=1", |_| "_1".to_owned())),
        ("line ends", filled("a=", |_| "\n".to_owned())),
        ("carriage returns", filled("a=", |_| "\r".to_owned())),
        ("tabs", filled("surprise=1 #", |_| "\t".to_owned())),
        (
            "wide characters",
            filled("surprise='", |_| "漢".to_owned()) + "'",
        ),
        (
            "marks above letters",
            filled("surprise='", |_| "\u{301}".to_owned()) + "'",
        ),
    ];
    for (what, text) in texts {
        let said = answer(&text[..text.len().min(LONGEST + 9)]);
        let drawn = drawn(&said, "mine.toml");
        assert!(drawn.len() < 200_000, "{what}: {}", drawn.len());
    }
}

#[test]
fn every_number_and_name_of_a_list_that_is_too_long_is_one_problem() {
    let text = filled("extends = 'la1'\n", |_| "[[team]]\n".to_owned());
    let said = answer(&text).to_string();
    assert!(
        said.contains(&format!(
            "team: has {} entries, more than the 1000 that are allowed",
            text.matches("[[").count()
        )),
        "{said}"
    );
    assert!(said.lines().count() < 10, "{said}");
}

/// Characters that a terminal or a layout could stumble over, among plain ones.
fn any_line() -> impl Strategy<Value = String> {
    let characters = "[\\x00-\\x1f\\x7f-\\x9fa-z =.'\"\\[\\]{},#\\\\漢é\u{301}\u{202e}\u{200b}\u{1f469}\u{200d}]{0,30}";
    let key = prop_oneof![
        Just("demand.wait".to_owned()),
        Just("team".to_owned()),
        Just("'\u{301}漢'".to_owned()),
        characters,
    ];
    let value = prop_oneof![Just("9".to_owned()), characters, Just("'\t漢'".to_owned())];
    (key, value).prop_map(|(key, value)| format!("{key} = {value}"))
}

/// Whether a text that is to be shown commands a terminal, colours apart.
fn commands(shown: &str) -> bool {
    let mut rest = shown;
    while let Some(at) = rest.find('\u{1b}') {
        let code = &rest[at + 1..];
        let end = code.find('m').unwrap_or(code.len());
        let is_colour =
            code.starts_with('[') && code[1..end].chars().all(|c| c.is_ascii_digit() || c == ';');
        if !is_colour {
            return true;
        }
        rest = &code[end..];
    }
    shown.contains(|c: char| c.is_control() && c != '\n' && c != '\u{1b}')
        || shown.contains('\u{202e}')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_wrong_can_be_drawn(lines in prop::collection::vec(any_line(), 0..6)) {
        let text = format!("extends = 'la1'\n{}", lines.join("\n"));
        if let Err(problems) = load_text(&text, &[]) {
            let shown = drawn(&problems, "la9.toml");
            prop_assert!(!commands(&shown), "{shown:?}");
            let drawn = problems.as_slice().len().min(100);
            prop_assert_eq!(shown.matches("╭▸").count() + shown.matches("──▸").count() > 0, drawn > 0);
        }
    }

    #[test]
    fn whatever_is_wrong_with_a_patch_can_be_drawn(line in any_line()) {
        if let Err(problems) = load_text("extends = 'la1'\n", &[&line]) {
            let shown = drawn(&problems, "la9.toml");
            prop_assert!(!commands(&shown), "{shown:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_of_any_setting_is_taken_or_answered(
        at in any::<prop::sample::Index>(),
        value in prop_oneof![
            any::<f64>().prop_map(|x| format!("{x:?}")),
            any::<i64>().prop_map(|x| x.to_string()),
            "(true|nan|inf|-inf|\\[\\]|\\{\\}|'x'|\\[1, 2\\]|1979-05-27)",
        ],
    ) {
        let draft: Draft = Draft::read(BUILT_IN, "la1").expect("built in");
        let keys: Vec<String> = draft.stated().into_keys().collect();
        let set = format!("{}={value}", keys[at.index(keys.len())]);
        if let Err(problems) = draft.finish(&[set], cross_check) {
            prop_assert!(problems.to_string().contains("--set"), "{problems}");
            prop_assert!(!commands(&drawn(&problems, "la1")));
        }
    }
}

#[test]
fn a_patch_that_is_refused_is_named() {
    let draft: Draft = Draft::read(BUILT_IN, "la1").expect("built in");
    let mut refused = BTreeSet::new();
    for key in draft.stated().into_keys() {
        // Nothing, something absurd, and names that are right elsewhere.
        for value in ["0", "1e9", "'unit'", "'long-term'", "'alcohol'", "'drugs'"] {
            let set = format!("{key}={value}");
            if let Err(problems) = draft.clone().finish(&[set], cross_check) {
                assert!(problems.to_string().contains("--set"), "{problems}");
                refused.insert(problems.as_slice()[0].message.clone());
            }
        }
    }
    // What only several values together make wrong is among it.
    for among in [
        "nobody decides",
        "nobody can hold cases",
        "no team of service `assessment` has anybody",
        "is the name of another team",
        "none reinforces itself",
        "is stated twice",
    ] {
        assert!(refused.iter().any(|said| said.contains(among)), "{among}");
    }
}
