//! What manifests come to, and which parts comments cover.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use diag::{Source, SourceId, Sources, Span, Step};

use super::{Allows, Manifest, Name, PodContainer, TreeBudget, pss};
use crate::load::{Input, Options, link, parse, plan, resolve};
use crate::{
    Container, EnvVar, FileKind, Files, Mount, Part, Project, Setting, Subject, Unavailable, Unit,
    Value, View,
};

fn project(path: &str, text: &str) -> Project {
    project_within(path, text, TreeBudget::default())
}

fn project_within(path: &str, text: &str, trees: TreeBudget) -> Project {
    let mut sources = Sources::default();
    let source = sources.add(Source::new(path, text));
    let options = Options { trees, ..Options::default() };
    let input = Input { source, kind: FileKind::Kubernetes, judged: true };
    let parsed = parse(input, &Arc::clone(sources.get(source)), &options);
    let plan = plan(vec![parsed], &options);
    link(plan, Vec::new(), sources, Vec::new())
}

/// Files in memory.
struct Shelf {
    sources: Sources,
    ids: BTreeMap<String, SourceId>,
}

impl Shelf {
    fn new(files: &[(&str, &str)]) -> Self {
        let mut sources = Sources::default();
        let add = |(path, text): &(&str, &str)| {
            ((*path).to_owned(), sources.add(Source::new(*path, *text)))
        };
        Self { ids: files.iter().map(add).collect(), sources }
    }
}

impl Files for Shelf {
    fn read(&self, path: &str) -> Result<(SourceId, Arc<Source>), Unavailable> {
        let id = self.ids.get(path).ok_or(Unavailable::NotFound)?;
        Ok((*id, Arc::clone(self.sources.get(*id))))
    }
}

/// A run over all files that have a kind.
pub(super) fn run(files: &[(&str, &str)]) -> Project {
    let shelf = Shelf::new(files);
    let options = Options::default();
    let parsed = files.iter().filter_map(|(path, text)| {
        let kind = FileKind::of_name(path).or_else(|| FileKind::of_content(path, text))?;
        let source = shelf.ids[*path];
        let input = Input { source, kind, judged: true };
        Some(parse(input, shelf.sources.get(source), &options))
    });
    let mut plan = plan(parsed.collect(), &options);
    let jobs = std::mem::take(&mut plan.jobs);
    let resolved =
        jobs.into_iter().map(|job| resolve(job, &plan.trees(), &shelf, &options)).collect();
    link(plan, resolved, shelf.sources, Vec::new())
}

/// Everything that rules may ask of a file.
pub(super) fn dump(project: &Project, at: usize) -> String {
    let unit = Unit::open(project, Part::Manifest(at));
    let mut dump = Dump { project, unit: &unit, out: String::new() };
    for error in &project.manifests[at].errors {
        let at = dump.at(error.span);
        let _ = writeln!(dump.out, "error {at}: {}", error.message);
    }
    for (again, first) in &project.manifests[at].duplicates {
        let (again, first) = (dump.at(*again), dump.at(*first));
        let _ = writeln!(dump.out, "duplicate {again} of {first}");
    }
    for gap in &project.gaps {
        let _ = writeln!(dump.out, "gap {}", gap.message);
    }
    for subject in unit.subjects() {
        dump.subject(&subject);
    }
    dump.out
}

struct Dump<'a> {
    project: &'a Project,
    unit: &'a Unit<'a>,
    out: String,
}

