//! `--since` and `--staged` when nothing that is found is about a changed line: what the tree as it was did not have
//! counts, and nothing else does.

use crate::changes::Repository;
use crate::tree::{PRIVILEGED, Run};

/// Files before, and what became of them; `None` of a file that is deleted.
struct Case {
    before: &'static [(&'static str, &'static str)],
    after: &'static [(&'static str, Option<&'static str>)],
}

impl Case {
    /// Asserts that this counts, whichever way one asks.
    #[track_caller]
    fn counts(&self, found: &str) {
        let Some(repository) = Repository::new(self.before) else { return };
        all(&repository, "").without(&[found]);
        apply(&repository, self.after);
        for how in ["--since HEAD", "--staged"] {
            let run = all(&repository, how);
            assert!(run.stdout.contains(found), "no `{found}` in {run}");
        }
    }
}

/// Makes changes in the work tree and the index.
fn apply(repository: &Repository, changes: &[(&str, Option<&str>)]) {
    for (path, text) in changes {
        match text {
            Some(text) => repository.0.write(path, text),
            None => std::fs::remove_file(repository.0.path(path)).unwrap(),
        }
    }
    repository.git("add --all");
}

/// What counts, a line each: the path, the rule and the verdict.
fn all(repository: &Repository, how: &str) -> Run {
    let run = repository
        .0
        .run(&format!("check --fail-on low --no-config --format json --select {RULES} {how}"));
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let active = findings.filter(|it| it["status"] == "active");
    let line = |it: &serde_json::Value| {
        format!("{} {} {}\n", it["path"], it["rule"], it["outcome"]).replace('"', "")
    };
    Run { stdout: active.map(line).collect(), ..run }
}

const RULES: &str = "root-user,undropped-capabilities,writable-root-filesystem,missing-memory-limit,\
    workload-without-network-policy,piped-download,privileged-container,syntax-error";
const STAGES: &str =
    "FROM scratch AS base\nUSER 1000\n\nFROM base AS mid\nCOPY a b\n\nFROM mid\nCMD [\"a\"]\n";

#[test]
fn a_user_of_an_earlier_stage() {
    Case {
        before: &[("Dockerfile", STAGES)],
        after: &[(
            "Dockerfile",
            Some("FROM scratch AS base\n\nFROM base AS mid\nCOPY a b\n\nFROM mid\nCMD [\"a\"]\n"),
        )],
    }
    .counts("Dockerfile root-user fail\n");
}

const POD: &str = "apiVersion: v1
kind: Pod
metadata:
  name: a
  namespace: b
spec:
  securityContext:
    runAsUser: 1000
  containers:
    - name: app
      image: app:1.2.3
";
const BARE_POD: &str = "apiVersion: v1
kind: Pod
metadata:
  name: a
  namespace: b
spec:
  containers:
    - name: app
      image: app:1.2.3
";

#[test]
fn a_security_context_of_the_pod() {
    let case = Case { before: &[("pod.yaml", POD)], after: &[("pod.yaml", Some(BARE_POD))] };
    case.counts("pod.yaml root-user review\n");
}

const BASE: &str =
    "services:\n  base:\n    image: app:1.2.3\n    cap_drop: [ALL]\n    read_only: true\n";
const EXTENDS: &str = "services:\n  web:\n    extends: {file: base.yaml, service: base}\n";

#[test]
fn what_a_service_extends() {
    const WITHOUT_DROP: &str = "services:\n  base:\n    image: app:1.2.3\n    read_only: true\n";
    Case {
        before: &[("base.yaml", BASE), ("compose.yaml", EXTENDS)],
        after: &[("base.yaml", Some(WITHOUT_DROP))],
    }
    .counts("undropped-capabilities fail\n");
}

#[test]
fn what_an_anchor_holds() {
    Case {
        before: &[("compose.yaml", "x-safe: &safe\n  tty: true\n  read_only: true\nservices:\n  web:\n    <<: *safe\n    image: app:1.2.3\n")],
        after: &[("compose.yaml", Some("x-safe: &safe\n  tty: true\nservices:\n  web:\n    <<: *safe\n    image: app:1.2.3\n"))],
    }
    .counts("compose.yaml writable-root-filesystem fail\n");
}

