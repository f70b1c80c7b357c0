//! Whom to urge, and with what words: the page before the letters are made.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::calendar;
use dondoc_core::db::Conn;
use dondoc_core::letter::office;
use dondoc_core::mail;
use dondoc_core::obligation::Class;
use dondoc_core::plan::{self, Plan};
use dondoc_core::unit;
use dondoc_core::urging::{self, New, NewLetter, Owing, Shape, Wanted};
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::words::{self, Words};
use super::{chat, urger};
use crate::show;
use crate::web::units::fields::Fields;

/// Plans to choose from.
const PLANS: i64 = 200;
/// Working days for an answer, without a choice.
const DAYS: i32 = 5;
/// The most.
const MOST_DAYS: i32 = 60;

/// The address, as it came.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    plan: String,
    unit: String,
    what: String,
    since: String,
    days: String,
    shape: String,
}

impl Asked {
    /// Of a form.
    pub fn of(fields: &Fields) -> Self {
        let take = |name: &str| fields.one(name).to_owned();
        Self {
            plan: take("plan"),
            unit: take("unit"),
            what: take("what"),
            since: take("since"),
            days: take("days"),
            shape: take("shape"),
        }
    }

    /// Whom it asks for.
    pub fn wanted(&self) -> Wanted {
        let classes = match self.what.as_str() {
            "near" => vec![Class::NearDue],
            "both" => vec![Class::Overdue, Class::NearDue],
            "open" => vec![Class::Overdue, Class::NearDue, Class::WithinTime],
            _ => vec![Class::Overdue],
        };
        Wanted {
            plans: self.plan.parse().into_iter().collect(),
            units: self.unit.parse().into_iter().collect(),
            classes,
            roles: Vec::new(),
            silent_since: show::parse_date(&self.since),
        }
    }

    /// Working days for an answer.
    pub fn days(&self) -> i32 {
        self.days.parse().unwrap_or(DAYS).clamp(1, MOST_DAYS)
    }

    fn shape(&self) -> Shape {
        if self.shape == "together" {
            Shape::Together
        } else {
            Shape::Each
        }
    }
}

/// `templates/urgings/new.html`
#[derive(Debug, Template)]
#[template(path = "urgings/new.html")]
pub struct NewPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What was asked for.
    pub asked: &'a Asked,
    /// The unit asked for.
    pub unit: Option<String>,
    /// Plans to choose from.
    pub plans: Vec<Plan>,
    /// Who owes what.
    pub lines: Vec<Line>,
    /// How many of them can be written to by mail.
    pub with_address: usize,
    /// How many obligations these are.
    pub total: usize,
    /// How many working days they have to answer.
    pub days: i32,
    /// The day that comes to.
    pub answer_by: String,
    /// Whether that year's holidays are only computed.
    pub is_computed: bool,
    /// The words.
    pub words: Words,
    /// The places in them.
    pub places: [&'a str; 8],
    /// Why nothing was made, as a key.
    pub problem: Option<&'static str>,
}

/// A unit to be urged.
#[derive(Debug)]
pub struct Line {
    /// Id.
    pub unit_id: i64,
    /// Its name.
    pub unit: String,
    /// How many obligations.
    pub count: usize,
    /// How many of them are late.
    pub late: usize,
    /// The first day that passed.
    pub first: Option<String>,
    /// How often it was urged for these, at most.
    pub urged: i64,
    /// When last.
    pub urged_on: Option<String>,
    /// A short text for a chat.
    pub chat: String,
    /// Where its office is written to.
    pub address: Option<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    render(&app, &page, &asked, None, None).await
}

