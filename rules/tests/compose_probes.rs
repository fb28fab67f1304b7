//! Risky and harmless Compose files that other linters are known to get wrong, and the right answer to each.

use crate::common::Repository;
use crate::probes::answers;

/// Files by path, and how many failures some rules see in them.
struct Probe {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    failures: &'static [(&'static str, usize)],
}

const fn probe(
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    failures: &'static [(&'static str, usize)],
) -> Probe {
    Probe { name, files, failures }
}

#[rustfmt::skip]
const PROBES: &[Probe] = &[
    probe("socket by a switch", &[("compose.yaml", "services: {a: {image: \"docker:27-cli\", use_api_socket: true}}")], &[("runtime-socket-mount", 1)]),
    probe("null in an override removes nothing", &[("compose.yaml", "services: {a: {image: \"x:1\", privileged: true, pid: host, cap_drop: [ALL]}}"), ("compose.override.yaml", "services: {a: {privileged: null, pid: null, cap_drop: null}}")], &[("privileged-container", 1), ("host-namespace", 1), ("undropped-capabilities", 0)]),
    probe("null in an extending service removes nothing", &[("compose.yaml", "services: {b: {image: \"x:1\", privileged: true}, a: {extends: b, privileged: null}}")], &[("privileged-container", 1)]),
    probe("mounts and namespaces of another service", &[("compose.yaml", "services: {b: {image: \"x:1\", volumes: [\"/var/run/docker.sock:/s\"], network_mode: host, pid: host}, a: {image: \"x:1\", volumes_from: [b], network_mode: \"service:b\", pid: \"service:b\"}}")], &[("runtime-socket-mount", 2), ("host-namespace", 4)]),
    probe("the network of the host by its name", &[("compose.yaml", "services: {a: {image: \"x:1\", networks: [h]}}\nnetworks: {h: {external: true, name: host}}")], &[("host-namespace", 1)]),
    probe("the path of a secret is no secret", &[("compose.yaml", "services: {a: {image: \"x:1\", secrets: [p], environment: [DATABASE_PASSWORD=/run/secrets/p]}}\nsecrets: {p: {file: ./p}}")], &[("secret-in-env", 0)]),
    probe("a provider is no container", &[("compose.yaml", "services: {db: {provider: {type: awesomecloud}}}")], &[("provider-service", 1), ("missing-memory-limit", 0), ("undropped-capabilities", 0), ("writable-root-filesystem", 0), ("privilege-escalation", 0)]),
    probe("a hook with every right", &[("compose.yaml", "services: {a: {image: \"x:1\", post_start: [{command: [sh], privileged: true, user: root}]}}")], &[("lifecycle-hook-privileged", 1)]),
    probe("kernel interfaces by security options", &[("compose.yaml", "services: {a: {image: \"x:1\", security_opt: [\"systempaths=unconfined\", \"writable-cgroups=true\"]}}")], &[("masked-paths-off", 2)]),
    probe("two documents are one file", &[("compose.yaml", "services: {a: {image: \"x:1\"}}\n---\nservices: {a: {privileged: true}}")], &[("privileged-container", 1), ("syntax-error", 0)]),
    probe("a colon in the file of variables", &[("compose.yaml", "services: {a: {image: \"x:1\", volumes: [\"${MOUNT:-./data}:/data\"]}}"), (".env", "MOUNT: /var/run/docker.sock\n")], &[("runtime-socket-mount", 1)]),
    probe("the home folder by its variable", &[("compose.yaml", "services: {a: {image: \"x:1\", volumes: [\"${HOME}/.ssh:/root/.ssh\", \"$HOME/.kube:/k\", \"~/.aws:/a\"]}}")], &[("sensitive-host-mount", 3)]),
    probe("root by its name", &[("compose.yaml", "services: {a: {image: \"x:1\", user: root}, b: {image: \"x:1\", user: \"0:1000\"}, c: {image: \"x:1\", user: \"${U:-0}\"}}")], &[("root-user", 3)]),
    probe("quoted and spelled booleans", &[("compose.yaml", "services: {a: {image: \"x:1\", privileged: \"true\"}, b: {image: \"x:1\", privileged: yes}, c: {image: \"x:1\", privileged: \"${P:-on}\"}}")], &[("privileged-container", 3)]),
    probe("a namespace by a default", &[("compose.yaml", "services: {a: {image: \"x:1\", network_mode: \"${NM:-host}\", pid: \"${P:-host}\"}}")], &[("host-namespace", 2)]),
    probe("both separators of security options", &[("compose.yaml", "services: {a: {image: \"x:1\", security_opt: [\"seccomp=unconfined\"]}, b: {image: \"x:1\", security_opt: [\"seccomp:unconfined\"]}}")], &[("seccomp-unconfined", 2)]),
    probe("no-new-privileges in every spelling", &[("compose.yaml", "services: {a: {image: \"x:1\", security_opt: [\"no-new-privileges\"]}, b: {image: \"x:1\", security_opt: [\"no-new-privileges=true\"]}, c: {image: \"x:1\", security_opt: [\"no-new-privileges:true\"]}, d: {image: \"x:1\", security_opt: [\"no-new-privileges:1\"]}}")], &[("privilege-escalation", 0)]),
    probe("the last of two options decides", &[("compose.yaml", "services: {a: {image: \"x:1\", security_opt: [\"no-new-privileges:true\", \"no-new-privileges:false\", \"seccomp=builtin\", \"seccomp=unconfined\"]}}")], &[("privilege-escalation", 1), ("seccomp-unconfined", 1)]),
    probe("a tag that takes the value away", &[("compose.yaml", "services: {a: {image: \"x:1\", ports: !reset [], privileged: true}}"), ("compose.override.yaml", "services: {a: {privileged: !reset null}}")], &[("syntax-error", 0), ("invalid-compose", 0), ("privileged-container", 0)]),
    probe("every spelling of everywhere", &[("compose.yaml", "services: {a: {image: \"x:1\", ports: [\"0.0.0.0:80:80\", \"[::]:81:81\", \"82:82\", \"83\", \"8084-8085:84-85\", {target: 86}]}}")], &[("port-on-all-interfaces", 6)]),
    probe("an address by a default", &[("compose.yaml", "services: {a: {image: \"x:1\", ports: [\"${HOST_IP:-127.0.0.1}:8080:80\"]}, b: {image: \"x:1\", ports: [\"${HOST_IP:-0.0.0.0}:8080:80\"]}}")], &[("port-on-all-interfaces", 1)]),
    probe("an override of a port adds one", &[("compose.yaml", "services: {a: {image: \"x:1\", ports: [\"8080:80\"]}}"), ("compose.override.yaml", "services: {a: {ports: [\"127.0.0.1:8080:80\"]}}")], &[("port-on-all-interfaces", 1)]),
    probe("images by variables", &[("compose.yaml", "services: {a: {image: \"${IMG:-nginx}\"}, b: {image: \"nginx:${TAG:-latest}\"}, c: {image: \"localhost:5000/app\"}, d: {image: \"localhost:5000/own\", build: {dockerfile_inline: FROM scratch}}}")], &[("unpinned-image", 3)]),
    probe("hardened by less common spellings", &[("compose.yaml", "services: {a: {image: \"x:1\", cap_drop: [all], cap_add: [chown], security_opt: [\"no-new-privileges=true\"], volumes: [\"data:/data\", /usr/src/app/node_modules, \"/lib-data:/x\", \"/srv/app/conf:/etc/app:ro\"], ports: [\"127.0.0.1:8443:443\"]}}\nvolumes: {data: {}}")], &[("undropped-capabilities", 0), ("added-capabilities", 0), ("privilege-escalation", 0), ("sensitive-host-mount", 0), ("privileged-port", 0), ("port-on-all-interfaces", 0)]),
    probe("a health check that is a word", &[("compose.yaml", "services: {a: {image: \"x:1\", healthcheck: {test: NONE}}, b: {image: \"x:1\", healthcheck: {test: [\"NONE\"]}}, c: {image: \"x:1\", healthcheck: {disable: true, test: [CMD, \"true\"]}}}")], &[("missing-healthcheck", 3)]),
    probe("a file without a version", &[("compose.yaml", "services: {a: {image: \"x:1\", mem_limit: 64m, pids_limit: -1, security_opt: [\"seccomp:unconfined\"]}}")], &[("missing-memory-limit", 0), ("missing-cpu-limit", 1), ("missing-pids-limit", 1), ("seccomp-unconfined", 1)]),
    probe("limits under deploy", &[("compose.yaml", "services: {a: {image: \"x:1\", deploy: {resources: {limits: {memory: 64M, cpus: \"0.5\", pids: 100}}}}, b: {image: \"x:1\", deploy: {resources: {reservations: {memory: 64M, cpus: \"0.5\"}}}}}")], &[("missing-memory-limit", 1), ("missing-cpu-limit", 1), ("missing-pids-limit", 1)]),
    probe("the long syntax of mounts", &[("compose.yaml", "services: {a: {image: \"x:1\", volumes: [{type: bind, source: /var/run/docker.sock, target: /s}, {type: bind, source: /etc, target: /e, read_only: true}]}}")], &[("runtime-socket-mount", 1), ("sensitive-host-mount", 1)]),
    probe("paths that only look alike", &[("compose.yaml", "services: {a: {image: \"x:1\", volumes: [\"/etc/localtime:/etc/localtime:ro\", \"/etcetera:/x\", \"/dev/null:/y\", \"/srv/usr:/z\", \"/library:/l\"]}}")], &[("sensitive-host-mount", 0)]),
    probe("paths that come back", &[("compose.yaml", "services: {a: {image: \"x:1\", volumes: [\"/srv/../etc:/x\", \"//etc//:/y\", \"/var/run/../run/docker.sock:/s\"]}}")], &[("sensitive-host-mount", 2), ("runtime-socket-mount", 1)]),
    probe("an option in capitals is no option", &[("compose.yaml", "services: {a: {image: \"x:1\", volumes: [\"/etc:/e:RO\"]}}")], &[("sensitive-host-mount", 1)]),
    probe("one capability back is better than all", &[("compose.yaml", "services: {a: {image: \"x:1\", cap_drop: [ALL], cap_add: [DAC_OVERRIDE]}}")], &[("added-capabilities", 0), ("undropped-capabilities", 0)]),
    probe("all beats none", &[("compose.yaml", "services: {a: {image: \"x:1\", cap_drop: [ALL], cap_add: [all]}}")], &[("added-capabilities", 1), ("undropped-capabilities", 1)]),
    probe("capabilities in any spelling", &[("compose.yaml", "services: {a: {image: \"x:1\", cap_add: [sys_admin, CAP_NET_ADMIN, Sys_Module, CAP_ALL]}}")], &[("added-capabilities", 3), ("unknown-capability", 1)]),
    probe("SELinux by a type", &[("compose.yaml", "services: {a: {image: \"x:1\", security_opt: [\"label=type:spc_t\"]}, b: {image: \"x:1\", security_opt: [\"label:disable\"]}}")], &[("selinux-disabled", 2)]),
    probe("a network needs no key", &[("compose.yaml", "services: {a: {image: \"x:1\"}, b: {image: \"x:1\", network_mode: bridge}}")], &[("default-bridge-network", 1)]),
    probe("ports in the network of the host", &[("compose.yaml", "services: {a: {image: \"x:1\", network_mode: host, ports: [\"80:80\"]}}")], &[("port-on-all-interfaces", 0), ("privileged-port", 0)]),
    probe("a restart policy in two places", &[("compose.yaml", "services: {a: {image: \"x:1\", restart: always, deploy: {restart_policy: {condition: on-failure, max_attempts: 5}}}, b: {image: \"x:1\", restart: \"on-failure:5\"}, c: {image: \"x:1\", restart: unless-stopped}}")], &[("unlimited-restart", 1)]),
    probe("an anchor in two services", &[("compose.yaml", "x-base: &b {image: \"x:1\", privileged: true}\nservices: {a: *b, c: {<<: *b}}")], &[("privileged-container", 1)]),
    probe("a service that only a profile starts", &[("compose.yaml", "services: {a: {image: \"x:1\", profiles: [debug], privileged: true}}")], &[("privileged-container", 1)]),
    probe("a password by a default", &[("compose.yaml", "services: {a: {image: \"x:1\", environment: {DB_PASSWORD: \"${PW:-hunter2}\"}}, b: {image: \"x:1\", environment: {DB_PASSWORD: \"${PW:?}\"}}, c: {image: \"x:1\", environment: {DB_PASSWORD: \"$$PW\"}}}")], &[("secret-in-env", 1)]),
];

#[test]
fn each_compose_file_gets_the_right_answer() {
    let mut wrong = Vec::new();
    for probe in PROBES {
        let files = probe.files.iter().map(|(path, text)| ((*path).into(), (*text).into()));
        let repository: Repository = files.collect();
        wrong.extend(answers(probe.name, &repository, probe.failures));
    }
    assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
