//! Everything that was read, and the links between it.

use std::collections::BTreeMap;

use diag::{Gap, SourceId, Sources, Trouble};

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
    /// What Kubernetes objects must know of each other.
    pub kube: kube::Index,
    /// What was recognised but cannot be judged.
    pub gaps: Vec<Gap>,
    /// What could not be read or parsed as a whole.
    pub troubles: Vec<Trouble>,
    pub(crate) dockerfile_sources: BTreeMap<SourceId, usize>,
    pub(crate) dockerfile_paths: BTreeMap<String, usize>,
}

impl Project {
    /// Makes the tables that links are looked up in. To be called once, when all lists are complete.
    pub(crate) fn index(&mut self) {
        let all = || self.dockerfiles.iter().enumerate();
        self.dockerfile_sources = all().map(|(at, dockerfile)| (dockerfile.source, at)).collect();
        self.dockerfile_paths =
            all().map(|(at, dockerfile)| (dockerfile.path.clone(), at)).collect();
    }

    /// The Dockerfile that was read from a source.
    pub fn dockerfile_at(&self, source: SourceId) -> Option<&dockerfile::Dockerfile> {
        self.dockerfile_sources.get(&source).map(|at| &self.dockerfiles[*at])
    }

    /// The Dockerfile at a path relative to the root.
    pub fn dockerfile(&self, path: &str) -> Option<&dockerfile::Dockerfile> {
        self.dockerfile_paths.get(path).map(|at| &self.dockerfiles[*at])
    }
}
