//! `dondoc log verify`: whether the log of events is whole.

use std::time::Duration;

use clap::{Args, Subcommand};
use dondoc_core::event::verify::{self, Anchor, Fault, Verdict};

use super::Exit;
use super::place::Place;
use crate::text::Texts;

/// A log of millions of events takes its time.
const PATIENCE: Duration = Duration::from_hours(1);

/// `dondoc log …`
#[derive(Debug, Subcommand)]
pub enum Log {
    /// Walk the log and check every event.
    Verify(Verify),
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
    let Log::Verify(asked) = log;
    let mut known = Vec::new();
    for text in &asked.anchor {
        let anchor: Anchor = text
            .parse()
            .map_err(|_| anyhow::anyhow!(t.one("cli-log-anchor-malformed", "anchor", text)))?;
        known.push(anchor);
    }
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
