//! One small pod per fact of the policy code.

use std::sync::Arc;

use diag::{Source, Sources};

use super::{CHECKS, Level, Version, check, checks};
use crate::load::{Input, Options, link, parse, plan};
use crate::{FileKind, Part, Unit};

/// The broken checks of a pod spec in one line of flow YAML, doubtful ones with a question mark.
fn broken(level: Level, minor: u32, annotations: &str, spec: &str) -> Vec<String> {
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{ name: a, annotations: {{ {annotations} }} }}\nspec: {{ {spec} }}\n"
    );
    let mut sources = Sources::default();
    let source = sources.add(Source::new("x.yaml", text));
    let options = Options::default();
    let input = Input { source, kind: FileKind::Kubernetes, judged: true };
    let parsed = parse(input, &Arc::clone(sources.get(source)), &options);
    let project = link(plan(vec![parsed], &options), Vec::new(), sources, Vec::new());
    let unit = Unit::open(&project, Part::Manifest(0));
    let subjects: Vec<_> = unit.subjects().collect();
    let pod = subjects.iter().find_map(|subject| subject.object()?.pod.as_ref()).unwrap();
    let violations = check(level, Version::Minor(minor), pod);
    let mut ids: Vec<String> = violations
        .iter()
        .map(|it| format!("{}{}", it.check.id, if it.doubt.is_some() { "?" } else { "" }))
        .collect();
    ids.dedup();
    ids
}

fn baseline(minor: u32, spec: &str) -> Vec<String> {
    broken(Level::Baseline, minor, "", spec)
}

/// A container that restricted accepts, with more in its security context and beside it.
fn hardened(context: &str, more: &str) -> String {
    format!(
        "containers: [{{ name: c, image: i, securityContext: {{ allowPrivilegeEscalation: false, runAsNonRoot: true, \
         seccompProfile: {{ type: RuntimeDefault }}, capabilities: {{ drop: [ALL] }}, {context} }} }}], {more}"
    )
}

fn restricted(minor: u32, context: &str, more: &str) -> Vec<String> {
    broken(Level::Restricted, minor, "", &hardened(context, more))
}

#[test]
fn baseline_forbids_what_gives_away_the_host() {
    let cases = [
        ("securityContext: { privileged: y }", "privileged"),
        ("securityContext: { capabilities: { add: [NET_RAW] } }", "capabilities_baseline"),
        ("securityContext: { capabilities: { add: [cap_chown] } }", "capabilities_baseline"),
        ("securityContext: { procMount: Unmasked }", "procMount"),
        ("securityContext: { seLinuxOptions: { type: spc_t } }", "seLinuxOptions"),
        ("securityContext: { seLinuxOptions: { role: sysadm_r } }", "seLinuxOptions"),
        ("securityContext: { seccompProfile: { type: Unconfined } }", "seccompProfile_baseline"),
        ("securityContext: { seccompProfile: {} }", "seccompProfile_baseline"),
        ("securityContext: { appArmorProfile: { type: Unconfined } }", "appArmorProfile"),
        ("securityContext: { windowsOptions: { hostProcess: true } }", "windowsHostProcess"),
        ("ports: [{ containerPort: 1, hostPort: 1 }]", "hostPorts"),
        ("startupProbe: { tcpSocket: { host: 127.0.0.1, port: 1 } }", "hostProbesAndHostLifecycle"),
        ("lifecycle: { preStop: { httpGet: { host: a, port: 1 } } }", "hostProbesAndHostLifecycle"),
    ];
    for (container, id) in cases {
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            let spec = format!("{list}: [{{ name: c, image: i, {container} }}]");
            assert_eq!(baseline(37, &spec), [id], "{spec}");
        }
    }
    for (spec, id) in [
        ("hostNetwork: true", "hostNamespaces"),
        ("volumes: [{ name: v, hostPath: { path: / } }]", "hostPathVolumes"),
        ("securityContext: { sysctls: [{ name: kernel.msgmax, value: 1 }] }", "sysctls"),
        ("securityContext: { seLinuxOptions: { user: u } }", "seLinuxOptions"),
    ] {
        assert_eq!(baseline(37, spec), [id], "{spec}");
    }
}

#[test]
fn baseline_lets_the_rest_pass() {
    for spec in [
        "containers: [{ name: c, image: i }]",
        "containers: [{ name: c, image: i, securityContext: { privileged: null, capabilities: { add: [CHOWN], drop: [x] } } }]",
        "containers: [{ name: c, image: i, ports: [{ containerPort: 1, hostPort: 0 }] }]",
        "containers: [{ name: c, image: i, livenessProbe: { httpGet: { host: '', port: 1 } } }]",
        "securityContext: { seLinuxOptions: { type: container_engine_t, level: s0 } }",
        "securityContext: { sysctls: [{ name: net.ipv4.tcp_rmem, value: 1 }] }",
        "hostNetwork: no, hostUsers: false, containers: [{ name: c, image: i, securityContext: { procMount: Unmasked } }]",
    ] {
        assert_eq!(baseline(37, spec), Vec::<String>::new(), "{spec}");
    }
}

