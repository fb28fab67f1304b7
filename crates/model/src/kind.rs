//! What kind of file a path or a text looks like.

use diag::SourceId;
use memchr::memmem;
use syntax::yaml::{self, RootKeys, may_have_key};

use crate::content::OBJECT_KEYS;

use crate::compose;

/// What a file is to Plimsoll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// A Dockerfile or Containerfile.
    Dockerfile,
    /// A Compose file.
    Compose,
    /// A `kustomization.yaml`.
    Kustomization,
    /// YAML or JSON with Kubernetes objects in it.
    Kubernetes,
    /// `daemon.json` of the Docker engine.
    DaemonConfig,
    /// A seccomp profile.
    SeccompProfile,
    /// AppArmor profiles.
    AppArmorProfile,
    /// A GitHub Actions workflow.
    Workflow,
    /// A configuration of Prometheus.
    Prometheus,
    /// The `Chart.yaml` of a Helm chart.
    HelmChart,
    /// A template of a Helm chart.
    HelmTemplate,
    /// A template from which another program makes one of the others.
    Template,
}

impl FileKind {
    /// Lower-case name, as reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dockerfile => "dockerfile",
            Self::Compose => "compose",
            Self::Kustomization => "kustomization",
            Self::Kubernetes => "kubernetes",
            Self::DaemonConfig => "daemon configuration",
            Self::SeccompProfile => "seccomp profile",
            Self::AppArmorProfile => "AppArmor profile",
            Self::Workflow => "workflow",
            Self::Prometheus => "Prometheus configuration",
            Self::HelmChart => "helm chart",
            Self::HelmTemplate => "helm template",
            Self::Template => "template",
        }
    }

    /// The kind that a file's name alone decides, if it does.
    pub fn of_name(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        if name == "Chart.yaml" {
            // Helm knows no other spelling.
            return Some(Self::HelmChart);
        }
        let name = name.to_ascii_lowercase();
        if let Some(stem) = TEMPLATE_SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)) {
            return (is_dockerfile(stem) || is_compose(stem)).then_some(Self::Template);
        }
        match name.as_str() {
            "kustomization.yaml" | "kustomization.yml" | "kustomization" => {
                Some(Self::Kustomization)
            }
            _ if is_dockerfile(&name) => Some(Self::Dockerfile),
            _ if is_compose(&name) => Some(Self::Compose),
            _ => None,
        }
    }

    /// The kind of a text: what its name says, corrected by what stands in it.
    pub fn of(path: &str, text: &str) -> Option<Self> {
        match Self::of_name(path) {
            Some(Self::Dockerfile) if is_templated_dockerfile(text) => Some(Self::Template),
            Some(Self::Compose) => Some(Self::of_compose(path, text)),
            Some(kind) => Some(kind),
            None if Self::is_yaml(path) => Self::of_any_content(path, text),
            None => None,
        }
    }

    /// The kind of a text that has no telling name, such as standard input.
    pub fn guess(path: &str, text: &str) -> Option<Self> {
        let has_line = |start: &str| text.lines().any(|line| line.starts_with(start));
        if let Some(kind) = Self::of_content(path, text) {
            Some(kind)
        } else if has_line("services:") {
            Some(Self::of_compose(path, text))
        } else if starts_like_a_dockerfile(text) {
            Some(if is_templated_dockerfile(text) { Self::Template } else { Self::Dockerfile })
        } else {
            None
        }
    }

    /// Tools that translate Compose files leave Kubernetes manifests with names like `compose-deployment.yaml`; and a
    /// Compose file may hold a manifest as the text of a configuration.
    fn of_compose(path: &str, text: &str) -> Self {
        match Self::of_content(path, text) {
            Some(kind) if compose::Shape::of(text) != compose::Shape::Compose => kind,
            _ if has_directive(text.as_bytes()) => Self::Template,
            _ => Self::Compose,
        }
    }

    /// The kind of a YAML or JSON text that its name does not decide.
    fn of_any_content(path: &str, text: &str) -> Option<Self> {
        match (Self::of_content(path, text), compose::Shape::of(text)) {
            (None, compose::Shape::Other) => None,
            (Some(kind), compose::Shape::Other | compose::Shape::Torn) => Some(kind),
            (None, _) | (_, compose::Shape::Compose) => Some(Self::of_compose(path, text)),
        }
    }

    /// Whether a path names YAML or JSON, which has to be looked into where no name decides.
    pub fn is_yaml(path: &str) -> bool {
        path.rsplit_once('.').is_some_and(|(_, extension)| {
            ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        })
    }

    /// The kind of a YAML or JSON text that its name does not decide: searches before any parse, which leave out only
    /// what surely is no manifest.
    pub fn of_content(path: &str, text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if !may_have_key(bytes, "apiVersion") {
            return None;
        }
        if !may_have_key(bytes, "kind") {
            // What was cut off before its kind may be anything.
            return is_torn(text).then_some(Self::Kubernetes);
        }
        if is_json(path, text) {
            let mut keys = RootKeys::new(OBJECT_KEYS);
            keys.feed(text.trim_start_matches('\u{feff}').as_bytes());
            if !keys.may_have_all() {
                return None;
            }
        }
        // Elsewhere a ConfigMap may hold a template as text: the loader sees whether YAML can.
        let is_template = in_chart(path) && has_action(bytes);
        Some(if is_template { Self::HelmTemplate } else { Self::Kubernetes })
    }
}

