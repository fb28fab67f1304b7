//! Templates and functions, each held against what helm makes of it. `tools/helm-language` recorded the results.

use std::fmt::Write as _;

use crate::memory::Memory;

const METADATA: &str = "apiVersion: v2\nname: case\nversion: 0.1.0\nappVersion: '1.2'\n";
const FRAME: &str = "r: {{ include \"case/templates/_case.txt\" . | toJson }}\n";
const VALUES: &str = include_str!("../../../../fixtures/helm/language/values.yaml");
const RESULTS: &str = include_str!("../../../../fixtures/helm/language/results.json");

#[test]
fn templates_render_what_helm_renders() {
    let rows: Vec<serde_json::Value> = serde_json::from_str(RESULTS).unwrap();
    let mut wrong = String::new();
    for row in &rows {
        let template = row["template"].as_str().unwrap();
        let ours = rendered(template);
        if ours.as_deref().ok() != row["result"].as_str() {
            let _ = writeln!(wrong, "{template}\n  helm {}\n  ours {ours:?}", row["result"]);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What a template renders, or why nothing.
fn rendered(template: &str) -> Result<String, String> {
    let memory = Memory::of(&[
        ("Chart.yaml", METADATA),
        ("values.yaml", VALUES),
        ("templates/_case.txt", template),
        ("templates/frame.yaml", FRAME),
    ]);
    let rendering = memory.render().map_err(|failure| format!("{failure:?}"))?;
    let text = rendering.files[0].text.as_str();
    let json = text.trim().strip_prefix("r: ").ok_or("the frame is broken")?;
    serde_json::from_str(json).map_err(|error| error.to_string())
}
