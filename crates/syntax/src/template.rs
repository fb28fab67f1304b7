//! `$VAR` and `${VAR:-word}` as Docker Compose reads them, in Compose files, `.env` and `env_file`.
//!
//! Shells and Dockerfiles differ. Only ASCII names count; `$` before anything else stands for itself.

use std::fmt;

/// How deep words may hold variables whose words hold variables.
const MAX_DEPTH: usize = 64;

/// How long an expansion may become, in bytes; variables that repeat each other grow without bounds.
const MAX_LENGTH: usize = 1 << 20;

/// A piece of a template. Words inside variables are templates in turn and are only read when they are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    /// Text that stands for itself.
    Text(&'t str),
    /// `$$`, which stands for `$`.
    Dollar,
    /// A variable.
    Variable(Variable<'t>),
}

/// A variable in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable<'t> {
    /// The name.
    pub name: &'t str,
    /// Byte offset of the `$` in the template.
    pub start: usize,
    /// Byte offset behind the variable.
    pub end: usize,
    /// What follows the name in braces.
    pub operator: Option<Operator<'t>>,
}

/// What a variable does with its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator<'t> {
    /// Which operator.
    pub kind: OperatorKind,
    /// Whether there is a colon, so that an empty value counts as none.
    pub empty_is_unset: bool,
    /// Default, replacement or message: a template.
    pub word: &'t str,
    /// Byte offset of the word in the template.
    pub word_start: usize,
}

/// The operators of Compose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorKind {
    /// `-`: the word stands in for a missing value.
    Default,
    /// `+`: the word replaces a present value, a missing one stays empty.
    Alternative,
    /// `?`: a missing value is an error, the word says why.
    Required,
}

/// Why a template has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateError {
    /// `${` without a name, a known operator or a closing brace on the same line.
    Invalid {
        /// Byte offset of the `$` in the template, or of the variable whose word is wrong.
        start: usize,
    },
    /// `${NAME?message}` without a value.
    Required {
        /// Byte offset of the `$` in the template.
        start: usize,
        /// The variable.
        name: String,
        /// The message.
        message: String,
    },
    /// Words are nested too deep, or the value grows too long.
    TooLarge,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { .. } => f.write_str("`${` is not followed by a variable and a `}`"),
            Self::Required { name, message, .. } if message.is_empty() => {
                write!(f, "`{name}` has no value")
            }
            Self::Required { name, message, .. } => write!(f, "`{name}` has no value: {message}"),
            Self::TooLarge => f.write_str("the value becomes too large"),
        }
    }
}

/// The pieces of a template.
///
/// # Errors
/// The first [`TemplateError::Invalid`] variable. Words are not looked into.
pub fn parts(template: &str) -> Result<Vec<Part<'_>>, TemplateError> {
    let mut parts = Vec::new();
    let mut reader = Reader { text: template, last_brace: None };
    let (mut text_start, mut offset) = (0, 0);
    while let Some(found) = memchr::memchr(b'$', &template.as_bytes()[offset..]) {
        let start = offset + found;
        offset = start + 1;
        let Some((part, end)) = reader.at(start)? else { continue };
        if text_start < start {
            parts.push(Part::Text(&template[text_start..start]));
        }
        parts.push(part);
        (text_start, offset) = (end, end);
    }
    if text_start < template.len() {
        parts.push(Part::Text(&template[text_start..]));
    }
    Ok(parts)
}

/// The value of a template. `lookup` answers `None` for a variable that is not set; that one stands for nothing.
///
/// # Errors
/// What Compose refuses, and values that grow out of bounds.
pub fn expand(
    template: &str,
    lookup: &mut dyn FnMut(&str) -> Option<String>,
) -> Result<String, TemplateError> {
    let mut value = String::with_capacity(template.len());
    expand_into(&mut value, template, lookup, 0)?;
    Ok(value)
}

fn expand_into(
    value: &mut String,
    template: &str,
    lookup: &mut dyn FnMut(&str) -> Option<String>,
    depth: usize,
) -> Result<(), TemplateError> {
    if depth > MAX_DEPTH {
        return Err(TemplateError::TooLarge);
    }
    for part in parts(template)? {
        match part {
            Part::Text(text) => value.push_str(text),
            Part::Dollar => value.push('$'),
            Part::Variable(variable) => expand_variable(value, &variable, lookup, depth)?,
        }
        if value.len() > MAX_LENGTH.max(template.len()) {
            return Err(TemplateError::TooLarge);
        }
    }
    Ok(())
}

fn expand_variable(
    value: &mut String,
    variable: &Variable<'_>,
    lookup: &mut dyn FnMut(&str) -> Option<String>,
    depth: usize,
) -> Result<(), TemplateError> {
    let found = lookup(variable.name);
    let Some(operator) = &variable.operator else {
        value.push_str(&found.unwrap_or_default());
        return Ok(());
    };
    let present = found.filter(|found| !(operator.empty_is_unset && found.is_empty()));
    let mut word = |into: &mut String| {
        expand_into(into, operator.word, lookup, depth + 1)
            .map_err(|error| error.moved_to(variable.start))
    };
    match (operator.kind, present) {
        (OperatorKind::Default | OperatorKind::Required, Some(found)) => value.push_str(&found),
        (OperatorKind::Default, None) | (OperatorKind::Alternative, Some(_)) => word(value)?,
        (OperatorKind::Alternative, None) => {}
        (OperatorKind::Required, None) => {
            let mut message = String::new();
            word(&mut message)?;
            let name = variable.name.to_owned();
            return Err(TemplateError::Required { start: variable.start, name, message });
        }
    }
    Ok(())
}

