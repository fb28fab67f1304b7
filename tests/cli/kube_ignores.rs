//! Ignores of other tools in manifests: by comments and by annotations, of the object and of its pods.

use crate::tree::Tree;

/// A deployment whose only container is privileged and shares the process ids of its node.
fn deployment(annotations: &str, of_pods: &str, comment: &str) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: a
  annotations: {{{annotations}}}
spec:
  template:
    metadata:
      annotations: {{{of_pods}}}
    spec:
      hostPID: true
      containers:
        - name: app
          image: a/a:1.2.3
          securityContext:
            {comment}
            privileged: true
"
    )
}

/// The rules that fail, in the order of the places.
fn failing(text: &str) -> String {
    let tree = Tree::new([("a.yaml", text)]);
    let run =
        tree.check("--select privileged-container,host-namespace,unused-ignore,unknown-ignore");
    let lines = run.stdout.lines().filter(|line| line.starts_with("a.yaml"));
    let rules = lines.filter_map(|line| line.split_once('[')?.1.split_once(']'));
    rules.map(|(rule, _)| rule).collect::<Vec<_>>().join(" ")
}

#[test]
fn annotations_of_every_tool_silence_what_they_name() {
    for annotation in [
        "checkov.io/skip1: CKV_K8S_16=vendor image",
        "bridgecrew.io/skip2: CKV_K8S_16",
        "cortex.io/skip3: CKV_K8S_16=x",
        "ignore-check.kube-linter.io/privileged-container: vendor image",
        "kube-score/ignore: container-security-context-privileged",
        "polaris.fairwinds.com/runAsPrivileged-exempt: \"true\"",
    ] {
        assert_eq!(failing(&deployment(annotation, "", "")), "host-namespace", "{annotation}");
        assert_eq!(failing(&deployment("", annotation, "")), "host-namespace", "{annotation}");
    }
    for annotation in ["kube-linter.io/ignore-all: x", "polaris.fairwinds.com/exempt: \"true\""] {
        assert_eq!(failing(&deployment(annotation, "", "")), "", "{annotation}");
    }
}

#[test]
fn comments_of_every_tool_silence_what_they_name() {
    for comment in [
        "# checkov:skip=CKV_K8S_16:vendor image",
        "# trivy:ignore:KSV-0017",
        "# trivy:ignore:AVD-KSV-0017",
        "# trivy:ignore:KSV-0017:exp:2999-01-01",
        "# trivy:ignore:*",
        "# bridgecrew:skip=CKV_K8S_16",
    ] {
        assert_eq!(failing(&deployment("", "", comment)), "host-namespace", "{comment}");
    }
}

#[test]
fn a_skip_silences_no_more_than_it_names() {
    let text =
        deployment("\"checkov.io/skip1\": \"CKV_K8S_17=the agent\\nreads processes\"", "", "");
    assert_eq!(failing(&text), "privileged-container");
    let text = deployment("polaris.fairwinds.com/runAsPrivileged-exempt: \"false\"", "", "");
    assert_eq!(failing(&text), "host-namespace privileged-container");
}
