//! What reports draw besides findings: the networks of a project, and the layers of defence of what runs.

use crate::Answer;

/// Which services of a project share which networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkGraph {
    /// The project, by the path of its file.
    pub project: String,
    /// Its services, in the order of the file.
    pub services: Vec<NetworkMember>,
    /// Its networks, sorted by name.
    pub networks: Vec<Network>,
}

/// A service as a member of networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkMember {
    /// Its name.
    pub name: String,
    /// Whether a port of it is open to more than its own host.
    pub is_published: bool,
    /// Whether it stores data that others work on.
    pub is_store: bool,
}

/// A network and who is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Its key in the file.
    pub name: String,
    /// Whether no way leads out of it.
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
