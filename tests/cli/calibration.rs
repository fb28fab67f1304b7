//! What the score has to say of estates about which there is no doubt.

use crate::tree::Tree;

fn score(files: &[(&str, &str)]) -> serde_json::Value {
    let tree = Tree::new(files.iter().copied());
    let run = tree.run("check --no-config --exit-zero --format json");
    serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()["scores"][0].clone()
}

fn of_service(keys: &str) -> f64 {
    let text = format!("services:\n  web:\n    {}\n{NETWORKS}", keys.replace('\n', "\n    "));
    score(&[("compose.yaml", &text)])["score"].as_f64().unwrap()
}

const NETWORKS: &str = "networks:\n  front: {}\n";
const IMAGE: &str = "image: registry.example.com/web:1.4.2";

#[test]
fn a_bare_service_is_rated_by_its_user() {
    let user = of_service(&format!("{IMAGE}\nuser: \"1000\""));
    let root = of_service(&format!("{IMAGE}\nuser: \"0\""));
    assert!((40.0..=60.0).contains(&user), "{user}");
    assert!(root < 40.0, "{root}");
}

#[test]
fn whoever_hands_over_the_host_has_the_last_grade() {
    for key in ["privileged: true", "volumes: [\"/var/run/docker.sock:/var/run/docker.sock\"]"] {
        let text = format!("services:\n  web:\n    {IMAGE}\n    user: \"1000\"\n    {key}\n");
        let score = score(&[("compose.yaml", &text)]);
        assert_eq!(score["grade"], "F", "{key}: {score}");
    }
}

const RESTRICTED: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      resources: {limits: {memory: 256Mi, cpu: 500m}, requests: {memory: 128Mi, cpu: 100m}}
      readinessProbe: {httpGet: {path: /, port: 8080}}
      livenessProbe: {httpGet: {path: /, port: 8080}}
";

#[test]
fn a_restricted_pod_with_limits_and_probes_is_well_defended() {
    let whole = score(&[("pod.yaml", RESTRICTED)])["score"].as_f64().unwrap();
    assert!(whole >= 90.0, "{whole}");
    let bare = RESTRICTED.replace(", seccompProfile: {type: RuntimeDefault}", "");
    let bare = score(&[("pod.yaml", &bare)])["score"].as_f64().unwrap();
    assert!(bare < whole, "{bare}");
}

#[test]
fn every_step_of_hardening_raises_the_score() {
    const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let steps = [
        "user: \"1000\"",
        "cap_drop: [ALL]",
        "security_opt: [\"no-new-privileges:true\"]",
        "read_only: true",
        "mem_limit: 256m",
        "cpus: 0.5",
        "pids_limit: 200",
        "networks: [front]",
        "healthcheck: {test: [CMD, /bin/healthy]}",
    ];
    let mut keys = IMAGE.to_owned();
    let mut before = of_service(&keys);
    for step in steps {
        keys = format!("{keys}\n{step}");
        let after = of_service(&keys);
        assert!(after > before, "{step}: {before} and then {after}");
        before = after;
    }
    let pinned = of_service(&keys.replace(":1.4.2", &format!(":1.4.2@{DIGEST}")));
    assert!(pinned > before, "a digest: {before} and then {pinned}");
    assert!(pinned >= 99.9, "{pinned}");
}

#[test]
fn each_step_raises_the_score_of_a_bare_service_by_itself() {
    let bare = format!("{IMAGE}\nuser: \"0\"");
    let before = of_service(&bare);
    for step in ["cap_drop: [ALL]", "read_only: true", "pids_limit: 200", "networks: [front]"] {
        let after = of_service(&format!("{bare}\n{step}"));
        assert!(after > before, "{step}: {before} and then {after}");
    }
}

#[test]
fn where_little_was_judged_there_is_no_grade() {
    let remote = "resources: [\"https://example.com/all.yaml\"]\n";
    let files = [
        ("a/kustomization.yaml", remote),
        ("b/kustomization.yaml", remote),
        ("pod.yaml", RESTRICTED),
    ];
    let tree = Tree::new(files);
    let run = tree.run("check --no-config");
    run.expect(0, &["score: not graded (", " of what was found could be judged; between "]);
    tree.run("check --no-config --min-score 1").expect(2, &["so it has no score"]);
    tree.run("check --no-config --explain-score")
        .expect(0, &["privileges and capabilities", "not graded"]);
}
