//! Changing an obligation: the row with what follows from it, the tally and the event, together.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Facts, NO_DAY, Obligation, State, find, tally::Changes};
use crate::{
    db::{Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// How an obligation shall stand.
#[derive(Debug, Clone)]
pub(crate) struct After {
    pub(crate) facts: Facts,
    pub(crate) note: Option<String>,
    /// The day that an extension replaced.
    pub(crate) original: Option<(NaiveDate, bool)>,
    /// How it stood before it was suspended.
    pub(crate) resumes_as: Option<State>,
    pub(crate) last_update: i64,
}

/// What happened, for the log.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// What the event says besides the facts.
    pub(crate) more: Value,
    /// On what proof.
    pub(crate) proof: Option<String>,
}

impl After {
    /// As it stands now.
    pub(crate) fn of(obligation: &Obligation) -> Result<Self> {
        let resumes_as = obligation.resumes_as.map(State::from_number);
        Ok(Self {
            facts: obligation.facts()?,
            note: obligation.completion_note.clone(),
            original: obligation.original(),
            resumes_as: resumes_as.transpose()?,
            last_update: obligation.last_update,
        })
    }

    /// The same in another state.
    pub(crate) fn with_state(mut self, state: State) -> Self {
        self.facts.state = state;
        self
    }

    fn told(&self) -> Value {
        json!({
            "state": self.facts.state, "completed_on": self.facts.completed_on, "note": self.note,
            "due": self.facts.due, "due_inclusive": self.facts.due_inclusive,
            "original_due": self.original.map(|it| it.0),
            "original_inclusive": self.original.map(|it| it.1),
        })
    }
}

/// The obligation, if it is still as the person saw it.
pub(crate) async fn seen(tx: &Tx, id: i64, version: i64) -> Result<Obligation> {
    let obligation = find(tx, id).await?;
    if obligation.version == version {
        Ok(obligation)
    } else {
        Err(Error::Conflict {
            what: "obligation",
            version: obligation.version,
        })
    }
}

/// Store how it stands now.
pub(crate) async fn save(
    tx: &Tx,
    before: &Obligation,
    after: After,
    kind: Kind,
    told: Told,
) -> Result<Obligation> {
    let was = After::of(before)?;
    let facts = &after.facts;
    let text = "UPDATE obligation SET state = $2, completed_on = $3, completion_note = $4,
                    last_day = $5, standing = $6, due = $7, due_inclusive = $8, original_due = $9,
                    original_inclusive = $10, resumes_as = $11, last_update = $12,
                    version = version + 1
                WHERE id = $1";
    let row = vals![
        before.id,
        facts.state.number(),
        facts.completed_on,
        after.note.clone(),
        facts.last_day().unwrap_or(NO_DAY),
        facts.standing().number(),
        facts.due,
        facts.due_inclusive,
        after.original.map(|it| it.0),
        after.original.map(|it| it.1),
        after.resumes_as.map(State::number),
        after.last_update,
    ];
    sql::execute(tx, text, row).await?;
    let mut changes = Changes::default();
    changes.add(before.role()?, &was.facts, -1);
    changes.add(before.role()?, facts, 1);
    changes.write(tx).await?;
    let mut is = after.told();
    if let (Value::Object(is), Value::Object(more)) = (&mut is, told.more) {
        is.extend(more);
    }
    let event = event::Told {
        unit_id: Some(before.unit_id),
        before: Some(was.told()),
        after: Some(is),
        proof: told.proof,
    };
    event::tell(tx, kind, Subject::Obligation(before.id), event);
    find(tx, before.id).await
}
