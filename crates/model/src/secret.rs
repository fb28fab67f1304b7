//! What is a secret: a value, not a name. A telling name counts only over a literal that could be a credential.

mod spots;
mod words;

use std::sync::LazyLock;

use regex::Regex;

pub use spots::{Known, discloses, spots, veil, veil_line};
pub(crate) use spots::{STARS, secrets_in};
use words::{FILE_EXTENSIONS, HEADS, KEYS, PLACEHOLDERS, SETTINGS, TRAILERS};

/// Values that are credentials whatever they are called, and what they are.
const SHAPES: &[(&str, &str)] = &[
    (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", "an AWS access key"),
    (r"\bgh[pousr]_[0-9A-Za-z]{36,}\b", "a GitHub token"),
    (r"\bgithub_pat_[0-9A-Za-z_]{60,}\b", "a GitHub token"),
    (r"\bglpat-[0-9A-Za-z_-]{20,}", "a GitLab token"),
    (r"\bxox[abeprs]-[0-9A-Za-z-]{10,}", "a Slack token"),
    (r"\b[rs]k_live_[0-9A-Za-z]{20,}\b", "a Stripe key"),
    (r"\bAIza[0-9A-Za-z_-]{35}\b", "a Google API key"),
    (r"\bnpm_[0-9A-Za-z]{36}\b", "an npm token"),
    (r"\bhf_[0-9A-Za-z]{34,}\b", "a Hugging Face token"),
    (r"\bdckr_pat_[0-9A-Za-z_-]{20,}", "a Docker Hub token"),
    (r"\bpypi-[0-9A-Za-z_-]{50,}", "a PyPI token"),
    (r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}", "a SendGrid key"),
    (r"\bsk-(?:proj-|ant-)?[0-9A-Za-z_-]{32,}", "an API key"),
    (r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----", "a private key"),
    (r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}", "a signed token"),
];

static PATTERNS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    SHAPES
        .iter()
        .map(|(pattern, kind)| (Regex::new(pattern).expect("the patterns are tested"), *kind))
        .collect()
});

/// What secret a literal value is, if it is one: by its shape, by credentials in a URL, or because its name says so.
pub fn classify(name: &str, value: &str) -> Option<&'static str> {
    let value = value.trim().trim_matches(['"', '\'']);
    // `HF_TOKEN=HF_TOKEN` and `AWS_SECRET_ACCESS_KEY=SECRET_ACCESS_KEY` wait to be filled in.
    let is_its_name = (value == name || value.contains('_') && name.ends_with(value))
        && !value.bytes().any(|byte| byte.is_ascii_lowercase());
    if is_reference(value) || is_its_name {
        return None;
    }
    shape(value)
        .or_else(|| url_credentials(value))
        .or_else(|| (names_credential(name) && is_credential(value)).then(|| noun(name)))
}

/// What a value's own shape gives away, whatever it is called.
pub fn shape(value: &str) -> Option<&'static str> {
    // Every shape is at least this long; most values are not.
    if value.len() < 15 {
        return None;
    }
    PATTERNS.iter().find(|(pattern, _)| pattern.is_match(value)).map(|(_, kind)| *kind)
}

/// Credentials in the authority of a URL: `postgres://app:hunter2@db/app`.
pub fn url_credentials(value: &str) -> Option<&'static str> {
    let (_, rest) = value.split_once("://")?;
    let authority = rest.split(['/', '?', '#', ' ']).next()?;
    let (credentials, host) = authority.rsplit_once('@')?;
    let (_, password) = credentials.split_once(':')?;
    (!host.is_empty() && !is_reference(password) && is_credential(password))
        .then_some("a password in a URL")
}

