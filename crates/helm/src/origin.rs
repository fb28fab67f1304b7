//! Where a rendered byte comes from: values, template text, calls, and the frames it was written in.

use std::collections::BTreeSet;

use diag::Span;
use smol_str::SmolStr;

/// How many origins the result of one call names.
pub const MAX_FROM: usize = 8;

/// How many origins one is followed back to.
pub const MAX_CHAIN: usize = 256;

/// A handle to an [`Origin`]; [`OriginId::NONE`] is no origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct OriginId(u32);

/// A handle to a [`Frame`]; [`FrameId::NONE`] is outside every frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrameId(u32);

/// What made a value or a piece of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// What kind of place it is.
    pub kind: Kind,
    /// Where it is written; `None` for what Helm itself supplies.
    pub span: Option<Span>,
    /// What it was made from, the most telling one.
    pub from: OriginId,
    /// What else it was made from: an origin of the same call.
    pub also: OriginId,
}

/// The kinds of origins.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A node of a values file.
    Values,
    /// A node of `Chart.yaml`.
    Metadata,
    /// Text of a template, copied byte by byte.
    Template,
    /// A literal in an action.
    Literal,
    /// The result of a call that keeps no byte of its arguments, by the function's name.
    Call(SmolStr),
    /// What files do not decide: random text, the clock, certificates; why, in a few words.
    Unknown(SmolStr),
    /// What Helm assumes without a cluster: `.Release`, `.Capabilities`, an empty `lookup`.
    Assumed(SmolStr),
}

/// A place that had a say in whether or how often text was written: `if`, `with`, `range`, `include`, `template`, `tpl`.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The action.
    pub span: Span,
    /// What it does, for people: `if`, ``include `app.labels` ``.
    pub text: SmolStr,
    /// What its condition, list or argument comes from.
    pub from: OriginId,
    /// The frame around it.
    pub outer: FrameId,
}

impl OriginId {
    /// No origin.
    pub const NONE: Self = Self(0);
}

impl FrameId {
    /// Outside every frame.
    pub const NONE: Self = Self(0);
}

/// All origins and frames of one rendering. The first of each list stands for none.
#[derive(Debug)]
pub struct Origins {
    origins: Vec<Origin>,
    frames: Vec<Frame>,
}

impl Default for Origins {
    fn default() -> Self {
        let span = Span::file(diag::SourceId(0));
        let (from, also) = (OriginId::NONE, OriginId::NONE);
        let none = Origin { kind: Kind::Template, span: None, from, also };
        let outside =
            Frame { span, text: SmolStr::default(), from: OriginId::NONE, outer: FrameId::NONE };
        Self { origins: vec![none], frames: vec![outside] }
    }
}

impl Origins {
    /// Adds an origin that is made from at most one other.
    pub fn add(&mut self, kind: Kind, span: Option<Span>, from: OriginId) -> OriginId {
        self.push(Origin { kind, span, from, also: OriginId::NONE })
    }

    /// Adds the origin of a call's result that is made from several others; of more than [`MAX_FROM`], the first.
    pub fn derive(
        &mut self,
        kind: &Kind,
        span: Option<Span>,
        from: impl IntoIterator<Item = OriginId>,
    ) -> OriginId {
        let mut parts: Vec<OriginId> = Vec::new();
        for id in from {
            if id != OriginId::NONE && !parts.contains(&id) && parts.len() < MAX_FROM {
                parts.push(id);
            }
        }
        let Some(last) = parts.pop() else { return self.add(kind.clone(), span, OriginId::NONE) };
        let mut also = self.add(kind.clone(), span, last);
        for from in parts.into_iter().rev() {
            also = self.push(Origin { kind: kind.clone(), span, from, also });
        }
        also
    }

    fn push(&mut self, origin: Origin) -> OriginId {
        let last = self.origins.len() - 1;
        if last > 0 && self.origins[last] == origin {
            return OriginId(to_u32(last));
        }
        self.origins.push(origin);
        OriginId(to_u32(last + 1))
    }

    /// Adds a frame.
    pub fn enter(&mut self, frame: Frame) -> FrameId {
        self.frames.push(frame);
        FrameId(to_u32(self.frames.len() - 1))
    }

    /// The origin of a handle; `None` for [`OriginId::NONE`].
    pub fn get(&self, id: OriginId) -> Option<&Origin> {
        (id != OriginId::NONE).then(|| &self.origins[id.0 as usize])
    }

    /// An origin and all that it was made from, nearest first; each once, and no more than [`MAX_CHAIN`].
    pub fn chain(&self, id: OriginId) -> Vec<&Origin> {
        let mut open = vec![id];
        let mut seen = BTreeSet::new();
        let mut chain = Vec::new();
        while let Some(id) = open.pop() {
            let Some(origin) = self.get(id) else { continue };
            if seen.insert(id) && chain.len() < MAX_CHAIN {
                chain.push(origin);
                open.extend([origin.also, origin.from]);
            }
        }
        chain
    }

    /// A frame and those around it, innermost first.
    pub fn frames(&self, id: FrameId) -> impl Iterator<Item = &Frame> {
        let get = |id: FrameId| (id != FrameId::NONE).then(|| &self.frames[id.0 as usize]);
        std::iter::successors(get(id), move |frame| get(frame.outer))
    }

    /// Why files do not decide what has this origin, if they do not.
    pub fn unknown(&self, id: OriginId) -> Option<&SmolStr> {
        self.chain(id).into_iter().find_map(|origin| match &origin.kind {
            Kind::Unknown(why) => Some(why),
            _ => None,
        })
    }

    /// Where a person would mend it: the node of a values file that it comes from.
    pub fn values(&self, id: OriginId) -> Option<Span> {
        let mut chain = self.chain(id).into_iter();
        chain.find(|origin| origin.kind == Kind::Values).and_then(|origin| origin.span)
    }

    /// How many origins there are, for budgets.
    pub fn len(&self) -> usize {
        self.origins.len() + self.frames.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() <= 2
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
