//! When support ends, by family and version, and by the system that a variant of an official image is built on.

use super::eol_days::FAMILIES;

/// Where variants of official images say in their tags which system they are built on.
const WITH_VARIANTS: [&str; 2] = ["docker.io/library/", "mcr.microsoft.com/dotnet/"];

/// Images of .NET, which share their versions.
const DOTNET: [&str; 4] = ["sdk", "aspnet", "runtime", "runtime-deps"];

/// Families whose images nobody builds any more, whatever the tag; `*` at the end takes in all below.
const ABANDONED: &[(&str, &str)] = &[
    ("docker.io/library/adoptopenjdk", "2021-08-01"),
    ("docker.io/library/jenkins", "2018-09-25"),
    ("docker.io/library/openjdk", "2022-07-26"),
    ("mcr.microsoft.com/dotnet/core/*", "2022-12-13"),
    ("registry.access.redhat.com/ubi7", "2024-06-30"),
    ("registry.access.redhat.com/ubi7-minimal", "2024-06-30"),
    ("registry.access.redhat.com/ubi7/*", "2024-06-30"),
];

/// The last day of support, if it is known: of the image itself, or of the system below it, whichever comes first.
pub(super) fn find(name: &str, tag: &str) -> Option<&'static str> {
    let is_abandoned = |abandoned: &str| match abandoned.strip_suffix('*') {
        Some(folder) => name.starts_with(folder),
        None => name == abandoned,
    };
    if let Some((_, day)) = ABANDONED.iter().find(|(abandoned, _)| is_abandoned(abandoned)) {
        return Some(day);
    }
    let shared = name.strip_prefix("mcr.microsoft.com/dotnet/").filter(|it| DOTNET.contains(it));
    let family = if shared.is_some() { "mcr.microsoft.com/dotnet" } else { name };
    let own = by_version(family, tag).or_else(|| by_code_name(&[family], tag));
    let has_variants = WITH_VARIANTS.iter().any(|folder| name.starts_with(folder));
    let below = if has_variants { system(tag) } else { None };
    own.into_iter().chain(below).min()
}

/// The longest version that a tag begins with decides.
fn by_version(family: &str, tag: &str) -> Option<&'static str> {
    let rows = days_of(family).filter(|(version, ..)| begins(tag, version));
    rows.max_by_key(|(version, ..)| version.len()).map(|(.., day)| *day)
}

/// `3.12-slim-bullseye`, `1.25-alpine3.20`: the end of what comes behind the version.
fn system(tag: &str) -> Option<&'static str> {
    let alpine = |part: &str| by_version("docker.io/library/alpine", part.strip_prefix("alpine")?);
    let mut parts = tag.split('-').skip(1);
    parts.find_map(|part| by_code_name(&SYSTEMS, part).or_else(|| alpine(part)))
}

/// Systems whose versions have names.
const SYSTEMS: [&str; 2] = ["docker.io/library/debian", "docker.io/library/ubuntu"];

fn by_code_name(families: &[&str], tag: &str) -> Option<&'static str> {
    let name = tag.split('-').next().filter(|name| !name.is_empty())?;
    let mut rows = families.iter().flat_map(|family| days_of(family));
    rows.find(|(_, code, _)| *code == name).map(|(.., day)| *day)
}

fn days_of(
    family: &str,
) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    FAMILIES.iter().filter(move |it| it.names.contains(&family)).flat_map(|it| it.days)
}

fn begins(tag: &str, version: &str) -> bool {
    tag.strip_prefix(version).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}
