//! Files that are fetched and then run, unpacked or installed, with nothing in between that verifies them.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::StageView;
use model::dockerfile::effects::{self, DOWNLOADERS, Download, Unverified};
use model::shell::Command;

use crate::downloads::{base_name, shown_url};
use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "unverified-download",
    summary: "a download is used and nothing verifies it",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const HELP: &str = "compare a checksum (`sha256sum -c`) or check a signature before the file is used, so that a difference stops the build";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let source = cx.project().sources.get(stage.dockerfile.source);
    let found = &stage.dockerfile.verification(source).unverified;
    for file in found.iter().filter(|it| it.stage == stage.index && !it.by_add) {
        report(file, cx);
    }
    piped(stage, cx);
}

fn report(file: &Unverified, cx: &mut Cx<'_>) {
    let (verb, name) = (file.verb, base_name(&file.file));
    let message = format!("the build {verb} `{name}` and nothing verifies it");
    cx.fail(file.place, message)
        .evidence(shown_url(&file.url))
        .help(HELP)
        .label(file.used, "used here");
}

/// Archives that are unpacked while they arrive.
fn piped(stage: &StageView<'_>, cx: &mut Cx<'_>) {
    let calls = build_commands(stage, cx.project(), &DOWNLOADERS);
    for (script, command) in calls.into_iter().filter(|(_, it)| effects::unpacks(&it.peeled())) {
        let mut upstream = script.script.upstream(command);
        let Some(download) = upstream.find(|it| Download::of(&it.peeled()).is_some()) else {
            continue;
        };
        let is_kept = script.script.upstream(command).any(|it| it.peeled().is_any(&["tee"]));
        if !is_kept {
            let (place, url) = fetched(stage, download, |span| script.place(span));
            cx.fail(place, "the build unpacks what it downloads and nothing verifies it")
                .evidence(shown_url(&url))
                .help(HELP);
        }
    }
}

/// The URL of a download, and where it is written.
fn fetched(
    stage: &StageView<'_>,
    command: &Command,
    place: impl Fn(model::shell::Span) -> Span,
) -> (Span, String) {
    let peeled = command.peeled();
    let download = Download::of(&peeled);
    let urls = download.as_ref().map(Download::urls).unwrap_or_default();
    match urls.into_iter().find(|word| stage.shell_text(word).contains("://")) {
        Some(url) => (place(url.span), stage.shell_text(url).into_owned()),
        None => (place(command.span), String::new()),
    }
}
