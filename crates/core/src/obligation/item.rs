//! A row of the register.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Class, Facts, State, role_of};
use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    plan::draft::Role,
};

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

/// What is done keeps the name that its unit had on that day: closed periods are told in the words
/// of their time. What is open has the name of today.
const ITEMS: &str = "SELECT o.id, o.uid, o.version, o.role, o.co_lead, o.followed, o.state, o.due,
    o.due_inclusive, o.completed_on, o.completion_note, o.unit_id, u.code AS unit_code,
    COALESCE((SELECT n.name FROM unit_name n WHERE n.unit_id = u.id
        AND (n.valid_from IS NULL OR n.valid_from <= COALESCE(o.completed_on, $2))
        AND (n.valid_to IS NULL OR n.valid_to > COALESCE(o.completed_on, $2))
        ORDER BY n.id LIMIT 1), u.name) AS unit_name, o.task_id, t.uid AS task_uid, t.code AS task_code, t.label AS task_label,
    t.heading AS task_heading, t.text AS task_text, t.product, t.deadline_text, t.rrule, t.starts,
    o.plan_id, p.code AS plan_code, p.number AS plan_number
    FROM obligation o JOIN task t ON t.id = o.task_id JOIN plan p ON p.id = o.plan_id
    JOIN unit u ON u.id = o.unit_id WHERE o.id ";

/// One row.
pub async fn item(conn: &Conn, id: i64, today: NaiveDate) -> Result<Item> {
    let found = items(conn, &[id], today).await?.pop();
    found.ok_or(Error::NotFound("obligation"))
}

/// The rows with these ids, in this order.
pub(crate) async fn items(conn: &Conn, ids: &[i64], today: NaiveDate) -> Result<Vec<Item>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", ids);
    let rows: Vec<Row> = sql::all(
        conn,
        &format!("{ITEMS}{condition}"),
        vec![list, today.into()],
    )
    .await?;
    let mut place: HashMap<i64, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
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
