//! Inspections (kiểm tra): planned for a day and some units, held or called off; what they find
//! becomes a follow-up ([`follow_up`]) that a unit has to put right by a day.

pub mod follow_up;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{
    access::{Act, Reach},
    db::{Conn, Tx, sql},
    document::Sha,
    error::{Error, Result},
    event::{self, Kind, Subject},
    guidance::{File, sha_of},
    money::{needed, optional},
    obligation::completion::local_day,
    plan, unit, vals,
};

/// Longest text, in characters.
pub const LONGEST: usize = 4_000;
/// Units of one inspection.
const UNITS: usize = 300;

/// Where an inspection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is to come.
    Planned,
    /// It took place.
    Held,
    /// It will not take place.
    CalledOff,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Planned, Self::Held, Self::CalledOff];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("state of an inspection {number}")))
    }
}

/// An inspection.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `inspection`")]
pub struct Inspection {
    pub id: i64,
    pub uid: Uuid,
    pub plan_id: Option<i64>,
    pub plan_number: Option<String>,
    pub title: String,
    pub planned_on: NaiveDate,
    /// Who goes, in words.
    pub team: String,
    state: i16,
    pub held_on: Option<NaiveDate>,
    /// Number and day of the minutes, or what they say.
    pub minutes: Option<String>,
    sha256: Option<Vec<u8>>,
    pub size: Option<i64>,
    pub file_name: Option<String>,
    pub version: i64,
    /// Follow-ups that nobody has confirmed.
    pub open: i64,
}

impl Inspection {
    /// Where it stands.
    pub fn state(&self) -> Result<State> {
        State::from_number(self.state)
    }

    /// Whether its day is over and nobody has said what came of it.
    pub fn overdue(&self, today: NaiveDate) -> Result<bool> {
        Ok(self.state()? == State::Planned && self.planned_on < today)
    }

    /// The file of its minutes.
    pub fn sha(&self) -> Result<Option<Sha>> {
        sha_of(self.sha256.as_deref())
    }
}

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "as in `Inspection`")]
pub struct Planned {
    pub plan_id: Option<i64>,
    pub title: String,
    pub planned_on: NaiveDate,
    pub team: String,
    pub units: Vec<i64>,
}

const SELECT: &str =
    "SELECT i.id, i.uid, i.plan_id, p.number AS plan_number, i.title, i.planned_on,
        i.team, i.state, i.held_on, i.minutes, i.sha256, i.size, i.file_name, i.version,
        (SELECT COUNT(*) FROM follow_up f WHERE f.inspection_id = i.id AND f.state <> 2) AS open
    FROM inspection i LEFT JOIN plan p ON p.id = i.plan_id";

/// An inspection by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Inspection> {
    let text = format!("{SELECT} WHERE i.id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("inspection"))
}

/// Inspections: those to come first, the next at the top; then the others, the latest first.
/// Of a plan, or all; as far as somebody sees: who has a follow-up or is inspected.
pub async fn list(
    conn: &Conn,
    plan: Option<i64>,
    reach: &Reach,
    limit: i64,
) -> Result<Vec<Inspection>> {
    let order = "CASE WHEN i.state = 0 THEN 0 ELSE 1 END,
        CASE WHEN i.state = 0 THEN i.planned_on END, i.planned_on DESC, i.id DESC";
    rows(conn, (plan, None), reach, i64::MAX, order, limit).await
}

/// The same, of those entered before one of them, newest first: for lists that go on.
pub async fn newest(
    conn: &Conn,
    plan: Option<i64>,
    reach: &Reach,
    before: i64,
    limit: i64,
) -> Result<Vec<Inspection>> {
    rows(conn, (plan, None), reach, before, "i.id DESC", limit).await
}

/// One inspection, as far as somebody sees.
pub async fn seen(conn: &Conn, id: i64, reach: &Reach) -> Result<Option<Inspection>> {
    let found = rows(conn, (None, Some(id)), reach, i64::MAX, "i.id", 1).await?;
    Ok(found.into_iter().next())
}

