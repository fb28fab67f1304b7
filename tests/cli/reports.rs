//! Reports: where they go, and that they do not depend on chance.

use crate::tree::{PRIVILEGED, Tree};

fn tree() -> Tree {
    let dockerfile = "FROM debian\nADD https://e.example/x /x\n";
    let compose = "services:\n  web: {build: ., privileged: true}\n  db: {image: postgres}\n";
    let tree = Tree::new([
        ("pod.yaml", PRIVILEGED),
        ("Dockerfile", dockerfile),
        ("compose.yaml", compose),
    ]);
    for n in 0..40 {
        tree.write(format!("many/{n}/pod.yaml"), PRIVILEGED.replace("app", &format!("app{n}")));
        tree.write(format!("many/{n}/Dockerfile"), format!("FROM debian:{n}\n"));
        tree.write(
            format!("many/{n}/compose.yaml"),
            "services: {a: {build: .}, b: {build: ../1}}\n",
        );
    }
    tree
}

#[test]
fn reports_do_not_depend_on_the_number_of_threads() {
    let tree = tree();
    for format in
        ["human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"]
    {
        let one = tree.run(&format!("check -v --format {format} -j 1"));
        let many = tree.run(&format!("check -v --format {format} -j 7"));
        assert_eq!(one.status, 1, "{one}");
        assert_eq!(one.stdout, many.stdout, "{format}");
    }
}

#[test]
fn no_report_shows_a_credential_that_its_findings_are_not_about() {
    let token = format!("ghp_{}", "a1B2".repeat(9));
    let dockerfile = "FROM debian:12\nRUN sudo PASSWORD=Xk29-battery make\nHEALTHCHECK CMD curl -H 'Authorization: Bearer TOKEN' localhost\nCOPY --from=https://u:Xk29-battery@x /a /b\n";
    let compose = "services:\n  web:\n    image: a\n    DB_PASSWORD: Xk29-battery\n    build: {context: 'https://u:TOKEN@example.com/a.git'}\n";
    let tree = Tree::new([
        ("a/Dockerfile", dockerfile.replace("TOKEN", &token)),
        ("b/compose.yaml", compose.replace("TOKEN", &token)),
    ]);
    for format in
        ["human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"]
    {
        let run = tree.run(&format!("check -v --sarif-all --exit-zero --format {format}"));
        run.expect(0, &["sudo"]).without(&["Xk29", "ghp_"]);
    }
    for format in ["text", "markdown", "json", "csv", "html", "oscal"] {
        let run = tree.run(&format!("report --framework cis-docker --format {format}"));
        run.without(&["Xk29", "ghp_"]);
    }
}

#[test]
fn no_report_shows_what_a_variable_brings_whose_name_tells_of_a_credential() {
    let places = [
        "ports: ['VALUE']",
        "ports: ['8080:VALUE']",
        "image: 'VALUE'",
        "build: 'https://example.com/a.git#VALUE'",
        "build: {context: ., dockerfile_inline: \"FROM alpine:VALUE\\nUSER VALUE\"}",
        "volumes: ['/etc/VALUE:/x']",
        "extends: {service: 'VALUE'}",
        "env_file: ['./VALUE']",
        "depends_on: ['VALUE']",
        "devices: ['/dev/VALUE']",
        "cap_add: ['VALUE']",
        "security_opt: ['seccomp=VALUE']",
        "mem_limit: 'VALUE'",
        "healthcheck: {test: [VALUE], interval: 'VALUE'}",
        "logging: {driver: 'VALUE'}",
        "user: 'VALUE'",
        "deploy: {resources: {limits: {memory: 'VALUE'}}}",
    ];
    let values = [
        "${DB_PASSWORD}",
        "${API_TOKEN:-Xk29-battery}",
        "${API_TOKEN:?not Xk29-battery}",
        "a-${DB_PASSWORD:+Xk29-battery}-b",
        "${OTHER:-${API_TOKEN:-Xk29-battery}}",
    ];
    let tree = Tree::new([(".keep", "")]);
    for (at, place) in places.iter().enumerate() {
        for (by, value) in values.iter().enumerate() {
            let text = format!("services:\n  web: {{{}}}\n", place.replace("VALUE", value));
            tree.write(format!("{at}/{by}/compose.yaml"), text);
            tree.write(format!("{at}/{by}/.env"), "DB_PASSWORD=Xk29-battery\n");
        }
    }
    for format in
        ["human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"]
    {
        let run = tree.run(&format!("check -v --profile restricted --exit-zero --format {format}"));
        assert!(run.stdout.contains("web"), "{run}");
        run.without(&["Xk29"]);
    }
    for at in 0..places.len() {
        tree.run(&format!("resolve {at}/2/compose.yaml")).without(&["Xk29"]);
    }
}

