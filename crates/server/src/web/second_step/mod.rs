//! The second step of one's own account: `GET /settings/second-step` shows how it stands, `POST`
//! makes a secret; `…/confirmation` turns it on with a first code, `…/codes` makes new recovery
//! codes, `…/removal` turns it off.

mod qr;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use dondoc_core::account::second_step::{self, State as Step, rule};
use dondoc_core::account::{self, SignInFailure};
use dondoc_core::error::Error as CoreError;
use serde::Deserialize;

use super::App;
use super::error::Result;
use super::page::Page;
use crate::key;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(show).post(begin))
        .route("/confirmation", post(confirm))
        .route("/codes", post(renew_codes))
        .route("/removal", post(remove))
}

/// `templates/second_step/show.html`
#[derive(Debug, Template)]
#[template(path = "second_step/show.html")]
pub struct SecondStepPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Recovery codes left, where the second step is asked for.
    pub left: Option<usize>,
    /// Whether the role requires it.
    pub required: bool,
    /// Whether a password is asked for before a change.
    pub has_password: bool,
    /// What waits for its first code.
    pub begun: Option<Begun>,
    /// What went wrong, as a key.
    pub problem: Option<&'static str>,
}

/// A secret that waits for its first code.
#[derive(Debug)]
pub struct Begun {
    /// To type, in groups of four.
    pub secret: String,
    /// The address for a telephone on which the page itself is open.
    pub uri: String,
    /// Side of the drawing.
    pub side: i32,
    /// The dark of the drawing.
    pub path: String,
}

/// `templates/second_step/codes.html`
#[derive(Debug, Template)]
#[template(path = "second_step/codes.html")]
pub struct CodesPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Whose they are.
    pub login: &'a str,
    /// Where they let in.
    pub codes: Vec<String>,
}

async fn show(State(app): State<App>, page: Page) -> Result<Response> {
    render(&app, &page, None).await
}

async fn render(app: &App, page: &Page, problem: Option<&'static str>) -> Result<Response> {
    let me = page.me()?;
    let reader = app.db().read().await?;
    let account = account::find(&reader, me.account_id).await?;
    let state = second_step::state(&reader, account.id).await?;
    let issuer = page.t.get("app-name");
    let begun = second_step::begun(&reader, app.key(), &account, issuer, page.now).await?;
    let required = rule::requires(&reader, account.role()?).await?;
    drop(reader);
    let begun = begun.and_then(|it| {
        let (side, path) = qr::path(&it.uri)?;
        Some(Begun {
            secret: in_groups(&it.secret),
            uri: it.uri,
            side,
            path,
        })
    });
    let shown = SecondStepPage {
        page,
        left: match state {
            Step::On(left) => Some(left),
            Step::Off => None,
        },
        required,
        has_password: account.has_password(),
        begun,
        problem,
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    page.render_as(status, &shown)
}

fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect());
    groups.collect::<Vec<String>>().join(" ")
}

/// The form before a change: the password, or a code where there is none.
#[derive(Debug, Deserialize)]
struct Proof {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

impl Proof {
    /// Whether it is really the person; else what is wrong, as a key.
    async fn check(&self, app: &App, page: &Page) -> Result<Option<&'static str>> {
        let me = page.me()?;
        let reader = app.db().read().await?;
        let account = account::find(&reader, me.account_id).await?;
        let state = second_step::state(&reader, account.id).await?;
        drop(reader);
        let _place = app
            .sign_in_places()
            .acquire()
            .await
            .map_err(super::error::Error::internal)?;
        let (checked, wrong) = if account.has_password() {
            let checked = account::check_password(app.db(), account.id, &self.password, page.now);
            (checked.await?, key!("settings-password-wrong"))
        } else if state.is_on() {
            let (key, code) = (app.key().clone(), self.code.clone());
            let check = app.db().write(&me.actor, page.now, move |tx| {
                Box::pin(async move { second_step::check(tx, &key, account.id, &code).await })
            });
            (check.await?, key!("second-step-wrong"))
        } else {
            return Ok(None);
        };
        Ok(match checked {
            Ok(()) => None,
            Err(SignInFailure::Locked(_)) => Some(key!("second-step-locked")),
            Err(_) => Some(wrong),
        })
    }
}

async fn begin(State(app): State<App>, page: Page, Form(proof): Form<Proof>) -> Result<Response> {
    if let Some(problem) = proof.check(&app, &page).await? {
        return render(&app, &page, Some(problem)).await;
    }
    let key = app.key().clone();
    let begin = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { second_step::begin(tx, &key).await })
    });
    begin.await?;
    Ok(Page::go("/settings/second-step"))
}

/// The form of the first code.
#[derive(Debug, Deserialize)]
struct First {
    #[serde(default)]
    code: String,
}

async fn confirm(State(app): State<App>, page: Page, Form(first): Form<First>) -> Result<Response> {
    let key = app.key().clone();
    let confirm = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { second_step::confirm(tx, &key, &first.code).await })
    });
    match confirm.await {
        Ok(codes) => hand_out(&page, codes),
        Err(CoreError::Invalid { .. }) => {
            render(&app, &page, Some(key!("second-step-wrong"))).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn renew_codes(
    State(app): State<App>,
    page: Page,
    Form(proof): Form<Proof>,
) -> Result<Response> {
    if let Some(problem) = proof.check(&app, &page).await? {
        return render(&app, &page, Some(problem)).await;
    }
    let renew = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { second_step::renew_codes(tx).await })
    });
    hand_out(&page, renew.await?)
}

fn hand_out(page: &Page, codes: Vec<String>) -> Result<Response> {
    page.render(&CodesPage {
        page,
        login: &page.me()?.login,
        codes,
    })
}

async fn remove(State(app): State<App>, page: Page, Form(proof): Form<Proof>) -> Result<Response> {
    if let Some(problem) = proof.check(&app, &page).await? {
        return render(&app, &page, Some(problem)).await;
    }
    let me = page.me()?;
    let id = me.account_id;
    let remove = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(second_step::remove(tx, id))
    });
    remove.await?;
    Ok(Page::go("/settings/second-step"))
}