async fn rows(
    conn: &Conn,
    (plan, id): (Option<i64>, Option<i64>),
    reach: &Reach,
    before: i64,
    order: &str,
    limit: i64,
) -> Result<Vec<Inspection>> {
    let mut values = vals![limit, before];
    let mut conditions = String::from("WHERE i.id < $2");
    if let Some(id) = id {
        values.push(id.into());
        conditions = format!("{conditions} AND i.id = ${}", values.len());
    }
    if let Some(plan) = plan {
        values.push(plan.into());
        conditions = format!("{conditions} AND i.plan_id = ${}", values.len());
    }
    if let Reach::Units(units) = reach {
        let parameter = format!("${}", values.len() + 1);
        let (one_of, list) = sql::one_of(sql::backend(conn), &parameter, units);
        values.push(list);
        conditions = format!(
            "{conditions} AND (EXISTS (SELECT 1 FROM inspection_unit n
                    WHERE n.inspection_id = i.id AND n.unit_id {one_of})
                OR EXISTS (SELECT 1 FROM follow_up n
                    WHERE n.inspection_id = i.id AND n.unit_id {one_of}))"
        );
    }
    let text = format!("{SELECT} {conditions} ORDER BY {order} LIMIT $1");
    sql::all(conn, &text, values).await
}

/// The units that are inspected, with the names they have on a day.
pub async fn units(conn: &Conn, id: i64, day: NaiveDate) -> Result<Vec<unit::Unit>> {
    let text = "SELECT n.unit_id FROM inspection_unit n JOIN unit u ON u.id = n.unit_id
                WHERE n.inspection_id = $1 ORDER BY u.sort_key, u.id";
    let ids: Vec<i64> = sql::column(conn, text, vals![id]).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.push(unit::find(conn, id, day).await?);
    }
    Ok(found)
}

/// Whether the minutes of an inspection are this file.
pub async fn names(conn: &Conn, sha: &Sha) -> Result<bool> {
    let text = "SELECT id FROM inspection WHERE sha256 = $1 LIMIT 1";
    let found: Option<i64> = sql::scalar(conn, text, vals![sha.0.to_vec()]).await?;
    Ok(found.is_some())
}

/// Plan an inspection.
pub async fn plan(tx: &Tx, planned: &Planned) -> Result<i64> {
    tx.actor.may(Act::AnswerDifficulty)?;
    let planned = checked(tx, planned).await?;
    let id = sql::next_id(tx, "inspection").await?;
    let columns = [
        "id",
        "uid",
        "plan_id",
        "title",
        "planned_on",
        "team",
        "state",
        "version",
        "created_at",
        "created_by",
    ];
    let row = vals![
        id,
        tx.uid(),
        planned.plan_id,
        planned.title.clone(),
        planned.planned_on,
        planned.team.clone(),
        State::Planned.number(),
        1_i64,
        tx.now,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "inspection", &columns, row).await?;
    write_units(tx, id, &planned.units).await?;
    let kind = Kind::InspectionPlanned;
    event::record(
        tx,
        kind,
        Subject::Inspection(id),
        event::NOTHING,
        Some(&planned),
    )?;
    Ok(id)
}

/// Change what is planned, while it is.
pub async fn replan(tx: &Tx, id: i64, version: i64, planned: &Planned) -> Result<()> {
    let before = at(tx, id, version).await?;
    let planned = checked(tx, planned).await?;
    let text = "UPDATE inspection SET plan_id = $2, title = $3, planned_on = $4, team = $5,
                    version = version + 1 WHERE id = $1";
    let row = vals![
        id,
        planned.plan_id,
        planned.title.clone(),
        planned.planned_on,
        planned.team.clone(),
    ];
    sql::execute(tx, text, row).await?;
    let text = "SELECT unit_id FROM inspection_unit WHERE inspection_id = $1";
    let units: Vec<i64> = sql::column(tx, text, vals![id]).await?;
    let text = "DELETE FROM inspection_unit WHERE inspection_id = $1";
    sql::execute(tx, text, vals![id]).await?;
    write_units(tx, id, &planned.units).await?;
    let was = Planned {
        plan_id: before.plan_id,
        title: before.title,
        planned_on: before.planned_on,
        team: before.team,
        units,
    };
    let kind = Kind::InspectionPlanned;
    event::record(
        tx,
        kind,
        Subject::Inspection(id),
        Some(&was),
        Some(&planned),
    )
}

