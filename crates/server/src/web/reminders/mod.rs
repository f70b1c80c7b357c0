//! Reminders: `GET /reminders` shows what would go out today, with nothing sent; `POST
//! …/sending` sends it now, `…/house` switches the daily job, `…/rules` changes when, and
//! `…/rules/withdrawal` takes the rule of a plan away. `GET`/`POST /settings/mail` is what each
//! person does not want to hear, and when.

pub mod job;
mod quiet;
mod rules;
pub mod words;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use dondoc_core::access::Act;
use dondoc_core::mail;
use dondoc_core::reminder::house::{self, House};
use dondoc_core::reminder::run::{self, Run};
use dondoc_core::reminder::{Digest, Held, digest, rule};
use serde::Deserialize;

use super::App;
use super::error::{Error, Result};
use super::page::{self, Page};
use super::session::SignedIn;
use crate::key;
use crate::show;
use rules::RuleForm;

/// Days of the past shown.
const RUNS: i64 = 10;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/reminders", get(index))
        .route("/reminders/sending", post(send))
        .route("/reminders/house", post(switch))
        .route("/reminders/rules", post(rules::change))
        .route("/reminders/rules/withdrawal", post(rules::withdraw))
        .route("/settings/mail", get(quiet::show).post(quiet::change))
}

/// `templates/reminders/index.html`
#[derive(Debug, Template)]
#[template(path = "reminders/index.html")]
pub struct RemindersPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Whether they go out by themselves, and when.
    pub house: House,
    /// Whether today is worked.
    pub is_working: bool,
    /// Whether there is a mail server that is switched on.
    pub is_open: bool,
    /// What would go out.
    pub lines: Vec<Line>,
    /// How many of them go out.
    pub going: usize,
    /// The rule of everything, then those of plans.
    pub rules: Vec<RuleForm>,
    /// Plans without an own rule.
    pub plans: Vec<(i64, String)>,
    /// The last days.
    pub runs: Vec<Run>,
    /// Whether the person may change anything.
    pub may_change: bool,
    /// What was just sent.
    pub sent: Option<usize>,
}

/// A digest as shown.
#[derive(Debug)]
pub struct Line {
    /// Who gets it.
    pub name: String,
    /// Where.
    pub address: String,
    /// Whose page stands behind the name.
    pub unit_id: Option<i64>,
    /// How many things are due.
    pub due: usize,
    /// How many go up to the head.
    pub escalated: usize,
    /// Why it does not go out, as a key.
    pub held: Option<&'static str>,
    /// When it would go out, if not at once.
    pub later: Option<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

fn reader(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    if me.actor.may(Act::Urge).is_err() {
        me.actor.may(Act::ReadLog)?;
    }
    Ok(me)
}

fn urger(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    me.actor.may(Act::Urge)?;
    Ok(me)
}

/// After sending: how many.
#[derive(Debug, Deserialize)]
struct After {
    sent: Option<usize>,
}

async fn index(State(app): State<App>, page: Page, Query(after): Query<After>) -> Result<Response> {
    let me = reader(&page)?;
    let conn = app.db().read().await?;
    let house = house::find(&conn).await?;
    let digests = digest::collect(&conn, page.today, page.now).await?;
    let (rules, plans) = rules::forms(&conn, rule::load(&conn).await?).await?;
    let server = mail::server::find(&conn).await?;
    let is_working = digest::is_working(&conn, page.today).await?;
    let runs = run::last(&conn, RUNS).await?;
    drop(conn);
    let lines: Vec<Line> = digests.iter().map(|it| line(&page, it, &house)).collect();
    let shown = RemindersPage {
        page: &page,
        is_working,
        is_open: server.is_some_and(|it| it.enabled),
        going: lines.iter().filter(|it| it.held.is_none()).count(),
        lines,
        rules,
        plans,
        runs,
        may_change: me.actor.may(Act::Urge).is_ok(),
        sent: after.sent,
        house,
    };
    page.render(&shown)
}

fn line(page: &Page, digest: &Digest, house: &House) -> Line {
    let message = words::message(digest, &house.base_url, page.today);
    let later = digest.comes_at > page.now && digest.held.is_none();
    Line {
        name: digest.to.name.clone(),
        address: digest.to.address.clone(),
        unit_id: digest.to.unit_id,
        due: digest.due.len(),
        escalated: digest.escalated.len(),
        held: digest.held.map(|held| match held {
            Held::Quiet => key!("reminder-held-quiet"),
            Held::HadOne => key!("reminder-held-had-one"),
        }),
        later: later.then(|| page.instant(&digest.comes_at)),
        subject: message.subject,
        text: message.text,
    }
}

/// Sends what is shown, now, once for each address.
async fn send(State(app): State<App>, page: Page, headers: HeaderMap) -> Result<Response> {
    let me = urger(&page)?;
    let day = page.today;
    let here = page::in_full(&app, &headers, "");
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let house = house::find(tx).await?;
            let base = Some(house.base_url).filter(|it| !it.is_empty());
            let base = base.unwrap_or(here);
            run::send(tx, day, true, move |it| words::message(it, &base, day)).await
        })
    });
    let sent = write.await?;
    Ok(Page::go(&format!("/reminders?sent={sent}")))
}

/// Whether they go out by themselves.
#[derive(Debug, Deserialize)]
struct Switch {
    enabled: Option<String>,
    hour: String,
    version: i64,
}

async fn switch(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Form(form): Form<Switch>,
) -> Result<Response> {
    let me = urger(&page)?;
    let house = House {
        enabled: form.enabled.is_some(),
        hour: form.hour.parse().map_err(|_| Error::BadRequest)?,
        // As the person who switches it on reaches us: so will those who follow a link.
        base_url: page::in_full(&app, &headers, ""),
        version: form.version,
    };
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { house::choose(tx, house).await })
    });
    write.await?;
    Ok(Page::go("/reminders"))
}

/// The hour of the office at an instant.
pub(super) fn hour_of(now: chrono::DateTime<chrono::Utc>) -> u32 {
    use chrono::Timelike as _;
    now.with_timezone(&show::OFFICE).hour()
}
