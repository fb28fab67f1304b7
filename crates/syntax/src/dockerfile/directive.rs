//! `# syntax=`, `# escape=` and `# check=`: the lines at the very head of a file.

use diag::{Span, Spanned};
use smol_str::{SmolStr, StrExt as _};

use super::lines::line_at;
use super::parser::Parser;
use super::text::to_u32;
use super::tree::Directive;

/// Reads directives and leaves the parser at the first line that is none.
pub(super) fn read(parser: &mut Parser<'_>) {
    // After a `#!` line, tools still look for `syntax`, but BuildKit reads no `escape` any more.
    let script = parser.text[parser.at..].starts_with("#!");
    if script && let Some(line) = line_at(parser.text, parser.at) {
        parser.comment(line);
        parser.at = line.next;
    }
    while let Some(line) = line_at(parser.text, parser.at) {
        let Some((name, value)) = split(&parser.text[line.start..line.end]) else { return };
        let at = |range: (usize, usize)| {
            Span::new(parser.source, to_u32(line.start + range.0), to_u32(line.start + range.1))
        };
        let text = &parser.text[line.start..line.end];
        let directive = Directive {
            name: Spanned::new(text[name.0..name.1].to_lowercase_smolstr(), at(name)),
            value: Spanned::new(SmolStr::new(&text[value.0..value.1]), at(value)),
        };
        if !matches!(directive.name.value.as_str(), "syntax" | "escape" | "check") {
            return;
        }
        if script && directive.name.value == "escape" {
            parser.comment(line);
        } else {
            accept(parser, directive, script);
        }
        parser.at = line.next;
    }
}

fn accept(parser: &mut Parser<'_>, directive: Directive, script: bool) {
    let name = &directive.name.value;
    if parser.out.directive(name).is_some() && !script {
        let message = format!("`{name}` is set twice");
        parser.sink.error(directive.name.span, message).help = Some("keep one of them".to_owned());
    }
    if name == "escape" {
        match directive.value.value.as_str() {
            "\\" => parser.out.escape = b'\\',
            "`" => parser.out.escape = b'`',
            other => {
                let message = format!("`{other}` cannot be the escape character");
                let help = "write `\\` or a backtick".to_owned();
                parser.sink.error(directive.value.span, message).help = Some(help);
            }
        }
    }
    parser.out.directives.push(directive);
}

/// Byte ranges of the name and value in a line that could be a directive.
fn split(line: &str) -> Option<((usize, usize), (usize, usize))> {
    let after_hash = line.trim_start().strip_prefix('#')?.trim_start();
    let name_start = line.len() - after_hash.len();
    let name_length =
        after_hash.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after_hash.len());
    let starts_well = after_hash.starts_with(|c: char| c.is_ascii_alphabetic());
    let value = after_hash[name_length..].trim_start().strip_prefix('=')?.trim();
    if !starts_well || value.is_empty() {
        return None;
    }
    let value_start = line.trim_end().len() - value.len();
    Some(((name_start, name_start + name_length), (value_start, value_start + value.len())))
}
