//! How far the thing reaches that a line begins: what is deleted within it may be why something is found there.

use diag::Source;

/// First and last 1-based line of what the line `at` begins or is a part of: the stage of a FROM, what an instruction
/// holds for, the mapping of a key, the item that a name belongs to.
pub(super) fn of(source: &Source, at: u32) -> (u32, u32) {
    let lines: Vec<&str> = source.text.lines().collect();
    let index = (at.max(1) as usize - 1).min(lines.len().saturating_sub(1));
    let Some(line) = lines.get(index) else { return (at, at) };
    let (first, last) = if lines.iter().any(|line| is_from(line)) {
        // A later instruction takes the place of an earlier one, but of no RUN.
        let reaches = !starts(line, "run ");
        (index, if reaches { until(&lines, index, is_from) } else { index })
    } else {
        let block = block(&lines, index);
        if block == index { around(&lines, index) } else { (index, block) }
    };
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    (number(first), number(last))
}

fn is_from(line: &str) -> bool {
    starts(line, "from ")
}

fn starts(line: &str, keyword: &str) -> bool {
    let word = line.trim_start().get(..keyword.len());
    word.is_some_and(|word| word.eq_ignore_ascii_case(keyword))
}

/// The last line before the next one that `ends` it.
fn until(lines: &[&str], from: usize, ends: impl Fn(&str) -> bool) -> usize {
    let next = lines[from + 1..].iter().position(|line| ends(line));
    next.map_or(lines.len() - 1, |next| from + next)
}

/// The last line that is indented below this one.
fn block(lines: &[&str], from: usize) -> usize {
    let depth = depth(lines[from]);
    let last = until(lines, from, |line| !is_blank(line) && self::depth(line) <= depth);
    (from..=last).rev().find(|at| !is_blank(lines[*at])).unwrap_or(from)
}

/// What holds a line that holds nothing itself; the whole document if that is all that does.
fn around(lines: &[&str], at: usize) -> (usize, usize) {
    let own = depth(lines[at]);
    let parent = (0..at).rev().find(|up| !is_blank(lines[*up]) && depth(lines[*up]) < own);
    match parent {
        Some(up) if depth(lines[up]) > 0 || lines[up].starts_with("- ") => (up, block(lines, up)),
        _ => {
            let first = (0..at).rev().find(|up| lines[*up].starts_with("---")).unwrap_or(0);
            (first, until(lines, at, |line| line.starts_with("---")))
        }
    }
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(text: &str, at: u32) -> (u32, u32) {
        of(&Source::new("f", text), at)
    }

    #[test]
    fn a_stage_and_its_instructions_reach_to_the_next() {
        let text = "FROM a AS b\nRUN x\nUSER 0\nCMD y\nfrom c\nUSER 1\n";
        assert_eq!(extent(text, 1), (1, 4));
        assert_eq!(extent(text, 2), (2, 2));
        assert_eq!(extent(text, 3), (3, 4));
        assert_eq!(extent(text, 5), (5, 6));
        assert_eq!(extent(text, 99), (6, 6));
    }

    #[test]
    fn a_key_reaches_over_what_is_indented_below_it() {
        let text = "services:\n  web:\n    image: a\n\n    tty: true\n  db:\n    image: b\n";
        assert_eq!(extent(text, 2), (2, 5));
        assert_eq!(extent(text, 3), (2, 5), "a scalar stands for what holds it");
    }

    #[test]
    fn a_name_stands_for_its_item_or_document() {
        let text = "kind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - image: b\n      name: c\n    - name: d\n---\nkind: X\n";
        assert_eq!(extent(text, 7), (6, 7));
        assert_eq!(extent(text, 8), (5, 8));
        assert_eq!(extent(text, 3), (1, 8));
    }
}
