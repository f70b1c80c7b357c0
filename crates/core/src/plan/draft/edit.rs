//! The edits of a draft. Each is small, pure, and either applies whole or not at all.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Actor, ActorKind, Certainty, Deadline, DeadlineKind, Draft, Quote, Role, Row, RowId, Target,
    Value,
};

/// Longest text of one value, in bytes.
const LONGEST: usize = 100_000;
/// Most changes in one go: a form has a dozen fields.
const MOST_AT_ONCE: usize = 100;
/// Most rows of a draft.
const MOST_ROWS: usize = 5_000;

/// One change by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the fields are what the variant's text speaks of"
)]
pub enum Edit {
    /// Change a field of the head or foot; `None` empties it.
    SetMeta {
        field: MetaField,
        value: Option<MetaInput>,
    },
    /// It was read right.
    ConfirmMeta { field: MetaField },
    /// Change a text field of a row; `None` empties it.
    SetText {
        row: RowId,
        field: TextField,
        value: Option<String>,
    },
    /// Change who stands in a role. Names that were there keep their place and certainty.
    SetActors {
        row: RowId,
        role: Role,
        actors: Vec<ActorInput>,
    },
    /// Leave these units (codes) out when the collective is expanded.
    SetExceptions {
        row: RowId,
        role: Role,
        index: usize,
        codes: Vec<String>,
    },
    /// Change the deadline; `None` empties it.
    SetDeadline {
        row: RowId,
        deadline: Option<DeadlineInput>,
    },
    /// It was read right.
    Confirm { row: RowId, what: RowField },
    /// The whole row was read right.
    ConfirmRow { row: RowId },
    /// Cut a row in two where its text has this byte offset; assignments and deadline go to both.
    Split { row: RowId, at: usize },
    /// Put rows together into the first of them.
    Merge { rows: Vec<RowId> },
    /// A row that the reader missed, after another or at the top; `quote` is its place when a
    /// person pointed at it in the document.
    Add {
        after: Option<RowId>,
        label: Option<String>,
        text: String,
        #[serde(default)]
        quote: Option<Quote>,
    },
    /// Not a task.
    Drop { row: RowId },
    /// Put a row after another, or at the top.
    Move { row: RowId, after: Option<RowId> },
    /// `false`: thường xuyên – không theo dõi.
    SetFollow { row: RowId, follow: bool },
    /// Wave a finding away, or take it back.
    DismissFinding { index: usize, dismissed: bool },
    /// Say whom a name means, in this draft and from now on; `None` takes it back.
    MapName {
        name: String,
        target: Option<Target>,
    },
    /// Several changes that a person made in one go and undoes in one go, such as all fields of a
    /// form. All apply or none; names are mapped one by one, not here.
    Several { edits: Vec<Edit> },
}

/// Fields of the head and foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields of `Meta`")]
pub enum MetaField {
    Kind,
    Number,
    Issuer,
    Place,
    Date,
    Title,
    Years,
    Signer,
    SignFor,
    Recipients,
}

/// What is put into a field of the head or foot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetaInput {
    /// For the text fields.
    Text(String),
    /// For the date.
    Date(NaiveDate),
    /// For the years, first and last.
    Years(i32, i32),
    /// For the recipients, one a line.
    Lines(Vec<String>),
}

/// Text fields of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields of `Row`")]
pub enum TextField {
    Label,
    Heading,
    Text,
    Product,
    Budget,
}

/// Values of a row that can be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowField {
    /// That it is a task at all.
    Row,
    /// Heading.
    Heading,
    /// Text.
    Text,
    /// One of the actors.
    Actor(Role, usize),
    /// Deadline.
    Deadline,
    /// Product.
    Product,
    /// Budget.
    Budget,
}

/// An actor as typed. Whether a name is a collective is the reader's knowledge: ask it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in `Actor`")]
pub struct ActorInput {
    pub name: String,
    pub kind: ActorKind,
}

/// A deadline as typed (and parsed by the reader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in `Deadline`")]
pub struct DeadlineInput {
    pub text: String,
    pub kind: DeadlineKind,
    pub due: Option<NaiveDate>,
    pub start: Option<NaiveDate>,
    pub inclusive: bool,
    pub rrule: Option<String>,
}

