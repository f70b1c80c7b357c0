//! Values of a task: its actors and its deadline, with their places.

use std::sync::LazyLock;

use super::sheet::{Place, Sheet};
use super::words::{Openers, strip};
use crate::draft::{Actor, Certainty, Deadline, DeadlineKind};
use crate::grammar::agency::{self, AgencyMatch};
use crate::grammar::deadline::{self, DateContext, DeadlineValue};

/// The actors that a place names, line by line.
pub(super) fn read(sheet: &Sheet<'_>, place: &Place) -> Vec<Actor> {
    let mut actors: Vec<Actor> = Vec::new();
    for line in super::head::split_lines(sheet, place) {
        for found in agency::split(sheet.get(&line)) {
            if is_nobody(&found.name) {
                continue;
            }
            push(&mut actors, actor(sheet, line.start, found));
        }
    }
    actors
}

/// "Đơn vị phối hợp: Không."
fn is_nobody(name: &str) -> bool {
    let name = name.trim_matches(['.', ' ', '-']);
    ["không", "không có", "không phối hợp"]
        .iter()
        .any(|nobody| strip(name, nobody).is_some_and(str::is_empty))
}

/// Adds an actor unless it is there.
pub(super) fn push(actors: &mut Vec<Actor>, actor: Actor) {
    if !actors.iter().any(|other| other.name == actor.name) {
        actors.push(actor);
    }
}

/// Adds those that are not there.
pub(super) fn push_all(actors: &mut Vec<Actor>, more: Vec<Actor>) {
    for actor in more {
        push(actors, actor);
    }
}

/// An actor found in the text that starts at `start`; a qualifier stays with the name, as written.
pub(super) fn actor(sheet: &Sheet<'_>, start: usize, found: AgencyMatch) -> Actor {
    let place = start + found.range.start..start + found.range.end;
    Actor {
        name: found.name,
        quote: sheet.quote(&place),
        kind: found.kind,
        certainty: found.certainty,
    }
}

/// The deadline that a place states.
pub(super) fn deadline(
    sheet: &Sheet<'_>,
    place: &Place,
    context: &DateContext,
) -> Option<Deadline> {
    let place = trim(sheet, place);
    let text = sheet.get(&place);
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    if let Some(value) = deadline::parse(text, context) {
        return Some(dated(sheet, &place, value));
    }
    if let Some(found) = bracketed(sheet, &place, context) {
        return Some(found);
    }
    // A sentence instead of a date: the last day it names binds.
    let last = deadline::find_in(text, context)
        .into_iter()
        .filter(|(_, value)| value.due.is_some())
        .max_by_key(|(_, value)| value.due);
    Some(match last {
        Some((range, value)) => dated(
            sheet,
            &(place.start + range.start..place.start + range.end),
            value,
        ),
        None => dated(sheet, &place, other()),
    })
}

/// "02 đợt (tháng 4 và tháng 9)": the days in brackets, when nothing else tells any.
fn bracketed(sheet: &Sheet<'_>, place: &Place, context: &DateContext) -> Option<Deadline> {
    let text = sheet.get(place);
    let end = text.strip_suffix(')')?.len();
    let start = text[..end].rfind('(')? + 1;
    let value = deadline::parse(&text[start..end], context).filter(|value| value.due.is_some())?;
    Some(dated(sheet, place, value))
}

/// A deadline with its place.
pub(super) fn dated(sheet: &Sheet<'_>, place: &Place, value: DeadlineValue) -> Deadline {
    Deadline {
        quote: sheet.quote(place),
        kind: value.kind,
        due: value.due,
        start: value.start,
        inclusive: value.inclusive,
        rrule: value.rrule,
        certainty: value.certainty,
    }
}

fn other() -> DeadlineValue {
    DeadlineValue {
        kind: DeadlineKind::Other,
        clause: deadline::Clause::All(Vec::new()),
        due: None,
        start: None,
        inclusive: true,
        rrule: None,
        certainty: Certainty::Uncertain,
    }
}

/// Without the full stop or comma that ends the line.
pub(super) fn trim(sheet: &Sheet<'_>, place: &Place) -> Place {
    let place = sheet.trimmed(place);
    let text = sheet.get(&place);
    place.start..place.start + text.trim_end_matches(['.', ';', ',', ':', ' ']).len()
}

/// Whether the grammar knows the actor, or its first word is the office of a person.
pub(super) fn is_vouched(actor: &AgencyMatch) -> bool {
    actor.certainty == Certainty::Read || is_person(&actor.name)
}

/// An office or a person rather than an agency.
pub(super) fn is_person(name: &str) -> bool {
    static OFFICES: LazyLock<Openers> = LazyLock::new(|| {
        Openers::of(&[
            "trưởng",
            "phó",
            "cán bộ",
            "chuyên viên",
            "đồng chí",
            "các đồng chí",
            "công chức",
            "thành viên",
            "các thành viên",
            "ủy viên",
            "thư ký",
            "tổ trưởng",
            "các phó",
            "các chuyên viên",
            "chánh",
            "lãnh đạo",
            "người đứng đầu",
            "thủ trưởng",
            "giám đốc",
            "chủ tịch",
            "hiệu trưởng",
            "bí thư",
            "nhân viên",
            "trưởng thôn",
            "kế toán",
            "tổng phụ trách",
            "giáo viên",
            "trạm trưởng",
            "đội trưởng",
        ])
    });
    OFFICES.open(name)
}
