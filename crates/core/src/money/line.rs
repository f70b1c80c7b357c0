//! Lines of an estimate (dòng dự toán): what it is for, how much of it, from which source, in
//! which year; what the appraisal and the decision made of it.

use std::collections::{HashMap, HashSet};

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::{
    LONGEST,
    amount::{self, MOST, Quantity},
    needed, optional,
    source::Source,
};
use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    vals,
};

/// Most lines of an estimate.
pub const LINES: usize = 500;
/// Longest content, in characters.
pub const CONTENT: usize = 1_000;
/// Years that a line may name.
pub const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// A line as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, Serialize)]
#[expect(missing_docs, reason = "as in the table `estimate_line`")]
pub struct Line {
    /// Names the line over all rounds of its estimate.
    pub number: i32,
    pub content: String,
    quantity: Option<i64>,
    pub measure: Option<String>,
    pub unit_cost: Option<i64>,
    pub amount: i64,
    pub source_id: i64,
    pub source_name: String,
    pub year: i32,
    pub note: Option<String>,
    verdict: Option<i16>,
    /// What the appraisal left of it.
    pub appraised: Option<i64>,
    pub appraisal_reason: Option<String>,
    /// What was decided.
    pub approved: Option<i64>,
    pub approval_reason: Option<String>,
}

impl Line {
    /// How many.
    pub fn quantity(&self) -> Option<Quantity> {
        self.quantity.map(Quantity)
    }

    /// What the appraisal said.
    pub fn verdict(&self) -> Result<Option<Verdict>> {
        let found = |number: i16| {
            let verdict = Verdict::ALL.into_iter().find(|it| it.number() == number);
            verdict.ok_or_else(|| Error::Damaged(format!("verdict {number}")))
        };
        self.verdict.map(found).transpose()
    }

    /// Quantity times unit cost, where both are given.
    pub fn computed(&self) -> Option<i64> {
        computed(self.quantity(), self.unit_cost)
    }

    /// The line as a person would type it again.
    pub fn again(&self) -> NewLine {
        NewLine {
            number: Some(self.number),
            content: self.content.clone(),
            quantity: self.quantity(),
            measure: self.measure.clone(),
            unit_cost: self.unit_cost,
            amount: Some(self.amount),
            source_id: self.source_id,
            year: self.year,
            note: self.note.clone(),
        }
    }
}

fn computed(quantity: Option<Quantity>, cost: Option<i64>) -> Option<i64> {
    let (quantity, cost) = quantity.zip(cost)?;
    amount::product(quantity, cost).ok()
}

/// What the appraisal says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As asked for.
    Accepted,
    /// Less, for a reason.
    Reduced,
    /// Nothing, for a reason.
    Rejected,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Accepted, Self::Reduced, Self::Rejected];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }
}

/// A line as a person types it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in `Line`")]
pub struct NewLine {
    /// The line it was, if it was there before.
    pub number: Option<i32>,
    pub content: String,
    pub quantity: Option<Quantity>,
    pub measure: Option<String>,
    pub unit_cost: Option<i64>,
    /// Nothing: quantity times unit cost.
    pub amount: Option<i64>,
    pub source_id: i64,
    pub year: i32,
    pub note: Option<String>,
}

/// What is wrong with a line: which, which field, a stable code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Place among the lines given, from 0.
    pub at: usize,
    /// The field.
    pub field: &'static str,
    /// Stable code.
    pub reason: &'static str,
}

/// Check lines before they are stored. `kept` are the sources that lines named before.
pub fn check(lines: &[NewLine], sources: &[Source], kept: &[i64]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if lines.len() > LINES {
        faults.push(Fault {
            at: LINES,
            field: "lines",
            reason: "too_many",
        });
    }
    let mut seen = HashSet::new();
    for (at, line) in lines.iter().enumerate().take(LINES) {
        let mut fault = |field, reason| faults.push(Fault { at, field, reason });
        if line.number.is_some_and(|number| !seen.insert(number)) {
            fault("number", "twice");
        }
        if let Err((field, reason)) = line.fits(sources, kept) {
            fault(field, reason);
        }
    }
    faults
}

