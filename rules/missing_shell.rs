//! Commands that start a shell in images that have none.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{Image, Keyword, StageView};
use model::{Container, Subject, Value};

use crate::shells::{has_no_shell, may_bring_shell, shell_less_base};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-shell",
    summary: "a command needs a shell that the image lacks",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(container) = subject.container() {
        return written(container, cx);
    }
    let Some(stage) = subject.stage() else { return };
    let Some(base) = shell_less_base(stage) else { return };
    if may_bring_shell(stage) {
        return;
    }
    let kinds = [Keyword::Run, Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck];
    for instruction in stage.instructions_of(&kinds) {
        let mut words = instruction.args.split_whitespace();
        let is_shell = match instruction.keyword.value {
            Keyword::Healthcheck => {
                words.next().is_some_and(|word| word.eq_ignore_ascii_case("cmd"))
                    && !words.next().is_some_and(|word| word.starts_with('['))
            }
            _ => !instruction.is_json && words.next().is_some(),
        };
        if is_shell {
            let name = instruction.keyword.value.as_str();
            cx.fail(
                instruction.keyword.span,
                format!("`{name}` is in shell form, but {base} has no shell to run it"),
            )
            .evidence(name)
            .help("write the program and its arguments as a JSON array");
        }
    }
}

/// Programs that run the words behind `-c`.
const SHELLS: [&str; 7] = ["ash", "bash", "busybox", "dash", "ksh", "sh", "zsh"];
/// Folders in which programs are looked for.
const PROGRAMS: [&str; 3] = ["/bin", "/usr", "/busybox"];

/// Commands of a service or pod that start a shell.
fn written(container: &dyn Container, cx: &mut Cx<'_>) {
    for script in container.scripts().iter() {
        let Some(program) = &script.program else { continue };
        let shell = program.value.rsplit('/').next().unwrap_or_default();
        if !SHELLS.contains(&shell) || mounts_programs(container, &program.value) {
            continue;
        }
        // What the image is built from is looked up for those that start a shell alone.
        let Some(image) = image_without_shell(container, cx) else { return };
        let key = script.key;
        let message = format!(
            "`{key}` of container `{}` starts `{shell}`, but {} has no shell",
            container.name(),
            image.title
        );
        let finding = cx.fail(program.span, message);
        finding.trail.clone_from(&script.trail);
        if let Some(base) = image.base {
            finding.label(base, "it starts from an image without one");
        }
        finding.evidence(key).help("name the program itself, or use an image that has a shell");
    }
}

/// Whether a volume may bring the program.
fn mounts_programs(container: &dyn Container, program: &str) -> bool {
    container.mounts().iter().any(|mount| match &mount.target {
        Value::Known(target) => {
            let target = target.trim_end_matches('/');
            program.starts_with('/') && program.starts_with(target)
                || PROGRAMS.iter().any(|it| target.starts_with(it))
        }
        _ => true,
    })
}

/// An image that is known to have no shell.
struct WithoutShell {
    /// For people.
    title: String,
    /// The `FROM` that says so, if it is built here.
    base: Option<Span>,
}

/// The image of a container, if it has no shell whoever builds it.
fn image_without_shell(container: &dyn Container, cx: &Cx<'_>) -> Option<WithoutShell> {
    let built = |stage: &StageView<'_>| {
        let is_without = shell_less_base(stage).is_some() && !may_bring_shell(stage);
        is_without.then(|| WithoutShell {
            title: "the image that is built here".to_owned(),
            base: Some(Image { stage: *stage }.span()),
        })
    };
    if let Some(service) = container.as_service()
        && service.is_built()
    {
        return built(&service.built_image()?.stage);
    }
    let image = container.image();
    let image = image.known()?;
    let mut builds = cx.project().of_builds(image, |it| built(&it.stage));
    if builds.is_empty() {
        let title = has_no_shell(image).then(|| format!("`{image}`"))?;
        return Some(WithoutShell { title, base: None });
    }
    builds.iter().all(Option::is_some).then(|| builds.swap_remove(0))?
}