/// Whether a name says that its value is a credential. Tokens count, not substrings: `MONKEY` and `PASSWORD_FILE` do not.
pub fn names_credential(name: &str) -> bool {
    if !may_name_credential(name) {
        return false;
    }
    let words = words(name);
    let mut rest: &[String] = &words;
    while let [head @ .., last] = rest {
        let is_trailer =
            TRAILERS.contains(&last.as_str()) || last.bytes().all(|byte| byte.is_ascii_digit());
        if !is_trailer || head.is_empty() {
            break;
        }
        rest = head;
    }
    let Some((last, before)) = rest.split_last() else { return false };
    let is_head = HEADS.contains(&last.as_str())
        || (last == "key" && before.last().is_some_and(|word| KEYS.contains(&word.as_str())))
        || ["password", "passwd", "passphrase", "dbpass", "rootpass", "userpass"]
            .iter()
            .any(|end| last.ends_with(end));
    is_head && !words.iter().any(|word| SETTINGS.contains(&word.as_str()))
}

/// Whether a part of some head stands in a name, or its letters are not plain. Most names need no closer look.
fn may_name_credential(name: &str) -> bool {
    let bytes = name.as_bytes();
    let holds = |at: usize, part: &[u8]| {
        bytes.get(at..at + part.len()).is_some_and(|it| it.eq_ignore_ascii_case(part))
    };
    let starts = |(at, byte): (usize, &u8)| match byte.to_ascii_lowercase() {
        b'c' => holds(at, b"cred"),
        b'k' => holds(at, b"key"),
        b'p' => holds(at, b"pass") || holds(at, b"psw") || holds(at, b"pw"),
        b's' => holds(at, b"secret"),
        b't' => holds(at, b"token"),
        _ => false,
    };
    !name.is_ascii() || bytes.iter().enumerate().any(starts)
}

