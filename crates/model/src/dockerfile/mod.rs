//! What a Dockerfile builds: stages, what they inherit, and the images that come out.

use diag::{SourceId, Span, SubjectKind};

use crate::{Container, Health, ImageRef, Setting, User};

/// A Dockerfile with its stage graph.
#[derive(Debug)]
pub struct Dockerfile {
    /// The text it was read from.
    pub source: SourceId,
    /// Whether its own subjects are judged, or it was only read because something builds it.
    pub judged: bool,
}

/// One stage of a Dockerfile.
#[derive(Clone, Copy, Debug)]
pub struct StageView<'a> {
    /// The file.
    pub dockerfile: &'a Dockerfile,
    /// Position among the stages.
    pub index: usize,
}

impl StageView<'_> {
    /// The image outside this file that the stage is built from; `None` for `scratch` and for another stage.
    pub fn external_base(&self) -> Option<Setting<ImageRef>> {
        Some(Setting::unknown("not resolved", Span::file(self.dockerfile.source)))
    }
}

/// An output stage, judged as the image it is.
#[derive(Clone, Debug)]
pub struct Image<'a> {
    /// The stage.
    pub stage: StageView<'a>,
}

impl Container for Image<'_> {
    fn kind(&self) -> SubjectKind {
        SubjectKind::Image
    }

    fn name(&self) -> &'static str {
        "final"
    }

    fn span(&self) -> Span {
        Span::file(self.stage.dockerfile.source)
    }

    fn image(&self) -> Setting<ImageRef> {
        Setting::unknown("not resolved", self.span())
    }

    fn user(&self) -> Setting<User> {
        Setting::unknown("not resolved", self.span())
    }

    fn health(&self) -> Setting<Health> {
        Setting::default(Health::None, self.span())
    }

    fn as_image(&self) -> Option<&Image<'_>> {
        Some(self)
    }
}
