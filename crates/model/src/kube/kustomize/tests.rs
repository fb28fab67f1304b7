//! What overlays render, where their values come from, and what becomes of the files that they use.

use std::fmt::Write as _;

use crate::kube::tests::{dump, run};

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
        let judged = unit.subjects().iter().filter(|it| it.object().is_some()).count();
        assert_eq!(judged > 0, manifest.overlay().is_some(), "{at}");
    }
    assert_eq!(project.kube.workloads.len(), 1);
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: c, image: i }] }\n";

fn gaps(kustomization: &str) -> Vec<String> {
    let project = run(&[("app/kustomization.yaml", kustomization), ("app/pod.yaml", POD)]);
    project.gaps.iter().map(|gap| gap.message.rsplit(": ").next().unwrap().to_owned()).collect()
}

#[test]
fn what_cannot_be_rendered_is_said() {
    for (kustomization, message) in [
        (
            "resources: [https://example.com/x.yaml, pod.yaml]\n",
            "`https://example.com/x.yaml` is remote and not fetched",
        ),
        ("resources: [gone.yaml, pod.yaml]\n", "there is no `app/gone.yaml`"),
        ("resources: [../../out.yaml]\n", "`../../out.yaml` lies outside the root"),
        ("resources: [.]\n", "the kustomization `app` stands on itself"),
        ("resources: [pod.yaml]\nhelmCharts: [{ name: x }]\n", "Helm charts are not rendered"),
        (
            "resources: [pod.yaml]\npatches: [{ path: pod.yaml }, { patch: 'kind: X' }]\n",
            "the patch is for X ``, which is not there",
        ),
    ] {
        assert_eq!(gaps(kustomization), [message], "{kustomization}");
    }
}

#[test]
fn a_file_that_no_overlay_renders_is_judged_by_itself() {
    let project =
        run(&[("app/kustomization.yaml", "resources: [gone.yaml]\n"), ("app/pod.yaml", POD)]);
    let unit = crate::Unit::open(&project, crate::Part::Manifest(0));
    assert!(unit.subjects().iter().any(|subject| subject.container().is_some()));
}

#[test]
fn a_patch_that_nothing_applies_is_a_gap() {
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: c, args: [x] }] } } }\n";
    let project = run(&[("patch.yaml", patch), ("pod.yaml", POD)]);
    assert_eq!(project.gaps.len(), 1);
    let unit = crate::Unit::open(&project, crate::Part::Manifest(0));
    assert!(unit.subjects().iter().all(|subject| subject.container().is_none()));
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
