//! What reports draw besides findings: the networks of a project, and the layers of defence of what runs.

use crate::Answer;

/// Which services of a project share which networks, or which policies isolate which workloads of a namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkGraph {
    /// What keeps its members apart.
    pub segments: Segments,
    /// The project, by the path of its file, or the namespace.
    pub project: String,
    /// Its services in the order of the file, or its workloads by name.
    pub services: Vec<NetworkMember>,
    /// Its networks or policies, sorted by name.
    pub networks: Vec<Network>,
}

/// What keeps services apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Segments {
    /// Networks of a Compose project: whoever shares one can talk.
    #[default]
    Networks,
    /// Network policies of a namespace: whoever is selected by one is isolated.
    Policies,
}

/// A service as a member of networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkMember {
    /// Its name.
    pub name: String,
    /// Whether it can be reached from outside: through a port of the host, or past all policies.
    pub is_published: bool,
    /// Whether it stores data that others work on.
    pub is_store: bool,
}

/// A network and who is in it, or a policy and whom it selects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Its key in the file.
    pub name: String,
    /// Whether no way leads out of the network, or the policy lets nothing through in a direction.
    pub is_internal: bool,
    /// Its members, by position among the services.
    pub members: Vec<usize>,
}

/// Which layers of defence stand around what runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hardening {
    /// Names of the layers.
    pub layers: Vec<String>,
    /// What runs, in the order of the files.
    pub rows: Vec<HardeningRow>,
}

/// The layers around one container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HardeningRow {
    /// Its name for people: `service web`.
    pub subject: String,
    /// The file that declares it.
    pub path: String,
    /// What every layer comes to; nothing where no rule looked.
    pub cells: Vec<Option<Answer>>,
}
