//! Confirmation: the draft becomes version 1 of a plan, in one transaction: plan, version, tasks,
//! assignments, obligations, words for searching, tally, events. All of it or nothing.

use std::collections::HashSet;

use chrono::{Datelike as _, NaiveDate};
use sea_orm::Value as SqlValue;
use serde_json::json;

use super::{
    Plan, code,
    draft::{Deadline, DeadlineKind, Draft, Meta, Quote, Row, Span, Value, store},
    find,
};
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    obligation::{
        Facts, NO_DAY, State,
        expansion::{self, Assigned},
        series::Series,
        tally::Changes,
    },
    search,
    task::Places,
    unit::Registry,
    vals,
};

/// Confirm a draft. `version` is the one the person saw.
///
/// Refused with [`Error::NotReady`] and the list of gaps when something is missing or not
/// confirmed, with [`Error::Conflict`] when somebody changed it meanwhile, and with
/// `Refused("plan_exists")` when its document is a plan already.
pub async fn confirm(tx: &Tx, draft_id: i64, version: i64) -> Result<Plan> {
    tx.actor.may(Act::ConfirmPlan)?;
    let head = store::open(tx, draft_id, version).await?;
    let (_, draft) = store::load(tx, draft_id).await?;
    let gaps = draft.gaps();
    if !gaps.is_empty() {
        return Err(Error::NotReady(gaps));
    }
    if super::of_document(tx, head.document_id).await?.is_some() {
        return Err(Error::Refused("plan_exists"));
    }
    let registry = registry(tx, &draft).await?;
    let plan = insert_plan(tx, &head, &draft).await?;
    let mut book = Book::new(tx, plan.id, &plan.code).await?;
    for row in &draft.rows {
        book.enter(
            tx,
            row,
            &draft.meta,
            &expansion::expand(row, &registry, &draft.mapped),
        )?;
    }
    let summary = json!({
        "code": plan.code, "document": head.document_id, "draft": draft_id,
        "tasks": book.tasks.len(), "obligations": book.obligations.len(),
        "unresolved": book.unresolved,
    });
    event::record(
        tx,
        Kind::PlanConfirmed,
        Subject::Plan(plan.id),
        event::NOTHING,
        Some(&summary),
    )?;
    book.write(tx).await?;
    store::close(tx, draft_id, store::State::Confirmed, Some(plan.id)).await?;
    Ok(plan)
}

/// The directory that the names of a draft are looked up in: that of its place, as of its date.
/// `None` while the draft has no date.
pub async fn registry_of(conn: &Conn, draft: &Draft) -> Result<Option<Registry>> {
    let Some(date) = &draft.meta.date else {
        return Ok(None);
    };
    let text = |value: &Option<Value<String>>| {
        value
            .as_ref()
            .map(|value| value.value.clone())
            .unwrap_or_default()
    };
    let place = format!("{} {}", text(&draft.meta.issuer), text(&draft.meta.place));
    Registry::load(conn, date.value, &place).await.map(Some)
}

/// What a draft would become if it were confirmed as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlook {
    /// Tasks.
    pub tasks: usize,
    /// Of these, followed.
    pub followed: usize,
    /// Obligations: one unit, one task, one role.
    pub obligations: usize,
    /// Collectives that expand: id of the group, how many assignments name it.
    pub groups: Vec<(i64, usize)>,
    /// Names without a unit: as written, stable code of the reason, how many assignments.
    pub unresolved: Vec<(String, &'static str, usize)>,
}

/// Count what [`confirm`] would make, by the same rule.
pub fn outlook(draft: &Draft, registry: &Registry) -> Outlook {
    let mut outlook = Outlook {
        tasks: draft.rows.len(),
        followed: draft.rows.iter().filter(|row| row.follow).count(),
        ..Outlook::default()
    };
    for row in &draft.rows {
        for found in expansion::expand(row, registry, &draft.mapped) {
            outlook.obligations += found.owing.len();
            if let (Some(group), None) = (found.group, found.unresolved) {
                match outlook.groups.iter_mut().find(|(id, _)| *id == group) {
                    Some((_, count)) => *count += 1,
                    None => outlook.groups.push((group, 1)),
                }
            }
            let Some(reason) = found.unresolved else {
                continue;
            };
            let name = &found.actor.name;
            let known = outlook
                .unresolved
                .iter_mut()
                .find(|(known, code, _)| known == name && *code == reason.as_str());
            match known {
                Some((.., count)) => *count += 1,
                None => outlook.unresolved.push((name.clone(), reason.as_str(), 1)),
            }
        }
    }
    outlook
}

async fn registry(tx: &Tx, draft: &Draft) -> Result<Registry> {
    registry_of(tx, draft)
        .await?
        .ok_or(Error::Refused("no_date"))
}

