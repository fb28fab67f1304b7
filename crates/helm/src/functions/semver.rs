//! Semantic versions and ranges of them. `Masterminds/semver/v3`.

use std::cmp::Ordering;
use std::fmt;

use super::{Row, args};
use crate::exec::{Exec, Result};
use crate::text::Text;
use crate::value::{Data, IntType, Object, Value};

pub(super) const TABLE: &[Row] =
    &[("semver", 1, 1, semver), ("semverCompare", 2, 2, semver_compare)];

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    pre: String,
    meta: String,
    original: String,
}

impl Version {
    /// Reads a version; `v1`, `1.2` are ones. `version.go` `NewVersion`.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix('v').unwrap_or(text);
        let (body, meta) = body.split_once('+').map_or((body, ""), |(body, meta)| (body, meta));
        let (core, pre) = body.split_once('-').map_or((body, ""), |(core, pre)| (core, pre));
        let mut numbers = [0; 3];
        let parts: Vec<&str> = core.split('.').collect();
        if parts.len() > 3 {
            return None;
        }
        for (at, part) in parts.iter().enumerate() {
            if part.is_empty() || !part.bytes().all(|it| it.is_ascii_digit()) {
                return None;
            }
            numbers[at] = part.parse().ok()?;
        }
        let is_word = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'.');
        let bad = |text: &str| text.split('.').any(str::is_empty) || !text.bytes().all(is_word);
        if (body.contains('-') && bad(pre)) || (text.contains('+') && bad(meta)) {
            return None;
        }
        Some(Self { numbers, pre: pre.into(), meta: meta.into(), original: text.into() })
    }

    /// A field or method of Go's type.
    pub(crate) fn field(&self, name: &str) -> Option<Data> {
        let int = |n: u64| Data::Int(i64::try_from(n).unwrap_or(i64::MAX), IntType::Int64);
        let text = |text: &str| Data::Str(Text::new(text, crate::origin::OriginId::NONE));
        Some(match name {
            "Major" => int(self.numbers[0]),
            "Minor" => int(self.numbers[1]),
            "Patch" => int(self.numbers[2]),
            "Prerelease" => text(&self.pre),
            "Metadata" => text(&self.meta),
            "Original" => text(&self.original),
            "String" => text(&self.to_string()),
            _ => return None,
        })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let core = self.numbers.cmp(&other.numbers);
        core.then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => pre_release(&self.pre, &other.pre),
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        if !self.pre.is_empty() {
            write!(f, "-{}", self.pre)?;
        }
        if !self.meta.is_empty() {
            write!(f, "+{}", self.meta)?;
        }
        Ok(())
    }
}

fn pre_release(a: &str, b: &str) -> Ordering {
    let mut theirs = b.split('.');
    for ours in a.split('.') {
        let Some(other) = theirs.next() else { return Ordering::Greater };
        let order = match (ours.parse::<u64>(), other.parse::<u64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => ours.cmp(other),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    if theirs.next().is_some() { Ordering::Less } else { Ordering::Equal }
}

/// A range: alternatives of comparisons that must all hold.
pub(crate) struct Range(Vec<Vec<Comparison>>);

struct Comparison {
    operator: &'static str,
    version: Version,
    /// How many numbers are written; the others are wildcards.
    n_written: usize,
}

const OPERATORS: [&str; 12] = ["=>", ">=", "=<", "<=", "!=", "~>", ">", "<", "=", "~", "^", ""];

impl Range {
    /// Reads a range. `constraints.go` `NewConstraint`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let alternatives = text.split("||").map(|part| {
            let part = hyphens(part);
            let mut comparisons = Vec::new();
            let mut rest = part.trim();
            while !rest.is_empty() {
                let (comparison, behind) = Comparison::parse(rest)?;
                comparisons.push(comparison);
                rest = behind.trim_start_matches([' ', ',', '\t']);
            }
            (!comparisons.is_empty()).then_some(comparisons)
        });
        alternatives.collect::<Option<_>>().map(Self)
    }

    /// Whether a version is in the range.
    pub(crate) fn holds(&self, version: &Version) -> bool {
        // A pre-release is in a group only where some comparison of it names one; since 3.4 that is asked per group.
        self.0.iter().any(|all| {
            let includes_pre = all.iter().any(|it| !it.version.pre.is_empty());
            all.iter().all(|it| it.holds(version, includes_pre))
        })
    }
}

