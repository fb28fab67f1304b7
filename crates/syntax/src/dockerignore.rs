//! `.dockerignore`: which files of a build context the builder sees. Patterns mean what moby's matcher says they mean.

mod glob;

use diag::{SourceId, Span};

use crate::SyntaxError;
use glob::Glob;

/// An ignore file as it is written.
#[derive(Clone, Debug)]
pub struct Dockerignore {
    /// The text it was read from.
    pub source: SourceId,
    /// All patterns in order; later ones win.
    pub patterns: Vec<IgnorePattern>,
    /// Patterns that make a build fail.
    pub errors: Vec<SyntaxError>,
}

/// One pattern.
#[derive(Clone, Debug)]
pub struct IgnorePattern {
    /// Where it is written, `!` included, blanks around it excluded.
    pub span: Span,
    /// The pattern with `.`, `..`, doubled and outer slashes resolved; without `!`.
    pub text: String,
    /// Whether it brings files back: `!pattern`.
    pub negated: bool,
    glob: Glob,
}

/// What an ignore file says of a path.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// Whether the builder does not see it.
    pub ignored: bool,
    /// The pattern that decided last, if any matched.
    pub by: Option<&'a IgnorePattern>,
}

impl Dockerignore {
    /// What is said of a path: relative to the context, `/` between names. A pattern also covers everything below what it matches.
    pub fn decide(&self, path: &str) -> Decision<'_> {
        let path = clean(path);
        let chars: Vec<char> = path.trim_start_matches('/').chars().collect();
        let mut decision = Decision { ignored: false, by: None };
        for pattern in &self.patterns {
            // A pattern that could not change the verdict is not looked at.
            if pattern.negated == decision.ignored && pattern.glob.covers(&chars) {
                decision = Decision { ignored: !pattern.negated, by: Some(pattern) };
            }
        }
        decision
    }

    /// Whether the builder does not see a path.
    pub fn ignores(&self, path: &str) -> bool {
        self.decide(path).ignored
    }

    /// Whether some pattern brings files back.
    pub fn has_exceptions(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.negated)
    }
}

/// Reads an ignore file. Comments have `#` as their very first character.
pub fn parse(source: SourceId, text: &str) -> Dockerignore {
    let mut file = Dockerignore { source, patterns: Vec::new(), errors: Vec::new() };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let line_start = start;
        start += line.len();
        let content = if line_start == 0 { line.trim_start_matches('\u{feff}') } else { line };
        let written = content.trim();
        if content.starts_with('#') || written.is_empty() {
            continue;
        }
        let at =
            line_start + line.len() - content.len() + (content.len() - content.trim_start().len());
        let span = Span::new(source, to_u32(at), to_u32(at + written.len()));
        match pattern(written, span) {
            Ok(pattern) => file.patterns.push(pattern),
            Err(error) => file.errors.push(error),
        }
    }
    file
}

fn pattern(written: &str, span: Span) -> Result<IgnorePattern, SyntaxError> {
    let (negated, rest) = exception(written);
    let cleaned = clean(rest.trim());
    let relative = if cleaned.len() > 1 { cleaned.trim_start_matches('/') } else { &cleaned };
    // moby reads what is left once more: `/!x` is an exception, too.
    let (negated, text) = if negated { (true, relative) } else { exception(relative.trim()) };
    let text = text.trim().to_owned();
    if rest.trim().is_empty() || text.is_empty() || (negated && text == "/") {
        let error = SyntaxError::new(span, "`!` without a pattern");
        return Err(error.with_help("write the pattern behind it"));
    }
    let Some(glob) = Glob::new(&text) else {
        let error = SyntaxError::new(span, format!("`{rest}` is no pattern"));
        return Err(error.with_help("close every `[`, and end no pattern in `\\`"));
    };
    Ok(IgnorePattern { span, text, negated, glob })
}

fn exception(pattern: &str) -> (bool, &str) {
    pattern.strip_prefix('!').map_or((false, pattern), |rest| (true, rest))
}

/// The shortest path that means the same: no `.`, no doubled or last slash, no `..` that has a name before it.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." if names.last().is_some_and(|last| *last != "..") => drop(names.pop()),
            ".." if rooted => {}
            name => names.push(name),
        }
    }
    let joined = names.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
