//! Texts made to hurt: deep, wide, long, and small ones that stand for huge ones.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{Dialect, SOURCE, merge_keys, parse};
use crate::yaml::Stream;

/// How often a busy machine may spoil a measurement.
const ATTEMPTS: usize = 8;

fn read(text: &str) -> Stream {
    let mut stream = parse(SOURCE, text);
    for document in &mut stream.documents {
        document.root = document.root.take().map(|root| merge_keys(root, Dialect::Compose).root);
    }
    stream
}

fn read_quickly(text: &str, limit: Duration) -> Stream {
    deep_stack(|| read_within(text, limit))
}

/// Runs on a stack like those of the program's threads, for whoever walks the deepest trees.
fn deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(8 << 20);
        builder.spawn_scoped(scope, work).unwrap().join().unwrap()
    })
}

fn read_within(text: &str, limit: Duration) -> Stream {
    let mut times = Vec::new();
    for _ in 0..ATTEMPTS {
        let start = Instant::now();
        let stream = read(text);
        if start.elapsed() < limit {
            return stream;
        }
        times.push(start.elapsed());
    }
    panic!("{times:?} for {} bytes", text.len());
}

#[test]
fn aliases_of_aliases_are_never_written_out() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..60 {
        let _ = writeln!(
            text,
            "a{level}: &a{level} [{}]",
            vec![format!("*a{}", level - 1); 10].join(", ")
        );
    }
    let stream = read_quickly(&text, Duration::from_millis(100));
    assert_eq!(stream.documents[0].errors, []);
    let root = stream.documents[0].root.as_ref().unwrap();
    assert_eq!(root.expanded_size(1_000_000), None);
    assert_eq!(root.get("a1").unwrap().expanded_size(1_000), Some(111));
}

#[test]
fn merges_of_merges_are_never_written_out() {
    let mut text = "a0: &a0 {k: v}\n".to_owned();
    for level in 1..60 {
        let _ = writeln!(
            text,
            "a{level}: &a{level} {{<<: [{}], k{level}: v}}",
            vec![format!("*a{}", level - 1); 10].join(", ")
        );
    }
    let stream = read_quickly(&text, Duration::from_millis(200));
    let root = stream.documents[0].root.as_ref().unwrap();
    assert_eq!(root.get("a59").unwrap().entries().len(), 60);
}

#[test]
fn a_chain_of_aliases_is_as_deep_as_what_it_stands_for() {
    let mut text = "- &a0 x\n".to_owned();
    for level in 1..20_000 {
        let _ = writeln!(text, "- &a{level} [*a{}]", level - 1);
    }
    let stream = read_quickly(&text, Duration::from_secs(2));
    let document = &stream.documents[0];
    assert_eq!(document.errors[0].message, "nested deeper than 1000");
    assert!(document.truncated);
}

#[test]
fn deep_nesting_is_an_error_and_nothing_worse() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: ", "}]")] {
        let text =
            format!("a: 1\n---\n{}x{}\n---\nb: 2\n", open.repeat(20_000), close.repeat(20_000));
        let stream = read_quickly(&text, Duration::from_secs(2));
        let errors: Vec<&str> = stream
            .documents
            .iter()
            .flat_map(|document| &document.errors)
            .map(|error| error.message.as_str())
            .collect();
        assert_eq!(errors, ["nested deeper than 1000"], "{open}");
        assert!(
            stream.documents.last().unwrap().root.as_ref().unwrap().get("b").is_some(),
            "{open}"
        );
    }
    let deepest = format!("{}x{}", "[".repeat(1000), "]".repeat(1000));
    assert_eq!(deep_stack(|| read(&deepest)).documents[0].errors, []);
}

#[test]
fn time_grows_with_the_text_and_not_with_its_square() {
    let shapes: &[fn(usize) -> String] = &[
        |n| format!("a: {}\n", "x".repeat(n * 10)),
        |n| format!("a: \"{}\"\n", "x ".repeat(n * 5)),
        |n| format!("[{}]", "a, ".repeat(n * 3)),
        |n| (0..n).fold("labels:\n".to_owned(), |text, i| text + "  l" + &i.to_string() + ": v\n"),
        |n| "k: v\n".repeat(n),
        |n| "---\na: 1\n".repeat(n),
        |n| "{\"a\": 1}\n".repeat(n),
        |n| "---\n}\n".repeat(n),
        |n| "# c\n".repeat(n * 2),
        |n| "? # c\n".repeat(n),
        |n| format!("a:\n{}", "-\n".repeat(n)),
        |n| "\t".repeat(n * 8),
        |n| format!("a: &a {{{}}}\n{}", "b: c, ".repeat(n / 2), "d: {<<: *a}\n".repeat(40)),
    ];
    for (index, shape) in shapes.iter().enumerate() {
        let time = |n: usize| {
            let text = shape(n);
            let start = Instant::now();
            drop(read(&text));
            start.elapsed()
        };
        let is_linear = |()| time(16_000) < time(2_000) * 24 + Duration::from_millis(20);
        assert!(std::iter::repeat_n((), ATTEMPTS).any(is_linear), "shape {index}");
    }
}
