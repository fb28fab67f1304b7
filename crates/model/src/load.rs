//! From texts to a project: parse (in parallel), resolve (in parallel), link (serial, short).
//!
//! ```text
//! Input -> parse -> Parsed          per file
//! Parsed... -> plan -> Job...       which files belong together
//! Job -> resolve -> Resolved        per Compose project or kustomize overlay; may ask for more files
//! Resolved... -> link -> Project    cross-file index
//! ```
//!
//! The threads belong to the caller.

use diag::{Gap, Source, SourceId, Sources, Trouble};

use crate::estate::EstateFile;
use crate::images::{FoundBuild, ImageBuild};
use crate::{FileKind, Files, Project, compose, dockerfile, kube};

/// A file to be read as something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its text.
    pub source: SourceId,
    /// What it is.
    pub kind: FileKind,
    /// Whether its own subjects are judged; `false` for a file that is only read for resolution.
    pub judged: bool,
}

/// What the configuration says about resolution.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Variables for interpolation, such as those the user let through from the environment.
    pub variables: Vec<(String, String)>,
    /// Stages that are outputs besides the last one, by name.
    pub targets: Vec<String>,
    /// Compose projects that the configuration puts together; other files are grouped by name.
    pub compose: Vec<compose::Selection>,
    /// Images that the configuration names the Dockerfiles of.
    pub images: Vec<ImageBuild>,
    /// Name of the root's folder, after which a Compose project there is named.
    pub root_name: Option<String>,
    /// How much text may keep its trees between parsing and judging.
    pub trees: kube::TreeBudget,
}

/// One parsed file.
#[derive(Debug)]
pub enum Parsed {
    /// A Dockerfile.
    Dockerfile(Box<dockerfile::Dockerfile>),
    /// A Compose file.
    Compose(compose::File),
    /// Kubernetes documents.
    Manifest(kube::Manifest),
    /// A kustomization.
    Kustomization(kube::Kustomization),
    /// The `Chart.yaml` of a Helm chart.
    Chart(kube::ChartFile),
    /// A template of a Helm chart, which is judged as the chart renders it: its text, and its path.
    HelmTemplate(SourceId, String),
    /// A file around containers.
    Estate(EstateFile),
    /// A file that cannot be judged.
    Gap(Gap),
}

/// Work that may ask for more files.
#[derive(Debug)]
pub enum Job {
    /// A Dockerfile whose ignore file matters.
    Dockerfile(Box<dockerfile::Dockerfile>),
    /// The Compose projects of a folder, or one that the configuration puts together.
    Compose(compose::Group),
    /// A kustomize overlay.
    Kustomize(kube::Overlay),
    /// A Helm chart.
    Chart(kube::ChartFile),
    /// An image whose Dockerfile the configuration names.
    Image(ImageBuild),
}

/// What a job came to.
#[derive(Debug)]
pub enum Resolved {
    /// A Dockerfile with its ignore file.
    Dockerfile(Box<dockerfile::Dockerfile>),
    /// Compose projects.
    Compose(Vec<compose::Project>),
    /// What an overlay renders.
    Kustomize(kube::Rendered),
    /// What a chart renders.
    Chart(kube::RenderedChart),
    /// An image with its Dockerfile.
    Image(FoundBuild),
}

impl Job {
    /// The path of the file that it is known by.
    pub fn path(&self) -> &str {
        match self {
            Self::Dockerfile(dockerfile) => &dockerfile.path,
            Self::Compose(group) => group.files.first().map_or(&group.folder, |file| &file.path),
            Self::Kustomize(overlay) => overlay.path(),
            Self::Chart(chart) => chart.path(),
            Self::Image(build) => &build.dockerfile,
        }
    }
}

impl Resolved {
    /// How many values it came to, see [`crate::budget`].
    pub fn spent(&self) -> usize {
        match self {
            Self::Compose(projects) => projects.iter().map(|project| project.spent).sum(),
            Self::Kustomize(overlay) => overlay.spent,
            Self::Dockerfile(_) | Self::Chart(_) | Self::Image(_) => 0,
        }
    }
}

/// Parsed files, sorted into what stands alone and what has to be resolved.
#[derive(Debug, Default)]
pub struct Plan {
    dockerfiles: Vec<dockerfile::Dockerfile>,
    manifests: Vec<kube::Manifest>,
    estate: Vec<EstateFile>,
    helm_templates: Vec<(SourceId, String)>,
    gaps: Vec<Gap>,
    /// Work for [`resolve`].
    pub jobs: Vec<Job>,
}

