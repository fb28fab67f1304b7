//! Linux capabilities as the daemon and the kubelet compute them.

use diag::Spanned;

/// What a container adds to and drops from the engine's default set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Added, as written.
    pub add: Vec<Spanned<String>>,
    /// Dropped, as written.
    pub drop: Vec<Spanned<String>>,
}

/// The fourteen capabilities that Docker, containerd and CRI-O's Docker-compatible defaults grant (moby `oci/caps/defaults.go`).
pub const DEFAULT: [&str; 14] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// A capability's name without `CAP_`, in upper case.
pub fn normalise(name: &str) -> String {
    let upper = name.trim().to_ascii_uppercase();
    upper.strip_prefix("CAP_").map_or(upper.clone(), str::to_owned)
}

impl Capabilities {
    /// Whether every capability is dropped. `cap_add: [ALL]` beats `cap_drop: [ALL]`.
    pub fn drops_all(&self) -> bool {
        names(&self.drop, "ALL").is_some() && names(&self.add, "ALL").is_none()
    }

    /// Whether each default capability is dropped, all at once or one by one, and none is added.
    pub fn drops_defaults(&self) -> bool {
        let by_name = || DEFAULT.iter().all(|name| names(&self.drop, name).is_some());
        self.drops_all() || self.add.is_empty() && by_name()
    }
}

fn names<'a>(list: &'a [Spanned<String>], name: &str) -> Option<&'a Spanned<String>> {
    list.iter().find(|capability| normalise(&capability.value) == name)
}
