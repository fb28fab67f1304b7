//! Switches that make programs trust any server.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{Moment, StageScript};
use model::kube::{Field, ObjectView};
use model::shell::{Command, FlagSpec, Peeled, flags};
use model::{EnvValue, Subject, Value};

use crate::powershell;
use crate::tls_switches::{SETTINGS, SWITCHES, VARIABLES, WRITTEN};
use crate::written::written;

pub(crate) const RULE: Builtin = Builtin {
    id: "disabled-tls-verification",
    summary: "verification of TLS certificates is switched off",
    severity: Severity::High,
    default_on: true,
    subjects: &[
        SubjectKind::Stage,
        SubjectKind::Service,
        SubjectKind::Object,
        SubjectKind::PodContainer,
    ],
    build: |options| options.none(check),
};

/// Options of `curl` that take a value, so that `-o k` and `-H k` do not count as `-k`.
const CURL: FlagSpec = FlagSpec {
    short_values: "AbcCdDeEFhHKmoPQrtTuUwxXyYz",
    long_values: &[
        "cacert",
        "cert",
        "connect-timeout",
        "cookie",
        "data",
        "form",
        "header",
        "key",
        "max-time",
        "output",
        "proxy",
        "request",
        "retry",
        "url",
        "user",
        "user-agent",
        "write-out",
    ],
    stops_at_operand: false,
};
const PLAIN: FlagSpec = FlagSpec { short_values: "", long_values: &[], stops_at_operand: false };

/// The API server trusts whoever answers for an extension of its API.
// kubernetes kube-aggregator, APIServiceSpec.insecureSkipTLSVerify.
fn api_service(object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    if !object.facts.is("apiregistration.k8s.io", "APIService") {
        return cx.not_applicable();
    }
    let path = ["spec", "insecureSkipTLSVerify"];
    let skips = object.field().setting(&path, Field::bool);
    if let Some(skips) = skips.filter(|skips| skips.is(&true)) {
        let message =
            format!("the API server does not verify who answers for `{}`", object.title());
        let finding = cx.fail(skips.blame, message);
        finding.trail = skips.trail;
        finding
            .evidence("insecureSkipTLSVerify")
            .help("set `caBundle`, and remove `insecureSkipTLSVerify`");
        finding.severity = Severity::Medium;
    }
}

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(object) = subject.object() {
        return api_service(object, cx);
    }
    if let Some(container) = subject.container() {
        for variable in container.env().iter() {
            if let EnvValue::Literal(Value::Known(value)) = &variable.value {
                judge_variable(cx, &variable.name.value, value, variable.span);
            }
        }
    }
    let Some(stage) = subject.stage() else { return };
    for (name, variable) in stage.own_variables() {
        if let Value::Known(value) = &variable.value {
            judge_variable(cx, name, value, variable.span);
        }
    }
    let source = cx.project().sources.get(stage.dockerfile.source);
    // A health check asks its own container, whose certificate nobody else could present.
    for script in stage.scripts(source).into_iter().filter(|it| it.moment != Moment::Health) {
        for command in script.script.commands() {
            judge_command(cx, &script, command);
            if let Some((span, setting)) = written(&script, command, source, setting_in)
                .or_else(|| in_curlrc(&script, command))
            {
                fail_file(cx, span, &setting);
            }
        }
    }
    for step in stage.powershell(source) {
        for switch in step.pipelines.iter().filter_map(powershell::trusts_any) {
            fail(cx, step.span, "PowerShell", switch);
        }
    }
    for file in stage.written_files(source) {
        if let Some(setting) = setting_in(file.text) {
            fail_file(cx, file.span, &setting);
        }
    }
}