const OVERLAY: &[(&str, &str)] = &[
    ("base/kustomization.yaml", "resources: [pod.yaml]\n"),
    ("base/pod.yaml", BARE_POD),
    ("prod/kustomization.yaml", "resources: [../base]\npatches:\n  - path: patch.yaml\n"),
    (
        "prod/patch.yaml",
        "apiVersion: v1
kind: Pod
metadata: {name: a, namespace: b}
spec:
  containers:
    - name: app
      tty: true
      securityContext: {capabilities: {drop: [ALL]}}
",
    ),
];

#[test]
fn patches_of_an_overlay() {
    const WEAKER: &str = "apiVersion: v1
kind: Pod
metadata: {name: a, namespace: b}
spec:
  containers:
    - name: app
      tty: true
";
    let without = ("prod/kustomization.yaml", Some("resources: [../base]\n"));
    for after in [without, ("prod/patch.yaml", Some(WEAKER)), ("prod/kustomization.yaml", None)] {
        let Some(repository) = Repository::new(OVERLAY) else { return };
        apply(&repository, &[after]);
        for how in ["--since HEAD", "--staged"] {
            all(&repository, how).expect(1, &["base/pod.yaml undropped-capabilities fail\n"]);
        }
    }
}

#[test]
fn an_override_that_hardens() {
    Case {
        before: &[
            ("compose.yaml", "services:\n  web:\n    image: app:1.2.3\n"),
            ("compose.override.yaml", "services:\n  web:\n    read_only: true\n"),
        ],
        after: &[("compose.override.yaml", None)],
    }
    .counts("compose.yaml writable-root-filesystem fail\n");
}

#[test]
fn a_direction_of_a_network_policy() {
    const BOTH: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: b}
spec:
  podSelector: {}
  policyTypes:
    - Ingress
    - Egress
";
    const ONE: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: b}
spec:
  podSelector: {}
  policyTypes:
    - Ingress
";
    Case {
        before: &[("policy.yaml", BOTH), ("pod.yaml", POD)],
        after: &[("policy.yaml", Some(ONE))],
    }
    .counts("pod.yaml workload-without-network-policy fail\n");
}

const TWO: &str = "FROM scratch\nRUN curl a | sh\nRUN curl a | sh\n";

#[test]
fn what_was_there_before_does_not_count() {
    let edits: [(&str, &str); 4] = [
        ("Dockerfile", "# a comment\nFROM scratch\n\nRUN curl a | sh\nRUN curl a | sh\n"),
        ("Dockerfile", "FROM scratch\nLABEL a=b\nRUN curl a | sh\nRUN curl a | sh\n"),
        (
            "Dockerfile",
            "FROM scratch AS other\nUSER 1000\nFROM scratch\nRUN curl a | sh\nRUN curl a | sh\n",
        ),
        (
            "compose.yaml",
            "services:\n  db:\n    image: db:1.2.3\n    stdin_open: true\n  web:\n    image: app:1.2.3\n",
        ),
    ];
    for (path, text) in edits {
        let compose =
            "services:\n  db:\n    image: db:1.2.3\n  web:\n    image: app:1.2.3\n    tty: true\n";
        let Some(repository) = Repository::new(&[("Dockerfile", TWO), ("compose.yaml", compose)])
        else {
            return;
        };
        apply(&repository, &[(path, Some(text))]);
        for how in ["--since HEAD", "--staged"] {
            let run = all(&repository, how);
            assert!(run.status == 0 && run.stdout.is_empty(), "{text}{run}");
        }
    }
}

#[test]
fn every_file_that_changed_is_compared_with_itself() {
    let files = [("a/Dockerfile", TWO), ("b/Dockerfile", STAGES), ("c/pod.yaml", PRIVILEGED)];
    let Some(repository) = Repository::new(&files) else { return };
    for (path, text) in files {
        repository.0.write(path, format!("# a comment\n{text}"));
    }
    let run = all(&repository, "--since HEAD");
    assert!(run.status == 0 && run.stdout.is_empty(), "{run}");
}

#[test]
fn one_more_of_the_same_counts_once() {
    let Some(repository) = Repository::new(&[("Dockerfile", TWO)]) else { return };
    repository.0.write("Dockerfile", TWO.replace("scratch\n", "scratch\nRUN curl a | sh\n"));
    let run = all(&repository, "--since HEAD");
    assert_eq!(run.stdout, "Dockerfile piped-download fail\n");
}

