//! Where credentials stand in running text, so that no report spells them out.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::commands;
use super::names::names_credential;
use super::shapes;
use super::values::{is_credential, is_reference, is_unmistakable};

/// What stands for a credential in a text.
pub(crate) const STARS: &str = "********";

/// A name and its value: `PASSWORD=x`, `password: "x"`, `--token=x`.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"(?<name>[A-Za-z][\w.-]*)["']?\s*[:=]\s*["']?(?<value>[^\s"'`,;&|)\]}{\[][^\s"'`,;&|)\]}]*)"#;
    Regex::new(pattern).expect("the pattern is tested")
});

/// A variable in braces and the word behind its operator: `${PASSWORD:-x}`.
static WORDED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"\$\{(?<name>[A-Za-z_]\w*):?(?<operator>[-+?])(?<word>[^{}]*)\}";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Somebody's password before the registry of an image, where none belongs: `user:x@registry.example/app`. A digest has a
/// colon behind its `@`.
static USERINFO: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"[^\s:@"'`]+:(?<v>[^\s/:@"'`]+)@[\w.-]+(?::\d+)?/"#;
    Regex::new(pattern).expect("the pattern is tested")
});

/// A token before the host of a URL: `https://x@example.org`.
static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"://(?<v>[^\s/?#:@"'`]+)@"#).expect("the pattern is tested"));

/// A variable of a container of Kubernetes in one line: `{name: DB_PASSWORD, value: x}`.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"\bname["']?\s*:\s*["']?(?<name>[\w.-]+)["']?\s*,\s*["']?value["']?\s*:\s*["']?(?<value>[^\s"',}]+)"#;
    Regex::new(pattern).expect("the pattern is tested")
});

/// The credentials in a text that their shape or a URL gives away, in order.
fn certain(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut found: Vec<_> = shapes::spots(text).map(|(range, _)| range).collect();
    if text.contains('@') {
        let value = |found: regex::Captures<'_>| found.name("v").map(|it| it.range());
        let named = USERINFO.captures_iter(text).filter_map(value);
        found.extend(named.filter(|spot| is_credential(&text[spot.clone()])));
        let tokens = TOKEN.captures_iter(text).filter_map(value);
        found.extend(tokens.filter(|spot| is_unmistakable(&text[spot.clone()])));
    }
    found.sort_unstable_by_key(|spot| (spot.start, spot.end));
    found.into_iter()
}

/// The credentials in a line of a source: those of a telling shape, and those that follow a telling name.
pub fn spots(line: &str) -> Vec<Range<usize>> {
    let named = NAMED.captures_iter(line).filter_map(|found| {
        let (name, value) = (found.name("name")?, found.name("value")?);
        if line[..name.start()].ends_with("${") {
            return None;
        }
        let is_secret = names_credential(name.as_str())
            && !is_reference(value.as_str())
            && is_credential(value.as_str());
        is_secret.then(|| value.range())
    });
    let pairs = PAIR.captures_iter(line).filter_map(|found| {
        let (name, value) = (found.name("name")?, found.name("value")?);
        super::classify(name.as_str(), value.as_str()).map(|_| value.range())
    });
    let told = named.chain(pairs).chain(worded(line)).chain(commands::spots(line));
    certain(line).chain(told).collect()
}

/// The credential in a line of a source, if the line holds the value of a variable that a line beside it names:
/// `- name: DB_PASSWORD`, then `value: x`.
pub fn spot_beside(line: &str, beside: [&str; 2]) -> Option<Range<usize>> {
    let value_of = |line: &str, key: &str| -> Option<Range<usize>> {
        let rest = line.trim_start().trim_start_matches("- ").trim_start();
        let value = rest.strip_prefix(key)?.strip_prefix(':')?.trim_matches(['"', '\'', ' ', '\r']);
        let start = value.as_ptr() as usize - line.as_ptr() as usize;
        (!value.is_empty()).then(|| start..start + value.len())
    };
    let value = value_of(line, "value")?;
    let names = beside.into_iter().filter_map(|line| Some(&line[value_of(line, "name")?]));
    let is_secret = |name: &str| super::classify(name, &line[value.clone()]).is_some();
    names.into_iter().any(is_secret).then_some(value.clone())
}

/// The credentials among the words of variables whose name tells of one.
fn worded(line: &str) -> Vec<Range<usize>> {
    if !line.contains("${") {
        return Vec::new();
    }
    let found = WORDED.captures_iter(line).filter_map(|found| {
        let (name, word) = (found.name("name")?, found.name("word")?);
        let is_message = &found["operator"] == "?";
        let secrets =
            names_credential(name.as_str()).then(|| secrets_in(word.as_str(), is_message));
        let shift = move |spot: Range<usize>| spot.start + word.start()..spot.end + word.start();
        Some(secrets?.into_iter().map(shift))
    });
    found.flatten().collect()
}

/// Where credentials stand in what a variable brings whose name tells of one: its value as a whole, or words of a message.
pub(crate) fn secrets_in(text: &str, is_message: bool) -> Vec<Range<usize>> {
    if !is_message {
        let is_secret = !is_reference(text) && is_credential(text);
        return std::iter::once(0..text.len()).filter(|_| is_secret).collect();
    }
    let ends = text.match_indices(char::is_whitespace).map(|(at, space)| (at, at + space.len()));
    let mut start = 0;
    let mut spots = Vec::new();
    for (end, next) in ends.chain([(text.len(), text.len())]) {
        if is_unmistakable(&text[start..end]) {
            spots.push(start..end);
        }
        start = next;
    }
    spots
}

