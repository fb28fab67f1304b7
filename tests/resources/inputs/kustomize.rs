//! Kustomizations, whose layers read, copy and change the objects of those below.

use super::text::fill;
use super::{Construct, Files};

macro_rules! row {
    ($name:literal, $files:expr) => {
        Construct { name: $name, files: $files }
    };
    ($name:literal, $key:literal over $objects:ident, $one:expr) => {
        Construct {
            name: $name,
            files: |n| over($objects(n / 2), &format!(concat!($key, ":\n{}"), fill(n / 2, $one))),
        }
    };
}

pub(super) const TABLE: &[Construct] = &[
    row!("kustomize: objects", |n| over(deployments(n), "namespace: n\n")),
    row!("kustomize: a diamond of bases", |n| layers(n, |i| format!(
        "resources: [../l{}, ../m{}]\nnamePrefix: a-\n",
        i + 1,
        i + 1
    ))),
    row!("kustomize: a diamond of components", |n| {
        let mut files = layers(n, |i| {
            format!(
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncomponents: [../l{}, ../m{}]\n",
                i + 1,
                i + 1
            )
        });
        files.push((
            "top/kustomization.yaml".into(),
            "resources: [o.yaml]\ncomponents: [../l0]\n".into(),
        ));
        files.push(("top/o.yaml".into(), deployments(1)));
        files
    }),
    row!("kustomize: a chain of bases over many objects", |n| {
        let mut files: Files = (0..60)
            .map(|i| {
                (
                    format!("l{i}/kustomization.yaml"),
                    format!(
                        "resources: [../l{}]\nnamePrefix: p{i}-\ncommonLabels: {{l{i}: a}}\n",
                        i + 1
                    ),
                )
            })
            .collect();
        files.push(("l60/kustomization.yaml".into(), "resources: [o.yaml]\n".into()));
        files.push(("l60/o.yaml".into(), deployments(n)));
        files
    }),
    row!("kustomize: overlays of one large base", |n| {
        let mut files: Files = (0..(n / 100).max(2))
            .map(|i| {
                (
                    format!("o{i}/kustomization.yaml"),
                    format!("resources: [../base]\nnamePrefix: o{i}-\n"),
                )
            })
            .collect();
        files.extend(
            over(deployments(n / 2), "")
                .into_iter()
                .map(|(path, text)| (format!("base/{path}"), text)),
        );
        files
    }),
    row!("kustomize: one file many times", |n| {
        vec![
            (
                "kustomization.yaml".into(),
                format!("resources:\n{}", fill(n / 2, |_| "- o.yaml\n".to_owned())),
            ),
            ("o.yaml".into(), deployments(n / 2)),
        ]
    }),
    row!("kustomize: names of no file", |n| vec![(
        "kustomization.yaml".into(),
        format!("resources:\n{}", fill(n, |i| format!("- f{i}.yaml\n")))
    )]),
    row!("kustomize: images over objects", "images" over deployments, |i| format!("- {{name: a{i}, newTag: b}}\n")),
    row!("kustomize: images that match over objects", "images" over deployments, |i| format!("- {{name: a, newTag: b{i}}}\n")),
    row!("kustomize: images by patterns over objects", "images" over deployments, |i| format!("- {{name: 'a.*.*{i}', newTag: b}}\n")),
    row!("kustomize: patches over objects", "patches" over deployments, |i| format!("- {{patch: '{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d{i}}}, spec: {{replicas: 2}}}}'}}\n")),
    row!("kustomize: patches of all objects", "patches" over deployments, |i| format!("- {{target: {{kind: Deployment}}, patch: '{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: x, labels: {{l{i}: a}}}}}}'}}\n")),
    row!("kustomize: patches by patterns over objects", "patches" over deployments, |i| format!("- {{target: {{name: 'd.*.*.*x{i}'}}, patch: '[{{op: add, path: /metadata/labels, value: {{}}}}]'}}\n")),
    row!("kustomize: patches by labels over objects", "patches" over deployments, |i| format!("- {{target: {{labelSelector: 'app=a,l{i}!=b'}}, patch: '[{{op: add, path: /spec/replicas, value: {i}}}]'}}\n")),
    row!("kustomize: JSON patches over objects", "patches" over deployments, |i| format!("- {{target: {{kind: Deployment, name: d{i}}}, patch: '[{{op: add, path: /spec/replicas, value: 1}}]'}}\n")),
    row!("kustomize: JSON patches of one object", |n| over(
        deployments(1),
        &format!(
            "patches:\n- target: {{kind: Deployment}}\n  patch: |-\n{}",
            fill(n, |i| format!(
                "    - {{op: add, path: /spec/template/spec/containers/0, value: {{name: x{i}}}}}\n"
            ))
        )
    )),
    row!("kustomize: JSON patches that copy", |n| over(
        deployments(1),
        &format!(
            "patches:\n- target: {{kind: Deployment}}\n  patch: |-\n{}",
            fill(n, |i| format!(
                "    - {{op: copy, from: /spec, path: /metadata/a{i}}}\n    - {{op: copy, from: /metadata, path: /spec/a{i}}}\n"
            ))
        )
    )),
    row!("kustomize: strategic patches over objects", "patchesStrategicMerge" over deployments, |i| format!("- '{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d{i}}}, spec: {{replicas: 2}}}}'\n")),
    row!("kustomize: a patch of many containers", |n| {
        let list = |key: &str| fill(n / 2, |i| format!("      - {{name: c{i}, {key}: a}}\n"));
        let object = |list: String| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d}}\nspec:\n  template:\n    spec:\n      containers:\n{list}"
            )
        };
        let mut files = over(object(list("image")), "patches: [{path: p.yaml}]\n");
        files.push(("p.yaml".into(), object(list("command"))));
        files
    }),
    row!("kustomize: a patch of many finalizers", |n| {
        let object = |from: usize| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  finalizers:\n{}",
                fill(n / 2, |i| format!("  - f{}\n", i + from))
            )
        };
        let mut files = over(object(0), "patches: [{path: p.yaml}]\n");
        files.push(("p.yaml".into(), object(1_000_000)));
        files
    }),
    row!("kustomize: replacements over objects", "replacements" over deployments, |i| format!("- {{source: {{kind: Deployment, name: d{i}}}, targets: [{{select: {{kind: Deployment, name: d{i}}}, fieldPaths: [spec.replicas], options: {{create: true}}}}]}}\n")),
    row!("kustomize: replacements in all objects", "replacements" over deployments, |i| format!("- {{source: {{kind: Deployment, name: d{i}}}, targets: [{{select: {{kind: Deployment}}, fieldPaths: [metadata.labels.l{i}], options: {{create: true}}}}]}}\n")),
    row!("kustomize: replacements that double a value", |n| {
        let steps = fill(n, |_| {
            "- {source: {kind: Deployment, name: d0}, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations], options: {create: true}}]}\n".to_owned()
        });
        over(deployments(1), &format!("replacements:\n{steps}"))
    }),
    row!("kustomize: variables over objects", "vars" over deployments, |i| format!("- {{name: V{i}, objref: {{kind: Deployment, name: d{i}, apiVersion: apps/v1}}}}\n")),
    row!("kustomize: variables in a large command", |n| {
        let words = fill(n / 2, |i| format!("$(V{i}) "));
        let vars = fill(n / 2, |i| {
            format!("- {{name: V{i}, objref: {{kind: Pod, name: p, apiVersion: v1}}}}\n")
        });
        over(
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{{name: c, image: a, args: ['{words}']}}]}}\n"
            ),
            &format!("vars:\n{vars}"),
        )
    }),
    row!("kustomize: replicas over objects", "replicas" over deployments, |i| format!("- {{name: d{i}, count: 2}}\n")),
    row!("kustomize: labels over objects", "labels" over deployments, |i| format!("- {{pairs: {{l{i}: a}}}}\n")),
    row!("kustomize: common labels over objects", "commonLabels" over deployments, |i| format!("  l{i}: a\n")),
    row!("kustomize: common annotations over objects", "commonAnnotations" over deployments, |i| format!("  l{i}: a\n")),
    row!("kustomize: generators", |n| over(
        String::new(),
        &format!(
            "configMapGenerator:\n{}",
            fill(n, |i| format!("- {{name: g{i}, literals: [a=b]}}\n"))
        )
    )),
    row!("kustomize: generators of secrets", |n| over(
        String::new(),
        &format!(
            "secretGenerator:\n{}",
            fill(n, |i| format!("- {{name: g{i}, literals: [a=b]}}\n"))
        )
    )),
    row!("kustomize: generators and what refers to them", |n| {
        let generators = format!(
            "configMapGenerator:\n{}",
            fill(n / 2, |i| format!("- {{name: g{i}, literals: [a=b]}}\n"))
        );
        let pods = fill(n / 2, |i| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}}}\nspec: {{containers: [{{name: c, image: a, envFrom: [{{configMapRef: {{name: g{i}}}}}]}}]}}\n"
            )
        });
        over(pods, &generators)
    }),
    row!("kustomize: values of one generator", |n| over(
        String::new(),
        &format!(
            "configMapGenerator:\n- name: g\n  literals:\n{}",
            fill(n, |i| format!("  - k{i}=v\n"))
        )
    )),
    row!("kustomize: generators that merge", |n| over(
        String::new(),
        &format!(
            "configMapGenerator:\n- {{name: g, literals: [a=b]}}\n{}",
            fill(n, |i| format!("- {{name: g, behavior: merge, literals: [k{i}=v]}}\n"))
        )
    )),
    row!("kustomize: generators of one large file", |n| {
        let mut files = over(
            String::new(),
            &format!(
                "configMapGenerator:\n{}",
                fill(n / 2, |i| format!("- {{name: g{i}, files: [big.txt]}}\n"))
            ),
        );
        files.push(("big.txt".into(), "x".repeat(n / 2)));
        files
    }),
    row!("kustomize: names that refer to each other", |n| {
        let objects = fill(n, |i| {
            format!(
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{i}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}}}\nspec: {{containers: [{{name: c, image: a, envFrom: [{{configMapRef: {{name: m{i}}}}}]}}]}}\n"
            )
        });
        over(objects, "namePrefix: a-\n")
    }),
    row!("kustomize: configurations over objects", |n| {
        let mut files = over(deployments(n / 2), "configurations: [c.yaml]\nnamePrefix: a-\n");
        files.push((
            "c.yaml".into(),
            format!("namePrefix:\n{}", fill(n / 2, |i| format!("- {{path: metadata/p{i}}}\n"))),
        ));
        files
    }),
    row!("kustomize: references of a configuration", |n| {
        let mut files = over(deployments(n / 2), "configurations: [c.yaml]\nnamePrefix: a-\n");
        files.push((
            "c.yaml".into(),
            format!(
                "nameReference:\n- kind: Deployment\n  fieldSpecs:\n{}",
                fill(n / 2, |i| format!("  - {{path: spec/p{i}, kind: Deployment}}\n"))
            ),
        ));
        files
    }),
    row!("kustomize: transformers", |n| {
        let mut files = over(deployments(n / 2), "transformers: [t.yaml]\n");
        files.push(("t.yaml".into(), fill(n / 2, |i| format!("---\napiVersion: builtin\nkind: LabelTransformer\nmetadata: {{name: t{i}}}\nlabels: {{l{i}: a}}\nfieldSpecs: [{{path: metadata/labels, create: true}}]\n"))));
        files
    }),
];

