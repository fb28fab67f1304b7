//! Credentials written into the commands, labels and files of a Dockerfile, the commands and labels of a service, and the
//! commands of a pod.

use diag::{Severity, Span, Step, SubjectKind};
use engine::{Builtin, Cx};
use model::compose::Project;
use model::dockerfile::Keyword;
use model::kube::PodContainer;
use model::secret::{self, Secret};
use model::shell::{Command, Script, text_of};
use model::{Container, EnvValue, Subject, Value};

use crate::printed_secrets::in_prints;
use crate::runs::scripts;
use crate::secrets::{grade, help};

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-in-command",
    summary: "literal secret in a command, label or written file",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(container) = subject.container() {
        return written(container, cx);
    }
    let Some(stage) = subject.stage() else { return };
    for pair in stage.pairs().into_iter().filter(|pair| pair.keyword == Keyword::Label) {
        if let Value::Known(value) = &pair.value
            && let Some(kind) = secret::shape(value)
        {
            fail(cx, pair.span, "a label", kind);
        }
    }
    let source = cx.project().sources.get(stage.dockerfile.source);
    for file in stage.written_files(source) {
        let found = secret::in_file("", file.text);
        let mut at = file.span.start();
        for (number, line) in (1..).zip(file.text.split_inclusive('\n')) {
            let end = at + u32::try_from(line.len()).unwrap_or_default();
            let settings = found.iter().find(|it| it.line == number).map(|it| it.secret);
            if let Some(secret) = settings.or_else(|| in_text(line)) {
                let place = Span::new(file.span.source, at, end);
                fail(cx, place, "a file that is written here", secret);
            }
            at = end;
        }
    }
    for script in scripts(stage, cx.project(), &[]) {
        for command in script.script.commands() {
            for (span, kind) in found(script.script, command) {
                let name = command.peeled().program().unwrap_or_else(|| "a command".into());
                fail(cx, script.place(span), &format!("`{name}`"), kind);
            }
        }
    }
}

fn fail(cx: &mut Cx<'_>, span: Span, holder: &str, secret: Secret) {
    let finding = cx
        .fail(span, format!("{holder} holds {secret}, which everybody who has the image can read"));
    finding
        .evidence(secret.kind)
        .redact(span)
        .help(help(secret, "hand it over with `RUN --mount=type=secret`"));
    grade(finding, secret);
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
    if let Some(container) = container.as_pod_container() {
        in_requests(container, &place, cx);
    }
    let Some(service) = container.as_service() else { return };
    for key in ["annotations", "labels"] {
        let Some(labels) = service.field().get(key) else { continue };
        for (_, text, label) in labels.pairs() {
            if let Some(kind) = secret::shape(text) {
                place.report(key, label.blame(), labels.trail(), kind, cx);
            }
        }
    }
    for label in service.project.label_files.get(service.name).into_iter().flatten() {
        let EnvValue::Literal(Value::Known(text)) = &label.value else { continue };
        if let Some(kind) = secret::shape(text) {
            place.report("label_file", label.span, &label.trail, kind, cx);
        }
    }
}

/// What the requests of probes and hooks send with them.
fn in_requests(container: &PodContainer<'_>, place: &Declared<'_>, cx: &mut Cx<'_>) {
    for (key, request) in container.requests() {
        for header in request.list("httpHeaders") {
            let (name, value) = (header.str_at("name"), header.str_at("value"));
            let kind = secret::shape(value)
                .or_else(|| authorization(&format!("{name}: {value}")))
                .or_else(|| secret::classify(name, value));
            if let Some(kind) = kind {
                let value = header.get("value").map_or(header.span(), |value| value.blame());
                place.report(key, value, request.trail(), kind, cx);
            }
        }
    }
}

/// Whether an option of a program in a cluster names the Secret that it is to read: `--tls-secret=web-tls`.
fn names_an_object(span: Span, secret: Secret, cx: &Cx<'_>) -> bool {
    let text = cx.project().sources.get(span.source).slice(span.range.unwrap_or_default());
    let mut words = text.rsplit(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c));
    let value = words.find(|word| !word.is_empty()).unwrap_or_default();
    secret.kind.ends_with("secret")
        && value.contains('-')
        && value.bytes().all(|byte| byte.is_ascii_lowercase() || b"-.".contains(&byte))
}

