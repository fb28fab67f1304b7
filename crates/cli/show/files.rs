//! `plimsoll check --show-files`: what would be checked.

use report::Verbosity;

use crate::args::CheckArgs;
use crate::exit::Exit;
use crate::gather::gather;
use crate::plan::Plan;
use crate::progress::Progress;
use crate::{output, threads};

/// Lists it, and on standard error what would not be.
pub(crate) fn files(args: &CheckArgs, plan: &Plan, verbosity: Verbosity) -> Exit {
    let verbose = verbosity == Verbosity::Verbose;
    let batch = threads::in_pool(args.inputs.threads, || gather(args, plan, &Progress::default()));
    let line = |path: &str, kind: &str| format!("{}: {kind}\n", report::visible(path));
    let lines: Vec<_> =
        batch.texts.iter().map(|(path, file)| line(path, file.kind.as_str())).collect();
    for (path, why) in batch.set_aside.iter().filter(|_| verbose) {
        output::set_aside(path, why.as_str());
    }
    for gap in &batch.gaps {
        output::note(&format!("note: {}: {}", gap.path, gap.message));
    }
    for trouble in &batch.troubles {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
    }
    let listed = output::print(lines.concat().as_bytes());
    if batch.troubles.is_empty() { listed } else { Exit::Trouble }
}
