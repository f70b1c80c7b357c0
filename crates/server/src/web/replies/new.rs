//! Whom to ask, about what, by which day: the page before a round is made.

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use dondoc_core::calendar;
use dondoc_core::db::{Conn, Timestamp};
use dondoc_core::obligation::{Class, Filter};
use dondoc_core::plan::{self, Plan};
use dondoc_core::reply::round::{self, Asking, New, OPEN, Wanted};
use dondoc_core::unit;
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::query;
use super::super::register::asked as register;
use super::collector;
use crate::web::units::fields::Fields;
use crate::{key, show};

/// Plans to choose from.
const PLANS: i64 = 200;
/// Working days for an answer, to begin with.
const DAYS: i32 = 5;
/// Days for which a link stays open after that, to begin with.
const OPEN_AFTER: u64 = 30;
/// The office is seven hours ahead.
const OFFICE: i64 = 7;

/// What the address says beside the filter of the register.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Own {
    group: String,
    what: String,
    since: String,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    register: register::Asked,
    /// Beside it.
    pub own: Own,
}

impl Asked {
    fn of(query: register::Query, own: Own) -> Self {
        Self {
            register: register::Asked::from(query),
            own,
        }
    }

    /// The plan asked for.
    pub fn plan(&self) -> i64 {
        self.register.plan.unwrap_or(0)
    }

    /// The unit asked for.
    pub fn unit(&self) -> Option<i64> {
        self.register.unit
    }

    /// Whether the register chose more than plan and unit: shown as a fact.
    pub fn is_narrowed(&self) -> bool {
        let rest = register::Asked {
            plan: None,
            unit: None,
            ..self.register.clone()
        };
        rest.is_filtered()
    }

    /// The fields of the register's filter that the form does not show.
    pub fn hidden(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<NaiveDate>| day.map(|it| it.to_string()).unwrap_or_default();
        let it = &self.register;
        let all = [
            ("q", it.q.clone()),
            ("unit", it.unit.map(|it| it.to_string()).unwrap_or_default()),
            (
                "role",
                it.role.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            ),
            (
                "status",
                it.class
                    .map(|it| it.as_str().to_owned())
                    .unwrap_or_default(),
            ),
            ("from", day(it.from)),
            ("to", day(it.to)),
        ];
        all.into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect()
    }

    /// The query that asks for the same.
    pub fn query(&self) -> String {
        let of_register = self.register.to_query();
        let own = query::join([
            ("group", Some(self.own.group.clone())),
            ("what", Some(self.own.what.clone())),
            ("since", Some(self.own.since.clone())),
        ]);
        match (of_register.is_empty(), own.strip_prefix('?')) {
            (false, Some(own)) => format!("{of_register}&{own}"),
            (true, _) => own,
            (false, None) => of_register,
        }
    }

    fn classes(&self) -> Vec<Class> {
        match (self.register.class, self.own.what.as_str()) {
            (Some(class), _) => vec![class],
            (None, "overdue") => vec![Class::Overdue],
            (None, "due") => vec![Class::Overdue, Class::NearDue],
            _ => OPEN.to_vec(),
        }
    }

    async fn wanted(&self, app: &App, conn: &Conn, today: NaiveDate) -> Result<Wanted> {
        let units = match self.own.group.parse() {
            Ok(group) => Some(members(app, conn, group, today).await?),
            Err(_) => None,
        };
        let filter = Filter {
            classes: self.classes(),
            ..self.register.filter()
        };
        Ok(Wanted {
            filter,
            units,
            silent_since: show::parse_date(&self.own.since),
        })
    }
}

/// A group to choose.
#[derive(Debug)]
pub struct Group {
    /// Id.
    pub id: String,
    /// Its name.
    pub name: String,
}

async fn places(conn: &Conn, today: NaiveDate) -> Result<BTreeSet<String>> {
    let units = unit::list(conn, today).await?;
    Ok(units.into_iter().map(|unit| unit.place).collect())
}

async fn members(app: &App, conn: &Conn, group: i64, today: NaiveDate) -> Result<Vec<i64>> {
    for place in places(conn, today).await? {
        let registry = app.directories().of(conn, today, &place).await?;
        if registry.group(group).is_some() {
            return Ok(registry.members(group, &[]));
        }
    }
    Err(Error::NotFound)
}

async fn groups(app: &App, conn: &Conn, today: NaiveDate) -> Result<Vec<Group>> {
    let mut found = Vec::new();
    for place in places(conn, today).await? {
        let registry = app.directories().of(conn, today, &place).await?;
        let closed = registry.groups().iter().filter(|group| !group.open);
        found.extend(closed.map(|group| Group {
            id: group.id.to_string(),
            name: group.name.clone(),
        }));
    }
    Ok(found)
}

/// The words of the form.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_field_names,
    reason = "the name of the field in the form"
)]
pub struct Words {
    /// What the round is called.
    pub title: String,
    /// What is asked.
    pub words: String,
    /// By which day.
    pub reply_by: String,
    /// Until which day the links stay open.
    pub ends: String,
}

