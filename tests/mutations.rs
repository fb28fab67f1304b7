//! Each hardening key of the estate is there for a reason: without it, the right rule speaks and the score does not rise.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

const COMPOSE: &str = "docker-compose.enterprise.yml";
const DOCKERFILE: &str = "Dockerfile.enterprise";
const POD: &str = "k8s/base/harbour.yaml";
const POLICIES: &str = "k8s/base/network-policies.yaml";
const NAMESPACE: &str = "k8s/overlays/production/namespace.yaml";
const SECRET: &str = "k8s/base/external-secret.yaml";
const QUOTA: &str = "k8s/base/quota.yaml";
const WORKFLOW: &str = ".github/workflows/container-security.yml";
const PROMETHEUS: &str = "prometheus/prometheus.yml";
const DAEMON: &str = "daemon/daemon.json";
const SECCOMP: &str = "security/seccomp.json";
const APPARMOR: &str = "security/apparmor/harbour";

/// Rules that are off unless somebody asks for them, and whose keys the estate has all the same.
const ASKED_FOR: &str = "missing-daemon-hardening,missing-disruption-budget,missing-log-rotation,missing-ulimits,\
                         single-replica,unlimited-disk";

/// What is broken: a file, a text that occurs in it, what stands there instead, and the rule that must say so.
const MUTATIONS: &[(&str, &str, &str, &str)] = &[
    (COMPOSE, "  user: \"1000:1000\"\n", "  user: \"0:0\"\n", "root-user"),
    (COMPOSE, "  read_only: true\n", "", "writable-root-filesystem"),
    (COMPOSE, "  ipc: private\n", "  ipc: host\n", "host-namespace"),
    (COMPOSE, "  init: true\n", "  privileged: true\n", "privileged-container"),
    (COMPOSE, "  init: true\n", "  cap_add: [SYS_ADMIN]\n", "added-capabilities"),
    (COMPOSE, "  cap_drop: [ALL]\n", "", "undropped-capabilities"),
    (COMPOSE, "no-new-privileges:true", "no-new-privileges:false", "privilege-escalation"),
    (COMPOSE, "seccomp=./security/seccomp.json", "seccomp=unconfined", "seccomp-unconfined"),
    (COMPOSE, "apparmor=harbour", "apparmor=unconfined", "apparmor-unconfined"),
    (COMPOSE, "  mem_limit: 512m\n", "", "missing-memory-limit"),
    (COMPOSE, "  cpus: 1.0\n", "", "missing-cpu-limit"),
    (COMPOSE, "  pids_limit: 128\n", "", "missing-pids-limit"),
    (COMPOSE, "restart: on-failure:5", "restart: always", "unlimited-restart"),
    (COMPOSE, "127.0.0.1:8000:8000", "8000:8000", "port-on-all-interfaces"),
    (COMPOSE, "127.0.0.1:8000:8000", "127.0.0.1:80:8000", "privileged-port"),
    (COMPOSE, "./docs:/usr", "/etc:/usr", "sensitive-host-mount"),
    (COMPOSE, "./docs:/usr", "/var/run/docker.sock:/usr", "runtime-socket-mount"),
    (
        COMPOSE,
        "test: [CMD, wget, --quiet, --spider, \"http://127.0.0.1:8080/\"]",
        "test: []",
        "missing-healthcheck",
    ),
    (
        COMPOSE,
        "_KEY_FILE: /run/secrets/ledger_signing_key",
        "_SECRET: Halyard-hunter2-4Tz",
        "secret-in-env",
    ),
    (
        COMPOSE,
        "target: production\n",
        "target: production\n      args: {API_TOKEN: Halyard-hunter2-4Tz}\n",
        "secret-in-build-arg",
    ),
    (
        COMPOSE,
        "nginx-unprivileged:1.29.1-alpine3.22@sha256:",
        "nginx-unprivileged:latest # ",
        "unpinned-image",
    ),
    (
        DOCKERFILE,
        "FROM python:3.13.7-slim-trixie",
        "FROM python:latest AS floating\nFROM python:3.13.7-slim-trixie",
        "unpinned-image",
    ),
    (DOCKERFILE, "USER 65532:65532\n", "USER root\n", "root-user"),
    (
        DOCKERFILE,
        "COPY --chown=0:0 harbour/ harbour/\nEXPOSE 8000\nSTOPSIGNAL",
        "ADD --chown=0:0 harbour/ harbour/\nEXPOSE 8000\nSTOPSIGNAL",
        "add-instead-of-copy",
    ),
    (
        DOCKERFILE,
        "STOPSIGNAL SIGTERM\n",
        "ADD https://downloads.example.com/agent.tar.gz /opt/\n",
        "remote-add",
    ),
    (
        DOCKERFILE,
        "STOPSIGNAL SIGTERM\n",
        "RUN curl -fsSL https://downloads.example.com/install.sh | sh\n",
        "piped-download",
    ),
    (
        DOCKERFILE,
        "pip install --require-hashes",
        "pip install --trusted-host pypi.example.com",
        "disabled-tls-verification",
    ),
    (
        DOCKERFILE,
        "STOPSIGNAL SIGTERM\n",
        "ARG API_TOKEN=Halyard-hunter2-4Tz\n",
        "secret-in-build-arg",
    ),
    (POD, "        runAsUser: 65532\n", "        runAsUser: 0\n", "root-user"),
    (POD, "      enableServiceLinks: false\n", "      hostNetwork: true\n", "host-namespace"),
    (POD, "privileged: false", "privileged: true", "privileged-container"),
    (
        POD,
        "allowPrivilegeEscalation: false",
        "allowPrivilegeEscalation: true",
        "privilege-escalation",
    ),
    (
        POD,
        "readOnlyRootFilesystem: true",
        "readOnlyRootFilesystem: false",
        "writable-root-filesystem",
    ),
    (POD, "drop: [ALL]", "drop: [NET_RAW]", "undropped-capabilities"),
    (POD, "drop: [ALL]", "add: [SYS_ADMIN]", "added-capabilities"),
    (
        POD,
        "        seccompProfile:\n          type: RuntimeDefault",
        "        seccompProfile:\n          type: Unconfined",
        "seccomp-unconfined",
    ),
    (
        POD,
        "        appArmorProfile:\n          type: RuntimeDefault",
        "        appArmorProfile:\n          type: Unconfined",
        "apparmor-unconfined",
    ),
    (
        POD,
        "_KEY_FILE\n              value: /run/secrets/harbour/ledger_signing_key",
        "_SECRET\n              value: Halyard-hunter2-4Tz",
        "secret-in-env",
    ),
    (
        POD,
        "          emptyDir:\n            medium: Memory\n            sizeLimit: 64Mi\n",
        "          hostPath:\n            path: /etc\n",
        "sensitive-host-mount",
    ),
    (
        POD,
        "          emptyDir:\n            medium: Memory\n            sizeLimit: 64Mi\n",
        "          hostPath:\n            path: /run/containerd/containerd.sock\n",
        "runtime-socket-mount",
    ),
    (POD, "harbour/distroless:1.4.0@sha256:", "harbour/distroless:latest # ", "unpinned-image"),
    (
        COMPOSE,
        "    driver: json-file\n    options: {max-size: 10m, max-file: \"5\"}",
        "    driver: none",
        "disabled-logging",
    ),
    (COMPOSE, "{max-size: 10m, max-file: \"5\"}", "{}", "missing-log-rotation"),
    (COMPOSE, "/tmp:size=64m,", "/tmp:", "unlimited-disk"),
    (
        COMPOSE,
        "  ulimits:\n    core: 0\n    nofile: {soft: 4096, hard: 8192}\n    nproc: 256\n",
        "",
        "missing-ulimits",
    ),
    (COMPOSE, "networks: [docs]", "network_mode: bridge", "default-bridge-network"),
    (COMPOSE, "  init: true\n", "  cgroup: host\n", "host-namespace"),
    (COMPOSE, "  init: true\n", "  devices: [/dev/mem]\n", "device-access"),
    (COMPOSE, "  init: true\n", "  oom_kill_disable: true\n", "disabled-oom-killer"),
    (COMPOSE, "    - apparmor=harbour\n", "    - label=disable\n", "selinux-disabled"),
    (COMPOSE, "    - apparmor=harbour\n", "    - systempaths=unconfined\n", "masked-paths-off"),
    (
        COMPOSE,
        "  development: *published\n",
        "  development: {driver: overlay}\n",
        "unencrypted-overlay",
    ),
    (DOCKERFILE, " -exec chmod a-s {} +", " -exec chmod u+s {} +", "setuid-bit"),
    (
        DOCKERFILE,
        "HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \\\n    CMD [\"python\"",
        "LABEL check=\"[\"",
        "missing-healthcheck",
    ),
    (
        POD,
        "automountServiceAccountToken: false",
        "automountServiceAccountToken: true",
        "service-account-token-automount",
    ),
    (POD, "              memory: 512Mi\n", "              memory: 512m\n", "resource-unit-slip"),
    (
        POD,
        "            privileged: false\n",
        "            procMount: Unmasked\n",
        "masked-paths-off",
    ),
    (
        POD,
        "        fsGroup: 65532\n",
        "        fsGroup: 65532\n        seLinuxOptions: {type: spc_t}\n",
        "selinux-disabled",
    ),
    (
        POD,
        "        fsGroup: 65532\n",
        "        fsGroup: 65532\n        sysctls: [{name: kernel.msgmax, value: \"1\"}]\n",
        "unsafe-sysctl",
    ),
    (
        POD,
        "        fsGroup: 65532\n",
        "        fsGroup: 65532\n        windowsOptions: {hostProcess: true}\n",
        "windows-host-process",
    ),
    (
        POD,
        "              containerPort: 8000\n",
        "              containerPort: 8000\n              hostPort: 8000\n",
        "host-port",
    ),
    (POD, "  replicas: 2\n", "  replicas: 1\n", "single-replica"),
    (POD, "kind: PodDisruptionBudget", "kind: PodDisruptionBudge", "missing-disruption-budget"),
    (
        POD,
        "              readOnly: true\n",
        "              mountPropagation: Bidirectional\n",
        "mount-propagation",
    ),
    (POD, "  type: ClusterIP\n", "  type: NodePort\n", "exposed-service"),
    (
        POLICIES,
        "  podSelector: {}\n  policyTypes: [Ingress]\n",
        "  podSelector: {}\n  policyTypes: [Ingress]\n  ingress: [{}]\n",
        "permissive-network-policy",
    ),
    (
        NAMESPACE,
        "    pod-security.kubernetes.io/enforce: restricted\n",
        "",
        "namespace-without-pss-label",
    ),
    (SECRET, "refreshInterval: 1h", "refreshInterval: \"0\"", "unrefreshed-secret"),
    (SECRET, "refreshPolicy: Periodic", "refreshPolicy: CreatedOnce", "unrefreshed-secret"),
    (QUOTA, "kind: ResourceQuota", "kind: ResourceQuotas", "namespace-without-quota"),
    (
        WORKFLOW,
        "severity-level medium harbour ops\n",
        "severity-level medium harbour ops || true\n",
        "toothless-scan-gate",
    ),
    (WORKFLOW, "exit-code: \"1\"", "exit-code: \"0\"", "toothless-scan-gate"),
    (
        WORKFLOW,
        "        uses: snyk/actions/python",
        "        uses: example/actions/python",
        "missing-scanner",
    ),
    (
        WORKFLOW,
        "    timeout-minutes: 10\n    permissions:\n      contents: read\n      security-events: write\n    strategy",
        "    strategy",
        "missing-build-timeout",
    ),
    (
        WORKFLOW,
        "    timeout-minutes: 10\n    permissions:\n      contents: read\n      security-events: write\n    strategy",
        "    timeout-minutes: 90\n    strategy",
        "missing-build-timeout",
    ),
    (
        PROMETHEUS,
        "- job_name: production\n",
        "- job_name: production\n    basic_auth: {username: a, password: Halyard-hunter2-4Tz}\n",
        "secret-in-config",
    ),
    (DAEMON, "\"icc\": false", "\"icc\": true", "weak-daemon-setting"),
    (DAEMON, "\"iptables\": true", "\"iptables\": false", "weak-daemon-setting"),
    (DAEMON, "\"userland-proxy\": false", "\"userland-proxy\": true", "weak-daemon-setting"),
    (DAEMON, "\"no-new-privileges\": true", "\"no-new-privileges\": false", "weak-daemon-setting"),
    (DAEMON, "\"live-restore\": true", "\"live-restore\": false", "weak-daemon-setting"),
    (
        DAEMON,
        "\"seccomp-profile\": \"builtin\"",
        "\"seccomp-profile\": \"unconfined\"",
        "weak-daemon-setting",
    ),
    (
        DAEMON,
        "\"storage-driver\": \"overlay2\"",
        "\"storage-driver\": \"aufs\"",
        "weak-daemon-setting",
    ),
    (DAEMON, "\"log-level\": \"info\"", "\"log-level\": \"debug\"", "weak-daemon-setting"),
    (DAEMON, "\"experimental\": false", "\"experimental\": true", "weak-daemon-setting"),
    (DAEMON, "  \"userns-remap\": \"default\",\n", "", "missing-daemon-hardening"),
    (
        DAEMON,
        "  \"authorization-plugins\": [\"opa-docker-authz\"],\n",
        "",
        "missing-daemon-hardening",
    ),
    (
        DAEMON,
        "\"log-driver\": \"syslog\"",
        "\"log-driver\": \"json-file\"",
        "missing-daemon-hardening",
    ),
    (DAEMON, "[\"unix:///var/run/docker.sock\"]", "[\"tcp://0.0.0.0:2375\"]", "engine-without-tls"),
    (
        SECCOMP,
        "\"defaultAction\": \"SCMP_ACT_ERRNO\"",
        "\"defaultAction\": \"SCMP_ACT_ALLOW\"",
        "weak-seccomp-profile",
    ),
    (
        SECCOMP,
        "\"accept\", \"accept4\"",
        "\"accept\", \"keyctl\", \"accept4\"",
        "weak-seccomp-profile",
    ),
    (
        APPARMOR,
        "flags=(attach_disconnected,mediate_deleted)",
        "flags=(complain)",
        "weak-apparmor-profile",
    ),
    (APPARMOR, "  deny mount,\n", "  mount,\n", "weak-apparmor-profile"),
];

