//! Letters made together: kept with their words, signed one by one, discarded and restored.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{
    Owing, Shape, Way,
    ledger::{self, class_of},
};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    letter::book,
    obligation::{Class, role_of},
    plan::draft::Role,
    vals,
};

/// Longest text of the words of a letter.
const MOST_WORDS: usize = 20_000;
/// Longest number of a letter.
const LONGEST_NUMBER: usize = 60;

/// Letters to be made.
#[derive(Debug, Clone)]
pub struct New {
    /// One to each, or one to all.
    pub shape: Shape,
    /// The day they speak of.
    pub day: NaiveDate,
    /// The day by which an answer is asked for.
    pub answer_by: NaiveDate,
    /// Letterhead and words, as the pages keep them.
    pub office: String,
    /// Who is written to, and of what.
    pub letters: Vec<NewLetter>,
}

/// A letter to be made.
#[derive(Debug, Clone)]
pub struct NewLetter {
    /// To whom; each part of an appendix, or one.
    pub addressees: Vec<Owing>,
}

/// Letters made together, for lists.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Head {
    /// Id.
    pub id: i64,
    shape: i16,
    /// The day they speak of.
    pub day: NaiveDate,
    /// The day by which an answer is asked for.
    pub answer_by: NaiveDate,
    /// Letterhead and words.
    pub office: String,
    /// When they were made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by_name: String,
    /// When they were discarded.
    pub discarded_at: Option<Timestamp>,
    /// How many letters.
    pub letters: i64,
    /// How many of them are signed.
    pub signed: i64,
    /// How many units they go to.
    pub units: i64,
}

impl Head {
    /// One to each, or one to all.
    pub fn shape(&self) -> Result<Shape> {
        Shape::from_number(self.shape)
    }
}

/// Letters made together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// What a list shows.
    pub head: Head,
    /// The letters.
    pub letters: Vec<Letter>,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Id.
    pub id: i64,
    /// Its number, once it is signed.
    pub number: Option<String>,
    /// The day it was signed.
    pub signed_on: Option<NaiveDate>,
    /// Counts changes.
    pub version: i64,
    /// To whom.
    pub addressees: Vec<Addressee>,
}

/// A unit that a letter goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The unit.
    pub unit_id: i64,
    /// Its name when the letter was made.
    pub unit_name: String,
    /// What it is urged for.
    pub lines: Vec<Line>,
}

/// One obligation in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the tables `task`, `plan`, `urging`")]
pub struct Line {
    pub obligation_id: i64,
    pub task_id: i64,
    pub task_code: String,
    pub task_label: Option<String>,
    pub task_heading: Option<String>,
    pub task_text: Option<String>,
    pub product: Option<String>,
    pub plan_id: i64,
    pub plan_number: String,
    pub plan_title: String,
    pub plan_signed_on: NaiveDate,
    pub role: Role,
    /// How it stood on the day of the letter.
    pub class: Class,
    /// The last day that was in time.
    pub last_day: Option<NaiveDate>,
}

