//! What a reminder says. Letters are in Vietnamese, whatever language the pages have.

use std::fmt::Write as _;

use chrono::NaiveDate;
use dondoc_core::event::Subject;
use dondoc_core::mail::{Kind, Message};
use dondoc_core::obligation::{Class, Item};
use dondoc_core::reminder::{Digest, Due};

use crate::show;
use crate::text::{Lang, Texts};

/// Things of one kind that a message lists; the rest is counted.
const LISTED: usize = 100;
/// Characters of a task.
const LONGEST: usize = 300;

/// The message of a digest.
pub fn message(digest: &Digest, base_url: &str, day: NaiveDate) -> Message {
    let t = Lang::Vi.texts();
    let late = |it: &&Due| it.item.class == Class::Overdue;
    let overdue: Vec<&Due> = digest.due.iter().filter(late).collect();
    let near: Vec<&Due> = digest.due.iter().filter(|it| !late(it)).collect();
    let up: Vec<&Due> = digest.escalated.iter().collect();
    // Only who has an account can follow a link.
    let base = digest.to.account_id.map(|_| base_url);
    let base = base.filter(|it| !it.is_empty());
    let greeted = match &digest.head {
        Some(head) => t.two(
            "reminder-greeting-head",
            "name",
            digest.to.name.as_str(),
            "head",
            head.as_str(),
        ),
        None => t.one("reminder-greeting", "name", digest.to.name.as_str()),
    };
    let mut text = format!(
        "{greeted}\n\n{}\n",
        t.one("reminder-opening", "day", show::date(day))
    );
    section(
        &mut text,
        t,
        crate::key!("reminder-part-escalated"),
        &up,
        base,
    );
    section(
        &mut text,
        t,
        crate::key!("reminder-part-overdue"),
        &overdue,
        base,
    );
    section(&mut text, t, crate::key!("reminder-part-near"), &near, base);
    text.push('\n');
    text.push_str(t.get("reminder-closing"));
    if let Some(base) = base {
        text.push('\n');
        text.push_str(&t.one("reminder-quiet", "address", format!("{base}/settings/mail")));
    }
    text.push('\n');
    let subject = t.with(
        "reminder-subject",
        &[
            ("day", &show::date(day)),
            ("late", &late_count(digest)),
            ("near", &near.len()),
        ],
    );
    let mut about: Vec<Subject> = Vec::new();
    for it in up.iter().chain(&overdue).chain(&near).take(LISTED) {
        let subject = Subject::Obligation(it.item.id);
        if !about.contains(&subject) {
            about.push(subject);
        }
    }
    Message {
        subject,
        text,
        about,
        ..Message::new(Kind::Reminder, String::new(), digest.to.clone())
    }
}

/// How many things are late, each counted once.
fn late_count(digest: &Digest) -> usize {
    let all = digest.due.iter().chain(&digest.escalated);
    let late = all.filter(|it| it.item.class == Class::Overdue);
    late.map(|it| it.item.id)
        .collect::<std::collections::HashSet<_>>()
        .len()
}

fn section(text: &mut String, t: &Texts, key: &str, due: &[&Due], base: Option<&str>) {
    if due.is_empty() {
        return;
    }
    text.push('\n');
    text.push_str(&t.one(key, "count", due.len().to_string()));
    text.push('\n');
    for (at, it) in due.iter().take(LISTED).enumerate() {
        text.push_str(&entry(t, at + 1, it, base));
    }
    if due.len() > LISTED {
        let rest = (due.len() - LISTED).to_string();
        text.push_str(&t.one("reminder-more", "count", rest));
        text.push('\n');
    }
}

fn entry(t: &Texts, at: usize, due: &Due, base: Option<&str>) -> String {
    let item = &due.item;
    let mut text = format!("{at}. {}\n", task(item));
    text.push_str("   ");
    text.push_str(&t.two(
        "reminder-entry",
        "due",
        show::date(due.last_day),
        "plan",
        item.plan_number.as_str(),
    ));
    if due.urged > 0 {
        text.push_str("; ");
        text.push_str(&t.one("reminder-urged", "count", due.urged.to_string()));
    }
    text.push('\n');
    if let Some(base) = base {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "   {base}/tasks/{}", item.task_id);
    }
    text
}

/// A task in one line, with the number that the plan gives it.
pub fn task(item: &Item) -> String {
    let words = item.task_heading.as_deref().or(item.task_text.as_deref());
    let words = words.unwrap_or(&item.task_code);
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut line = words.join(" ");
    if let Some(label) = &item.task_label {
        line = format!("{label} {line}");
    }
    if line.chars().count() > LONGEST {
        line = line.chars().take(LONGEST - 1).collect::<String>() + "…";
    }
    line
}
