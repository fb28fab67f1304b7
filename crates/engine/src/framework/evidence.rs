//! The evidence for an answer: places, values and digests.

use diag::{Finding, Outcome, Proof, SourceId, Span, Status, Verdict};
use model::secret;

use super::answer::Context;
use crate::fingerprint;

impl Context<'_> {
    /// What an outcome shows: its findings, or the place that makes it hold.
    pub(super) fn proofs(
        &mut self,
        outcome: &Outcome,
        verdict: Verdict,
        findings: &[&Finding],
    ) -> Vec<Proof> {
        let subject = &self.report.subjects[outcome.subject.0 as usize];
        let kind = subject.kind.as_str();
        let is_named = subject.name.strip_prefix(kind).is_some_and(|rest| rest.starts_with(' '));
        let name = if is_named { subject.name.clone() } else { format!("{kind} {}", subject.name) };
        match verdict {
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
        if let Some(evidence) = outcome.evidence().first() {
            return secret::veil(&evidence.text).into_owned();
        }
        let Some(Span { source, range: Some((start, end)) }) = outcome.held else {
            return String::new();
        };
        let mut secrets = self.secrets.range(Span::file(source)..Span::new(source, end, end));
        if secrets.any(|secret| secret.end() > start) {
            return "********".to_owned();
        }
        let text = self.report.sources.get(source).text.get(start as usize..end as usize);
        let line = text.and_then(|text| text.lines().next()).unwrap_or_default().trim();
        let line = secret::veil_line(line);
        match line.char_indices().nth(MAX) {
            Some((at, _)) => format!("{}...", &line[..at]),
            None => line.into_owned(),
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
            value: secret::veil(&finding.evidence).into_owned(),
        }
    }

    fn digest(&mut self, source: SourceId) -> String {
        let text = &self.report.sources.get(source).text;
        self.digests.entry(source).or_insert_with(|| fingerprint::sha256(text.as_bytes())).clone()
    }
}
