//! Each hardening key of the estate is there for a reason: without it, the right rule speaks.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

const COMPOSE: &str = "docker-compose.enterprise.yml";
const DOCKERFILE: &str = "Dockerfile.enterprise";
const POD: &str = "k8s/base/harbour.yaml";

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
fn every_key_of_the_pod_matters() {
    holds(POD);
}

/// Every mutation of this file is reported by its rule.
fn holds(file: &str) {
    let silent: Vec<_> = MUTATIONS
        .iter()
        .filter(|mutation| mutation.0 == file)
        .filter(|(file, from, to, rule)| !reports(&broken(file, from, to), rule))
        .map(|(_, from, to, rule)| format!("{from:?} may become {to:?}, and `{rule}` is silent"))
        .collect();
    assert!(silent.is_empty(), "{file}:\n{}", silent.join("\n"));
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

/// Whether this rule fails for something in the folder.
fn reports(folder: &TempDir, rule: &str) -> bool {
    let run = Command::cargo_bin("plimsoll")
        .expect("cargo builds the program before its tests")
        .current_dir(folder.path())
        .args(["check", "--format", "concise"])
        .env_clear()
        .output()
        .expect("the program starts");
    String::from_utf8_lossy(&run.stdout).contains(&format!("[{rule}]"))
}
