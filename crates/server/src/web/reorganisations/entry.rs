//! Entering an act: by hand, or from one that comes prepared; changing its head.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::access;
use dondoc_core::reorganisation::{self, Act, prepared};
use dondoc_core::unit;
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use crate::key;
use crate::show as shown;

/// `templates/reorganisations/head.html`
#[derive(Debug, Template)]
#[template(path = "reorganisations/head.html")]
pub struct HeadPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Where the form goes.
    pub to: String,
    /// The version, of one that is changed.
    pub version: Option<i64>,
    /// What stands in the fields.
    pub head: Head,
    /// The provinces there are.
    pub places: Vec<String>,
    /// What was not understood.
    pub problem: Option<&'static str>,
}

/// The fields of the head.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Head {
    /// Whose directory.
    #[serde(default)]
    pub place: String,
    /// Number and symbol.
    #[serde(default)]
    pub number: String,
    /// Who issued it.
    #[serde(default)]
    pub issuer: String,
    /// Title.
    #[serde(default)]
    pub title: String,
    /// When it was issued.
    #[serde(default)]
    pub issued_on: String,
    /// From which day it holds.
    #[serde(default)]
    pub effective_on: String,
    /// The version that was seen.
    pub version: Option<i64>,
}

impl Head {
    fn act(&self) -> std::result::Result<Act, &'static str> {
        let day = |text: &str| shown::parse_date(text).ok_or(key!("reorganisation-no-day"));
        let act = Act {
            place: self.place.trim().to_owned(),
            number: self.number.trim().to_owned(),
            issuer: Some(self.issuer.trim().to_owned()).filter(|text| !text.is_empty()),
            title: self.title.trim().to_owned(),
            issued_on: day(&self.issued_on)?,
            effective_on: day(&self.effective_on)?,
            steps: Vec::new(),
        };
        match act.check() {
            Ok(()) => Ok(act),
            Err(_) => Err(key!("reorganisation-fields")),
        }
    }
}

fn check_may(page: &Page) -> Result<()> {
    let me = page.account.as_ref().ok_or(Error::SignInNeeded(None))?;
    Ok(me.actor.may(access::Act::Reorganise)?)
}

/// An empty form.
pub async fn new(State(app): State<App>, page: Page) -> Result<Response> {
    check_may(&page)?;
    form(&app, &page, Head::default(), None, None).await
}

/// The form of one that is there.
pub async fn edit(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    check_may(&page)?;
    let act = reorganisation::find(&*app.db().read().await?, id).await?;
    let head = Head {
        place: act.place,
        number: act.number,
        issuer: act.issuer.unwrap_or_default(),
        title: act.title,
        issued_on: act.issued_on.to_string(),
        effective_on: act.effective_on.to_string(),
        version: Some(act.version),
    };
    form(&app, &page, head, Some(id), None).await
}

async fn form(
    app: &App,
    page: &Page,
    head: Head,
    id: Option<i64>,
    problem: Option<&'static str>,
) -> Result<Response> {
    let places = unit::places(&*app.db().read().await?).await?;
    let status = match problem {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let shown = HeadPage {
        page,
        to: id.map_or_else(
            || "/reorganisations".to_owned(),
            |id| format!("/reorganisations/{id}"),
        ),
        version: head.version,
        head,
        places,
        problem,
    };
    page.render_as(status, &shown)
}

/// Enters one.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Form(head): Form<Head>,
) -> Result<Response> {
    let me = page.me()?;
    let act = match head.act() {
        Ok(act) => act,
        Err(problem) => return form(&app, &page, head, None, Some(problem)).await,
    };
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { reorganisation::create(tx, &act, None).await })
    });
    Ok(Page::go(&format!("/reorganisations/{}", write.await?.id)))
}

/// Changes the head of one.
pub async fn update(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(head): Form<Head>,
) -> Result<Response> {
    let me = page.me()?;
    let act = match head.act() {
        Ok(act) => act,
        Err(problem) => return form(&app, &page, head, Some(id), Some(problem)).await,
    };
    let version = head.version.ok_or(Error::BadRequest)?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let mut act = act;
            act.steps = reorganisation::content(tx, id).await?.steps;
            reorganisation::edit(tx, id, version, &act).await
        })
    });
    write.await?;
    Ok(Page::go(&format!("/reorganisations/{id}")))
}

/// Which prepared act, and what it does not know itself.
#[derive(Debug, Deserialize)]
pub struct Taken {
    code: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    issued_on: String,
}

/// Enters one that comes prepared.
pub async fn take(
    State(app): State<App>,
    page: Page,
    Form(taken): Form<Taken>,
) -> Result<Response> {
    let me = page.me()?;
    let reader = app.db().read().await?;
    let found = prepared::find(&reader, &taken.code).await?;
    let issued_on: Option<NaiveDate> = found.entry.date.or(shown::parse_date(&taken.issued_on));
    let issued_on = issued_on.ok_or(Error::NotPossible(key!("reorganisation-no-day")))?;
    let act = prepared::act(&reader, &found, taken.number.trim(), issued_on).await?;
    drop(reader);
    if act.number.trim().is_empty() {
        return Err(Error::NotPossible(key!("reorganisation-fields")));
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { reorganisation::create(tx, &act, Some(&taken.code)).await })
    });
    Ok(Page::go(&format!("/reorganisations/{}", write.await?.id)))
}
