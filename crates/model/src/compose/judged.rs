//! What is judged in a Compose project.

use diag::{Span, SubjectKind};
use syntax::yaml::{Entry, Node};

use super::Project;
use crate::{Scope, Subject, View};

impl Project {
    /// The project and its services, those of every profile.
    pub(crate) fn subjects<'a>(
        &'a self,
        whole: &'a crate::Project,
    ) -> impl Iterator<Item = Subject<'a>> {
        let project = self.subject(
            SubjectKind::ComposeProject,
            &self.path,
            Span::file(self.source),
            Vec::new(),
            View::Compose(self),
        );
        let services = self.services().iter().filter(|entry| self.is_judged(entry));
        let services = services.map(|entry| {
            let service = self.service(entry, whole);
            let profiles = profiles(entry).map(str::to_owned).collect();
            let name = service.name.to_owned();
            self.subject(
                SubjectKind::Service,
                &name,
                service.key,
                profiles,
                View::Container(Box::new(service)),
            )
        });
        [project].into_iter().chain(services).take_while(|_| self.judged)
    }

    /// A service as a subject without the facts of its container: enough to tell where it belongs.
    pub(crate) fn stand_in<'a>(&'a self, entry: &'a Entry) -> Subject<'a> {
        let name = entry.key.as_str().unwrap_or_default();
        let profiles = profiles(entry).map(str::to_owned).collect();
        self.subject(SubjectKind::Service, name, entry.key.span, profiles, View::Compose(self))
    }

    /// Whether a service is judged here: an overlay leaves the others to its base, profiles may leave some out, and
    /// what a provider runs is no container.
    fn is_judged(&self, entry: &Entry) -> bool {
        let name = entry.key.as_str().unwrap_or_default();
        let is_active = |profile: &str| self.profiles.iter().any(|it| it == "*" || it == profile);
        entry.value.get("provider").is_none()
            && self.focus.as_ref().is_none_or(|focus| focus.contains(name))
            && (self.profiles.is_empty()
                || profiles(entry).next().is_none()
                || profiles(entry).any(is_active))
    }

    fn subject<'a>(
        &self,
        kind: SubjectKind,
        name: &str,
        span: Span,
        profiles: Vec<String>,
        view: View<'a>,
    ) -> Subject<'a> {
        let info = diag::Subject { kind, name: name.to_owned(), span, image: None };
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

/// The profiles that a service belongs to; none means always.
fn profiles(entry: &Entry) -> impl Iterator<Item = &str> {
    let list = entry.value.get("profiles");
    list.into_iter().flat_map(Node::items).filter_map(Node::as_str)
}
