//! Packages that are installed in whatever version there is today.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::StageView;
use model::shell::Word;

use crate::language_packages::unpinned;
use crate::packages::PackageCall;
use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "unpinned-package",
    summary: "a package is installed without a version",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for (script, command) in build_commands(stage, cx.project(), &[]) {
        let peeled = command.peeled();
        let program = peeled.program().unwrap_or_default();
        let open: Vec<&Word> = match PackageCall::of(&peeled) {
            Some(call) if call.installs() => call
                .packages
                .into_iter()
                .filter(|word| !is_pinned_package(stage, word, call.family))
                .collect(),
            Some(_) => continue,
            None => unpinned(stage, &peeled),
        };
        for word in open {
            let name = stage.shell_text(word).into_owned();
            cx.fail(
                script.place(word.span),
                format!("`{program}` installs whatever version of `{name}` there is"),
            )
            .evidence(name)
            .help("name the version you tested, or install from a lock file");
        }
    }
}

/// `curl=7.88*`, `curl~=8`, a file, a group, something to leave out; what a variable names is not known.
fn is_pinned_package(stage: &StageView<'_>, word: &Word, family: &str) -> bool {
    let text = stage.shell_text(word);
    let is_file =
        text.contains('/') || [".deb", ".rpm", ".apk"].iter().any(|end| text.ends_with(end));
    let has_version = text.contains(['=', '<', '>', '~', '$', '…'])
        || text.starts_with(['!', '@', '.'])
        || (family == "dnf" && text.contains(':'))
        || (family == "dnf"
            && text.split('-').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_digit())));
    is_file || has_version
}
