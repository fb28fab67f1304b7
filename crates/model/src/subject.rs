//! What rules judge: an entity with a name, a place, and the view that knows its facts.

use diag::{SourceId, Span, Step, SubjectKind};

use crate::estate::{AppArmor, Daemon, EstateFile, Seccomp, Workflow};
use crate::{Container, Project, SyntaxError, compose, dockerfile, kube};

/// An entity in a context, ready to be judged.
pub struct Subject<'a> {
    /// What it is, its name for people, and where it is declared.
    pub info: diag::Subject,
    /// What environments are chosen by.
    pub scope: Scope,
    /// Its facts.
    pub view: View<'a>,
}

/// The facts of a subject.
pub enum View<'a> {
    /// An output stage, a service or a pod's container.
    Container(Box<dyn Container + 'a>),
    /// Any stage of a Dockerfile.
    Stage(dockerfile::StageView<'a>),
    /// A whole Dockerfile.
    Dockerfile(&'a dockerfile::Dockerfile),
    /// A Compose project.
    Compose(&'a compose::Project),
    /// A file of Kubernetes documents.
    Manifest(&'a kube::Manifest),
    /// A Kubernetes object; a workload has a pod.
    Object(kube::ObjectView<'a>),
    /// A file around containers.
    Estate(&'a EstateFile),
    /// The whole run.
    Project(&'a Project),
}

/// What the configuration may choose environments by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Path of the file that declares it, relative to the root.
    pub path: String,
    /// Service, workload or stage name.
    pub name: String,
    /// Compose profiles; empty means always.
    pub profiles: Vec<String>,
    /// Kubernetes namespace.
    pub namespace: Option<String>,
    /// Kustomize overlay it is rendered by.
    pub overlay: Option<String>,
    /// The template that the object is rendered from, if a comment says so.
    pub template: Option<String>,
}

impl<'a> Subject<'a> {
    /// A file of which nothing is known but its path, for whoever asks which environment it belongs to.
    pub fn of_path(path: &str, project: &'a Project) -> Self {
        let (name, span) = (path.to_owned(), Span::file(SourceId(0)));
        Self {
            info: diag::Subject { kind: SubjectKind::File, name, span, image: None },
            scope: Scope { path: path.to_owned(), ..Scope::default() },
            view: View::Project(project),
        }
    }
}

impl Subject<'_> {
    /// What it is.
    pub fn kind(&self) -> SubjectKind {
        self.info.kind
    }

    /// Name for people.
    pub fn name(&self) -> &str {
        &self.info.name
    }

    /// Where it is declared.
    pub fn span(&self) -> Span {
        self.info.span
    }

    /// The container, if it is one.
    pub fn container(&self) -> Option<&dyn Container> {
        match &self.view {
            View::Container(container) => Some(container.as_ref()),
            _ => None,
        }
    }

    /// Whether a place lies in what ONBUILD defers to images that are built on it.
    pub fn defers(&self, span: Span) -> bool {
        let image = || self.container()?.as_image().map(|image| image.stage);
        self.stage().copied().or_else(image).is_some_and(|stage| stage.defers(span))
    }

    /// The places that what is written at a place went through, nearest first; empty for what no merge or variable brought.
    pub fn trail_of(&self, place: Span) -> &[Step] {
        let service = self.container().and_then(Container::as_service);
        service.map_or(&[], |service| service.trail_at(place))
    }

    /// Whether it is written to be laid over something that is not in its files: what it lacks may stand there.
    pub fn is_patch(&self) -> bool {
        self.container().and_then(Container::as_service).is_some_and(compose::Service::is_patch)
    }

    /// The stage of a Dockerfile, if it is one.
    pub fn stage(&self) -> Option<&dockerfile::StageView<'_>> {
        match &self.view {
            View::Stage(stage) => Some(stage),
            _ => None,
        }
    }

    /// The Dockerfile, if it is one.
    pub fn dockerfile(&self) -> Option<&dockerfile::Dockerfile> {
        match self.view {
            View::Dockerfile(dockerfile) => Some(dockerfile),
            _ => None,
        }
    }

    /// The Compose project, if it is one.
    pub fn compose(&self) -> Option<&compose::Project> {
        match self.view {
            View::Compose(project) => Some(project),
            _ => None,
        }
    }

    /// What the format of a file does not allow; none for what is no file.
    pub fn syntax_errors(&self) -> Vec<&SyntaxError> {
        match &self.view {
            View::Dockerfile(dockerfile) => dockerfile.errors().collect(),
            View::Manifest(manifest) => manifest.errors.iter().collect(),
            View::Compose(project) => project.syntax_errors().collect(),
            View::Estate(file) => file.errors.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The file of Kubernetes documents, if it is one.
    pub fn manifest(&self) -> Option<&kube::Manifest> {
        match self.view {
            View::Manifest(manifest) => Some(manifest),
            _ => None,
        }
    }

    /// The file around containers, if it is one.
    pub fn estate(&self) -> Option<&EstateFile> {
        match self.view {
            View::Estate(file) => Some(file),
            _ => None,
        }
    }

    /// The engine's configuration, if it is one.
    pub fn daemon(&self) -> Option<Daemon<'_>> {
        self.estate()?.daemon()
    }

    /// The seccomp profile, if it is one.
    pub fn seccomp(&self) -> Option<Seccomp<'_>> {
        self.estate()?.seccomp()
    }

    /// The workflow, if it is one.
    pub fn workflow(&self) -> Option<Workflow<'_>> {
        self.estate()?.workflow()
    }

    /// The configuration of Prometheus, if it is one.
    pub fn prometheus(&self) -> Option<kube::Field<'_>> {
        self.estate()?.prometheus()
    }

    /// The AppArmor profiles, if it is a file of them.
    pub fn apparmor(&self) -> Option<&AppArmor> {
        self.estate()?.apparmor()
    }

    /// The Kubernetes object, if it is one.
    pub fn object(&self) -> Option<&kube::ObjectView<'_>> {
        match &self.view {
            View::Object(object) => Some(object),
            _ => None,
        }
    }
}
