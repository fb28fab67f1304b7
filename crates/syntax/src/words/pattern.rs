//! The patterns of `${v#p}`, `${v%p}` and `${v/p/r}`: `*`, `?`, and `\` before a character that is special there.

/// A pattern that has been read.
pub(super) struct Pattern {
    tokens: Vec<Token>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Any,
    One,
    Literal(char),
}

/// Which match is taken when several begin or end at the same place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Shortest,
    Longest,
}

/// Above this many steps a result is not worth its time; no honest Dockerfile comes near.
const MAX_STEPS: usize = 1 << 24;

impl Pattern {
    /// Reads a pattern; `Err` is the character that must not follow a backslash, if there is one.
    pub(super) fn new(text: &str) -> Result<Self, Option<char>> {
        let mut tokens = Vec::with_capacity(text.len());
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '*' if tokens.last() == Some(&Token::Any) => continue,
                '*' => Token::Any,
                '?' => Token::One,
                '\\' => match chars.next() {
                    Some(c @ ('*' | '?' | '\\' | '/' | '}')) => Token::Literal(c),
                    other => return Err(other),
                },
                c => Token::Literal(c),
            });
        }
        Ok(Self { tokens })
    }

    /// Whether matching a text of this many bytes may be too much work.
    pub(super) fn is_too_much_for(&self, bytes: usize) -> bool {
        bytes.saturating_mul(bytes).saturating_mul(self.tokens.len()) > MAX_STEPS
    }

    /// `text` without its shortest or longest matching beginning.
    pub(super) fn strip_start<'a>(&self, text: &'a str, reach: Reach) -> &'a str {
        let chars: Vec<char> = text.chars().collect();
        let taken = match_end(&self.tokens, &chars, reach).unwrap_or(0);
        &text[byte_offset(text, taken)..]
    }

    /// `text` without its shortest or longest matching end.
    pub(super) fn strip_end<'a>(&self, text: &'a str, reach: Reach) -> &'a str {
        let chars: Vec<char> = text.chars().rev().collect();
        let tokens: Vec<Token> = self.tokens.iter().rev().copied().collect();
        let taken = match_end(&tokens, &chars, reach).unwrap_or(0);
        &text[..byte_offset(text, chars.len() - taken)]
    }

    /// `text` with its first, or every, leftmost longest match replaced. An empty match counts, unless another ends there.
    pub(super) fn replace(&self, text: &str, replacement: &str, every: bool) -> String {
        let chars: Vec<char> = text.chars().collect();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        let mut last_end = None;
        while at <= chars.len() && (every || last_end.is_none()) {
            let found = match_end(&self.tokens, &chars[at..], Reach::Longest);
            let taken = found.filter(|taken| *taken > 0 || last_end != Some(at));
            if let Some(taken) = taken {
                out.push_str(replacement);
                at += taken;
                last_end = Some(at);
            }
            if taken.unwrap_or(0) == 0 {
                out.extend(chars.get(at));
                at += 1;
            }
        }
        out.extend(&chars[at.min(chars.len())..]);
        out
    }
}

/// How many characters of `text` the pattern takes from its start; all states are followed at once, so there is no backtracking.
fn match_end(tokens: &[Token], text: &[char], reach: Reach) -> Option<usize> {
    let mut states = vec![false; tokens.len() + 1];
    states[0] = true;
    skip_any(tokens, &mut states);
    let mut found = None;
    for (taken, c) in text.iter().map(Some).chain([None]).enumerate() {
        if states[tokens.len()] {
            found = Some(taken);
            if reach == Reach::Shortest {
                break;
            }
        }
        let Some(c) = c else { break };
        let mut next = vec![false; tokens.len() + 1];
        let mut alive = false;
        for (at, token) in tokens.iter().enumerate().filter(|(at, _)| states[*at]) {
            let to = match token {
                Token::Any => at,
                Token::One => at + 1,
                Token::Literal(literal) if literal == c => at + 1,
                Token::Literal(_) => continue,
            };
            next[to] = true;
            alive = true;
        }
        if !alive {
            break;
        }
        states = next;
        skip_any(tokens, &mut states);
    }
    found
}

/// `*` may match nothing.
fn skip_any(tokens: &[Token], states: &mut [bool]) {
    for at in 0..tokens.len() {
        if states[at] && tokens[at] == Token::Any {
            states[at + 1] = true;
        }
    }
}

fn byte_offset(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}
