//! Pipelines whose failure the build does not notice.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::Moment;

use crate::runs::scripts;

pub(crate) const RULE: Builtin = Builtin {
    id: "unnoticed-pipe-failure",
    summary: "a failure at the front of a pipe goes unnoticed",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for script in scripts(stage, cx.project(), &[]) {
        if !matches!(script.moment, Moment::Build | Moment::LaterBuild) {
            continue;
        }
        let options = script.script.options(script.shell.options);
        let mut reported = None;
        for (command, options) in script.script.commands().zip(options) {
            let link = command.link;
            if link.position == 1 && !options.pipefail && reported != Some(link.pipeline) {
                reported = Some(link.pipeline);
                let name = command.peeled().program().unwrap_or_else(|| "the last program".into());
                cx.fail(script.place(command.span), format!("only `{name}` decides whether this pipe succeeds"))
                    .evidence(name)
                    .help("set `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`, or write `set -o pipefail` first");
            }
        }
    }
}
