//! Reports of units for a period (báo cáo của đơn vị): opened with the period, filled with what
//! the unit said task by task and its own words, handed in, accepted or returned.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind as EventKind, Subject},
    money::{needed, optional},
    obligation::completion::local_day,
    vals,
};

/// Longest text of one part, in characters.
pub const LONGEST: usize = 10_000;

/// Where a unit's report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing was handed in.
    Open,
    /// Đã gửi.
    Submitted,
    /// Trả lại.
    Returned,
    /// Đã tiếp nhận.
    Accepted,
}

impl State {
    const ALL: [Self; 4] = [Self::Open, Self::Submitted, Self::Returned, Self::Accepted];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("state of a report {number}")))
    }

    /// Whether the unit has still to hand in.
    pub const fn is_missing(self) -> bool {
        matches!(self, Self::Open | Self::Returned)
    }
}

/// What a unit says beside its tasks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Texts {
    /// Kết quả thực hiện.
    pub results: Option<String>,
    /// Khó khăn, vướng mắc.
    pub difficulties: Option<String>,
    /// Kiến nghị, đề xuất.
    pub proposals: Option<String>,
    /// Phương hướng kỳ tới.
    pub next_steps: Option<String>,
}

impl Texts {
    fn checked(self) -> Result<Self> {
        let text = |field, text: Option<String>| optional(field, text.as_deref(), LONGEST);
        Ok(Self {
            results: text("results", self.results)?,
            difficulties: text("difficulties", self.difficulties)?,
            proposals: text("proposals", self.proposals)?,
            next_steps: text("next_steps", self.next_steps)?,
        })
    }
}

/// A unit's report.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `unit_report` and in `Texts`")]
pub struct UnitReport {
    pub id: i64,
    pub uid: Uuid,
    pub period_id: i64,
    pub unit_id: i64,
    /// Name on the period's last day of figures.
    pub unit_name: String,
    pub due: NaiveDate,
    state: i16,
    pub results: Option<String>,
    pub difficulties: Option<String>,
    pub proposals: Option<String>,
    pub next_steps: Option<String>,
    pub said_by: Option<String>,
    /// The day on which it was last handed in.
    pub submitted_on: Option<NaiveDate>,
    pub version: i64,
}

impl UnitReport {
    /// Where it stands.
    pub fn state(&self) -> Result<State> {
        State::from_number(self.state)
    }

    /// Whether it was handed in after its last day, or is missing after it.
    pub fn is_late(&self, today: NaiveDate) -> Result<bool> {
        Ok(if self.state()?.is_missing() {
            today > self.due
        } else {
            self.submitted_on.is_some_and(|day| day > self.due)
        })
    }

    /// Its words.
    pub fn texts(&self) -> Texts {
        Texts {
            results: self.results.clone(),
            difficulties: self.difficulties.clone(),
            proposals: self.proposals.clone(),
            next_steps: self.next_steps.clone(),
        }
    }
}

/// The unit's name on the last day of the period's figures.
const NAME: &str = "COALESCE((SELECT n.name FROM unit_name n WHERE n.unit_id = e.unit_id
    AND (n.valid_from IS NULL OR n.valid_from <= d.cutoff)
    AND (n.valid_to IS NULL OR n.valid_to > d.cutoff) LIMIT 1), u.name)";

fn select(rest: &str) -> String {
    format!(
        "SELECT e.id, e.uid, e.period_id, e.unit_id, {NAME} AS unit_name, e.due, e.state,
            e.results, e.difficulties, e.proposals, e.next_steps, e.said_by, e.submitted_on,
            e.version
         FROM unit_report e JOIN unit u ON u.id = e.unit_id
            JOIN reporting_period d ON d.id = e.period_id {rest}"
    )
}

