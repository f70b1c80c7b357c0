//! What a button of the screen asks for: one short phrase, `confirm t12-lead-0`, `drop 12`.

use dondoc_core::plan::draft::edit::{Edit, MetaField};
use dondoc_core::plan::draft::{Role, Row, RowId, Target};

use super::desk::Desk;
use super::name::Name;
use crate::key;

/// A button pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A change of the draft.
    Edit(Edit),
    /// Take the last change back.
    Undo,
    /// Do again what was taken back.
    Redo,
}

/// Why a button does nothing here, as a key that says what to do.
pub type Refusal = &'static str;

/// The boxes ticked on the page.
#[derive(Debug, Clone, Default)]
pub struct Ticked {
    /// In the form of a collective: the members that are meant.
    pub members: Vec<String>,
    /// On the cards: the tasks chosen.
    pub rows: Vec<String>,
}

/// Reads a phrase against the draft that the page shows.
pub fn read(phrase: &str, ticked: &Ticked, desk: &Desk) -> Result<Act, Refusal> {
    let mut words = phrase.split(' ');
    let verb = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    match (verb, rest.as_slice()) {
        ("undo", []) => return Ok(Act::Undo),
        ("redo", []) => return Ok(Act::Redo),
        ("merge-chosen", []) => return merge_chosen(&ticked.rows, desk),
        _ => {}
    }
    let edit = match (verb, rest.as_slice()) {
        ("confirm", [name]) => confirm(name),
        ("confirm-row", [row]) => row_id(row).map(|row| Edit::ConfirmRow { row }),
        ("split", [row, at]) => row_id(row)
            .zip(at.parse().ok())
            .map(|(row, at)| Edit::Split { row, at }),
        ("drop", [row]) => row_id(row).map(|row| Edit::Drop { row }),
        ("follow", [row]) => row_id(row).map(|row| Edit::SetFollow { row, follow: true }),
        ("unfollow", [row]) => row_id(row).map(|row| Edit::SetFollow { row, follow: false }),
        ("merge", [row]) => return merge(row, desk),
        ("up", [row]) => return up(row, desk),
        ("down", [row]) => return down(row, desk),
        ("dismiss", [index]) => finding(index, true),
        ("recall", [index]) => finding(index, false),
        ("except", [name]) => except(name, &ticked.members, desk),
        ("map", [name, code]) => map(name, code, desk),
        _ => None,
    };
    edit.map(Act::Edit).ok_or(key!("review-no-such-act"))
}

fn row_id(text: &str) -> Option<RowId> {
    text.parse().ok().map(RowId)
}

fn finding(index: &str, dismissed: bool) -> Option<Edit> {
    index
        .parse()
        .ok()
        .map(|index| Edit::DismissFinding { index, dismissed })
}

fn confirm(name: &str) -> Option<Edit> {
    match name.parse().ok()? {
        Name::Meta(field) => Some(Edit::ConfirmMeta { field }),
        Name::Recipient(_) => Some(Edit::ConfirmMeta {
            field: MetaField::Recipients,
        }),
        Name::Row(row, what) => Some(Edit::Confirm { row, what }),
        Name::Citation(_) | Name::Reporting(_) | Name::Finding(_) => None,
    }
}

fn position(row: &str, desk: &Desk) -> Result<usize, Refusal> {
    let found = row_id(row).and_then(|id| desk.draft.rows.iter().position(|row| row.id == id));
    found.ok_or(key!("review-row-gone"))
}

fn merge(row: &str, desk: &Desk) -> Result<Act, Refusal> {
    let at = position(row, desk)?;
    let rows = desk
        .draft
        .rows
        .get(at..at + 2)
        .ok_or(key!("review-nothing-below"))?;
    Ok(Act::Edit(Edit::Merge {
        rows: rows.iter().map(|row| row.id).collect(),
    }))
}

/// Puts the tasks chosen together into the first of them, in the order of the draft.
fn merge_chosen(rows: &[String], desk: &Desk) -> Result<Act, Refusal> {
    let chosen = |row: &&Row| rows.contains(&row.id.0.to_string());
    let rows: Vec<RowId> = desk
        .draft
        .rows
        .iter()
        .filter(chosen)
        .map(|row| row.id)
        .collect();
    if rows.len() < 2 {
        return Err(key!("review-choose-two"));
    }
    Ok(Act::Edit(Edit::Merge { rows }))
}

fn up(row: &str, desk: &Desk) -> Result<Act, Refusal> {
    let at = position(row, desk)?;
    if at == 0 {
        return Err(key!("review-nothing-above"));
    }
    let after = at.checked_sub(2).map(|above| desk.draft.rows[above].id);
    Ok(Act::Edit(Edit::Move {
        row: desk.draft.rows[at].id,
        after,
    }))
}

fn down(row: &str, desk: &Desk) -> Result<Act, Refusal> {
    let at = position(row, desk)?;
    let below = desk
        .draft
        .rows
        .get(at + 1)
        .ok_or(key!("review-nothing-below"))?;
    Ok(Act::Edit(Edit::Move {
        row: desk.draft.rows[at].id,
        after: Some(below.id),
    }))
}

/// The actor that a name names, with its place.
pub fn actor(
    name: Name,
    rows: &[Row],
) -> Option<(RowId, Role, usize, &dondoc_core::plan::draft::Actor)> {
    use dondoc_core::plan::draft::edit::RowField;
    let Name::Row(id, RowField::Actor(role, index)) = name else {
        return None;
    };
    let row = rows.iter().find(|row| row.id == id)?;
    Some((id, role, index, row.actors(role).get(index)?))
}

fn except(name: &str, members: &[String], desk: &Desk) -> Option<Edit> {
    let (row, role, index, actor) = actor(name.parse().ok()?, &desk.draft.rows)?;
    let left_out = desk.who.members(actor).into_iter().map(|(code, ..)| code);
    let codes = left_out.filter(|code| !members.contains(code)).collect();
    Some(Edit::SetExceptions {
        row,
        role,
        index,
        codes,
    })
}

fn map(name: &str, code: &str, desk: &Desk) -> Option<Edit> {
    let (.., actor) = actor(name.parse().ok()?, &desk.draft.rows)?;
    let target = desk
        .who
        .target(code)
        .unwrap_or_else(|| Target::Unit(code.to_owned()));
    Some(Edit::MapName {
        name: actor.name.clone(),
        target: Some(target),
    })
}
