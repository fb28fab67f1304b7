//! Input that nobody should write, and everybody does.

use std::fmt::Write as _;
use std::fs;

use crate::tree::{HARMLESS, PRIVILEGED, Run, Tree};

/// Runs in a tree where this file lies beside a bad manifest, which must be judged all the same.
#[track_caller]
fn beside_a_finding(path: &str, bytes: impl AsRef<[u8]>) -> Run {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.write(path, bytes);
    let run = tree.check("");
    run.expect(run.status, &["pod.yaml:8:25: critical[privileged-container]"]);
    run
}

#[test]
fn a_missing_path_is_trouble_and_the_others_are_judged() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.check("none/Dockerfile pod.yaml").expect(
        2,
        &["none/Dockerfile: error: no such file or folder", "critical[privileged-container]"],
    );
}

#[test]
fn a_folder_named_dockerfile_is_walked() {
    let tree = Tree::new([("Dockerfile/pod.yaml", PRIVILEGED)]);
    tree.check("").expect(1, &["Dockerfile/pod.yaml:8:"]);
    tree.check("Dockerfile").expect(1, &["Dockerfile/pod.yaml:8:"]);
}

#[test]
fn a_file_that_cannot_be_read_is_trouble() {
    // The tests may run as root, whom no permission stops; a file that fails to be read stops everybody.
    let unreadable = std::path::Path::new("/proc/self/mem");
    if !unreadable.exists() {
        return;
    }
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.run("check --root / --format concise /proc/self/mem pod.yaml")
        .expect(2, &["proc/", "critical[privileged-container]"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_pipe_is_not_read() {
        let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
        let made = Command::new("mkfifo").arg(tree.path("Dockerfile")).status().unwrap();
        assert!(made.success());
        let words = &["Dockerfile: error: not a regular file (fifo)", "critical"];
        tree.check("").expect(2, words);
        tree.check("Dockerfile pod.yaml").expect(2, words);
    }

    #[test]
    fn a_socket_or_device_is_not_read() {
        let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
        let _socket = UnixListener::bind(tree.path("compose.yaml")).unwrap();
        tree.check("").expect(2, &["compose.yaml: error: not a regular file (socket)", "critical"]);
        tree.run("check --root / --format concise /dev/zero")
            .expect(2, &["dev/zero: error: not a regular file (device)"]);
    }

    #[test]
    fn links_in_a_circle_are_trouble() {
        let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
        symlink("Containerfile", tree.path("Dockerfile")).unwrap();
        symlink("Dockerfile", tree.path("Containerfile")).unwrap();
        symlink(".", tree.path("self")).unwrap();
        tree.check("").expect(2, &["too many levels of symbolic links", "pod.yaml:8:"]);
        tree.check("Dockerfile")
            .expect(2, &["Dockerfile: error: too many levels of symbolic links"]);
    }

    #[test]
    fn a_link_to_nowhere_is_named() {
        let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
        symlink("none", tree.path("Dockerfile")).unwrap();
        symlink("none", tree.path("other.yaml")).unwrap();
        tree.check("")
            .expect(1, &["Dockerfile: note: is a symbolic link that leads nowhere", "critical"])
            .without(&["other.yaml"]);
        tree.check("-v").expect(1, &["other.yaml: set aside: symbolic link that leads nowhere"]);
        tree.check("Dockerfile").expect(2, &["no such file"]);
    }

    #[test]
    fn a_link_out_of_the_tree_is_not_followed() {
        let outside = Tree::new([("secret", "FROM hunter2\n")]);
        let tree = Tree::new([("ok.yaml", HARMLESS)]);
        symlink(outside.path("secret"), tree.path("Dockerfile")).unwrap();
        tree.check("")
            .expect(0, &["Dockerfile: note: is a symbolic link that leaves the root"])
            .without(&["hunter2"]);
        tree.check("--fail-on-gaps").expect(1, &[]);
        tree.check("Dockerfile").expect(2, &["lies outside the root"]).without(&["hunter2"]);
        symlink(outside.path("secret"), tree.path("x.yaml")).unwrap();
        symlink(outside.path("."), tree.path("up")).unwrap();
        let set_aside = "set aside: symbolic link that leaves the root";
        tree.check("-v")
            .expect(0, &[&format!("x.yaml: {set_aside}"), &format!("up: {set_aside}")])
            .without(&["hunter2"]);
    }

    #[test]
    fn a_link_within_the_tree_stands_for_its_target_once() {
        let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
        symlink("pod.yaml", tree.path("link.yaml")).unwrap();
        let run = tree.check("--select privileged-container . pod.yaml link.yaml");
        run.expect(1, &["pod.yaml:8:25: critical"]).without(&["link.yaml:"]);
        assert_eq!(run.stdout.matches("critical[").count(), 1, "{run}");
    }

    #[test]
    fn the_name_of_a_link_says_what_its_target_is() {
        let tree = Tree::new([("common.txt", "FROM a\nADD https://e.example/x /x\n")]);
        symlink("common.txt", tree.path("Dockerfile")).unwrap();
        tree.run("check --show-files").expect(0, &["common.txt: dockerfile"]);
    }

    #[test]
    fn names_that_are_no_text_are_those_of_different_files() {
        use std::os::unix::ffi::OsStrExt;
        let tree = Tree::bare();
        for (name, text) in [(&b"\xfe.yaml"[..], PRIVILEGED), (b"\xff.yaml", HARMLESS)] {
            tree.write(std::ffi::OsStr::from_bytes(name), text);
        }
        tree.check("").expect(1, &["\\xfe.yaml:8:25: critical[privileged-container]"]);
        let folder = std::ffi::OsStr::from_bytes(b"app\xff");
        tree.write(
            std::path::Path::new(folder).join("kustomization.yaml"),
            "resources: [p.yaml]\n",
        );
        tree.write(std::path::Path::new(folder).join("p.yaml"), PRIVILEGED);
        tree.check("--select privileged-container").expect(1, &["app\\xff/p.yaml:8:25: critical"]);
    }

    #[test]
    fn a_name_that_is_no_text_is_no_obstacle() {
        use std::os::unix::ffi::OsStrExt;
        let tree = Tree::new([("ok.yaml", HARMLESS)]);
        let names: [&[u8]; 5] =
            [b"a\nb.yaml", b"q\"uote.yaml", b"-rf.yaml", b"\xff.yaml", b"\x1b[2J%23 #.yaml"];
        for name in names {
            tree.write(std::ffi::OsStr::from_bytes(name), PRIVILEGED);
        }
        let run = tree.check("--select privileged-container");
        run.expect(1, &[]).without(&["\x1b"]);
        assert_eq!(run.stdout.matches("critical[").count(), 5, "{run}");
        tree.check("-- -rf.yaml").expect(1, &["-rf.yaml:8:"]);
    }
}

#[test]
fn an_empty_dockerfile_is_no_clean_dockerfile() {
    for text in ["", "# nothing\n", "\u{feff}"] {
        let tree = Tree::new([("Dockerfile", text)]);
        tree.check("").expect(2, &["Dockerfile", "syntax-error"]);
    }
}

#[test]
fn an_empty_manifest_is_nothing() {
    let tree = Tree::new([("a.yaml", ""), ("b.yaml", "---\n---\n"), ("c.json", " ")]);
    tree.check("").expect(0, &[]);
}

#[test]
fn a_file_over_the_limit_is_trouble_if_it_is_ours() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED), ("data.json", "{\"a\": 1}")]);
    let pad = |name: &str| {
        let file = fs::OpenOptions::new().write(true).open(tree.path(name)).unwrap();
        file.set_len(1 << 30).unwrap();
    };
    tree.write("Dockerfile", "FROM a\n");
    for name in ["pod.yaml", "data.json", "Dockerfile"] {
        pad(name);
    }
    tree.check("")
        .expect(
            2,
            &["pod.yaml: error: file is 1 GiB, the limit is 8 MiB", "Dockerfile: error: file is"],
        )
        .without(&["data.json"]);
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.run("check --max-file-size 100b")
        .expect(2, &["limit is 100 bytes", "raise `--max-file-size`"]);
    tree.check("--max-file-size 32MiB").expect(1, &[]);
}

