//! Collectives after a reorganisation: a plan's "UBND các huyện" expanded anew as of the act's day,
//! as a proposal with a diff. Exceptions are kept, open groups never expand, and nothing changes
//! before somebody accepts it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{
    decision::Choice, preview::Party, route::Fate, seen, sharing::MOVE, situation::Situation,
};
use crate::{
    access,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    obligation::{Facts, Standing, State, series::Series, tally::Changes},
    plan::{self, Plan, confirmation::OBLIGATION, draft::Role},
    task::{self, Task},
    unit::Registry,
    vals,
};

/// What expanding a plan's collectives anew would change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "which plan, and its collectives")]
pub struct Proposal {
    pub plan_id: i64,
    pub plan_number: String,
    pub groups: Vec<Regrouping>,
}

/// One collective addressee of one task.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "where, and the diff")]
pub struct Regrouping {
    pub assignment_id: i64,
    pub task_id: i64,
    pub task_code: String,
    pub group: String,
    pub role: Role,
    /// Units that would owe it and do not.
    pub add: Vec<Party>,
    /// Open obligations whose units are no members.
    pub close: Vec<(i64, Party)>,
    /// Obligations that stay.
    pub carry: usize,
}

impl Proposal {
    /// How many obligations it adds, closes, carries over.
    pub fn sums(&self) -> (usize, usize, usize) {
        let mut sums = (0, 0, 0);
        for group in &self.groups {
            sums.0 += group.add.len();
            sums.1 += group.close.len();
            sums.2 += group.carry;
        }
        sums
    }
}

#[derive(FromQueryResult)]
struct Assigned {
    id: i64,
    plan_id: i64,
    plan_number: String,
    place: String,
    task_id: i64,
    task_code: String,
    role: i16,
    group_id: i64,
    group_name: String,
    exceptions: String,
}

#[derive(FromQueryResult)]
struct Held {
    id: i64,
    task_id: i64,
    assignment_id: i64,
    unit_id: i64,
    role: i16,
    standing: i16,
    completed_on: Option<NaiveDate>,
}

impl Held {
    fn is_open(&self) -> bool {
        let standing = self.standing;
        let over = [
            Standing::DoneOnTime,
            Standing::DoneLate,
            Standing::Cancelled,
            Standing::Joined,
        ];
        let unfollowed = standing == Standing::NotFollowed.number();
        let done = over.iter().any(|it| it.number() == standing);
        !done && (!unfollowed || self.completed_on.is_none())
    }

    /// Whether it says that the unit has its part in the task.
    fn counts(&self) -> bool {
        self.standing != Standing::Joined.number() && self.standing != Standing::Cancelled.number()
    }
}

/// The proposals of an act in force, plan by plan; without a diff a plan is left out.
pub async fn proposals(conn: &Conn, id: i64, plan: Option<i64>) -> Result<Vec<Proposal>> {
    let situation = Situation::load(conn, id).await?;
    let assigned = assigned(conn, plan).await?;
    let tasks: BTreeSet<i64> = assigned.iter().map(|it| it.task_id).collect();
    let held = held(conn, &tasks).await?;
    let mut registries: HashMap<String, Registry> = HashMap::new();
    let mut proposals: BTreeMap<i64, Proposal> = BTreeMap::new();
    for it in assigned {
        if !registries.contains_key(&it.place) {
            let day = situation.content.effective_on;
            let registry = Registry::load(conn, day, &it.place).await?;
            registries.insert(it.place.clone(), registry);
        }
        let Some(registry) = registries.get(&it.place) else {
            continue;
        };
        let on_task = held.get(&it.task_id).map(Vec::as_slice).unwrap_or_default();
        let Some(regrouping) = regroup(&situation, registry, &it, on_task)? else {
            continue;
        };
        let proposal = proposals.entry(it.plan_id).or_insert_with(|| Proposal {
            plan_id: it.plan_id,
            plan_number: it.plan_number.clone(),
            groups: Vec::new(),
        });
        proposal.groups.push(regrouping);
    }
    Ok(proposals.into_values().collect())
}