impl TemplateError {
    /// Offsets in a word mean nothing outside; the variable is the place to show.
    fn moved_to(self, outer: usize) -> Self {
        match self {
            Self::Invalid { .. } => Self::Invalid { start: outer },
            Self::Required { name, message, .. } => Self::Required { start: outer, name, message },
            Self::TooLarge => Self::TooLarge,
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    /// The last closing brace of a line, and where that line ends: the same for all variables on the line.
    last_brace: Option<(usize, usize)>,
}

impl<'t> Reader<'t> {
    /// What the `$` at an offset begins, and where that ends; `None` if it stands for itself.
    fn at(&mut self, start: usize) -> Result<Option<(Part<'t>, usize)>, TemplateError> {
        match self.text.as_bytes().get(start + 1) {
            Some(b'$') => Ok(Some((Part::Dollar, start + 2))),
            Some(b'{') => self.braced(start).map(Some).ok_or(TemplateError::Invalid { start }),
            _ => {
                let name = self.name(start + 1);
                let end = start + 1 + name.len();
                let variable = Variable { name, start, end, operator: None };
                Ok((!name.is_empty()).then_some((Part::Variable(variable), end)))
            }
        }
    }

    fn braced(&mut self, start: usize) -> Option<(Part<'t>, usize)> {
        let name = self.name(start + 2);
        let mut offset = start + 2 + name.len();
        if name.is_empty() {
            return None;
        }
        let bytes = self.text.as_bytes();
        if bytes.get(offset) == Some(&b'}') {
            let variable = Variable { name, start, end: offset + 1, operator: None };
            return Some((Part::Variable(variable), offset + 1));
        }
        let empty_is_unset = bytes.get(offset) == Some(&b':');
        offset += usize::from(empty_is_unset);
        let kind = match bytes.get(offset)? {
            b'-' => OperatorKind::Default,
            b'+' => OperatorKind::Alternative,
            b'?' => OperatorKind::Required,
            _ => return None,
        };
        let word_start = offset + 1;
        let last = self.last_brace(word_start)?;
        let brace = closing_brace(&bytes[start..=last]).map_or(last, |brace| start + brace);
        let word = &self.text[word_start..brace];
        let operator = Some(Operator { kind, empty_is_unset, word, word_start });
        let variable = Variable { name, start, end: brace + 1, operator };
        Some((Part::Variable(variable), brace + 1))
    }

    fn name(&self, start: usize) -> &'t str {
        let rest = &self.text[start..];
        let is_name = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
        let end = rest.bytes().position(|byte| !is_name(byte)).unwrap_or(rest.len());
        let starts_well = !rest.starts_with(|c: char| c.is_ascii_digit());
        if starts_well { &rest[..end] } else { "" }
    }

    /// The last `}` of the line on which an offset lies, if it lies behind that offset.
    fn last_brace(&mut self, offset: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if let Some((brace, line_end)) = self.last_brace
            && offset <= line_end
        {
            return (brace >= offset).then_some(brace);
        }
        let line_end =
            memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |end| offset + end);
        let brace = memchr::memrchr(b'}', &bytes[offset..line_end])?;
        self.last_brace = Some((offset + brace, line_end));
        Some(offset + brace)
    }
}

/// The brace that closes the first one, as Compose counts: any `{` opens, and the byte behind it is not looked at.
fn closing_brace(text: &[u8]) -> Option<usize> {
    let mut open = 0_usize;
    let mut offset = 0;
    while let Some(byte) = text.get(offset) {
        match byte {
            b'{' => {
                open += 1;
                offset += 1;
            }
            b'}' if open <= 1 => return Some(offset),
            b'}' => open -= 1,
            _ => {}
        }
        offset += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of `template => value`, measured with `docker-compose config`; `!` stands for an error.
    const TABLE: &str = include_str!("../../../fixtures/syntax/compose-templates.txt");

    fn value(template: &str) -> String {
        let mut lookup = |name: &str| match name {
            "SET" => Some("set".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        expand(template, &mut lookup).unwrap_or_else(|error| format!("! {error}"))
    }

    #[test]
    fn templates_have_the_values_that_compose_gives_them() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (template, expected) = line.split_once(" => ").expect(line);
            let value = value(template);
            if expected == "!" {
                assert!(value.starts_with("! "), "{template} is {value}");
            } else {
                assert_eq!(value, expected, "{template}");
            }
        }
    }

    #[test]
    fn variables_know_where_they_and_their_words_stand() {
        let template = "a $B ${C:-d ${E}} $$";
        let all = parts(template).unwrap();
        let [_, Part::Variable(b), _, Part::Variable(c), _, Part::Dollar] = all[..] else {
            panic!("{all:?}");
        };
        assert_eq!(&template[b.start..b.end], "$B");
        assert_eq!(&template[c.start..c.end], "${C:-d ${E}}");
        let operator = c.operator.unwrap();
        assert_eq!(&template[operator.word_start..][..operator.word.len()], "d ${E}");
        assert!(operator.empty_is_unset);
    }

    #[test]
    fn a_brace_must_close_on_its_own_line() {
        assert_eq!(parts("x\n${A:-a\nb}"), Err(TemplateError::Invalid { start: 2 }));
    }

    #[test]
    fn heaps_of_variables_neither_overflow_nor_crawl() {
        let deep = format!("{}{}", "${A:-".repeat(50_000), "}".repeat(50_000));
        assert_eq!(expand(&deep, &mut |_| None), Err(TemplateError::TooLarge));
        let wide = "${A:-x}".repeat(100_000) + &"y".repeat(1_000_000);
        assert_eq!(expand(&wide, &mut |_| None).map(|value| value.len()), Ok(1_100_000));
        let open = "${A:-".repeat(100_000);
        assert_eq!(expand(&open, &mut |_| None), Err(TemplateError::Invalid { start: 0 }));
    }
}
