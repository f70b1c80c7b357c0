//! Inspections: the list `GET /inspections` with the follow-ups that are open, planning
//! `GET /inspections/new`, `POST /inspections`, one of them with what it found.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use chrono::NaiveDate;
use dondoc_core::access::{Act, Reach};
use dondoc_core::db::Conn;
use dondoc_core::inspection::follow_up::{self, Demanded, FollowUp, State as Follow};
use dondoc_core::inspection::{self, Inspection, Planned, State as Stage};
use dondoc_core::plan::{self, Plan};
use dondoc_core::reorganisation::history;
use dondoc_core::unit::{self, Unit};
use reading::file::Limits;
use serde::Deserialize;

use super::App;
use super::attachment;
use super::difficulties::explained;
use super::error::{Error, Result};
use super::imports::upload::{self, Filled};
use super::page::Page;
use crate::{key, show as shown};

/// Inspections and follow-ups of the list.
const MOST: i64 = 300;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(index).post(create))
        .route("/new", get(new))
        .route("/{id}", get(show))
        .route("/{id}/edit", get(edit).post(update))
        .route("/{id}/calling-off", post(call_off))
        .route("/{id}/file", get(file))
        .route("/{id}/follow-ups", post(demand))
        .route("/follow-ups/{id}/{step}", post(step))
}

fn may_plan(page: &Page) -> bool {
    super::money::may(page, Act::AnswerDifficulty)
}

/// A follow-up as shown.
#[derive(Debug)]
pub struct FollowRow {
    /// The follow-up.
    pub it: FollowUp,
    /// The key and the class of how it stands.
    pub state: (&'static str, &'static str),
    /// Who follows its unit, when that has ended.
    pub heirs: Vec<String>,
    /// Whether the person may say that it is done.
    pub may_finish: bool,
    /// Whether the person may judge that.
    pub may_judge: bool,
}

async fn follow_rows(conn: &Conn, page: &Page, all: Vec<FollowUp>) -> Result<Vec<FollowRow>> {
    let account = page.me()?;
    let mut rows = Vec::new();
    for it in all {
        let state = it.state()?;
        let late = it.late(page.today)?;
        let mut heirs = Vec::new();
        if it.unit_ended.is_some_and(|day| day <= page.today) {
            let successors = history::successors(conn, it.unit_id).await?;
            heirs = successors
                .into_iter()
                .filter_map(|it| it.successor_name)
                .collect();
            heirs.dedup();
        }
        let may = follow_up::may_finish(conn, &account.actor, &it)
            .await
            .is_ok();
        rows.push(FollowRow {
            state: match state {
                Follow::Open if late => (key!("follow-up-late"), "overdue"),
                Follow::Open => (key!("follow-up-open"), "running"),
                Follow::Done => (key!("follow-up-done"), "near"),
                Follow::Confirmed => (key!("follow-up-confirmed"), "done"),
            },
            heirs,
            may_finish: may && state == Follow::Open,
            may_judge: may_plan(page) && state == Follow::Done,
            it,
        });
    }
    Ok(rows)
}

/// An inspection as shown.
#[derive(Debug)]
pub struct Row {
    /// The inspection.
    pub it: Inspection,
    /// The key and the class of how it stands.
    pub state: (&'static str, &'static str),
}

fn row(page: &Page, it: Inspection) -> Result<Row> {
    let state = match it.state()? {
        Stage::Planned if it.overdue(page.today)? => (key!("inspection-overdue"), "overdue"),
        Stage::Planned => (key!("inspection-planned"), "running"),
        Stage::Held => (key!("inspection-held"), "done"),
        Stage::CalledOff => (key!("inspection-called-off"), "running"),
    };
    Ok(Row { it, state })
}

/// `templates/inspections/index.html`
#[derive(Debug, Template)]
#[template(path = "inspections/index.html")]
pub struct IndexPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The inspections.
    pub rows: Vec<Row>,
    /// Follow-ups that nobody has confirmed.
    pub follow_ups: Vec<FollowRow>,
    /// Whether the person may plan.
    pub may_plan: bool,
}

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    plan: Option<i64>,
}

/// The list.
pub async fn index(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let account = page.me()?;
    let reach = account.actor.reach()?;
    let reader = app.db().read().await?;
    let found = inspection::list(&reader, asked.plan, &reach, MOST).await?;
    let open = follow_up::open(&reader, &reach, MOST).await?;
    let follow_ups = follow_rows(&reader, &page, open).await?;
    drop(reader);
    let rows = found
        .into_iter()
        .map(|it| row(&page, it))
        .collect::<Result<_>>()?;
    page.render(&IndexPage {
        page: &page,
        rows,
        follow_ups,
        may_plan: may_plan(&page),
    })
}

/// `templates/inspections/edit.html`
#[derive(Debug, Template)]
#[template(path = "inspections/edit.html")]
pub struct EditPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The inspection and its version, when there is one.
    pub known: Option<(i64, i64)>,
    /// What was typed.
    pub typed: Typed,
    /// What is wrong.
    pub fault: Option<&'static str>,
    /// The units to choose from: code, name.
    pub units: Vec<(String, String)>,
    /// The plans to choose from.
    pub plans: Vec<Plan>,
}

