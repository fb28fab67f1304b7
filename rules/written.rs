//! Settings that a step writes into a file.

use diag::{Source, Span};
use model::dockerfile::StageScript;
use model::shell::Command;

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
    if !peeled.is_any(&WRITERS) {
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
