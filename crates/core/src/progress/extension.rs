//! Extensions (gia hạn): a unit asks for a later day, somebody decides. The day of the plan stays
//! beside the new one. So many may be granted for one duty, or one period of a recurring one
//! ([`crate::setting::Number::Extensions`]).

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::{
    Evidence, Outcome, Provenance, Way, evidence,
    evidence::Owner,
    report::{invalid, known, proof, told, words},
    rule,
};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::Kind,
    obligation::{
        self, Obligation,
        change::{self, After, Told},
        completion::local_day,
    },
    setting, vals,
};

/// How a request stands. Numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Nobody has decided.
    Asked,
    /// Granted.
    Granted,
    /// Refused.
    Refused,
    /// The unit asks no longer.
    Withdrawn,
}

impl State {
    const ALL: [Self; 4] = [Self::Asked, Self::Granted, Self::Refused, Self::Withdrawn];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("extension {number}")))
    }
}

/// What a unit asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The last day that shall be in time.
    pub day: NaiveDate,
    /// Why.
    pub reason: String,
    /// What shows it.
    pub evidence: Vec<Evidence>,
}

/// A request, with its decision.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Extension {
    /// Id.
    pub id: i64,
    /// Name outside the house.
    pub uid: Uuid,
    /// Of which obligation.
    pub obligation_id: i64,
    /// The day of the plan that it speaks about.
    pub period: Option<NaiveDate>,
    /// The unit that asked.
    pub unit_id: i64,
    /// The day asked for.
    pub asked_day: NaiveDate,
    /// Why.
    pub reason: String,
    /// The person who asked.
    pub said_by: Option<String>,
    way: i16,
    /// When.
    pub asked_at: Timestamp,
    /// Who typed it.
    pub asked_by_name: String,
    state: i16,
    /// The last day before it was granted.
    pub from_day: Option<NaiveDate>,
    /// The last day that was granted.
    pub granted_day: Option<NaiveDate>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Who decided.
    pub decided_by_name: Option<String>,
    /// Why so.
    pub decision_reason: Option<String>,
}

impl Extension {
    /// How it stands.
    pub fn state(&self) -> Result<State> {
        State::from_number(self.state)
    }

    /// By which way it came.
    pub fn way(&self) -> Result<Way> {
        Way::from_number(self.way)
    }
}

const EXTENSIONS: &str = "SELECT x.id, x.uid, x.obligation_id, x.period, x.unit_id, x.asked_day,
    x.reason, x.said_by, x.way, x.asked_at, x.asked_by_name, x.state, x.from_day, x.granted_day,
    x.decided_at, x.decided_by_name, x.decision_reason FROM extension x";

/// A request by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Extension> {
    let text = format!("{EXTENSIONS} WHERE x.id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("extension"))
}

/// All requests of an obligation, in order.
pub async fn of_obligation(conn: &Conn, obligation_id: i64) -> Result<Vec<Extension>> {
    let text = format!("{EXTENSIONS} WHERE x.obligation_id = $1 ORDER BY x.id");
    sql::all(conn, &text, vals![obligation_id]).await
}

/// How many were granted for the period that is open.
pub async fn granted(conn: &Conn, obligation: &Obligation) -> Result<i64> {
    let text = "SELECT COUNT(*) FROM extension
                WHERE obligation_id = $1 AND state = $2
                    AND (period = $3 OR (period IS NULL AND CAST($3 AS DATE) IS NULL))";
    let row = vals![obligation.id, State::Granted.number(), obligation.period()];
    Ok(sql::scalar(conn, text, row).await?.unwrap_or(0))
}

/// Ask. The same paper again changes nothing.
pub async fn ask(
    tx: &Tx,
    obligation_id: i64,
    version: Option<i64>,
    request: Request,
    provenance: Provenance,
) -> Result<Outcome> {
    let before = obligation::find(tx, obligation_id).await?;
    tx.actor.may_for(Act::RequestExtension, before.unit_id)?;
    if let Some(known) = known(tx, "extension", obligation_id, &provenance).await? {
        return Ok(Outcome::Known(known));
    }
    if let Some(version) = version {
        change::seen(tx, obligation_id, version).await?;
    }
    let provenance = provenance.checked(local_day(tx.now))?;
    evidence::check(&request.evidence)?;
    let reason = words(Some(request.reason), "reason")?.ok_or(invalid("reason", "missing"))?;
    extendable(tx, &before).await?;
    later(&before, request.day)?;
    if asked(tx, obligation_id).await?.is_some() {
        return Err(Error::Refused("extension_waiting"));
    }
    let id = insert(tx, &before, request.day, &reason, &provenance).await?;
    let owner = Owner::Extension(id);
    evidence::keep(tx, before.id, owner, &request.evidence, false).await?;
    evidence::keep(tx, before.id, owner, &provenance.proof, true).await?;
    let told = Told {
        more: json!({
            "extension": id, "asked": request.day, "reason": reason,
            "evidence": told(&request.evidence), "said_by": provenance.said_by,
            "way": provenance.way.as_str(),
        }),
        proof: proof(&provenance.proof),
    };
    let after = After::of(&before)?;
    change::save(tx, &before, after, Kind::ExtensionAsked, told).await?;
    Ok(Outcome::Kept(id))
}

