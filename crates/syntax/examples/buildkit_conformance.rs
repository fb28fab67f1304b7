//! Compares the Dockerfile parser and the word lexer with `BuildKit`'s own test data: `buildkit_conformance FOLDER`.
//!
//! The folder holds `testfiles/*/{Dockerfile,result}`, `testfiles-negative/*/Dockerfile`, `wordsTest` and `envVarTest`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use diag::SourceId;
use syntax::dockerfile::{
    Command, Healthcheck, Instruction, Keyword, Kind, Pair, PairForm, TransferSource, Word, parse,
};
use syntax::words::{Dialect, Expanded, Lookup, Platform, expand_word, expand_words};

fn main() -> io::Result<ExitCode> {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        writeln!(io::stderr(), "usage: buildkit_conformance FOLDER")?;
        return Ok(ExitCode::from(2));
    };
    let mut report = Report::default();
    for case in cases(&folder.join("testfiles"))? {
        let ours = dump(&fs::read_to_string(case.join("Dockerfile"))?);
        let theirs = fs::read_to_string(case.join("result"))?;
        report.check(&case.display().to_string(), theirs.trim(), ours.trim());
    }
    for case in cases(&folder.join("testfiles-negative"))? {
        let errors = parse(SourceId(0), &fs::read_to_string(case.join("Dockerfile"))?).errors;
        let refused = if errors.is_empty() { "accepted" } else { "refused" };
        report.check(&case.display().to_string(), "refused", refused);
    }
    words(&fs::read_to_string(folder.join("wordsTest"))?, &mut report);
    variables(&fs::read_to_string(folder.join("envVarTest"))?, &mut report);

    let mut out = io::stdout().lock();
    out.write_all(report.text.as_bytes())?;
    writeln!(out, "{} passed, {} failed", report.passed, report.failed)?;
    Ok(if report.failed == 0 && report.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Default)]
struct Report {
    text: String,
    passed: usize,
    failed: usize,
}

impl Report {
    fn check(&mut self, name: &str, theirs: &str, ours: &str) {
        if theirs == ours {
            self.passed += 1;
            return;
        }
        self.failed += 1;
        let _ = writeln!(self.text, "{name}\n  theirs: {theirs}\n  ours:   {ours}");
    }
}

fn cases(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut cases =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    cases.sort();
    Ok(cases)
}

/// Lines `input | word,word`, and `ENV name=value` for those that follow.
fn words(data: &str, report: &mut Report) {
    let mut variables = BTreeMap::new();
    for line in data.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some((name, value)) = line.strip_prefix("ENV ").and_then(|pair| pair.split_once('='))
        {
            variables.insert(name.trim_start(), value);
            continue;
        }
        let Some((input, expected)) = line.split_once('|') else { continue };
        let lookup = |name: &str| {
            variables.get(name).map_or(Lookup::Unset, |value| Lookup::Known((*value).into()))
        };
        let ours = match expand_words(input.trim(), Dialect::default(), lookup) {
            Ok(words) => words.value.iter().map(text).collect::<Vec<_>>().join(","),
            Err(_) => "error".to_owned(),
        };
        report.check(line, expected.trim_start(), &ours);
    }
}

/// Lines `platform|input|expected`; the platform is `A` for all, `U` for Unix, `W` for Windows.
fn variables(data: &str, report: &mut Report) {
    let lookup = |name: &str| match name {
        "PWD" => Lookup::Known("/home".into()),
        "SHELL" => Lookup::Known("bash".into()),
        "KOREAN" => Lookup::Known("한국어".into()),
        "NULL" => Lookup::Known("".into()),
        _ => Lookup::Unset,
    };
    for line in data.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut fields = line.split('|').map(str::trim);
        let (Some(platform), Some(input), Some(expected)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let platforms: &[Platform] = match platform {
            "U" => &[Platform::Unix],
            "W" => &[Platform::Windows],
            _ => &[Platform::Unix, Platform::Windows],
        };
        for &platform in platforms {
            let dialect = Dialect { platform, ..Dialect::default() };
            let ours = expand_word(input, dialect, lookup);
            report.check(line, expected, &ours.map_or("error".into(), |word| text(&word.value)));
        }
    }
}