/// `templates/replies/new.html`
#[derive(Debug, Template)]
#[template(path = "replies/new.html")]
pub struct NewPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What is asked for.
    pub asked: &'a Asked,
    /// The unit asked for.
    pub unit: Option<String>,
    /// Plans to choose from.
    pub plans: Vec<Plan>,
    /// Groups to choose from.
    pub groups: Vec<Group>,
    /// Whom would be asked.
    pub lines: Vec<Line>,
    /// How many obligations these are.
    pub total: usize,
    /// The words.
    pub words: Words,
    /// Why nothing was made, as a key.
    pub problem: Option<&'static str>,
}

/// A unit to be asked.
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
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(register): Query<register::Query>,
    Query(own): Query<Own>,
) -> Result<Response> {
    let asked = Asked::of(register, own);
    render(&app, &page, &asked, None, None).await
}

/// What was typed, and whom was chosen.
struct Typed {
    words: Words,
    taken: Vec<i64>,
}

async fn render(
    app: &App,
    page: &Page,
    asked: &Asked,
    typed: Option<Typed>,
    problem: Option<&'static str>,
) -> Result<Response> {
    let me = collector(page)?;
    let reader = app.db().read().await?;
    let wanted = asked.wanted(app, &reader, page.today).await?;
    let asking = round::wanted(&reader, &me.actor, &wanted, page.today).await?;
    let unit = match asked.unit() {
        Some(id) => Some(unit::find(&reader, id, page.today).await?.name),
        None => None,
    };
    let (words, taken) = match typed {
        Some(typed) => (typed.words, Some(typed.taken)),
        None => (offered(&reader, page).await?, None),
    };
    let plans = plan::list(&reader, None, PLANS).await?;
    let groups = groups(app, &reader, page.today).await?;
    drop(reader);
    let line = |it: &Asking| Line {
        unit_id: it.unit_id,
        unit: it.unit_name.clone(),
        count: it.items.len(),
        late: it
            .items
            .iter()
            .filter(|it| it.class == Class::Overdue)
            .count(),
        chosen: taken
            .as_ref()
            .is_none_or(|taken| taken.contains(&it.unit_id)),
    };
    let shown = NewPage {
        page,
        asked,
        unit,
        plans,
        groups,
        total: asking.iter().map(|it| it.items.len()).sum(),
        lines: asking.iter().map(line).collect(),
        words,
        problem,
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    page.render_as(status, &shown)
}

/// The words to begin with.
async fn offered(conn: &Conn, page: &Page) -> Result<Words> {
    let calendar = calendar::load(conn, page.today).await?;
    let reply_by = calendar.add_working_days(page.today, DAYS);
    let ends = reply_by
        .checked_add_days(Days::new(OPEN_AFTER))
        .unwrap_or(reply_by);
    Ok(Words {
        title: page
            .t
            .one("replies-first-title", "day", show::date(page.today)),
        words: String::new(),
        reply_by: reply_by.to_string(),
        ends: ends.to_string(),
    })
}

/// The last moment of a day in the office.
pub fn end_of(day: NaiveDate) -> Timestamp {
    let next = day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN);
    Utc.from_utc_datetime(&next) - chrono::Duration::hours(OFFICE)
}

/// Makes the round.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Query(register): Query<register::Query>,
    Query(own): Query<Own>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let me = collector(&page)?;
    let asked = Asked::of(register, own);
    let fields = Fields::new(pairs);
    let words = Words {
        title: fields.one("title").to_owned(),
        words: fields.one("words").to_owned(),
        reply_by: fields.one("reply_by").to_owned(),
        ends: fields.one("ends").to_owned(),
    };
    let taken: Vec<i64> = fields
        .all("take")
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    let (reply_by, ends) = (
        show::parse_date(&words.reply_by),
        show::parse_date(&words.ends),
    );
    let problem = problem(&page, &words, &taken, reply_by, ends);
    let (Some(ends), None) = (ends, problem) else {
        let typed = Typed { words, taken };
        return render(&app, &page, &asked, Some(typed), problem).await;
    };
    let reader = app.db().read().await?;
    let wanted = asked.wanted(&app, &reader, page.today).await?;
    drop(reader);
    let (actor, day) = (me.actor.clone(), page.today);
    // Found anew inside the write: what is asked is what is owed now, not when the page was opened.
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let mut asking = round::wanted(tx, &actor, &wanted, day).await?;
            asking.retain(|it| taken.contains(&it.unit_id));
            let new = New {
                title: words.title,
                words: Some(words.words),
                reply_by,
                ends_at: end_of(ends),
                asking,
            };
            round::create(tx, new).await
        })
    });
    Ok(Page::go(&format!("/replies/{}", write.await?)))
}

fn problem(
    page: &Page,
    words: &Words,
    taken: &[i64],
    reply_by: Option<NaiveDate>,
    ends: Option<NaiveDate>,
) -> Option<&'static str> {
    let longest = page.today.checked_add_days(Days::new(365))?;
    if words.title.is_empty() {
        return Some(key!("replies-no-title"));
    }
    if taken.is_empty() {
        return Some(key!("replies-none-taken"));
    }
    if reply_by.is_some_and(|day| day < page.today) {
        return Some(key!("replies-reply-by-past"));
    }
    match ends {
        Some(day) if day >= page.today && day <= longest && reply_by.is_none_or(|by| by <= day) => {
            None
        }
        _ => Some(key!("replies-bad-end")),
    }
}
