//! On which working days something is reminded of. The rule itself is pure: calendar, last day and
//! day are arguments.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;

use crate::{
    access::Act,
    calendar::Calendar,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    plan, vals,
};

/// The furthest that a reminder lies from its deadline, in working days.
pub const MOST_DAYS: u16 = 120;
/// Days in one list.
const MOST_LISTED: usize = 10;
/// What was missed (the program stood still, the person wanted quiet) is caught up for so many
/// working days.
pub const CATCH_UP: usize = 5;

/// When things are reminded of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Whether at all.
    pub enabled: bool,
    /// So many working days before the last day; 0: on the last working day itself.
    pub before: Vec<u16>,
    /// So many working days after it.
    pub after: Vec<u16>,
    /// And then again every so many working days.
    pub every: Option<u16>,
    /// After so many urgings without a report, the head of the unit is told.
    pub escalate: Option<u16>,
    /// Counts changes; 0: never changed.
    pub version: i64,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            enabled: true,
            before: vec![5, 1],
            after: vec![1, 5],
            every: Some(10),
            escalate: Some(3),
            version: 0,
        }
    }
}

/// A reminder of a thing, by its distance from the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// So many working days before.
    Before(u16),
    /// So many working days after.
    After(u16),
    /// To the head of the unit, for the first, second, … time.
    Escalation(u16),
}

impl Step {
    /// As stored.
    pub fn code(self) -> String {
        match self {
            Self::Before(days) => format!("before {days}"),
            Self::After(days) => format!("after {days}"),
            Self::Escalation(time) => format!("escalation {time}"),
        }
    }
}

impl Rule {
    /// The reminder that falls on a day. Never on a day that is not worked, and no step on two days.
    pub fn step_on(
        &self,
        calendar: &Calendar,
        last_day: NaiveDate,
        day: NaiveDate,
    ) -> Option<Step> {
        if !self.enabled || !calendar.is_working(day) {
            return None;
        }
        // Far from its deadline a thing is reminded of by the cycle only; so far nobody counts.
        if (last_day - day).num_days() > i64::from(MOST_DAYS) * 4 {
            return None;
        }
        if day <= last_day {
            let days = u16::try_from(calendar.working_days_between(day, last_day)).ok()?;
            return self.before.contains(&days).then_some(Step::Before(days));
        }
        let days = u16::try_from(calendar.working_days_between(last_day, day)).ok()?;
        let listed = self.after.iter().copied().max().unwrap_or(0);
        let again = |every: u16| every > 0 && days > listed && (days - listed) % every == 0;
        let falls = self.after.contains(&days) || self.every.is_some_and(again);
        falls.then_some(Step::After(days))
    }

    /// The last reminder that fell on today or on one of the working days before.
    pub fn latest(
        &self,
        calendar: &Calendar,
        last_day: NaiveDate,
        today: NaiveDate,
    ) -> Option<Step> {
        let mut day = today;
        for _ in 0..CATCH_UP {
            if let Some(step) = self.step_on(calendar, last_day, day) {
                return Some(step);
            }
            day = calendar.last_working_day(day.pred_opt()?);
        }
        None
    }

    fn checked(mut self) -> Result<Self> {
        for (days, field, least) in [
            (&mut self.before, "before", 0),
            (&mut self.after, "after", 1),
        ] {
            days.sort_unstable();
            days.dedup();
            let fits = |it: &u16| (least..=MOST_DAYS).contains(it);
            if days.len() > MOST_LISTED || !days.iter().all(fits) {
                return Err(Error::Invalid {
                    field,
                    reason: "out_of_range",
                });
            }
        }
        self.before.reverse();
        for (number, field) in [(self.every, "every"), (self.escalate, "escalate")] {
            if number.is_some_and(|it| it == 0 || it > MOST_DAYS) {
                return Err(Error::Invalid {
                    field,
                    reason: "out_of_range",
                });
            }
        }
        Ok(self)
    }
}

/// All rules: that of everything, and those of single plans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// Of what has no own rule.
    pub default: Rule,
    /// Of single plans.
    pub plans: HashMap<i64, Rule>,
}

impl Rules {
    /// The rule of a plan.
    pub fn of(&self, plan_id: i64) -> &Rule {
        self.plans.get(&plan_id).unwrap_or(&self.default)
    }

    /// The furthest before a deadline that any rule looks.
    pub fn furthest(&self) -> u16 {
        let all = self.plans.values().chain([&self.default]);
        all.flat_map(|rule| rule.before.iter().copied())
            .max()
            .unwrap_or(0)
    }
}

