//! Signing in from outside (OpenID Connect, authorization code with PKCE): `GET /sign-in/outside`
//! sends the browser to the provider, `GET /sign-in/outside/return` is where it comes back,
//! `GET /sign-in/outside/leaving` signs out there too; `GET/POST /sign-in-provider` is set up by an
//! administrator.
//!
//! What was asked with (state, nonce, verifier) travels in a sealed cookie for ten minutes, and
//! nothing of it is kept here. Links and not forms lead out: the pages allow no form to go to
//! another site.

pub mod asking;
mod jwt;
pub mod kept;
pub mod settings;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::CookieJar;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::Duration;
use dondoc_core::account::outside::provider::{self, Provider};
use dondoc_core::account::outside::{self, Refusal, Vouched};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::error::{Error, Result};
use super::machine::Machine;
use super::page::{Page, Visitor, in_full};
use super::{App, query, session, sign_in};
use crate::key;
use asking::{Answer, Failure, Known};

/// How long the way out and back may take.
const PATIENCE: Duration = Duration::minutes(10);
/// Where the browser comes back.
const RETURN: &str = "/sign-in/outside/return";
const PLACE: &str = "sign-in-outside";

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/outside", get(start))
        .route(RETURN, get(finish))
        .route("/sign-in/outside/leaving", get(leave))
        .route(
            "/sign-in-provider",
            get(settings::show).post(settings::update),
        )
}

/// What was asked with.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    state: String,
    nonce: String,
    verifier: String,
    redirect: String,
    next: String,
    at: i64,
}

fn cookie_name(app: &App) -> &'static str {
    if app.is_https() {
        "__Host-dondoc-outside"
    } else {
        "dondoc-outside"
    }
}

/// The provider, where it may be used and the server was started with a network to ask it in.
pub async fn in_use(app: &App) -> Result<Option<Provider>> {
    if app.sign_in_networks().is_empty() {
        return Ok(None);
    }
    let found = provider::find(&*app.db().read().await?).await?;
    Ok(found.filter(|it| it.in_use))
}

async fn known(app: &App, page: &Page, provider: &Provider) -> Result<Arc<Known>, Failure> {
    let kept = app.known_provider().get();
    if let Some(known) = kept.filter(|it| it.is_of(provider, page.now)) {
        return Ok(known);
    }
    let (networks, provider, now) = (app.sign_in_networks().to_vec(), provider.clone(), page.now);
    let asked = crate::panic::blocking(move || Known::ask(&networks, &provider, now));
    let known = asked
        .await
        .map_err(|error| Failure::Unreachable(error.to_string()))??;
    app.known_provider().keep(&known);
    Ok(known)
}

#[derive(Debug, Deserialize)]
struct Next {
    next: Option<String>,
}

