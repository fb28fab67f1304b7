//! Which well-known images have `curl` and `wget`. Facts from the Dockerfiles of the images.

use super::matches;
use crate::ImageRef;

/// `(repository, word in the tag, has curl, has wget)`; the first row that fits decides.
#[rustfmt::skip]
const TABLE: &[(&str, &str, bool, bool)] = &[
    ("docker.io/library/alpine", "", false, true),
    ("docker.io/library/busybox", "", false, true),
    ("docker.io/library/debian", "", false, false),
    ("docker.io/library/golang", "alpine", false, true),
    ("docker.io/library/node", "alpine", false, true),
    ("docker.io/library/node", "slim", false, false),
    ("docker.io/library/python", "alpine", false, true),
    ("docker.io/library/python", "slim", false, false),
    ("docker.io/library/ruby", "alpine", false, true),
    ("docker.io/library/ruby", "slim", false, false),
    ("docker.io/library/ubuntu", "", false, false),
    ("gcr.io/distroless/*", "debug", false, true),
    ("gcr.io/distroless/*", "", false, false),
    ("mcr.microsoft.com/dotnet/aspnet", "alpine", false, true),
    ("mcr.microsoft.com/dotnet/runtime", "alpine", false, true),
    ("mcr.microsoft.com/dotnet/runtime-deps", "alpine", false, true),
];

/// Images of .NET on Debian, Ubuntu and Azure Linux; those on Windows have a `curl` of their own.
const DOTNET: [&str; 3] = ["aspnet", "runtime", "runtime-deps"];

/// Whether an image has `curl` or `wget`; `None` if that is not known, or it is another program.
pub fn has_fetcher(image: &ImageRef, program: &str) -> Option<bool> {
    let name = image.full_name();
    let tag = image.tag.as_deref().unwrap_or("latest");
    let row = TABLE.iter().find(|(family, word, ..)| matches(family, &name) && tag.contains(word));
    let is_dotnet = || {
        let variant = name.strip_prefix("mcr.microsoft.com/dotnet/")?;
        let is_windows = tag.contains("nanoserver") || tag.contains("windows");
        (DOTNET.contains(&variant) && !is_windows).then_some((false, false))
    };
    let (curl, wget) = row.map(|(_, _, curl, wget)| (*curl, *wget)).or_else(is_dotnet)?;
    match program {
        "curl" => Some(curl),
        "wget" => Some(wget),
        _ => None,
    }
}