/// Record that it took place, with its minutes.
pub async fn hold(
    tx: &Tx,
    id: i64,
    version: i64,
    on: NaiveDate,
    minutes: Option<&str>,
    file: Option<&File>,
) -> Result<()> {
    at(tx, id, version).await?;
    if on > local_day(tx.now) {
        return Err(Error::Invalid {
            field: "held_on",
            reason: "in_the_future",
        });
    }
    let minutes = optional("minutes", minutes, LONGEST)?;
    let text = "UPDATE inspection SET state = $2, held_on = $3, minutes = $4, sha256 = $5,
                    size = $6, file_name = $7, version = version + 1 WHERE id = $1";
    let row = vals![
        id,
        State::Held.number(),
        on,
        minutes.clone(),
        file.map(|file| file.sha.0.to_vec()),
        file.map(|file| i64::try_from(file.size).unwrap_or(i64::MAX)),
        file.map(|file| file.name.clone()),
    ];
    sql::execute(tx, text, row).await?;
    let after = json!({
        "held_on": on, "minutes": minutes, "sha256": file.map(|file| file.sha.hex()),
    });
    let kind = Kind::InspectionHeld;
    event::record(
        tx,
        kind,
        Subject::Inspection(id),
        event::NOTHING,
        Some(&after),
    )
}

/// Call it off, for a reason.
pub async fn call_off(tx: &Tx, id: i64, version: i64, reason: &str) -> Result<()> {
    at(tx, id, version).await?;
    let reason = needed("reason", reason, LONGEST)?;
    let text = "UPDATE inspection SET state = $2, minutes = $3, version = version + 1
                WHERE id = $1";
    let row = vals![id, State::CalledOff.number(), reason.clone()];
    sql::execute(tx, text, row).await?;
    let after = json!({"reason": reason});
    let kind = Kind::InspectionCalledOff;
    event::record(
        tx,
        kind,
        Subject::Inspection(id),
        event::NOTHING,
        Some(&after),
    )
}

/// The inspection that is still to come, as the person saw it.
async fn at(tx: &Tx, id: i64, version: i64) -> Result<Inspection> {
    tx.actor.may(Act::AnswerDifficulty)?;
    let inspection = find(tx, id).await?;
    if inspection.version != version {
        return Err(Error::Conflict {
            what: "inspection",
            version: inspection.version,
        });
    }
    if inspection.state()? != State::Planned {
        return Err(Error::Refused("inspection_over"));
    }
    Ok(inspection)
}

async fn checked(tx: &Tx, planned: &Planned) -> Result<Planned> {
    let mut units = planned.units.clone();
    units.sort_unstable();
    units.dedup();
    let invalid = |reason| Error::Invalid {
        field: "units",
        reason,
    };
    if units.is_empty() {
        return Err(invalid("empty"));
    }
    if units.len() > UNITS {
        return Err(invalid("too_many"));
    }
    for unit in &units {
        unit::find(tx, *unit, planned.planned_on).await?;
    }
    if let Some(plan) = planned.plan_id {
        plan::find(tx, plan).await?;
    }
    Ok(Planned {
        plan_id: planned.plan_id,
        title: needed("title", &planned.title, 500)?,
        planned_on: planned.planned_on,
        team: needed("team", &planned.team, LONGEST)?,
        units,
    })
}

async fn write_units(tx: &Tx, id: i64, units: &[i64]) -> Result<()> {
    let rows = units.iter().map(|unit| vals![id, *unit]);
    let columns = ["inspection_id", "unit_id"];
    sql::insert_all(tx, "inspection_unit", &columns, rows.collect()).await
}
