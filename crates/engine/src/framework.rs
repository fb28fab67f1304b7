//! Frameworks as data, and their controls answered from outcomes. A control knows what can answer it; rules say which
//! controls they judge, so that a new rule joins by itself.

use std::collections::{BTreeMap, BTreeSet};

use diag::{
    Answer, Assessment, ControlAnswer, Finding, Outcome, Proof, Report, RuleId, RuleMeta, SourceId,
    Span, Status, Verdict,
};
use serde::Deserialize;

use crate::{Policy, fingerprint};

/// A framework: a list of controls with what can answer each of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Framework {
    /// `cis-docker`, ...
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The version whose numbers `id` of the controls are.
    #[serde(default)]
    pub version: Option<String>,
    /// Older versions whose numbers `was` of the controls are.
    #[serde(default)]
    pub older: Vec<String>,
    /// What readers should know.
    #[serde(default)]
    pub note: Option<String>,
    /// Rules that are off unless somebody asks for them, and options of rules, that it takes to answer it where the
    /// configuration says nothing.
    #[serde(default)]
    pub settings: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
    /// Its controls.
    pub controls: Vec<Control>,
}

/// A control of a framework.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Control {
    /// Its number or name.
    pub id: String,
    /// What it asks, in our own words.
    pub title: String,
    /// The level that it belongs to.
    #[serde(default)]
    pub level: Option<String>,
    /// How the framework rates its assessment, for readers.
    #[serde(default)]
    pub rated: Option<String>,
    /// What the answer is read from.
    pub from: Input,
    /// Why it cannot be answered, or what to know of the answer.
    #[serde(default)]
    pub reason: Option<String>,
    /// Its number in older versions; `none` where it did not exist.
    #[serde(default)]
    pub was: BTreeMap<String, String>,
    /// Rules that judge it besides those whose pages name it.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Rules that decide several controls and say themselves what holds of this one.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Rules, by their pages or `rules`, that can show that it fails and never that it holds.
    #[serde(default)]
    pub hints: Vec<String>,
    /// Kinds of subjects that it is about; empty for all.
    #[serde(default)]
    pub subjects: Vec<String>,
}

/// What a control is answered from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// A setting in a file decides it.
    File,
    /// Files can prove a failure, but not that it holds.
    Partial,
    /// `daemon.json` declares it; flags of the daemon can override it.
    Daemon,
    /// A workflow shows it.
    Pipeline,
    /// No file can answer it.
    Host,
}

impl Framework {
    /// Rules that it names and that there are not, with the control that names them.
    pub fn unknown_rules<'a>(&'a self, policy: &Policy) -> Vec<(&'a Control, &'a str)> {
        let named =
            |control: &'a Control| control.rules.iter().chain(&control.parts).chain(&control.hints);
        let all =
            self.controls.iter().flat_map(|it| named(it).map(move |rule| (it, rule.as_str())));
        all.filter(|(_, rule)| policy.rule(rule).is_none()).collect()
    }

    /// Whether a control of a rule's page is this one: `cis-docker:1.8.0:5.5`, or without a version.
    pub fn is(&self, control: &Control, named: &str) -> bool {
        let Some(rest) = named.strip_prefix(&self.id).and_then(|rest| rest.strip_prefix(':'))
        else {
            return false;
        };
        let version = self.version.as_deref();
        let versioned =
            version.and_then(|it| rest.strip_prefix(it)).and_then(|it| it.strip_prefix(':'));
        rest == control.id || versioned == Some(control.id.as_str())
    }

    /// Whether the verdict of a rule is one on this control.
    fn judges(&self, meta: &RuleMeta, control: &Control) -> bool {
        control.rules.iter().any(|rule| rule == meta.id.as_str())
            || meta.controls.iter().any(|named| self.is(control, named))
    }

    /// The number of a control in a version; `None` if it was not there.
    pub fn number<'a>(&self, control: &'a Control, version: &str) -> Option<&'a str> {
        if self.version.as_deref() == Some(version) {
            return Some(&control.id);
        }
        let was = control.was.get(version).map_or(control.id.as_str(), String::as_str);
        (was != "none").then_some(was)
    }
}

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
    let mut cx = Context { framework, report, policy, environments, digests: BTreeMap::new() };
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

struct Context<'a> {
    framework: &'a Framework,
    report: &'a Report,
    policy: &'a Policy,
    environments: &'a [u16],
    digests: BTreeMap<SourceId, String>,
}

