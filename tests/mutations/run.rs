//! Breaks copies of the estate and compares what is said of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::keys::{Break, Key};

/// One piece, broken in one way.
pub(crate) struct Mutation<'a> {
    pub(crate) key: &'a Key,
    pub(crate) how: Break,
    /// The text of the file that comes of it.
    pub(crate) broken: String,
    /// The rule that has to fail.
    pub(crate) rule: &'static str,
    /// The environments in which it has to.
    pub(crate) places: &'static [&'static str],
}

/// Files of the estate by their paths from its folder.
pub(crate) fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    list(&estate(), "", &mut files);
    files.sort();
    files
}

fn list(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let entry = entry.expect("an entry can be read");
        let name = format!("{prefix}{}", entry.file_name().display());
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, fs::read_to_string(entry.path()).expect("the estate is text")));
        }
    }
}

fn estate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/enterprise")
}

/// What is wrong with the answers to mutations, of which each processor breaks its share in a copy of its own.
pub(crate) fn all(mutations: &[Mutation<'_>]) -> Vec<String> {
    let files = files();
    let whole = [true, false].map(|has_standard| look(&estate(), has_standard));
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = |first: usize| {
        let copy = TempDir::new().expect("a temporary folder can be made");
        for (path, text) in &files {
            let path = copy.path().join(path);
            fs::create_dir_all(path.parent().expect("a file has a folder"))
                .expect("a folder can be made");
            fs::write(path, text).expect("the copy can be written");
        }
        let mine = mutations.iter().skip(first).step_by(threads);
        mine.filter_map(|it| it.judge(copy.path(), &whole)).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let shares: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
        let answers = shares.into_iter().flat_map(|it| it.join().expect("no share panics"));
        answers.collect()
    })
}

impl Mutation<'_> {
    /// Breaks the piece in a copy of the estate, and mends it again.
    fn judge(&self, copy: &Path, whole: &[Look; 2]) -> Option<String> {
        let what = format!("{} {:?}", self.key.path, self.how);
        let path = copy.join(&*self.key.file);
        fs::write(&path, &self.broken).expect("the copy can be written");
        // A pod that breaks its standard is reported by it alone, in place of the rules that say the same.
        let has_standard = self.rule == "pod-security";
        let whole = &whole[usize::from(!has_standard)];
        let look = look(copy, has_standard);
        fs::write(&path, &*self.key.text).expect("the copy can be written");
        let is_new = |place: &&&str| {
            !look
                .failures
                .difference(&whole.failures)
                .any(|it| it.0 == self.rule && it.1 == **place)
        };
        let silent: Vec<_> = self.places.iter().filter(is_new).collect();
        if !silent.is_empty() {
            return Some(format!("{what}: `{}` is silent in {silent:?}", self.rule));
        }
        let rises =
            |(at, score): (&String, &f64)| whole.scores.get(at).is_some_and(|it| score > it);
        let risen = look.scores.iter().any(rises);
        risen.then(|| format!("{what}: the score rises to {:?}", look.scores))
    }
}

/// What is said of a folder.
struct Look {
    /// Rules that fail, where, and for what.
    failures: BTreeSet<(String, String, String)>,
    /// Scores by environment.
    scores: BTreeMap<String, f64>,
}

fn look(folder: &Path, has_standard: bool) -> Look {
    let ignored = if has_standard { "missing-ulimits" } else { "pod-security" };
    let run = Command::cargo_bin("plimsoll")
        .expect("cargo builds the program before its tests")
        .current_dir(folder)
        .args(["check", "--format", "json", "-j", "1"])
        .args(["--extend-select", "missing-ulimits", "--ignore", ignored])
        .env_clear()
        .output()
        .expect("the program starts");
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut failures = BTreeSet::new();
    for finding in list(&report["findings"]).iter().filter(|it| it["outcome"] != "review") {
        let rules = list(&finding["folded"]).into_iter().chain([finding["rule"].clone()]);
        for (rule, place) in rules.flat_map(|rule| {
            list(&finding["environments"]).into_iter().map(move |place| (rule.clone(), place))
        }) {
            failures.insert((text(&rule), text(&place), text(&finding["fingerprint"])));
        }
    }
    let scores = list(&report["scores"]);
    Look {
        failures,
        scores: scores
            .iter()
            .filter_map(|it| Some((text(&it["environment"]), it["score"].as_f64()?)))
            .collect(),
    }
}