impl Dump<'_> {
    fn at(&self, span: Span) -> String {
        let source = self.project.sources.get(span.source);
        let Some(range) = span.range else { return "the file".into() };
        let text: String = source.slice(range).split_whitespace().collect::<Vec<_>>().join(" ");
        let shown: String = text.chars().take(50).collect();
        format!("{}:{shown}", source.position(range.0).line)
    }

    fn subject(&mut self, subject: &Subject<'_>) {
        let at = self.at(subject.span());
        let _ = writeln!(self.out, "{} {} at {at}", subject.kind().as_str(), subject.name());
        let View::Container(container) = &subject.view else { return };
        let container = container.as_pod_container().unwrap();
        let _ = writeln!(
            self.out,
            "  role = {:?}, long running = {}",
            container.role,
            container.is_long_running()
        );
        self.facts(container);
    }

    fn facts(&mut self, it: &PodContainer<'_>) {
        self.setting("image", &it.image().into_owned().map(|image| image.text));
        self.setting("user", &it.user());
        self.setting("non-root", &it.run_as_non_root());
        self.setting("privileged", &it.privileged());
        self.setting("escalation", &it.privilege_escalation());
        self.setting(
            "capabilities",
            &it.capabilities().map(|it| {
                let names = |list: &[diag::Spanned<String>]| {
                    list.iter().map(|it| it.value.clone()).collect::<Vec<_>>()
                };
                (names(&it.add), names(&it.drop))
            }),
        );
        for shared in it.namespaces() {
            self.setting(shared.namespace.as_str(), &shared.host);
        }
        self.setting("read-only", &it.read_only_rootfs());
        self.setting("memory", &it.memory_limit());
        self.setting("cpu", &it.cpu_limit());
        self.setting("seccomp", &it.seccomp());
        self.setting("apparmor", &it.apparmor());
        self.setting("health", &it.health());
        for Mount { kind, source, target, read_only, size_limit, span, trail, .. } in
            it.mounts().iter()
        {
            let line = format!(
                "mount {kind:?} {source:?} {target:?} read-only={read_only} {size_limit:?}"
            );
            self.line(&line, *span, trail);
        }
        for EnvVar { name, value, span, trail } in it.env().iter() {
            self.line(&format!("env {} = {value:?}", name.value), *span, trail);
        }
        for port in it.ports().iter() {
            self.line(
                &format!(
                    "port {:?} host {:?} published={}",
                    port.container, port.host, port.published
                ),
                port.span,
                &[],
            );
        }
    }

    /// Defaults that blame the container say nothing new.
    fn setting<T: std::fmt::Debug>(&mut self, name: &str, setting: &Setting<T>) {
        if !setting.is_written()
            && matches!(setting.value, Value::Known(_))
            && setting.trail.is_empty()
        {
            return;
        }
        let line = format!("{name} {:?} {:?}", setting.origin, setting.value);
        self.line(&line, setting.blame, &setting.trail);
    }

    fn line(&mut self, line: &str, span: Span, trail: &[Step]) {
        let _ =
            writeln!(self.out, "  {line}\n    at {} = {}", self.at(span), self.unit.place(span));
        for step in trail {
            let at = step.span.map(|span| self.at(span)).unwrap_or_default();
            let _ = writeln!(self.out, "    <- {step} {at}");
        }
    }
}

#[test]
fn fixtures_keep_their_facts() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/kubernetes");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_input_file();
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "yaml" || end == "json"));
    paths.sort();
    assert!(paths.len() > 6, "fixtures are missing");
    settings.bind(|| {
        for path in paths {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            insta::assert_snapshot!(name.clone(), dump(&project(&name, &text), 0));
        }
    });
}

#[test]
fn trees_that_were_dropped_are_read_again() {
    let text = include_str!("../../../../fixtures/kubernetes/inheritance.yaml");
    let dropped = project_within("x.yaml", text, TreeBudget::new(10));
    assert!(dropped.manifests[0].tree.is_none());
    assert_eq!(dump(&dropped, 0), dump(&project("x.yaml", text), 0));
}

#[test]
fn text_without_objects_is_nobodys_error() {
    let source = Source::new("x.yaml", "on: push\njobs: []\nx: *apiVersion\n# kind\n");
    let manifest = Manifest::parse(SourceId(0), &source, true, &TreeBudget::default());
    assert!(manifest.errors.is_empty() && manifest.objects.is_empty());
}

#[test]
fn of_text_that_breaks_off_nobody_knows_what_it_would_hold() {
    for text in ["}\napiVersion: v1\nkind: Pod\n", "{\"metadata\": {}, \"kind\": {\"apiVersion"] {
        let source = Source::new("x.yaml", text);
        let manifest = Manifest::parse(SourceId(0), &source, true, &TreeBudget::default());
        assert_eq!(manifest.errors.len(), 1, "{text}");
    }
}

