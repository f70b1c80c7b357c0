//! Drafting: `GET /estimates/new`, `POST /estimates`, the lines `GET`/`POST /estimates/{id}/lines`,
//! handing in, taking back, beginning again.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::money::{
    Estimate, Line, NewLine, Quantity, Source, amount, drafting, line, source,
};
use dondoc_core::unit::{self, Unit};
use dondoc_core::{obligation, task};
use serde::Deserialize;

use super::estimate::{quantity, seen};
use super::{field_key, told};
use crate::key;
use crate::text::Texts;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// Empty rows offered.
const SPARE: usize = 3;

/// `templates/money/new.html`
#[derive(Debug, Template)]
#[template(path = "money/new.html")]
pub struct NewPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// For which obligation.
    pub obligation: i64,
    /// Whose it is.
    pub unit: Unit,
    /// Its task.
    pub task: task::Task,
}

/// For which obligation.
#[derive(Debug, Deserialize)]
pub struct For {
    obligation: i64,
}

/// The form of a new estimate.
pub async fn new(State(app): State<App>, page: Page, Query(it): Query<For>) -> Result<Response> {
    let reader = app.db().read().await?;
    if !super::estimate::may_draft(&reader, &page, it.obligation).await? {
        return Err(Error::Forbidden);
    }
    let obligation = obligation::find(&reader, it.obligation).await?;
    let owner = dondoc_core::reorganisation::answering::unit_for(&reader, it.obligation).await?;
    let unit = unit::find(&reader, owner, page.today).await?;
    let task = task::find(&reader, obligation.task_id).await?;
    drop(reader);
    page.render(&NewPage {
        page: &page,
        obligation: it.obligation,
        unit,
        task,
    })
}

/// What the form says.
#[derive(Debug, Deserialize)]
pub struct Begin {
    obligation: i64,
    title: String,
}

/// Begins an estimate.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Form(form): Form<Begin>,
) -> Result<Response> {
    let account = page.me()?;
    let made = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { drafting::create(tx, form.obligation, &form.title).await })
    });
    let made = made.await.map_err(told)?;
    Ok(Page::go(&format!("/estimates/{}/lines", made.id)))
}

/// A line as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub number: String,
    pub content: String,
    pub measure: String,
    pub quantity: String,
    pub cost: String,
    pub amount: String,
    pub source: String,
    pub year: String,
    pub note: String,
    /// What is wrong with it.
    pub faults: Vec<String>,
}

const FIELDS: [&str; 9] = [
    "number", "content", "measure", "quantity", "cost", "amount", "source", "year", "note",
];

impl Typed {
    fn of(t: &Texts, line: &Line) -> Self {
        let computed = line.computed() == Some(line.amount);
        Self {
            number: line.number.to_string(),
            content: line.content.clone(),
            measure: line.measure.clone().unwrap_or_default(),
            quantity: line.quantity().map(quantity).unwrap_or_default(),
            cost: line
                .unit_cost
                .map(|cost| t.number(cost))
                .unwrap_or_default(),
            // A computed amount is left to be computed again.
            amount: if computed {
                String::new()
            } else {
                t.number(line.amount)
            },
            source: line.source_id.to_string(),
            year: line.year.to_string(),
            note: line.note.clone().unwrap_or_default(),
            faults: Vec::new(),
        }
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "number" => &mut self.number,
            "content" => &mut self.content,
            "measure" => &mut self.measure,
            "quantity" => &mut self.quantity,
            "cost" => &mut self.cost,
            "amount" => &mut self.amount,
            "source" => &mut self.source,
            "year" => &mut self.year,
            "note" => &mut self.note,
            _ => return None,
        })
    }

    /// Nothing was typed into it: source and year are filled in for convenience.
    fn is_empty(&self) -> bool {
        [
            &self.content,
            &self.quantity,
            &self.cost,
            &self.amount,
            &self.note,
        ]
        .iter()
        .all(|text| text.trim().is_empty())
    }

    fn read(&mut self, t: &Texts) -> Option<NewLine> {
        let mut faults = Vec::new();
        let mut wrong = |key: &str| faults.push(t.get(key).to_owned());
        let some = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let mut money = |text: &str, key| {
            let text = some(text)?;
            let read = amount::parse(&text);
            if read.is_none() {
                wrong(key);
            }
            read
        };
        let unit_cost = money(&self.cost, key!("estimate-not-money"));
        let amount = money(&self.amount, key!("money-wrong-amount"));
        let quantity = some(&self.quantity).and_then(|text| {
            let read = Quantity::parse(&text);
            if read.is_none() {
                wrong(key!("estimate-not-quantity"));
            }
            read
        });
        let year = self.year.trim().parse().ok();
        if year.is_none() {
            wrong(key!("estimate-no-year"));
        }
        self.faults = faults;
        let line = NewLine {
            number: self.number.parse().ok(),
            content: self.content.clone(),
            quantity,
            measure: some(&self.measure),
            unit_cost,
            amount,
            source_id: self.source.parse().unwrap_or(0),
            year: year.unwrap_or(0),
            note: some(&self.note),
        };
        self.faults.is_empty().then_some(line)
    }
}

/// `templates/money/lines.html`
#[derive(Debug, Template)]
#[template(path = "money/lines.html")]
pub struct LinesPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The estimate.
    pub estimate: Estimate,
    /// Its title as typed.
    pub title: String,
    /// The lines as typed.
    pub lines: Vec<Typed>,
    /// The sources.
    pub sources: Vec<Source>,
    /// Whether something is wrong.
    pub faulty: bool,
    /// Whether somebody was quicker.
    pub stale: bool,
}

