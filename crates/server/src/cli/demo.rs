//! `dondoc demo`: a made-up province with one plan confirmed and one draft waiting, in a folder
//! that needs no set-up.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use clap::Args;
use dondoc_core::access::Actor;
use dondoc_core::account::{self, sign_in_link};
use dondoc_core::plan::confirmation;
use dondoc_core::plan::draft::readiness::Reason;
use dondoc_core::plan::draft::{Edit, Gap, Place as Spot, store};
use reading::file::{Helpers, Limits};
use tokio::net::TcpListener;

use super::place::Place;
use super::{Exit, serve};
use crate::import;
use crate::text::Texts;
use crate::web::App;

/// The province's directory of units.
const UNITS: &str = "demo";
/// The plan that is confirmed, and the one that is left as a draft.
const PLANS: [(&str, &[u8]); 2] = [
    (
        "Ke hoach 12-KH-UBND.docx",
        include_bytes!("../../demo/ke-hoach-12-kh-ubnd.docx"),
    ),
    (
        "Ke hoach 27-KH-UBND.docx",
        include_bytes!("../../demo/ke-hoach-27-kh-ubnd.docx"),
    ),
];
/// Where the pages are found when nothing else is asked for.
const LISTEN: &str = "127.0.0.1:8267";
/// The account of the trial.
const LOGIN: &str = "demo";
/// How long the printed link is good.
const LINK: Duration = Duration::hours(12);

/// `dondoc demo`
#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long, value_name = "DIR", env = "DONDOC_DEMO_DATA")]
    data: Option<PathBuf>,
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

/// Runs the trial until it is told to stop.
pub async fn run(demo: &Demo, t: &'static Texts) -> anyhow::Result<Exit> {
    let folder = demo.data.clone().unwrap_or_else(own_folder);
    let open = Place::folder(folder.clone()).open(false, t).await?;
    let now = Utc::now();
    if account::find_by_login(&*open.app.db().read().await?, LOGIN)
        .await?
        .is_none()
    {
        eprintln!("{}", t.get("cli-demo-first"));
        prepare(&open.app, now, t).await?;
    }
    let listener = listen(demo.listen, t).await?;
    let link = link(&open.app, now).await?;
    let address = listener.local_addr()?;
    eprintln!(
        "{}",
        t.one("cli-demo-ready", "folder", folder.display().to_string())
    );
    eprintln!(
        "{}",
        t.one("cli-serving", "address", format!("http://{address}"))
    );
    eprintln!("{}", t.get("cli-demo-open"));
    println!("http://{address}/sign-in/{link}");
    eprintln!("{}", t.get("cli-demo-stop"));
    serve::until_stopped(open, listener, t).await
}

/// A folder of this person in the machine's temporary space.
fn own_folder() -> PathBuf {
    let person = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    let person = person
        .unwrap_or_default()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "");
    std::env::temp_dir().join(format!("dondoc-demo-{person}"))
}

/// The address asked for; without one the usual, or any that is free.
async fn listen(asked: Option<SocketAddr>, t: &Texts) -> anyhow::Result<TcpListener> {
    if let Some(address) = asked {
        let listener = TcpListener::bind(address).await;
        return listener
            .with_context(|| t.one("cli-cannot-listen", "address", address.to_string()));
    }
    match TcpListener::bind(LISTEN).await {
        Ok(listener) => Ok(listener),
        Err(_) => Ok(TcpListener::bind("127.0.0.1:0").await?),
    }
}

async fn link(app: &App, now: DateTime<Utc>) -> anyhow::Result<String> {
    let account = account::find_by_login(&*app.db().read().await?, LOGIN).await?;
    let account = account.context("the account of the trial is missing")?;
    let who = Actor::system("dondoc demo");
    let link = app.db().write(&who, now, move |tx| {
        Box::pin(async move { sign_in_link::issue(tx, account.id, LINK).await })
    });
    Ok(link.await?)
}

/// Loads the directory, reads both plans with the reader itself, and makes the account last: a
/// trial that was interrupted in the middle is prepared again.
pub async fn prepare(app: &App, now: DateTime<Utc>, t: &Texts) -> anyhow::Result<()> {
    let who = Actor::system("dondoc demo");
    let units = app.db().write(&who, now, |tx| {
        Box::pin(async move { dondoc_core::unit::import::load(tx, UNITS).await })
    });
    units.await?;
    let mut heads = Vec::new();
    for (name, bytes) in PLANS {
        let known = import::known(app, &dondoc_core::document::Sha::of(bytes)).await?;
        if known.is_none() {
            let (helpers, limits) = (Helpers::none(), Limits::default());
            let read = import::read(name.to_owned(), bytes.to_vec(), &helpers, &limits, &())
                .with_context(|| name.to_owned())?;
            heads.push(import::store(app, &who, read, now).await?);
        }
    }
    if let [first, _] = heads.as_slice() {
        confirm(app, &who, first.id, now).await?;
    }
    account::create(app.db(), &who, LOGIN, t.get("cli-demo-name"), None, now).await?;
    Ok(())
}

/// Confirms a draft as a coordinator would who finds everything right; a task without a lead is
/// marked as routine.
async fn confirm(app: &App, who: &Actor, id: i64, now: DateTime<Utc>) -> anyhow::Result<()> {
    let confirming = app.db().write(who, now, move |tx| {
        Box::pin(async move {
            let (mut head, draft) = store::load(tx, id).await?;
            let mut edits: Vec<Edit> = draft.gaps().into_iter().filter_map(settle).collect();
            edits.dedup();
            for edit in edits {
                head = store::edit(tx, id, head.version, edit).await?;
            }
            confirmation::confirm(tx, id, head.version).await
        })
    });
    confirming.await.map(drop).map_err(anyhow::Error::from)
}

fn settle(gap: Gap) -> Option<Edit> {
    match (gap.place, gap.reason) {
        (Spot::Meta(field), Reason::Unconfirmed) => Some(Edit::ConfirmMeta { field }),
        (Spot::Row(row, _), Reason::Unconfirmed) => Some(Edit::ConfirmRow { row }),
        (Spot::Row(row, _), Reason::Missing) => Some(Edit::SetFollow { row, follow: false }),
        _ => None,
    }
}
