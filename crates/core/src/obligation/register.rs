//! The register: obligations by deadline, by task or by unit; filtered, paged, counted.
//!
//! A page is made in two steps: the keys of its rows by an index, then the rows themselves by
//! their ids. Paging goes on behind the last row shown ([`Cursor`]), so page 5,000 costs what
//! page 1 does and nothing is shown twice when rows come in between.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    Class, Counts, Facts, NO_DAY, State,
    filter::{Drive, Filter, Sql, Tasks},
    role_of, tally,
};
use crate::{
    db::{Conn, sql},
    error::Result,
    plan::draft::Role,
    search,
};

pub use super::cursor::Cursor;

/// Most rows of one page.
pub const MOST_ROWS: u32 = 1_000;
/// So many tasks may drive a query.
const FEW_TASKS: usize = 500;
/// So many rows are sorted rather than found in order.
const FEW_ROWS: i64 = 5_000;
/// So many rows are counted; beyond, the counts are marked as capped.
const MOST_COUNTED: i64 = 20_000;

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// By last day, what has none at the end.
    #[default]
    Deadline,
    /// As the plans have it, plan after plan.
    Task,
    /// By the name of the unit, then by last day.
    Unit,
}

impl Sort {
    /// As in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deadline => "deadline",
            Self::Task => "task",
            Self::Unit => "unit",
        }
    }

    /// The reverse of [`Sort::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Deadline, Self::Task, Self::Unit]
            .into_iter()
            .find(|sort| sort.as_str() == text)
    }
}

/// A page of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its rows.
    pub items: Vec<Item>,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
}

/// A row of the register, with what a list shows of its task, plan and unit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "as in the tables `obligation`, `task`, `plan`, `unit`"
)]
pub struct Item {
    pub id: i64,
    pub uid: Uuid,
    pub version: i64,
    pub role: Role,
    pub co_lead: bool,
    pub facts: Facts,
    /// How it stands on the day asked for.
    pub class: Class,
    /// The last day that is in time.
    pub last_day: Option<NaiveDate>,
    pub completion_note: Option<String>,
    pub unit_id: i64,
    pub unit_code: String,
    pub unit_name: String,
    pub task_id: i64,
    pub task_uid: Uuid,
    pub task_code: String,
    pub task_label: Option<String>,
    pub task_heading: Option<String>,
    pub task_text: Option<String>,
    pub product: Option<String>,
    pub deadline_text: Option<String>,
    pub rrule: Option<String>,
    pub starts: Option<NaiveDate>,
    pub plan_id: i64,
    pub plan_code: String,
    pub plan_number: String,
}

/// The keys of one row.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Key {
    pub(super) id: i64,
    pub(super) last_day: NaiveDate,
    pub(super) plan_id: i64,
    pub(super) task_position: i32,
    pub(super) unit_id: i64,
    pub(super) sort_key: Option<Vec<u8>>,
}

/// One page. `today` is the day that the classes are computed for.
pub async fn page(
    conn: &Conn,
    filter: &Filter,
    sort: Sort,
    after: Option<&Cursor>,
    limit: u32,
    today: NaiveDate,
) -> Result<Page> {
    let limit = usize::try_from(limit.clamp(1, MOST_ROWS)).unwrap_or(1);
    let tasks = tasks(conn, filter).await?;
    if matches!(&tasks, Tasks::Few(ids) if ids.is_empty()) {
        return Ok(Page {
            items: Vec::new(),
            next: None,
        });
    }
    let list = List {
        conn,
        filter,
        tasks,
        today,
        limit: limit + 1,
    };
    let mut keys = match sort {
        Sort::Deadline => list.by_deadline(after).await?,
        Sort::Task => list.by_task(after).await?,
        Sort::Unit => list.by_unit(after).await?,
    };
    let more = keys.len() > limit;
    keys.truncate(limit);
    let next = keys
        .last()
        .filter(|_| more)
        .map(|key| Cursor::behind(sort, key));
    Ok(Page {
        items: items(conn, &keys, today).await?,
        next,
    })
}

