//! Files that came back: reply forms dropped on any page, many at once or in an archive, are told
//! from plans by what they are ([`sort`]), shown with what they would change (`GET /returns/{uid}`)
//! and applied in one transaction (`POST`). The second time nothing changes.

mod content;
pub mod preview;
pub mod sort;

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use dondoc_core::progress::Way;
use dondoc_core::reply::dropped;
use dondoc_core::reply::returned::{self, Chosen, Return};
use uuid::Uuid;

use super::App;
use super::error::{Error, Result};
use super::page::Page;
use super::replies::collector;
use content::Content;

/// The routes under `/returns`.
pub fn routes() -> Router<App> {
    Router::new().route("/returns/{uid}", get(preview::show).post(apply))
}

/// What was ticked: by file, obligation and the version that was looked at.
fn chosen(pairs: &[(String, String)]) -> Result<BTreeMap<usize, Vec<(i64, i64)>>> {
    let mut found: BTreeMap<usize, Vec<(i64, i64)>> = BTreeMap::new();
    for (_, value) in pairs.iter().filter(|(name, _)| name == "take") {
        let mut parts = value.split(':').map(str::parse::<i64>);
        let (Some(Ok(file)), Some(Ok(id)), Some(Ok(version)), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Error::BadRequest);
        };
        let file = usize::try_from(file).map_err(|_| Error::BadRequest)?;
        found.entry(file).or_default().push((id, version));
    }
    Ok(found)
}

/// Applies what was ticked.
async fn apply(
    State(app): State<App>,
    page: Page,
    Path(uid): Path<Uuid>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let me = collector(&page)?;
    let chosen = chosen(&pairs)?;
    let dropped = dropped::find(&*app.db().read().await?, uid).await?;
    let mut returns = Vec::new();
    for (at, ticked) in chosen {
        let file = dropped.files.get(at).ok_or(Error::BadRequest)?;
        let (Some(sha), Some(content)) = (file.sha, &file.content) else {
            return Err(Error::BadRequest);
        };
        let content = Content::parse(content)?;
        let mut answers = Vec::new();
        for (id, version) in ticked {
            let answer = content.answers.iter().find(|it| it.obligation == id);
            let answer = answer.ok_or(Error::BadRequest)?;
            answers.push(Chosen {
                obligation_id: id,
                version,
                report: answer.report(),
            });
        }
        returns.push(Return {
            form: content.form,
            sha,
            size: file.size,
            name: file.name.clone(),
            way: if content.workbook {
                Way::Workbook
            } else {
                Way::OfflinePage
            },
            said_by: content.said_by.clone(),
            answers,
        });
    }
    if returns.is_empty() {
        let state = preview::Shown::problem("returns-none-taken");
        return preview::answer(&app, &page, uid, StatusCode::UNPROCESSABLE_ENTITY, state).await;
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let mut kept = 0;
            for one in returns {
                kept += returned::apply(tx, one).await?;
            }
            Ok(kept)
        })
    });
    match write.await {
        Ok(kept) => Ok(Page::go(&format!("/returns/{uid}?kept={kept}"))),
        // Looked at, and something changed before it was applied: nothing is, look again.
        Err(dondoc_core::Error::Conflict { .. }) => {
            let state = preview::Shown::problem("returns-changed");
            preview::answer(&app, &page, uid, StatusCode::CONFLICT, state).await
        }
        Err(dondoc_core::Error::Invalid { .. } | dondoc_core::Error::Refused(_)) => {
            let state = preview::Shown::problem("returns-refused");
            preview::answer(&app, &page, uid, StatusCode::UNPROCESSABLE_ENTITY, state).await
        }
        Err(error) => Err(error.into()),
    }
}
