//! One pattern, matched without backtracking.

/// A pattern that has been read.
#[derive(Clone, Debug)]
pub(super) struct Glob {
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Literal(char),
    /// `?`: any character but a slash.
    One,
    /// `*`: any characters but slashes.
    Name,
    /// `**` at the end, or before nothing but plain characters: anything.
    Anything,
    /// `**/`, or `**` before anything else: nothing, or anything up to a slash.
    Folders,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

/// Where a match may be: before each token, and within each `Folders`.
#[derive(Clone)]
struct States {
    before: Vec<bool>,
    within: Vec<bool>,
}

impl Glob {
    /// Reads a pattern; `None` if it is malformed.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut tokens = Vec::new();
        // moby compares `**.md` with the end of the path, slash or not, as long as the rest has no wildcard.
        let ending = text
            .strip_prefix("**")
            .filter(|rest| !rest.starts_with('/') && !rest.contains(['*', '?', '[', '\\']));
        if let Some(ending) = ending {
            tokens.push(Token::Anything);
            tokens.extend(ending.chars().map(Token::Literal));
            return Some(Self { tokens });
        }
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '*' if chars.next_if_eq(&'*').is_some() => {
                    chars.next_if_eq(&'/');
                    if chars.peek().is_none() { Token::Anything } else { Token::Folders }
                }
                '*' => Token::Name,
                '?' => Token::One,
                '\\' => Token::Literal(chars.next()?),
                '[' => class(&mut chars)?,
                c => Token::Literal(c),
            });
        }
        Some(Self { tokens })
    }

    /// Whether it matches a path or one of the folders above it.
    pub(super) fn covers(&self, path: &[char]) -> bool {
        let mut states = States {
            before: vec![false; self.tokens.len() + 1],
            within: vec![false; self.tokens.len()],
        };
        states.before[0] = true;
        self.skip_empty(&mut states);
        for &c in path {
            if c == '/' && states.before[self.tokens.len()] {
                return true;
            }
            states = self.step(&states, c);
        }
        states.before[self.tokens.len()]
    }

    fn step(&self, from: &States, c: char) -> States {
        let mut to = States {
            before: vec![false; from.before.len()],
            within: vec![false; from.within.len()],
        };
        for (at, token) in self.tokens.iter().enumerate() {
            if from.within[at] || (from.before[at] && *token == Token::Folders) {
                to.within[at] = true;
                to.before[at + 1] |= c == '/';
                continue;
            }
            if !from.before[at] {
                continue;
            }
            match token {
                Token::Literal(literal) => to.before[at + 1] |= *literal == c,
                Token::One => to.before[at + 1] |= c != '/',
                Token::Name => to.before[at] |= c != '/',
                Token::Anything => to.before[at] = true,
                Token::Folders => {}
                Token::Class { negated, ranges } => {
                    let inside = ranges.iter().any(|(low, high)| (*low..=*high).contains(&c));
                    to.before[at + 1] |= inside != *negated;
                }
            }
        }
        self.skip_empty(&mut to);
        to
    }

    fn skip_empty(&self, states: &mut States) {
        for (at, token) in self.tokens.iter().enumerate() {
            if states.before[at] && matches!(token, Token::Name | Token::Anything | Token::Folders)
            {
                states.before[at + 1] = true;
            }
        }
    }
}

/// A class behind its `[`: single characters and ranges up to `]`, at least one.
fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Token> {
    let negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        if !ranges.is_empty() && chars.next_if_eq(&']').is_some() {
            return Some(Token::Class { negated, ranges });
        }
        let low = class_char(chars)?;
        let high = if chars.next_if_eq(&'-').is_some() { class_char(chars)? } else { low };
        ranges.push((low, high));
    }
}

fn class_char(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<char> {
    match chars.next()? {
        '-' | ']' => None,
        '\\' => chars.next(),
        c => Some(c),
    }
}