/// A report by id.
pub async fn find(conn: &Conn, id: i64) -> Result<UnitReport> {
    let text = select("WHERE e.id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("unit report"))
}

/// The reports of a period, in the order of the units.
pub async fn of_period(conn: &Conn, period_id: i64) -> Result<Vec<UnitReport>> {
    let text = select("WHERE e.period_id = $1 ORDER BY u.sort_key, u.id");
    sql::all(conn, &text, vals![period_id]).await
}

/// The reports that some units have still to hand in, the earliest last day first.
pub async fn missing_of(conn: &Conn, units: &[i64], limit: i64) -> Result<Vec<UnitReport>> {
    let (one_of, list) = sql::one_of(sql::backend(conn), "$1", units);
    let text = select(&format!(
        "WHERE e.unit_id {one_of} AND e.state IN (0, 2) ORDER BY e.due, e.id LIMIT $2"
    ));
    sql::all(conn, &text, vals![list, limit]).await
}

/// The last reports of some units, the last one first.
pub async fn list_of(conn: &Conn, units: &[i64], limit: i64) -> Result<Vec<UnitReport>> {
    let (one_of, list) = sql::one_of(sql::backend(conn), "$1", units);
    let rest = format!("WHERE e.unit_id {one_of} ORDER BY e.due DESC, e.id DESC LIMIT $2");
    sql::all(conn, &select(&rest), vals![list, limit]).await
}

/// A step with a report.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `unit_report_step`")]
pub struct Step {
    pub report_id: i64,
    kind: i16,
    pub day: NaiveDate,
    pub note: Option<String>,
    pub by_name: String,
}

impl Step {
    /// Where it led.
    pub fn to(&self) -> Result<State> {
        State::from_number(self.kind)
    }
}

/// The steps of a report, the first first.
pub async fn steps(conn: &Conn, report_id: i64) -> Result<Vec<Step>> {
    let text = "SELECT report_id, kind, day, note, by_name FROM unit_report_step
                WHERE report_id = $1 ORDER BY id";
    sql::all(conn, text, vals![report_id]).await
}

/// How complete a period was on a day, and how timely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[expect(
    missing_docs,
    reason = "each unit counts once: the five sum to the number of units"
)]
pub struct Completeness {
    pub on_time: i64,
    pub late: i64,
    /// Missing, and its last day is over.
    pub overdue: i64,
    /// Missing, within time.
    pub to_come: i64,
    /// Returned, not handed in again.
    pub returned: i64,
}

impl Completeness {
    /// How many units report.
    pub const fn total(&self) -> i64 {
        self.on_time + self.late + self.overdue + self.to_come + self.returned
    }

    /// How many have handed in.
    pub const fn handed_in(&self) -> i64 {
        self.on_time + self.late
    }
}

/// How a unit's report stood on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `UnitReport`")]
pub struct Standing {
    pub report_id: i64,
    pub unit_id: i64,
    pub unit_name: String,
    pub due: NaiveDate,
    pub state: State,
    /// The day on which it was last handed in.
    pub handed_in: Option<NaiveDate>,
}

/// How every report of a period stood at the end of a day, in the order of the units.
pub async fn standing(conn: &Conn, period_id: i64, day: NaiveDate) -> Result<Vec<Standing>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        unit_id: i64,
        unit_name: String,
        due: NaiveDate,
        kind: Option<i16>,
        handed_in: Option<NaiveDate>,
    }
    let text = format!(
        "SELECT e.id, e.unit_id, {NAME} AS unit_name, e.due,
            (SELECT s.kind FROM unit_report_step s WHERE s.report_id = e.id AND s.day <= $2
                ORDER BY s.id DESC LIMIT 1) AS kind,
            (SELECT MAX(s.day) FROM unit_report_step s WHERE s.report_id = e.id AND s.day <= $2
                AND s.kind = 1) AS handed_in
        FROM unit_report e JOIN unit u ON u.id = e.unit_id
            JOIN reporting_period d ON d.id = e.period_id
        WHERE e.period_id = $1 ORDER BY u.sort_key, u.id"
    );
    let rows: Vec<Row> = sql::all(conn, &text, vals![period_id, day]).await?;
    let standing = rows.into_iter().map(|row| {
        Ok(Standing {
            report_id: row.id,
            unit_id: row.unit_id,
            unit_name: row.unit_name,
            due: row.due,
            state: row.kind.map_or(Ok(State::Open), State::from_number)?,
            handed_in: row.handed_in,
        })
    });
    standing.collect()
}

/// How complete a period was at the end of a day.
pub async fn completeness(conn: &Conn, period_id: i64, day: NaiveDate) -> Result<Completeness> {
    let mut found = Completeness::default();
    for it in standing(conn, period_id, day).await? {
        let place = match it.state {
            State::Returned => &mut found.returned,
            State::Open if day > it.due => &mut found.overdue,
            State::Open => &mut found.to_come,
            _ if it.handed_in.is_some_and(|day| day > it.due) => &mut found.late,
            _ => &mut found.on_time,
        };
        *place += 1;
    }
    Ok(found)
}

/// Lay a report upon each of these units, with its last day.
pub(super) async fn open(tx: &Tx, period_id: i64, units: &[(i64, NaiveDate)]) -> Result<()> {
    let first = sql::next_id(tx, "unit_report").await?;
    let columns = [
        "id",
        "uid",
        "period_id",
        "unit_id",
        "due",
        "state",
        "version",
    ];
    let rows = (first..).zip(units).map(|(id, (unit, due))| {
        vals![
            id,
            tx.uid(),
            period_id,
            *unit,
            *due,
            State::Open.number(),
            1_i64
        ]
    });
    sql::insert_all(tx, "unit_report", &columns, rows.collect()).await
}

