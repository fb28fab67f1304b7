//! What the shell parser makes of the fixtures, and the laws that hold for any text.

mod dump;
mod laws;

use super::*;

#[test]
fn fixtures_keep_their_commands() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/syntax/shell");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_input_file();
    settings.bind(|| {
        for (name, text) in fixtures() {
            insta::assert_snapshot!(name, dump::dump(&text, &parse(&text)));
        }
    });
}

/// Name and text of every fixture, sorted.
fn fixtures() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/syntax/shell");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<_> =
        entries.filter(|it| it.extension().is_some_and(|it| it == "sh")).collect();
    names.sort();
    assert!(names.len() > 10, "fixtures are missing");
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    };
    names.into_iter().map(read).collect()
}

fn only(text: &str) -> (Script, Command) {
    let script = parse(text);
    let command = script.commands().next().unwrap().clone();
    (script, command)
}

#[test]
fn a_dialect_is_known_by_the_name_of_its_program() {
    let cases = [
        ("/bin/sh", Dialect::Posix),
        ("/usr/bin/bash", Dialect::Bash),
        ("ash", Dialect::Posix),
        (r"C:\Program Files\PowerShell\pwsh.EXE", Dialect::PowerShell),
        ("cmd", Dialect::Cmd),
        ("/usr/bin/python3", Dialect::Other),
        ("ß.exe", Dialect::Other),
    ];
    for (program, dialect) in cases {
        assert_eq!(Dialect::of(program), dialect, "{program}");
    }
}

#[test]
fn a_shell_vector_says_language_and_options() {
    let cases: [(&[&str], Dialect, &str); 9] = [
        (&["/bin/sh", "-c"], Dialect::Posix, ""),
        (&["/bin/bash", "-o", "pipefail", "-c"], Dialect::Bash, "pipefail"),
        (&["bash", "-euxo", "pipefail", "-c"], Dialect::Bash, "errexit nounset xtrace pipefail"),
        (&["/bin/ash", "-eo", "pipefail", "-c"], Dialect::Posix, "errexit pipefail"),
        (&["/usr/bin/env", "bash", "-e", "-c"], Dialect::Bash, "errexit"),
        (&["powershell", "-Command", "$ErrorActionPreference = 'Stop';"], Dialect::PowerShell, ""),
        (
            &["conda", "run", "--no-capture-output", "-n", "ml", "/bin/bash", "-ec"],
            Dialect::Bash,
            "errexit",
        ),
        (&["cmd", "/S", "/C"], Dialect::Cmd, ""),
        (&[], Dialect::Other, ""),
    ];
    for (vector, dialect, options) in cases {
        let shell = Shell::from_vector(vector);
        assert_eq!(shell.dialect, dialect, "{vector:?}");
        assert_eq!(names(shell.options), options, "{vector:?}");
    }
}

fn names(options: ShellOptions) -> String {
    let all = [
        (options.errexit, "errexit"),
        (options.nounset, "nounset"),
        (options.xtrace, "xtrace"),
        (options.pipefail, "pipefail"),
    ];
    all.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
}

#[test]
fn options_hold_until_changed_and_do_not_leave_a_subshell() {
    let script = parse(
        "a; set -e; (set -o pipefail; b); c; { set -u; }; d; set +e; e; bash -x -c 'f'; shopt -so pipefail; g; $(h)",
    );
    let options = script.options(ShellOptions::NONE);
    let found: Vec<_> = script
        .commands()
        .filter(|it| it.program().is_some_and(|name| name.len() == 1))
        .map(|it| format!("{}:{}", it.program().unwrap(), names(options[it.index as usize])))
        .collect();
    let expected = "a: b:errexit pipefail c:errexit d:errexit nounset e:nounset f:xtrace g:nounset pipefail h:nounset pipefail";
    assert_eq!(found.join(" "), expected);
}

#[test]
fn a_value_is_not_an_option() {
    let (_, command) =
        only("curl -sSo kfile -fLH 'k: v' --output=k --retry 3 -X$M https://example.org -- -k");
    let spec = FlagSpec { short_values: "oHX", long_values: &["retry"], stops_at_operand: false };
    let found = flags(&command.args, &spec);
    let names: Vec<_> = found.flags.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["s", "S", "o", "f", "L", "H", "output", "retry", "X"]);
    assert!(!found.has_short('k') && !found.uncertain);
    assert!(found.find(&['o'], &[]).unwrap().value.as_ref().unwrap().is("kfile"));
    assert!(found.values(&[], &["output"]).next().unwrap().is("k"));
    assert_eq!(found.values(&['X'], &[]).next().unwrap().variables().next().unwrap().name, "M");
    assert_eq!(found.literal_operands().collect::<Vec<_>>(), ["https://example.org", "-k"]);
}

#[test]
fn unquoted_variables_may_be_options() {
    let uncertain = |text| flags(&only(text).1.args, &FlagSpec::default()).uncertain;
    assert!(uncertain("curl $OPTS url"));
    assert!(uncertain("curl -s$MORE url"));
    assert!(uncertain("curl $(options) url"));
    assert!(!uncertain("curl \"$URL\" https://$HOST/"));
}

