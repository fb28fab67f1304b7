//! Where bytes go: standard output, standard error, and files that are either old or new, never half.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use diag::{Report, Trouble};
use model::secret;
use report::{Format, Medium, Options};
use tempfile::NamedTempFile;

use crate::exit::Exit;
use crate::{paths, suggest, temporary};

/// `FILE` or `FORMAT=FILE` as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutputArg {
    /// The format, if one is named.
    pub(crate) format: Option<Format>,
    /// The file.
    pub(crate) path: PathBuf,
}

impl TryFrom<OsString> for OutputArg {
    type Error = String;

    /// What stands before the first `=` is a format, unless it cannot be the name of one: `./a=b` is a file.
    fn try_from(text: OsString) -> Result<Self, String> {
        let named = text.to_str().and_then(|text| text.split_once('='));
        match named.filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
            None => Ok(Self { format: None, path: text.into() }),
            Some((name, path)) => {
                let unknown = || suggest::unknown("format", name, Format::ALL.map(Format::as_str));
                let format = name.parse().map_err(|()| unknown())?;
                Ok(Self { format: Some(format), path: path.into() })
            }
        }
    }
}

/// A report to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// In which format.
    pub(crate) format: Format,
    /// To which file; standard output if none.
    pub(crate) file: Option<PathBuf>,
}

/// All reports that the arguments ask for. The first one is on standard output unless a file without a format of its
/// own takes its place.
pub(crate) fn targets(format: Option<Format>, files: &[OutputArg]) -> Vec<Target> {
    let default = format.unwrap_or(Format::Human);
    let mut targets: Vec<Target> = files
        .iter()
        .map(|file| Target {
            format: file.format.or(format).or_else(|| by_extension(&file.path)).unwrap_or(default),
            file: Some(file.path.clone()),
        })
        .collect();
    if files.iter().all(|file| file.format.is_some()) {
        targets.insert(0, Target { format: default, file: None });
    }
    targets
}

fn by_extension(path: &Path) -> Option<Format> {
    path.extension().and_then(OsStr::to_str).and_then(|extension| extension.parse().ok())
}

/// Looks for what would keep reports from being written, before any work is done.
pub(crate) fn probe(targets: &[Target]) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in targets.iter().filter_map(|target| target.file.as_deref()) {
        let shown = path.to_string_lossy();
        let real = real(path);
        let folder = folder(&real);
        if path.is_dir() {
            troubles.push(paths::trouble(
                shown,
                "is a folder, so no report can be written to it",
                "",
            ));
        } else if real.is_symlink() {
            troubles.push(paths::trouble(shown, ROUND, "delete the link"));
        } else if !folder.is_dir() {
            let message = format!("cannot write report: `{}` is no folder", folder.display());
            troubles.push(paths::trouble(shown, message, "create the folder"));
        } else {
            if seen.contains(&real) {
                let help = "write every report to a file of its own";
                troubles.push(paths::trouble(shown, "two reports cannot share a file", help));
            }
            seen.push(real);
        }
    }
    troubles
}

/// The targets that can be written, or standard output if one of them cannot.
pub(crate) fn safe(targets: Vec<Target>) -> Vec<Target> {
    if probe(&targets).is_empty() {
        targets
    } else {
        vec![Target { format: Format::Human, file: None }]
    }
}

/// Takes out targets that would replace what the report is about, and says so in it.
pub(crate) fn spare(targets: Vec<Target>, root: &Path, report: &mut Report) -> Vec<Target> {
    let is_source = |target: &Target| {
        let path = target.file.as_deref().and_then(|file| paths::relative(root, &real(file)));
        path.is_some_and(|path| report.sources.iter().any(|(_, source)| *source.path == path))
    };
    let (clashing, mut safe): (Vec<_>, Vec<_>) = targets.into_iter().partition(is_source);
    for target in clashing {
        let path = target.file.unwrap_or_default();
        let message = "was read, so no report can be written to it";
        let help = "write the report to another file";
        report.troubles.push(paths::trouble(path.to_string_lossy(), message, help));
    }
    if safe.is_empty() {
        safe.push(Target { format: Format::Human, file: None });
    }
    safe
}

/// What is said of a link that never comes to a file.
const ROUND: &str = "is one of too many symbolic links";

