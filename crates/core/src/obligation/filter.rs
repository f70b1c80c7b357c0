//! What a list shows, and the SQL conditions for it.

use std::fmt::Write as _;

use chrono::NaiveDate;
use sea_orm::Value;

use super::{Class, NO_DAY, Standing};
use crate::{plan::draft::Role, search};

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
        let dated = self.due_from.is_some() || self.due_to.is_some();
        let last = if dated {
            NO_DAY.pred_opt().unwrap_or(NO_DAY)
        } else {
            NO_DAY
        };
        (
            self.due_from.unwrap_or(FIRST_DAY),
            self.due_to.map_or(last, |to| to.min(last)),
        )
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
    /// Too many to drive it: each row is looked up among them.
    Many,
}

/// What drives a query: the one condition that may use an index. A unary plus keeps the others
/// from being chosen, on both databases; PERFORMANCE.md tells why that must not be left to luck.
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
    /// The order of the list.
    Order,
}

/// A query being written.
#[derive(Debug, Default)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) values: Vec<Value>,
}

impl Sql {
    pub(super) fn new(text: &str) -> Self {
        Self {
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

    /// Everything of the filter but its classes; `o` is the obligation.
    pub(super) fn filter(
        &mut self,
        filter: &Filter,
        tasks: &Tasks,
        drive: Drive,
        backend: crate::db::Backend,
    ) {
        let plus = |own| if drive == own { "" } else { "+" };
        let _ = write!(self.text, " WHERE +o.standing <> {JOINED}");
        match tasks {
            Tasks::Any => {}
            Tasks::Few(ids) => {
                let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
                let plus = plus(Drive::Tasks);
                let _ = write!(self.text, " AND {plus}o.task_id IN ({})", ids.join(", "));
            }
            Tasks::Many => {
                let (text, values) = search::matching(backend, &filter.text, self.values.len() + 1);
                self.values.extend(values);
                let _ = write!(self.text, " AND +o.task_id IN ({text})");
            }
        }
        if let Some(unit) = filter.unit {
            let parameter = self.bind(unit);
            let _ = write!(
                self.text,
                " AND {}o.unit_id = {parameter}",
                plus(Drive::Unit)
            );
        }
        if let Some(plan) = filter.plan {
            let parameter = self.bind(plan);
            let _ = write!(
                self.text,
                " AND {}o.plan_id = {parameter}",
                plus(Drive::Plan)
            );
        }
        if !filter.roles.is_empty() {
            let roles: Vec<String> = filter
                .roles
                .iter()
                .map(|role| role.number().to_string())
                .collect();
            let _ = write!(self.text, " AND +o.role IN ({})", roles.join(", "));
        }
    }

    /// A condition on the range of last days; unneeded ends are left out.
    pub(super) fn days(&mut self, (from, to): (NaiveDate, NaiveDate), plus: &str) {
        if from > FIRST_DAY {
            let from = self.bind(from);
            let _ = write!(self.text, " AND {plus}o.last_day >= {from}");
        }
        if to < NO_DAY {
            let to = self.bind(to);
            let _ = write!(self.text, " AND {plus}o.last_day <= {to}");
        }
    }

    /// One class, with its range of days cut down to the filter's.
    pub(super) fn class(
        &mut self,
        class: Class,
        days: (NaiveDate, NaiveDate),
        today: NaiveDate,
        plus: &str,
    ) {
        let (standing, from, to) = class.range(today);
        let _ = write!(self.text, " AND {plus}o.standing = {}", standing.number());
        self.days((from.max(days.0), to.min(days.1)), plus_day(plus));
    }

    /// Any of several classes.
    pub(super) fn classes(
        &mut self,
        classes: &[Class],
        days: (NaiveDate, NaiveDate),
        today: NaiveDate,
        plus: &str,
    ) {
        if classes.is_empty() {
            self.days(days, plus_day(plus));
            return;
        }
        self.push(" AND (FALSE");
        for class in classes {
            self.push(" OR (TRUE");
            self.class(*class, days, today, plus);
            self.push(")");
        }
        self.push(")");
    }
}

/// PostgreSQL has no unary plus on dates; the range of days never drives by itself there.
fn plus_day(_plus: &str) -> &'static str {
    ""
}
