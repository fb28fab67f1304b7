//! Everything that was read, and the links between it.

use diag::{Gap, Sources, Trouble};

use crate::{compose, dockerfile, kube};

/// All container files of a run.
#[derive(Debug, Default)]
pub struct Project {
    /// The texts.
    pub sources: Sources,
    /// Dockerfiles, sorted by path.
    pub dockerfiles: Vec<dockerfile::Dockerfile>,
    /// Compose projects, sorted by the path of their main file.
    pub compose: Vec<compose::Project>,
    /// Kubernetes manifests, sorted by path.
    pub manifests: Vec<kube::Manifest>,
    /// What was recognised but cannot be judged.
    pub gaps: Vec<Gap>,
    /// What could not be read or parsed as a whole.
    pub troubles: Vec<Trouble>,
}
