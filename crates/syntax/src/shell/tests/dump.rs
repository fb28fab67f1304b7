//! A script as text for snapshots: one line a command, then what hangs on it.

use std::fmt::Write;

use super::*;

pub(super) fn dump(text: &str, script: &Script) -> String {
    let mut out = String::new();
    for command in script.commands() {
        writeln!(out, "{} {}", path(script, command.scope), head(command)).unwrap();
        details(&mut out, text, script, command);
    }
    for (_, scope) in script.scopes() {
        scope_line(&mut out, text, scope);
    }
    for error in &script.errors {
        writeln!(out, "error {}: {}", place(text, error.span), error.message).unwrap();
    }
    out
}

fn path(script: &Script, scope: ScopeId) -> String {
    let mut kinds: Vec<_> = script.ancestors(scope).map(|it| format!("{:?}", it.kind)).collect();
    kinds.pop();
    kinds.reverse();
    format!("[{}]", kinds.join(" "))
}

fn head(command: &Command) -> String {
    let connector = match command.link.connector {
        Connector::First => "",
        Connector::And => "&& ",
        Connector::Or => "|| ",
        Connector::Sequence => "; ",
        Connector::Background => "& ",
        Connector::Pipe => "| ",
        Connector::PipeBoth => "|& ",
    };
    let negated = if command.link.negated { "! " } else { "" };
    let words: Vec<_> = command.words().map(word).collect();
    let Span { start, end } = command.span;
    format!("{start}..{end} {connector}{negated}{}", words.join(" "))
}

fn details(out: &mut String, text: &str, script: &Script, command: &Command) {
    for assignment in &command.assignments {
        let sign = if assignment.append { "+=" } else { "=" };
        let array: Vec<_> = assignment.array.iter().map(word).collect();
        let array =
            if array.is_empty() { String::new() } else { format!(" ({})", array.join(" ")) };
        writeln!(out, "    assigns {}{sign}{}{array}", assignment.name, word(&assignment.value))
            .unwrap();
    }
    for redirect in &command.redirects {
        redirect_line(out, redirect);
        if let Some(id) = redirect.here_doc {
            let here_doc = script.here_doc(id);
            let body = place(text, here_doc.body.span);
            writeln!(out, "        body {body} {}", word(&here_doc.body)).unwrap();
            writeln!(out, "        quoted {} tabs {}", here_doc.quoted, here_doc.strips_tabs)
                .unwrap();
        }
    }
    let peeled = command.peeled();
    if !peeled.wrappers.is_empty() {
        let wrappers: Vec<_> = peeled.wrappers.iter().map(|it| it.name).collect();
        let real: Vec<_> = peeled.name.into_iter().chain(peeled.args).map(word).collect();
        writeln!(out, "    under {}: {}", wrappers.join(" "), real.join(" ")).unwrap();
    }
}

fn redirect_line(out: &mut String, redirect: &Redirect) {
    writeln!(out, "    {:?} {} {}", redirect.op, redirect.descriptor(), word(&redirect.target))
        .unwrap();
}

fn scope_line(out: &mut String, text: &str, scope: &Scope) {
    let Scope { kind, name, words, redirects, .. } = scope;
    if name.is_some() || !words.is_empty() || !redirects.is_empty() || scope.shell.is_some() {
        let words: Vec<_> = words.iter().map(word).collect();
        let name = name.as_deref().unwrap_or("-");
        let shell = scope.shell.map(|it| format!(" by {:?} {}", it.dialect, names(it.options)));
        let shell = shell.unwrap_or_default();
        writeln!(
            out,
            "scope {kind:?} {} {name} {}{shell}",
            place(text, scope.span),
            words.join(" ")
        )
        .unwrap();
        for redirect in redirects {
            redirect_line(out, redirect);
        }
    }
}

/// Literals in quotation marks where quoted, everything else by its sign.
fn word(word: &Word) -> String {
    word.parts().iter().map(part).collect()
}

fn part(part: &Part) -> String {
    match part {
        Part::Literal { text, quoted: false } => text.to_string(),
        Part::Literal { text, quoted: true } => format!("{text:?}"),
        Part::Variable(variable) => {
            let operand = variable.operand.as_ref().map(word);
            let colon = if variable.colon { ":" } else { "" };
            match operand {
                Some(operand) => {
                    format!("<{} {colon}{:?} {operand}>", variable.name, variable.operator)
                }
                None if variable.operator == Operator::Plain => format!("<{}>", variable.name),
                None => format!("<{} {:?}>", variable.name, variable.operator),
            }
        }
        Part::Substitution(_) => "<commands>".to_owned(),
        Part::Arithmetic(_) => "<arithmetic>".to_owned(),
        Part::Opaque(_) => "<opaque>".to_owned(),
    }
}

fn place(text: &str, span: Span) -> String {
    let covered = &text[span.range()];
    let covered = if covered.len() > 30 { "…" } else { covered };
    format!("{}..{} {covered:?}", span.start, span.end)
}
