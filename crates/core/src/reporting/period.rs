//! Periods (kỳ báo cáo): opened when their figures begin to run, closed at their cut-off.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::{
    regime::{self, Regime},
    unit_report,
    window::{Grace, Reporter, Window, due_days},
};
use crate::{
    access::Act,
    calendar::{self, Calendar},
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind as EventKind, Subject},
    money::needed,
    obligation::completion::local_day,
    unit::{self, Registry},
    vals,
};

/// So many periods of one regime are opened at a time, when nobody looked for long.
const AT_ONCE: usize = 60;

/// A period.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Period {
    /// Id.
    pub id: i64,
    /// Name outside the house.
    pub uid: Uuid,
    /// Its regime.
    pub regime_id: i64,
    /// The regime's title.
    pub title: String,
    /// The plan it is about; `None`: all of them.
    pub plan_id: Option<i64>,
    /// Number of that plan.
    pub plan_number: Option<String>,
    /// Its regime's cycle, as [`super::Cycle::as_str`]; `None`: opened by hand.
    pub cycle: Option<String>,
    /// The year it is named after.
    pub year: i32,
    /// Which of that year's, from 1.
    pub number: i16,
    /// Name of a period that was opened by hand.
    pub name: Option<String>,
    /// First day of its figures.
    pub from_day: NaiveDate,
    /// Last day of its figures (chốt số liệu).
    pub cutoff: NaiveDate,
    due_commune: NaiveDate,
    due_department: NaiveDate,
    /// The day by which the consolidated report is sent.
    pub due_province: NaiveDate,
    /// Since when its figures stand; `None`: they still move.
    pub frozen_at: Option<Timestamp>,
    /// Who closed them.
    pub frozen_by: Option<String>,
    /// Counts every change.
    pub version: i64,
}

impl Period {
    /// The last day of a level.
    pub const fn due(&self, reporter: Reporter) -> NaiveDate {
        match reporter {
            Reporter::Commune => self.due_commune,
            Reporter::Department => self.due_department,
            Reporter::Province => self.due_province,
        }
    }

    /// The day whose figures count: the cut-off once it is over, until then today.
    pub fn figures_day(&self, today: NaiveDate) -> NaiveDate {
        self.cutoff.min(today)
    }

    /// Whether the figures can be closed: their last day is over and they still move.
    pub fn can_be_frozen(&self, today: NaiveDate) -> bool {
        self.frozen_at.is_none() && today > self.cutoff
    }
}

pub(super) const SELECT: &str = "SELECT d.id, d.uid, d.regime_id, r.title, r.plan_id,
        p.number AS plan_number, r.cycle, d.year, d.number, d.name, d.from_day, d.cutoff,
        d.due_commune, d.due_department, d.due_province, d.frozen_at, d.frozen_by, d.version
    FROM reporting_period d JOIN reporting_regime r ON r.id = d.regime_id
        LEFT JOIN plan p ON p.id = r.plan_id";

/// A period by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Period> {
    let text = format!("{SELECT} WHERE d.id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("period"))
}

/// Periods, those whose figures move first, the next cut-off at the top; then the closed ones, the
/// last first. Of a regime, or of all.
pub async fn list(conn: &Conn, regime: Option<i64>, limit: i64) -> Result<Vec<Period>> {
    let mut values = vals![limit];
    let mut condition = "";
    if let Some(regime) = regime {
        values.push(regime.into());
        condition = "WHERE d.regime_id = $2";
    }
    let text = format!(
        "{SELECT} {condition}
         ORDER BY CASE WHEN d.frozen_at IS NULL THEN 0 ELSE 1 END,
            CASE WHEN d.frozen_at IS NULL THEN d.cutoff END, d.cutoff DESC, d.id DESC LIMIT $1"
    );
    sql::all(conn, &text, values).await
}

/// Periods whose last day is over and whose figures nobody has closed, the first first.
pub async fn to_freeze(conn: &Conn, today: NaiveDate, limit: i64) -> Result<Vec<Period>> {
    let text = format!(
        "{SELECT} WHERE d.frozen_at IS NULL AND d.cutoff < $1 ORDER BY d.cutoff, d.id LIMIT $2"
    );
    sql::all(conn, &text, vals![today, limit]).await
}

/// Open every period that has begun and is not there yet, with a report for each unit to fill.
/// Run once a day, and harmless any number of times. Gives the ids of those it opened.
pub async fn open_begun(tx: &Tx) -> Result<Vec<i64>> {
    let today = local_day(tx.now);
    let mut opened = Vec::new();
    for regime in regime::list(tx).await? {
        let Some(clock) = regime.clock()? else {
            continue;
        };
        let calendar = calendar::load(tx, today).await?;
        let begun = clock
            .from(&calendar, regime.first_day)
            .take_while(|window| window.from <= today)
            .filter(|window| regime.ended_on.is_none_or(|day| window.from < day));
        // The latest ones, when the regime lay untouched for years.
        let mut begun: Vec<Window> = begun.collect();
        let begun = begun.split_off(begun.len().saturating_sub(AT_ONCE));
        for window in begun {
            if !exists(tx, regime.id, window.cutoff).await? {
                opened.push(open(tx, &regime, &window, None).await?);
            }
        }
    }
    Ok(opened)
}

