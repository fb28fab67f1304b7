//! Package managers told to install what nobody signed.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::shell::{FlagSpec, Peeled, flags};

use crate::runs::build_commands;
use crate::written::written;

pub(crate) const RULE: Builtin = Builtin {
    id: "unsigned-package",
    summary: "packages are installed without checking signatures",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// Programs and the long options that switch checking off.
const SWITCHES: &[(&[&str], &[&str])] = &[
    (
        &["apt", "apt-get", "aptitude"],
        &[
            "allow-unauthenticated",
            "allow-downgrade-to-insecure-repositories",
            "allow-insecure-repositories",
            "force-yes",
        ],
    ),
    (&["apk"], &["allow-untrusted"]),
    (&["dnf", "dnf5", "microdnf", "tdnf", "yum"], &["nogpgcheck", "no-gpgchecks"]),
    (&["zypper"], &["gpg-auto-import-keys", "no-gpg-checks", "no-gpgcheck", "allow-unsigned-rpm"]),
    (&["rpm"], &["nodigest", "nofiledigest", "nosignature", "noverify"]),
    (&["dpkg"], &["force-all", "force-bad-verify"]),
    (&["debootstrap"], &["no-check-gpg"]),
];
/// Settings in files, in lower case without blanks.
const SETTINGS: [&str; 8] = [
    "[trusted=yes",
    "trusted=yes]",
    "trusted:yes",
    "allow-insecure=yes",
    "gpgcheck=0",
    "gpgcheck=false",
    "allowunauthenticated\"true",
    "siglevel=never",
];
fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let source = cx.project().sources.get(stage.dockerfile.source);
    for (script, command) in build_commands(stage, cx.project(), &[]) {
        let peeled = command.peeled();
        let program = peeled.program().unwrap_or_default();
        if let Some((span, switch)) = switch(&peeled) {
            fail(cx, script.place(span), &format!("`{program} {switch}`"), &switch);
        } else if let Some((span, setting)) = written(&script, command, source, setting_in) {
            fail(cx, span, &format!("`{setting}`"), &setting);
        }
    }
    for file in stage.written_files(source) {
        if let Some(setting) = setting_in(file.text) {
            fail(cx, file.span, &format!("`{setting}`"), &setting);
        }
    }
}

fn fail(cx: &mut Cx<'_>, span: Span, what: &str, evidence: &str) {
    cx.fail(span, format!("with {what} nobody checks who made the packages"))
        .evidence(evidence)
        .help("add the key of the repository, and let the package manager check");
}

/// The option of a command that switches checking off.
fn switch(peeled: &Peeled<'_>) -> Option<(model::shell::Span, String)> {
    let (_, switches) = SWITCHES.iter().find(|(programs, _)| peeled.is_any(programs))?;
    let found = flags(peeled.args, &FlagSpec::default());
    let is_on =
        |value: Option<&model::shell::Word>| !value.is_some_and(|it| it.is("false") || it.is("no"));
    let long = found.flags.iter().find(|flag| {
        flag.long && switches.contains(&flag.name.as_str()) && is_on(flag.value.as_ref())
    });
    if let Some(flag) = long {
        return Some((flag.span, format!("--{}", flag.name)));
    }
    let word = peeled.args.iter().find(|word| {
        let text = word.prefix().to_ascii_lowercase();
        let is_true = text.ends_with("=true") || text.ends_with("=1") || text.ends_with("=yes");
        (is_true
            && (text.contains("allowunauthenticated")
                || text.contains("allowinsecurerepositories")))
            || (text.starts_with("--setopt=") && setting_in(&text).is_some())
    })?;
    Some((word.span, word.prefix().into_owned()))
}

/// The setting in a text that switches checking off. Repositories of local files need no signature.
fn setting_in(text: &str) -> Option<String> {
    for line in text.split('\n').flat_map(|line| line.split("\\n")) {
        let plain: String =
            line.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        if plain.starts_with('#') || plain.contains("file:/") || plain.contains("copy:/") {
            continue;
        }
        let plain = plain.replace("repo_gpgcheck", "").replace("localpkg_gpgcheck", "");
        if let Some(setting) = SETTINGS.iter().find(|setting| plain.contains(**setting)) {
            let setting = setting.trim_matches(['[', ']']).replace('"', " ");
            return Some(setting);
        }
    }
    None
}
