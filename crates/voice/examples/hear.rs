//! Hears clips with a model, a line of JSON for each.
//!
//! `cargo run --release -p voice --example hear -- MODEL SYMBOLS CLIP.wav …`; SYMBOLS is a file of
//! document symbols, one a line, or `-`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use voice::choice::Nothing;
use voice::model::Folder;
use voice::{Clip, Heard, Recogniser};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, symbols, clips @ ..] = arguments.as_slice() else {
        eprintln!("hear MODEL SYMBOLS CLIP.wav …");
        return ExitCode::from(2);
    };
    match run(model, symbols, clips) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(model: &str, symbols: &str, clips: &[String]) -> Result<(), String> {
    let folder = Folder::open(Path::new(model)).map_err(|error| error.to_string())?;
    let recogniser = Recogniser::open(&folder, 1).map_err(|error| error.to_string())?;
    let symbols = match symbols {
        "-" => String::new(),
        file => std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?,
    };
    let symbols = symbols.lines().map(str::trim).filter(|it| !it.is_empty());
    let vocabulary = recogniser.vocabulary([], symbols);
    for clip in clips {
        let file = std::fs::read(clip).map_err(|error| format!("{clip}: {error}"))?;
        let sound = Clip::read(&file).map_err(|error| format!("{clip}: {error}"))?;
        let start = Instant::now();
        let heard = recogniser.hear(&sound, &vocabulary, &Nothing);
        let took = start.elapsed().as_secs_f64();
        let (spoken, text) = match heard.map_err(|error| format!("{clip}: {error}"))? {
            Heard::Words(transcript) => (transcript.spoken, transcript.text),
            Heard::Nothing => (String::new(), String::new()),
        };
        let line = serde_json::json!({
            "clip": clip, "spoken": spoken, "text": text,
            "seconds": sound.seconds(), "took": took,
        });
        println!("{line}");
    }
    Ok(())
}
