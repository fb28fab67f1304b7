//! Text with holes where variables cannot be known.

use smol_str::SmolStr;

/// The result of an expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expanded {
    /// Every part is known.
    Known(String),
    /// Some part depends on what the files do not say.
    Unknown(Template),
}

impl Expanded {
    /// The text, if it is known.
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Known(text) => Some(text),
            Self::Unknown(_) => None,
        }
    }
}

/// Text with holes, such as `base-` and a hole for `base-${ARCH}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: String,
    holes: Vec<usize>,
    /// Why the first hole is one.
    pub reason: SmolStr,
}

impl Template {
    /// The literal parts in order; between each two there is a hole.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.holes.iter().copied());
        let ends = self.holes.iter().copied().chain([self.text.len()]);
        starts.zip(ends).map(|(start, end)| &self.text[start..end])
    }

    /// Whether the text can become `candidate` for some values of the holes.
    pub fn could_be(&self, candidate: &str) -> bool {
        let mut literals = self.literals();
        let Some(mut rest) = literals.next().and_then(|first| candidate.strip_prefix(first)) else {
            return false;
        };
        let mut middle: Vec<&str> = literals.collect();
        let last = middle.pop().unwrap_or_default();
        for literal in middle {
            let Some(at) = rest.find(literal) else { return false };
            rest = &rest[at + literal.len()..];
        }
        rest.ends_with(last)
    }
}

/// Text under construction.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    pub(super) text: String,
    holes: Vec<usize>,
    reason: SmolStr,
}

impl Value {
    pub(super) fn known(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(super) fn hole(reason: SmolStr) -> Self {
        Self { text: String::new(), holes: vec![0], reason }
    }

    pub(super) fn has_holes(&self) -> bool {
        !self.holes.is_empty()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.holes.is_empty()
    }

    pub(super) fn reason(&self) -> SmolStr {
        self.reason.clone()
    }

    pub(super) fn push_hole(&mut self, reason: SmolStr) {
        if self.holes.is_empty() {
            self.reason = reason;
        }
        if self.holes.last() != Some(&self.text.len()) {
            self.holes.push(self.text.len());
        }
    }

    pub(super) fn push(&mut self, other: &Self) {
        let mut from = 0;
        for &hole in &other.holes {
            self.text.push_str(&other.text[from..hole]);
            self.push_hole(other.reason.clone());
            from = hole;
        }
        self.text.push_str(&other.text[from..]);
    }

    /// The literal runs and holes in order; `None` is a hole.
    pub(super) fn pieces(&self) -> Vec<Option<&str>> {
        let mut pieces = Vec::new();
        let mut from = 0;
        for &hole in &self.holes {
            pieces.extend([Some(&self.text[from..hole]), None]);
            from = hole;
        }
        pieces.push(Some(&self.text[from..]));
        pieces
    }
}

impl From<Value> for Expanded {
    fn from(value: Value) -> Self {
        if value.has_holes() {
            Self::Unknown(Template { text: value.text, holes: value.holes, reason: value.reason })
        } else {
            Self::Known(value.text)
        }
    }
}
