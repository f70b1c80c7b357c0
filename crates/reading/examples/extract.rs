//! A file in, the JSON view of its draft out: `extract FILE`.

use std::process::ExitCode;

use reading::file::{self, Helpers, Limits};

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("extract FILE");
        return ExitCode::from(2);
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
    };
    match file::read(
        &bytes,
        Some(&path),
        &Limits::default(),
        &Helpers::default(),
        &(),
    ) {
        Ok(source) => {
            println!(
                "{}",
                reading::plan::json::write(&reading::plan::read(&source))
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::FAILURE
        }
    }
}
