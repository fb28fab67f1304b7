//! `plimsoll check`.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use diag::{Report, Trouble};
use engine::Baseline;
use rayon::prelude::*;
use report::{Format, Verbosity};

use crate::args::{CheckArgs, GlobalArgs, InputArgs};
use crate::discover::{self, Discovered};
use crate::exit::Exit;
use crate::output::{self, Target};
use crate::plan::{self, Misuse, Plan};
use crate::progress::Progress;
use crate::root::{self, Place};
use crate::run::{self, Batch, Exceptions, Loaded, Run};
use crate::{baseline, input, paths, record, show, terminal};

/// Checks what the arguments name and writes the reports.
pub(crate) fn check(args: &CheckArgs, global: &GlobalArgs) -> Exit {
    let targets = output::targets(args.output.format, &args.output.output);
    let options = terminal::options(global, &args.output);
    let (plan, run) = match examine(args, global, Accepted::Baseline) {
        Ok(both) => both,
        Err(exit) => return exit,
    };
    let Run { mut report, stale, waivers, project, .. } = run;
    if !stale.is_empty() {
        let n = stale.len();
        output::note(&format!(
            "{n} of the baseline's findings are gone: run `plimsoll baseline prune`"
        ));
    }
    let targets = output::spare(targets, &plan.place.root, &mut report);
    report
        .troubles
        .extend(plan.gate.without_score(&report).map(|name| no_score(name)).collect::<Vec<_>>());
    if targets.iter().any(|target| target.format == Format::Human) {
        engine::conceal_lines(&mut report);
    }
    let written = output::write(&targets, &report, &options);
    for (score, limit) in plan.gate.low_scores(&report) {
        let value = diag::shown(score.value.unwrap_or_default());
        output::note(&format!(
            "the score of `{}` is {value}, which is below {limit}",
            score.environment
        ));
    }
    let mut exit = plan.gate.judge(&report).max(written);
    if let Some(path) = &args.output.record
        && let Err(trouble) = record::add(path, args, &plan, &report, &waivers, exit)
    {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
        exit = Exit::Trouble;
    }
    // The process ends here. The system takes its memory back at once; piece by piece it takes a tenth of the run.
    std::mem::forget((report, project, plan));
    exit
}

/// Which findings are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// Those of the baseline.
    Baseline,
    /// None.
    Nothing,
}

/// Judges, and writes no report but of what is wrong with arguments and configuration.
pub(crate) fn examine(
    args: &CheckArgs,
    global: &GlobalArgs,
    accepted: Accepted,
) -> Result<(Plan, Run), Exit> {
    let targets = output::targets(args.output.format, &args.output.output);
    let options = terminal::options(global, &args.output);
    let planned = plan::plan(args, &targets).and_then(|plan| {
        let path = plan.baseline.as_ref().filter(|_| accepted == Accepted::Baseline);
        match path.map(|path| baseline::load(path)).transpose() {
            Ok(baseline) => Ok((plan, baseline)),
            Err(trouble) => Err(Misuse { troubles: vec![trouble], sources: plan.disk.sources() }),
        }
    });
    let (plan, baseline) = match planned {
        Ok(both) => both,
        Err(misuse) => return Err(refuse(misuse, targets, &options)),
    };
    if args.output.show.show_settings {
        return Err(show::settings(args, &plan));
    }
    let verbose = options.verbosity == Verbosity::Verbose;
    if verbose {
        plan.headline().iter().for_each(|line| output::note(line));
    }
    let progress = Progress::default();
    let baseline = baseline.as_ref();
    let work = || in_pool(args.inputs.threads, || all(args, &plan, baseline, verbose, &progress));
    let draws = terminal::shows_progress(global, &args.output);
    let run = if draws { drawing(&progress, work) } else { work() };
    run.map(|run| (plan, run))
}
fn no_score(environment: &str) -> Trouble {
    let message =
        format!("nothing was assessed in the environment `{environment}`, so it has no score");
    paths::trouble(".", message, "check the files that belong to it, or gate another environment")
}