/// Parses one file.
pub fn parse(input: Input, source: &Source, options: &Options) -> Parsed {
    match input.kind {
        FileKind::Dockerfile => {
            let (id, judged) = (input.source, input.judged);
            let file = dockerfile::Dockerfile::parse(id, source, judged, &options.targets);
            Parsed::Dockerfile(Box::new(file))
        }
        FileKind::Compose => {
            Parsed::Compose(compose::File::parse(input.source, source, input.judged))
        }
        FileKind::Kustomization => {
            Parsed::Kustomization(kube::Kustomization::parse(input.source, source, input.judged))
        }
        FileKind::Kubernetes => {
            let (id, judged) = (input.source, input.judged);
            Parsed::Manifest(kube::Manifest::parse(id, source, judged, &options.trees))
        }
        FileKind::DaemonConfig
        | FileKind::SeccompProfile
        | FileKind::AppArmorProfile
        | FileKind::Workflow
        | FileKind::Prometheus => {
            Parsed::Estate(EstateFile::parse(input.source, source, input.kind, input.judged))
        }
        FileKind::Template => Parsed::Gap(Gap {
            about: None,
            path: source.path.to_string(),
            span: None,
            message: "a template is not judged before it is rendered".into(),
            help: Some("check what is made from it".into()),
        }),
        FileKind::HelmChart => {
            Parsed::Chart(kube::ChartFile::new(input.source, source, input.judged))
        }
        FileKind::HelmTemplate => Parsed::HelmTemplate(input.source, source.path.to_string()),
    }
}

/// Sorts parsed files into what stands alone and what has to be resolved. `parsed` is in path order.
pub fn plan(parsed: Vec<Parsed>, options: &Options) -> Plan {
    let mut composes = Vec::new();
    let mut kustomizations = Vec::new();
    let mut charts = Vec::new();
    let mut plan = Plan::default();
    for file in parsed {
        match file {
            Parsed::Dockerfile(dockerfile) if dockerfile.needs_ignore() => {
                plan.jobs.push(Job::Dockerfile(dockerfile));
            }
            Parsed::Dockerfile(dockerfile) => plan.dockerfiles.push(*dockerfile),
            Parsed::Manifest(mut manifest) => {
                plan.gaps.extend(manifest.take_gaps());
                plan.manifests.push(manifest);
            }
            Parsed::Kustomization(file) => kustomizations.push(file),
            Parsed::Chart(file) => charts.push(file),
            Parsed::HelmTemplate(source, path) => plan.helm_templates.push((source, path)),
            Parsed::Estate(file) => plan.estate.push(file),
            Parsed::Gap(gap) => plan.gaps.push(gap),
            Parsed::Compose(file) => composes.push(file),
        }
    }
    plan.jobs.extend(compose::groups(composes, &options.compose).into_iter().map(Job::Compose));
    plan.jobs.extend(kube::overlays(kustomizations).into_iter().map(Job::Kustomize));
    plan.jobs.extend(kube::root_charts(charts).into_iter().map(Job::Chart));
    plan.jobs.extend(options.images.iter().cloned().map(Job::Image));
    plan
}

impl Plan {
    /// Trees that overlays need not read again.
    pub fn trees(&self) -> kube::Trees<'_> {
        kube::Trees::of(&self.manifests)
    }
}

/// Resolves one Compose project, overlay or image.
pub fn resolve(
    job: Job,
    trees: &kube::Trees<'_>,
    files: &dyn Files,
    options: &Options,
) -> Resolved {
    match job {
        Job::Dockerfile(mut dockerfile) => {
            dockerfile.find_ignore(files);
            Resolved::Dockerfile(dockerfile)
        }
        Job::Compose(group) => Resolved::Compose(compose::projects(group, files, options)),
        Job::Kustomize(overlay) => Resolved::Kustomize(overlay.render(files, trees)),
        Job::Chart(chart) => Resolved::Chart(chart.render(files)),
        Job::Image(build) => Resolved::Image(build.find(files)),
    }
}

/// Links everything into a project. `sources` holds every text that was read, also on the way.
pub fn link(
    mut plan: Plan,
    resolved: Vec<Resolved>,
    sources: Sources,
    mut troubles: Vec<Trouble>,
) -> Project {
    let mut composes = Vec::new();
    let mut rendered = Vec::new();
    let mut charts = Vec::new();
    let mut images = Vec::new();
    for part in resolved {
        match part {
            Resolved::Dockerfile(dockerfile) => plan.dockerfiles.push(*dockerfile),
            Resolved::Compose(projects) => composes.extend(projects),
            Resolved::Kustomize(overlay) => rendered.push(overlay),
            Resolved::Chart(chart) => charts.push(chart),
            Resolved::Image(image) => images.push(image),
        }
    }
    let helm = kube::link_charts(&mut plan.manifests, &mut plan.gaps, charts, plan.helm_templates);
    let missed = (&mut plan.gaps, &mut troubles);
    kube::link_overlays(&mut plan.manifests, missed, rendered, &sources);
    let mut project = Project {
        compose: composes,
        kube: kube::Index::of(&plan.manifests, &sources),
        sources,
        dockerfiles: plan.dockerfiles,
        manifests: plan.manifests,
        estate: plan.estate,
        gaps: plan.gaps,
        helm,
        troubles,
        ..Project::default()
    };
    project.link_images(images);
    project.link_builds();
    project.index();
    project.link_built_images();
    project
}