/// Make letters, and enter in the ledger what they urge. Gives the id of the batch.
pub async fn create(tx: &Tx, new: New) -> Result<i64> {
    tx.actor.may(Act::Urge)?;
    if new.office.len() > MOST_WORDS {
        return Err(Error::Invalid {
            field: "words",
            reason: "too_long",
        });
    }
    if new.letters.iter().all(|it| it.addressees.is_empty()) {
        return Err(Error::Refused("nobody_to_urge"));
    }
    let id = sql::next_id(tx, "urging_batch").await?;
    insert_batch(tx, id, &new).await?;
    let first = sql::next_id(tx, "urging_letter").await?;
    let mut addressee = sql::next_id(tx, "urging_addressee").await?;
    let (mut letters, mut addressees, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for (letter_id, letter) in (first..).zip(&new.letters) {
        letters.push(vals![letter_id, id, 1_i64]);
        for unit in &letter.addressees {
            let name = unit.unit_name.clone();
            addressees.push(vals![addressee, letter_id, unit.unit_id, name]);
            addressee += 1;
            entries.extend(unit.items.iter().map(|item| (item, Some(letter_id))));
            let obligations: Vec<i64> = unit.items.iter().map(|item| item.id).collect();
            let after = json!({
                "way": Way::Letter, "day": new.day, "letter": letter_id,
                "answer_by": new.answer_by, "obligations": obligations,
            });
            ledger::tell(tx, Subject::Urging(id), unit.unit_id, &after)?;
        }
    }
    sql::insert_all(tx, "urging_letter", &["id", "batch_id", "version"], letters).await?;
    let columns = ["id", "letter_id", "unit_id", "unit_name"];
    sql::insert_all(tx, "urging_addressee", &columns, addressees).await?;
    ledger::write(tx, &entries, Way::Letter, new.day, None).await?;
    Ok(id)
}

async fn insert_batch(tx: &Tx, id: i64, new: &New) -> Result<()> {
    let columns = [
        "id",
        "uid",
        "shape",
        "day",
        "answer_by",
        "office",
        "created_at",
        "created_by",
        "created_by_name",
    ];
    let row = vals![
        id,
        tx.uid(),
        new.shape.number(),
        new.day,
        new.answer_by,
        new.office.clone(),
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "urging_batch", &columns, row).await?;
    let after = json!({
        "shape": new.shape, "day": new.day, "answer_by": new.answer_by,
        "letters": new.letters.len(),
    });
    let subject = Subject::Urging(id);
    event::record(tx, Kind::UrgingMade, subject, event::NOTHING, Some(&after))
}

const HEADS: &str = "SELECT b.id, b.shape, b.day, b.answer_by, b.office, b.created_at,
    b.created_by_name, b.discarded_at,
    (SELECT COUNT(*) FROM urging_letter l WHERE l.batch_id = b.id) AS letters,
    (SELECT COUNT(*) FROM urging_letter l WHERE l.batch_id = b.id AND l.number IS NOT NULL)
        AS signed,
    (SELECT COUNT(*) FROM urging_addressee a JOIN urging_letter l ON l.id = a.letter_id
        WHERE l.batch_id = b.id) AS units
    FROM urging_batch b";

/// Letters made, newest first.
pub async fn batches(conn: &Conn, limit: i64) -> Result<Vec<Head>> {
    batches_before(conn, i64::MAX, limit).await
}

/// Letters made before some of them, newest first.
pub async fn batches_before(conn: &Conn, before: i64, limit: i64) -> Result<Vec<Head>> {
    let text = format!("{HEADS} WHERE b.id < $1 ORDER BY b.id DESC LIMIT $2");
    sql::all(conn, &text, vals![before, limit]).await
}

async fn head(conn: &Conn, id: i64) -> Result<Head> {
    let text = format!("{HEADS} WHERE b.id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("urging"))
}

#[derive(FromQueryResult)]
struct LetterRow {
    id: i64,
    number: Option<String>,
    signed_on: Option<NaiveDate>,
    version: i64,
}

#[derive(FromQueryResult)]
struct AddresseeRow {
    letter_id: i64,
    unit_id: i64,
    unit_name: String,
}

#[derive(FromQueryResult)]
struct LineRow {
    letter_id: i64,
    unit_id: i64,
    obligation_id: i64,
    task_id: i64,
    task_code: String,
    task_label: Option<String>,
    task_heading: Option<String>,
    task_text: Option<String>,
    product: Option<String>,
    plan_id: i64,
    plan_number: String,
    plan_title: String,
    plan_signed_on: NaiveDate,
    role: i16,
    class: String,
    last_day: Option<NaiveDate>,
}

/// Letters made together, as they were made.
pub async fn batch(conn: &Conn, id: i64) -> Result<Batch> {
    let head = head(conn, id).await?;
    let text = "SELECT id, number, signed_on, version FROM urging_letter
                WHERE batch_id = $1 ORDER BY id";
    let letters: Vec<LetterRow> = sql::all(conn, text, vals![id]).await?;
    let text = "SELECT a.letter_id, a.unit_id, a.unit_name FROM urging_addressee a
                JOIN urging_letter l ON l.id = a.letter_id WHERE l.batch_id = $1 ORDER BY a.id";
    let units: Vec<AddresseeRow> = sql::all(conn, text, vals![id]).await?;
    let mut lines = lines(conn, id).await?;
    let mut addressees: HashMap<i64, Vec<Addressee>> = HashMap::new();
    for unit in units {
        let key = (unit.letter_id, unit.unit_id);
        addressees
            .entry(unit.letter_id)
            .or_default()
            .push(Addressee {
                unit_id: unit.unit_id,
                unit_name: unit.unit_name,
                lines: lines.remove(&key).unwrap_or_default(),
            });
    }
    let letter = |row: LetterRow| Letter {
        addressees: addressees.remove(&row.id).unwrap_or_default(),
        id: row.id,
        number: row.number,
        signed_on: row.signed_on,
        version: row.version,
    };
    Ok(Batch {
        head,
        letters: letters.into_iter().map(letter).collect(),
    })
}

async fn lines(conn: &Conn, batch: i64) -> Result<HashMap<(i64, i64), Vec<Line>>> {
    let text = "SELECT g.letter_id, g.unit_id, g.obligation_id, t.id AS task_id,
        t.code AS task_code, t.label AS task_label, t.heading AS task_heading,
        t.text AS task_text, t.product, p.id AS plan_id, p.number AS plan_number,
        p.title AS plan_title, p.signed_on AS plan_signed_on, o.role, g.class, g.last_day
        FROM urging_letter l JOIN urging g ON g.letter_id = l.id
        JOIN obligation o ON o.id = g.obligation_id JOIN task t ON t.id = o.task_id
        JOIN plan p ON p.id = o.plan_id WHERE l.batch_id = $1 ORDER BY g.id";
    let rows: Vec<LineRow> = sql::all(conn, text, vals![batch]).await?;
    let mut lines: HashMap<(i64, i64), Vec<Line>> = HashMap::new();
    for row in rows {
        lines
            .entry((row.letter_id, row.unit_id))
            .or_default()
            .push(Line {
                obligation_id: row.obligation_id,
                task_id: row.task_id,
                task_code: row.task_code,
                task_label: row.task_label,
                task_heading: row.task_heading,
                task_text: row.task_text,
                product: row.product,
                plan_id: row.plan_id,
                plan_number: row.plan_number,
                plan_title: row.plan_title,
                plan_signed_on: row.plan_signed_on,
                role: role_of(row.role)?,
                class: class_of(&row.class)?,
                last_day: row.last_day,
            });
    }
    Ok(lines)
}

/// Enter number and day of a letter that was signed.
pub async fn sign(
    tx: &Tx,
    letter_id: i64,
    version: i64,
    number: &str,
    signed_on: NaiveDate,
) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        batch_id: i64,
        number: Option<String>,
        signed_on: Option<NaiveDate>,
        version: i64,
    }
    tx.actor.may(Act::Urge)?;
    let number = number.trim();
    if number.is_empty() || number.chars().count() > LONGEST_NUMBER {
        return Err(Error::Invalid {
            field: "number",
            reason: "length",
        });
    }
    let text = "SELECT batch_id, number, signed_on, version FROM urging_letter WHERE id = $1";
    let row: Option<Row> = sql::one(tx, text, vals![letter_id]).await?;
    let row = row.ok_or(Error::NotFound("letter"))?;
    if row.version != version {
        return Err(Error::Conflict {
            what: "letter",
            version: row.version,
        });
    }
    let number = &match book::parse(number) {
        None => number.to_owned(),
        Some((sequence, symbol)) => {
            let new = book::New {
                sequence: Some(sequence),
                ..numbering(tx, letter_id, row.batch_id, symbol, signed_on).await?
            };
            book::take(tx, new).await?
        }
    };
    write_number(tx, letter_id, number, signed_on).await?;
    let told = |number: Option<&str>, day: Option<NaiveDate>| json!({"letter": letter_id, "number": number, "signed_on": day});
    event::record(
        tx,
        Kind::UrgingSigned,
        Subject::Urging(row.batch_id),
        Some(&told(row.number.as_deref(), row.signed_on)),
        Some(&told(Some(number), Some(signed_on))),
    )
}

