//! Laws for any text, and the time that hostile ones may take.

use proptest::prelude::*;

use super::*;

/// Text that is likely to mean something.
fn dockerfiles() -> impl Strategy<Value = String> {
    const TOKENS: &[&str] = &[
        "FROM a\n",
        "RUN ",
        "COPY ",
        "ADD ",
        "ENV ",
        "LABEL ",
        "ARG ",
        "ONBUILD ",
        "HEALTHCHECK ",
        "CMD ",
        "SHELL ",
        "VOLUME ",
        "EXPOSE ",
        "USER ",
        "FOO ",
        "\n",
        "\r\n",
        "\\\n",
        "\\",
        "`",
        "# c\n",
        "# escape=`\n",
        "[\"a\", \"b\"]",
        "[",
        "]",
        "\"",
        "'",
        ",",
        "=",
        "a=b ",
        "--from=x ",
        "--mount=type=cache,target=/x ",
        "--",
        "<<E",
        "<<-'E'",
        " E",
        "\nE\n",
        "$x",
        "${x:-y}",
        "${",
        "}",
        " ",
        "\t",
        "é",
        "\u{a0}",
        "\u{feff}",
        "a",
        "NONE",
        "AS b",
    ];
    prop::collection::vec(prop::sample::select(TOKENS), 0..24).prop_map(|tokens| tokens.concat())
}

/// The words of an instruction that are as they are written.
fn words_of(it: &Instruction) -> Vec<&Word> {
    if it.json {
        return Vec::new();
    }
    match &it.kind {
        Kind::Add(transfer) | Kind::Copy(transfer) => {
            let sources = transfer.sources.iter().map(|source| match source {
                TransferSource::Path(word) | TransferSource::Heredoc { word, .. } => word,
            });
            sources.chain([&transfer.destination]).collect()
        }
        Kind::Arg(pairs) | Kind::Env(pairs) | Kind::Label(pairs) => {
            pairs.iter().flat_map(|pair| [Some(&pair.key), pair.value.as_ref()]).flatten().collect()
        }
        Kind::Expose(words) | Kind::Volume(words) | Kind::Shell(words) => words.iter().collect(),
        Kind::User(word) | Kind::Workdir(word) => vec![word],
        Kind::From(from) => [&from.image].into_iter().chain(&from.alias).collect(),
        _ => Vec::new(),
    }
}

proptest! {
    #[test]
    fn every_place_lies_in_the_text(text in dockerfiles()) {
        let file = parse(SOURCE, &text);
        let spans = file.instructions.iter().flat_map(|it| {
            let flags = it.flags.iter().flat_map(|flag| [flag.span, flag.name.span]);
            let heredocs = it.heredocs.iter().flat_map(|heredoc| [heredoc.opener, heredoc.body]);
            let words = words_of(it).into_iter().map(|word| word.span);
            words.chain(flags).chain(heredocs).chain([it.span, it.keyword.span])
        });
        let errors = file.errors.iter().map(|error| error.span);
        for span in spans.chain(errors).chain(file.comments.iter().copied()) {
            if let Some((start, end)) = span.range {
                prop_assert!(text.get(start as usize..end as usize).is_some(), "{span:?}");
            }
        }
    }

    #[test]
    fn words_are_what_their_places_cover(text in dockerfiles()) {
        for it in &parse(SOURCE, &text).instructions {
            for word in words_of(it) {
                let covered = &text[word.span.start() as usize..word.span.end() as usize];
                let joined = covered.contains('\n');
                prop_assert!(covered == word.text || joined, "{covered:?} {:?}", word.text);
            }
        }
    }

    #[test]
    fn instructions_do_not_overlap(text in dockerfiles()) {
        for pair in parse(SOURCE, &text).instructions.windows(2) {
            prop_assert!(pair[0].span.end() <= pair[1].span.start(), "{pair:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_only_moves_the_rest(text in dockerfiles()) {
        prop_assume!(!text.starts_with('\u{feff}'));
        let plain = parse(SOURCE, &text);
        let marked = parse(SOURCE, &format!("\u{feff}{text}"));
        let starts = |file: &Dockerfile, by: u32| -> Vec<u32> {
            file.instructions.iter().map(|it| it.span.start() + by).collect()
        };
        prop_assert_eq!(starts(&plain, 3), starts(&marked, 0));
        prop_assert_eq!(plain.errors.len(), marked.errors.len());
    }

    #[test]
    fn line_endings_change_no_instruction(text in dockerfiles()) {
        prop_assume!(!text.contains('\r'));
        let lines = |text: &str| -> Vec<(Keyword, String)> {
            let file = parse(SOURCE, text);
            file.instructions.iter().map(|it| (it.keyword.value, it.text.as_str().to_owned())).collect()
        };
        prop_assert_eq!(lines(&text), lines(&text.replace('\n', "\r\n")));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*|[ -~\n\t\r]{0,80}") {
        let file = parse(SOURCE, &text);
        prop_assert!(!file.instructions.is_empty() || !file.errors.is_empty());
    }
}

#[test]
fn hostile_files_take_no_time() {
    let endless: Vec<String> = (0..20_000).map(|n| format!("RUN <<E{n}\nx\n")).collect();
    let cases = [
        endless.concat(),
        format!("RUN {}\n{}", "<<E ".repeat(20_000), "x\nE\n".repeat(20_000)),
        format!("COPY {} /\n{}", "<<E ".repeat(20_000), "x\nE\n".repeat(20_000)),
        format!("{}RUN x", "ONBUILD ".repeat(50_000)),
        format!("CMD {}", "[".repeat(200_000)),
        format!("RUN <<E {}", "${a:-".repeat(200_000)),
        format!("RUN a \\\n{}", " b \\\n".repeat(50_000)),
        format!("RUN {}", "--network=none ".repeat(50_000)),
    ];
    for case in cases {
        let start = std::time::Instant::now();
        let file = parse(SOURCE, &case);
        assert!(!file.errors.is_empty());
        assert!(start.elapsed().as_secs() < 5, "{:?} for {:?}", start.elapsed(), &case[..20]);
    }
}
