//! Mail that goes out: `GET /mail` lists the outbox, `GET /mail/{id}` shows a message and its
//! tries, `…/resending` sends it again, `…/cancelling` calls it back, `…/files/{n}` is a file of
//! it; `GET /mail-server` shows the office's mail server, `POST` enters it, `…/test` tries it. `POST
//! /accounts/{id}/mail` enters where a person is reached, `…/invitation/mail` sends an invitation.

mod account;
mod compose;
pub mod courier;
mod server;
mod show;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State as AppState};
use axum::response::Response;
use axum::routing::{get, post};
use dondoc_core::access::Act;
use dondoc_core::mail::{self, Kind, Mail, State, Wanted};
use serde::Deserialize;

use super::App;
use super::error::Result;
use super::page::Page;
use super::session::SignedIn;
use crate::key;
use crate::text::Texts;

/// Messages on a page.
const PAGE: i64 = 100;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/mail", get(index))
        .route("/mail/{id}", get(show::show))
        .route("/mail/{id}/resending", post(show::resend))
        .route("/mail/{id}/cancelling", post(show::cancel))
        .route("/mail/{id}/files/{at}", get(show::file))
        .route("/mail-server", get(server::show).post(server::enter))
        .route("/mail-server/test", post(server::test))
        .route("/accounts/{id}/mail", post(account::enter))
        .route("/accounts/{id}/invitation/mail", post(account::invite))
}

/// Who is signed in, if that person reads what went out: who urges, and who reads the log.
fn reader(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    if me.actor.may(Act::Urge).is_err() {
        me.actor.may(Act::ReadLog)?;
    }
    Ok(me)
}

/// `templates/mail/index.html`
#[derive(Debug, Template)]
#[template(path = "mail/index.html")]
pub struct OutboxPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The messages, newest first.
    pub lines: Vec<Line>,
    /// How many stand in each state: the code, the key of its name, how many, whether chosen.
    pub states: Vec<(&'static str, &'static str, i64, bool)>,
    /// How many messages there are.
    pub total: i64,
    /// Whether all states are shown.
    pub all: bool,
    /// The page with older ones.
    pub older: Option<String>,
    /// Whether messages go out at all.
    pub is_open: bool,
    /// Whether the person may set the server up.
    pub may_manage: bool,
}

/// A message in a list.
#[derive(Debug)]
pub struct Line {
    /// The message.
    pub mail: Mail,
    /// The key of how it stands.
    pub state: &'static str,
    /// How a list marks it.
    pub tone: &'static str,
    /// The key of what it is there for.
    pub kind: &'static str,
    /// What the mail server said last.
    pub answer: Option<String>,
}

impl Line {
    /// From a message.
    pub fn new(t: &Texts, mail: Mail) -> Result<Self> {
        let state = mail.state()?;
        Ok(Self {
            state: state_key(state),
            tone: match state {
                State::Sent => "done",
                State::GivenUp => "overdue",
                State::Failed => "near",
                State::Waiting | State::Sending => "waiting",
                State::Cancelled => "cancelled",
            },
            kind: kind_key(mail.kind()?),
            answer: mail.answer.as_deref().map(|it| said(t, it)),
            mail,
        })
    }
}

/// The name of a state.
pub fn state_key(state: State) -> &'static str {
    match state {
        State::Waiting => key!("mail-state-waiting"),
        State::Sending => key!("mail-state-sending"),
        State::Sent => key!("mail-state-sent"),
        State::Failed => key!("mail-state-failed"),
        State::GivenUp => key!("mail-state-given-up"),
        State::Cancelled => key!("mail-state-cancelled"),
    }
}

fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Urging => key!("mail-kind-urging"),
        Kind::Letter => key!("mail-kind-letter"),
        Kind::Reply => key!("mail-kind-reply"),
        Kind::Reminder => key!("mail-kind-reminder"),
        Kind::Account => key!("mail-kind-account"),
        Kind::Notice => key!("mail-kind-notice"),
        Kind::Test => key!("mail-kind-test"),
    }
}

/// What was said of a try: our own reasons in the language of the page, a server's as it said them.
fn said(t: &Texts, answer: &str) -> String {
    let known = match answer {
        courier::NO_HOST => key!("mail-no-host"),
        courier::NOT_PRIVATE => key!("mail-not-private"),
        courier::NO_STARTTLS => key!("mail-no-starttls"),
        courier::NO_FILE => key!("mail-no-file"),
        courier::NO_PASSWORD => key!("mail-no-password"),
        courier::BAD_AUTHORITY => key!("mail-bad-authority"),
        courier::NOT_COMPOSED => key!("mail-not-composed"),
        _ => return answer.to_owned(),
    };
    t.get(known).to_owned()
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: String,
    before: Option<i64>,
}

async fn index(
    AppState(app): AppState<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let me = reader(&page)?;
    let wanted = Wanted {
        state: State::parse(&asked.state),
        before: asked.before,
        ..Wanted::default()
    };
    let conn = app.db().read().await?;
    let mails = mail::list(&conn, &wanted, PAGE).await?;
    let counts = mail::counts(&conn).await?;
    let server = mail::server::find(&conn).await?;
    drop(conn);
    let full = i64::try_from(mails.len()).unwrap_or(0) == PAGE;
    let last = mails.last().filter(|_| full).map(|last| last.id);
    let total = counts.iter().map(|(_, number)| number).sum();
    let chosen = wanted.state.map_or("", State::as_str);
    let lines = mails.into_iter().map(|mail| Line::new(page.t, mail));
    let shown = OutboxPage {
        page: &page,
        lines: lines.collect::<Result<_>>()?,
        states: counts
            .into_iter()
            .map(|(state, number)| {
                let is_chosen = wanted.state == Some(state);
                (state.as_str(), state_key(state), number, is_chosen)
            })
            .collect(),
        total,
        all: wanted.state.is_none(),
        older: last.map(|id| format!("/mail?state={chosen}&before={id}")),
        is_open: server.is_some_and(|it| it.enabled),
        may_manage: me.actor.may(Act::ManageSettings).is_ok(),
    };
    page.render(&shown)
}
