//! What a rule may say while it looks at a subject.

use std::borrow::Cow;

use diag::{
    Details, Evidence, Finding, FindingId, Findings, RuleMeta, Span, Status, Step, Verdict,
};
use model::{Origin, Project, Setting, Subject, Truth};

use crate::Policy;

/// Collects what one rule says of one subject.
pub struct Cx<'a> {
    project: &'a Project,
    policy: &'a Policy,
    meta: &'a RuleMeta,
    subject: &'a Subject<'a>,
    /// What all rules said of the unit so far, and behind it what this one says.
    all: &'a mut Findings,
    first: usize,
    evidence: Vec<Evidence>,
    inapplicable: bool,
    pub(crate) held: Option<Span>,
    decided: Vec<(Cow<'static, str>, Verdict)>,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(
        project: &'a Project,
        policy: &'a Policy,
        meta: &'a RuleMeta,
        subject: &'a Subject<'a>,
        all: &'a mut Findings,
    ) -> Self {
        Self {
            project,
            policy,
            meta,
            subject,
            first: all.len(),
            all,
            evidence: Vec::new(),
            inapplicable: false,
            held: None,
            decided: Vec::new(),
        }
    }

    /// Everything that was read.
    pub fn project(&self) -> &'a Project {
        self.project
    }

    /// The day of the run, `YYYY-MM-DD`.
    pub fn today(&self) -> &'a str {
        &self.policy.today
    }

    /// The environments of the configuration that judge a subject; none if no one takes it in.
    pub fn environments_of(&self, subject: &Subject<'_>) -> Vec<&'a str> {
        let policy = self.policy;
        if policy.environments.len() == 1 {
            return Vec::new();
        }
        let judging = policy.environments_of(subject).into_iter().filter(|at| *at > 0);
        judging.map(|at| policy.environments[usize::from(at)].name.as_str()).collect()
    }

    /// The policy is broken at `blame`. The message names the subject, lower case, without a final period.
    pub fn fail(&mut self, blame: Span, message: impl Into<String>) -> &mut Finding {
        self.say(Verdict::Fail, blame, message.into())
    }

    /// Files cannot decide whether the policy holds.
    pub fn review(&mut self, blame: Span, why: impl Into<String>) -> &mut Finding {
        self.say(Verdict::Review, blame, why.into())
    }

    /// Judges a setting: nothing if `ok` holds for it, a failure at its blame if not, a review if files cannot tell.
    /// `message` is used for the failure; a review appends the reason to `doubt`. The trail of the setting is carried over.
    pub fn expect<T>(
        &mut self,
        setting: &Setting<T>,
        ok: impl Fn(&T) -> bool,
        message: impl FnOnce() -> String,
        doubt: impl FnOnce() -> String,
    ) -> Option<&mut Finding> {
        // What is written nowhere is blamed on what it would be written in.
        let nowhere = setting.origin == Origin::Default || setting.blame == self.subject.span();
        let finding = match setting.holds(ok) {
            Truth::Yes => {
                if setting.is_written() {
                    self.held.get_or_insert(setting.blame);
                }
                return None;
            }
            Truth::No => self.fail(setting.blame, message()),
            Truth::Unknown(why) => self.review(setting.blame, format!("{}: {why}", doubt())),
        };
        finding.trail.clone_from(&setting.trail);
        finding.absent = nowhere && finding.verdict == Verdict::Fail;
        Some(finding)
    }

    /// The policy has no meaning for this subject. Counts only if nothing else is said.
    pub fn not_applicable(&mut self) {
        self.inapplicable = true;
    }

    /// Names a fact that the outcome rests on; the text is already redacted.
    pub fn evidence(&mut self, span: Option<Span>, text: impl Into<String>) {
        self.evidence.push(Evidence { span, text: text.into() });
    }

    /// Names a control that this rule decides for this subject. It holds unless a finding names it, too.
    pub fn decides(&mut self, control: impl Into<Cow<'static, str>>) {
        self.answers(control, Verdict::Pass);
    }

    /// Answers a control about which no finding speaks.
    pub fn answers(&mut self, control: impl Into<Cow<'static, str>>, verdict: Verdict) {
        self.decided.push((control.into(), verdict));
    }

    /// Forgets what was said of a place, as of a thing that only this file does not say.
    pub(crate) fn forget(&mut self, place: Span) {
        let mut said = self.all.split_off(self.first);
        let before = said.len();
        said.retain(|finding| finding.primary.span != place);
        self.inapplicable |= said.is_empty() && before > 0;
        self.all.append(&mut said);
    }

    /// What this rule found so far.
    pub(crate) fn findings(&mut self) -> &mut [Box<Finding>] {
        &mut self.all[self.first..]
    }

    /// What there is to say beside the verdict. Most rules say nothing of most subjects.
    pub(crate) fn details(self) -> Option<Box<Details>> {
        let said = self.first..self.all.len();
        if said.is_empty() && self.decided.is_empty() && self.evidence.is_empty() {
            return None;
        }
        let findings = said.map(FindingId::of).collect();
        let controls = controls(self.decided, &self.all[self.first..]);
        let (evidence, status) = (self.evidence, Status::Active);
        Some(Box::new(Details { controls, evidence, findings, status }))
    }

    pub(crate) fn verdict(&self) -> Verdict {
        let findings = &self.all[self.first..];
        if findings.iter().any(|finding| finding.verdict == Verdict::Fail) {
            Verdict::Fail
        } else if !findings.is_empty() {
            Verdict::Review
        } else if self.inapplicable {
            Verdict::NotApplicable
        } else {
            Verdict::Pass
        }
    }

    fn say(&mut self, verdict: Verdict, blame: Span, message: String) -> &mut Finding {
        let mut finding = Finding::new(self.meta.id, self.meta.severity, verdict, blame, message);
        finding.subjects = vec![self.subject.name().to_owned()];
        if self.subject.defers(blame) {
            let why = "`ONBUILD` defers it to the images that are built on this one";
            finding.trail.push(Step::known(why));
        }
        self.all.push(Box::new(finding));
        self.all.last_mut().expect("just pushed")
    }
}

/// What is said of single controls: of those that are decided, and of those that findings name.
fn controls(
    decided: Vec<(Cow<'static, str>, Verdict)>,
    findings: &[Box<Finding>],
) -> Vec<(Cow<'static, str>, Verdict)> {
    let mut controls = decided;
    for finding in findings {
        for named in &finding.controls {
            match controls.iter_mut().find(|(control, _)| control == named) {
                Some((_, Verdict::Fail)) => {}
                Some((_, verdict)) => *verdict = finding.verdict,
                None => controls.push((Cow::Owned(named.clone()), finding.verdict)),
            }
        }
    }
    controls
}
