//! Signing in and out: `GET/POST /sign-in`, `GET/POST /sign-in/{token}` (a one-time link),
//! `POST /sign-out`.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use dondoc_core::account::{self, NewSession, SignInFailure, session as sessions, sign_in_link};
use serde::Deserialize;

use super::error::Result;
use super::machine::Machine;
use super::page::{Page, Visitor};
use super::{App, query, session};

/// `templates/sign_in.html`
#[derive(Debug, Template)]
#[template(path = "sign_in.html")]
pub struct SignInPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What went wrong the last time.
    pub problem: Option<String>,
    /// The name typed the last time.
    pub login: &'a str,
    /// Where to go afterwards.
    pub next: &'a str,
}

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct SignIn {
    login: String,
    password: String,
    next: Option<String>,
}

/// The form.
pub async fn show(Visitor(page): Visitor, Query(to): Query<Next>) -> Result<Response> {
    let next = query::local(to.next.as_deref());
    if page.account.is_some() {
        return Ok(Page::go(next));
    }
    page.render(&SignInPage {
        page: &page,
        problem: None,
        login: "",
        next,
    })
}

/// Signs in with a password.
pub async fn create(
    State(app): State<App>,
    Visitor(page): Visitor,
    Machine(from): Machine,
    jar: CookieJar,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Result<Response> {
    let next = query::local(form.next.as_deref());
    let refuse = |status, problem| {
        let shown = SignInPage {
            page: &page,
            problem: Some(problem),
            login: &form.login,
            next,
        };
        page.render_as(status, &shown)
    };
    // Held until the answer is counted, so that guesses sent at once are asked one after another.
    let _place = app
        .sign_in_places()
        .acquire()
        .await
        .map_err(super::error::Error::internal)?;
    if let Some(minutes) = app.attempts().blocked(from, page.now) {
        let problem = page.t.one("sign-in-too-many", "minutes", minutes);
        return refuse(StatusCode::TOO_MANY_REQUESTS, problem);
    }
    let answer = account::sign_in(
        app.db(),
        &form.login,
        &form.password,
        agent(&headers),
        page.now,
    )
    .await?;
    match answer {
        Ok(session) => Ok(welcome(&app, jar, &session, &page, next)),
        Err(failure) => {
            app.attempts().failed(from, page.now);
            refuse(StatusCode::UNPROCESSABLE_ENTITY, why(&page, &failure))
        }
    }
}

fn why(page: &Page, failure: &SignInFailure) -> String {
    match failure {
        SignInFailure::Wrong => page.t.get("sign-in-wrong").to_owned(),
        SignInFailure::Locked(until) => {
            page.t
                .one("sign-in-locked", "minutes", minutes_until(*until, page.now))
        }
    }
}

/// Whole minutes left, rounded up.
fn minutes_until(until: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    ((until - now).num_seconds().max(0) + 59) / 60
}

/// `templates/sign_in_link.html`
#[derive(Debug, Template)]
#[template(path = "sign_in_link.html")]
pub struct LinkPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Whom the link lets in.
    pub name: &'a str,
    /// The link's own address.
    pub to: &'a str,
}

/// What a one-time link opens: one button. Mail scanners, previews and browsers that load pages
/// ahead only look, so looking does not use it up.
pub async fn link(
    State(app): State<App>,
    Visitor(page): Visitor,
    Path(token): Path<String>,
) -> Result<Response> {
    let found = sign_in_link::find(&*app.db().read().await?, &token, page.now).await?;
    let Some(account) = found else {
        return used_up(&page);
    };
    page.render(&LinkPage {
        page: &page,
        name: &account.name,
        to: &page.here,
    })
}

/// Signs in with a one-time link.
pub async fn redeem(
    State(app): State<App>,
    Visitor(page): Visitor,
    Path(token): Path<String>,
    jar: CookieJar,
    headers: HeaderMap,
) -> Result<Response> {
    let redeemed = sign_in_link::redeem(app.db(), &token, agent(&headers), page.now).await?;
    match redeemed {
        Some(session) => Ok(welcome(&app, jar, &session, &page, "/")),
        None => used_up(&page),
    }
}

fn used_up(page: &Page) -> Result<Response> {
    let shown = SignInPage {
        page,
        problem: Some(page.t.get("sign-in-link-used").to_owned()),
        login: "",
        next: "/",
    };
    page.render_as(StatusCode::GONE, &shown)
}

/// Signs out.
pub async fn destroy(State(app): State<App>, page: Page, jar: CookieJar) -> Result<Response> {
    if let Some(account) = &page.account {
        let id = account.session_id;
        let end = app.db().write(&account.actor, page.now, move |tx| {
            Box::pin(async move { sessions::end(tx, id).await })
        });
        end.await?;
    }
    Ok((jar.remove(session::gone(&app)), Page::go("/sign-in")).into_response())
}

fn welcome(app: &App, jar: CookieJar, session: &NewSession, page: &Page, next: &str) -> Response {
    (
        jar.add(session::cookie(app, session, page.now)),
        Page::go(next),
    )
        .into_response()
}

/// What the browser calls itself, for the list of sessions.
fn agent(headers: &HeaderMap) -> &str {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
