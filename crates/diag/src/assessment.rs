//! A framework answered: what each of its controls comes to, and what that rests on.

use crate::{RuleId, Span, Status, Verdict};

/// What a control comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Files show that it holds.
    Pass,
    /// Files show that it does not.
    Fail,
    /// There is evidence that a person must judge.
    Review,
    /// Every failure is covered by a waiver or an ignore comment.
    Waived,
    /// Nothing that was read is what it is about.
    NotApplicable,
    /// No rule looked at it, or the file that it takes was not given.
    NotAssessed,
    /// No file can answer it.
    NotAssessable,
}

impl Answer {
    /// All answers, in the order in which reports count them.
    pub const ALL: [Self; 7] = [
        Self::Fail,
        Self::Review,
        Self::Waived,
        Self::Pass,
        Self::NotApplicable,
        Self::NotAssessed,
        Self::NotAssessable,
    ];

    /// Name as programs read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Review => "review",
            Self::Waived => "waived",
            Self::NotApplicable => "not_applicable",
            Self::NotAssessed => "not_assessed",
            Self::NotAssessable => "not_assessable",
        }
    }

    /// Words as people read them.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotApplicable => "not applicable",
            Self::NotAssessed => "not assessed",
            Self::NotAssessable => "not assessable",
            other => other.as_str(),
        }
    }
}

/// A framework, answered for one or more environments.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// `cis-docker`, ...
    pub framework: String,
    /// Its name for people.
    pub title: String,
    /// Which version of it.
    pub version: Option<String>,
    /// What was assessed: the name of an environment, or several with commas.
    pub environment: String,
    /// What readers should know.
    pub note: Option<String>,
    /// Its controls in its own order.
    pub controls: Vec<ControlAnswer>,
}

/// What one control comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlAnswer {
    /// Its number or name in this version of the framework.
    pub id: String,
    /// What it asks, in our own words.
    pub title: String,
    /// The level of the framework that it belongs to.
    pub level: Option<String>,
    /// What it comes to.
    pub answer: Answer,
    /// Why, in a sentence without a period; empty if the evidence says it all.
    pub reason: String,
    /// What the answer rests on.
    pub evidence: Vec<Proof>,
    /// The rules that judge it, sorted.
    pub rules: Vec<RuleId>,
}

/// A fact that an answer rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// Where it is written.
    pub span: Span,
    /// SHA-256 of the text it is written in, in hexadecimal.
    pub digest: String,
    /// The rule that looked.
    pub rule: RuleId,
    /// What it looked at.
    pub subject: String,
    /// What it says.
    pub verdict: Verdict,
    /// What became of it.
    pub status: Status,
    /// The message of a failure or a review; empty for a pass.
    pub message: String,
    /// The value, redacted; may be empty.
    pub value: String,
}

impl Assessment {
    /// How many controls come to an answer.
    pub fn count(&self, answer: Answer) -> usize {
        self.controls.iter().filter(|control| control.answer == answer).count()
    }

    /// How many controls files can answer at all.
    pub fn assessable(&self) -> usize {
        self.controls.len() - self.count(Answer::NotAssessable)
    }
}
