//! `plimsoll baseline`: writes the file of accepted findings, and keeps it small.

use std::fs;
use std::path::Path;

use diag::Trouble;
use engine::Baseline;

use crate::accepted::{self, Accepted};
use crate::args::{BaselineAction, BaselineArgs, CheckArgs, GateArgs, GlobalArgs, OutputArgs};
use crate::exit::Exit;
use crate::{examine, output, paths, read};

/// Writes, checks or prunes the baseline.
pub(crate) fn baseline(args: &BaselineArgs, global: &GlobalArgs) -> Exit {
    let accepted = match args.action {
        BaselineAction::Write => Accepted::Nothing,
        BaselineAction::Check | BaselineAction::Prune => Accepted::File,
    };
    let check = CheckArgs {
        inputs: args.inputs.clone(),
        rules: args.rules.clone(),
        output: OutputArgs::silent(),
        gate: GateArgs { baseline: args.baseline.clone(), ..GateArgs::default() },
    };
    let (plan, run) = match examine::examine(&check, global, accepted) {
        Ok(both) => both,
        Err(exit) => return exit,
    };
    let path = accepted::file(&plan);
    let failed = !run.report.troubles.is_empty();
    for trouble in &run.report.troubles {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
    }
    if failed {
        return Exit::Trouble;
    }
    match args.action {
        BaselineAction::Write => {
            let accepted = Baseline::of(&run.report.findings, &run.report.sources);
            write(&path, &accepted, &format!("{} findings accepted", accepted.len()))
        }
        BaselineAction::Prune => match accepted::load(&path) {
            Ok(old) => {
                let stale: Vec<_> = run.stale.iter().collect();
                write(&path, &old.without(&stale), &format!("{} entries deleted", stale.len()))
            }
            Err(trouble) => complain(&trouble),
        },
        BaselineAction::Check => {
            let new = run.report.findings.iter().filter(|finding| finding.counts()).count();
            for entry in &run.stale {
                output::note(&format!("gone: {} {} {}", entry.path, entry.rule, entry.place));
            }
            let said = format!("{new} new findings, {} that are gone\n", run.stale.len());
            let printed = output::print(said.as_bytes());
            let clean = new == 0 && run.stale.is_empty();
            printed.max(if clean { Exit::Clean } else { Exit::Findings })
        }
    }
}

fn complain(trouble: &Trouble) -> Exit {
    output::complain(&format!("{}: {}", trouble.path, trouble.message));
    Exit::Trouble
}

fn write(path: &Path, baseline: &Baseline, said: &str) -> Exit {
    if let Some(why) = fs::metadata(path).ok().and_then(|it| read::regular(&it).err()) {
        output::complain(&format!("cannot write {}: {why}", path.display()));
        return Exit::Trouble;
    }
    match output::file(path, baseline.render().as_bytes()) {
        Ok(()) => output::print(format!("{said}: {}\n", path.display()).as_bytes()),
        Err(error) => {
            output::complain(&format!("cannot write {}: {}", path.display(), paths::words(&error)));
            Exit::Trouble
        }
    }
}