#[test]
fn a_manifest_that_is_not_utf8_is_trouble() {
    let mut bytes = PRIVILEGED.as_bytes().to_vec();
    bytes.extend(b"# \xe9\n");
    beside_a_finding("latin.yaml", bytes)
        .expect(2, &["latin.yaml: error: is not UTF-8 at byte", "line 9"]);
}

#[test]
fn data_that_is_not_ours_may_be_anything() {
    beside_a_finding("data.yaml", b"a: \xff\xfe\0").expect(1, &[]).without(&["data.yaml"]);
    beside_a_finding("data.json", b"\0\0\0").expect(1, &[]).without(&["data.json"]);
}

#[test]
fn a_dockerfile_that_is_not_utf8_is_judged_and_says_so() {
    let run = beside_a_finding("Dockerfile", b"# Andr\xe9\nFROM a:1\nRUN echo \xe9\nUSER 1\n");
    run.expect(1, &["Dockerfile: note: is not UTF-8 at byte 26 in line 3"]);
    beside_a_finding("Dockerfile", b"# Andr\xe9\nFROM a:1\nUSER 1\n")
        .expect(1, &[])
        .without(&["UTF-8"]);
}

#[test]
fn nul_bytes_are_no_text() {
    beside_a_finding("Dockerfile", b"FROM a\0b\n")
        .expect(2, &["Dockerfile: error: contains NUL bytes"]);
}

