//! Moves a tree of rendered text to the places where a person would mend it.

use std::ops::Range;

use diag::{Span, Step};
use smol_str::{SmolStr, format_smolstr};
use syntax::yaml::{Data, Entry, Node};

use crate::origin::{Kind, OriginId, Origins};
use crate::text::{Run, Text};

/// How many steps a value's way is told in.
const MAX_STEPS: usize = 6;

/// Gives every node of a tree the place that decided it, and the way it took.
///
/// A scalar lies at the leaf of the values file that it comes from, else in the text of the template. A collection lies
/// where its first entry does; an empty one where it is written. What files do not decide becomes a placeholder, which
/// the model takes for unknown.
///
/// `base` is where the document begins in `text`.
pub fn locate(node: &mut Node, text: &Text, base: usize, origins: &Origins) {
    Locator { text, base, origins }.node(node);
}

/// Where a range of rendered text is written: all of it that lies in the file in which it begins.
pub fn span(range: Range<usize>, text: &Text, origins: &Origins) -> Option<Span> {
    let locator = Locator { text, base: 0, origins };
    let pieces: Vec<_> = text.runs_in(range).map(|(piece, _)| piece).collect();
    let mut places = pieces.into_iter().filter_map(|piece| locator.decider(piece)?.span);
    let first = places.next()?;
    Some(places.filter(|it| it.source == first.source).fold(first, Span::to))
}

struct Locator<'a> {
    text: &'a Text,
    base: usize,
    origins: &'a Origins,
}

/// The run that decides a range: where a person would mend it.
#[derive(Clone)]
struct Decider {
    span: Option<Span>,
    run: Run,
    from_values: bool,
}

impl Locator<'_> {
    fn node(&self, node: &mut Node) {
        let range = self.range(node.span);
        match &mut node.data {
            Data::Scalar(scalar) => {
                if let Some(why) = self.unknown(range.clone()) {
                    scalar.text = format_smolstr!("{{{{ {why} }}}}");
                }
            }
            Data::Seq(items) => items.iter_mut().for_each(|item| self.node(item)),
            Data::Map(map) => map.entries.iter_mut().for_each(|entry| self.entry(entry)),
            Data::Alias(shared) => {
                let mut own = (**shared).clone();
                self.node(&mut own);
                *node = own;
                return;
            }
        }
        if let Some(span) = inner_span(node) {
            node.span = span;
            return;
        }
        if let Some(decider) = self.decider(range) {
            node.span = decider.span.unwrap_or(node.span);
            self.tell(node, &decider);
        }
    }

    fn entry(&self, entry: &mut Entry) {
        self.node(&mut entry.key);
        // The way of a key is that of its value.
        entry.key.trail = None;
        self.node(&mut entry.value);
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.base + span.start() as usize;
        start..(self.base + span.end() as usize).max(start)
    }

    /// The runs of a range; of an empty one, the run to its left.
    fn runs(&self, range: Range<usize>) -> Vec<(Range<usize>, Run)> {
        let range =
            if range.is_empty() { range.start.saturating_sub(1)..range.start } else { range };
        let whole = self.text.as_str().len();
        self.text.runs_in(range.start.min(whole)..range.end.min(whole)).collect()
    }

    /// The first run that comes from a values file, else the first that is written in a template.
    fn decider(&self, range: Range<usize>) -> Option<Decider> {
        let runs = self.runs(range);
        let values = runs.iter().find_map(|(_, run)| {
            let span = self.origins.values(run.origin)?;
            Some(Decider { span: Some(span), run: *run, from_values: true })
        });
        let whole = |piece: &Range<usize>, run: &Run| {
            let origin = self.origins.get(run.origin)?;
            let span = match origin.kind {
                Kind::Template => literal(origin.span?, piece, run)?,
                Kind::Literal => origin.span?,
                _ => return None,
            };
            Some(Decider { span: Some(span), run: *run, from_values: false })
        };
        let written = || runs.iter().find_map(|(piece, run)| whole(piece, run));
        // What Helm supplies or computes is best seen where the template asks for it, outside every helper.
        let any = || {
            let (_, run) = runs.first()?;
            let actions = self.origins.frames(run.frame).filter(|it| it.text == "action");
            let span = actions.last().map(|it| it.span);
            Some(Decider { span, run: *run, from_values: false })
        };
        values.or_else(written).or_else(any)
    }

    fn unknown(&self, range: Range<usize>) -> Option<SmolStr> {
        self.runs(range).iter().find_map(|(_, run)| self.origins.unknown(run.origin).cloned())
    }

    /// The way of a value: the action that wrote it, what that stands in, and what else it was made from.
    fn tell(&self, node: &mut Node, decider: &Decider) {
        let mut steps: Vec<Step> = Vec::new();
        for frame in self.origins.frames(decider.run.frame) {
            let text = match frame.text.as_str() {
                "action" if decider.from_values => "rendered here".to_owned(),
                "action" => continue,
                text => format!("inside `{text}`").replace("``", "`"),
            };
            steps.push(Step::at(frame.span, text));
        }
        steps.extend(self.made_from(decider.run.origin));
        steps.dedup();
        steps.truncate(MAX_STEPS);
        for step in steps.into_iter().rev() {
            node.travel(step);
        }
    }

    fn made_from(&self, origin: OriginId) -> Vec<Step> {
        let chain = self.origins.chain(origin);
        let others = chain.iter().filter(|it| it.kind == Kind::Values).skip(1);
        others.filter_map(|it| Some(Step::at(it.span?, "which this had a say in"))).collect()
    }
}

/// The bytes of a template that a piece of text was copied from.
fn literal(span: Span, piece: &Range<usize>, run: &Run) -> Option<Span> {
    let (start, end) = span.range?;
    let length = (end - start) as usize;
    // A text is written whole, or cut at its ends: count from the end of its run.
    let behind = (run.end as usize - piece.start).checked_rem(length)?;
    let from = if behind == 0 { 0 } else { length - behind };
    let size = piece.len().min(length - from);
    let at = |n: usize| start + u32::try_from(n).unwrap_or(0);
    Some(Span::new(span.source, at(from), at(from + size)))
}

/// A collection that holds something lies from its first entry to its last, if both are in one file.
fn inner_span(node: &Node) -> Option<Span> {
    let (first, last) = match &node.data {
        Data::Map(map) => (map.entries.first()?.key.span, map.entries.last()?.value.span),
        Data::Seq(items) => (items.first()?.span, items.last()?.span),
        _ => return None,
    };
    let in_order = first.source == last.source && first.start() <= last.start();
    Some(if in_order { first.to(last) } else { first })
}
