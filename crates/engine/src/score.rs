//! The security score: weighted controls, all-or-nothing where it matters, caps, and honest bounds.
//!
//! A control is a rule. `r` is 0 if a critical or high control fails anywhere, else the share of subjects that pass.
//! The score is the weighted mean of `r` over what was assessed; reviews lower the assessed share and not the score.

use std::collections::BTreeMap;

use diag::{ControlScore, Outcome, RuleId, Score, Severity, Status, Verdict};

/// Cap when a critical control fails, when a high one fails, and when a waiver has expired.
const CRITICAL_CAP: f64 = 59.0;
const HIGH_CAP: f64 = 89.0;
const EXPIRED_CAP: f64 = 94.0;

/// Lowest scores of the grades.
const GRADES: [(f64, char); 4] = [(95.0, 'A'), (85.0, 'B'), (70.0, 'C'), (50.0, 'D')];

/// The score of an environment from its outcomes. `severity` gives the severity of a rule there.
pub fn score<'o>(
    environment: &str,
    outcomes: impl Iterator<Item = &'o Outcome>,
    severity: impl Fn(RuleId) -> Severity,
    expired_waivers: bool,
) -> Score {
    let controls = tally(outcomes, severity);
    let sums = Sums::of(&controls, false);
    let cap = cap(&controls, expired_waivers);
    let capped = |value: f64| cap.map_or(value, |(limit, _)| value.min(limit));
    let value = sums.mean().map(capped);
    let applicable: f64 = controls.iter().map(|control| control.severity.weight()).sum();
    let share = |weight: f64| if applicable > 0.0 { 100.0 * weight / applicable } else { 0.0 };
    let (assessed, low) = (share(sums.covered), share(sums.low));
    let waived: f64 = controls
        .iter()
        .filter(|control| control.waived > 0)
        .map(|control| control.severity.weight())
        .sum();
    Score {
        environment: environment.to_owned(),
        value,
        strict: Sums::of(&controls, true).mean().map(capped),
        raw: raw(&controls),
        assessed,
        low,
        high: low + (100.0 - assessed),
        cap,
        grade: value.map(|value| grade(value, cap)),
        qualified: applicable > 0.0 && waived > applicable / 10.0,
        controls,
    }
}

fn tally<'o>(
    outcomes: impl Iterator<Item = &'o Outcome>,
    severity: impl Fn(RuleId) -> Severity,
) -> Vec<ControlScore> {
    let mut controls: Vec<ControlScore> = Vec::new();
    let mut places: BTreeMap<RuleId, usize> = BTreeMap::new();
    let mut next = 0;
    for outcome in outcomes {
        // Subjects are judged by the same rules in the same order, so the next rule is nearly always known.
        if controls.get(next).is_none_or(|control| control.rule != outcome.rule) {
            next = *places.entry(outcome.rule).or_insert_with(|| {
                let (rule, severity) = (outcome.rule, severity(outcome.rule));
                controls.push(ControlScore {
                    rule,
                    severity,
                    passed: 0,
                    failed: 0,
                    waived: 0,
                    review: 0,
                });
                controls.len() - 1
            });
        }
        count(&mut controls[next], outcome);
        next += 1;
    }
    controls.retain(|it| it.passed + it.failed + it.waived + it.review > 0);
    controls.sort_by_key(|control| control.rule);
    controls
}

fn count(control: &mut ControlScore, outcome: &Outcome) {
    match (outcome.verdict, outcome.status()) {
        (Verdict::NotApplicable, _) => {}
        (Verdict::Pass, _) => control.passed += 1,
        (Verdict::Fail, Status::Waived { .. } | Status::Suppressed { .. }) => control.waived += 1,
        (Verdict::Fail, _) => control.failed += 1,
        (Verdict::Review, _) => control.review += 1,
    }
}

/// Sums of weights over the controls that were assessed at all.
#[derive(Default)]
struct Sums {
    /// Their weight.
    weight: f64,
    /// Of that, what passed.
    passed: f64,
    /// Their weight, as far as their subjects could be assessed.
    covered: f64,
    /// Of that, what passed.
    low: f64,
}