#[test]
fn a_renamed_file_is_compared_with_what_it_was() {
    let Some(repository) = Repository::new(&[("compose.yaml", EXTENDS), ("base.yaml", BASE)])
    else {
        return;
    };
    repository.git("mv base.yaml common.yaml");
    repository.0.write("compose.yaml", EXTENDS.replace("base.yaml", "common.yaml"));
    repository.git("add --all");
    let run = all(&repository, "--since HEAD");
    run.without(&["writable-root-filesystem", "undropped-capabilities"]);
    repository.0.write("common.yaml", BASE.replace("    read_only: true\n", ""));
    repository.git("add --all");
    for how in ["--since HEAD", "--staged"] {
        let run = all(&repository, how);
        run.expect(1, &["writable-root-filesystem fail\n"]).without(&["undropped-capabilities"]);
    }
}

#[test]
fn a_file_that_could_not_be_read_before_was_not_judged() {
    let Some(repository) = Repository::new(&[("compose.yaml", "services: {web: [\n")]) else {
        return;
    };
    repository.0.write("compose.yaml", "services: {web:\n  {image: 'app:1.2.3'}}\n");
    all(&repository, "--since HEAD").expect(1, &["compose.yaml writable-root-filesystem fail\n"]);
}

#[test]
fn an_ignore_comment_that_is_deleted() {
    Case {
        before: &[(
            "Dockerfile",
            "FROM scratch\n# plimsoll: ignore[piped-download] a reason\nRUN curl a | sh\n",
        )],
        after: &[("Dockerfile", Some("FROM scratch\nRUN curl a | sh\n"))],
    }
    .counts("Dockerfile piped-download fail\n");
}

#[test]
fn the_index_is_judged_and_not_the_work_tree() {
    let Some(repository) = Repository::new(&[("pod.yaml", BARE_POD)]) else { return };
    repository.0.write("pod.yaml", PRIVILEGED);
    repository.git("add --all");
    repository.0.write("pod.yaml", BARE_POD);
    all(&repository, "--staged").expect(1, &["pod.yaml privileged-container fail\n"]);
    all(&repository, "--since HEAD").expect(0, &[]);
    std::fs::remove_file(repository.0.path("pod.yaml")).unwrap();
    all(&repository, "--staged").expect(1, &["pod.yaml privileged-container fail\n"]);
    repository.git("reset --quiet --hard");
    repository.0.write("pod.yaml", PRIVILEGED);
    all(&repository, "--staged").expect(0, &[]).without(&["pod.yaml"]);
}

#[test]
fn the_file_of_env_file() {
    const COMPOSE: &str =
        "services:\n  web:\n    image: app:${TAG}\n    env_file: a.env\n    read_only: true\n";
    let files = [("compose.yaml", COMPOSE), ("a.env", "A=b\n"), (".gitignore", ".env\n")];
    let Some(repository) = Repository::new(&files) else { return };
    // What git ignores is the same in both trees.
    repository.0.write(".env", "TAG=1.2.3\n");
    repository.0.write("compose.yaml", COMPOSE.replace("services", "# a comment\nservices"));
    let select = "--select invalid-compose,undropped-capabilities,unpinned-image --no-config";
    let check = |how: &str| repository.0.run(&format!("check --format json {select} {how}"));
    check("--since HEAD").expect(0, &["unchanged"]).without(&[r#""status":"active""#]);
    std::fs::remove_file(repository.0.path("a.env")).unwrap();
    repository.git("add --all");
    for how in ["--since HEAD", "--staged"] {
        check(how).expect(0, &[r#""status":"active","message":"there is no file `a.env`"#]);
    }
}

#[test]
fn a_configuration_judges_both_trees() {
    let Some(repository) = Repository::new(&[("pod.yaml", PRIVILEGED)]) else { return };
    repository.0.write("plimsoll.yaml", "rules: {writable-root-filesystem: high}\n");
    repository.git("add --all");
    let files = ["--since HEAD", "--staged"];
    for how in files {
        repository.0.check(how).expect(0, &[]);
    }
}
