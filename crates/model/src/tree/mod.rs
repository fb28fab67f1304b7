//! What Kubernetes and Compose share: comments and places of YAML trees.

pub(crate) mod comment;
pub(crate) mod place;
