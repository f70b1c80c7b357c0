//! Signing in and out: `GET/POST /sign-in`, `GET/POST /sign-in/code` (the second step),
//! `GET/POST /sign-in/{token}` (a one-time link), `POST /sign-out`.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use dondoc_core::account::second_step::halfway;
use dondoc_core::account::{
    self, Entry, NewSession, SignInFailure, session as sessions, sign_in_link,
};
use serde::Deserialize;

use super::error::Result;
use super::machine::Machine;
use super::page::{Page, Visitor};
use super::{App, outside, query, session};

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
    /// What the button of the sign-in provider says, where there is one.
    pub outside: Option<String>,
    /// Whether somebody just signed out here and not there.
    pub left: bool,
}

impl SignInPage<'_> {
    fn next_in_query(&self) -> String {
        query::encode(self.next)
    }
}

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub struct Next {
    next: Option<String>,
    left: Option<String>,
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct SignIn {
    login: String,
    password: String,
    next: Option<String>,
}

/// The form.
pub async fn show(
    State(app): State<App>,
    Visitor(page): Visitor,
    Query(to): Query<Next>,
) -> Result<Response> {
    let next = query::local(to.next.as_deref());
    if page.account.is_some() {
        return Ok(Page::go(next));
    }
    let outside = outside::in_use(&app).await?.map(|it| it.button);
    page.render(&SignInPage {
        page: &page,
        problem: None,
        login: "",
        next,
        left: outside.is_some() && to.left.is_some(),
        outside,
    })
}

/// The form after something went wrong.
pub async fn render(
    app: &App,
    page: &Page,
    status: StatusCode,
    problem: Option<String>,
    login: &str,
    next: &str,
) -> Result<Response> {
    let shown = SignInPage {
        page,
        problem,
        login,
        next,
        left: false,
        outside: outside::in_use(app).await?.map(|it| it.button),
    };
    page.render_as(status, &shown)
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
    let refuse = |status, problem| render(&app, &page, status, Some(problem), &form.login, next);
    // Held until the answer is counted, so that guesses sent at once are asked one after another.
    let _place = app
        .sign_in_places()
        .acquire()
        .await
        .map_err(super::error::Error::internal)?;
    if let Some(minutes) = app.attempts().blocked(from, page.now) {
        let problem = page.t.one("sign-in-too-many", "minutes", minutes);
        return refuse(StatusCode::TOO_MANY_REQUESTS, problem).await;
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
        Ok(entry) => enter(&app, jar, entry, &page, next).await,
        Err(failure) => {
            app.attempts().failed(from, page.now);
            refuse(StatusCode::UNPROCESSABLE_ENTITY, why(&page, &failure)).await
        }
    }
}

/// In, or on to the question for the second step.
pub async fn enter(
    app: &App,
    jar: CookieJar,
    entry: Entry,
    page: &Page,
    next: &str,
) -> Result<Response> {
    match entry {
        Entry::In(session) => welcome(app, jar, &session, page, next).await,
        Entry::Halfway(account) => {
            let sealed = halfway::seal(app.db(), app.key(), &account, page.now)?;
            let to = format!("/sign-in/code?next={}", query::encode(next));
            Ok((jar.add(session::halfway(app, sealed)), Page::go(&to)).into_response())
        }
    }
}

fn why(page: &Page, failure: &SignInFailure) -> String {
    match failure {
        SignInFailure::Wrong => page.t.get("sign-in-wrong").to_owned(),
        SignInFailure::Over => page.t.get("sign-in-over").to_owned(),
        SignInFailure::Locked(until) => {
            page.t
                .one("sign-in-locked", "minutes", minutes_until(*until, page.now))
        }
    }
}

/// `templates/sign_in_code.html`
#[derive(Debug, Template)]
#[template(path = "sign_in_code.html")]
pub struct CodePage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What went wrong the last time.
    pub problem: Option<String>,
    /// Where to go afterwards.
    pub next: &'a str,
}