fn judge_command(cx: &mut Cx<'_>, script: &StageScript<'_>, command: &Command) {
    let place = |span| script.place(span);
    for assignment in &command.assignments {
        if let Some(value) = assignment.value.literal() {
            judge_variable(cx, &assignment.name, &value, place(assignment.span));
        }
    }
    let peeled = command.peeled();
    if peeled.is_any(&["export"]) {
        for (word, (name, value)) in
            peeled.args.iter().filter_map(|word| Some((word, word.assignment()?)))
        {
            if let Some(value) = value.literal() {
                judge_variable(cx, &name, &value, place(word.span));
            }
        }
    }
    let Some(program) = peeled.program() else { return };
    if let Some((span, switch)) = switch(&peeled) {
        fail(cx, place(span), &program, &switch);
    } else if let Some((span, setting)) = setting(&peeled) {
        fail(cx, place(span), &program, &setting);
    }
}

fn fail(cx: &mut Cx<'_>, span: Span, program: &str, switch: &str) {
    cx.fail(span, format!("`{program}` trusts any server because of `{switch}`"))
        .evidence(format!("{program} {switch}"))
        .help("remove the switch; add the certificate of a private authority to the trust store instead");
}

fn fail_file(cx: &mut Cx<'_>, span: Span, setting: &str) {
    cx.fail(span, format!("`{setting}` in a file makes programs trust any server"))
        .evidence(setting)
        .help(
            "leave it out; add the certificate of a private authority to the trust store instead",
        );
}

/// The setting in a text that switches verification off.
fn setting_in(text: &str) -> Option<String> {
    let lines = text.split('\n').flat_map(|line| line.split("\\n"));
    lines.filter(|line| line.contains(['=', ':', '"'])).find_map(|line| {
        let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let lower = bare.to_ascii_lowercase();
        let found = WRITTEN.iter().find(|setting| lower.contains(**setting))?;
        (!lower.trim_start_matches(['"', '\'']).starts_with('#'))
            .then(|| found.trim_end_matches('=').to_owned())
    })
}

/// `insecure` written into the settings of `curl`.
fn in_curlrc(script: &StageScript<'_>, command: &Command) -> Option<(Span, String)> {
    let is_settings = |it: &model::shell::Redirect| {
        it.target.literal().is_some_and(|path| path.ends_with("curlrc"))
    };
    let word = command.peeled().args.iter().find(|word| {
        word.literal().is_some_and(|it| matches!(it.trim(), "insecure" | "--insecure" | "-k"))
    })?;
    let is_written = command.redirects.iter().any(is_settings);
    is_written.then(|| (script.place(word.span), "insecure".to_owned()))
}

/// A command-line option that switches verification off.
fn switch(peeled: &Peeled<'_>) -> Option<(model::shell::Span, String)> {
    if peeled.is_any(&["curl"]) {
        let found = flags(peeled.args, &CURL).flags.into_iter();
        let mut insecure = found.filter(|flag| {
            let name = flag.name.as_str();
            if flag.long { matches!(name, "insecure" | "proxy-insecure") } else { name == "k" }
        });
        return insecure.next().map(|flag| {
            (flag.span, if flag.long { format!("--{}", flag.name) } else { "-k".into() })
        });
    }
    if peeled.is_any(&["ansible-galaxy"])
        && let Some(word) = peeled.args.iter().find(|word| word.is("-c"))
    {
        return Some((word.span, "-c".into()));
    }
    if peeled.is_any(&["skopeo", "podman", "buildah"]) {
        let word = peeled.args.iter().find(|word| {
            word.literal().is_some_and(|it| it.starts_with('-') && it.ends_with("tls-verify=false"))
        })?;
        return Some((word.span, word.prefix().into_owned()));
    }
    let program = peeled.program()?;
    let is_python_pip =
        program.starts_with("python") && peeled.args.first().is_some_and(|word| word.is("-m"));
    let program = if is_python_pip { peeled.args.get(1)?.literal()? } else { program };
    let (_, switches) =
        SWITCHES.iter().find(|(programs, _)| programs.contains(&program.as_ref()))?;
    let found = flags(peeled.args, &PLAIN).flags.into_iter().filter(|flag| flag.long);
    let mut on = found.filter_map(|flag| {
        let value = flag.value.as_ref().map(|value| value.prefix().into_owned());
        let whole = value.as_ref().map(|value| format!("{}={value}", flag.name));
        let is_off = value.as_deref() == Some("false");
        if whole.as_deref().is_some_and(|it| switches.contains(&it)) {
            return Some((flag.span, format!("--{}", whole.unwrap_or_default())));
        }
        (!is_off && switches.contains(&flag.name.as_str()))
            .then(|| (flag.span, format!("--{}", flag.name)))
    });
    on.next()
}

