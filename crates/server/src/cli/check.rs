//! `dondoc check`: does a DOCX keep the form of Decree 30/2020?

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use documents::letter::check::{self, Finding, MOST_BYTES};
use reading::file::{self, FileError, Helpers, Limits, Step, Watch};
use serde_json::json;

use super::Exit;
use super::inputs::{self, Input};
use crate::form_check;
use crate::refusal;
use crate::text::Texts;

/// `dondoc check FILE…`
#[derive(Debug, Args)]
pub struct Check {
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
}

/// Measures every file.
pub fn run(check: &Check, t: &'static Texts) -> anyhow::Result<Exit> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut exit = Exit::Done;
    let mut all = Vec::new();
    for input in inputs::collect(&check.files)? {
        let name = input.name();
        match measure(&input, t) {
            Ok(findings) => {
                if !findings.is_empty() {
                    exit = exit.max(Exit::Off);
                }
                match check.format {
                    Form::Table => table(&mut out, &name, &findings, t)?,
                    Form::Json => all.push(json!({
                        "file": name,
                        "findings": told(&findings, t),
                    })),
                }
            }
            Err((code, said)) => {
                eprintln!("{name}: {said}");
                exit = exit.max(code);
            }
        }
    }
    if check.format == Form::Json {
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
    }
    out.flush()?;
    Ok(exit)
}

fn measure(input: &Input, t: &Texts) -> Result<Vec<Finding>, (Exit, String)> {
    let bytes = input
        .bytes(MOST_BYTES)
        .map_err(|error| (Exit::Unread, error.to_string()))?;
    // A classified document is refused here as everywhere.
    let read = file::read(
        &bytes,
        None,
        &Limits::default(),
        &Helpers::default(),
        &Patient,
    );
    if matches!(read, Err(FileError::Classified)) {
        let said = refusal::explain(t, &FileError::Classified);
        return Err((Exit::Classified, said));
    }
    let said = |error| (Exit::Unread, t.get(form_check::refusal(error)).to_owned());
    check::check(&bytes).map_err(said)
}

struct Patient;

impl Watch for Patient {
    fn step(&self, _: Step) -> bool {
        true
    }
}

fn table(
    out: &mut impl std::io::Write,
    name: &str,
    findings: &[Finding],
    t: &Texts,
) -> std::io::Result<()> {
    writeln!(out, "{name}")?;
    if findings.is_empty() {
        return writeln!(out, "  {}", t.get("form-good"));
    }
    for line in form_check::lines(t, findings) {
        writeln!(
            out,
            "  {}: {} [{}]",
            line.component, line.text, line.article
        )?;
        if !line.place.is_empty() {
            writeln!(out, "    {}", line.place)?;
        }
    }
    let count = findings.len().to_string();
    writeln!(out, "  {}", t.one("form-sum", "count", count))
}

fn told(findings: &[Finding], t: &Texts) -> serde_json::Value {
    let lines = form_check::lines(t, findings);
    let one = |(finding, line): (&Finding, &form_check::Line)| {
        let mut value = serde_json::to_value(finding).unwrap_or_default();
        value["article"] = json!(finding.component.article());
        value["text"] = json!(line.text);
        value
    };
    findings.iter().zip(&lines).map(one).collect()
}
