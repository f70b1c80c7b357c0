//! Who calls: the account of a token.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::{Actor, Reach};
use dondoc_core::account::token::{self, Token};
use dondoc_core::db::Conn;
use dondoc_core::obligation;

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

impl Caller {
    /// The units to which what the caller sees is cut; `None` for who sees everything.
    fn own(&self) -> Result<Option<Vec<i64>>> {
        Ok(match self.actor.reach()? {
            Reach::All => None,
            Reach::Units(units) => Some(units.to_vec()),
        })
    }

    /// The one unit that a list is of: the one asked for if it is the caller's own, else that.
    pub fn unit_of_list(&self, asked: Option<i64>) -> Result<Option<i64>> {
        match (self.own()?, asked) {
            (None, asked) => Ok(asked),
            (Some(own), Some(asked)) if own.contains(&asked) => Ok(Some(asked)),
            (Some(own), None) => own.first().copied().map(Some).ok_or(Error::Forbidden),
            (Some(_), Some(_)) => Err(Error::Forbidden),
        }
    }

    /// As if it were not there, when none of the caller's units has a part in the plan.
    pub async fn sees_plan(&self, conn: &Conn, plan_id: i64) -> Result<()> {
        match self.own()? {
            Some(own) if !obligation::have_part(conn, plan_id, &own).await? => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    /// As if it were not there, when none of the caller's units has a part in the task.
    pub async fn sees_task(&self, conn: &Conn, task_id: i64) -> Result<()> {
        let Some(own) = self.own()? else {
            return Ok(());
        };
        let parts = obligation::of_task(conn, task_id).await?;
        let has_part = parts.iter().any(|part| own.contains(&part.unit_id));
        has_part.then_some(()).ok_or(Error::NotFound)
    }
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
