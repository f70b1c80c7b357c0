//! The numbering book (sổ cấp số văn bản đi): the next number of a year and series, and the ones
//! that were given. A number is given once: the one writer takes it within the transaction of
//! what it numbers, and the table refuses a second.

use chrono::{Datelike as _, NaiveDate};
use sea_orm::FromQueryResult;
use serde_json::json;

use super::office::{self, Numbering};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// A công văn has no code of its own; in the book it has this one.
pub const DISPATCH: &str = "CV";
/// The series of all types together.
const COMMON: &str = "*";
/// The largest number of a year that is no slip of the pen.
const LARGEST: i64 = 999_999;
/// Longest code, symbol and subject.
const CODE: usize = 12;
const SYMBOL: usize = 60;
const ABOUT: usize = 500;

/// A number to be taken.
#[derive(Debug, Clone)]
pub struct New {
    /// The code of the type: `BC`, [`DISPATCH`].
    pub kind: String,
    /// Which number; none: the next.
    pub sequence: Option<i64>,
    /// What stands behind it: `SNV-VP`.
    pub symbol: String,
    /// What the document is about.
    pub about: String,
    /// The day it was signed; its year is that of the number.
    pub signed_on: NaiveDate,
    /// The letter that urges which it numbers.
    pub letter_id: Option<i64>,
}

/// A number that was given.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `letter_number`")]
pub struct Entry {
    pub id: i64,
    pub year: i32,
    pub sequence: i32,
    pub kind: String,
    pub written: String,
    pub about: String,
    pub signed_on: NaiveDate,
    /// The batch of the letter that it numbers.
    pub batch_id: Option<i64>,
    pub struck_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub created_by_name: String,
}

/// Number and symbol as they are written: below ten with a zero.
pub fn written(sequence: i64, symbol: &str) -> String {
    format!("{sequence:02}/{symbol}")
}

/// The number and the symbol of `15/SNV-VP`; none when it is written in another way.
pub fn parse(written: &str) -> Option<(i64, &str)> {
    let (sequence, symbol) = written.trim().split_once('/')?;
    let sequence: i64 = sequence.trim().parse().ok()?;
    let symbol = symbol.trim();
    ((1..=LARGEST).contains(&sequence) && !symbol.is_empty()).then_some((sequence, symbol))
}

async fn series(conn: &Conn, kind: &str) -> Result<String> {
    Ok(match office::load(conn).await?.numbering {
        Numbering::EachType => kind.to_owned(),
        Numbering::Common => COMMON.to_owned(),
    })
}

/// The number that comes next in a year.
pub async fn next(conn: &Conn, kind: &str, year: i32) -> Result<i64> {
    let series = series(conn, kind).await?;
    let text = "SELECT MAX(sequence) FROM letter_number WHERE year = $1 AND series = $2";
    let last: Option<Option<i32>> = sql::scalar(conn, text, vals![year, series]).await?;
    Ok(i64::from(last.flatten().unwrap_or(0)) + 1)
}

/// Take a number; gives it as written. Refused when it is taken already.
pub async fn take(tx: &Tx, new: New) -> Result<String> {
    tx.actor.may(Act::Urge)?;
    check(&new)?;
    let year = new.signed_on.year();
    let sequence = match new.sequence {
        Some(sequence) => sequence,
        None => next(tx, &new.kind, year).await?,
    };
    if !(1..=LARGEST).contains(&sequence) {
        return Err(Error::Invalid {
            field: "sequence",
            reason: "range",
        });
    }
    let series = series(tx, &new.kind).await?;
    release(tx, new.letter_id).await?;
    let text = "SELECT id FROM letter_number WHERE year = $1 AND series = $2 AND sequence = $3";
    let taken: Option<i64> = sql::scalar(tx, text, vals![year, series.as_str(), sequence]).await?;
    if taken.is_some() {
        return Err(Error::Refused("number_taken"));
    }
    let id = sql::next_id(tx, "letter_number").await?;
    let written = written(sequence, new.symbol.trim());
    let columns = [
        "id",
        "year",
        "series",
        "sequence",
        "kind",
        "written",
        "about",
        "signed_on",
        "letter_id",
        "created_at",
        "created_by",
        "created_by_name",
    ];
    let row = vals![
        id,
        year,
        series,
        sequence,
        new.kind.clone(),
        written.clone(),
        new.about.clone(),
        new.signed_on,
        new.letter_id,
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "letter_number", &columns, row).await?;
    let after = json!({
        "number": written, "kind": new.kind, "about": new.about, "signed_on": new.signed_on,
    });
    let subject = Subject::LetterNumber(id);
    event::record(
        tx,
        Kind::LetterNumbered,
        subject,
        event::NOTHING,
        Some(&after),
    )?;
    Ok(written)
}

fn check(new: &New) -> Result<()> {
    let fields = [
        ("kind", &new.kind, 1, CODE),
        ("symbol", &new.symbol, 1, SYMBOL),
        ("about", &new.about, 0, ABOUT),
    ];
    for (field, text, least, most) in fields {
        if !(least..=most).contains(&text.trim().chars().count()) {
            return Err(Error::Invalid {
                field,
                reason: "length",
            });
        }
    }
    Ok(())
}

/// A letter whose number was mistyped gives its old one back.
async fn release(tx: &Tx, letter_id: Option<i64>) -> Result<()> {
    let Some(letter_id) = letter_id else {
        return Ok(());
    };
    let text = "DELETE FROM letter_number WHERE letter_id = $1";
    sql::execute(tx, text, vals![letter_id]).await?;
    Ok(())
}

/// Strike an entry (gạch bỏ): it stays in the book and its number is not given again. Not that
/// of a letter, which is corrected where it was entered.
pub async fn strike(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    let entry = find(tx, id).await?;
    if entry.batch_id.is_some() {
        return Err(Error::Refused("number_of_letter"));
    }
    if entry.struck_at.is_some() {
        return Ok(());
    }
    let text = "UPDATE letter_number SET struck_at = $2 WHERE id = $1";
    sql::execute(tx, text, vals![id, tx.now]).await?;
    let before = json!({"number": entry.written});
    let subject = Subject::LetterNumber(id);
    event::record(
        tx,
        Kind::LetterNumberStruck,
        subject,
        Some(&before),
        event::NOTHING,
    )
}

const ENTRIES: &str = "SELECT n.id, n.year, n.sequence, n.kind, n.written, n.about, n.signed_on,
    l.batch_id, n.struck_at, n.created_at, n.created_by_name
    FROM letter_number n LEFT JOIN urging_letter l ON l.id = n.letter_id";

async fn find(conn: &Conn, id: i64) -> Result<Entry> {
    let text = format!("{ENTRIES} WHERE n.id = $1");
    let found = sql::one(conn, &text, vals![id]).await?;
    found.ok_or(Error::NotFound("letter_number"))
}

/// The book of a year, last entered first.
pub async fn of_year(conn: &Conn, year: i32, limit: i64) -> Result<Vec<Entry>> {
    let text = format!("{ENTRIES} WHERE n.year = $1 ORDER BY n.id DESC LIMIT $2");
    sql::all(conn, &text, vals![year, limit]).await
}

/// The years that have a book, newest first.
pub async fn years(conn: &Conn) -> Result<Vec<i32>> {
    let text = "SELECT DISTINCT year FROM letter_number ORDER BY year DESC";
    sql::column(conn, text, vec![]).await
}
