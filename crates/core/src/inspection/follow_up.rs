//! Follow-ups (việc phải khắc phục): what an inspection found, what a unit has to do about it, by
//! when, and whether that was done and confirmed.

use chrono::NaiveDate;
use sea_orm::{FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{LONGEST, State as Standing, find as find_inspection};
use crate::{
    access::{Act, Actor, Reach},
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, About, Kind, Subject},
    money::{needed, optional},
    obligation::completion::local_day,
    reorganisation::answering::heirs,
    unit, vals,
};

/// Where a follow-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be done.
    Open,
    /// The unit says it is done.
    Done,
    /// Confirmed.
    Confirmed,
}

/// What can be done with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Say that it is done.
    Finish,
    /// Confirm that.
    Confirm,
    /// Ask for more.
    Return,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Done, Self::Confirmed];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("state of a follow-up {number}")))
    }

    /// Where a step leads from here.
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Open, Step::Finish) => Some(Self::Done),
            (Self::Done, Step::Confirm) => Some(Self::Confirmed),
            (Self::Done | Self::Confirmed, Step::Return) => Some(Self::Open),
            _ => None,
        }
    }
}

/// A follow-up.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `follow_up`")]
pub struct FollowUp {
    pub id: i64,
    pub inspection_id: i64,
    pub inspection_title: String,
    /// The unit it was laid upon.
    pub unit_id: i64,
    pub unit_name: String,
    /// The day that unit had ended, if it has.
    pub unit_ended: Option<NaiveDate>,
    pub finding: String,
    pub demand: String,
    pub due: NaiveDate,
    state: i16,
    pub done_on: Option<NaiveDate>,
    pub done_note: Option<String>,
    pub judged_note: Option<String>,
    pub version: i64,
}

impl FollowUp {
    /// Where it stands.
    pub fn state(&self) -> Result<State> {
        State::from_number(self.state)
    }

    /// Whether it is late: not done by its day.
    pub fn late(&self, today: NaiveDate) -> Result<bool> {
        Ok(self.state()? == State::Open && self.due < today)
    }
}

/// What is demanded of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "as in `FollowUp`")]
pub struct Demanded {
    pub unit_id: i64,
    pub finding: String,
    pub demand: String,
    pub due: NaiveDate,
}

const SELECT: &str = "SELECT f.id, f.inspection_id, i.title AS inspection_title, f.unit_id,
        u.name AS unit_name, u.valid_to AS unit_ended, f.finding, f.demand, f.due, f.state,
        f.done_on, f.done_note, f.judged_note, f.version
    FROM follow_up f JOIN inspection i ON i.id = f.inspection_id JOIN unit u ON u.id = f.unit_id";

/// A follow-up by id.
pub async fn find(conn: &Conn, id: i64) -> Result<FollowUp> {
    let text = format!("{SELECT} WHERE f.id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("follow-up"))
}

/// The follow-ups of an inspection.
pub async fn of_inspection(conn: &Conn, inspection: i64) -> Result<Vec<FollowUp>> {
    let text = format!("{SELECT} WHERE f.inspection_id = $1 ORDER BY f.id");
    sql::all(conn, &text, vals![inspection]).await
}

/// What is not confirmed yet, the most urgent first: for worklists.
pub async fn open(conn: &Conn, reach: &Reach, limit: i64) -> Result<Vec<FollowUp>> {
    let (seen, mut values) = within(conn, reach);
    values.push(limit.into());
    let text = format!(
        "{} {SELECT} WHERE f.state <> 2{seen} ORDER BY f.state, f.due, f.id LIMIT ${}",
        HEIRS,
        values.len()
    );
    sql::all(conn, &text, values).await
}

/// How many there are: late, to be done, to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Not done, and the day is over.
    pub late: i64,
    /// Not done, late ones included.
    pub open: i64,
    /// Done, to be confirmed.
    pub done: i64,
}

/// How many wait, as far as somebody sees.
pub async fn waiting(conn: &Conn, reach: &Reach, today: NaiveDate) -> Result<Waiting> {
    #[derive(FromQueryResult)]
    struct Row {
        state: i16,
        late: i32,
        number: i64,
    }
    let (seen, mut values) = within(conn, reach);
    values.push(today.into());
    let text = format!(
        "{HEIRS} SELECT f.state, CASE WHEN f.due < ${} THEN 1 ELSE 0 END AS late,
             COUNT(*) AS number
         FROM follow_up f WHERE f.state <> 2{seen} GROUP BY 1, 2",
        values.len()
    );
    let mut found = Waiting::default();
    for row in sql::all::<Row>(conn, &text, values).await? {
        match State::from_number(row.state)? {
            State::Open => {
                found.open += row.number;
                if row.late == 1 {
                    found.late += row.number;
                }
            }
            State::Done => found.done += row.number,
            State::Confirmed => {}
        }
    }
    Ok(found)
}

/// The table `heir (ended_id, id)`: who follows the units that follow-ups were laid upon.
const HEIRS: &str = "WITH RECURSIVE heir (ended_id, id) AS (
        SELECT h.unit_id, h.unit_id FROM follow_up h
        UNION
        SELECT p.ended_id, s.successor_id FROM heir p JOIN unit v ON v.id = p.id
            JOIN succession s ON s.predecessor_id = p.id AND s.day = v.valid_to
        WHERE s.successor_id IS NOT NULL
    )";

