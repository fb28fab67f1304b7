//! What `kubectl` and the API server would drop or reject.

use crate::kube::ObjectView;
use crate::kube::tests::run;
use crate::{Part, Unit, View};

/// Keys and causes of everything that does not fit in a pod with this in its spec.
fn misfits(spec: &str) -> Vec<String> {
    object(&format!("apiVersion: v1\nkind: Pod\nmetadata: {{ name: a }}\nspec: {spec}\n"))
}

fn object(text: &str) -> Vec<String> {
    let project = run(&[("x.yaml", text)]);
    let unit = Unit::open(&project, Part::Manifest(0));
    let subjects: Vec<_> = unit.subjects().collect();
    let objects = subjects.iter().filter_map(|subject| match &subject.view {
        View::Object(object) if object.pod.is_none() => Some(object),
        _ => None,
    });
    let found = objects.flat_map(ObjectView::misfits);
    found.map(|it| format!("{} {:?} {}", it.key, it.cause, it.is_security)).collect()
}

#[test]
fn what_is_misspelt_is_told_from_what_stands_elsewhere() {
    let wrong = "{ containers: [{ name: c, image: i, securitycontext: {}, securityContext: { runAsNonroot: true, fsGroup: 1 } }], securityContext: { privileged: true, sudo: 1 } }";
    let expected = [
        "securitycontext Unknown { holder: \"Container\", near: Some(\"securityContext\"), elsewhere: None } true",
        "runAsNonroot Unknown { holder: \"SecurityContext\", near: Some(\"runAsNonRoot\"), elsewhere: None } true",
        "fsGroup Unknown { holder: \"SecurityContext\", near: None, elsewhere: Some(\"PodSecurityContext\") } true",
        "privileged Unknown { holder: \"PodSecurityContext\", near: None, elsewhere: Some(\"SecurityContext\") } true",
        "sudo Unknown { holder: \"PodSecurityContext\", near: None, elsewhere: None } false",
    ];
    assert_eq!(misfits(wrong), expected);
}

#[test]
fn values_are_read_as_the_api_server_reads_them() {
    for (spec, wanted) in [
        ("{ hostPID: yes, priority: 1e3, terminationGracePeriodSeconds: 5.0, hostname: a }", None),
        ("{ hostPID: \"true\" }", Some("`true` or `false`")),
        ("{ priority: \"1\" }", Some("a whole number")),
        ("{ priority: 1.5 }", Some("a whole number")),
        ("{ hostname: 5 }", Some("text")),
        ("{ containers: { name: a } }", Some("a list")),
        ("{ securityContext: [] }", Some("a mapping")),
        ("{ containers: [{ image: i, resources: { limits: { cpu: 1.5, memory: 1Gi } } }] }", None),
        (
            "{ containers: [{ image: i, resources: { limits: { cpu: true } } }] }",
            Some("a quantity"),
        ),
        ("{ hostPID: ${X}, priority: '{{ .x }}', hostname: { { .x } }, \"{{ y }}\": 1 }", None),
        ("{ hostPID: ~, containers: null, nothing: null }", None),
    ] {
        let found = misfits(spec);
        assert_eq!(found.len(), usize::from(wanted.is_some()), "{spec} {found:?}");
        assert!(wanted.is_none_or(|wanted| found[0].contains(wanted)), "{spec} {found:?}");
    }
}

#[test]
fn only_kinds_of_kubernetes_itself_are_judged() {
    let text = "apiVersion: example.com/v1\nkind: Pod\nspec: { nothing: 1 }\n";
    assert!(object(text).is_empty());
    let text = "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nsops: { x: 1 }\nnothing: 1\n";
    assert!(object(text).is_empty());
}

#[test]
fn aliases_without_end_come_to_an_end() {
    let line = |n: u32| format!("x{n}: &x{n} [*x{0}, *x{0}, *x{0}, *x{0}, *x{0}, *x{0}]\n", n - 1);
    let lines: String = (1..7).map(line).collect();
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{ name: a, finalizers: &x0 [a] }}\n{lines}spec: {{ containers: *x6 }}\n"
    );
    assert!(object(&text).len() > 1);
}
