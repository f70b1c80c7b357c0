//! What a form that came back would do, obligation by obligation, before anybody applies it.

use chrono::NaiveDate;

use super::form::Form;
use crate::{
    db::Conn,
    error::{Error, Result},
    obligation::{self, Item, Obligation, item_list},
    progress::{self, ProgressUpdate, Report},
};

/// What would become of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It would be kept.
    Taken,
    /// It says what stands there already.
    Same,
    /// Something was said or decided since the form was made: only a person can say which holds.
    Conflict,
    /// It cannot be kept, and why: a stable code.
    Refused(&'static str),
}

/// One answer beside what stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The obligation as it stands, with its task.
    pub item: Item,
    /// What would become of the answer.
    pub verdict: Verdict,
    /// What was said last.
    pub last: Option<ProgressUpdate>,
}

/// What the answers of a form would do: each the obligation, its version when the form was made,
/// and what is said. `None` for an obligation that there is not.
pub async fn of(
    conn: &Conn,
    form: &Form,
    answers: &[(i64, i64, Report)],
    today: NaiveDate,
) -> Result<Vec<Option<Outlook>>> {
    let ids: Vec<i64> = answers.iter().map(|(id, ..)| *id).collect();
    let mut items = item_list(conn, &ids, today).await?;
    let mut latest = progress::latest_of(conn, &ids).await?;
    let mut found = Vec::new();
    for (id, version, report) in answers {
        let Some(at) = items.iter().position(|it| it.id == *id) else {
            found.push(None);
            continue;
        };
        let item = items.swap_remove(at);
        let last = latest.iter().position(|it| it.obligation_id == *id);
        let last = last.map(|at| latest.swap_remove(at));
        let now = obligation::find(conn, *id).await?;
        let verdict = verdict(form, &now, last.as_ref(), *version, report, today)?;
        found.push(Some(Outlook {
            item,
            verdict,
            last,
        }));
    }
    Ok(found)
}

fn verdict(
    form: &Form,
    now: &Obligation,
    last: Option<&ProgressUpdate>,
    version: i64,
    report: &Report,
    today: NaiveDate,
) -> Result<Verdict> {
    if now.unit_id != form.unit_id {
        return Ok(Verdict::Refused("reply_of_another_unit"));
    }
    match progress::possible(now, report, today) {
        Ok(()) => {}
        Err(Error::Refused(code)) => return Ok(Verdict::Refused(code)),
        Err(Error::Invalid { field, reason }) => {
            return Ok(Verdict::Refused(match (field, reason) {
                ("done_on", _) => "done_in_the_future",
                ("share", _) => "share_not_whole",
                (_, "missing") => "nothing_said",
                _ => "too_long",
            }));
        }
        Err(error) => return Err(error),
    }
    // Of a recurring duty the words of the period before say nothing about this one.
    let said = last.filter(|last| last.period == now.period());
    if said.is_some_and(|last| says(report) == says(&Report::from(last))) {
        return Ok(Verdict::Same);
    }
    let since = last.is_some_and(|last| last.recorded_at >= form.created_at);
    let done = now.facts()?.completed_on.is_some();
    Ok(if now.version != version && (since || done) {
        Verdict::Conflict
    } else {
        Verdict::Taken
    })
}

/// The words of a report, put in order, without what shows it: two reports that say the same.
pub fn says(report: &Report) -> Report {
    let text = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|it| !it.is_empty());
        text.map(str::to_owned)
    };
    Report {
        narrative: text(&report.narrative),
        share: report.share.or(report.done_on.map(|_| 100)),
        result: text(&report.result),
        done_on: report.done_on,
        difficulty: text(&report.difficulty),
        evidence: Vec::new(),
    }
}
