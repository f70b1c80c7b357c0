//! The cut-off (chốt số liệu): how everything stood at the end of a period's last day, read from
//! the log, and kept.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{
    figures::Line,
    period::{self, Period},
};
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind as EventKind, Subject},
    money::{Filter, Key, Sums, totals},
    obligation::{Class, completion::local_day, role_of},
    progress::past,
    unit, vals,
};

/// Close the figures of a period whose last day is over. From then on they stand, whatever is
/// reported; what arrives later is a [`super::supplement`].
///
/// # Errors
/// `Refused("cutoff_to_come")` on or before the last day, `Refused("period_frozen")` a second time.
pub async fn freeze(tx: &Tx, id: i64, version: i64) -> Result<()> {
    tx.actor.may(Act::Consolidate)?;
    let period = period::at(tx, id, version).await?;
    if period.frozen_at.is_some() {
        return Err(Error::Refused("period_frozen"));
    }
    if !period.can_be_frozen(local_day(tx.now)) {
        return Err(Error::Refused("cutoff_to_come"));
    }
    let lines = moving(tx, &period, period.cutoff).await?;
    let number = lines.len();
    insert(tx, id, lines).await?;
    let money = serde_json::to_string(&spent(tx, &period).await?)?;
    let text = "UPDATE reporting_period SET frozen_at = $2, frozen_by = $3, money = $4,
                    version = version + 1 WHERE id = $1";
    sql::execute(tx, text, vals![id, tx.now, tx.actor.name.clone(), money]).await?;
    let after = json!({ "cutoff": period.cutoff, "lines": number });
    let subject = Subject::Period(id);
    event::record(
        tx,
        EventKind::PeriodFrozen,
        subject,
        event::NOTHING,
        Some(&after),
    )
}

async fn insert(tx: &Tx, id: i64, lines: Vec<Line>) -> Result<()> {
    let columns = [
        "period_id",
        "obligation_id",
        "task_id",
        "plan_id",
        "unit_id",
        "unit_name",
        "role",
        "class",
        "due",
        "completed_on",
        "update_id",
    ];
    let rows = lines.into_iter().map(|line| {
        vals![
            id,
            line.obligation_id,
            line.task_id,
            line.plan_id,
            line.unit_id,
            line.unit_name,
            line.role.number(),
            line.class.as_str(),
            line.due,
            line.completed_on,
            line.update_id,
        ]
    });
    sql::insert_all(tx, "period_line", &columns, rows.collect()).await
}

/// The money of a period by source: as it stood when the figures were closed, as it is until then.
pub async fn money(conn: &Conn, period: &Period) -> Result<Vec<Sums>> {
    if period.frozen_at.is_none() {
        return spent(conn, period).await;
    }
    let text = "SELECT money FROM reporting_period WHERE id = $1";
    let kept: Option<Option<String>> = sql::scalar(conn, text, vals![period.id]).await?;
    match kept.flatten() {
        Some(kept) => Ok(serde_json::from_str(&kept)?),
        None => Ok(Vec::new()),
    }
}

async fn spent(conn: &Conn, period: &Period) -> Result<Vec<Sums>> {
    let filter = Filter {
        plan: period.plan_id,
        ..Filter::default()
    };
    totals::by(conn, &filter, Key::Source).await
}

/// The lines of a period: as they stand once closed, as they are on a day until then.
pub async fn lines(conn: &Conn, period: &Period, today: NaiveDate) -> Result<Vec<Line>> {
    if period.frozen_at.is_some() {
        frozen(conn, period.id).await
    } else {
        moving(conn, period, period.figures_day(today)).await
    }
}

async fn frozen(conn: &Conn, id: i64) -> Result<Vec<Line>> {
    #[derive(FromQueryResult)]
    struct Row {
        obligation_id: i64,
        task_id: i64,
        plan_id: i64,
        unit_id: i64,
        unit_name: String,
        role: i16,
        class: String,
        due: Option<NaiveDate>,
        completed_on: Option<NaiveDate>,
        update_id: Option<i64>,
    }
    let text = "SELECT obligation_id, task_id, plan_id, unit_id, unit_name, role, class, due,
                    completed_on, update_id
                FROM period_line WHERE period_id = $1 ORDER BY obligation_id";
    let rows: Vec<Row> = sql::all(conn, text, vals![id]).await?;
    let lines = rows.into_iter().map(|row| {
        let unknown = || Error::Damaged(format!("class {}", row.class));
        Ok(Line {
            obligation_id: row.obligation_id,
            task_id: row.task_id,
            plan_id: row.plan_id,
            unit_id: row.unit_id,
            role: role_of(row.role)?,
            class: Class::parse(&row.class).ok_or_else(unknown)?,
            unit_name: row.unit_name,
            due: row.due,
            completed_on: row.completed_on,
            update_id: row.update_id,
        })
    });
    lines.collect()
}

async fn moving(conn: &Conn, period: &Period, day: NaiveDate) -> Result<Vec<Line>> {
    let units = unit::list(conn, day).await?;
    let names: HashMap<i64, String> = units.into_iter().map(|it| (it.id, it.name)).collect();
    let mut lines = Vec::new();
    for plan_id in plans(conn, period, day).await? {
        let updates = updates(conn, plan_id, day).await?;
        for then in past::of_plan(conn, plan_id, day).await? {
            if then.class == Class::Joined {
                continue;
            }
            let unit_name = match names.get(&then.unit_id) {
                Some(name) => name.clone(),
                // It had ended by then, and nothing was readdressed yet.
                None => unit::find(conn, then.unit_id, day).await?.name,
            };
            lines.push(Line {
                obligation_id: then.obligation_id,
                task_id: then.task_id,
                plan_id,
                unit_id: then.unit_id,
                unit_name,
                role: then.role,
                class: then.class,
                due: then.facts.due,
                completed_on: then.facts.completed_on,
                update_id: updates.get(&then.obligation_id).copied(),
            });
        }
    }
    lines.sort_by_key(|line| line.obligation_id);
    Ok(lines)
}

/// The plans that a period is about: its own, or all that were there on that day.
async fn plans(conn: &Conn, period: &Period, day: NaiveDate) -> Result<Vec<i64>> {
    if let Some(plan) = period.plan_id {
        return Ok(vec![plan]);
    }
    let text = "SELECT id FROM plan WHERE confirmed_at < $1 ORDER BY id";
    sql::column(conn, text, vals![past::end_of(day)]).await
}

/// The last report on each obligation of a plan that had come in by the end of a day.
async fn updates(conn: &Conn, plan_id: i64, day: NaiveDate) -> Result<HashMap<i64, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        obligation_id: i64,
        last: i64,
    }
    let text = "SELECT u.obligation_id, MAX(u.id) AS last FROM progress_update u
                    JOIN obligation o ON o.id = u.obligation_id
                WHERE o.plan_id = $1 AND o.last_update > 0 AND u.recorded_at < $2
                GROUP BY u.obligation_id";
    let rows: Vec<Row> = sql::all(conn, text, vals![plan_id, past::end_of(day)]).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.obligation_id, row.last))
        .collect())
}
