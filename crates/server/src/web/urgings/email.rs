//! Urging by mail: to the contact points of units, with what they owe in the text, or with the
//! signed letter that was made.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dondoc_core::calendar;
use dondoc_core::db::Tx;
use dondoc_core::event::Subject;
use dondoc_core::mail::{self, Attachment, Kind, Message, Recipient};
use dondoc_core::obligation::Class;
use dondoc_core::reply::{form, link, round};
use dondoc_core::urging::{self, Batch, Letter, Owing, Way, ledger};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::{self, Page};
use super::new::Asked;
use super::words::Words;
use super::{letter, urger};
use crate::text::{Lang, Texts};
use crate::web::letters::{File, both};
use crate::web::reminders::words::task;
use crate::web::units::fields::Fields;
use crate::{key, show};

/// Tasks that a message lists; the rest is counted.
const LISTED: usize = 200;
/// Rounds looked at for a link that is still good.
const ROUNDS: i64 = 10;

/// Urges the units that were chosen by mail, without an official letter.
pub async fn send(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let me = urger(&page)?;
    let here = page::in_full(&app, &headers, "/reply/");
    let fields = Fields::new(pairs);
    let asked = Asked::of(&fields);
    let issuer = fields.one("issuer").to_owned();
    let taken: Vec<i64> = fields
        .all("take")
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    if issuer.is_empty() {
        return Err(Error::NotPossible(key!("urging-no-issuer")));
    }
    let (actor, day) = (me.actor.clone(), page.today);
    // Found anew inside the write: the messages say what is owed now.
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let mut owing = urging::owed(tx, &actor, &asked.wanted(), day).await?;
            owing.retain(|it| taken.contains(&it.unit_id));
            let calendar = calendar::load(tx, day).await?;
            let answer_by = show::date(calendar.add_working_days(day, asked.days()));
            let units: Vec<i64> = owing.iter().map(|it| it.unit_id).collect();
            let contacts = mail::contacts(tx, &units).await?;
            let mut sent = 0;
            for unit in owing {
                let Some(address) = contacts.get(&unit.unit_id) else {
                    continue;
                };
                let key = key_of(&unit, day);
                // The same list to the same unit on the same day: the form was sent twice.
                if mail::find_by_key(tx, &key).await?.is_some() {
                    continue;
                }
                let link = reply_link(tx, unit.unit_id, &here).await?;
                let message = plain(&unit, key, address, &issuer, &answer_by, link.as_deref());
                let id = mail::queue(tx, message).await?;
                ledger::note_with(tx, &unit.items, Way::Email, day, Some(id)).await?;
                sent += 1;
            }
            Ok(sent)
        })
    });
    match write.await? {
        0 => Err(Error::NotPossible(key!("urging-email-nobody"))),
        _ => Ok(Page::go("/mail")),
    }
}

/// What makes it this urging: the unit, the day, and what is urged.
fn key_of(unit: &Owing, day: chrono::NaiveDate) -> String {
    let ids: Vec<String> = unit.items.iter().map(|it| it.id.to_string()).collect();
    let sha = dondoc_core::document::Sha::of(ids.join(",").as_bytes());
    format!("urging:{day}:{}:{}", unit.unit_id, &sha.hex()[..16])
}

/// The address of the unit's own page to reply on, where it was asked in a round that goes on.
async fn reply_link(tx: &Tx, unit_id: i64, here: &str) -> dondoc_core::Result<Option<String>> {
    let Some(key) = form::known_key(tx).await? else {
        return Ok(None);
    };
    for request in round::of_unit(tx, unit_id, ROUNDS).await? {
        let link = link::find(tx, request.link_id).await?;
        if let Some(token) = link.token(&key).filter(|_| link.is_good(tx.now)) {
            return Ok(Some(format!("{here}{token}")));
        }
    }
    Ok(None)
}

fn plain(
    owing: &Owing,
    key: String,
    address: &str,
    issuer: &str,
    answer_by: &str,
    link: Option<&str>,
) -> Message {
    // Letters are in Vietnamese, whatever language the pages have.
    let t = Lang::Vi.texts();
    let count = owing.items.len().to_string();
    let late = owing.of(Class::Overdue).to_string();
    let mut text = t.one("reminder-greeting", "name", owing.unit_name.as_str());
    text.push_str("\n\n");
    text.push_str(&t.with(
        "urging-email-opening",
        &[("issuer", &issuer), ("count", &count), ("late", &late)],
    ));
    text.push_str("\n\n");
    for (at, item) in owing.items.iter().take(LISTED).enumerate() {
        let due = item.last_day.map_or_else(|| "–".to_owned(), show::date);
        // Writing to a text cannot fail.
        let _ = write!(text, "{}. {}\n   ", at + 1, task(item));
        text.push_str(&t.two(
            "reminder-entry",
            "due",
            due,
            "plan",
            item.plan_number.as_str(),
        ));
        text.push('\n');
    }
    if owing.items.len() > LISTED {
        let rest = (owing.items.len() - LISTED).to_string();
        text.push_str(&t.one("reminder-more", "count", rest));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&t.one("urging-email-closing", "day", answer_by));
    text.push('\n');
    if let Some(link) = link {
        text.push_str(&t.one("urging-email-link", "link", link));
        text.push('\n');
    }
    let mut about = vec![Subject::Unit(owing.unit_id)];
    about.extend(
        owing
            .items
            .iter()
            .take(LISTED)
            .map(|it| Subject::Obligation(it.id)),
    );
    Message {
        subject: t.two("urging-email-subject", "issuer", issuer, "count", count),
        text,
        about,
        // A link lets in whoever has it.
        secret: link.is_some(),
        ..Message::new(
            Kind::Urging,
            key,
            to(owing.unit_id, &owing.unit_name, address),
        )
    }
}

