//! Where credentials stand in running text, so that no report spells them out.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{SHAPES, is_credential, is_reference, names_credential};

/// What stands for a credential in a text.
const STARS: &str = "********";

/// All shapes at once, and what lies between user and host of a URL.
static CERTAIN: LazyLock<Regex> = LazyLock::new(|| {
    let shapes: Vec<_> = SHAPES.iter().map(|(pattern, _)| *pattern).collect();
    let url = r#"://[^\s/?#:@"'`]*:(?<url>[^\s/?#@"'`]+)@"#;
    Regex::new(&format!("{url}|{}", shapes.join("|"))).expect("the patterns are tested")
});

/// A name and its value: `PASSWORD=x`, `password: "x"`, `--token=x`.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"(?<name>[A-Za-z][\w.-]*)["']?\s*[:=]\s*["']?(?<value>[^\s"'`,;&|)\]}]+)"#;
    Regex::new(pattern).expect("the pattern is tested")
});

/// The credentials in a text that their shape or a URL gives away, in order.
fn certain(text: &str) -> impl Iterator<Item = Range<usize>> {
    CERTAIN.captures_iter(text).filter_map(|found| match found.name("url") {
        Some(password) => {
            let value = password.as_str();
            (!is_reference(value) && is_credential(value)).then(|| password.range())
        }
        None => found.get(0).map(|whole| whole.range()),
    })
}

/// The credentials in a line of a source: those of a telling shape, and those that follow a telling name.
pub fn spots(line: &str) -> Vec<Range<usize>> {
    let named = NAMED.captures_iter(line).filter_map(|found| {
        let (name, value) = (found.name("name")?, found.name("value")?);
        let is_secret = names_credential(name.as_str())
            && !is_reference(value.as_str())
            && is_credential(value.as_str());
        is_secret.then(|| value.range())
    });
    certain(line).chain(named).collect()
}

/// Whether a text spells out a credential, by its shape or in a URL.
pub fn discloses(text: &str) -> bool {
    certain(text).next().is_some()
}

/// A text with stars for every credential that its shape or a URL gives away.
pub fn veil(text: &str) -> Cow<'_, str> {
    covered(text, certain(text))
}

/// A line of a source with stars for its credentials.
pub fn veil_line(line: &str) -> Cow<'_, str> {
    let mut spots = spots(line);
    spots.sort_unstable_by_key(|spot| (spot.start, spot.end));
    covered(line, spots.into_iter())
}

fn covered(text: &str, spots: impl Iterator<Item = Range<usize>>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for spot in spots {
        if spot.start >= done {
            out.push_str(&text[done..spot.start]);
            out.push_str(STARS);
        }
        done = done.max(spot.end);
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> String {
        format!("ghp_{}", "a1B2".repeat(9))
    }

    #[test]
    fn shapes_and_passwords_in_urls_are_covered() {
        let token = token();
        for (text, veiled) in [
            ("`https://u:hunter2@host/x` is not read", "`https://u:********@host/x` is not read"),
            (&format!("{token}, {token}"), "********, ********"),
            (&format!("`https://u:{token}@host`"), "`https://u:********@host`"),
            (
                "http://host:80/a@b and `postgres://u:${P}@db`",
                "http://host:80/a@b and `postgres://u:${P}@db`",
            ),
            ("the password: unknown", "the password: unknown"),
        ] {
            assert_eq!(veil(text), veiled);
            assert_eq!(discloses(text), text != veiled, "{text}");
        }
    }

    #[test]
    fn lines_hide_what_follows_a_telling_name() {
        for (line, veiled) in [
            ("RUN sudo PASSWORD=hunter2 app", "RUN sudo PASSWORD=******** app"),
            (r#"{"db_password": "hunter2"}"#, r#"{"db_password": "********"}"#),
            ("password: ${P}", "password: ${P}"),
            ("RUN echo 'ci ALL=(ALL) NOPASSWD:ALL'", "RUN echo 'ci ALL=(ALL) NOPASSWD:ALL'"),
            ("automountServiceAccountToken: false", "automountServiceAccountToken: false"),
            ("PASSWORD=postgres://u:hunter2@db", "PASSWORD=********"),
        ] {
            assert_eq!(veil_line(line), veiled);
        }
    }
}
