//! Where copied and mounted files come from: the build context, another stage, or an image.

use std::sync::OnceLock;

use diag::Span;

use super::{Graph, RunMount, StageView, TransferView};
use crate::{ImageRef, Value};

/// What `--from` of COPY or of a mount means.
#[derive(Clone, Debug, PartialEq)]
pub enum CopySource {
    /// An earlier stage, by position.
    Stage(usize),
    /// This stage or a later one, which a build cannot use.
    Later(usize),
    /// An image, or a context that the build names.
    Image(ImageRef),
    /// Not decided by the file.
    Unknown,
}

impl<'a> StageView<'a> {
    /// What COPY or ADD takes files from; `None` for the build context.
    pub fn source_of(&self, transfer: &TransferView) -> Option<(CopySource, Span)> {
        let flag = transfer.flag("from")?;
        let source = match &flag.value {
            Value::Known(name) if transfer.deferred => self.deferred_source(name),
            Value::Known(name) => self.named_source(name),
            _ => CopySource::Unknown,
        };
        Some((source, flag.span))
    }

    /// What a mount takes files from; `None` for the build context and for mounts of other kinds.
    pub fn mount_source(&self, mount: &RunMount<'_>) -> Option<(CopySource, Span)> {
        let from = mount.get(&["from"])?;
        Some((self.named_source(from.value), from.span))
    }

    fn named_source(&self, name: &str) -> CopySource {
        if name.is_empty() || name.contains('$') {
            return CopySource::Unknown;
        }
        let position = |index: usize| {
            if index < self.index { CopySource::Stage(index) } else { CopySource::Later(index) }
        };
        let earlier = self.graph.stages[..self.index].iter().rposition(|it| it.name_is(name));
        if let Some(index) = earlier.or_else(|| self.graph.find(name)) {
            return position(index);
        }
        match name.parse::<usize>() {
            Ok(index) => CopySource::Later(index),
            Err(_) => CopySource::Image(ImageRef::parse(name)),
        }
    }

    /// What a name means in the file of an image that is built on this one: a stage of that file, if it could be one.
    fn deferred_source(&self, name: &str) -> CopySource {
        match self.named_source(name) {
            CopySource::Image(image) if image.tag.is_some() || name.contains('/') => {
                CopySource::Image(image)
            }
            CopySource::Stage(index) => CopySource::Stage(index),
            _ => CopySource::Unknown,
        }
    }

    /// The stage itself and those it starts from, nearest first. Where a variable decides, all that it may be.
    pub fn ancestry(&self) -> Vec<StageView<'a>> {
        let mut is_known = vec![false; self.index + 1];
        let mut found = vec![*self];
        let mut at = 0;
        while let Some(stage) = found.get(at).copied() {
            at += 1;
            for parent in stage.state().base.parents() {
                if !std::mem::replace(&mut is_known[parent], true) {
                    found.push(StageView { index: parent, ..stage });
                }
            }
        }
        found
    }

    /// Whether its layers are part of an image that somebody builds.
    pub fn is_shipped(&self) -> bool {
        let parts = || parts_of(self.graph, &self.dockerfile.outputs);
        if self.is_without_arguments() {
            return self.dockerfile.parts.shipped.get_or_init(parts)[self.index];
        }
        parts()[self.index]
    }

    /// Whether its layers are part of the image that a build makes to which no target is given.
    pub fn is_in_last_image(&self) -> bool {
        let parts = || parts_of(self.graph, &[self.graph.stages.len() - 1]);
        if self.is_without_arguments() {
            return self.dockerfile.parts.last.get_or_init(parts)[self.index];
        }
        parts()[self.index]
    }

    /// Whether it is seen as a build without arguments sees it, of which the file keeps what is asked often.
    fn is_without_arguments(&self) -> bool {
        std::ptr::eq(self.graph, &raw const self.dockerfile.graph)
    }
}

/// The stages of which images are made, by position; found out when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Parts {
    shipped: OnceLock<Vec<bool>>,
    last: OnceLock<Vec<bool>>,
}

/// Which stages the images that end with some stages are made of.
fn parts_of(graph: &Graph, ends: &[usize]) -> Vec<bool> {
    let mut is_part = vec![false; graph.stages.len()];
    let mut open = ends.to_vec();
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut is_part[index], true) {
            open.extend(graph.stages[index].base.parents());
        }
    }
    is_part
}
