//! What comes from files of variables: who else has them, and where comments about it may stand.

use crate::changes::Repository;
use crate::tree::Tree;

const COMPOSE: &str = "\
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: ${DB_PASSWORD}
";
const ENV: &str = "DB_PASSWORD=q8Zt3LmW7\n";

fn found(files: &[(&str, &str)], after: impl Fn(&Repository)) -> Option<String> {
    let repository = Repository::new(files)?;
    after(&repository);
    let run = repository.0.run("check --no-config --select secret-in-env");
    assert!(!run.stdout.contains("q8Zt3LmW7"), "{}", run.stdout);
    assert!(run.stdout.contains(".env:1:13"), "{}", run.stdout);
    assert!(run.stdout.contains("POSTGRES_PASSWORD: ${DB_PASSWORD}"), "{}", run.stdout);
    Some(run.stdout.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_finding_tells_whether_other_checkouts_have_the_file_that_it_blames() {
    let files = [("compose.yaml", COMPOSE), (".gitignore", ".env\n"), (".env", ENV)];
    let Some(ignored) = found(&files, |_| {}) else { return };
    assert!(ignored.contains("git ignores this file: other checkouts do not have it"), "{ignored}");
    assert!(ignored.contains("keep it out of git, as it is"), "{ignored}");

    let files = [("compose.yaml", COMPOSE), (".env", ENV)];
    let tracked = found(&files, |_| {}).unwrap();
    assert!(tracked.contains("git tracks this file: every checkout has it"), "{tracked}");

    let untracked = found(&files[..1], |repository| repository.0.write(".env", ENV)).unwrap();
    assert!(untracked.contains("git does not track this file"), "{untracked}");
    assert!(untracked.contains("add this file to `.gitignore`"), "{untracked}");
}

#[test]
fn a_comment_may_stand_where_a_variable_is_used_if_it_stands_at_every_use() {
    let commented = COMPOSE.replace("SWORD}", "SWORD} # plimsoll: ignore[secret-in-env] made up");
    let check = |compose: &str| {
        let tree = Tree::new([("compose.yaml", compose), (".env", ENV)]);
        tree.check("--no-config --select secret-in-env,unused-ignore").stdout
    };
    let held = check(&commented);
    assert!(!held.contains("secret-in-env]"), "{held}");
    assert!(!held.contains("unused-ignore"), "{held}");
    let twice = format!(
        "{commented}  other:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: ${{DB_PASSWORD}}\n"
    );
    let stands = check(&twice);
    assert!(stands.contains(".env:1:13: high[secret-in-env]"), "{stands}");
}
