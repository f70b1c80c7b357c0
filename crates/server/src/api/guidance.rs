//! Guidance documents, filed under the tasks they guide. Their files come with the pages.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::guidance::{self, Content, Guided};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::{Caller, Once};
use super::problem::Refusals;
use super::words::view;
use super::{cut, rows};
use crate::web::App;
use crate::web::error::{Error, Result};

view! {
    /// A guidance document (văn bản hướng dẫn).
    Guidance of it: guidance::Guidance {
        id: i64,
        uid: Uuid,
        /// Số, ký hiệu.
        number: String,
        issued_on: NaiveDate,
        issuer: String,
        /// Trích yếu.
        title: String,
        /// The hash of its file.
        sha256: Option<String> = it.sha()?.map(|sha| sha.hex()),
        file_name: Option<String>,
        filed_at: DateTime<Utc>,
        filed_by: String,
        /// Send it with a change; a newer one means that somebody else was quicker.
        version: i64,
    }
}

view! {
    /// A task that a document guides.
    GuidedTask of it: Guided {
        task_id: i64,
        task_code: String,
        plan_id: i64,
        plan_number: String,
    }
}

/// A guidance document with its tasks.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuidanceInFull {
    #[serde(flatten)]
    guidance: Guidance,
    tasks: Vec<GuidedTask>,
}

/// A page of guidance, last filed first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Guidances {
    items: Vec<Guidance>,
    /// Send it as `after` to go on; absent at the end.
    next: Option<i64>,
}

/// Which documents.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Words in number, issuer and title; accents may be left out.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Go on behind this one: `next` of the page before.
    after: Option<i64>,
    /// Rows of the page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Guidance documents, last filed first.
#[utoipa::path(
    get, path = "/guidance", tag = "guidance", operation_id = "listGuidance", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "A page of guidance", body = Guidances), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Guidances>> {
    caller.actor.reach()?;
    let limit = rows(asked.limit)?;
    let words = asked.q.unwrap_or_default();
    if words.chars().count() > 200 {
        return Err(Error::Invalid {
            field: "q",
            reason: "too_long",
        });
    }
    let reader = app.db().read().await?;
    let before = asked.after.unwrap_or(i64::MAX);
    let found = guidance::newest(&reader, &words, before, i64::from(limit) + 1).await?;
    let (found, next) = cut(found, limit, |it| it.id);
    let items: dondoc_core::Result<_> = found.iter().map(Guidance::of).collect();
    Ok(Json(Guidances {
        items: items?,
        next,
    }))
}

/// A guidance document, and the tasks it guides.
#[utoipa::path(
    get, path = "/guidance/{id}", tag = "guidance", operation_id = "getGuidance", security(("token" = [])),
    params(("id" = i64, Path, description = "The document")),
    responses((status = 200, description = "The document", body = GuidanceInFull), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<GuidanceInFull>> {
    caller.actor.reach()?;
    let reader = app.db().read().await?;
    let guidance = Guidance::of(&guidance::find(&reader, id).await?)?;
    let tasks = guidance::tasks(&reader, id).await?;
    let tasks: dondoc_core::Result<_> = tasks.iter().map(GuidedTask::of).collect();
    Ok(Json(GuidanceInFull {
        guidance,
        tasks: tasks?,
    }))
}

/// A document to be filed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGuidance {
    /// Số, ký hiệu.
    #[schema(max_length = 100)]
    number: String,
    /// Not in the future.
    issued_on: NaiveDate,
    #[schema(max_length = 300)]
    issuer: String,
    /// Trích yếu.
    #[schema(max_length = 1_000)]
    title: String,
    /// The tasks it guides.
    #[serde(default)]
    #[schema(max_items = 500)]
    task_ids: Vec<i64>,
}

/// File a guidance document under tasks.
#[utoipa::path(
    post, path = "/guidance", tag = "guidance", operation_id = "fileGuidance", security(("token" = [])),
    params(Once),
    request_body = NewGuidance,
    responses((status = 200, description = "Filed", body = Guidance), Refusals)
)]
pub async fn file(
    State(app): State<App>,
    caller: Caller,
    Json(said): Json<NewGuidance>,
) -> Result<Response> {
    let content = Content {
        number: said.number.clone(),
        issued_on: said.issued_on,
        issuer: said.issuer.clone(),
        title: said.title.clone(),
    };
    let tasks = said.task_ids.clone();
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let id = guidance::file(tx, &content, None, &tasks).await?;
            Guidance::of(&guidance::find(tx, id).await?)
        })
    });
    done.await
}

/// What is corrected of a document.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    #[schema(max_length = 100)]
    number: String,
    issued_on: NaiveDate,
    #[schema(max_length = 300)]
    issuer: String,
    #[schema(max_length = 1_000)]
    title: String,
}

/// Correct what is known of a document.
#[utoipa::path(
    put, path = "/guidance/{id}", tag = "guidance", operation_id = "editGuidance", security(("token" = [])),
    params(("id" = i64, Path, description = "The document")),
    request_body = Correction,
    responses((status = 200, description = "Corrected", body = Guidance), Refusals)
)]
pub async fn edit(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Correction>,
) -> Result<Response> {
    let version = said.version;
    let content = Content {
        number: said.number.clone(),
        issued_on: said.issued_on,
        issuer: said.issuer.clone(),
        title: said.title.clone(),
    };
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            guidance::edit(tx, id, version, &content).await?;
            Guidance::of(&guidance::find(tx, id).await?)
        })
    });
    done.await
}

/// File a document under one more task; where it is already, nothing changes.
#[utoipa::path(
    put, path = "/guidance/{id}/tasks/{task_id}", tag = "guidance", operation_id = "guideTask", security(("token" = [])),
    params(("id" = i64, Path, description = "The document"), ("task_id" = i64, Path, description = "The task")),
    responses((status = 200, description = "Filed there", body = Guidance), Refusals)
)]
pub async fn guide(
    State(app): State<App>,
    caller: Caller,
    Path((id, task)): Path<(i64, i64)>,
) -> Result<Response> {
    let done = caller.change(&app, &(), move |tx| {
        Box::pin(async move {
            guidance::guide(tx, id, task).await?;
            Guidance::of(&guidance::find(tx, id).await?)
        })
    });
    done.await
}

/// Take a document from a task.
#[utoipa::path(
    delete, path = "/guidance/{id}/tasks/{task_id}", tag = "guidance", operation_id = "unguideTask", security(("token" = [])),
    params(("id" = i64, Path, description = "The document"), ("task_id" = i64, Path, description = "The task")),
    responses((status = 200, description = "Taken from there", body = Guidance), Refusals)
)]
pub async fn unguide(
    State(app): State<App>,
    caller: Caller,
    Path((id, task)): Path<(i64, i64)>,
) -> Result<Response> {
    let done = caller.change(&app, &(), move |tx| {
        Box::pin(async move {
            guidance::unguide(tx, id, task).await?;
            Guidance::of(&guidance::find(tx, id).await?)
        })
    });
    done.await
}
