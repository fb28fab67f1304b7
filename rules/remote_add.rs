//! Downloads by ADD that nothing verifies.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{RemoteSource, TransferView};
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "remote-add",
    summary: "ADD downloads something that is not verified",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let source = cx.project().sources.get(stage.dockerfile.source);
    let verified = &stage.dockerfile.verification(source).verified;
    for add in stage.transfers().iter().filter(|transfer| transfer.is_add) {
        for source in &add.sources {
            let Value::Known(text) = &source.value else { continue };
            if RemoteSource::of(text).is_some()
                && !pins_commit(text)
                && !verified.contains(&source.span)
            {
                judge(add, text, source.span, cx);
            }
        }
    }
}

/// A download that is verified by nothing but a checksum, if there is one.
fn judge(add: &TransferView, url: &str, span: Span, cx: &mut Cx<'_>) {
    const HELP: &str =
        "pin what you tested with `--checksum=sha256:...`, or a repository by its full commit";
    let shown = without_credentials(url);
    match add.flag("checksum").map(|flag| &flag.value) {
        Some(Value::Known(checksum)) if !checksum.is_empty() => {}
        None | Some(Value::Known(_)) => {
            cx.fail(span, format!("`ADD` downloads `{shown}` and nothing verifies it"))
                .evidence(shown)
                .help(HELP);
        }
        Some(Value::OneOf(_) | Value::Unknown(_)) => {
            let why = format!("only who builds decides whether something verifies `{shown}`");
            cx.review(span, why)
                .evidence(shown)
                .help("give the argument of `--checksum` a default");
        }
    }
}

/// Whether a Git reference is a whole commit id, which cannot move: `#<commit>`, or `?ref=<commit>` and its relatives.
fn pins_commit(source: &str) -> bool {
    let fragment = source.split_once('#').and_then(|(_, fragment)| fragment.split(':').next());
    let query =
        source.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or(query));
    let pinned = query.split('&').filter_map(|pair| pair.split_once('='));
    let pinned = pinned
        .filter(|(name, _)| matches!(*name, "ref" | "commit" | "checksum"))
        .map(|(_, value)| value);
    fragment.into_iter().chain(pinned).any(is_commit)
}

fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn without_credentials(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest
                .split_once('/')
                .map_or((rest, None), |(authority, path)| (authority, Some(path)));
            let host = authority.rsplit('@').next().unwrap_or(authority);
            path.map_or_else(
                || format!("{scheme}://{host}"),
                |path| format!("{scheme}://{host}/{path}"),
            )
        }
        None => url.to_owned(),
    }
}
