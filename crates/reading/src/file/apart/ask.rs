//! The side that asks.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::path::Path;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::{Answer, COMMAND, End, Job, Request, Said};
use crate::file::error::{FileError, Measure};
use crate::file::helper::Running;
use crate::file::limits::Limits;
use crate::file::pdf::BUSY;
use crate::file::sniff::FileKind;
use crate::file::watch::{Step, Watch};

/// How long between two looks at the watch.
const PATIENCE: Duration = Duration::from_millis(20);
/// What a start may take on a machine under load, besides the work.
const START: Duration = Duration::from_secs(5);
/// Bytes of an answer's text, in times the limit on text: the places of paragraphs and cells
/// come with it.
const WITH_PLACES: usize = 8;

/// Has work done by another process of this program and waits for it.
///
/// # Errors
/// What the work said, or which limit it ran into. A process that falls for another reason was
/// felled by a damaged file.
pub(in crate::file) fn ask(
    program: &Path,
    job: Job,
    bytes: &[u8],
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<Answer, FileError> {
    let mut child = Running::start(
        Command::new(program)
            .arg(COMMAND)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    )
    .map_err(|_| FileError::NotApart)?;
    let (Some(stdin), Some(stdout)) = (child.0.stdin.take(), child.0.stdout.take()) else {
        return Err(FileError::NotApart);
    };
    let request = Request {
        job,
        limits: limits.clone(),
    };
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A process that ends before it has read all says why in its answer.
            let _ = send(stdin, &request, bytes);
        });
        let (sender, heard) = channel();
        scope.spawn(move || {
            // The same: what is missing in the answer is seen by whoever waits for it.
            let _ = listen(stdout, limits, &sender);
        });
        let answer = attend(&mut child, &heard, limits, watch);
        // Ended if it has not ended, so that the two threads find their pipes closed.
        drop(child);
        answer
    })
}

fn send(mut stdin: ChildStdin, request: &Request, bytes: &[u8]) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stdin.write_all(&line)?;
    stdin.write_all(bytes)
}

/// What was heard.
enum Heard {
    Step(Step),
    Picture(Vec<u8>),
    End(Result<End, FileError>),
}

fn listen(stdout: impl Read, limits: &Limits, heard: &Sender<Heard>) -> std::io::Result<()> {
    let most = limits.text_bytes * WITH_PLACES;
    let mut stdout = BufReader::with_capacity(64 << 10, stdout);
    loop {
        let mut line = Vec::new();
        stdout
            .by_ref()
            .take(most as u64)
            .read_until(b'\n', &mut line)?;
        let told = match serde_json::from_slice(&line)? {
            Said::Step { done, total } => Heard::Step(Step::Page { done, total }),
            Said::Picture { bytes } => {
                let mut picture = Vec::new();
                let most = bytes.min(limits.picture_bytes());
                stdout
                    .by_ref()
                    .take(most as u64)
                    .read_to_end(&mut picture)?;
                Heard::Picture(picture)
            }
            Said::End(end) => {
                let _ = heard.send(Heard::End(end));
                return Ok(());
            }
        };
        if heard.send(told).is_err() {
            return Ok(());
        }
    }
}

fn attend(
    child: &mut Running,
    heard: &Receiver<Heard>,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<Answer, FileError> {
    let deadline = Instant::now() + limits.pdf_time * BUSY + START;
    let too_long = || FileError::too_much(Measure::Milliseconds, limits.pdf_time.as_millis());
    let mut pictures = Vec::new();
    loop {
        let go_on = match heard.recv_timeout(PATIENCE) {
            Ok(Heard::Step(step)) => watch.step(step),
            Ok(Heard::Picture(picture)) => {
                pictures.push(picture);
                watch.go_on()
            }
            Ok(Heard::End(end)) => return end.map(|end| Answer { pictures, end }),
            Err(RecvTimeoutError::Timeout) => watch.go_on(),
            Err(RecvTimeoutError::Disconnected) => break,
        };
        if !go_on {
            return Err(FileError::Stopped);
        }
        if Instant::now() > deadline {
            return Err(too_long());
        }
    }
    // It fell silent: it has ended, or is about to.
    loop {
        match child.0.try_wait() {
            Ok(Some(status)) => return Err(why(status, limits)),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(PATIENCE / 4),
            _ => return Err(too_long()),
        }
    }
}

/// Why a process ended without an answer.
#[cfg(unix)]
fn why(status: ExitStatus, limits: &Limits) -> FileError {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt as _;

    let signal = status.signal().and_then(Signal::from_named_raw);
    if signal == Some(Signal::XCPU) {
        FileError::too_much(Measure::Milliseconds, limits.pdf_time.as_millis())
    } else if signal == Some(Signal::ABORT) || signal == Some(Signal::KILL) {
        // Rust's own end when memory, or the stack, is used up; the system's when its own is.
        FileError::too_much(Measure::Memory, limits.apart_bytes)
    } else {
        FileError::Damaged(FileKind::Pdf)
    }
}

#[cfg(not(unix))]
fn why(_: ExitStatus, _: &Limits) -> FileError {
    FileError::Damaged(FileKind::Pdf)
}
