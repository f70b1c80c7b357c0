//! What still stands between a draft and its confirmation.

use serde::{Deserialize, Serialize};

use super::{
    Draft, Meta, Role, Row, RowId, Value,
    edit::{MetaField, RowField},
};

/// A point that is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// Where.
    pub place: Place,
    /// Why.
    pub reason: Reason,
}

/// Where a gap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The draft as a whole.
    Draft,
    /// A field of the head or foot.
    Meta(MetaField),
    /// A value of a row.
    Row(RowId, RowField),
}

/// Why a gap is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is needed and not there.
    Missing,
    /// It was not read beyond doubt and nobody has looked.
    Unconfirmed,
}

impl Draft {
    /// Everything that is still open, in the order of the page. Empty: it can be confirmed.
    ///
    /// Needed are the number, issuer, date and title of the plan, at least one task, and a lead
    /// for every task that is followed. A deadline is not: "no deadline" is a class of its own.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        self.meta.gaps(&mut gaps);
        if self.rows.is_empty() {
            gaps.push(Gap {
                place: Place::Draft,
                reason: Reason::Missing,
            });
        }
        for row in &self.rows {
            row.gaps(&mut gaps);
        }
        gaps
    }
}

impl Meta {
    fn gaps(&self, gaps: &mut Vec<Gap>) {
        let texts = [
            (MetaField::Kind, &self.kind, false),
            (MetaField::Number, &self.number, true),
            (MetaField::Issuer, &self.issuer, true),
            (MetaField::Place, &self.place, false),
            (MetaField::Title, &self.title, true),
            (MetaField::Signer, &self.signer, false),
            (MetaField::SignFor, &self.sign_for, false),
        ];
        for (field, value, needed) in texts {
            gaps.extend(gap(
                Place::Meta(field),
                value.as_ref().map(Value::open),
                needed,
            ));
        }
        let date = self.date.as_ref().map(Value::open);
        gaps.extend(gap(Place::Meta(MetaField::Date), date, true));
        let years = self.years.as_ref().map(Value::open);
        gaps.extend(gap(Place::Meta(MetaField::Years), years, false));
        let recipients = self.recipients.iter().any(Value::open);
        gaps.extend(gap(
            Place::Meta(MetaField::Recipients),
            Some(recipients),
            false,
        ));
    }
}

impl Row {
    /// Whether a person must still look at something in this row.
    pub fn open(&self) -> bool {
        let mut gaps = Vec::new();
        self.gaps(&mut gaps);
        !gaps.is_empty()
    }

    fn gaps(&self, gaps: &mut Vec<Gap>) {
        let place = |field| Place::Row(self.id, field);
        let row = self.certainty.needs_eye() && !self.confirmed;
        gaps.extend(gap(place(RowField::Row), Some(row), false));
        let texts = [
            (RowField::Heading, &self.heading),
            (RowField::Text, &self.text),
            (RowField::Product, &self.product),
            (RowField::Budget, &self.budget),
        ];
        for (field, value) in texts {
            gaps.extend(gap(place(field), value.as_ref().map(Value::open), false));
        }
        if self.follow && self.lead.is_empty() {
            gaps.extend(gap(place(RowField::Actor(Role::Lead, 0)), None, true));
        }
        for role in Role::ALL {
            for (index, actor) in self.actors(role).iter().enumerate() {
                gaps.extend(gap(
                    place(RowField::Actor(role, index)),
                    Some(actor.open()),
                    false,
                ));
            }
        }
        let deadline = self.deadline.as_ref().map(super::Deadline::open);
        gaps.extend(gap(place(RowField::Deadline), deadline, false));
    }
}

fn gap(place: Place, open: Option<bool>, needed: bool) -> Option<Gap> {
    let reason = match open {
        None if needed => Reason::Missing,
        Some(true) => Reason::Unconfirmed,
        _ => return None,
    };
    Some(Gap { place, reason })
}
