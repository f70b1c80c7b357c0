//! What is done with a difficulty after it was raised. Each step is kept beside it and is an event.

use serde_json::json;

use super::{Difficulty, LONGEST, State, Step, find};
use crate::{
    access::{Act, Actor},
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, About, Kind, Subject},
    guidance,
    money::{needed, optional},
    obligation::completion::local_day,
    reorganisation::answering::heirs,
    unit, vals,
};

/// Who shall answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holder {
    /// A unit.
    pub unit_id: Option<i64>,
    /// A person, by name.
    pub person: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// In words.
    pub text: String,
    /// Number and day of the document it stands in.
    pub document: Option<String>,
    /// The guidance it refers to; it is filed under the task as well.
    pub guidance_id: Option<i64>,
}

/// Give it to a unit or a person.
pub async fn route(
    tx: &Tx,
    id: i64,
    version: i64,
    to: &Holder,
    note: Option<&str>,
) -> Result<Difficulty> {
    tx.actor.may(Act::AnswerDifficulty)?;
    let (before, state) = at(tx, id, version, Step::Route).await?;
    let person = optional("person", to.person.as_deref(), 200)?;
    if to.unit_id.is_none() && person.is_none() {
        return Err(Error::Invalid {
            field: "to",
            reason: "empty",
        });
    }
    if let Some(unit) = to.unit_id {
        unit::find(tx, unit, local_day(tx.now)).await?;
    }
    let kept = Kept {
        unit: to.unit_id,
        person,
        text: optional("note", note, LONGEST)?,
        document: None,
    };
    hold(tx, id, state, kept.unit, kept.person.as_deref()).await?;
    taken(tx, &before, Step::Route, state, kept).await
}

/// Pass it up to the leaders for decision.
pub async fn pass_up(tx: &Tx, id: i64, version: i64, note: &str) -> Result<Difficulty> {
    tx.actor.may(Act::AnswerDifficulty)?;
    let (before, state) = at(tx, id, version, Step::PassUp).await?;
    let kept = Kept {
        text: Some(needed("note", note, LONGEST)?),
        ..Kept::default()
    };
    hold(tx, id, state, None, None).await?;
    taken(tx, &before, Step::PassUp, state, kept).await
}

/// Whether an actor may answer: who answers for all, or belongs to the unit it was given to, or
/// to one that follows that unit.
pub async fn may_answer(conn: &Conn, actor: &Actor, difficulty: &Difficulty) -> Result<()> {
    let all = actor.may(Act::AnswerDifficulty);
    let Some(unit) = difficulty.holder_unit_id else {
        return all;
    };
    if difficulty.state()? != State::Routed || all.is_ok() {
        return all;
    }
    for heir in heirs(conn, unit).await? {
        if actor.may_for(Act::AnswerDifficulty, heir).is_ok() {
            return Ok(());
        }
    }
    all
}

/// Answer it.
pub async fn answer(tx: &Tx, id: i64, version: i64, answer: &Answer) -> Result<Difficulty> {
    let difficulty = find(tx, id).await?;
    may_answer(tx, &tx.actor, &difficulty).await?;
    settle(tx, id, version, Step::Answer, answer).await
}

/// Decide what was passed up.
pub async fn decide(tx: &Tx, id: i64, version: i64, answer: &Answer) -> Result<Difficulty> {
    tx.actor.may(Act::DecideDifficulty)?;
    settle(tx, id, version, Step::Decide, answer).await
}

async fn settle(tx: &Tx, id: i64, version: i64, step: Step, answer: &Answer) -> Result<Difficulty> {
    let (before, state) = at(tx, id, version, step).await?;
    let said = needed("answer", &answer.text, LONGEST)?;
    let document = optional("document", answer.document.as_deref(), 200)?;
    if let Some(guidance) = answer.guidance_id {
        guidance::find(tx, guidance).await?;
        guidance::add_task(tx, guidance, before.task_id).await?;
    }
    let text = "UPDATE difficulty SET state = $2, answer = $3, answered_on = $4, answered_by = $5,
                    answer_document = $6, guidance_id = $7, version = version + 1 WHERE id = $1";
    let row = vals![
        id,
        state.number(),
        said.clone(),
        local_day(tx.now),
        tx.actor.name.clone(),
        document.clone(),
        answer.guidance_id,
    ];
    sql::execute(tx, text, row).await?;
    let kept = Kept {
        text: Some(said),
        document,
        ..Kept::default()
    };
    taken(tx, &before, step, state, kept).await
}

