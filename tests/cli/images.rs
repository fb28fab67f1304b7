//! Images that the repository builds, and the pods that run them.

use crate::tree::{Run, Tree};

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  securityContext: {runAsNonRoot: true}
  containers:
    - name: api
      image: registry.example.com/shop/api:1.4.2
";
const DOCKERFILE: &str = "\
FROM node:22 AS root
FROM node:22 AS named
USER node
FROM node:22 AS numbered
USER 1000
";

fn with(config: &str) -> Run {
    let files = [("k8s/pod.yaml", POD), ("api/Dockerfile", DOCKERFILE), ("plimsoll.yaml", config)];
    Tree::new(files).run("check --format json --select unverifiable-non-root k8s")
}

#[test]
fn a_pod_gets_the_user_of_the_image_that_the_configuration_names() {
    let of = |target: &str| {
        with(&format!(
            "images: {{registry.example.com/shop/api: {{dockerfile: api/Dockerfile, target: {target}}}}}\n"
        ))
    };
    let named = of("named");
    named.expect(1, &["`node`, the user of the image that `api/Dockerfile` builds, is a name"]);
    // Both files have their label, and the trail says how they belong together.
    named.expect(
        1,
        &["\"path\":\"api/Dockerfile\",\"line\":3", "\"path\":\"k8s/pod.yaml\",\"line\":5"],
    );
    of("root").expect(1, &["`root`, the user of the image that `api/Dockerfile` builds, is root"]);
    of("numbered").expect(0, &[]).without(&["will not start"]);
    with("").expect(0, &[]).without(&["will not start"]);
    with("images: {registry.example.com/shop/api: {dockerfile: api/Dockerfile}}\n")
        .expect(0, &[])
        .without(&["will not start"]);
}

#[test]
fn compose_names_the_image_too() {
    let compose = "\
services:
  api:
    image: registry.example.com/shop/api
    build: {context: api, target: named}
";
    let files = [("k8s/pod.yaml", POD), ("api/Dockerfile", DOCKERFILE), ("compose.yaml", compose)];
    Tree::new(files)
        .run("check --format json --select unverifiable-non-root")
        .expect(1, &["`node`, the user of the image that service `api` builds, is a name"]);
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    for (config, words) in [
        ("images: {a: {dockerfile: api/Containerfile}}\n", "there is no `api/Containerfile`"),
        ("images: {a: {dockerfile: api/Dockerfile, target: x}}\n", "has no stage `x`"),
        ("images: {a: {dockerfile: ../Dockerfile}}\n", "outside the root"),
        ("images: {a: {}}\n", "dockerfile"),
        ("images: {a: {dockerfile: api/Dockerfile, stage: x}}\n", "there is no setting `stage`"),
    ] {
        with(config).expect(2, &["plimsoll.yaml", words]);
    }
}
