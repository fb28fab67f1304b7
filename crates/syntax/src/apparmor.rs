//! AppArmor profiles as far as their strength goes: names, flags, and rules as words. The grammar is that of
//! `apparmor.d(5)`; what is not understood stays a rule of unknown words and is judged by nobody.

use diag::{SourceId, Span};

/// The profiles of a file, in source order.
#[derive(Debug, Default)]
pub struct File {
    /// The profiles, those inside others included.
    pub profiles: Vec<Profile>,
    /// Every comment, and the rule or profile that it stands above.
    pub comments: Vec<(Span, Option<Span>)>,
}

/// One profile.
#[derive(Debug)]
pub struct Profile {
    /// Its name, without quotes.
    pub name: String,
    /// Where the name is written.
    pub span: Span,
    /// Its flags, such as `complain`, and where they are written.
    pub flags: Vec<(String, Span)>,
    /// Its rules, without those of profiles inside it.
    pub rules: Vec<Rule>,
    extent: Span,
}

/// One rule of a profile.
#[derive(Debug)]
pub struct Rule {
    /// Its words, qualifiers first: `deny`, `mount`.
    pub words: Vec<String>,
    /// Where it is written, without the comma.
    pub span: Span,
}

impl Rule {
    /// Whether it takes something away.
    pub fn is_deny(&self) -> bool {
        self.words.iter().take(2).any(|word| word == "deny")
    }

    /// Its words without qualifiers.
    pub fn body(&self) -> &[String] {
        const QUALIFIERS: [&str; 5] = ["allow", "audit", "deny", "owner", "quiet"];
        let is_qualifier = |word: &&String| QUALIFIERS.contains(&word.as_str());
        let skipped = self.words.iter().take_while(is_qualifier).count();
        &self.words[skipped..]
    }
}

impl File {
    /// Reads a text.
    pub fn parse(source: SourceId, text: &str) -> Self {
        let mut reader = Reader { source, text, at: 0, all: Self::default(), open: Vec::new() };
        reader.read();
        reader.all.profiles.sort_by_key(|profile| profile.span);
        reader.all
    }

    /// The name of the innermost profile around a span.
    pub fn profile_at(&self, span: Span) -> Option<&str> {
        let around =
            |it: &&Profile| it.extent.start() <= span.start() && span.end() <= it.extent.end();
        self.profiles.iter().filter(around).map(|it| it.name.as_str()).next_back()
    }
}