impl NewLine {
    fn fits(&self, sources: &[Source], kept: &[i64]) -> Result<(), (&'static str, &'static str)> {
        let text = |found: Result<()>| match found {
            Err(Error::Invalid { field, reason }) => Err((field, reason)),
            _ => Ok(()),
        };
        text(needed("content", &self.content, CONTENT).map(drop))?;
        text(optional("measure", self.measure.as_deref(), 100).map(drop))?;
        text(optional("note", self.note.as_deref(), LONGEST).map(drop))?;
        let quantity = |it: Quantity| it.0 > 0 && it <= Quantity(Quantity::MOST);
        if !self.quantity.is_none_or(quantity) {
            return Err(("quantity", "out_of_range"));
        }
        if !self.unit_cost.is_none_or(|cost| (0..=MOST).contains(&cost)) {
            return Err(("unit_cost", "out_of_range"));
        }
        let amount = self.amount();
        if amount.is_none() {
            return Err(("amount", "missing"));
        }
        if !amount.is_some_and(|amount| (1..=MOST).contains(&amount)) {
            return Err(("amount", "out_of_range"));
        }
        if !YEARS.contains(&self.year) {
            return Err(("year", "out_of_range"));
        }
        match sources.iter().find(|source| source.id == self.source_id) {
            None => Err(("source", "unknown")),
            Some(source) if !source.active && !kept.contains(&source.id) => {
                Err(("source", "closed"))
            }
            Some(_) => Ok(()),
        }
    }

    /// The amount given, or quantity times unit cost.
    pub fn amount(&self) -> Option<i64> {
        self.amount
            .or_else(|| computed(self.quantity, self.unit_cost))
    }
}

/// What a person should look at; nothing of it stops anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The amount is not quantity times unit cost.
    AmountDiffers,
    /// Quantity or unit cost is missing, so the amount cannot be checked.
    NotComputable,
    /// The same content, source and year stand in another line.
    Twice,
    /// The year is none of the plan's.
    OutsidePlan,
}

/// The findings of lines, by line number.
pub fn findings(lines: &[Line], years: Option<(i32, i32)>) -> Vec<(i32, Finding)> {
    let mut times: HashMap<(String, i64, i32), usize> = HashMap::new();
    let key = |line: &Line| {
        let content = vietnamese::key::fold(&line.content);
        (content, line.source_id, line.year)
    };
    for line in lines {
        *times.entry(key(line)).or_default() += 1;
    }
    let mut found = Vec::new();
    for line in lines {
        match line.computed() {
            None => found.push((line.number, Finding::NotComputable)),
            Some(computed) if computed != line.amount => {
                found.push((line.number, Finding::AmountDiffers));
            }
            Some(_) => {}
        }
        if times.get(&key(line)).is_some_and(|times| *times > 1) {
            found.push((line.number, Finding::Twice));
        }
        if years.is_some_and(|(first, last)| !(first..=last).contains(&line.year)) {
            found.push((line.number, Finding::OutsidePlan));
        }
    }
    found
}

/// The lines of a round, in order.
pub async fn of_round(conn: &Conn, estimate: i64, round: i32) -> Result<Vec<Line>> {
    let text = "SELECT l.number, l.content, l.quantity, l.measure, l.unit_cost, l.amount,
            l.source_id, s.name AS source_name, l.year, l.note, l.verdict, l.appraised,
            l.appraisal_reason, l.approved, l.approval_reason
        FROM estimate_line l JOIN fund_source s ON s.id = l.source_id
        WHERE l.estimate_id = $1 AND l.round = $2 ORDER BY l.position, l.number";
    sql::all(conn, text, vals![estimate, round]).await
}
