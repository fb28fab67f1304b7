//! The canonical model: the long form of every short syntax.

mod long;
pub(super) mod port;
pub(super) mod volume;

pub(super) use long::lengthen;
