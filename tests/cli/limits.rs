//! Machines and containers that give little.
#![cfg(target_os = "linux")]

use std::process::Command;

use crate::tree::{PRIVILEGED, Run, Tree};

/// A user of whom nothing else runs. Limits on processes do not bind root.
const NOBODY_ELSE: &str = "--reuid=61234";

/// The program in a tree behind another program that limits it; `None` where that is not installed.
fn limited(tree: &Tree, limiter: &[&str], args: &str) -> Option<Run> {
    let (program, rest) = limiter.split_first()?;
    Command::new(program).arg("--version").output().ok()?;
    let mut command = assert_cmd::Command::new(program);
    command.args(rest).arg(env!("CARGO_BIN_EXE_plimsoll")).args(args.split_whitespace());
    command.current_dir(tree.path("")).timeout(std::time::Duration::from_secs(240));
    Some(Run::of(&mut command))
}

#[test]
fn a_handful_of_processes_is_enough() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    std::fs::set_permissions(tree.path(""), PermissionsExt::from_mode(0o755)).unwrap();
    let is_root = std::fs::metadata("/proc/self/environ").is_ok_and(|file| {
        use std::os::unix::fs::MetadataExt;
        file.uid() == 0
    });
    for processes in [1, 2, 3, 5, 8] {
        let limit = format!("--nproc={processes}");
        let user = ["setpriv", NOBODY_ELSE, "--clear-groups"];
        let user = if is_root { &user[..] } else { &[] };
        let limiter = [user, &["prlimit", &limit]].concat();
        for threads in ["", "-j4", "-j100000"] {
            let Some(run) = limited(&tree, &limiter, &format!("check {threads}")) else { return };
            run.expect(1, &["privileged"]);
        }
    }
}

#[test]
fn too_little_address_space_is_said() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    let Some(run) = limited(&tree, &["prlimit", "--as=209715200"], "check") else { return };
    run.expect(2, &["error: the address space is limited to 200 MiB"]);
}
