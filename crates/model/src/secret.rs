//! Detects secrets for every place that can hold one: variables, commands, labels, files in configuration.
//!
//! A secret is a value, not a name. [`classify`] judges a name and its value, [`shape`] a value alone, [`in_file`] the
//! text of a file, and [`in_options`] the options of a program. A telling name counts only over a literal that could be a
//! credential.

mod commands;
mod files;
mod names;
mod options;
mod shapes;
mod spots;
mod values;
mod words;

use std::fmt;

pub use files::{Found, in_file, setting};
pub use names::names_credential;
pub use options::in_options;
pub use shapes::{from_base64, shape};
pub use spots::{Known, discloses, spot_beside, spots, veil, veil_line, veil_place};
pub(crate) use spots::{STARS, secrets_in};
pub use values::is_reference;
pub(crate) use values::is_unmistakable;

use names::{Telling, noun, telling};
use values::{is_credential, is_well_known, looks_random};

/// What a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Secret {
    /// For people, with an article: `a GitHub token`.
    pub kind: &'static str,
    /// Whether everybody knows it, as `postgres` and `changeme`: publishing it discloses nothing, and it keeps no one out.
    pub is_well_known: bool,
}

impl Secret {
    const WELL_KNOWN: Self = Self { kind: "a well-known default password", is_well_known: true };

    const fn of(kind: &'static str) -> Self {
        Self { kind, is_well_known: false }
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind)
    }
}

/// What secret a literal value is, if it is one: by its shape, by credentials within it, or because its name says so.
pub fn classify(name: &str, value: &str) -> Option<Secret> {
    let value = value.trim().trim_matches(['"', '\'']);
    // `HF_TOKEN=HF_TOKEN` and `AWS_SECRET_ACCESS_KEY=SECRET_ACCESS_KEY` wait to be filled in.
    let is_its_name = (value == name || value.contains('_') && name.ends_with(value))
        && !value.bytes().any(|byte| byte.is_ascii_lowercase());
    if is_its_name {
        return None;
    }
    shape(value).or_else(|| {
        let is_told = match telling(name)? {
            Telling::Plainly => !is_reference(value) && is_credential(value),
            Telling::Loosely => looks_random(value),
        };
        let secret =
            || if is_well_known(value) { Secret::WELL_KNOWN } else { Secret::of(noun(name)) };
        is_told.then(secret)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, value: &str) -> Option<&'static str> {
        classify(name, value).map(|secret| secret.kind)
    }

    #[test]
    fn a_name_in_capitals_stands_for_its_value() {
        assert_eq!(kind("HF_TOKEN", "HF_TOKEN"), None);
        assert_eq!(kind("AWS_SECRET_ACCESS_KEY", "SECRET_ACCESS_KEY"), None);
        assert_eq!(classify("password", "password"), Some(Secret::WELL_KNOWN));
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
            "enter the password here",
        ] {
            assert_eq!(kind("DB_PASSWORD", value), None, "{value}");
        }
        for value in ["hunter2", "Hunter.2", "x$(k9Lq2mZ7vT4", "pa ss wo rd 9", "12345678901"] {
            assert_eq!(kind("DB_PASSWORD", value), Some("a literal password"), "{value}");
        }
    }

    #[test]
    fn passwords_that_everybody_knows_are_told_apart() {
        for value in ["postgres", "changeme", "change-me-in-production", "P@ssw0rd", "123456"] {
            assert_eq!(classify("DB_PASSWORD", value), Some(Secret::WELL_KNOWN), "{value}");
        }
    }

    #[test]
    fn a_loosely_telling_name_needs_a_value_that_looks_random() {
        let random = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";
        assert_eq!(kind("GITHUB_TOKEN_CI", random), Some("a literal token"));
        for value in ["strict", "argon2", "keycloak-1", "2024-01-01 00:00", "https://x/1a2b3c4d5e"]
        {
            assert_eq!(kind("PASSWORD_HARBOR", value), None, "{value}");
        }
    }

    #[test]
    fn shapes_count_under_any_name() {
        let token = format!("ghp_{}", "a1B2".repeat(9));
        assert_eq!(kind("X", &token), Some("a GitHub token"));
        for (value, expected) in [
            ("postgres://app:hunter2@db:5432/app", Some("a password in a URL")),
            ("postgres://app:${PW}@db:5432/app", None),
            ("postgres://app@db:5432/app", None),
        ] {
            assert_eq!(kind("DATABASE_URL", value), expected);
        }
        assert_eq!(kind("LOG_LEVEL", "info"), None);
    }
}
