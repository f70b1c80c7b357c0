//! The obligations that an act touches, one by one: where each goes, what was chosen, what is
//! suggested.

use std::collections::HashMap;

use sea_orm::FromQueryResult;

use super::{
    decision::{Choice, Words},
    preview::Party,
    route::{Fate, open},
    situation::Situation,
    suggestion::Suggestion,
};
use crate::{
    db::{Conn, Timestamp, sql},
    error::{Error, Result},
    obligation::role_of,
    plan::draft::Role,
    vals,
};

/// Looked at in one go.
const BATCH: i64 = 300;
/// Most batches for one page: what is rare among very many is looked for on further pages.
const BATCHES: usize = 20;

/// An obligation in the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the tables, and what becomes of it")]
pub struct Line {
    pub obligation_id: i64,
    pub task_id: i64,
    pub task_code: String,
    pub heading: Option<String>,
    pub text: Option<String>,
    pub plan_id: i64,
    pub plan_number: String,
    pub role: Role,
    pub fate: Fate,
    /// Who gets it, or owes what it is joined into.
    pub to: Option<Party>,
    /// What it is joined into.
    pub into: Option<i64>,
    pub chosen: Option<Chosen>,
    /// For what asks.
    pub suggestion: Option<Suggestion>,
}

/// A choice, with its author and time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as said above")]
pub struct Chosen {
    pub choice: Choice,
    pub by: String,
    pub at: Timestamp,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Behind which obligation the next page begins, when there may be one.
    pub next: Option<i64>,
}

#[derive(FromQueryResult)]
struct Outcome {
    id: i64,
    fate: i32,
    target: i64,
    other: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    role: i16,
    task_id: i64,
    task_code: String,
    heading: Option<String>,
    text: Option<String>,
    plan_id: i64,
    plan_number: String,
    to_code: Option<String>,
    others: Option<String>,
    reason: Option<String>,
    decided_at: Option<Timestamp>,
    decided_by_name: Option<String>,
}

/// Open obligations of one unit that the act touches, by id, of one fate or of any.
pub async fn lines(
    conn: &Conn,
    id: i64,
    from: i64,
    fate: Option<Fate>,
    after: i64,
    limit: usize,
) -> Result<Page> {
    let situation = Situation::load(conn, id).await?;
    let mut place = after;
    let mut found: Vec<Outcome> = Vec::new();
    let mut more = true;
    for _ in 0..BATCHES {
        let batch = batch(conn, from, place).await?;
        let Some((last, _)) = batch.last() else {
            more = false;
            break;
        };
        place = *last;
        let mut outcomes = outcomes(conn, &situation, from, &batch).await?;
        outcomes.retain(|it| fate.is_none_or(|fate| i32::from(fate.number()) == it.fate));
        found.extend(outcomes);
        if found.len() > limit {
            found.truncate(limit);
            place = found.last().map_or(place, |it| it.id);
            break;
        }
        if i64::try_from(batch.len()).is_ok_and(|number| number < BATCH) {
            more = false;
            break;
        }
    }
    Ok(Page {
        lines: complete(conn, &situation, from, found).await?,
        next: Some(place).filter(|_| more),
    })
}

async fn batch(conn: &Conn, from: i64, after: i64) -> Result<Vec<(i64, i64)>> {
    #[derive(FromQueryResult)]
    struct Key {
        id: i64,
        task_id: i64,
    }
    let text = format!(
        "SELECT o.id, o.task_id FROM obligation o WHERE o.unit_id = $1 AND o.id > $2 AND {}
         ORDER BY o.id LIMIT {BATCH}",
        open()
    );
    let keys: Vec<Key> = sql::all(conn, &text, vals![from, after]).await?;
    Ok(keys.into_iter().map(|key| (key.id, key.task_id)).collect())
}