/// Which tasks the words select.
async fn tasks(conn: &Conn, filter: &Filter) -> Result<Tasks> {
    if filter.text.is_empty() {
        return Ok(Tasks::Any);
    }
    let (text, values) = search::matching(sql::backend(conn), &filter.text, 1);
    let ids: Vec<i64> =
        sql::column(conn, &format!("{text} LIMIT {}", FEW_TASKS + 1), values).await?;
    Ok(if ids.len() > FEW_TASKS {
        Tasks::Many
    } else {
        Tasks::Few(ids)
    })
}

/// A list being made.
struct List<'a> {
    conn: &'a Conn,
    filter: &'a Filter,
    tasks: Tasks,
    today: NaiveDate,
    limit: usize,
}

impl List<'_> {
    /// What drives the query when neither words nor unit nor plan do: the order of the list, or
    /// the classes when so few rows stand in them that sorting these is cheaper.
    async fn drive(&self) -> Result<Drive> {
        Ok(match (&self.tasks, self.filter.unit, self.filter.plan) {
            (Tasks::Few(_), ..) => Drive::Tasks,
            (_, Some(_), _) => Drive::Unit,
            (_, _, Some(_)) => Drive::Plan,
            _ if self.filter.classes.is_empty() => Drive::Order,
            _ => {
                let (roles, days) = (&self.filter.roles, self.filter.days());
                let counts = tally::counts(self.conn, roles, days, self.today).await?;
                let number: i64 = self
                    .filter
                    .classes
                    .iter()
                    .map(|class| counts.of(*class))
                    .sum();
                if number <= FEW_ROWS {
                    Drive::Standing
                } else {
                    Drive::Order
                }
            }
        })
    }

    fn start(&self, sql: &mut Sql, drive: Drive) {
        sql.filter(self.filter, &self.tasks, drive, sql::backend(self.conn));
    }

    /// One query a class, each in order by its index, merged.
    async fn by_deadline(&self, after: Option<&Cursor>) -> Result<Vec<Key>> {
        let after = after.and_then(Cursor::as_deadline);
        let drive = match (&self.tasks, self.filter.unit, self.filter.plan) {
            (Tasks::Few(_), ..) => Drive::Tasks,
            (_, Some(_), _) => Drive::Unit,
            (_, _, Some(_)) => Drive::Plan,
            _ if self.filter.classes.is_empty() => Drive::Order,
            _ => Drive::Standing,
        };
        let mut keys = Vec::new();
        if self.filter.classes.is_empty() {
            keys = self.one_by_deadline(drive, None, after).await?;
        }
        for class in &self.filter.classes {
            keys.extend(self.one_by_deadline(drive, Some(*class), after).await?);
        }
        keys.sort_unstable_by_key(|key| (key.last_day, key.id));
        keys.dedup_by_key(|key| key.id);
        keys.truncate(self.limit);
        Ok(keys)
    }

    async fn one_by_deadline(
        &self,
        drive: Drive,
        class: Option<Class>,
        after: Option<(NaiveDate, i64)>,
    ) -> Result<Vec<Key>> {
        let (mut from, mut to) = self.filter.days();
        if let Some(class) = class {
            let (_, first, last) = class.range(self.today);
            (from, to) = (from.max(first), to.min(last));
        }
        if from > to || after.is_some_and(|(day, _)| day > to) {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(KEYS);
        self.start(&mut sql, drive);
        if let Some(class) = class {
            let plus = if matches!(drive, Drive::Unit | Drive::Standing) {
                ""
            } else {
                "+"
            };
            let (standing, ..) = class.range(self.today);
            sql.push(&format!(" AND {plus}o.standing = {}", standing.number()));
        }
        match after {
            // The row's own day is the lower bound: an index goes to it at once.
            Some((day, id)) if day >= from => {
                let (day, id) = (sql.bind(day), sql.bind(id));
                sql.push(&format!(" AND (o.last_day, o.id) > ({day}, {id})"));
                sql.days((super::filter::FIRST_DAY, to), "");
            }
            _ => sql.days((from, to), ""),
        }
        sql.push(&format!(" ORDER BY o.last_day, o.id LIMIT {}", self.limit));
        sql::all(self.conn, &sql.text, sql.values).await
    }

    async fn by_task(&self, after: Option<&Cursor>) -> Result<Vec<Key>> {
        let drive = self.drive().await?;
        let mut sql = Sql::new(KEYS);
        self.start(&mut sql, drive);
        self.push_classes(&mut sql, drive);
        if let Some((plan, position, id)) = after.and_then(Cursor::as_task) {
            if self.filter.plan.is_some() {
                let (position, id) = (sql.bind(position), sql.bind(id));
                sql.push(&format!(
                    " AND (o.task_position, o.id) > ({position}, {id})"
                ));
            } else {
                let (plan, position, id) = (sql.bind(plan), sql.bind(position), sql.bind(id));
                sql.push(&format!(
                    " AND (o.plan_id, o.task_position, o.id) > ({plan}, {position}, {id})"
                ));
            }
        }
        sql.push(&format!(
            " ORDER BY o.plan_id, o.task_position, o.id LIMIT {}",
            self.limit
        ));
        sql::all(self.conn, &sql.text, sql.values).await
    }

    /// Units in the order of their names, each with its rows in order by its index.
    async fn by_unit(&self, after: Option<&Cursor>) -> Result<Vec<Key>> {
        let drive = match self.drive().await? {
            Drive::Order => Drive::Unit,
            drive => drive,
        };
        let plus = if drive == Drive::Unit { "" } else { "+" };
        let mut sql = Sql::new(&format!(
            "SELECT o.id, o.last_day, o.plan_id, o.task_position, u.id AS unit_id, u.sort_key
             FROM unit u CROSS JOIN obligation o"
        ));
        self.start(&mut sql, drive);
        sql.push(&format!(" AND {plus}o.unit_id = u.id"));
        self.push_classes(&mut sql, drive);
        if let Some((key, unit, day, id)) = after.and_then(Cursor::as_unit) {
            let key = sql.bind(key.to_vec());
            let (unit, day, id) = (sql.bind(unit), sql.bind(day), sql.bind(id));
            sql.push(&format!(
                " AND (u.sort_key, u.id) >= ({key}, {unit})
                  AND (u.id <> {unit} OR (o.last_day, o.id) > ({day}, {id}))"
            ));
        }
        sql.push(&format!(
            " ORDER BY u.sort_key, u.id, o.last_day, o.id LIMIT {}",
            self.limit
        ));
        sql::all(self.conn, &sql.text, sql.values).await
    }

    fn push_classes(&self, sql: &mut Sql, drive: Drive) {
        if drive == Drive::Standing {
            let mut standings: Vec<String> = self
                .filter
                .classes
                .iter()
                .map(|class| class.range(self.today).0.number().to_string())
                .collect();
            standings.dedup();
            sql.push(&format!(" AND o.standing IN ({})", standings.join(", ")));
        }
        sql.classes(&self.filter.classes, self.filter.days(), self.today, "+");
    }
}