#[test]
fn utf16_is_named() {
    let utf16 = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>()
    };
    beside_a_finding("Dockerfile", utf16("FROM a\n"))
        .expect(2, &["Dockerfile: error: is UTF-16, not UTF-8"]);
    beside_a_finding("wide.yaml", utf16(PRIVILEGED))
        .expect(2, &["wide.yaml: error: is UTF-16, not UTF-8"]);
    beside_a_finding("other.yaml", utf16("a: b\n")).expect(1, &[]);
}

#[test]
fn a_byte_order_mark_and_carriage_returns_move_nothing() {
    let tree = Tree::new([("pod.yaml", format!("\u{feff}{PRIVILEGED}"))]);
    tree.check("").expect(1, &["pod.yaml:8:25: critical"]);
    let tree = Tree::new([("pod.yaml", PRIVILEGED.replace('\n', "\r\n"))]);
    tree.check("").expect(1, &["pod.yaml:8:25: critical"]);
}

#[test]
fn a_long_line_is_no_obstacle() {
    let filler = "x".repeat(20 << 20);
    let tree = Tree::new([(
        "pod.yaml",
        format!("{PRIVILEGED}---\napiVersion: v1\nkind: ConfigMap\ndata: {{a: \"{filler}\"}}\n"),
    )]);
    let run = tree.run("check --max-file-size 32MiB");
    run.expect(1, &["privileged"]);
    assert!(run.stdout.len() < 100_000, "{} bytes", run.stdout.len());
    let tree = Tree::new([("Dockerfile", format!("FROM a:1\nUSER 1\nRUN echo {filler}\n"))]);
    let run = tree.run("check --max-file-size 32MiB");
    run.expect(2, &["syntax-error", "Dockerfile:3:1"]);
    assert!(run.stdout.len() < 100_000, "{} bytes", run.stdout.len());
}

#[test]
fn deep_nesting_is_an_error_with_a_place() {
    let deep = |open: &str| format!("{HARMLESS}x: {}\n", open.repeat(20_000));
    for text in [deep("["), deep("{a: "), format!("{HARMLESS}x:\n {}\n", "- ".repeat(20_000))] {
        beside_a_finding("deep.yaml", text).expect(2, &["deep.yaml:", "nested deeper than 1000"]);
    }
}