/// `1.2 - 1.4` is `>=1.2 <=1.4`.
fn hyphens(text: &str) -> String {
    match text.split_once(" - ") {
        Some((from, to)) => format!(">={} <={}", from.trim(), to.trim()),
        None => text.to_owned(),
    }
}

impl Comparison {
    fn parse(text: &str) -> Option<(Self, &str)> {
        let operator = OPERATORS.iter().find(|it| text.starts_with(**it))?;
        let body = text[operator.len()..].trim_start();
        let end = body.find([' ', ',', '\t']).unwrap_or(body.len());
        let (written, rest) = body.split_at(end);
        let core = written.strip_prefix('v').unwrap_or(written);
        let split = core.find(['-', '+']).unwrap_or(core.len());
        let mut numbers = Vec::new();
        for part in core[..split].split('.') {
            if matches!(part, "x" | "X" | "*") {
                break;
            }
            numbers.push(part.parse::<u64>().ok()?);
        }
        if numbers.len() > 3 || (numbers.is_empty() && !core.starts_with(['x', 'X', '*'])) {
            return None;
        }
        let n_written = numbers.len();
        numbers.resize(3, 0);
        let padded = format!("{}.{}.{}{}", numbers[0], numbers[1], numbers[2], &core[split..]);
        let version = Version::parse(&padded)?;
        let operator = if *operator == "~>" { "~" } else { operator };
        Some((Self { operator, version, n_written }, rest))
    }

    fn holds(&self, version: &Version, includes_pre: bool) -> bool {
        if !version.pre.is_empty() && !includes_pre {
            return false;
        }
        let order = version.compare(&self.version);
        let same = |n: usize| version.numbers[..n] == self.version.numbers[..n];
        let partial = self.n_written < 3;
        match self.operator {
            "!=" if partial => !same(self.n_written),
            "!=" => order != Ordering::Equal,
            ">" if partial && self.n_written > 0 => {
                order == Ordering::Greater && !same(self.n_written)
            }
            ">" => order == Ordering::Greater,
            "<" => order == Ordering::Less,
            ">=" | "=>" => order != Ordering::Less,
            "<=" | "=<" if partial => order != Ordering::Greater || same(self.n_written),
            "<=" | "=<" => order != Ordering::Greater,
            "^" => order != Ordering::Less && self.caret(version),
            "~" => order != Ordering::Less && same(self.n_written.min(2)),
            _ if partial => order != Ordering::Less && same(self.n_written),
            _ => order == Ordering::Equal,
        }
    }

    /// `^`: the first number that is not zero stays. constraints.go constraintCaret.
    fn caret(&self, version: &Version) -> bool {
        let fixed = match self.version.numbers {
            _ if self.n_written == 0 => 0,
            [major, ..] if major > 0 => 1,
            _ if self.n_written == 1 => 1,
            [_, minor, _] if minor > 0 => 2,
            _ if self.n_written == 2 => 2,
            _ => 3,
        };
        version.numbers[..fixed] == self.version.numbers[..fixed]
    }
}

fn semver(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let Some(version) = Version::parse(args::string(exec, args, 0)?) else {
        return Err(exec.error("invalid semantic version"));
    };
    let from = exec.derived("semver", args);
    Ok(Value::new(Data::Object(std::rc::Rc::new(Object::Version(version))), from))
}

fn semver_compare(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (range, version) = (args::string(exec, args, 0)?, args::string(exec, args, 1)?);
    let Some(range) = Range::parse(range) else {
        return Err(exec.error(format!("improper constraint: {range}")));
    };
    let Some(version) = Version::parse(version) else {
        return Err(exec.error("invalid semantic version"));
    };
    let from = exec.derived("semverCompare", &[args[1].clone(), args[0].clone()]);
    Ok(Value::bool(range.holds(&version), from))
}
