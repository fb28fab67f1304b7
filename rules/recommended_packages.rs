//! Packages that `apt` installs because others recommend them.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{StageScript, StageView};
use model::shell::{Command, Peeled, Word};
use model::{Subject, Value};

use crate::packages::{PackageCall, managers};
use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "recommended-packages",
    summary: "packages are installed that nobody asked for",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// The setting that turns recommendations off for good.
const SETTING: &str = "Install-Recommends";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    if !stage.is_shipped() {
        return cx.not_applicable();
    }
    let calls = build_commands(stage, cx.project(), &managers());
    if calls.is_empty() || is_set_in_image(stage, cx) {
        return;
    }
    for (script, command) in calls {
        let peeled = command.peeled();
        let installs = PackageCall::of(&peeled).is_some_and(|call| {
            call.family == "apt" && call.installs() && !call.packages.is_empty()
        });
        if installs && !is_declined(&peeled) {
            let program = peeled.program().unwrap_or_default();
            cx.fail(
                script.place(command.span),
                format!("`{program}` also installs what the packages only recommend"),
            )
            .evidence(program)
            .help("add `--no-install-recommends`, and name what the program really needs");
        }
    }
}

/// Whether the options of a call decline recommendations; what a variable holds may do so.
fn is_declined(peeled: &Peeled<'_>) -> bool {
    let declines = |word: &Word| {
        let text = word.prefix();
        text.starts_with("--no-install-recommends")
            || text.starts_with("--without-recommends")
            || text == "-R"
            || text.contains(SETTING)
    };
    peeled.args.iter().any(|word| declines(word) || (word.literal().is_none() && is_bare(word)))
}

/// Whether a word is a variable and nothing else, which may hold options.
fn is_bare(word: &Word) -> bool {
    word.prefix().is_empty()
}

/// Whether a step or a copied file has set it for all calls.
fn is_set_in_image(stage: &StageView<'_>, cx: &Cx<'_>) -> bool {
    stage.ancestry().iter().any(|it| {
        let commands = build_commands(it, cx.project(), &[]);
        let names = |word: &Word| word.prefix().contains(SETTING);
        let writes = |script: &StageScript<'_>, command: &Command| {
            let bodies = command.redirects.iter().filter_map(|it| it.here_doc);
            let mut bodies = bodies.map(|id| &script.script.here_doc(id).body);
            (!command.redirects.is_empty() || command.peeled().is_any(&["tee"]))
                && (command.all_words().any(names) || bodies.any(names))
        };
        let is_copied = it.own_transfers().any(|transfer| match &transfer.destination.value {
            Value::Known(path) => path.starts_with("/etc/apt"),
            _ => false,
        });
        is_copied || commands.iter().any(|(script, command)| writes(script, command))
    })
}