#[test]
fn templates_are_gaps_and_no_errors() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .x }}-{{ .y }}\n";
    let project = project("x.yaml", text);
    assert_eq!((project.gaps.len(), project.manifests[0].errors.len()), (1, 0));
}

const COMMENTED: &str = "\
# plimsoll: ignore[whole]
---
apiVersion: v1
kind: Pod
metadata: # plimsoll: ignore[metadata]
  name: a
spec:
  # plimsoll: ignore[list]
  # and why
  containers:
  # plimsoll: ignore[item]
  - name: x
    image: y # plimsoll: ignore[image]
    # plimsoll: ignore[nothing]

    securityContext:
      # plimsoll: ignore[first]
      privileged: true
      capabilities: { add: [A] } # plimsoll: ignore[flow]
  - name: z # plimsoll: ignore[second]
    args:
      - one # plimsoll: ignore[scalar]
      - two
    # just a comment
# plimsoll: ignore[end]
";

#[test]
fn comments_cover_what_they_stand_on_or_above() {
    let project = project("x.yaml", COMMENTED);
    let unit = Unit::open(&project, Part::Manifest(0));
    let covered: Vec<(String, Option<String>)> = unit
        .comment_sites()
        .iter()
        .map(|site| {
            let slice =
                |span: Span| project.sources.get(span.source).slice(span.range.unwrap()).to_owned();
            let rule = slice(site.comment);
            let rule = rule.split(['[', ']']).nth(1).unwrap().to_owned();
            let first_line = |text: String| text.lines().next().unwrap().to_owned();
            (rule, site.covers.map(|span| first_line(slice(span))))
        })
        .collect();
    let expected = [
        ("whole", Some("apiVersion: v1")),
        ("metadata", Some("metadata: # plimsoll: ignore[metadata]")),
        ("list", Some("containers:")),
        ("item", Some("name: x")),
        ("image", Some("image: y")),
        ("nothing", None),
        ("first", Some("privileged: true")),
        ("flow", Some("capabilities: { add: [A] }")),
        ("second", Some("name: z # plimsoll: ignore[second]")),
        ("scalar", Some("one")),
        ("end", None),
    ];
    let expected: Vec<_> =
        expected.map(|(rule, text)| (rule.to_owned(), text.map(str::to_owned))).into();
    assert_eq!(covered, expected);
    let whole = unit.comment_sites()[0].covers.unwrap();
    assert_eq!(whole, project.manifests[0].objects[0].extent);
}

#[test]
fn annotations_silence_their_object() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n  annotations:\n    plimsoll.dev/ignore.root-user: vendor image\nspec:\n  template:\n    metadata:\n      annotations: { checkov.io/skip1: CKV_K8S_16=why }\n";
    let project = project("x.yaml", text);
    let sites = Unit::open(&project, Part::Manifest(0)).annotation_sites();
    let found: Vec<_> = sites
        .iter()
        .map(|site| (site.tool, site.rules[0].value.as_str(), site.reason.as_deref()))
        .collect();
    assert_eq!(
        found,
        [("plimsoll", "root-user", Some("vendor image")), ("checkov", "CKV_K8S_16", Some("why"))]
    );
    assert_eq!(sites[0].covers, project.manifests[0].objects[0].extent);
}

const RELATED: &str = "\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    pod-security.kubernetes.io/enforce: baseline
    pod-security.kubernetes.io/enforce-version: v1.30
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: web, tier: front } }
    spec: { serviceAccountName: web, containers: [{ name: c, image: i }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: elsewhere }
spec: { selector: { app: web } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: open, namespace: shop }
spec:
  podSelector: { matchExpressions: [{ key: tier, operator: In, values: [front] }] }
  ingress: [{}]
  egress: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: bind, namespace: shop }