impl Sums {
    fn of(controls: &[ControlScore], strict: bool) -> Self {
        let mut sums = Self::default();
        for control in controls {
            let failed = control.failed + if strict { control.waived } else { 0 };
            let assessed = control.passed + failed;
            let Some(ratio) = share(control.passed, assessed) else { continue };
            let all_or_nothing = control.severity >= Severity::High && failed > 0;
            let ratio = if all_or_nothing { 0.0 } else { ratio };
            let weight = control.severity.weight();
            let known = share(assessed, assessed + control.review).unwrap_or(0.0);
            sums.weight += weight;
            sums.passed += weight * ratio;
            sums.covered += weight * known;
            sums.low += weight * known * ratio;
        }
        sums
    }

    fn mean(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| 100.0 * self.passed / self.weight)
    }
}

fn raw(controls: &[ControlScore]) -> Option<f64> {
    let (mut assessed, mut passed) = (0.0, 0.0);
    for control in controls {
        if let Some(share) = share(control.passed, control.passed + control.failed) {
            assessed += control.severity.weight();
            passed += control.severity.weight() * share;
        }
    }
    (assessed > 0.0).then(|| 100.0 * passed / assessed)
}

fn cap(controls: &[ControlScore], expired_waivers: bool) -> Option<(f64, &'static str)> {
    let fails = |severity: Severity| {
        controls.iter().any(|control| control.severity == severity && control.failed > 0)
    };
    if fails(Severity::Critical) {
        Some((CRITICAL_CAP, "a critical control fails"))
    } else if fails(Severity::High) {
        Some((HIGH_CAP, "a high control fails"))
    } else if expired_waivers {
        Some((EXPIRED_CAP, "a waiver has expired or is invalid"))
    } else {
        None
    }
}

