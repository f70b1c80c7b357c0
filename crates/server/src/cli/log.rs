//! `dondoc log …`: whether the log of events is whole, the log as a file, such a file checked
//! again.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{NaiveDate, Utc};
use clap::{Args, Subcommand, ValueEnum};
use dondoc_core::event::Selection;
use dondoc_core::event::verify::{self, Anchor, Fault, Verdict};
use dondoc_core::{plan, unit};
use futures_util::StreamExt as _;

use super::Exit;
use super::place::Place;
use crate::log_export::{self, Checked, Export, Form};
use crate::show;
use crate::text::Texts;
use crate::web::App;
use crate::web::events::in_words;

/// A log of millions of events takes its time.
const PATIENCE: Duration = Duration::from_hours(1);

/// `dondoc log …`
#[derive(Debug, Subcommand)]
pub enum Log {
    /// Walk the log and check every event.
    Verify(Verify),
    /// The log as a file, for who inspects.
    Export(ToFile),
    /// Check such a file, without a database.
    Check(Check),
}

/// A form of file.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum As {
    Jsonl,
    Csv,
    Xlsx,
}

impl From<As> for Form {
    fn from(form: As) -> Self {
        match form {
            As::Jsonl => Self::Lines,
            As::Csv => Self::Table,
            As::Xlsx => Self::Workbook,
        }
    }
}

/// `dondoc log export FILE --data DIR`
#[derive(Debug, Args)]
pub struct ToFile {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "DAY")]
    from: Option<NaiveDate>,
    #[arg(long, value_name = "DAY")]
    to: Option<NaiveDate>,
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    plan: Option<String>,
    #[arg(long, value_enum, default_value = "jsonl")]
    format: As,
    #[command(flatten)]
    place: Place,
}

/// `dondoc log check FILE`
#[derive(Debug, Args)]
pub struct Check {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "N:HASH")]
    anchor: Vec<String>,
}

/// `dondoc log verify --data DIR`
#[derive(Debug, Args)]
pub struct Verify {
    #[arg(long, value_name = "N:HASH")]
    anchor: Vec<String>,
    #[command(flatten)]
    place: Place,
}

/// Does it.
pub async fn run(log: &Log, t: &'static Texts) -> anyhow::Result<Exit> {
    match log {
        Log::Verify(asked) => verify(asked, t).await,
        Log::Export(asked) => export(asked, t).await,
        Log::Check(asked) => check(asked, t),
    }
}

fn anchors(texts: &[String], t: &'static Texts) -> anyhow::Result<Vec<Anchor>> {
    let anchor = |text: &String| {
        let parsed = text.parse();
        parsed.map_err(|_| anyhow::anyhow!(t.one("cli-log-anchor-malformed", "anchor", text)))
    };
    texts.iter().map(anchor).collect()
}

async fn export(asked: &ToFile, t: &'static Texts) -> anyhow::Result<Exit> {
    let open = asked.place.open_existing(t).await?;
    let selection = selection(asked, &open.app, t).await?;
    let day = |day: Option<NaiveDate>| day.map(show::date).unwrap_or_default();
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let words = in_words(
        t,
        &day(asked.from),
        &day(asked.to),
        &word(&asked.unit),
        &word(&asked.plan),
    );
    let export = Export::begin(open.app.db(), t, selection, words, Utc::now()).await?;
    let form = asked.format.into();
    // Beside it, and then in its place: half a file is never taken for a whole one.
    let part = with_ending(&asked.file, ".part");
    let mut file = File::create(&part).with_context(|| part.display().to_string())?;
    if form == Form::Workbook {
        file.write_all(&export.workbook().await?)?;
    } else {
        let mut pieces = pin!(export.stream(form));
        while let Some(piece) = pieces.next().await {
            file.write_all(&piece?)?;
        }
    }
    file.sync_all()?;
    std::fs::rename(&part, &asked.file)?;
    if form == Form::Table {
        let how = log_export::how(t).join("\r\n");
        std::fs::write(with_ending(&asked.file, ".txt"), how)?;
    }
    let shown = asked.file.display().to_string();
    eprintln!("{}", t.one("cli-log-exported", "file", shown));
    open.app.db().clone().close().await?;
    Ok(Exit::Done)
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

async fn selection(asked: &ToFile, app: &App, t: &'static Texts) -> anyhow::Result<Selection> {
    let reader = app.db().read().await?;
    let unit = match &asked.unit {
        None => None,
        Some(code) => {
            let today = show::day_of(Utc::now());
            let found = unit::find_by_code(&reader, code, today).await;
            let unknown = |_| anyhow::anyhow!(t.one("cli-log-no-unit", "code", code));
            Some(found.map_err(unknown)?.id)
        }
    };
    let plan = match &asked.plan {
        None => None,
        Some(number) => {
            let plans = plan::list(&reader, None, i64::MAX).await?;
            let found = plans
                .into_iter()
                .find(|it| it.number == *number || it.code == *number);
            let unknown = || anyhow::anyhow!(t.one("cli-log-no-plan", "number", number));
            Some(found.ok_or_else(unknown)?.id)
        }
    };
    Ok(Selection {
        unit,
        plan,
        ..Selection::of_days(asked.from, asked.to)
    })
}

fn check(asked: &Check, t: &'static Texts) -> anyhow::Result<Exit> {
    let known = anchors(&asked.anchor, t)?;
    let file = File::open(&asked.file).with_context(|| asked.file.display().to_string())?;
    Ok(match log_export::check(BufReader::new(file), &known)? {
        Checked::Whole { count, last, gaps } => {
            eprintln!("{}", t.one("cli-log-file-whole", "count", count));
            if gaps {
                eprintln!("{}", t.get("cli-log-file-gaps"));
            }
            println!("{last}");
            Exit::Done
        }
        Checked::Broken { at, fault } => {
            let what = t.get(what(fault));
            eprintln!(
                "{}",
                t.two("cli-log-file-broken", "event", at, "fault", what)
            );
            Exit::Altered
        }
        Checked::Unread { line } => {
            eprintln!("{}", t.one("cli-log-file-unread", "line", line));
            Exit::Unread
        }
    })
}

async fn verify(asked: &Verify, t: &'static Texts) -> anyhow::Result<Exit> {
    let known = anchors(&asked.anchor, t)?;
    let open = asked.place.open_existing(t).await?;
    let reader = open.app.db().read_within(PATIENCE).await?;
    let verdict = verify::run(&reader, &known).await?;
    drop(reader);
    open.app.db().clone().close().await?;
    Ok(match verdict {
        Verdict::Whole(head) => {
            eprintln!("{}", t.one("cli-log-whole", "count", head.sequence));
            println!("{head}");
            Exit::Done
        }
        Verdict::Broken { at, fault } => {
            let what = t.get(what(fault));
            eprintln!("{}", t.two("cli-log-broken", "event", at, "fault", what));
            Exit::Altered
        }
    })
}

fn what(fault: Fault) -> &'static str {
    match fault {
        Fault::Missing => "cli-log-missing",
        Fault::Unchained => "cli-log-unchained",
        Fault::Altered => "cli-log-altered",
        Fault::Replaced => "cli-log-replaced",
    }
}
