//! Texts that are filled up to a size.

use super::Files;

/// Lines, or whatever `one` makes of a number, until there are so many bytes.
pub(super) fn fill(bytes: usize, one: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 64);
    let mut n = 0;
    while text.len() < bytes {
        text += &one(n);
        n += 1;
    }
    text
}

/// What `one` makes of the first numbers.
pub(super) fn each(many: usize, one: impl Fn(usize) -> String) -> String {
    (0..many).map(one).collect()
}

/// How many pieces of the length of the thousandth fit.
pub(super) fn count(bytes: usize, one: impl Fn(usize) -> String) -> usize {
    (bytes / one(1000).len()).max(2)
}

/// A tree of one file.
pub(super) fn only(path: &str, text: impl Into<String>) -> Files {
    vec![(path.to_owned(), text.into())]
}

/// A Compose file of services.
pub(super) fn services(bytes: usize, one: impl Fn(usize) -> String) -> Files {
    only("compose.yaml", format!("services:\n{}", fill(bytes, one)))
}

/// A Dockerfile of a stage.
pub(super) fn stage(bytes: usize, one: impl Fn(usize) -> String) -> Files {
    only("Dockerfile", format!("FROM alpine:3.20\n{}", fill(bytes, one)))
}

/// A Dockerfile of one long instruction, in many lines: no build reads lines of more than 64 KiB.
pub(super) fn line(start: &str, bytes: usize, one: impl Fn(usize) -> String) -> Files {
    only("Dockerfile", format!("FROM alpine:3.20\n{start}{}\n", fill(bytes, |i| one(i) + "\\\n")))
}

/// A pod that runs a command of a shell.
pub(super) fn command(text: &str) -> Files {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    only(
        "m.yaml",
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers:\n  - name: c\n    image: a\n    command: [sh, -c, \"{text}\"]\n"
        ),
    )
}
