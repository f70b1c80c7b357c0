//! Everything that changes a draft. Each request is one edit, stored at once; the answer is the
//! parts of the screen that are different now, or the screen itself when a browser has no script.

use axum::extract::{Form, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dondoc_core::db::Tx;
use dondoc_core::plan::draft::edit::Edit;
use dondoc_core::plan::draft::store::{self, Head};
use dondoc_core::plan::draft::{Draft, RowId};

use super::act::{self, Act};
use super::answer::{Answer, Refused, conflict};
use super::card::Opened;
use super::desk::{Desk, source};
use super::forms::{AddForm, MetaForm, RowForm, date_context};
use super::{actor, answer, history};
use crate::key;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// Whether the parts of the screen are wanted rather than the whole.
pub fn wants_parts(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// `POST /drafts/{id}/edits`: a button. `version` is what the page showed, `do` the phrase.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let parts = wants_parts(&headers);
    let field = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, v)| v.as_str())
    };
    let version: i64 = field("version")
        .and_then(|v| v.parse().ok())
        .ok_or(Error::BadRequest)?;
    let phrase = field("do").ok_or(Error::BadRequest)?.to_owned();
    let all = |name: &str| {
        let named = pairs.iter().filter(|(key, _)| key == name);
        named.map(|(_, value)| value.clone()).collect()
    };
    let ticked = act::Ticked {
        members: all("member"),
        rows: all("row"),
    };
    let before = Desk::load(&app, id, page.today).await?;
    if before.head.version != version {
        return conflict(&app, &page, &before, version, &pairs, parts).await;
    }
    let act = match act::read(&phrase, &ticked, &before) {
        Ok(act) => act,
        Err(key) => {
            return Refused {
                page: &page,
                desk: &before,
                key,
            }
            .respond(parts);
        }
    };
    let said = says(&page, &act, &before);
    match run(&app, &page, &actor(&page)?, id, version, act.clone()).await {
        Ok(_) => {}
        Err(dondoc_core::Error::Conflict { .. }) => {
            let now = Desk::load(&app, id, page.today).await?;
            return conflict(&app, &page, &now, version, &pairs, parts).await;
        }
        Err(dondoc_core::Error::Invalid { reason, .. }) => {
            let key = answer::fault(reason);
            return Refused {
                page: &page,
                desk: &before,
                key,
            }
            .respond(parts);
        }
        Err(dondoc_core::Error::Refused("nothing_to_undo" | "nothing_to_redo")) => {
            let key = key!("review-nothing-to-undo");
            return Refused {
                page: &page,
                desk: &before,
                key,
            }
            .respond(parts);
        }
        Err(error) => return Err(error.into()),
    }
    let after = Desk::load(&app, id, page.today).await?;
    let source = source(&*app.db().read().await?, after.head.document_id).await?;
    Answer {
        page: &page,
        before: &before,
        after: &after,
        source: &source,
        said: &said,
    }
    .respond(parts, answer::landing(&act, &phrase, &after))
}

async fn run(
    app: &App,
    page: &Page,
    who: &dondoc_core::access::Actor,
    id: i64,
    version: i64,
    act: Act,
) -> dondoc_core::Result<Head> {
    app.db()
        .write(who, page.now, move |tx| {
            Box::pin(async move {
                match act {
                    Act::Edit(edit) => store::edit(tx, id, version, edit).await,
                    Act::Undo => store::undo(tx, id, version).await,
                    Act::Redo => store::redo(tx, id, version).await,
                }
            })
        })
        .await
}

/// What is said when it is done.
fn says(page: &Page, act: &Act, desk: &Desk) -> String {
    match act {
        Act::Edit(edit) => history::says(page.t, edit, desk),
        Act::Undo => {
            let last = desk.history.last();
            let what = last.map(|step| history::says(page.t, &step.edit, desk));
            page.t
                .one("review-did-undo", "what", what.unwrap_or_default())
        }
        Act::Redo => page.t.get("review-did-redo").to_owned(),
    }
}

/// What became of a form.
enum Outcome<F> {
    Done,
    Overtaken,
    Faulty(F),
}

/// `POST /drafts/{id}/rows/{row}`: the form of a task. It is taken on top of what others did, as
/// long as they left this task alone.
pub async fn update_row(
    State(app): State<App>,
    page: Page,
    Path((id, row)): Path<(i64, u32)>,
    headers: HeaderMap,
    Form(mut form): Form<RowForm>,
) -> Result<Response> {
    let parts = wants_parts(&headers);
    let row = RowId(row);
    let before = Desk::load(&app, id, page.today).await?;
    let sent = form.clone();
    let outcome = app
        .db()
        .write(&actor(&page)?, page.now, move |tx| {
            Box::pin(async move { save_row(tx, id, row, &sent).await })
        })
        .await;
    match outcome? {
        Outcome::Done => {
            let said = page.t.one("review-did-save", "row", before.label(row));
            saved(&app, &page, &before, &said, parts, &format!("t{}", row.0)).await
        }
        Outcome::Overtaken => {
            let desk = Desk::load(&app, id, page.today).await?;
            // What is in the way is shown; saving again is then a decision.
            form.seen = super::forms::print(desk.row(row)?);
            form.overtaken = true;
            answer::form(
                &page,
                &desk,
                row,
                Opened::Edit(form),
                parts,
                axum::http::StatusCode::CONFLICT,
            )
        }
        Outcome::Faulty(faults) => {
            form.faults = faults;
            let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            answer::form(&page, &before, row, Opened::Edit(form), parts, status)
        }
    }
}

