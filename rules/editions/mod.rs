//! Editions: how every rule stood in a month, so that a repository that names one gets no news with a new version.
//!
//! The newest edition follows the rules; `BLESS=1 cargo test -p plimsoll-rules editions` writes it. All earlier ones
//! are history and never change.

use diag::Severity;

/// Every edition by its name, the newest last.
pub const EDITIONS: &[(&str, &str)] = &[("2026-12", include_str!("2026-12.yaml"))];

/// How rules stood in a month.
#[derive(Clone, Copy, Debug)]
pub struct Edition {
    text: &'static str,
}

/// How a rule stands in an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There was no such rule.
    Unborn,
    /// It ran only for those who asked.
    Off,
    /// It ran with this severity.
    On(Severity),
}

impl Edition {
    /// The edition of this name.
    pub fn find(name: &str) -> Option<Self> {
        EDITIONS.iter().find(|(it, _)| *it == name).map(|(_, text)| Self::of(text))
    }

    /// The edition that a text of `rule: level` lines describes.
    pub const fn of(text: &'static str) -> Self {
        Self { text }
    }

    /// How a rule stands in it.
    pub fn standing(self, rule: &str) -> Standing {
        let mut lines = self.text.lines();
        let level = lines.find_map(|line| line.strip_prefix(rule)?.strip_prefix(": "));
        match level {
            None => Standing::Unborn,
            Some(level) => level.parse().map_or(Standing::Off, Standing::On),
        }
    }
}
