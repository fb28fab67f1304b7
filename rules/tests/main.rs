//! The proof of the rules: fixtures, the examples on the pages, and the conventions.

mod calibration;
mod common;
mod compose_concepts;
mod compose_probes;
mod controls;
mod dockerfile_concepts;
mod dockerfile_laws;
mod docs;
mod editions;
mod fixtures;
mod kube_concepts;
mod kube_traps;
mod laws;
mod probes;
mod tidy;
mod traps;
