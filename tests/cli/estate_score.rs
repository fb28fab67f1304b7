//! The estate that follows the enterprise policy reaches its score in staging and production; its broken twin is capped.

use std::fs;
use std::path::Path;

use crate::tree::Tree;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn estate(name: &str) -> Tree {
    let tree = Tree::new::<&str, &str>([]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects").join(name);
    copy(&folder, &tree.path(""));
    tree
}

fn scores(tree: &Tree) -> serde_json::Value {
    let run = tree.run("check --format json --exit-zero");
    serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()["scores"].clone()
}

fn of<'a>(scores: &'a serde_json::Value, environment: &str) -> &'a serde_json::Value {
    scores.as_array().unwrap().iter().find(|it| it["environment"] == environment).unwrap()
}

#[test]
fn the_estate_reaches_its_score_where_it_counts() {
    let tree = estate("enterprise");
    // On a day on which its images are supported.
    tree.check("--today 2025-11-01 --min-score 95").expect(0, &[]);
    let scores = scores(&tree);
    for environment in ["staging", "production"] {
        let score = of(&scores, environment);
        assert!(score["score"].as_f64().unwrap() >= 95.0, "{score}");
        assert!(score["assessed"].as_f64().unwrap() >= 80.0, "{score}");
    }
}

#[test]
fn the_broken_twin_is_capped() {
    let tree = estate("enterprise-broken");
    let scores = scores(&tree);
    for environment in ["staging", "production"] {
        let score = of(&scores, environment);
        assert_eq!(
            (&score["cap"]["limit"], &score["grade"]),
            (&59.0.into(), &"F".into()),
            "{score}"
        );
    }
    tree.check("--fail-on never --min-score 95").expect(1, &["the score of `production`"]);
}
