//! What YAML allows and `kubectl` refuses: it cuts a stream into documents before any YAML is read.

use diag::{SourceId, Span};
use memchr::memmem;
use syntax::SyntaxError;

/// Document markers with content behind them, and directives.
pub(super) fn find(source: SourceId, text: &str) -> Vec<SyntaxError> {
    let bytes = text.as_bytes();
    let starts = |mark: &str| -> Vec<usize> {
        let first = text.starts_with(mark).then_some(0);
        let finder = format!("\n{mark}");
        let rest = memmem::find_iter(bytes, finder.as_bytes()).map(|at| at + 1);
        first.into_iter().chain(rest).collect()
    };
    let markers = starts("---").into_iter().filter_map(|at| marker(source, text, at));
    let directives = starts("%YAML").into_iter().filter(|at| is_directive(text, *at));
    let directives = directives.map(|at| {
        let help = "delete the line: Kubernetes reads YAML in one way only";
        let message = "`kubectl` takes no YAML directive";
        SyntaxError::new(span(source, text, at), message).with_help(help)
    });
    markers.chain(directives).collect()
}

/// A marker may be followed by blanks and a comment.
fn marker(source: SourceId, text: &str, at: usize) -> Option<SyntaxError> {
    let line = line(text, at);
    let rest = line[3..].trim_ascii();
    let is_marker = line[3..].is_empty() || line[3..].starts_with([' ', '\t', '\r', '-']);
    (is_marker && !rest.is_empty() && !rest.starts_with('#')).then(|| {
        let message = "`kubectl` takes nothing but a comment behind `---`";
        SyntaxError::new(span(source, text, at), message).with_help("move it to the next line")
    })
}

/// A directive stands at the head of the text or behind the end of a document.
fn is_directive(text: &str, at: usize) -> bool {
    let before = text[..at].trim_ascii_end();
    before.is_empty() || before.ends_with("\n...") || before.ends_with("\n---")
}

fn line(text: &str, at: usize) -> &str {
    text[at..].split('\n').next().unwrap_or_default()
}

fn span(source: SourceId, text: &str, at: usize) -> Span {
    let to_u32 = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span::new(source, to_u32(at), to_u32(at + line(text, at).trim_ascii_end().len()))
}