const KEYS: &str = "SELECT o.id, o.last_day, o.plan_id, o.task_position, o.unit_id,
    NULL AS sort_key FROM obligation o";

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    uid: Uuid,
    version: i64,
    role: i16,
    co_lead: bool,
    followed: bool,
    state: i16,
    due: Option<NaiveDate>,
    due_inclusive: bool,
    completed_on: Option<NaiveDate>,
    completion_note: Option<String>,
    unit_id: i64,
    unit_code: String,
    unit_name: String,
    task_id: i64,
    task_uid: Uuid,
    task_code: String,
    task_label: Option<String>,
    task_heading: Option<String>,
    task_text: Option<String>,
    product: Option<String>,
    deadline_text: Option<String>,
    rrule: Option<String>,
    starts: Option<NaiveDate>,
    plan_id: i64,
    plan_code: String,
    plan_number: String,
}

const ITEMS: &str = "SELECT o.id, o.uid, o.version, o.role, o.co_lead, o.followed, o.state, o.due,
    o.due_inclusive, o.completed_on, o.completion_note, o.unit_id, u.code AS unit_code,
    u.name AS unit_name, o.task_id, t.uid AS task_uid, t.code AS task_code, t.label AS task_label,
    t.heading AS task_heading, t.text AS task_text, t.product, t.deadline_text, t.rrule, t.starts,
    o.plan_id, p.code AS plan_code, p.number AS plan_number
    FROM obligation o JOIN task t ON t.id = o.task_id JOIN plan p ON p.id = o.plan_id
    JOIN unit u ON u.id = o.unit_id WHERE o.id IN ";