#[test]
fn options_can_end_at_the_first_operand() {
    let (_, command) = only("git -c http.sslVerify=false clone -b main url");
    let spec = FlagSpec { short_values: "c", stops_at_operand: true, ..FlagSpec::default() };
    let found = flags(&command.args, &spec);
    assert_eq!(found.flags.len(), 1);
    assert_eq!(found.literal_operands().collect::<Vec<_>>(), ["clone", "-b", "main", "url"]);
}

#[test]
fn words_expand_where_variables_are_known() {
    let lookup = |name: &str| match name {
        "V" => Lookup::Value("1.2".into()),
        "EMPTY" => Lookup::Value("".into()),
        "UNSET" => Lookup::Unset,
        _ => Lookup::Unknown,
    };
    let cases = [
        ("app-$V.tar", Some("app-1.2.tar")),
        ("\"${V}\"'$V'", Some("1.2$V")),
        ("${UNSET:-x$V}", Some("x1.2")),
        ("${EMPTY:-x}${EMPTY-x}", Some("x")),
        ("${V:+yes}${UNSET+no}", Some("yes")),
        ("${V%.2}${V#1.}", Some("12")),
        ("${#V}", Some("3")),
        ("${V%.*}", None),
        ("${UNSET:?}", None),
        ("$OTHER", None),
        ("${OTHER:-x}", None),
        ("a$(date)", None),
        ("$((1))", None),
    ];
    for (word, value) in cases {
        let (_, command) = only(word);
        assert_eq!(command.name.unwrap().expand(&lookup).as_deref(), value, "{word}");
    }
}

#[test]
fn what_a_pipe_brings_is_found_at_any_distance() {
    let cases = [
        ("curl a | tee b | sh", "sh", "curl tee"),
        ("(curl a; wget b) | { x; sh; }", "sh", "curl wget"),
        ("curl a; sh", "sh", ""),
        ("echo $(curl a) | sh", "sh", "echo"),
        ("curl a | if true; then sh; fi", "sh", "curl"),
        ("curl a | bash -c 'cat | sh'", "sh", "cat curl"),
        ("for u in a; do curl $u | sh; done", "sh", "curl"),
    ];
    for (text, reader, writers) in cases {
        let script = parse(text);
        let reader = script.commands().find(|it| it.program().as_deref() == Some(reader)).unwrap();
        let found: Vec<_> = script.upstream(reader).filter_map(Command::program).collect();
        assert_eq!(found.join(" "), writers, "{text}");
    }
}

#[test]
fn exec_forms_keep_the_places_of_their_strings() {
    let source = r#"["sudo", "sh", "-c", "cd /x && it's | cat"]"#;
    let words: Vec<_> = ["sudo", "sh", "-c", "cd /x && it's | cat"]
        .into_iter()
        .map(|value| {
            let start = u32::try_from(source.find(value).unwrap()).unwrap() - 1;
            ExecWord {
                value,
                span: Span::new(start, start + 2 + u32::try_from(value.len()).unwrap()),
            }
        })
        .collect();
    let script = parse_exec(&words);
    let found: Vec<_> = script.commands().map(|it| &source[it.span.range()]).collect();
    assert_eq!(found[0], &source[1..source.len() - 1]);
    assert_eq!(found[1], "cd /x");
    assert_eq!(script.commands().next().unwrap().peeled().args.len(), 2);
}

#[test]
fn exec_forms_with_escapes_blame_the_whole_string() {
    let words = [("sh", 1, 5), ("-c", 7, 11), ("echo \"a\" && b", 13, 30)]
        .map(|(value, start, end)| ExecWord { value, span: Span::new(start, end) });
    let script = parse_exec(&words);
    let spans: Vec<_> =
        script.commands().map(|it| (it.program().unwrap(), it.span.start, it.span.end)).collect();
    assert_eq!(spans, [("sh".into(), 1, 30), ("echo".into(), 13, 30), ("b".into(), 13, 30)]);
}

#[test]
fn spans_move_with_the_text() {
    let mut script = parse("a \"$X\" | sh -c 'b > c'");
    let before: Vec<_> = script.commands().map(|it| it.span).collect();
    script.relocate(&mut |span| Span::new(span.start + 100, span.end + 100));
    for (old, new) in before.iter().zip(script.commands()) {
        assert_eq!((old.start + 100, old.end + 100), (new.span.start, new.span.end));
    }
}

#[test]
fn a_name_before_an_equals_sign_is_an_assignment() {
    let (_, command) = only("env A=1 B=\"x y\" C=$D cmd");
    let peeled = command.peeled();
    let found: Vec<_> =
        peeled.assignments.iter().map(|(name, value)| (name.as_str(), value.literal())).collect();
    assert_eq!(found, [("A", Some("1".into())), ("B", Some("x y".into())), ("C", None)]);
    assert!(only("env 'A B=1' cmd").1.peeled().is_any(&["A B=1"]));
}

#[test]
fn wrappers_are_sorted() {
    assert!(peel::WRAPPERS.is_sorted_by(|a, b| a.name < b.name));
}

#[test]
fn words_are_small() {
    assert!(size_of::<Word>() <= 48, "{}", size_of::<Word>());
    assert!(size_of::<Command>() <= 160, "{}", size_of::<Command>());
}
