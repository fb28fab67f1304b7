//! What the comments of Compose files cover, and where findings in them belong.

use diag::{Sources, Span};
use syntax::yaml::Node;

use super::{File, Project};
use crate::CommentSite;
use crate::tree::{comment, place};

impl Project {
    /// Comments that may be meant for a linter, of every file that goes into the project.
    pub(crate) fn comment_sites(&self, sources: &Sources) -> Vec<CommentSite> {
        let sites = self.files.iter().flat_map(|file| {
            let roots: Vec<&Node> = file.roots().collect();
            let text = &sources.get(file.source).text;
            comment::sites(&roots, &file.stream.comments, text, file.judged)
        });
        sites.collect()
    }

    /// Whether a span lies in a file that goes into the project, or in one that gives it variables.
    pub(crate) fn holds(&self, span: Span) -> bool {
        self.file(span).is_some() || self.variable(span).is_some()
    }

    /// `services.web.privileged`; `env:NAME` in a file of variables.
    pub(crate) fn place(&self, span: Span) -> String {
        let mut place = String::with_capacity(place::USUAL);
        if let Some(file) = self.file(span) {
            if let Some(root) = file.roots().find(|root| place::encloses(root.span, span)) {
                place::descend(root, span, &mut place);
            }
        } else if let Some(name) = self.variable(span) {
            place = format!("env:{name}");
        }
        place
    }

    fn file(&self, span: Span) -> Option<&File> {
        self.files.iter().find(|file| file.source == span.source)
    }

    fn variable(&self, span: Span) -> Option<&str> {
        if let Some(name) = self.variables.get(&span) {
            return Some(name);
        }
        let mut all = self.env_files.values().flatten();
        let found = all.find(|variable| variable.span == span || variable.name.span == span)?;
        Some(&found.name.value)
    }
}

impl File {
    fn roots(&self) -> impl Iterator<Item = &Node> {
        self.stream.documents.iter().filter_map(|document| document.root.as_ref())
    }
}
