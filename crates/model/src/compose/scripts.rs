//! The commands that a service runs, as a shell would read them.

use diag::Step;
use syntax::yaml::Node;

use super::Service;
use super::values::command;
use crate::shell::{UNKNOWN, WrittenScript, WrittenWord, start};

/// Hooks that run a command of their own.
const HOOKS: [&str; 3] = ["post_start", "pre_start", "pre_stop"];

/// Everything that a service runs: its command behind its entrypoint, its health check and its hooks.
pub(super) fn of(service: &Service<'_>) -> Vec<WrittenScript> {
    let hooks = HOOKS.into_iter().flat_map(|key| {
        let hooks = service.list(&[key]).into_iter();
        hooks.filter_map(move |hook| service.script(key, &service.words(hook.get("command"))))
    });
    service.command().into_iter().chain(service.check()).chain(hooks).collect()
}

impl Service<'_> {
    fn command(&self) -> Option<WrittenScript> {
        let mut words = self.words(self.get(&["entrypoint"]));
        let arguments = self.words(self.get(&["command"]));
        let key = if arguments.is_empty() { "entrypoint" } else { "command" };
        if words.is_empty() {
            return WrittenScript::of_arguments(key, arguments, &self.trail_of(key));
        }
        words.extend(arguments);
        self.script(key, &words)
    }

    /// The test of the health check without its first word, which says how it is run.
    fn check(&self) -> Option<WrittenScript> {
        let test = self.get(&["healthcheck", "test"])?;
        let (in_shell, words) = if test.as_str().is_some() {
            (true, vec![self.word(test)])
        } else {
            let (kind, words) = test.items().split_first()?;
            let words: Vec<WrittenWord> = words.iter().map(|word| self.word(word)).collect();
            (kind.as_str() == Some("CMD-SHELL"), words)
        };
        if !in_shell {
            return self.script("healthcheck", &words);
        }
        let place = start(words.first()?.1);
        let shell = ["sh", "-c"].map(|word| (word.to_owned(), place));
        let words: Vec<WrittenWord> = shell.into_iter().chain(words).collect();
        self.script("healthcheck", &words)
    }

    fn script(&self, key: &'static str, words: &[WrittenWord]) -> Option<WrittenScript> {
        WrittenScript::of(key, words, &self.trail_of(key))
    }

    fn trail_of(&self, key: &str) -> Vec<Step> {
        self.field().get(key).map(|field| field.trail().to_vec()).unwrap_or_default()
    }

    /// The words of a command, which may be written in one string.
    fn words(&self, node: Option<&Node>) -> Vec<WrittenWord> {
        let Some(node) = node else { return Vec::new() };
        if node.as_str().is_none() {
            return node.items().iter().map(|word| self.word(word)).collect();
        }
        let (text, span) = self.word(node);
        let words = command::split(&text).unwrap_or_default();
        words.into_iter().map(|word| (word, span)).collect()
    }

    fn word(&self, node: &Node) -> WrittenWord {
        let known = node.as_str().filter(|_| self.project.doubt(node).is_none());
        (known.unwrap_or(UNKNOWN).to_owned(), self.project.used_at(node))
    }
}
