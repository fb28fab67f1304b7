//! Controls answered from outcomes.

use std::collections::{BTreeMap, BTreeSet};

use diag::{
    Assessment, ControlAnswer, Finding, Outcome, Proof, Report, RuleId, RuleMeta, SourceId, Span,
    Status, Verdict,
};

use super::{Control, Framework, Input};
use crate::Policy;

/// Answers a framework, in the numbers of a version, for some environments of a run.
pub fn assess(
    framework: &Framework,
    version: Option<&str>,
    report: &Report,
    policy: &Policy,
    environments: &[u16],
) -> Assessment {
    let version = version.or(framework.version.as_deref());
    let names = environments.iter().map(|at| policy.environments[usize::from(*at)].name.as_str());
    let secrets = report.findings.iter().flat_map(|finding| &finding.redact).copied().collect();
    let digests = BTreeMap::new();
    let mut cx = Context { framework, report, policy, environments, digests, secrets };
    let numbered = framework.controls.iter().filter_map(|control| {
        let number = version.map_or(Some(control.id.as_str()), |it| framework.number(control, it));
        Some((number?, control))
    });
    let controls = numbered.map(|(number, control)| cx.answer(number, control)).collect();
    Assessment {
        framework: framework.id.clone(),
        title: framework.title.clone(),
        version: version.map(str::to_owned),
        environment: names.collect::<Vec<_>>().join(", "),
        note: framework.note.clone(),
        controls,
    }
}

/// A framework that is being answered.
pub(super) struct Context<'a> {
    pub(super) framework: &'a Framework,
    pub(super) report: &'a Report,
    pub(super) policy: &'a Policy,
    environments: &'a [u16],
    pub(super) digests: BTreeMap<SourceId, String>,
    /// Places that some finding masks.
    pub(super) secrets: BTreeSet<Span>,
}

/// What outcomes say of a control.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) waived: usize,
    pub(super) review: usize,
    pub(super) inapplicable: usize,
    evidence: Vec<Proof>,
    /// What tells the evidence apart.
    known: BTreeSet<(Span, RuleId, String, String)>,
}

impl<'a> Context<'a> {
    fn answer(&mut self, number: &str, control: &'a Control) -> ControlAnswer {
        let whole = self.whole(control);
        let mut rules = whole.clone();
        let listed = |id: &&str| control.parts.iter().any(|part| part == id);
        rules.extend(self.policy.known.iter().map(|it| it.id).filter(|it| listed(&it.as_str())));
        let tally = if control.from == Input::Host {
            Tally::default()
        } else {
            self.tally(control, &whole, &mut rules)
        };
        let (answer, reason) = self.decide(control, &rules, &tally);
        ControlAnswer {
            id: number.to_owned(),
            title: control.title.clone(),
            level: control.level.clone(),
            answer,
            reason,
            evidence: tally.evidence,
            rules: rules.into_iter().collect(),
        }
    }

    /// Rules whose verdict is one on this control.
    fn whole(&self, control: &Control) -> BTreeSet<RuleId> {
        let judges = |meta: &&RuleMeta| self.framework.judges(meta, control);
        self.policy.known.iter().filter(judges).map(|meta| meta.id).collect()
    }

    fn tally(
        &mut self,
        control: &Control,
        whole: &BTreeSet<RuleId>,
        rules: &mut BTreeSet<RuleId>,
    ) -> Tally {
        let mut tally = Tally::default();
        for outcome in &self.report.outcomes {
            let kind = self.report.subjects[outcome.subject.0 as usize].kind.as_str();
            let is_about =
                control.subjects.is_empty() || control.subjects.iter().any(|it| it == kind);
            if !is_about || !self.serves(control, outcome.environment) {
                continue;
            }
            let findings =
                outcome.findings().iter().map(|id| &*self.report.findings[id.0 as usize]);
            let named = |it: &&Finding| it.controls.iter().any(|it| self.framework.is(control, it));
            let is_whole = whole.contains(&outcome.rule);
            let verdict =
                if is_whole { Some(outcome.verdict) } else { self.part(control, outcome, rules) };
            let is_hint = control.hints.iter().any(|hint| outcome.rule.0 == hint);
            let proves = |it: &Verdict| !is_hint || matches!(it, Verdict::Fail | Verdict::Review);
            let Some(verdict) = verdict.filter(proves) else { continue };
            rules.insert(outcome.rule);
            let findings: Vec<_> = findings.filter(|it| is_whole || named(it)).collect();
            self.count(&mut tally, outcome, verdict, &findings);
        }
        tally
    }

    /// Whether what is judged in an environment answers a control here. What builds images and runs the engine for all
    /// environments belongs to none of them, and is judged in the default one.
    pub(super) fn serves(&self, control: &Control, environment: u16) -> bool {
        self.environments.contains(&environment)
            || (environment == 0 && matches!(control.from, Input::Pipeline | Input::Daemon))
    }

    /// What an outcome says of this control alone; the gravest, if it says several things.
    fn part(
        &self,
        control: &Control,
        outcome: &Outcome,
        rules: &BTreeSet<RuleId>,
    ) -> Option<Verdict> {
        if outcome.verdict == Verdict::NotApplicable {
            return rules.contains(&outcome.rule).then_some(Verdict::NotApplicable);
        }
        let about =
            outcome.controls().iter().filter(|(named, _)| self.framework.is(control, named));
        about.map(|(_, verdict)| *verdict).min_by_key(|it| match it {
            Verdict::Fail => 0,
            Verdict::Review => 1,
            Verdict::Pass => 2,
            Verdict::NotApplicable => 3,
        })
    }

    fn count(
        &mut self,
        tally: &mut Tally,
        outcome: &Outcome,
        verdict: Verdict,
        findings: &[&Finding],
    ) {
        // A failure of some controls is not one of those that its findings do not name.
        let is_open = |it: &&&Finding| {
            !matches!(it.status, Status::Suppressed { .. } | Status::Waived { .. })
        };
        let is_covered = !findings.is_empty() && !findings.iter().any(|it| is_open(&it));
        match verdict {
            Verdict::Pass => tally.passed += 1,
            Verdict::NotApplicable => tally.inapplicable += 1,
            Verdict::Fail | Verdict::Review if is_covered => tally.waived += 1,
            Verdict::Fail => tally.failed += 1,
            Verdict::Review => tally.review += 1,
        }
        for proof in self.proofs(outcome, verdict, findings) {
            let key = (proof.span, proof.rule, proof.message.clone(), proof.subject.clone());
            if tally.known.insert(key) {
                tally.evidence.push(proof);
            }
        }
    }
}
