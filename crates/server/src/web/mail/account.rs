//! Accounts and mail: the address of a person, and the invitation sent to it.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::account::{self, Account, edit};
use dondoc_core::event::Subject;
use dondoc_core::mail::{self, Kind, Message, Recipient};
use dondoc_core::reminder::quiet;
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::{self, Page};
use crate::key;
use crate::text::Lang;

/// The address as typed.
#[derive(Debug, Deserialize)]
pub struct Typed {
    address: String,
    version: i64,
}

/// Enters the address of a person.
pub async fn enter(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let me = page.me()?;
    me.actor.may(Act::ManageAccounts)?;
    if !typed.address.trim().is_empty() && !mail::is_address(typed.address.trim()) {
        return Err(Error::NotPossible(key!("quiet-no-address")));
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let notice = quiet::Notice {
                address: Some(typed.address),
                version: typed.version,
                ..quiet::of(tx, id).await?
            };
            quiet::change(tx, id, notice).await
        })
    });
    write.await?;
    Ok(Page::go(&format!("/accounts/{id}")))
}

/// Sends a one-time link that leads in: to who begins here, or has lost the password.
pub async fn invite(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response> {
    let me = page.me()?;
    me.actor.may(Act::ManageAccounts)?;
    let here = page::in_full(&app, &headers, "/sign-in/");
    let until = crate::show::date(crate::show::day_of(page.now + edit::INVITATION));
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let account = account::find(tx, id).await?;
            let address = quiet::of(tx, id).await?.address;
            let address = address.ok_or(dondoc_core::Error::Refused("no_address"))?;
            let token = edit::invite(tx, id).await?;
            let link = format!("{here}{token}");
            let (subject, text) = words(&account, &link, &until);
            let to = Recipient {
                name: account.name.clone(),
                address,
                unit_id: None,
                account_id: Some(id),
            };
            let message = Message {
                subject,
                text,
                secret: true,
                about: vec![Subject::Account(id)],
                ..Message::new(Kind::Account, format!("account:{}", tx.uid()), to)
            };
            mail::queue(tx, message).await
        })
    });
    let mail = write.await?;
    Ok(Page::go(&format!("/mail/{mail}")))
}

/// Subject and text, for who comes for the first time, and for who lost the password.
fn words(account: &Account, link: &str, until: &str) -> (String, String) {
    // Letters are in Vietnamese, whatever language the pages have.
    let t = Lang::Vi.texts();
    let (subject, text) = if account.has_password() {
        (key!("mail-password-subject"), key!("mail-password-text"))
    } else {
        (
            key!("mail-invitation-subject"),
            key!("mail-invitation-text"),
        )
    };
    let text = t.with(
        text,
        &[
            ("name", &account.name),
            ("login", &account.login),
            ("link", &link),
            ("day", &until),
        ],
    );
    (t.get(subject).to_owned(), text)
}
