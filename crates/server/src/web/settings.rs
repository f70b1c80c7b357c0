//! The account of the person: `GET /settings`, `POST /settings/password`.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use dondoc_core::access::Act;
use dondoc_core::account::second_step;
use dondoc_core::account::{self, session as sessions};
use dondoc_core::error::Error as CoreError;
use serde::Deserialize;

use super::accounts::{Seen, seen};
use super::error::Result;
use super::page::Page;
use super::{App, session, sign_in};
use crate::key;

/// `templates/settings.html`
#[derive(Debug, Template)]
#[template(path = "settings.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a part of the page that is shown or not"
)]
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
    /// Whether the second step is asked for.
    pub second_step: bool,
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
    let state = second_step::state(&reader, signed_in.account_id).await?;
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
        second_step: state.is_on(),
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
    headers: HeaderMap,
    Form(form): Form<Change>,
) -> Result<Response> {
    let problem = |key| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let (app, page) = (&app, &page);
        async move { render(app, page, status, false, Some(page.t.get(key))).await }
    };
    if form.new != form.again {
        return problem(key!("settings-password-differ")).await;
    }
    let me = page.me()?;
    let stored = account::find(&*app.db().read().await?, me.account_id).await?;
    if stored.has_password() {
        let current = form.current.as_deref().unwrap_or_default();
        let checked = account::check_password(app.db(), me.account_id, current, page.now);
        if checked.await?.is_err() {
            return problem(key!("settings-password-wrong")).await;
        }
    }
    let agent = sign_in::agent(&headers);
    let changed = account::change_password(app.db(), &me.actor, &form.new, agent, page.now);
    match changed.await {
        Ok(fresh) => {
            let jar = jar.add(session::cookie(&app, &fresh, page.now));
            Ok((jar, Page::go("/settings?saved=1")).into_response())
        }
        Err(CoreError::Invalid { reason, .. }) => problem(password_problem(reason)).await,
        Err(error) => Err(error.into()),
    }
}

/// Why a password is not taken, as a key.
pub fn password_problem(reason: &str) -> &'static str {
    match reason {
        "too_short" => key!("settings-password-short"),
        "too_long" => key!("settings-password-long"),
        "login" => key!("settings-password-login"),
        _ => key!("settings-password-common"),
    }
}
