//! A tree as text: one line a piece, its value, and what its span covers where that differs.

use std::fmt::Write as _;

use super::*;

pub(super) fn tree(text: &str) -> String {
    let file = parse(SOURCE, text);
    let mut out = String::new();
    for directive in &file.directives {
        let (name, value) = (place(text, directive.name.span), place(text, directive.value.span));
        let _ = writeln!(out, "directive {name} = {value}");
    }
    for it in &file.instructions {
        instruction(&mut out, text, it, 0);
    }
    for comment in &file.comments {
        let _ = writeln!(out, "comment {}", place(text, *comment));
    }
    for error in &file.errors {
        let _ = writeln!(out, "error {}: {}", place(text, error.span), error.message);
        if let Some(help) = &error.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    for warning in &file.warnings {
        let _ = writeln!(out, "warning {}: {}", place(text, warning.span), warning.message);
    }
    out
}

fn instruction(out: &mut String, text: &str, it: &Instruction, depth: usize) {
    let pad = "  ".repeat(depth);
    let _ = writeln!(out, "{pad}{:?} {}", it.keyword.value, place(text, it.span));
    for flag in &it.flags {
        let value = flag.value.as_ref().map_or("no value".to_owned(), |value| word(text, value));
        let _ = writeln!(out, "{pad}  flag {} = {value}", flag.name.value);
    }
    if let Kind::Onbuild(inner) = &it.kind {
        instruction(out, text, inner, depth + 1);
    }
    for piece in pieces(text, &it.kind) {
        let _ = writeln!(out, "{pad}  {piece}");
    }
    for heredoc in &it.heredocs {
        let expand = if heredoc.expand { "expanded" } else { "verbatim" };
        let content = heredoc.content(text);
        let _ = writeln!(
            out,
            "{pad}  heredoc {} fd {} {expand} {:?}",
            heredoc.name,
            heredoc.fd,
            content.as_str()
        );
    }
}

fn pieces(text: &str, kind: &Kind) -> Vec<String> {
    let labelled = |label: &str, it: &Word| format!("{label} {}", word(text, it));
    match kind {
        Kind::Add(transfer) | Kind::Copy(transfer) => {
            let source = |source: &TransferSource| match source {
                TransferSource::Path(path) => labelled("from", path),
                TransferSource::Heredoc { word, index } => {
                    labelled(&format!("from heredoc {index}"), word)
                }
            };
            transfer
                .sources
                .iter()
                .map(source)
                .chain([labelled("to", &transfer.destination)])
                .collect()
        }
        Kind::Arg(pairs) | Kind::Env(pairs) | Kind::Label(pairs) => {
            let pair = |pair: &Pair| {
                let value =
                    pair.value.as_ref().map_or("nothing".to_owned(), |value| word(text, value));
                format!("{:?} {} = {value}", pair.form, word(text, &pair.key))
            };
            pairs.iter().map(pair).collect()
        }
        Kind::Cmd(it) | Kind::Entrypoint(it) | Kind::Healthcheck(Healthcheck::Command(it)) => {
            vec![command(text, it)]
        }
        Kind::Run(run) => {
            let option = |option: &MountOption| {
                let value = option
                    .value
                    .as_ref()
                    .map_or("nothing".to_owned(), |value| place(text, value.span));
                format!("option {} = {value}", option.key.value)
            };
            let mount = |mount: &Mount| {
                let options = mount.options.iter().map(option);
                [format!("mount {}", mount.kind())].into_iter().chain(options).collect::<Vec<_>>()
            };
            run.mounts.iter().flat_map(mount).chain([command(text, &run.command)]).collect()
        }
        Kind::Expose(words) | Kind::Shell(words) | Kind::Volume(words) => {
            words.iter().map(|it| labelled("word", it)).collect()
        }
        Kind::From(from) => {
            let alias = from.alias.as_ref().map(|alias| labelled("alias", alias));
            [labelled("image", &from.image)].into_iter().chain(alias).collect()
        }
        Kind::Healthcheck(Healthcheck::None) => vec!["no check".to_owned()],
        Kind::Maintainer(it) | Kind::Stopsignal(it) | Kind::User(it) | Kind::Workdir(it) => {
            vec![labelled("word", it)]
        }
        Kind::Onbuild(_) => Vec::new(),
        Kind::Invalid => vec!["invalid".to_owned()],
    }
}

fn command(text: &str, command: &Command) -> String {
    match command {
        Command::Shell(logical) => {
            let (read, written) = (format!("{:?}", logical.as_str()), place(text, logical.span()));
            if read == written {
                format!("shell {read}")
            } else {
                format!("shell {read} written {written}")
            }
        }
        Command::Exec(words) => {
            format!(
                "exec [{}]",
                words.iter().map(|it| word(text, it)).collect::<Vec<_>>().join(", ")
            )
        }
    }
}

fn word(text: &str, word: &Word) -> String {
    let written = place(text, word.span);
    if written == format!("{:?}", word.text) {
        written
    } else {
        format!("{:?} written {written}", word.text)
    }
}