/// A setting that switches verification off: `npm config set strict-ssl false`, `git -c http.sslVerify=false`.
fn setting(peeled: &Peeled<'_>) -> Option<(model::shell::Span, String)> {
    let texts: Vec<_> =
        peeled.args.iter().map(|word| (word.span, word.prefix().to_ascii_lowercase())).collect();
    if peeled.is_any(&["apt", "apt-get"]) {
        let (span, _) = texts.iter().find(|(_, text)| {
            text.contains("https::verify-peer=false") || text.contains("https::verify-host=false")
        })?;
        return Some((*span, "Verify-Peer=false".into()));
    }
    if peeled.is_any(&["yum-config-manager", "dnf", "dnf5", "microdnf", "yum", "tdnf"]) {
        let (span, _) = texts
            .iter()
            .find(|(_, text)| text.contains("sslverify=0") || text.contains("sslverify=false"))?;
        return Some((*span, "sslverify=0".into()));
    }
    let has = |words: &[&str]| words.iter().any(|it| texts.iter().any(|(_, text)| text == it));
    let rows = SETTINGS.iter().filter(|(programs, ..)| peeled.is_any(programs));
    let rows = rows.filter(|(_, verbs, ..)| verbs.is_empty() || has(verbs));
    for (_, _, keys, values) in rows {
        for (at, (span, text)) in texts.iter().enumerate() {
            let (key, joined) = text
                .split_once('=')
                .map_or((text.as_str(), None), |(key, value)| (key, Some(value)));
            let value = joined.or_else(|| texts.get(at + 1).map(|(_, value)| value.as_str()));
            let key = key.trim_start_matches('-');
            if keys.iter().any(|it| is_key(it, key))
                && value.is_some_and(|value| values.is_empty() || values.contains(&value))
            {
                let shown = match joined {
                    Some(_) => peeled.args[at].prefix().into_owned(),
                    None => format!("{key} {}", value.unwrap_or_default()),
                };
                return Some((*span, shown));
            }
        }
    }
    None
}

/// Whether a key is the one of a table: `http.*.sslverify` is that of any server.
fn is_key(wanted: &str, key: &str) -> bool {
    match wanted.split_once('*') {
        Some((start, end)) => {
            key.len() > start.len() + end.len() && key.starts_with(start) && key.ends_with(end)
        }
        None => wanted == key,
    }
}

fn judge_variable(cx: &mut Cx<'_>, name: &str, value: &str, span: Span) {
    let upper = name.to_ascii_uppercase();
    if let Some(option) = option_in(&upper, value) {
        cx.fail(span, format!("`{option}` in `{name}` makes programs trust any server"))
            .evidence(name)
            .help("remove the option; add the certificate of a private authority to the trust store instead");
        return;
    }
    let Some((_, values)) = VARIABLES.iter().find(|(variable, _)| *variable == upper) else {
        return;
    };
    let lower = value.to_ascii_lowercase();
    let is_off = if values.is_empty() {
        !value.is_empty() && lower != "false"
    } else {
        values.contains(&lower.as_str())
    };
    if is_off {
        cx.fail(span, format!("`{name}={value}` makes programs trust any server"))
            .evidence(name)
            .help("remove the variable; add the certificate of a private authority to the trust store instead");
    }
}

/// The option in a variable that holds options of a program.
fn option_in<'v>(name: &str, value: &'v str) -> Option<&'v str> {
    let options: &[&str] = match name {
        "GOFLAGS" => &["-insecure"],
        "MAVEN_OPTS" | "MAVEN_ARGS" => {
            &["-Dmaven.wagon.http.ssl.insecure=true", "-Dmaven.wagon.http.ssl.allowall=true"]
        }
        _ => return None,
    };
    value.split_whitespace().find(|word| options.contains(word))
}
