//! What kind of file a path or a text looks like.

use memchr::memmem;

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
    /// A template of a Helm chart.
    HelmTemplate,
}

impl FileKind {
    /// Lower-case name, as reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dockerfile => "dockerfile",
            Self::Compose => "compose",
            Self::Kustomization => "kustomization",
            Self::Kubernetes => "kubernetes",
            Self::HelmTemplate => "helm template",
        }
    }

    /// The kind that a file's name alone decides, if it does.
    pub fn of_name(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        if name.ends_with(".dockerignore") || name.ends_with(".containerignore") {
            return None;
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

    /// Whether a file has to be looked into to tell: YAML and JSON that no name decides.
    pub fn may_be_kubernetes(path: &str) -> bool {
        path.rsplit_once('.').is_some_and(|(_, extension)| {
            ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        })
    }

    /// The kind of a YAML or JSON text that its name does not decide: a byte search before any parse.
    pub fn of_content(path: &str, text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if memmem::find(bytes, b"apiVersion").is_none() || memmem::find(bytes, b"kind").is_none() {
            return None;
        }
        if !has_key(bytes, b"apiVersion") || !has_key(bytes, b"kind") {
            return None;
        }
        let is_template =
            memmem::find(bytes, b"{{").is_some() && (in_chart(path) || has_directive(bytes));
        Some(if is_template { Self::HelmTemplate } else { Self::Kubernetes })
    }
}

fn is_dockerfile(name: &str) -> bool {
    let suffixed = |stem: &str| {
        name.strip_prefix(stem).is_some_and(|rest| {
            rest.is_empty() || (rest.len() > 1 && rest.starts_with(['.', '_', '-']))
        })
    };
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

/// Whether `key` stands at the start of a mapping entry somewhere: after a line start, blanks, quotes, `{` or `,`.
fn has_key(bytes: &[u8], key: &[u8]) -> bool {
    memmem::find_iter(bytes, key).any(|at| {
        let before = at.checked_sub(1).map(|i| bytes[i]);
        let starts =
            matches!(before, None | Some(b'\n' | b' ' | b'"' | b'\'' | b'{' | b',' | b'\t' | 0xbf));
        let after = bytes.get(at + key.len());
        starts && matches!(after, Some(b':' | b'"' | b'\'' | b' '))
    })
}

fn in_chart(path: &str) -> bool {
    path.split('/').any(|segment| segment == "templates")
}

/// A template action that starts a line, which YAML could not hold.
fn has_directive(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').any(|line| {
        let line = line.trim_ascii_start();
        line.starts_with(b"{{-")
            || line.starts_with(b"{{ if")
            || line.starts_with(b"{{ range")
            || line.starts_with(b"{{ include")
            || line.starts_with(b"{{/*")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_container_files() {
        use FileKind::{Compose, Dockerfile};
        let cases = [
            ("Dockerfile", Some(Dockerfile)),
            ("a/dockerfile.prod", Some(Dockerfile)),
            ("Dockerfile-alpine", Some(Dockerfile)),
            ("Containerfile_x", Some(Dockerfile)),
            ("app.Dockerfile", Some(Dockerfile)),
            ("Dockerfile.dockerignore", None),
            ("Dockerfiles", None),
            ("dockerfile-parser.rs", Some(Dockerfile)),
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
    fn kubernetes_is_found_by_content() {
        let of = |text| FileKind::of_content("x.yaml", text);
        assert_eq!(of("apiVersion: v1\nkind: Pod\n"), Some(FileKind::Kubernetes));
        assert_eq!(of("{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}"), Some(FileKind::Kubernetes));
        assert_eq!(
            of("apiVersion: v1\n{{- if .x }}\nkind: Pod\n{{- end }}\n"),
            Some(FileKind::HelmTemplate)
        );
        assert_eq!(of("# apiVersions and mankind\n"), None);
    }
}