async fn write_number(tx: &Tx, letter_id: i64, number: &str, signed_on: NaiveDate) -> Result<()> {
    let text = "UPDATE urging_letter SET number = $2, signed_on = $3, version = version + 1
                WHERE id = $1";
    sql::execute(tx, text, vals![letter_id, number, signed_on]).await?;
    Ok(())
}

/// What the numbering book says of a letter: whom it went to.
async fn numbering(
    tx: &Tx,
    letter_id: i64,
    batch_id: i64,
    symbol: &str,
    signed_on: NaiveDate,
) -> Result<book::New> {
    let text = "SELECT unit_name FROM urging_addressee WHERE letter_id = $1 ORDER BY id LIMIT 4";
    let mut units: Vec<String> = sql::column(tx, text, vals![letter_id]).await?;
    if units.len() > 3 {
        units.truncate(3);
        units.push("…".to_owned());
    }
    let about: String = units.join("; ").chars().take(400).collect();
    Ok(book::New {
        kind: book::DISPATCH.to_owned(),
        sequence: None,
        symbol: symbol.to_owned(),
        about: format!("{about} (#{batch_id})"),
        signed_on,
        letter_id: Some(letter_id),
    })
}

/// Number all letters of a batch that have none yet, one after the other, as signed on a day.
/// Gives how many.
pub async fn number_all(tx: &Tx, id: i64, symbol: &str, signed_on: NaiveDate) -> Result<usize> {
    tx.actor.may(Act::Urge)?;
    if head(tx, id).await?.discarded_at.is_some() {
        return Err(Error::Refused("letters_discarded"));
    }
    let text = "SELECT id FROM urging_letter WHERE batch_id = $1 AND number IS NULL ORDER BY id";
    let letters: Vec<i64> = sql::column(tx, text, vals![id]).await?;
    for letter in &letters {
        let new = numbering(tx, *letter, id, symbol, signed_on).await?;
        let number = book::take(tx, new).await?;
        write_number(tx, *letter, &number, signed_on).await?;
        let after = json!({"letter": letter, "number": number, "signed_on": signed_on});
        let subject = Subject::Urging(id);
        event::record(
            tx,
            Kind::UrgingSigned,
            subject,
            event::NOTHING,
            Some(&after),
        )?;
    }
    Ok(letters.len())
}

/// Throw letters away that will not go out; the ledger does not count them any more. Not when one
/// of them is signed.
pub async fn discard(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    let head = head(tx, id).await?;
    if head.signed > 0 {
        return Err(Error::Refused("letter_signed"));
    }
    if head.discarded_at.is_some() {
        return Ok(());
    }
    let text = "UPDATE urging_batch SET discarded_at = $2 WHERE id = $1";
    sql::execute(tx, text, vals![id, tx.now]).await?;
    let subject = Subject::Urging(id);
    event::record(
        tx,
        Kind::UrgingDiscarded,
        subject,
        event::NOTHING,
        event::NOTHING,
    )
}

/// Take them back.
pub async fn restore(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    if head(tx, id).await?.discarded_at.is_none() {
        return Ok(());
    }
    let text = "UPDATE urging_batch SET discarded_at = NULL WHERE id = $1";
    sql::execute(tx, text, vals![id]).await?;
    let subject = Subject::Urging(id);
    event::record(
        tx,
        Kind::UrgingRestored,
        subject,
        event::NOTHING,
        event::NOTHING,
    )
}
