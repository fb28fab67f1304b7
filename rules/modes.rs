//! File modes as `chmod` reads them, octal and symbolic.

use model::shell::{FlagSpec, Peeled, Word, flags};

const SPEC: FlagSpec = FlagSpec {
    short_values: "gomtSZ",
    long_values: &["group", "mode", "owner", "suffix", "target-directory"],
    stops_at_operand: false,
};

/// The mode that a command gives to files: `chmod MODE`, `install -m MODE`, `mkdir -m MODE`.
pub(crate) fn given_mode(peeled: &Peeled<'_>) -> Option<Word> {
    if peeled.is_any(&["chmod"]) {
        return peeled.args.iter().find(|word| !is_option(&word.prefix())).cloned();
    }
    if !peeled.is_any(&["install", "mkdir", "mkfifo"]) {
        return None;
    }
    flags(peeled.args, &SPEC).find(&['m'], &["mode"])?.value.clone()
}

/// `-R`, `--recursive`, `-vf`; but `-w` and `-x` are modes.
fn is_option(text: &str) -> bool {
    text.starts_with("--")
        || text.strip_prefix('-').is_some_and(|it| it.starts_with(['R', 'c', 'f', 'v', 'h']))
}

/// Whether a mode sets the setuid or setgid bit.
pub(crate) fn sets_id(mode: &str) -> bool {
    match octal(mode) {
        Some(bits) => bits & 0o6000 != 0,
        None => clauses(mode).any(|(who, operator, bits)| {
            operator != '-'
                && bits.contains('s')
                && (who.is_empty() || who.contains(['u', 'g', 'a']))
        }),
    }
}

/// Whether a mode takes setuid and setgid bits of a file away.
pub(crate) fn clears_id(mode: &str) -> bool {
    match octal(mode) {
        Some(bits) => bits & 0o6000 == 0,
        None => clauses(mode).any(|(who, operator, bits)| {
            let is_all = who.is_empty() || who.contains(['u', 'a']);
            is_all && (operator == '-') == bits.contains('s') && operator != '+'
        }),
    }
}

/// Whether a mode lets everybody write. With the sticky bit, as on `/tmp`, nobody can harm the files of others.
pub(crate) fn is_world_writable(mode: &str) -> bool {
    match octal(mode) {
        Some(bits) => bits & 0o2 != 0 && bits & 0o1000 == 0,
        // Without a `who` the umask keeps others out.
        None => {
            !clauses(mode).any(|(_, operator, bits)| operator != '-' && bits.contains('t'))
                && clauses(mode).any(|(who, operator, bits)| {
                    // `o=u` gives everybody what the owner may do, who may write almost every file.
                    operator != '-' && bits.contains(['w', 'u']) && who.contains(['o', 'a'])
                })
        }
    }
}

fn octal(mode: &str) -> Option<u32> {
    let is_octal =
        !mode.is_empty() && mode.len() <= 6 && mode.bytes().all(|it| (b'0'..=b'7').contains(&it));
    is_octal.then(|| u32::from_str_radix(mode, 8).ok()).flatten()
}

/// `u+s,go-w` as who, operator and bits.
fn clauses(mode: &str) -> impl Iterator<Item = (&str, char, &str)> {
    mode.split(',').flat_map(|clause| {
        let who = clause.find(|c| !"ugoa".contains(c)).unwrap_or(clause.len());
        let (who, mut rest) = clause.split_at(who);
        std::iter::from_fn(move || {
            let operator = rest.chars().next().filter(|c| "+-=".contains(*c))?;
            let after = &rest[1..];
            let end = after.find(['+', '-', '=']).unwrap_or(after.len());
            rest = &after[end..];
            Some((who, operator, &after[..end]))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_mean_what_chmod_says() {
        for mode in ["4755", "2755", "06755", "u+s", "g+s", "+s", "u=rws", "a+rx,u+s", "ug+s"] {
            assert!(sets_id(mode), "{mode}");
        }
        for mode in ["0755", "755", "u-s", "a-s", "1777", "o+s", "+x", "u+x", "", "g=u"] {
            assert!(!sets_id(mode), "{mode}");
        }
        for mode in ["755", "u-s", "a-s", "-s", "ug-s", "u=rwx"] {
            assert!(clears_id(mode), "{mode}");
        }
        for mode in ["4755", "u+s", "o-s", "+x", "u-w", "u=rwxs"] {
            assert!(!clears_id(mode), "{mode}");
        }
        for mode in
            ["777", "0777", "666", "a+w", "o+w", "a+rwX", "a=rwx", "ugo+rwx", "u=rwx,o=rw", "o=u"]
        {
            assert!(is_world_writable(mode), "{mode}");
        }
        for mode in ["1777", "+w", "g=u", "g+w", "+x", "o-w", "775", "a+rwxt", "a+rx", "u+w,o-w"] {
            assert!(!is_world_writable(mode), "{mode}");
        }
    }
}
