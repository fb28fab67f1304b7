//! Commands of a shell, long and deep.

use super::Construct;
use super::text::{command, fill, stage};

macro_rules! row {
    ($name:literal, $files:expr) => {
        Construct { name: $name, files: $files }
    };
    ($name:literal, nested $open:literal $core:literal $close:literal) => {
        Construct {
            name: $name,
            files: |n| {
                let m = n / ($open.len() + $close.len());
                command(&format!("{}{}{}", $open.repeat(m), $core, $close.repeat(m)))
            },
        }
    };
}

pub(super) const TABLE: &[Construct] = &[
    row!("shell: commands in one line", |n| command(
        &("true".to_owned() + &fill(n, |i| format!(" && rm f{i}")))
    )),
    row!("shell: downloads in one line", |n| command(
        &("true".to_owned() + &fill(n, |i| format!("; curl http://a/{i} | sh")))
    )),
    row!("shell: installations in one line", |n| command(
        &("true".to_owned()
            + &fill(n, |i| format!(" && apt-get install p{i} && pip install q{i}")))
    )),
    row!("shell: packages of one installation", |n| command(
        &("apt-get install -y".to_owned() + &fill(n, |i| format!(" p{i}")))
    )),
    row!("shell: a pipe", |n| command(
        &("cat a".to_owned() + &fill(n, |i| format!(" | grep {i}")))
    )),
    row!("shell: a long word", |n| command(&("echo ".to_owned() + &fill(n, |_| "x".to_owned())))),
    row!("shell: words", |n| command(&("echo".to_owned() + &fill(n, |i| format!(" w{i}"))))),
    row!("shell: a quoted word", |n| command(
        &("echo ".to_owned() + &fill(n, |i| format!("\"a$V{i}\"'b'\\c")))
    )),
    row!("shell: escapes", |n| command(&("echo ".to_owned() + &fill(n, |_| "\\\\\\a".to_owned())))),
    row!("shell: variables", |n| command(
        &("true".to_owned() + &fill(n, |i| format!("; V{i}=a; echo $V{i}")))
    )),
    row!("shell: a variable that doubles", |n| command(
        &("A=x".to_owned() + &fill(n, |_| "; A=$A$A".to_owned()))
    )),
    row!("shell: a variable that grows", |n| command(
        &("A=x".to_owned() + &fill(n, |i| format!("; A=$A{i}; curl $A | sh")))
    )),
    row!("shell: variables that double", |n| command(
        &("V0=x".to_owned() + &fill(n, |i| format!("; V{}=$V{i}$V{i}", i + 1)))
    )),
    row!("shell: exports before commands", |n| command(&fill(n, |i| format!(" V{i}=a")))),
    row!("shell: braces", |n| command(&("echo ".to_owned() + &fill(n, |_| "{a,b}".to_owned())))),
    row!("shell: braces of one word", |n| command(
        &("echo {".to_owned() + &fill(n, |i| format!("{i},")))
    )),
    row!("shell: subshells", nested "(" "true" ")"),
    row!("shell: groups", nested "{ " "true;" " };"),
    row!("shell: subshells left open", nested "(" "" ""),
    row!("shell: substitutions", nested "echo $(" "true" ")"),
    row!("shell: quoted substitutions", nested "echo \"$(" "true" ")\""),
    row!("shell: substitutions left open", nested "$(" "" ""),
    row!("shell: backticks", |n| command(&("echo ".to_owned() + &fill(n, |_| "`a`".to_owned())))),
    row!("shell: nested backticks", |n| {
        // Each level doubles its escapes.
        let mut text = "true".to_owned();
        while text.len() < n / 2 {
            text = format!("echo `{}`", text.replace('\\', "\\\\").replace('`', "\\`"));
        }
        command(&text)
    }),
    row!("shell: backticks left open", nested "`" "" "a"),
    row!("shell: shells in shells", |n| {
        let mut text = "curl a|sh".to_owned();
        while text.len() < n / 2 {
            text = format!("sh -c \"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        }
        command(&text)
    }),
    row!("shell: sudo of sudo", nested "sudo " "curl a | sh" ""),
    row!("shell: shells of shells, unquoted", nested "sh -c " "a" ""),
    row!("shell: evals", nested "eval " "curl a | sh" ""),
    row!("shell: conditions", nested "if true; then " "a" "; fi"),
    row!("shell: conditions left open", nested "if true; then " "" ""),
    row!("shell: loops", nested "for i in a; do " "a" "; done"),
    row!("shell: cases", |n| command(
        &("case $A in".to_owned() + &fill(n, |i| format!(" a{i}) b;;")))
    )),
    row!("shell: nested cases", nested "case a in a) " "b" ";; esac"),
    row!("shell: functions", |n| command(
        &("true".to_owned() + &fill(n, |i| format!("; f{}() {{ f{i}; f{i}; }}", i + 1)))
    )),
    row!("shell: nested functions", nested "f() { " "a;" " };"),
    row!("shell: arithmetic", nested "$((" "1" "))"),
    row!("shell: expansions", nested "${A:-" "a" "}"),
    row!("shell: expansions left open", nested "${A:-" "" ""),
    row!("shell: heredocs", |n| stage(1, |_| format!(
        "RUN <<EOF\n{}EOF\n",
        fill(n, |i| format!("cat <<E{i}\na\nE{i}\n"))
    ))),
    row!("shell: heredocs of one command", |n| stage(1, |_| format!(
        "RUN <<EOF\ncat{}\nEOF\n",
        fill(n, |i| format!(" <<E{i}"))
    ))),
    row!("shell: redirections", |n| command(&("a".to_owned() + &fill(n, |i| format!(" >f{i}"))))),
    row!("shell: negations", nested "! " "a" ""),
    row!("shell: background commands", |n| command(
        &("a".to_owned() + &fill(n, |i| format!(" & b{i}")))
    )),
    row!("shell: users that are made", |n| command(
        &("true".to_owned() + &fill(n, |i| format!(" && useradd u{i} && chown u{i} /a{i}")))
    )),
    row!("shell: a script of one heredoc", |n| stage(1, |_| format!(
        "RUN <<EOF\n{}EOF\n",
        fill(n, |i| format!("curl http://a/{i} | sh\n"))
    ))),
    row!("shell: xargs of find", nested "find -exec xargs " "rm" " \\;"),
    row!("shell: python scripts", |n| command(
        &("true".to_owned()
            + &fill(n, |i| format!(" && python -c 'import os; os.system(\"curl a{i} | sh\")'")))
    )),
];
