//! Shell commands as rules see them: the spans of a script from a Dockerfile are byte offsets in that file.

use std::borrow::Cow;

use diag::{SourceId, Spanned, Step};
pub use syntax::shell::{
    Command, Connector, Dialect, Flag, FlagSpec, Flags, HereDoc, Link, Lookup, Part, Peeled,
    Redirect, RedirectOp, Scope, ScopeId, ScopeKind, Script, Shell, ShellCall, ShellOptions,
    ShellSource, Span, Word, Wrapper, flags,
};
use syntax::shell::{ExecWord, parse_exec};

/// A command of a service or a pod's container.
#[derive(Clone, Debug)]
pub struct WrittenScript {
    /// The key that it is written under: `command`, `healthcheck`, `livenessProbe`, ...
    pub key: &'static str,
    /// What it runs. Spans are byte offsets in the file; of a command in one string, those of the whole string.
    pub script: Script,
    /// The program that it starts and where that is written, unless the entrypoint of the image may stand before it.
    pub program: Option<Spanned<String>>,
    /// The way the value under the key came.
    pub trail: Vec<Step>,
    source: SourceId,
}

/// A word, and where it is written.
pub(crate) type WrittenWord = (String, diag::Span);

/// What stands for a text that is not known. Nothing takes it for a value.
pub(crate) const UNKNOWN: &str = "${_}";

/// The text of a word, with `${_}` for what is not written there.
pub fn text_of(word: &Word) -> Cow<'_, str> {
    word.literal().unwrap_or_else(|| {
        let mut text = String::new();
        for part in word.parts() {
            match part {
                Part::Literal { text: literal, .. } => text.push_str(literal),
                _ => text.push_str(UNKNOWN),
            }
        }
        Cow::Owned(text)
    })
}

impl WrittenScript {
    /// The command that some words are, if there are any.
    pub(crate) fn of(key: &'static str, words: &[WrittenWord], trail: &[Step]) -> Option<Self> {
        let (program, first) = words.first()?;
        let program = Spanned::new(program.clone(), *first);
        let place = |span: diag::Span| {
            let here = span.range.filter(|_| span.source == first.source);
            let (start, end) = here.or(first.range).unwrap_or_default();
            Span::new(start, end)
        };
        let words: Vec<_> =
            words.iter().map(|(value, span)| ExecWord { value, span: place(*span) }).collect();
        let (script, trail) = (parse_exec(&words), trail.to_vec());
        Some(Self { key, script, program: Some(program), trail, source: first.source })
    }

    /// The same behind an entrypoint that only the image knows.
    pub(crate) fn of_arguments(
        key: &'static str,
        arguments: Vec<WrittenWord>,
        trail: &[Step],
    ) -> Option<Self> {
        let option = arguments.first().filter(|(word, _)| word.starts_with('-'));
        let entrypoint = option.map(|(_, place)| ("entrypoint".to_owned(), start(*place)));
        let words: Vec<WrittenWord> = entrypoint.into_iter().chain(arguments).collect();
        Some(Self { program: None, ..Self::of(key, &words, trail)? })
    }

    /// A place of the script in its file.
    pub fn place(&self, span: Span) -> diag::Span {
        diag::Span::new(self.source, span.start, span.end)
    }
}

/// The place before something.
pub(crate) fn start(span: diag::Span) -> diag::Span {
    diag::Span::new(span.source, span.start(), span.start())
}