/// Why an edit cannot be applied. The texts are stable codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EditFault {
    /// The row is gone.
    #[error("no_such_row")]
    NoSuchRow,
    /// The value is gone or was never there.
    #[error("no_such_value")]
    NoSuchValue,
    /// The input does not fit the field.
    #[error("wrong_input")]
    WrongInput,
    /// Too long, or too many.
    #[error("too_much")]
    TooMuch,
    /// The cut leaves nothing on one side or lies inside a letter.
    #[error("bad_cut")]
    BadCut,
    /// The last day lies before the first.
    #[error("wrong_order")]
    WrongOrder,
}

impl EditFault {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoSuchRow => "no_such_row",
            Self::NoSuchValue => "no_such_value",
            Self::WrongInput => "wrong_input",
            Self::TooMuch => "too_much",
            Self::BadCut => "bad_cut",
            Self::WrongOrder => "wrong_order",
        }
    }
}

type Applied = Result<(), EditFault>;

impl Draft {
    /// Apply an edit, whole or not at all.
    pub fn apply(&mut self, edit: &Edit) -> Applied {
        match edit {
            Edit::SetMeta { field, value } => self.set_meta(*field, value.as_ref()),
            Edit::ConfirmMeta { field } => self.confirm_meta(*field),
            Edit::SetText { row, field, value } => {
                self.row_mut(*row)?.set_text(*field, value.as_deref())
            }
            Edit::SetActors { row, role, actors } => self.row_mut(*row)?.set_actors(*role, actors),
            Edit::SetExceptions {
                row,
                role,
                index,
                codes,
            } => {
                let actors = self.row_mut(*row)?.actors_mut(*role);
                let actor = actors.get_mut(*index).ok_or(EditFault::NoSuchValue)?;
                check_list(codes)?;
                actor.exceptions.clone_from(codes);
                Ok(())
            }
            Edit::SetDeadline { row, deadline } => {
                self.row_mut(*row)?.set_deadline(deadline.as_ref())
            }
            Edit::Confirm { row, what } => self.row_mut(*row)?.confirm(*what),
            Edit::ConfirmRow { row } => {
                self.row_mut(*row)?.confirm_all();
                Ok(())
            }
            Edit::Split { row, at } => self.split(*row, *at),
            Edit::Merge { rows } => self.merge(rows),
            Edit::Add {
                after,
                label,
                text,
                quote,
            } => self.add(*after, label.as_deref(), text, quote.as_ref()),
            Edit::Drop { row } => self.remove(*row).map(drop),
            Edit::Move { row, after } => self.reorder(*row, *after),
            Edit::SetFollow { row, follow } => {
                self.row_mut(*row)?.follow = *follow;
                Ok(())
            }
            Edit::DismissFinding { index, dismissed } => {
                let finding = self
                    .findings
                    .get_mut(*index)
                    .ok_or(EditFault::NoSuchValue)?;
                finding.dismissed = *dismissed;
                Ok(())
            }
            Edit::MapName { name, target } => self.map_name(name, target.as_ref()),
            Edit::Several { edits } => self.several(edits),
        }
    }

    fn several(&mut self, edits: &[Edit]) -> Applied {
        if edits.len() > MOST_AT_ONCE {
            return Err(EditFault::TooMuch);
        }
        let mut draft = self.clone();
        for edit in edits {
            match edit {
                Edit::MapName { .. } | Edit::Several { .. } => return Err(EditFault::WrongInput),
                edit => draft.apply(edit)?,
            }
        }
        *self = draft;
        Ok(())
    }

    pub(super) fn row_mut(&mut self, id: RowId) -> Result<&mut Row, EditFault> {
        self.rows
            .iter_mut()
            .find(|row| row.id == id)
            .ok_or(EditFault::NoSuchRow)
    }

    pub(super) fn check_room(&self) -> Applied {
        if self.rows.len() < MOST_ROWS {
            Ok(())
        } else {
            Err(EditFault::TooMuch)
        }
    }

