//! What a value shows of itself: a reference, a switch, something to be filled in, a password that everybody knows.

use std::sync::LazyLock;

use regex::Regex;

use super::names::words;
use super::words::{FILE_EXTENSIONS, PLACEHOLDERS, TO_BE_CHANGED, WELL_KNOWN};

/// References within a text: `${X}`, `$(command)`, `{{ .Values.x }}`. A `$(` that nothing closes is part of a literal.
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\$\{|^\$\(|\$\([^)]+\)|\{\{-?\s*[.$A-Za-z(].*?\}\}|<%.*%>")
        .expect("the pattern is tested")
});
/// Texts that are one reference: `$X`, `$x`, `%X%`, `%(x)s`, `<x>`, `[x]`, `{x}`, `__X__`, `#{x}#`, `@x@`.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:\$(?:[A-Z_][A-Z0-9_]*|[A-Za-z_][A-Za-z_.:-]*)|![a-z_]+|%[A-Za-z_]\w*%|%\(\w+\)s|<.*>|\[.*\]|\{.*\}|__\w+__|:[a-z_]+|%[sdv]|#\{.*\}#?|@[\w.-]+@|@\w+[./(].*)$";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Hashes of passwords as `crypt` and its successors write them: `$2y$10$...`, `{SSHA}...`.
static HASHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\$(?:\d\w?|argon2\w*|pbkdf2[\w-]*|scrypt|y|apr1)\$|\{[A-Za-z0-9-]+\}|\$ANSIBLE_VAULT|pbkdf2[:_]|scrypt:|md5[0-9a-f]{32}$)")
        .expect("the pattern is tested")
});
/// Schemes of stores that hold the credential instead.
const STORES: &[&str] = &[
    "AKEYLESS",
    "AVP<",
    "ENC(",
    "ENC[",
    "arn:",
    "aws-ssm",
    "awssm:",
    "bws:",
    "env:",
    "env.",
    "file:",
    "gcp-sm",
    "gsm:",
    "keyring:",
    "op:",
    "os.environ",
    "process.env",
    "projects/",
    "ref+",
    "secret:",
    "secrets.",
    "sops:",
    "ssm:",
    "vault:",
];

/// Whether a value points at something else rather than being it: a variable, a template, a path, a store, a hash.
pub fn is_reference(value: &str) -> bool {
    value.is_empty()
        || is_path(value)
        || (value.contains("://") && !value.contains('@'))
        || STORES.iter().any(|scheme| value.starts_with(scheme))
        || (value.contains(['$', '!', '%', '<', '[', '{', '_', '#', '@', ':', '|'])
            && (WHOLE.is_match(value) || WITHIN.is_match(value) || HASHED.is_match(value)))
}

/// Whether a value is a path. One name of letters of both cases and digits behind a slash is a credential.
fn is_path(value: &str) -> bool {
    let Some(name) = value.strip_prefix('/') else {
        return value.starts_with("./") || value.starts_with("~/") || value.starts_with("../");
    };
    let has = |test: fn(&u8) -> bool| name.as_bytes().iter().any(test);
    let is_mixed =
        has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    name.contains(['/', '.', '-']) || !is_mixed
}

/// Whether a literal could be a credential: no switch, no size or duration, nothing to be filled in.
pub(super) fn is_credential(value: &str) -> bool {
    const SWITCHES: [&str; 13] = [
        "true", "false", "yes", "no", "on", "off", "0", "1", "enabled", "disabled", "auto",
        "default", "nil",
    ];
    let lower = value.to_ascii_lowercase();
    let is_amount = lower.len() < 4 && lower.bytes().all(|byte| byte.is_ascii_digit());
    let is_filler = lower.chars().all(|c| matches!(c, '*' | 'x' | '.' | '-' | '_' | '#' | '?'));
    !SWITCHES.contains(&lower.as_str())
        && !is_amount
        && !is_filler
        && !words(value).iter().any(|word| PLACEHOLDERS.contains(&word.as_str()))
        && !is_file_name(&lower)
        && !is_sentence(value)
        && value.len() > 1
}

/// Whether a text is plain words: `enter the password of the admin`.
fn is_sentence(value: &str) -> bool {
    let words = value.split_whitespace();
    let is_word = |word: &str| {
        let word = word.trim_end_matches(['.', ',', ':', '!', '?']);
        word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    words.clone().count() > 2 && words.clone().filter(|word| is_word(word)).count() > 2
}

/// Whether a value is a password that everybody knows: it keeps no one out.
pub(super) fn is_well_known(value: &str) -> bool {
    const LONGEST: usize = 64;
    if value.len() > LONGEST {
        return false;
    }
    let plain: String =
        value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    WELL_KNOWN.binary_search(&plain.as_str()).is_ok()
        || matches!(value, "P@ssw0rd" | "P@ssword" | "p@ssw0rd" | "p@ssword")
        || words(value).iter().any(|word| TO_BE_CHANGED.contains(&word.as_str()))
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

/// Whether a value looks random: no words, no version, no address, no date.
pub(super) fn looks_random(value: &str) -> bool {
    const SHORTEST: usize = 10;
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    value.len() >= SHORTEST
        && letters > 1
        && digits > 1
        && !value.contains([' ', ':', '/', '(', ','])
        && is_unmistakable(value)
}

/// Whether a value is the name of a script or a file: `reset-password.sh`.
fn is_file_name(lower: &str) -> bool {
    let Some((stem, extension)) = lower.rsplit_once('.') else { return false };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !stem.is_empty() && stem.chars().all(is_plain) && FILE_EXTENSIONS.contains(&extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_everybody_knows_are_sorted() {
        assert!(WELL_KNOWN.is_sorted());
    }

    #[test]
    fn references_are_told_from_literals() {
        for value in [
            "$PASSWORD",
            "$password",
            "${PASSWORD}",
            "a-${B}",
            "$(cat /x)",
            "{{ .Values.password }}",
            "<password>",
            "%(password)s",
            "/run/secrets/db",
            "~/x",
            "vault:secret/data/db#password",
            "https://example.com/token",
            "$2y$10$abcdefghijklmnopqrstuv",
            "{cipher}d3adb33f",
            "$dex.github.clientSecret",
            "$slack-token",
            "!env_var",
            "@Microsoft.KeyVault(SecretUri=x)",
        ] {
            assert!(is_reference(value), "{value}");
        }
        for value in [
            "x$(k9Lq2mZ7vT4",
            "k9Lq2$mZ7vT4pQ",
            "pa$w0rd9Lq",
            "$ecret9LqZ",
            "ab{{9LqZx}}cd",
            "k9<Lq>2mZ7",
            "/k9Lq2mZ7x8",
            "@dmin123!",
        ] {
            assert!(!is_reference(value), "{value}");
        }
    }
}
