//! What is noticed on the way: problems, values that files do not decide, and what cannot be followed.

use std::collections::BTreeMap;

use diag::{Gap, Span, Trouble};
use smol_str::SmolStr;
use syntax::SyntaxError;
use syntax::yaml::Node;

use super::super::{Cause, File, Piece, Problem};
use crate::budget::Budget;
use crate::{Files, Unavailable, secret};

/// Everything noticed while a project is resolved.
#[derive(Debug, Default)]
pub(in crate::compose) struct Notes {
    /// How much more the project may ask for.
    pub(in crate::compose) budget: Budget,
    /// What Compose would refuse.
    pub(in crate::compose) problems: Vec<Problem>,
    /// Documents that are too large to be taken in whole.
    pub(in crate::compose) oversized: Vec<SyntaxError>,
    /// Scalars that the files do not decide, and why.
    pub(in crate::compose) doubts: BTreeMap<Span, String>,
    /// What scalars that the files do not decide surely begin with.
    pub(in crate::compose) beginnings: BTreeMap<Span, SmolStr>,
    /// The variables of files that scalars are put together from.
    pub(in crate::compose) pieces: BTreeMap<Span, Vec<Piece>>,
    /// Where files write the values of variables that are used, and their names.
    pub(in crate::compose) variables: BTreeMap<Span, SmolStr>,
    /// Credentials that variables bring into values.
    pub(in crate::compose) credentials: BTreeMap<Span, Vec<SmolStr>>,
    /// Where `!reset` takes away what stands at a path.
    pub(in crate::compose) resets: BTreeMap<Vec<SmolStr>, Span>,
    /// What cannot be followed.
    pub(in crate::compose) gaps: Vec<Gap>,
    /// Files without which the project is not known.
    pub(in crate::compose) errors: Vec<Trouble>,
    /// Compose files that were read on the way.
    pub(in crate::compose) files: Vec<File>,
    /// Services of which a part is not known, and why.
    pub(in crate::compose) partial: BTreeMap<String, String>,
    /// Services that others extend from another file: the key of the one that extends, the key of the other, and where.
    pub(in crate::compose) bases: BTreeMap<Span, (Span, Span)>,
    /// Why any service, network or volume may exist that is not seen.
    pub(in crate::compose) unseen: Option<String>,
}

impl Notes {
    /// Takes values out of the budget of the project. Once there are not enough, the project is given up: whoever sees that
    /// leaves the rest undone.
    pub(in crate::compose) fn spend(&mut self, values: usize, span: Span) -> bool {
        let was_broken = self.budget.is_broken();
        let is_enough = self.budget.spend(values);
        if !is_enough && !was_broken {
            let message = "the project is too large to be judged once aliases, `extends`, `include` and variables are written out";
            let help = "split the project, or write less by repetition";
            let error =
                SyntaxError { help: Some(help.to_owned()), ..SyntaxError::new(span, message) };
            self.oversized.push(error);
        }
        is_enough
    }

    /// Notes a problem of the files.
    pub(in crate::compose) fn problem(
        &mut self,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Problem {
        let problem = Problem { span, message: message.into(), help: None, cause: Cause::Files };
        self.problems.push(problem);
        self.problems.last_mut().expect("just pushed")
    }

    /// Notes a problem of a value, which may be no problem if the files do not decide the value.
    pub(in crate::compose) fn problem_at(
        &mut self,
        node: &Node,
        message: impl Into<String>,
    ) -> &mut Problem {
        let span = node.target().span;
        let doubted = self.is_doubted(node);
        let mut message = message.into();
        for credential in self.credentials.get(&span).into_iter().flatten() {
            message = message.replace(&**credential, secret::STARS);
        }
        let problem = self.problem(span, message);
        if doubted {
            problem.cause = Cause::Environment;
        }
        problem
    }

    /// Notes that a file is lost without which the project is not known.
    pub(in crate::compose) fn lost(&mut self, span: Span, path: &str, message: impl Into<String>) {
        let (about, message) = (Some(path.to_owned()), message.into());
        let help = Some("add it, or have it made before the check".to_owned());
        self.errors.push(Trouble { path: String::new(), about, span: Some(span), message, help });
    }

    /// Notes that a file is missing which holds a part of what a project is.
    pub(in crate::compose) fn missed(
        &mut self,
        span: Span,
        path: &str,
        why: &Unavailable,
        files: &dyn Files,
    ) {
        match why {
            Unavailable::NotFound => {
                let (about, message) = (Some(path.to_owned()), why.words_of(path, files));
                self.gaps.push(Gap { about, span: Some(span), message, ..Gap::default() });
            }
            Unavailable::Unreadable(_) => self.lost(span, path, why.words(path)),
            Unavailable::OutsideRoot => {}
        }
    }

    /// Takes over what a parser says of a file of variables, of which nothing after that place is read.
    // compose-go dotenv/parser.go Parse: an error refuses the project.
    pub(in crate::compose) fn unparsed(&mut self, error: &SyntaxError) {
        self.errors.push(Trouble {
            span: Some(error.span),
            message: error.message.clone(),
            help: error.help.clone(),
            ..Trouble::default()
        });
        self.refuse(error);
    }

    /// Takes over what a parser says.
    pub(in crate::compose) fn refuse(&mut self, error: &SyntaxError) {
        self.problem(error.span, error.message.clone()).help.clone_from(&error.help);
    }

    /// Whether the files leave a scalar open, or one of those that a mapping or list was made from.
    pub(in crate::compose) fn is_doubted(&self, node: &Node) -> bool {
        !self.doubts.is_empty() && self.doubts.contains_key(&node.target().span)
    }
}

impl Problem {
    /// Says what to do.
    pub(in crate::compose) fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Says that something outside the files decides it.
    pub(in crate::compose) fn of_environment(&mut self) -> &mut Self {
        self.cause = Cause::Environment;
        self
    }
}
