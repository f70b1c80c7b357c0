//! The side that does the work.

use std::io::{self, BufRead as _, Read as _, Stdout, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use super::confine::confine;
use super::{End, Job, Request, Said};
use crate::file::error::FileError;
use crate::file::pdf;
use crate::file::watch::{Step, Watch};

/// The longest first line.
const REQUEST: u64 = 16 << 10;

/// Does the work that standard input asks for and writes the answer to standard output.
///
/// To be called first of all by a program that was started with [`COMMAND`](super::COMMAND).
pub fn answer() -> ExitCode {
    // Whoever asked has gone, or never spoke our language: nobody is there to hear why.
    if serve().is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn serve() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    input.by_ref().take(REQUEST).read_until(b'\n', &mut line)?;
    let request: Request = serde_json::from_slice(&line)?;
    let confined = confine(&request.limits);
    let mut bytes = Vec::new();
    let most = request.limits.file_bytes as u64;
    input.take(most).read_to_end(&mut bytes)?;
    let out = Out(io::stdout());
    let end = work(&request, Arc::new(bytes), confined, &out);
    out.say(&Said::End(end))
}

fn work(
    request: &Request,
    bytes: Arc<Vec<u8>>,
    confined: bool,
    out: &Out,
) -> Result<End, FileError> {
    let limits = &request.limits;
    if !confined {
        pdf::check_streams(&bytes, limits)?;
    }
    match request.job {
        Job::Text => Ok(match pdf::text(bytes, limits, out)? {
            pdf::Pages::Text(source) => End::Text(source),
            pdf::Pages::Scan => End::Scan,
        }),
        Job::Page { page } => {
            let (picture, pages) = pdf::picture(bytes, page, limits, out)?;
            if let Some(picture) = picture {
                out.picture(&picture).map_err(|_| FileError::Stopped)?;
            }
            Ok(End::Pictures { pages })
        }
    }
}

/// Where the answer goes.
struct Out(Stdout);

impl Out {
    fn say(&self, said: &Said) -> io::Result<()> {
        let mut line = serde_json::to_vec(said)?;
        line.push(b'\n');
        self.write(&[&line])
    }

    fn picture(&self, picture: &[u8]) -> io::Result<()> {
        let bytes = picture.len();
        let mut line = serde_json::to_vec(&Said::Picture { bytes })?;
        line.push(b'\n');
        self.write(&[&line, picture])
    }

    fn write(&self, parts: &[&[u8]]) -> io::Result<()> {
        let mut out = self.0.lock();
        for part in parts {
            out.write_all(part)?;
        }
        out.flush()
    }
}

impl Watch for Out {
    fn step(&self, step: Step) -> bool {
        match step {
            Step::Page { done, total } => self.say(&Said::Step { done, total }).is_ok(),
            _ => true,
        }
    }
}
