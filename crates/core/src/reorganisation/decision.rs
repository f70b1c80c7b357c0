//! What a person chooses for obligations that do not simply follow: saved as one works, carried
//! out when the act is applied.

use std::collections::{BTreeMap, HashMap};

use sea_orm::FromQueryResult;
use serde::Serialize;

use super::{
    route::{Lead, open},
    situation::Situation,
    suggestion::{Suggester, Suggestion},
};
use crate::{
    access,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Longest reason, in characters.
const LONGEST: usize = 500;
/// Most units that share one obligation.
const MOST_OTHERS: usize = 200;
/// So many ids are named in one event; of more it says how many.
const MOST_NAMED: usize = 1_000;

/// What somebody chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// It goes to this unit, which answers; the others share in it. Codes.
    To {
        /// Who answers.
        unit: String,
        /// Who shares.
        others: Vec<String>,
    },
    /// It is closed.
    Close {
        /// Why.
        reason: String,
    },
}

impl From<&Suggestion> for Option<Choice> {
    fn from(suggestion: &Suggestion) -> Self {
        let (unit, others) = suggestion.units.split_first()?;
        Some(Choice::To {
            unit: unit.clone(),
            others: others.to_vec(),
        })
    }
}

/// Undecided obligations of one unit that have the same suggestion, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as said above")]
pub struct Suggested {
    pub suggestion: Option<Suggestion>,
    pub number: usize,
}

/// What is suggested for the undecided obligations of a unit; what has no suggestion comes first.
pub async fn suggestions(conn: &Conn, id: i64, from: i64) -> Result<Vec<Suggested>> {
    let situation = Situation::load(conn, id).await?;
    let groups = suggested(conn, &situation, from).await?;
    let group = |(suggestion, ids): (Option<Suggestion>, Vec<i64>)| Suggested {
        suggestion,
        number: ids.len(),
    };
    Ok(groups.into_iter().map(group).collect())
}

/// Choose for some obligations. Each must be open and its unit must ask; the units chosen must be
/// there on the day of the act. How many were decided.
pub async fn decide(tx: &Tx, id: i64, obligations: &[i64], choice: &Choice) -> Result<usize> {
    tx.actor.may(access::Act::Reorganise)?;
    let situation = Situation::load(tx, id).await?;
    let asked: HashMap<i64, i64> = asking(tx, &situation, Some(obligations)).await?;
    let mut all = obligations.to_vec();
    all.sort_unstable();
    all.dedup();
    if all.iter().any(|obligation| !asked.contains_key(obligation)) {
        return Err(Error::Refused("not_to_decide"));
    }
    save(tx, &situation, &all, choice).await?;
    Ok(all.len())
}

/// Take the suggestion for everything of one unit that is undecided and has this suggestion.
/// `expected` is the number the person saw: when it is another now, nothing is decided.
pub async fn decide_suggested(
    tx: &Tx,
    id: i64,
    from: i64,
    suggestion: &Suggestion,
    expected: usize,
) -> Result<usize> {
    tx.actor.may(access::Act::Reorganise)?;
    let situation = Situation::load(tx, id).await?;
    let groups = suggested(tx, &situation, from).await?;
    let same: Vec<i64> = groups
        .get(&Some(suggestion.clone()))
        .cloned()
        .unwrap_or_default();
    if same.len() != expected {
        return Err(Error::Conflict {
            what: "reorganisation",
            version: situation.act.version,
        });
    }
    let choice: Option<Choice> = suggestion.into();
    let choice = choice.ok_or(Error::Refused("no_suggestion"))?;
    save(tx, &situation, &same, &choice).await?;
    Ok(same.len())
}

