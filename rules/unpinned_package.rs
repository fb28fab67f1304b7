//! Packages that are installed in whatever version there is today.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::StageView;
use model::shell::{FlagSpec, Peeled, Word, flags};

use crate::packages::PackageCall;
use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "unpinned-package",
    summary: "a package is installed without a version",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// Options of language package managers that take a value.
const SPEC: FlagSpec = FlagSpec {
    short_values: "cefirtv",
    long_values: &[
        "branch",
        "cache-dir",
        "constraint",
        "extra-index-url",
        "features",
        "find-links",
        "git",
        "index-url",
        "platform",
        "prefix",
        "python",
        "registry",
        "requirement",
        "rev",
        "root",
        "tag",
        "target",
        "trusted-host",
        "version",
        "workspace",
    ],
    stops_at_operand: false,
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for (script, command) in build_commands(stage, cx.project(), &[]) {
        let peeled = command.peeled();
        let program = peeled.program().unwrap_or_default();
        let unpinned: Vec<&Word> = match PackageCall::of(&peeled) {
            Some(call) if call.installs() => call
                .packages
                .into_iter()
                .filter(|word| !is_pinned_package(stage, word, call.family))
                .collect(),
            Some(_) => continue,
            None => of_language(stage, &program, &peeled),
        };
        for word in unpinned {
            let name = stage.shell_text(word).into_owned();
            cx.fail(
                script.place(word.span),
                format!("`{program}` installs whatever version of `{name}` there is"),
            )
            .evidence(name)
            .help("name the version you tested, or install from a lock file");
        }
    }
}

/// `curl=7.88*`, `curl~=8`, a file, a group, something to leave out; what a variable names is not known.
fn is_pinned_package(stage: &StageView<'_>, word: &Word, family: &str) -> bool {
    let text = stage.shell_text(word);
    let is_file =
        text.contains('/') || [".deb", ".rpm", ".apk"].iter().any(|end| text.ends_with(end));
    let has_version = text.contains(['=', '<', '>', '~', '$', '…'])
        || text.starts_with(['!', '@', '.'])
        || (family == "dnf" && text.contains(':'))
        || (family == "dnf"
            && text.split('-').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_digit())));
    is_file || has_version
}

/// What a package manager of a language installs without a version.
fn of_language<'c>(stage: &StageView<'_>, program: &str, peeled: &Peeled<'c>) -> Vec<&'c Word> {
    let args = match (program, peeled.args) {
        (name, [module, pip, rest @ ..])
            if name.starts_with("python") && module.is("-m") && pip.is("pip") =>
        {
            rest
        }
        ("uv", [pip, rest @ ..]) if pip.is("pip") => rest,
        (_, args) => args,
    };
    let (verbs, is_pinned): (&[&str], fn(&str) -> bool) = match program {
        "pip" | "pip2" | "pip3" | "pipx" | "python" | "python3" | "uv" => {
            (&["install"], is_pinned_python)
        }
        "npm" | "pnpm" | "yarn" | "bun" => (&["install", "i", "add", "global"], is_pinned_node),
        "gem" => (&["install", "i"], |text| text.contains(':')),
        "go" => (&["install", "get"], is_pinned_go),
        "cargo" => (&["install"], |text| text.contains('@')),
        "composer" => (&["require"], |text| text.contains([':', '='])),
        "conda" | "mamba" | "micromamba" => (&["install", "create"], is_pinned_python),
        _ => return Vec::new(),
    };
    let found = flags(args, &SPEC);
    let names_version = found.has(&['v'], &["version", "rev", "tag", "git", "path"])
        && matches!(program, "gem" | "cargo");
    let mut operands = found.operands.into_iter();
    let is_verb = operands.next().is_some_and(|verb| verbs.iter().any(|it| verb.is(it)));
    if !is_verb || names_version {
        return Vec::new();
    }
    operands
        .filter(|word| {
            let text = stage.shell_text(word);
            let is_path = text.starts_with(['.', '/', '~', '-'])
                || text.contains("://")
                || text.contains(['$', '…', '*']);
            !is_path && !matches!(text.as_ref(), "add" | "install") && !is_pinned(&text)
        })
        .collect()
}

fn is_pinned_python(text: &str) -> bool {
    text.contains(['=', '<', '>', '~', '@'])
        || [".whl", ".gz", ".zip"].iter().any(|end| text.ends_with(end))
}

fn is_pinned_node(text: &str) -> bool {
    let version = text.trim_start_matches('@').rsplit_once('@').map(|(_, version)| version);
    version.is_some_and(|version| !matches!(version, "latest" | "next" | "*"))
        || text.contains('#')
        || text.rsplit('.').next() == Some("tgz")
}

fn is_pinned_go(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(_, version)| !matches!(version, "latest" | "none" | "master" | "main"))
}
