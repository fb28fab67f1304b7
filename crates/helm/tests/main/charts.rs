//! Whole charts: what they render is recorded beside them, and `tools/helm-diff` holds that against helm.

use std::fmt::Write as _;
use std::path::Path;

use crate::memory::Memory;
use helm::locate;
use helm::render::Failure;

/// Every chart of the fixtures, with what it rendered when it was last compared.
#[test]
fn charts_render_what_was_recorded() {
    let charts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/helm/charts");
    let mut n_charts = 0;
    for entry in std::fs::read_dir(charts).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        n_charts += 1;
        let text = rendered(&path);
        let record = path.with_extension("out");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&record, &text).unwrap();
        }
        let recorded = std::fs::read_to_string(&record).unwrap();
        assert_eq!(text, recorded, "{}", path.display());
    }
    assert!(n_charts > 0);
}

fn rendered(chart: &Path) -> String {
    let rendering = match Memory::read(chart).render() {
        Ok(rendering) => rendering,
        Err(Failure::Chart(problem)) => return format!("refused: {}\n", problem.message),
        Err(Failure::Template(error)) => return format!("refused: {}\n", error.message),
    };
    let mut text = String::new();
    for document in rendering.documents().unwrap() {
        let body = document.file.text.as_str()[document.range].trim();
        let _ = writeln!(text, "---\n# Source: {}\n{body}", document.file.name);
    }
    text
}

/// The runs of a text cover it, in order: no byte is without an origin.
#[test]
fn every_byte_has_a_run() {
    let chart = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/helm/charts/shop");
    for file in Memory::read(&chart).render().unwrap().files {
        let text = file.text.as_str();
        let mut at = 0;
        for (piece, _) in file.text.runs_in(0..text.len()) {
            assert_eq!(piece.start, at, "{}", file.name);
            at = piece.end;
        }
        assert_eq!(at, text.len(), "{}", file.name);
    }
}

/// Each line of this chart's values is blamed for the scalar that it decides, however it got there.
#[test]
fn a_scalar_lies_at_the_leaf_that_decided_it() {
    let values = "plain: a1\nquoted: 'b2'\nnested: {deep: c3}\nlist: [d4]\nbase: e5\nsecret: f6\n";
    let template = "\
plain: {{ .Values.plain }}
quoted: {{ .Values.quoted | upper | quote }}
deep: {{ with .Values.nested }}{{ .deep }}{{ end }}
{{- range .Values.list }}
each: {{ . }}
{{- end }}
whole:
  {{- toYaml .Values.nested | nindent 2 }}
made: {{ printf \"%s-%s\" \"x\" .Values.base }}
coded: {{ .Values.secret | b64enc }}
fallback: {{ .Values.missing | default .Values.base }}
literal: text
";
    let memory = Memory::of(&[
        ("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
        ("values.yaml", values),
        ("templates/a.yaml", template),
    ]);
    let rendering = memory.render().unwrap();
    let document = rendering.documents().unwrap().remove(0);
    let mut root = document.root.unwrap();
    let (text, base) = (&document.file.text, document.range.start);
    locate::locate(&mut root, text, base, &rendering.origins);
    let sources = memory.sources.borrow();
    let mut out = String::new();
    for entry in root.entries() {
        let node = entry.value.entries().first().map_or(&entry.value, |inner| &inner.value);
        let source = sources.get(node.span.source);
        let key = entry.key.as_str().unwrap();
        let slice = source.slice(node.span.range.unwrap());
        let _ = writeln!(out, "{key}: {} {slice}", source.path);
    }
    let expected = "\
plain: values.yaml a1
quoted: values.yaml 'b2'
deep: values.yaml c3
each: values.yaml d4
whole: values.yaml c3
made: values.yaml e5
coded: values.yaml f6
fallback: values.yaml e5
literal: templates/a.yaml text
";
    assert_eq!(out, expected);
}

/// What a chart does to hurt its reader ends in an error of that chart.
#[test]
fn hostile_charts_end() {
    let hostile = [
        "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
        "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}",
        "{{ tpl .Values.self . }}",
        "{{ repeat 100000000 \"xxxxxxxxxxxxxxxx\" }}",
        "{{ range until 100000000 }}{{ . }}{{ end }}",
        "{{ range 100000000 }}{{ . }}{{ end }}",
        "{{ printf \"%099999999d\" 1 }}",
        "{{ indent 100000000 \"a\\nb\" }}",
        "{{ $d := dict }}{{ $_ := set $d \"a\" $d }}{{ $d }}{{ toYaml $d }}{{ toJson $d }}",
        "{{ $d := dict }}{{ $_ := set $d \"a\" $d }}{{ deepCopy $d }}{{ deepEqual $d (deepCopy $d) }}",
    ];
    for template in hostile {
        let memory = Memory::of(&[
            ("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
            ("values.yaml", "self: '{{ tpl .Values.self . }}'\n"),
            ("templates/a.txt", template),
        ]);
        // Whether it is refused or cut short does not matter: it ends.
        drop(memory.render());
    }
    let deep = format!("{}x{}", "{{ if true }}".repeat(500), "{{ end }}".repeat(500));
    let parens = format!("{{{{ {}1{} }}}}", "(".repeat(500), ")".repeat(500));
    for template in [deep, parens] {
        assert!(helm::template::parse(&template, &helm::functions::exists).is_err());
    }
}