/// A kustomization over a file of objects.
fn over(objects: String, text: &str) -> Files {
    let resources = if objects.is_empty() { "" } else { "resources: [o.yaml]\n" };
    let mut files = vec![("kustomization.yaml".to_owned(), format!("{resources}{text}"))];
    if !objects.is_empty() {
        files.push(("o.yaml".to_owned(), objects));
    }
    files
}

fn deployments(n: usize) -> String {
    fill(n, |i| {
        format!(
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d{i}, labels: {{app: a}}}}\nspec: {{replicas: 1, template: {{spec: {{containers: [{{name: c, image: a}}]}}}}}}\n"
        )
    })
}

/// As many layers of two folders as fit, at most those that a rendering accepts.
fn layers(n: usize, one: impl Fn(usize) -> String) -> Files {
    let m = (n / 2 / one(10).len()).clamp(2, 50);
    let mut files: Files = (0..m)
        .flat_map(|i| ["l", "m"].map(|it| (format!("{it}{i}/kustomization.yaml"), one(i))))
        .collect();
    for it in ["l", "m"] {
        files.push((format!("{it}{m}/kustomization.yaml"), "resources: [o.yaml]\n".into()));
        files.push((
            format!("{it}{m}/o.yaml"),
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {it}}}\n"),
        ));
    }
    files
}
