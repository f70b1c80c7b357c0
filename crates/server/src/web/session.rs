//! Who is signed in: a random token in a cookie, its row with `core`.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::{DateTime, Duration, Utc};
use dondoc_core::access::Actor;
use dondoc_core::account::second_step::halfway::LIFE;
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
    /// Whether the session began from outside.
    pub outside: bool,
    /// Whether the second step must be set up before anything else.
    pub owes_second_step: bool,
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
        outside: session.outside,
        owes_second_step: session.owes_second_step,
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

/// What the browser carries between the first step and the second: for as long as that counts.
pub fn halfway(app: &App, sealed: String) -> Cookie<'static> {
    passing(app, halfway_name(app), sealed, LIFE)
}

/// A cookie for the few minutes of signing in.
pub fn passing(app: &App, name: &'static str, value: String, life: Duration) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        // Not strict: a way in from outside comes back from another site.
        .same_site(SameSite::Lax)
        .secure(app.is_https())
        .max_age(
            life.to_std()
                .unwrap_or_default()
                .try_into()
                .unwrap_or_default(),
        )
        .build()
}

/// What is carried half-way.
pub fn carried<'j>(app: &App, jar: &'j CookieJar) -> Option<&'j str> {
    jar.get(halfway_name(app)).map(Cookie::value)
}

/// The cookie to remove when the second step is done.
pub fn no_longer_halfway(app: &App) -> Cookie<'static> {
    ended(app, halfway_name(app))
}

/// A cookie to remove.
pub fn ended(app: &App, name: &'static str) -> Cookie<'static> {
    Cookie::build((name, ""))
        .path("/")
        .secure(app.is_https())
        .build()
}

fn halfway_name(app: &App) -> &'static str {
    if app.is_https() {
        "__Host-dondoc-halfway"
    } else {
        "dondoc-halfway"
    }
}

/// The cookie to remove on signing out.
pub fn gone(app: &App) -> Cookie<'static> {
    ended(app, cookie_name(app))
}

fn cookie_name(app: &App) -> &'static str {
    if app.is_https() {
        "__Host-dondoc"
    } else {
        "dondoc"
    }
}