async fn render(
    app: &App,
    page: &Page,
    asked: &Asked,
    words: Option<Words>,
    problem: Option<&'static str>,
) -> Result<Response> {
    let me = urger(page)?;
    let reader = app.db().read().await?;
    let wanted = asked.wanted();
    let owing = urging::owed(&reader, &me.actor, &wanted, page.today).await?;
    let (answer_by, is_computed) = answer_by(&reader, asked, page.today).await?;
    let unit = match wanted.units.first() {
        Some(id) => Some(unit::find(&reader, *id, page.today).await?.name),
        None => None,
    };
    let words = match words {
        Some(words) => words,
        None => offered(&reader, &wanted, &owing).await?,
    };
    let plans = plan::list(&reader, None, PLANS).await?;
    let units: Vec<i64> = owing.iter().map(|it| it.unit_id).collect();
    let mut contacts = mail::contacts(&reader, &units).await?;
    drop(reader);
    let answer_by = show::date(answer_by);
    let lines: Vec<Line> = owing
        .iter()
        .map(|it| Line {
            address: contacts.remove(&it.unit_id),
            ..line(it, &words.issuer, &answer_by)
        })
        .collect();
    let shown = NewPage {
        page,
        asked,
        unit,
        plans,
        with_address: lines.iter().filter(|it| it.address.is_some()).count(),
        total: owing.iter().map(|it| it.items.len()).sum(),
        lines,
        days: asked.days(),
        answer_by,
        is_computed,
        words,
        places: words::names(crate::text::Lang::Vi.texts()),
        problem,
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    page.render_as(status, &shown)
}

fn line(owing: &Owing, issuer: &str, answer_by: &str) -> Line {
    let days = owing.items.iter().filter_map(|it| it.last_day);
    Line {
        unit_id: owing.unit_id,
        unit: owing.unit_name.clone(),
        count: owing.items.len(),
        late: owing.of(Class::Overdue),
        first: days.min().map(show::date),
        urged: owing.urged,
        urged_on: owing.urged_on.map(show::date),
        chat: chat::text(owing, issuer, answer_by),
        address: None,
    }
}

/// The words of the last letters, or those to begin with; letterhead and signer are the office's,
/// once somebody filled it in.
async fn offered(conn: &Conn, wanted: &Wanted, owing: &[Owing]) -> Result<Words> {
    let last = urging::batches(conn, 1).await?;
    let mut words = if let Some(last) = last.first() {
        serde_json::from_str(&last.office).map_err(Error::internal)?
    } else {
        let plan = wanted.plans.first().copied();
        match plan.or_else(|| owing.first()?.items.first().map(|it| it.plan_id)) {
            Some(id) => Words::first(Some(&plan::find(conn, id).await?)),
            None => Words::first(None),
        }
    };
    words.head_of(&office::load(conn).await?);
    Ok(words)
}

/// The day by which an answer is asked for, and whether its year is only computed.
async fn answer_by(conn: &Conn, asked: &Asked, today: NaiveDate) -> Result<(NaiveDate, bool)> {
    use chrono::Datelike as _;
    let calendar = calendar::load(conn, today).await?;
    let day = calendar.add_working_days(today, asked.days());
    let document = calendar::document_of(conn, day.year()).await?;
    Ok((day, document.is_none()))
}

/// Makes the letters.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let me = urger(&page)?;
    let fields = Fields::new(pairs);
    let asked = Asked::of(&fields);
    let words = Words::of(&fields);
    let taken: Vec<i64> = fields
        .all("take")
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    let problem = match words.missing() {
        Some(missing) => Some(missing),
        None if taken.is_empty() => Some(crate::key!("urging-none-taken")),
        None => None,
    };
    if problem.is_some() {
        return render(&app, &page, &asked, Some(words), problem).await;
    }
    let (actor, day) = (me.actor.clone(), page.today);
    let office = serde_json::to_string(&words).map_err(Error::internal)?;
    // Found anew inside the write: the letters say what is owed now, not when the page was opened.
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let mut owing = urging::owed(tx, &actor, &asked.wanted(), day).await?;
            owing.retain(|it| taken.contains(&it.unit_id));
            let calendar = calendar::load(tx, day).await?;
            let shape = asked.shape();
            let new = New {
                shape,
                day,
                answer_by: calendar.add_working_days(day, asked.days()),
                office,
                letters: letters(shape, owing),
            };
            urging::create(tx, new).await
        })
    });
    Ok(Page::go(&format!("/urgings/{}", write.await?)))
}

fn letters(shape: Shape, owing: Vec<Owing>) -> Vec<NewLetter> {
    match shape {
        Shape::Together => vec![NewLetter { addressees: owing }],
        Shape::Each => owing
            .into_iter()
            .map(|it| NewLetter {
                addressees: vec![it],
            })
            .collect(),
    }
}