/// Choose the same for everything undecided of one unit.
pub async fn decide_rest(
    tx: &Tx,
    id: i64,
    from: i64,
    choice: &Choice,
    expected: usize,
) -> Result<usize> {
    tx.actor.may(access::Act::Reorganise)?;
    let situation = Situation::load(tx, id).await?;
    let groups = suggested(tx, &situation, from).await?;
    let all: Vec<i64> = groups.into_values().flatten().collect();
    if all.len() != expected {
        return Err(Error::Conflict {
            what: "reorganisation",
            version: situation.act.version,
        });
    }
    save(tx, &situation, &all, choice).await?;
    Ok(all.len())
}

/// Take decisions back.
pub async fn withdraw(tx: &Tx, id: i64, obligations: &[i64]) -> Result<()> {
    tx.actor.may(access::Act::Reorganise)?;
    let situation = Situation::load(tx, id).await?;
    let asked = asking(tx, &situation, Some(obligations)).await?;
    let text = "DELETE FROM obligation_decision
                WHERE reorganisation_id = $1 AND obligation_id = $2";
    for obligation in asked.keys() {
        sql::execute(tx, text, vals![id, *obligation]).await?;
    }
    note(tx, id, obligations, event::NOTHING).await
}

async fn save(tx: &Tx, situation: &Situation, all: &[i64], choice: &Choice) -> Result<()> {
    let id = situation.act.id;
    if all.is_empty() {
        return Ok(());
    }
    goes_on(tx, situation, all, choice).await?;
    let choice_id = choice_id(tx, situation, choice).await?;
    // Replace: the last word counts, the log keeps the others.
    for group in all.chunks(500) {
        let list: Vec<String> = group.iter().map(i64::to_string).collect();
        let text = format!(
            "DELETE FROM obligation_decision
             WHERE reorganisation_id = $1 AND obligation_id IN ({})",
            list.join(", ")
        );
        sql::execute(tx, &text, vals![id]).await?;
    }
    let columns = [
        "reorganisation_id",
        "obligation_id",
        "choice_id",
        "decided_at",
        "decided_by",
        "decided_by_name",
    ];
    let rows = all.iter().map(|obligation| {
        vals![
            id,
            *obligation,
            choice_id,
            tx.now,
            tx.actor.account_id,
            tx.actor.name.clone(),
        ]
    });
    sql::insert_all(tx, "obligation_decision", &columns, rows.collect()).await?;
    note(tx, id, all, Some(choice)).await
}

/// The event, and a new version: who looks at the preview sees that it has changed.
async fn note(tx: &Tx, id: i64, all: &[i64], choice: Option<&impl Serialize>) -> Result<()> {
    let text = "UPDATE reorganisation SET version = version + 1 WHERE id = $1";
    sql::execute(tx, text, vals![id]).await?;
    let named = all.get(..MOST_NAMED).unwrap_or(all);
    let after = serde_json::json!({
        "choice": choice, "obligations": named, "number": all.len(),
    });
    let kind = Kind::ReorganisationDecided;
    event::record(
        tx,
        kind,
        Subject::Reorganisation(id),
        event::NOTHING,
        Some(&after),
    )
}

/// Who answers may be the unit itself that asks (it keeps the task), but no other that asks: this
/// act would ask for the task again.
async fn goes_on(tx: &Tx, situation: &Situation, all: &[i64], choice: &Choice) -> Result<()> {
    let Choice::To { unit, .. } = choice else {
        return Ok(());
    };
    let Some(Lead::To(to, _)) = situation.lead(Some(unit), &[]) else {
        return Ok(());
    };
    if !situation.asks(to) {
        return Ok(());
    }
    let asked = asking(tx, situation, Some(all)).await?;
    if asked.values().all(|source| *source == to) {
        return Ok(());
    }
    Err(Error::Invalid {
        field: "unit",
        reason: "asks_itself",
    })
}

