//! Anchors, aliases and tags.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::{Read, Reader};
use crate::yaml::Tag;
use crate::yaml::build::Properties;
use crate::yaml::error::{self, Fault};

/// The namespace of YAML's own tags, for which `!!` is short.
const CORE: &str = "tag:yaml.org,2002:";

impl<'t> Reader<'_, 't> {
    /// Reads anchors and tags up to the end of the last one in this line.
    pub(super) fn properties(&mut self) -> Read<Properties<'t>> {
        let mut properties = Properties::default();
        let mut end = self.at;
        loop {
            let start = self.at;
            let mut more = Properties::default();
            match self.byte(self.at) {
                b'&' => {
                    let name = self.name()?;
                    more.anchor = Some(self.builder.declare(name));
                }
                b'!' => more.tag = Some(Box::new(self.tag()?)),
                _ => break,
            }
            properties.join(more, start)?;
            end = self.at;
            self.skip_blanks();
        }
        self.at = end;
        Ok(properties)
    }

    /// Reads an alias; neither anchor nor tag may stand before it.
    pub(super) fn alias(&mut self, properties: &Properties<'t>) -> Read {
        let start = self.at;
        if !properties.is_none() {
            return Err(Fault::new(start, error::too_many_properties()));
        }
        let name = self.name()?;
        self.builder.alias(name, (start, self.at))
    }

    /// Reads the name behind `&` or `*`. A colon ends it, so that `*a: b` is an entry.
    // go-yaml scannerc.go yaml_parser_scan_anchor: letters, digits, `_` and `-`. Other characters are an error there, and
    // part of the name in YAML 1.2.
    fn name(&mut self) -> Read<&'t str> {
        let start = self.at + 1;
        let mut end = start;
        while !self.is_blank(end) && !self.is_flow_mark(end) && self.byte(end) != b':' {
            end += 1;
        }
        if end == start {
            return Err(Fault::new(self.at, error::missing_name()));
        }
        self.at = end;
        Ok(&self.text[start..end])
    }

    /// Reads a tag.
    // go-yaml scannerc.go yaml_parser_scan_tag, parserc.go yaml_parser_parse_node ("found undefined tag handle").
    fn tag(&mut self) -> Read<Tag> {
        let start = self.at;
        let mut end = start + 1;
        let is_verbatim = self.byte(end) == b'<';
        while !self.is_blank(end) && (is_verbatim || !self.is_flow_mark(end)) {
            end += 1;
        }
        let written = &self.text[start..end];
        if !written.bytes().all(is_of_tags) {
            return Err(Fault::new(start, error::bad_tag()));
        }
        let name = if let Some(verbatim) = written.strip_prefix("!<") {
            let Some((name, _)) = verbatim.split_once('>') else {
                return Err(Fault::new(start, error::unclosed_tag()));
            };
            end = start + name.len() + 3;
            name.to_owned()
        } else {
            let length = written[1..].find('!').map_or(1, |second| second + 2);
            let (handle, suffix) = written.split_at(length);
            let Some(prefix) = self.prefix(handle) else {
                return Err(Fault::new(start, error::undeclared_tag()));
            };
            format!("{prefix}{}", unescape(suffix))
        };
        self.at = end;
        let name = match name.strip_prefix(CORE) {
            Some(suffix) => SmolStr::from_iter(["!!", suffix]),
            None => SmolStr::new(&name),
        };
        Ok(Tag { name, span: self.builder.span((start, end)) })
    }

    fn prefix(&self, handle: &str) -> Option<&'t str> {
        let declared = self.handles.iter().rev().find(|(known, _)| *known == handle);
        match (declared, handle) {
            (Some((_, prefix)), _) => Some(prefix),
            (None, "!") => Some("!"),
            (None, "!!") => Some(CORE),
            _ => None,
        }
    }
}

/// Whether a character may stand in a tag.
// go-yaml scannerc.go yaml_parser_scan_tag_uri.
fn is_of_tags(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"<>-_;/?:@&=+$.,!~*'()[]{}%#".contains(&byte)
}

/// A part of a tag without its escapes.
// go-yaml scannerc.go yaml_parser_scan_uri_escapes.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        let code = behind.get(..2).and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok().filter(|_| *byte == b'%')?;
            u8::from_str_radix(digits, 16).ok()
        });
        bytes.push(code.unwrap_or(*byte));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
