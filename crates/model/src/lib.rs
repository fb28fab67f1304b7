//! What will really run: typed views over the trees, effective values, and the links between files.
//!
//! Total: every function answers for every input. Files that other files name are asked for through [`Files`].

pub mod budget;
mod built;
pub mod capability;
pub mod catalogue;
pub mod compose;
mod container;
mod content;
pub mod dockerfile;
pub mod estate;
mod facts;
pub mod files;
mod image_ref;
mod images;
mod kind;
pub mod kube;
pub mod load;
mod project;
pub mod secret;
mod secret_file;
mod setting;
pub mod shell;
mod subject;
mod tree;
mod unit;
mod user;

pub use capability::Capabilities;
pub use catalogue::DefaultUser;
pub use container::Container;
pub use content::ContentSearch;
pub use facts::{
    EnvValue, EnvVar, Health, HostNamespace, Limit, Mount, MountKind, Port, Profile, Restart,
    SharedNamespace,
};
pub use files::{Files, Unavailable};
pub use image_ref::ImageRef;
pub use images::{BuiltStage, BuiltUser, FoundBuild, ImageBuild};
pub use kind::FileKind;
pub use project::Project;
pub use secret_file::secret_file;
pub use setting::{Origin, Setting, Truth, Value};
pub use subject::{Scope, Subject, View};
pub use syntax::SyntaxError;
pub use unit::{CommentSite, Part, Unit};
pub use user::User;
