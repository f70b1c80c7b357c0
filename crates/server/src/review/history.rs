//! What an edit was, in plain words.

use dondoc_core::plan::draft::edit::{Edit, RowField, TextField};
use dondoc_core::plan::draft::{Role, RowId};

use super::bar::field_key;
use super::card;
use super::desk::Desk;
use crate::key;
use crate::text::Texts;

/// What an edit was.
pub fn says(t: &Texts, edit: &Edit, desk: &Desk) -> String {
    let about = |key: &str, row: RowId| t.one(key, "row", desk.label(row));
    let field = |key: &str, row: RowId, field: &'static str| {
        t.two(key, "row", desk.label(row), "field", t.get(field))
    };
    match edit {
        Edit::SetMeta { field, .. } => t.one("review-did-meta", "field", t.get(field_key(*field))),
        Edit::ConfirmMeta { field } => {
            t.one("review-did-confirm-meta", "field", t.get(field_key(*field)))
        }
        Edit::SetText {
            row, field: which, ..
        } => field("review-did-set", *row, text(*which)),
        Edit::SetActors { row, role, .. } => field("review-did-set", *row, card::role(*role)),
        Edit::SetExceptions { row, role, .. } => {
            field("review-did-except", *row, card::role(*role))
        }
        Edit::SetDeadline { row, .. } => field("review-did-set", *row, key!("review-deadline")),
        Edit::Confirm { row, what } => field("review-did-confirm", *row, row_field(*what)),
        Edit::ConfirmRow { row } => about("review-did-confirm-row", *row),
        Edit::Split { row, .. } => about("review-did-split", *row),
        Edit::Merge { rows } => {
            let labels: Vec<String> = rows.iter().map(|row| desk.label(*row)).collect();
            t.one("review-did-merge", "rows", labels.join(" + "))
        }
        Edit::Add { .. } => t.get("review-did-add").to_owned(),
        Edit::Drop { row } => about("review-did-drop", *row),
        Edit::Move { row, .. } => about("review-did-move", *row),
        Edit::SetFollow { row, follow: true } => about("review-did-follow", *row),
        Edit::SetFollow { row, follow: false } => about("review-did-unfollow", *row),
        Edit::DismissFinding {
            dismissed: true, ..
        } => t.get("review-did-dismiss").to_owned(),
        Edit::DismissFinding {
            dismissed: false, ..
        } => t.get("review-did-recall").to_owned(),
        Edit::MapName { name, .. } => t.one("review-did-map", "name", name.as_str()),
        Edit::Several { edits } => several(t, edits, desk),
    }
}

/// One form saved: the first change stands for all, with how many there are.
fn several(t: &Texts, edits: &[Edit], desk: &Desk) -> String {
    let first = edits
        .first()
        .map(|edit| says(t, edit, desk))
        .unwrap_or_default();
    match edits.len() {
        0 | 1 => first,
        more => t.two("review-did-several", "first", first, "more", more - 1),
    }
}

/// What a text field of a row is called.
pub const fn text(field: TextField) -> &'static str {
    match field {
        TextField::Label => key!("review-label"),
        TextField::Heading => key!("review-heading"),
        TextField::Text => key!("review-text"),
        TextField::Product => key!("review-product"),
        TextField::Budget => key!("review-budget"),
    }
}

/// What a value of a row is called.
pub const fn row_field(field: RowField) -> &'static str {
    match field {
        RowField::Row => key!("review-the-row"),
        RowField::Heading => key!("review-heading"),
        RowField::Text => key!("review-text"),
        RowField::Actor(Role::Lead, _) => key!("review-role-lead"),
        RowField::Actor(Role::Coordinate, _) => key!("review-role-coordinate"),
        RowField::Actor(Role::Monitor, _) => key!("review-role-monitor"),
        RowField::Deadline => key!("review-deadline"),
        RowField::Product => key!("review-product"),
        RowField::Budget => key!("review-budget"),
    }
}
