//! Who calls: the account of a token.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::Actor;
use dondoc_core::account::request::Request;
use dondoc_core::account::token::{self, Token};
use dondoc_core::db::{BoxFuture, Tx};
use dondoc_core::document::Sha;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

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
    /// Under which key the request may be sent again.
    key: Option<String>,
    /// Method and address.
    asked: String,
}

/// The header under which a request may be sent again.
const KEY: &str = "idempotency-key";
/// Says that an answer is one given before.
const REPLAYED: &str = "idempotency-replayed";

/// Sending a request again.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "for the OpenAPI document; read by `Caller`")]
pub struct Once {
    /// A key of the caller's own, 1 to 200 visible ASCII characters. The same request under the
    /// same key within seven days changes nothing and is answered as before.
    #[serde(rename = "Idempotency-Key")]
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    key: Option<String>,
}

impl Caller {
    /// Change something, and answer what became of it. What was said tells, with the address,
    /// whether a key stands for the same request.
    pub async fn change<T, F>(&self, app: &App, said: &impl Serialize, work: F) -> Result<Response>
    where
        T: Serialize + Send + 'static,
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, dondoc_core::Result<T>> + Send + 'static,
    {
        let request = match &self.key {
            None => None,
            Some(key) => {
                let said = serde_json::to_string(said).map_err(Error::internal)?;
                let all = format!("{}\n{said}", self.asked);
                Some(Request::new(key, Sha::of(all.as_bytes()).hex())?)
            }
        };
        let done = app.db().write(&self.actor, self.now, move |tx| {
            Box::pin(async move {
                let Some(request) = request else {
                    return Ok((serde_json::to_string(&work(tx).await?)?, false));
                };
                if let Some(answer) = request.answered(tx).await? {
                    return Ok((answer, true));
                }
                let answer = serde_json::to_string(&work(tx).await?)?;
                request.keep(tx, &answer).await?;
                Ok((answer, false))
            })
        });
        let (answer, replayed) = done.await?;
        let mut response = ([(header::CONTENT_TYPE, "application/json")], answer).into_response();
        if replayed {
            let yes = axum::http::HeaderValue::from_static("true");
            response.headers_mut().insert(REPLAYED, yes);
        }
        Ok(response)
    }

    /// Whether the caller speaks for one of its own units.
    pub fn is_own(&self, unit: i64) -> bool {
        self.actor.units().contains(&unit)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let now = app.now();
        let secret = secret(parts).ok_or(Error::TokenNeeded)?;
        let found = token::resume(app.db(), secret, now).await?;
        let (token, actor) = found.ok_or(Error::TokenNeeded)?;
        let key = match parts.headers.get(KEY) {
            None => None,
            Some(key) => Some(key.to_str().map_err(|_| Error::BadRequest)?.to_owned()),
        };
        Ok(Self {
            key,
            asked: format!("{} {}", parts.method, parts.uri),
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