/// Whether a document breaks off.
fn is_torn(text: &str) -> bool {
    yaml::parse(SourceId(0), text).documents.iter().any(|document| document.truncated)
}

/// Endings of files from which another program makes the real one.
const TEMPLATE_SUFFIXES: &[&str] = &[
    ".ejs",
    ".erb",
    ".gotmpl",
    ".hbs",
    ".in",
    ".j2",
    ".jinja",
    ".jinja2",
    ".liquid",
    ".m4",
    ".mako",
    ".mustache",
    ".njk",
    ".template",
    ".tera",
    ".tmpl",
    ".tpl",
    ".twig",
];

/// Extensions of files that are about Dockerfiles, but are none: source code, documents, data, patches, ignore lists.
const FOREIGN_EXTENSIONS: &[&str] = &[
    "adoc",
    "bat",
    "c",
    "cc",
    "cmd",
    "containerignore",
    "cpp",
    "cs",
    "css",
    "csv",
    "dart",
    "diff",
    "dockerignore",
    "ex",
    "exs",
    "gif",
    "go",
    "gz",
    "h",
    "hcl",
    "hpp",
    "html",
    "ini",
    "ipynb",
    "java",
    "jpg",
    "js",
    "json",
    "jsx",
    "kt",
    "lock",
    "log",
    "lua",
    "md",
    "mdx",
    "mjs",
    "mk",
    "patch",
    "pdf",
    "php",
    "pl",
    "png",
    "ps1",
    "py",
    "pyc",
    "rb",
    "rej",
    "rs",
    "rst",
    "sarif",
    "scala",
    "sh",
    "snap",
    "sum",
    "svg",
    "swift",
    "tar",
    "tf",
    "tgz",
    "toml",
    "ts",
    "tsx",
    "vim",
    "vue",
    "xml",
    "yaml",
    "yml",
    "zip",
];

fn is_dockerfile(name: &str) -> bool {
    let suffixed = |stem: &str| {
        name.strip_prefix(stem).is_some_and(|rest| {
            rest.is_empty() || (rest.len() > 1 && rest.starts_with(['.', '_', '-']))
        })
    };
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if FOREIGN_EXTENSIONS.contains(&extension) {
        return false;
    }
    suffixed("dockerfile")
        || suffixed("containerfile")
        || name.ends_with(".dockerfile")
        || name.ends_with(".containerfile")
}

fn is_compose(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")) else {
        return false;
    };
    ["docker-compose", "compose", "podman-compose"].iter().any(|known| {
        stem.strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_', '-']))
    })
}

