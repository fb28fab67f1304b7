//! GitHub Actions workflows, as far as they build, scan and publish images.

use diag::Span;
use syntax::shell::{self, Peeled, Script};

use super::scanner::{self, Idle};
use crate::kube::Field;

/// A workflow.
#[derive(Clone, Debug)]
pub struct Workflow<'a> {
    root: Field<'a>,
}

/// A job of a workflow.
#[derive(Clone, Debug)]
pub struct Job<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it says.
    pub field: Field<'a>,
}

/// A step of a job.
#[derive(Clone, Debug)]
pub struct WorkflowStep<'a> {
    /// What it says.
    pub field: Field<'a>,
}

/// A scanner that a step runs.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Its name: `trivy`.
    pub scanner: &'static str,
    /// The action or the script.
    pub span: Span,
    /// Why what it finds fails nothing, if that is so.
    pub idle: Option<Idle>,
}

impl<'a> Workflow<'a> {
    pub(super) fn new(root: Field<'a>) -> Self {
        Self { root }
    }

    /// Its jobs, in order.
    pub fn jobs(&self) -> Vec<Job<'a>> {
        let jobs = self.root.get("jobs").map(|jobs| jobs.entries());
        jobs.into_iter().flatten().map(|(id, field)| Job { id, field }).collect()
    }

    /// The place to blame for a job that it lacks.
    pub fn span(&self) -> Span {
        self.root.get("jobs").map_or_else(|| self.root.span(), |jobs| jobs.blame())
    }

    /// A job by its id.
    pub fn job(&self, id: &str) -> Option<Job<'a>> {
        self.jobs().into_iter().find(|job| job.id == id)
    }
}

impl<'a> Job<'a> {
    /// Its steps, in order.
    pub fn steps(&self) -> Vec<WorkflowStep<'a>> {
        self.field.list("steps").into_iter().map(|field| WorkflowStep { field }).collect()
    }

    /// Ids of the jobs that have to succeed before it starts.
    pub fn needs(&self) -> Vec<&'a str> {
        let Some(needs) = self.field.get("needs") else { return Vec::new() };
        let one = needs.str();
        needs.items().filter_map(|it| it.str()).chain(one).collect()
    }

    /// Whether it runs what is written elsewhere: a reusable workflow, or an action of the repository's own.
    pub fn is_opaque(&self) -> bool {
        let is_own = |step: &WorkflowStep<'_>| step.action().is_some_and(|it| it.starts_with("./"));
        self.field.get("uses").is_some() || self.steps().iter().any(is_own)
    }

    /// The scanners that it runs, in order. A job that goes on after a failure has no scanner that fails it.
    pub fn scans(&self) -> Vec<Scan> {
        let mut scans: Vec<_> = self.steps().iter().flat_map(WorkflowStep::scans).collect();
        if goes_on(&self.field) {
            for scan in &mut scans {
                scan.idle = Some(Idle::GoesOn);
            }
        }
        scans
    }
}

impl<'a> WorkflowStep<'a> {
    /// The action that it uses, without its version: `aquasecurity/trivy-action`.
    pub fn action(&self) -> Option<&'a str> {
        self.field.get("uses")?.str().map(|uses| uses.split('@').next().unwrap_or(uses))
    }

    /// An input of its action.
    pub fn input(&self, name: &str) -> Option<&'a str> {
        self.field.at(&["with", name])?.str()
    }

    /// The commands of its script; expressions stand for a word each.
    pub fn script(&self) -> Option<Script> {
        let text = self.field.get("run")?.str()?;
        Some(shell::parse(&without_expressions(text)))
    }

    /// Where its action or its script is written.
    pub fn span(&self) -> Span {
        let what = self.field.get("uses").or_else(|| self.field.get("run"));
        what.map_or_else(|| self.field.span(), |it| it.blame())
    }

    /// The scanners that it runs.
    pub fn scans(&self) -> Vec<Scan> {
        let of_action = |action| scanner::of_action(action, |name| self.input(name));
        let mut found: Vec<_> = self.action().and_then(of_action).into_iter().collect();
        if let Some(script) = self.script() {
            let commands = script.commands();
            found.extend(commands.filter_map(|command| scanner::of_command(command, &script)));
        }
        let never = goes_on(&self.field) || self.field.str_at("if").trim() == "false";
        let scan = |(scanner, idle)| {
            let idle = if never { Some(Idle::GoesOn) } else { idle };
            Scan { scanner, span: self.span(), idle }
        };
        found.into_iter().map(scan).collect()
    }

    /// Whether it builds an image.
    pub fn builds(&self) -> bool {
        matches!(self.action(), Some("docker/build-push-action" | "docker/bake-action"))
            || self.script().is_some_and(|it| it.commands().any(|it| builds(&it.peeled())))
    }

    /// Whether it sends an image to a registry.
    pub fn publishes(&self) -> bool {
        let is_build = matches!(
            self.action(),
            Some("docker/build-push-action" | "redhat-actions/push-to-registry")
        );
        is_build && self.input("push").is_some_and(|push| push != "false")
            || self.script().is_some_and(|it| it.commands().any(|it| pushes(&it.peeled())))
    }
}

fn goes_on(field: &Field<'_>) -> bool {
    field.str_at("continue-on-error") == "true"
}

fn builds(command: &Peeled<'_>) -> bool {
    let mut words = command.args.iter().map(|word| word.prefix());
    match command.program().as_deref() {
        Some("docker" | "podman" | "nerdctl") => {
            words.take(3).any(|word| matches!(&*word, "build" | "bake"))
        }
        Some("docker-compose") => words.any(|word| &*word == "build"),
        Some("buildah") => words.next().is_some_and(|word| matches!(&*word, "build" | "bud")),
        _ => false,
    }
}

fn pushes(command: &Peeled<'_>) -> bool {
    let has = |text: &str| command.args.iter().any(|word| word.prefix().starts_with(text));
    match command.program().as_deref() {
        Some("docker" | "podman" | "buildah" | "nerdctl") => has("push") || has("--push"),
        Some("crane") => has("push") || has("copy"),
        Some("skopeo") => has("copy") && has("docker://"),
        _ => false,
    }
}

/// A shell never sees `${{ ... }}`: it is replaced before.
fn without_expressions(text: &str) -> String {
    let mut parts = text.split("${{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('_');
        plain.push_str(part.split_once("}}").map_or("", |(_, rest)| rest));
    }
    plain
}
