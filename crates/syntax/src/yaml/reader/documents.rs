//! From document to document: markers, directives, and going on behind an error.

use std::ops::Range;

use super::{Read, Reader};
use crate::yaml::build::Builder;
use crate::yaml::error::{self, Fault};
use crate::yaml::search;

/// Reads the documents of a part of the text.
pub(in crate::yaml) fn read<'t>(builder: &mut Builder<'t>, text: &'t str, part: Range<usize>) {
    let start = if part.start == 0 && text.starts_with('\u{feff}') { 3 } else { part.start };
    let mut reader = Reader {
        builder,
        text,
        bytes: &text.as_bytes()[..part.end],
        has_odd_breaks: search::has_odd_breaks(&text[part.clone()]),
        at: start,
        line: start,
        column: 0,
        handles: Vec::new(),
    };
    while reader.at < part.end {
        if let Err(fault) = reader.document() {
            reader.at = reader.next_marker(fault.offset.max(reader.at));
            reader.builder.fail(fault);
        }
    }
    if let Some(offset) = control(&text.as_bytes()[part.clone()]) {
        let offset = part.start + offset;
        let character = text[offset..].chars().next().unwrap_or_default();
        builder.fail_at(Fault::new(offset, error::control(character)));
    }
}

/// The first control character that go-yaml takes nowhere, not even in a comment.
// go-yaml readerc.go yaml_parser_update_buffer: "control characters are not allowed". That of `kubectl` refuses DEL and
// U+0080 to U+009F as well, that of Compose does not.
fn control(bytes: &[u8]) -> Option<usize> {
    let is_control = |byte: u8| {
        u8::from(byte < b' ')
            & u8::from(byte != b'\n')
            & u8::from(byte != b'\t')
            & u8::from(byte != b'\r')
    };
    // Without a way out in the middle the loop is done for many bytes at a time.
    let has_any = |chunk: &[u8]| chunk.iter().fold(0, |found, byte| found | is_control(*byte)) != 0;
    let chunk = bytes.chunks(1024).position(has_any)?;
    let found = bytes[chunk * 1024..].iter().position(|byte| is_control(*byte) != 0)?;
    Some(chunk * 1024 + found)
}

impl Reader<'_, '_> {
    /// Reads one document, or what stands between two.
    // go-yaml parserc.go yaml_parser_parse_document_start. It wants `---` behind `...`; YAML 1.2 does not.
    fn document(&mut self) -> Read {
        self.next_content(usize::MAX)?;
        if self.directives()? && !self.is_marker(b'-') {
            return Err(Fault::new(self.at, error::directive()));
        }
        if self.at >= self.bytes.len() {
            return Ok(());
        }
        if self.is_marker(b'.') {
            self.at += 3;
            self.skip_blanks();
            if !self.is_content_end() {
                return Err(Fault::new(self.at, error::document_end()));
            }
            self.end_line();
            return Ok(());
        }
        if !self.is_marker(b'-') {
            self.builder.start_document((self.at, self.at));
            self.node(0, true, false)?;
            return self.end_document();
        }
        self.builder.start_document((self.at, self.at + 3));
        self.at += 3;
        self.skip_blanks();
        if !self.is_content_end() {
            self.node(0, false, false)?;
            return self.end_document();
        }
        self.next_line()?;
        if self.column > 0 {
            self.node(0, true, false)?;
        }
        self.end_document()
    }

    /// Reads the directives before a document. Returns whether there are any.
    // go-yaml scannerc.go yaml_parser_scan_directive.
    fn directives(&mut self) -> Read<bool> {
        self.handles.clear();
        let mut has_any = false;
        while self.byte(self.at) == b'%' && self.at == self.line {
            let end = self.line_end(self.at);
            let mut words = self.text[self.at..end].split_ascii_whitespace();
            match (words.next(), words.next(), words.next()) {
                (Some("%YAML"), Some(_), _) => {}
                (Some("%TAG"), Some(handle), Some(prefix)) => self.handles.push((handle, prefix)),
                _ => return Err(Fault::new(self.at, error::directive())),
            }
            let comment = self.text[self.at..end].find(" #").map(|found| self.at + found + 1);
            self.at = comment.unwrap_or(end);
            self.next_line()?;
            has_any = true;
        }
        Ok(has_any)
    }

    fn end_document(&mut self) -> Read {
        let is_end = self.column == 0;
        if is_end {
            self.builder.end_document();
            return Ok(());
        }
        let byte = self.byte(self.at);
        let is_json = self.is_object(self.builder.last_start());
        let words = match byte {
            b']' | b'}' => error::stray_bracket(),
            _ => error::document_end(),
        };
        // What was complete is not taken back by what follows it.
        if is_json || matches!(byte, b']' | b'}') {
            self.builder.end_document();
        }
        // `kubectl` takes one JSON value after another: k8s.io/apimachinery pkg/util/yaml/decoder.go YAMLOrJSONDecoder.
        if is_json && byte == b'{' { Ok(()) } else { Err(Fault::new(self.at, words)) }
    }

    /// Whether a JSON object starts at a place, for all that its first two signs tell.
    fn is_object(&self, at: usize) -> bool {
        let inner = self.bytes.get(at..).and_then(|rest| rest.strip_prefix(b"{"));
        inner.is_some_and(|inner| matches!(inner.trim_ascii_start().first(), Some(b'"' | b'}')))
    }

    /// Where the next document starts behind an error.
    fn next_marker(&self, from: usize) -> usize {
        let mut at = from.min(self.bytes.len());
        if at == self.line && (self.is_marker(b'-') || self.is_marker(b'.')) {
            return at;
        }
        loop {
            at = self.line_end(at);
            if at >= self.bytes.len() {
                return at;
            }
            at += self.break_at(at);
            if self.marker_at(at, b'-') || self.marker_at(at, b'.') {
                return at;
            }
        }
    }
}
