//! Progress: one unit's part of a task with its forms. `GET /obligations/{id}`, reports
//! (`POST …/reports`), decisions (`…/judgements`), extensions (`…/extensions`,
//! `POST /extensions/{id}/decision`, `…/withdrawal`) and files (`GET /evidence/{id}/file`).

pub mod files;
pub mod form;
pub mod history;
pub mod overview;
pub mod own;
pub mod part;
pub mod problem;
pub mod said;

use axum::Router;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use dondoc_core::access::sight;
use dondoc_core::access::{Act, Actor};
use dondoc_core::obligation;
use dondoc_core::progress::extension::{self, Decision, Request};
use dondoc_core::progress::judgement::{self, Judgement, Kind};
use dondoc_core::progress::{self, Evidence, Provenance, Report, Seen, evidence};
use reading::file::Limits;

use super::App;
use super::attachment;
use super::error::{Error, Result};
use super::imports::upload::{self, Filled};
use super::page::Page;
use form::{ActForm, ReportForm};
use part::Back;

/// The routes without files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/overview", get(overview::show))
        .route("/obligations/{id}", get(part::show))
        .route("/extensions/{id}/withdrawal", post(withdraw))
        .route("/evidence/{id}/file", get(file))
}

/// The routes of forms that may bring files.
pub fn uploads() -> Router<App> {
    Router::new()
        .route("/obligations/{id}/reports", post(report))
        .route("/obligations/{id}/judgements", post(judge))
        .route("/obligations/{id}/extensions", post(ask))
        .route("/extensions/{id}/decision", post(decide))
}

/// A form with its files looked at and kept, or what is wrong with one of them.
async fn taken(
    app: &App,
    page: &Page,
    multipart: Multipart,
) -> Result<(Vec<(String, String)>, Vec<files::Kept>, Option<String>)> {
    let place = std::sync::Arc::clone(app.upload_places()).try_acquire_owned();
    let _place = place.map_err(|_| Error::TooMany)?;
    let limit = Limits::default().file_bytes;
    let Filled { fields, files } = upload::take_form(multipart, limit).await?;
    let carried: Vec<&str> = fields
        .iter()
        .filter(|(name, _)| name == form::CARRIED)
        .map(|(_, text)| text.as_str())
        .collect();
    let mut kept = files::carried(&*app.db().read().await?, &carried).await?;
    let problem = match files::keep(app, page.t, files).await? {
        Ok(new) => {
            kept.extend(new);
            None
        }
        Err(problem) => Some(problem),
    };
    Ok((fields, kept, problem))
}

/// Before anything of a form is read: whether this person may do it to this part at all.
async fn allowed(app: &App, me: &Actor, act: Act, id: i64) -> Result<()> {
    let part = obligation::find(&*app.db().read().await?, id).await?;
    Ok(me.may_for(act, part.unit_id)?)
}

fn part_address(id: i64) -> String {
    format!("/obligations/{id}")
}

/// Takes a report.
async fn report(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    multipart: Multipart,
) -> Result<Response> {
    let me = &page.me()?.actor;
    allowed(&app, me, Act::ReportProgress, id).await?;
    let (fields, kept, problem) = taken(&app, &page, multipart).await?;
    let form = ReportForm::of(&fields, kept);
    if let Some(problem) = problem {
        return refused(&app, &page, id, problem, Back::of_report(form)).await;
    }
    let said = match form.report() {
        Ok(said) => said,
        Err(field) => {
            let problem = problem::invalid(page.t, field, "malformed");
            return refused(&app, &page, id, problem, Back::of_report(form)).await;
        }
    };
    let part = obligation::find(&*app.db().read().await?, id).await?;
    let own = me.units().contains(&part.unit_id);
    let name = page.account.as_ref().map_or("", |me| me.name.as_str());
    let provenance = form.provenance(own, name);
    let seen = Seen::Version(form.version);
    let write = app.db().write(me, page.now, move |tx| {
        Box::pin(progress::report(tx, id, seen, said, provenance))
    });
    match write.await {
        Ok(_) => Ok(Page::go(&part_address(id))),
        Err(dondoc_core::Error::Conflict { version, .. }) => {
            conflict(&app, &page, id, version, form).await
        }
        Err(error) => match problem::of(page.t, &error) {
            Some(problem) => refused(&app, &page, id, problem, Back::of_report(form)).await,
            None => Err(error.into()),
        },
    }
}

/// The form again, with what is wrong with it.
async fn refused(app: &App, page: &Page, id: i64, problem: String, back: Back) -> Result<Response> {
    let back = Back {
        problem: Some(problem),
        ..back
    };
    part::answer(app, page, id, StatusCode::UNPROCESSABLE_ENTITY, back).await
}

/// Somebody was quicker: their words stand beside the own ones, and nothing is stored.
async fn conflict(
    app: &App,
    page: &Page,
    id: i64,
    version: i64,
    mut form: ReportForm,
) -> Result<Response> {
    let reader = app.db().read().await?;
    let part = obligation::find(&reader, id).await?;
    let mut beside = Vec::new();
    if let Some(last) = part.last_update().filter(|last| *last != form.base) {
        let theirs = progress::find(&reader, last).await?;
        let base = match form.base {
            0 => None,
            base => Some(progress::find(&reader, base).await?),
        };
        let base = base.filter(|base| base.obligation_id == id);
        let base = base.as_ref().map(Report::from).unwrap_or_default();
        beside = form.merge(page.t, &base, &theirs);
    }
    drop(reader);
    form.version = version.max(part.version);
    let back = Back {
        problem: Some(page.t.get("progress-conflict").to_owned()),
        report: Some(form),
        beside,
        act: None,
    };
    part::answer(app, page, id, StatusCode::CONFLICT, back).await
}