#[test]
fn the_policy_changes_with_the_version() {
    let unmasked = "hostUsers: false, containers: [{ name: c, image: i, securityContext: { procMount: Unmasked } }]";
    assert_eq!(baseline(34, unmasked), ["procMount"]);
    let engine = "securityContext: { seLinuxOptions: { type: container_engine_t } }";
    assert_eq!(baseline(30, engine), ["seLinuxOptions"]);
    for (name, since) in [
        ("net.ipv4.tcp_wmem", 32),
        ("net.ipv4.ip_local_reserved_ports", 27),
        ("net.ipv4.tcp_notsent_lowat", 37),
    ] {
        let spec = format!("securityContext: {{ sysctls: [{{ name: {name}, value: 1 }}] }}");
        assert_eq!(baseline(since - 1, &spec), ["sysctls"], "{name}");
        assert!(baseline(since, &spec).is_empty(), "{name}");
    }
    let host = "containers: [{ name: c, image: i, livenessProbe: { httpGet: { host: a } } }]";
    assert!(baseline(33, host).is_empty());
    let bare = "containers: [{ name: c, image: i }]";
    let of = |minor| broken(Level::Restricted, minor, "", bare);
    assert_eq!(of(7), ["runAsNonRoot"]);
    assert_eq!(of(8), ["allowPrivilegeEscalation", "runAsNonRoot"]);
    assert_eq!(of(19).len(), 3);
    assert_eq!(of(22).len(), 4);
}

#[test]
fn annotations_count_as_long_as_they_did() {
    let seccomp = "seccomp.security.alpha.kubernetes.io/pod: unconfined";
    let spec = "containers: [{ name: c, image: i }]";
    assert_eq!(broken(Level::Baseline, 18, seccomp, spec), ["seccompProfile_baseline"]);
    assert!(broken(Level::Baseline, 19, seccomp, spec).is_empty());
    let apparmor = "container.apparmor.security.beta.kubernetes.io/nobody: unconfined";
    assert_eq!(broken(Level::Baseline, 37, apparmor, spec), ["appArmorProfile"]);
    let named = "container.apparmor.security.beta.kubernetes.io/c: localhost/own";
    assert!(broken(Level::Baseline, 37, named, spec).is_empty());
}

#[test]
fn restricted_wants_hardening_written_down() {
    assert!(restricted(37, "", "").is_empty());
    for (context, more, id) in [
        ("runAsUser: 0", "", "runAsUser"),
        ("", "securityContext: { runAsUser: 0 }", "runAsUser"),
        ("", "securityContext: { runAsNonRoot: false }", "runAsNonRoot"),
        (
            "",
            "securityContext: { seccompProfile: { type: Unconfined } }",
            "seccompProfile_restricted",
        ),
        ("", "volumes: [{ name: v, nfs: { server: s, path: / } }]", "restrictedVolumes"),
        ("", "volumes: [{ name: v, hostPath: { path: / } }]", "restrictedVolumes"),
        ("procMount: Unmasked", "hostUsers: false", "procMount_restricted"),
    ] {
        assert_eq!(restricted(37, context, more), [id], "{context} {more}");
    }
    assert!(restricted(37, "", "volumes: [{ name: v }, { name: w, secret: {} }]").is_empty());
}

#[test]
fn user_namespaces_and_windows_excuse_from_what_they_make_moot() {
    let root = "securityContext: { runAsUser: 0, runAsNonRoot: false }, hostUsers: false";
    assert!(restricted(35, "", root).is_empty());
    assert_eq!(restricted(34, "", root), ["runAsNonRoot", "runAsUser"]);
    let windows = "os: { name: windows }, containers: [{ name: c, image: i, securityContext: { runAsNonRoot: true } }]";
    assert!(broken(Level::Restricted, 25, "", windows).is_empty());
    assert_eq!(broken(Level::Restricted, 24, "", windows).len(), 3);
}

#[test]
fn what_a_file_does_not_decide_is_in_doubt() {
    for (spec, id) in [
        ("hostPID: '${SHARE}'", "hostNamespaces?"),
        (
            "containers: [{ name: c, image: i, securityContext: { privileged: '{{ x }}' } }]",
            "privileged?",
        ),
        (
            "containers: [{ name: c, image: i, securityContext: { capabilities: { add: ['${CAP}'] } } }]",
            "capabilities_baseline?",
        ),
    ] {
        assert_eq!(baseline(37, spec), [id], "{spec}");
    }
    assert_eq!(restricted(37, "runAsUser: 0", "hostUsers: '${USERS}'"), ["runAsUser?"]);
}

#[test]
fn checks_replace_what_they_are_stricter_than() {
    assert_eq!(checks(Level::Privileged, Version::Latest).len(), 0);
    assert_eq!(checks(Level::Baseline, Version::Latest).len(), 12);
    let restricted = checks(Level::Restricted, Version::Latest);
    assert_eq!(restricted.len(), CHECKS.len() - 4);
    assert!(restricted.iter().all(|check| check.id != "procMount"));
}
