//! A file of JSON lines in which every line holds the hash of the one before it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use engine::sha256;
use serde_json::Value;

use super::VERSION;
use crate::read::{self, Unreadable};
use crate::{open, temporary};

/// The key of the hash of the line before.
const PREVIOUS: &str = "previous";

/// What a file of records came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verified {
    /// Hashes of the records up to the first broken one; the next record will hold the last of them.
    pub(super) hashes: Vec<String>,
    /// The first line that does not follow from the one before it, and why.
    pub(super) broken: Option<(usize, String)>,
}

/// Adds a record. Other programs that add one at the same time wait, and nothing that is there is ever changed: what can
/// only be written in part is taken back, and a signal waits until the record is whole.
///
/// # Errors
/// If the file cannot be written, is no regular file, or its last line is no whole record.
pub(super) fn append(path: &Path, mut record: Value) -> io::Result<()> {
    let is_new = fs::symlink_metadata(path).is_err();
    refuse_special(path)?;
    let mut file = File::options().read(true).append(true).create(true).open(path)?;
    file.lock()?;
    let last = last_line(&mut file)?;
    if let Some(last) = &last {
        parse(last).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
    }
    record[PREVIOUS] = last.map_or(Value::Null, |last| sha256(&last).into());
    let line = format!("{record}\n");
    let length = file.metadata()?.len();
    temporary::whole(|| {
        let written = file.write_all(line.as_bytes()).and_then(|()| file.sync_data());
        if written.is_err() && file.set_len(length).is_ok() && is_new && length == 0 {
            let _ = fs::remove_file(path);
        }
        written
    })
}

/// Opening a pipe or a device may wait for ever, or set it to work.
fn refuse_special(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) => {
            let refused =
                |why: Unreadable| io::Error::new(io::ErrorKind::InvalidInput, why.to_string());
            read::regular(&metadata).map_err(refused)
        }
        Err(_) => Ok(()),
    }
}

/// Follows the chain.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn verify(path: &Path) -> io::Result<Verified> {
    refuse_special(path)?;
    let mut reader = BufReader::new(open::anywhere(path)?);
    let mut verified = Verified { hashes: Vec::new(), broken: None };
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(verified);
        }
        let number = verified.hashes.len() + 1;
        let follows = match line.strip_suffix(b"\n") {
            None => Err("the record is cut off".to_owned()),
            Some(whole) => parse(whole).and_then(|record| {
                let previous = record[PREVIOUS].as_str();
                let last = verified.hashes.last().map(String::as_str);
                if previous == last {
                    return Ok(sha256(whole));
                }
                Err(match (previous, last) {
                    (None, _) => {
                        "the chain starts again: records before it were added by somebody else"
                    }
                    (_, None) => "records before the first one are missing",
                    _ => "the record before it was changed, taken out or put in",
                }
                .to_owned())
            }),
        };
        match follows {
            Ok(hash) => verified.hashes.push(hash),
            Err(why) => {
                verified.broken = Some((number, why));
                return Ok(verified);
            }
        }
    }
}

fn parse(line: &[u8]) -> Result<Value, String> {
    let record: Value = serde_json::from_slice(line).map_err(|_| "is no record".to_owned())?;
    if record["version"] == VERSION && record.get(PREVIOUS).is_some() {
        Ok(record)
    } else {
        Err("is no record of a version that is known".to_owned())
    }
}

/// The last line without its end; none of an empty file.
fn last_line(file: &mut File) -> io::Result<Option<Vec<u8>>> {
    const STEP: u64 = 1 << 16;
    let length = file.seek(SeekFrom::End(0))?;
    let mut size = STEP.min(length);
    loop {
        file.seek(SeekFrom::Start(length - size))?;
        let mut tail = Vec::new();
        Read::by_ref(file).take(size).read_to_end(&mut tail)?;
        match tail.pop() {
            None => return Ok(None),
            Some(b'\n') => {}
            Some(_) => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the last record is cut off",
                ));
            }
        }
        if let Some(at) = memchr::memrchr(b'\n', &tail) {
            return Ok(Some(tail.split_off(at + 1)));
        }
        if size == length {
            return Ok(Some(tail));
        }
        size = (size * 4).min(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn chain(n: usize) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.jsonl");
        for at in 0..n {
            append(&path, json!({"version": 1, "at": at, "fill": "x".repeat(at * 30_000)}))
                .unwrap();
        }
        (folder, path)
    }

    #[test]
    fn a_chain_holds_until_a_record_is_changed_taken_out_or_cut_off() {
        let (_folder, path) = chain(6);
        let whole = std::fs::read_to_string(&path).unwrap();
        assert_eq!(verify(&path).unwrap().hashes.len(), 6);
        let lines: Vec<_> = whole.lines().collect();
        let broken = |text: String| {
            std::fs::write(&path, text).unwrap();
            verify(&path).unwrap().broken.map(|(line, _)| line)
        };
        assert_eq!(broken(whole.replace("\"at\":2", "\"at\":9")), Some(4));
        assert_eq!(broken(format!("{}\n{}\n", lines[0], lines[2])), Some(2));
        assert_eq!(broken(format!("{}\n", lines[1])), Some(1));
        assert_eq!(broken(whole.trim_end().to_owned()), Some(6));
        assert_eq!(broken(format!("{whole}{}\n", lines[0])), Some(7));
        assert_eq!(broken(format!("{whole}{{}}\n")), Some(7));
        assert_eq!(broken(String::new()), None);
    }

    #[test]
    fn nothing_is_added_to_what_is_no_chain() {
        let (_folder, path) = chain(0);
        for text in ["x", "x\n", "{}\n"] {
            std::fs::write(&path, text).unwrap();
            assert!(append(&path, json!({"version": 1})).is_err(), "{text:?}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn records_that_are_added_at_once_follow_each_other() {
        let (_folder, path) = chain(1);
        std::thread::scope(|scope| {
            for at in 0..8 {
                let path = &path;
                scope.spawn(move || append(path, json!({"version": 1, "at": at})).unwrap());
            }
        });
        let verified = verify(&path).unwrap();
        assert_eq!((verified.hashes.len(), verified.broken), (9, None));
    }
}
