//! Who calls: the account of a token.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::Actor;
use dondoc_core::account::token::{self, Token};

use crate::show;
use crate::web::App;
use crate::web::error::{Error, Result};

/// A program that brought a good token.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Its token.
    pub token: Token,
    /// Who acts, for `core`: the account within the token's scopes.
    pub actor: Actor,
    /// The instant of the request: one for all that it does.
    pub now: DateTime<Utc>,
    /// The office's day.
    pub today: NaiveDate,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let now = app.now();
        let secret = secret(parts).ok_or(Error::TokenNeeded)?;
        let found = token::resume(app.db(), secret, now).await?;
        let (token, actor) = found.ok_or(Error::TokenNeeded)?;
        Ok(Self {
            token,
            actor,
            now,
            today: show::day_of(now),
        })
    }
}

fn secret(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}
