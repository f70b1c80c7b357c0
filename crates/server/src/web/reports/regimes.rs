//! Regimes: a form with the fields that Decree 09/2019/NĐ-CP asks for, and the periods to come.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::plan::{self, Plan};
use dondoc_core::reporting::period::{self, ByHand};
use dondoc_core::reporting::regime::{self, Content};
use dondoc_core::reporting::{Closing, Cycle, Grace, Kind, Regime, Reporter, Window};
use dondoc_core::{calendar, unit};
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::{MOST, PeriodRow, cycle_key, may_consolidate, must_see_all, named, rows, told};
use crate::{key, show as shown};

/// Periods to come that are shown.
const AHEAD: usize = 6;
/// Plans to choose from.
const PLANS: i64 = 500;

/// The key of a kind's name.
pub fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Periodic => key!("regime-periodic"),
        Kind::Thematic => key!("regime-thematic"),
        Kind::AdHoc => key!("regime-ad-hoc"),
    }
}

/// `templates/reports/regime_edit.html`
#[derive(Debug, Template)]
#[template(path = "reports/regime_edit.html")]
pub struct EditPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The regime and its version, when there is one.
    pub known: Option<(i64, i64)>,
    /// What was typed.
    pub typed: Typed,
    /// What is wrong.
    pub fault: Option<&'static str>,
    /// The plans to choose from.
    pub plans: Vec<Plan>,
    /// The groups to choose from.
    pub groups: Vec<(i64, String)>,
    /// The kinds: value, key.
    pub kinds: Vec<(&'static str, &'static str)>,
    /// The cycles: value, key.
    pub cycles: Vec<(&'static str, &'static str)>,
}

/// The form.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "as in `Content`")]
pub struct Typed {
    pub version: i64,
    pub kind: String,
    pub title: String,
    pub plan: String,
    pub group: String,
    pub content: String,
    pub receiver: String,
    pub through: String,
    pub channel: String,
    pub outline: String,
    pub data_form: String,
    pub cycle: String,
    pub closing: i16,
    pub grace_commune: u8,
    pub grace_department: u8,
    pub grace_province: u8,
    pub first_day: String,
}

impl Default for Typed {
    fn default() -> Self {
        let grace = Grace::DECREE;
        Self {
            version: 0,
            kind: Kind::Periodic.as_str().to_owned(),
            title: String::new(),
            plan: String::new(),
            group: String::new(),
            content: String::new(),
            receiver: String::new(),
            through: String::new(),
            channel: String::new(),
            outline: String::new(),
            data_form: String::new(),
            // Which cycle: asked, never guessed.
            cycle: String::new(),
            closing: Closing::DECREE.number(),
            grace_commune: grace.commune,
            grace_department: grace.department,
            grace_province: grace.province,
            first_day: String::new(),
        }
    }
}

impl Typed {
    fn of(it: &Regime) -> Result<Self> {
        let grace = it.grace()?;
        Ok(Self {
            version: it.version,
            kind: it.kind()?.as_str().to_owned(),
            title: it.title.clone(),
            plan: it.plan_id.map(|id| id.to_string()).unwrap_or_default(),
            group: it.group_id.map(|id| id.to_string()).unwrap_or_default(),
            content: it.content.clone(),
            receiver: it.receiver.clone(),
            through: it.through.clone(),
            channel: it.channel.clone(),
            outline: it.outline.clone(),
            data_form: it.data_form.clone(),
            cycle: it
                .clock()?
                .map(|clock| clock.cycle.as_str().to_owned())
                .unwrap_or_default(),
            closing: it.closing()?.number(),
            grace_commune: grace.commune,
            grace_department: grace.department,
            grace_province: grace.province,
            first_day: it.first_day.to_string(),
        })
    }

    /// What was typed, or the key of what is wrong.
    fn read(&self) -> std::result::Result<Content, &'static str> {
        let first_day = shown::parse_date(&self.first_day).ok_or(key!("regime-no-first-day"))?;
        let kind = Kind::parse(&self.kind).ok_or(key!("regime-kind-missing"))?;
        if self.title.trim().is_empty() || self.receiver.trim().is_empty() {
            return Err(key!("regime-title-missing"));
        }
        let cycle = Cycle::parse(&self.cycle);
        if kind == Kind::Periodic && cycle.is_none() {
            return Err(key!("regime-cycle-missing"));
        }
        let grace = Grace {
            commune: self.grace_commune,
            department: self.grace_department,
            province: self.grace_province,
        };
        Ok(Content {
            kind,
            title: self.title.clone(),
            plan_id: self.plan.parse().ok(),
            group_id: self.group.parse().ok(),
            content: self.content.clone(),
            receiver: self.receiver.clone(),
            through: self.through.clone(),
            channel: self.channel.clone(),
            outline: self.outline.clone(),
            data_form: self.data_form.clone(),
            cycle,
            closing: Closing::from_number(self.closing).ok_or(key!("regime-closing-wrong"))?,
            grace: grace.checked().map_err(|_| key!("regime-grace-wrong"))?,
            first_day,
        })
    }
}

async fn form(
    app: &App,
    page: &Page,
    known: Option<(i64, i64)>,
    typed: Typed,
    fault: Option<&'static str>,
) -> Result<Response> {
    let reader = app.db().read().await?;
    let plans = plan::list(&reader, None, PLANS).await?;
    let mut groups = Vec::new();
    for place in unit::places(&reader).await? {
        let directory = app.directories().of(&reader, page.today, &place).await?;
        let all = directory.groups().iter().filter(|group| !group.open);
        groups.extend(all.map(|group| (group.id, group.name.clone())));
    }
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
        plans,
        groups,
        kinds: Kind::ALL.map(|it| (it.as_str(), kind_key(it))).to_vec(),
        cycles: Cycle::ALL.map(|it| (it.as_str(), cycle_key(it))).to_vec(),
    };
    page.render_as(status, &shown)
}

