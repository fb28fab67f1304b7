//! What holds of the score whatever the outcomes are.

use diag::{Defence, Details, Layer, Outcome, RuleId, Score, Severity, Status, SubjectId, Verdict};
use proptest::prelude::*;

use super::{Table, score};

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

/// A rare evil that is critical, and hardening of two layers.
const TABLE: Table = Table {
    weights: &[(Layer::Identity, 15.0), (Layer::Kernel, 10.0), (Layer::Resources, 15.0)],
    defence: |rule| {
        let (rule, layer, share) = match rule {
            "a" => ("a", Layer::Kernel, 0.0),
            "b" => ("b", Layer::Identity, 1.0),
            "c" => ("c", Layer::Resources, 2.0),
            "d" => ("d", Layer::Resources, 1.0),
            _ => return None,
        };
        Some((rule, Defence { layer, share, setting: None }))
    },
};

fn of(outcomes: &[Outcome]) -> Score {
    let severity = |outcome: &Outcome| {
        let rule = RULES.iter().find(|(name, _)| *name == outcome.rule.0);
        let severity = rule.map_or(Severity::Info, |(_, severity)| *severity);
        (severity, severity)
    };
    score("production", outcomes.iter(), &TABLE, severity, false)
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