async fn insert_plan(tx: &Tx, head: &store::Head, draft: &Draft) -> Result<Plan> {
    let Meta {
        kind,
        number,
        issuer,
        place,
        date,
        title,
        years,
        signer,
        sign_for,
        ..
    } = &draft.meta;
    let (Some(number), Some(issuer), Some(date), Some(title)) = (number, issuer, date, title)
    else {
        return Err(Error::Refused("not_ready"));
    };
    let text = |value: &Option<Value<String>>| value.as_ref().map(|value| value.value.clone());
    let base = code::of_plan(&number.value);
    let taken: Vec<String> = sql::column(
        tx,
        "SELECT code FROM plan WHERE code LIKE $1",
        vals![format!("{base}%")],
    )
    .await?;
    let code = code::free(&base, date.value.year(), &taken.into_iter().collect());
    let id = sql::next_id(tx, "plan").await?;
    let columns = [
        "id",
        "uid",
        "code",
        "number",
        "kind",
        "issuer",
        "place",
        "title",
        "signed_on",
        "year_first",
        "year_last",
        "signer",
        "sign_for",
        "document_id",
        "draft_id",
        "version",
        "confirmed_at",
        "confirmed_by",
    ];
    let (first, last) = years.as_ref().map(|years| years.value).unzip();
    let row = vals![
        id,
        tx.uid(),
        code,
        number.value.clone(),
        text(kind).unwrap_or_default(),
        issuer.value.clone(),
        text(place),
        title.value.clone(),
        date.value,
        first,
        last,
        text(signer),
        text(sign_for),
        head.document_id,
        head.id,
        1,
        tx.now,
        tx.actor.account_id,
    ];
    sql::insert(tx, "plan", &columns, row).await?;
    let columns = [
        "id",
        "plan_id",
        "version",
        "document_id",
        "content",
        "confirmed_at",
        "confirmed_by",
    ];
    let row = vals![
        sql::next_id(tx, "plan_version").await?,
        id,
        1,
        head.document_id,
        serde_json::to_string(draft)?,
        tx.now,
        tx.actor.account_id,
    ];
    sql::insert(tx, "plan_version", &columns, row).await?;
    find(tx, id).await
}

const TASK: &[&str] = &[
    "id",
    "uid",
    "plan_id",
    "plan_version",
    "position",
    "code",
    "label",
    "heading",
    "text",
    "product",
    "budget",
    "followed",
    "deadline_text",
    "deadline_kind",
    "due",
    "due_inclusive",
    "starts",
    "rrule",
    "places",
];
const ASSIGNMENT: &[&str] = &[
    "id",
    "plan_id",
    "task_id",
    "role",
    "position",
    "written",
    "span_start",
    "span_end",
    "unit_id",
    "group_id",
    "unresolved",
    "exceptions",
];
pub(crate) const OBLIGATION: &[&str] = &[
    "id",
    "uid",
    "plan_id",
    "task_id",
    "assignment_id",
    "unit_id",
    "role",
    "co_lead",
    "task_position",
    "followed",
    "due",
    "due_inclusive",
    "state",
    "last_day",
    "standing",
    "version",
];

/// The rows of a plan, gathered before they are written.
struct Book {
    plan: i64,
    code: String,
    codes: HashSet<String>,
    next: [i64; 3],
    tasks: Vec<Vec<SqlValue>>,
    assignments: Vec<Vec<SqlValue>>,
    obligations: Vec<Vec<SqlValue>>,
    words: Vec<(i64, String)>,
    tally: Changes,
    unresolved: usize,
}

impl Book {
    async fn new(tx: &Tx, plan: i64, code: &str) -> Result<Self> {
        let next = [
            sql::next_id(tx, "task").await?,
            sql::next_id(tx, "assignment").await?,
            sql::next_id(tx, "obligation").await?,
        ];
        Ok(Self {
            plan,
            code: code.to_owned(),
            codes: HashSet::new(),
            next,
            tasks: Vec::new(),
            assignments: Vec::new(),
            obligations: Vec::new(),
            words: Vec::new(),
            tally: Changes::default(),
            unresolved: 0,
        })
    }

    fn id(&mut self, table: usize) -> i64 {
        let id = self.next[table];
        self.next[table] += 1;
        id
    }

