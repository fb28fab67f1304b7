//! What a configuration of Prometheus scrapes.

use diag::{SourceId, Span};
use syntax::yaml;

use crate::kube::Field;

/// A target that the configuration names itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScrapeTarget {
    /// As written: a host, and a port if there is one.
    pub text: String,
    /// Where it is written.
    pub span: Span,
    /// Whether its job changes labels, so that what is scraped may be something else.
    pub is_relabelled: bool,
}

impl ScrapeTarget {
    /// Host and port; `None` for what is no such thing, such as a URL, an address of IPv6 or a template.
    pub fn host_and_port(&self) -> Option<(&str, Option<u16>)> {
        let (host, port) = match self.text.split_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (self.text.as_str(), None),
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        (!host.is_empty() && host.chars().all(is_name)).then_some((host, port))
    }
}

/// The targets of the `static_configs` of every job. What service discovery finds is in no file.
pub fn static_targets(prometheus: &Field<'_>) -> Vec<ScrapeTarget> {
    let mut all = Vec::new();
    for job in prometheus.list("scrape_configs") {
        let is_relabelled = job.get("relabel_configs").is_some();
        for group in job.list("static_configs") {
            let targets = group.list("targets").into_iter();
            all.extend(targets.filter_map(|target| {
                let text = target.str()?.to_owned();
                Some(ScrapeTarget { text, span: target.span(), is_relabelled })
            }));
        }
    }
    all
}

/// The same for a configuration that stands in a value of another file, which is the place of each target then.
pub(crate) fn inline_targets(text: &str, span: Span) -> Vec<ScrapeTarget> {
    let stream = yaml::parse(SourceId(0), text);
    let root = stream.documents.iter().find_map(|document| document.root.as_ref());
    let targets = root.map(|root| static_targets(&Field::root(root))).unwrap_or_default();
    targets.into_iter().map(|target| ScrapeTarget { span, ..target }).collect()
}
