//! Who is signed in: a random token in a cookie, its row with `core`.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::{DateTime, Utc};
use dondoc_core::access::Actor;
use dondoc_core::account::{NewSession, session};

use super::App;
use super::error::Result;

/// The account of a request.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session, to end it.
    pub session_id: i64,
    /// The account.
    pub account_id: i64,
    /// How the account signs in.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Who acts, for `core`.
    pub actor: Actor,
}

/// The account whose token the request brings, if the session is alive.
pub async fn find(app: &App, jar: &CookieJar, now: DateTime<Utc>) -> Result<Option<SignedIn>> {
    let Some(cookie) = jar.get(cookie_name(app)) else {
        return Ok(None);
    };
    let session = session::resume(app.db(), cookie.value(), now).await?;
    Ok(session.map(|session| SignedIn {
        session_id: session.id,
        account_id: session.account.id,
        login: session.account.login,
        name: session.account.name,
        actor: session.actor,
    }))
}

/// The cookie of a session just begun. Over https it is bound to the host by its prefix.
pub fn cookie(app: &App, session: &NewSession, now: DateTime<Utc>) -> Cookie<'static> {
    let life = (session.expires_at - now).to_std().unwrap_or_default();
    Cookie::build((cookie_name(app), session.token.clone()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.is_https())
        .max_age(life.try_into().unwrap_or_default())
        .build()
}

/// The cookie to remove on signing out.
pub fn gone(app: &App) -> Cookie<'static> {
    Cookie::build((cookie_name(app), ""))
        .path("/")
        .secure(app.is_https())
        .build()
}

fn cookie_name(app: &App) -> &'static str {
    if app.is_https() {
        "__Host-dondoc"
    } else {
        "dondoc"
    }
}
