//! `dockerfile_inline:` as a text of its own, in which everything keeps its place.

use syntax::template::{Part, parts};
use syntax::yaml::Style;

use super::resolve::Environment;

/// The text of a file with blanks for all but one scalar, as Docker would see that scalar: every byte of it stands
/// where it stands in the file. `None` if a variable leaves no room for its value.
pub(super) fn masked(
    text: &str,
    (start, end): (u32, u32),
    style: Style,
    environment: &Environment,
) -> Option<String> {
    let (start, end) = (start as usize, end as usize);
    let written = text.get(start..end)?;
    let mut masked = blank(&text[..start]);
    match style {
        Style::Literal | Style::Folded => {
            let body = written.find('\n').unwrap_or(written.len());
            masked.push_str(&" ".repeat(body));
            masked.push_str(&block(&expanded(&written[body..], environment)?, style));
        }
        Style::Double => masked.push_str(&unescaped(&expanded(written, environment)?)),
        Style::Single | Style::Plain => {
            masked.push_str(&expanded(written, environment)?.replace('\'', " "));
        }
    }
    Some(masked)
}

/// Blanks of the same length, lines kept.
fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// Indentation is no part of a block. Where it would hide the end of a here-document, line breaks stand for it.
fn block(text: &str, style: Style) -> String {
    let mut lines = text.split_inclusive('\n').skip(1);
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let indent = lines.find(|line| !line.trim().is_empty()).map_or(0, indent);
    let filler = if text.contains("<<") { "\n" } else { " " };
    let mut block = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let blanks = line.bytes().take(indent).take_while(|byte| *byte == b' ').count();
        block.push_str(&filler.repeat(blanks));
        block.push_str(&line[blanks..]);
    }
    if style == Style::Folded { folded(&block) } else { block }
}

/// Lone line breaks are blanks in a folded block.
fn folded(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_break = |at: usize| bytes.get(at) == Some(&b'\n');
    let fold = |(at, c): (usize, char)| {
        let is_lone = c == '\n' && !is_break(at + 1) && (at == 0 || !is_break(at - 1));
        if is_lone { ' ' } else { c }
    };
    text.char_indices().map(fold).collect()
}

/// Escapes of a quoted string, each as long as before.
fn unescaped(text: &str) -> String {
    let mut inner = text.to_owned();
    for (escape, meant) in [("\\n", " \n"), ("\\t", " \t"), ("\\\"", " '"), ("\\\\", " \\")] {
        inner = inner.replace(escape, meant);
    }
    inner.replace('"', " ")
}

/// The text with its variables replaced, padded to the length it had.
fn expanded(text: &str, environment: &Environment) -> Option<String> {
    if !text.contains('$') {
        return Some(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    for part in parts(text).ok()? {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Dollar => out.push_str(" $"),
            Part::Variable(variable) => {
                let written = &text[variable.start..variable.end];
                let mut lookup = |name: &str| Some(environment.get(name)?.value.clone());
                let value = syntax::template::expand(written, &mut lookup).ok()?;
                let room = written.len().checked_sub(value.len())?;
                out.push_str(&value);
                out.push_str(&" ".repeat(room));
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_keeps_its_place() {
        let text = "a: |\n  FROM x\n  RUN <<EOF\n  ls $$HOME\n  EOF\nb: 1\n";
        let end = u32::try_from(text.find("\nb").unwrap()).unwrap();
        let masked = masked(text, (3, end), Style::Literal, &Environment::default()).unwrap();
        assert_eq!(masked.len(), end as usize);
        assert_eq!(masked.find("FROM"), text.find("FROM"));
        assert!(masked.ends_with("\nEOF"), "{masked:?}");
        assert!(masked.contains("ls  $HOME"), "{masked:?}");
    }
}
