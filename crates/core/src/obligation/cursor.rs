//! Where a page of the register ended: the keys of its last row, as text for an address.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;

use super::register::{Key, Sort};
use crate::{document::blob::hex, error::Error};

/// Behind which row the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(Place);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Deadline(NaiveDate, i64),
    Task(i64, i32, i64),
    Unit(Vec<u8>, i64, NaiveDate, i64),
}

impl Cursor {
    pub(super) fn behind(sort: Sort, key: &Key) -> Self {
        Self(match sort {
            Sort::Deadline => Place::Deadline(key.last_day, key.id),
            Sort::Task => Place::Task(key.plan_id, key.task_position, key.id),
            Sort::Unit => {
                let name = key.unit_order.clone().unwrap_or_default();
                Place::Unit(name, key.unit_id.unwrap_or(0), key.last_day, key.id)
            }
        })
    }

    pub(super) fn as_deadline(&self) -> Option<(NaiveDate, i64)> {
        match &self.0 {
            Place::Deadline(day, id) => Some((*day, *id)),
            _ => None,
        }
    }

    pub(super) fn as_task(&self) -> Option<(i64, i32, i64)> {
        match &self.0 {
            Place::Task(plan, position, id) => Some((*plan, *position, *id)),
            _ => None,
        }
    }

    pub(super) fn as_unit(&self) -> Option<(&[u8], i64, NaiveDate, i64)> {
        match &self.0 {
            Place::Unit(name, unit, day, id) => Some((name, *unit, *day, *id)),
            _ => None,
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Deadline(day, id) => write!(f, "d.{day}.{id}"),
            Place::Task(plan, position, id) => write!(f, "t.{plan}.{position}.{id}"),
            Place::Unit(name, unit, day, id) => write!(f, "u.{}.{unit}.{day}.{id}", hex(name)),
        }
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text).map(Self).ok_or(Error::Invalid {
            field: "cursor",
            reason: "malformed",
        })
    }
}

fn parse(text: &str) -> Option<Place> {
    if text.len() > 2_000 {
        return None;
    }
    let parts: Vec<&str> = text.split('.').collect();
    Some(match parts.as_slice() {
        ["d", day, id] => Place::Deadline(parse_day(day)?, id.parse().ok()?),
        ["t", plan, position, id] => {
            Place::Task(plan.parse().ok()?, position.parse().ok()?, id.parse().ok()?)
        }
        ["u", name, unit, day, id] => Place::Unit(
            unhex(name)?,
            unit.parse().ok()?,
            parse_day(day)?,
            id.parse().ok()?,
        ),
        _ => return None,
    })
}

/// Only days that both databases know.
fn parse_day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (super::filter::FIRST_DAY..=super::NO_DAY)
        .contains(&day)
        .then_some(day)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn cursors_survive_an_address() {
        for text in ["d.2023-12-15.7", "t.1.22.7", "u.736f.4.9999-12-31.7"] {
            assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "d",
            "d.2023-13-01.7",
            "d.+262142-12-31.7",
            "u.0.1.2023-01-01.1",
            "x.1.2",
        ] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