async fn save_row(
    tx: &Tx,
    id: i64,
    row: RowId,
    form: &RowForm,
) -> dondoc_core::Result<Outcome<Vec<super::deadline::Fault>>> {
    let (head, draft) = store::load(tx, id).await?;
    let Some(found) = draft.row(row) else {
        return Err(dondoc_core::Error::NotFound("row"));
    };
    if super::forms::print(found) != form.seen {
        return Ok(Outcome::Overtaken);
    }
    let edits = match form.edits(found, &date_context(&draft)) {
        Ok(edits) => edits,
        Err(fault) => return Ok(Outcome::Faulty(vec![fault])),
    };
    save(tx, &head, &draft, edits).await
}

/// Stores the changes of a form as one edit.
async fn save<F>(
    tx: &Tx,
    head: &Head,
    draft: &Draft,
    mut edits: Vec<Edit>,
) -> dondoc_core::Result<Outcome<F>> {
    let edit = match edits.len() {
        0 => return Ok(Outcome::Done),
        1 => edits.remove(0),
        _ => Edit::Several { edits },
    };
    debug_assert!(
        draft.clone().apply(&edit).is_ok(),
        "the form checks what it sends"
    );
    store::edit(tx, head.id, head.version, edit).await?;
    Ok(Outcome::Done)
}

/// `POST /drafts/{id}/meta`: the form of the head.
pub async fn update_meta(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(mut form): Form<MetaForm>,
) -> Result<Response> {
    let parts = wants_parts(&headers);
    let before = Desk::load(&app, id, page.today).await?;
    let sent = form.clone();
    let outcome = app
        .db()
        .write(&actor(&page)?, page.now, move |tx| {
            Box::pin(async move {
                let (head, draft) = store::load(tx, id).await?;
                if super::forms::print(&draft.meta) != sent.seen {
                    return Ok(Outcome::Overtaken);
                }
                match sent.edits(&draft.meta) {
                    Ok(edits) => save(tx, &head, &draft, edits).await,
                    Err(faults) => Ok(Outcome::Faulty(faults)),
                }
            })
        })
        .await;
    match outcome? {
        Outcome::Done => {
            let said = page.t.get("review-did-save-meta");
            saved(&app, &page, &before, said, parts, "meta").await
        }
        Outcome::Overtaken => {
            let desk = Desk::load(&app, id, page.today).await?;
            form.seen = super::forms::print(&desk.draft.meta);
            form.overtaken = true;
            answer::meta_form(&page, &desk, form, parts, axum::http::StatusCode::CONFLICT)
        }
        Outcome::Faulty(faults) => {
            form.faults = faults;
            let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            answer::meta_form(&page, &before, form, parts, status)
        }
    }
}

/// The answer to a form that was stored.
async fn saved(
    app: &App,
    page: &Page,
    before: &Desk,
    said: &str,
    parts: bool,
    anchor: &str,
) -> Result<Response> {
    let after = Desk::load(app, before.head.id, page.today).await?;
    let source = source(&*app.db().read().await?, after.head.document_id).await?;
    Answer {
        page,
        before,
        after: &after,
        source: &source,
        said,
    }
    .respond(parts, Some(anchor.to_owned()))
}

/// `POST /drafts/{id}/rows`: a task that the reader missed.
pub async fn create_row(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(mut form): Form<AddForm>,
) -> Result<Response> {
    let parts = wants_parts(&headers);
    let before = Desk::load(&app, id, page.today).await?;
    let source = source(&*app.db().read().await?, before.head.document_id).await?;
    let Some(edit) = form.edit(&source.text) else {
        form.fault = Some(key!("review-fault-empty"));
        return answer::add_form(&page, &before, &form, parts);
    };
    let row = RowId(before.draft.next_row);
    let stored = app
        .db()
        .write(&actor(&page)?, page.now, move |tx| {
            Box::pin(async move {
                let head = store::head(tx, id).await?;
                store::edit(tx, id, head.version, edit).await
            })
        })
        .await;
    match stored {
        Ok(_) => {
            saved(
                &app,
                &page,
                &before,
                page.t.get("review-did-add"),
                parts,
                &format!("t{}", row.0),
            )
            .await
        }
        Err(dondoc_core::Error::Invalid { reason, .. }) => {
            form.fault = Some(answer::fault(reason));
            answer::add_form(&page, &before, &form, parts)
        }
        Err(error) => Err(error.into()),
    }
}
