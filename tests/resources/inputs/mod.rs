//! Inputs that are small and ask for much: one for each construct that can multiply, each of any size.

mod chains;
mod compose;
mod dockerfile;
mod kube;
mod kustomize;
mod policy;
mod shell;
mod text;

/// Files of a tree: a path and a text.
pub(crate) type Files = Vec<(String, String)>;

/// A construct that can multiply.
pub(crate) struct Construct {
    /// What it is called in tables: what is judged, then what multiplies.
    pub(crate) name: &'static str,
    /// Makes a tree of about so many bytes.
    pub(crate) files: fn(usize) -> Files,
}

/// All constructs, those of one kind of file together.
pub(crate) fn all() -> impl Iterator<Item = &'static Construct> {
    let tables = [
        compose::TABLE,
        chains::TABLE,
        dockerfile::TABLE,
        shell::TABLE,
        kube::TABLE,
        kustomize::TABLE,
        policy::TABLE,
    ];
    tables.into_iter().flatten()
}
