//! What a manifest holds that rules judge: objects, workloads, and the containers of their pods.

use diag::SubjectKind;

use super::{Manifest, ObjectFacts, ObjectView, Opened};
use crate::{Project, Scope, Subject, View};

impl Manifest {
    /// The subjects of a file, objects first, each with its workloads and containers behind it.
    pub(crate) fn subjects<'a>(
        &'a self,
        opened: &'a Opened,
        project: &'a Project,
    ) -> Vec<Subject<'a>> {
        if !self.judged {
            return Vec::new();
        }
        let mut subjects: Vec<_> =
            self.overlay.is_none().then(|| self.file(project)).into_iter().collect();
        let Some(tree) = opened.tree.as_ref().filter(|_| !self.is_covered) else {
            return subjects;
        };
        for facts in self.objects.iter().filter(|facts| facts.is_judged()) {
            let Some(node) = tree.node(&facts.address) else { continue };
            let object = ObjectView::new(self, facts, project, node, tree.described(facts));
            let workloads = object.workloads();
            subjects.push(subject(SubjectKind::Object, object, project));
            for workload in workloads {
                let containers = containers(&workload, project);
                subjects.push(subject(SubjectKind::Workload, workload, project));
                subjects.extend(containers);
            }
        }
        subjects
    }

    fn file<'a>(&'a self, project: &'a Project) -> Subject<'a> {
        let path = project.sources.get(self.source).path.to_string();
        let info = diag::Subject {
            kind: SubjectKind::File,
            name: path.clone(),
            span: diag::Span::file(self.source),
            image: None,
        };
        Subject { info, scope: Scope { path, ..Scope::default() }, view: View::Manifest(self) }
    }
}

fn subject<'a>(kind: SubjectKind, object: ObjectView<'a>, project: &'a Project) -> Subject<'a> {
    let name = named(&object, "");
    let info = diag::Subject { kind, name, span: object.span(), image: None };
    let scope = scope(object.manifest, object.facts, project);
    Subject { info, scope, view: View::Object(object) }
}

fn containers<'a>(workload: &ObjectView<'a>, project: &'a Project) -> Vec<Subject<'a>> {
    let scope = scope(workload.manifest, workload.facts, project);
    let containers = workload.containers().into_iter().map(|container| {
        let info = diag::Subject {
            kind: SubjectKind::PodContainer,
            name: named(workload, container.container_name()),
            span: crate::Container::span(&container),
            image: None,
        };
        Subject { info, scope: scope.clone(), view: View::Container(Box::new(container)) }
    });
    containers.collect()
}

/// The name of an object or of something in it, and of the overlay or template that it is rendered from.
fn named(object: &ObjectView<'_>, container: &str) -> String {
    let mut name = object.title();
    if !container.is_empty() {
        name = format!("{name}/{container}");
    }
    match (object.manifest.overlay(), &object.facts.template) {
        (Some(overlay), _) => format!("{name} in {overlay}"),
        (None, Some(template)) => format!("{name} from {template}"),
        (None, None) => name,
    }
}

fn scope(manifest: &Manifest, facts: &ObjectFacts, project: &Project) -> Scope {
    Scope {
        path: project.sources.get(manifest.source).path.to_string(),
        name: facts.name.to_string(),
        namespace: facts.namespace.as_ref().map(ToString::to_string),
        overlay: manifest.overlay().map(str::to_owned),
        template: facts.template.as_ref().map(ToString::to_string),
        ..Scope::default()
    }
}
