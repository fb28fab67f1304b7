//! What the terminal can draw, by the conventions of the environment.

use std::env;
use std::io::{self, IsTerminal};

use report::{Glyphs, Medium, Options, Verbosity};

use crate::args::{ColorChoice, GlobalArgs, MaxDiagnostics, OutputArgs};

/// How reports are drawn.
pub(crate) fn options(global: &GlobalArgs, output: &OutputArgs) -> Options {
    let is_terminal = io::stdout().is_terminal();
    let color = colors(global.color, is_terminal, &|name| env::var(name).ok());
    Options {
        color,
        glyphs: if is_terminal && !is_utf8() { Glyphs::Ascii } else { Glyphs::Unicode },
        width: width(is_terminal),
        links: color && is_terminal && knows_links(),
        sarif_all: output.sarif_all,
        min_severity: output.min_severity,
        verbosity: verbosity(global),
        medium: if is_terminal { Medium::Terminal } else { Medium::Text },
        max_diagnostics: max_diagnostics(output.max_diagnostics, verbosity(global)),
        max_lines: max_lines(output.max_diagnostics, verbosity(global)),
        advise: Some(rules::hardening::advise),
        ..Options::default()
    }
}

/// How many diagnostics are drawn unless it is said, and how many lines they may take: with the table and what stands below it, a first
/// report fits on two screens.
const MAX_DIAGNOSTICS: usize = 8;
const MAX_LINES: usize = 80;

fn max_lines(asked: Option<MaxDiagnostics>, verbosity: Verbosity) -> Option<usize> {
    (asked.is_none() && verbosity < Verbosity::Verbose).then_some(MAX_LINES)
}

fn max_diagnostics(asked: Option<MaxDiagnostics>, verbosity: Verbosity) -> Option<usize> {
    match asked {
        Some(MaxDiagnostics::Of(max)) => Some(max),
        Some(MaxDiagnostics::None) => None,
        None => (verbosity < Verbosity::Verbose).then_some(MAX_DIAGNOSTICS),
    }
}

fn verbosity(global: &GlobalArgs) -> Verbosity {
    match (global.quiet, global.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}

/// Whether a progress line may be drawn.
pub(crate) fn shows_progress(global: &GlobalArgs, output: &OutputArgs) -> bool {
    !global.quiet && !output.no_progress && io::stderr().is_terminal() && !is_dumb()
}

/// `--color` before `NO_COLOR` before `CLICOLOR_FORCE` and `FORCE_COLOR` before the terminal.
fn colors(choice: ColorChoice, is_terminal: bool, var: &dyn Fn(&str) -> Option<String>) -> bool {
    let set = |name| var(name).is_some_and(|value| !value.is_empty());
    let forced = |name| var(name).is_some_and(|value| !value.is_empty() && value != "0");
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR") => false,
        ColorChoice::Auto if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") => true,
        ColorChoice::Auto => is_terminal && var("TERM").as_deref() != Some("dumb"),
    }
}

fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The first of these that is set decides the character set of a POSIX terminal.
fn is_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8")
}

fn width(is_terminal: bool) -> usize {
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    match columns {
        Some(columns) if is_terminal => columns.clamp(60, 140),
        _ => Options::default().width,
    }
}

/// Terminals that are known to understand OSC 8; others print it as rubbish or nothing.
fn knows_links() -> bool {
    let var = |name| env::var(name).unwrap_or_default();
    let programs = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"];
    programs.contains(&var("TERM_PROGRAM").as_str())
        || var("VTE_VERSION").parse::<u32>().is_ok_and(|version| version >= 5000)
        || var("TERM").contains("kitty")
        || env::var_os("WT_SESSION").is_some()
        || env::var_os("KONSOLE_VERSION").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_conventions() {
        let with = |vars: &'static [(&str, &str)], terminal| {
            colors(ColorChoice::Auto, terminal, &|name| {
                vars.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(with(&[("TERM", "xterm")], true));
        assert!(!with(&[("TERM", "dumb")], true));
        assert!(!with(&[], false));
        assert!(with(&[("CLICOLOR_FORCE", "1")], false));
        assert!(!with(&[("CLICOLOR_FORCE", "0")], false));
        assert!(!with(&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true));
        assert!(with(&[("NO_COLOR", "")], true));
    }
}
