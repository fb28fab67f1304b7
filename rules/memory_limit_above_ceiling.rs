//! Containers that may take more memory than the organisation allows.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{Limit, Subject};
use serde::Deserialize;

use crate::words::advice;

pub(crate) const RULE: Builtin = Builtin {
    id: "memory-limit-above-ceiling",
    summary: "memory limit is above the ceiling of the organisation",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: Options::read::<MemoryLimitAboveCeiling>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct MemoryLimitAboveCeiling {
    /// The highest limit that is allowed.
    ceiling: Option<Size>,
}

/// A number of bytes as people write it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Size {
    text: String,
    bytes: f64,
}

impl TryFrom<String> for Size {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match bytes(&text) {
            Some(bytes) => Ok(Self { text, bytes }),
            None => Err(format!("`{text}` is no size; write one such as `512MiB`")),
        }
    }
}

impl Rule for MemoryLimitAboveCeiling {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        let Some(ceiling) = &self.ceiling else { return cx.not_applicable() };
        let limit = container.memory_limit();
        if limit.is(&Limit::Unlimited) {
            return cx.not_applicable();
        }
        let name = container.name();
        let finding = cx.expect(
            &limit,
            |limit| !matches!(limit, Limit::AtMost(bytes) if *bytes > ceiling.bytes),
            || format!("container `{name}` may take more memory than `{}`", ceiling.text),
            || format!("container `{name}` may be allowed more memory than `{}`", ceiling.text),
        );
        if let Some(finding) = finding {
            finding.help(advice(
                container,
                "lower `mem_limit`, or raise `ceiling` for this environment",
                "lower `resources.limits.memory`, or raise `ceiling` for this environment",
            ));
        }
    }
}

/// `512MiB`, `512Mi` and `512m` are powers of 1024, `512MB` is a power of 1000.
fn bytes(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 11] = [
        ("gib", 1_073_741_824.0),
        ("mib", 1_048_576.0),
        ("kib", 1024.0),
        ("gi", 1_073_741_824.0),
        ("mi", 1_048_576.0),
        ("gb", 1e9),
        ("mb", 1e6),
        ("kb", 1e3),
        ("g", 1_073_741_824.0),
        ("m", 1_048_576.0),
        ("k", 1024.0),
    ];
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS.iter().find_map(|(unit, factor)| Some((lower.strip_suffix(unit)?, *factor)));
    let (number, factor) = unit.unwrap_or((&lower, 1.0));
    let number: f64 = number.trim().parse().ok()?;
    (number.is_finite() && number > 0.0).then_some(number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, expected) in [
            ("512MiB", Some(536_870_912.0)),
            ("512 Mi", Some(536_870_912.0)),
            ("512m", Some(536_870_912.0)),
            ("512MB", Some(512e6)),
            ("1.5g", Some(1_610_612_736.0)),
            ("1000", Some(1000.0)),
            ("0", None),
            ("-1m", None),
            ("much", None),
        ] {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }
}
