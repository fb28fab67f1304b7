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
    if known.is_empty() {
        return format!("`{wrong}` is no {what}; there is none");
    }
    let hint = did_you_mean(wrong, known.iter().copied())
        .unwrap_or_else(|| format!("use one of {}", known.join(", ")));
    format!("`{wrong}` is no {what}; {hint}")
}

/// What is wrong with a value, in words of the file rather than of the program that reads it.
pub(crate) fn plainly(error: &str) -> String {
    let expected = |what: &str| format!("{what} is expected here");
    match error {
        "expected mapping start" => return expected("a mapping, `key: value`,"),
        "expected sequence start" => return expected("a list, such as `[a, b]`,"),
        "expected string scalar" => return expected("a text"),
        "invalid floating point" => return expected("a number"),
        _ if error.starts_with("invalid boolean") => return expected("`true` or `false`"),
        _ => {}
    }
    let Some((found, wanted)) =
        error.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    else {
        return error.to_owned();
    };
    let wanted = match wanted {
        "a sequence" => "a list",
        "a map" => "a mapping",
        "a boolean" => "`true` or `false`",
        "a string" => "a text",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        other => other,
    };
    // ``integer `1` ``, `string "a"`, or a kind alone.
    let value = found.split(['`', '"']).nth(1).filter(|value| !value.is_empty());
    match value {
        Some(value) => format!("{wanted} is expected here, not `{value}`"),
        None => expected(wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_about_types_are_told_plainly() {
        for (error, words) in [
            ("expected sequence start", "a list, such as `[a, b]`, is expected here"),
            (
                "invalid type: integer `1000`, expected a sequence",
                "a list is expected here, not `1000`",
            ),
            (
                "invalid type: string \"root\", expected u32",
                "a whole number is expected here, not `root`",
            ),
            (
                "invalid type: floating point `1.3`, expected a string",
                "a text is expected here, not `1.3`",
            ),
            ("invalid type: unit value, expected a boolean", "`true` or `false` is expected here"),
            ("invalid type: map, expected a string", "a text is expected here"),
            ("`x` is none of `y`", "`x` is none of `y`"),
        ] {
            assert_eq!(plainly(error), words);
        }
    }

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let known = ["root-user", "unpinned-image"];
        assert_eq!(nearest("root-usr", known), Some("root-user"));
        assert_eq!(nearest("Unpined-Image", known), Some("unpinned-image"));
        assert_eq!(nearest("xyz", known), None);
    }
}