/// The form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "as in `Planned`")]
pub struct Typed {
    pub version: i64,
    pub title: String,
    pub plan: String,
    pub planned_on: String,
    pub team: String,
    /// Codes or names, one a line.
    pub units: String,
}

async fn form(
    app: &App,
    page: &Page,
    known: Option<(i64, i64)>,
    typed: Typed,
    fault: Option<&'static str>,
) -> Result<Response> {
    let reader = app.db().read().await?;
    let units = unit::list(&reader, page.today).await?;
    let plans = plan::list(&reader, None, MOST).await?;
    drop(reader);
    let status = match fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let shown = EditPage {
        page,
        known,
        typed,
        fault,
        units: units
            .into_iter()
            .map(|unit| (unit.code, unit.name))
            .collect(),
        plans,
    };
    page.render_as(status, &shown)
}

fn must_plan(page: &Page) -> Result<()> {
    let account = page.me()?;
    Ok(account.actor.may(Act::AnswerDifficulty)?)
}

/// The form of a new one.
pub async fn new(State(app): State<App>, page: Page) -> Result<Response> {
    must_plan(&page)?;
    form(&app, &page, None, Typed::default(), None).await
}

/// The form of one that is planned.
pub async fn edit(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    must_plan(&page)?;
    let reader = app.db().read().await?;
    let it = inspection::find(&reader, id).await?;
    let units = inspection::units(&reader, id, page.today).await?;
    drop(reader);
    let codes: Vec<String> = units.into_iter().map(|unit| unit.code).collect();
    let typed = Typed {
        version: it.version,
        title: it.title.clone(),
        plan: it.plan_id.map(|id| id.to_string()).unwrap_or_default(),
        planned_on: it.planned_on.to_string(),
        team: it.team.clone(),
        units: codes.join("\n"),
    };
    form(&app, &page, Some((id, it.version)), typed, None).await
}

/// What was typed, or what is wrong with it.
async fn read(
    conn: &Conn,
    page: &Page,
    typed: &Typed,
) -> Result<std::result::Result<Planned, &'static str>> {
    let Some(planned_on) = shown::parse_date(&typed.planned_on) else {
        return Ok(Err(key!("inspection-no-day")));
    };
    if typed.title.trim().is_empty() || typed.team.trim().is_empty() {
        return Ok(Err(key!("difficulty-empty")));
    }
    let all = unit::list(conn, page.today).await?;
    let mut units = Vec::new();
    for line in typed
        .units
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let key = vietnamese::key::fold(line);
        let is = |unit: &&Unit| unit.code == line || vietnamese::key::fold(&unit.name) == key;
        match all.iter().find(is) {
            Some(unit) => units.push(unit.id),
            None => return Ok(Err(key!("inspection-unknown-unit"))),
        }
    }
    if units.is_empty() {
        return Ok(Err(key!("inspection-no-unit")));
    }
    Ok(Ok(Planned {
        plan_id: typed.plan.parse().ok(),
        title: typed.title.clone(),
        planned_on,
        team: typed.team.clone(),
        units,
    }))
}

/// Plans one.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let account = page.me()?;
    must_plan(&page)?;
    let planned = match read(&*app.db().read().await?, &page, &typed).await? {
        Ok(planned) => planned,
        Err(fault) => return form(&app, &page, None, typed, Some(fault)).await,
    };
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { inspection::plan(tx, &planned).await })
    });
    let id = done.await.map_err(explained)?;
    Ok(Page::go(&format!("/inspections/{id}")))
}

/// Changes one that is planned.
pub async fn update(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let account = page.me()?;
    must_plan(&page)?;
    let known = Some((id, typed.version));
    let planned = match read(&*app.db().read().await?, &page, &typed).await? {
        Ok(planned) => planned,
        Err(fault) => return form(&app, &page, known, typed, Some(fault)).await,
    };
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { inspection::replan(tx, id, typed.version, &planned).await })
    });
    done.await.map_err(explained)?;
    Ok(Page::go(&format!("/inspections/{id}")))
}

/// `templates/inspections/show.html`
#[derive(Debug, Template)]
#[template(path = "inspections/show.html")]
pub struct ShowPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The inspection.
    pub row: Row,
    /// The units inspected.
    pub units: Vec<Unit>,
    /// What it found.
    pub follow_ups: Vec<FollowRow>,
    /// Whether it is still to come, and the person may say what came of it.
    pub may_hold: bool,
    /// Whether the person may lay something upon a unit.
    pub may_demand: bool,
    /// What is wrong with the minutes sent.
    pub fault: Option<String>,
    /// The size of the minutes' file.
    pub size: Option<String>,
}

/// Whether the person may see it: everything, or what concerns the own units.
async fn seen(conn: &Conn, page: &Page, id: i64) -> Result<Inspection> {
    let account = page.me()?;
    let reach = account.actor.reach()?;
    let it = inspection::find(conn, id).await?;
    if reach == Reach::All {
        return Ok(it);
    }
    let all = inspection::list(conn, None, &reach, i64::MAX).await?;
    all.into_iter()
        .find(|known| known.id == id)
        .ok_or(Error::Forbidden)
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    render(&app, &page, id, None).await
}

