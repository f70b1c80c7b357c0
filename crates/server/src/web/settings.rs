//! The account of the person: `GET /settings`, `POST /settings/password`.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use dondoc_core::access::Act;
use dondoc_core::account::{self, SignInFailure, session as sessions};
use serde::Deserialize;

use super::accounts::{Seen, seen};
use super::error::Result;
use super::page::Page;
use super::{App, session};

/// `templates/settings.html`
#[derive(Debug, Template)]
#[template(path = "settings.html")]
pub struct SettingsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The person's name.
    pub name: &'a str,
    /// How the person signs in.
    pub login: &'a str,
    /// Where the person is signed in.
    pub sessions: Vec<Seen>,
    /// Whether the person manages the settings of the house.
    pub may_manage: bool,
    /// Whether there is a password to be asked for.
    pub has_password: bool,
    /// Whether the password was just changed.
    pub saved: bool,
    /// Why it was not.
    pub problem: Option<&'a str>,
}

/// After a change.
#[derive(Debug, Deserialize)]
pub struct After {
    saved: Option<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(after): Query<After>,
) -> Result<Response> {
    render(&app, &page, StatusCode::OK, after.saved.is_some(), None).await
}

async fn render(
    app: &App,
    page: &Page,
    status: StatusCode,
    saved: bool,
    problem: Option<&str>,
) -> Result<Response> {
    let signed_in = page.me()?;
    let reader = app.db().read().await?;
    let account = account::find(&reader, signed_in.account_id).await?;
    let sessions = sessions::of_account(&reader, signed_in.account_id, page.now).await?;
    drop(reader);
    let shown = SettingsPage {
        page,
        name: &account.name,
        login: &account.login,
        sessions: sessions
            .iter()
            .map(|it| seen(page, signed_in, it))
            .collect(),
        may_manage: signed_in.actor.may(Act::ManageSettings).is_ok(),
        has_password: account.has_password(),
        saved,
        problem,
    };
    page.render_as(status, &shown)
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct Change {
    current: Option<String>,
    new: String,
    again: String,
}

/// Changes the password, and begins a new session here: all old ones end.
pub async fn update(
    State(app): State<App>,
    page: Page,
    jar: CookieJar,
    Form(form): Form<Change>,
) -> Result<Response> {
    let problem = |key| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let (app, page) = (&app, &page);
        async move { render(app, page, status, false, Some(page.t.get(key))).await }
    };
    if form.new != form.again {
        return problem(crate::key!("settings-password-differ")).await;
    }
    let me = page.me()?;
    let stored = account::find(&*app.db().read().await?, me.account_id).await?;
    if stored.has_password() {
        let current = form.current.as_deref().unwrap_or_default();
        match account::sign_in(app.db(), &me.login, current, "", page.now).await? {
            Ok(_) => {}
            Err(SignInFailure::Wrong | SignInFailure::Locked(_)) => {
                return problem(crate::key!("settings-password-wrong")).await;
            }
        }
    }
    match account::set_password(app.db(), &me.actor, me.account_id, &form.new, page.now).await {
        Ok(()) => {}
        Err(dondoc_core::Error::Invalid {
            reason: "too_short",
            ..
        }) => {
            return problem(crate::key!("settings-password-short")).await;
        }
        Err(dondoc_core::Error::Invalid { .. }) => {
            return problem(crate::key!("settings-password-long")).await;
        }
        Err(error) => return Err(error.into()),
    }
    match account::sign_in(app.db(), &me.login, &form.new, "", page.now).await? {
        Ok(fresh) => {
            let jar = jar.add(session::cookie(&app, &fresh, page.now));
            Ok((jar, Page::go("/settings?saved=1")).into_response())
        }
        Err(_) => Ok(Page::go("/sign-in")),
    }
}
