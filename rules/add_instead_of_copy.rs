//! ADD where COPY would do.

use diag::{Applicability, Edit, Fix, Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{RemoteSource, TransferView};
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "add-instead-of-copy",
    summary: "ADD is used where COPY would do",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// Suffixes of archives that ADD unpacks.
const ARCHIVES: [&str; 12] = [
    ".tar", ".tar.gz", ".tgz", ".taz", ".tar.bz2", ".tb2", ".tbz", ".tbz2", ".tar.xz", ".txz",
    ".tar.zst", ".tzst",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for add in stage.transfers().iter().filter(|transfer| transfer.is_add) {
        if copies_plain_files(add) {
            let path = shown(add);
            let fix = Fix {
                title: "use `COPY`".into(),
                applicability: Applicability::Safe,
                edits: vec![Edit { span: add.keyword, text: "COPY".into() }],
            };
            cx.fail(
                add.keyword,
                format!("`ADD` copies `{path}`, which `COPY` does without surprises"),
            )
            .evidence(path)
            .help(
                "write `COPY`; keep `ADD` for archives to unpack and for downloads with a checksum",
            )
            .fix(fix);
        }
    }
}

/// Whether every source is certain to be a file of the context that nothing unpacks.
fn copies_plain_files(add: &TransferView) -> bool {
    let needs_add =
        ["checksum", "keep-git-dir", "unpack"].iter().any(|name| add.flag(name).is_some());
    let is_plain = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let may_unpack =
            ARCHIVES.iter().any(|suffix| lower.ends_with(suffix)) || text.contains(['*', '?', '[']);
        RemoteSource::of(text).is_none() && !may_unpack
    };
    !needs_add
        && !add.sources.is_empty()
        && add
            .sources
            .iter()
            .all(|source| matches!(&source.value, Value::Known(text) if is_plain(text)))
}

fn shown(add: &TransferView) -> String {
    match add.sources.first().map(|source| &source.value) {
        Some(Value::Known(text)) => text.clone(),
        _ => "files".into(),
    }
}