async fn start(
    State(app): State<App>,
    Visitor(page): Visitor,
    Query(to): Query<Next>,
    jar: CookieJar,
    headers: HeaderMap,
) -> Result<Response> {
    let next = query::local(to.next.as_deref());
    let Some(provider) = in_use(&app).await? else {
        return Err(Error::NotFound);
    };
    let known = match known(&app, &page, &provider).await {
        Ok(known) => known,
        Err(failure) => return tell(&app, &page, next, &failure).await,
    };
    let random = || BASE64_URL_SAFE_NO_PAD.encode(app.db().random::<32>());
    let asked = Asked {
        state: random(),
        nonce: random(),
        verifier: random(),
        redirect: in_full(&app, &headers, RETURN),
        next: next.to_owned(),
        at: page.now.timestamp(),
    };
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(asked.verifier.as_bytes()));
    let to = known.description.sign_in(&[
        ("response_type", "code"),
        ("client_id", &provider.client_id),
        ("redirect_uri", &asked.redirect),
        ("scope", "openid profile email"),
        ("state", &asked.state),
        ("nonce", &asked.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    let content = serde_json::to_vec(&asked).map_err(Error::internal)?;
    let sealed = app.key().seal_text(&content, PLACE, app.db().random())?;
    let cookie = session::passing(&app, cookie_name(&app), sealed, PATIENCE);
    Ok((jar.add(cookie), Redirect::to(&to)).into_response())
}

/// What comes back in the address.
#[derive(Debug, Deserialize)]
struct Returned {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// What was asked with, if the browser still has it and it is not too old.
fn asked(app: &App, jar: &CookieJar, page: &Page) -> Option<Asked> {
    let sealed = jar.get(cookie_name(app))?.value();
    let asked: Asked = serde_json::from_slice(&app.key().open_text(sealed, PLACE)?).ok()?;
    let age = page.now.timestamp() - asked.at;
    (0..PATIENCE.num_seconds()).contains(&age).then_some(asked)
}

async fn finish(
    State(app): State<App>,
    Visitor(page): Visitor,
    Machine(from): Machine,
    Query(back): Query<Returned>,
    jar: CookieJar,
    headers: HeaderMap,
) -> Result<Response> {
    let asked = asked(&app, &jar, &page);
    // Used up, whatever comes of it.
    let jar = jar.remove(session::ended(&app, cookie_name(&app)));
    let answer = async {
        if app.attempts().blocked(from, page.now).is_some() {
            return Err(Error::TooMany);
        }
        let Some(provider) = in_use(&app).await? else {
            return Err(Error::NotFound);
        };
        let Some(asked) = asked else {
            return refuse(&app, &page, "/", key!("outside-expired")).await;
        };
        let next = asked.next.clone();
        if back.state.as_deref() != Some(asked.state.as_str())
            || back.iss.is_some_and(|iss| iss != provider.issuer)
        {
            app.attempts().failed(from, page.now);
            return refuse(&app, &page, &next, key!("outside-tampered")).await;
        }
        let Some(code) = back.code.filter(|_| back.error.is_none()) else {
            return refuse(&app, &page, &next, key!("outside-declined")).await;
        };
        match vouched(&app, &page, &provider, asked, code).await? {
            Ok(vouched) => {
                enter(
                    &app,
                    &page,
                    &headers,
                    jar.clone(),
                    &provider,
                    &vouched,
                    &next,
                )
                .await
            }
            Err(failure) => {
                app.attempts().failed(from, page.now);
                tell(&app, &page, &next, &failure).await
            }
        }
    };
    match answer.await {
        Ok(answer) => Ok((jar, answer).into_response()),
        Err(error) => Err(error),
    }
}

async fn vouched(
    app: &App,
    page: &Page,
    provider: &Provider,
    asked: Asked,
    code: String,
) -> Result<Result<Vouched, Failure>> {
    let known = match known(app, page, provider).await {
        Ok(known) => known,
        Err(failure) => return Ok(Err(failure)),
    };
    let answer = Answer {
        code,
        verifier: asked.verifier,
        nonce: asked.nonce,
        redirect: asked.redirect,
    };
    let secret = provider.secret(app.key())?;
    let (networks, of, now) = (app.sign_in_networks().to_vec(), provider.clone(), page.now);
    let asking = crate::panic::blocking(move || {
        asking::claims(&networks, &of, secret.as_deref(), known, &answer, now)
    });
    Ok(asking
        .await
        .map_err(Error::internal)?
        .map(|(claims, known)| {
            app.known_provider().keep(&known);
            told(provider, &claims)
        }))
}

/// What the claims say of the person.
fn told(provider: &Provider, claims: &Map<String, Value>) -> Vouched {
    let text = |name: &str| {
        let value = claims.get(name).and_then(Value::as_str);
        value.filter(|it| !it.is_empty()).map(str::to_owned)
    };
    // An address that the provider itself has not checked says nothing.
    let unverified = provider.claim == "email"
        && claims
            .get("email_verified")
            .is_some_and(|it| it != true && it != "true");
    Vouched {
        issuer: provider.issuer.clone(),
        subject: text("sub").unwrap_or_default(),
        name: text(&provider.claim).filter(|_| !unverified),
        full_name: text("name"),
        unit: text(&provider.unit_claim),
    }
}

async fn enter(
    app: &App,
    page: &Page,
    headers: &HeaderMap,
    jar: CookieJar,
    provider: &Provider,
    vouched: &Vouched,
    next: &str,
) -> Result<Response> {
    let agent = sign_in::agent(headers);
    match outside::enter(app.db(), provider, vouched, agent, page.now).await? {
        Ok(entry) => sign_in::enter(app, jar, entry, page, next).await,
        Err(refusal) => {
            let problem = match refusal {
                Refusal::Unknown => key!("outside-unknown"),
                Refusal::Disabled => key!("outside-disabled"),
                Refusal::NoUnit => key!("outside-no-unit"),
            };
            refuse(app, page, next, problem).await
        }
    }
}

async fn tell(app: &App, page: &Page, next: &str, failure: &Failure) -> Result<Response> {
    tracing::warn!(%failure, "a sign-in from outside failed");
    let problem = match failure {
        Failure::Unreachable(_) | Failure::Unfit(_) | Failure::Authority => {
            key!("outside-unreachable")
        }
        Failure::Code(_) | Failure::Token(_) => key!("outside-not-taken"),
    };
    refuse(app, page, next, problem).await
}

async fn refuse(app: &App, page: &Page, next: &str, problem: &'static str) -> Result<Response> {
    let problem = Some(page.t.get(problem).to_owned());
    sign_in::render(
        app,
        page,
        StatusCode::UNPROCESSABLE_ENTITY,
        problem,
        "",
        next,
    )
    .await
}

/// On to the provider's own way out.
async fn leave(
    State(app): State<App>,
    Visitor(page): Visitor,
    headers: HeaderMap,
) -> Result<Response> {
    let Some(provider) = in_use(&app).await? else {
        return Err(Error::NotFound);
    };
    let back = in_full(&app, &headers, "/sign-in");
    let known = match known(&app, &page, &provider).await {
        Ok(known) => known,
        Err(failure) => return tell(&app, &page, "/", &failure).await,
    };
    let parameters = [
        ("client_id", provider.client_id.as_str()),
        ("post_logout_redirect_uri", back.as_str()),
    ];
    Ok(match known.description.sign_out(&parameters) {
        Some(to) => Redirect::to(&to).into_response(),
        None => Page::go("/sign-in"),
    })
}
