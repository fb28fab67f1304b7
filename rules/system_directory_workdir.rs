//! Working directories among the files of the system.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::Keyword;
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "system-directory-workdir",
    summary: "the working directory is a system folder",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// Folders that are nobody's workplace, and everything below.
const FOLDERS: [&str; 10] =
    ["/bin", "/boot", "/dev", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr/bin", "/usr/sbin"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for word in stage.words_of(Keyword::Workdir) {
        let Value::Known(path) = &word.value else { continue };
        let clean = path.trim_end_matches('/');
        let is_inside = |folder: &str| {
            clean.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if FOLDERS.iter().any(|folder| is_inside(folder)) && !clean.starts_with("/dev/shm") {
            cx.fail(word.span, format!("`WORKDIR {path}` lies among the files of the system"))
                .evidence(path.as_str())
                .help("work in a folder of your own, such as `/app`");
        }
    }
}
