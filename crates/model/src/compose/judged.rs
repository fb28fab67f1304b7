//! What is judged in a Compose project.

use diag::{Span, SubjectKind};
use syntax::yaml::Node;

use super::Project;
use crate::{Scope, Subject, View};

impl Project {
    /// The project and its services, those of every profile.
    pub(crate) fn subjects<'a>(&'a self, whole: &'a crate::Project) -> Vec<Subject<'a>> {
        if !self.judged {
            return Vec::new();
        }
        let project = self.subject(
            SubjectKind::ComposeProject,
            &self.path,
            Span::file(self.source),
            Vec::new(),
            View::Compose(self),
        );
        let services = self.services().iter().map(|entry| {
            let service = self.service(entry, whole);
            let profiles = service
                .list(&["profiles"])
                .into_iter()
                .filter_map(Node::as_str)
                .map(str::to_owned)
                .collect();
            let name = service.name.to_owned();
            self.subject(
                SubjectKind::Service,
                &name,
                service.key,
                profiles,
                View::Container(Box::new(service)),
            )
        });
        [project].into_iter().chain(services).collect()
    }

    fn subject<'a>(
        &self,
        kind: SubjectKind,
        name: &str,
        span: Span,
        profiles: Vec<String>,
        view: View<'a>,
    ) -> Subject<'a> {
        let info = diag::Subject { kind, name: name.to_owned(), span };
        Subject {
            info,
            scope: Scope {
                path: self.path.clone(),
                name: name.to_owned(),
                profiles,
                ..Scope::default()
            },
            view,
        }
    }
}
