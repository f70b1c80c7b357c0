//! API tokens of the person: `GET /settings/tokens`, `POST` makes one, `…/{id}/revocation` ends it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::access::Scope;
use dondoc_core::account::token::{self, Token};
use dondoc_core::error::Error as CoreError;
use serde::Deserialize;

use super::App;
use super::error::Result;
use super::page::Page;
use crate::{api, key};

/// Days to choose from.
const DAYS: [i64; 3] = [30, 90, 365];

/// `templates/tokens.html`
#[derive(Debug, Template)]
#[template(path = "tokens.html")]
pub struct TokensPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The tokens, newest first.
    pub tokens: Vec<Line>,
    /// What a token may be used for: the value, and the keys of its name and of what it opens.
    pub scopes: Vec<(&'static str, &'static str, &'static str)>,
    /// For how many days.
    pub days: [i64; 3],
    /// The secret of the token just made: shown this once.
    pub secret: Option<String>,
    /// Where the OpenAPI document stands.
    pub document: String,
    /// Why none was made, as a key.
    pub problem: Option<&'static str>,
}

/// A token in the list.
#[derive(Debug)]
pub struct Line {
    /// Id.
    pub id: i64,
    /// What the person calls it.
    pub name: String,
    /// What it may be used for, as keys.
    pub scopes: Vec<&'static str>,
    /// When it was made.
    pub made: String,
    /// When it was last used.
    pub used: Option<String>,
    /// When it ends.
    pub ends: String,
    /// Whether it still lets in.
    pub is_good: bool,
}

/// The page.
pub async fn index(State(app): State<App>, page: Page) -> Result<Response> {
    render(&app, &page, StatusCode::OK, None, None).await
}

async fn render(
    app: &App,
    page: &Page,
    status: StatusCode,
    secret: Option<String>,
    problem: Option<&'static str>,
) -> Result<Response> {
    let me = page.me()?;
    let tokens = token::of_account(&*app.db().read().await?, me.account_id).await?;
    let tokens = tokens.into_iter().map(|token| line(page, &token));
    let shown = TokensPage {
        page,
        tokens: tokens.collect::<Result<_>>()?,
        scopes: Scope::ALL
            .map(|it| (it.as_str(), name(it), about(it)))
            .to_vec(),
        days: DAYS,
        secret,
        document: format!("{}/openapi.json", api::BASE),
        problem,
    };
    page.render_as(status, &shown)
}

fn line(page: &Page, token: &Token) -> Result<Line> {
    Ok(Line {
        id: token.id,
        name: token.name.clone(),
        scopes: token.scopes()?.into_iter().map(name).collect(),
        made: page.instant(&token.created_at),
        used: token.used_at.as_ref().map(|at| page.instant(at)),
        ends: page.instant(&token.expires_at),
        is_good: token.is_good(page.now),
    })
}

fn name(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => key!("token-scope-read"),
        Scope::Report => key!("token-scope-report"),
        Scope::Work => key!("token-scope-work"),
    }
}

fn about(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => key!("token-scope-read-more"),
        Scope::Report => key!("token-scope-report-more"),
        Scope::Work => key!("token-scope-work-more"),
    }
}

/// The form: each scope is a box of its own.
#[derive(Debug, Deserialize)]
pub struct New {
    name: String,
    days: i64,
    read: Option<String>,
    report: Option<String>,
    work: Option<String>,
}

/// Makes a token and shows its secret, this once.
pub async fn create(State(app): State<App>, page: Page, Form(form): Form<New>) -> Result<Response> {
    let boxes = [
        (Scope::Read, form.read),
        (Scope::Report, form.report),
        (Scope::Work, form.work),
    ];
    let ticked = boxes.into_iter().filter(|(_, ticked)| ticked.is_some());
    let scopes: Vec<Scope> = ticked.map(|(scope, _)| scope).collect();
    let made = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { token::issue(tx, &form.name, &scopes, form.days).await })
    });
    match made.await {
        Ok(made) => render(&app, &page, StatusCode::OK, Some(made.secret), None).await,
        Err(CoreError::Invalid { field, .. }) => {
            let problem = match field {
                "name" => key!("token-no-name"),
                "scopes" => key!("token-no-scope"),
                _ => key!("token-no-days"),
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            render(&app, &page, status, None, Some(problem)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends a token.
pub async fn revoke(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let write = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(token::revoke(tx, id))
    });
    write.await?;
    Ok(Page::go("/settings/tokens"))
}
