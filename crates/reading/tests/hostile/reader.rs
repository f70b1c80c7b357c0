//! A program around the library, as small as can be: it reads the file on its standard input with
//! PDF read apart by itself, and writes what came of it, one JSON value. The tests look at the
//! memory it took.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use reading::file::{Helpers, Limits, apart, read};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if arguments
        .first()
        .is_some_and(|first| first == apart::COMMAND)
    {
        return apart::answer();
    }
    let limits = Limits::default();
    let mut bytes = Vec::new();
    let most = limits.file_bytes as u64 + 1;
    if std::io::stdin().take(most).read_to_end(&mut bytes).is_err() {
        return ExitCode::FAILURE;
    }
    let helpers = if arguments.iter().any(|argument| argument == "--here") {
        Helpers::none()
    } else {
        Helpers::none().with_this_program()
    };
    let result = read(&bytes, None, &limits, &helpers, &());
    let result = result.map(|source| source.text.len());
    let Ok(answer) = serde_json::to_vec(&(result, peak())) else {
        return ExitCode::FAILURE;
    };
    match std::io::stdout().write_all(&answer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Kibibytes of memory at the highest, as the system has counted them; zero where it does not.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or_default()
}
