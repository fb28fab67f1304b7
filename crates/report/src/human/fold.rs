//! Folds what miette does not: the texts of labels, and lines that are not part of a picture.

/// Folds words at a width. Words that are longer stand alone; every line but the first starts with `indent`.
pub(super) fn fold(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut used = 0;
    for (nth, word) in text.split(' ').enumerate() {
        let length = shown_width(word);
        if nth > 0 {
            if used + 1 + length > width {
                out.push('\n');
                out.push_str(indent);
                used = indent.len();
            } else {
                out.push(' ');
                used += 1;
            }
        }
        out.push_str(word);
        used += length;
    }
    out
}

/// Folds a line at the `; ` between its parts, and parts that are longer between words.
pub(super) fn fold_parts(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let n_parts = text.split("; ").count();
    for (nth, part) in text.split("; ").enumerate() {
        let part = if nth + 1 < n_parts { format!("{part};") } else { part.to_owned() };
        match lines.last_mut() {
            Some(line) if shown_width(line) + 1 + shown_width(&part) <= width => {
                *line += " ";
                *line += &part;
            }
            Some(_) => lines.push(format!("  {part}")),
            None => lines.push(part),
        }
    }
    let lines = lines.iter().map(|line| fold(line, width, "  "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Folds every line of a text.
pub(super) fn fold_lines(text: &str, width: usize) -> String {
    text.lines().map(|line| fold(line, width, "")).collect::<Vec<_>>().join("\n")
}

/// How many columns a text takes, without its styles. Every character counts as one: what is folded are words of ours and names.
pub(super) fn shown_width(text: &str) -> usize {
    let mut in_style = false;
    let shown = text.chars().filter(|c| match c {
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
    shown.count()
}

/// Shortens a path to a width from its start: the end tells more.
pub(super) fn shorten(path: &str, width: usize) -> String {
    let length = path.chars().count();
    if length <= width {
        return path.to_owned();
    }
    let kept = path.chars().skip(length + 1 - width.max(1));
    std::iter::once('…').chain(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_styles_take_no_room() {
        assert_eq!(fold("one two three", 7, "  "), "one two\n  three");
        assert_eq!(shown_width("\u{1b}[31mhigh\u{1b}[0m"), 4);
    }

    #[test]
    fn parts_stay_together() {
        assert_eq!(fold_parts("one two; three four; five", 16), "one two;\n  three four;\n  five");
        assert_eq!(fold_parts("one two; three", 80), "one two; three");
    }

    #[test]
    fn paths_keep_their_end() {
        assert_eq!(shorten("a/b/compose.yaml:3:1", 12), "…se.yaml:3:1");
        assert_eq!(shorten("a:1", 12), "a:1");
    }
}