    /// Enter a task with its assignments and obligations.
    fn enter(&mut self, tx: &Tx, row: &Row, meta: &Meta, assigned: &[Assigned<'_>]) -> Result<()> {
        let task = self.id(0);
        let position = self.tasks.len() + 1;
        let code = code::of_task(&self.code, row.label.as_deref(), position, &mut self.codes);
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        let facts = facts(row, meta);
        self.tasks
            .push(task_row(tx, self.plan, task, position, &code, row, &facts)?);
        self.words.push((task, words(row)));
        let first = self.next[2];
        let mut places = [0; 3];
        for found in assigned {
            let place = &mut places[found.role as usize];
            self.assign(tx, task, position, *place, found, &facts)?;
            *place += 1;
        }
        let after = json!({
            "code": code, "due": facts.due, "followed": row.follow,
            "obligations": [first, self.next[2] - first],
        });
        event::record(
            tx,
            Kind::TaskCreated,
            Subject::Task(task),
            event::NOTHING,
            Some(&after),
        )
    }

    fn assign(
        &mut self,
        tx: &Tx,
        task: i64,
        task_position: i32,
        place: i32,
        found: &Assigned<'_>,
        facts: &Facts,
    ) -> Result<()> {
        let id = self.id(1);
        let span = found.actor.quote.as_ref().map(|quote| quote.span);
        let end = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        self.unresolved += usize::from(found.unresolved.is_some());
        self.assignments.push(vals![
            id,
            self.plan,
            task,
            found.role.number(),
            place,
            found.actor.name.clone(),
            span.map(|span| end(span.start)),
            span.map(|span| end(span.end)),
            found.unit,
            found.group,
            found.unresolved.map(expansion::Unresolved::as_str),
            serde_json::to_string(&found.actor.exceptions)?,
        ]);
        for owing in &found.owing {
            let obligation = self.id(2);
            self.tally.add(found.role, facts, 1);
            self.obligations.push(vals![
                obligation,
                tx.uid(),
                self.plan,
                task,
                id,
                owing.unit,
                found.role.number(),
                owing.co_lead,
                task_position,
                facts.followed,
                facts.due,
                facts.due_inclusive,
                facts.state.number(),
                facts.last_day().unwrap_or(NO_DAY),
                facts.standing().number(),
                1_i64,
            ]);
        }
        Ok(())
    }

    async fn write(self, tx: &Tx) -> Result<()> {
        sql::insert_all(tx, "task", TASK, self.tasks).await?;
        sql::insert_all(tx, "assignment", ASSIGNMENT, self.assignments).await?;
        sql::insert_all(tx, "obligation", OBLIGATION, self.obligations).await?;
        search::index(tx, &self.words).await?;
        self.tally.write(tx).await
    }
}

/// What the status of a row's obligations starts from. A condition ("sau khi …") has no day
/// before its trigger is recorded, whatever day stands beside it.
/// A recurring duty starts with the first of its days that is still in time when the plan is
/// signed.
fn facts(row: &Row, meta: &Meta) -> Facts {
    let dated = row
        .deadline
        .as_ref()
        .filter(|it| it.kind != DeadlineKind::Conditional);
    Facts {
        followed: row.follow,
        state: State::Open,
        due: dated.and_then(|deadline| match deadline.kind {
            DeadlineKind::Recurring => first_of_series(deadline, meta),
            _ => deadline.due,
        }),
        due_inclusive: dated.is_none_or(|deadline| deadline.inclusive),
        completed_on: None,
    }
}

fn first_of_series(deadline: &Deadline, meta: &Meta) -> Option<NaiveDate> {
    let last_year = meta.years.as_ref().map(|years| years.value.1);
    let series = Series::of_deadline(deadline, last_year)?;
    let signed = meta.date.as_ref()?.value;
    let from = deadline.start.map_or(signed, |start| start.max(signed));
    series.first(from, deadline.inclusive)
}

fn task_row(
    tx: &Tx,
    plan: i64,
    id: i64,
    position: i32,
    code: &str,
    row: &Row,
    facts: &Facts,
) -> Result<Vec<SqlValue>> {
    let text = |value: &Option<Value<String>>| value.as_ref().map(|value| value.value.clone());
    let deadline = row.deadline.as_ref();
    Ok(vals![
        id,
        tx.uid(),
        plan,
        1,
        position,
        code,
        row.label.clone(),
        text(&row.heading),
        text(&row.text),
        text(&row.product),
        text(&row.budget),
        row.follow,
        deadline.map(|deadline| deadline.text.clone()),
        deadline.map(|deadline| deadline.kind.as_str()),
        day_of_task(deadline, facts),
        facts.due_inclusive,
        deadline.and_then(|deadline| deadline.start),
        deadline.and_then(|deadline| deadline.rrule.clone()),
        serde_json::to_string(&places(row))?,
    ])
}

/// The day of the task itself: of a recurring one only the day on which it ends, if it says one;
/// the day of the period that is open belongs to each obligation.
fn day_of_task(deadline: Option<&Deadline>, facts: &Facts) -> Option<NaiveDate> {
    match deadline {
        Some(deadline) if deadline.kind == DeadlineKind::Recurring => deadline.due,
        _ => facts.due,
    }
}

fn places(row: &Row) -> Places {
    let span = |quote: Option<&Quote>| -> Option<Span> { quote.map(|quote| quote.span) };
    let of = |value: &Option<Value<String>>| span(value.as_ref().and_then(|it| it.quote.as_ref()));
    Places {
        heading: of(&row.heading),
        text: of(&row.text),
        deadline: span(
            row.deadline
                .as_ref()
                .and_then(|it: &Deadline| it.quote.as_ref()),
        ),
        product: of(&row.product),
        budget: of(&row.budget),
    }
}

/// What a task is found by: label, heading, text, product.
fn words(row: &Row) -> String {
    let texts = [&row.heading, &row.text, &row.product];
    let texts = texts
        .into_iter()
        .flatten()
        .map(|value| value.value.as_str());
    row.label
        .as_deref()
        .into_iter()
        .chain(texts)
        .collect::<Vec<_>>()
        .join("\n")
}