fn text(word: &Expanded) -> String {
    word.known().map_or_else(|| "unknown".to_owned(), str::to_owned)
}

/// The tree as an S-expression, one instruction a line.
fn dump(dockerfile: &str) -> String {
    let tree = parse(SourceId(0), dockerfile);
    tree.instructions.iter().map(|instruction| expression(instruction) + "\n").collect()
}

fn expression(instruction: &Instruction) -> String {
    let mut out = format!("({}", instruction.keyword_text.to_lowercase());
    if !instruction.flags.is_empty() {
        let flag = |flag: &syntax::dockerfile::Flag| match &flag.value {
            Some(value) => quoted(&format!("--{}={}", flag.name.value, value.text)),
            None => quoted(&format!("--{}", flag.name.value)),
        };
        let _ =
            write!(out, " [{}]", instruction.flags.iter().map(flag).collect::<Vec<_>>().join(" "));
    }
    if let Kind::Onbuild(inner) = &instruction.kind {
        return format!("{out} {})", expression(inner));
    }
    for argument in arguments(instruction) {
        let _ = write!(out, " {}", quoted(&argument));
    }
    out + ")"
}

fn arguments(instruction: &Instruction) -> Vec<Cow<'_, str>> {
    match &instruction.kind {
        Kind::Add(transfer) | Kind::Copy(transfer) => {
            let sources = transfer.sources.iter().map(|source| match source {
                TransferSource::Path(word) | TransferSource::Heredoc { word, .. } => word,
            });
            texts(sources.chain([&transfer.destination]))
        }
        Kind::Arg(pairs) => pairs.iter().map(argument).collect(),
        Kind::Env(pairs) | Kind::Label(pairs) => pairs.iter().flat_map(pair).collect(),
        Kind::Cmd(it) | Kind::Entrypoint(it) => command(it),
        Kind::Run(run) => command(&run.command),
        Kind::Healthcheck(Healthcheck::Command(it)) => {
            [Cow::from("CMD")].into_iter().chain(command(it)).collect()
        }
        Kind::Healthcheck(Healthcheck::None) => vec!["NONE".into()],
        Kind::Expose(words) | Kind::Shell(words) | Kind::Volume(words) => texts(words),
        Kind::From(from) => {
            texts([&from.image].into_iter().chain(&from.as_word).chain(&from.alias))
        }
        Kind::Maintainer(word)
        | Kind::Stopsignal(word)
        | Kind::User(word)
        | Kind::Workdir(word) => texts([word]),
        Kind::Invalid => rest(instruction),
        Kind::Onbuild(_) => Vec::new(),
    }
}

/// What the reference parser splits before it finds out that the instruction makes no sense.
fn rest(instruction: &Instruction) -> Vec<Cow<'_, str>> {
    let args = instruction.args.as_str();
    match (instruction.keyword.value, args.split_once(' ')) {
        (Keyword::Healthcheck, Some((kind, rest))) => vec![kind.into(), rest.trim().into()],
        _ if args.is_empty() => Vec::new(),
        _ => vec![args.into()],
    }
}

fn texts<'a>(words: impl IntoIterator<Item = &'a Word>) -> Vec<Cow<'a, str>> {
    words.into_iter().map(|word| Cow::from(word.text.as_str())).collect()
}

fn command(command: &Command) -> Vec<Cow<'_, str>> {
    match command {
        Command::Shell(text) if text.is_empty() => Vec::new(),
        Command::Shell(text) => vec![text.as_str().into()],
        Command::Exec(words) => texts(words),
    }
}

fn argument(pair: &Pair) -> Cow<'_, str> {
    match &pair.value {
        Some(value) => format!("{}={}", pair.key.text, value.text).into(),
        None => pair.key.text.as_str().into(),
    }
}

fn pair(pair: &Pair) -> [Cow<'_, str>; 3] {
    let value = pair.value.as_ref().map_or("", |value| value.text.as_str());
    let sign = if pair.form == PairForm::Equals { "=" } else { "" };
    [pair.key.text.as_str().into(), value.into(), sign.into()]
}

/// A string as Go quotes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            c if c.is_control() => drop(write!(out, "\\x{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}
