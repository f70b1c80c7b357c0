//! What lists of the register show, shared by all pages that show one: rows, statuses, sums.

use dondoc_core::db::Conn;
use dondoc_core::obligation::{Class, Counts, Item};
use dondoc_core::plan::draft::Role;

use super::super::error::Result;
use super::super::progress::said::{self, Said};
use crate::key;
use crate::show;
use crate::text::{Argument, Texts};

/// Longest task text of a row, in characters.
const LONGEST: usize = 240;

/// A status as shown: a word and a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status(pub Class);

impl Status {
    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self.0 {
            Class::Overdue => key!("status-overdue"),
            Class::NearDue => key!("status-near-due"),
            Class::WithinTime => key!("status-within-time"),
            Class::NoDeadline => key!("status-no-deadline"),
            Class::AwaitingConfirmation => key!("status-awaiting-confirmation"),
            Class::Returned => key!("status-returned"),
            Class::Redo => key!("status-redo"),
            Class::DoneOnTime => key!("status-done-on-time"),
            Class::DoneLate => key!("status-done-late"),
            Class::Suspended => key!("status-suspended"),
            Class::Cancelled => key!("status-cancelled"),
            Class::NotFollowed => key!("status-not-followed"),
            Class::Joined => key!("status-joined"),
        }
    }

    /// The class of its shape in the style sheet.
    pub fn class(self) -> &'static str {
        match self.0 {
            Class::Overdue => "overdue",
            Class::NearDue => "near",
            Class::WithinTime => "running",
            Class::NoDeadline | Class::NotFollowed => "undated",
            Class::AwaitingConfirmation | Class::Returned | Class::Redo => "waiting",
            Class::DoneOnTime | Class::DoneLate => "done",
            Class::Suspended | Class::Cancelled | Class::Joined => "cancelled",
        }
    }

    /// Whether its sum is shown even when nothing stands in it.
    fn always_shown(self) -> bool {
        matches!(
            self.0,
            Class::Overdue
                | Class::NearDue
                | Class::WithinTime
                | Class::NoDeadline
                | Class::DoneOnTime
                | Class::DoneLate
        )
    }
}

/// The name of a role.
pub fn role_key(role: Role) -> &'static str {
    match role {
        Role::Lead => key!("role-lead"),
        Role::Coordinate => key!("role-coordinate"),
        Role::Monitor => key!("role-monitor"),
    }
}

/// Which columns a list shows beside the day, the status and the task.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Who.
    pub unit: bool,
    /// In which role.
    pub role: bool,
    /// Of which plan.
    pub plan: bool,
}

/// A row.
#[derive(Debug)]
pub struct Row {
    /// The day, or what the plan says instead of one.
    pub due: String,
    /// Whether it is a day.
    pub is_dated: bool,
    /// How it stands.
    pub status: Status,
    /// Who.
    pub unit: String,
    /// Who, as id.
    pub unit_id: i64,
    /// The key of the role's name.
    pub role_key: &'static str,
    /// What is to be done.
    pub task: String,
    /// The task, as id.
    pub task_id: i64,
    /// The task's readable code.
    pub code: String,
    /// The plan's number.
    pub plan: String,
    /// The plan, as id.
    pub plan_id: i64,
    /// What the unit said last, where the list shows it.
    pub said: Option<Said>,
}

/// Rows that show what each unit said last, with who said it and on what proof.
pub async fn with_words(conn: &Conn, t: &Texts, items: Vec<Item>) -> Result<Vec<Row>> {
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let mut said = said::of(conn, t, &ids).await?;
    let row = |item: Item| {
        let said = said.remove(&item.id);
        Row {
            said,
            ..Row::of(t, item)
        }
    };
    Ok(items.into_iter().map(row).collect())
}

impl Row {
    /// As an item of `core` shows.
    pub fn of(t: &Texts, item: Item) -> Self {
        let due = when(t, &item);
        let words = item.task_heading.or(item.task_text);
        Self {
            is_dated: item.facts.due.is_some() && item.rrule.is_none(),
            due,
            status: Status(item.class),
            unit: item.unit_name,
            unit_id: item.unit_id,
            role_key: role_key(item.role),
            task: words.map_or_else(|| t.get("task-without-text").to_owned(), shorten),
            task_id: item.task_id,
            code: item.task_code,
            plan: item.plan_number,
            plan_id: item.plan_id,
            said: None,
        }
    }
}