/// What became of a short form: back to the part, or the form with what is wrong.
async fn acted<T>(
    app: &App,
    page: &Page,
    id: i64,
    mut form: ActForm,
    done: dondoc_core::Result<T>,
) -> Result<Response> {
    let Err(error) = done else {
        return Ok(Page::go(&part_address(id)));
    };
    let status = match &error {
        dondoc_core::Error::Conflict { version, .. } => {
            form.version = *version;
            StatusCode::CONFLICT
        }
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let Some(problem) = problem::of(page.t, &error) else {
        return Err(error.into());
    };
    let back = Back {
        problem: Some(problem),
        act: Some(form),
        ..Back::default()
    };
    part::answer(app, page, id, status, back).await
}

/// Decides: confirm, return, redo, suspend, resume, cancel, reinstate.
async fn judge(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    multipart: Multipart,
) -> Result<Response> {
    let me = &page.me()?.actor;
    if me.may(Act::JudgeReport).is_err() && me.may(Act::SuspendOrCancel).is_err() {
        return Err(Error::Forbidden);
    }
    let (fields, kept, problem) = taken(&app, &page, multipart).await?;
    let form = ActForm::of(&fields, kept);
    let kind = Kind::parse(&form.act).ok_or(Error::BadRequest)?;
    if let Some(problem) = problem {
        return refused(&app, &page, id, problem, Back::of_act(form)).await;
    }
    let version = form.version;
    let judgement = Judgement {
        kind,
        reason: form.reason(),
        on: form::day(&form.day).filter(|_| kind == Kind::Confirmed),
        proof: form.pieces(),
    };
    let write = app.db().write(me, page.now, move |tx| {
        Box::pin(judgement::judge(tx, id, version, judgement))
    });
    let done = write.await;
    acted(&app, &page, id, form, done).await
}

/// Asks for an extension.
async fn ask(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    multipart: Multipart,
) -> Result<Response> {
    let me = &page.me()?.actor;
    allowed(&app, me, Act::RequestExtension, id).await?;
    let (fields, kept, problem) = taken(&app, &page, multipart).await?;
    let form = ActForm::of(&fields, kept);
    if let Some(problem) = problem {
        return refused(&app, &page, id, problem, Back::of_act(form)).await;
    }
    let Some(day) = form::day(&form.day) else {
        let problem = problem::invalid(page.t, "day", "missing");
        return refused(&app, &page, id, problem, Back::of_act(form)).await;
    };
    let part = obligation::find(&*app.db().read().await?, id).await?;
    let own = me.units().contains(&part.unit_id);
    let name = page.account.as_ref().map_or("", |me| me.name.as_str());
    let (evidence, provenance) = grounds(own, name, form.pieces());
    let request = Request {
        day,
        reason: form.reason.clone(),
        evidence,
    };
    let version = Some(form.version);
    let write = app.db().write(me, page.now, move |tx| {
        Box::pin(extension::ask(tx, id, version, request, provenance))
    });
    let done = write.await;
    acted(&app, &page, id, form, done).await
}

/// A unit's own request shows its reasons; one entered for it rests on its letter.
fn grounds(own: bool, name: &str, pieces: Vec<Evidence>) -> (Vec<Evidence>, Provenance) {
    if own {
        return (pieces, Provenance::account(name));
    }
    let provenance = Provenance {
        way: progress::Way::OnBehalf,
        said_by: None,
        said_on: None,
        link_id: None,
        source_key: None,
        proof: pieces,
    };
    (Vec::new(), provenance)
}

/// Decides a request.
async fn decide(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    multipart: Multipart,
) -> Result<Response> {
    let me = &page.me()?.actor;
    me.may(Act::DecideExtension)?;
    let (fields, kept, problem) = taken(&app, &page, multipart).await?;
    let form = ActForm::of(&fields, kept);
    let request = extension::find(&*app.db().read().await?, id).await?;
    let part = request.obligation_id;
    if let Some(problem) = problem {
        return refused(&app, &page, part, problem, Back::of_act(form)).await;
    }
    let decision = match form.act.as_str() {
        "grant" => Decision::Grant(form::day(&form.day).unwrap_or(request.asked_day)),
        "refuse" => Decision::Refuse,
        _ => return Err(Error::BadRequest),
    };
    let (version, reason, proof) = (form.version, form.reason(), form.pieces());
    let write = app.db().write(me, page.now, move |tx| {
        Box::pin(extension::decide(tx, id, version, decision, reason, proof))
    });
    let done = write.await;
    acted(&app, &page, part, form, done).await
}

/// The form of a withdrawal.
#[derive(Debug, serde::Deserialize)]
struct Withdrawal {
    version: i64,
}

/// The unit asks no longer.
async fn withdraw(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    axum::Form(form): axum::Form<Withdrawal>,
) -> Result<Response> {
    let me = &page.me()?.actor;
    let write = app.db().write(me, page.now, move |tx| {
        Box::pin(extension::withdraw(tx, id, form.version))
    });
    Ok(Page::go(&part_address(write.await?.id)))
}

/// A file of the evidence: always to be kept, never shown in the browser.
async fn file(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let reader = app.db().read().await?;
    let kept = evidence::find(&reader, id).await?;
    let part = obligation::find(&reader, kept.obligation_id).await?;
    sight::task(&reader, &page.me()?.actor, part.task_id).await?;
    drop(reader);
    let Evidence::File { sha, name, .. } = kept.piece else {
        return Err(Error::NotFound);
    };
    attachment::give(&app, sha, &name).await
}
