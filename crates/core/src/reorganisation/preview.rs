//! What applying an act would do, before it is done: from whom to whom and how many, what else
//! points at units that end, and the sums before and after.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{
    Reorganisation, StoredStep,
    fault::Fault,
    impact::{self, Impact},
    plain::Parted,
    route::Fate,
    situation::{Situation, open_by_unit},
};
use crate::{
    db::{Conn, sql},
    error::{Error, Result},
};

/// So many obligations go from one unit to another in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "who, to whom, how, how many")]
pub struct Flow {
    /// The step, from 0; `None` for what a successor owed itself and is joined.
    pub step: Option<usize>,
    pub fate: Fate,
    pub from: Party,
    pub to: Option<Party>,
    pub number: i64,
}

/// A unit in a preview; one that is still to begin has an id that nobody has yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "who")]
pub struct Party {
    pub id: i64,
    pub code: String,
    pub name: String,
}

/// The sums. What is open with those whose units end or hand over (`leaving`) is the sum of what is
/// moved, joined, closed, kept and not yet decided. What is open with all touched units is, before
/// and after, the same less what is joined and closed, more what is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "as said above and in `Fate`")]
pub struct Balance {
    pub leaving: i64,
    pub moved: i64,
    /// Of those that leave.
    pub joined: i64,
    pub closed: i64,
    pub kept: i64,
    pub undecided: i64,
    /// Of those that the successors owed themselves.
    pub joined_own: i64,
    pub added: i64,
    /// Open with all touched units.
    pub open_before: i64,
    pub open_after: i64,
}

impl Balance {
    /// Whether it holds together.
    pub const fn is_even(&self) -> bool {
        self.leaving == self.moved + self.joined + self.closed + self.kept + self.undecided
            && self.open_after
                == self.open_before - self.joined - self.joined_own - self.closed + self.added
    }

    fn add(&mut self, flow: &Flow) {
        let own = flow.step.is_none();
        let sum = match flow.fate {
            Fate::Moved => &mut self.moved,
            Fate::Joined if own => &mut self.joined_own,
            Fate::Joined => &mut self.joined,
            Fate::Closed => &mut self.closed,
            Fate::Added => &mut self.added,
            Fate::Kept => &mut self.kept,
            Fate::Undecided => &mut self.undecided,
        };
        *sum += flow.number;
    }
}

/// The whole picture.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The act.
    pub act: Reorganisation,
    /// Its steps.
    pub steps: Vec<StoredStep>,
    /// What must be mended before it can be applied.
    pub faults: Vec<Fault>,
    /// Why it cannot be applied today: its day has not come.
    pub not_before: Option<NaiveDate>,
    /// Who goes where.
    pub flows: Vec<Flow>,
    /// The sums.
    pub balance: Balance,
    /// Drafts, groups, remembered names, accounts, addresses.
    pub impact: Impact,
    /// The units that the steps name, by code: with the name they have from the day on, or had
    /// last.
    pub parties: BTreeMap<String, Party>,
    /// Open obligations that rest with units that ended: what is left of an act in force.
    pub resting: i64,
}

/// Look at an act. `today` is the day it would be applied.
pub async fn preview(conn: &Conn, id: i64, today: NaiveDate) -> Result<Preview> {
    let situation = Situation::load(conn, id).await?;
    let parted = super::plain::part(conn, &situation.routes).await?;
    let flows = flows(conn, &situation, &parted).await?;
    let balance = balance(conn, &situation, &flows).await?;
    let impact = impact::of(conn, &situation, today).await?;
    let day = situation.act.effective_on;
    let ended = open_by_unit(conn, &situation.enacted.ended).await?;
    Ok(Preview {
        parties: parties(&situation),
        resting: ended.values().sum(),
        faults: situation.enacted.faults.clone(),
        not_before: (today < day).then_some(day),
        flows,
        balance,
        impact,
        steps: situation.steps,
        act: situation.act,
    })
}

fn parties(situation: &Situation) -> BTreeMap<String, Party> {
    let codes = situation
        .content
        .steps
        .iter()
        .flat_map(super::Step::touched);
    let named = codes.filter_map(|code| {
        let id = situation.after.id(code).ok()?;
        let party = Party {
            id,
            code: code.to_owned(),
            name: situation.name(id),
        };
        Some((code.to_owned(), party))
    });
    named.collect()
}

/// Who goes where, of obligations.
pub(crate) async fn flows(
    conn: &Conn,
    situation: &Situation,
    parted: &Parted,
) -> Result<Vec<Flow>> {
    #[derive(FromQueryResult)]
    struct Row {
        step: i64,
        source: i64,
        target: i64,
        fate: i32,
        number: i64,
    }
    let mut text = parted.rest.outcome(None);
    text.push_str(
        "SELECT CAST(step AS BIGINT) AS step, source, CAST(target AS BIGINT) AS target,
             CAST(fate AS INTEGER) AS fate, COUNT(*) AS number
         FROM outcome GROUP BY step, source, target, fate",
    );
    let mut rows: Vec<Row> = Vec::new();
    if !parted.rest.is_empty() {
        rows = sql::all(conn, &text, vec![]).await?;
    }
    rows.extend(parted.plain.iter().map(|it| Row {
        step: it.step,
        source: it.source,
        target: it.target,
        fate: Fate::Moved.number().into(),
        number: it.number,
    }));
    let party = |id: i64| Party {
        id,
        code: situation.code(id),
        name: situation.name(id),
    };
    let mut flows = Vec::with_capacity(rows.len());
    for row in rows {
        let fate = i16::try_from(row.fate).ok().and_then(Fate::from_number);
        flows.push(Flow {
            step: situation.step(row.step).map(|(at, _)| at),
            fate: fate.ok_or_else(|| Error::Damaged(format!("fate {}", row.fate)))?,
            from: party(row.source),
            to: Some(row.target).filter(|id| *id > 0).map(party),
            number: row.number,
        });
    }
    flows.sort_by(|one, two| {
        let key = |flow: &Flow| (flow.step, flow.from.clone(), flow.fate, flow.to.clone());
        key(one).cmp(&key(two))
    });
    Ok(flows)
}

/// The sums, with the rule that they must come out even.
pub(crate) async fn balance(conn: &Conn, situation: &Situation, flows: &[Flow]) -> Result<Balance> {
    let mut balance = Balance::default();
    for flow in flows {
        balance.add(flow);
    }
    let (sources, targets) = (situation.routes.sources(), situation.routes.targets());
    let all = [sources.as_slice(), targets.as_slice()].concat();
    let open = open_by_unit(conn, &all).await?;
    balance.leaving = sources.iter().filter_map(|unit| open.get(unit)).sum();
    balance.open_before = open.values().sum();
    balance.open_after =
        balance.open_before - balance.joined - balance.joined_own - balance.closed + balance.added;
    if balance.is_even() {
        Ok(balance)
    } else {
        Err(Error::Damaged(format!(
            "sums of a reorganisation: {balance:?}"
        )))
    }
}
