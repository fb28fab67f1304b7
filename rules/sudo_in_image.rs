//! Builds that call `sudo`.

use diag::{Applicability, Edit, Fix, Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{Image, Keyword, StageView};
use model::shell::Peeled;
use model::{Container, Subject, User};

use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "sudo-in-image",
    summary: "a build step calls sudo",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let mut is_root = None;
    for (script, command) in build_commands(stage, cx.project(), &["sudo", "doas"]) {
        let peeled = command.peeled();
        let wrapper = peeled.wrappers.iter().find(|it| matches!(it.name, "sudo" | "doas"));
        let Some(wrapper) = wrapper else { continue };
        let message = format!("`{}` does in a build what `USER` does openly", wrapper.name);
        let finding = cx.fail(script.place(wrapper.word.span), message);
        finding
            .evidence(peeled.program().unwrap_or_default())
            .help("run the step before `USER` switches away from root, and leave `sudo` out");
        if *is_root.get_or_insert_with(|| is_always_root(stage))
            && let Some(edit) = without_wrapper(&peeled)
        {
            let span = script.place(edit);
            finding.fix(Fix {
                title: format!("run it without `{}`", wrapper.name),
                applicability: Applicability::Safe,
                edits: vec![Edit { span, text: String::new() }],
            });
        }
    }
}

/// Whether every step of the stage runs as root: then `sudo` changes nothing.
fn is_always_root(stage: &StageView<'_>) -> bool {
    let ancestry = stage.ancestry();
    ancestry.iter().all(|it| it.instructions_of(&[Keyword::User]).is_empty())
        && Image { stage: *stage }.user().known().is_some_and(User::is_root)
}

/// What has to go if the wrapper stands first and has no options of its own.
fn without_wrapper(peeled: &Peeled<'_>) -> Option<model::shell::Span> {
    let [wrapper] = peeled.wrappers.as_slice() else { return None };
    let name = peeled.name?;
    let is_plain = wrapper.args.is_empty() && peeled.assignments.is_empty();
    is_plain.then(|| model::shell::Span::new(wrapper.word.span.start, name.span.start))
}
