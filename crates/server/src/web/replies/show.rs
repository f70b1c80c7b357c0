//! A round: links and forms to hand out, and who has answered.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dondoc_core::reply::form;
use dondoc_core::reply::link::{self, Link};
use dondoc_core::reply::round::{self, Request, Round, State as Stage};
use dondoc_core::reply::sending::{self, Sending};
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::{self, Page};
use super::super::register::export;
use super::forms::{self, Kind};
use super::{chat, collector, mailing, new};
use crate::{key, show as shown};

/// `templates/replies/show.html`
#[derive(Debug, Template)]
#[template(path = "replies/show.html")]
pub struct RoundPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The round.
    pub round: &'a Round,
    /// Its units.
    pub lines: Vec<Line>,
    /// How many units stand where: key, number.
    pub counts: Vec<(&'static str, usize)>,
    /// The day offered for another link.
    pub ends: String,
    /// How many units a message would go to, and how many have no address.
    pub reach: (usize, usize),
    /// How many messages were just put into the outbox.
    pub mailed: Option<usize>,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    mailed: Option<usize>,
}

/// A unit of the round.
#[derive(Debug)]
pub struct Line {
    /// The request.
    pub id: i64,
    /// The unit.
    pub unit_id: i64,
    /// Its name.
    pub unit: String,
    /// How many it was asked about.
    pub asked: i64,
    /// How many were reported on.
    pub answered: i64,
    /// The key of how far it is.
    pub state_key: &'static str,
    /// The class of its shape.
    pub class: &'static str,
    /// When the link was first opened.
    pub opened: Option<String>,
    /// Until when it opens.
    pub ends: String,
    /// The link, in full; none while it opens nothing.
    pub address: Option<String>,
    /// The link's number.
    pub link_id: i64,
    /// A short text for a chat.
    pub chat: String,
    /// What was sent through the link last: when, how many, who, how to ask back.
    pub sent: Option<(String, i64, String, String)>,
}

fn state_key(state: Stage) -> (&'static str, &'static str) {
    match state {
        Stage::Answered => (key!("replies-state-answered"), "done"),
        Stage::Partly => (key!("replies-state-partly"), "near"),
        Stage::Revoked => (key!("replies-state-revoked"), "cancelled"),
        Stage::Expired => (key!("replies-state-expired"), "overdue"),
        Stage::Opened => (key!("replies-state-opened"), "running"),
        Stage::NotOpened => (key!("replies-state-not-opened"), "undated"),
    }
}

/// A round with its units, their links and what they sent.
pub(super) struct Whole {
    pub round: Round,
    pub requests: Vec<(Request, Link)>,
    sendings: HashMap<i64, Sending>,
    pub key: Vec<u8>,
}

pub(super) async fn whole(app: &App, id: i64) -> Result<Whole> {
    let reader = app.db().read().await?;
    let round = round::find(&reader, id).await?;
    let requests = round::requests(&reader, id).await?;
    let links: Vec<i64> = requests.iter().map(|(_, link)| link.id).collect();
    let mut sendings = HashMap::new();
    for sending in sending::of_links(&reader, &links).await? {
        sendings.entry(sending.link_id).or_insert(sending);
    }
    let key = form::known_key(&reader).await?.ok_or(Error::NotFound)?;
    Ok(Whole {
        round,
        requests,
        sendings,
        key,
    })
}

