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
    let words = ["chpasswd", "passwd", "useradd", "usermod"];
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
        "passwd" if has(&['d'], &["delete"]) => Some("lets a user in without a password"),
        "passwd" if has(&['l', 'u', 'e', 'S', 'h'], &["lock", "unlock", "expire", "status"]) => {
            None
        }
        "chpasswd" | "passwd" => {
            (!is_not_written(script, command)).then_some("writes a password into the image")
        }
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

/// Whether the password comes out of a mounted secret, or out of chance, so that nobody knows it.
fn is_not_written(script: &Script, command: &Command) -> bool {
    let redirected =
        command.redirects.iter().any(|it| it.op == RedirectOp::Read && is_source(&it.target));
    let substituted = |word: &Word| {
        let mut inner = word.substitutions().into_iter();
        inner.any(|it| script.commands_in(it.scope).any(yields_password))
    };
    let mut upstream = script.upstream(command);
    redirected || upstream.any(|it| yields_password(it) || it.all_words().any(substituted))
}

fn is_source(word: &Word) -> bool {
    let text = word.prefix();
    ["/run/secrets/", "/dev/urandom", "/dev/random"].iter().any(|source| text.contains(source))
}

fn yields_password(command: &Command) -> bool {
    let peeled = command.peeled();
    let is_random = peeled.is_any(&["apg", "makepasswd", "pwgen", "uuidgen"])
        || (peeled.is_any(&["openssl"]) && peeled.args.first().is_some_and(|it| it.is("rand")));
    is_random || command.all_words().any(is_source)
}
