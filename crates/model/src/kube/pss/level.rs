//! Levels, versions, and the labels by which a namespace asks for them.

use std::fmt;
use std::str::FromStr;

/// How much a pod may do, from anything to little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Anything.
    Privileged,
    /// Nothing that is known to give away the host.
    Baseline,
    /// What hardened pods need.
    Restricted,
}

impl Level {
    /// All levels, the most permissive first.
    pub const ALL: [Self; 3] = [Self::Privileged, Self::Baseline, Self::Restricted];

    /// Name as in labels: `restricted`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::Baseline => "baseline",
            Self::Restricted => "restricted",
        }
    }

    /// The level of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text)
            .ok_or_else(|| format!("`{text}` is none of `privileged`, `baseline`, `restricted`"))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A version of the standards: that of a minor version of Kubernetes 1, or the newest one known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Version {
    /// The newest one known.
    #[default]
    Latest,
    /// That of Kubernetes 1.N.
    Minor(u32),
}

impl Version {
    /// The newest version whose policy is known.
    pub const NEWEST: u32 = 37;

    /// Reads `latest` or `v1.N`, the latter without superfluous zeros.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "latest" {
            return Some(Self::Latest);
        }
        let digits = text.strip_prefix("v1.")?;
        let canonical = digits == "0" || !digits.starts_with('0');
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        (canonical && is_number).then(|| digits.parse().ok().map(Self::Minor))?
    }

    /// The minor version whose policy applies; versions from the future get the newest one known.
    pub fn minor(self) -> u32 {
        match self {
            Self::Latest => Self::NEWEST,
            Self::Minor(minor) => minor.min(Self::NEWEST),
        }
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text)
            .ok_or_else(|| format!("`{text}` is neither `latest` nor a version such as `v1.37`"))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest"),
            Self::Minor(minor) => write!(f, "v1.{minor}"),
        }
    }
}

/// What pods have to meet: a level at a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standard {
    /// The level.
    pub level: Level,
    /// The version.
    pub version: Version,
}

impl Standard {
    /// Reads `restricted@v1.37`, or a level alone for the newest version.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (level, version) = match text.split_once('@') {
            Some((level, version)) => (level, version.parse()?),
            None => (text, Version::Latest),
        };
        Ok(Self { level: level.parse()?, version })
    }
}

/// What a namespace does about violations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Rejects the pod.
    Enforce,
    /// Writes it into the audit log.
    Audit,
    /// Tells the user.
    Warn,
}

impl Mode {
    /// All modes, the strictest first.
    pub const ALL: [Self; 3] = [Self::Enforce, Self::Audit, Self::Warn];

    /// Name as in labels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Audit => "audit",
            Self::Warn => "warn",
        }
    }
}

/// Start of every label of the admission controller.
const PREFIX: &str = "pod-security.kubernetes.io/";

/// What the labels of a namespace ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Level and version that pods must meet, if the label is there.
    pub enforce: Option<(Level, Version)>,
    /// Level and version that are audited, if the label is there.
    pub audit: Option<(Level, Version)>,
    /// Level and version that are warned of, if the label is there.
    pub warn: Option<(Level, Version)>,
}

impl Labels {
    /// Reads the labels of a namespace as the admission controller does: what is written wrongly counts as `restricted`
    /// where it is enforced, as `privileged` elsewhere, and as the newest version.
    pub fn read<'t>(label: impl Fn(&str) -> Option<&'t str>) -> Self {
        let of = |mode: Mode| {
            let level = label(&Self::key(mode))?;
            let fallback =
                if mode == Mode::Enforce { Level::Restricted } else { Level::Privileged };
            let version = label(&Self::version_key(mode));
            let version = version.and_then(Version::parse).unwrap_or_default();
            Some((Level::parse(level).unwrap_or(fallback), version))
        };
        Self { enforce: of(Mode::Enforce), audit: of(Mode::Audit), warn: of(Mode::Warn) }
    }

    /// The key of a mode's label.
    pub fn key(mode: Mode) -> String {
        format!("{PREFIX}{}", mode.as_str())
    }

    /// The key of the label that goes with it and names a version.
    pub fn version_key(mode: Mode) -> String {
        format!("{PREFIX}{}-version", mode.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_labels_write_them() {
        assert_eq!(Version::parse("v1.24"), Some(Version::Minor(24)));
        assert_eq!(Version::parse("latest"), Some(Version::Latest));
        for text in ["1.24", "v1.024", "v1.", "v2.0", "v1.2.3", "Latest", "v1.99999999999"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
        assert_eq!(Version::Minor(99).minor(), Version::NEWEST);
    }

    #[test]
    fn a_standard_is_a_level_and_maybe_a_version() {
        let of = |level, version| Ok(Standard { level, version });
        assert_eq!(Standard::parse("baseline"), of(Level::Baseline, Version::Latest));
        assert_eq!(Standard::parse("restricted@v1.24"), of(Level::Restricted, Version::Minor(24)));
        for text in ["", "strict", "restricted@", "restricted@1.24", "@v1.24", "v1.24"] {
            assert!(Standard::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_wrong_label_fails_closed_only_where_it_is_enforced() {
        let labels = Labels::read(|key| match key {
            "pod-security.kubernetes.io/enforce-version" => Some("v1.30"),
            "pod-security.kubernetes.io/enforce" | "pod-security.kubernetes.io/warn" => {
                Some("strict")
            }
            _ => None,
        });
        assert_eq!(labels.enforce, Some((Level::Restricted, Version::Minor(30))));
        assert_eq!(labels.warn, Some((Level::Privileged, Version::Latest)));
        assert_eq!(labels.audit, None);
    }
}
