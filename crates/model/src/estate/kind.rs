//! Which files around containers a path and a text are.

use memchr::memmem;

use crate::FileKind;

/// The kind of a file around containers, by its path and a look inside; `None` for all others.
pub fn kind_of(path: &str, text: &[u8]) -> Option<FileKind> {
    match candidate(path)? {
        FileKind::AppArmorProfile => {
            starts_a_line(text, b"profile ").then_some(FileKind::AppArmorProfile)
        }
        FileKind::DaemonConfig if !is_of_docker(text) => None,
        FileKind::SeccompProfile => has_seccomp(text).then_some(FileKind::SeccompProfile),
        FileKind::Prometheus => {
            starts_a_line(text, b"scrape_configs:").then_some(FileKind::Prometheus)
        }
        kind => Some(kind),
    }
}

/// What a path may be before anybody has looked inside.
pub fn candidate(path: &str) -> Option<FileKind> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "yaml" | "yml" if folder.ends_with(".github/workflows") => Some(FileKind::Workflow),
        "yaml" | "yml" => Some(FileKind::Prometheus),
        "json" if name == "daemon.json" => Some(FileKind::DaemonConfig),
        "json" => Some(FileKind::SeccompProfile),
        "apparmor" => Some(FileKind::AppArmorProfile),
        _ if extension.is_empty() || extension == "profile" => {
            let is_folder = |segment: &str| matches!(segment, "apparmor" | "apparmor.d");
            folder.split('/').any(is_folder).then_some(FileKind::AppArmorProfile)
        }
        _ => None,
    }
}

/// Other programs have a `daemon.json` as well.
fn is_of_docker(text: &[u8]) -> bool {
    let has_key = |key: &str| {
        memmem::find_iter(text, key.as_bytes())
            .any(|at| at > 0 && text[at - 1] == b'"' && text.get(at + key.len()) == Some(&b'"'))
    };
    let has = |part: &str| memmem::find(text, part.as_bytes()).is_some();
    super::daemon::KEYS.iter().any(|key| has_key(key))
        || has_key("hosts") && ["unix://", "tcp://", "fd://"].iter().any(|scheme| has(scheme))
}

fn has_seccomp(text: &[u8]) -> bool {
    let has = |key: &[u8]| memmem::find(text, key).is_some();
    has(b"SCMP_ACT_") && (has(b"\"defaultAction\"") || has(b"\"syscalls\""))
}

fn starts_a_line(text: &[u8], start: &[u8]) -> bool {
    memmem::find_iter(text, start).any(|at| at == 0 || text[at - 1] == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_around_containers_are_known_by_path_and_content() {
        let cases: [(&str, &str, Option<FileKind>); 10] = [
            (".github/workflows/ci.yml", "on: push\n", Some(FileKind::Workflow)),
            ("docs/ci.yml", "on: push\n", None),
            ("etc/daemon.json", "{\"icc\": false}", Some(FileKind::DaemonConfig)),
            ("daemon.json", "{\"verbose\": true}", None),
            ("web.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\"}", Some(FileKind::SeccompProfile)),
            ("web.json", "{\"defaultAction\": \"none\"}", None),
            ("security/apparmor/web", "#\nprofile web {\n}\n", Some(FileKind::AppArmorProfile)),
            ("security/apparmor/README", "A profile web\n", None),
            ("p/prometheus.yml", "global:\nscrape_configs:\n", Some(FileKind::Prometheus)),
            ("p/values.yml", "server:\n  scrape_configs:\n", None),
        ];
        for (path, text, kind) in cases {
            assert_eq!(kind_of(path, text.as_bytes()), kind, "{path}: {text}");
        }
    }
}
