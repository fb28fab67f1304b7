//! Credentials in the text of a file: settings, YAML, JSON, TOML, INI, XML, SQL, directives, shell.
//!
//! One scanner reads all formats line by line, because what they have in common is that a name stands before its value.
//! Files of programs are read for quoted values alone: what stands bare there is an expression.

use std::sync::LazyLock;

use regex::Regex;
use syntax::shell;

use super::names::{may_name_credential, names_credential};
use super::{Secret, classify, options, shapes};

/// A secret in the text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub secret: Secret,
    /// The name it stands under; empty if it is known by its shape.
    pub name: String,
    /// The line it stands on, from 1.
    pub line: usize,
}

/// What the end of a file's name says of its text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Names and values; what stands bare is a literal.
    Settings,
    /// Commands.
    Shell,
    /// A program in another language: what stands bare is an expression.
    Program,
    /// Statements of SQL.
    Sql,
    /// Prose.
    Text,
}

/// A name and its value: `password: x`, `"password": "x"`, `password = x`, `<password>x</password>`, `password="x"`.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let value = r#"(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s"'`,;&<>|)\]}{\[(][^\s,;<>|\]}]*))"#;
    let pattern = format!(r#"(?<name>[A-Za-z][\w.-]*)["']?(?:\s*(?::=|=>|[:=])\s*|>\s*){value}"#);
    Regex::new(&pattern).expect("the pattern is tested")
});
/// Directives of servers whose first argument is a password, and the statements of SQL that set one.
///
/// Sources: redis.conf (requirepass, masterauth, user), the references of `PostgreSQL` (CREATE ROLE), `MySQL` (CREATE USER).
static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"(?x)
        ^\s*(?:requirepass|masterauth|primaryauth)\s+["']?(?<a>[^\s"']+)
        | ^\s*user\s+\S+\s.*\s>(?<b>[^\s"']+)
        | (?i:\bidentified\s+(?:with\s+\S+\s+)?by\s+(?:password\s+)?)'(?<c>[^']+)'
        | (?i:\b(?:with|role|user)\b.*\bpassword\s+)'(?<d>[^']+)'
    "#;
    Regex::new(pattern).expect("the pattern is tested")
});

/// The secrets in the text of a file that is called so.
pub fn in_file(file: &str, text: &str) -> Vec<Found> {
    let kind = kind(file, text);
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if !is_comment(line) {
            found.extend(in_line(line, kind).map(|(name, secret)| Found {
                secret,
                name,
                line: at + 1,
            }));
        }
    }
    if kind == Kind::Shell {
        found.extend(in_commands(text));
    }
    for (at, line) in text.lines().enumerate() {
        let secret =
            shapes::tokens(line).next().map(|(_, secret)| secret).filter(|_| !is_comment(line));
        let is_known = found.iter().any(|it| it.line == at + 1);
        found.extend(secret.filter(|_| !is_known).map(|secret| Found {
            secret,
            name: String::new(),
            line: at + 1,
        }));
    }
    found.sort_by_key(|it| it.line);
    found
}

fn kind(file: &str, text: &str) -> Kind {
    let lower = file.to_ascii_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "sh" | "bash" | "zsh" | "ksh" => Kind::Shell,
        "cs" | "go" | "groovy" | "hcl" | "html" | "java" | "js" | "jsonnet" | "jsx" | "kt"
        | "lua" | "mjs" | "php" | "pl" | "ps1" | "py" | "rb" | "rego" | "rs" | "star" | "ts"
        | "tsx" | "vcl" => Kind::Program,
        "psql" | "sql" => Kind::Sql,
        "adoc" | "crt" | "csv" | "md" | "pem" | "rst" | "txt" => Kind::Text,
        _ if text.starts_with("#!") => {
            let first = text.lines().next().unwrap_or_default();
            if first.contains("sh") { Kind::Shell } else { Kind::Program }
        }
        _ => Kind::Settings,
    }
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    let is_armour = line.starts_with("-----");
    !is_armour && ["#", ";", "//", "--", "<!--", "*", "%"].iter().any(|mark| line.starts_with(mark))
}

/// What a line says: the name, and what stands under it.
fn in_line(line: &str, kind: Kind) -> impl Iterator<Item = (String, Secret)> {
    let named = if may_name_credential(line) { line } else { "" };
    let named = NAMED.captures_iter(named).filter_map(move |found| {
        let name = found.name("name")?.as_str();
        let quoted = found.name("double").or_else(|| found.name("single"));
        let value = quoted.or_else(|| found.name("bare"))?;
        let is_literal = match kind {
            Kind::Settings => quoted.is_some() || !is_expression(value.as_str()),
            Kind::Program => quoted.is_some() && names_credential(name),
            Kind::Shell | Kind::Sql | Kind::Text => false,
        };
        let secret = setting(name, value.as_str()).filter(|_| is_literal)?;
        Some((name.to_owned(), secret))
    });
    let statements = if kind == Kind::Text { "" } else { line };
    named.chain(DIRECTIVE.captures_iter(statements).filter_map(|found| {
        let value = ["a", "b", "c", "d"].iter().find_map(|group| found.name(group))?.as_str();
        let secret = classify("password", value)?;
        Some(("password".to_owned(), secret))
    }))
}

