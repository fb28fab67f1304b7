//! What overlays render, where their values come from, and what becomes of the files that they use.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use diag::{Source, SourceId};

use crate::kube::tests::{dump, run};
use crate::{Files, Unavailable};

macro_rules! fixture {
    ($($path:literal),*) => {
        &[$(($path, include_str!(concat!("../../../../../fixtures/kustomize/", $path)))),*]
    };
}

const SHOP: &[(&str, &str)] = fixture![
    "base/access.yaml",
    "base/fixed.env",
    "base/kustomization.yaml",
    "base/shop.yaml",
    "component/kustomization.yaml",
    "component/token.txt",
    "overlay/kustomization.yaml",
    "overlay/patch.yaml"
];

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/kustomize"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The rendered objects were compared with those of `kubectl kustomize`, version 1.32.
#[test]
fn an_overlay_renders_what_kubectl_renders() {
    let project = run(SHOP);
    assert!(project.gaps.is_empty(), "{:?}", project.gaps);
    let rendered = project.manifests.last().unwrap();
    assert_eq!(rendered.overlay(), Some("overlay"));
    let mut out = String::new();
    for object in rendered.to_json() {
        let _ = writeln!(out, "{object:#}");
    }
    snapshot("rendered", &out);
}

#[test]
fn rendered_values_point_at_the_base_or_the_patch() {
    let project = run(SHOP);
    snapshot("facts", &dump(&project, project.manifests.len() - 1));
}

#[test]
fn what_an_overlay_renders_is_judged_once() {
    let project = run(SHOP);
    for (at, manifest) in project.manifests.iter().enumerate() {
        let unit = crate::Unit::open(&project, crate::Part::Manifest(at));
        let judged = unit.subjects().filter(|it| it.object().is_some()).count();
        assert_eq!(judged > 0, manifest.overlay().is_some(), "{at}");
    }
    assert_eq!(project.kube.workloads.len(), 1);
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: c, image: i }] }\n";

/// What is said of a kustomization, as gaps and as errors.
fn missed(kustomization: &str) -> (Vec<String>, Vec<String>) {
    let project = run(&[("app/kustomization.yaml", kustomization), ("app/pod.yaml", POD)]);
    let last = |message: &str| message.rsplit(": ").next().unwrap().to_owned();
    let errors = project.troubles.iter().map(|it| last(&it.message)).collect();
    (project.gaps.iter().map(|gap| last(&gap.message)).collect(), errors)
}

#[test]
fn what_is_not_there_is_an_error_unless_it_is_only_data() {
    for named in ["resources: [gone.yaml, pod.yaml]\n", "patches: [{path: gone.yaml}]\n"] {
        let missing = vec!["there is no `app/gone.yaml`".to_owned()];
        assert_eq!(missed(named), (vec![], missing), "{named}");
    }
    let (gaps, errors) = missed("secretGenerator: [{name: a, files: [gone.txt]}]\n");
    assert_eq!((gaps, errors), (vec!["there is no `app/gone.txt`".to_owned()], vec![]));
}

#[test]
fn what_cannot_be_rendered_is_said() {
    for (kustomization, message) in [
        (
            "resources: [https://example.com/x.yaml, pod.yaml]\n",
            "`https://example.com/x.yaml` is remote and not fetched",
        ),
        ("resources: [../../out.yaml]\n", "`../../out.yaml` lies outside the root"),
        ("resources: [.]\n", "the kustomization `app` stands on itself"),
        (
            "resources: [pod.yaml]\npatches: [{ target: { name: \"(\" }, path: pod.yaml }]\n",
            "`(` is no regular expression",
        ),
        (
            "resources: [pod.yaml]\nimages: [{ name: \"i(\", newTag: \"2\" }]\n",
            "`i(` is no regular expression",
        ),
        ("resources: [pod.yaml]\nhelmCharts: [{ name: x }]\n", "Helm charts are not rendered"),
        (
            "resources: [pod.yaml]\npatches: [{ path: pod.yaml }, { patch: 'kind: X' }]\n",
            "the patch is for X ``, which is not there",
        ),
    ] {
        assert_eq!(missed(kustomization).0, [message], "{kustomization}");
    }
}

#[test]
fn what_is_done_to_the_schema_of_a_definition_costs_no_judgement() {
    const DEFINITION: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: x\nspec:\n  scope: Cluster\n";
    let kustomization = "resources: [crd.yaml, pod.yaml]\npatches:\n- target: { kind: CustomResourceDefinition }\n  patch: '[{op: replace, path: /spec/scope, value: Namespaced}]'\n";
    let project = run(&[
        ("app/crd.yaml", DEFINITION),
        ("app/kustomization.yaml", kustomization),
        ("app/pod.yaml", POD),
    ]);
    assert!(project.gaps.is_empty(), "{:?}", project.gaps);
    let kinds: Vec<_> =
        project.manifests[2].objects.iter().map(|facts| facts.kind.as_str()).collect();
    assert_eq!(kinds, ["CustomResourceDefinition", "Pod"]);
}