roleRef: { kind: ClusterRole, name: view }
subjects: [{ kind: ServiceAccount, name: web }, { kind: User, name: someone }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: shop }
spec: { scaleTargetRef: { kind: Deployment, name: web } }
";

#[test]
fn objects_know_each_other() {
    let index = project("x.yaml", RELATED).kube;
    let workload = &index.workloads[0];
    assert_eq!((workload.replicas, workload.account.as_deref()), (Some(2), Some("web")));
    let security = index.namespaces_called("shop", diag::SourceId(0))[0].security;
    assert_eq!(security.enforce, Some((pss::Level::Baseline, pss::Version::Minor(30))));
    assert_eq!(index.services_for("shop", &workload.labels).count(), 1);
    let policies: Vec<_> = index
        .policies_for("shop", &workload.labels)
        .map(|it| (it.name.name.as_str(), it.ingress, it.egress))
        .collect();
    let nothing = Some(Allows::Nothing);
    assert_eq!(policies, [("deny", nothing, nothing), ("open", Some(Allows::Everything), None)]);
    assert_eq!(index.bindings_of(&Name::new("shop", "web")).count(), 1);
    assert_eq!(index.autoscaler_of("shop", "Deployment", "web").map(|it| it.min), Some(1));
}

/// What `kubectl label --local -o json` (1.32) makes of a stream: names in order, and whether it refuses any of it. Where
/// it refuses, we go on and read more than it does.
const STREAMS: &[(&str, &[&str], bool)] = &[
    ("{a}---\n{b}", &["a", "b"], false),
    ("{a}--- # c\n{b}", &["a", "b"], false),
    ("{a}---   \n{b}", &["a", "b"], false),
    ("---\n---\n{a}---\n---\n{b}---\n", &["a", "b"], false),
    ("# c\n---\nnull\n---\n{a}---\n# only\n", &["a"], false),
    ("\u{feff}{a}", &["a"], false),
    ("{a}...\n---\n{b}", &["a", "b"], false),
    ("--- !!map\n{a}", &["a"], true),
    ("----\n{a}", &[], true),
    ("%YAML 1.1\n---\n{a}", &["a"], true),
    ("{a} ---\n{b}", &[], true),
    ("{a}---\napiVersion: v1\nkind: [\n---\n{b}", &["a", "b"], true),
    ("{a}---\nfoo: bar\n---\n{b}", &["a", "b"], false),
    ("apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n", &["a"], false),
    ("apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n", &["a-*"], false),
    ("{a}data:\n  x: |\n    one\n    ---\n    two\n---\n{b}", &["a", "b"], false),
    ("{a}data:\n\tx: y\n---\n{b}", &["b"], true),
    ("{a}data: {k: 1, k: 2}\n", &["a"], false),
    ("{a}x: &x {p: 1}\ny: {<<: *x}\n---\n{b}", &["a", "b"], false),
    ("{a}---\n# Source: x\n{b}", &["a", "b"], false),
    ("apiVersion: v1\nkind: List\nitems: []\n---\n{b}", &["b"], false),
    ("{ja}{jb}", &["a", "b"], false),
    ("{ja}\n{jb}\n", &["a", "b"], false),
    ("{ja}\n---\n{jb}\n", &["a", "b"], false),
];

/// Scalars, and what `kubectl label --local -o json` (1.37) makes of them.
const SCALARS: &[(&str, &str)] = &[
    ("y, Y, yes, Yes, YES, on, On, ON, true, True, TRUE", "true"),
    ("n, N, no, No, NO, off, Off, OFF, false, False, FALSE", "false"),
    ("\"yes\", 'yes', !!str yes", "\"yes\""),
    ("yEs", "\"yEs\""),
    ("tRUE", "\"tRUE\""),
    ("190:20:30", "\"190:20:30\""),
    ("0o8", "\"0o8\""),
    ("0x", "\"0x\""),
    ("2020-01-01x", "\"2020-01-01x\""),
    ("=", "\"=\""),
    ("010, 0o10, 0b1000, 8, 0x8, +8, 08", "8"),
    ("1_000, 0x3e8, 1e3", "1000"),
    ("0, 00, -0, 0.0, 0e3", "0"),
    ("-7", "-7"),
    ("0777", "511"),
    ("1.5, 1.50", "1.5"),
    (".5", "0.5"),
    ("~, null, Null, NULL", "null"),
];

