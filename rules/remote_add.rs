//! Downloads by ADD that nothing verifies.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::TransferView;
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
    for add in stage.transfers().iter().filter(|transfer| transfer.is_add) {
        for source in &add.sources {
            let Value::Known(text) = &source.value else { continue };
            if is_remote(text) && !is_verified(add, text) {
                let shown = without_credentials(text);
                cx.fail(source.span, format!("`ADD` downloads `{shown}` and nothing verifies it"))
                    .evidence(shown)
                    .help("pin what you tested with `--checksum=sha256:...`, or a repository by its full commit");
            }
        }
    }
}

/// Whether ADD fetches a source over the network: a URL or a Git repository.
pub(crate) fn is_remote(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let has_scheme = ["http://", "https://", "ftp://", "git://", "ssh://"]
        .iter()
        .any(|scheme| lower.starts_with(scheme));
    let is_scp_like =
        lower.split_once(':').is_some_and(|(host, _)| host.contains('@') && !host.contains('/'));
    has_scheme || is_scp_like || lower.starts_with("github.com/")
}

fn is_verified(add: &TransferView, source: &str) -> bool {
    if add.flag("checksum").is_some() {
        return true;
    }
    // A Git reference that is a whole commit id cannot move: `#<commit>`, or `?ref=<commit>` and its relatives.
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
