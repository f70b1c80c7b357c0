//! What a list shows, and the SQL conditions for it.

use std::fmt::Write as _;

use chrono::NaiveDate;
use sea_orm::Value;

use super::{Class, NO_DAY, Standing};
use crate::{
    db::{Backend, sql},
    plan::draft::Role,
    search,
};

/// What is looked for. Everything empty: everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of one plan.
    pub plan: Option<i64>,
    /// Owed by one unit, across all plans.
    pub unit: Option<i64>,
    /// In these roles; empty means any.
    pub roles: Vec<Role>,
    /// In these classes; empty means any.
    pub classes: Vec<Class>,
    /// Last day not before.
    pub due_from: Option<NaiveDate>,
    /// Last day not after.
    pub due_to: Option<NaiveDate>,
    /// Words in the task's heading or text: see [`search::Query`].
    pub text: search::Query,
}

impl Filter {
    /// The range of last days (both ends included) that the dates allow. When either is given,
    /// what has no deadline is out.
    pub(super) fn days(&self) -> (NaiveDate, NaiveDate) {
        let last = if self.is_dated() {
            NO_DAY.pred_opt().unwrap_or(NO_DAY)
        } else {
            NO_DAY
        };
        (
            self.due_from.unwrap_or(FIRST_DAY),
            self.due_to.map_or(last, |to| to.min(last)),
        )
    }

    /// Whether it asks for a range of days.
    pub(super) fn is_dated(&self) -> bool {
        self.due_from.is_some() || self.due_to.is_some()
    }

    /// Whether it leaves everything of all plans in, as the tally counts it.
    pub(super) fn over_all(&self) -> bool {
        self.plan.is_none() && self.unit.is_none() && self.text.is_empty()
    }
}

/// What was joined into another obligation is in no list and in no sum.
const JOINED: i16 = Standing::Joined.number();

/// Both databases know it, and nothing is due before it.
pub(super) const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Which tasks the words select.
#[derive(Debug, Clone)]
pub(super) enum Tasks {
    /// No words were given.
    Any,
    /// These few: they drive the query.
    Few(Vec<i64>),
    /// Too many to drive it, and the first of them: each row is looked up among all.
    Many(Vec<i64>),
}

/// What drives a query: the one condition that may use an index. On SQLite a unary plus keeps the
/// others from being chosen. PostgreSQL knows how many rows each would give as long as nothing
/// hides the column, and plans every query by its own values (`plan_cache_mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drive {
    /// The few tasks that the words select.
    Tasks,
    /// The unit.
    Unit,
    /// The plan.
    Plan,
    /// The class alone.
    Standing,
    /// The role alone.
    Role,
    /// The range of days.
    Days,
    /// The order of the list.
    Order,
}

/// What keeps a condition from driving.
fn plus(backend: Backend, keep: bool) -> &'static str {
    if keep && backend == Backend::Sqlite {
        "+"
    } else {
        ""
    }
}

/// A query being written.
#[derive(Debug)]
pub(super) struct Sql {
    backend: Backend,
    pub(super) text: String,
    pub(super) values: Vec<Value>,
}

impl Sql {
    pub(super) fn new(backend: Backend, text: &str) -> Self {
        Self {
            backend,
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// Add a value and give the parameter that stands for it.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Everything of the filter but its classes and days; `o` is the obligation.
    pub(super) fn filter(&mut self, filter: &Filter, tasks: &Tasks, drive: Drive) {
        let backend = self.backend;
        let plus = |own| plus(backend, drive != own);
        let tested = self::plus(backend, true);
        let _ = write!(self.text, " WHERE {tested}o.standing <> {JOINED}");
        match tasks {
            Tasks::Any => {}
            Tasks::Few(ids) => {
                let parameter = format!("${}", self.values.len() + 1);
                let (condition, list) = sql::one_of(self.backend, &parameter, ids);
                self.values.push(list);
                self.and(&format!("{}o.task_id {condition}", plus(Drive::Tasks)));
            }
            Tasks::Many(_) => {
                let first = self.values.len() + 1;
                let (text, values) = search::matching(self.backend, &filter.text, first);
                self.values.extend(values);
                self.and(&format!("+o.task_id IN ({text})"));
            }
        }
        if let Some(unit) = filter.unit {
            let parameter = self.bind(unit);
            self.and(&format!("{}o.unit_id = {parameter}", plus(Drive::Unit)));
        }
        if let Some(plan) = filter.plan {
            let parameter = self.bind(plan);
            self.and(&format!("{}o.plan_id = {parameter}", plus(Drive::Plan)));
        }
        match filter.roles.as_slice() {
            [] => {}
            [role] => self.and(&format!("{}o.role = {}", plus(Drive::Role), role.number())),
            roles => {
                let roles: Vec<String> = roles.iter().map(|it| it.number().to_string()).collect();
                let plus = self::plus(backend, true);
                self.and(&format!("{plus}o.role IN ({})", roles.join(", ")));
            }
        }
    }

    fn and(&mut self, condition: &str) {
        let _ = write!(self.text, " AND {condition}");
    }

    /// A condition on the range of last days; unneeded ends are left out.
    pub(super) fn days(&mut self, (from, to): (NaiveDate, NaiveDate), drive: Drive) {
        let plus = plus(self.backend, drive == Drive::Order);
        if from > FIRST_DAY {
            let from = self.bind(from);
            self.and(&format!("{plus}o.last_day >= {from}"));
        }
        if to < NO_DAY {
            let to = self.bind(to);
            self.and(&format!("{plus}o.last_day <= {to}"));
        }
    }

    /// One standing.
    pub(super) fn standing(&mut self, standing: Standing, drive: Drive) {
        let drives = matches!(drive, Drive::Unit | Drive::Standing);
        let plus = plus(self.backend, !drives);
        self.and(&format!("{plus}o.standing = {}", standing.number()));
    }

    /// Any of several classes, each within its range of days; none means all.
    pub(super) fn classes(
        &mut self,
        classes: &[Class],
        days: (NaiveDate, NaiveDate),
        today: NaiveDate,
    ) {
        if classes.is_empty() {
            return;
        }
        self.push(" AND (FALSE");
        for class in classes {
            let (standing, from, to) = class.range(today);
            self.push(" OR (TRUE");
            self.standing(standing, Drive::Order);
            self.days((from.max(days.0), to.min(days.1)), Drive::Order);
            self.push(")");
        }
        self.push(")");
    }
}
