//! Reads the front matter of the rule pages and writes it as a Rust table, so that no YAML is parsed at run time for it.

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
    let out = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("pages.rs");
    fs::write(out, table).expect("OUT_DIR can be written");
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
        "    Page {{ id: {stem:?}, docs: {:?}, controls: &{:?}, aliases: &{:?}, cwe: &{:?} }},",
        docs.trim_start(),
        front.controls,
        front.aliases,
        front.cwe
    )
    .expect("a String takes any text");
}
