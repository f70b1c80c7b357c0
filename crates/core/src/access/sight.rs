//! What somebody may see of units, tasks and plans: everything, or that in which their units have
//! a part. The pages and the API ask here alike.

use std::collections::HashSet;

use super::{Actor, Reach};
use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    vals,
};

const REFUSED: Error = Error::Forbidden("read");

impl Actor {
    /// The units to which what the actor sees is cut; `None` for who sees everything.
    pub fn own(&self) -> Result<Option<&[i64]>> {
        Ok(match self.reach()? {
            Reach::All => None,
            Reach::Units(_) => Some(self.units()),
        })
    }

    /// The one unit that a list is of: the one asked for if the actor sees it, else the own one;
    /// `None` for a list of everything.
    pub fn unit_of_list(&self, asked: Option<i64>) -> Result<Option<i64>> {
        match (self.own()?, asked) {
            (None, asked) => Ok(asked),
            (Some(own), None) => own.first().copied().map(Some).ok_or(REFUSED),
            (Some(own), Some(asked)) if own.contains(&asked) => Ok(Some(asked)),
            (Some(_), Some(_)) => Err(REFUSED),
        }
    }

    /// Whether the actor sees what a unit owes.
    pub fn may_see_unit(&self, unit_id: i64) -> Result<()> {
        match self.own()? {
            Some(own) if !own.contains(&unit_id) => Err(REFUSED),
            _ => Ok(()),
        }
    }

    /// One thing out of a list already cut to what the actor sees: who sees everything and does
    /// not find it is told that it is not there; nobody else is told whether it is.
    pub fn found<T>(&self, found: Option<T>, what: &'static str) -> Result<T> {
        match (found, self.own()?) {
            (Some(found), _) => Ok(found),
            (None, None) => Err(Error::NotFound(what)),
            (None, Some(_)) => Err(REFUSED),
        }
    }
}

/// Whether the actor sees a task, with what every unit owes of it.
pub async fn task(conn: &Conn, actor: &Actor, task_id: i64) -> Result<()> {
    let Some(own) = actor.own()? else {
        return Ok(());
    };
    has_part(conn, "task_id", task_id, own).await
}

/// Whether the actor sees a plan.
pub async fn plan(conn: &Conn, actor: &Actor, plan_id: i64) -> Result<()> {
    let Some(own) = actor.own()? else {
        return Ok(());
    };
    has_part(conn, "plan_id", plan_id, own).await
}

async fn has_part(conn: &Conn, column: &str, id: i64, own: &[i64]) -> Result<()> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$2", own);
    let text =
        format!("SELECT 1 FROM obligation WHERE {column} = $1 AND unit_id {condition} LIMIT 1");
    let part: Option<i32> = sql::scalar(conn, &text, vals![id, list]).await?;
    part.map(drop).ok_or(REFUSED)
}

/// The plans that the actor sees; `None` for all.
pub async fn plans(conn: &Conn, actor: &Actor) -> Result<Option<HashSet<i64>>> {
    let Some(own) = actor.own()? else {
        return Ok(None);
    };
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", own);
    let text = format!("SELECT DISTINCT plan_id FROM obligation WHERE unit_id {condition}");
    let plans: Vec<i64> = sql::column(conn, &text, vec![list]).await?;
    Ok(Some(plans.into_iter().collect()))
}
