//! The canonical model: the long form of every short syntax.

mod long;
mod normal;
pub(super) mod port;
mod print;
pub(super) mod volume;

pub(super) use long::lengthen;
pub use print::Location;
