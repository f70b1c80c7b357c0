//! Entry on behalf of a unit (nhập thay): what a unit's letter says of many obligations, on one
//! page, with the letter as proof. `GET /entries/new?unit=`, `POST /entries`.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::obligation::{self, Filter, Item, Sort, register};
use dondoc_core::plan::{self, Plan};
use dondoc_core::progress::{self, Evidence, Provenance, Report, Seen, Way};
use dondoc_core::reply::round::OPEN;
use dondoc_core::unit::{self, Unit};
use reading::file::Limits;
use serde::Deserialize;

use super::App;
use super::error::{Error, Result};
use super::imports::upload::{self, Filled};
use super::page::Page;
use super::progress::files::{self, Kept};
use super::progress::form::{CARRIED, day, document, value};
use super::progress::{problem, said};
use super::register::rows::{self, Status, role_key};
use super::replies::collector;
use crate::{key, show};

/// Obligations on one page.
const MOST: u32 = 200;
/// Plans to choose from.
const PLANS: i64 = 200;

/// The fields of one obligation.
const FIELDS: [&str; 5] = ["share", "done_on", "narrative", "result", "difficulty"];

/// Whose, and of which plan.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    unit: String,
    plan: String,
    saved: Option<usize>,
}

/// `templates/entries/new.html`
#[derive(Debug, Template)]
#[template(path = "entries/new.html")]
pub struct EntryPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// For which unit.
    pub unit: &'a Unit,
    /// Plans to choose from.
    pub plans: Vec<Plan>,
    /// The plan asked for.
    pub plan: i64,
    /// The letter.
    pub letter: Letter,
    /// What the unit owes.
    pub lines: Vec<Line>,
    /// Whether there is more than fits.
    pub more: bool,
    /// How many reports were just kept.
    pub saved: Option<usize>,
    /// What is wrong.
    pub problem: Option<String>,
}

/// The unit's letter, as typed.
#[derive(Debug, Default)]
pub struct Letter {
    /// Who said it.
    pub said_by: String,
    /// When.
    pub said_on: String,
    /// Number of the letter.
    pub number: String,
    /// Its day.
    pub dated: String,
    /// Its file, when it came already.
    pub kept: Vec<Kept>,
}

/// One obligation.
#[derive(Debug)]
pub struct Line {
    /// Id.
    pub id: i64,
    /// Its version.
    pub version: i64,
    /// The task.
    pub task: String,
    /// Its code.
    pub code: String,
    /// The key of the role.
    pub role_key: &'static str,
    /// When it is due.
    pub due: String,
    /// How it stands.
    pub status: Status,
    /// What was said last.
    pub said: Option<said::Said>,
    /// What was typed, in the order of the fields.
    pub typed: [String; 5],
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// The page.
pub async fn new(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    collector(&page)?;
    let back = Back {
        saved: asked.saved,
        ..Back::default()
    };
    let unit = asked.unit.parse().map_err(|_| Error::NotFound)?;
    answer(
        &app,
        &page,
        (unit, asked.plan.parse().unwrap_or(0)),
        StatusCode::OK,
        back,
    )
    .await
}

/// What a form that was not taken brings back.
#[derive(Debug, Default)]
struct Back {
    letter: Letter,
    typed: HashMap<i64, [String; 5]>,
    versions: HashMap<i64, i64>,
    problems: HashMap<i64, String>,
    problem: Option<String>,
    saved: Option<usize>,
}

async fn answer(
    app: &App,
    page: &Page,
    (unit, plan): (i64, i64),
    status: StatusCode,
    mut back: Back,
) -> Result<Response> {
    let me = collector(page)?;
    me.actor.may_for(Act::ReportProgress, unit)?;
    let reader = app.db().read().await?;
    let unit = unit::find(&reader, unit, page.today).await?;
    let filter = Filter {
        unit: Some(unit.id),
        plan: (plan > 0).then_some(plan),
        classes: OPEN.to_vec(),
        ..Filter::default()
    };
    let found = register::page(&reader, &filter, Sort::Deadline, None, MOST, page.today).await?;
    let ids: Vec<i64> = found.items.iter().map(|it| it.id).collect();
    let mut latest = said::of(&reader, page.t, &ids).await?;
    let plans = plan::list(&reader, None, PLANS).await?;
    drop(reader);
    let lines = found.items.into_iter().map(|item| {
        let said = latest.remove(&item.id);
        line(page, &item, said, &mut back)
    });
    let shown = EntryPage {
        page,
        unit: &unit,
        plans,
        plan,
        lines: lines.collect(),
        letter: back.letter,
        more: found.next.is_some(),
        saved: back.saved,
        problem: back.problem,
    };
    page.render_as(status, &shown)
}

fn line(page: &Page, item: &Item, said: Option<said::Said>, back: &mut Back) -> Line {
    let words = item.task_heading.as_deref().or(item.task_text.as_deref());
    Line {
        id: item.id,
        version: back.versions.get(&item.id).copied().unwrap_or(item.version),
        task: words.map_or_else(
            || page.t.get("task-without-text").to_owned(),
            |words| rows::shorten(words.to_owned()),
        ),
        code: item.task_code.clone(),
        role_key: role_key(item.role),
        due: rows::when(page.t, item),
        status: Status(item.class),
        said,
        typed: back.typed.remove(&item.id).unwrap_or_default(),
        problem: back.problems.remove(&item.id),
    }
}

/// Takes the reports: all of them or none.
pub async fn create(State(app): State<App>, page: Page, multipart: Multipart) -> Result<Response> {
    let me = collector(&page)?;
    let place = std::sync::Arc::clone(app.upload_places()).try_acquire_owned();
    let _place = place.map_err(|_| Error::TooMany)?;
    let Filled { fields, files: new } =
        upload::take_form(multipart, Limits::default().file_bytes).await?;
    let of = |name: &str| value(&fields, name).to_owned();
    let unit: i64 = of("unit").parse().map_err(|_| Error::BadRequest)?;
    let plan: i64 = of("plan").parse().unwrap_or(0);
    me.actor.may_for(Act::ReportProgress, unit)?;
    let carried: Vec<&str> = fields
        .iter()
        .filter(|(name, _)| name == CARRIED)
        .map(|(_, text)| text.as_str())
        .collect();
    let mut kept = files::carried(&*app.db().read().await?, &carried).await?;
    let mut back = Back::default();
    match files::keep(&app, page.t, new).await? {
        Ok(new) => kept.extend(new),
        Err(problem) => back.problem = Some(problem),
    }
    back.letter = Letter {
        said_by: of("said_by"),
        said_on: of("said_on"),
        number: of("proof_number"),
        dated: of("proof_dated"),
        kept,
    };
    typed(&fields, &mut back);
    let reports = reports(&app, &page, unit, &mut back).await?;
    if back.problem.is_none() && reports.is_empty() && back.problems.is_empty() {
        back.problem = Some(page.t.get("entries-nothing").to_owned());
    }
    if back.problem.is_some() || !back.problems.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&app, &page, (unit, plan), status, back).await;
    }
    let (count, provenance) = (reports.len(), back.letter.provenance());
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            for (id, version, report) in reports {
                let seen = Seen::Version(version);
                progress::report(tx, id, seen, report, provenance.clone()).await?;
            }
            Ok(())
        })
    });
    match write.await {
        Ok(()) => Ok(Page::go(&format!(
            "/entries/new?unit={unit}&plan={plan}&saved={count}"
        ))),
        Err(error) => {
            let conflict = matches!(error, dondoc_core::Error::Conflict { .. });
            let Some(said) = problem::of(page.t, &error) else {
                return Err(error.into());
            };
            let status = if conflict {
                StatusCode::CONFLICT
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            back.problem = Some(said);
            // What changed meanwhile is shown beside what was typed.
            back.versions.clear();
            answer(&app, &page, (unit, plan), status, back).await
        }
    }
}

