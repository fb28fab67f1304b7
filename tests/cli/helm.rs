//! Charts through the command line: what they render, what is found in it, and where.

use crate::tree::Tree;

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";
const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  containers:
    - name: web
      image: {{ .Values.image }}
      securityContext: {{ toYaml .Values.securityContext | nindent 8 }}
";
const VALUES: &str = "image: web:1.2.3\nsecurityContext:\n  privileged: true\n";

fn chart() -> Tree {
    Tree::new([
        ("shop/Chart.yaml", CHART),
        ("shop/values.yaml", VALUES),
        ("shop/templates/pod.yaml", POD),
    ])
}

#[test]
fn a_finding_lies_at_the_leaf_of_values_yaml() {
    let run = chart().run("check --format concise");
    run.expect(1, &["shop/values.yaml:3:3: critical[privileged-container]"]);
}

#[test]
fn ignores_count_in_values_and_in_templates() {
    let tree = chart();
    let ignored = "securityContext:\n  # plimsoll: ignore[privileged-container] it mounts disks\n  privileged: true\n";
    tree.write("shop/values.yaml", format!("image: web:1.2.3\n{ignored}"));
    let pod = POD.replace(
        "    - name: web",
        "    # plimsoll: ignore[missing-memory-limit] for now\n    - name: web",
    );
    tree.write("shop/templates/pod.yaml", pod);
    tree.run("check --format concise").without(&[
        "privileged-container",
        "missing-memory-limit",
        "unused-ignore",
    ]);
}

#[test]
fn a_chart_that_cannot_be_rendered_is_one_gap() {
    let tree = chart();
    let needs =
        "dependencies:\n  - {name: db, version: 1.x, repository: 'https://charts.example'}\n";
    tree.write("shop/Chart.yaml", format!("{CHART}{needs}"));
    tree.write("shop/templates/other.yaml", POD);
    let run = tree.run("check --format json");
    // The chart and each of its templates are lost files, told of once.
    run.expect(0, &["\"judged\":1,\"errors\":0,\"gaps\":3", "\"gaps\":1},"]);
    assert_eq!(run.stdout.matches("helm dependency build shop").count(), 1, "{run}");
    tree.run("check --fail-on-gaps").expect(1, &[]);
}

#[test]
fn a_template_that_fails_is_named_with_its_line() {
    let tree = chart();
    tree.write("shop/templates/pod.yaml", "a: b\nc: {{ required \"set a host\" .Values.host }}\n");
    let run = tree.run("check --format json");
    run.expect(0, &["`shop/templates/pod.yaml:2`: it refuses its default values: set a host"]);
}

#[test]
fn a_subchart_is_judged_as_its_parent_renders_it() {
    let tree = chart();
    tree.write("shop/charts/db/Chart.yaml", CHART.replace("shop", "db"));
    tree.write("shop/charts/db/values.yaml", VALUES.replace("true", "false"));
    tree.write("shop/charts/db/templates/pod.yaml", POD);
    tree.write(
        "shop/values.yaml",
        format!("{VALUES}db:\n  securityContext:\n    privileged: true\n"),
    );
    let run = tree.run("check --format concise");
    run.expect(1, &["shop/values.yaml:6:5: critical[privileged-container]"]);
}

#[test]
fn what_files_do_not_decide_is_a_review() {
    let tree = chart();
    tree.write("shop/values.yaml", "image: web:1.2.3\nsecurityContext: {}\n");
    let random =
        POD.replace("{{ .Values.image }}", "registry.example/{{ randAlphaNum 8 | lower }}");
    tree.write("shop/templates/pod.yaml", random);
    let run = tree.run("check -v --format concise");
    run.expect(0, &["review[unpinned-image]"]);
}

#[test]
fn resolve_prints_what_helm_would_install() {
    let tree = chart();
    let objects = tree.run("resolve shop");
    objects.expect(0, &["name: release-name", "privileged: true"]);
    tree.write("prod.yaml", "securityContext: {privileged: false}\n");
    tree.run("resolve shop --values prod.yaml").expect(0, &["privileged: false"]);
    let path = "Pod/release-name:spec.containers[web].securityContext.privileged";
    let story = tree.run(&format!("resolve shop --explain {path}"));
    story.expect(
        0,
        &["shop/values.yaml:3:15: written here", "shop/templates/pod.yaml:9:27: rendered here"],
    );
}

#[test]
fn a_library_chart_is_no_gap() {
    let tree = chart();
    tree.write("lib/Chart.yaml", format!("{}type: library\n", CHART.replace("shop", "lib")));
    tree.write("lib/templates/_a.tpl", "{{ define \"a\" }}{{ end }}");
    tree.run("check --format json").expect(1, &["\"gaps\":[]"]);
}
