//! What an AppArmor profile that allows every file still denies.

use regex::Regex;

use super::{AppArmorProfile, AppArmorRule};

/// The rule that allows every file there is, if a profile has one.
pub fn allows_every_file(profile: &AppArmorProfile) -> Option<&AppArmorRule> {
    let is_it =
        |rule: &&AppArmorRule| !rule.is_deny() && matches!(rule.body(), [it] if it == "file");
    profile.rules.iter().find(is_it)
}

/// Of some paths, each with the access that is asked for (`r` or `w`), those that no rule of a profile denies. A rule whose
/// pattern is not understood is taken to deny.
pub fn undenied<T>(
    profile: &AppArmorProfile,
    paths: impl IntoIterator<Item = T>,
    asks: impl Fn(&T) -> (&'static str, char),
) -> Vec<T> {
    let denials: Vec<_> =
        profile.rules.iter().filter(|it| it.is_deny()).filter_map(denial).collect();
    let is_denied = |it: &T| {
        let (path, access) = asks(it);
        denials.iter().any(|(pattern, accesses)| {
            accesses.contains(access) && pattern.as_ref().is_none_or(|it| it.is_match(path))
        })
    };
    paths.into_iter().filter(|it| !is_denied(it)).collect()
}

/// The pattern of a rule about files, and its permissions in either order.
fn denial(rule: &AppArmorRule) -> Option<(Option<Regex>, &str)> {
    let body = rule.body();
    let words = body.strip_prefix(&["file".to_owned()]).unwrap_or(body);
    let is_path = |word: &str| word.starts_with(['/', '@', '"', '{']);
    match words {
        [path, access, ..] if is_path(path) => Some((pattern(path), access)),
        [access, path] if is_path(path) => Some((pattern(path), access)),
        _ => None,
    }
}

/// The regular expression of a pattern of `apparmor.d(5)`, which has `?`, `*`, `**`, `[...]` and `{..., ...}`.
fn pattern(text: &str) -> Option<Regex> {
    let text = text.trim_matches('"').replace("@{PROC}", "/proc").replace("@{sys}", "/sys");
    if text.contains("@{") {
        return None;
    }
    let mut all = String::from("^");
    let mut rest = text.as_str();
    while let Some(next) = rest.chars().next() {
        let (length, piece) = match next {
            '*' if rest.starts_with("**") => (2, ".*".to_owned()),
            '*' => (1, "[^/]*".to_owned()),
            '?' => (1, "[^/]".to_owned()),
            '{' => (1, "(?:".to_owned()),
            '}' => (1, ")".to_owned()),
            ',' => (1, "|".to_owned()),
            '[' => {
                let length = rest.find(']')? + 1;
                (length, rest[..length].to_owned())
            }
            '\\' => return None,
            plain => (plain.len_utf8(), regex::escape(&rest[..plain.len_utf8()])),
        };
        all.push_str(&piece);
        rest = &rest[length..];
    }
    Regex::new(&format!("{all}$")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_the_parser_of_apparmor_has_them() {
        for (text, path, is_match) in [
            ("@{PROC}/*", "/proc/mtrr", true),
            ("@{PROC}/*", "/proc/irq/a", false),
            ("@{PROC}/{[^1-9],[^1-9][^0-9],[^1-9s][^0-9y][^0-9s]*}/**", "/proc/irq/a", true),
            ("@{PROC}/sys/[^k]**", "/proc/sys/vm/a", true),
            ("@{PROC}/sys/[^k]**", "/proc/sys/kernel/a", false),
            ("/sys/f[^s]*/**", "/sys/firmware/a/b", true),
            ("/**", "/proc/mtrr", true),
            ("@{HOME}/**", "/proc/mtrr", true),
        ] {
            let found = pattern(text).is_none_or(|it| it.is_match(path));
            assert_eq!(found, is_match, "{text} {path}");
        }
    }
}