/// Reports what is wrong with arguments or configuration, in the format that was asked for.
pub(crate) fn refuse(misuse: Misuse, targets: Vec<Target>, options: &report::Options) -> Exit {
    let Misuse { mut troubles, sources } = misuse;
    run::sort_troubles(&mut troubles);
    let mut report = Report { troubles, sources, ..Report::default() };
    engine::conceal(&mut report);
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

/// Runs on threads with stacks that hold the deepest tree. One thread is the one that is already there.
fn in_pool<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    const STACK: usize = 8 << 20;
    let many = n_threads(threads);
    let here = || rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let pool = if many == 1 {
        here()
    } else {
        rayon::ThreadPoolBuilder::new()
            .num_threads(many)
            .stack_size(STACK)
            .build()
            .or_else(|_| here())
    };
    match pool {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

fn n_threads(threads: Option<usize>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    threads.filter(|n| *n > 0).unwrap_or_else(cores)
}

/// From arguments to a report, or to an exit status if only the files were asked for.
fn all(
    args: &CheckArgs,
    plan: &Plan,
    baseline: Option<&Baseline>,
    verbose: bool,
    progress: &Progress,
) -> Result<Run, Exit> {
    let mut batch = gather(args, plan, verbose, progress);
    if args.output.show.show_files {
        return Err(show(&batch));
    }
    if args.gate.error_on_empty && batch.texts.is_empty() {
        let message = "there is nothing to check";
        batch.troubles.push(paths::trouble(
            ".",
            message,
            "name a folder that holds container files",
        ));
    }
    let exceptions = Exceptions {
        waivers: &plan.waivers,
        baseline,
        changes: plan.changes.as_ref(),
        complete: plan.complete,
    };
    let loaded = run::load(batch, &plan.disk, &plan.options, progress);
    Ok(run::run(loaded, &plan.disk, &plan.policy, &exceptions, progress))
}

/// Reads everything that the arguments name, and judges nothing.
pub(crate) fn survey(args: &CheckArgs, plan: &Plan) -> Loaded {
    let progress = Progress::default();
    in_pool(args.inputs.threads, || {
        run::load(gather(args, plan, false, &progress), &plan.disk, &plan.options, &progress)
    })
}

/// Reads everything that is ours.
fn gather(args: &CheckArgs, plan: &Plan, verbose: bool, progress: &Progress) -> Batch {
    let limit = args.inputs.max_file_size;
    let mut batch = Batch::default();
    if root::is_stdin(&args.inputs.paths) {
        let path = stdin_path(&args.inputs, &plan.place);
        batch.take(path.clone(), input::stdin(&path, limit, &plan.policy));
        return batch;
    }
    let threads = n_threads(args.inputs.threads);
    let Discovered { files, troubles, gaps } = discover::discover(
        &args.inputs,
        &plan.place,
        &plan.excludes,
        &plan.options.compose,
        threads,
    );
    batch.troubles = troubles;
    batch.gaps = gaps;
    progress.start("reading", files.len());
    let files: Vec<_> = files.into_iter().collect();
    let looks: Vec<_> = files
        .par_iter()
        .map_init(Vec::new, |buffer, (path, found)| {
            progress.count(|| input::look(path, found, limit, &plan.policy, buffer))
        })
        .collect();
    for ((path, found), look) in files.into_iter().zip(looks) {
        if !batch.take(path.clone(), look) && found.named && verbose {
            output::note(&format!("note: {path}: no container file, so it is not checked"));
        }
    }
    batch
}

/// The path that standard input goes by in reports.
fn stdin_path(args: &InputArgs, place: &Place) -> String {
    let Some(name) = &args.stdin_filename else { return "<stdin>".into() };
    let path = paths::normalise(&place.cwd.join(name));
    paths::relative(&place.root, &path).unwrap_or_else(|| name.to_string_lossy().into_owned())
}

/// Lists what would be checked, and on standard error what would not.
fn show(batch: &Batch) -> Exit {
    let line = |path: &str, kind: &str| format!("{}: {kind}\n", report::visible(path));
    let lines: Vec<_> =
        batch.texts.iter().map(|(path, file)| line(path, file.kind.as_str())).collect();
    for gap in &batch.gaps {
        output::note(&format!("note: {}: {}", gap.path, gap.message));
    }
    for trouble in &batch.troubles {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
    }
    let listed = output::print(lines.concat().as_bytes());
    if batch.troubles.is_empty() { listed } else { Exit::Trouble }
}
