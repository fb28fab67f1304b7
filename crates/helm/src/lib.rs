//! What `helm template` renders from a chart, with the place that decided every byte.
//!
//! Neither a program nor the network is used. The judge of every behaviour is helm 4.3; where one is emulated, the comment
//! names the upstream place. Start at [`render`], which goes from a chart and values to texts; [`chart`] loads and merges
//! them, [`template`] is the language, [`exec`] executes it, [`functions`] is the library. [`origin`] and [`text`] carry
//! where each byte comes from, and [`locate`] moves a YAML tree of the result to those places.

mod assumed;
pub mod chart;
pub mod exec;
pub mod functions;
mod json;
pub mod locate;
pub mod origin;
pub mod output;
mod print;
pub mod render;
pub mod template;
pub mod text;
mod toml;
pub mod value;
pub mod yaml;
