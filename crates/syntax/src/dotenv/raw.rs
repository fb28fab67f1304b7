//! `env_file` with `format: raw`: lines taken as they are.

use diag::{SourceId, Span, Spanned};
use smol_str::SmolStr;

use super::{Entry, EnvFile, EnvValue, Quote};
use crate::SyntaxError;

/// Reads an `env_file` with `format: raw`: quotes, `$` and `#` behind the `=` mean nothing.
pub fn parse_raw(source: SourceId, text: &str) -> EnvFile {
    let mut file = EnvFile::default();
    if u32::try_from(text.len()).is_err() {
        return file;
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut offset = text.len() - body.len();
    for line in body.split_inclusive('\n') {
        let start = offset + (line.len() - line.trim_start().len());
        offset += line.len();
        let line = line.trim_start().trim_end_matches('\n').trim_end_matches('\r');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match entry(source, start, line) {
            Ok(entry) => file.entries.push(entry),
            Err(error) => file.errors.push(error),
        }
    }
    file
}

fn entry(source: SourceId, start: usize, line: &str) -> Result<Entry, SyntaxError> {
    let span = |from: usize, to: usize| {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(source, clamp(start + from), clamp(start + to))
    };
    let key_end = line.find('=').unwrap_or(line.len());
    let name = &line[..key_end];
    let message = if name.is_empty() {
        Some("a value needs a name".to_owned())
    } else if name.contains(char::is_whitespace) {
        Some(format!("the name `{name}` holds white space"))
    } else {
        None
    };
    if let Some(message) = message {
        let help = Some("write `NAME=value`".to_owned());
        return Err(SyntaxError { span: span(0, key_end.max(1)), message, help });
    }
    let value = line.get(key_end + 1..).map(|text| EnvValue {
        text: SmolStr::new(text),
        quote: Quote::Raw,
        span: span(key_end + 1, line.len()),
    });
    let key = Spanned::new(SmolStr::new(name), span(0, key_end));
    Ok(Entry { key, value, span: span(0, line.len()) })
}
