//! Outcomes: what a rule says of one subject in one environment. Scores, waivers and compliance count these.

use std::borrow::Cow;

use crate::{RuleId, Span, Status};

/// What a rule found out about a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The policy holds.
    Pass,
    /// The policy is broken.
    Fail,
    /// Files cannot decide it.
    Review,
    /// The policy has no meaning for this subject.
    NotApplicable,
}

impl Verdict {
    /// Lower-case name, as reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Review => "review",
            Self::NotApplicable => "not applicable",
        }
    }
}

/// A handle to a [`Subject`] of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub u32);

/// A handle to a finding of a run, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId(pub u32);

impl FindingId {
    /// The handle to the finding at a position.
    pub fn of(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

/// What kinds of things rules judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// A whole file of any kind.
    File,
    /// Any stage of a Dockerfile, an output or not.
    Stage,
    /// An output stage: the image that a Dockerfile builds.
    Image,
    /// A Compose service.
    Service,
    /// A Compose project.
    ComposeProject,
    /// A container of a Kubernetes workload.
    PodContainer,
    /// A Kubernetes workload: anything with a pod template, or a Pod.
    Workload,
    /// Any Kubernetes object.
    Object,
    /// `daemon.json`: how the Docker engine is set up.
    DaemonConfig,
    /// A seccomp profile.
    SeccompProfile,
    /// A file of AppArmor profiles.
    AppArmorProfile,
    /// A GitHub Actions workflow.
    Workflow,
    /// A configuration of Prometheus.
    Prometheus,
    /// The whole run, for facts that belong to no single file.
    Project,
}

impl SubjectKind {
    /// Lower-case name, as reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Stage => "stage",
            Self::Image => "image",
            Self::Service => "service",
            Self::ComposeProject => "compose project",
            Self::PodContainer => "container",
            Self::Workload => "workload",
            Self::Object => "object",
            Self::DaemonConfig => "daemon configuration",
            Self::SeccompProfile => "seccomp profile",
            Self::AppArmorProfile => "AppArmor profile",
            Self::Workflow => "workflow",
            Self::Prometheus => "Prometheus configuration",
            Self::Project => "project",
        }
    }
}

/// An entity that rules judge, as reports name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Name for people, unique in its file: `web`, `stage final`, `Deployment/api/app`.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The image that a service or container of a pod pulls, if files tell; `None` if it is built here. Set by the engine.
    pub image: Option<Box<str>>,
}

/// A fact that an outcome rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Where it is written, if anywhere.
    pub span: Option<Span>,
    /// The value, redacted.
    pub text: String,
}

/// What one rule says of one subject in one environment. A run has one for every rule, subject and environment, so what
/// most of them lack lies apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The rule.
    pub rule: RuleId,
    /// The subject.
    pub subject: SubjectId,
    /// Index into the run's environments.
    pub environment: u16,
    /// What it says.
    pub verdict: Verdict,
    /// Where the setting is written that makes it pass, if a single one does.
    pub held: Option<Span>,
    /// What else there is to say of it, if anything.
    pub details: Option<Box<Details>>,
}

/// What few outcomes have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// What the rule says of single controls, where it decides several of them or only fails one.
    pub controls: Vec<(Cow<'static, str>, Verdict)>,
    /// What the outcome rests on.
    pub evidence: Vec<Evidence>,
    /// The findings that explain a `Fail` or `Review`.
    pub findings: Vec<FindingId>,
    /// Active, or why it does not count.
    pub status: Status,
}

impl Outcome {
    /// What the rule says of single controls.
    pub fn controls(&self) -> &[(Cow<'static, str>, Verdict)] {
        self.details.as_ref().map_or(&[], |it| &it.controls)
    }

    /// What it rests on.
    pub fn evidence(&self) -> &[Evidence] {
        self.details.as_ref().map_or(&[], |it| &it.evidence)
    }

    /// The findings that explain a `Fail` or `Review`.
    pub fn findings(&self) -> &[FindingId] {
        self.details.as_ref().map_or(&[], |it| &it.findings)
    }

    /// Active, or why it does not count.
    pub fn status(&self) -> &Status {
        self.details.as_ref().map_or(&Status::Active, |it| &it.status)
    }
}

impl Details {
    /// Nothing, if they say nothing.
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}
