//! What counts with `--since` and `--staged`: findings about changed lines, and those that the tree as it was did not
//! have, because what kept them away is gone.

use std::collections::BTreeMap;

use diag::{Finding, Sources, Status, Trouble};
use engine::Assembled;

use crate::args::CheckArgs;
use crate::changes::{Changes, Known};
use crate::discover::Found;
use crate::disk::Disk;
use crate::gather;
use crate::input::Text;
use crate::plan::Plan;
use crate::progress::Progress;
use crate::run::{self, Batch, Exceptions};

/// The tree as it was, which is judged only if that may tell anything.
pub(crate) struct Before<'a> {
    args: &'a CheckArgs,
    plan: &'a Plan,
    changes: &'a Changes,
    /// What was read before the first container file: both trees are judged by the same configuration.
    disk: Disk,
    texts: Vec<(String, Text)>,
    found: BTreeMap<String, Found>,
}

impl<'a> Before<'a> {
    /// Keeps what both trees share, before a run loads the batch. `None` unless only changes count.
    pub(crate) fn of(args: &'a CheckArgs, plan: &'a Plan, batch: &mut Batch) -> Option<Self> {
        let changes = plan.changes.as_ref()?;
        let (disk, found) = (plan.disk.fork(), std::mem::take(&mut batch.found));
        Some(Self { args, plan, changes, disk, texts: batch.texts.clone(), found })
    }

    /// Marks the active findings that were there before and are about nothing that changed; `fatal` rules are about
    /// everything.
    ///
    /// # Errors
    /// If git cannot say.
    pub(crate) fn mark(
        self,
        findings: &mut [Box<Finding>],
        sources: &Sources,
        progress: &Progress,
    ) -> Result<(), Trouble> {
        let plan = self.plan;
        let touched = self.changes.touched(findings, sources, plan.disk.root())?;
        let is_fatal = |it: &Finding| plan.policy.rule(it.rule.as_str()).is_some_and(|it| it.fatal);
        let is_open = |it: &Finding| it.status == Status::Active && !is_fatal(it);
        let mut open: Vec<_> =
            (0..findings.len()).filter(|at| !touched[*at] && is_open(&findings[*at])).collect();
        if open.is_empty() {
            return Ok(());
        }
        if let Some((was, then)) = self.judge(progress)? {
            let mut known = Known::of(&was.findings, &then);
            open.retain(|at| known.take(&findings[*at], sources));
        }
        for at in open {
            findings[at].status = Status::Unchanged;
        }
        Ok(())
    }

    /// Judges the tree as it was. `None` if nothing that differs was read or would have been.
    fn judge(self, progress: &Progress) -> Result<Option<(Assembled, Sources)>, Trouble> {
        let Self { args, plan, changes, disk, texts, found } = self;
        let asked = plan.disk.asked();
        let read = asked.iter().filter(|(_, is_read)| **is_read).map(|(path, _)| path.as_str());
        let layer = changes.before(read, disk.root())?;
        let differing = gather::differing(args, plan, &layer, found);
        if differing.is_empty() && !asked.keys().any(|path| layer.covers(path)) {
            return Ok(None);
        }
        let shared = texts.into_iter().filter(|(path, _)| !layer.covers(path));
        let mut texts: Vec<_> = shared.chain(differing).collect();
        texts.sort_by(|a, b| a.0.cmp(&b.0));
        let batch = Batch { texts, ..Batch::default() };
        let disk = disk.below(layer);
        let project = run::load(batch, &disk, &plan.options, progress).project;
        let exceptions =
            Exceptions { waivers: &plan.waivers, baseline: None, complete: plan.complete };
        let (assembled, _) = run::judge(&project, &plan.policy, &exceptions, progress);
        Ok(Some((assembled, project.sources)))
    }
}
