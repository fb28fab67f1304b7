//! SSH connections to whoever answers.

use diag::{Severity, Source, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::StageScript;
use model::shell::Command;
use model::{Subject, Value};

use crate::runs::scripts;

pub(crate) const RULE: Builtin = Builtin {
    id: "ssh-host-key-unchecked",
    summary: "SSH does not check who answers",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let source = cx.project().sources.get(stage.dockerfile.source);
    for (_, variable) in stage.own_variables() {
        if let Value::Known(value) = &variable.value
            && let Some(setting) = setting_in(value)
        {
            fail(cx, variable.span, setting);
        }
    }
    for file in stage.written_files(source) {
        if let Some(setting) = setting_in(file.text) {
            fail(cx, file.span, setting);
        }
    }
    for script in scripts(stage, cx.project(), &[]) {
        let is_compared = script.script.commands().any(compares);
        for command in script.script.commands() {
            if let Some((span, setting)) = written(&script, command, source) {
                fail(cx, span, setting);
            } else if command.peeled().is_any(&["ssh-keyscan"]) && !is_compared {
                cx.fail(
                    script.place(command.span),
                    "`ssh-keyscan` trusts the key of whoever answers the build",
                )
                .evidence("ssh-keyscan")
                .help("write the published host key into `known_hosts`");
            }
        }
    }
}

fn fail(cx: &mut Cx<'_>, span: Span, setting: &'static str) {
    cx.fail(span, format!("with `{setting}` SSH talks to whoever answers"))
        .evidence(setting)
        .help("remove the setting and write the published host key into `known_hosts`");
}

/// Whether a command looks at fingerprints: `ssh-keygen -lf`, or a comparison of files.
fn compares(command: &Command) -> bool {
    let peeled = command.peeled();
    peeled.is_any(&["cmp", "diff", "sha256sum"])
        || (peeled.is_any(&["ssh-keygen"])
            && peeled.args.iter().any(|word| word.prefix().starts_with("-l")))
}

fn written(
    script: &StageScript<'_>,
    command: &Command,
    source: &Source,
) -> Option<(Span, &'static str)> {
    let words = command.all_words().map(|word| word.span);
    let bodies = command.redirects.iter().filter_map(|it| it.here_doc);
    let bodies = bodies.map(|id| script.script.here_doc(id).body.span);
    let mut places = words.chain(bodies).map(|span| script.place(span));
    places.find_map(|span| Some((span, setting_in(source.slice((span.start(), span.end())))?)))
}

/// The setting in a text that switches the check off.
fn setting_in(text: &str) -> Option<&'static str> {
    if text.len() < "UserKnownHostsFile".len() {
        return None;
    }
    let value_of = |name: &str| {
        let at = text.to_ascii_lowercase().find(name)?;
        let rest = text[at + name.len()..].trim_start_matches(['=', ' ', '\t', '"', '\'']);
        rest.split(|c: char| c.is_whitespace() || "\"'\\,;".contains(c))
            .next()
            .map(str::to_ascii_lowercase)
    };
    if value_of("stricthostkeychecking").is_some_and(|it| matches!(it.as_str(), "no" | "off")) {
        return Some("StrictHostKeyChecking=no");
    }
    value_of("userknownhostsfile")
        .is_some_and(|it| it == "/dev/null")
        .then_some("UserKnownHostsFile=/dev/null")
}
