//! Manifests that linters of Kubernetes are known to get wrong, and the right answer to each.

use crate::common::{Repository, concise, judge};
use diag::{Status, Verdict};

/// A manifest, and how many failures a rule sees in it.
struct Trap {
    name: &'static str,
    text: &'static str,
    failures: &'static [(&'static str, usize)],
}

const fn trap(
    name: &'static str,
    text: &'static str,
    failures: &'static [(&'static str, usize)],
) -> Trap {
    Trap { name, text, failures }
}

/// `@POD` starts a pod, and `@C` a container of it, whose settings follow; `@DEPLOY` and `@ROLLOUT` are workloads whose pods
/// have the label `app: a`.
fn expand(text: &str) -> String {
    let image = "ghcr.io/acme/app:1.4.2";
    let template = "spec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n";
    text.replace("@POD", "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n")
        .replace("@DEPLOY", &format!("---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a, namespace: n}}\n{template}"))
        .replace("@ROLLOUT", &format!("---\napiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {{name: a, namespace: n}}\n{template}"))
        .replace("@C", &format!("- name: c\n      image: {image}"))
}

const TRAPS: &[Trap] = &[
    // Where containers hide.
    trap(
        "init containers",
        "@POD  initContainers:\n    @C\n      securityContext: {privileged: true, runAsUser: 0}\n  containers:\n    @C\n",
        &[("privileged-container", 1), ("root-user", 1)],
    ),
    trap(
        "ephemeral containers",
        "@POD  containers:\n    @C\n  ephemeralContainers:\n    @C\n      securityContext: {capabilities: {add: [SYS_ADMIN]}}\n",
        &[("added-capabilities", 1)],
    ),
    trap(
        "pods of custom resources, and the service that finds them",
        "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: n}\nspec: {selector: {app: a}}\n@ROLLOUT      containers: [{name: c, image: 'a/a:1', securityContext: {privileged: true}}]\n",
        &[("privileged-container", 1), ("dangling-service", 0)],
    ),
    trap(
        "lists",
        "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n  spec: {hostPID: true, containers: [{name: c, image: 'a/a:1'}]}\n",
        &[("host-namespace", 1)],
    ),
    trap(
        "a name that is made up later",
        "apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\nspec: {hostPID: true, containers: [{name: c, image: 'a/a:1'}]}\n",
        &[("host-namespace", 1)],
    ),
    trap(
        "a comment behind the separator",
        "--- # first\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n--- # second\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: [{name: c, image: 'a/a:1'}]}\n",
        &[("host-namespace", 1)],
    ),
    trap(
        "placeholders make one value unknown",
        "@POD  hostPID: true\n  containers:\n    - name: ${APP}\n      image: ${IMAGE}\n      securityContext:\n        privileged: ${PRIVILEGED}\n",
        &[("host-namespace", 1), ("privileged-container", 0), ("unpinned-image", 0)],
    ),
    // How values are read.
    trap(
        "booleans of YAML 1.1",
        "@POD  containers:\n    @C\n      securityContext: {privileged: yes}\n    - {name: d, image: 'a/a:1', securityContext: {privileged: n}}\n",
        &[("privileged-container", 1)],
    ),
    trap(
        "zero in any spelling",
        "@POD  containers:\n    @C\n      securityContext: {runAsUser: 0x0}\n    - {name: d, image: 'a/a:1', securityContext: {runAsUser: 00}}\n    - {name: e, image: 'a/a:1', securityContext: {runAsUser: 010}}\n",
        &[("root-user", 2)],
    ),
    trap(
        "merge keys",
        "@POD  containers:\n    @C\n      securityContext: &x {privileged: true}\n    - name: d\n      image: a/a:1\n      securityContext: {<<: *x, runAsUser: 1}\n",
        &[("privileged-container", 1)],
    ),
    // What is inherited, and what is not.
    trap(
        "a field that pods do not have",
        "@POD  securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true}\n  containers:\n    @C\n",
        &[("privilege-escalation", 1), ("writable-root-filesystem", 1)],
    ),
    trap(
        "a pod that says no user is root",
        "@POD  securityContext: {runAsNonRoot: true}\n  containers:\n    @C\n",
        &[("root-user", 0)],
    ),
    trap(
        "a container that takes it back",
        "@POD  securityContext: {runAsNonRoot: true, runAsUser: 0}\n  containers:\n    @C\n      securityContext: {runAsNonRoot: false}\n",
        &[("root-user", 1)],
    ),
    trap(
        "root in a user namespace",
        "@POD  hostUsers: false\n  securityContext: {runAsUser: 0}\n  containers:\n    @C\n",
        &[("root-user", 0)],
    ),
    trap(
        "profiles of AppArmor by field and by annotation",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations: {container.apparmor.security.beta.kubernetes.io/d: localhost/app}\nspec:\n  containers:\n    @C\n      securityContext: {appArmorProfile: {type: Unconfined}}\n    - {name: d, image: 'a/a:1'}\n",
        &[("apparmor-unconfined", 1)],
    ),
    trap(
        "capabilities in other spellings",
        "@POD  containers:\n    @C\n      securityContext: {capabilities: {drop: [all], add: [CAP_SYS_ADMIN]}}\n",
        &[("undropped-capabilities", 0), ("added-capabilities", 1), ("unknown-capability", 0)],
    ),
    trap(
        "safe kernel settings, with dots or slashes",
        "@POD  securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}, {name: net/ipv4/ping_group_range, value: '0 1'}]}\n  containers:\n    @C\n",
        &[("unsafe-sysctl", 0)],
    ),
    trap(
        "no port of the host",
        "@POD  containers:\n    @C\n      ports: [{containerPort: 80, hostPort: 0}]\n",
        &[("host-port", 0)],
    ),
    trap(
        "default of /proc",
        "@POD  containers:\n    @C\n      securityContext: {procMount: Default}\n",
        &[("masked-paths-off", 0)],
    ),
    trap(
        "the socket of any runtime, and a folder around it",
        "@POD  volumes: [{name: x, hostPath: {path: /run/containerd/containerd.sock}}, {name: y, hostPath: {path: /var/run}}]\n  containers:\n    @C\n      volumeMounts: [{name: x, mountPath: /x}, {name: y, mountPath: /y}]\n",
        &[("runtime-socket-mount", 2)],
    ),
    // Resources.
    trap(
        "a limit is a request too",
        "@POD  containers:\n    @C\n      resources: {limits: {cpu: 1, memory: 1Gi}}\n",
        &[("missing-resource-request", 0), ("missing-memory-limit", 0)],
    ),
    trap(
        "resources of the pod as a whole",
        "@POD  resources: {limits: {cpu: 1, memory: 1Gi}}\n  containers:\n    @C\n",
        &[("missing-cpu-limit", 0), ("missing-memory-limit", 0)],
    ),
    trap(
        "defaults of the namespace",
        "apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: n}\nspec: {limits: [{type: Container, default: {memory: 1Gi}}]}\n@DEPLOY      containers: [{name: c, image: 'a/a:1'}]\n",
        &[("missing-memory-limit", 0), ("missing-cpu-limit", 1)],
    ),
    trap(
        "init containers have no probes, sidecars have",
        "@POD  initContainers:\n    @C\n    - {name: s, image: 'a/a:1', restartPolicy: Always}\n  containers:\n    @C\n      readinessProbe: {tcpSocket: {port: 80}}\n",
        &[("missing-healthcheck", 1)],
    ),
    // Objects that know of each other.
    trap(
        "a policy of another namespace",
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: other}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: q, namespace: n}\nspec: {podSelector: {matchLabels: {app: b}}, policyTypes: [Ingress, Egress]}\n@DEPLOY      containers: [{name: c, image: 'a/a:1'}]\n",
        &[("workload-without-network-policy", 1)],
    ),
    trap(
        "expressions, and two policies that complete each other",
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: n}\nspec: {podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}]}, policyTypes: [Ingress]}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: q, namespace: n}\nspec: {podSelector: {}, egress: [], policyTypes: [Egress]}\n@DEPLOY      containers: [{name: c, image: 'a/a:1'}]\n",
        &[("workload-without-network-policy", 0)],
    ),
    trap(
        "services that something else leads",
        "@DEPLOY      containers: [{name: c, image: 'a/a:1'}]\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: n}\nspec: {ports: [{port: 80}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: t, namespace: n}\nspec: {selector: {statefulset.kubernetes.io/pod-name: a-0}}\n",
        &[("dangling-service", 0)],
    ),
    trap(
        "a service account that says no for its pods",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, namespace: n}\nautomountServiceAccountToken: false\n@DEPLOY      serviceAccountName: sa\n      containers: [{name: c, image: 'a/a:1'}]\n",
        &[("service-account-token-automount", 0)],
    ),
    trap(
        "a pod that takes it back",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, namespace: n}\nautomountServiceAccountToken: false\n@DEPLOY      serviceAccountName: sa\n      automountServiceAccountToken: true\n      containers: [{name: c, image: 'a/a:1'}]\n",
        &[("service-account-token-automount", 1)],
    ),
    trap(
        "a service account that is somewhere in the cluster",
        "@DEPLOY      serviceAccountName: sa\n      containers: [{name: c, image: 'a/a:1'}]\n",
        &[("service-account-token-automount", 0)],
    ),
    trap(
        "one Secret by its name",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r, namespace: n}\nrules:\n- {apiGroups: [''], resources: [secrets], resourceNames: [tls], verbs: [get]}\n- {apiGroups: ['*'], resources: [secrets], verbs: ['*']}\n",
        &[("rbac-secret-read", 1)],
    ),
    trap(
        "powers by subresource wildcard",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules:\n- {apiGroups: [''], resources: ['*/exec'], verbs: [create]}\n",
        &[("rbac-pod-exec", 1)],
    ),
    trap(
        "every binding to masters and to nobody",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects:\n- {kind: Group, apiGroup: rbac.authorization.k8s.io, name: 'system:masters'}\n- {kind: Group, apiGroup: rbac.authorization.k8s.io, name: 'system:unauthenticated'}\n",
        &[("anonymous-binding", 2)],
    ),
    // What looks like something else.
    trap(
        "objects that have a spec and no pods",
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec: {hosts: [a], http: [{route: [{destination: {host: a}}]}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n",
        &[("root-user", 0), ("missing-memory-limit", 0), ("undropped-capabilities", 0)],
    ),
    trap(
        "names that sound like secrets",
        "@POD  containers:\n    @C\n      env:\n        - {name: PASSWORD_FILE, value: /run/secrets/p}\n        - {name: SECRETS_DIR, value: /secrets}\n        - {name: TOKEN_TTL, value: '3600'}\n        - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: p}}}\n        - {name: API_KEY, value: $(KEY)}\n",
        &[("secret-in-env", 0)],
    ),
    trap(
        "configuration that sounds like a secret",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  server-tokens: 'false'\n  password_validation.py: |\n    def validate(password):\n        return len(password) > 8\n",
        &[("secret-in-config", 0)],
    ),
    trap(
        "a namespace that is chosen when it is applied",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n",
        &[("default-namespace", 0)],
    ),
];

#[test]
fn each_manifest_gets_the_right_answer() {
    let mut wrong = Vec::new();
    for trap in TRAPS {
        let repository = Repository::from([("k8s.yaml".into(), expand(trap.text))]);
        for (rule, expected) in trap.failures {
            let judgement = judge(rule, &repository);
            let counts =
                |it: &&diag::Finding| it.verdict == Verdict::Fail && it.status == Status::Active;
            if judgement.findings.iter().filter(counts).count() != *expected
                || !judgement.troubles.is_empty()
            {
                let said = concise(&judgement);
                wrong.push(format!("{}: {rule} {expected} times, not:\n{said}", trap.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
