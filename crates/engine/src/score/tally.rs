//! Counts outcomes by rule, and by what rules answer beside their verdict.

use std::collections::BTreeMap;

use diag::{ControlScore, Defence, Outcome, RuleId, Severity, Status, Verdict};

use super::Table;

/// What stands before the name of a part of a rule that is hardening of its own.
const PART: &str = "defence:";

/// The controls that were judged at all, sorted by rule.
pub(super) fn controls<'o>(
    outcomes: impl Iterator<Item = &'o Outcome>,
    table: &Table,
    severity: impl Fn(&Outcome) -> (Severity, Severity),
) -> Vec<ControlScore> {
    let mut tally = Tally { table, controls: Vec::new(), places: BTreeMap::new(), next: 0 };
    for outcome in outcomes {
        tally.add(outcome, severity(outcome));
    }
    let mut controls = tally.controls;
    controls.retain(|it| it.passed + it.failed + it.waived + it.review > 0);
    controls.sort_by_key(|control| control.rule);
    controls
}

struct Tally<'t> {
    table: &'t Table,
    controls: Vec<ControlScore>,
    places: BTreeMap<RuleId, usize>,
    next: usize,
}

impl Tally<'_> {
    fn add(&mut self, outcome: &Outcome, (severity, worst): (Severity, Severity)) {
        let table = self.table;
        // Subjects are judged by the same rules in the same order, so the next rule is nearly always known.
        if self.controls.get(self.next).is_none_or(|control| control.rule != outcome.rule) {
            self.next = self.place(outcome.rule, severity, || {
                (table.defence)(outcome.rule.as_str()).map(|(_, defence)| defence)
            });
        }
        let control = &mut self.controls[self.next];
        if outcome.verdict == Verdict::Fail && !is_accepted(outcome.status()) {
            control.worst = control.worst.max(Some(worst));
        }
        count(control, outcome.verdict, outcome.status());
        self.next += 1;
        for (name, verdict) in outcome.controls() {
            let Some(part) = name.strip_prefix(PART) else { continue };
            let Some((rule, defence)) = (table.defence)(&format!("{}/{part}", outcome.rule)) else {
                continue;
            };
            let at = self.place(RuleId(rule), Severity::Info, || Some(defence));
            count(&mut self.controls[at], *verdict, outcome.status());
        }
    }

    fn place(
        &mut self,
        rule: RuleId,
        severity: Severity,
        defence: impl FnOnce() -> Option<Defence>,
    ) -> usize {
        *self.places.entry(rule).or_insert_with(|| {
            self.controls.push(ControlScore {
                rule,
                severity,
                worst: None,
                defence: defence(),
                passed: 0,
                failed: 0,
                waived: 0,
                review: 0,
            });
            self.controls.len() - 1
        })
    }
}

fn count(control: &mut ControlScore, verdict: Verdict, status: &Status) {
    match (verdict, status) {
        (Verdict::NotApplicable, _) => {}
        (Verdict::Pass, _) => control.passed += 1,
        (Verdict::Fail, status) if is_accepted(status) => control.waived += 1,
        (Verdict::Fail, _) => control.failed += 1,
        (Verdict::Review, _) => control.review += 1,
    }
}

fn is_accepted(status: &Status) -> bool {
    matches!(status, Status::Waived { .. } | Status::Suppressed { .. })
}
