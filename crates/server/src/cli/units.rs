//! `dondoc import units` and `dondoc export units`: the directory as files.

use std::path::PathBuf;

use chrono::Utc;
use clap::{Args, Subcommand};
use dondoc_core::access::Actor;
use dondoc_core::unit::difference::Decided;
use dondoc_core::unit::{self, import, record};

use super::Exit;
use super::place::Place;
use crate::directory::changes::{self, Changes};
use crate::directory::{self, Form};
use crate::show;
use crate::text::Texts;

/// `dondoc import units FILE`
#[derive(Debug, Args)]
pub struct Import {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// For a file that does not say it.
    #[arg(long, value_name = "PLACE")]
    province: Option<String>,
    /// Only show what would change.
    #[arg(long)]
    dry_run: bool,
    /// Decide every clash for the file.
    #[arg(long)]
    take_file: bool,
    #[command(flatten)]
    place: Place,
}

/// `dondoc export …`
#[derive(Debug, Subcommand)]
pub enum Export {
    /// The directory of units.
    Units(Units),
}

/// `dondoc export units FILE`
#[derive(Debug, Args)]
pub struct Units {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "PLACE")]
    province: Option<String>,
    #[arg(long, value_name = "DAY")]
    day: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// Shows what a file would change, and unless it is a dry run brings it in.
pub async fn import(asked: &Import, t: &'static Texts) -> anyhow::Result<Exit> {
    let bytes = std::fs::read(&asked.file)?;
    let name = asked.file.display().to_string();
    let province = asked.province.as_deref().unwrap_or_default();
    let file = match directory::read(&name, &bytes, province, t) {
        Ok(file) => file,
        Err(faults) => {
            for fault in faults {
                eprintln!("{}", fault.say(t));
            }
            return Ok(Exit::Unread);
        }
    };
    let decided = if asked.take_file {
        Decided::There
    } else {
        Decided::Here
    };
    let open = asked.place.open(false, t).await?;
    let found = {
        let reader = open.app.db().read().await?;
        import::preview(&reader, &file, &decided).await?
    };
    print(&changes::of(&found, t), t);
    if asked.dry_run {
        eprintln!("{}", t.get("cli-dry-run"));
    } else {
        let count = file.units.len();
        let who = Actor::system("dondoc import");
        let write = open.app.db().write(&who, Utc::now(), move |tx| {
            Box::pin(async move { import::run_decided(tx, &file, &decided).await })
        });
        write.await?;
        println!("{}", t.one("cli-imported-units", "units", count));
    }
    open.app.db().clone().close().await?;
    Ok(Exit::Done)
}

fn print(changes: &Changes, t: &Texts) {
    for (key, number) in &changes.sums {
        println!("{}", t.one(key, "n", *number));
    }
    for name in &changes.added {
        println!("+ {name}");
    }
    for entry in &changes.changed {
        println!("~ {} ({})", entry.name, entry.code);
        for field in &entry.fields {
            let (label, fate) = (t.get(field.label), t.get(field.fate_key()));
            println!("    {label}: {} → {} · {fate}", field.here, field.there);
        }
    }
    for name in &changes.missing {
        println!("  {name} · {}", t.get("units-import-missing"));
    }
}

/// Writes the directory of a province.
pub async fn export(asked: &Units, t: &'static Texts) -> anyhow::Result<Exit> {
    let name = asked.file.display().to_string();
    let Some(form) = Form::of_name(&name) else {
        anyhow::bail!("{}", t.get("directory-unknown-form"));
    };
    let open = asked.place.open(false, t).await?;
    let reader = open.app.db().read().await?;
    let places = unit::places(&reader).await?;
    let wanted = |known: &String| match &asked.province {
        Some(province) => known == province,
        None => known != unit::CENTRAL,
    };
    let Some(place) = places.into_iter().find(wanted) else {
        anyhow::bail!("{}", t.get("cli-no-province"));
    };
    let mut found = record::directory(&reader, &place).await?;
    drop(reader);
    if let Some(day) = &asked.day {
        let Some(day) = show::parse_date(day) else {
            anyhow::bail!("{}: {day}", t.get("directory-not-a-day"));
        };
        found = directory::as_of(found, day);
    }
    let bytes = directory::write(&found, form, t, Utc::now())?;
    std::fs::write(&asked.file, bytes)?;
    let count = found.units.len();
    println!(
        "{}",
        t.two("cli-exported-units", "units", count, "file", name)
    );
    open.app.db().clone().close().await?;
    Ok(Exit::Done)
}