/// The diff of one collective; `None` when there is none.
fn regroup(
    situation: &Situation,
    registry: &Registry,
    it: &Assigned,
    on_task: &[Held],
) -> Result<Option<Regrouping>> {
    let own: Vec<&Held> = on_task
        .iter()
        .filter(|held| held.assignment_id == it.id)
        .collect();
    if !own.iter().any(|held| held.is_open()) {
        return Ok(None);
    }
    let (members, all_gone) = members(situation, registry, it, &own)?;
    if members.is_empty() {
        return Ok(None);
    }
    let monitors = it.role == Role::Monitor.number();
    let holding: HashSet<i64> = on_task
        .iter()
        .filter(|held| held.counts() && (held.role == Role::Monitor.number()) == monitors)
        .map(|held| held.unit_id)
        .collect();
    let party = |unit: i64| Party {
        id: unit,
        code: situation.code(unit),
        name: situation.name(unit),
    };
    let add: Vec<Party> = members
        .iter()
        .filter(|unit| !holding.contains(unit))
        .map(|unit| party(*unit))
        .collect();
    let close: Vec<(i64, Party)> = own
        .iter()
        .filter(|held| held.is_open() && !members.contains(&held.unit_id))
        // Of a group that goes on, what rests with an ended member is to be decided, not closed.
        .filter(|held| all_gone || there(situation, held.unit_id))
        .map(|held| (held.id, party(held.unit_id)))
        .collect();
    if add.is_empty() && close.is_empty() {
        return Ok(None);
    }
    Ok(Some(Regrouping {
        assignment_id: it.id,
        task_id: it.task_id,
        task_code: it.task_code.clone(),
        group: it.group_name.clone(),
        role: crate::obligation::role_of(it.role)?,
        carry: own.iter().filter(|held| held.counts()).count() - close.len(),
        add,
        close,
    }))
}

/// Members from the day on: those of the group, or, when the group has none left, those who follow
/// its members. Who follows an excepted unit is excepted too.
fn members(
    situation: &Situation,
    registry: &Registry,
    it: &Assigned,
    own: &[&Held],
) -> Result<(Vec<i64>, bool)> {
    let mut exceptions: Vec<String> = serde_json::from_str(&it.exceptions)?;
    let follow = |unit: i64| {
        let all = situation.enacted.successions.iter();
        all.filter(move |it| it.predecessor == unit)
            .filter_map(|it| it.successor)
    };
    let excepted: Vec<i64> = exceptions
        .iter()
        .filter_map(|code| situation.after.id(code).ok())
        .flat_map(follow)
        .collect();
    exceptions.extend(excepted.into_iter().map(|unit| situation.code(unit)));
    let mut members = registry.members(it.group_id, &exceptions);
    let all_gone = members.is_empty();
    if all_gone && registry.group(it.group_id).is_some_and(|group| !group.open) {
        for held in own.iter().filter(|held| held.counts()) {
            if there(situation, held.unit_id) {
                members.push(held.unit_id);
            }
            members.extend(follow(held.unit_id));
        }
        members.retain(|unit| !exceptions.contains(&situation.code(*unit)));
        members.sort_unstable();
        members.dedup();
    }
    Ok((members, all_gone))
}

/// Whether a unit is there on the day of the act.
fn there(situation: &Situation, unit: i64) -> bool {
    let day = situation.content.effective_on;
    let unit = situation.after.units.get(&unit);
    unit.is_some_and(|unit| unit.is_there(day))
}