/// A period of a thematic or ad hoc regime.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `Period`")]
pub struct ByHand {
    pub name: String,
    pub from_day: NaiveDate,
    pub cutoff: NaiveDate,
}

/// Open a period by hand: what is asked once, on a subject or at once.
///
/// # Errors
/// A name that is empty or too long, a period that ends before it begins, one that is there.
pub async fn open_by_hand(tx: &Tx, regime_id: i64, period: &ByHand) -> Result<i64> {
    tx.actor.may(Act::Consolidate)?;
    let regime = regime::find(tx, regime_id).await?;
    if !regime.is_running(local_day(tx.now)) {
        return Err(Error::Refused("regime_ended"));
    }
    let name = needed("name", &period.name, 200)?;
    if period.cutoff < period.from_day {
        return Err(Error::Invalid {
            field: "cutoff",
            reason: "before_begin",
        });
    }
    if exists(tx, regime_id, period.cutoff).await? {
        return Err(Error::Refused("period_exists"));
    }
    let calendar = calendar::load(tx, period.cutoff).await?;
    let window = by_hand(&calendar, period, regime.grace()?)?;
    open(tx, &regime, &window, Some(name)).await
}

fn by_hand(calendar: &Calendar, period: &ByHand, grace: Grace) -> Result<Window> {
    use chrono::Datelike as _;
    let due = due_days(calendar, period.cutoff, grace).ok_or(Error::Invalid {
        field: "cutoff",
        reason: "too_large",
    })?;
    Ok(Window {
        year: period.cutoff.year(),
        number: 0,
        from: period.from_day,
        cutoff: period.cutoff,
        due,
    })
}

async fn exists(tx: &Tx, regime_id: i64, cutoff: NaiveDate) -> Result<bool> {
    let text = "SELECT id FROM reporting_period WHERE regime_id = $1 AND cutoff = $2";
    let found: Option<i64> = sql::scalar(tx, text, vals![regime_id, cutoff]).await?;
    Ok(found.is_some())
}

async fn open(tx: &Tx, regime: &Regime, window: &Window, name: Option<String>) -> Result<i64> {
    let id = sql::next_id(tx, "reporting_period").await?;
    let columns = [
        "id",
        "uid",
        "regime_id",
        "year",
        "number",
        "name",
        "from_day",
        "cutoff",
        "due_commune",
        "due_department",
        "due_province",
        "opened_at",
        "version",
    ];
    let row = vals![
        id,
        tx.uid(),
        regime.id,
        window.year,
        i16::try_from(window.number).unwrap_or(i16::MAX),
        name.clone(),
        window.from,
        window.cutoff,
        window.due(Reporter::Commune),
        window.due(Reporter::Department),
        window.due(Reporter::Province),
        tx.now,
        1_i64,
    ];
    sql::insert(tx, "reporting_period", &columns, row).await?;
    let day = local_day(tx.now).min(window.cutoff);
    let units = reporters(tx, regime, day).await?;
    let due: Vec<(i64, NaiveDate)> = units
        .iter()
        .map(|(unit, kind)| (*unit, window.due(Reporter::of(*kind))))
        .collect();
    unit_report::open(tx, id, &due).await?;
    let after = json!({
        "regime": regime.id, "name": name, "from": window.from, "cutoff": window.cutoff,
        "due": window.due, "units": due.len(),
    });
    let subject = Subject::Period(id);
    event::record(
        tx,
        EventKind::PeriodOpened,
        subject,
        event::NOTHING,
        Some(&after),
    )?;
    Ok(id)
}

/// Who reports, on a day: the members of the regime's group, or else whoever owes something that
/// is followed.
async fn reporters(tx: &Tx, regime: &Regime, day: NaiveDate) -> Result<Vec<(i64, unit::Kind)>> {
    let ids: BTreeSet<i64> = match regime.group_id {
        Some(group) => members(tx, group, day).await?,
        None => owing(tx, regime.plan_id).await?.into_iter().collect(),
    };
    let known = unit::list(tx, day).await?;
    let there = known.into_iter().filter(|unit| ids.contains(&unit.id));
    there.map(|unit| Ok((unit.id, unit.kind()?))).collect()
}

async fn members(tx: &Tx, group: i64, day: NaiveDate) -> Result<BTreeSet<i64>> {
    let text = "SELECT place FROM unit_group WHERE id = $1";
    let place: Option<String> = sql::scalar(tx, text, vals![group]).await?;
    let place = place.ok_or(Error::NotFound("group"))?;
    let registry = Registry::load(tx, day, &place).await?;
    Ok(registry.members(group, &[]).into_iter().collect())
}

async fn owing(tx: &Tx, plan: Option<i64>) -> Result<Vec<i64>> {
    let joined = crate::obligation::State::Joined.number();
    let mut text =
        String::from("SELECT DISTINCT unit_id FROM obligation WHERE followed AND state <> $1");
    let mut values = vals![joined];
    if let Some(plan) = plan {
        text.push_str(" AND plan_id = $2");
        values.push(plan.into());
    }
    sql::column(tx, &text, values).await
}

/// The period as the person saw it.
pub(super) async fn at(tx: &Tx, id: i64, version: i64) -> Result<Period> {
    let period = find(tx, id).await?;
    if period.version != version {
        return Err(Error::Conflict {
            what: "period",
            version: period.version,
        });
    }
    Ok(period)
}
