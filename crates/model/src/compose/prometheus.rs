//! Which configuration a service that is Prometheus runs with.

use syntax::yaml::Node;

use super::Service;
use crate::estate::{ScrapeTarget, inline_targets, static_targets};
use crate::files::join;
use crate::{Container, MountKind, Value};

/// Where images of Prometheus look for their configuration.
const USUAL: &str = "/etc/prometheus/prometheus.yml";

impl Service<'_> {
    /// What the service scrapes if it is Prometheus with a configuration of these files; none if that is not known.
    pub fn scrape_targets(&self, whole: &crate::Project) -> Vec<ScrapeTarget> {
        let path = self.configuration();
        let mounts = self.mounts();
        let files = mounts.iter().filter(|mount| mount.kind == MountKind::Bind);
        let mut file = files.filter_map(|mount| {
            let (Value::Known(source), Value::Known(target)) = (&mount.source, &mount.target)
            else {
                return None;
            };
            let below = path.strip_prefix(target.trim_end_matches('/'))?;
            let is_inside = below.is_empty() || below.starts_with('/');
            join(&self.project.folder, &format!("{source}{below}")).filter(|_| is_inside)
        });
        let read = |path: String| {
            let file = whole.estate.iter().find(|file| file.path == path)?;
            Some(static_targets(&file.prometheus()?))
        };
        file.find_map(read).or_else(|| self.inline(path)).unwrap_or_default()
    }

    /// The path that `--config.file` names, or the usual one.
    fn configuration(&self) -> &str {
        const OPTION: &str = "--config.file";
        let words =
            self.list(&["command"]).into_iter().filter_map(Node::as_str).collect::<Vec<_>>();
        let at = words.iter().position(|word| word.starts_with(OPTION));
        let value = at.and_then(|at| match words[at].strip_prefix(OPTION)?.strip_prefix('=') {
            Some(value) => Some(value),
            None => words.get(at + 1).copied(),
        });
        value.unwrap_or(USUAL)
    }

    /// A configuration that the Compose file itself holds.
    fn inline(&self, path: &str) -> Option<Vec<ScrapeTarget>> {
        let grants = self.list(&["configs"]).into_iter();
        let mut contents = grants.filter_map(|grant| {
            let name = grant.as_str().or_else(|| grant.get("source")?.as_str())?;
            let target = grant.get("target").and_then(Node::as_str);
            let is_it = target.map_or_else(|| format!("/{name}") == path, |it| it == path);
            self.project.root.path(&["configs", name, "content"]).filter(|_| is_it)
        });
        let content = contents.next().filter(|content| self.project.doubt(content).is_none())?;
        Some(inline_targets(content.as_str()?, content.target().span))
    }
}
