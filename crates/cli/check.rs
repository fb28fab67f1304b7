//! `plimsoll check`.

use diag::{Report, Trouble};
use report::{Format, Options};

use crate::accepted::Accepted;
use crate::args::{CheckArgs, GlobalArgs};
use crate::exit::Exit;
use crate::run::Run;
use crate::{examine, next, output, paths, record, show, terminal};

/// Checks what the arguments name and writes the reports.
pub(crate) fn check(args: &CheckArgs, global: &GlobalArgs) -> Exit {
    let targets = output::targets(args.output.format, &args.output.output);
    let mut options = terminal::options(global, &args.output);
    let prepared = match examine::prepare(args, global, Accepted::Baseline) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let plan = &prepared.plan;
    options.viewpoint = plan.place.viewpoint();
    if args.output.show.show_settings {
        return show::settings(args, plan);
    }
    if args.output.show.show_files {
        return show::files(args, plan, options.verbosity);
    }
    let run = examine::judge(args, global, &prepared);
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
    options.next = next::steps(plan, &report);
    let written = if args.output.show.statistics {
        statistics(args, &report, &options)
    } else {
        output::write(&targets, &report, &options)
    };
    for (score, limit) in plan.gate.low_scores(&report) {
        let value = diag::shown(score.value.unwrap_or_default());
        output::note(&format!(
            "the score of `{}` is {value}, which is below {limit}",
            score.environment
        ));
    }
    let mut exit = plan.gate.judge(&report).max(written);
    if let Some(path) = &args.output.record
        && let Err(trouble) = record::add(path, args, plan, &report, &waivers, exit)
    {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
        exit = Exit::Trouble;
    }
    // The process ends here. The system takes its memory back at once; piece by piece it takes a tenth of the run.
    std::mem::forget((report, project, prepared));
    exit
}

/// Prints how often every rule fails.
fn statistics(args: &CheckArgs, report: &Report, options: &Options) -> Exit {
    let mut bytes = Vec::new();
    let written = match args.output.format {
        Some(Format::Json) => report::write_statistics_json(report, options, &mut bytes),
        _ => report::write_statistics(report, options, &mut bytes),
    };
    // Nothing fails to be written to a vector.
    written.map_or(Exit::Trouble, |()| output::print(&bytes))
}

fn no_score(environment: &str) -> Trouble {
    let message =
        format!("nothing was assessed in the environment `{environment}`, so it has no score");
    paths::trouble(".", message, "check the files that belong to it, or gate another environment")
}
