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
const PROGRAMS: [&str; 8] = ["bun", "composer", "npm", "pip", "pip3", "pnpm", "poetry", "yarn"];

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

/// The command in short, as it is written, and how to leave out what only development needs.
fn installs_all(stage: &StageView<'_>, peeled: &Peeled<'_>) -> Option<(String, &'static str)> {
    let found = flags(peeled.args, &SPEC);
    let has = |names: &[&str]| found.has(&[], names);
    let verb = found.operands.first().and_then(|word| word.literal());
    let is_alone = found.operands.len() == 1 && !found.has_short('g') && !has(&["global"]);
    let is_left_out = has(&["omit", "production", "prod", "only"]) || found.has_short('P');
    let program = peeled.program()?;
    let help = match (program.as_ref(), verb.as_deref()) {
        ("npm", Some("ci" | "install" | "i"))
            if is_alone && !is_left_out && !is_production(stage) =>
        {
            "add `--omit=dev`, or set `NODE_ENV=production` first"
        }
        ("pnpm", Some("install" | "i")) if is_alone && !is_left_out && !is_production(stage) => {
            "add `--prod`, or set `NODE_ENV=production` first"
        }
        ("bun", Some("install" | "i" | "ci"))
            if is_alone && !is_left_out && !is_production(stage) =>
        {
            "add `--production`"
        }
        ("yarn", None | Some("install")) if !is_left_out && !is_production(stage) => {
            "add `--production`, or use `yarn workspaces focus --production`"
        }
        ("composer", Some("install")) if !has(&["no-dev"]) => "add `--no-dev`",
        ("poetry", Some("install" | "sync")) if !has(&["only", "without", "no-dev"]) => {
            "add `--only main`"
        }
        ("pip" | "pip3", Some("install")) => {
            let mut files = found.values(&['r'], &["requirement"]).filter_map(Word::literal);
            let is_dev = |path: &str| {
                let name = base_name(path);
                name.split(['-', '_', '.'])
                    .any(|word| matches!(word, "dev" | "test" | "tests" | "development"))
            };
            let help = files
                .any(|path| is_dev(&path))
                .then_some("install what the program needs to run")?;
            return Some((format!("{program} install -r"), help));
        }
        _ => return None,
    };
    Some((verb.map_or_else(|| program.to_string(), |verb| format!("{program} {verb}")), help))
}

fn is_production(stage: &StageView<'_>) -> bool {
    let value = stage.state().scope.get("NODE_ENV").map(|variable| &variable.value);
    // An argument without a default may be anything.
    value.is_some_and(|value| !matches!(value, Value::Known(text) if text != "production"))
}