/// The rows of some keys, in their order.
async fn items(conn: &Conn, keys: &[Key], today: NaiveDate) -> Result<Vec<Item>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = keys.iter().map(|key| key.id.to_string()).collect();
    let rows: Vec<Row> = sql::all(conn, &format!("{ITEMS} ({})", ids.join(", ")), vec![]).await?;
    let mut place: std::collections::HashMap<i64, usize> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| (key.id, at))
        .collect();
    let mut items: Vec<(usize, Item)> = Vec::with_capacity(rows.len());
    for row in rows {
        let at = place.remove(&row.id).unwrap_or(usize::MAX);
        items.push((at, row.into_item(today)?));
    }
    items.sort_unstable_by_key(|(at, _)| *at);
    Ok(items.into_iter().map(|(_, item)| item).collect())
}

impl Row {
    fn into_item(self, today: NaiveDate) -> Result<Item> {
        let facts = Facts {
            followed: self.followed,
            state: State::from_number(self.state)?,
            due: self.due,
            due_inclusive: self.due_inclusive,
            completed_on: self.completed_on,
        };
        Ok(Item {
            id: self.id,
            uid: self.uid,
            version: self.version,
            role: role_of(self.role)?,
            co_lead: self.co_lead,
            facts,
            class: facts.class(today),
            last_day: facts.last_day(),
            completion_note: self.completion_note,
            unit_id: self.unit_id,
            unit_code: self.unit_code,
            unit_name: self.unit_name,
            task_id: self.task_id,
            task_uid: self.task_uid,
            task_code: self.task_code,
            task_label: self.task_label,
            task_heading: self.task_heading,
            task_text: self.task_text,
            product: self.product,
            deadline_text: self.deadline_text,
            rrule: self.rrule,
            starts: self.starts,
            plan_id: self.plan_id,
            plan_code: self.plan_code,
            plan_number: self.plan_number,
        })
    }
}

#[derive(FromQueryResult)]
struct Counted {
    standing: i16,
    bucket: i32,
    number: i64,
}

