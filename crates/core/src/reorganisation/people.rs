//! Who and what stands for a unit that ends: accounts, calendar addresses, personal links, reports
//! of periods still open. An
//! account goes to the successor when who manages accounts agrees; an address is a secret in
//! somebody's hands and is never pointed at another unit.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{preview::Party, situation::Situation};
use crate::{
    access,
    db::{Conn, Timestamp, Tx, sql},
    error::Result,
    event::{self, Kind, Subject},
    vals,
};

/// An account of a unit that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountTouched {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub name: String,
    /// Of which unit.
    pub unit: Party,
    /// Who follows that unit, when it is one alone: there the account can go.
    pub heir: Option<Party>,
}

/// Addresses of a unit that ends, that are good today.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "whose, and how many of each kind")]
pub struct AddressesTouched {
    pub unit: Party,
    pub feeds: i64,
    pub links: i64,
}

/// A report of a period still open, of a unit that ends: it stays with that unit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "whose, of which regime, until when, due when")]
pub struct ReportTouched {
    pub unit: Party,
    pub period: i64,
    pub title: String,
    pub cutoff: NaiveDate,
    pub due: NaiveDate,
}

/// Most reports that are told.
const REPORTS: i64 = 500;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    unit_id: i64,
}

fn party(situation: &Situation, id: i64) -> Party {
    Party {
        id,
        code: situation.code(id),
        name: situation.name(id),
    }
}

/// Who follows a unit, when it is one alone.
fn heir(situation: &Situation, unit: i64) -> Option<i64> {
    let following = situation.enacted.successions.iter();
    let mut heirs: Vec<i64> = following
        .filter(|it| it.predecessor == unit)
        .filter_map(|it| it.successor)
        .collect();
    heirs.sort_unstable();
    heirs.dedup();
    match heirs.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// Accounts in use of the units that end.
pub(super) async fn accounts(conn: &Conn, situation: &Situation) -> Result<Vec<AccountTouched>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", &situation.enacted.ended);
    let text = format!(
        "SELECT id, name, unit_id FROM account WHERE unit_id {condition} AND NOT disabled
         ORDER BY unit_id, name, id"
    );
    let rows: Vec<Row> = sql::all(conn, &text, vec![list]).await?;
    let touched = rows.into_iter().map(|row| AccountTouched {
        id: row.id,
        name: row.name,
        unit: party(situation, row.unit_id),
        heir: heir(situation, row.unit_id).map(|id| party(situation, id)),
    });
    Ok(touched.collect())
}

/// Calendar addresses and personal links of the units that end.
pub(super) async fn addresses(
    conn: &Conn,
    situation: &Situation,
    today: NaiveDate,
) -> Result<Vec<AddressesTouched>> {
    #[derive(FromQueryResult)]
    struct Number {
        unit_id: i64,
        number: i64,
    }
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", &situation.enacted.ended);
    let mut numbers: BTreeMap<i64, [i64; 2]> = BTreeMap::new();
    let feeds = format!(
        "SELECT unit_id, COUNT(*) AS number FROM feed
         WHERE unit_id {condition} AND revoked_at IS NULL GROUP BY unit_id"
    );
    let links = format!(
        "SELECT unit_id, COUNT(*) AS number FROM reply_link
         WHERE unit_id {condition} AND revoked_at IS NULL AND expires_at > $2 GROUP BY unit_id"
    );
    for row in sql::all::<Number>(conn, &feeds, vec![list.clone()]).await? {
        numbers.entry(row.unit_id).or_default()[0] = row.number;
    }
    for row in sql::all::<Number>(conn, &links, vec![list, midnight(today).into()]).await? {
        numbers.entry(row.unit_id).or_default()[1] = row.number;
    }
    let touched = numbers.into_iter().map(|(unit, [feeds, links])| {
        let unit = party(situation, unit);
        AddressesTouched { unit, feeds, links }
    });
    Ok(touched.collect())
}

/// Reports of periods still open of the units that end.
pub(super) async fn reports(conn: &Conn, situation: &Situation) -> Result<Vec<ReportTouched>> {
    #[derive(FromQueryResult)]
    struct Open {
        unit_id: i64,
        period_id: i64,
        title: String,
        cutoff: NaiveDate,
        due: NaiveDate,
    }
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", &situation.enacted.ended);
    let text = format!(
        "SELECT r.unit_id, r.period_id, g.title, p.cutoff, r.due FROM unit_report r
             JOIN reporting_period p ON p.id = r.period_id
             JOIN reporting_regime g ON g.id = p.regime_id
         WHERE r.unit_id {condition} AND p.frozen_at IS NULL
         ORDER BY p.cutoff, p.id, r.unit_id LIMIT {REPORTS}"
    );
    let rows: Vec<Open> = sql::all(conn, &text, vec![list]).await?;
    let touched = rows.into_iter().map(|row| ReportTouched {
        unit: party(situation, row.unit_id),
        period: row.period_id,
        title: row.title,
        cutoff: row.cutoff,
        due: row.due,
    });
    Ok(touched.collect())
}

fn midnight(day: NaiveDate) -> Timestamp {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Let these accounts go on with who follows their unit.
pub(super) async fn follow(tx: &Tx, situation: &Situation, chosen: &[i64]) -> Result<()> {
    if chosen.is_empty() {
        return Ok(());
    }
    tx.actor.may(access::Act::ManageAccounts)?;
    for account in accounts(tx, situation).await? {
        let Some(heir) = account.heir.filter(|_| chosen.contains(&account.id)) else {
            continue;
        };
        belong(tx, account.id, account.unit.id, heir.id).await?;
        let change = sql::next_id(tx, "directory_change").await?;
        let columns = [
            "id",
            "reorganisation_id",
            "thing",
            "thing_id",
            "before",
            "after",
        ];
        let (before, after) = (account.unit.id.to_string(), heir.id.to_string());
        let row = vals![
            change,
            situation.act.id,
            "account",
            account.id,
            before,
            after
        ];
        sql::insert(tx, "directory_change", &columns, row).await?;
    }
    Ok(())
}

async fn belong(tx: &Tx, account: i64, from: i64, to: i64) -> Result<()> {
    let text = "UPDATE account SET unit_id = $3 WHERE id = $1 AND unit_id = $2";
    if sql::execute(tx, text, vals![account, from, to]).await? == 0 {
        return Ok(());
    }
    event::record(
        tx,
        Kind::AccountChanged,
        Subject::Account(account),
        Some(&json!({"unit": from})),
        Some(&json!({"unit": to})),
    )
}

/// Give them back to the units they came from; one that somebody has moved since stays there.
pub(super) async fn restore(tx: &Tx, act: i64) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Kept {
        thing_id: i64,
        before: String,
        after: String,
    }
    let text = "SELECT thing_id, before, after FROM directory_change
                WHERE reorganisation_id = $1 AND thing = 'account' ORDER BY id DESC";
    for kept in sql::all::<Kept>(tx, text, vals![act]).await? {
        let (before, after) = (
            serde_json::from_str(&kept.before)?,
            serde_json::from_str(&kept.after)?,
        );
        belong(tx, kept.thing_id, after, before).await?;
    }
    Ok(())
}