#[test]
fn every_key_of_the_compose_file_matters() {
    holds(COMPOSE);
}

#[test]
fn every_line_of_the_dockerfile_matters() {
    holds(DOCKERFILE);
}

#[test]
fn every_key_of_the_manifests_matters() {
    [POD, POLICIES, NAMESPACE, SECRET, QUOTA].into_iter().for_each(holds);
}

#[test]
fn every_key_of_the_engine_and_of_the_profiles_matters() {
    [DAEMON, SECCOMP, APPARMOR].into_iter().for_each(holds);
}

#[test]
fn every_key_of_the_pipeline_and_of_the_monitoring_matters() {
    [WORKFLOW, PROMETHEUS].into_iter().for_each(holds);
}

/// Every mutation of this file is reported by its rule, and makes no score better.
fn holds(file: &str) {
    let whole = look(&estate());
    let wrong: Vec<_> = MUTATIONS
        .iter()
        .filter(|mutation| mutation.0 == file)
        .filter_map(|(file, from, to, rule)| {
            let look = look(broken(file, from, to).path());
            let change = || format!("{from:?} may become {to:?}");
            if !look.failures.contains(*rule) {
                return Some(format!("{}, and `{rule}` is silent", change()));
            }
            let rises = |(at, score): (&String, &f64)| {
                whole.scores.get(at).is_some_and(|before| score > before)
            };
            let risen = look.scores.iter().any(rises);
            risen.then(|| format!("{}, and the score rises to {:?}", change(), look.scores))
        })
        .collect();
    assert!(wrong.is_empty(), "{file}:\n{}", wrong.join("\n"));
}

