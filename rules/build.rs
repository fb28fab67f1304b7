//! Reads the front matter of the rule pages and writes it as a Rust table, so that no YAML is parsed at run time for it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// The head of a rule's page.
#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct FrontMatter {
    /// Controls the rule bears on: `cis-docker:1.8.0:5.5`.
    controls: Vec<String>,
    /// Ids of the same policy in other tools: `trivy:KSV-0017`.
    aliases: Vec<String>,
    /// CWE numbers.
    cwe: Vec<u16>,
    /// The name that the rule had at first, if it was renamed: fingerprints hold it for ever.
    first: Option<String>,
    /// Why no control asks for it: the rule keeps files in order, or judges what they say about Plimsoll itself.
    hygiene: Option<String>,
}

fn main() {
    println!("cargo::rerun-if-changed=.");
    let mut pages: Vec<_> = fs::read_dir(".")
        .expect("the package has a folder")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    let mut table = String::from("pub(crate) const PAGES: &[Page] = &[\n");
    for path in &pages {
        write_page(&mut table, path);
    }
    table.push_str("];\n");
    write_out("pages.rs", &table);
    write_out("layers.rs", &defences());
}

fn write_out(name: &str, text: &str) {
    let out = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join(name);
    fs::write(out, text).expect("OUT_DIR can be written");
}

/// `layers.yaml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Layers {
    layers: BTreeMap<String, Layer>,
    unscored: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Layer {
    weight: f64,
    hardening: BTreeMap<String, Hardening>,
    cost: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Hardening {
    share: f64,
    setting: Option<String>,
}

/// What `layers.yaml` says, as Rust tables.
fn defences() -> String {
    let text = fs::read_to_string("layers.yaml").expect("the package has a table of layers");
    let table: Layers =
        serde_yaml::from_str(&text).unwrap_or_else(|it| panic!("layers.yaml: {it}"));
    let mut rules = BTreeMap::new();
    let mut weights = String::new();
    for (name, layer) in &table.layers {
        let variant = variant(name);
        writeln!(weights, "    (Layer::{variant}, {:?}),", layer.weight)
            .expect("a String takes any text");
        for (rule, it) in &layer.hardening {
            let defence = (variant.clone(), it.share, it.setting.clone());
            assert!(rules.insert(rule, defence).is_none(), "layers.yaml: `{rule}` stands twice");
        }
        for rule in &layer.cost {
            let defence = (variant.clone(), 0.0, None);
            assert!(rules.insert(rule, defence).is_none(), "layers.yaml: `{rule}` stands twice");
        }
    }
    let mut out = format!("const WEIGHTS: &[(Layer, f64)] = &[\n{weights}];\n");
    out.push_str("const DEFENCES: &[(&str, Defence)] = &[\n");
    for (rule, (layer, share, setting)) in rules {
        let defence = format!("layer: Layer::{layer}, share: {share:?}, setting: {setting:?}");
        writeln!(out, "    ({rule:?}, Defence {{ {defence} }}),").expect("a String takes any text");
    }
    out.push_str("];\n");
    writeln!(out, "const UNSCORED: &[&str] = &{:?};", table.unscored)
        .expect("a String takes any text");
    out
}

/// `supply-chain` as the enum calls it.
fn variant(name: &str) -> String {
    let words = name.split('-').filter_map(|word| word.split_at_checked(1));
    words.map(|(first, rest)| first.to_uppercase() + rest).collect()
}

fn write_page(table: &mut String, path: &Path) {
    let text = fs::read_to_string(path).expect("a page is UTF-8").replace("\r\n", "\n");
    let shown = path.display();
    let Some((front, docs)) =
        text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"))
    else {
        panic!("{shown}: a rule's page starts with front matter between `---` lines");
    };
    let front: FrontMatter =
        serde_yaml::from_str(front).unwrap_or_else(|error| panic!("{shown}: {error}"));
    let is_one = front.controls.is_empty() || front.hygiene.is_none();
    assert!(is_one, "{shown}: a rule that bears on controls is no mere hygiene");
    let stem = path.file_stem().expect("it has a name").to_string_lossy().replace('_', "-");
    writeln!(
        table,
        "    Page {{ id: {stem:?}, docs: {:?}, controls: &{:?}, aliases: &{:?}, cwe: &{:?}, first: {:?} }},",
        docs.trim_start(),
        front.controls,
        front.aliases,
        front.cwe,
        front.first
    )
    .expect("a String takes any text");
}
