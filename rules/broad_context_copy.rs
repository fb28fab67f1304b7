//! Whole build contexts that are copied with nothing left out.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::dockerfile::{Ignore, TransferView, is_broad};
use model::{Subject, Value};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "broad-context-copy",
    summary: "the whole build context is copied into the image",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: Options::read::<BroadContextCopy>,
};

/// Options of the rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct BroadContextCopy {
    /// Paths that the ignore file has to leave out.
    must_exclude: Vec<String>,
}

impl Default for BroadContextCopy {
    fn default() -> Self {
        Self { must_exclude: vec![".git".into(), ".env".into()] }
    }
}

impl Rule for BroadContextCopy {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(stage) = subject.stage() else { return };
        if !stage.is_shipped() {
            return cx.not_applicable();
        }
        for transfer in stage.transfers() {
            if transfer.flag("from").is_some() {
                continue;
            }
            let Some(span) = broad_source(transfer) else { continue };
            if transfer.deferred {
                cx.review(span, "the whole build context of the images that are built on this one becomes part of them, unless their `.dockerignore` leaves something out")
                    .evidence("context")
                    .help("copy what they need by name");
            } else {
                self.judge(stage.dockerfile.ignore.as_ref(), transfer, span, cx);
            }
        }
    }
}

impl BroadContextCopy {
    fn judge(
        &self,
        ignore: Option<&Ignore>,
        transfer: &TransferView,
        span: diag::Span,
        cx: &mut Cx<'_>,
    ) {
        let leaves_out = |path: &String| {
            let is_out =
                |path: &str| ignore.is_some_and(|it| it.ignores(path)) || transfer.excludes(path);
            is_out(path) || is_out(&format!("{path}/config"))
        };
        let missing: Vec<_> = self.must_exclude.iter().filter(|path| !leaves_out(path)).collect();
        if self.must_exclude.is_empty() || missing.len() < self.must_exclude.len() {
            return;
        }
        let shown: Vec<_> = missing.iter().map(|path| format!("`{path}`")).collect();
        let shown = shown.join(" and ");
        let message = match ignore {
            None => "the whole build context becomes part of the image, and no `.dockerignore` leaves anything out".to_owned(),
            Some(ignore) => format!(
                "the whole build context becomes part of the image, and `{}` does not leave out {shown}",
                ignore.path
            ),
        };
        cx.fail(span, message).evidence("context").help(format!(
            "copy what the image needs by name, or leave out {shown} in `.dockerignore`"
        ));
    }
}

fn broad_source(transfer: &TransferView) -> Option<diag::Span> {
    let is_broad = |value: &Value<String>| matches!(value, Value::Known(path) if is_broad(path));
    transfer.sources.iter().find(|source| is_broad(&source.value)).map(|source| source.span)
}
