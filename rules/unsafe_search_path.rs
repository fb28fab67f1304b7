//! Search paths that let others decide which program runs.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::{Keyword, PairView};

pub(crate) const RULE: Builtin = Builtin {
    id: "unsafe-search-path",
    summary: "programs are looked for where anybody may put one",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const NAMES: [&str; 2] = ["LD_LIBRARY_PATH", "PATH"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let pairs = stage.pairs().into_iter();
    for pair in pairs.filter(|it| it.keyword == Keyword::Env && NAMES.contains(&it.name)) {
        let Some(entry) = unsafe_entry(&pair) else { continue };
        let shown = if entry.is_empty() { "an empty entry" } else { entry };
        cx.fail(
            pair.span,
            format!("`{}` contains {}, where anybody may put a program", pair.name, quoted(shown)),
        )
        .evidence(format!("{} {shown}", pair.name))
        .help("name folders by their whole path, and only those that root alone may write to");
    }
}

fn quoted(entry: &str) -> String {
    if entry.contains(' ') { entry.to_owned() } else { format!("`{entry}`") }
}

/// `.`, the empty entry, which means the same, or a folder that everybody may write to.
fn unsafe_entry<'a>(pair: &PairView<'a>) -> Option<&'a str> {
    let text = pair.text.trim_matches(['"', '\'']);
    // What a variable with an alternative adds cannot be split at colons.
    if text.is_empty()
        || text.contains("${") && text.contains(":+")
        || text.contains(":-")
        || text.contains(';')
    {
        return None;
    }
    let is_writable =
        |entry: &str| ["/tmp", "/var/tmp", "/dev/shm"].contains(&entry.trim_end_matches('/'));
    text.split(':').find(|entry| {
        matches!(*entry, "." | "./")
            || is_writable(entry)
            || (entry.is_empty() && pair.name == "PATH")
    })
}
