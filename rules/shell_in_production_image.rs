//! Images that ship with a shell.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::catalogue::{self, Size};
use model::dockerfile::Image;
use model::{ImageRef, Setting, Subject, Value};
use serde::Deserialize;

use crate::shells::may_bring_shell;

pub(crate) const RULE: Builtin = Builtin {
    id: "shell-in-production-image",
    summary: "an image that ships has a shell",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Image],
    build: Options::read::<ShellInProductionImage>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct ShellInProductionImage {
    /// Names of the stages that it is about; empty means every stage that somebody builds.
    stages: Vec<String>,
}

impl Rule for ShellInProductionImage {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        let Some(image) = container.as_image() else { return };
        let is_meant = |name: &String| image.stage.name().eq_ignore_ascii_case(name);
        if self.stages.is_empty() || self.stages.iter().any(is_meant) {
            judge(image, cx);
        } else {
            cx.not_applicable();
        }
    }
}

fn judge(image: &Image<'_>, cx: &mut Cx<'_>) {
    let root = image.state().root.as_ref();
    let blame = root.map_or(image.state().span, |root| root.blame);
    let finding = match shell_of(root) {
        Shell::Windows => return cx.not_applicable(),
        Shell::Missing if may_bring_shell(&image.stage) => {
            cx.review(blame, "what is copied into the image may bring a shell")
        }
        Shell::Missing => return,
        Shell::Unknown(why) => cx.review(blame, format!("the image may have a shell: {why}")),
        Shell::Known(base) => cx
            .fail(blame, format!("{} ships with the shell of `{base}`", called(image)))
            .evidence(base.full_name()),
    };
    finding.help("copy the program into an image without a shell, such as a distroless one");
}

fn called(image: &Image<'_>) -> String {
    format!("image `{}`", image.stage.name())
}

/// What is known of the shell of a base image.
enum Shell<'a> {
    Known(&'a ImageRef),
    Missing,
    Windows,
    Unknown(String),
}

fn shell_of(root: Option<&Setting<ImageRef>>) -> Shell<'_> {
    let Some(root) = root else { return Shell::Missing };
    let base = match &root.value {
        Value::Known(base) => base,
        Value::OneOf(_) => return Shell::Unknown("a variable decides its base".into()),
        Value::Unknown(why) => return Shell::Unknown(why.clone()),
    };
    let unknown = || Shell::Unknown(format!("what is in `{base}` is not known"));
    let Some(entry) = catalogue::find(base) else { return unknown() };
    match entry.shell {
        Some("cmd") => Shell::Windows,
        // Of images of programs only the user is looked up; a package manager comes with a shell.
        Some(_) if entry.package_manager.is_some() || entry.size != Size::Full => {
            Shell::Known(base)
        }
        None if entry.size == Size::Minimal => Shell::Missing,
        _ => unknown(),
    }
}