/// The second step: asks for the code of who is half-way in, and sends everybody else to the start.
pub async fn code(
    State(app): State<App>,
    Visitor(page): Visitor,
    Query(to): Query<Next>,
    jar: CookieJar,
) -> Result<Response> {
    let carried = session::carried(&app, &jar);
    if carried
        .and_then(|it| halfway::open(app.key(), it, page.now))
        .is_none()
    {
        return Ok(Page::go("/sign-in"));
    }
    page.render(&CodePage {
        page: &page,
        problem: None,
        next: query::local(to.next.as_deref()),
    })
}

/// The form of the second step.
#[derive(Debug, Deserialize)]
pub struct Code {
    #[serde(default)]
    code: String,
    next: Option<String>,
}

/// Signs in with the second step.
pub async fn pass(
    State(app): State<App>,
    Visitor(page): Visitor,
    Machine(from): Machine,
    jar: CookieJar,
    headers: HeaderMap,
    Form(form): Form<Code>,
) -> Result<Response> {
    let next = query::local(form.next.as_deref());
    let carried = session::carried(&app, &jar);
    let Some(half) = carried.and_then(|it| halfway::open(app.key(), it, page.now)) else {
        return over(&app, jar, &page, next).await;
    };
    let refuse = |status, problem| {
        let shown = CodePage {
            page: &page,
            problem: Some(problem),
            next,
        };
        page.render_as(status, &shown)
    };
    let _place = app
        .sign_in_places()
        .acquire()
        .await
        .map_err(super::error::Error::internal)?;
    if let Some(minutes) = app.attempts().blocked(from, page.now) {
        let problem = page.t.one("sign-in-too-many", "minutes", minutes);
        return refuse(StatusCode::TOO_MANY_REQUESTS, problem);
    }
    let agent = agent(&headers);
    match halfway::pass(app.db(), app.key(), &half, &form.code, agent, page.now).await? {
        Ok(session) => {
            let jar = jar.remove(session::no_longer_halfway(&app));
            welcome(&app, jar, &session, &page, next).await
        }
        Err(SignInFailure::Over) => over(&app, jar, &page, next).await,
        Err(failure) => {
            app.attempts().failed(from, page.now);
            let problem = match failure {
                SignInFailure::Wrong => page.t.get("second-step-wrong").to_owned(),
                failure => why(&page, &failure),
            };
            refuse(StatusCode::UNPROCESSABLE_ENTITY, problem)
        }
    }
}

/// The first step is no longer good: back to it.
async fn over(app: &App, jar: CookieJar, page: &Page, next: &str) -> Result<Response> {
    let problem = Some(page.t.get("sign-in-over").to_owned());
    let answer = render(
        app,
        page,
        StatusCode::UNPROCESSABLE_ENTITY,
        problem,
        "",
        next,
    )
    .await?;
    Ok((jar.remove(session::no_longer_halfway(app)), answer).into_response())
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
        return used_up(&app, &page).await;
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
        Some(entry) => enter(&app, jar, entry, &page, "/").await,
        None => used_up(&app, &page).await,
    }
}

async fn used_up(app: &App, page: &Page) -> Result<Response> {
    let problem = Some(page.t.get("sign-in-link-used").to_owned());
    render(app, page, StatusCode::GONE, problem, "", "/").await
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
    let outside = page.account.as_ref().is_some_and(|me| me.outside);
    let to = if outside {
        "/sign-in?left=1"
    } else {
        "/sign-in"
    };
    Ok((jar.remove(session::gone(&app)), Page::go(to)).into_response())
}

/// In: the session that this browser had before ends, so that none is left behind unseen.
async fn welcome(
    app: &App,
    jar: CookieJar,
    session: &NewSession,
    page: &Page,
    next: &str,
) -> Result<Response> {
    if let Some(before) = &page.account {
        let id = before.session_id;
        let end = app.db().write(&before.actor, page.now, move |tx| {
            Box::pin(async move { sessions::end(tx, id).await })
        });
        end.await?;
    }
    let jar = jar.add(session::cookie(app, session, page.now));
    Ok((jar, Page::go(next)).into_response())
}

/// What the browser calls itself, for the list of sessions.
pub fn agent(headers: &HeaderMap) -> &str {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
