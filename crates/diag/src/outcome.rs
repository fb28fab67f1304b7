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
}

/// A fact that an outcome rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Where it is written, if anywhere.
    pub span: Option<Span>,
    /// The value, redacted.
    pub text: String,
}

/// What one rule says of one subject in one environment.
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
    /// What it says of single controls, where a rule decides several of them or only fails one.
    pub controls: Vec<(Cow<'static, str>, Verdict)>,
    /// Where the setting is written that makes it pass, if a single one does.
    pub held: Option<Span>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// The findings that explain a `Fail` or `Review`.
    pub findings: Vec<FindingId>,
    /// Active, or why it does not count.
    pub status: Status,
}