#[test]
fn scalars_are_read_as_kubectl_reads_them() {
    for (written, wanted) in SCALARS {
        let text = format!("apiVersion: example.com/v1\nkind: X\nlist: [{written}]\n");
        let project = project("x.yaml", &text);
        let unit = Unit::open(&project, Part::Manifest(0));
        let subjects: Vec<_> = unit.subjects().collect();
        let object = subjects.iter().find_map(Subject::object).unwrap();
        let wanted: serde_json::Value = serde_json::from_str(wanted).unwrap();
        for item in object.field().get("list").unwrap().to_json().as_array().unwrap() {
            let is_equal = match (item.as_f64(), wanted.as_f64()) {
                (Some(item), Some(wanted)) => (item - wanted).abs() < f64::EPSILON,
                _ => *item == wanted,
            };
            assert!(is_equal, "{written}: {item}");
        }
    }
}

#[test]
fn a_group_that_ends_like_those_of_the_server_may_be_somebodys_own() {
    let text = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: { name: a }\nspec: { driver: { template: { spec: { containers: [{ name: c, image: i }] } } } }\n";
    let project = project("x.yaml", text);
    let unit = Unit::open(&project, Part::Manifest(0));
    assert!(unit.subjects().any(|subject| subject.container().is_some()));
}

#[test]
fn streams_are_cut_as_kubectl_cuts_them() {
    for (text, names, refused) in STREAMS {
        let object =
            |name: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n");
        let json = |name: &str| {
            format!(
                "{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"{name}\"}}}}"
            )
        };
        let text = text.replace("{a}", &object("a")).replace("{b}", &object("b"));
        let text = text.replace("{ja}", &json("a")).replace("{jb}", &json("b"));
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let manifest = &project("x.yaml", &text).manifests[0];
            let judged = manifest.objects.iter().filter(|it| it.is_judged());
            let found: Vec<&str> = judged.map(|it| it.name.as_str()).collect();
            assert_eq!(found, *names, "{text}");
            assert_eq!(!manifest.errors.is_empty(), *refused, "{text} {:?}", manifest.errors);
        }
    }
}

#[test]
fn a_plain_list_of_objects_is_a_gap() {
    let project = project("x.json", "[{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}]");
    assert_eq!(project.gaps.len(), 1);
}

#[test]
fn an_image_that_the_repository_builds_brings_its_user() {
    let compose = "services:\n  web:\n    image: registry.example.com/web:1\n    build: .\n";
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: 'registry.example.com/web:2' }] }\n";
    let project = run(&[
        ("Dockerfile", "FROM scratch\nUSER 7\n"),
        ("compose.yaml", compose),
        ("pod.yaml", pod),
    ]);
    let unit = Unit::open(&project, Part::Manifest(0));
    let subjects: Vec<_> = unit.subjects().collect();
    let user = subjects.iter().find_map(Subject::container).unwrap().user();
    assert_eq!(user.known().and_then(|user| user.uid), Some(7));
    let paths = user.trail.iter().filter_map(|step| step.span);
    let mut paths: Vec<_> =
        paths.map(|span| project.sources.get(span.source).path.to_string()).collect();
    paths.dedup();
    assert_eq!(paths, ["compose.yaml", "pod.yaml"]);
}

#[test]
fn what_helm_rendered_names_its_template() {
    let text = "---\n# Source: app/templates/a.yaml\napiVersion: v1\nkind: Service\nmetadata: { name: a }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: b }\n";
    let project = project("rendered.yaml", text);
    let unit = Unit::open(&project, Part::Manifest(0));
    let names: Vec<String> = unit.subjects().map(|it| it.name().to_owned()).collect();
    assert_eq!(names, ["rendered.yaml", "Service/a from app/templates/a.yaml", "Service/b"]);
}
