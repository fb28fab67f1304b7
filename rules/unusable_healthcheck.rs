//! Health checks that fail for ever, because the image lacks what they call.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::catalogue;
use model::dockerfile::{Image, Keyword, Moment, StageView, TransferView};
use model::kube::PodContainer;
use model::shell::{Command, Script};
use model::{Container, ImageRef, Project, Subject, Value, compose};

use crate::downloads::base_name;
use crate::packages::{PackageCall, package_name};
use crate::runs::{build_commands, scripts};
use crate::shells::shell_less_base;

pub(crate) const RULE: Builtin = Builtin {
    id: "unusable-healthcheck",
    summary: "a health check calls what the container lacks",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Image, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Programs of which is known who has them.
const PROGRAMS: [&str; 2] = ["curl", "wget"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    if let Some(image) = container.as_image() {
        of_image(image, cx);
    } else {
        container.as_pod_container().into_iter().for_each(|pod| of_ports(pod, cx));
        of_container(container, cx);
    }
}

/// Probes that ask a port by a name that the container does not give to any: the kubelet finds none.
fn of_ports(container: &PodContainer<'_>, cx: &mut Cx<'_>) {
    for key in &KEYS[1..] {
        let Some(probe) = container.field().get(key) else { continue };
        let asked = ["httpGet", "tcpSocket"].iter().find_map(|how| probe.at(&[how, "port"]));
        let Some(asked) = asked.filter(|it| it.placeholder().is_none()) else { continue };
        let Some(name) = asked.str().filter(|it| it.parse::<i64>().is_err()) else { continue };
        let ports = container.field().list("ports");
        let mut names = ports.iter().filter_map(|port| port.get("name"));
        if names.any(|it| it.str() == Some(name) || it.placeholder().is_some()) {
            continue;
        }
        let title = container.container_name();
        let message =
            format!("`{key}` asks the port `{name}`, which container `{title}` does not declare");
        let finding = cx.fail(asked.blame(), message);
        finding.trail = asked.trail().to_vec();
        finding.evidence(name).help("use the number of the port, or declare it in `ports`");
    }
}

/// HEALTHCHECK in shell form is the business of `missing-shell`.
fn of_image(image: &Image<'_>, cx: &mut Cx<'_>) {
    let has_check = |it: &StageView<'_>| !it.instructions_of(&[Keyword::Healthcheck]).is_empty();
    let Some(stage) = image.stage.ancestry().into_iter().find(has_check) else { return };
    let last = stage.instructions_of(&[Keyword::Healthcheck]).pop().map(|it| it.span);
    let found = scripts(&stage, cx.project(), &PROGRAMS);
    let check = found.iter().find(|it| it.moment == Moment::Health && Some(it.span) == last);
    let Some(check) = check else { return };
    if let Some(missing) = missing_program(check.script, &Around::built(image)) {
        let place = check.place(missing.command.span);
        missing.report(place, &Around::built(image), cx);
    }
}

/// Where Compose and Kubernetes write checks.
const KEYS: [&str; 4] = ["healthcheck", "livenessProbe", "readinessProbe", "startupProbe"];

/// The checks that a service or pod declares. One that needs a shell is the business of `missing-shell`.
fn of_container(container: &dyn Container, cx: &mut Cx<'_>) {
    let scripts = container.scripts();
    for script in scripts.iter().filter(|it| KEYS.contains(&it.key)) {
        let built = container.as_service().and_then(compose::Service::built_image);
        let pulled = container.image();
        let around = match (&built, pulled.known()) {
            (Some(image), _) => Around::built(image),
            (None, Some(image)) if is_pulled(container, image, cx) => {
                Around { base: Some(image), stage: None }
            }
            _ => return,
        };
        if let Some(missing) = missing_program(&script.script, &around) {
            missing.report(script.place(missing.command.span), &around, cx);
        }
    }
}

/// Whether nothing in the repository builds an image.
fn is_pulled(container: &dyn Container, image: &ImageRef, cx: &Cx<'_>) -> bool {
    !container.is_built() && cx.project().of_builds(image, |_| ()).is_empty()
}

/// What a check runs in: the base image, `scratch` if there is none, and what a stage adds to it.
struct Around<'a> {
    base: Option<&'a ImageRef>,
    stage: Option<StageView<'a>>,
}

impl<'a> Around<'a> {
    fn built(image: &Image<'a>) -> Self {
        let root = image.state().root.as_ref();
        Self { base: root.and_then(|root| root.known()), stage: Some(image.stage) }
    }

