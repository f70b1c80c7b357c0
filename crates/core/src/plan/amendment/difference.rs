//! What differs between a task and the task it becomes.

use std::collections::BTreeSet;

use vietnamese::key::match_key;

use super::matching::{Match, words_of};
use crate::plan::draft::{Actor, Deadline, Draft, Role, Row, Value};

/// A field of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Its number in the document.
    Label,
    /// Heading and text.
    Text,
    /// Chủ trì.
    Lead,
    /// Phối hợp.
    Coordinate,
    /// Theo dõi, đôn đốc.
    Monitor,
    /// Thời hạn.
    Deadline,
    /// Sản phẩm.
    Product,
    /// Kinh phí.
    Budget,
    /// Whether it is followed at all.
    Follow,
}

/// A change of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub field: Field,
    /// What stood there; empty when nothing did.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// What differs within a pair, in the order in which it is shown. Spaces, case, spellings of one
/// sound and the order of coordinators are no difference.
pub(super) fn of(old: &Draft, new: &Draft, pair: &Match) -> Vec<Change> {
    let (Some(old), Some(new)) = (old.row(pair.old), new.row(pair.new)) else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    let mut note = |field, before: String, after: String, same: bool| {
        if !same {
            changes.push(Change {
                field,
                before,
                after,
            });
        }
    };
    let (before, after) = (label(old), label(new));
    note(Field::Label, before.clone(), after.clone(), before == after);
    let (before, after) = (words_of(old), words_of(new));
    let same = match_key(&before) == match_key(&after);
    note(Field::Text, before, after, same);
    for (field, role) in [
        (Field::Lead, Role::Lead),
        (Field::Coordinate, Role::Coordinate),
        (Field::Monitor, Role::Monitor),
    ] {
        let (before, after) = (actors(old, role), actors(new, role));
        // The first lead answers, so the order of leads is a difference.
        let same = if role == Role::Lead {
            before
                .iter()
                .map(|it| match_key(&it.name))
                .eq(after.iter().map(|it| match_key(&it.name)))
        } else {
            keys(before) == keys(after)
        };
        note(field, names(before), names(after), same);
    }
    let same = same_deadline(old.deadline.as_ref(), new.deadline.as_ref());
    note(
        Field::Deadline,
        written(old.deadline.as_ref()),
        written(new.deadline.as_ref()),
        same,
    );
    for (field, before, after) in [
        (
            Field::Product,
            text(old.product.as_ref()),
            text(new.product.as_ref()),
        ),
        (
            Field::Budget,
            text(old.budget.as_ref()),
            text(new.budget.as_ref()),
        ),
    ] {
        let same = match_key(&before) == match_key(&after);
        note(field, before, after, same);
    }
    let (before, after) = (old.follow.to_string(), new.follow.to_string());
    note(Field::Follow, before, after, old.follow == new.follow);
    changes
}

fn label(row: &Row) -> String {
    row.label.clone().unwrap_or_default()
}

fn text(value: Option<&Value<String>>) -> String {
    value.map(|value| value.value.clone()).unwrap_or_default()
}

fn written(deadline: Option<&Deadline>) -> String {
    deadline.map(|it| it.text.clone()).unwrap_or_default()
}

/// The same days are the same deadline, however they are written.
fn same_deadline(old: Option<&Deadline>, new: Option<&Deadline>) -> bool {
    match (old, new) {
        (None, None) => true,
        (Some(old), Some(new)) => {
            let days = |it: &Deadline| (it.kind, it.start, it.due, it.inclusive, it.rrule.clone());
            let dated = old.due.is_some() || old.rrule.is_some();
            days(old) == days(new) && (dated || match_key(&old.text) == match_key(&new.text))
        }
        _ => false,
    }
}

fn actors(row: &Row, role: Role) -> &[Actor] {
    match role {
        Role::Lead => &row.lead,
        Role::Coordinate => &row.coordinate,
        Role::Monitor => &row.monitor,
    }
}

fn keys(actors: &[Actor]) -> BTreeSet<String> {
    actors.iter().map(|it| match_key(&it.name)).collect()
}

fn names(actors: &[Actor]) -> String {
    let names: Vec<&str> = actors.iter().map(|it| it.name.as_str()).collect();
    names.join("; ")
}
