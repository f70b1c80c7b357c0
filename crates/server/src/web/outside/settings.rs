//! The provider as an administrator sets it up: `GET /sign-in-provider`, `POST /sign-in-provider`.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use dondoc_core::access::{Act, Role};
use dondoc_core::account::outside::MADE_AS;
use dondoc_core::account::outside::provider::{self, Settings};
use dondoc_core::error::Error as CoreError;
use serde::Deserialize;

use super::super::accounts::role_key;
use super::asking::{self, Known};
use super::{RETURN, in_full};
use crate::key;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// `templates/outside/settings.html`
#[derive(Debug, Template)]
#[template(path = "outside/settings.html")]
pub struct ProviderPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The fields.
    pub form: &'a Typed,
    /// Roles an account may be made with: the code, the key of the name, whether it is chosen.
    pub roles: Vec<(&'static str, &'static str, bool)>,
    /// Whether a secret is kept.
    pub has_secret: bool,
    /// Whether the server was started with networks to ask in.
    pub is_open: bool,
    /// The address to enter at the provider.
    pub redirect: String,
    /// What came of saving, as a key.
    pub saved: Option<&'static str>,
    /// Why it was not saved, as a key.
    pub problem: Option<&'static str>,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    issuer: String,
    client_id: String,
    secret: String,
    claim: String,
    button: String,
    role: String,
    unit_claim: String,
    authority: String,
    second_step_trusted: Option<String>,
    in_use: Option<String>,
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
    headers: HeaderMap,
) -> Result<Response> {
    let found = provider::find(&*app.db().read().await?).await?;
    let typed = match found {
        Some(it) => Typed {
            role: it
                .role()?
                .map(|role| role.as_str().to_owned())
                .unwrap_or_default(),
            second_step_trusted: it.second_step_trusted.then(String::new),
            in_use: it.in_use.then(String::new),
            issuer: it.issuer,
            client_id: it.client_id,
            secret: String::new(),
            claim: it.claim,
            button: it.button,
            unit_claim: it.unit_claim,
            authority: it.authority,
        },
        None => Typed {
            claim: "email".to_owned(),
            button: page.t.get("outside-button-default").to_owned(),
            ..Typed::default()
        },
    };
    let saved = after.saved.map(|how| match how.as_str() {
        "answers" => key!("outside-saved-answers"),
        "silent" => key!("outside-saved-silent"),
        _ => key!("outside-saved"),
    });
    render(&app, &page, &headers, &typed, saved, None).await
}

async fn render(
    app: &App,
    page: &Page,
    headers: &HeaderMap,
    form: &Typed,
    saved: Option<&'static str>,
    problem: Option<&'static str>,
) -> Result<Response> {
    page.me()?.actor.may(Act::ManageSettings)?;
    let found = provider::find(&*app.db().read().await?).await?;
    let shown = ProviderPage {
        page,
        form,
        roles: MADE_AS
            .map(|it| (it.as_str(), role_key(it), it.as_str() == form.role))
            .to_vec(),
        has_secret: found.is_some_and(|it| it.has_secret()),
        is_open: !app.sign_in_networks().is_empty(),
        redirect: in_full(app, headers, RETURN),
        saved,
        problem,
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    page.render_as(status, &shown)
}

/// Saves, and asks the provider whether it answers.
pub async fn update(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let me = page.me()?;
    me.actor.may(Act::ManageSettings)?;
    let refuse = |problem| render(&app, &page, &headers, &typed, None, Some(problem));
    let role = match typed.role.as_str() {
        "" => None,
        role => match Role::parse(role) {
            Ok(role) => Some(role),
            Err(_) => return refuse(key!("outside-no-role")).await,
        },
    };
    let authority = typed.authority.trim();
    if !authority.is_empty() && asking::certificates(authority).is_none() {
        return refuse(key!("outside-no-authority")).await;
    }
    let settings = Settings {
        issuer: typed.issuer.trim().to_owned(),
        client_id: typed.client_id.clone(),
        secret: Some(typed.secret.clone()).filter(|it| !it.is_empty()),
        claim: typed.claim.clone(),
        button: typed.button.clone(),
        role,
        unit_claim: typed.unit_claim.clone(),
        authority: authority.to_owned(),
        second_step_trusted: typed.second_step_trusted.is_some(),
        in_use: typed.in_use.is_some(),
    };
    let key = app.key().clone();
    let save = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { provider::save(tx, &key, &settings).await })
    });
    match save.await {
        Ok(()) => Ok(Page::go(&format!(
            "/sign-in-provider?saved={}",
            answers(&app, &page).await?
        ))),
        Err(CoreError::Invalid { field, .. }) => {
            refuse(match field {
                "issuer" => key!("outside-no-issuer"),
                "unit_claim" => key!("outside-no-unit-claim"),
                "role" => key!("outside-no-role"),
                "authority" => key!("outside-no-authority"),
                _ => key!("outside-field-missing"),
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

async fn answers(app: &App, page: &Page) -> Result<&'static str> {
    let networks = app.sign_in_networks().to_vec();
    let found = provider::find(&*app.db().read().await?).await?;
    let Some(found) = found.filter(|it| it.in_use && !networks.is_empty()) else {
        return Ok("kept");
    };
    let now = page.now;
    let asked = crate::panic::blocking(move || Known::ask(&networks, &found, now));
    match asked.await.map_err(Error::internal)? {
        Ok(known) => {
            app.known_provider().keep(&known);
            Ok("answers")
        }
        Err(failure) => {
            tracing::warn!(%failure, "the sign-in provider does not answer as it should");
            Ok("silent")
        }
    }
}
