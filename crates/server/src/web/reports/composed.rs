//! The consolidated report of a period as a page: composed, with the officer's own words, and the
//! lines behind each number.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use dondoc_core::obligation::Class;
use dondoc_core::plan::draft::Role;
use dondoc_core::reporting::section::{self, Edit, Section};
use dondoc_core::reporting::{Line, Period, period};
use dondoc_core::task;
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::register::rows::{self, Status, role_key};
use super::composition::{self, Block, GROUPS, Part};
use super::material;
use super::{may_consolidate, must_see_all, name_of, told};
use crate::show as shown;

/// Lines of one list.
const MOST: usize = 2_000;

/// `templates/reports/composed.html`
#[derive(Debug, Template)]
#[template(path = "reports/composed.html")]
pub struct ComposedPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The period.
    pub it: &'a Period,
    /// Its name.
    pub name: &'a str,
    /// The plan's number and title.
    pub plan: Option<(String, String)>,
    /// The parts.
    pub parts: Vec<Part>,
    /// Whether the person may change them.
    pub may: bool,
    /// Whether its figures can be closed now.
    pub may_freeze: bool,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    must_see_all(&page)?;
    let reader = app.db().read().await?;
    let it = period::find(&reader, id).await?;
    let material = material::gather(&reader, page.t, it, page.today).await?;
    drop(reader);
    let may = may_consolidate(&page);
    let plan = material.plan.as_ref();
    page.render(&ComposedPage {
        page: &page,
        name: &material.name,
        plan: plan.map(|plan| (plan.number.clone(), plan.title.clone())),
        parts: composition::compose(page.t, &material),
        may,
        may_freeze: may && material.period.can_be_frozen(page.today),
        it: &material.period,
    })
}

/// What the officer writes.
#[derive(Debug, Deserialize)]
pub struct Typed {
    version: i64,
    #[serde(default)]
    hidden: bool,
    #[serde(default)]
    heading: String,
    #[serde(default)]
    text: String,
}

fn section_of(name: &str) -> Result<Section> {
    Section::parse(name).ok_or(Error::NotFound)
}

/// Keeps what the officer writes.
pub async fn edit(
    State(app): State<App>,
    page: Page,
    Path((id, name)): Path<(i64, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let which = section_of(&name)?;
    let change = Edit {
        hidden: typed.hidden,
        heading: Some(typed.heading),
        text: Some(typed.text),
    };
    let done = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { section::edit(tx, id, which, typed.version, &change).await })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/reports/{id}/composed#{name}")))
}

/// The version that is moved.
#[derive(Debug, Deserialize)]
pub struct Shifted {
    version: i64,
}

/// Moves a section one place.
pub async fn shift(
    State(app): State<App>,
    page: Page,
    Path((id, name, way)): Path<(i64, String, String)>,
    Form(form): Form<Shifted>,
) -> Result<Response> {
    let which = section_of(&name)?;
    let up = match way.as_str() {
        "up" => true,
        "down" => false,
        _ => return Err(Error::NotFound),
    };
    let done = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { section::shift(tx, id, which, form.version, up).await })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/reports/{id}/composed#{name}")))
}

/// Which lines.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Names of groups of classes, with commas between them; none: all.
    group: String,
    unit: Option<i64>,
    section: Option<usize>,
    role: Option<String>,
}

impl Asked {
    fn wants(&self, line: &Line, section: Option<usize>) -> bool {
        let named = |name: &str| self.group.split(',').any(|it| it == name);
        let mut groups = GROUPS.into_iter().filter(|(name, _)| named(name));
        let in_group =
            self.group.is_empty() || groups.any(|(_, classes)| classes.contains(&line.class));
        let role = match self.role.as_deref() {
            Some("lead") => line.role == Role::Lead,
            _ => true,
        };
        in_group
            && role
            && self.unit.is_none_or(|unit| unit == line.unit_id)
            && self
                .section
                .is_none_or(|wanted| section.unwrap_or(usize::MAX) == wanted)
    }
}

/// A line as shown.
#[derive(Debug)]
pub struct LineRow {
    /// The obligation.
    pub obligation_id: i64,
    /// The task's code.
    pub code: String,
    /// What is to be done.
    pub task: String,
    /// Who.
    pub unit: String,
    /// The key of the role.
    pub role: &'static str,
    /// How it stood.
    pub status: Status,
    /// The day of its deadline.
    pub due: String,
    /// The day on which it was done.
    pub done: String,
}

/// `templates/reports/lines.html`
#[derive(Debug, Template)]
#[template(path = "reports/lines.html")]
pub struct LinesPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The period.
    pub it: &'a Period,
    /// Its name.
    pub name: String,
    /// The lines.
    pub lines: Vec<LineRow>,
    /// How many there are.
    pub number: usize,
}

/// The lines behind a number.
pub async fn lines(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    must_see_all(&page)?;
    let reader = app.db().read().await?;
    let it = period::find(&reader, id).await?;
    let material = material::gather(&reader, page.t, it, page.today).await?;
    let wanted = material.lines.iter();
    let wanted =
        wanted.filter(|line| asked.wants(line, material.sections.get(&line.task_id).copied()));
    let wanted: Vec<&Line> = wanted.collect();
    let number = wanted.len();
    let shown_lines = &wanted[..number.min(MOST)];
    let ids: Vec<i64> = shown_lines.iter().map(|line| line.task_id).collect();
    let tasks = task::of_ids(&reader, &ids).await?;
    drop(reader);
    let rows = shown_lines.iter().map(|line| {
        let task = tasks.iter().find(|task| task.id == line.task_id);
        let words = task.and_then(|task| task.heading.clone().or_else(|| task.text.clone()));
        LineRow {
            obligation_id: line.obligation_id,
            code: task.map(|task| task.code.clone()).unwrap_or_default(),
            task: words.map_or_else(|| page.t.get("task-without-text").to_owned(), rows::shorten),
            unit: line.unit_name.clone(),
            role: role_key(line.role),
            status: Status(line.class),
            due: line.due.map(shown::date).unwrap_or_default(),
            done: line.completed_on.map(shown::date).unwrap_or_default(),
        }
    });
    page.render(&LinesPage {
        page: &page,
        name: name_of(page.t, &material.period),
        lines: rows.collect(),
        number,
        it: &material.period,
    })
}

/// How a class is called, for files.
pub fn class_words(page: &Page, class: Class) -> &str {
    page.t.get(Status(class).key())
}
