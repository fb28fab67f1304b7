//! What programs do with files, and the options that decide it.

use crate::shell::{FlagSpec, Peeled, flags};

/// Programs that run what a file says.
pub(super) const INTERPRETERS: [&str; 9] =
    ["lua", "node", "perl", "php", "python", "python2", "python3", "ruby", "source"];
/// Programs that install a package which they are given as a file.
pub(super) const INSTALLERS: [&str; 22] = [
    "alien",
    "apk",
    "apt",
    "apt-get",
    "dnf",
    "dnf5",
    "dpkg",
    "gdebi",
    "gem",
    "installer",
    "microdnf",
    "npm",
    "pip",
    "pip3",
    "pipx",
    "pnpm",
    "rpm",
    "tdnf",
    "uv",
    "yarn",
    "yum",
    "zypper",
];
/// Verbs without which these install nothing.
const INSTALL_VERBS: [&str; 6] = ["add", "i", "install", "in", "localinstall", "reinstall"];

/// Whether a call takes files out of an archive, or out of their compression; lists and tests do not.
// tar(1), unzip(1), 7z(1), ar(1), cpio(1), gzip(1), xz(1), zstd(1), unsquashfs(1), jar(1).
pub fn unpacks(peeled: &Peeled<'_>) -> bool {
    let Some(program) = peeled.program() else { return false };
    let first = peeled.args.first().map(|word| word.prefix().into_owned()).unwrap_or_default();
    let found = flags(peeled.args, &FlagSpec::default());
    let has = |letters: &[char], names: &[&str]| found.has(letters, names);
    let bundle = |letter: char| !first.starts_with('-') && first.contains(letter);
    match program.as_ref() {
        "tar" | "bsdtar" | "gtar" => {
            has(&['x'], &["extract", "get"]) || (bundle('x') && first.len() < 8)
        }
        "jar" => has(&['x'], &["extract"]) || bundle('x'),
        "ar" => bundle('x') || has(&['x'], &[]),
        "7z" | "7za" | "7zr" | "unrar" => matches!(first.as_str(), "x" | "e"),
        "unzip" => !has(&['l', 't', 'v', 'Z', 'z'], &[]),
        "cpio" => has(&['i'], &["extract"]),
        "gunzip" | "bunzip2" | "unxz" | "unzstd" | "unlzma" | "unar" => {
            !has(&['l', 't'], &["list", "test"])
        }
        "gzip" | "bzip2" | "xz" | "zstd" | "lz4" | "lzma" => {
            has(&['d'], &["decompress", "uncompress"]) && !has(&['l', 't'], &["list", "test"])
        }
        "zcat" | "xzcat" | "bzcat" | "zstdcat" => true,
        "unsquashfs" => !has(&['l', 's'], &["ls"]),
        _ => false,
    }
}

/// Whether a call installs packages that it may be given as files.
pub(super) fn installs(peeled: &Peeled<'_>) -> bool {
    if !peeled.is_any(&INSTALLERS) {
        return false;
    }
    let has = |words: &[&str]| peeled.args.iter().any(|word| words.iter().any(|it| word.is(it)));
    let bundles = |letter: char| {
        let found = flags(peeled.args, &FlagSpec::default());
        found.has_short(letter)
    };
    if peeled.is_any(&["dpkg"]) {
        return bundles('i') || bundles('x') || has(&["--install", "--unpack", "--extract"]);
    }
    if peeled.is_any(&["rpm"]) {
        let only_checks =
            bundles('K') || bundles('q') || has(&["--checksig", "--import", "--query"]);
        return !only_checks;
    }
    peeled.is_any(&["alien", "gdebi", "installer"]) || has(&INSTALL_VERBS)
}
