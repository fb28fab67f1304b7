//! A chart in one text: loaded, rendered, and located, with a run for every byte.
#![no_main]

use std::collections::BTreeMap;
use std::sync::Arc;

use diag::SourceId;
use helm::chart::{self, Files};
use helm::origin::Origins;
use helm::render::{Release, render};
use helm::value::Map;
use libfuzzer_sys::fuzz_target;

struct Memory(BTreeMap<String, Arc<str>>);

impl Files for Memory {
    fn list(&self, _: &str) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        Some((self.add(path, Arc::default())?, Arc::clone(self.0.get(path)?)))
    }

    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        Some(self.0.get(path)?.as_bytes().to_vec())
    }

    fn add(&self, path: &str, _: Arc<str>) -> Option<SourceId> {
        let at = self.0.keys().position(|it| it == path).unwrap_or(self.0.len());
        u32::try_from(at).ok().map(SourceId)
    }
}

fuzz_target!(|text: &str| {
    let mut files: BTreeMap<String, Arc<str>> = BTreeMap::new();
    files.insert("Chart.yaml".into(), "apiVersion: v2\nname: c\nversion: 1.0.0\n".into());
    for part in text.split("#### ") {
        let (name, body) = part.split_once('\n').unwrap_or(("templates/a.yaml", part));
        let name = if name.is_empty() { "templates/a.yaml" } else { name };
        files.insert(name.to_owned(), body.into());
    }
    let mut origins = Origins::default();
    let Ok(chart) = chart::load("", &Memory(files), &mut origins) else { return };
    let Ok(rendering) = render(chart, &Map::new(), &Release::default(), origins) else { return };
    for file in &rendering.files {
        let whole = file.text.as_str().len();
        let covered: usize = file.text.runs_in(0..whole).map(|(piece, _)| piece.len()).sum();
        assert_eq!(covered, whole, "{}", file.name);
    }
    for document in rendering.documents().unwrap_or_default() {
        if let Some(mut root) = document.root {
            let (text, base) = (&document.file.text, document.range.start);
            helm::locate::locate(&mut root, text, base, &rendering.origins);
        }
    }
});
