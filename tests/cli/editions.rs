//! Editions: a repository that names one is judged by the rules of that month.

use crate::tree::{PRIVILEGED, Run, Tree};

fn with(config: &str) -> Run {
    Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", config)]).check("")
}

#[test]
fn the_newest_edition_judges_as_no_edition_does() {
    let (named, unnamed) = (with("edition: 2026-12\n"), with(""));
    assert_eq!(named.stdout, unnamed.stdout);
    named.expect(1, &["critical[privileged-container]"]);
}

#[test]
fn what_the_configuration_says_of_a_rule_wins_over_the_edition() {
    with("edition: 2026-12\nrules: {privileged-container: low}\n")
        .expect(0, &["low[privileged-container]"]);
}

#[test]
fn an_edition_that_there_is_not_is_an_error() {
    with("edition: 2026-01\n").expect(2, &["`2026-01` is no edition", "2026-12"]);
}
