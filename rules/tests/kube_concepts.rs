//! What linters of Kubernetes manifests check, concept by concept: a file of `fixtures/concepts` that says in its comments
//! what is found on which line, or a row of `docs/decisions.md`. Each file holds the good twins beside the bad ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::common::fixture::{entries, file_name, read};
use crate::common::{Repository, concise, judge};
use diag::{Finding, Status, Verdict};

/// How many concepts there are of each family, numbered from 1.
const FAMILIES: [(char, usize); 7] =
    [('A', 40), ('B', 6), ('C', 32), ('D', 7), ('E', 15), ('F', 19), ('G', 8)];

/// Concepts without a file, and the words by which the decisions name them.
const DECIDED: &[(&str, &str)] = &[
    ("A27", "security context missing as a whole"),
    ("A30", "shared service account"),
    ("A31", "container ports below 1024"),
    ("A33", "`sudo` in commands"),
    ("A35", "git-sync"),
    ("A36", "runtime class"),
    ("A39", "service links"),
    ("A40", "limits of processes, files and devices"),
    ("C6", "guaranteed quality of service"),
    ("C10", "twin probes"),
    ("C11", "probe ports that are not declared"),
    ("C13", "autoscalers that are too small"),
    ("C14", "fight a fixed number of replicas"),
    ("C15", "scale nothing"),
    ("C17", "budgets that block every drain"),
    ("C18", "affinity, spread"),
    ("C19", "update strategy"),
    ("C20", "restart policy"),
    ("C21", "deadlines and clean-up of jobs"),
    ("C22", "deadlines and clean-up of jobs"),
    ("C23", "priority class"),
    ("C24", "pods without a controller"),
    ("C25", "variables set twice"),
    ("C26", "selectors that do not fit"),
    ("C27", "retired field names"),
    ("C29", "StatefulSets without a headless Service"),
    ("D6", "missing ConfigMaps, Secrets"),
    ("D7", "paths with credentials of a cloud"),
    ("E4", "target ports of Services"),
    ("E5", "routes of Ingresses and Gateways that lead nowhere"),
    ("E8", "workloads behind an Ingress"),
    ("E11", "network policy that selects nothing"),
    ("E13", "monitors of Services"),
    ("E14", "Tiller, dashboards"),
    ("E15", "egress to the metadata service"),
    ("F6", "forward ports"),
    ("F14", "read logs, delete events"),
    ("F15", "write ConfigMaps"),
    ("F16", "write ConfigMaps or Services"),
    ("F18", "missing ConfigMaps, Secrets and service accounts"),
    ("G2", "workloads in `kube-system`"),
    ("G7", "several teams in one namespace"),
    ("G8", "Namespace that is not declared"),
];

#[test]
fn every_concept_is_a_rule_or_a_decision() {
    let shown: BTreeSet<String> = files().iter().flat_map(|path| concepts(path)).collect();
    let decisions = read(&root().join("docs/decisions.md"));
    for (concept, words) in DECIDED {
        assert!(decisions.contains(words), "{concept}: no decision says `{words}`");
    }
    let decided = DECIDED.iter().map(|(concept, _)| (*concept).to_owned());
    let numbers = |(family, last): (char, usize)| (1..=last).map(move |n| format!("{family}{n}"));
    let all: BTreeSet<String> = FAMILIES.into_iter().flat_map(numbers).collect();
    assert_eq!(shown.into_iter().chain(decided).collect::<BTreeSet<_>>(), all);
}

#[test]
fn every_concept_is_found_where_it_is_written_and_nowhere_else() {
    let mut wrong = Vec::new();
    for path in files() {
        let text = read(&path);
        let wanted = wanted(&text);
        let repository = Repository::from([("k8s.yaml".into(), text)]);
        assert!(!wanted.is_empty(), "{}: nothing is expected", path.display());
        for (rule, lines) in wanted {
            let judgement = judge(&rule, &repository);
            let active = judgement.findings.iter().filter(|it| it.status == Status::Active);
            let place = |finding: &Finding| {
                let span = finding.primary.span;
                let line = judgement.sources.get(span.source).position(span.start()).line;
                (line, finding.verdict == Verdict::Fail)
            };
            let found: Vec<(u32, bool)> = active.map(place).collect();
            if found != lines || !judgement.troubles.is_empty() {
                let name = file_name(&path);
                wrong.push(format!("{name}: {rule} {lines:?}, not:\n{}", concise(&judgement)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files() -> Vec<PathBuf> {
    entries(&root().join("fixtures/concepts"))
}

/// The concepts that the start of a file's name lists: `C8` and `C9` of `C8_C9_probes.yaml`. A letter behind the number
/// is a part of a concept.
fn concepts(path: &Path) -> Vec<String> {
    let name = file_name(path);
    let words = name.split('_').take_while(|word| word.starts_with(|c: char| c.is_uppercase()));
    let words = words.map(|word| {
        let (family, number) = word.split_at(1);
        let number = number.trim_end_matches(|c: char| c.is_alphabetic()).trim_start_matches('0');
        format!("{family}{number}")
    });
    words.collect()
}

/// What the comments `# fires: RULE` and `# asks: RULE` at the end of lines expect: lines of each rule, and whether it fails.
fn wanted(text: &str) -> BTreeMap<String, Vec<(u32, bool)>> {
    let mut wanted: BTreeMap<String, Vec<(u32, bool)>> = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        for (mark, fails) in [(" # fires: ", true), (" # asks: ", false)] {
            let Some((_, rule)) = line.split_once(mark) else { continue };
            wanted.entry(rule.to_owned()).or_default().push((number, fails));
        }
    }
    wanted
}