/// Keep what was written so far.
///
/// # Errors
/// `Refused("report_submitted")` once it is handed in and not returned.
pub async fn write(tx: &Tx, id: i64, version: i64, texts: Texts) -> Result<()> {
    let before = missing(tx, id, version).await?;
    let texts = texts.checked()?;
    if before.texts() == texts {
        return Ok(());
    }
    put(tx, id, &texts).await?;
    let subject = Subject::UnitReport(id);
    let kind = EventKind::UnitReportWritten;
    event::record(tx, kind, subject, Some(&before.texts()), Some(&texts))
}

/// Hand it in: `said_by` names who answers for it.
pub async fn submit(tx: &Tx, id: i64, version: i64, texts: Texts, said_by: &str) -> Result<()> {
    let before = missing(tx, id, version).await?;
    let texts = texts.checked()?;
    let said_by = needed("said_by", said_by, 200)?;
    put(tx, id, &texts).await?;
    let today = local_day(tx.now);
    let text = "UPDATE unit_report SET state = $2, said_by = $3, submitted_on = $4 WHERE id = $1";
    let state = State::Submitted.number();
    sql::execute(tx, text, vals![id, state, said_by.clone(), today]).await?;
    step(tx, id, State::Submitted, None).await?;
    let after = json!({ "said_by": said_by, "texts": texts });
    let subject = Subject::UnitReport(id);
    let kind = EventKind::UnitReportSubmitted;
    event::record(tx, kind, subject, Some(&before.texts()), Some(&after))
}

/// Accept what was handed in, or return it with a reason.
///
/// # Errors
/// `Refused("report_not_submitted")` when there is nothing to judge; a return without a reason.
pub async fn judge(tx: &Tx, id: i64, version: i64, accept: bool, note: Option<&str>) -> Result<()> {
    tx.actor.may(Act::Consolidate)?;
    let before = at(tx, id, version).await?;
    let state = before.state()?;
    let judged = [State::Submitted, State::Accepted];
    if !judged.contains(&state) || (accept && state == State::Accepted) {
        return Err(Error::Refused("report_not_submitted"));
    }
    let note = if accept {
        optional("note", note, LONGEST)?
    } else {
        Some(needed("note", note.unwrap_or_default(), LONGEST)?)
    };
    let to = if accept {
        State::Accepted
    } else {
        State::Returned
    };
    let text = "UPDATE unit_report SET state = $2, version = version + 1 WHERE id = $1";
    sql::execute(tx, text, vals![id, to.number()]).await?;
    step(tx, id, to, note.clone()).await?;
    let kind = if accept {
        EventKind::UnitReportAccepted
    } else {
        EventKind::UnitReportReturned
    };
    let after = json!({ "note": note });
    event::record(
        tx,
        kind,
        Subject::UnitReport(id),
        event::NOTHING,
        Some(&after),
    )
}

async fn at(tx: &Tx, id: i64, version: i64) -> Result<UnitReport> {
    let report = find(tx, id).await?;
    if report.version != version {
        return Err(Error::Conflict {
            what: "unit report",
            version: report.version,
        });
    }
    Ok(report)
}

/// A report that its unit has still to hand in.
async fn missing(tx: &Tx, id: i64, version: i64) -> Result<UnitReport> {
    let report = find(tx, id).await?;
    tx.actor.may_for(Act::ReportProgress, report.unit_id)?;
    let report = at(tx, report.id, version).await?;
    if !report.state()?.is_missing() {
        return Err(Error::Refused("report_submitted"));
    }
    Ok(report)
}

async fn put(tx: &Tx, id: i64, texts: &Texts) -> Result<()> {
    let text = "UPDATE unit_report SET results = $2, difficulties = $3, proposals = $4,
                    next_steps = $5, version = version + 1 WHERE id = $1";
    let row = vals![
        id,
        texts.results.clone(),
        texts.difficulties.clone(),
        texts.proposals.clone(),
        texts.next_steps.clone(),
    ];
    sql::execute(tx, text, row).await?;
    Ok(())
}

async fn step(tx: &Tx, report_id: i64, to: State, note: Option<String>) -> Result<()> {
    let id = sql::next_id(tx, "unit_report_step").await?;
    let columns = [
        "id",
        "report_id",
        "kind",
        "day",
        "note",
        "at",
        "by_id",
        "by_name",
    ];
    let row = vals![
        id,
        report_id,
        to.number(),
        local_day(tx.now),
        note,
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "unit_report_step", &columns, row).await
}
