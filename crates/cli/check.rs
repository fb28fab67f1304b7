//! `plimsoll check`.

use diag::{Report, Sources, Trouble};
use engine::Policy;
use model::load::Options;
use rayon::prelude::*;
use report::Verbosity;

use crate::args::{CheckArgs, GlobalArgs, InputArgs, Threshold};
use crate::discover::{self, Discovered};
use crate::disk::Disk;
use crate::excludes::Excludes;
use crate::exit::{Exit, Gate};
use crate::output::{self, Target};
use crate::progress::Progress;
use crate::root::{self, Place};
use crate::run::{self, Batch};
use crate::settings::{self, Settings};
use crate::{input, paths, policy, terminal};

/// Everything that is decided before the first container file is opened.
struct Plan {
    place: Place,
    disk: Disk,
    settings: Settings,
    excludes: Excludes,
    policy: Policy,
    options: Options,
}

/// What is wrong with arguments or configuration, and the texts that it points into.
struct Misuse {
    troubles: Vec<Trouble>,
    sources: Sources,
}

/// Checks what the arguments name and writes the reports.
pub(crate) fn check(args: &CheckArgs, global: &GlobalArgs) -> Exit {
    let targets = output::targets(args.output.format, &args.output.output);
    let options = terminal::options(global, &args.output);
    let plan = match plan(args, &targets) {
        Ok(plan) => plan,
        Err(misuse) => {
            let Misuse { mut troubles, sources } = misuse;
            run::sort_troubles(&mut troubles);
            let report = Report { troubles, sources, ..Report::default() };
            output::write(&output::safe(targets), &report, &options);
            return Exit::Trouble;
        }
    };
    let gate = Gate {
        fail_on: args
            .gate
            .fail_on
            .or(plan.settings.fail_on)
            .unwrap_or(Threshold::At(diag::Severity::High)),
        fail_on_gaps: args.gate.fail_on_gaps || plan.settings.fail_on_gaps,
        exit_zero: args.gate.exit_zero,
    };
    let progress = Progress::default();
    let verbose = options.verbosity == Verbosity::Verbose;
    let work = || in_pool(args.inputs.threads, || all(args, &plan, verbose, &progress));
    let report = if terminal::shows_progress(global, &args.output) {
        std::thread::scope(|scope| {
            progress.draw(scope);
            // A panic must not leave the drawing thread waiting for the end.
            let report = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            progress.finish();
            report.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    } else {
        work()
    };
    let Some(mut report) = report else { return Exit::Clean };
    let targets = output::spare(targets, &plan.place.root, &mut report);
    let written = output::write(&targets, &report, &options);
    gate.judge(&report).max(written)
}

fn plan(args: &CheckArgs, targets: &[Target]) -> Result<Plan, Misuse> {
    let early = |trouble| Misuse { troubles: vec![trouble], sources: Sources::default() };
    if root::is_stdin(&args.inputs.paths) && args.inputs.paths.len() > 1 {
        let message = "standard input cannot be checked together with files";
        return Err(early(paths::trouble("-", message, "run Plimsoll twice")));
    }
    let place = root::find(&args.inputs).map_err(early)?;
    let disk = Disk::new(place.root.clone(), args.inputs.max_file_size);
    let settings =
        place.config.as_deref().map_or(Ok(Settings::default()), |path| settings::load(path, &disk));
    let mut troubles = output::probe(targets);
    let settings = settings.unwrap_or_else(|trouble| {
        troubles.push(trouble);
        Settings::default()
    });
    let excludes = excludes(args, &settings, &disk.sources()).unwrap_or_else(|trouble| {
        troubles.push(trouble);
        Excludes::default()
    });
    let options = variables(&args.inputs, settings.load.clone());
    match policy::build(&args.rules, &settings, &disk.sources()) {
        Ok(policy) if troubles.is_empty() => {
            Ok(Plan { place, disk, settings, excludes, policy, options })
        }
        Ok(_) => Err(Misuse { troubles, sources: disk.sources() }),
        Err(wrong) => {
            troubles.extend(wrong);
            Err(Misuse { troubles, sources: disk.sources() })
        }
    }
}

fn excludes(args: &CheckArgs, settings: &Settings, sources: &Sources) -> Result<Excludes, Trouble> {
    let typed = &args.inputs.exclude;
    let patterns = typed.iter().map(String::as_str);
    let configured = settings.exclude.iter().map(|glob| glob.value.as_str());
    Excludes::new(patterns.chain(configured)).map_err(|(at, why)| {
        let message = format!("wrong glob: {why}");
        match at.checked_sub(typed.len()).and_then(|at| settings.exclude.get(at)) {
            None => paths::trouble("--exclude", message, ""),
            Some(glob) => Trouble {
                path: sources.get(glob.span.source).path.to_string(),
                span: Some(glob.span),
                message,
                help: None,
            },
        }
    })
}

/// Interpolation sees of the environment only what the arguments let through.
fn variables(args: &InputArgs, mut options: Options) -> Options {
    for text in &args.env {
        let pair = match text.split_once('=') {
            Some((name, value)) => Some((name.to_owned(), value.to_owned())),
            None => std::env::var(text).ok().map(|value| (text.clone(), value)),
        };
        options.variables.extend(pair);
    }
    options
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

/// From arguments to a report; `None` if only the files were asked for.
fn all(args: &CheckArgs, plan: &Plan, verbose: bool, progress: &Progress) -> Option<Report> {
    let mut batch = gather(args, plan, verbose, progress);
    if args.output.show_files {
        show(&batch);
        return None;
    }
    if args.gate.error_on_empty && batch.texts.is_empty() {
        let message = "there is nothing to check";
        batch.troubles.push(paths::trouble(
            ".",
            message,
            "name a folder that holds container files",
        ));
    }
    Some(run::run(batch, &plan.disk, &plan.policy, &plan.options, progress))
}

/// Reads everything that is ours.
fn gather(args: &CheckArgs, plan: &Plan, verbose: bool, progress: &Progress) -> Batch {
    let limit = args.inputs.max_file_size;
    let mut batch = Batch::default();
    if root::is_stdin(&args.inputs.paths) {
        let path = stdin_path(&args.inputs, &plan.place);
        batch.take(path.clone(), input::stdin(&path, limit));
        return batch;
    }
    let threads = n_threads(args.inputs.threads);
    let Discovered { files, troubles, gaps } =
        discover::discover(&args.inputs, &plan.place, &plan.excludes, threads);
    batch.troubles = troubles;
    batch.gaps = gaps;
    progress.start("reading", files.len());
    let files: Vec<_> = files.into_iter().collect();
    let looks: Vec<_> = files
        .par_iter()
        .map_init(Vec::new, |buffer, (path, found)| {
            progress.count(|| input::look(path, found, limit, buffer))
        })
        .collect();
    for ((path, found), look) in files.into_iter().zip(looks) {
        if !batch.take(path.clone(), look) && found.named && verbose {
            output::status(&format!("note: {path}: no container file, so it is not checked\n"));
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

fn show(batch: &Batch) {
    let lines: Vec<String> = batch
        .texts
        .iter()
        .map(|(path, file)| format!("{path}: {}\n", file.kind.as_str()))
        .collect();
    output::print(lines.concat().as_bytes());
}
