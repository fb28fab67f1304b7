//! Fields of Kubernetes objects that the API server does not know, or whose values it cannot read.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::kube::{Misfit, MisfitCause, ObjectView, PodContainer};
use model::{Container, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "invalid-manifest",
    summary: "object has a field that Kubernetes drops or rejects",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::File, SubjectKind::Object, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(manifest) = subject.manifest() {
        for (again, first) in &manifest.duplicates {
            let key = cx.project().sources.get(again.source).slice(again.range.unwrap_or_default());
            let message = format!(
                "{} stands twice in one mapping, and only the last one counts",
                quoted(key)
            );
            let finding = cx.fail(*again, message);
            finding.label(*first, "the first one").help("delete the one that is not meant");
        }
    }
    if let Some(container) = subject.container() {
        return container.as_pod_container().into_iter().for_each(|it| image(it, cx));
    }
    if let Some(object) = subject.object() {
        object.misfits().iter().for_each(|misfit| report(misfit, object, cx));
    }
}

/// Custom resources may hold names that somebody else makes references of.
fn image(container: &PodContainer<'_>, cx: &mut Cx<'_>) {
    let image = container.image();
    let Some(known) = image.known().filter(|_| container.object.facts.is_built_in()) else {
        return;
    };
    if known.is_valid() {
        return;
    }
    let name = container.container_name();
    let finding = if known.text.is_empty() {
        cx.fail(
            image.blame,
            format!("container `{name}` names no image, so the API server rejects it"),
        )
    } else if is_filled_in(&known.text) {
        let why = format!("`{known}` is no image reference, unless something replaces it");
        cx.review(image.blame, format!("container `{name}` may never start: {why}"))
    } else {
        let message = format!("container `{name}` never starts: `{known}` is no image reference");
        cx.fail(image.blame, message)
    };
    finding.trail.clone_from(&image.trail);
    finding.help("write `registry/repository:tag`, the repository in lower case");
}

/// Whether a text looks like one that a script, or a tool with a scheme of its own, makes a reference of.
fn is_filled_in(text: &str) -> bool {
    let is_shouted = |part: &str| {
        part.bytes().any(|byte| byte.is_ascii_uppercase())
            && !part.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    text.contains(['{', '<', '%', '$'])
        || text.contains("://")
        || text.starts_with(['/', ':'])
        || text.ends_with([':', '@', '/'])
        || text.split(['/', ':', '@']).any(is_shouted)
}

/// A key as written, which may have quotes of its own.
fn quoted(key: &str) -> String {
    format!("`{}`", key.trim_matches(['"', '\'']))
}

fn report(misfit: &Misfit<'_>, object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    let (key, title) = (&misfit.key, object.facts.title());
    let (message, help) = match &misfit.cause {
        MisfitCause::Unknown { holder, near, elsewhere } => (
            format!("`{key}` in {title} is no field of {holder}, so it has no effect"),
            match (near, elsewhere) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(elsewhere)) => move_to(elsewhere),
                (None, None) => "delete it, or look its place up with `kubectl explain`".to_owned(),
            },
        ),
        MisfitCause::WrongType { wanted, found } => (
            format!(
                "`{key}` in {title} must be {wanted}, not {found}, so the API server rejects it"
            ),
            if *wanted == "text" {
                "put it in quotes".to_owned()
            } else {
                format!("write {wanted}")
            },
        ),
    };
    let finding = cx.fail(misfit.field.blame(), message);
    finding.help(help).trail = misfit.field.trail().to_vec();
    if misfit.is_security {
        finding.severity = Severity::High;
    }
    if misfit.is_secret {
        finding.redact(misfit.field.span());
    }
}

fn move_to(holder: &str) -> String {
    match holder {
        "SecurityContext" => "move it to the `securityContext` of the container",
        "PodSecurityContext" => "move it to the `securityContext` of the pod",
        "Container" => "move it to the container",
        _ => "move it to the `spec` of the pod",
    }
    .to_owned()
}
