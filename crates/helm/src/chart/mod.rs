//! Charts: their files, metadata, dependencies and values.

mod archive;
mod dependencies;
pub(crate) mod glob;
mod ignore;
mod load;
mod metadata;
mod values;

pub(crate) use dependencies::enable;
pub use load::{Chart, Files, Problem, Template, load};
pub use metadata::{Dependency, Metadata};
pub use values::{coalesce, overlay};
