//! Parts of a text that are read one after another: everything, unless a document is read no further than its head.

use std::ops::Range;

use memchr::memmem;

/// The parts of a text. `head` says of a document, from its `---` on, how many of its bytes are read if not all are.
pub(super) fn of(text: &str, head: impl Fn(&str) -> Option<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for document in documents(text) {
        if let Some(length) = head(&text[document.clone()]) {
            parts.push(start..document.start + length);
            start = document.end;
        }
    }
    parts.push(start..text.len());
    parts
}

/// The documents of a text. A `---` that starts a line ends whatever stands before it, even within quotes.
fn documents(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut markers = markers(text.as_bytes()).filter(|at| *at > 0);
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        start = markers.next();
        Some(from..start.unwrap_or(text.len()))
    })
}

/// Where the lines start that begin a document.
fn markers(text: &[u8]) -> impl Iterator<Item = usize> {
    let is_marker = |at: &usize| {
        let starts_line = *at == 0 || text[at - 1] == b'\n';
        starts_line
            && text.get(at + 3).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
    };
    memmem::find_iter(text, b"---").filter(is_marker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_head_of_some_documents_is_read() {
        let text = "a: 1\n---\nb: '\n--- x\n'\n---\nhead: 1\ntail: 2\n---\nc: ----\n--- d\n";
        let parts = of(text, |document| document.find("tail"));
        let shown: Vec<_> = parts.into_iter().map(|part| &text[part]).collect();
        assert_eq!(shown, ["a: 1\n---\nb: '\n--- x\n'\n---\nhead: 1\n", "---\nc: ----\n--- d\n"]);
        assert_eq!(of("", |_| None).len(), 1);
    }
}