/// Goes through a text once, statement by statement.
struct Reader<'t> {
    source: SourceId,
    text: &'t str,
    at: usize,
    all: File,
    open: Vec<Profile>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut start = None;
        // Braces inside a word are alternatives of a glob; a comma inside them, or inside a list, ends nothing.
        let mut globs = 0_usize;
        let mut lists = 0_usize;
        let mut is_quoted = false;
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at).copied() {
            let at = self.at;
            self.at += 1;
            match byte {
                b'"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                b'#' if self.starts_word(at) && !self.text[at..].starts_with("#include") => {
                    self.comment(at);
                    continue;
                }
                b'{' if !self.starts_word(at) || globs > 0 => globs += 1,
                b'{' => {
                    let head = start.take().unwrap_or(at);
                    self.open(head, at);
                    continue;
                }
                b'(' => lists += 1,
                b')' => lists = lists.saturating_sub(1),
                b'}' if globs > 0 => globs -= 1,
                b'}' => {
                    start = None;
                    self.close(at + 1);
                    continue;
                }
                b',' if globs == 0 && lists == 0 && self.ends_rule(at) => {
                    if let Some(start) = start.take() {
                        self.rule(start, at);
                    }
                    continue;
                }
                b'\n' if self.is_include(start) => start = None,
                _ => {}
            }
            if !byte.is_ascii_whitespace() && start.is_none() {
                start = Some(at);
            }
        }
        while !self.open.is_empty() {
            self.close(self.text.len());
        }
    }

    fn starts_word(&self, at: usize) -> bool {
        at == 0 || self.text.as_bytes()[at - 1].is_ascii_whitespace()
    }

    fn ends_rule(&self, at: usize) -> bool {
        self.text
            .as_bytes()
            .get(at + 1)
            .is_none_or(|next| next.is_ascii_whitespace() || *next == b'}')
    }

    fn is_include(&self, start: Option<usize>) -> bool {
        start.is_some_and(|start| {
            let words = self.text[start..].trim_start_matches('#');
            words.starts_with("include") || self.text[start..].starts_with('@')
        })
    }

    fn comment(&mut self, start: usize) {
        let end = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        self.all.comments.push((self.span(start, end), None));
        self.at = end;
    }

    /// `profile NAME ATTACHMENT flags=(a, b)` up to the brace.
    fn open(&mut self, start: usize, brace: usize) {
        let head = &self.text[start..brace];
        let flags = head.find("flags").filter(|at| head[*at..].contains('('));
        let named = flags.map_or(head, |at| &head[..at]);
        let mut words = named.split_whitespace();
        let first = words.next().unwrap_or_default();
        let name =
            if matches!(first, "profile" | "hat") { words.next().unwrap_or(first) } else { first };
        let offset = start + named.find(name).unwrap_or_default();
        let span = self.span(offset, offset + name.len());
        self.cover(self.span(start, brace));
        let mut profile = Profile {
            name: name.trim_matches('"').to_owned(),
            span,
            flags: Vec::new(),
            rules: Vec::new(),
            extent: span,
        };
        if let Some((flags, at)) = flags.and_then(|at| {
            let inside = at + head[at..].find('(')? + 1;
            let end = inside + head[inside..].find(')')?;
            Some((&head[inside..end], start + inside))
        }) {
            let separators = |c: char| c == ',' || c.is_whitespace();
            for flag in flags.split(separators).filter(|flag| !flag.is_empty()) {
                let place = at + (flag.as_ptr() as usize - flags.as_ptr() as usize);
                profile.flags.push((flag.to_owned(), self.span(place, place + flag.len())));
            }
        }
        self.open.push(profile);
    }

    fn close(&mut self, end: usize) {
        if let Some(mut profile) = self.open.pop() {
            profile.extent = self.span(profile.span.start() as usize, end);
            self.all.profiles.push(profile);
        }
    }

    fn rule(&mut self, start: usize, end: usize) {
        let span = self.span(start, end);
        self.cover(span);
        if let Some(profile) = self.open.last_mut() {
            let words = self.text[start..end].split_whitespace().map(str::to_owned).collect();
            profile.rules.push(Rule { words, span });
        }
    }

    /// The comments right above speak of what comes next.
    fn cover(&mut self, span: Span) {
        for (_, covers) in self.all.comments.iter_mut().rev().take_while(|(_, it)| it.is_none()) {
            *covers = Some(span);
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.source, offset(start), offset(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> File {
        File::parse(SourceId(0), text)
    }

    #[test]
    fn flags_rules_and_nested_profiles_are_told_apart() {
        let text = "abi <abi/3.0>,\ninclude <tunables/global>\n\nprofile web flags=(complain, attach_disconnected) {\n  \
                    #include <abstractions/base>\n  deny @{PROC}/{[^1-9],x}/** w,\n  audit deny mount,\n  \
                    profile inner {\n    /bin/* ux,\n  }\n  capability,\n}\n";
        let all = read(text);
        let names: Vec<_> = all.profiles.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["web", "inner"]);
        let web = &all.profiles[0];
        let flags: Vec<_> = web.flags.iter().map(|(flag, _)| flag.as_str()).collect();
        assert_eq!(flags, ["complain", "attach_disconnected"]);
        let rules: Vec<_> = web.rules.iter().map(|rule| rule.words.join(" ")).collect();
        assert_eq!(rules, ["deny @{PROC}/{[^1-9],x}/** w", "audit deny mount", "capability"]);
        assert!(web.rules[1].is_deny());
        assert_eq!(all.profiles[1].rules[0].body(), ["/bin/*", "ux"]);
        assert_eq!(all.profile_at(all.profiles[1].rules[0].span), Some("inner"));
    }

    #[test]
    fn torn_and_hostile_texts_are_read_to_their_end() {
        for text in [
            "profile",
            "profile {",
            "}}}{{{",
            "profile a {\n mount",
            "\"",
            "#",
            "{,",
            "flags=(",
            "é{é,",
        ] {
            read(text);
        }
    }
}
