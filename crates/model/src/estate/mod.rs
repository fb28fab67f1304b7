//! Files around containers that decide how they are run, confined, built and watched, and declare none themselves.

mod arguments;
mod daemon;
mod kind;
mod reach;
mod scanner;
mod scrape;
mod seccomp;
mod workflow;

use diag::{Source, SourceId, Span, SubjectKind};
use syntax::SyntaxError;
use syntax::yaml::{self, Node};

pub use daemon::Daemon;
pub use kind::{candidate, kind_of};
pub use reach::{allows_every_file, undenied};
pub use scanner::{Idle, scanners};
pub(crate) use scrape::inline_targets;
pub use scrape::{ScrapeTarget, static_targets};
pub use seccomp::{Kept, Seccomp, SyscallRule};
pub use syntax::apparmor::{File as AppArmor, Profile as AppArmorProfile, Rule as AppArmorRule};
pub use workflow::{Job, Scan, Workflow, WorkflowStep};

use crate::kube::Field;
use crate::tree::{comment, place};
use crate::{CommentSite, FileKind, Scope, Subject, View};

/// Such a file.
#[derive(Debug)]
pub struct EstateFile {
    /// The text it was read from.
    pub source: SourceId,
    /// Its path relative to the root.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// Whether it is judged.
    pub judged: bool,
    /// What its format does not allow.
    pub errors: Vec<SyntaxError>,
    comments: Vec<CommentSite>,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Tree(Option<Node>),
    AppArmor(AppArmor),
}

impl EstateFile {
    /// Reads a file of a kind that [`EstateFile::subject_kind`] knows.
    pub fn parse(id: SourceId, source: &Source, kind: FileKind, judged: bool) -> Self {
        let mut file = Self {
            source: id,
            path: source.path.to_string(),
            kind,
            judged,
            errors: Vec::new(),
            comments: Vec::new(),
            body: Body::Tree(None),
        };
        if kind == FileKind::AppArmorProfile {
            file.body = Body::AppArmor(AppArmor::parse(id, &source.text));
            return file;
        }
        let mut stream = yaml::parse(id, &source.text);
        let documents = stream.documents.iter_mut();
        file.errors = documents.flat_map(|it| std::mem::take(&mut it.errors)).collect();
        let mut roots = stream.documents.into_iter().filter_map(|it| it.root);
        let root = roots.next();
        let tree: Vec<_> = root.iter().collect();
        file.comments = comment::sites(&tree, &stream.comments, &source.text, judged);
        file.body = Body::Tree(root);
        file
    }

    /// What a file of this kind is to rules; `None` for kinds that are read elsewhere.
    pub fn subject_kind(kind: FileKind) -> Option<SubjectKind> {
        match kind {
            FileKind::DaemonConfig => Some(SubjectKind::DaemonConfig),
            FileKind::SeccompProfile => Some(SubjectKind::SeccompProfile),
            FileKind::AppArmorProfile => Some(SubjectKind::AppArmorProfile),
            FileKind::Workflow => Some(SubjectKind::Workflow),
            FileKind::Prometheus => Some(SubjectKind::Prometheus),
            _ => None,
        }
    }

    /// A cursor at the root of its tree; `None` if it says nothing or is no tree.
    pub fn field(&self) -> Option<Field<'_>> {
        match &self.body {
            Body::Tree(root) => root.as_ref().map(Field::root),
            Body::AppArmor(_) => None,
        }
    }

    /// What an AppArmor file says; `None` for any other.
    pub fn apparmor(&self) -> Option<&AppArmor> {
        match &self.body {
            Body::AppArmor(text) => Some(text),
            Body::Tree(_) => None,
        }
    }

    /// The engine's configuration, if it is one.
    pub fn daemon(&self) -> Option<Daemon<'_>> {
        self.of_kind(FileKind::DaemonConfig).map(Daemon::new)
    }

    /// The seccomp profile, if it is one.
    pub fn seccomp(&self) -> Option<Seccomp<'_>> {
        self.of_kind(FileKind::SeccompProfile).map(Seccomp::new)
    }

    /// The workflow, if it is one.
    pub fn workflow(&self) -> Option<Workflow<'_>> {
        self.of_kind(FileKind::Workflow).map(Workflow::new)
    }

    /// The configuration of Prometheus, if it is one.
    pub fn prometheus(&self) -> Option<Field<'_>> {
        self.of_kind(FileKind::Prometheus)
    }

    fn of_kind(&self, kind: FileKind) -> Option<Field<'_>> {
        (self.kind == kind).then(|| self.field()).flatten()
    }

    /// The whole file: the place to blame for what it lacks.
    pub fn span(&self) -> Span {
        match &self.body {
            Body::Tree(Some(root)) => Span::new(self.source, root.span.start(), root.span.start()),
            _ => Span::file(self.source),
        }
    }

    /// What of it is judged: the file as such, for its syntax, and as what it is.
    pub(crate) fn subjects(&self) -> Vec<Subject<'_>> {
        let own = Self::subject_kind(self.kind);
        let kinds = [Some(SubjectKind::File), own].into_iter().flatten();
        let subject = |kind| Subject {
            info: diag::Subject {
                kind,
                name: self.path.clone(),
                span: Span::file(self.source),
                image: None,
            },
            scope: Scope { path: self.path.clone(), ..Scope::default() },
            view: View::Estate(self),
        };
        kinds.filter(|_| self.judged).map(subject).collect()
    }

    /// Comments that could be ignore comments.
    pub(crate) fn comment_sites(&self) -> Vec<CommentSite> {
        match &self.body {
            Body::Tree(_) => self.comments.clone(),
            Body::AppArmor(text) => {
                let site = |(comment, covers): &(Span, Option<Span>)| CommentSite {
                    comment: *comment,
                    covers: *covers,
                    stage: None,
                    judged: self.judged,
                };
                text.comments.iter().map(site).collect()
            }
        }
    }

    /// The logical place of a span.
    pub(crate) fn place(&self, span: Span) -> String {
        let mut place = String::with_capacity(place::USUAL);
        match &self.body {
            Body::Tree(Some(root)) if span.source == self.source => {
                place::descend(root, span, &mut place);
            }
            Body::AppArmor(text) => place.push_str(text.profile_at(span).unwrap_or_default()),
            Body::Tree(_) => {}
        }
        place
    }
}