/// Whether a text is a JSON object. Schemas and descriptions of APIs are full of keys that objects have at their root.
fn is_json(path: &str, text: &str) -> bool {
    let starts = text.trim_start_matches('\u{feff}').trim_ascii_start().starts_with('{');
    starts && path.rsplit_once('.').is_some_and(|(_, it)| it.eq_ignore_ascii_case("json"))
}

fn in_chart(path: &str) -> bool {
    path.split('/').any(|segment| segment == "templates")
}

/// Whether some `{{` begins what Go's templates take. Programs of the cluster's nodes fill in `{{ ds.meta_data.hostname }}`,
/// where a dotted name is none of its functions.
fn has_action(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"{{").any(|at| {
        let action =
            bytes[at + 2..].strip_prefix(b"-").unwrap_or(&bytes[at + 2..]).trim_ascii_start();
        let word = action.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
        let word = word.count();
        word == 0 || action.get(word) != Some(&b'.')
    })
}

/// A template action that starts a line, which YAML could not hold.
fn has_directive(bytes: &[u8]) -> bool {
    // Hardly any file has one anywhere, and lines take longer to look at than bytes.
    if !["{{", "{%", "<%"].iter().any(|open| memmem::find(bytes, open.as_bytes()).is_some()) {
        return false;
    }
    bytes.split(|byte| *byte == b'\n').any(|line| {
        let line = line.trim_ascii_start();
        line.starts_with(b"{{-")
            || line.starts_with(b"{{ if")
            || line.starts_with(b"{{ range")
            || line.starts_with(b"{{ include")
            || line.starts_with(b"{{/*")
            || line.starts_with(b"{%")
            || line.starts_with(b"<%")
    })
}

/// Whether an instruction of a Dockerfile is made by a template. Braces inside an instruction are often meant for
/// the program it runs, but where nothing is built from them, they are a fragment of a template.
fn is_templated_dockerfile(text: &str) -> bool {
    let opens = |part: &str| ["{{", "{%", "<%"].iter().any(|open| part.contains(open));
    if !opens(text) {
        return false;
    }
    let has_heredoc = text.contains("<<");
    let mut has_from = false;
    let makes_instruction = text.lines().map(str::trim_start).any(|line| {
        let from = line.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("from "));
        has_from |= from;
        let makes_line = !has_heredoc && ["{{", "{%", "<%"].iter().any(|it| line.starts_with(it));
        makes_line || (from && opens(line))
    });
    makes_instruction || !has_from
}

