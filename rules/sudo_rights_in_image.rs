//! Users of an image that may become root.

use diag::{Severity, Source, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::StageScript;
use model::shell::{Command, FlagSpec, Peeled, Word, flags};

use crate::runs::{build_commands, place_of};

pub(crate) const RULE: Builtin = Builtin {
    id: "sudo-rights-in-image",
    summary: "a user of the image may become root",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// Groups whose members are root by another name.
const GROUPS: [&str; 6] = ["admin", "docker", "root", "sudo", "sudoers", "wheel"];
/// Programs that write what they are told.
const WRITERS: [&str; 8] = ["bash", "cat", "echo", "perl", "printf", "sed", "sh", "tee"];
/// Programs that put users into groups.
const JOINERS: [&str; 5] = ["addgroup", "adduser", "gpasswd", "useradd", "usermod"];
const HELP: &str = "leave out `sudo` and such groups: what needs root belongs into the build";

const USERADD: FlagSpec = FlagSpec {
    short_values: "bcdefgGkKpPRsuZ",
    long_values: &["comment", "gid", "groups", "home", "home-dir", "password", "shell", "uid"],
    stops_at_operand: false,
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    if !stage.is_shipped() {
        return cx.not_applicable();
    }
    let source = cx.project().sources.get(stage.dockerfile.source);
    let words = WRITERS.into_iter().chain(JOINERS).collect::<Vec<_>>();
    let mut last: Option<Span> = None;
    for (script, command) in build_commands(stage, cx.project(), &words) {
        if let Some(span) = writes_sudoers(&script, command, source).filter(|it| last != Some(*it))
        {
            last = Some(span);
            cx.fail(span, "a user of the image becomes root without a password")
                .evidence("NOPASSWD")
                .help(HELP);
        } else if let Some(group) = joined_group(&command.peeled()) {
            cx.fail(
                place_of(&script, command),
                format!("a user of the image joins group `{group}`"),
            )
            .evidence(group)
            .help(HELP);
        }
    }
    for file in stage.written_files(source) {
        if file.text.contains("NOPASSWD") {
            cx.fail(file.span, "a user of the image becomes root without a password")
                .evidence("NOPASSWD")
                .help(HELP);
        }
    }
}

/// The place of a `NOPASSWD` that a command writes or edits in.
fn writes_sudoers(script: &StageScript<'_>, command: &Command, source: &Source) -> Option<Span> {
    let peeled = command.peeled();
    if !peeled.is_any(&WRITERS) {
        return None;
    }
    let holds = |span: Span| source.slice((span.start(), span.end())).contains("NOPASSWD");
    let word = command.words().map(|word| script.place(word.span)).find(|span| holds(*span));
    let bodies = command.redirects.iter().filter_map(|it| it.here_doc);
    word.or_else(|| {
        bodies
            .map(|id| script.place(script.script.here_doc(id).body.span))
            .find(|span| holds(*span))
    })
}

/// The mighty group that `usermod -aG`, `useradd -G`, `adduser USER GROUP` or `gpasswd -a` put a user into.
fn joined_group(peeled: &Peeled<'_>) -> Option<String> {
    let found = flags(peeled.args, &USERADD);
    let mut named: Vec<String> = Vec::new();
    match peeled.program()?.as_ref() {
        "usermod" | "useradd" => {
            let values = found.values(&['G'], &["groups"]).filter_map(Word::literal);
            named
                .extend(values.flat_map(|it| it.split(',').map(str::to_owned).collect::<Vec<_>>()));
        }
        "adduser" | "addgroup" | "gpasswd" => {
            let operands: Vec<_> =
                found.operands.iter().filter_map(|word| word.literal()).collect();
            if let [_, .., group] = operands.as_slice() {
                named.push(group.to_string());
            }
        }
        _ => return None,
    }
    named.into_iter().find(|group| GROUPS.contains(&group.as_str()))
}
