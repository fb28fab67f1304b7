//! What is judged in one go: a file or project with all its subjects.

use diag::Span;

use crate::{Project, Subject, kube};

/// A part of the project whose subjects are judged together, on one thread.
pub struct Unit<'a> {
    project: &'a Project,
    part: Part,
    opened: Option<kube::Opened>,
}

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A Dockerfile, by position.
    Dockerfile(usize),
    /// A Compose project, by position.
    Compose(usize),
    /// A manifest, by position.
    Manifest(usize),
    /// A file around containers, by position.
    Estate(usize),
    /// What belongs to no single file.
    Whole,
}

/// A comment and the node it stands on or above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentSite {
    /// The comment with its `#`.
    pub comment: Span,
    /// The instruction or the mapping entry it belongs to.
    pub covers: Option<Span>,
    /// The stage of a Dockerfile that it stands in.
    pub stage: Option<Span>,
    /// Whether the subjects of the file are judged.
    pub judged: bool,
}

impl<'a> Unit<'a> {
    /// Opens a part of a project.
    pub fn open(project: &'a Project, part: Part) -> Self {
        let opened = match part {
            Part::Manifest(at) => {
                let manifest = &project.manifests[at];
                Some(manifest.open(project.sources.get(manifest.source)))
            }
            _ => None,
        };
        Self { project, part, opened }
    }

    /// All parts of a project, in the order of its lists.
    pub fn parts(project: &Project) -> Vec<Part> {
        let dockerfiles = (0..project.dockerfiles.len()).map(Part::Dockerfile);
        let compose = (0..project.compose.len()).map(Part::Compose);
        let manifests = (0..project.manifests.len()).map(Part::Manifest);
        let estate = (0..project.estate.len()).map(Part::Estate);
        dockerfiles.chain(compose).chain(manifests).chain(estate).chain([Part::Whole]).collect()
    }

    /// What it holds that is judged, one at a time: what is worked out for one is gone before the next, where that can be.
    pub fn subjects(&self) -> Box<dyn Iterator<Item = Subject<'_>> + '_> {
        match (self.part, &self.opened) {
            (Part::Dockerfile(at), _) => {
                Box::new(self.project.dockerfiles[at].subjects().into_iter())
            }
            (Part::Compose(at), _) => Box::new(self.project.compose[at].subjects(self.project)),
            (Part::Estate(at), _) => Box::new(self.project.estate[at].subjects().into_iter()),
            (Part::Whole, _) => Box::new(self.project.subject().into_iter()),
            (Part::Manifest(at), Some(opened)) => {
                Box::new(self.project.manifests[at].subjects(opened, self.project).into_iter())
            }
            _ => Box::new(std::iter::empty()),
        }
    }

    /// Comments that could be ignore comments.
    pub fn comment_sites(&self) -> Vec<CommentSite> {
        match self.part {
            Part::Dockerfile(at) => self.project.dockerfiles[at].comment_sites(),
            Part::Manifest(at) => self.project.manifests[at].comment_sites().to_vec(),
            Part::Compose(at) => self.project.compose[at].comment_sites(&self.project.sources),
            Part::Estate(at) => self.project.estate[at].comment_sites(),
            Part::Whole => Vec::new(),
        }
    }

    /// Annotations of Kubernetes objects that silence rules.
    pub fn annotation_sites(&self) -> Vec<kube::AnnotationSite> {
        match self.part {
            Part::Manifest(at) => self.project.manifests[at].annotation_sites().to_vec(),
            _ => Vec::new(),
        }
    }

    /// The same for a place in a file of another part.
    fn elsewhere(&self, span: Span) -> String {
        if let Some(dockerfile) = self.project.dockerfile_at(span.source) {
            return dockerfile.place(span);
        }
        let mut projects = self.project.compose.iter();
        projects.find(|it| it.holds(span)).map_or(String::new(), |it| it.place(span))
    }

    /// The logical place of a span: `services.web.privileged`, `stage:build/RUN`. No numbers that shift when lines are added.
    pub fn place(&self, span: Span) -> String {
        match (self.part, &self.opened) {
            (Part::Manifest(at), Some(opened))
                if self.project.dockerfile_at(span.source).is_none() =>
            {
                self.project.manifests[at].place(opened, span, self.project)
            }
            (Part::Dockerfile(at), _) if self.project.dockerfiles[at].source == span.source => {
                self.project.dockerfiles[at].place(span)
            }
            (Part::Compose(at), _) if self.project.compose[at].holds(span) => {
                self.project.compose[at].place(span)
            }
            (Part::Estate(at), _) => self.project.estate[at].place(span),
            _ => self.elsewhere(span),
        }
    }
}
