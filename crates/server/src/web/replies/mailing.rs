//! The links and forms of a round by e-mail: one message to each unit that has not answered and
//! has an address, put into the outbox at once.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dondoc_core::db::Conn;
use dondoc_core::event::Subject;
use dondoc_core::mail::{self, Attachment, Message, Recipient};
use dondoc_core::reply::link::Link;
use dondoc_core::reply::round::{Request, Round, State as Stage};
use dondoc_core::unit::record;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::forms::{self, Kind};
use super::show::whole;
use super::{chat, collector};
use crate::key;
use crate::text::Lang;

/// The address of a unit, if its directory has one.
async fn address(conn: &Conn, unit: i64) -> Result<Option<String>> {
    let entry = record::unit(conn, unit).await?.entry;
    let emails = entry.contacts.into_iter().filter_map(|it| it.email);
    let mut good = emails.filter_map(|text| mail::checked(&text).ok());
    Ok(good.next())
}

/// How many units of a round a message would go to, and how many have no address.
pub async fn reach(
    conn: &Conn,
    requests: &[(Request, Link)],
    page: &Page,
) -> Result<(usize, usize)> {
    let (mut with, mut without) = (0, 0);
    for (request, link) in requests {
        if !waits(request, link, page) {
            continue;
        }
        match address(conn, request.unit_id).await? {
            Some(_) => with += 1,
            None => without += 1,
        }
    }
    Ok((with, without))
}

/// Whether a unit is still to answer and can.
fn waits(request: &Request, link: &Link, page: &Page) -> bool {
    link.is_good(page.now) && request.state(link, page.now) != Stage::Answered
}

/// Puts the messages into the outbox.
pub async fn send(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response> {
    let me = collector(&page)?;
    let whole = whole(&app, id).await?;
    let reader = app.db().read().await?;
    let mut messages = Vec::new();
    for (request, link) in &whole.requests {
        if !waits(request, link, &page) {
            continue;
        }
        let Some(to) = address(&reader, request.unit_id).await? else {
            continue;
        };
        let Some(secret) = whole.address(&app, &headers, link) else {
            continue;
        };
        let text = chat::text(&whole.round, request, &secret);
        messages.push((message(&whole.round, request, to, &text), request.id));
    }
    let made = forms::of_round(&reader, &whole.round, &whole.requests, None, page.today).await?;
    drop(reader);
    if messages.is_empty() {
        return Err(Error::NotPossible(key!("replies-mail-nobody")));
    }
    let ids: Vec<i64> = whole
        .requests
        .iter()
        .map(|(request, _)| request.id)
        .collect();
    let (blobs, token) = (app.blobs().clone(), u64::from_ne_bytes(app.db().random()));
    let (key, now) = (whole.key.clone(), page.now);
    // A message carries the forms: written before the write begins, which only names them.
    let work = move || -> Result<Vec<Message>> {
        let mut ready = Vec::new();
        for (mut message, request) in messages {
            let at = ids.iter().position(|id| *id == request);
            let one = at.and_then(|at| made.get(at)).ok_or(Error::NotFound)?;
            for kind in Kind::ALL {
                let bytes = forms::write(&one.form, kind, &key, now)?;
                message.attachments.push(Attachment {
                    name: format!("{}.{}", one.name, kind.extension()),
                    media: kind.media_type().to_owned(),
                    size: bytes.len() as u64,
                    sha: blobs.put(&bytes, token)?,
                });
            }
            ready.push(message);
        }
        Ok(ready)
    };
    let ready = crate::panic::blocking(work)
        .await
        .map_err(Error::internal)??;
    let count = ready.len();
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            for message in ready {
                mail::queue(tx, message).await?;
            }
            Ok(())
        })
    });
    write.await?;
    Ok(Page::go(&format!("/replies/{id}?mailed={count}")))
}

/// The message to a unit. Its key holds the link, so that pressing the button again sends nothing
/// twice, and a renewed link is sent.
fn message(round: &Round, request: &Request, to: String, text: &str) -> Message {
    // What goes to units is in Vietnamese, whatever language the pages have.
    let t = Lang::Vi.texts();
    let recipient = Recipient {
        name: request.unit_name.clone(),
        address: to,
        unit_id: Some(request.unit_id),
        account_id: None,
    };
    let key = format!("reply:{}:{}", request.id, request.link_id);
    let mut message = Message::new(mail::Kind::Reply, key, recipient);
    message.subject = t.one("replies-mail-subject", "title", round.title.as_str());
    let words = round.words.clone().map(|words| format!("\n\n{words}"));
    message.text = format!(
        "{text}{}\n\n{}",
        words.unwrap_or_default(),
        t.get("replies-mail-forms")
    );
    message.secret = true;
    message.about = vec![
        Subject::ReplyRound(round.id),
        Subject::Unit(request.unit_id),
    ];
    message
}