    fn set_meta(&mut self, field: MetaField, value: Option<&MetaInput>) -> Applied {
        let meta = &mut self.meta;
        match (field, value) {
            (MetaField::Date, None) => meta.date = None,
            (MetaField::Date, Some(MetaInput::Date(day))) => replace(&mut meta.date, *day),
            (MetaField::Years, None) => meta.years = None,
            (MetaField::Years, Some(MetaInput::Years(first, last))) => {
                if first > last || !(1945..=2200).contains(first) || *last > 2200 {
                    return Err(EditFault::WrongOrder);
                }
                replace(&mut meta.years, (*first, *last));
            }
            (MetaField::Recipients, None) => meta.recipients.clear(),
            (MetaField::Recipients, Some(MetaInput::Lines(lines))) => {
                check_list(lines)?;
                let lines = lines.iter().filter_map(|line| tidy(line));
                meta.recipients = lines.map(|line| Value::entered(line, None)).collect();
            }
            (_, None) => *meta.text_mut(field).ok_or(EditFault::WrongInput)? = None,
            (_, Some(MetaInput::Text(text))) => {
                check_length(text)?;
                let slot = meta.text_mut(field).ok_or(EditFault::WrongInput)?;
                set_value(slot, Some(text));
            }
            _ => return Err(EditFault::WrongInput),
        }
        Ok(())
    }

    fn confirm_meta(&mut self, field: MetaField) -> Applied {
        let meta = &mut self.meta;
        let slot = match field {
            MetaField::Date => meta.date.as_mut().map(|value| &mut value.confirmed),
            MetaField::Years => meta.years.as_mut().map(|value| &mut value.confirmed),
            MetaField::Recipients => {
                meta.recipients
                    .iter_mut()
                    .for_each(|value| value.confirmed = true);
                return Ok(());
            }
            _ => meta
                .text_mut(field)
                .and_then(Option::as_mut)
                .map(|value| &mut value.confirmed),
        };
        *slot.ok_or(EditFault::NoSuchValue)? = true;
        Ok(())
    }

    fn map_name(&mut self, name: &str, target: Option<&Target>) -> Applied {
        check_length(name)?;
        let key = crate::unit::name::key(name);
        if key.is_empty() {
            return Err(EditFault::WrongInput);
        }
        match target {
            Some(target) => self.mapped.insert(key, target.clone()),
            None => self.mapped.remove(&key),
        };
        Ok(())
    }
}

impl super::Meta {
    fn text_mut(&mut self, field: MetaField) -> Option<&mut Option<Value<String>>> {
        Some(match field {
            MetaField::Kind => &mut self.kind,
            MetaField::Number => &mut self.number,
            MetaField::Issuer => &mut self.issuer,
            MetaField::Place => &mut self.place,
            MetaField::Title => &mut self.title,
            MetaField::Signer => &mut self.signer,
            MetaField::SignFor => &mut self.sign_for,
            MetaField::Date | MetaField::Years | MetaField::Recipients => return None,
        })
    }
}

impl Row {
    fn set_text(&mut self, field: TextField, value: Option<&str>) -> Applied {
        check_length(value.unwrap_or_default())?;
        match field {
            TextField::Label => self.label = value.and_then(tidy),
            TextField::Heading => set_value(&mut self.heading, value),
            TextField::Text => set_value(&mut self.text, value),
            TextField::Product => set_value(&mut self.product, value),
            TextField::Budget => set_value(&mut self.budget, value),
        }
        Ok(())
    }

    fn set_actors(&mut self, role: Role, inputs: &[ActorInput]) -> Applied {
        check_list(inputs.iter().map(|input| &input.name))?;
        let known = std::mem::take(self.actors_mut(role));
        let actors = inputs.iter().filter_map(|input| {
            let name = tidy(&input.name)?;
            let same = known
                .iter()
                .find(|actor| actor.name == name && actor.kind == input.kind);
            Some(same.cloned().unwrap_or(Actor {
                name,
                quote: None,
                kind: input.kind,
                certainty: Certainty::Entered,
                confirmed: false,
                exceptions: Vec::new(),
            }))
        });
        *self.actors_mut(role) = actors.collect();
        Ok(())
    }

