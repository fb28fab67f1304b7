//! Kubernetes objects as the cluster would read them.

use diag::{SourceId, Span};

/// A file of Kubernetes documents.
#[derive(Debug)]
pub struct Manifest {
    /// The text it was read from.
    pub source: SourceId,
    /// Whether its own subjects are judged.
    pub judged: bool,
}

/// One Kubernetes object.
#[derive(Clone, Copy, Debug)]
pub struct ObjectView<'a> {
    /// The file it stands in.
    pub manifest: &'a Manifest,
}

/// A container of a pod.
#[derive(Clone, Copy, Debug)]
pub struct PodContainer<'a> {
    /// The object it belongs to.
    pub object: ObjectView<'a>,
    /// Its `name`, or the container itself.
    pub span: Span,
}

/// A kustomization that is to be rendered.
#[derive(Debug)]
pub struct Overlay {}

/// What an overlay renders.
#[derive(Debug)]
pub struct Rendered {}
