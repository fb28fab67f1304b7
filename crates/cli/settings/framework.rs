//! Reads frameworks: those that ship, and files of the user.

use std::path::Path;

use diag::Trouble;
use engine::Framework;

use super::load::{Config, LIMIT};
use crate::disk::Disk;
use crate::{paths, read};

/// Reads a framework that ships.
///
/// # Errors
/// If it is wrong, which a test rules out.
pub(crate) fn framework_text(name: &str, text: &str, disk: &Disk) -> Result<Framework, Trouble> {
    let path = format!("framework `{name}`");
    Config { source: disk.add(&path, text), path, text, disk }.read()
}

/// Reads the framework of a user.
///
/// # Errors
/// What is wrong with the file.
pub(crate) fn framework_file(path: &Path, disk: &Disk) -> Result<Framework, Trouble> {
    let name = paths::relative(disk.root(), path).unwrap_or_else(|| path.display().to_string());
    let mut bytes = Vec::new();
    let text = read::file(path, LIMIT, &mut bytes)
        .and_then(|()| read::strict(&bytes))
        .map_err(|why| paths::trouble(&name, why.to_string(), why.help()))?;
    Config { source: disk.add(&name, text), path: name, text, disk }.read()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::size::ByteSize;
    use engine::Input;
    use std::collections::BTreeSet;

    fn all() -> Vec<Framework> {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::new(folder.path().canonicalize().unwrap(), ByteSize(1));
        let shipped = rules::frameworks::FRAMEWORKS.iter();
        shipped.map(|(name, text)| framework_text(name, text, &disk).unwrap()).collect()
    }

    #[test]
    fn frameworks_name_rules_that_there_are_and_no_control_twice() {
        for framework in all() {
            let mut ids = BTreeSet::new();
            for control in &framework.controls {
                assert!(ids.insert(&control.id), "{}: `{}` twice", framework.id, control.id);
                let parts = control.parts.iter().chain(&control.hints);
                for rule in control.rules.iter().chain(parts).chain(framework.settings.keys()) {
                    assert!(
                        rules::find(rule).is_some(),
                        "{}: there is no rule `{rule}`",
                        control.id
                    );
                }
                let answerable = control.from != Input::Host;
                assert!(answerable || control.reason.is_some(), "{}: says why not", control.id);
                assert!(
                    answerable || control.rules.is_empty(),
                    "{}: no rule can judge it",
                    control.id
                );
            }
        }
    }

    #[test]
    fn every_control_that_a_rule_names_is_in_its_framework_and_not_out_of_reach() {
        let frameworks = all();
        for rule in rules::ALL {
            for named in rules::meta(rule).controls {
                let found = frameworks.iter().find_map(|framework| {
                    framework.controls.iter().find(|control| framework.is(control, named))
                });
                let control = found.unwrap_or_else(|| panic!("{}: no control `{named}`", rule.id));
                assert_ne!(
                    control.from,
                    Input::Host,
                    "{}: `{named}` takes a running host",
                    rule.id
                );
            }
        }
    }

    #[test]
    fn the_benchmark_of_docker_has_all_its_controls() {
        let frameworks = all();
        let cis = frameworks.iter().find(|it| it.id == "cis-docker").unwrap();
        let count = |input: Input| cis.controls.iter().filter(|it| it.from == input).count();
        let inputs = [Input::File, Input::Partial, Input::Daemon, Input::Pipeline, Input::Host];
        assert_eq!(inputs.map(count), [30, 11, 18, 2, 57]);
        let numbers = |version: &str| -> BTreeSet<&str> {
            cis.controls.iter().filter_map(|it| cis.number(it, version)).collect()
        };
        for (version, n) in [("1.8.0", 118), ("1.7.0", 117), ("1.6.0", 117), ("1.5.0", 117)] {
            assert_eq!(numbers(version).len(), n, "{version}");
        }
    }

    #[test]
    fn numbers_move_between_versions() {
        let frameworks = all();
        let cis = frameworks.iter().find(|it| it.id == "cis-docker").unwrap();
        for (now, before, long_before) in [
            ("2.7", None, None),
            ("2.19", Some("2.18"), Some("2.18")),
            ("5.1", Some("5.1"), Some("7.1")),
            ("5.11", Some("5.11"), Some("5.10")),
            ("7.9", Some("7.9"), Some("7.10")),
            ("1.1.1", Some("1.1.1"), Some("1.1.1")),
        ] {
            let control = cis.controls.iter().find(|it| it.id == now).unwrap();
            assert_eq!(cis.number(control, "1.6.0"), before, "{now}");
            assert_eq!(cis.number(control, "1.5.0"), long_before, "{now}");
        }
    }
}
