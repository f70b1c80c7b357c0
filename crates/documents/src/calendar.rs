//! Tasks as iCalendar (RFC 5545).
//!
//! A to-do (VTODO) is what a task is; many calendars show events only, so the same tasks can be
//! written as all-day events (VEVENT) on their last day. The identifier of a task never changes:
//! an export imported again updates what is there. A recurring duty keeps the day its plan names
//! in its rule, with a line saying when that day itself is too late: the day before the 1st has
//! no place in a rule.

mod line;
mod recurrence;

use chrono::{DateTime, NaiveDate, Utc};

use crate::register::{Deadline, Register, Status, Task};
use crate::words::{Language, Words};
use line::Lines;

/// How a task appears in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// VTODO; tasks without a date are to-dos without one.
    Todo,
    /// VEVENT on the last day; tasks without a date are left out.
    Event,
}

/// Write the calendar. `now` is the moment of export.
pub fn write(register: &Register, shape: Shape, language: Language, now: DateTime<Utc>) -> String {
    let words = language.words();
    let mut lines = Lines::default();
    lines.plain("BEGIN", "VCALENDAR");
    lines.plain("VERSION", "2.0");
    lines.plain("PRODID", "-//Dondoc//Dondoc//VI");
    lines.plain("CALSCALE", "GREGORIAN");
    lines.plain("METHOD", "PUBLISH");
    lines.text("X-WR-CALNAME", &words.calendar_name(&register.title));
    for task in &register.tasks {
        match shape {
            Shape::Todo => todo(&mut lines, task, register.as_of, words, now),
            Shape::Event => event(&mut lines, task, register.as_of, words, now),
        }
    }
    lines.plain("END", "VCALENDAR");
    lines.finish()
}

fn todo(lines: &mut Lines, task: &Task, as_of: NaiveDate, words: &Words, now: DateTime<Utc>) {
    lines.plain("BEGIN", "VTODO");
    about(lines, task, words, now);
    if let Some(deadline) = &task.deadline {
        match repetition(deadline, as_of) {
            Some((first, rule)) => {
                // A due date must come after the start, and would show a day late: the start says it.
                lines.date("DTSTART", first);
                lines.plain("RRULE", &rule);
            }
            None => todo_days(lines, deadline),
        }
    }
    lines.plain("STATUS", todo_status(task.status));
    lines.plain("END", "VTODO");
}

/// RFC 5545 wants a start before the end: a period of one day has a last day only.
fn todo_days(lines: &mut Lines, deadline: &Deadline) {
    let Some(last) = deadline.last_day() else {
        return;
    };
    if let Some(start) = deadline.start.filter(|start| *start < last) {
        lines.date("DTSTART", start);
    }
    lines.date("DUE", last);
}

fn event(lines: &mut Lines, task: &Task, as_of: NaiveDate, words: &Words, now: DateTime<Utc>) {
    let Some(deadline) = &task.deadline else {
        return;
    };
    let repetition = repetition(deadline, as_of);
    let day = match &repetition {
        Some((first, _)) => Some(*first),
        None => deadline.last_day(),
    };
    let Some(day) = day else { return };
    lines.plain("BEGIN", "VEVENT");
    about(lines, task, words, now);
    lines.date("DTSTART", day);
    lines.date("DTEND", following(day));
    if let Some((_, rule)) = &repetition {
        lines.plain("RRULE", rule);
    }
    lines.plain("STATUS", event_status(task.status));
    lines.plain("TRANSP", "TRANSPARENT");
    lines.plain("END", "VEVENT");
}

fn about(lines: &mut Lines, task: &Task, words: &Words, now: DateTime<Utc>) {
    lines.text("UID", &format!("{}@dondoc", task.id));
    lines.plain("DTSTAMP", &now.format("%Y%m%dT%H%M%SZ").to_string());
    lines.text("SUMMARY", &summary(task));
    lines.text("DESCRIPTION", &description(task, words));
    lines.text("CATEGORIES", &task.plan);
    if let Some(url) = task.url.as_deref().filter(|url| url.starts_with("http")) {
        lines.plain("URL", url);
    }
    lines.text("X-DONDOC-CODE", &task.code);
}

/// Code and content, cut for the width of a calendar; the whole stands in the description.
fn summary(task: &Task) -> String {
    const LONGEST: usize = 120;
    let content: Vec<&str> = task.content.split_whitespace().collect();
    let whole = format!("{} {}", task.code, content.join(" "));
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    let cut: String = whole.chars().take(LONGEST).collect();
    format!(
        "{}…",
        cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept)
    )
}

fn description(task: &Task, words: &Words) -> String {
    let mut lines = vec![task.content.clone()];
    let mut named = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{name}: {value}"));
        }
    };
    named(&words.lead, &task.lead.join("; "));
    named(&words.coordinate, &task.coordinate.join("; "));
    if let Some(deadline) = &task.deadline {
        named(&words.deadline, &deadline.text);
        if deadline.rrule.is_some() && !deadline.inclusive {
            named(&words.note, &words.exclusive_day);
        }
    }
    named(&words.product, task.product.as_deref().unwrap_or_default());
    named(&words.status, words.status(task.status));
    lines.join("\n")
}

/// The first day of a recurring duty that is not before the register's day (or the period's
/// start), and its rule; nothing when the rule is not one that calendars understand.
fn repetition(deadline: &Deadline, as_of: NaiveDate) -> Option<(NaiveDate, String)> {
    let rule = recurrence::Rule::parse(deadline.rrule.as_deref()?)?;
    let first = rule.first_from(deadline.start.unwrap_or(as_of))?;
    Some((first, rule.to_string()))
}

fn following(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

fn todo_status(status: Status) -> &'static str {
    match status {
        Status::DoneOnTime | Status::DoneLate => "COMPLETED",
        Status::Cancelled => "CANCELLED",
        Status::AwaitingConfirmation => "IN-PROCESS",
        _ => "NEEDS-ACTION",
    }
}

fn event_status(status: Status) -> &'static str {
    match status {
        Status::Cancelled => "CANCELLED",
        _ => "CONFIRMED",
    }
}
