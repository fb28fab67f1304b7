//! The commands that a service runs, as a shell would read them.

use diag::{SourceId, Span};
use syntax::shell::{self, ExecWord, Script, parse_exec};
use syntax::yaml::Node;

use super::Service;
use super::values::command;

/// Hooks that run a command of their own.
const HOOKS: [&str; 3] = ["post_start", "pre_start", "pre_stop"];
/// What stands for a text that is not known. Nothing takes it for a value.
const UNKNOWN: &str = "${_}";

/// A command of a service.
#[derive(Debug)]
pub struct ServiceScript {
    /// The key that it is written under: `command`, `healthcheck`, ...
    pub key: &'static str,
    /// What it runs. Spans are byte offsets in the file; of a command in one string, those of the whole string.
    pub script: Script,
    source: SourceId,
}

/// A word, and where it is written.
type Word = (String, Span);

impl ServiceScript {
    /// A place of the script in its file.
    pub fn place(&self, span: shell::Span) -> Span {
        Span::new(self.source, span.start, span.end)
    }
}

impl Service<'_> {
    /// Everything it runs: its command behind its entrypoint, its health check and its hooks.
    pub fn scripts(&self) -> Vec<ServiceScript> {
        let hooks = HOOKS.into_iter().flat_map(|key| {
            let hooks = self.list(&[key]).into_iter();
            hooks.filter_map(move |hook| script(key, &self.words(hook.get("command"))))
        });
        self.command().into_iter().chain(self.check()).chain(hooks).collect()
    }

    fn command(&self) -> Option<ServiceScript> {
        let mut words = self.words(self.get(&["entrypoint"]));
        let arguments = self.words(self.get(&["command"]));
        let key = if arguments.is_empty() { "entrypoint" } else { "command" };
        // The entrypoint of the image is not known.
        if words.is_empty() && arguments.first().is_some_and(|(word, _)| word.starts_with('-')) {
            words.push(("entrypoint".into(), start(arguments[0].1)));
        }
        words.extend(arguments);
        script(key, &words)
    }

    /// The test of the health check without its first word, which says how it is run.
    fn check(&self) -> Option<ServiceScript> {
        let test = self.get(&["healthcheck", "test"])?;
        let (in_shell, words) = if test.as_str().is_some() {
            (true, vec![self.word(test)])
        } else {
            let (kind, words) = test.items().split_first()?;
            let words: Vec<Word> = words.iter().map(|word| self.word(word)).collect();
            (kind.as_str() == Some("CMD-SHELL"), words)
        };
        if !in_shell {
            return script("healthcheck", &words);
        }
        let place = start(words.first()?.1);
        let shell = ["sh", "-c"].map(|word| (word.to_owned(), place));
        let words: Vec<Word> = shell.into_iter().chain(words).collect();
        script("healthcheck", &words)
    }

    /// The words of a command, which may be written in one string.
    fn words(&self, node: Option<&Node>) -> Vec<Word> {
        let Some(node) = node else { return Vec::new() };
        if node.as_str().is_none() {
            return node.items().iter().map(|word| self.word(word)).collect();
        }
        let (text, span) = self.word(node);
        let words = command::split(&text).unwrap_or_default();
        words.into_iter().map(|word| (word, span)).collect()
    }

    fn word(&self, node: &Node) -> Word {
        let known = node.as_str().filter(|_| self.project.doubt(node).is_none());
        (known.unwrap_or(UNKNOWN).to_owned(), node.target().span)
    }
}

/// The place before something.
fn start(span: Span) -> Span {
    Span::new(span.source, span.start(), span.start())
}

fn script(key: &'static str, words: &[Word]) -> Option<ServiceScript> {
    let source = words.first()?.1.source;
    let place = |span: Span| {
        let (start, end) = span.range.filter(|_| span.source == source).unwrap_or_default();
        shell::Span::new(start, end)
    };
    let words: Vec<_> =
        words.iter().map(|(value, span)| ExecWord { value, span: place(*span) }).collect();
    Some(ServiceScript { key, script: parse_exec(&words), source })
}
