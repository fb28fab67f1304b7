//! Containers that offer a login shell.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "ssh-server",
    summary: "container offers SSH",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Images whose service is SSH itself, by the start of their name.
const SERVES: [&str; 8] =
    ["forgejo", "gerrit", "gitea", "gitlab", "gogs", "onedev", "sftp", "soft-serve"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let image = container.image();
    if image.known().is_some_and(|image| SERVES.iter().any(|name| image.name().starts_with(name))) {
        return cx.not_applicable();
    }
    for port in container.ports() {
        if port.container == Some((22, 22)) && port.protocol == "tcp" {
            cx.fail(port.span, format!("container `{}` offers SSH", container.name()))
                .help("use `docker exec` or `kubectl exec`, which need no key and no daemon");
        }
    }
}