/// The day of a row; of a recurring one the day of the period that is open.
pub fn when(t: &Texts, item: &Item) -> String {
    let written = item.deadline_text.as_deref();
    let day = due(t, item.facts.due, item.facts.due_inclusive, written);
    match (&item.rrule, item.facts.due) {
        (Some(_), Some(_)) => period(t, item.class, &day),
        _ => day,
    }
}

/// What is said of a period of a recurring duty: that it comes, or that it is over.
pub fn period(t: &Texts, class: Class, day: &str) -> String {
    let comes = matches!(class, Class::NearDue | Class::WithinTime);
    let key = if comes {
        key!("due-period-next")
    } else {
        key!("due-period")
    };
    t.one(key, "day", day)
}

/// A day as the plan means it ("before" leaves the day itself out), or else its words.
pub fn due(
    t: &Texts,
    due: Option<chrono::NaiveDate>,
    inclusive: bool,
    written: Option<&str>,
) -> String {
    match (due, inclusive) {
        (Some(day), true) => show::date(day),
        (Some(day), false) => t.one("due-before", "day", show::date(day)),
        (None, _) => written.map_or_else(|| "–".to_owned(), |text| shorten(text.to_owned())),
    }
}

/// Cuts a long text at a blank.
pub fn shorten(text: String) -> String {
    let Some((cut, _)) = text.char_indices().nth(LONGEST) else {
        return text;
    };
    let end = text[..cut].rfind(' ').unwrap_or(cut);
    format!("{}…", &text[..end])
}

/// The sums of a list, each a link to its rows.
#[derive(Debug)]
pub struct Sums {
    /// The sum of the sums.
    pub total: i64,
    /// Whether there are more than were counted.
    pub capped: bool,
    /// All rows.
    pub all_link: String,
    /// Whether all rows are shown now.
    pub all_current: bool,
    /// The sum of each status.
    pub classes: Vec<Sum>,
}

/// The sum of one status.
#[derive(Debug)]
pub struct Sum {
    /// The status.
    pub status: Status,
    /// How many.
    pub count: i64,
    /// Its rows.
    pub link: String,
    /// Whether only these are shown now.
    pub current: bool,
}

impl Sums {
    /// With links made by `link`, given the class or `None` for all.
    pub fn of(
        counts: &Counts,
        current: Option<Class>,
        link: impl Fn(Option<Class>) -> String,
    ) -> Self {
        let shown = Class::ALL
            .into_iter()
            .filter(|class| Status(*class).always_shown() || counts.of(*class) > 0);
        let classes = shown.map(|class| Sum {
            status: Status(class),
            count: counts.of(class),
            link: link(Some(class)),
            current: current == Some(class),
        });
        Self {
            total: counts.total(),
            capped: counts.capped,
            all_link: link(None),
            all_current: current.is_none(),
            classes: classes.collect(),
        }
    }

    /// A number of these sums: one that was not counted to its end says so.
    pub fn shown(&self, t: &Texts, number: impl Argument) -> String {
        let digits = t.number(number);
        if self.capped {
            t.one("sums-at-least", "number", digits)
        } else {
            digits
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_shown_add_up_whatever_the_counts_are() {
        let mut counts = Counts::default();
        for (class, number) in Class::ALL.into_iter().zip(0..) {
            counts.add(class, number);
            let sums = Sums::of(&counts, None, |_| String::new());
            assert_eq!(
                sums.classes.iter().map(|sum| sum.count).sum::<i64>(),
                sums.total
            );
        }
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let long = "một việc ".repeat(60);
        let short = shorten(long);
        assert!(
            short.ends_with("việc…") || short.ends_with("một…"),
            "{short}"
        );
        assert!(short.chars().count() <= LONGEST + 1);
        assert_eq!(shorten("ngắn".to_owned()), "ngắn");
    }
}