#[test]
fn no_report_shows_a_secret() {
    let tree = Tree::new([
        (
            "Dockerfile",
            "FROM debian:12\nRUN curl -u ci:Xk29-battery https://e.example && mysql --password Xk29-battery\nENV DB_PASSWORD=Xk29-battery\n",
        ),
        (
            "compose.yaml",
            "services:\n  a: {image: 'a:1', command: [x, --password, Xk29-battery]}\n  b: {image: 'a:1', healthcheck: {test: 'redis-cli -a Xk29-battery ping'}}\n",
        ),
        (
            "pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: c\n    image: a:1\n    args: ['--requirepass', 'Xk29-battery']\n    livenessProbe: {exec: {command: [curl, -u, 'a:Xk29-battery', localhost]}}\n    env: [{name: DB_PASSWORD, value: Xk29-battery}]\n",
        ),
    ]);
    for format in
        ["human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"]
    {
        let run = tree.run(&format!("check -v --format {format}"));
        run.expect(1, &["secret-in-command"]).without(&["Xk29-battery"]);
    }
    for format in ["text", "markdown", "json", "csv", "html", "oscal"] {
        let run = tree.run(&format!("report --framework cis-docker --format {format}"));
        run.without(&["Xk29-battery"]);
    }
}

#[test]
fn a_report_names_the_template_and_counts_the_objects() {
    let pod = |name: &str| PRIVILEGED.replace("app", name);
    let rendered = format!("---\n# Source: shop/templates/web.yaml\n{}---\n{}", pod("a"), pod("b"));
    let tree = Tree::new([("rendered.yaml", rendered.as_str()), ("Dockerfile", "FROM scratch\n")]);
    let json: serde_json::Value =
        serde_json::from_str(&tree.run("check --format json").stdout).unwrap();
    assert_eq!(json["files"][0]["objects"], serde_json::Value::Null, "{}", json["files"]);
    assert_eq!(json["files"][1]["objects"], 2, "{}", json["files"]);
    let sarif = tree.run("check --format sarif");
    sarif.expect(1, &["is privileged, rendered from 'shop/templates/web.yaml'."]);
}

#[test]
fn one_run_writes_many_reports() {
    let tree = tree();
    let run = tree.run("check --format concise -o sarif=r.sarif -o json=r.json");
    run.expect(1, &["critical[privileged-container]"]);
    for file in ["r.sarif", "r.json"] {
        let report: serde_json::Value = serde_json::from_str(&tree.read(file)).unwrap();
        assert!(report["version"].is_number() || report["version"].is_string(), "{file}");
    }
    let run = tree.run("check -o r.txt");
    assert!(run.stdout.is_empty(), "{run}");
    assert!(tree.read("r.txt").contains("privileged-container"));
    let run = tree.run("check --color always -o r.txt");
    assert!(run.stdout.is_empty() && !tree.read("r.txt").contains('\u{1b}'), "{run}");
}

#[test]
fn a_report_that_cannot_be_written_is_refused_before_any_work() {
    let tree = tree();
    tree.write("folder/x", "");
    for (args, words) in [
        ("-o folder", "is a folder"),
        ("-o none/r.json", "is no folder"),
        ("-o jsonn=r", "did you mean `json`?"),
        ("-o json=r -o sarif=r", "two reports cannot share a file"),
        ("-o pod.yaml", "was read, so no report can be written to it"),
        ("-o json=Dockerfile", "was read, so no report can be written to it"),
    ] {
        let run = tree.run(&format!("check {args}"));
        run.expect(2, &[words]);
    }
    assert_eq!(tree.read("pod.yaml"), PRIVILEGED);
    assert!(!tree.path("r").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_trouble() {
    let tree = tree();
    tree.run("check -o json=/dev/full")
        .expect(2, &["cannot write report to /dev/full: no space left on device"]);
}

#[cfg(unix)]
#[test]
fn a_report_is_replaced_whole_and_keeps_its_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let tree = tree();
    tree.write("r.json", "old");
    std::fs::set_permissions(tree.path("r.json"), std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("r.json", tree.path("link.json")).unwrap();
    tree.run("check -o link.json").expect(1, &[]);
    assert!(tree.read("r.json").starts_with('{'));
    assert!(tree.path("link.json").is_symlink());
    let mode = std::fs::metadata(tree.path("r.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    let left = std::fs::read_dir(tree.path("")).unwrap();
    assert!(
        left.flatten().all(|entry| !entry.file_name().to_string_lossy().starts_with(".plimsoll-"))
    );
}

#[test]
fn colours_are_for_terminals() {
    let tree = tree();
    tree.run("check").expect(1, &[]).without(&["\u{1b}"]);
    assert!(tree.run("check --color always").stdout.contains('\u{1b}'));
    let mut command = tree.command("check");
    assert!(crate::tree::Run::of(command.env("CLICOLOR_FORCE", "1")).stdout.contains('\u{1b}'));
    for format in ["json", "sarif", "github", "gitlab", "junit"] {
        tree.run(&format!("check --color always --format {format}")).without(&["\u{1b}"]);
    }
}

#[test]
fn quiet_is_quieter_than_normal_is_quieter_than_verbose() {
    let tree = Tree::new([("Dockerfile", "ARG BASE\nFROM $BASE\nUSER $WHO\n")]);
    let length = |args: &str| tree.check(args).stdout.len();
    assert!(length("-q") <= length("") && length("") < length("-v"), "{}", tree.check("-v"));
}
