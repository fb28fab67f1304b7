//! Passwords that a build gives to the users of an image.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::StageView;
use model::shell::{Command, FlagSpec, Peeled, RedirectOp, Script, Word, flags};

use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "password-set-in-image",
    summary: "a user of the image gets a password",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const USERADD: FlagSpec = FlagSpec {
    short_values: "bcdefgGkKpPRsuZ",
    long_values: &["comment", "gid", "groups", "home", "home-dir", "password", "shell", "uid"],
    stops_at_operand: false,
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let words = ["passwd", "useradd", "usermod", "pw "];
    for (script, command) in build_commands(stage, cx.project(), &words) {
        let peeled = command.peeled();
        let Some(what) = password_change(stage, script.script, command, &peeled) else { continue };
        let span = script.place(command.span);
        cx.fail(span, format!("`{}` {what}", peeled.program().unwrap_or_default()))
            .evidence(peeled.program().unwrap_or_default())
            .redact(script.span)
            .help("give users no password: lock the account, and log in by key or not at all");
    }
}

/// What a command does to somebody's password.
fn password_change(
    stage: &StageView<'_>,
    script: &Script,
    command: &Command,
    peeled: &Peeled<'_>,
) -> Option<&'static str> {
    let has = |letters: &[char], names: &[&str]| {
        flags(peeled.args, &FlagSpec::default()).has(letters, names)
    };
    match peeled.program()?.as_ref() {
        "chpasswd" => {
            (!reads_secret(script, command)).then_some("writes a password into the image")
        }
        "passwd" if has(&['d'], &["delete"]) => Some("lets a user in without a password"),
        "passwd" if has(&['l', 'u', 'e', 'S', 'h'], &["lock", "unlock", "expire", "status"]) => {
            None
        }
        "passwd" => (!reads_secret(script, command)).then_some("writes a password into the image"),
        "useradd" | "usermod" => {
            let found = flags(peeled.args, &USERADD);
            let value = found.find(&['p'], &["password"])?.value.as_ref()?;
            let text = stage.shell_text(value);
            // `*` and `!` are no password's hash: nobody can log in.
            (!text.starts_with(['*', '!']) && text != "x").then_some(if text.is_empty() {
                "lets a user in without a password"
            } else {
                "writes a password into the image"
            })
        }
        _ => None,
    }
}

/// Whether the password comes out of a mounted secret.
fn reads_secret(script: &Script, command: &Command) -> bool {
    let is_secret = |word: &Word| word.prefix().contains("/run/secrets/");
    let redirected =
        command.redirects.iter().any(|it| it.op == RedirectOp::Read && is_secret(&it.target));
    let substituted = |word: &Word| {
        let mut inner = word.substitutions().into_iter();
        inner.any(|it| script.commands_in(it.scope).any(|it| it.all_words().any(is_secret)))
    };
    redirected
        || script
            .upstream(command)
            .any(|it| it.all_words().any(|word| is_secret(word) || substituted(word)))
}
