//! Files made to hurt, each read by a process of its own whose memory is measured: whatever comes
//! in, what comes out is an answer, and that process takes no more than 256 MiB. Neither does the
//! one that it has PDF read by: it could not, as the refusals show.

mod make;
mod pages;
mod parts;

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use serde_json::Value;

/// Kibibytes that any file may cost.
const MOST: u64 = 256 << 10;

/// What became of a file.
#[derive(Debug)]
struct Outcome {
    /// `Ok` with the bytes of text, or the error.
    answer: Value,
}

impl Outcome {
    /// The code of the error, with what there was too much of.
    fn error(&self) -> String {
        let error = &self.answer["Err"];
        let measure = error["about"]["measure"].as_str().unwrap_or_default();
        format!("{} {measure}", error["error"].as_str().unwrap_or("none"))
    }
}

/// Reads a file in a process of its own, and holds what it took against the bound.
fn read(name: &str, bytes: &[u8]) -> Outcome {
    let before = usage();
    let mut child = Command::new(env!("CARGO_BIN_EXE_hostile-reader"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("its input");
    // What is over the limit is not read to its end.
    let _ = stdin.write_all(bytes);
    drop(stdin);
    let mut said = Vec::new();
    let mut stdout = child.stdout.take().expect("its output");
    stdout.read_to_end(&mut said).expect("an answer");
    let output = child.wait_with_output().expect("it ends");
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name}: {complaint}");
    assert!(!complaint.contains("overflowed"), "{name}: {complaint}");
    let (answer, peak): (Value, u64) = serde_json::from_slice(&said).expect("JSON");
    println!(
        "{name}: {} bytes, {} ms of processor, {} MiB: {answer}",
        bytes.len(),
        usage() - before,
        peak >> 10,
    );
    assert!(peak <= MOST, "{name} took {peak} KiB");
    Outcome { answer }
}

/// Milliseconds of processor of all processes that have ended.
fn usage() -> i64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let time = usage.user_time() + usage.system_time();
    time.num_milliseconds()
}

/// Reads files of one kind and says what became of each: its text, or which error.
fn outcomes(files: Vec<(&str, Vec<u8>)>) -> Vec<(String, String)> {
    let outcome = |(name, bytes): (&str, Vec<u8>)| (name.to_owned(), read(name, &bytes).error());
    files.into_iter().map(outcome).collect()
}

#[test]
fn the_process_apart_may_not_take_more() {
    let limits = reading::file::Limits::default();
    assert!((limits.apart_bytes as u64) < MOST << 10);
}