/// A copy of the estate in which one text is replaced.
fn broken(file: &str, from: &str, to: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder can be made");
    copy(&estate(), folder.path());
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).expect("the estate has this file");
    assert!(text.contains(from), "{file} no longer says {from:?}");
    fs::write(&path, text.replacen(from, to, 1)).expect("the copy can be written");
    folder
}

fn estate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/enterprise")
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder can be listed") {
        let entry = entry.expect("an entry can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target).expect("a folder can be made");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// What is said of a folder.
struct Look {
    /// Rules that fail for something.
    failures: BTreeSet<String>,
    /// Scores by environment.
    scores: BTreeMap<String, f64>,
}

fn look(folder: &Path) -> Look {
    let run = Command::cargo_bin("plimsoll")
        .expect("cargo builds the program before its tests")
        .current_dir(folder)
        // A pod that breaks its standard is reported by it alone, in place of the rules that say the same.
        .args([
            "check",
            "--format",
            "json",
            "--extend-select",
            ASKED_FOR,
            "--ignore",
            "pod-security",
        ])
        .env_clear()
        .output()
        .expect("the program starts");
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
    let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let findings = list("findings");
    let failures = findings.iter().filter(|it| it["outcome"] != "review");
    let scores = list("scores");
    Look {
        failures: failures.map(|it| text(&it["rule"])).collect(),
        scores: scores
            .iter()
            .filter_map(|it| Some((text(&it["environment"]), it["score"].as_f64()?)))
            .collect(),
    }
}
