//! The commands that a build runs, for rules about Dockerfiles.

use diag::Span;
use model::Project;
use model::dockerfile::{Moment, StageScript, StageView};
use model::shell::{self, Command};

/// The commands of RUN, of stages built on this one included, in scripts that call one of some programs; in all of them
/// if none is named. What a rule looks for may stand under any name that it does not name.
pub(crate) fn build_commands<'a>(
    stage: &StageView<'a>,
    project: &'a Project,
    programs: &[&str],
) -> Vec<(StageScript<'a>, &'a Command)> {
    let scripts = scripts(stage, project, programs).into_iter();
    let built = scripts.filter(|it| matches!(it.moment, Moment::Build | Moment::LaterBuild));
    built.flat_map(|it| it.script.commands().map(move |command| (it, command))).collect()
}

/// The scripts of a stage that call one of some programs (`python*` is every name that begins so); all for none.
pub(crate) fn scripts<'a>(
    stage: &StageView<'a>,
    project: &'a Project,
    programs: &[&str],
) -> Vec<StageScript<'a>> {
    let source = project.sources.get(stage.dockerfile.source);
    if programs.is_empty() {
        stage.scripts(source)
    } else {
        stage.scripts_calling(source, programs)
    }
}

/// The place of a whole command.
pub(crate) fn place_of(script: &StageScript<'_>, command: &Command) -> Span {
    script.place(command.span)
}

/// The place of a program and the word after it that makes the difference.
pub(crate) fn place_to(script: &StageScript<'_>, from: shell::Span, to: shell::Span) -> Span {
    if from.start <= to.start { script.place(from).to(script.place(to)) } else { script.place(to) }
}