/// How many stand in each class, whatever classes the filter names: the sums beside the list.
///
/// Over all plans they come from the tally; of a unit or a plan from an index, up to 20,000 rows;
/// of words that stand in very many tasks from the first of these ([`Counts::capped`]).
pub async fn counts(conn: &Conn, filter: &Filter, today: NaiveDate) -> Result<Counts> {
    if filter.over_all() {
        return tally::counts(conn, &filter.roles, filter.days(), today).await;
    }
    let (tasks, cut) = countable(tasks(conn, filter).await?, conn, filter).await?;
    if matches!(&tasks, Tasks::Few(ids) if ids.is_empty()) {
        return Ok(Counts::default());
    }
    let drive = match (&tasks, filter.unit) {
        (Tasks::Few(_), _) => Drive::Tasks,
        (_, Some(_)) => Drive::Unit,
        _ => Drive::Plan,
    };
    let mut sql = Sql::new("");
    let case = bucket(&mut sql, today);
    sql.push(&format!(
        "SELECT standing, bucket, COUNT(*) AS number FROM
         (SELECT o.standing, {case} AS bucket FROM obligation o"
    ));
    sql.filter(filter, &tasks, drive, sql::backend(conn));
    sql.days(filter.days(), "");
    sql.push(&format!(
        " LIMIT {}) AS counted GROUP BY standing, bucket",
        MOST_COUNTED + 1
    ));
    let rows: Vec<Counted> = sql::all(conn, &sql.text, sql.values).await?;
    let mut counts = summed(&rows, today)?;
    counts.capped |= cut;
    Ok(counts)
}

/// Words that stand in very many tasks are counted over the first of them.
async fn countable(tasks: Tasks, conn: &Conn, filter: &Filter) -> Result<(Tasks, bool)> {
    if !matches!(tasks, Tasks::Many) || filter.unit.is_some() || filter.plan.is_some() {
        return Ok((tasks, false));
    }
    let (text, values) = search::matching(sql::backend(conn), &filter.text, 1);
    let text = format!("{text} LIMIT {FEW_TASKS}");
    Ok((Tasks::Few(sql::column(conn, &text, values).await?), true))
}

/// The part of the calendar that a last day falls into.
fn bucket(sql: &mut Sql, today: NaiveDate) -> String {
    let (_, near_from, near_to) = Class::NearDue.range(today);
    let (first, near, never) = (sql.bind(near_from), sql.bind(near_to), sql.bind(NO_DAY));
    format!(
        "CASE WHEN o.last_day < {first} THEN 0 WHEN o.last_day <= {near} THEN 1
              WHEN o.last_day < {never} THEN 2 ELSE 3 END"
    )
}

fn summed(rows: &[Counted], today: NaiveDate) -> Result<Counts> {
    let (_, near_from, near_to) = Class::NearDue.range(today);
    // A day out of each bucket, so that the one rule of `Class::of` decides.
    let days = [
        near_from.pred_opt().unwrap_or(near_from),
        near_from,
        near_to.succ_opt().unwrap_or(near_to),
        NO_DAY,
    ];
    let mut counts = Counts::default();
    for row in rows {
        let day = usize::try_from(row.bucket)
            .ok()
            .and_then(|at| days.get(at))
            .copied();
        counts.add(
            Class::of(row.standing, day.unwrap_or(NO_DAY), today)?,
            row.number,
        );
    }
    counts.capped = counts.total() > MOST_COUNTED;
    Ok(counts)
}

/// Counts of a unit, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "who, and how many")]
pub struct UnitCounts {
    pub unit_id: i64,
    pub unit_code: String,
    pub unit_name: String,
    pub counts: Counts,
}

/// How every unit of a plan stands, by name: who owes what.
pub async fn counts_by_unit(
    conn: &Conn,
    plan: i64,
    roles: &[Role],
    today: NaiveDate,
) -> Result<Vec<UnitCounts>> {
    #[derive(FromQueryResult)]
    struct Row {
        unit_id: i64,
        code: String,
        name: String,
        standing: i16,
        bucket: i32,
        number: i64,
    }
    let filter = Filter {
        plan: Some(plan),
        roles: roles.to_vec(),
        ..Filter::default()
    };
    let mut sql = Sql::new("");
    let case = bucket(&mut sql, today);
    sql.push(&format!(
        "SELECT u.id AS unit_id, u.code, u.name, c.standing, c.bucket, c.number FROM
         (SELECT unit_id, standing, bucket, COUNT(*) AS number FROM
          (SELECT o.unit_id, o.standing, {case} AS bucket FROM obligation o"
    ));
    sql.filter(&filter, &Tasks::Any, Drive::Plan, sql::backend(conn));
    sql.push(
        ") AS counted GROUP BY unit_id, standing, bucket) AS c JOIN unit u ON u.id = c.unit_id
         ORDER BY u.sort_key, u.id",
    );
    let rows: Vec<Row> = sql::all(conn, &sql.text, sql.values).await?;
    let mut units: Vec<UnitCounts> = Vec::new();
    for group in rows.chunk_by(|one, two| one.unit_id == two.unit_id) {
        let counted: Vec<Counted> = group
            .iter()
            .map(|row| Counted {
                standing: row.standing,
                bucket: row.bucket,
                number: row.number,
            })
            .collect();
        units.push(UnitCounts {
            unit_id: group[0].unit_id,
            unit_code: group[0].code.clone(),
            unit_name: group[0].name.clone(),
            counts: summed(&counted, today)?,
        });
    }
    Ok(units)
}