#[derive(FromQueryResult)]
struct Row {
    plan_id: Option<i64>,
    enabled: bool,
    days_before: String,
    days_after: String,
    every: Option<i32>,
    escalate: Option<i32>,
    version: i64,
}

impl Row {
    fn rule(&self) -> Result<Rule> {
        let damaged = || Error::Damaged("rule of reminders".into());
        let days = |text: &str| -> Result<Vec<u16>> {
            let words = text
                .split_whitespace()
                .map(|it| it.parse().map_err(|_| damaged()));
            words.collect()
        };
        let number = |it: Option<i32>| it.map(u16::try_from).transpose().map_err(|_| damaged());
        Ok(Rule {
            enabled: self.enabled,
            before: days(&self.days_before)?,
            after: days(&self.days_after)?,
            every: number(self.every)?,
            escalate: number(self.escalate)?,
            version: self.version,
        })
    }
}

/// The rules as they stand.
pub async fn load(conn: &Conn) -> Result<Rules> {
    let text = "SELECT plan_id, enabled, days_before, days_after, every, escalate, version
        FROM reminder_rule ORDER BY id";
    let rows: Vec<Row> = sql::all(conn, text, vec![]).await?;
    let mut rules = Rules::default();
    for row in rows {
        let rule = row.rule()?;
        match row.plan_id {
            Some(plan) => drop(rules.plans.insert(plan, rule)),
            None => rules.default = rule,
        }
    }
    Ok(rules)
}

/// Change the rule of everything, or of a plan. `rule.version` is the one the form began from.
pub async fn change(tx: &Tx, plan_id: Option<i64>, rule: Rule) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    let rule = rule.checked()?;
    if let Some(id) = plan_id {
        plan::find(tx, id).await?;
    }
    let rules = load(tx).await?;
    let before = match plan_id {
        Some(id) => rules.plans.get(&id).cloned(),
        None => Some(rules.default).filter(|it| it.version > 0),
    };
    let version = before.as_ref().map_or(0, |it| it.version);
    if version != rule.version {
        return Err(Error::Conflict {
            what: "reminder_rule",
            version,
        });
    }
    let text = "DELETE FROM reminder_rule WHERE COALESCE(plan_id, 0) = $1";
    sql::execute(tx, text, vals![plan_id.unwrap_or(0)]).await?;
    let columns = [
        "id",
        "plan_id",
        "enabled",
        "days_before",
        "days_after",
        "every",
        "escalate",
        "version",
    ];
    let row = vals![
        sql::next_id(tx, "reminder_rule").await?,
        plan_id,
        rule.enabled,
        listed(&rule.before),
        listed(&rule.after),
        rule.every.map(i32::from),
        rule.escalate.map(i32::from),
        version + 1
    ];
    sql::insert(tx, "reminder_rule", &columns, row).await?;
    tell(tx, plan_id, before.as_ref(), Some(&rule))
}

/// Take the rule of a plan away: that of everything holds for it again.
pub async fn withdraw(tx: &Tx, plan_id: i64) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    let before = load(tx).await?.plans.remove(&plan_id);
    let text = "DELETE FROM reminder_rule WHERE plan_id = $1";
    if sql::execute(tx, text, vals![plan_id]).await? == 0 {
        return Err(Error::NotFound("reminder_rule"));
    }
    tell(tx, Some(plan_id), before.as_ref(), None)
}

fn tell(tx: &Tx, plan: Option<i64>, before: Option<&Rule>, after: Option<&Rule>) -> Result<()> {
    let told = |rule: &Rule| json!({"name": "reminder_rule", "plan": plan, "rule": rule});
    let (before, after) = (before.map(told), after.map(told));
    let subject = plan.map_or(Subject::Setting, Subject::Plan);
    event::record(
        tx,
        Kind::SettingChanged,
        subject,
        before.as_ref(),
        after.as_ref(),
    )
}