/// Collective addressees of plans that still have something open.
async fn assigned(conn: &Conn, plan: Option<i64>) -> Result<Vec<Assigned>> {
    let text = "SELECT a.id, a.plan_id, p.number AS plan_number,
            p.issuer || ' ' || COALESCE(p.place, '') AS place, a.task_id, t.code AS task_code,
            a.role, a.group_id, g.name AS group_name, a.exceptions
        FROM assignment a JOIN plan p ON p.id = a.plan_id JOIN task t ON t.id = a.task_id
            JOIN unit_group g ON g.id = a.group_id
        WHERE a.group_id IS NOT NULL AND a.unresolved IS NULL AND (a.plan_id = $1 OR $1 = 0)
        ORDER BY a.plan_id, t.position, a.role, a.position";
    sql::all(conn, text, vals![plan.unwrap_or(0)]).await
}

async fn held(conn: &Conn, tasks: &BTreeSet<i64>) -> Result<HashMap<i64, Vec<Held>>> {
    let mut held: HashMap<i64, Vec<Held>> = HashMap::new();
    let tasks: Vec<i64> = tasks.iter().copied().collect();
    for group in tasks.chunks(500) {
        let list: Vec<String> = group.iter().map(i64::to_string).collect();
        let text = format!(
            "SELECT id, task_id, assignment_id, unit_id, role, standing, completed_on
             FROM obligation WHERE task_id IN ({}) ORDER BY id",
            list.join(", ")
        );
        for row in sql::all::<Held>(conn, &text, vec![]).await? {
            held.entry(row.task_id).or_default().push(row);
        }
    }
    Ok(held)
}

/// Accept the proposals of these plans; `reason` is what stands with the obligations that are
/// closed. How many were added and closed.
pub async fn accept(
    tx: &Tx,
    id: i64,
    version: i64,
    plans: &[i64],
    reason: &str,
) -> Result<(usize, usize)> {
    tx.actor.may(access::Act::Reorganise)?;
    let act = seen(tx, id, version).await?;
    if act.applied_at.is_none() {
        return Err(Error::Refused("reorganisation_not_applied"));
    }
    let mut proposals = proposals(tx, id, None).await?;
    proposals.retain(|it| plans.contains(&it.plan_id));
    let situation = Situation::load(tx, id).await?;
    let close = Choice::Close {
        reason: reason.to_owned(),
    };
    let choice = super::decision::choice_id(tx, &situation, &close).await?;
    let round = super::application::begin(tx, &situation, false).await?;
    let mut book = Regroup::new(tx, round, act.effective_on, choice).await?;
    for proposal in &proposals {
        for group in &proposal.groups {
            book.enter(tx, group).await?;
        }
    }
    let numbers = (book.added.len(), book.closed.len());
    book.write(tx).await?;
    super::application::sum_up(tx, round).await?;
    let after = serde_json::json!({
        "round": round, "plans": plans, "added": numbers.0, "closed": numbers.1,
    });
    event::record(
        tx,
        Kind::GroupsExpandedAgain,
        Subject::Reorganisation(id),
        event::NOTHING,
        Some(&after),
    )?;
    Ok(numbers)
}

/// Rows being gathered.
struct Regroup {
    round: i64,
    day: NaiveDate,
    choice: i64,
    next: i64,
    added: Vec<Vec<sea_orm::Value>>,
    closed: Vec<i64>,
    moves: Vec<Vec<sea_orm::Value>>,
    tally: Changes,
}

impl Regroup {
    async fn new(tx: &Tx, round: i64, day: NaiveDate, choice: i64) -> Result<Self> {
        Ok(Self {
            round,
            day,
            choice,
            next: sql::next_id(tx, "obligation").await?,
            added: Vec::new(),
            closed: Vec::new(),
            moves: Vec::new(),
            tally: Changes::default(),
        })
    }

