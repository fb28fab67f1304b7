//! Fixes are text edits, applied from the end of a file to its start and re-parsed afterwards.

use crate::Span;

/// How far a fix may be trusted, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Shown, never applied.
    Manual,
    /// A valid edit that may change or break the deployment.
    Unsafe,
    /// Cannot change what runs, or only makes a setting honest.
    Safe,
}

impl Applicability {
    /// Lower-case name, as reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// One way to mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does; starts with a verb.
    pub title: String,
    /// How far it may be trusted.
    pub applicability: Applicability,
    /// Edits that do not overlap.
    pub edits: Vec<Edit>,
}

/// Replaces the text of a span; an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced. Its range is never `None`.
    pub span: Span,
    /// The new text.
    pub text: String,
}
