//! The steps of a stage that PowerShell runs.

use diag::{Source, Span};
use syntax::dockerfile::{Command, Kind};
pub use syntax::powershell::{Pipeline, Word, parse};

use super::StageView;
use super::scripts::shells;
use crate::shell::Dialect;

/// What PowerShell runs in a RUN.
#[derive(Clone, Debug)]
pub struct PowerShellStep {
    /// The instruction.
    pub span: Span,
    /// Its statements, in order.
    pub pipelines: Vec<Pipeline>,
}

impl StageView<'_> {
    /// What PowerShell runs while the image is built: under `SHELL ["powershell", ...]`, or called by its name.
    pub fn powershell(&self, source: &Source) -> Vec<PowerShellStep> {
        let mut found = Vec::new();
        let shells = shells(self);
        for (place, shell) in self.places().zip(shells) {
            let Kind::Run(run) = &place.instruction.kind else { continue };
            let text = match (&run.command, place.instruction.heredocs.as_slice()) {
                (Command::Shell(_), [only]) if shell.dialect == Dialect::PowerShell => {
                    only.content(&source.text).as_str().to_owned()
                }
                (Command::Shell(text), _) if shell.dialect == Dialect::PowerShell => {
                    text.as_str().to_owned()
                }
                (Command::Shell(text), _) => match called(text.as_str()) {
                    Some(text) => text.to_owned(),
                    None => continue,
                },
                (Command::Exec(words), _) => {
                    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
                    let is_powershell = words.first().is_some_and(|it| is_name(it));
                    if !is_powershell {
                        continue;
                    }
                    let at = words.iter().position(|word| is_command_flag(word));
                    words[at.map_or(1, |at| at + 1)..].join(" ")
                }
            };
            found.push(PowerShellStep { span: place.span, pipelines: parse(&text) });
        }
        found
    }
}

/// The text that `powershell -Command TEXT` runs.
fn called(text: &str) -> Option<&str> {
    let (program, rest) = text.trim_start().split_once(char::is_whitespace)?;
    if !is_name(program) {
        return None;
    }
    let flag = rest.split_whitespace().find(|word| is_command_flag(word))?;
    let at = rest.find(flag)? + flag.len();
    Some(rest[at..].trim().trim_matches('"'))
}

fn is_name(program: &str) -> bool {
    Dialect::of(program) == Dialect::PowerShell
}

/// `-Command` and what it may be shortened to.
fn is_command_flag(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.len() > 1 && "-command".starts_with(&lower)
}
