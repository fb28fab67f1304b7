//! The newest edition is what rules are today, and every line of an edition means something.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use diag::Severity;
use rules::editions::{EDITIONS, Edition, Standing};

#[test]
fn the_newest_edition_is_what_rules_are_by_default() {
    let (name, kept) = EDITIONS.last().expect("there is an edition");
    let mut today = String::new();
    for rule in rules::ALL {
        let level = if rule.default_on { rule.severity.as_str() } else { "off" };
        writeln!(today, "{}: {level}", rule.id).expect("a String takes any text");
    }
    if env::var_os("BLESS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("editions/{name}.yaml"));
        return fs::write(path, today).expect("it can be written");
    }
    assert!(
        *kept == today,
        "edition {name} differs; `BLESS=1 cargo test -p plimsoll-rules editions` writes it"
    );
}

#[test]
fn editions_are_sorted_and_hold_only_levels() {
    assert!(EDITIONS.is_sorted_by(|(a, _), (b, _)| a < b));
    for (name, text) in EDITIONS {
        for line in text.lines() {
            let (rule, level) = line.split_once(": ").expect("a rule and its level");
            let standing = Edition::find(name).expect("it is listed").standing(rule);
            match level.parse::<Severity>() {
                Ok(severity) => assert_eq!(standing, Standing::On(severity), "{name}: {rule}"),
                Err(()) => assert_eq!((level, standing), ("off", Standing::Off), "{name}: {rule}"),
            }
        }
    }
}

#[test]
fn a_rule_that_is_newer_than_an_edition_is_not_in_it() {
    let edition = Edition::find("2026-12").expect("it ships");
    assert_eq!(edition.standing("root"), Standing::Unborn);
    assert_ne!(edition.standing("root-user"), Standing::Unborn);
}
