//! `.helmignore`. Helm `internal/ignore/rules.go`.

use regex::Regex;

/// The rules of a file.
pub(super) struct Ignore(Vec<Rule>);

struct Rule {
    pattern: Regex,
    negate: bool,
    /// Only directories.
    directory: bool,
    /// Matched against the whole path rather than the last name.
    whole: bool,
}

impl Ignore {
    /// Reads a file. Hidden files of `templates/` are ignored in every chart.
    pub(super) fn parse(text: &str) -> Self {
        let lines = text.lines().chain(["templates/.?*"]);
        Self(lines.filter_map(Rule::parse).collect())
    }

    /// Whether a path, or a directory on its way, is ignored.
    pub(super) fn ignores(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(at, _)| (at, true));
        ends.chain([(path.len(), false)]).any(|(end, directory)| self.one(&path[..end], directory))
    }

    /// rules.go Ignore: a negated rule ignores all that does not match it.
    fn one(&self, path: &str, directory: bool) -> bool {
        for rule in &self.0 {
            if rule.negate {
                if rule.directory && !directory {
                    return true;
                }
                if !rule.matches(path) {
                    return true;
                }
                continue;
            }
            if rule.directory && !directory {
                continue;
            }
            if rule.matches(path) {
                return true;
            }
        }
        false
    }
}

impl Rule {
    fn parse(line: &str) -> Option<Self> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || line.contains("**") {
            return None;
        }
        let (negate, line) = line.strip_prefix('!').map_or((false, line), |it| (true, it));
        let (directory, line) = line.strip_suffix('/').map_or((false, line), |it| (true, it));
        let (rooted, line) = line.strip_prefix('/').map_or((false, line), |it| (true, it));
        let whole = rooted || line.contains('/');
        Some(Self { pattern: pattern(line)?, negate, directory, whole })
    }

    fn matches(&self, path: &str) -> bool {
        let name = if self.whole { path } else { path.rsplit('/').next().unwrap_or(path) };
        self.pattern.is_match(name)
    }
}

/// Go `path/filepath.Match`: `*` and `?` stop at `/`.
fn pattern(glob: &str) -> Option<Regex> {
    let mut regex = String::from("(?s)^");
    let mut chars = glob.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' => regex.push_str("[^/]*"),
            '?' => regex.push_str("[^/]"),
            '[' | ']' | '-' => regex.push(c),
            '\\' => regex.push_str(&regex::escape(&chars.next()?.to_string())),
            c => regex.push_str(&regex::escape(&c.to_string())),
        }
    }
    regex.push('$');
    Regex::new(&regex).ok()
}
