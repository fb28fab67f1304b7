//! "Did you mean": the known name that a wrong one is nearest to.

/// The known name nearest to `wrong`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wrong.to_ascii_lowercase(), name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// "did you mean `x`?", if something is near enough.
pub(crate) fn did_you_mean<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(wrong, known).map(|name| format!("did you mean `{name}`?"))
}

/// Words for a name that is not among few known ones.
pub(crate) fn unknown<'a>(
    what: &str,
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    let known: Vec<_> = known.into_iter().collect();
    let hint = did_you_mean(wrong, known.iter().copied())
        .unwrap_or_else(|| format!("use one of {}", known.join(", ")));
    format!("`{wrong}` is no {what}; {hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let known = ["root-user", "unpinned-image"];
        assert_eq!(nearest("root-usr", known), Some("root-user"));
        assert_eq!(nearest("Unpined-Image", known), Some("unpinned-image"));
        assert_eq!(nearest("xyz", known), None);
    }
}