fn must(page: &Page) -> Result<()> {
    Ok(page.me()?.actor.may(Act::Consolidate)?)
}

/// What the address of the form says.
#[derive(Debug, Deserialize)]
pub struct For {
    /// On which plan.
    plan: Option<i64>,
}

/// The form of a new one, for a plan with what its text says of reporting.
pub async fn new(State(app): State<App>, page: Page, Query(asked): Query<For>) -> Result<Response> {
    must(&page)?;
    let mut typed = Typed {
        first_day: page.today.to_string(),
        ..Typed::default()
    };
    if let Some(id) = asked.plan {
        let reader = app.db().read().await?;
        let plan = plan::find(&reader, id).await?;
        let said = plan::content(&reader, id, plan.version).await?.reporting;
        typed.plan = id.to_string();
        typed.title = page.t.one("regime-title-of-plan", "number", &plan.number);
        typed.receiver.clone_from(&plan.issuer);
        let quotes: Vec<&str> = said.iter().map(|it| it.quote.text.trim()).collect();
        typed.content = quotes.join("\n");
    }
    form(&app, &page, None, typed, None).await
}

/// The form of one that is there.
pub async fn edit(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    must(&page)?;
    let it = regime::find(&*app.db().read().await?, id).await?;
    form(&app, &page, Some((id, it.version)), Typed::of(&it)?, None).await
}

/// Records one.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    save(&app, &page, None, typed).await
}

/// Changes one.
pub async fn update(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let known = Some((id, typed.version));
    save(&app, &page, known, typed).await
}

async fn save(app: &App, page: &Page, known: Option<(i64, i64)>, typed: Typed) -> Result<Response> {
    must(page)?;
    let content = match typed.read() {
        Ok(content) => content,
        Err(fault) => return form(app, page, known, typed, Some(fault)).await,
    };
    let done = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move {
            let id = regime::save(tx, known, &content).await?;
            // What has begun already is open at once, not at the keeper's next round.
            period::open_begun(tx).await?;
            Ok(id)
        })
    });
    let id = done.await.map_err(told)?;
    Ok(Page::go(&format!("/reports/regimes/{id}")))
}

/// `templates/reports/regime.html`
#[derive(Debug, Template)]
#[template(path = "reports/regime.html")]
pub struct ShowPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The regime.
    pub it: Regime,
    /// The key of its kind.
    pub kind: &'static str,
    /// The key of how often.
    pub cycle: Option<&'static str>,
    /// How long each level has.
    pub grace: Grace,
    /// The closing day; `None`: the month's end.
    pub closing: Option<u8>,
    /// Whether it runs.
    pub runs: bool,
    /// The periods opened.
    pub periods: Vec<PeriodRow>,
    /// The periods to come: name, window.
    pub ahead: Vec<(String, Window)>,
    /// Whether the person may change it.
    pub may: bool,
}

impl ShowPage<'_> {
    /// How long each level has, in words.
    pub fn grace_words(&self) -> String {
        let grace = self.grace;
        self.page.t.with(
            "regime-grace-days",
            &[
                ("commune", &grace.commune),
                ("department", &grace.department),
                ("province", &grace.province),
            ],
        )
    }

    /// The last day of a level in a period to come.
    pub fn due(&self, window: &Window, at: usize) -> String {
        shown::date(window.due(Reporter::ALL[at]))
    }
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    must_see_all(&page)?;
    let reader = app.db().read().await?;
    let it = regime::find(&reader, id).await?;
    let found = period::list(&reader, Some(id), MOST).await?;
    let calendar = calendar::load(&reader, page.today).await?;
    let periods = rows(&reader, page.t, found, page.today).await?;
    drop(reader);
    let clock = it.clock()?;
    let runs = it.is_running(page.today);
    let ahead = match clock.filter(|_| runs) {
        Some(clock) => {
            let from = page.today.max(it.first_day);
            let windows = clock.from(&calendar, from).take(AHEAD);
            let name = |window: Window| {
                (
                    named(page.t, clock.cycle, window.year, window.number),
                    window,
                )
            };
            windows.map(name).collect()
        }
        None => Vec::new(),
    };
    page.render(&ShowPage {
        page: &page,
        kind: kind_key(it.kind()?),
        cycle: clock.map(|clock| cycle_key(clock.cycle)),
        grace: it.grace()?,
        closing: match it.closing()? {
            Closing::Day(day) => Some(day),
            Closing::MonthEnd => None,
        },
        runs,
        periods,
        ahead,
        may: may_consolidate(&page),
        it,
    })
}

/// The version that is ended.
#[derive(Debug, Deserialize)]
pub struct Ending {
    version: i64,
}

/// Ends one.
pub async fn end(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Ending>,
) -> Result<Response> {
    let today = page.today;
    let done = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { regime::end(tx, id, form.version, today).await })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/reports/regimes/{id}")))
}

/// A period opened by hand.
#[derive(Debug, Deserialize)]
pub struct Opening {
    name: String,
    from_day: String,
    cutoff: String,
}

/// Opens one by hand.
pub async fn open(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Opening>,
) -> Result<Response> {
    let day =
        |text: &str| shown::parse_date(text).ok_or(Error::NotPossible(key!("report-cutoff-wrong")));
    let by_hand = ByHand {
        from_day: day(&form.from_day)?,
        cutoff: day(&form.cutoff)?,
        name: form.name,
    };
    let done = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { period::open_by_hand(tx, id, &by_hand).await })
    });
    let id = done.await.map_err(told)?;
    Ok(Page::go(&format!("/reports/{id}")))
}
