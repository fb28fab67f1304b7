//! Trees of the fixtures with every place, and laws that hold for any text.

mod dump;
mod laws;

use diag::{SourceId, Span};

use super::*;

const SOURCE: SourceId = SourceId(0);

fn fixtures() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/syntax/dockerfile");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut list: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "Dockerfile"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    list.sort();
    assert!(list.len() > 10, "fixtures are missing");
    list
}

#[test]
fn fixtures_keep_their_trees() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/syntax/dockerfile"
    ));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, text) in fixtures() {
            insta::assert_snapshot!(name, dump::tree(&text));
        }
    });
}

fn place(text: &str, span: Span) -> String {
    match span.range {
        Some((start, end)) => format!("{:?}", &text[start as usize..end as usize]),
        None => "the file".to_owned(),
    }
}

#[test]
fn comments_before_an_instruction_are_found() {
    let text = "# a\nFROM x\n# b\n\n# c\nRUN y \\\n# d\n z\nUSER 1\n";
    let file = parse(SOURCE, text);
    let before = |index: usize| -> Vec<String> {
        let comments = file.comments_before(&file.instructions[index]);
        comments.iter().map(|span| place(text, *span)).collect()
    };
    assert_eq!(before(0), ["\"# a\""]);
    assert_eq!(before(1), ["\"# b\"", "\"# c\""]);
    assert!(before(2).is_empty());
}

#[test]
fn parts_of_words_are_found_across_continuations() {
    let text = "FROM a\nENV A=\"one \\\n# no\n$two\"\n";
    let file = parse(SOURCE, text);
    let Kind::Env(pairs) = &file.instructions[1].kind else { panic!("{:?}", file.instructions[1]) };
    let value = pairs[0].value.as_ref().unwrap();
    let at = value.text.find('$').unwrap();
    let span = file.instructions[1].part_span(value, at..at + 4);
    assert_eq!(place(text, span), "\"$two\"");
}

#[test]
fn a_chomped_heredoc_leads_back_to_its_lines() {
    let text = "FROM a\nRUN <<-E\n\t\tone\n\ttwo\n\tE\n";
    let file = parse(SOURCE, text);
    let content = file.instructions[1].heredocs[0].content(text);
    let at = content.as_str().find("two").unwrap();
    assert_eq!(place(text, content.source_span(at..at + 3)), "\"two\"");
}

#[test]
fn a_line_that_buildkit_cannot_read_is_an_error_and_is_read() {
    let line = format!("RUN echo {}", "x".repeat(70_000));
    let file = parse(SOURCE, &format!("FROM a\n{line}\nUSER 1\n"));
    assert_eq!((file.instructions.len(), file.errors.len()), (3, 1));
    let file = parse(SOURCE, &format!("FROM a\nRUN <<E\n{line}\nE\nUSER 1\n"));
    assert_eq!((file.instructions.len(), file.errors.len()), (3, 1));
}