    fn set_deadline(&mut self, input: Option<&DeadlineInput>) -> Applied {
        let Some(input) = input else {
            self.deadline = None;
            return Ok(());
        };
        check_length(&input.text)?;
        check_length(input.rrule.as_deref().unwrap_or_default())?;
        if input
            .start
            .zip(input.due)
            .is_some_and(|(start, due)| start > due)
        {
            return Err(EditFault::WrongOrder);
        }
        self.deadline = Some(Deadline {
            text: input.text.trim().to_owned(),
            quote: self.deadline.take().and_then(|deadline| deadline.quote),
            kind: input.kind,
            due: input.due,
            start: input.start,
            inclusive: input.inclusive,
            rrule: input.rrule.clone(),
            certainty: Certainty::Entered,
            confirmed: false,
        });
        Ok(())
    }

    fn confirm(&mut self, what: RowField) -> Applied {
        let slot = match what {
            RowField::Row => Some(&mut self.confirmed),
            RowField::Heading => self.heading.as_mut().map(|value| &mut value.confirmed),
            RowField::Text => self.text.as_mut().map(|value| &mut value.confirmed),
            RowField::Product => self.product.as_mut().map(|value| &mut value.confirmed),
            RowField::Budget => self.budget.as_mut().map(|value| &mut value.confirmed),
            RowField::Deadline => self.deadline.as_mut().map(|value| &mut value.confirmed),
            RowField::Actor(role, index) => self
                .actors_mut(role)
                .get_mut(index)
                .map(|actor| &mut actor.confirmed),
        };
        *slot.ok_or(EditFault::NoSuchValue)? = true;
        Ok(())
    }

    fn confirm_all(&mut self) {
        self.confirmed = true;
        let texts = [
            &mut self.heading,
            &mut self.text,
            &mut self.product,
            &mut self.budget,
        ];
        texts
            .into_iter()
            .flatten()
            .for_each(|value| value.confirmed = true);
        self.deadline
            .iter_mut()
            .for_each(|deadline| deadline.confirmed = true);
        for role in Role::ALL {
            self.actors_mut(role)
                .iter_mut()
                .for_each(|actor| actor.confirmed = true);
        }
    }
}

/// Put a value typed by a person; the place of what was read stays for comparison.
fn replace<T>(slot: &mut Option<Value<T>>, value: T) {
    let quote = slot.take().and_then(|old| old.quote);
    *slot = Some(Value::entered(value, quote));
}

fn set_value(slot: &mut Option<Value<String>>, text: Option<&str>) {
    match text.and_then(tidy) {
        Some(text) => replace(slot, text),
        None => *slot = None,
    }
}

/// Trimmed; nothing when nothing is left.
pub(super) fn tidy(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn check_length(text: &str) -> Applied {
    if text.len() <= LONGEST {
        Ok(())
    } else {
        Err(EditFault::TooMuch)
    }
}

fn check_list<'a>(texts: impl IntoIterator<Item = &'a String>) -> Applied {
    let mut number = 0;
    for text in texts {
        number += 1;
        check_length(text)?;
    }
    if number <= 1_000 {
        Ok(())
    } else {
        Err(EditFault::TooMuch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_changes_apply_together_or_not_at_all() {
        let mut draft = Draft::default();
        let add = |text: &str| Edit::Add {
            after: None,
            label: None,
            text: text.to_owned(),
            quote: None,
        };
        let drop = Edit::Drop { row: RowId(7) };
        let edits = vec![add("một"), drop];
        let before = draft.clone();
        assert_eq!(
            draft.apply(&Edit::Several { edits }),
            Err(EditFault::NoSuchRow)
        );
        assert_eq!(draft, before);
        let edits = vec![add("một"), add("hai")];
        assert_eq!(draft.apply(&Edit::Several { edits }), Ok(()));
        assert_eq!(draft.rows.len(), 2);
        let nested = Edit::Several { edits: Vec::new() };
        let edits = vec![nested];
        assert_eq!(
            draft.apply(&Edit::Several { edits }),
            Err(EditFault::WrongInput)
        );
    }
}