/// The row of a choice, made when it is the first of its kind.
pub(super) async fn choice_id(tx: &Tx, situation: &Situation, choice: &Choice) -> Result<i64> {
    let (to, others, reason) = match choice {
        Choice::To { unit, others } => {
            let mut others = others.clone();
            others.retain(|code| code != unit);
            let mut seen = std::collections::HashSet::new();
            others.retain(|code| seen.insert(code.clone()));
            (Some(unit.clone()), others, None)
        }
        Choice::Close { reason } => (None, Vec::new(), Some(reason.trim().to_owned())),
    };
    check(situation, to.as_deref(), &others, reason.as_deref())?;
    let others = serde_json::to_string(&others)?;
    let text = "SELECT id FROM reorganisation_choice WHERE reorganisation_id = $1
                AND COALESCE(to_code, '') = $2 AND others = $3 AND COALESCE(reason, '') = $4";
    let act = situation.act.id;
    let row = vals![
        act,
        to.clone().unwrap_or_default(),
        others.clone(),
        reason.clone().unwrap_or_default(),
    ];
    if let Some(id) = sql::scalar(tx, text, row).await? {
        return Ok(id);
    }
    let id = sql::next_id(tx, "reorganisation_choice").await?;
    let columns = ["id", "reorganisation_id", "to_code", "others", "reason"];
    let row = vals![id, act, to, others, reason];
    sql::insert(tx, "reorganisation_choice", &columns, row).await?;
    Ok(id)
}

fn check(
    situation: &Situation,
    to: Option<&str>,
    others: &[String],
    reason: Option<&str>,
) -> Result<()> {
    let invalid = |field, reason| Err(Error::Invalid { field, reason });
    if let Some(reason) = reason {
        match reason.chars().count() {
            0 => return invalid("reason", "empty"),
            length if length > LONGEST => return invalid("reason", "too_long"),
            _ => {}
        }
    }
    if others.len() > MOST_OTHERS {
        return invalid("others", "too_many");
    }
    match situation.lead(to, others) {
        None => invalid("unit", "not_there"),
        // It would owe the task anew, and this act would ask for that again.
        Some(Lead::To(_, others)) if others.iter().any(|unit| situation.asks(*unit)) => {
            invalid("others", "asks_itself")
        }
        Some(_) => Ok(()),
    }
}

/// Open obligations that ask, and their units; all, or those of these ids.
async fn asking(
    conn: &Conn,
    situation: &Situation,
    ids: Option<&[i64]>,
) -> Result<HashMap<i64, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        unit_id: i64,
    }
    let units: Vec<String> = situation
        .routes
        .asking
        .iter()
        .map(|(unit, _)| unit.to_string())
        .collect();
    if units.is_empty() {
        return Ok(HashMap::new());
    }
    let mut found = HashMap::new();
    let chunks: Vec<Option<&[i64]>> = match ids {
        None => vec![None],
        Some(ids) => ids.chunks(500).map(Some).collect(),
    };
    for chunk in chunks {
        let only = chunk.map_or_else(String::new, |ids| {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            format!(" AND o.id IN ({})", ids.join(", "))
        });
        let text = format!(
            "SELECT o.id, o.unit_id FROM obligation o WHERE o.unit_id IN ({}) AND {}{only}",
            units.join(", "),
            open()
        );
        let rows: Vec<Row> = sql::all(conn, &text, vec![]).await?;
        found.extend(rows.into_iter().map(|row| (row.id, row.unit_id)));
    }
    Ok(found)
}