/// The words of a name in lower case, split at punctuation and at `camelCase` humps.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous_lower = false;
    for c in name.chars() {
        let splits = !c.is_alphanumeric();
        if splits || (c.is_uppercase() && previous_lower) {
            words.push(String::new());
        }
        previous_lower = c.is_lowercase();
        if let (false, Some(word)) = (splits, words.last_mut()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a value points at something else rather than being it: a variable, a template, a path.
pub fn is_reference(value: &str) -> bool {
    value.is_empty()
        || value.starts_with(['$', '<', '{', '%', '[', '/', '~', '@'])
        || value.starts_with("./")
        || value.contains("${")
        || value.contains("{{")
        || value.contains("$(")
        || (value.contains("://") && !value.contains('@'))
        || ["file:", "vault:", "ssm:", "arn:", "op:", "sops:", "ENC["]
            .iter()
            .any(|scheme| value.starts_with(scheme))
}

/// Whether a literal could be a credential: no switch, no size or duration, nothing to be filled in.
fn is_credential(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_switch = matches!(
        lower.as_str(),
        "true"
            | "false"
            | "yes"
            | "no"
            | "on"
            | "off"
            | "0"
            | "1"
            | "enabled"
            | "disabled"
            | "auto"
            | "default"
    );
    let is_amount = lower.len() < 4 && lower.bytes().all(|byte| byte.is_ascii_digit());
    let is_filler = lower.chars().all(|c| matches!(c, '*' | 'x' | '.' | '-' | '_' | '#' | '?'));
    let words = words(value);
    let is_placeholder = words.iter().any(|word| PLACEHOLDERS.contains(&word.as_str()));
    !is_switch
        && !is_amount
        && !is_filler
        && !is_placeholder
        && !is_file_name(&lower)
        && value.len() > 1
}

/// Whether a credential is nothing that stands anywhere for anything else, as `postgres` does: it can be told by itself.
pub(crate) fn is_unmistakable(value: &str) -> bool {
    const SHORTEST: usize = 6;
    let has = |test: fn(&u8) -> bool| value.as_bytes().iter().any(test);
    value.len() >= SHORTEST
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && !is_reference(value)
        && is_credential(value)
}

/// Whether a value is the name of a script or a file: `reset-password.sh`.
fn is_file_name(lower: &str) -> bool {
    let Some((stem, extension)) = lower.rsplit_once('.') else { return false };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !stem.is_empty() && stem.chars().all(is_plain) && FILE_EXTENSIONS.contains(&extension)
}

fn noun(name: &str) -> &'static str {
    let words = words(name);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if has(&["token", "authtoken"]) {
        "a literal token"
    } else if has(&["key", "apikey", "accesskey", "privatekey", "secretkey"]) {
        "a literal key"
    } else if has(&["secret", "secrets"]) {
        "a literal secret"
    } else {
        "a literal password"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_capitals_stands_for_its_value() {
        assert_eq!(classify("HF_TOKEN", "HF_TOKEN"), None);
        assert_eq!(classify("AWS_SECRET_ACCESS_KEY", "SECRET_ACCESS_KEY"), None);
        assert_eq!(classify("password", "password"), Some("a literal password"));
    }

    #[test]
    fn names_count_by_their_words() {
        for name in [
            "PASSWORD",
            "DB_PASSWORD",
            "MYSQL_ROOT_PASSWORD",
            "PGPASSWORD",
            "API_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "SECRET_KEY_BASE",
            "JWT_SECRET",
            "dbPassword",
            "NPM_TOKEN",
            "DB_PASS",
            "DBPASS",
            "JENKINS_PSW",
            "ADMIN_PASSWORD_1",
            "spring.datasource.password",
        ] {
            assert!(names_credential(name), "{name}");
        }
        for name in [
            "PASSWORD_FILE",
            "SECRET_PATH",
            "TOKEN_EXPIRY",
            "USERNAME",
            "MYSQL_ALLOW_EMPTY_PASSWORD",
            "SSH_KEY_FINGERPRINT",
            "KEY_VAULT_NAME",
            "CACHE_KEY",
            "SSH_AUTH_SOCK",
            "AWS_ACCESS_KEY_ID",
            "MONKEY",
            "GOPRIVATE",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "TRAVIS_OS_NAME",
            "BYPASS",
            "PUBLIC_KEY",
            "MAX_TOKENS",
            "COMPASS",
            "PASSWORD_MIN_LENGTH",
            "SECRET_NAME",
            "TOKEN_URL",
        ] {
            assert!(!names_credential(name), "{name}");
        }
    }

    #[test]
    fn placeholders_references_and_switches_are_silent() {
        for value in [
            "",
            "${PASSWORD}",
            "$PASSWORD",
            "{{ .Values.password }}",
            "<password>",
            "/run/secrets/db",
            "true",
            "changeme",
            "your-password-here",
            "REPLACE_ME",
            "********",
            "xxxx",
            "vault:secret/data/db#password",
            "https://example.com/token",
            "resetOSPassword.sh",
            "FAKE_FOR_TESTS",
            "env_missing_fallback",
            "0",
            "60",
        ] {
            assert_eq!(classify("DB_PASSWORD", value), None, "{value}");
        }
        assert_eq!(classify("DB_PASSWORD", "hunter2"), Some("a literal password"));
        assert_eq!(classify("DB_PASSWORD", "Hunter.2"), Some("a literal password"));
        assert_eq!(classify("POSTGRES_PASSWORD", "postgres"), Some("a literal password"));
    }

    #[test]
    fn shapes_count_under_any_name() {
        assert_eq!(
            classify("X", "ghp_0123456789abcdefghijABCDEFGHIJ012345"),
            Some("a GitHub token")
        );
        assert_eq!(
            classify("DATABASE_URL", "postgres://app:hunter2@db:5432/app"),
            Some("a password in a URL")
        );
        assert_eq!(classify("DATABASE_URL", "postgres://app:${PW}@db:5432/app"), None);
        assert_eq!(classify("DATABASE_URL", "postgres://app@db:5432/app"), None);
        assert_eq!(classify("LOG_LEVEL", "info"), None);
    }
}