async fn render(app: &App, page: &Page, id: i64, fault: Option<String>) -> Result<Response> {
    let account = page.me()?;
    let reader = app.db().read().await?;
    let it = seen(&reader, page, id).await?;
    let units = inspection::units(&reader, id, page.today).await?;
    let mut all = follow_up::of_inspection(&reader, id).await?;
    if let Reach::Units(own) = account.actor.reach()? {
        let open = follow_up::open(&reader, &Reach::Units(own.clone()), i64::MAX).await?;
        let ours = |it: &FollowUp| own.contains(&it.unit_id) || open.iter().any(|o| o.id == it.id);
        all.retain(ours);
    }
    let follow_ups = follow_rows(&reader, page, all).await?;
    drop(reader);
    let state = it.state()?;
    let size = it.size.and_then(|size| u64::try_from(size).ok());
    let status = match fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let shown = ShowPage {
        page,
        units,
        follow_ups,
        may_hold: may_plan(page) && state == Stage::Planned,
        may_demand: may_plan(page) && state == Stage::Held,
        fault,
        size: size.map(shown::size),
        row: row(page, it)?,
    };
    page.render_as(status, &shown)
}

/// Records that it took place: a form with the minutes.
pub async fn hold(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response> {
    let account = page.me()?;
    must_plan(&page)?;
    let mut filled = upload::take_form(form, Limits::default().file_bytes).await?;
    let Some((version, on)) = held(&filled) else {
        let fault = page.t.get(key!("inspection-no-day")).to_owned();
        return render(&app, &page, id, Some(fault)).await;
    };
    let file = match attachment::keep_one(&app, page.t, std::mem::take(&mut filled.files)).await? {
        Ok(file) => file,
        Err(fault) => return render(&app, &page, id, Some(fault)).await,
    };
    let minutes = filled.value("minutes").to_owned();
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move {
            inspection::hold(tx, id, version, on, Some(&minutes), file.as_ref()).await
        })
    });
    done.await.map_err(explained)?;
    Ok(Page::go(&format!("/inspections/{id}")))
}

fn held(filled: &Filled) -> Option<(i64, NaiveDate)> {
    let version = filled.value("version").parse().ok()?;
    Some((version, shown::parse_date(filled.value("held_on"))?))
}

/// Why it is called off.
#[derive(Debug, Deserialize)]
pub struct Off {
    version: i64,
    reason: String,
}

/// Calls it off.
pub async fn call_off(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Off>,
) -> Result<Response> {
    let account = page.me()?;
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { inspection::call_off(tx, id, form.version, &form.reason).await })
    });
    done.await.map_err(explained)?;
    Ok(Page::go(&format!("/inspections/{id}")))
}

/// The file of its minutes.
pub async fn file(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let reader = app.db().read().await?;
    let it = seen(&reader, &page, id).await?;
    drop(reader);
    let sha = it.sha()?.ok_or(Error::NotFound)?;
    attachment::give(&app, sha, it.file_name.as_deref().unwrap_or("van-ban")).await
}

/// What is demanded.
#[derive(Debug, Deserialize)]
pub struct Demand {
    unit: i64,
    finding: String,
    #[serde(rename = "demand")]
    asked: String,
    due: String,
}

/// Lays something upon a unit.
pub async fn demand(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Demand>,
) -> Result<Response> {
    let account = page.me()?;
    let due = shown::parse_date(&form.due).ok_or(Error::NotPossible(key!("inspection-no-day")))?;
    let demanded = Demanded {
        unit_id: form.unit,
        finding: form.finding,
        demand: form.asked,
        due,
    };
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { follow_up::demand(tx, id, &demanded).await })
    });
    done.await.map_err(explained)?;
    Ok(Page::go(&format!("/inspections/{id}")))
}

/// A step with a follow-up.
#[derive(Debug, Deserialize)]
pub struct Step {
    version: i64,
    on: Option<String>,
    note: Option<String>,
}

/// Says that it is done, confirms it, or asks for more.
pub async fn step(
    State(app): State<App>,
    page: Page,
    Path((id, step)): Path<(i64, String)>,
    Form(form): Form<Step>,
) -> Result<Response> {
    let account = page.me()?;
    let today = page.today;
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move {
            let note = form.note.as_deref();
            match step.as_str() {
                "completion" => {
                    let on = form
                        .on
                        .as_deref()
                        .and_then(shown::parse_date)
                        .unwrap_or(today);
                    let note = note.unwrap_or_default();
                    follow_up::finish(tx, id, form.version, on, note).await?;
                }
                "confirmation" => follow_up::judge(tx, id, form.version, true, note).await?,
                "return" => follow_up::judge(tx, id, form.version, false, note).await?,
                _ => return Err(dondoc_core::Error::NotFound("step")),
            }
            follow_up::find(tx, id).await
        })
    });
    let it = done.await.map_err(explained)?;
    Ok(Page::go(&format!("/inspections/{}", it.inspection_id)))
}
