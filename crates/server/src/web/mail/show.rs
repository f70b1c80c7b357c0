//! One message: what it says, how it stands, each try.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::mail::{self, Attachment, State as Stage, delivery};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::{Line, reader, said};
use crate::key;
use crate::show;
use crate::web::{attachment, events};

/// `templates/mail/show.html`
#[derive(Debug, Template)]
#[template(path = "mail/show.html")]
pub struct MailPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The message.
    pub line: Line,
    /// What it is about and has a page: the key of the kind of thing, its number, its page.
    pub about: Vec<(&'static str, i64, String)>,
    /// Its files: name, size.
    pub files: Vec<(String, String)>,
    /// Its tries, newest first.
    pub tries: Vec<Try>,
    /// When it is tried next.
    pub next: Option<String>,
    /// Whether it may be sent again.
    pub may_resend: bool,
    /// Whether it may be called back.
    pub may_cancel: bool,
}

/// A try as shown.
#[derive(Debug)]
pub struct Try {
    /// Which.
    pub attempt: i32,
    /// When it began.
    pub began: String,
    /// When it ended.
    pub ended: Option<String>,
    /// The key of what came of it.
    pub came: &'static str,
    /// What was said.
    pub answer: Option<String>,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let me = reader(&page)?;
    let conn = app.db().read().await?;
    let mail = mail::find(&conn, id).await?;
    let about = mail::about(&conn, id).await?;
    let files = mail::files(&conn, id).await?;
    let tries = delivery::tries(&conn, id).await?;
    drop(conn);
    let (state, may) = (mail.state()?, me.actor.may(Act::Urge).is_ok());
    let shown = MailPage {
        page: &page,
        about: about
            .iter()
            .filter_map(|(kind, id)| {
                let link = events::link(kind, *id)?;
                Some((events::thing_key(kind), *id, link))
            })
            .collect(),
        files: files
            .into_iter()
            .map(|file: Attachment| (file.name, show::size(file.size)))
            .collect(),
        tries: tries.iter().map(|it| tried(&page, it)).collect(),
        next: mail
            .next_at
            .filter(|_| state != Stage::Sending)
            .as_ref()
            .map(|at| page.instant(at)),
        may_resend: may
            && state != Stage::Sending
            && state != Stage::Waiting
            && mail.body.is_some(),
        may_cancel: may && matches!(state, Stage::Waiting | Stage::Failed),
        line: Line::new(page.t, mail)?,
    };
    page.render(&shown)
}

fn tried(page: &Page, it: &delivery::Try) -> Try {
    Try {
        attempt: it.attempt,
        began: page.instant(&it.began_at),
        came: match (it.accepted, it.ended_at) {
            (true, _) => key!("mail-try-accepted"),
            (false, Some(_)) => key!("mail-try-refused"),
            (false, None) => key!("mail-try-open"),
        },
        ended: it.ended_at.as_ref().map(|at| page.instant(at)),
        answer: it.answer.as_deref().map(|it| said(page.t, it)),
    }
}

/// Sends it again.
pub async fn resend(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let write = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(delivery::again(tx, id))
    });
    write.await?;
    Ok(Page::go(&format!("/mail/{id}")))
}

/// Calls it back.
pub async fn cancel(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let write = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(delivery::cancel(tx, id))
    });
    write.await?;
    Ok(Page::go(&format!("/mail/{id}")))
}

/// A file of it.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((id, at)): Path<(i64, usize)>,
) -> Result<Response> {
    reader(&page)?;
    let conn = app.db().read().await?;
    let mail = mail::find(&conn, id).await?;
    let mut files = mail::files(&conn, id).await?;
    drop(conn);
    if mail.secret || at >= files.len() {
        return Err(Error::NotFound);
    }
    let file = files.swap_remove(at);
    attachment::give(&app, file.sha, &file.name).await
}
