//! What stands beside a task: the difficulties that explain how it stands, the guidance, the
//! estimates, and what the person may add.

use dondoc_core::access::Act;
use dondoc_core::db::Conn;
use dondoc_core::difficulty;
use dondoc_core::guidance::{self, Guidance};
use dondoc_core::money::{Filter, estimate};
use dondoc_core::obligation;
use dondoc_core::unit;

use super::difficulties::{self, Row};
use super::error::Result;
use super::money::{self, EstimateRow};
use super::page::Page;

/// Units offered to write for.
const MOST: usize = 60;

/// What stands beside a task.
#[derive(Debug, Default)]
pub struct Beside {
    /// The difficulties; those that wait first.
    pub difficulties: Vec<Row>,
    /// The guidance.
    pub guidance: Vec<Guidance>,
    /// The estimates.
    pub estimates: Vec<EstimateRow>,
    /// For which obligations the person may raise a difficulty: id and unit.
    pub raise: Vec<(i64, String)>,
    /// For which obligations the person may draft an estimate.
    pub draft: Vec<(i64, String)>,
    /// Whether the person may file guidance.
    pub may_file: bool,
}

impl Beside {
    /// Of a task.
    pub async fn task(conn: &Conn, page: &Page, task: i64) -> Result<Self> {
        let account = page.me()?;
        let actor = &account.actor;
        let filter = Filter {
            task: Some(task),
            ..Filter::default()
        };
        let mut beside = Self {
            difficulties: difficulties::rows(page, difficulty::of_task(conn, task).await?)?,
            guidance: guidance::of_task(conn, task).await?,
            estimates: money::rows(estimate::list(conn, &filter, 100).await?)?,
            may_file: money::may(page, Act::AnswerDifficulty),
            ..Self::default()
        };
        let owed = obligation::of_task(conn, task).await?;
        let open = |it: &&obligation::Obligation| {
            let state = it.facts().map(|facts| facts.state);
            !matches!(state, Ok(obligation::State::Joined) | Err(_))
        };
        for it in owed.iter().filter(open).take(MOST) {
            // What is not joined into another is answered by whoever has it.
            let owner = it.unit_id;
            let raises = actor.may_for(Act::RaiseDifficulty, owner).is_ok();
            let drafts = actor.may_for(Act::DraftEstimate, owner).is_ok();
            if !raises && !drafts {
                continue;
            }
            let name = unit::find(conn, owner, page.today).await?.name;
            if raises {
                beside.raise.push((it.id, name.clone()));
            }
            if drafts {
                beside.draft.push((it.id, name));
            }
        }
        Ok(beside)
    }
}