fn within(conn: &Conn, reach: &Reach) -> (String, Vec<Value>) {
    let Reach::Units(units) = reach else {
        return (String::new(), Vec::new());
    };
    let (one_of, list) = sql::one_of(sql::backend(conn), "$1", units);
    let text = format!(
        " AND EXISTS (SELECT 1 FROM heir x WHERE x.ended_id = f.unit_id AND x.id {one_of})"
    );
    (text, vec![list])
}

/// Lay something upon a unit, after an inspection that was held.
pub async fn demand(tx: &Tx, inspection: i64, demanded: &Demanded) -> Result<i64> {
    tx.actor.may(Act::AnswerDifficulty)?;
    if find_inspection(tx, inspection).await?.state()? != Standing::Held {
        return Err(Error::Refused("inspection_not_held"));
    }
    unit::find(tx, demanded.unit_id, local_day(tx.now)).await?;
    let demanded = Demanded {
        finding: needed("finding", &demanded.finding, LONGEST)?,
        demand: needed("demand", &demanded.demand, LONGEST)?,
        ..demanded.clone()
    };
    let id = sql::next_id(tx, "follow_up").await?;
    let columns = [
        "id",
        "uid",
        "inspection_id",
        "unit_id",
        "finding",
        "demand",
        "due",
        "state",
        "version",
    ];
    let row = vals![
        id,
        tx.uid(),
        inspection,
        demanded.unit_id,
        demanded.finding.clone(),
        demanded.demand.clone(),
        demanded.due,
        State::Open.number(),
        1_i64,
    ];
    sql::insert(tx, "follow_up", &columns, row).await?;
    let kind = Kind::FollowUpDemanded;
    record(tx, kind, id, demanded.unit_id, event::NOTHING, &demanded)?;
    Ok(id)
}

/// Whether an actor may say that it is done: who reports for the unit, or for one that follows it.
pub async fn may_finish(conn: &Conn, actor: &Actor, follow_up: &FollowUp) -> Result<()> {
    let mut answer = actor.may_for(Act::ReportProgress, follow_up.unit_id);
    for heir in heirs(conn, follow_up.unit_id).await? {
        if answer.is_err() {
            answer = actor.may_for(Act::ReportProgress, heir);
        }
    }
    answer
}

/// Say that it is done.
pub async fn finish(tx: &Tx, id: i64, version: i64, on: NaiveDate, note: &str) -> Result<()> {
    let follow_up = find(tx, id).await?;
    may_finish(tx, &tx.actor, &follow_up).await?;
    if on > local_day(tx.now) {
        return Err(Error::Invalid {
            field: "done_on",
            reason: "in_the_future",
        });
    }
    let note = needed("note", note, LONGEST)?;
    let state = step(&follow_up, version, Step::Finish)?;
    let text = "UPDATE follow_up SET state = $2, done_on = $3, done_note = $4,
                    version = version + 1 WHERE id = $1";
    let row = vals![id, state.number(), on, note.clone()];
    sql::execute(tx, text, row).await?;
    let before = json!({"state": follow_up.state()?});
    let after = json!({"state": state, "done_on": on, "note": note});
    let kind = Kind::FollowUpDone;
    record(tx, kind, id, follow_up.unit_id, Some(&before), &after)
}

/// Confirm it, or ask for more with a reason.
pub async fn judge(
    tx: &Tx,
    id: i64,
    version: i64,
    confirmed: bool,
    note: Option<&str>,
) -> Result<()> {
    tx.actor.may(Act::AnswerDifficulty)?;
    let follow_up = find(tx, id).await?;
    let note = optional("note", note, LONGEST)?;
    if !confirmed && note.is_none() {
        return Err(Error::Invalid {
            field: "note",
            reason: "empty",
        });
    }
    let taken = if confirmed {
        Step::Confirm
    } else {
        Step::Return
    };
    let state = step(&follow_up, version, taken)?;
    let text = "UPDATE follow_up SET state = $2, judged_note = $3, version = version + 1
                WHERE id = $1";
    sql::execute(tx, text, vals![id, state.number(), note.clone()]).await?;
    let before = json!({"state": follow_up.state()?, "done_on": follow_up.done_on});
    let after = json!({"state": state, "note": note});
    let kind = Kind::FollowUpJudged;
    record(tx, kind, id, follow_up.unit_id, Some(&before), &after)
}

fn step(follow_up: &FollowUp, version: i64, step: Step) -> Result<State> {
    if follow_up.version != version {
        return Err(Error::Conflict {
            what: "follow-up",
            version: follow_up.version,
        });
    }
    let state = follow_up.state()?.after(step);
    state.ok_or(Error::Refused("follow_up_state"))
}

fn record(
    tx: &Tx,
    kind: Kind,
    id: i64,
    unit: i64,
    before: Option<&impl Serialize>,
    after: &impl Serialize,
) -> Result<()> {
    let about = About {
        unit_id: Some(unit),
        proof: None,
    };
    event::record_about(tx, kind, Subject::FollowUp(id), about, before, Some(after))
}
