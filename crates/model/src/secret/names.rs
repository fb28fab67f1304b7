//! What a name says of its value: by its words, not by parts of them.

use super::words::{ENDS, HEADS, KEYS, PARTS, QUALITIES, SETTINGS, TRAILERS};

/// How clearly a name says that its value is a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    /// It ends in a word for a credential, or in one and words that say whose it is: `DB_PASSWORD`, `PASSWORD_DB`.
    Plainly,
    /// Such a word stands before others that may change its meaning: `GITHUB_TOKEN_CI`. The value has to look like one, too.
    Loosely,
}

/// Whether a name says that its value is a credential. Words count, not parts of them: `MONKEY` and `PASSWORD_FILE` do not.
pub fn names_credential(name: &str) -> bool {
    telling(name) == Some(Telling::Plainly)
}

/// What a name says of its value; nothing if it names no credential.
pub(super) fn telling(name: &str) -> Option<Telling> {
    if !may_name_credential(name) {
        return None;
    }
    let words = words(name);
    if words.iter().any(|word| SETTINGS.contains(&word.as_str())) {
        return None;
    }
    let head = (0..words.len()).rev().find(|at| is_head(&words, *at))?;
    let tail = &words[head + 1..];
    if tail.iter().any(|word| QUALITIES.contains(&word.as_str())) {
        return None;
    }
    let says_whose = |word: &String| TRAILERS.contains(&word.as_str()) || is_number(word);
    Some(if tail.iter().all(says_whose) { Telling::Plainly } else { Telling::Loosely })
}

/// Whether the word at a position names a credential, with the word before it if that is needed.
fn is_head(words: &[String], at: usize) -> bool {
    let word = words[at].as_str();
    let before = at.checked_sub(1).map(|before| words[before].as_str());
    HEADS.contains(&word)
        || ENDS.iter().any(|end| word.ends_with(end))
        || word == "key" && before.is_some_and(|before| KEYS.contains(&before))
        // What joins nodes of Erlang to one cluster lets in who has it.
        || word == "cookie" && before == Some("erlang")
}

/// A number, or a version such as `v2`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a part of some head stands in a name, or its letters are not plain. Most names need no closer look.
pub(super) fn may_name_credential(name: &str) -> bool {
    let bytes = name.as_bytes();
    let starts = |at: usize| {
        PARTS.iter().any(|part| {
            bytes
                .get(at..at + part.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(part.as_bytes()))
        })
    };
    let is_first = |byte: u8| matches!(byte.to_ascii_lowercase(), b'c' | b'k' | b'p' | b's' | b't');
    !name.is_ascii() || bytes.iter().enumerate().any(|(at, byte)| is_first(*byte) && starts(at))
}

/// The words of a name in lower case, split at punctuation and at `camelCase` humps.
pub(super) fn words(name: &str) -> Vec<String> {
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

/// What a credential of this name is, for people.
pub(super) fn noun(name: &str) -> &'static str {
    let words = words(name);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if has(&["token", "authtoken"]) {
        "a literal token"
    } else if words.iter().any(|word| word.ends_with("key")) {
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
    fn every_head_is_found_by_one_of_its_parts() {
        for word in HEADS.iter().chain(ENDS) {
            assert!(may_name_credential(word), "{word}");
            assert!(may_name_credential(&format!("X_{}", word.to_uppercase())), "{word}");
        }
        for part in PARTS {
            assert!(may_name_credential(part), "{part}: its first letter is not looked for");
        }
    }

    #[test]
    fn words_count_at_the_end_and_before_words_that_say_whose_it_is() {
        for name in [
            "PASSWORD",
            "DB_PASSWORD",
            "MYSQL_ROOT_PASSWORD",
            "PGPASSWORD",
            "API_KEY",
            "API_KEY_V2",
            "AWS_SECRET_ACCESS_KEY",
            "SECRET_KEY_BASE",
            "SECRET_KEY_OLD",
            "JWT_SECRET",
            "dbPassword",
            "NPM_TOKEN",
            "GITHUB_TOKEN_RO",
            "DB_PASS",
            "DB_PASS_PROD",
            "DBPASS",
            "JENKINS_PSW",
            "ADMIN_PASSWORD_1",
            "PASSWORD_DB",
            "REDIS_PASSWORD_MASTER",
            "SESSION_SECRET_PREVIOUS",
            "spring.datasource.password",
            "TS_AUTHKEY",
            "WIFI_PSK",
            "RABBITMQ_ERLANG_COOKIE",
        ] {
            assert_eq!(telling(name), Some(Telling::Plainly), "{name}");
        }
        for name in ["GITHUB_TOKEN_CI", "PASSWORD_HARBOR", "SECRET_ALPHA"] {
            assert_eq!(telling(name), Some(Telling::Loosely), "{name}");
        }
    }

    #[test]
    fn words_around_a_credential_name_a_setting() {
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
            "passwordKey",
            "PASSWORD_RESET_TIMEOUT",
            "REQUIRE_PASSWORD",
        ] {
            assert_eq!(telling(name), None, "{name}");
        }
    }
}