/// Whether the first thing it says is `FROM` or `ARG`, in capitals as everyone writes them.
fn starts_like_a_dockerfile(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let said = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    said.is_some_and(|line| line.starts_with("FROM ") || line.starts_with("ARG "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_container_files() {
        use FileKind::{Compose, Dockerfile, Template};
        let cases = [
            ("Dockerfile", Some(Dockerfile)),
            ("a/dockerfile.prod", Some(Dockerfile)),
            ("Dockerfile-alpine", Some(Dockerfile)),
            ("Containerfile_x", Some(Dockerfile)),
            ("app.Dockerfile", Some(Dockerfile)),
            ("Dockerfile.dockerignore", None),
            ("Dockerfiles", None),
            ("dockerfile-parser.rs", None),
            ("Dockerfile.md", None),
            ("dockerfile.yaml", None),
            ("Dockerfile.j2", Some(Template)),
            ("docker-compose.yml.tmpl", Some(Template)),
            ("nginx.conf.j2", None),
            ("compose.yaml", Some(Compose)),
            ("docker-compose.enterprise.yml", Some(Compose)),
            ("compose-dev.yml", Some(Compose)),
            ("composer.yml", None),
            ("compose.json", None),
        ];
        for (path, kind) in cases {
            assert_eq!(FileKind::of_name(path), kind, "{path}");
        }
    }

    #[test]
    fn what_may_be_an_object_in_any_spelling_is_looked_into() {
        let of = |text| FileKind::of_content("x.json", text);
        for text in [
            "? apiVersion\n: v1\n? kind\n: Pod\n",
            "\"api\\x56ersion\": v1\n\"k\\x69nd\": Pod\n",
            "apiVersion: v1\rkind: Pod\r",
            "#\u{85}apiVersion: v1\nkind: Pod\n",
            "a: [&v apiVersion, &k kind]\n*v : v1\n*k : Pod\n",
            "{apiVersion: v1, kind: Pod}",
            "{\"apiVersion\": \"v1\", \"kind",
            "{\"apiVersion\": \"v1\", \"ki",
        ] {
            assert_eq!(of(text), Some(FileKind::Kubernetes), "{text}");
        }
        for text in ["apiVersion: v2\nname: chart\n", "{\"a\": {\"apiVersion\": 1, \"kind\": 2}}"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn kubernetes_is_found_by_content() {
        let of = |text| FileKind::of_content("x.yaml", text);
        assert_eq!(of("apiVersion: v1\nkind: Pod\n"), Some(FileKind::Kubernetes));
        assert_eq!(of("{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}"), Some(FileKind::Kubernetes));
        let template = "apiVersion: v1\n{{- if .x }}\nkind: Pod\n{{- end }}\n";
        assert_eq!(of(template), Some(FileKind::Kubernetes));
        let in_chart = FileKind::of_content("app/templates/x.yaml", template);
        assert_eq!(in_chart, Some(FileKind::HelmTemplate));
        let in_templates = |text| FileKind::of_content("templates/cluster.yaml", text);
        let of_nodes = "apiVersion: v1\nkind: Pod\nx: '{{ ds.meta_data.hostname }}'\n";
        assert_eq!(in_templates(of_nodes), Some(FileKind::Kubernetes));
        let with_both = "apiVersion: v1\nkind: Pod\nx: '{{ ds.a }}{{- $x }}'\n";
        assert_eq!(in_templates(with_both), Some(FileKind::HelmTemplate));
        assert_eq!(of("# apiVersions and mankind\n"), None);
        let json = |text| FileKind::of_content("x.json", text);
        assert_eq!(
            json("{\"apiVersion\": \"v1\", \"kind\" : \"Pod\"}"),
            Some(FileKind::Kubernetes)
        );
        assert_eq!(json("{\"apiVersion\":\"\\\"\",\"spec\":{\"kind\":\"Pod\"}}"), None);
        assert_eq!(json("[{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}]"), Some(FileKind::Kubernetes));
    }

    #[test]
    fn content_corrects_a_name() {
        use FileKind::{Compose, Dockerfile, Kubernetes, Template};
        let cases = [
            ("Dockerfile", "FROM a\nRUN docker inspect -f '{{.Id}}' x\n", Some(Dockerfile)),
            ("Dockerfile", "FROM {{ base }}\n", Some(Template)),
            ("Dockerfile.part", "RUN install {{ name }}\n", Some(Template)),
            ("Dockerfile", "FROM a\n{% if x %}\nRUN b\n{% endif %}\n", Some(Template)),
            ("Dockerfile", "FROM a\nCOPY <<E /x\n{{ range }}\nE\n", Some(Dockerfile)),
            ("compose-web.yaml", "apiVersion: v1\nkind: Pod\n", Some(Kubernetes)),
            (
                "compose.yaml",
                "services:\n  a:\n    hostname: '{{.Node.Hostname}}'\n",
                Some(Compose),
            ),
            ("compose.yaml", "services:\n{% for x in y %}\n", Some(Template)),
            ("values.yaml", "services:\n", None),
        ];
        for (path, text, kind) in cases {
            assert_eq!(FileKind::of(path, text), kind, "{path}: {text}");
        }
        assert_eq!(FileKind::guess("-", "# x\n\nFROM a\n"), Some(Dockerfile));
        assert_eq!(FileKind::guess("-", "services: {}\n"), Some(Compose));
        assert_eq!(FileKind::guess("-", "from a import b\n"), None);
    }
}
