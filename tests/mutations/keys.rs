//! Everything that a configuration of the estate says, piece by piece: keys of YAML and JSON, instructions, and lines.

use std::ops::Range;
use std::sync::Arc;

use diag::{SourceId, Span};
use syntax::dockerfile::Directive;
use syntax::yaml::{Data, Entry, Node};

/// A piece of a file that can be taken out or replaced.
pub(crate) struct Key {
    /// File and way to the piece, such as `k8s/base/quota.yaml/ResourceQuota/spec/hard/pods`.
    pub(crate) path: String,
    /// The file, from the folder of the estate.
    pub(crate) file: Arc<str>,
    /// All of the file.
    pub(crate) text: Arc<str>,
    /// What goes when the piece is taken out.
    extent: Range<usize>,
    /// What is replaced when it gets another value.
    value: Range<usize>,
    /// Whether it stands in a mapping or sequence that is written between brackets.
    is_flow: bool,
    /// Whether it holds other keys, which speak for themselves.
    pub(crate) is_branch: bool,
}

/// How a piece is broken.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Break {
    /// It is taken out.
    Gone,
    /// Its value becomes another one.
    Set(&'static str),
    /// A text in it becomes another one.
    Swap(&'static str, &'static str),
    /// From this text on, the rest of a word is taken out.
    Cut(&'static str),
}

impl Key {
    /// The text of the file, broken here; `None` if the piece does not say what would be replaced.
    pub(crate) fn broken(&self, how: Break) -> Option<String> {
        let text = &self.text;
        let value = &text[self.value.clone()];
        let (range, new) = match how {
            Break::Gone => return Some(self.without()),
            Break::Set(new) => (0..value.len(), new),
            Break::Swap(from, to) => (value.find(from).map(|at| at..at + from.len())?, to),
            Break::Cut(from) => {
                let at = value.find(from)?;
                let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}');
                (at..value[at..].find(is_end).map_or(value.len(), |end| at + end), "")
            }
        };
        let start = self.value.start;
        Some(format!("{}{new}{}", &text[..start + range.start], &text[start + range.end..]))
    }

    fn without(&self) -> String {
        let text = &self.text;
        let (before, after) = (&text[..self.extent.start], &text[self.extent.end..]);
        if self.is_flow {
            return match (after.trim_start().strip_prefix(','), before.trim_end().strip_suffix(','))
            {
                (Some(after), _) => format!("{before}{}", after.trim_start()),
                (None, Some(before)) => format!("{before}{after}"),
                (None, None) => format!("{before}{after}"),
            };
        }
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        // A block scalar ends behind its last line break.
        let rest = if text[self.extent.clone()].ends_with('\n') {
            after
        } else {
            after.split_once('\n').map_or("", |(_, rest)| rest)
        };
        let indent = before.len() - line;
        let is_next = rest.len() > indent
            && rest[..indent].trim().is_empty()
            && !rest[indent..].starts_with([' ', '-', '\n']);
        // The first key of an item goes, and the dash stays for the second one.
        if before[line..].trim() == "-" && !text[self.extent.clone()].starts_with('"') && is_next {
            return format!("{before}{}", &rest[indent..]);
        }
        format!("{}{rest}", &text[..line])
    }
}

/// The pieces of a file, by what its name says it is.
pub(crate) fn of(file: &str, text: &str) -> Vec<Key> {
    let mut reader = Reader { file: file.into(), text: text.into(), keys: Vec::new() };
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "json" | "yaml" | "yml" => reader.yaml(),
        "enterprise" => reader.dockerfile(),
        _ => reader.lines(),
    }
    reader.keys
}

struct Reader {
    file: Arc<str>,
    text: Arc<str>,
    keys: Vec<Key>,
}

impl Reader {
    fn yaml(&mut self) {
        for document in syntax::yaml::parse(SourceId(0), &self.text.clone()).documents {
            let Some(root) = document.root else { continue };
            let kind = root.as_map().and_then(|it| it.get("kind"));
            let name = root.as_map().and_then(|it| it.get("metadata")?.as_map()?.get("name"));
            let object = [kind, name].into_iter().flatten().filter_map(Node::as_str);
            let path = object.fold(String::new(), |path, part| format!("{path}/{part}"));
            self.node(&root, &path);
        }
    }

    fn node(&mut self, node: &Node, path: &str) {
        let is_flow = self.text[range(node.target().span)].starts_with(['{', '[']);
        match &node.target().data {
            Data::Map(map) => {
                for Entry { key, value } in &map.entries {
                    let path = format!("{path}/{}", key.as_str().unwrap_or_default());
                    let (key, place) = (range(key.span), range(value.span()));
                    let is_branch = is_written_here(value) && value.scalar().is_none();
                    let extent = key.start..place.end.max(key.end);
                    self.push(&path, (extent, place), is_flow, is_branch);
                    self.inner(value, &path);
                }
            }
            Data::Seq(items) => {
                for (at, item) in items.iter().enumerate() {
                    let name = item.as_str().map_or_else(|| at.to_string(), str::to_owned);
                    let path = format!("{path}/{name}");
                    if item.scalar().is_some() {
                        self.push(&path, (range(item.span()), range(item.span())), is_flow, false);
                    }
                    self.inner(item, &path);
                }
            }
            Data::Scalar(_) | Data::Alias(_) => {}
        }
    }

    fn inner(&mut self, node: &Node, path: &str) {
        if is_written_here(node) {
            self.node(node, path);
        }
    }

    fn dockerfile(&mut self) {
        let dockerfile = syntax::dockerfile::parse(SourceId(0), &self.text.clone());
        for Directive { name, value } in &dockerfile.directives {
            let value = range(value.span);
            let start = self.text[..value.start].rfind('\n').map_or(0, |at| at + 1);
            self.line(&format!("/# {}", name.value), start..value.end);
        }
        let mut stage = String::new();
        for instruction in &dockerfile.instructions {
            let words = instruction.text.as_str().split_whitespace().collect::<Vec<_>>();
            if words[0] == "FROM" {
                words[words.len() - 1].clone_into(&mut stage);
            }
            self.line(&format!("/{stage}/{}", words.join(" ")), range(instruction.span));
        }
    }

    /// Lines that say something: no comments, and no closing brackets.
    fn lines(&mut self) {
        let mut at = 0;
        for line in self.text.clone().split_inclusive('\n') {
            let said = line.trim();
            let start = at + line.find(said).unwrap_or(0);
            at += line.len();
            if !said.is_empty() && !said.starts_with('#') && said != "}" {
                self.line(&format!("/{}", said.trim_end_matches(',')), start..start + said.len());
            }
        }
    }

    fn line(&mut self, path: &str, extent: Range<usize>) {
        self.push(path, (extent.clone(), extent), false, false);
    }

    fn push(
        &mut self,
        path: &str,
        (extent, value): (Range<usize>, Range<usize>),
        is_flow: bool,
        is_branch: bool,
    ) {
        let (path, file) = (format!("{}{path}", self.file), self.file.clone());
        let text = self.text.clone();
        self.keys.push(Key { path, file, text, extent, value, is_flow, is_branch });
    }
}

/// Whether a node stands here, rather than an alias that repeats it.
fn is_written_here(node: &Node) -> bool {
    node.alias_span().is_none()
}

fn range(span: Span) -> Range<usize> {
    span.start() as usize..span.end() as usize
}