#[test]
fn a_file_that_no_overlay_renders_is_judged_by_itself() {
    let project =
        run(&[("app/kustomization.yaml", "resources: [gone.yaml]\n"), ("app/pod.yaml", POD)]);
    let unit = crate::Unit::open(&project, crate::Part::Manifest(0));
    assert!(unit.subjects().any(|subject| subject.container().is_some()));
}

#[test]
fn a_patch_that_nothing_applies_is_a_gap() {
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: c, args: [x] }] } } }\n";
    let project = run(&[("patch.yaml", patch), ("pod.yaml", POD)]);
    assert_eq!(project.gaps.len(), 1);
    let unit = crate::Unit::open(&project, crate::Part::Manifest(0));
    assert!(unit.subjects().all(|subject| subject.container().is_none()));
}

#[test]
fn transformers_of_kustomize_itself_are_run() {
    let kustomization = "resources: [pod.yaml]\ntransformers: [labels.yaml, other.yaml]\n";
    let labels = "apiVersion: builtin\nkind: LabelTransformer\nmetadata: { name: x }\nlabels: { team: trade }\nfieldSpecs: [{ path: metadata/labels, create: true }]\n";
    let other = "apiVersion: example.com/v1\nkind: Shrink\nmetadata: { name: y }\n";
    let project = run(&[
        ("app/kustomization.yaml", kustomization),
        ("app/labels.yaml", labels),
        ("app/other.yaml", other),
        ("app/pod.yaml", POD),
    ]);
    let rendered = project.manifests.last().unwrap().to_json();
    assert_eq!(rendered[0]["metadata"]["labels"]["team"], "trade");
    assert!(project.gaps[0].message.ends_with("the transformer `Shrink` is not run"));
}

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/kustomize/cases");

/// All files of the cases, by their paths.
fn cases() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in std::fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path()) {
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let path = file.strip_prefix(CASES).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(path, std::fs::read(file).unwrap());
        }
    }
    files
}

/// A shelf of files of which some are no text.
struct Cases {
    files: BTreeMap<String, Vec<u8>>,
    texts: Vec<(String, Arc<Source>)>,
}

impl Cases {
    fn new() -> Self {
        let files = cases();
        let text = |(path, bytes): (&String, &Vec<u8>)| {
            let text = String::from_utf8(bytes.clone()).ok()?;
            Some((path.clone(), Arc::new(Source::new(path.as_str(), text))))
        };
        let texts = files.iter().filter_map(text).collect();
        Self { files, texts }
    }
}

impl Files for Cases {
    fn read(&self, path: &str) -> Result<(SourceId, Arc<Source>), Unavailable> {
        let at = self.texts.iter().position(|(known, _)| known == path);
        let at = at.ok_or(Unavailable::NotFound)?;
        Ok((SourceId(u32::try_from(at).unwrap()), Arc::clone(&self.texts[at].1)))
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Unavailable> {
        self.files.get(path).cloned().ok_or(Unavailable::NotFound)
    }
}

/// What they render is held against `kubectl kustomize` whenever CI runs; here it only has to stay the same.
#[test]
fn cases_render_what_they_did() {
    let cases = Cases::new();
    let mut out = String::new();
    for (path, source) in &cases.texts {
        let Some(folder) = path.strip_suffix("/kustomization.yaml") else { continue };
        let (id, _) = cases.read(&source.path).unwrap();
        let rendered = crate::kube::render(path, id, &cases);
        let _ = writeln!(out, "== {folder}");
        for gap in rendered.gaps() {
            let _ = writeln!(out, "{}", gap.message);
        }
        assert_eq!(folder.starts_with("refused"), !rendered.gaps().is_empty(), "{folder}");
        // What is refused is not compared with anything.
        for object in rendered.manifest().to_json().iter().filter(|_| rendered.gaps().is_empty()) {
            let _ = writeln!(out, "{object}");
        }
    }
    snapshot("cases", &out);
}

#[test]
fn a_rendered_value_tells_where_it_comes_from() {
    let cases = Cases::new();
    let path = "merge/kustomization.yaml";
    let (id, _) = cases.read(path).unwrap();
    let rendered = crate::kube::render(path, id, &cases);
    let place = "Deployment/web:spec.template.spec.containers[c].securityContext.privileged";
    let story = rendered.manifest().story(place).unwrap();
    assert_eq!((story.value.as_str(), story.span.source), ("`true`", id));
    assert!(story.steps.iter().any(|step| step.text == "the kustomization patches it"));
    assert!(rendered.manifest().story("Deployment/web:spec.template.nothing").is_none());
}
