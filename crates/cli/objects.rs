//! Files as git keeps them, all from one process.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::git::Git;
use crate::read::{self, Unreadable};
use crate::size::ByteSize;

/// The blobs of a repository. The process starts with the first question and ends with this value.
#[derive(Debug)]
pub(crate) struct Objects {
    git: Git,
    process: Mutex<Option<Process>>,
}

/// `git cat-file --batch`: a name a line in; out comes a line with the size, the bytes and a line's end.
#[derive(Debug)]
struct Process {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    /// Nothing is started yet.
    pub(crate) fn of(git: &Git) -> Self {
        Self { git: git.clone(), process: Mutex::default() }
    }

    /// Reads the blob of this id.
    ///
    /// # Errors
    /// If git does not have it, or it is larger than the limit.
    pub(crate) fn read(
        &self,
        id: &str,
        limit: ByteSize,
        buffer: &mut Vec<u8>,
    ) -> Result<(), Unreadable> {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let mut started = match process.take() {
            Some(process) => process,
            None => Process::start(&self.git)?,
        };
        let read = started.read(id, limit, buffer)?;
        // One that broke off is not asked again.
        *process = Some(started);
        read
    }
}

impl Process {
    fn start(git: &Git) -> io::Result<Self> {
        let mut command = git.command(["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let answers = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self { child, answers: BufReader::new(answers) })
    }

    /// What is wrong with the process, or else with the blob.
    fn read(
        &mut self,
        id: &str,
        limit: ByteSize,
        buffer: &mut Vec<u8>,
    ) -> io::Result<Result<(), Unreadable>> {
        let questions = self.child.stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        questions.write_all(format!("{id}\n").as_bytes())?;
        questions.flush()?;
        let mut about = String::new();
        self.answers.read_line(&mut about)?;
        let Some(size) = size_of(&about) else {
            return Ok(Err(Unreadable::Refused(format!("git has no object {id}"))));
        };
        buffer.clear();
        let mut content = (&mut self.answers).take(size);
        let read = read::stream(&mut content, limit, buffer);
        io::copy(&mut content, &mut io::sink())?;
        let mut end = [0];
        self.answers.read_exact(&mut end)?;
        Ok(read)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It ends when nothing more can be asked, which waiting sees to.
        let _ = self.child.wait();
    }
}

/// The size in `<id> <kind> <size>`; none in `<id> missing`.
fn size_of(about: &str) -> Option<u64> {
    about.trim_end().rsplit_once(' ')?.1.parse().ok()
}
