//! Downloads that anybody on the way can change.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::effects::Download;
use model::dockerfile::{StageView, TransferView};
use model::shell::{FlagSpec, Peeled, Word, flags};
use model::{Subject, Value};

use crate::downloads::shown_url;
use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "plain-http-download",
    summary: "something is fetched over plain HTTP",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const INDEX: FlagSpec = FlagSpec {
    short_values: "io",
    long_values: &["extra-index-url", "index-url", "proxy", "registry", "root", "source"],
    stops_at_operand: false,
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let is_checked = |it: &TransferView| {
        let checksum = it.flag("checksum").map(|flag| &flag.value);
        checksum.is_some_and(|it| !matches!(it, Value::Known(text) if text.is_empty()))
    };
    for add in stage.transfers().iter().filter(|it| it.is_add && !is_checked(it)) {
        for source in &add.sources {
            if let Value::Known(url) = &source.value
                && is_plain(url)
            {
                fail(cx, source.span, "ADD", url);
            }
        }
    }
    let source = cx.project().sources.get(stage.dockerfile.source);
    let verified = &stage.dockerfile.verification(source).verified;
    for (script, command) in build_commands(stage, cx.project(), &[]) {
        for word in fetched(&command.peeled()) {
            let url = stage.shell_text(&word);
            if is_plain(&url) && !verified.contains(&script.place(word.span)) {
                let program = command.peeled().program().unwrap_or_default().into_owned();
                fail(cx, script.place(word.span), &program, &url);
            }
        }
    }
    variables(stage, cx);
}

/// Variables that say where packages come from.
fn variables(stage: &StageView<'_>, cx: &mut Cx<'_>) {
    const NAMES: [&str; 5] =
        ["GOPROXY", "NPM_CONFIG_REGISTRY", "PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL", "UV_INDEX_URL"];
    for (name, variable) in stage.own_variables() {
        if let Value::Known(url) = &variable.value
            && NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
            && is_plain(url)
        {
            fail(cx, variable.span, name, url);
        }
    }
}

fn fail(cx: &mut Cx<'_>, span: Span, program: &str, url: &str) {
    let url = shown_url(url);
    cx.fail(span, format!("`{program}` fetches `{url}` without protection on the way"))
        .evidence(url)
        .help("use `https://`, and verify a checksum");
}

/// The words of a command that name what it fetches.
fn fetched(peeled: &Peeled<'_>) -> Vec<Word> {
    if let Some(download) = Download::of(peeled) {
        return download.urls().into_iter().cloned().collect();
    }
    let Some(program) = peeled.program() else { return Vec::new() };
    let verbs: &[&str] = match program.as_ref() {
        "git" => &["clone", "fetch", "pull", "submodule"],
        "yum" | "dnf" | "microdnf" | "tdnf" | "zypper" => &["install", "localinstall", "in"],
        "pip" | "pip3" | "gem" | "npm" | "yarn" | "pnpm" => {
            &["install", "i", "add", "ci", "set", "config"]
        }
        "rpm" | "easy_install" | "fetch" | "svn" => &[],
        _ => return Vec::new(),
    };
    let is_verb = |word: &Word| verbs.iter().any(|verb| word.is(verb));
    if !verbs.is_empty() && !peeled.args.iter().any(is_verb) {
        return Vec::new();
    }
    let found = flags(peeled.args, &INDEX);
    let options = found.values(&['i'], &["extra-index-url", "index-url", "registry", "source"]);
    options.cloned().chain(found.operands.iter().map(|word| (*word).clone())).collect()
}

/// Whether a URL leaves the machine in the clear. Onion services encrypt by themselves.
fn is_plain(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.strip_prefix('[').map_or_else(
        || host.split(':').next().unwrap_or_default(),
        |rest| rest.split(']').next().unwrap_or_default(),
    );
    let is_here = matches!(
        host,
        "" | "localhost" | "::1" | "0.0.0.0" | "host.docker.internal" | "169.254.169.254"
    ) || host.starts_with("127.")
        || host.ends_with(".localhost")
        || host.rsplit('.').next() == Some("onion");
    !is_here && !host.starts_with(['$', '{', '<'])
}
