//! Credentials in what `echo` and `printf` write into a file, or into a program that reads a password from its input.

use model::secret::{self, Secret};
use model::shell::{Command, Peeled, Redirect, RedirectOp, Script, Span, text_of};

/// Programs that print their arguments.
const PRINTERS: [&str; 2] = ["echo", "printf"];

/// The credentials that a command prints into a file, or that are printed into it.
pub(crate) fn in_prints(script: &Script, command: &Command) -> Vec<(Span, Secret)> {
    let peeled = command.peeled();
    if peeled.args.iter().any(|word| word.is("--password-stdin")) {
        let printed = script.upstream(command).filter(|it| it.peeled().is_any(&PRINTERS));
        return printed.filter_map(|it| password(&it.peeled())).collect();
    }
    let into_file = |it: &Redirect| matches!(it.op, RedirectOp::Write | RedirectOp::Append);
    let Some(file) = command.redirects.iter().find(|it| into_file(it)) else { return Vec::new() };
    if !peeled.is_any(&PRINTERS) {
        return Vec::new();
    }
    let file = text_of(&file.target);
    let words = peeled.args.iter();
    words.filter_map(|word| Some((word.span, written(&file, &text_of(word))?))).collect()
}

/// The last word that is printed, if it is a password.
fn password(printer: &Peeled<'_>) -> Option<(Span, Secret)> {
    let word = printer.args.last()?;
    Some((word.span, secret::classify("password", text_of(word).trim_end_matches("\\n"))?))
}

/// The first credential in a text that is printed into a file, with the escapes for ends of lines that it may have.
fn written(file: &str, text: &str) -> Option<Secret> {
    let text = text.replace("\\r", "").replace("\\n", "\n");
    secret::in_file(file, &text).first().map(|found| found.secret)
}