/// Whether one more may be asked for and granted now.
pub async fn possible(conn: &Conn, obligation: &Obligation) -> Result<bool> {
    match extendable(conn, obligation).await {
        Ok(()) => Ok(true),
        Err(Error::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether one more may be granted for what is open.
async fn extendable(conn: &Conn, obligation: &Obligation) -> Result<()> {
    let facts = obligation.facts()?;
    rule::open(&facts)?;
    if facts.due.is_none() {
        return Err(Error::Refused("no_deadline"));
    }
    let most = setting::number(conn, setting::Number::Extensions).await?;
    if granted(conn, obligation).await? >= i64::from(most) {
        return Err(Error::Refused("extensions_used_up"));
    }
    Ok(())
}

/// An extension goes forward.
fn later(obligation: &Obligation, day: NaiveDate) -> Result<()> {
    match obligation.facts()?.last_day() {
        Some(last) if day <= last => Err(invalid("day", "not_later")),
        _ => Ok(()),
    }
}

/// The request that waits for a decision.
pub async fn asked(conn: &Conn, obligation_id: i64) -> Result<Option<Extension>> {
    let text = format!("{EXTENSIONS} WHERE x.obligation_id = $1 AND x.state = $2 LIMIT 1");
    sql::one(conn, &text, vals![obligation_id, State::Asked.number()]).await
}

async fn insert(
    tx: &Tx,
    obligation: &Obligation,
    day: NaiveDate,
    reason: &str,
    provenance: &Provenance,
) -> Result<i64> {
    let id = sql::next_id(tx, "extension").await?;
    let columns = [
        "id",
        "uid",
        "obligation_id",
        "period",
        "unit_id",
        "asked_day",
        "reason",
        "said_by",
        "way",
        "link_id",
        "source_key",
        "asked_at",
        "asked_by",
        "asked_by_name",
        "state",
    ];
    let row = vals![
        id,
        tx.uid(),
        obligation.id,
        obligation.period(),
        obligation.unit_id,
        day,
        reason,
        provenance.said_by.clone(),
        provenance.way.number(),
        provenance.link_id,
        provenance.source_key.clone(),
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone(),
        State::Asked.number(),
    ];
    sql::insert(tx, "extension", &columns, row).await?;
    Ok(id)
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Until this day, which need not be the one asked for.
    Grant(NaiveDate),
    /// No.
    Refuse,
}

/// Decide a request. A refusal, and a day other than the one asked for, need a reason. `version`
/// is that of the obligation that the person saw.
pub async fn decide(
    tx: &Tx,
    id: i64,
    version: i64,
    decision: Decision,
    reason: Option<String>,
    proof_of_it: Vec<Evidence>,
) -> Result<Obligation> {
    tx.actor.may(Act::DecideExtension)?;
    let request = find(tx, id).await?;
    let before = change::seen(tx, request.obligation_id, version).await?;
    waiting(&request)?;
    evidence::check(&proof_of_it)?;
    let reason = words(reason, "reason")?;
    let plain = decision == Decision::Grant(request.asked_day);
    if reason.is_none() && !plain {
        return Err(invalid("reason", "missing"));
    }
    let mut after = After::of(&before)?;
    let (state, kind, day) = match decision {
        Decision::Refuse => (State::Refused, Kind::ExtensionRefused, None),
        Decision::Grant(day) => {
            if request.period != before.period() {
                return Err(Error::Refused("period_over"));
            }
            extendable(tx, &before).await?;
            later(&before, day)?;
            after.original = after
                .original
                .or_else(|| Some((after.facts.due?, after.facts.due_inclusive)));
            after.facts.due = Some(day);
            after.facts.due_inclusive = true;
            (State::Granted, Kind::ExtensionGranted, Some(day))
        }
    };
    let from = before.facts()?.last_day();
    close(tx, &request, state, (from, day), reason.clone()).await?;
    evidence::keep(tx, before.id, Owner::Extension(id), &proof_of_it, true).await?;
    let told = Told {
        more: json!({"extension": id, "reason": reason, "asked": request.asked_day, "day": day}),
        proof: proof(&proof_of_it),
    };
    change::save(tx, &before, after, kind, told).await
}

/// The unit asks no longer.
pub async fn withdraw(tx: &Tx, id: i64, version: i64) -> Result<Obligation> {
    let request = find(tx, id).await?;
    let before = change::seen(tx, request.obligation_id, version).await?;
    tx.actor.may_for(Act::RequestExtension, before.unit_id)?;
    waiting(&request)?;
    close(tx, &request, State::Withdrawn, (None, None), None).await?;
    let told = Told {
        more: json!({ "extension": id }),
        proof: None,
    };
    let after = After::of(&before)?;
    change::save(tx, &before, after, Kind::ExtensionWithdrawn, told).await
}

fn waiting(request: &Extension) -> Result<()> {
    match request.state()? {
        State::Asked => Ok(()),
        _ => Err(Error::Refused("extension_decided")),
    }
}

async fn close(
    tx: &Tx,
    request: &Extension,
    state: State,
    (from, day): (Option<NaiveDate>, Option<NaiveDate>),
    reason: Option<String>,
) -> Result<()> {
    let text = "UPDATE extension SET state = $2, from_day = $3, granted_day = $4, decided_at = $5,
                    decided_by = $6, decided_by_name = $7, decision_reason = $8
                WHERE id = $1";
    let row = vals![
        request.id,
        state.number(),
        from,
        day,
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone(),
        reason,
    ];
    sql::execute(tx, text, row).await.map(drop)
}