fn listed(days: &[u16]) -> String {
    let days: Vec<String> = days.iter().map(u16::to_string).collect();
    days.join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use chrono::{Days, NaiveDate};
    use proptest::prelude::*;

    use super::{CATCH_UP, Rule, Step};
    use crate::calendar::{Announced, Calendar};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn over_a_holiday_the_days_before_are_those_that_are_worked() {
        // 2026: 1/5 is a Friday, 30/4 a Thursday; both are free.
        let calendar = Calendar::new(2026, 2026, vec![]);
        let rule = Rule {
            before: vec![1, 0],
            after: vec![1],
            every: Some(2),
            ..Rule::default()
        };
        let on = |text| rule.step_on(&calendar, day("2026-05-04"), day(text));
        assert_eq!(on("2026-04-29"), Some(Step::Before(1)));
        assert_eq!(on("2026-04-30"), None);
        assert_eq!(on("2026-05-03"), None);
        assert_eq!(on("2026-05-04"), Some(Step::Before(0)));
        assert_eq!(on("2026-05-05"), Some(Step::After(1)));
        assert_eq!(on("2026-05-06"), None);
        assert_eq!(on("2026-05-07"), Some(Step::After(3)));
        // Due on a Sunday: the last working day before it counts as the last.
        let sunday = |text| rule.step_on(&calendar, day("2026-05-10"), day(text));
        assert_eq!(sunday("2026-05-08"), Some(Step::Before(0)));
        assert_eq!(sunday("2026-05-11"), Some(Step::After(1)));
    }

    #[test]
    fn a_day_that_was_missed_is_caught_up_for_a_week() {
        let calendar = Calendar::new(2026, 2026, vec![]);
        let rule = Rule {
            before: vec![5],
            after: vec![],
            every: None,
            ..Rule::default()
        };
        let latest = |text| rule.latest(&calendar, day("2026-06-26"), day(text));
        assert_eq!(latest("2026-06-18"), None);
        for caught in ["2026-06-19", "2026-06-22", "2026-06-25"] {
            assert_eq!(latest(caught), Some(Step::Before(5)), "{caught}");
        }
        assert_eq!(latest("2026-06-26"), None);
    }

    prop_compose! {
        fn any_day()(number in 739_500..740_300_i32) -> NaiveDate {
            NaiveDate::from_num_days_from_ce_opt(number).unwrap()
        }
    }

    prop_compose! {
        fn any_calendar()(
            days in proptest::collection::vec((any_day(), any::<bool>()), 0..60),
        ) -> Calendar {
            let announced = days.into_iter().map(|(day, working)| Announced {
                day, working, name: String::new(), document: String::new(),
            });
            Calendar::new(2024, 2028, announced.collect())
        }
    }

    prop_compose! {
        fn any_rule()(
            before in proptest::collection::vec(0..30_u16, 0..5),
            after in proptest::collection::vec(1..30_u16, 0..5),
            every in proptest::option::of(1..20_u16),
        ) -> Rule {
            Rule { before, after, every, ..Rule::default() }.checked().unwrap()
        }
    }

    proptest! {
        #[test]
        fn never_on_a_day_off_and_no_step_twice(
            calendar in any_calendar(), rule in any_rule(), last_day in any_day(),
        ) {
            let mut seen: HashMap<Step, NaiveDate> = HashMap::new();
            let first = last_day - Days::new(90);
            for day in first.iter_days().take(240) {
                if let Some(step) = rule.step_on(&calendar, last_day, day) {
                    prop_assert!(calendar.is_working(day), "{day} is not worked");
                    if let Some(other) = seen.insert(step, day) {
                        prop_assert!(false, "{step:?} on {other} and on {day}");
                    }
                }
            }
            // And each that was asked for falls on some day.
            for days in &rule.before {
                prop_assert!(seen.contains_key(&Step::Before(*days)), "{days} before");
            }
            for days in &rule.after {
                prop_assert!(seen.contains_key(&Step::After(*days)), "{days} after");
            }
        }

        #[test]
        fn who_looks_every_working_day_misses_none_and_sees_each_once(
            calendar in any_calendar(), rule in any_rule(), last_day in any_day(),
            skipped in proptest::collection::vec(any::<bool>(), 240),
        ) {
            // As the job does it: what was told already is not told again.
            let mut told: Vec<Step> = Vec::new();
            let mut due: Vec<Step> = Vec::new();
            let mut missed_in_a_row = 0;
            let first = last_day - Days::new(90);
            for (day, skip) in first.iter_days().take(240).zip(skipped) {
                due.extend(rule.step_on(&calendar, last_day, day));
                if !calendar.is_working(day) {
                    continue;
                }
                if skip && missed_in_a_row < CATCH_UP - 1 {
                    missed_in_a_row += 1;
                    continue;
                }
                missed_in_a_row = 0;
                if let Some(step) = rule.latest(&calendar, last_day, day)
                    && !told.contains(&step)
                {
                    told.push(step);
                    prop_assert_eq!(Some(&step), due.last(), "the latest is told");
                }
            }
            let mut once = told.clone();
            once.dedup();
            prop_assert_eq!(&once, &told);
            prop_assert!(told.iter().all(|step| due.contains(step)));
        }
    }
}
