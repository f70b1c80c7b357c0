//! Programs outside that read what we cannot: tesseract and LibreOffice.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::apart::confine_helper;
use super::error::{FileError, HelperFailure};
use super::watch::{Step, Watch};

/// A program outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Helper {
    /// Character recognition, with Vietnamese data (`tesseract-ocr-vie` in Debian).
    Tesseract,
    /// Office converter (`libreoffice-writer` in Debian).
    LibreOffice,
}

/// Which programs may be used, and where they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Helpers {
    /// The program `tesseract`.
    pub tesseract: Option<PathBuf>,
    /// The program `soffice`.
    pub libreoffice: Option<PathBuf>,
    /// This program itself, when it answers to [`apart::COMMAND`](super::apart::COMMAND): PDF is
    /// then read in a process of its own. Without, it is read in this one, under weaker limits.
    pub apart: Option<PathBuf>,
}

impl Helpers {
    /// No programs: scans and old Word files are refused.
    pub fn none() -> Self {
        Self::default()
    }

    /// Looks in the folders of a `PATH` value.
    pub fn find(path: &OsStr) -> Self {
        let program = |names: &[&str]| {
            std::env::split_paths(path)
                .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
                .find(|program| program.is_file())
        };
        Self {
            tesseract: program(&["tesseract", "tesseract.exe"]),
            libreoffice: program(&["soffice", "libreoffice", "soffice.exe"]),
            apart: None,
        }
    }

    /// Has PDF read apart by the program that runs now, which must call
    /// [`apart::answer`](super::apart::answer) when it is started with
    /// [`apart::COMMAND`](super::apart::COMMAND).
    #[must_use]
    pub fn with_this_program(self) -> Self {
        // On Linux this name leads to the same file also after it was replaced by a newer one.
        let own = Path::new("/proc/self/exe");
        let apart = if cfg!(target_os = "linux") && own.exists() {
            Some(own.to_owned())
        } else {
            std::env::current_exe().ok()
        };
        Self { apart, ..self }
    }
}

/// A folder that only we can enter, gone when dropped.
pub(super) fn private_folder() -> std::io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix("dondoc-").tempdir()
}

/// How long between two looks at a running program.
const PAUSE: Duration = Duration::from_millis(10);

/// Runs a program to its end, with no input and its output thrown away, in a private folder.
pub(super) fn run(
    helper: Helper,
    command: &mut Command,
    folder: &Path,
    time: Duration,
    memory: usize,
    watch: &dyn Watch,
) -> Result<(), FileError> {
    let failed = |failure| FileError::HelperFailed { helper, failure };
    if !watch.step(Step::Helper(helper)) {
        return Err(FileError::Stopped);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
        .current_dir(folder)
        .env("HOME", folder)
        .env("TMPDIR", folder);
    let started = Instant::now();
    let mut child = Running::start(command).map_err(|_| failed(HelperFailure::Io))?;
    // Processor time counts for all threads together.
    confine_helper(&child.0, memory, 2 * time.as_secs() + 1);
    let status = loop {
        if let Some(status) = child.0.try_wait().map_err(|_| failed(HelperFailure::Io))? {
            break status;
        }
        if started.elapsed() > time {
            return Err(failed(HelperFailure::TimedOut));
        }
        if !watch.go_on() {
            return Err(FileError::Stopped);
        }
        std::thread::sleep(PAUSE);
    };
    check(status).map_err(failed)
}

fn check(status: ExitStatus) -> Result<(), HelperFailure> {
    if status.success() {
        Ok(())
    } else {
        Err(HelperFailure::Exit(status.code()))
    }
}

/// A child that does not outlive us, and neither do its own children.
pub(super) struct Running(pub(super) Child);

impl Running {
    pub(super) fn start(command: &mut Command) -> std::io::Result<Self> {
        own_group(command);
        command.spawn().map(Self)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !matches!(self.0.try_wait(), Ok(Some(_))) {
            kill_group(&self.0);
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}

/// LibreOffice is a script that starts a launcher that starts the program: only a process group
/// of its own can be ended whole.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(unix)]
fn kill_group(child: &Child) {
    let group = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

#[cfg(not(unix))]
fn kill_group(_: &Child) {}
