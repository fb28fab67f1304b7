//! Credentials written into the commands, labels and files of a Dockerfile, the commands and labels of a service, and the
//! commands of a pod.

use std::borrow::Cow;

use diag::{Severity, Span, Step, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::Keyword;
use model::shell::{Command, FlagSpec, Part, Peeled, Script, Word, flags};
use model::{Container, EnvValue, Subject, Value, secret};

use crate::runs::scripts;

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-in-command",
    summary: "literal secret in a command, label or written file",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Words without which a script holds no secret that is looked for.
const WORDS: [&str; 37] = [
    "curl",
    "@",
    "pass",
    "Pass",
    "PASS",
    "oken",
    "OKEN",
    "ecret",
    "ECRET",
    "-pw",
    "login",
    "mysql",
    "mariadb",
    "uthorization",
    " -u",
    "--user",
    "_auth",
    "AKIA",
    "ASIA",
    "ghp_",
    "gho_",
    "ghs_",
    "ghr_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "xox",
    "_live_",
    "AIza",
    "npm_",
    "dckr_pat_",
    "pypi-",
    "SG.",
    "sk-",
    "PRIVATE KEY",
    "eyJ",
    "_KEY",
];
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

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(container) = subject.container() {
        return written(container, cx);
    }
    let Some(stage) = subject.stage() else { return };
    for pair in stage.pairs().into_iter().filter(|pair| pair.keyword == Keyword::Label) {
        if let Value::Known(value) = &pair.value
            && let Some(kind) = secret::shape(value).or_else(|| secret::url_credentials(value))
        {
            fail(cx, pair.span, "a label", kind);
        }
    }
    let source = cx.project().sources.get(stage.dockerfile.source);
    for file in stage.written_files(source) {
        let mut at = file.span.start();
        for line in file.text.split_inclusive('\n') {
            let end = at + u32::try_from(line.len()).unwrap_or_default();
            if let Some(kind) = in_text(line) {
                fail(cx, Span::new(file.span.source, at, end), "a file that is written here", kind);
            }
            at = end;
        }
    }
    for script in scripts(stage, cx.project(), &WORDS) {
        for command in script.script.commands() {
            for (span, kind) in found(script.script, command) {
                let name = command.peeled().program().unwrap_or_else(|| "a command".into());
                fail(cx, script.place(span), &format!("`{name}`"), kind);
            }
        }
    }
}

fn fail(cx: &mut Cx<'_>, span: Span, holder: &str, kind: &str) {
    cx.fail(span, format!("{holder} holds {kind}, which everybody who has the image can read"))
        .evidence(kind)
        .redact(span)
        .help("hand it over with `RUN --mount=type=secret`, and change it: it has been published");
}

/// What a service or a pod's container runs, and the labels of a service.
fn written(container: &dyn Container, cx: &mut Cx<'_>) {
    let place = Declared::of(container);
    for script in container.scripts().iter() {
        for command in script.script.commands() {
            for (span, kind) in found(&script.script, command) {
                let span = script.place(span);
                if container.as_service().is_some() || !names_an_object(span, kind, cx) {
                    place.report(script.key, span, &script.trail, kind, cx);
                }
            }
        }
    }
    let Some(service) = container.as_service() else { return };
    for key in ["annotations", "labels"] {
        let Some(labels) = service.field().get(key) else { continue };
        for (_, text, label) in labels.pairs() {
            if let Some(kind) = secret::shape(text).or_else(|| secret::url_credentials(text)) {
                place.report(key, label.blame(), labels.trail(), kind, cx);
            }
        }
    }
    for label in service.project.label_files.get(service.name).into_iter().flatten() {
        let EnvValue::Literal(Value::Known(text)) = &label.value else { continue };
        if let Some(kind) = secret::shape(text).or_else(|| secret::url_credentials(text)) {
            place.report("label_file", label.span, &label.trail, kind, cx);
        }
    }
}

/// Whether an option of a program in a cluster names the Secret that it is to read: `--tls-secret=web-tls`.
fn names_an_object(span: Span, kind: &str, cx: &Cx<'_>) -> bool {
    let text = cx.project().sources.get(span.source).slice(span.range.unwrap_or_default());
    let mut words = text.rsplit(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c));
    let value = words.find(|word| !word.is_empty()).unwrap_or_default();
    kind.ends_with("secret")
        && value.contains('-')
        && value.bytes().all(|byte| byte.is_ascii_lowercase() || b"-.".contains(&byte))
}

