//! Commands that have to get their credentials by a secret mount, and do not.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use model::shell::Command;
use serde::Deserialize;

use crate::runs::{build_commands, place_of};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-secret-mount",
    summary: "a command runs without the secret mount that is asked for",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: Options::read::<MissingSecretMount>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct MissingSecretMount {
    /// Commands by their first words: `npm ci`.
    commands: Vec<String>,
}

impl Rule for MissingSecretMount {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(stage) = subject.stage().filter(|_| !self.commands.is_empty()) else {
            return cx.not_applicable();
        };
        let programs: Vec<&str> =
            self.commands.iter().filter_map(|it| it.split_whitespace().next()).collect();
        let runs = stage.runs();
        for (script, command) in build_commands(stage, cx.project(), &programs) {
            let Some(asked) = self.commands.iter().find(|it| begins(command, it)) else { continue };
            let has_secret = |run: &model::dockerfile::RunView<'_>| {
                run.span == script.span && run.mounts.iter().any(|it| it.kind == "secret")
            };
            if !runs.iter().any(has_secret) {
                let message = format!("`{asked}` runs without a secret mount");
                cx.fail(place_of(&script, command), message)
                    .evidence(asked.as_str())
                    .help("give it its credentials by `--mount=type=secret`");
            }
        }
    }
}

/// Whether a command is the one that is meant: its program and the words behind it.
fn begins(command: &Command, asked: &str) -> bool {
    let peeled = command.peeled();
    let mut words = asked.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut args = peeled.args.iter();
    peeled.is_any(&[program]) && words.all(|word| args.next().is_some_and(|it| it.is(word)))
}
