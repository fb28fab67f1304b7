//! Volumes over the folders that hold a system together.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::Keyword;
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "system-directory-volume",
    summary: "a volume covers a system folder or a runtime socket",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const FOLDERS: [&str; 13] = [
    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys",
    "/usr", "/var/run",
];
const SOCKETS: [&str; 4] = ["containerd.sock", "crio.sock", "docker.sock", "podman.sock"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for word in stage.words_of(Keyword::Volume) {
        match &word.value {
            Value::Known(path) => {
                let Some(what) = covered(path) else { continue };
                cx.fail(word.span, format!("`VOLUME {path}` covers {what}"))
                    .evidence(path.as_str())
                    .help("declare volumes for data only, in a folder of their own");
            }
            Value::OneOf(_) | Value::Unknown(_) => {
                cx.review(word.span, "it is not known which folder the volume covers")
                    .evidence("VOLUME")
                    .help("give the variable a default, or write the path");
            }
        }
    }
}

/// What a volume at this path puts out of the image's hands.
fn covered(path: &str) -> Option<&'static str> {
    let path = match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    if SOCKETS.contains(&name) {
        return Some("the socket of a container runtime");
    }
    (path == "/" || FOLDERS.contains(&path)).then_some("a folder of the system")
}
