//! What was read of a form that came back, as it is kept until it is applied.

use chrono::NaiveDate;
use documents::reply_form::{Answer, Returned, Source, State};
use dondoc_core::progress::Report;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::error::{Error, Result};
use crate::key;
use crate::text::{Lang, Texts};

/// A form that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The form's name.
    pub form: Uuid,
    /// Whether it is the workbook; else what the offline page saved.
    pub workbook: bool,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// Who says it, as typed.
    pub said_by: Option<String>,
    /// What was filled in without fault.
    pub answers: Vec<Said>,
    /// What cannot be taken.
    pub faults: Vec<Fault>,
}

/// What is said on one obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The obligation.
    pub obligation: i64,
    /// Its version when the form was made.
    pub version: i64,
    state: Option<State>,
    share: Option<u8>,
    narrative: Option<String>,
    done_on: Option<NaiveDate>,
    result: Option<String>,
    difficulty: Option<String>,
}

/// Something that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    row: u32,
    task: String,
    field: String,
    reason: String,
    value: String,
}

impl Content {
    /// Of a form that was read; `None` when its names are not ours, which its signature excludes.
    pub fn of(returned: Returned) -> Option<Self> {
        let answers = returned.answers.into_iter().map(Said::of);
        let faults = returned.faults.into_iter().map(|fault| Fault {
            row: fault.row,
            task: fault.task,
            field: fault.field.to_owned(),
            reason: fault.reason.to_owned(),
            value: fault.value,
        });
        Some(Self {
            form: returned.form.parse().ok()?,
            workbook: returned.source == Source::Workbook,
            made_on: returned.made_on,
            said_by: returned.said_by,
            answers: answers.collect::<Option<_>>()?,
            faults: faults.collect(),
        })
    }

    /// As kept.
    pub fn parse(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(Error::internal)
    }
}

impl Said {
    fn of(answer: Answer) -> Option<Self> {
        Some(Self {
            obligation: answer.obligation.parse().ok()?,
            version: answer.version,
            state: answer.state,
            share: answer.share,
            narrative: answer.narrative,
            done_on: answer.done_on,
            result: answer.result,
            difficulty: answer.difficulty,
        })
    }

    /// For `core`. Who ticked a state and wrote nothing has said that state.
    pub fn report(&self) -> Report {
        let state = match self.state {
            Some(State::NotStarted) => Some(key!("returns-not-started")),
            Some(State::Ongoing) => Some(key!("returns-ongoing")),
            _ => None,
        };
        // What is kept of a unit's words is in Vietnamese, whatever language the pages have.
        let state = state.map(|key| Lang::Vi.texts().get(key).to_owned());
        Report {
            narrative: self.narrative.clone().or(state),
            share: self.share,
            result: self.result.clone(),
            done_on: self.done_on,
            difficulty: self.difficulty.clone(),
            evidence: Vec::new(),
        }
    }
}

impl Fault {
    /// Where it stands, what is wrong and what to do.
    pub fn say(&self, t: &Texts, workbook: bool) -> String {
        let place = if workbook {
            t.two(
                "returns-at-row",
                "row",
                self.row,
                "task",
                self.task.as_str(),
            )
        } else {
            t.two(
                "returns-at-task",
                "row",
                self.row,
                "task",
                self.task.as_str(),
            )
        };
        let what = t.get(fault_key(&self.field, &self.reason));
        match self.value.as_str() {
            "" => format!("{place}: {what}"),
            value => format!("{place}: {what} ({value})"),
        }
    }
}

fn fault_key(field: &str, reason: &str) -> &'static str {
    match (field, reason) {
        (_, "unknown_state") => key!("returns-fault-state"),
        (_, "not_a_share") => key!("returns-fault-share"),
        (_, "not_whole") => key!("problem-share-not-whole"),
        (_, "not_a_day") => key!("returns-fault-day"),
        ("done_on", "missing") => key!("returns-fault-no-day"),
        (_, "not_done") => key!("returns-fault-not-done"),
        (_, "too_long") => key!("problem-too-long"),
        (_, "extra_row") => key!("returns-fault-extra-row"),
        (_, "row_changed") => key!("returns-fault-row-changed"),
        (_, "twice") => key!("returns-fault-twice"),
        (_, "formula") => key!("returns-fault-formula"),
        _ => key!("returns-fault-other"),
    }
}