#[test]
fn an_alias_bomb_is_bounded() {
    let mut bomb = String::from("a0: &a0 [x, x]\n");
    for level in 1..40 {
        writeln!(bomb, "a{level}: &a{level} [*a{0}, *a{0}, *a{0}]", level - 1).unwrap();
    }
    let run = beside_a_finding("bomb.yaml", format!("{HARMLESS}{bomb}"));
    assert!(run.stdout.len() < 100_000);
    beside_a_finding("compose.yaml", format!("{bomb}services: {{a: {{image: b, x-a: *a39}}}}\n"))
        .expect(2, &["compose.yaml:", "too large to be judged once aliases"]);
    beside_a_finding("loop.yaml", format!("{HARMLESS}a: &a [*a]\n")).expect(2, &["loop.yaml:"]);
}

#[test]
fn one_broken_document_does_not_cost_the_others() {
    let text = format!("{PRIVILEGED}---\napiVersion: v1\nkind: [\n---\n{PRIVILEGED}");
    let run = Tree::new([("all.yaml", text)]).check("");
    run.expect(2, &["all.yaml:8:25: critical", "syntax-error"]);
    assert_eq!(run.stdout.matches("critical[privileged-container]").count(), 2, "{run}");
}

#[test]
fn one_broken_instruction_does_not_cost_the_others() {
    let tree = Tree::new([("Dockerfile", "FROM acme/a\nFROMM b\nUSER 1\n")]);
    tree.check("").expect(2, &["Dockerfile:2:1: ", "syntax-error", "unpinned-image"]);
}

#[test]
fn controls_in_content_never_reach_the_terminal() {
    let name = "\\e[2J\\e]0;x\\a\\u202e";
    let text = PRIVILEGED.replace("name: app", &format!("name: \"{name}\""));
    let raw = PRIVILEGED.replace("app:1.2.3", "\u{202e}\u{9b}2Japp");
    let tree = Tree::new([("pod.yaml", text), ("raw.yaml", raw)]);
    for format in ["human", "concise", "github", "json", "sarif"] {
        let run = tree.run(&format!("check --format {format}"));
        run.without(&["\u{1b}", "\u{7}"]);
        if format != "json" && format != "sarif" {
            run.without(&["\u{202e}", "\u{9b}"]);
        }
    }
}

#[test]
fn templates_are_listed_and_not_judged() {
    let helm = "apiVersion: v1\nkind: Pod\n{{- if .Values.x }}\nspec: {}\n{{- end }}\n";
    let tree = Tree::new([
        ("chart/templates/pod.yaml", helm),
        ("Dockerfile.j2", "FROM {{ base }}\n"),
        ("docker-compose.yml.tmpl", "services:\n"),
        ("Dockerfile", "FROM {{ base }}\n"),
        ("dockerfile_test.go", "package a\n"),
        ("Dockerfile.md", "# How to\n"),
    ]);
    tree.check("")
        .expect(
            0,
            &[
                "chart/templates/pod.yaml: note: a Helm template",
                "Dockerfile.j2: note: a template",
                "docker-compose.yml.tmpl: note: a template",
                "Dockerfile: note: a template",
            ],
        )
        .without(&["dockerfile_test.go", "Dockerfile.md", "syntax-error"]);
    tree.check("--fail-on-gaps").expect(1, &[]);
}

#[test]
fn what_helm_rendered_is_told_by_its_template() {
    let rendered = format!("---\n# Source: shop/templates/pod.yaml\n{PRIVILEGED}---\n{HARMLESS}");
    let tree = Tree::new([("rendered.yaml", rendered)]);
    for format in ["human", "json"] {
        let run = tree.run(&format!("check --format {format} --select privileged-container"));
        run.expect(1, &["rendered from `shop/templates/pod.yaml`"]);
    }
}