/// Close it: answered, or with a reason why it needs no answer.
pub async fn close(tx: &Tx, id: i64, version: i64, note: Option<&str>) -> Result<Difficulty> {
    tx.actor.may(Act::AnswerDifficulty)?;
    let (before, state) = at(tx, id, version, Step::Close).await?;
    let note = optional("note", note, LONGEST)?;
    if before.state()?.waits() && note.is_none() {
        return Err(Error::Invalid {
            field: "note",
            reason: "empty",
        });
    }
    stand(tx, id, state).await?;
    let kept = Kept {
        text: note,
        ..Kept::default()
    };
    taken(tx, &before, Step::Close, state, kept).await
}

/// Open it again, by the unit whose it is or by who answers; its clock begins anew.
pub async fn reopen(tx: &Tx, id: i64, version: i64, reason: &str) -> Result<Difficulty> {
    let (before, state) = at(tx, id, version, Step::Reopen).await?;
    tx.actor.may_for(Act::RaiseDifficulty, before.unit_id)?;
    let kept = Kept {
        text: Some(needed("reason", reason, LONGEST)?),
        ..Kept::default()
    };
    let text = "UPDATE difficulty SET raised_on = $2 WHERE id = $1";
    sql::execute(tx, text, vals![id, local_day(tx.now)]).await?;
    hold(tx, id, state, None, None).await?;
    taken(tx, &before, Step::Reopen, state, kept).await
}

/// The difficulty as the person saw it, and where the step leads.
pub(super) async fn at(tx: &Tx, id: i64, version: i64, step: Step) -> Result<(Difficulty, State)> {
    let difficulty = find(tx, id).await?;
    difficulty.seen(version)?;
    let state = difficulty.state()?.after(step);
    let state = state.ok_or(Error::Refused("difficulty_state"))?;
    Ok((difficulty, state))
}

async fn hold(
    tx: &Tx,
    id: i64,
    state: State,
    unit: Option<i64>,
    person: Option<&str>,
) -> Result<()> {
    let text = "UPDATE difficulty SET state = $2, held_since = $3, holder_unit_id = $4,
                    holder_person = $5, version = version + 1 WHERE id = $1";
    let person = person.map(str::to_owned);
    let row = vals![id, state.number(), local_day(tx.now), unit, person];
    sql::execute(tx, text, row).await.map(drop)
}

pub(super) async fn stand(tx: &Tx, id: i64, state: State) -> Result<()> {
    let text = "UPDATE difficulty SET state = $2, version = version + 1 WHERE id = $1";
    let row = vals![id, state.number()];
    sql::execute(tx, text, row).await.map(drop)
}

/// What is kept of a step.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) unit: Option<i64>,
    pub(super) person: Option<String>,
    pub(super) text: Option<String>,
    pub(super) document: Option<String>,
}

/// Keep a step beside the difficulty, and its event.
pub(super) async fn taken(
    tx: &Tx,
    before: &Difficulty,
    step: Step,
    state: State,
    kept: Kept,
) -> Result<Difficulty> {
    let id = sql::next_id(tx, "difficulty_step").await?;
    let columns = [
        "id",
        "difficulty_id",
        "kind",
        "unit_id",
        "person",
        "text",
        "document",
        "at",
        "by_id",
        "by_name",
    ];
    let was = json!({"state": before.state()?});
    let is = json!({
        "state": state, "unit": kept.unit, "person": kept.person, "text": kept.text,
    });
    let about = About {
        unit_id: Some(before.unit_id),
        proof: kept.document.clone(),
    };
    let row = vals![
        id,
        before.id,
        step.number(),
        kept.unit,
        kept.person,
        kept.text,
        kept.document,
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "difficulty_step", &columns, row).await?;
    let kind = match step {
        Step::Route => Kind::DifficultyRouted,
        Step::Answer => Kind::DifficultyAnswered,
        Step::PassUp => Kind::DifficultyPassedUp,
        Step::Decide => Kind::DifficultyDecided,
        Step::Propose => Kind::AmendmentProposed,
        Step::Close => Kind::DifficultyClosed,
        Step::Reopen => Kind::DifficultyReopened,
    };
    let subject = Subject::Difficulty(before.id);
    event::record_about(tx, kind, subject, about, Some(&was), Some(&is))?;
    find(tx, before.id).await
}