async fn outcomes(
    conn: &Conn,
    situation: &Situation,
    from: i64,
    batch: &[(i64, i64)],
) -> Result<Vec<Outcome>> {
    let mut tasks: Vec<i64> = batch.iter().map(|(_, task)| *task).collect();
    tasks.sort_unstable();
    tasks.dedup();
    let mut text = situation.routes.outcome(Some(&tasks));
    text.push_str(
        "SELECT id, CAST(fate AS INTEGER) AS fate, CAST(target AS BIGINT) AS target,
             CAST(other AS BIGINT) AS other
         FROM outcome WHERE source = $1 AND fate <> 3 ORDER BY id",
    );
    let mut rows: Vec<Outcome> = sql::all(conn, &text, vals![from]).await?;
    let ids: std::collections::HashSet<i64> = batch.iter().map(|(id, _)| *id).collect();
    rows.retain(|row| ids.contains(&row.id));
    Ok(rows)
}

async fn complete(
    conn: &Conn,
    situation: &Situation,
    from: i64,
    found: Vec<Outcome>,
) -> Result<Vec<Line>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = found.iter().map(|it| it.id.to_string()).collect();
    let text = format!(
        "SELECT o.id, o.role, t.id AS task_id, t.code AS task_code, t.heading, t.text,
             p.id AS plan_id, p.number AS plan_number, c.to_code, c.others, c.reason, d.decided_at,
             d.decided_by_name
         FROM obligation o JOIN task t ON t.id = o.task_id JOIN plan p ON p.id = o.plan_id
             LEFT JOIN obligation_decision d
                 ON d.obligation_id = o.id AND d.reorganisation_id = $1
             LEFT JOIN reorganisation_choice c ON c.id = d.choice_id
         WHERE o.id IN ({})",
        ids.join(", ")
    );
    let rows: Vec<Row> = sql::all(conn, &text, vals![situation.act.id]).await?;
    let mut rows: HashMap<i64, Row> = rows.into_iter().map(|row| (row.id, row)).collect();
    let words = match situation.asking_step(from) {
        Some((_, step)) => Some(Words::load(conn, situation, step, from).await?),
        None => None,
    };
    let mut lines = Vec::with_capacity(found.len());
    for outcome in found {
        let Some(row) = rows.remove(&outcome.id) else {
            continue;
        };
        lines.push(line(situation, words.as_ref(), &outcome, row)?);
    }
    Ok(lines)
}

fn line(situation: &Situation, words: Option<&Words>, it: &Outcome, row: Row) -> Result<Line> {
    let fate = i16::try_from(it.fate).ok().and_then(Fate::from_number);
    let fate = fate.ok_or_else(|| Error::Damaged(format!("fate {}", it.fate)))?;
    let to = Some(it.target).filter(|id| *id > 0).map(|id| Party {
        id,
        code: situation.code(id),
        name: situation.name(id),
    });
    Ok(Line {
        obligation_id: row.id,
        task_id: row.task_id,
        role: role_of(row.role)?,
        fate,
        to,
        into: Some(it.other).filter(|_| fate == Fate::Joined),
        suggestion: words.and_then(|words| words.suggest(row.task_id)),
        chosen: chosen(&row)?,
        task_code: row.task_code,
        heading: row.heading,
        text: row.text,
        plan_id: row.plan_id,
        plan_number: row.plan_number,
    })
}

fn chosen(row: &Row) -> Result<Option<Chosen>> {
    let (Some(at), Some(by)) = (row.decided_at, &row.decided_by_name) else {
        return Ok(None);
    };
    let choice = match (&row.to_code, &row.reason) {
        (Some(unit), _) => Choice::To {
            unit: unit.clone(),
            others: serde_json::from_str(row.others.as_deref().unwrap_or("[]"))?,
        },
        (None, reason) => Choice::Close {
            reason: reason.clone().unwrap_or_default(),
        },
    };
    Ok(Some(Chosen {
        choice,
        by: by.clone(),
        at,
    }))
}