    async fn enter(&mut self, tx: &Tx, group: &Regrouping) -> Result<()> {
        let text = "SELECT position FROM assignment WHERE id = $1";
        let place: Option<i32> = sql::scalar(tx, text, vals![group.assignment_id]).await?;
        let task = task::find(tx, group.task_id).await?;
        let plan = plan::find(tx, task.plan_id).await?;
        let facts = self.facts(&task, &plan);
        let co_lead = group.role == Role::Lead && place.is_some_and(|place| place > 0);
        let beside = group.close.first();
        for unit in &group.add {
            let from = beside.map_or(unit.id, |(_, it)| it.id);
            self.add(tx, group, (&task, co_lead), &facts, unit, from);
        }
        for (obligation, unit) in &group.close {
            self.close(tx, *obligation, unit.id).await?;
        }
        Ok(())
    }

    /// As when the plan was confirmed: a condition has no day before its trigger, and a recurring
    /// duty begins with its first day from the act on.
    fn facts(&self, task: &Task, plan: &Plan) -> Facts {
        let kind = task.deadline_kind.as_deref();
        let due = match kind {
            Some("conditional") => None,
            Some("recurring") => Series::of_task(task, plan)
                .and_then(|series| series.first(self.day, task.due_inclusive)),
            _ => task.due,
        };
        Facts {
            followed: task.followed,
            state: State::Open,
            due,
            due_inclusive: task.due_inclusive || kind == Some("conditional"),
            completed_on: None,
        }
    }

    fn add(
        &mut self,
        tx: &Tx,
        group: &Regrouping,
        (task, co_lead): (&Task, bool),
        facts: &Facts,
        unit: &Party,
        from: i64,
    ) {
        let (id, role) = (self.next, group.role.number());
        self.next += 1;
        let last_day = facts.last_day().unwrap_or(crate::obligation::NO_DAY);
        self.tally.add(group.role, facts, 1);
        self.added.push(vals![
            id,
            tx.uid(),
            task.plan_id,
            task.id,
            group.assignment_id,
            unit.id,
            role,
            co_lead,
            task.position,
            facts.followed,
            facts.due,
            facts.due_inclusive,
            facts.state.number(),
            last_day,
            facts.standing().number(),
            1_i64,
        ]);
        let standing = facts.standing().number();
        self.moves.push(vals![
            id,
            self.round,
            Option::<i64>::None,
            self.day,
            Fate::Added.number(),
            from,
            unit.id,
            Option::<i64>::None,
            Option::<i64>::None,
            State::Open.number(),
            standing,
            1_i64,
        ]);
    }

    async fn close(&mut self, tx: &Tx, obligation: i64, unit: i64) -> Result<()> {
        #[derive(FromQueryResult)]
        struct Row {
            role: i16,
            state: i16,
            standing: i16,
            last_day: NaiveDate,
            version: i64,
        }
        let text = "SELECT role, state, standing, last_day, version FROM obligation WHERE id = $1";
        let row: Option<Row> = sql::one(tx, text, vals![obligation]).await?;
        let row = row.ok_or(Error::NotFound("obligation"))?;
        let cancelled = Standing::Cancelled.number();
        self.tally
            .add_stored(row.role, row.standing, row.last_day, -1);
        self.tally.add_stored(row.role, cancelled, row.last_day, 1);
        self.closed.push(obligation);
        self.moves.push(vals![
            obligation,
            self.round,
            Option::<i64>::None,
            self.day,
            Fate::Closed.number(),
            unit,
            Option::<i64>::None,
            Option::<i64>::None,
            self.choice,
            row.state,
            row.standing,
            row.version + 1,
        ]);
        Ok(())
    }

    async fn write(self, tx: &Tx) -> Result<()> {
        sql::insert_all(tx, "obligation", OBLIGATION, self.added).await?;
        sql::insert_all(tx, "obligation_move", MOVE, self.moves).await?;
        let text = "UPDATE obligation SET state = $2, standing = $3, version = version + 1
                    WHERE id = $1";
        for obligation in self.closed {
            let row = vals![
                obligation,
                State::Cancelled.number(),
                Standing::Cancelled.number()
            ];
            sql::execute(tx, text, row).await?;
        }
        self.tally.write(tx).await
    }
}
