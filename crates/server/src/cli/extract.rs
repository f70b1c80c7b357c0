//! `dondoc extract`: files in, what was read out.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use reading::file::{self, FileError, Helpers, Limits, Step, Watch};
use reading::source::Format;
use reading::{PlanDraft, SourceText};

use super::inputs::{self, Input};
use super::{Exit, rows, table};
use crate::text::Texts;
use crate::{akoma_ntoso, refusal};

/// `dondoc extract FILE…`
#[derive(Debug, Args)]
pub struct Extract {
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
    Csv,
    Akn,
}

/// A file read.
pub(super) struct Read {
    /// How it was called.
    pub name: String,
    /// Its text.
    pub source: SourceText,
    /// What stands in it.
    pub draft: PlanDraft,
}

/// Reads every file and prints each as soon as it is read.
pub fn run(extract: &Extract, t: &'static Texts) -> anyhow::Result<Exit> {
    let inputs = inputs::collect(&extract.files)?;
    let several = inputs.len() > 1;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let helpers = Helpers::find(&path).with_this_program();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut exit = Exit::Done;
    let mut first = true;
    for (done, input) in inputs.iter().enumerate() {
        let talk = Talk {
            t,
            quiet: extract.quiet,
            several,
            done,
            all: inputs.len(),
            input,
        };
        talk.begin();
        match read(input, &helpers, &talk) {
            Ok(read) => {
                print(&mut out, extract.format, several, first, &read, t)?;
                first = false;
            }
            Err(error) => {
                talk.problem(&error);
                exit = exit.max(exit_of(&error));
            }
        }
    }
    out.flush()?;
    Ok(exit)
}

fn exit_of(error: &FileError) -> Exit {
    if matches!(error, FileError::Classified) {
        Exit::Classified
    } else {
        Exit::Unread
    }
}

/// Reads one input.
fn read(input: &Input, helpers: &Helpers, watch: &Talk<'_>) -> Result<Read, FileError> {
    let limits = Limits::default();
    let name = input.name();
    let bytes = match input.bytes(limits.file_bytes) {
        Ok(bytes) => bytes,
        Err(error) => {
            let said = watch
                .t
                .two("cli-cannot-open", "file", name, "reason", error.to_string());
            eprintln!("{said}");
            return Err(FileError::Stopped);
        }
    };
    let hint = (*input != Input::Stdin).then_some(name.as_str());
    let source = file::read(&bytes, hint, &limits, helpers, watch)?;
    let draft = reading::plan::read(&source);
    Ok(Read {
        name,
        source,
        draft,
    })
}

fn print(
    out: &mut impl Write,
    form: Form,
    several: bool,
    first: bool,
    read: &Read,
    t: &Texts,
) -> anyhow::Result<()> {
    match form {
        Form::Table => table::print(out, read, t)?,
        Form::Json if several => {
            let mut value = reading::plan::json::value(&read.draft);
            if let Some(fields) = value.as_object_mut() {
                fields.insert("file".to_owned(), read.name.clone().into());
            }
            writeln!(out, "{value}")?;
        }
        Form::Csv => rows::write(out, read, first)?,
        Form::Akn => {
            let draft = crate::import::draft(&read.draft);
            let shape = akoma_ntoso::Shape::of(&read.source);
            let markdown = read.source.format == Format::Markdown;
            let document = akoma_ntoso::of_draft(&read.source.text, markdown, &shape, &draft);
            writeln!(
                out,
                "{}",
                documents::akoma_ntoso::write(&document, chrono::Utc::now())
            )?;
        }
        Form::Json => writeln!(out, "{}", reading::plan::json::write(&read.draft))?,
    }
    // Each plan as soon as it is read: somebody may be watching, or reading from a pipe.
    out.flush()?;
    Ok(())
}

/// Talk on stderr while reading: which file of how many, and the pages of a scan.
struct Talk<'a> {
    t: &'static Texts,
    quiet: bool,
    several: bool,
    done: usize,
    all: usize,
    input: &'a Input,
}

impl Talk<'_> {
    fn begin(&self) {
        if self.several && !self.quiet {
            let count = format!("{}/{}", self.done + 1, self.all);
            let name = self.input.name();
            eprintln!(
                "{}",
                self.t.two("cli-reading", "count", count, "file", name)
            );
        }
    }

    fn problem(&self, error: &FileError) {
        let name = match error {
            // Its name is not repeated anywhere, a terminal's log included.
            FileError::Classified => format!("{}/{}", self.done + 1, self.all),
            _ => self.input.name(),
        };
        eprintln!("{name}: {}", refusal::explain(self.t, error));
    }
}

impl Watch for Talk<'_> {
    fn step(&self, step: Step) -> bool {
        if let (Step::Page { done, total }, false) = (step, self.quiet) {
            eprintln!("{}", self.t.two("cli-page", "done", done, "total", total));
        }
        true
    }
}
