//! What Docker Compose would refuse a project for, and where.

use diag::Span;

/// A reason to refuse a project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What is wrong: lower case, no final period.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// How sure it is.
    pub cause: Cause,
}

/// What a problem rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The files alone.
    Files,
    /// Something that is not in the files: a variable that nobody sets, a file that is not there.
    Environment,
    /// Something that another file may add: the file is meant to be merged over one that is not known.
    Fragment,
}
