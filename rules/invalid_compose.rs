//! Compose projects that Docker Compose refuses.

use std::borrow::Cow;

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::compose::Cause;
use model::{Project, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "invalid-compose",
    summary: "project is refused by Docker Compose",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

/// For problems that speak for themselves.
const HELP: &str = "correct it; `docker compose config` shows whether Compose accepts the project";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(project) = subject.compose() else { return };
    // What is missing may stand where the file cannot be read.
    if project.syntax_errors().next().is_some() {
        return;
    }
    for problem in &project.problems {
        let is_ours = project.files.iter().any(|file| file.source == problem.span.source);
        let rest = rest_of_line(problem.span, cx.project());
        let finding = match problem.cause {
            Cause::Files => cx.fail(problem.span, problem.message.clone()),
            Cause::Environment => cx.review(problem.span, problem.message.clone()),
            Cause::Fragment => continue,
        };
        let help = problem.help.clone().map_or(Cow::Borrowed(HELP), Cow::Owned);
        finding.help(help).evidence(problem.message.clone());
        if !is_ours {
            // What follows in a file of variables may be a secret.
            finding.redact(rest);
        }
    }
}

fn rest_of_line(span: Span, project: &Project) -> Span {
    let source = project.sources.get(span.source);
    let (_, end) = source.line_range(source.line_index(span.start()));
    Span::new(span.source, span.start(), end.max(span.end()))
}
