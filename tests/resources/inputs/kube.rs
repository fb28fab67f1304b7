//! Kubernetes objects, which find each other by labels and names.

use super::text::{fill, only};
use super::{Construct, Files};

macro_rules! row {
    ($name:literal, $files:expr) => {
        Construct { name: $name, files: $files }
    };
}

pub(super) const TABLE: &[Construct] = &[
    row!("kubernetes: pods", |n| pods(n, 0, "", |_| String::new())),
    row!("kubernetes: deployments", |n| only("m.yaml", fill(n, deployment))),
    row!("kubernetes: pods in a List", |n| only(
        "m.yaml",
        format!(
            "apiVersion: v1\nkind: List\nitems:\n{}",
            fill(n, |i| format!(
                "- {{apiVersion: v1, kind: Pod, metadata: {{name: p{i}}}, spec: {{containers: [{{name: c, image: a}}]}}}}\n"
            ))
        )
    )),
    row!("kubernetes: pods in one line of JSON", |n| only(
        "m.json",
        format!(
            "{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{}{{}}]}}",
            fill(n, |i| format!(
                "{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"p{i}\"}},\"spec\":{{\"containers\":[{{\"name\":\"c\",\"image\":\"a\"}}]}}}},"
            ))
        )
    )),
    row!("kubernetes: Services of many Deployments", |n| {
        let services = fill(n / 2, |i| {
            format!(
                "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{i}}}\nspec: {{type: LoadBalancer, selector: {{app: a}}, ports: [{{port: 1}}]}}\n"
            )
        });
        only("m.yaml", fill(n / 2, deployment) + &services)
    }),
    row!("kubernetes: NetworkPolicies of many pods", |n| {
        pods(n / 2, n / 2, "", |i| {
            format!(
                "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{i}}}\nspec: {{podSelector: {{}}, policyTypes: [Ingress]}}\n"
            )
        })
    }),
    row!("kubernetes: NetworkPolicies that select nothing", |n| {
        pods(n / 2, n / 2, "", |i| {
            format!(
                "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{i}}}\nspec: {{podSelector: {{matchLabels: {{app: z{i}}}}}, policyTypes: [Ingress]}}\n"
            )
        })
    }),
    row!("kubernetes: NetworkPolicies by expressions", |n| {
        let values = (0..50).map(|i| format!("v{i}")).collect::<Vec<_>>().join(",");
        pods(n / 2, n / 2, "", |i| {
            format!(
                "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{i}}}\nspec: {{podSelector: {{matchExpressions: [{{key: app, operator: NotIn, values: [{values}]}}]}}, policyTypes: [Ingress]}}\n"
            )
        })
    }),
    row!("kubernetes: disruption budgets of many Deployments", |n| {
        let budgets = fill(n / 2, |i| {
            format!(
                "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b{i}}}\nspec: {{minAvailable: 1, selector: {{matchLabels: {{app: a}}}}}}\n"
            )
        });
        only("m.yaml", fill(n / 2, deployment) + &budgets)
    }),
    row!("kubernetes: autoscalers of many Deployments", |n| {
        let scalers = fill(n / 2, |i| {
            format!(
                "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h{i}}}\nspec: {{maxReplicas: 3, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: d{i}}}}}\n"
            )
        });
        only("m.yaml", fill(n / 2, deployment) + &scalers)
    }),
    row!("kubernetes: RoleBindings of one role and account", |n| {
        let role = format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\nrules:\n{}",
            fill(n / 3, |i| format!("- {{apiGroups: [''], resources: [r{i}], verbs: ['*']}}\n"))
        );
        let bindings = fill(n / 3, |i| {
            format!(
                "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {{name: b{i}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}}\nsubjects: [{{kind: ServiceAccount, name: a, namespace: default}}]\n"
            )
        });
        let pods = fill(n / 3, |i| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}}}\nspec: {{serviceAccountName: a, containers: [{{name: c, image: a}}]}}\n"
            )
        });
        only("m.yaml", role + &bindings + &pods)
    }),
    row!("kubernetes: roles and bindings", |n| only(
        "m.yaml",
        fill(n, |i| format!(
            "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: r{i}}}\nrules: [{{apiGroups: [''], resources: [secrets], verbs: [get]}}]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: b{i}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: r{i}}}\nsubjects: [{{kind: ServiceAccount, name: a{i}}}]\n"
        ))
    )),
    row!("kubernetes: objects of one name", |n| only(
        "m.yaml",
        fill(n, |_| {
            "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: a}]}\n".to_owned()
        })
    )),
    row!("kubernetes: namespaces", |n| only(
        "m.yaml",
        fill(n, |i| format!(
            "---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: n{i}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: n{i}}}\nspec: {{containers: [{{name: c, image: a}}]}}\n"
        ))
    )),
    row!("kubernetes: containers of one pod", |n| pod(
        n,
        0,
        |i| format!("  - {{name: c{i}, image: a}}\n"),
        |_| String::new()
    )),
    row!("kubernetes: init containers of one pod", |n| pod(
        n,
        0,
        |i| format!("  - {{name: c{i}, image: a}}\n"),
        |_| String::new()
    )
    .into_iter()
    .map(|(path, text)| (
        path,
        text.replace("containers:", "initContainers:") + "  containers: [{name: x, image: a}]\n"
    ))
    .collect()),
    row!("kubernetes: containers and volumes of one pod", |n| pod(
        n / 2,
        n / 2,
        |i| format!(
            "  - {{name: c{i}, image: a, volumeMounts: [{{name: v{i}, mountPath: /v}}]}}\n"
        ),
        |i| format!("  - {{name: v{i}, hostPath: {{path: /}}}}\n")
    )),
    row!("kubernetes: containers that mount one volume", |n| pod(
        n,
        1,
        |i| format!("  - {{name: c{i}, image: a, volumeMounts: [{{name: v0, mountPath: /v}}]}}\n"),
        |i| format!("  - {{name: v{i}, hostPath: {{path: /}}}}\n")
    )),
    row!("kubernetes: mounts of one container", |n| pod(
        1,
        n / 2,
        |_| format!(
            "  - name: c\n    image: a\n    volumeMounts:\n{}",
            fill(n / 2, |i| format!("    - {{name: v{i}, mountPath: /v{i}}}\n"))
        ),
        |i| format!("  - {{name: v{i}, hostPath: {{path: /}}}}\n")
    )),
    row!("kubernetes: variables of one container", |n| pod(
        1,
        0,
        |_| format!(
            "  - name: c\n    image: a\n    env:\n{}",
            fill(n, |i| format!("    - {{name: PASSWORD{i}, value: secret{i}}}\n"))
        ),
        |_| String::new()
    )),
    row!("kubernetes: variables of one container that double", |n| pod(
        1,
        0,
        |_| format!(
            "  - name: c\n    image: a\n    args: [$(V60)]\n    env:\n    - {{name: V0, value: x}}\n{}",
            fill(n, |i| format!("    - {{name: V{}, value: $(V{i})$(V{i})}}\n", i + 1))
        ),
        |_| String::new()
    )),
    row!("kubernetes: ConfigMaps of one container", |n| {
        let maps = fill(n / 2, |i| {
            format!(
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{i}}}\ndata: {{K{i}: v}}\n"
            )
        });
        let mut files = pod(
            1,
            0,
            |_| {
                format!(
                    "  - name: c\n    image: a\n    envFrom:\n{}",
                    fill(n / 2, |i| format!("    - configMapRef: {{name: m{i}}}\n"))
                )
            },
            |_| String::new(),
        );
        files[0].1 += &maps;
        files
    }),
    row!("kubernetes: one large ConfigMap of many pods", |n| {
        let map = format!(
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata:\n{}",
            fill(n / 2, |i| format!("  K{i}: v\n"))
        );
        only(
            "m.yaml",
            fill(n / 2, |i| {
                format!(
                    "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}}}\nspec: {{containers: [{{name: c, image: a, envFrom: [{{configMapRef: {{name: m}}}}]}}]}}\n"
                )
            }) + &map,
        )
    }),
    row!("kubernetes: scripts of ConfigMaps", |n| {
        let map = format!(
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata:\n  run.sh: |\n{}",
            fill(n / 2, |i| format!("    curl http://a/{i} | sh\n"))
        );
        only(
            "m.yaml",
            fill(n / 2, |i| {
                format!(
                    "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}}}\nspec: {{volumes: [{{name: v, configMap: {{name: m}}}}], containers: [{{name: c, image: a, command: [sh, /s/run.sh], volumeMounts: [{{name: v, mountPath: /s}}]}}]}}\n"
                )
            }) + &map,
        )
    }),
    row!("kubernetes: a long script of a container", |n| pod(
        1,
        0,
        |_| format!(
            "  - name: c\n    image: a\n    command:\n    - sh\n    - -c\n    - |\n{}",
            fill(n, |i| format!("      curl http://a/{i} | sh\n"))
        ),
        |_| String::new()
    )),
    row!("kubernetes: ports of one container", |n| pod(
        1,
        0,
        |_| format!(
            "  - name: c\n    image: a\n    ports:\n{}",
            fill(n, |i| format!(
                "    - {{containerPort: {}, hostPort: {}}}\n",
                i % 60000 + 1,
                i % 60000 + 1
            ))
        ),
        |_| String::new()
    )),
    row!("kubernetes: capabilities of one container", |n| pod(
        1,
        0,
        |_| format!(
            "  - name: c\n    image: a\n    securityContext:\n      capabilities:\n        add:\n{}",
            fill(n, |i| format!("        - CAP{i}\n"))
        ),
        |_| String::new()
    )),
    row!("kubernetes: pods that repeat one container", |n| {
        let one = fill(n / 2, |i| format!("  - {{name: V{i}, value: a}}\n"));
        let items = fill(n / 2, |i| {
            format!(
                "- {{apiVersion: v1, kind: Pod, metadata: {{name: p{i}}}, spec: {{containers: [*c]}}}}\n"
            )
        });
        only(
            "m.yaml",
            format!(
                "apiVersion: v1\nkind: List\nx: &c\n  name: c\n  image: a\n  env:\n{one}items:\n{items}"
            ),
        )
    }),
    row!("kubernetes: aliases of aliases", |n| {
        let levels = fill(n, |i| {
            format!("  x{}: &a{} [{}]\n", i + 1, i + 1, vec![format!("*a{i}"); 9].join(","))
        });
        only(
            "m.yaml",
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata:\n  x0: &a0 [x]\n{levels}"
            ),
        )
    }),
    row!("kubernetes: merge keys in a chain", |n| {
        let levels = fill(n, |i| format!("  x{}: &a{} {{<<: *a{i}, k{i}: v}}\n", i + 1, i + 1));
        only(
            "m.yaml",
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata:\n  x0: &a0 {{a: b}}\n{levels}"
            ),
        )
    }),
    row!("kubernetes: unknown keys", |n| pod(
        1,
        0,
        |_| format!(
            "  - name: c\n    image: a\n{}",
            fill(n, |i| format!("    imagePulPolicy{i}: a\n"))
        ),
        |_| String::new()
    )),
    row!("kubernetes: keys written twice", |n| pod(
        1,
        0,
        |_| format!("  - name: c\n{}", fill(n, |_| "    image: a\n".to_owned())),
        |_| String::new()
    )),
    row!("kubernetes: labels of one pod", |n| only(
        "m.yaml",
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels:\n{}spec: {{containers: [{{name: c, image: a}}]}}\n",
            fill(n, |i| format!("    l{i}: v\n"))
        )
    )),
    row!("kubernetes: annotations for containers", |n| only(
        "m.yaml",
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n{}spec:\n  containers:\n{}",
            fill(n / 2, |i| format!(
                "    container.apparmor.security.beta.kubernetes.io/c{i}: unconfined\n"
            )),
            fill(n / 2, |i| format!("  - {{name: c{i}, image: a}}\n"))
        )
    )),
    row!("kubernetes: ignore comments", |n| only(
        "m.yaml",
        fill(n, |i| format!(
            "---\n# plimsoll ignore[privileged-container]: known\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}}}\nspec: {{containers: [{{name: c, image: a, securityContext: {{privileged: true}}}}]}}\n"
        ))
    )),
    row!("kubernetes: comments", |n| only(
        "m.yaml",
        fill(n, |i| format!("# c{i}\n"))
            + "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: a}]}\n"
    )),
    row!("kubernetes: empty documents", |n| only(
        "m.yaml",
        fill(n, |_| "---\n".to_owned())
            + "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: a}]}\n"
    )),
    row!("kubernetes: files", |n| (0..(n / 100).max(2))
        .map(|i| (
            format!("m{i}.yaml"),
            pods(1, 0, "", |_| String::new())[0].1.replace("p0", &format!("p{i}"))
        ))
        .collect()),
    row!("kubernetes: broken documents", |n| only(
        "m.yaml",
        fill(n, |_| "---\napiVersion: v1\nkind: Pod\nmetadata: [\n".to_owned())
    )),
    row!("kubernetes: Ingresses of one Service", |n| only(
        "m.yaml",
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{app: a}}}}\n{}{}",
            fill(n / 2, deployment),
            fill(n / 2, |i| format!(
                "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i{i}}}\nspec: {{defaultBackend: {{service: {{name: s, port: {{number: 1}}}}}}}}\n"
            ))
        )
    )),
];

fn deployment(i: usize) -> String {
    format!(
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d{i}}}\nspec: {{selector: {{matchLabels: {{app: a}}}}, template: {{metadata: {{labels: {{app: a}}}}, spec: {{containers: [{{name: c, image: a}}]}}}}}}\n"
    )
}

fn pods(n: usize, others: usize, _: &str, other: impl Fn(usize) -> String) -> Files {
    let pods = fill(n, |i| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}, labels: {{app: a}}}}\nspec: {{containers: [{{name: c, image: a}}]}}\n"
        )
    });
    let others = if others > 0 { fill(others, other) } else { String::new() };
    only("m.yaml", pods + &others)
}

fn pod(
    n: usize,
    volumes: usize,
    container: impl Fn(usize) -> String,
    volume: impl Fn(usize) -> String,
) -> Files {
    let volumes =
        if volumes > 0 { format!("  volumes:\n{}", fill(volumes, volume)) } else { String::new() };
    only(
        "m.yaml",
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n{volumes}  containers:\n{}",
            fill(n, container)
        ),
    )
}
