//! `plimsoll check`.

use diag::{GRADED_FROM, Report, Trouble};
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
    report.troubles.extend(
        plan.gate.without_score(&report).map(|name| no_score(name, &report)).collect::<Vec<_>>(),
    );
    if targets.iter().any(|target| target.format == Format::Human) {
        engine::conceal_lines(&mut report);
    }
    options.next = next::steps(plan, &report);
    let show = &args.output.show;
    let written = if show.statistics || show.explain_score {
        in_place(args, &report, &options)
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

/// Prints what was asked for in place of the report.
fn in_place(args: &CheckArgs, report: &Report, options: &Options) -> Exit {
    let mut bytes = Vec::new();
    let is_json = args.output.format == Some(Format::Json);
    let written = match (args.output.show.statistics, is_json) {
        (true, true) => report::write_statistics_json(report, options, &mut bytes),
        (true, false) => report::write_statistics(report, options, &mut bytes),
        (false, true) => report::write_scores_json(report, &mut bytes),
        (false, false) => report::write_scores(report, options, &mut bytes),
    };
    // Nothing fails to be written to a vector.
    written.map_or(Exit::Trouble, |()| output::print(&bytes))
}

/// Why a score that is asked for is not there.
fn no_score(environment: &str, report: &Report) -> Trouble {
    let score = report.scores.iter().find(|it| it.environment == environment);
    if let Some(score) = score.filter(|it| it.coverage < GRADED_FROM) {
        let coverage = diag::shown(score.coverage);
        let message = format!(
            "only {coverage} % of what belongs to the environment `{environment}` could be judged, so it has no score"
        );
        return paths::trouble(".", message, "have more of it judged; `-v` lists what was not");
    }
    let message =
        format!("nothing was assessed in the environment `{environment}`, so it has no score");
    paths::trouble(".", message, "check the files that belong to it, or gate another environment")
}
