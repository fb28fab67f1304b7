//! Credentials in the options and settings of commands, and in what they print.

use std::borrow::Cow;

use model::secret;
use model::shell::{Command, FlagSpec, Part, Peeled, RedirectOp, Script, Span, Word, flags};

/// Programs that print their arguments.
const PRINTERS: [&str; 2] = ["echo", "printf"];
/// Clients of databases whose `-p` takes the password attached.
const MYSQL: [&str; 8] = [
    "mariadb",
    "mariadb-admin",
    "mariadb-dump",
    "mysql",
    "mysqladmin",
    "mysqldump",
    "mysqlimport",
    "mysqlsh",
];

/// Secrets in options and settings: `--password X`, `curl -u a:b`, `docker login -p X`, `aws configure set secret X`.
pub(crate) fn in_options(peeled: &Peeled<'_>) -> Vec<(Span, &'static str)> {
    let Some(program) = peeled.program() else { return Vec::new() };
    let mut found = Vec::new();
    let is_word = |text: &str| peeled.args.iter().any(|word| word.is(text));
    let is_setting = (is_word("config") || is_word("configure")) && is_word("set");
    if matches!(program.as_ref(), "export" | "declare" | "local") {
        for word in peeled.args {
            if let Some((name, value)) = word.assignment() {
                found.extend(
                    secret::classify(&name, &text_of(&value)).map(|kind| (word.span, kind)),
                );
            }
        }
        return found;
    }
    // Words that are printed are no options.
    if matches!(program.as_ref(), "echo" | "printf" | "sed" | "grep" | "awk") {
        return found;
    }
    for (at, word) in peeled.args.iter().enumerate() {
        let text = text_of(word);
        let (name, value, place) = if let Some((name, value)) = text.split_once('=') {
            (name, Some(Cow::Borrowed(value)), word.span)
        } else {
            let next = peeled.args.get(at + 1);
            let place = next.map_or(word.span, |next| up_to(word.span, next.span));
            (text.as_ref(), next.map(text_of), place)
        };
        let is_option = name.starts_with("--") && name.len() > 4;
        let key = match name.rsplit([':', '/']).next().unwrap_or(name).trim_start_matches('-') {
            "masterauth" | "requirepass" => "password",
            key => key,
        };
        if (is_option || (is_setting && !name.starts_with('-')))
            && secret::names_credential(key)
            && let Some(value) = value.filter(|value| !value.starts_with('-'))
            && let Some(kind) = secret::classify(key, &value)
        {
            found.push((place, kind));
        }
    }
    found.extend(short_option(&program, peeled).map(|span| (span, "a literal password")));
    found
}

/// An option and its value, which must not be shown either.
fn up_to(option: Span, value: Span) -> Span {
    Span::new(option.start, value.end.max(option.end))
}

/// The password after a short option of a program that is known to take one there.
fn short_option(program: &str, peeled: &Peeled<'_>) -> Option<Span> {
    const CURL: FlagSpec = FlagSpec {
        short_values: "AbcCdDeEFhHKmoPQrtTuUwxXyYz",
        long_values: &["user", "proxy-user", "header", "data", "output", "request", "url"],
        stops_at_operand: false,
    };
    const LOGIN: FlagSpec = FlagSpec {
        short_values: "aup",
        long_values: &["username", "password"],
        stops_at_operand: false,
    };
    let is_password = |text: &str| secret::classify("password", text).is_some();
    let of = |spec: &FlagSpec, letters: &[char], names: &[&str], test: &dyn Fn(&str) -> bool| {
        let found = flags(peeled.args, spec);
        let flag = found.find(letters, names)?;
        let value = flag.value.as_ref()?;
        test(&text_of(value)).then(|| up_to(flag.span, value.span))
    };
    let has_login = peeled.args.iter().any(|word| word.is("login"));
    match program {
        "curl" => of(&CURL, &['u', 'U'], &["user", "proxy-user"], &|text| {
            text.split_once(':').is_some_and(|(_, password)| is_password(password))
        }),
        "docker" | "podman" | "buildah" | "skopeo" | "helm" | "oras" | "crane" | "az" | "oc"
            if has_login =>
        {
            of(&LOGIN, &['p'], &[], &is_password)
        }
        "redis-cli" | "valkey-cli" => of(&LOGIN, &['a'], &[], &is_password),
        "mongo" | "mongosh" | "sshpass" => of(&LOGIN, &['p'], &[], &is_password),
        name if MYSQL.contains(&name) => {
            // The password has to be attached: `-p name` asks for one.
            let word = peeled.args.iter().find(|word| {
                let text = text_of(word);
                text.strip_prefix("-p").is_some_and(|rest| !rest.is_empty() && is_password(rest))
            })?;
            Some(word.span)
        }
        _ => None,
    }
}

/// The text of a word, with `${NAME}` for what is not written there.
pub(crate) fn text_of(word: &Word) -> Cow<'_, str> {
    word.literal().unwrap_or_else(|| {
        let mut text = String::new();
        for part in word.parts() {
            match part {
                Part::Literal { text: literal, .. } => text.push_str(literal),
                _ => text.push_str("${_}"),
            }
        }
        Cow::Owned(text)
    })
}

/// Credentials in what `echo` and `printf` write into a file, or into a program that reads a password from its input.
pub(crate) fn in_prints(script: &Script, command: &Command) -> Vec<(Span, &'static str)> {
    let peeled = command.peeled();
    if peeled.args.iter().any(|word| word.is("--password-stdin")) {
        let printed = script.upstream(command).filter(|it| it.peeled().is_any(&PRINTERS));
        return printed.filter_map(|it| password(&it.peeled())).collect();
    }
    let into_file =
        |it: &model::shell::Redirect| matches!(it.op, RedirectOp::Write | RedirectOp::Append);
    if !peeled.is_any(&PRINTERS) || !command.redirects.iter().any(into_file) {
        return Vec::new();
    }
    let words = peeled.args.iter();
    words.filter_map(|word| Some((word.span, assigned(&text_of(word))?))).collect()
}

/// The last word that is printed, if it is a password.
fn password(printer: &Peeled<'_>) -> Option<(Span, &'static str)> {
    let word = printer.args.last()?;
    Some((word.span, secret::classify("password", text_of(word).trim_end_matches("\\n"))?))
}

/// The credential that a line such as `DB_PASSWORD=...` sets.
pub(crate) fn assigned(text: &str) -> Option<&'static str> {
    text.split(['\n', '\r']).flat_map(|text| text.split("\\n")).find_map(|line| {
        let line = line.trim();
        let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_variable = name.chars().all(is_name) && secret::names_credential(name);
        let value = value.trim_matches(['"', '\'']);
        is_variable.then(|| secret::classify(name, value)).flatten()
    })
}
