//! The scenarios that are part of the program.

/// Scenario files held in memory: file name and text.
pub type Library<'l> = &'l [(&'l str, &'l str)];

/// The built-in scenarios. `common.toml` is what the others extend.
pub const BUILT_IN: Library<'static> = &[
    ("common.toml", include_str!("../../scenarios/common.toml")),
    (
        "england-2024.toml",
        include_str!("../../scenarios/england-2024.toml"),
    ),
    ("la1.toml", include_str!("../../scenarios/la1.toml")),
    ("la2.toml", include_str!("../../scenarios/la2.toml")),
    ("la3.toml", include_str!("../../scenarios/la3.toml")),
    (
        "restructure.toml",
        include_str!("../../scenarios/restructure.toml"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_authority_loads() {
        let mut loaded = 0;
        for (file, _) in BUILT_IN.iter().filter(|(file, _)| *file != "common.toml") {
            let name = file.trim_end_matches(".toml");
            match crate::scenario::load(name, &[]) {
                Ok(scenario) => assert_eq!(scenario.files.last().map(String::as_str), Some(*file)),
                Err(problems) => panic!("{problems}"),
            }
            loaded += 1;
        }
        assert_eq!(loaded, 5);
    }
}
