//! Programs that are told to ask for no password.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Container, EnvValue, Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-authentication",
    summary: "authentication is switched off",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Variables of well-known images, the values that switch authentication off, and what is then open.
const SWITCHES: [(&str, &[&str], &str); 12] = [
    ("ALLOW_ANONYMOUS_LOGIN", YES, "the service"),
    ("ALLOW_EMPTY_PASSWORD", YES, "the database"),
    ("AUTH_DISABLED", YES, "the service"),
    ("DISABLE_SECURITY_PLUGIN", YES, "the search engine"),
    ("GF_AUTH_ANONYMOUS_ENABLED", YES, "the dashboard"),
    ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", YES, "the database"),
    ("ME_CONFIG_BASICAUTH", &["false", "0"], "the database's web interface"),
    ("MYSQL_ALLOW_EMPTY_PASSWORD", YES, "the database"),
    ("NEO4J_AUTH", &["none"], "the database"),
    ("POSTGRES_HOST_AUTH_METHOD", &["trust"], "the database"),
    ("discovery.security.enabled", &["false"], "the search engine"),
    ("xpack.security.enabled", &["false"], "the search engine"),
];
const YES: &[&str] = &["yes", "true", "1", "on"];

/// Flags of well-known programs that switch authentication off, and what is then open.
const FLAGS: [(&str, &str); 5] = [
    ("--api.insecure", "the dashboard and the API of the proxy"),
    ("--api.insecure=true", "the dashboard and the API of the proxy"),
    ("--noauth", "the database"),
    ("--skip-grant-tables", "the database"),
    ("--NotebookApp.token=", "the notebook, which runs any code"),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    for variable in container.env().iter() {
        let EnvValue::Literal(Value::Known(value)) = &variable.value else { continue };
        let name = variable.name.value.as_str();
        let found = SWITCHES.iter().find(|(known, ..)| *known == name);
        let Some((_, values, what)) = found else { continue };
        let value = value.trim().to_ascii_lowercase();
        if values.contains(&value.as_str()) {
            let message = format!(
                "`{name}` lets everybody who reaches container `{}` use {what}",
                container.name()
            );
            let finding = cx.fail(variable.span, message);
            finding.trail.clone_from(&variable.trail);
            finding.evidence(name).help("set a password, and hand it over as a secret");
        }
    }
    flags(container, cx);
}

/// Flags of the command that do the same.
fn flags(container: &dyn Container, cx: &mut Cx<'_>) {
    for script in container.scripts().iter() {
        for word in script.script.commands().flat_map(model::shell::Command::words) {
            let Some(text) = word.literal() else { continue };
            let found = FLAGS.iter().find(|(flag, _)| text.eq_ignore_ascii_case(flag));
            let Some((flag, what)) = found else { continue };
            let message = format!(
                "`{flag}` lets everybody who reaches container `{}` use {what}",
                container.name()
            );
            let finding = cx.fail(script.place(word.span), message);
            finding.trail.clone_from(&script.trail);
            finding.evidence(*flag).help("remove it, and put a password before what it opens");
        }
    }
}