/// What outcomes say of a control.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    waived: usize,
    review: usize,
    inapplicable: usize,
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
            let findings = outcome.findings.iter().map(|id| &self.report.findings[id.0 as usize]);
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
    fn serves(&self, control: &Control, environment: u16) -> bool {
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
        let about = outcome.controls.iter().filter(|(named, _)| self.framework.is(control, named));
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
        let subject = &self.report.subjects[outcome.subject.0 as usize];
        let kind = subject.kind.as_str();
        let is_named = subject.name.strip_prefix(kind).is_some_and(|rest| rest.starts_with(' '));
        let name = if is_named { subject.name.clone() } else { format!("{kind} {}", subject.name) };
        let proofs: Vec<Proof> = match verdict {
            Verdict::NotApplicable => Vec::new(),
            Verdict::Fail | Verdict::Review if !findings.is_empty() => {
                findings.iter().map(|finding| self.proof(finding, &name)).collect()
            }
            // What a graver finding hides is still known from its outcome.
            _ => {
                let span = outcome.held.filter(|_| verdict == Verdict::Pass);
                let span = span.unwrap_or(subject.span);
                vec![Proof {
                    span,
                    digest: self.digest(span.source),
                    rule: outcome.rule,
                    subject: name,
                    verdict,
                    status: Status::Active,
                    message: self.summary(outcome, verdict),
                    value: self.value(outcome),
                }]
            }
        };
        for proof in proofs {
            let key = (proof.span, proof.rule, proof.message.clone(), proof.subject.clone());
            if tally.known.insert(key) {
                tally.evidence.push(proof);
            }
        }
    }

    /// What is wrong in the words of the rule; nothing if nothing is.
    fn summary(&self, outcome: &Outcome, verdict: Verdict) -> String {
        let rule = self.policy.rule(outcome.rule.as_str()).filter(|_| verdict != Verdict::Pass);
        rule.map(|it| it.summary.to_owned()).unwrap_or_default()
    }

    /// The value that made a rule pass: what it says, or what is written there.
    fn value(&self, outcome: &Outcome) -> String {
        const MAX: usize = 80;
        if let Some(evidence) = outcome.evidence.first() {
            return evidence.text.clone();
        }
        let Some(Span { source, range: Some((start, end)) }) = outcome.held else {
            return String::new();
        };
        let text = self.report.sources.get(source).text.get(start as usize..end as usize);
        let line = text.and_then(|text| text.lines().next()).unwrap_or_default().trim();
        match line.char_indices().nth(MAX) {
            Some((at, _)) => format!("{}...", &line[..at]),
            None => line.to_owned(),
        }
    }

    fn proof(&mut self, finding: &Finding, subject: &str) -> Proof {
        let span = finding.primary.span;
        Proof {
            span,
            digest: self.digest(span.source),
            rule: finding.rule,
            subject: subject.to_owned(),
            verdict: finding.verdict,
            status: finding.status.clone(),
            message: finding.message.clone(),
            value: finding.evidence.clone(),
        }
    }

    fn digest(&mut self, source: SourceId) -> String {
        let text = &self.report.sources.get(source).text;
        self.digests.entry(source).or_insert_with(|| fingerprint::sha256(text.as_bytes())).clone()
    }

    fn decide(
        &self,
        control: &Control,
        rules: &BTreeSet<RuleId>,
        tally: &Tally,
    ) -> (Answer, String) {
        let say = |answer, words: &str| {
            (answer, control.reason.clone().unwrap_or_else(|| words.to_owned()))
        };
        if control.from == Input::Host {
            return say(Answer::NotAssessable, "no file can answer it");
        }
        if tally.failed > 0 {
            return say(Answer::Fail, "");
        }
        if tally.review > 0 {
            return say(Answer::Review, "files do not decide it everywhere");
        }
        if tally.waived > 0 {
            return say(Answer::Waived, "");
        }
        if tally.passed > 0 {
            return match (self.missing(control, rules), control.from) {
                (Some(rule), _) => {
                    (Answer::Review, format!("the rule `{rule}`, which judges it too, is off"))
                }
                (None, Input::Partial) => say(
                    Answer::Review,
                    "files hold nothing against it, and cannot prove that it holds",
                ),
                (None, Input::Daemon) => {
                    say(Answer::Pass, "declared; flags of the daemon can override it")
                }
                (None, _) => say(Answer::Pass, ""),
            };
        }
        if tally.inapplicable > 0 {
            return say(Answer::NotApplicable, "nothing that was read is what it is about");
        }
        let off = !rules.is_empty() && rules.iter().all(|rule| !self.runs(control, *rule));
        let words = match control.from {
            _ if rules.is_empty() => "no rule judges it yet",
            _ if off => "the rules that judge it are off",
            Input::Daemon => "no `daemon.json` was given",
            Input::Pipeline => "no workflow was given",
            _ => "nothing was read that its rules judge",
        };
        say(Answer::NotAssessed, words)
    }

    /// A rule that runs by default, or that the framework asks for, and is off here.
    fn missing(&self, control: &Control, rules: &BTreeSet<RuleId>) -> Option<RuleId> {
        let is_due = |rule: &RuleId| {
            self.framework.settings.contains_key(rule.as_str())
                || self.policy.rule(rule.as_str()).is_some_and(|it| it.default_on)
        };
        rules.iter().copied().find(|rule| is_due(rule) && !self.runs(control, *rule))
    }

    fn runs(&self, control: &Control, rule: RuleId) -> bool {
        let environments = (0u16..).zip(&self.policy.environments);
        let here = environments.filter(|(at, _)| self.serves(control, *at));
        here.flat_map(|(_, it)| &it.rules).any(|loaded| loaded.id() == rule)
    }
}
