//! Which variables a value is put together from, and where they are written.

use diag::{SourceId, Span, Step};
use smol_str::SmolStr;
use syntax::yaml::{Data, Node};

use super::Project;
use crate::secret;

/// A variable of a file whose value became part of a value of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its name.
    pub(crate) name: SmolStr,
    /// What it brings.
    pub(crate) value: String,
    /// Where that is written, such as behind `NAME=` in `.env`.
    pub(crate) written: Span,
    /// Whether the value of the project is nothing else.
    pub(crate) is_whole: bool,
}

impl Piece {
    /// The step from where it is written to where it is used.
    pub(crate) fn used_at(&self, place: Span) -> Step {
        Step::at(place, format!("`{}` is used here", self.name))
    }

    /// Blames where it is written for a value that is nothing else.
    pub(super) fn take_blame(&self, node: &mut Node) {
        node.travel(self.used_at(node.span));
        node.span = self.written;
    }
}

/// The keys of ports, mounts and devices, in the order in which their short syntax names them.
const PARTS: [&str; 5] = ["host_ip", "source", "published", "target", "permissions"];

/// Blames variables for the parts of a long form that are made of nothing else.
pub(super) fn blame_parts(node: &mut Node, pieces: &[Piece]) {
    let Data::Map(map) = &mut node.data else { return };
    let mut pieces = pieces.iter().peekable();
    for key in PARTS {
        let Some(entry) = map.entry_mut(key) else { continue };
        let text = entry.value.as_str().unwrap_or_default();
        if let Some(piece) = pieces.next_if(|piece| piece.value == text) {
            piece.take_blame(&mut entry.value);
        }
    }
}

impl Project {
    /// The variables of files in the scalar that is written at a place.
    pub(super) fn pieces(&self, place: Span) -> &[Piece] {
        self.pieces.get(&place).map_or(&[], Vec::as_slice)
    }

    /// Where the credential is written that a variable brings into what is written at a place, and the step from there.
    pub fn credential_in(&self, place: Span) -> Option<(Span, Step)> {
        let (start, end) = place.range?;
        let inside = Span::new(place.source, start, start)..=Span::new(place.source, end, end);
        let inside = self.pieces.range(inside).filter(|(used, _)| place.encloses(**used));
        let mut pieces = inside.flat_map(|(used, pieces)| pieces.iter().map(|it| (*used, it)));
        let (used, piece) = pieces.find(|(_, piece)| {
            piece.is_whole
                || secret::names_credential(&piece.name)
                || secret::is_unmistakable(&piece.value)
        })?;
        Some((piece.written, piece.used_at(used)))
    }

    /// Where a scalar stands in its Compose file, whatever variable brings it.
    pub(super) fn used_at(&self, node: &Node) -> Span {
        let own = node.target().span;
        let steps =
            || node.steps().filter_map(|step| step.span).find(|span| !self.is_brought(*span));
        if self.is_brought(own) { steps().unwrap_or(own) } else { own }
    }

    /// Files whose variables are used or handed to services.
    pub fn variable_files(&self) -> impl Iterator<Item = SourceId> {
        let handed = self.env_files.values().flatten().map(|variable| variable.span.source);
        self.variables.keys().map(|place| place.source).chain(handed)
    }

    /// Whether a place lies in a file of variables rather than in a Compose file.
    pub(super) fn is_brought(&self, place: Span) -> bool {
        !self.files.iter().any(|file| file.source == place.source)
    }
}
