//! What is known of well-known base images: default user, shell, package manager, size class, end of life.
//!
//! An image that is not listed is unknown: no verdict rests on a guess.

mod apps;
mod eol;
mod eol_days;
mod fetchers;
mod images;
mod official;
mod programs;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

pub use fetchers::has_fetcher;

use crate::{Health, ImageRef, User, Value};
use programs::steps_down_for;

/// How much an image carries besides what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// No shell and no package manager: scratch, distroless, chiselled.
    Minimal,
    /// A small distribution or a slim variant.
    Slim,
    /// A whole distribution or a runtime on one.
    Full,
    /// Compilers and build tools.
    Toolchain,
}

/// Who the first process of an image is when nothing else says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultUser {
    /// This one, for good.
    Is(&'static str),
    /// Root at first; the image's own entrypoint goes on as this one.
    DropsTo(&'static str),
}

/// A family of images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Registry and repository; a final `*` stands for any rest.
    pub name: &'static str,
    /// A word that the tag has to contain, if the entry is about such tags only.
    pub tag: Option<&'static str>,
    /// The user of its first process.
    pub user: DefaultUser,
    /// Its shell, if it has one.
    pub shell: Option<&'static str>,
    /// `apt`, `apk`, `dnf`, ... if it has one.
    pub package_manager: Option<&'static str>,
    /// What it carries.
    pub size: Size,
}

impl Entry {
    /// The user, if the image runs as one user from start to end.
    pub fn fixed_user(&self) -> Option<User> {
        match self.user {
            DefaultUser::Is(name) => Some(User::parse(name)),
            DefaultUser::DropsTo(_) => None,
        }
    }
}

/// The entries, ready to be looked up; both parts in the order of the list.
struct Index {
    /// By exact name.
    by_name: HashMap<&'static str, Vec<&'static Entry>>,
    /// Those whose name ends in `*`, by registry.
    families: HashMap<&'static str, Vec<&'static Entry>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { by_name: HashMap::new(), families: HashMap::new() };
    for entry in images::ENTRIES.iter().chain(apps::ENTRIES) {
        match entry.name.split_once('/') {
            Some((registry, _)) if entry.name.ends_with('*') => {
                index.families.entry(registry).or_default().push(entry);
            }
            _ => index.by_name.entry(entry.name).or_default().push(entry),
        }
    }
    index
});

/// Registries that hand on the official images of Docker Hub, or all of it.
// docs.aws.amazon.com AmazonECR public "Docker official images"; cloud.google.com artifact-registry "pull-cached-dockerhub-images".
const MIRRORS: [(&str, &str, &str); 3] = [
    ("public.ecr.aws", "docker/library/", "library/"),
    ("mirror.gcr.io", "", ""),
    ("index.docker.io", "", ""),
];

/// The name that an image has on Docker Hub if a mirror of it is named.
fn name_of(image: &ImageRef) -> (Cow<'_, str>, String) {
    for (registry, prefix, hub) in MIRRORS {
        if image.registry == registry
            && let Some(rest) = image.repository.strip_prefix(prefix)
        {
            return ("docker.io".into(), format!("docker.io/{hub}{rest}"));
        }
    }
    (image.registry.as_str().into(), image.full_name())
}

/// The catalogue's entry for an image, if it is listed. An exact name goes before a family, an entry about a tag before
/// one about all of them.
pub fn find(image: &ImageRef) -> Option<&'static Entry> {
    let (registry, name) = name_of(image);
    let tag = image.tag.as_deref().unwrap_or("latest");
    let fits = |entry: &&&Entry| entry.tag.is_none_or(|word| tag.contains(word));
    if is_for_windows(image)
        && let Some(entry) =
            images::ON_WINDOWS.iter().filter(|it| matches(it.name, &name)).find(|it| fits(&it))
    {
        return Some(entry);
    }
    let exact = INDEX.by_name.get(name.as_str()).and_then(|entries| entries.iter().find(fits));
    let families = || INDEX.families.get(&*registry).into_iter().flatten();
    exact.or_else(|| families().filter(|entry| matches(entry.name, &name)).find(fits)).copied()
}

/// Whether a name is that of an official image of Docker Hub.
pub fn is_official(image: &ImageRef) -> bool {
    let name = image.repository.strip_prefix("library/").filter(|_| image.registry == "docker.io");
    name.is_some_and(|name| official::NAMES.binary_search(&name).is_ok())
}

/// Words of tags that only releases of Windows have.
const WINDOWS_TAGS: [&str; 6] =
    ["nanoserver", "windowsservercore", "ltsc2016", "ltsc2019", "ltsc2022", "ltsc2025"];

/// Repositories of images for nothing but Windows.
const WINDOWS_NAMES: [&str; 3] = [
    "mcr.microsoft.com/windows",
    "mcr.microsoft.com/windows/*",
    "mcr.microsoft.com/dotnet/framework/*",
];

