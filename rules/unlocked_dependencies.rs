//! Dependencies that are resolved anew in each build instead of taken from a lock file.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::shell::{FlagSpec, Peeled, flags};

use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "unlocked-dependencies",
    summary: "dependencies are resolved anew in each build",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const SPEC: FlagSpec = FlagSpec {
    short_values: "Cr",
    long_values: &["cwd", "dir", "manifest-path", "prefix", "requirement"],
    stops_at_operand: false,
};
const PROGRAMS: [&str; 9] =
    ["bun", "cargo", "composer", "npm", "pip", "pip3", "pnpm", "uv", "yarn"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for (script, command) in build_commands(stage, cx.project(), &PROGRAMS) {
        let peeled = command.peeled();
        if let Some((shown, help)) = unlocked(&peeled) {
            cx.fail(
                script.place(command.span),
                format!("`{shown}` may install other versions than the lock file names"),
            )
            .evidence(shown)
            .help(help);
        }
    }
}

/// The command in short, as it is written, and the one that keeps to the lock file.
fn unlocked(peeled: &Peeled<'_>) -> Option<(String, &'static str)> {
    let found = flags(peeled.args, &SPEC);
    let has = |names: &[&str]| found.has(&[], names);
    let operands: Vec<_> = found.operands.iter().filter_map(|word| word.literal()).collect();
    let verb = operands.first().map(AsRef::as_ref);
    let program = peeled.program()?;
    let help = match (program.as_ref(), verb) {
        ("npm", Some("install" | "i"))
            if operands.len() == 1 && !has(&["global"]) && !found.has_short('g') =>
        {
            "use `npm ci`"
        }
        ("yarn", None | Some("install")) if !has(&["immutable", "frozen-lockfile", "version"]) => {
            "add `--immutable`, or `--frozen-lockfile` for Yarn 1"
        }
        ("pnpm" | "bun", Some("install" | "i"))
            if operands.len() == 1
                && !has(&["frozen-lockfile", "global"])
                && !found.has_short('g') =>
        {
            "add `--frozen-lockfile`"
        }
        ("cargo", Some("build" | "install")) | ("uv", Some("sync"))
            if !has(&["locked", "frozen"]) =>
        {
            "add `--locked`"
        }
        ("composer", Some("update")) => "use `composer install`",
        ("pip" | "pip3", Some("install"))
            if found.has(&['r'], &["requirement"]) && !has(&["require-hashes"]) =>
        {
            return Some((
                format!("{program} install -r"),
                "pin hashes and add `--require-hashes`",
            ));
        }
        _ => return None,
    };
    Some((verb.map_or_else(|| program.to_string(), |verb| format!("{program} {verb}")), help))
}
