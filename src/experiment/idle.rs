//! What an experiment file sets and nothing follows from: arms that are the same, settings that no team works by.

use super::asked::Settings;
use super::declared::{Wrong, wrong};
use super::plan::Arm;
use crate::scenario::{Config, Declared, plain, split_key};

/// Arms that are the same compare nothing: a level that sets nothing, or a setting on the command line that overrides what levels set.
pub(super) fn all_differ(arms: &[Arm]) -> Result<(), Wrong> {
    for (at, arm) in arms.iter().enumerate() {
        if let Some(same) = arms[..at].iter().find(|other| other.config == arm.config) {
            return Err(wrong(
                "",
                format!(
                    "arm {} is the same as {}: nothing differs between them; a level or an arm says with `set` what it changes, and a --set holds \
                     in every arm, also over what an arm or a level sets",
                    arm.name, same.name
                ),
            ));
        }
    }
    Ok(())
}

/// A setting of features that no team works by, in none of the arms that have it, changes nothing.
pub(super) fn all_used(
    declared: &Declared,
    arms: &[Arm],
    settings: &[Settings],
) -> Result<(), Wrong> {
    let entry = |set: &str| {
        let path = split_key(set.split('=').next()?.trim())?;
        (path.first()? == "features").then(|| path.get(1).cloned())?
    };
    for set in settings.iter().flat_map(|own| &own.changed) {
        let Some(features) = entry(set) else { continue };
        let have = || {
            let has = |own: &&Settings| own.changed.contains(set);
            let arm = |own: &Settings| arms.iter().find(|arm| arm.name == own.arm);
            settings.iter().filter(has).filter_map(arm)
        };
        if !have().any(|arm| in_use(&arm.config).contains(&features.as_str())) {
            let mut known: Vec<&str> = have().flat_map(|arm| in_use(&arm.config)).collect();
            known.sort_unstable();
            known.dedup();
            return Err(wrong(
                declared.key_of(set).unwrap_or_default(),
                format!(
                    "changes nothing: no team works by features `{}`; in use are {}",
                    plain(&features),
                    known.join(", ")
                ),
            ));
        }
    }
    Ok(())
}

/// The features that teams work by from the start or after a change, and those that stand in where theirs are not carried out.
fn in_use(config: &Config) -> Vec<&str> {
    let own = (config.team.iter())
        .filter(|team| team.count > 0 || config.change.iter().any(|of| of.to == team.name))
        .map(|team| team.features.as_str());
    own.flat_map(|name| {
        [
            Some(name),
            config.features.get(name).map(|of| of.otherwise.as_str()),
        ]
    })
    .flatten()
    .collect()
}