/// Whether the name or the tag of an image says that it is for Windows.
pub fn is_for_windows(image: &ImageRef) -> bool {
    WINDOWS_TAGS.iter().any(|word| image.text.contains(word))
        || image.registry == "mcr.microsoft.com"
            && WINDOWS_NAMES.iter().any(|name| matches(name, &image.full_name()))
}

/// Images outside the catalogue's rule of thumb that bring a health check of their own.
const WITH_HEALTHCHECK: [&str; 7] = [
    "docker.io/axllent/mailpit",
    "docker.io/gitlab/gitlab-ce",
    "docker.io/gitlab/gitlab-ee",
    "docker.io/louislam/uptime-kuma",
    "docker.io/pihole/pihole",
    "docker.io/temporalio/ui",
    "docker.io/vaultwarden/server",
];

/// Whether an image brings a health check of its own; `None` if it is not listed. Official images do not.
pub fn has_healthcheck(image: &ImageRef) -> Option<bool> {
    let name = image.full_name();
    if WITH_HEALTHCHECK.contains(&name.as_str()) || apps::CHECKED.contains(&name.as_str()) {
        return Some(true);
    }
    if apps::CHECK_BY_VERSION.contains(&name.as_str()) {
        return None;
    }
    find(image).map(|_| false)
}

/// The user that an image runs as when nothing else says so, as far as it is known. `program` is what runs in it besides
/// what the image says.
pub fn user(image: &ImageRef, program: Program<'_>) -> Value<User> {
    match (find(image).map(|entry| entry.user), program) {
        (Some(DefaultUser::Is(name)), _) => Value::Known(User::parse(name)),
        // Nothing steps down where the entrypoint is another one.
        (Some(DefaultUser::DropsTo(_)), Program::Entrypoint) => Value::Known(User::root()),
        (Some(DefaultUser::DropsTo(name)), Program::Command(word)) => {
            match steps_down_for(image, word) {
                Some(true) => Value::Known(User::after_root(name)),
                Some(false) => Value::Known(User::root()),
                None => Value::Unknown(format!(
                    "`{image}` starts as root, and it is not known whether its entrypoint goes on as `{name}` for `{word}`"
                )),
            }
        }
        (Some(DefaultUser::DropsTo(name)), Program::Own) => Value::Known(User::after_root(name)),
        (None, _) => Value::Unknown(format!("the default user of `{image}` is not known")),
    }
}

/// What a container runs besides what its image says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program<'a> {
    /// Nothing: the image's own.
    Own,
    /// Another entrypoint.
    Entrypoint,
    /// Words that are handed to the entrypoint; the first of them.
    Command(&'a str),
}

/// Whether an image brings a health check, as far as it is known.
pub fn health(image: &ImageRef) -> Value<Health> {
    match has_healthcheck(image) {
        Some(true) => Value::Known(Health::Checked("the image's own".into())),
        Some(false) => Value::Known(Health::None),
        None => Value::Unknown(format!("`{image}` may have a health check of its own")),
    }
}

