//! `dondoc import units` and `dondoc import plans`.

use std::path::PathBuf;

use chrono::Utc;
use clap::{Args, Subcommand};
use dondoc_core::access::Actor;
use dondoc_core::document::Sha;
use reading::file::{FileError, Limits};

use super::Exit;
use super::inputs::{self, Input};
use super::place::Place;
use super::units;
use crate::text::Texts;
use crate::web::App;
use crate::{import, refusal};

/// `dondoc import …`
#[derive(Debug, Subcommand)]
pub enum Import {
    /// A directory of units.
    Units(units::Import),
    /// Plans.
    Plans(Plans),
}

/// `dondoc import plans FILE…`
#[derive(Debug, Args)]
pub struct Plans {
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// Does it.
pub async fn run(import: &Import, t: &'static Texts) -> anyhow::Result<Exit> {
    match import {
        Import::Units(asked) => units::import(asked, t).await,
        Import::Plans(plans) => {
            let inputs = inputs::collect(&plans.files)?;
            let open = plans.place.open(false, t).await?;
            let mut exit = Exit::Done;
            for input in &inputs {
                exit = exit.max(plan(&open.app, input, t).await?);
            }
            open.app.db().clone().close().await?;
            Ok(exit)
        }
    }
}

async fn plan(app: &App, input: &Input, t: &Texts) -> anyhow::Result<Exit> {
    let limits = Limits::default();
    let bytes = input.bytes(limits.file_bytes)?;
    let name = input.name();
    if import::known(app, &Sha::of(&bytes)).await?.is_some() {
        println!("{}", t.one("cli-imported-known", "file", name));
        return Ok(Exit::Done);
    }
    let short = name.rsplit(['/', '\\']).next().unwrap_or(&name).to_owned();
    let read = match import::read(short, bytes, app.helpers(), &limits, &()) {
        Ok(read) => read,
        Err(error) => {
            let about = refusal::explain(t, &error);
            if error == FileError::Classified {
                eprintln!("{about}");
                return Ok(Exit::Classified);
            }
            eprintln!("{name}: {about}");
            return Ok(Exit::Unread);
        }
    };
    let tasks = read.draft.tasks.len();
    let head = import::store(app, &Actor::system("dondoc import"), read, Utc::now()).await?;
    let said = t.with(
        "cli-imported-plans",
        &[("file", &name), ("tasks", &tasks), ("draft", &head.id)],
    );
    println!("{said}");
    Ok(Exit::Done)
}