impl Whole {
    /// The address of a unit's page, in full.
    pub fn address(&self, app: &App, headers: &HeaderMap, link: &Link) -> Option<String> {
        let token = link.token(&self.key)?;
        Some(page::in_full(app, headers, &format!("/reply/{token}")))
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Query(done): Query<Done>,
    headers: HeaderMap,
) -> Result<Response> {
    collector(&page)?;
    let whole = whole(&app, id).await?;
    let reader = app.db().read().await?;
    let reach = mailing::reach(&reader, &whole.requests, &page).await?;
    drop(reader);
    let mut lines = Vec::new();
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for (request, link) in &whole.requests {
        let line = line(&app, &page, &whole, &headers, (request, link))?;
        match counts.iter_mut().find(|(key, _)| *key == line.state_key) {
            Some((_, count)) => *count += 1,
            None => counts.push((line.state_key, 1)),
        }
        lines.push(line);
    }
    let later = page.today.checked_add_days(chrono::Days::new(30));
    page.render(&RoundPage {
        page: &page,
        round: &whole.round,
        lines,
        counts,
        ends: later.unwrap_or(page.today).to_string(),
        reach,
        mailed: done.mailed,
    })
}

fn line(
    app: &App,
    page: &Page,
    whole: &Whole,
    headers: &HeaderMap,
    (request, link): (&Request, &Link),
) -> Result<Line> {
    let (state_key, class) = state_key(request.state(link, page.now));
    let good = link.is_good(page.now);
    let address = whole.address(app, headers, link).filter(|_| good);
    let sent = whole.sendings.get(&link.id).map(|sending| {
        let filler = sending.filler()?;
        let at = page.instant(&sending.sent_at);
        Ok::<_, Error>((at, sending.kept, filler.said_by(), filler.phone))
    });
    Ok(Line {
        id: request.id,
        unit_id: request.unit_id,
        unit: request.unit_name.clone(),
        asked: request.asked,
        answered: request.answered,
        state_key,
        class,
        opened: link.opened_at.as_ref().map(|at| page.instant(at)),
        // The last moment belongs to the day before midnight.
        ends: shown::date(shown::day_of(
            link.expires_at - chrono::Duration::seconds(1),
        )),
        chat: match &address {
            Some(address) => chat::text(&whole.round, request, address),
            None => String::new(),
        },
        address,
        link_id: link.id,
        sent: sent.transpose()?,
    })
}

/// The files of one unit, `7.xlsx` and `7.html`, or of all, `all.zip`.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((id, name)): Path<(i64, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    collector(&page)?;
    let (only, kind) = match name.rsplit_once('.') {
        Some(("all", "zip")) => (None, None),
        Some((request, extension)) => {
            let kind = Kind::ALL.into_iter().find(|it| it.extension() == extension);
            let request: i64 = request.parse().map_err(|_| Error::NotFound)?;
            (Some(request), Some(kind.ok_or(Error::NotFound)?))
        }
        None => return Err(Error::NotFound),
    };
    let whole = whole(&app, id).await?;
    let reader = app.db().read().await?;
    let forms = forms::of_round(&reader, &whole.round, &whole.requests, only, page.today);
    let mut made = forms.await?;
    drop(reader);
    let (key, now) = (whole.key.clone(), page.now);
    let Some(kind) = kind else {
        let links = links(&app, &page, &whole, &headers);
        let all = crate::panic::blocking(move || forms::archive(&made, &links, &key, now));
        let bytes = all.await.map_err(Error::internal)??;
        let name = format!("thu-thap-bao-cao-{id}.zip");
        return Ok(export::download(&name, "application/zip", bytes));
    };
    let one = made.pop().ok_or(Error::NotFound)?;
    let name = format!("{}.{}", one.name, kind.extension());
    let written = crate::panic::blocking(move || forms::write(&one.form, kind, &key, now));
    let bytes = written.await.map_err(Error::internal)??;
    Ok(export::download(&name, kind.media_type(), bytes))
}

fn links(
    app: &App,
    page: &Page,
    whole: &Whole,
    headers: &HeaderMap,
) -> Vec<(String, String, String)> {
    let good = whole
        .requests
        .iter()
        .filter(|(_, link)| link.is_good(page.now));
    good.filter_map(|(request, link)| {
        let address = whole.address(app, headers, link)?;
        let chat = chat::text(&whole.round, request, &address);
        Some((request.unit_name.clone(), address, chat))
    })
    .collect()
}

/// Where the person was.
#[derive(Debug, Deserialize)]
pub struct Back {
    round: i64,
    #[serde(default)]
    ends: String,
}

/// Ends a link.
pub async fn revoke(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(back): Form<Back>,
) -> Result<Response> {
    let me = collector(&page)?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(link::revoke(tx, id))
    });
    write.await?;
    Ok(Page::go(&format!("/replies/{}", back.round)))
}

/// Makes another link; the one before ends.
pub async fn renew(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(back): Form<Back>,
) -> Result<Response> {
    let me = collector(&page)?;
    let longest = page.today.checked_add_days(chrono::Days::new(365));
    let ends = shown::parse_date(&back.ends)
        .filter(|day| *day >= page.today && longest.is_none_or(|last| *day <= last))
        .ok_or(Error::NotPossible(key!("replies-bad-end")))?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(round::renew(tx, id, new::end_of(ends)))
    });
    write.await?;
    Ok(Page::go(&format!("/replies/{}#unit-{id}", back.round)))
}
