//! Names that are regular expressions to kustomize. Nearly all are names with dots at most, and to build an expression for
//! one costs more than everything that is done with it.

use std::sync::LazyLock;

use regex::Regex;

/// A pattern that a whole name has to fit. The empty one fits all.
#[derive(Debug, Default)]
pub(super) enum Pattern {
    #[default]
    Any,
    Name(String),
    Regex(Regex),
}

impl Pattern {
    /// Reads a pattern. What is no regular expression is read as plain text.
    pub(super) fn read(text: &str) -> Self {
        if text.is_empty() || text == ".*" {
            return Self::Any;
        }
        if is_name(text) {
            return Self::Name(text.to_owned());
        }
        let anchored = Regex::new(&format!("^(?:{text})$"));
        anchored.map_or_else(|_| Self::Name(text.to_owned()), Self::Regex)
    }

    /// Whether a name fits.
    pub(super) fn fits(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Name(name) => behind(name, text) == Some(""),
            Self::Regex(regex) => regex.is_match(text),
        }
    }
}

/// What may follow the name of an image.
const IMAGE_TAIL: &str =
    "(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?$";

/// A pattern that the name of an image has to fit.
#[derive(Debug)]
pub(super) enum ImagePattern {
    Name(String),
    Regex(Regex),
}

impl ImagePattern {
    /// Reads a pattern; `None` if it is no regular expression.
    pub(super) fn read(name: &str) -> Option<Self> {
        if is_name(name) {
            return Some(Self::Name(name.to_owned()));
        }
        Regex::new(&format!("^{name}{IMAGE_TAIL}")).ok().map(Self::Regex)
    }

    /// Whether an image with tag and digest has such a name.
    pub(super) fn fits(&self, image: &str) -> bool {
        static TAIL: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(&format!("^{IMAGE_TAIL}")).expect("a valid expression"));
        match self {
            Self::Name(name) => behind(name, image).is_some_and(|tail| TAIL.is_match(tail)),
            Self::Regex(regex) => regex.is_match(image),
        }
    }
}

/// Whether a pattern is no regular expression, so that kustomize refuses it.
pub(super) fn is_broken(text: &str) -> bool {
    !is_name(text) && Regex::new(text).is_err()
}

fn is_name(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_/.".contains(letter))
}

/// What stands behind a name, in which a dot stands for any character.
fn behind<'t>(name: &str, text: &'t str) -> Option<&'t str> {
    let mut rest = text.chars();
    let fits = name.chars().all(|wanted| {
        rest.next().is_some_and(|found| found == wanted || (wanted == '.' && found != '\n'))
    });
    fits.then_some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_as_their_expressions_would() {
        for pattern in ["web", "a.b", "web-.*", "(a|b)", "a+", "v1", "argoproj.io"] {
            let regex = Regex::new(&format!("^(?:{pattern})$")).unwrap();
            for name in ["web", "web-1", "a.b", "a-b", "a", "aa", "v1", "v10", "argoproj.io", ""] {
                assert_eq!(
                    Pattern::read(pattern).fits(name),
                    regex.is_match(name),
                    "{pattern} {name}"
                );
            }
        }
        assert!(Pattern::read("").fits("anything") && Pattern::read(".*").fits(""));
        assert!(Pattern::read("a(").fits("a(") && !Pattern::read("a(").fits("a"));
    }

    #[test]
    fn image_names_fit_with_and_without_tag_and_digest() {
        for pattern in ["ghcr.io/a/b", "nginx", "(nginx|caddy)", "ng.nx"] {
            let regex = Regex::new(&format!("^{pattern}{IMAGE_TAIL}")).unwrap();
            for image in
                ["ghcr.io/a/b:1", "ghcr-io/a/b", "nginx", "nginx:1@sha256:aa", "nginx/x", "caddy:2"]
            {
                let fits = ImagePattern::read(pattern).unwrap().fits(image);
                assert_eq!(fits, regex.is_match(image), "{pattern} {image}");
            }
        }
        assert!(ImagePattern::read("a(").is_none());
    }
}
