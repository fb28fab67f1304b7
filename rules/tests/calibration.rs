//! The score tells twelve public estates apart as a reader of their files does.
//!
//! `fixtures/calibration/order.yaml` has the order, written down before the formula was; `estates.yaml` what rules say of each estate, as
//! `plimsoll check --explain-score --format json` prints it. Both hold names and counts, and nothing of the estates themselves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use diag::{Details, Outcome, RuleId, Severity, SubjectId, Verdict};
use serde::Deserialize;

#[derive(Deserialize)]
struct Order {
    tiers: Vec<Vec<Named>>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// How many subjects pass and fail a rule, and how bad the worst failure is.
#[derive(Deserialize)]
struct Count {
    passed: usize,
    failed: usize,
    severity: Option<String>,
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/calibration");
    let text = fs::read_to_string(folder.join(name)).expect("the data is there");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// How many pairs of estates have to come out in order, of a hundred: what two readers of the same files agree about.
const AGREED: usize = 80;

#[test]
fn public_estates_come_out_in_the_order_of_a_reader() {
    let order: Order = read("order.yaml");
    let estates: BTreeMap<String, BTreeMap<String, Count>> = read("estates.yaml");
    let tiers = order.tiers.iter().enumerate();
    let scored: Vec<(usize, &str, f64)> = tiers
        .flat_map(|(tier, named)| named.iter().map(move |it| (tier, it.name.as_str())))
        .map(|(tier, name)| (tier, name, score(&estates[name])))
        .collect();
    let (mut pairs, mut wrong) = (0, Vec::new());
    for (tier, better, high) in &scored {
        for (_, worse, low) in scored.iter().filter(|it| it.0 > *tier) {
            pairs += 1;
            if high <= low {
                wrong.push(format!("{better} has {high:.1}, {worse} {low:.1}"));
            }
        }
    }
    let agreed = pairs - wrong.len();
    assert!(100 * agreed >= AGREED * pairs, "{agreed} of {pairs}:\n{}", wrong.join("\n"));
}

/// The score of an estate from its counts.
fn score(counts: &BTreeMap<String, Count>) -> f64 {
    let mut severities: BTreeMap<&'static str, Severity> = BTreeMap::new();
    let mut outcomes = Vec::new();
    for (name, count) in counts {
        let (rule, part) =
            name.split_once('/').map_or((name.as_str(), None), |(a, b)| (a, Some(b)));
        let builtin = rules::find(rule).unwrap_or_else(|| panic!("there is no rule `{rule}`"));
        let told = count.severity.as_ref().and_then(|it| it.parse().ok());
        let severity = severities.entry(builtin.id).or_insert(builtin.severity);
        *severity = told.unwrap_or(*severity);
        let of = |verdict, n| std::iter::repeat_n(outcome(builtin.id, part, verdict), n);
        outcomes.extend(of(Verdict::Pass, count.passed));
        outcomes.extend(of(Verdict::Fail, count.failed));
    }
    let severity = |outcome: &Outcome| {
        let severity = severities[outcome.rule.as_str()];
        (severity, severity)
    };
    let score = engine::score("any", outcomes.iter(), &rules::defence_table(), severity, false);
    score.value.expect("something is judged")
}

/// What a rule says of a subject; a part stands beside a verdict that does not count.
fn outcome(rule: &'static str, part: Option<&str>, verdict: Verdict) -> Outcome {
    let controls =
        part.map(|part| (format!("defence:{part}").into(), verdict)).into_iter().collect();
    let verdict = if part.is_some() { Verdict::NotApplicable } else { verdict };
    let details = Details { controls, ..Details::default() }.boxed();
    Outcome {
        rule: RuleId(rule),
        subject: SubjectId(0),
        environment: 0,
        verdict,
        held: None,
        details,
    }
}
