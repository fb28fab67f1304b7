//! Users by a name that the image does not know.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{Image, StageView};
use model::{Container, Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "unknown-user",
    summary: "the image does not know the user that it names",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Image],
    build: |options| options.none(check),
};

/// The users of distroless images.
const DISTROLESS: [&str; 3] = ["nobody", "nonroot", "root"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let Some(image) = container.as_image() else { return };
    let Some((base, users)) = base_with_few_users(image) else { return };
    let user = image.user();
    let Some(named) = user.known().filter(|user| user.uid.is_none() && user.name != "root") else {
        return;
    };
    if users.contains(&named.name.as_str()) || may_bring_users(&image.stage) {
        return;
    }
    let name = named.name.clone();
    let message = format!("{base} has no user `{name}`, so the container does not start");
    let finding = cx.fail(user.blame, message);
    finding.trail.clone_from(&user.trail);
    finding
        .evidence(name)
        .help("write the number of the user, or copy `/etc/passwd` into the image");
}

/// What the image rests on, if it is known to have few users, and these.
fn base_with_few_users(image: &Image<'_>) -> Option<(String, &'static [&'static str])> {
    match &image.state().root {
        None => {
            let ancestry = image.stage.ancestry();
            let is_scratch = |it: &StageView<'_>| it.external_base().is_none();
            ancestry.iter().all(is_scratch).then(|| ("`scratch`".to_owned(), &[][..]))
        }
        Some(root) => {
            let base = root.known()?;
            let is_distroless = base.full_name().starts_with("gcr.io/distroless/");
            is_distroless.then(|| (format!("`{base}`"), &DISTROLESS[..]))
        }
    }
}

/// Whether a copied file may be the list of users, or a step may write it.
fn may_bring_users(stage: &StageView<'_>) -> bool {
    let brings = |path: &Value<String>| match path {
        Value::Known(path) => {
            let folder = path.trim_end_matches('/');
            folder.is_empty() || folder == "." || folder.starts_with("/etc")
        }
        _ => true,
    };
    stage.ancestry().iter().any(|it| {
        !it.runs().is_empty()
            || it.own_transfers().any(|transfer| brings(&transfer.destination.value))
    })
}