/// Whoever hands over the host has no better grade than the last, however much else is right.
fn grade(value: f64, cap: Option<(f64, &'static str)>) -> char {
    if cap.is_some_and(|(limit, _)| limit <= CRITICAL_CAP) {
        return 'F';
    }
    GRADES.iter().find(|(lowest, _)| value >= *lowest).map_or('F', |(_, grade)| *grade)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::{Details, SubjectId};
    use proptest::prelude::*;

    const RULES: [(&str, Severity); 4] = [
        ("a", Severity::Critical),
        ("b", Severity::High),
        ("c", Severity::Medium),
        ("d", Severity::Low),
    ];

    fn outcome((rule, verdict, waived): (usize, usize, bool)) -> Outcome {
        let verdict = [Verdict::Pass, Verdict::Fail, Verdict::Review][verdict];
        let status = if waived { Status::Waived { waiver: "w".into() } } else { Status::Active };
        Outcome {
            rule: RuleId(RULES[rule].0),
            subject: SubjectId(0),
            environment: 0,
            verdict,
            held: None,
            details: Details { status, ..Details::default() }.boxed(),
        }
    }

    fn of(outcomes: &[Outcome]) -> Score {
        let severity = |id: RuleId| {
            RULES
                .iter()
                .find(|(name, _)| *name == id.0)
                .map_or(Severity::Info, |(_, severity)| *severity)
        };
        score("production", outcomes.iter(), severity, false)
    }

    fn list() -> impl Strategy<Value = Vec<Outcome>> {
        proptest::collection::vec((0usize..4, 0usize..3, any::<bool>()).prop_map(outcome), 0..40)
    }

    #[test]
    fn nothing_assessed_is_no_score() {
        assert_eq!(of(&[]).value, None);
        assert_eq!(of(&[outcome((0, 2, false))]).value, None);
    }

    /// The limit of what can be promised, as docs/policy.md tells it: whoever deletes a file that fails and cannot be
    /// assessed in full has less to be judged, and what is left is better.
    #[test]
    fn an_input_that_fails_and_is_not_assessed_may_raise_both_by_going() {
        let kept = [outcome((2, 0, false))];
        let whole = [kept[0].clone(), outcome((2, 1, false)), outcome((3, 2, false))];
        let (before, after) = (of(&whole), of(&kept));
        assert_eq!((before.value, after.value), (Some(50.0), Some(100.0)));
        assert!(before.assessed < 70.0 && after.assessed > 99.0);
    }

    #[test]
    fn a_failing_critical_control_caps_the_score() {
        let mut outcomes: Vec<_> = (0..50).map(|_| outcome((2, 0, false))).collect();
        outcomes.push(outcome((0, 1, false)));
        outcomes.extend((0..50).map(|_| outcome((1, 0, false))));
        let score = of(&outcomes);
        assert_eq!((score.value.map(|value| value <= 59.0), score.grade), (Some(true), Some('F')));
    }

    proptest! {
        #[test]
        fn mending_a_failure_never_lowers_the_score(outcomes in list(), at in 0usize..40) {
            let Some(index) = (0..outcomes.len()).filter(|i| outcomes[*i].verdict == Verdict::Fail).nth(at) else { return Ok(()) };
            let before = of(&outcomes);
            let mut mended = outcomes;
            mended[index].verdict = Verdict::Pass;
            mended[index].details = None;
            prop_assert!(of(&mended).value.unwrap_or(0.0) >= before.value.unwrap_or(0.0) - 1e-9);
        }

        #[test]
        fn a_new_failure_never_raises_the_score(outcomes in list(), rule in 0usize..4) {
            let Some(before) = of(&outcomes).value else { return Ok(()) };
            // A rule that was not assessed before has no mean to pull down; its weight alone may not help either.
            let mut worse = outcomes;
            worse.push(outcome((rule, 1, false)));
            prop_assert!(of(&worse).value.unwrap_or(0.0) <= before + 1e-9);
        }

        #[test]
        fn order_does_not_matter_and_bounds_hold(outcomes in list()) {
            let score = of(&outcomes);
            let mut reversed = outcomes;
            reversed.reverse();
            prop_assert_eq!(&score, &of(&reversed));
            prop_assert!(score.low <= score.high + 1e-9);
            prop_assert!(score.strict.unwrap_or(0.0) <= score.value.unwrap_or(100.0) + 1e-9);
        }

        #[test]
        fn what_does_not_apply_changes_nothing(outcomes in list(), rule in 0usize..4) {
            let mut more = outcomes.clone();
            more.push(Outcome { verdict: Verdict::NotApplicable, ..outcome((rule, 0, false)) });
            prop_assert_eq!(of(&outcomes), of(&more));
        }

        #[test]
        fn an_answer_that_goes_missing_never_raises_the_assessed_share(outcomes in list(), at in 0usize..40) {
            let Some(index) = at.checked_rem(outcomes.len()) else { return Ok(()) };
            let before = of(&outcomes);
            let mut hidden = outcomes;
            hidden[index].verdict = Verdict::Review;
            hidden[index].details = None;
            // So whoever hides a failure to score better shows less of what applies.
            let after = of(&hidden);
            prop_assert!(after.assessed <= before.assessed + 1e-9);
            prop_assert!(after.value.unwrap_or(0.0) <= before.value.unwrap_or(0.0) + 1e-9 || after.assessed < before.assessed);
        }

        #[test]
        fn no_answer_that_is_taken_away_raises_both_score_and_assessed_share(outcomes in list(), at in 0usize..40) {
            let Some(index) = at.checked_rem(outcomes.len()) else { return Ok(()) };
            let before = of(&outcomes);
            let mut fewer = outcomes;
            let gone = fewer.remove(index);
            let after = of(&fewer);
            // A review and a waived failure are in no score, so the score stays; all else is assessed, so the assessed share does.
            let is_waived = gone.verdict == Verdict::Fail && gone.status() != &Status::Active;
            if gone.verdict == Verdict::Review || is_waived {
                prop_assert_eq!(after.value, before.value);
            } else {
                prop_assert!(after.assessed <= before.assessed + 1e-9, "{before:?} {after:?}");
            }
        }

        #[test]
        fn what_was_answered_in_full_adds_to_no_assessed_share_by_going(outcomes in list(), gone in list()) {
            // An input of which everything could be assessed, beside any other.
            let gone: Vec<_> = gone.into_iter().filter(|it| it.verdict != Verdict::Review && it.status() == &Status::Active).collect();
            let all: Vec<_> = outcomes.iter().cloned().chain(gone).collect();
            prop_assert!(of(&outcomes).assessed <= of(&all).assessed + 1e-9);
        }

        #[test]
        fn an_uncapped_score_lies_between_its_bounds(outcomes in list()) {
            let score = of(&outcomes);
            let (Some(value), None) = (score.value, score.cap) else { return Ok(()) };
            prop_assert!(score.low <= value + 1e-9 && value <= score.high + 1e-9, "{score:?}");
        }

        #[test]
        fn deleting_a_waiver_never_raises_the_score(outcomes in list()) {
            let Some(before) = of(&outcomes).value else { return Ok(()) };
            let unwaived: Vec<_> = outcomes.into_iter().map(|outcome| Outcome { details: None, ..outcome }).collect();
            prop_assert!(of(&unwaived).value.unwrap_or(0.0) <= before + 1e-9);
        }
    }
}
