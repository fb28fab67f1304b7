//! Settings that a step writes into a file.

use diag::{Source, Span};
use model::dockerfile::StageScript;
use model::shell::{Command, Redirect, RedirectOp, Script};

/// Programs that write what they are told.
const WRITERS: [&str; 7] =
    ["add-apt-repository", "apt-add-repository", "cat", "echo", "printf", "sed", "tee"];

/// A setting that a command writes or edits into a file, as `setting_in` finds it in a text.
pub(crate) fn written(
    script: &StageScript<'_>,
    command: &Command,
    source: &Source,
    setting_in: impl Fn(&str) -> Option<String>,
) -> Option<(Span, String)> {
    let peeled = command.peeled();
    if !peeled.is_any(&WRITERS) || !is_kept(script.script, command) {
        return None;
    }
    let text = |span: Span| source.slice((span.start(), span.end()));
    // What `sed` looks for is not what it writes: only the replacement counts.
    let edited =
        |text: &str| match (peeled.is_any(&["sed"]), text.split(['/', '|', '#', ',']).nth(2)) {
            (true, Some(replacement)) => setting_in(replacement),
            (true, None) => None,
            (false, _) => setting_in(text),
        };
    let words = command.words().map(|word| script.place(word.span));
    let bodies = command.redirects.iter().filter_map(|it| it.here_doc);
    let bodies = bodies.map(|id| script.place(script.script.here_doc(id).body.span));
    words.chain(bodies).find_map(|span| Some((span, edited(text(span))?)))
}

/// Whether what a command writes goes into a file: it edits one, its output or that of a construct around it is
/// redirected, or a pipe ends in a program that writes or runs it. What is only printed goes nowhere.
fn is_kept(script: &Script, command: &Command) -> bool {
    let peeled = command.peeled();
    let edits = peeled.is_any(&["sed"])
        && peeled.args.iter().any(|word| {
            let text = word.prefix();
            text.starts_with("-i") || text.starts_with("--in-place") || text.starts_with("-Ei")
        });
    let around = script.ancestors(command.scope).flat_map(|scope| &scope.redirects);
    edits
        || !peeled.is_any(&["cat", "echo", "printf", "sed"])
        || command.redirects.iter().chain(around).any(goes_to_file)
        || script.commands().skip(command.index as usize + 1).any(|later| {
            let writes = later.peeled().is_any(&["dd", "tee"])
                || later.peeled().shell_call().is_some()
                || later.redirects.iter().any(goes_to_file);
            writes && script.upstream(later).any(|it| it.index == command.index)
        })
}

fn goes_to_file(redirect: &Redirect) -> bool {
    let is_output = matches!(
        redirect.op,
        RedirectOp::Write | RedirectOp::Append | RedirectOp::WriteBoth | RedirectOp::AppendBoth
    );
    is_output && redirect.descriptor() == 1 && !redirect.target.prefix().starts_with("/dev/")
}