/// The lines to edit.
pub async fn edit(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let reader = app.db().read().await?;
    let estimate = may_edit(&reader, &page, id).await?;
    let stored = line::of_round(&reader, id, estimate.round).await?;
    let mut lines: Vec<Typed> = stored.iter().map(|it| Typed::of(page.t, it)).collect();
    let sources = source::list(&reader).await?;
    drop(reader);
    spare(&mut lines, &estimate, SPARE);
    let title = estimate.title.clone();
    page.render(&LinesPage {
        page: &page,
        estimate,
        title,
        lines,
        sources,
        faulty: false,
        stale: false,
    })
}

async fn may_edit(conn: &dondoc_core::db::Conn, page: &Page, id: i64) -> Result<Estimate> {
    let estimate = seen(conn, page, id).await?;
    let account = page.me()?;
    let act = dondoc_core::access::Act::DraftEstimate;
    account.actor.may_for(act, estimate.unit_id)?;
    if estimate
        .state()?
        .after(dondoc_core::money::Step::Edit)
        .is_none()
    {
        return Err(Error::NotPossible(key!("refused-estimate-state")));
    }
    Ok(estimate)
}

/// Empty lines at the end, with the year and the source of the line before.
fn spare(lines: &mut Vec<Typed>, estimate: &Estimate, number: usize) {
    let last = lines.last().cloned().unwrap_or_default();
    let single = estimate.years().filter(|(first, last)| first == last);
    let year = match last.year.as_str() {
        "" => single.map(|(year, _)| year.to_string()).unwrap_or_default(),
        year => year.to_owned(),
    };
    lines.extend((0..number).map(|_| Typed {
        source: last.source.clone(),
        year: year.clone(),
        ..Typed::default()
    }));
}

/// Saves the lines.
pub async fn update(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let account = page.me()?;
    let value = |name: &str| {
        let found = sent.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let version: i64 = value("version").parse().map_err(|_| Error::BadRequest)?;
    let title = value("title");
    let mut typed = rows(&sent);
    let read: Vec<Option<NewLine>> = typed.iter_mut().map(|row| row.read(page.t)).collect();
    let reader = app.db().read().await?;
    let estimate = may_edit(&reader, &page, id).await?;
    let sources = source::list(&reader).await?;
    let mut stale = estimate.version != version;
    if let Some(lines) = read.iter().cloned().collect::<Option<Vec<NewLine>>>() {
        for fault in drafting::check(&reader, &estimate, &lines).await? {
            if let Some(row) = typed.get_mut(fault.at) {
                row.faults
                    .push(page.t.get(field_key(fault.field, fault.reason)).to_owned());
            }
        }
    }
    drop(reader);
    let faulty = title.trim().is_empty() || typed.iter().any(|row| !row.faults.is_empty());
    let more = value("do") == "more";
    if !faulty && !more && !stale {
        let lines: Vec<NewLine> = read.into_iter().flatten().collect();
        let title = title.clone();
        let saved = app.db().write(&account.actor, page.now, move |tx| {
            let work = async move { drafting::write(tx, id, version, Some(&title), &lines).await };
            Box::pin(work)
        });
        match saved.await {
            Ok(_) => return Ok(Page::go(&format!("/estimates/{id}"))),
            Err(dondoc_core::Error::Conflict { .. }) => stale = true,
            Err(error) => return Err(told(error)),
        }
    }
    spare(&mut typed, &estimate, if more { 10 } else { SPARE });
    let status = match (stale, faulty && !more) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, false) => StatusCode::OK,
    };
    let shown = LinesPage {
        page: &page,
        estimate,
        title,
        lines: typed,
        sources,
        faulty: faulty && !more,
        stale,
    };
    page.render_as(status, &shown)
}

/// The rows of the form: each begins with its number. Rows ticked to go, and empty ones, are left
/// out.
fn rows(sent: &[(String, String)]) -> Vec<Typed> {
    let mut rows: Vec<(Typed, bool)> = Vec::new();
    for (name, value) in sent {
        if name == "number" {
            rows.push((Typed::default(), false));
        }
        let Some((row, gone)) = rows.last_mut() else {
            continue;
        };
        if name == "remove" {
            *gone = true;
        } else if FIELDS.contains(&name.as_str())
            && let Some(field) = row.field(name)
        {
            value.clone_into(field);
        }
    }
    let kept = rows
        .into_iter()
        .filter(|(row, gone)| !gone && !row.is_empty());
    kept.map(|(row, _)| row).collect()
}

/// A form with nothing but the version.
#[derive(Debug, Deserialize)]
pub struct Versioned {
    version: i64,
}

macro_rules! simple {
    ($($name:ident: $words:literal;)*) => {$(
        #[doc = $words]
        pub async fn $name(
            State(app): State<App>,
            page: Page,
            Path(id): Path<i64>,
            Form(form): Form<Versioned>,
        ) -> Result<Response> {
            let account = page.me()?;
            let done = app.db().write(&account.actor, page.now, move |tx| {
                Box::pin(async move { drafting::$name(tx, id, form.version).await })
            });
            done.await.map_err(told)?;
            Ok(Page::go(&format!("/estimates/{id}")))
        }
    )*};
}
simple! {
    submit: "Hands it to the finance unit.";
    withdraw: "Takes it back from there.";
    revise: "Begins the next round.";
    discard: "Throws a draft away.";
    restore: "Fetches it back.";
}
