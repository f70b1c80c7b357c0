//! What the page of a unit tells of its history: whom it follows, who follows it, what it took
//! over and handed on; and what the page of a task tells of each obligation's way.

use dondoc_core::db::Conn;
use dondoc_core::reorganisation::Fate;
use dondoc_core::reorganisation::history::{self, HandedOn, Move, Passage, Succession};

use super::super::error::Result;
use super::super::register::rows::shorten;
use super::words::fate_key;
use crate::show as shown;
use crate::text::Texts;

/// Rows of what was handed on.
const ROWS: i64 = 200;

/// A unit's history.
#[derive(Debug, Default)]
pub struct History {
    /// Whom it follows.
    pub predecessors: Vec<Line>,
    /// Who follows it.
    pub successors: Vec<Line>,
    /// What it took over.
    pub taken_over: Vec<PassageLine>,
    /// What it handed on.
    pub handed_on: Vec<PassageLine>,
    /// The same one by one, the first of them.
    pub one_by_one: Vec<OneLine>,
    /// Whether there are more.
    pub more: bool,
}

/// A succession in words.
#[derive(Debug)]
pub struct Line {
    /// As `core` tells it.
    pub succession: Succession,
    /// The day.
    pub day: String,
    /// The functions, when they are named.
    pub functions: Option<String>,
    /// Whether it is in a part only.
    pub in_part: bool,
}

/// So many went one way.
#[derive(Debug)]
pub struct PassageLine {
    /// As `core` tells it.
    pub passage: Passage,
    /// The key of what became of them.
    pub key: &'static str,
}

/// One obligation that was handed on.
#[derive(Debug)]
pub struct OneLine {
    /// As `core` tells it.
    pub handed: HandedOn,
    /// The task in words.
    pub task: String,
    /// The key of what became of it.
    pub key: &'static str,
}

impl History {
    /// Of a unit.
    pub async fn of(conn: &Conn, t: &Texts, unit: i64) -> Result<Self> {
        let mut one_by_one = Vec::new();
        let all = history::list_handed_on(conn, unit, (0, 0), ROWS + 1).await?;
        let more = i64::try_from(all.len()).is_ok_and(|number| number > ROWS);
        for handed in all.into_iter().take(usize::try_from(ROWS).unwrap_or(0)) {
            let words = handed
                .task_heading
                .clone()
                .or_else(|| handed.task_text.clone());
            one_by_one.push(OneLine {
                task: words.map_or_else(|| t.get("task-without-text").to_owned(), shorten),
                key: fate_key(handed.fate()?),
                handed,
            });
        }
        Ok(Self {
            predecessors: lines(history::predecessors(conn, unit).await?),
            successors: lines(history::successors(conn, unit).await?),
            taken_over: passages(history::taken_over(conn, unit).await?)?,
            handed_on: passages(history::handed_on(conn, unit).await?)?,
            one_by_one,
            more,
        })
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.predecessors.is_empty() && self.successors.is_empty() && self.taken_over.is_empty()
    }
}

fn lines(all: Vec<Succession>) -> Vec<Line> {
    let line = |succession: Succession| Line {
        day: shown::date(succession.day),
        functions: succession.scope.clone().filter(|scope| !scope.is_empty()),
        in_part: succession.scope.as_deref() == Some(""),
        succession,
    };
    all.into_iter().map(line).collect()
}

fn passages(all: Vec<Passage>) -> Result<Vec<PassageLine>> {
    let mut lines = Vec::with_capacity(all.len());
    for passage in all {
        let key = fate_key(passage.fate()?);
        lines.push(PassageLine { passage, key });
    }
    Ok(lines)
}

/// One step of an obligation's way, as the page of its task tells it.
#[derive(Debug)]
pub struct Origin {
    /// The sentence.
    pub words: String,
    /// The act.
    pub act_id: i64,
    /// Its number.
    pub act_number: String,
}

/// The way of an obligation, in words.
pub fn origin(t: &Texts, step: &Move) -> Result<Origin> {
    let eve = shown::date(step.day.pred_opt().unwrap_or(step.day));
    let to = step.to_name.clone().unwrap_or_default();
    let words = match step.fate()? {
        Fate::Moved => t.two("origin-moved", "unit", step.from_name.clone(), "day", eve),
        Fate::Added => t.two("origin-added", "unit", step.from_name.clone(), "day", eve),
        Fate::Joined => t.one("origin-joined", "unit", to),
        _ => t.one(
            "origin-closed",
            "reason",
            step.reason.clone().unwrap_or_default(),
        ),
    };
    Ok(Origin {
        words,
        act_id: step.act_id,
        act_number: step.act_number.clone(),
    })
}
