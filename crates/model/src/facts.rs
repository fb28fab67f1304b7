//! The facts of a container that rules ask for, in the terms of the field.

use diag::{Span, Spanned, Step};

use crate::{Setting, Value};

/// A namespace of the host that a container may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostNamespace {
    /// Network stack.
    Network,
    /// Process table.
    Pid,
    /// System V IPC and POSIX message queues.
    Ipc,
    /// Host and domain name.
    Uts,
    /// User namespace.
    User,
    /// Control group namespace.
    Cgroup,
}

impl HostNamespace {
    /// Name for people: `network`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Pid => "PID",
            Self::Ipc => "IPC",
            Self::Uts => "UTS",
            Self::User => "user",
            Self::Cgroup => "cgroup",
        }
    }
}

/// A namespace and how it is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedNamespace {
    /// Which one.
    pub namespace: HostNamespace,
    /// Whether the host's is used.
    pub host: Setting<bool>,
}

/// What is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MountKind {
    /// A path of the host.
    Bind,
    /// A named or anonymous volume, a claim, or a volume that the image declares.
    Volume,
    /// Memory.
    Tmpfs,
    /// Scratch space that lives as long as the pod.
    EmptyDir,
    /// Configuration or secret material that the orchestrator projects.
    Projected,
    /// Anything else, by its own name (`image`, `npipe`, `cluster`, `csi`).
    Other(String),
}

/// A mount of a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Mount {
    /// What is mounted.
    pub kind: MountKind,
    /// Host path, volume name or claim.
    pub source: Value<String>,
    /// Path in the container.
    pub target: Value<String>,
    /// Whether the container cannot write to it.
    pub read_only: bool,
    /// `rshared`, `Bidirectional`, ... if set.
    pub propagation: Option<String>,
    /// Size limit in bytes of a tmpfs or emptyDir, if set and known.
    pub size_limit: Option<u64>,
    /// The mount as a whole: the place to blame.
    pub span: Span,
    /// How it came about.
    pub trail: Vec<Step>,
}

/// A seccomp or AppArmor profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The engine's default profile confines it.
    RuntimeDefault,
    /// Nothing confines it.
    Unconfined,
    /// A profile of its own, by name or path.
    Custom(String),
}

/// How an environment variable gets its value.
#[derive(Clone, Debug, PartialEq)]
pub enum EnvValue {
    /// A literal, or what interpolation makes of it.
    Literal(Value<String>),
    /// Whatever the deployer's shell has under that name.
    PassedThrough,
    /// A secret of the orchestrator, by name.
    FromSecret(String),
    /// Any other reference (a ConfigMap, a field).
    FromElsewhere(String),
}

/// An environment variable of a container.
#[derive(Clone, Debug, PartialEq)]
pub struct EnvVar {
    /// Name and where it is written.
    pub name: Spanned<String>,
    /// Value or source.
    pub value: EnvValue,
    /// The value as written, or the name if there is none: the place to blame.
    pub span: Span,
    /// How it came about.
    pub trail: Vec<Step>,
}

/// Who checks that a container is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// Nobody.
    None,
    /// Nobody, and nobody should: it is meant to end.
    NotExpected,
    /// Switched off on purpose (`HEALTHCHECK NONE`, `disable: true`).
    Disabled,
    /// A command, or probes: what they are in a few words.
    Checked(String),
}

/// A port that a container publishes or listens on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// First and last port in the container.
    pub container: Option<(u16, u16)>,
    /// First and last port on the host; `None` means not published, or an ephemeral one if `published`.
    pub host: Option<(u16, u16)>,
    /// Whether it is reachable through the host at all.
    pub published: bool,
    /// Host interface it is bound to, as written; `None` means all.
    pub interface: Option<String>,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
    /// Why the host's side is not known for certain, if it is not.
    pub doubt: Option<String>,
    /// Where it is written.
    pub span: Span,
    /// Where the interface is written, or would be: the port as a whole unless a variable brings it.
    pub interface_span: Span,
    /// Where the port of the host is written: the port as a whole unless a variable brings it.
    pub host_span: Span,
}

impl Port {
    /// Whether it is bound to addresses that only the host itself reaches.
    pub fn is_loopback(&self) -> bool {
        let address = self.interface.as_deref().unwrap_or_default();
        let address = address.trim_matches(['[', ']']);
        address.starts_with("127.") || matches!(address, "::1" | "localhost")
    }

    /// Whether it is bound to every interface of the host.
    pub fn is_everywhere(&self) -> bool {
        let address = self.interface.as_deref().unwrap_or_default();
        matches!(
            address.trim_matches(['[', ']']),
            "" | "0.0.0.0" | "::" | "0:0:0:0:0:0:0:0" | "::ffff:0.0.0.0"
        )
    }
}

/// When the engine starts a container again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restart {
    /// Never.
    No,
    /// After every stop, for ever (`always`, `unless-stopped`).
    Always(String),
    /// After failures; at most so many times if a number is given.
    OnFailure(Option<u32>),
}

/// A limit of a resource.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// None: the host's whole resource is at its disposal.
    Unlimited,
    /// At most so much: bytes of memory, CPUs, or processes.
    AtMost(f64),
}
