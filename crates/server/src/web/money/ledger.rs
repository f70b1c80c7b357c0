//! The ledger: `POST /estimates/{id}/entries`, `POST /money/entries/{id}/reversal`.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use dondoc_core::money::ledger::{self, NewEntry};
use dondoc_core::money::{EntryKind, amount};
use serde::Deserialize;

use super::told;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;
use crate::{key, show as shown};

/// The form of an entry.
#[derive(Debug, Deserialize)]
pub struct Typed {
    kind: String,
    source: i64,
    year: i32,
    amount: String,
    on: String,
    document: Option<String>,
    note: Option<String>,
}

/// Enters an allocation, an adjustment or a disbursement.
pub async fn enter(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    let account = page.me()?;
    let kind = match form.kind.as_str() {
        "allocation" => EntryKind::Allocation,
        "adjustment" => EntryKind::Adjustment,
        "disbursement" => EntryKind::Disbursement,
        _ => return Err(Error::BadRequest),
    };
    let amount = amount::parse_signed(&form.amount);
    let entry = NewEntry {
        kind,
        source_id: form.source,
        year: form.year,
        amount: amount.ok_or(Error::NotPossible(key!("money-wrong-amount")))?,
        on_day: shown::parse_date(&form.on).ok_or(Error::NotPossible(key!("money-future")))?,
        document: form.document,
        note: form.note,
    };
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { ledger::enter(tx, id, &entry).await })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/estimates/{id}#ledger")))
}

/// The form of a reversal.
#[derive(Debug, Deserialize)]
pub struct Reversal {
    note: String,
}

/// Takes an entry back by a new one.
pub async fn take_back(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Reversal>,
) -> Result<Response> {
    let account = page.me()?;
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { ledger::take_back(tx, id, &form.note).await })
    });
    let wrong = done.await.map_err(told)?;
    Ok(Page::go(&format!(
        "/estimates/{}#ledger",
        wrong.estimate_id
    )))
}