/// Whose declaration holds a secret, and who can read it there.
struct Declared {
    title: String,
    reader: &'static str,
}

impl Declared {
    fn of(container: &dyn Container) -> Self {
        let name = container.name();
        match container.as_service() {
            Some(_) => {
                Self { title: format!("service `{name}`"), reader: "which `docker inspect` shows" }
            }
            None => Self {
                title: format!("container `{name}`"),
                reader: "which everybody who may read pods can see",
            },
        }
    }

    fn report(&self, key: &str, span: Span, trail: &[Step], kind: &str, cx: &mut Cx<'_>) {
        let Self { title, reader } = self;
        let finding = cx.fail(span, format!("`{key}` of {title} holds {kind}, {reader}"));
        finding.trail = trail.to_vec();
        finding
            .evidence(format!("{key}/{kind}"))
            .redact(span)
            .help("change it, for it has been published, and hand the new one over as a file that is mounted as a secret");
    }
}

/// The secrets of one command, each word once.
fn found(script: &Script, command: &Command) -> Vec<(model::shell::Span, &'static str)> {
    let mut found: Vec<(model::shell::Span, &'static str)> = Vec::new();
    let mut add = |span: model::shell::Span, kind: Option<&'static str>| {
        if let Some(kind) = kind
            && !found.iter().any(|(known, _)| known.start < span.end && span.start < known.end)
        {
            found.push((span, kind));
        }
    };
    for assignment in &command.assignments {
        add(assignment.span, secret::classify(&assignment.name, &text_of(&assignment.value)));
    }
    let peeled = command.peeled();
    for (span, kind) in in_options(&peeled) {
        add(span, Some(kind));
    }
    for word in command.words() {
        add(word.span, in_text(&text_of(word)));
    }
    for id in command.redirects.iter().filter_map(|it| it.here_doc) {
        let doc = script.here_doc(id);
        if doc.script.is_none() {
            add(doc.body.span, text_of(&doc.body).lines().find_map(in_text));
        }
    }
    found
}

/// The text of a word, with `${NAME}` for what is not written there.
fn text_of(word: &Word) -> Cow<'_, str> {
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

/// A secret that shows in a text by itself: its shape, a URL, an authorization header, a line of `.netrc` or `.npmrc`.
fn in_text(text: &str) -> Option<&'static str> {
    secret::shape(text)
        .or_else(|| text.split_whitespace().find_map(secret::url_credentials))
        .or_else(|| authorization(text))
        .or_else(|| netrc(text))
        .or_else(|| registry_token(text))
}

fn authorization(text: &str) -> Option<&'static str> {
    let at = text.to_ascii_lowercase().find("authorization:")?;
    let mut words = text[at + "authorization:".len()..].split_whitespace();
    let scheme = words.next()?.to_ascii_lowercase();
    let value = words.next().filter(|_| matches!(scheme.as_str(), "bearer" | "basic" | "token"))?;
    secret::classify("token", value.trim_matches(['"', '\'']))
}

fn netrc(text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if !words.contains(&"machine") || !words.contains(&"login") {
        return None;
    }
    let at = words.iter().position(|word| *word == "password")?;
    secret::classify("password", words.get(at + 1)?)
}

fn registry_token(text: &str) -> Option<&'static str> {
    ["_authToken=", "_auth=", "_password="].iter().find_map(|key| {
        let (_, rest) = text.split_once(key)?;
        let value = rest.split(|c: char| c.is_whitespace() || "\"'\\".contains(c)).next()?;
        secret::classify("token", value)
    })
}

/// Secrets in options and settings: `--password X`, `curl -u a:b`, `docker login -p X`, `aws configure set secret X`.
fn in_options(peeled: &Peeled<'_>) -> Vec<(model::shell::Span, &'static str)> {
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
fn up_to(option: model::shell::Span, value: model::shell::Span) -> model::shell::Span {
    model::shell::Span::new(option.start, value.end.max(option.end))
}

/// The password after a short option of a program that is known to take one there.
fn short_option(program: &str, peeled: &Peeled<'_>) -> Option<model::shell::Span> {
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
