//! Working days: `GET /calendar` shows a year; `POST /calendar` enters what was announced,
//! `…/withdrawals` takes it back, `…/years` says which document a year was compared with.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{Datelike as _, NaiveDate};
use dondoc_core::access::Act;
use dondoc_core::calendar::{self, Holiday};
use serde::Deserialize;

use super::App;
use super::error::{Error, Result};
use super::page::Page;
use super::session::SignedIn;
use crate::{key, show as shown};

/// `templates/calendar.html`
#[derive(Debug, Template)]
#[template(path = "calendar.html")]
pub struct CalendarPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The year.
    pub year: i32,
    /// The document it was compared with; none: it is only computed.
    pub document: Option<String>,
    /// Its days that are not as their weekday says.
    pub days: Vec<Day>,
    /// Whether it may be changed.
    pub may_edit: bool,
}

/// A day off, or one worked instead.
#[derive(Debug)]
pub struct Day {
    /// The day as a form sends it.
    pub iso: String,
    /// As people write it.
    pub date: String,
    /// The key of the day of the week.
    pub weekday: &'static str,
    /// Whether it is worked.
    pub working: bool,
    /// What it is, in words.
    pub name: String,
    /// The document that says so, when none of the rules does.
    pub document: Option<String>,
}

/// Which year.
#[derive(Debug, Deserialize)]
pub struct Asked {
    year: Option<i32>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let year = asked.year.unwrap_or_else(|| page.today.year());
    let year = year.clamp(1990, 2200);
    let reader = app.db().read().await?;
    let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or(Error::NotFound)?;
    let calendar = calendar::load(&reader, first).await?;
    let document = calendar::document_of(&reader, year).await?;
    drop(reader);
    let me = page.me()?;
    let days = first.iter_days().take_while(|day| day.year() == year);
    let shown = CalendarPage {
        page: &page,
        year,
        document,
        days: days.filter_map(|it| day(&page, &calendar, it)).collect(),
        may_edit: me.actor.may(Act::EditCalendar).is_ok(),
    };
    page.render(&shown)
}

fn day(page: &Page, calendar: &calendar::Calendar, day: NaiveDate) -> Option<Day> {
    let (name, document) = match (calendar.announced(day), calendar.rule(day)) {
        (Some(announced), _) => (announced.name.clone(), Some(announced.document.clone())),
        (None, Some(rule)) => (page.t.get(holiday_key(rule)).to_owned(), None),
        (None, None) => return None,
    };
    Some(Day {
        iso: day.to_string(),
        date: shown::date(day),
        weekday: weekday_key(day),
        working: calendar.is_working(day),
        name,
        document,
    })
}

fn holiday_key(holiday: Holiday) -> &'static str {
    match holiday {
        Holiday::NewYear => key!("calendar-new-year"),
        Holiday::LunarNewYear => key!("calendar-lunar-new-year"),
        Holiday::HungKings => key!("calendar-hung-kings"),
        Holiday::Reunification => key!("calendar-reunification"),
        Holiday::Labour => key!("calendar-labour"),
        Holiday::National => key!("calendar-national"),
        Holiday::InLieu => key!("calendar-in-lieu"),
    }
}

fn weekday_key(day: NaiveDate) -> &'static str {
    [
        key!("calendar-monday"),
        key!("calendar-tuesday"),
        key!("calendar-wednesday"),
        key!("calendar-thursday"),
        key!("calendar-friday"),
        key!("calendar-saturday"),
        key!("calendar-sunday"),
    ][day.weekday().num_days_from_monday() as usize]
}

fn editor(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    me.actor.may(Act::EditCalendar)?;
    Ok(me)
}

/// What was announced.
#[derive(Debug, Deserialize)]
pub struct Announcement {
    off: String,
    on: String,
    name: String,
    document: String,
}

/// Enters it: a day off, a day worked, or the two swapped.
pub async fn announce(
    State(app): State<App>,
    page: Page,
    Form(form): Form<Announcement>,
) -> Result<Response> {
    let me = editor(&page)?;
    let parse = |text: &str| match text.trim() {
        "" => Ok(None),
        text => shown::parse_date(text)
            .map(Some)
            .ok_or(Error::NotPossible(key!("calendar-no-day"))),
    };
    let off = parse(&form.off)?.map(|day| (day, false));
    let on = parse(&form.on)?.map(|day| (day, true));
    let days: Vec<(NaiveDate, bool)> = off.into_iter().chain(on).collect();
    let Some(year) = days.first().map(|(day, _)| day.year()) else {
        return Err(Error::NotPossible(key!("calendar-no-day")));
    };
    if form.name.trim().is_empty() || form.document.trim().is_empty() {
        return Err(Error::NotPossible(key!("calendar-no-document")));
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { calendar::announce(tx, &days, &form.name, &form.document).await })
    });
    write.await?;
    Ok(Page::go(&format!("/calendar?year={year}")))
}

/// A day.
#[derive(Debug, Deserialize)]
pub struct Withdrawal {
    day: NaiveDate,
}

/// Takes an announcement back.
pub async fn withdraw(
    State(app): State<App>,
    page: Page,
    Form(form): Form<Withdrawal>,
) -> Result<Response> {
    let me = editor(&page)?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(calendar::withdraw(tx, form.day))
    });
    write.await?;
    Ok(Page::go(&format!("/calendar?year={}", form.day.year())))
}

/// A year and its document.
#[derive(Debug, Deserialize)]
pub struct Compared {
    year: i32,
    document: String,
}

/// Says that a year was compared with its announcement.
pub async fn compare(
    State(app): State<App>,
    page: Page,
    Form(form): Form<Compared>,
) -> Result<Response> {
    let me = editor(&page)?;
    if form.document.trim().is_empty() {
        return Err(Error::NotPossible(key!("calendar-no-document")));
    }
    let year = form.year;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { calendar::compared(tx, year, &form.document).await })
    });
    write.await?;
    Ok(Page::go(&format!("/calendar?year={year}")))
}