    /// What is known of a program without the steps of the stage.
    fn has(&self, program: &str) -> Option<bool> {
        match (self.base, &self.stage) {
            (Some(base), _) => catalogue::has_fetcher(base, program),
            (None, Some(stage)) => shell_less_base(stage).map(|_| false),
            (None, None) => None,
        }
    }

    fn called(&self) -> String {
        self.base.map_or_else(|| "`scratch`".to_owned(), |base| format!("`{base}`"))
    }
}

/// A call of a program that the base image lacks.
struct Missing<'s> {
    command: &'s Command,
    program: &'static str,
}

impl Missing<'_> {
    fn report(&self, place: Span, around: &Around<'_>, cx: &mut Cx<'_>) {
        let program = self.program;
        let base = around.called();
        let added = around.stage.map_or(Added::No, |stage| added(&stage, program, cx.project()));
        let finding = match added {
            Added::Yes => return,
            Added::Perhaps => cx.review(
                place,
                format!(
                    "the health check calls `{program}`, which {base} lacks: a step has to bring it"
                ),
            ),
            Added::No => cx.fail(
                place,
                format!(
                    "the health check calls `{program}`, which {base} lacks and nothing installs"
                ),
            ),
        };
        finding.evidence(program).help("install it, or ask by a program that the image has");
    }
}

/// The first call of a program that is missing, unless another of these programs is there.
fn missing_program<'s>(script: &'s Script, around: &Around<'_>) -> Option<Missing<'s>> {
    let calls: Vec<Missing<'s>> = script.commands().filter_map(call).collect();
    let all_missing = calls.iter().all(|call| around.has(call.program) == Some(false));
    calls.into_iter().next().filter(|_| all_missing)
}

/// A call by name; a path says itself where the program is.
fn call(command: &Command) -> Option<Missing<'_>> {
    let peeled = command.peeled();
    let name = peeled.name?.literal()?;
    let program = PROGRAMS.into_iter().find(|program| *program == name)?;
    Some(Missing { command, program })
}

/// Whether the steps of an image add a program.
enum Added {
    Yes,
    Perhaps,
    No,
}

fn added(stage: &StageView<'_>, program: &str, project: &Project) -> Added {
    let mut added = Added::No;
    for it in stage.ancestry() {
        for transfer in it.own_transfers() {
            match copies(transfer, program) {
                Added::Yes => return Added::Yes,
                Added::Perhaps => added = Added::Perhaps,
                Added::No => {}
            }
        }
        for (_, command) in build_commands(&it, project, &[]) {
            match adds(&it, command, program) {
                Added::Yes => return Added::Yes,
                Added::Perhaps => added = Added::Perhaps,
                Added::No => {}
            }
        }
    }
    added
}

/// Whether a copy brings a program that is found by its name. One to a path of the same name is that of a single file.
fn copies(transfer: &TransferView, program: &str) -> Added {
    let Value::Known(path) = &transfer.destination.value else { return Added::Perhaps };
    let folder = path.trim_end_matches('/');
    let in_path =
        folder.is_empty() || ["/bin", "/sbin", "/usr"].iter().any(|it| folder.starts_with(it));
    if !in_path {
        return Added::No;
    }
    let is_copied_as = |name: &str| match transfer.sources.as_slice() {
        [only] => matches!(&only.value, Value::Known(source) if base_name(source) == name),
        _ => false,
    };
    match base_name(folder) {
        name if name == program => Added::Yes,
        name if is_copied_as(&name) => Added::No,
        _ => Added::Perhaps,
    }
}

fn adds(stage: &StageView<'_>, command: &Command, program: &str) -> Added {
    let peeled = command.peeled();
    if let Some(call) = PackageCall::of(&peeled) {
        let names: Vec<_> = call.packages.iter().map(|word| stage.shell_text(word)).collect();
        return if !call.installs() {
            Added::No
        } else if names.iter().any(|name| package_name(name) == program) {
            Added::Yes
        } else if names.iter().any(|name| name.contains(['$', '/'])) {
            Added::Perhaps
        } else {
            Added::No
        };
    }
    let Some(name) = peeled.name.map(|word| stage.shell_text(word)) else { return Added::No };
    let runs_anything = ["sh", "bash", ".", "source", "eval", "make", "xargs"];
    let is_script = name.contains(['/', '$']) || name.ends_with(".sh");
    if is_script || runs_anything.contains(&name.as_ref()) { Added::Perhaps } else { Added::No }
}
