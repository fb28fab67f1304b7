//! What `plimsoll resolve` says instead of a model: why there is none, and the story of one value.

use diag::{Span, Step, Trouble};
use model::compose::Story;

use crate::disk::Disk;
use crate::exit::Exit;
use crate::{output, run};

/// Says on standard error what is wrong.
pub(super) fn refuse(mut troubles: Vec<Trouble>, disk: Option<&Disk>) -> Exit {
    run::sort_troubles(&mut troubles);
    let sources = disk.map(Disk::sources).unwrap_or_default();
    for trouble in troubles {
        let at = trouble.span.filter(|span| span.range.is_some()).map(|span| {
            let at = sources.get(span.source).position(span.start());
            format!(":{}:{}", at.line, at.column)
        });
        let place = format!("{}{}", trouble.path, at.unwrap_or_default());
        output::complain(&format!("{place}: {}", trouble.message));
        if let Some(help) = trouble.help {
            output::note(&format!("  help: {help}"));
        }
    }
    Exit::Trouble
}

/// Prints a story.
pub(super) fn tell(story: Option<Story>, path: &str, disk: &Disk) -> Exit {
    let Some(story) = story else {
        output::complain(&format!("nothing stands at `{path}`"));
        return Exit::Trouble;
    };
    let sources = disk.sources();
    let place = |span: Span| {
        let source = sources.get(span.source);
        let at = source.position(span.start());
        format!("{}:{}:{}", source.path, at.line, at.column)
    };
    let mut lines = vec![format!("{path}: {}", story.value)];
    let written = if story.is_written { "written here" } else { "nobody sets it here" };
    lines.push(format!("  {}: {written}", place(story.span)));
    let step = |Step { span, text }: &Step| match span {
        Some(span) => format!("  {}: {text}", place(*span)),
        None => format!("  {text}"),
    };
    lines.extend(story.steps.iter().map(step));
    lines.extend(story.doubt.iter().map(|why| format!("  not decided by the files: {why}")));
    output::print((lines.join("\n") + "\n").as_bytes())
}
