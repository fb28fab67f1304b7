//! `daemon.json` as dockerd reads it.

use crate::Value;
use crate::kube::Field;

/// Keys by which a `daemon.json` is known to be that of Docker.
pub(super) const KEYS: [&str; 45] = [
    "authorization-plugins",
    "bip",
    "bridge",
    "builder",
    "cgroup-parent",
    "containerd",
    "data-root",
    "default-address-pools",
    "default-cgroupns-mode",
    "default-ipc-mode",
    "default-runtime",
    "default-shm-size",
    "default-ulimits",
    "dns",
    "exec-opts",
    "exec-root",
    "experimental",
    "features",
    "fixed-cidr",
    "icc",
    "init",
    "insecure-registries",
    "ip-forward",
    "ip6tables",
    "iptables",
    "ipv6",
    "live-restore",
    "log-driver",
    "log-opts",
    "max-concurrent-downloads",
    "metrics-addr",
    "mtu",
    "no-new-privileges",
    "node-generic-resources",
    "registry-mirrors",
    "runtimes",
    "seccomp-profile",
    "selinux-enabled",
    "storage-driver",
    "storage-opts",
    "swarm-default-advertise-addr",
    "tlsverify",
    "userland-proxy",
    "userns-remap",
    "allow-direct-routing",
];

/// The declared configuration of an engine. Flags on dockerd's command line can override it.
#[derive(Clone, Debug)]
pub struct Daemon<'a> {
    root: Field<'a>,
}

impl<'a> Daemon<'a> {
    pub(super) fn new(root: Field<'a>) -> Self {
        Self { root }
    }

    /// A setting that is written.
    pub fn get(&self, key: &str) -> Option<Field<'a>> {
        self.root.get(key)
    }

    /// Whether a switch is written with this value.
    pub fn is(&self, key: &str, value: bool) -> bool {
        self.get(key).is_some_and(|field| field.bool() == Value::Known(value))
    }

    /// Addresses on which the engine takes orders over the network, as written.
    pub fn tcp_hosts(&self) -> Vec<Field<'a>> {
        let is_tcp = |host: &Field<'a>| host.str().is_some_and(|it| it.starts_with("tcp://"));
        self.root.list("hosts").into_iter().filter(is_tcp).collect()
    }

    /// Whether whoever gives orders has to show a certificate.
    pub fn verifies_clients(&self) -> bool {
        self.is("tlsverify", true)
    }
}