impl Letter {
    fn provenance(&self) -> Provenance {
        let mut proof: Vec<Evidence> = self.kept.iter().map(Kept::evidence).collect();
        proof.extend(document(&self.number, &self.dated));
        Provenance {
            way: Way::OnBehalf,
            said_by: Some(self.said_by.clone()).filter(|name| !name.is_empty()),
            said_on: day(&self.said_on),
            link_id: None,
            source_key: None,
            proof,
        }
    }
}

/// What was typed for each obligation.
fn typed(fields: &[(String, String)], back: &mut Back) {
    for (name, text) in fields {
        let Some((field, id)) = name.rsplit_once('-') else {
            continue;
        };
        let Ok(id) = id.parse::<i64>() else { continue };
        if field == "version" {
            back.versions.insert(id, text.trim().parse().unwrap_or(0));
        }
        let Some(at) = FIELDS.iter().position(|it| *it == field) else {
            continue;
        };
        text.trim()
            .clone_into(&mut back.typed.entry(id).or_default()[at]);
    }
    back.typed
        .retain(|_, texts| texts.iter().any(|text| !text.is_empty()));
}

/// The reports of what was typed; what is wrong stays in `back`.
async fn reports(
    app: &App,
    page: &Page,
    unit: i64,
    back: &mut Back,
) -> Result<Vec<(i64, i64, Report)>> {
    let reader = app.db().read().await?;
    let mut reports = Vec::new();
    let mut ids: Vec<i64> = back.typed.keys().copied().collect();
    ids.sort_unstable();
    for id in ids {
        let Some([share, done_on, narrative, result, difficulty]) = back.typed.get(&id) else {
            continue;
        };
        let now = obligation::find(&reader, id).await?;
        if now.unit_id != unit {
            return Err(Error::BadRequest);
        }
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let number = share.trim_end_matches('%').trim();
        let share = if number.is_empty() {
            Ok(None)
        } else {
            number.parse().map(Some)
        };
        let Ok(share) = share else {
            let said = problem::invalid(page.t, "share", "malformed");
            back.problems.insert(id, said);
            continue;
        };
        let report = Report {
            narrative: some(narrative),
            share,
            result: some(result),
            done_on: show::parse_date(done_on),
            difficulty: some(difficulty),
            evidence: Vec::new(),
        };
        if let Err(error) = progress::possible(&now, &report, page.today) {
            let said = problem::of(page.t, &error).ok_or_else(|| Error::from(error))?;
            back.problems.insert(id, said);
        }
        let version = back.versions.get(&id).copied().unwrap_or(now.version);
        reports.push((id, version, report));
    }
    if back.letter.provenance().proof.is_empty() && back.problem.is_none() {
        back.problem = Some(page.t.get(key!("problem-no-proof")).to_owned());
    }
    Ok(reports)
}