/// The file that a path leads to, whether it exists or not. A link that leads nowhere yet stands for its target.
pub(crate) fn real(path: &Path) -> PathBuf {
    // Linux follows as many links at most.
    const MAX_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        if let Ok(real) = path.canonicalize() {
            return real;
        }
        let Ok(target) = fs::read_link(&path) else { break };
        path = folder(&path).join(target);
    }
    let name = path.file_name().unwrap_or_default();
    folder(&path).canonicalize().map(|folder| folder.join(name)).unwrap_or(path)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a report everywhere. Returns whether all of it arrived; what did not is said on standard error.
pub(crate) fn write(targets: &[Target], report: &Report, options: &Options) -> Exit {
    let mut exit = Exit::Clean;
    for target in targets {
        let result = match &target.file {
            None => to_stdout(|out| report::write(target.format, report, options, out)),
            Some(path) => {
                let medium = Medium::Text;
                let options = Options { color: false, links: false, medium, ..options.clone() };
                to_file(path, |out| report::write(target.format, report, &options, out))
            }
        };
        if let Err(error) = result {
            let place =
                target.file.as_deref().map_or("standard output".into(), Path::to_string_lossy);
            complain(&format!("cannot write report to {place}: {}", paths::words(&error)));
            exit = Exit::Trouble;
        }
    }
    exit
}

/// Writes a file that is either old or new, never half.
pub(crate) fn file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    to_file(path, |out| out.write_all(bytes))
}

/// Writes bytes to standard output.
pub(crate) fn print(bytes: &[u8]) -> Exit {
    match to_stdout(|out| out.write_all(bytes)) {
        Ok(()) => Exit::Clean,
        Err(error) => {
            complain(&format!("cannot write to standard output: {}", paths::words(&error)));
            Exit::Trouble
        }
    }
}

/// A reader that has seen enough closes the pipe; that is no error.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn to_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let real = real(path);
    if real.is_symlink() {
        return Err(io::Error::other(ROUND));
    }
    let existing = fs::metadata(&real).ok();
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        // A pipe or device is no file that could be replaced.
        return write(&mut File::options().write(true).open(&real)?);
    }
    let mut file = temporary::file(|| temporary(folder(&real), existing.as_ref()))?;
    let path = file.path().to_owned();
    let written = write(file.as_file_mut())
        .and_then(|()| file.persist(&real).map(drop).map_err(|error| error.error));
    temporary::forget(&path);
    written
}

#[cfg(unix)]
fn temporary(folder: &Path, existing: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let permissions =
        existing.map_or_else(|| fs::Permissions::from_mode(0o666), fs::Metadata::permissions);
    tempfile::Builder::new().prefix(".plimsoll-").permissions(permissions).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path, _: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".plimsoll-").tempfile_in(folder)
}

/// Says on standard error what is set aside, and why.
pub(crate) fn set_aside(path: &str, why: &str) {
    note(&format!("note: {path}: set aside: {why}"));
}

/// Says on standard error what went wrong outside any report.
pub(crate) fn complain(message: &str) {
    note(&format!("error: {message}"));
}

/// Writes a line to standard error, with control characters spelt out and without credentials.
pub(crate) fn note(line: &str) {
    status(&format!("{}\n", report::visible(&secret::veil(line))));
}

/// Writes to standard error. If even that fails, there is nobody left to tell.
pub(crate) fn status(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arg(text: &str) -> OutputArg {
        OsString::from(text).try_into().unwrap()
    }

    #[test]
    fn a_format_before_the_file_is_taken_only_if_there_is_one() {
        assert_eq!(arg("json=a=b"), OutputArg { format: Some(Format::Json), path: "a=b".into() });
        assert_eq!(arg("./x=a.json"), OutputArg { format: None, path: "./x=a.json".into() });
        let unknown = OutputArg::try_from(OsString::from("x=a.json")).unwrap_err();
        assert!(unknown.starts_with("`x` is no format; use one of human,"), "{unknown}");
    }

    #[test]
    fn a_plain_file_replaces_standard_output_and_others_do_not() {
        let files = |args: &[&str]| args.iter().map(|it| arg(it)).collect::<Vec<_>>();
        let plain = targets(None, &files(&["r.json"]));
        assert_eq!(plain, [Target { format: Format::Json, file: Some("r.json".into()) }]);
        let both = targets(None, &files(&["json=r"]));
        assert_eq!(both[0], Target { format: Format::Human, file: None });
        assert_eq!(both[1], Target { format: Format::Json, file: Some("r".into()) });
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r");
        fs::write(&path, "old").unwrap();
        let failed = to_file(&path, |out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(paths::words(&failed.unwrap_err()), "no space left on device");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        to_file(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }
}
