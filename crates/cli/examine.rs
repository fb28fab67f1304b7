//! From arguments to what is found.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use diag::{Fate, Report};
use engine::Baseline;
use model::secret::Known;
use report::Verbosity;

use crate::accepted::{self, Accepted};
use crate::args::{CheckArgs, GlobalArgs};
use crate::before::Before;
use crate::exit::Exit;
use crate::gather::gather;
use crate::output::{self, Target};
use crate::plan::{self, Misuse, Plan};
use crate::progress::Progress;
use crate::run::{self, Exceptions, Run};
use crate::{paths, terminal, threads};

/// What is to be done, and what is accepted.
pub(crate) struct Prepared {
    pub(crate) plan: Plan,
    baseline: Option<Baseline>,
}

/// Makes the plan, and writes a report of what is wrong with arguments or configuration.
///
/// # Errors
/// The exit status, if something is.
pub(crate) fn prepare(
    args: &CheckArgs,
    global: &GlobalArgs,
    accepted: Accepted,
) -> Result<Prepared, Exit> {
    let targets = output::targets(args.output.format, &args.output.output);
    let planned = plan::plan(args, &targets).and_then(|plan| {
        match accepted.path(&plan).map(|path| accepted::load(&path)).transpose() {
            Ok(baseline) => Ok(Prepared { plan, baseline }),
            Err(trouble) => Err(Misuse { troubles: vec![trouble], sources: plan.disk.sources() }),
        }
    });
    planned.map_err(|misuse| refuse(misuse, targets, &terminal::options(global, &args.output)))
}

/// Judges everything that the arguments name.
pub(crate) fn judge(args: &CheckArgs, global: &GlobalArgs, prepared: &Prepared) -> Run {
    let verbose = terminal::options(global, &args.output).verbosity == Verbosity::Verbose;
    if verbose {
        prepared.plan.headline().iter().for_each(|line| output::note(line));
    }
    let progress = Progress::default();
    let work = || threads::in_pool(args.inputs.threads, || all(args, prepared, &progress));
    let draws = terminal::shows_progress(global, &args.output);
    let run = if draws { drawing(&progress, work) } else { work() };
    if verbose {
        let aside = run.report.files.iter().filter(|it| matches!(it.fate, Fate::SetAside(_)));
        for file in aside {
            output::set_aside(&file.path, file.fate.reason().unwrap_or_default());
        }
    }
    run
}

/// Makes the plan and judges.
///
/// # Errors
/// The exit status, if something is wrong with arguments or configuration.
pub(crate) fn examine(
    args: &CheckArgs,
    global: &GlobalArgs,
    accepted: Accepted,
) -> Result<(Plan, Run), Exit> {
    let prepared = prepare(args, global, accepted)?;
    let run = judge(args, global, &prepared);
    Ok((prepared.plan, run))
}

/// Reports what is wrong with arguments or configuration, in the format that was asked for.
pub(crate) fn refuse(misuse: Misuse, targets: Vec<Target>, options: &report::Options) -> Exit {
    let Misuse { mut troubles, sources } = misuse;
    run::sort_troubles(&mut troubles);
    let mut report = Report { troubles, sources, ..Report::default() };
    engine::conceal(&mut report, &Known::default());
    output::write(&output::safe(targets), &report, options);
    Exit::Trouble
}

/// Works while another thread draws how far it is.
fn drawing<T>(progress: &Progress, work: impl FnOnce() -> T) -> T {
    std::thread::scope(|scope| {
        let drawing = progress.draw(scope);
        // A panic must not leave the drawing thread waiting for the end.
        let result = catch_unwind(AssertUnwindSafe(work));
        progress.finish(&drawing);
        result.unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn all(args: &CheckArgs, prepared: &Prepared, progress: &Progress) -> Run {
    let Prepared { plan, baseline } = prepared;
    let mut batch = gather(args, plan, progress);
    if args.gate.error_on_empty && batch.texts.is_empty() {
        let message = "there is nothing to check";
        let help = "name a folder that holds container files";
        batch.troubles.push(paths::trouble(".", message, help));
    }
    let exceptions =
        Exceptions { waivers: &plan.waivers, baseline: baseline.as_ref(), complete: plan.complete };
    let before = Before::of(args, plan, &mut batch);
    let loaded = run::load(batch, &plan.disk, &plan.options, progress);
    let mark = |findings: &mut [_], sources: &_| {
        before.map_or(Ok(()), |before| before.mark(findings, sources, progress))
    };
    run::run(loaded, &plan.disk, &plan.policy, &exceptions, mark, progress)
}