/// What secret a setting in a file holds. A slug under a name such as `existingSecret` or `secretKey` is what a secret is called.
pub fn setting(name: &str, value: &str) -> Option<Secret> {
    classify(name, value).filter(|_| !is_a_name(name, value))
}

/// Whether a bare value calls or reads something: `getPassword()`, `env.TOKEN`.
fn is_expression(value: &str) -> bool {
    value.contains(['(', ')']) || value.ends_with(':')
}

/// Whether a value is what a secret or a token is called rather than being it: `secret: grafana-admin`.
fn is_a_name(name: &str, value: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_slug = value
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_' | b'.' | b'/'));
    is_slug
        && (value.contains(['-', '_', '.', '/']) || !lower.contains("pass"))
        && ["secret", "secrets", "token", "credential", "credentials", "key"]
            .iter()
            .any(|end| lower.ends_with(end))
}

/// What the commands of a script hold: in assignments and in options of programs.
fn in_commands(text: &str) -> Vec<Found> {
    let script = shell::parse(text);
    let ends: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
    let line = |at: u32| ends.partition_point(|end| *end < at as usize) + 1;
    let mut found = Vec::new();
    for command in script.commands() {
        for assignment in &command.assignments {
            let Some(value) = assignment.value.literal() else { continue };
            if let Some(secret) = classify(&assignment.name, &value) {
                found.push(Found {
                    secret,
                    name: assignment.name.to_string(),
                    line: line(assignment.span.start),
                });
            }
        }
        for (span, secret) in options::in_options(&command.peeled()) {
            found.push(Found { secret, name: String::new(), line: line(span.start) });
        }
    }
    found.dedup_by_key(|it| it.line);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &str, text: &str) -> Vec<usize> {
        in_file(file, text).iter().map(|found| found.line).collect()
    }

    #[test]
    fn every_format_of_settings_is_read() {
        for (file, text) in [
            ("app.env", "A=b\nDB_PASSWORD=vQ7zRk29XpLm4TdW"),
            ("app.yaml", "db:\n  password: vQ7zRk29XpLm4TdW"),
            ("app.yaml", "db:\n  - {user: a, password: \"vQ7zRk29XpLm4TdW\"}"),
            ("config.json", "{\n\"db\": {\"password\": \"vQ7zRk29XpLm4TdW\"}}"),
            ("settings.toml", "[smtp]\npassword = \"vQ7zRk29XpLm4TdW\""),
            ("settings.ini", "[smtp]\npassword = vQ7zRk29XpLm4TdW ; why"),
            ("a.xml", "<a>\n<password>vQ7zRk29XpLm4TdW</password></a>"),
            ("a.xml", "<a>\n<user name=\"x\" password=\"vQ7zRk29XpLm4TdW\"/></a>"),
            ("redis.conf", "port 1\nrequirepass vQ7zRk29XpLm4TdW"),
            ("users.acl", "#\nuser app on ~* +@all >vQ7zRk29XpLm4TdW"),
            ("init.sql", "--\nCREATE USER shop WITH PASSWORD 'vQ7zRk29XpLm4TdW';"),
            ("init.sql", "--\ncreate user a@b identified by 'vQ7zRk29XpLm4TdW'"),
            ("init.sh", "#!/bin/sh\nexport PGPASSWORD=vQ7zRk29XpLm4TdW"),
            ("init.sh", "#!/bin/sh\ncurl -u admin:vQ7zRk29XpLm4TdW https://x"),
            ("run", "#!/bin/bash\nmysql -pvQ7zRk29XpLm4TdW"),
            ("app.py", "import x\npassword = \"vQ7zRk29XpLm4TdW\""),
            ("key.pem", "x\n-----BEGIN RSA PRIVATE KEY-----"),
            ("dsn", "x\nurl=postgres://app:vQ7zRk29XpLm4TdW@db/app"),
        ] {
            assert_eq!(lines(file, text), [2], "{file}: {text}");
        }
    }

    #[test]
    fn references_names_code_and_comments_are_silent() {
        for (file, text) in [
            ("app.env", "#DB_PASSWORD=vQ7zRk29XpLm4TdW"),
            ("app.env", "DB_PASSWORD=${DB_PASSWORD}"),
            ("app.yaml", "password: {{ .password }}"),
            ("app.yaml", "secret: grafana-admin\npasswordFile: /run/x\ntoken: access_token"),
            ("app.yaml", "password:\n  secretKeyRef: x"),
            ("config.json", "{\"password\": null, \"token\": \"\"}"),
            ("app.py", "password = read_password()\ntoken = x.token"),
            ("app.js", "const token = req.headers.token"),
            ("init.sh", "PASSWORD=\"$1\"; TOKEN=$(cat /run/token)\ncurl -u \"a:$PASSWORD\" x"),
            ("init.sql", "CREATE USER shop WITH PASSWORD ':password'"),
            ("README.md", "password: vQ7zRk29XpLm4TdW"),
        ] {
            assert_eq!(lines(file, text), Vec::<usize>::new(), "{file}: {text}");
        }
    }
}
