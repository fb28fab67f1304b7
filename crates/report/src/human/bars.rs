//! Takes away the bars that miette draws for labels without a text.
//!
//! Below an underlined line miette draws a bar for every label of that line until all texts are written, whether a label has
//! a text to lead to or not. A bar leads somewhere if a corner closes it further down, or if it frames the rest of a text.

use std::collections::BTreeSet;

/// The characters of a theme that matter here.
#[derive(Clone, Copy)]
pub(super) struct Bars {
    pub(super) bar: char,
    pub(super) corner: char,
    pub(super) frame: char,
    /// What stands in the margin of a line that is not of the file.
    pub(super) margin: char,
}

impl Bars {
    /// Whether a drawn line stands below a line of the file and holds underlines or texts.
    pub(super) fn is_below(self, text: &str) -> bool {
        visible(text).map(|(_, _, c)| c).find(|c| *c != ' ') == Some(self.margin)
    }

    /// The lines below one line of the file, without the bars that lead nowhere.
    pub(super) fn clean(self, lines: &mut [String]) {
        let framed: BTreeSet<usize> = lines.iter().flat_map(|it| columns(it, self.frame)).collect();
        let mut closed = BTreeSet::new();
        for line in lines.iter_mut().rev() {
            let stray: Vec<usize> = visible(line)
                .filter(|(column, _, c)| {
                    *c == self.bar && !closed.contains(column) && !framed.contains(column)
                })
                .map(|(_, at, _)| at)
                .collect();
            for at in stray.into_iter().rev() {
                line.replace_range(at..at + self.bar.len_utf8(), " ");
            }
            closed.extend(columns(line, self.corner));
        }
    }
}

fn columns(line: &str, wanted: char) -> Vec<usize> {
    visible(line).filter(|(_, _, c)| *c == wanted).map(|(column, _, _)| column).collect()
}

/// The characters that a terminal shows: column, byte offset, character.
fn visible(text: &str) -> impl Iterator<Item = (usize, usize, char)> {
    let mut in_style = false;
    let shown = text.char_indices().filter(move |(_, c)| match c {
        '\u{1b}' => {
            in_style = true;
            false
        }
        'm' if in_style => {
            in_style = false;
            false
        }
        _ => !in_style,
    });
    shown.enumerate().map(|(column, (at, c))| (column, at, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARS: Bars = Bars { bar: '│', corner: '╰', frame: '┤', margin: '·' };

    #[test]
    fn bars_lead_to_a_text_or_are_not_drawn() {
        let lines = [
            "    · ──────── ─┬─ ─┬─",
            "    ·     │     │   ╰─┤ \u{1b}[2mone\u{1b}[0m",
            "    ·     │     │     │ two",
            "    ·     │     ╰── three",
        ];
        let mut drawn = lines.map(String::from);
        assert!(BARS.is_below(&drawn[0]) && !BARS.is_below("  4 │ a · b"));
        BARS.clean(&mut drawn);
        assert_eq!(drawn[1], "    ·           │   ╰─┤ \u{1b}[2mone\u{1b}[0m");
        assert_eq!(drawn[2], "    ·           │     │ two");
        assert_eq!(drawn[3], "    ·           ╰── three");
    }
}