/// Whose declaration holds a secret, and who can read it there.
struct Declared<'a> {
    project: Option<&'a Project>,
    title: String,
    reader: &'static str,
}

impl<'a> Declared<'a> {
    fn of(container: &'a dyn Container) -> Self {
        let name = container.name();
        match container.as_service() {
            Some(service) => Self {
                project: Some(service.project),
                title: format!("service `{name}`"),
                reader: "which `docker inspect` shows",
            },
            None => Self {
                project: None,
                title: format!("container `{name}`"),
                reader: "which everybody who may read pods can see",
            },
        }
    }

    /// Where the secret at a place is written: at the variable that brings it, if one does, with the step from there.
    fn written(&self, span: Span) -> (Span, Option<Step>) {
        match self.project.and_then(|project| project.credential_in(span)) {
            Some((written, step)) => (written, Some(step)),
            None => (span, None),
        }
    }

    fn report(&self, key: &str, span: Span, trail: &[Step], secret: Secret, cx: &mut Cx<'_>) {
        let Self { title, reader, .. } = self;
        let (span, step) = self.written(span);
        let finding = cx.fail(span, format!("`{key}` of {title} holds {secret}, {reader}"));
        finding.trail = step.into_iter().chain(trail.iter().cloned()).collect();
        finding
            .evidence(format!("{key}/{secret}"))
            .redact(span)
            .help(help(secret, "hand it over as a file that is mounted as a secret"));
        grade(finding, secret);
    }
}

/// The secrets of one command, each word once.
fn found(script: &Script, command: &Command) -> Vec<(model::shell::Span, Secret)> {
    let mut found: Vec<(model::shell::Span, Secret)> = Vec::new();
    let mut add = |span: model::shell::Span, kind: Option<Secret>| {
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
    for (span, kind) in secret::in_options(&peeled) {
        add(span, Some(kind));
    }
    for (span, kind) in in_prints(script, command) {
        add(span, Some(kind));
    }
    for word in command.words() {
        add(word.span, in_text(&text_of(word)));
    }
    let file = command.redirects.iter().find(|it| it.here_doc.is_none());
    let file = file.map(|it| text_of(&it.target));
    for id in command.redirects.iter().filter_map(|it| it.here_doc) {
        let doc = script.here_doc(id);
        if doc.script.is_none() {
            let text = text_of(&doc.body);
            let settings = secret::in_file(file.as_deref().unwrap_or_default(), &text);
            let first = settings.first().map(|found| found.secret);
            add(doc.body.span, first.or_else(|| text.lines().find_map(in_text)));
        }
    }
    found
}

/// A secret that shows in a text by itself: its shape, a URL, an authorization header, a line of `.netrc` or `.npmrc`.
fn in_text(text: &str) -> Option<Secret> {
    // Most words are options and names that are too short.
    if text.len() < "_auth=x".len() {
        return None;
    }
    secret::shape(text)
        .or_else(|| authorization(text))
        .or_else(|| netrc(text))
        .or_else(|| registry_token(text))
}

fn authorization(text: &str) -> Option<Secret> {
    if !text.contains(':') {
        return None;
    }
    let at = text.to_ascii_lowercase().find("authorization:")?;
    let mut words = text[at + "authorization:".len()..].split_whitespace();
    let scheme = words.next()?.to_ascii_lowercase();
    let value = words.next().filter(|_| matches!(scheme.as_str(), "bearer" | "basic" | "token"))?;
    secret::classify("token", value.trim_matches(['"', '\'']))
}

/// A line of `.netrc`: `machine HOST` and pairs of a key and its value.
fn netrc(text: &str) -> Option<Secret> {
    if !text.contains("machine") {
        return None;
    }
    let mut words = text.split_whitespace().skip_while(|word| *word != "machine").skip(2);
    while let (Some(key), Some(value)) = (words.next(), words.next()) {
        match key {
            "password" => return secret::classify("password", value),
            "login" | "account" | "port" => {}
            _ => return None,
        }
    }
    None
}

fn registry_token(text: &str) -> Option<Secret> {
    let keys = ["_authToken=", "_auth=", "_password="];
    keys.iter().filter(|_| text.contains('=')).find_map(|key| {
        let (_, rest) = text.split_once(key)?;
        let value = rest.split(|c: char| c.is_whitespace() || "\"'\\".contains(c)).next()?;
        secret::classify("token", value)
    })
}
