//! Files that are fetched and then run, unpacked or installed, with nothing in between that verifies them.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::{Moment, StageScript, StageView};
use model::shell::{Command, Peeled, ShellSource, Word};

use crate::downloads::{DOWNLOADERS, Download, base_name, is_verification, shown_url};
use crate::packages::PackageCall;
use crate::runs::scripts;

pub(crate) const RULE: Builtin = Builtin {
    id: "unverified-download",
    summary: "a download is used and nothing verifies it",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const INTERPRETERS: [&str; 9] =
    ["lua", "node", "perl", "php", "python", "python2", "python3", "ruby", "source"];
const UNPACKERS: [&str; 14] = [
    "7z",
    "7za",
    "ar",
    "bsdtar",
    "bunzip2",
    "cpio",
    "gunzip",
    "jar",
    "tar",
    "unar",
    "unsquashfs",
    "unxz",
    "unzip",
    "xz",
];

/// A file that was fetched and not verified so far.
struct Fetched<'a> {
    script: StageScript<'a>,
    command: &'a Command,
    files: Vec<String>,
}

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let downloading = scripts(stage, cx.project(), &DOWNLOADERS);
    if downloading.is_empty() {
        return;
    }
    let mut open: Vec<Fetched<'_>> = Vec::new();
    for script in scripts(stage, cx.project(), &[]) {
        if !matches!(script.moment, Moment::Build | Moment::LaterBuild) {
            continue;
        }
        for command in script.script.commands() {
            step(stage, &mut open, script, command, cx);
        }
    }
}

/// What one command changes: it fetches, verifies or uses.
fn step<'a>(
    stage: &StageView<'_>,
    open: &mut Vec<Fetched<'a>>,
    script: StageScript<'a>,
    command: &'a Command,
    cx: &mut Cx<'_>,
) {
    let peeled = command.peeled();
    if let Some(download) = Download::of(&peeled) {
        let files: Vec<_> = download.files(stage, command);
        // The same file again is a second try, not a second file.
        if !files.is_empty() && !open.iter().any(|it| it.files == files) {
            open.push(Fetched { script, command, files });
        }
    } else if is_verification(&peeled) {
        open.clear();
    } else if peeled.is_any(&UNPACKERS)
        && let Some(upstream) =
            script.script.upstream(command).find(|it| Download::of(&it.peeled()).is_some())
        && !is_verified_stream(&script, command)
    {
        report(stage, cx, script, upstream, None, "unpacks", "what it downloads");
    } else if let Some((at, use_)) = open.iter().enumerate().find_map(|(at, it)| {
        let word = it.files.iter().find_map(|file| used(stage, command, &peeled, file))?;
        Some((at, word))
    }) {
        let fetched = open.swap_remove(at);
        let (verb, file) = use_;
        let later = script.place(command.span);
        report(stage, cx, fetched.script, fetched.command, Some(later), verb, &format!("`{file}`"));
    }
}

/// `curl | tee x | tar` with a checksum of `x` later: rare, but then the layer is never made.
fn is_verified_stream(script: &StageScript<'_>, command: &Command) -> bool {
    let later = script.script.commands().skip(command.index as usize + 1);
    script.script.upstream(command).any(|it| it.peeled().is_any(&["tee"]))
        && later.into_iter().any(|it| is_verification(&it.peeled()))
}

fn report(
    stage: &StageView<'_>,
    cx: &mut Cx<'_>,
    script: StageScript<'_>,
    command: &Command,
    later: Option<diag::Span>,
    verb: &str,
    what: &str,
) {
    let peeled = command.peeled();
    let Some(download) = Download::of(&peeled) else { return };
    let url = download.urls().into_iter().find(|word| stage.shell_text(word).contains("://"));
    let span = script.place(url.map_or(command.span, |word| word.span));
    let evidence = url.map(|word| shown_url(&stage.shell_text(word)).into_owned());
    let finding = cx.fail(span, format!("the build {verb} {what} and nothing verifies it"));
    finding
        .evidence(evidence.unwrap_or_default())
        .help("compare a checksum (`sha256sum -c`) or check a signature before the file is used");
    if let Some(later) = later {
        finding.label(later, "used here");
    }
}

/// What a command does with a file of this name, if it runs, unpacks or installs it.
fn used(
    stage: &StageView<'_>,
    command: &Command,
    peeled: &Peeled<'_>,
    file: &str,
) -> Option<(&'static str, String)> {
    let is_file = |word: &Word| base_name(&stage.shell_text(word)) == file;
    let found = |verb| Some((verb, file.to_owned()));
    if file.is_empty() || file == "$(…)" {
        return None;
    }
    if peeled.name.is_some_and(&is_file) {
        return found("runs");
    }
    if let Some(call) = peeled.shell_call()
        && matches!(call.source, ShellSource::File(word) if is_file(word))
    {
        return found("runs");
    }
    let takes = || {
        command.args.iter().any(&is_file) || command.redirects.iter().any(|it| is_file(&it.target))
    };
    let program = peeled.program()?;
    match program.as_ref() {
        "chmod" => {
            let mode = peeled.args.iter().find(|word| !word.prefix().starts_with("-R"))?.prefix();
            (makes_executable(&mode) && takes()).then(|| ("runs", file.to_owned()))
        }
        "java" => (peeled.args.iter().any(|word| word.is("-jar")) && takes())
            .then(|| ("runs", file.to_owned())),
        "." => takes().then(|| ("runs", file.to_owned())),
        "dpkg" | "rpm" | "gdebi" | "alien" | "installer" => {
            takes().then(|| ("installs", file.to_owned()))
        }
        "pip" | "pip3" | "gem" | "npm" => takes().then(|| ("installs", file.to_owned())),
        name if UNPACKERS.contains(&name) => takes().then(|| ("unpacks", file.to_owned())),
        name if INTERPRETERS.contains(&name) => {
            (peeled.args.first().is_some_and(&is_file)).then(|| ("runs", file.to_owned()))
        }
        _ => (PackageCall::of(peeled).is_some_and(|call| call.installs()) && takes())
            .then(|| ("installs", file.to_owned())),
    }
}

fn makes_executable(mode: &str) -> bool {
    if mode.bytes().all(|it| it.is_ascii_digit()) {
        return mode.bytes().rev().take(3).any(|it| (it - b'0') & 1 == 1);
    }
    mode.split_once(['+', '=']).is_some_and(|(_, bits)| bits.contains('x'))
}