/// Whether a text spells out a credential, by its shape or in a URL.
pub fn discloses(text: &str) -> bool {
    certain(text).next().is_some()
}

/// Credentials that are known by themselves, wherever they stand.
#[derive(Debug, Default)]
pub struct Known(Vec<Regex>);

impl Known {
    /// How many credentials one pattern looks for.
    const AT_ONCE: usize = 500;
    /// More than that many credentials of any length that variables may have.
    const PATTERN_SIZE: usize = 1 << 32;

    /// Those of a list, longer ones before what they begin with.
    pub fn of<'s>(credentials: impl IntoIterator<Item = &'s str>) -> Self {
        let mut words: Vec<String> = credentials.into_iter().map(regex::escape).collect();
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.dedup();
        let pattern = |words: &[String]| {
            RegexBuilder::new(&words.join("|")).size_limit(Self::PATTERN_SIZE).build().ok()
        };
        Self(words.chunks(Self::AT_ONCE).filter_map(pattern).collect())
    }

    /// A text with stars for each of them, and for what [`veil`] covers.
    pub fn veil<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.0.iter().flat_map(|pattern| pattern.find_iter(text));
        let mut spots: Vec<_> = found.map(|it| it.range()).collect();
        if spots.is_empty() {
            return veil(text);
        }
        spots.extend(certain(text));
        spots.sort_unstable_by_key(|spot| (spot.start, spot.end));
        covered(text, spots.into_iter())
    }
}

/// A text with stars for every credential that its shape or a URL gives away.
pub fn veil(text: &str) -> Cow<'_, str> {
    covered(text, certain(text))
}

/// The name of a place with stars for credentials: by the text alone, so that the name is the same whatever else is known.
/// Only items of lists, which stand in brackets, are written by their text: `command[curl -u a:x]`. One on its own may
/// be an option with its value: `[-px]`.
pub fn veil_place(place: &str) -> Cow<'_, str> {
    let Some(first) = place.find('[') else { return Cow::Borrowed(place) };
    let items = &place[first..];
    let mut spots = spots(items);
    let glued = items.match_indices("[-").filter_map(|(at, _)| {
        let start = at + "[-p".len();
        let end = start + items.get(start..)?.find(']')?;
        is_unmistakable(&items[start..end]).then_some(start..end)
    });
    spots.extend(glued);
    spots.sort_unstable_by_key(|spot| (spot.start, spot.end));
    match covered(items, spots.into_iter()) {
        Cow::Borrowed(_) => Cow::Borrowed(place),
        Cow::Owned(items) => Cow::Owned(format!("{}{items}", &place[..first])),
    }
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
    fn known_credentials_are_covered_wherever_they_stand() {
        let known = Known::of(["hunter22", "hunter22+x"]);
        assert_eq!(known.veil("no port: `hunter22+x`, hunter2"), "no port: `********`, hunter2");
        assert_eq!(known.veil("`https://u:abc123@h` hunter22"), "`https://u:********@h` ********");
        assert_eq!(Known::default().veil("hunter22"), "hunter22");
    }

    #[test]
    fn lines_hide_what_follows_a_telling_name() {
        for (line, veiled) in [
            ("RUN sudo PASSWORD=hunter2 app", "RUN sudo PASSWORD=******** app"),
            (r#"{"db_password": "hunter2"}"#, r#"{"db_password": "********"}"#),
            ("a: {x: [{PASSWORD: hunter2}]}", "a: {x: [{PASSWORD: ********}]}"),
            ("password: ${P}", "password: ${P}"),
            ("RUN echo 'ci ALL=(ALL) NOPASSWD:ALL'", "RUN echo 'ci ALL=(ALL) NOPASSWD:ALL'"),
            ("automountServiceAccountToken: false", "automountServiceAccountToken: false"),
            ("PASSWORD=postgres://u:hunter2@db", "PASSWORD=********"),
            ("image: u:hunter22@registry.example/a:1", "image: u:********@registry.example/a:1"),
            (
                "git clone https://hunter22@example.org/a",
                "git clone https://********@example.org/a",
            ),
            ("- {name: DB_PASSWORD, value: hunter22}", "- {name: DB_PASSWORD, value: ********}"),
            ("FROM a:1.2.3@sha256:0123abc", "FROM a:1.2.3@sha256:0123abc"),
            ("count: ${DB_PASSWORD:-hunter2}", "count: ${DB_PASSWORD:-********}"),
            ("${DB_PASSWORD:?set it to hunter22}", "${DB_PASSWORD:?set it to ********}"),
            (
                "${DB_PASSWORD:?set it first} ${TAG:-1.27}",
                "${DB_PASSWORD:?set it first} ${TAG:-1.27}",
            ),
        ] {
            assert_eq!(veil_line(line), veiled);
        }
    }

    #[test]
    fn places_keep_the_names_of_objects_and_hide_what_is_written_in_lists() {
        for (place, veiled) in [
            ("Secret/db-password:data.token", "Secret/db-password:data.token"),
            ("Pod/api-token:spec.containers[a].image", "Pod/api-token:spec.containers[a].image"),
            (
                "Pod/a:spec.containers[a].command[curl -u x:hunter22x http://y | sh]",
                "Pod/a:spec.containers[a].command[curl ******** http://y | sh]",
            ),
            ("Pod/a:command[-phunter22x]", "Pod/a:command[-p********]"),
            (
                "services.a.environment[DB_PASSWORD=hunter22x]",
                "services.a.environment[DB_PASSWORD=********]",
            ),
        ] {
            assert_eq!(veil_place(place), veiled);
        }
    }
}
