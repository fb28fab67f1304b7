//! Dependencies for development that are installed into images that ship.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::StageView;
use model::shell::{FlagSpec, Peeled, Word, flags};
use model::{Subject, Value};

use crate::downloads::base_name;
use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "dev-dependencies-in-image",
    summary: "an image that ships holds dependencies for development",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const SPEC: FlagSpec = FlagSpec {
    short_values: "r",
    long_values: &["omit", "only", "requirement", "with", "without"],
    stops_at_operand: false,
};
const PROGRAMS: [&str; 7] = ["composer", "npm", "pip", "pip3", "pnpm", "poetry", "yarn"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    if !stage.is_shipped() {
        return cx.not_applicable();
    }
    for (script, command) in build_commands(stage, cx.project(), &PROGRAMS) {
        if let Some((shown, help)) = installs_all(stage, &command.peeled()) {
            cx.fail(
                script.place(command.span),
                format!("`{shown}` installs what only development needs"),
            )
            .evidence(shown)
            .help(help);
        }
    }
}

fn installs_all(
    stage: &StageView<'_>,
    peeled: &Peeled<'_>,
) -> Option<(&'static str, &'static str)> {
    let found = flags(peeled.args, &SPEC);
    let has = |names: &[&str]| found.has(&[], names);
    let verb = found.operands.first().and_then(|word| word.literal());
    let is_alone = found.operands.len() == 1 && !found.has_short('g') && !has(&["global"]);
    match (peeled.program()?.as_ref(), verb.as_deref()) {
        ("npm" | "pnpm", Some("ci" | "install" | "i"))
            if is_alone
                && !has(&["omit", "production", "prod", "only"])
                && !found.has_short('P')
                && !is_production(stage) =>
        {
            Some(("npm ci", "add `--omit=dev`, or set `NODE_ENV=production` first"))
        }
        ("yarn", None | Some("install"))
            if !has(&["production", "prod"]) && !is_production(stage) =>
        {
            Some((
                "yarn install",
                "add `--production`, or use `yarn workspaces focus --production`",
            ))
        }
        ("composer", Some("install")) if !has(&["no-dev"]) => {
            Some(("composer install", "add `--no-dev`"))
        }
        ("poetry", Some("install" | "sync")) if !has(&["only", "without", "no-dev"]) => {
            Some(("poetry install", "add `--only main`"))
        }
        ("pip" | "pip3", Some("install")) => {
            let mut files = found.values(&['r'], &["requirement"]).filter_map(Word::literal);
            let is_dev = |path: &str| {
                let name = base_name(path);
                name.split(['-', '_', '.'])
                    .any(|word| matches!(word, "dev" | "test" | "tests" | "development"))
            };
            files
                .any(|path| is_dev(&path))
                .then_some(("pip install -r", "install what the program needs to run"))
        }
        _ => None,
    }
}

fn is_production(stage: &StageView<'_>) -> bool {
    let value = stage.state().scope.get("NODE_ENV").map(|variable| &variable.value);
    // An argument without a default may be anything.
    value.is_some_and(|value| !matches!(value, Value::Known(text) if text != "production"))
}
