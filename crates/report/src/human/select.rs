//! What is drawn: everything if it is little, else the worst, every rule once, and no more than was asked for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use diag::{FindingId, Report, RuleId, Severity, Verdict};

use super::block::{self, Block};
use super::group::{self, Group};
use crate::Options;

/// Something to draw.
pub(super) enum Picture<'a> {
    /// Findings of one rule in one file.
    Group(Group<'a>),
    /// Hardening that is missing.
    Block(Block<'a>),
}

/// What is drawn, worst first, and how many findings only the table counts.
pub(super) struct Selection<'a> {
    pub(super) pictures: Vec<Picture<'a>>,
    pub(super) left: usize,
}

/// Slots that blocks get however much there is of the worst.
const FOR_BLOCKS: usize = 2;

/// Chooses what is drawn.
pub(super) fn select<'a>(report: &'a Report, options: &Options) -> Selection<'a> {
    let mut blocks = block::blocks(report, options);
    blocks.sort_by_key(|it| (Reverse(it.severity), Reverse(it.findings().count())));
    let taken: BTreeSet<FindingId> = blocks.iter().flat_map(Block::findings).collect();
    let groups = group::groups(report, options, &taken);
    let Some(max) = options.max_diagnostics.filter(|max| *max < groups.len() + blocks.len()) else {
        return Selection { pictures: ordered(groups, blocks), left: 0 };
    };
    let total = taken.len() + groups.iter().map(|it| it.findings.len()).sum::<usize>();
    let for_blocks = blocks.len().min(FOR_BLOCKS).min(max);
    let groups = worst(groups, max - for_blocks);
    blocks.truncate(max - groups.len());
    let pictures = ordered(groups, blocks);
    let left = total - pictures.iter().map(Picture::findings).sum::<usize>();
    Selection { pictures, left }
}

/// Single problems before missing hardening of the same severity.
fn ordered<'a>(groups: Vec<Group<'a>>, blocks: Vec<Block<'a>>) -> Vec<Picture<'a>> {
    let groups = groups.into_iter().map(Picture::Group);
    let mut pictures: Vec<Picture<'a>> =
        groups.chain(blocks.into_iter().map(Picture::Block)).collect();
    pictures.sort_by_key(Picture::rank);
    pictures
}

/// The worst groups of failures that are high or critical, one for every rule: it names the places in further files.
fn worst(groups: Vec<Group<'_>>, max: usize) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = groups.into_iter().filter(is_grave).collect();
    groups.sort_by_key(Group::rank);
    let mut known: BTreeMap<(RuleId, Severity), usize> = BTreeMap::new();
    let mut worst: Vec<Group<'_>> = Vec::new();
    for group in groups {
        match known.get(&group.thing()) {
            Some(at) => worst[*at].also.extend(group.findings),
            None if worst.len() < max => {
                known.insert(group.thing(), worst.len());
                worst.push(group);
            }
            None => {}
        }
    }
    worst
}

fn is_grave(group: &Group<'_>) -> bool {
    let first = group.findings[0];
    first.counts() && first.severity >= Severity::High
}

/// What pictures are sorted by, worst first: reviews and marked findings last.
type Rank = (Verdict, bool, Reverse<Severity>);

impl Picture<'_> {
    /// How many findings it tells of.
    pub(super) fn findings(&self) -> usize {
        match self {
            Self::Group(group) => group.findings.len() + group.also.len(),
            Self::Block(block) => block.findings().count(),
        }
    }

    fn rank(&self) -> (Rank, bool) {
        match self {
            Self::Group(group) => (group.rank(), false),
            Self::Block(block) => ((Verdict::Fail, false, Reverse(block.severity)), true),
        }
    }
}

impl Group<'_> {
    fn rank(&self) -> Rank {
        let first = self.findings[0];
        (first.verdict, !first.counts(), Reverse(first.severity))
    }

    fn thing(&self) -> (RuleId, Severity) {
        (self.findings[0].rule, self.findings[0].severity)
    }
}