/// The undecided obligations of a unit by what is suggested for them.
pub(crate) async fn suggested(
    conn: &Conn,
    situation: &Situation,
    from: i64,
) -> Result<BTreeMap<Option<Suggestion>, Vec<i64>>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        task_id: i64,
    }
    let Some((_, step)) = situation.asking_step(from) else {
        return Ok(BTreeMap::new());
    };
    let valid: Vec<String> = situation
        .routes
        .choices
        .iter()
        .map(|(id, _)| id.to_string())
        .collect();
    let decided = if valid.is_empty() {
        "FALSE".to_owned()
    } else {
        format!(
            "EXISTS (SELECT 1 FROM obligation_decision d WHERE d.reorganisation_id = {}
                AND d.obligation_id = o.id AND d.choice_id IN ({}))",
            situation.act.id,
            valid.join(", ")
        )
    };
    let text = format!(
        "SELECT o.id, o.task_id FROM obligation o
         WHERE o.unit_id = $1 AND {} AND NOT {decided} ORDER BY o.id",
        open()
    );
    let rows: Vec<Row> = sql::all(conn, &text, vals![from]).await?;
    let words = Words::load(conn, situation, step, from).await?;
    let mut groups: BTreeMap<Option<Suggestion>, Vec<i64>> = BTreeMap::new();
    let mut known: HashMap<i64, Option<Suggestion>> = HashMap::new();
    for row in rows {
        let suggestion = known
            .entry(row.task_id)
            .or_insert_with(|| words.suggest(row.task_id));
        groups.entry(suggestion.clone()).or_default().push(row.id);
    }
    Ok(groups)
}

/// The texts that suggestions rest on.
pub(crate) struct Words {
    suggester: Suggester,
    texts: HashMap<i64, String>,
    parts: HashMap<i64, Vec<String>>,
}

/// So many tasks of a successor are read for their words.
const OWN_TASKS: i64 = 400;

impl Words {
    pub(crate) async fn load(
        conn: &Conn,
        situation: &Situation,
        step: &super::Step,
        from: i64,
    ) -> Result<Self> {
        let mut words = Self {
            suggester: Suggester::None,
            texts: HashMap::new(),
            parts: HashMap::new(),
        };
        // By place the words do not matter: a district's tasks need not be read.
        let mut own = HashMap::new();
        if matches!(step, super::Step::FunctionalSplit { .. }) {
            words.texts = texts(conn, from, i64::MAX).await?;
            for code in step.successors() {
                let Ok(unit) = situation.after.id(code) else {
                    continue;
                };
                let tasks = texts(conn, unit, OWN_TASKS).await?;
                own.insert(code.to_owned(), tasks.into_values().collect());
                for task in shared_tasks(conn, from, unit).await? {
                    words.parts.entry(task).or_default().push(code.to_owned());
                }
            }
        }
        words.suggester = Suggester::new(step, &own);
        Ok(words)
    }

    pub(crate) fn suggest(&self, task: i64) -> Option<Suggestion> {
        let text = self.texts.get(&task).map_or("", String::as_str);
        let parts: Vec<&str> = self
            .parts
            .get(&task)
            .map(|codes| codes.iter().map(String::as_str).collect())
            .unwrap_or_default();
        self.suggester.suggest(text, &parts)
    }
}

/// The words of the tasks that a unit owes, the newest first.
async fn texts(conn: &Conn, unit: i64, limit: i64) -> Result<HashMap<i64, String>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        heading: Option<String>,
        text: Option<String>,
        product: Option<String>,
    }
    let text = "SELECT t.id, t.heading, t.text, t.product FROM task t WHERE t.id IN (
                    SELECT DISTINCT o.task_id FROM obligation o WHERE o.unit_id = $1
                    ORDER BY o.task_id DESC LIMIT $2)";
    let rows: Vec<Row> = sql::all(conn, text, vals![unit, limit]).await?;
    let words = |row: Row| {
        let all = [row.heading, row.text, row.product];
        let all: Vec<String> = all.into_iter().flatten().collect();
        (row.id, all.join(" "))
    };
    Ok(rows.into_iter().map(words).collect())
}

/// Tasks that both units have a part in.
async fn shared_tasks(conn: &Conn, one: i64, other: i64) -> Result<Vec<i64>> {
    let text = "SELECT DISTINCT o.task_id FROM obligation o WHERE o.unit_id = $1
                AND o.task_id IN (SELECT x.task_id FROM obligation x WHERE x.unit_id = $2)";
    sql::column(conn, text, vals![one, other]).await
}
