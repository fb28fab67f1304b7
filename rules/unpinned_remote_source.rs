//! Parts of a project that are fetched in whatever state they are today.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{ImageRef, Subject};

use crate::downloads::shown_url;

pub(crate) const RULE: Builtin = Builtin {
    id: "unpinned-remote-source",
    summary: "remote part of a project is not pinned",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(project) = subject.compose() else { return };
    for source in project.remote_sources() {
        let shown = shown_url(&source.text);
        let finding = if let Some(why) = source.doubt {
            cx.review(
                source.span,
                format!("`{shown}` may be fetched in whatever state it is that day: {why}"),
            )
        } else if is_pinned(&source.text) {
            continue;
        } else {
            cx.fail(source.span, format!("`{shown}` is fetched in whatever state it is that day"))
        };
        finding.evidence(shown).help(
            "name the commit you read (`...git#<sha>`), or the digest (`oci://...@sha256:...`)",
        );
    }
}

fn is_pinned(url: &str) -> bool {
    if let Some(artifact) = url.strip_prefix("oci://") {
        return ImageRef::parse(artifact).is_digest_pinned();
    }
    let fragment = url.split_once('#').map_or("", |(_, fragment)| fragment);
    let reference = fragment.split(':').next().unwrap_or_default();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let mut commits = query
        .split(['&', '#'])
        .filter_map(|pair| pair.strip_prefix("commit=").or_else(|| pair.strip_prefix("checksum=")));
    is_commit(reference) || commits.any(is_commit)
}

fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