fn to(unit_id: i64, name: &str, address: &str) -> Recipient {
    Recipient {
        name: name.to_owned(),
        address: address.to_owned(),
        unit_id: Some(unit_id),
        account_id: None,
    }
}

/// Sends the signed letters of a batch to the units they are addressed to.
pub async fn send_letters(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
) -> Result<Response> {
    let me = urger(&page)?;
    let reader = app.db().read().await?;
    let batch = Arc::new(urging::batch(&reader, id).await?);
    let units: Vec<i64> = addressees(&batch);
    let contacts = mail::contacts(&reader, &units).await?;
    drop(reader);
    let words = letter::words(&batch)?;
    if batch.head.discarded_at.is_some() || batch.letters.iter().all(|it| it.number.is_none()) {
        return Err(Error::NotPossible(key!("urging-email-unsigned")));
    }
    let files = files(&app, &batch, &words).await?;
    let messages = messages(&batch, &words, &contacts, &files);
    if messages.is_empty() {
        return Err(Error::NotPossible(key!("urging-email-nobody")));
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            for (letter_id, unit_id, message) in messages {
                let mail_id = mail::queue(tx, message).await?;
                ledger::mailed(tx, letter_id, unit_id, mail_id).await?;
            }
            Ok(())
        })
    });
    write.await?;
    Ok(Page::go(&format!("/urgings/{id}")))
}

fn addressees(batch: &Batch) -> Vec<i64> {
    let all = batch.letters.iter().flat_map(|it| &it.addressees);
    all.map(|it| it.unit_id).collect()
}

/// The files of the signed letters, kept by their hashes: as PDF to read, as Word to work with.
async fn files(
    app: &App,
    batch: &Arc<Batch>,
    words: &Words,
) -> Result<HashMap<i64, Vec<Attachment>>> {
    let (batch, words, blobs) = (Arc::clone(batch), words.clone(), app.blobs().clone());
    let token = u64::from_ne_bytes(app.db().random());
    let work = crate::panic::blocking(move || -> Result<HashMap<i64, Vec<Attachment>>> {
        let t = Lang::Vi.texts();
        let mut files = HashMap::new();
        for letter in &batch.letters {
            let Some(number) = &letter.number else {
                continue;
            };
            let name = t.one("urging-email-file", "number", number.replace('/', "-"));
            let [docx, pdf] = both(&letter::compose(&batch, letter, &words), &name)?;
            let keep = |file: File| -> Result<Attachment> {
                Ok(Attachment {
                    sha: blobs.put(&file.bytes, token)?,
                    size: file.bytes.len() as u64,
                    media: file.media_type.to_owned(),
                    name: file.name,
                })
            };
            let both = vec![keep(pdf)?, keep(docx)?];
            files.insert(letter.id, both);
        }
        Ok(files)
    });
    work.await.map_err(Error::internal)?
}

/// A message for each unit that a signed letter goes to and that has an address.
fn messages(
    batch: &Batch,
    words: &Words,
    contacts: &HashMap<i64, String>,
    files: &HashMap<i64, Vec<Attachment>>,
) -> Vec<(i64, i64, Message)> {
    let t = Lang::Vi.texts();
    let mut messages = Vec::new();
    for letter in &batch.letters {
        let Some(files) = files.get(&letter.id) else {
            continue;
        };
        for unit in &letter.addressees {
            let Some(address) = contacts.get(&unit.unit_id) else {
                continue;
            };
            let key = format!("letter:{}:{}:{}", letter.id, letter.version, unit.unit_id);
            let (subject, text) = cover(t, batch, letter, words, &unit.unit_name);
            let message = Message {
                subject,
                text,
                attachments: files.clone(),
                about: vec![Subject::Urging(batch.head.id), Subject::Unit(unit.unit_id)],
                ..Message::new(
                    Kind::Letter,
                    key,
                    to(unit.unit_id, &unit.unit_name, address),
                )
            };
            messages.push((letter.id, unit.unit_id, message));
        }
    }
    messages
}

/// Subject and text that go with a letter.
fn cover(t: &Texts, batch: &Batch, letter: &Letter, words: &Words, unit: &str) -> (String, String) {
    let number = letter.number.clone().unwrap_or_default();
    let signed = letter.signed_on.map(show::date).unwrap_or_default();
    let subject = t.with(
        "urging-email-letter-subject",
        &[
            ("number", &number),
            ("day", &signed),
            ("about", &words.subject),
        ],
    );
    let greeting = t.one("reminder-greeting", "name", unit);
    let opening = t.with(
        "urging-email-letter",
        &[
            ("issuer", &words.issuer),
            ("number", &number),
            ("day", &signed),
        ],
    );
    let closing = t.one(
        "urging-email-closing",
        "day",
        show::date(batch.head.answer_by),
    );
    (subject, format!("{greeting}\n\n{opening}\n\n{closing}\n"))
}
