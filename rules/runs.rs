//! The commands that a build runs, for rules about Dockerfiles.

use diag::Span;
use model::Project;
use model::dockerfile::{Moment, StageScript, StageView};
use model::shell::{self, Command};

/// The commands of RUN, of stages built on this one included, in scripts that contain one of the words.
pub(crate) fn build_commands<'a>(
    stage: &StageView<'a>,
    project: &'a Project,
    words: &[&str],
) -> Vec<(StageScript<'a>, &'a Command)> {
    let scripts = scripts(stage, project, words).into_iter();
    let built = scripts.filter(|it| matches!(it.moment, Moment::Build | Moment::LaterBuild));
    built.flat_map(|it| it.script.commands().map(move |command| (it, command))).collect()
}

/// The scripts of a stage that contain one of the words.
pub(crate) fn scripts<'a>(
    stage: &StageView<'a>,
    project: &'a Project,
    words: &[&str],
) -> Vec<StageScript<'a>> {
    stage.scripts(project.sources.get(stage.dockerfile.source), words)
}

/// The place of a whole command.
pub(crate) fn place_of(script: &StageScript<'_>, command: &Command) -> Span {
    script.place(command.span)
}

/// The place of a program and the word after it that makes the difference.
pub(crate) fn place_to(script: &StageScript<'_>, from: shell::Span, to: shell::Span) -> Span {
    if from.start <= to.start { script.place(from).to(script.place(to)) } else { script.place(to) }
}
