//! Layers of defence: what hardening is there for, and what a subject lacks of it.

use std::fmt;

/// A layer of defence. The score weighs nine of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// As whom processes and accounts act.
    Identity,
    /// What processes are allowed to do beyond an ordinary user.
    Privileges,
    /// What the kernel filters and keeps apart.
    Kernel,
    /// What can be written, and what of the host is mounted.
    Filesystem,
    /// How much of the host a container can use up.
    Resources,
    /// Who reaches what.
    Network,
    /// Where credentials are kept.
    Secrets,
    /// What is built and run, and where it comes from.
    SupplyChain,
    /// Whether failures are noticed.
    Health,
}

impl Layer {
    /// All layers, in the order in which reports list them.
    pub const ALL: [Self; 9] = [
        Self::Identity,
        Self::Privileges,
        Self::Kernel,
        Self::Filesystem,
        Self::Resources,
        Self::Network,
        Self::Secrets,
        Self::SupplyChain,
        Self::Health,
    ];

    /// Lower-case name, as reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Privileges => "privileges and capabilities",
            Self::Kernel => "kernel profiles",
            Self::Filesystem => "filesystem and mounts",
            Self::Resources => "resources",
            Self::Network => "network",
            Self::Secrets => "secrets",
            Self::SupplyChain => "supply chain",
            Self::Health => "health and logs",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a rule means for a layer of defence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Defence {
    /// The layer.
    pub layer: Layer,
    /// How much of the layer it earns where it holds, beside the others; 0 for what only costs where it fails.
    pub share: f64,
    /// What a subject lacks where nothing is written and one key adds it: `memory limit`.
    pub setting: Option<&'static str>,
}

/// What to write so that a subject no longer lacks some settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// Lines of YAML, relative to the subject's own mapping.
    pub lines: Vec<String>,
    /// What has to be found out first, one sentence each.
    pub open: Vec<String>,
}
