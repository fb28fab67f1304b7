//! Charts in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diag::{Source, SourceId, Sources};
use helm::chart::{self, Files};
use helm::origin::Origins;
use helm::render::{Failure, Release, Rendering, render};
use helm::value::Map;

/// Files by path.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) sources: RefCell<Sources>,
}

impl Memory {
    /// Texts by path.
    pub(crate) fn of(texts: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| ((*path).to_owned(), text.as_bytes().to_vec());
        Self { files: texts.iter().map(file).collect(), ..Self::default() }
    }

    /// All files below a directory of the fixtures.
    pub(crate) fn read(directory: &Path) -> Self {
        let mut memory = Self::default();
        let mut open: Vec<PathBuf> = vec![directory.to_owned()];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
            } else {
                let name = path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
                memory.files.insert(name, std::fs::read(path).unwrap());
            }
        }
        memory
    }

    /// Renders the chart that lies at the top.
    pub(crate) fn render(&self) -> Result<Rendering, Failure> {
        let mut origins = Origins::default();
        let chart = chart::load("", self, &mut origins).map_err(Failure::Chart)?;
        render(chart, &Map::new(), &Release::default(), origins)
    }
}

impl Files for Memory {
    fn list(&self, directory: &str) -> Vec<String> {
        assert_eq!(directory, "", "the chart lies at the top");
        self.files.keys().cloned().collect()
    }

    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let text: Arc<str> = std::str::from_utf8(self.files.get(path)?).ok()?.into();
        Some((self.add(path, Arc::clone(&text))?, text))
    }

    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.files.get(path).cloned()
    }

    fn add(&self, path: &str, text: Arc<str>) -> Option<SourceId> {
        Some(self.sources.borrow_mut().add(Source::new(path, text)))
    }
}
