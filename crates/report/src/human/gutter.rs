//! Gives the lines of an [`Excerpt`](super::excerpt::Excerpt) their true numbers and marks the gaps between them.
//!
//! miette numbers the lines of a snippet without gaps. It is told a first number for which the last one comes out right,
//! which fixes the width of the margin; here the numbers before it are replaced.

use std::fmt::Write;

use super::bars::Bars;
use crate::text::defused;

/// The numbers that miette drew and those that belong there, in the order of drawing.
pub(super) struct Numbers<'a> {
    pub(super) first: usize,
    pub(super) lines: &'a [usize],
}

/// Rewrites a drawn diagnostic whose snippets, from top to bottom, are `snippets`.
pub(super) fn restore(drawn: &str, snippets: &[Numbers<'_>], gap: char, bars: Bars) -> String {
    let mut below: Vec<String> = Vec::new();
    let mut cleaned = String::with_capacity(drawn.len());
    for line in drawn.lines().chain([""]) {
        if bars.is_below(line) {
            below.push(line.to_owned());
            continue;
        }
        bars.clean(&mut below);
        below.drain(..).chain([line.to_owned()]).for_each(|it| cleaned.extend([&it, "\n"]));
    }
    renumber(cleaned.trim_end_matches('\n'), snippets, gap)
}

fn renumber(drawn: &str, snippets: &[Numbers<'_>], gap: char) -> String {
    let mut out = String::with_capacity(drawn.len() + 64);
    let mut wanted = snippets.iter().flat_map(|numbers| {
        let before = std::iter::once(None).chain(numbers.lines.iter().copied().map(Some));
        let steps = (numbers.first..).zip(numbers.lines).zip(before);
        steps.map(|((drawn, line), before)| (drawn, *line, before))
    });
    let mut next = wanted.next();
    for text in drawn.lines() {
        let Some((number, line, before)) = next else {
            push(&mut out, text);
            continue;
        };
        let Some((head, width, tail)) = split(text, number) else {
            if !is_caption(text) {
                push(&mut out, text);
            }
            continue;
        };
        if before.is_some_and(|before| before + 1 < line) {
            let _ = writeln!(out, " {:width$} {gap}", "");
        }
        let _ = writeln!(out, "{head}{line:>width$}{tail}");
        next = wanted.next();
    }
    out
}

fn push(out: &mut String, text: &str) {
    out.push_str(&defused(text.trim_end()));
    out.push('\n');
}

/// The word that miette puts before a related diagnostic; the line below it says more.
fn is_caption(text: &str) -> bool {
    text.trim_end() == "Advice:"
}

/// Splits a line at the number in its margin, if that is `number`: what stands before, the number's width, the rest.
fn split(text: &str, number: usize) -> Option<(&str, usize, &str)> {
    let rest = text.strip_prefix(' ')?;
    let start = text.len() - skip_style(rest).len();
    let digits = text[start..].trim_start_matches(' ');
    let n = digits.bytes().take_while(u8::is_ascii_digit).count();
    let end = text.len() - digits.len() + n;
    let in_margin = skip_style(&text[end..]).starts_with([' ']);
    (in_margin && digits[..n].parse() == Ok(number))
        .then(|| (&text[..start], end - start, &text[end..]))
}

/// Skips one `ESC [ … m` sequence.
fn skip_style(text: &str) -> &str {
    let sequence = text.strip_prefix("\u{1b}[").and_then(|rest| rest.split_once('m'));
    sequence.map_or(text, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_restored_and_gaps_marked() {
        let drawn =
            "  × a 98 b\n    ╭─[f:4:1]\n  98 │ a\n     · ─\n \u{1b}[2m 99\u{1b}[0m │ b\n 100 │ c\n";
        let numbers = Numbers { first: 98, lines: &[4, 5, 100] };
        assert_eq!(
            renumber(drawn, &[numbers], '⋮'),
            "  × a 98 b\n    ╭─[f:4:1]\n   4 │ a\n     · ─\n \u{1b}[2m  5\u{1b}[0m │ b\n     ⋮\n 100 │ c\n"
        );
    }
}