/// The day (`YYYY-MM-DD`) after which nobody mends an image of this name and tag any more, if that is known.
pub fn end_of_life(image: &ImageRef) -> Option<&'static str> {
    eol::find(&image.full_name(), image.tag.as_deref().unwrap_or("latest"))
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(image: &str) -> Option<User> {
        find(&ImageRef::parse(image)).and_then(Entry::fixed_user)
    }

    #[test]
    fn default_users_of_well_known_images() {
        assert!(user("alpine:3.22").is_some_and(|user| user.is_root()));
        assert!(user("docker.io/library/nginx").is_some_and(|user| user.is_root()));
        assert_eq!(
            user("gcr.io/distroless/static-debian12:nonroot").and_then(|user| user.uid),
            Some(65532)
        );
        assert!(user("gcr.io/distroless/static-debian12").is_some_and(|user| user.is_root()));
        assert_eq!(user("nginxinc/nginx-unprivileged:1.27").and_then(|user| user.uid), Some(101));
        assert!(user("golang:1.27-windowsservercore-ltsc2022").is_some_and(|user| user.is_root()));
        assert!(user("golang:1.27-nanoserver-ltsc2022").is_some_and(|user| !user.is_root()));
        assert_eq!(user("postgres:16"), None);
        assert_eq!(user("registry.example.com/team/app:1"), None);
    }

    #[test]
    fn images_for_windows_are_told_by_their_names_and_tags() {
        let is_for_windows = |image: &str| is_for_windows(&ImageRef::parse(image));
        for image in [
            "mcr.microsoft.com/windows/servercore/iis",
            "mcr.microsoft.com/dotnet/framework/aspnet:4.8",
            "mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-1809",
            "registry.example.com/cms:10.2-ltsc2019",
        ] {
            assert!(is_for_windows(image), "{image}");
        }
        for image in ["mcr.microsoft.com/dotnet/aspnet:8.0", "dockurr/windows:latest", "nginx"] {
            assert!(!is_for_windows(image), "{image}");
        }
    }

    #[test]
    fn no_image_lacks_a_shell_by_the_name_of_its_publisher_alone() {
        let lacks = |entry: &&Entry| entry.shell.is_none() && entry.size == Size::Minimal;
        for entry in images::ENTRIES.iter().filter(lacks) {
            let is_kind = entry.name.starts_with("gcr.io/distroless/");
            assert!(is_kind || !entry.name.ends_with('*'), "{}", entry.name);
        }
    }

    #[test]
    fn variants_with_a_shell_are_told_by_their_tags() {
        let shell = |image: &str| find(&ImageRef::parse(image)).and_then(|entry| entry.shell);
        for image in ["ghcr.io/astral-sh/uv:0.9", "nats:2", "cgr.dev/chainguard/python"] {
            assert_eq!(shell(image), None, "{image}");
        }
        for image in [
            "ghcr.io/astral-sh/uv:python3.12-bookworm-slim",
            "ghcr.io/astral-sh/uv:0.9-alpine3.22",
            "nats:2-alpine",
            "cgr.dev/chainguard/python:latest-dev",
        ] {
            assert!(shell(image).is_some(), "{image}");
        }
        assert_eq!(find(&ImageRef::parse("cgr.dev/chainguard/minio")), None);
    }

    #[test]
    fn end_of_life_is_known_by_version_and_code_name() {
        let of = |image: &str| end_of_life(&ImageRef::parse(image));
        assert_eq!(of("debian:10"), Some("2024-06-30"));
        assert_eq!(of("debian:buster-slim"), Some("2024-06-30"));
        assert_eq!(of("node:16-alpine"), Some("2023-09-11"));
        assert_eq!(of("python:3.8.1-slim"), Some("2024-10-07"));
        assert_eq!(of("python:3.13"), Some("2029-10-31"));
        assert_eq!(of("python:3.13-slim-bullseye"), Some("2026-08-31"));
        assert_eq!(of("golang:1-alpine3.15"), Some("2023-11-01"));
        assert_eq!(of("mcr.microsoft.com/dotnet/sdk:8.0-jammy"), Some("2026-11-10"));
        assert_eq!(of("acme/app:1-buster"), None);
        assert_eq!(of("mongo:4"), Some("2024-02-29"));
        assert_eq!(of("mongo:4.0.2"), Some("2022-04-30"));
        assert_eq!(of("mcr.microsoft.com/windows/servercore:20H2"), Some("2022-08-09"));
        assert_eq!(of("node"), None);
        assert_eq!(of("ubuntu:1"), None);
    }

    #[test]
    fn entrypoints_step_down_for_their_own_program_alone() {
        let user = |image: &str, program| super::user(&ImageRef::parse(image), program);
        let postgres = Value::Known(User::after_root("postgres"));
        assert_eq!(user("postgres:17", Program::Own), postgres);
        assert_eq!(user("public.ecr.aws/docker/library/postgres:17", Program::Own), postgres);
        assert_eq!(user("postgres:17", Program::Command("-c")), postgres);
        assert_eq!(user("postgres:17", Program::Command("postgres")), postgres);
        let root = Value::Known(User::root());
        assert_eq!(user("postgres:17", Program::Entrypoint), root);
        assert_eq!(user("postgres:17", Program::Command("/bin/bash")), root);
        assert!(matches!(user("postgres:17", Program::Command("own-start")), Value::Unknown(_)));
        assert!(matches!(user("redis:8", Program::Command("redis-sentinel")), Value::Unknown(_)));
        assert_eq!(user("influxdb:1.8-alpine", Program::Own), root);
        assert_eq!(
            user("gitea/gitea:1.24-rootless", Program::Own),
            Value::Known(User::parse("1000"))
        );
    }

    #[test]
    fn official_names_can_be_searched() {
        assert!(official::NAMES.is_sorted());
        assert!(is_official(&ImageRef::parse("postgres")));
        assert!(!is_official(&ImageRef::parse("acme/postgres")));
        assert!(!is_official(&ImageRef::parse("base")));
    }

    #[test]
    fn entries_are_reachable() {
        let mut names: Vec<_> = images::ENTRIES.iter().map(|it| it.name).collect();
        names.dedup();
        assert!(apps::ENTRIES.iter().all(|entry| !names.contains(&entry.name)));
        for (at, entry) in images::ENTRIES.iter().enumerate() {
            let shadowed = images::ENTRIES[..at]
                .iter()
                .any(|earlier| earlier.tag.is_none() && matches(earlier.name, entry.name));
            assert!(!shadowed, "{} can never be found", entry.name);
        }
    }
}
