//! The forms that open inside a card: what they show first, and what they mean when they are sent.

use dondoc_core::plan::draft::edit::{ActorInput, Edit, TextField};
use dondoc_core::plan::draft::{ActorKind, Draft, Quote, Role, Row, RowId, Span, Value};
use reading::draft::ActorKind as ReadKind;
use reading::grammar::agency;
use reading::grammar::deadline::DateContext;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::deadline::{DeadlineForm, Fault};
use super::name::Name;

pub use super::meta_form::MetaForm;

/// All fields of a row.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the controls of the form, named after the fields of `Row`"
)]
pub struct RowForm {
    /// What the row was when the form was opened; see [`print`].
    pub seen: String,
    pub label: String,
    pub heading: String,
    pub text: String,
    pub lead: String,
    pub coordinate: String,
    pub monitor: String,
    pub product: String,
    pub budget: String,
    #[serde(flatten)]
    pub deadline: DeadlineForm,
    /// What was wrong when it was sent.
    #[serde(skip)]
    pub faults: Vec<Fault>,
    /// What is in the way when somebody else changed the row meanwhile.
    #[serde(skip)]
    pub overtaken: bool,
}

/// A short print of a thing, to notice that somebody else changed it while a form was open.
pub fn print(thing: &impl Serialize) -> String {
    let bytes = serde_json::to_vec(thing).unwrap_or_default();
    dondoc_core::document::blob::hex(&Sha256::digest(&bytes)[..6])
}

/// What completes a date in this plan.
pub fn date_context(draft: &Draft) -> DateContext {
    let issued = draft.meta.date.as_ref().map(|date| date.value);
    DateContext {
        issue_date: issued,
        plan_year: draft.meta.years.as_ref().map(|years| years.value.0),
    }
}

impl RowForm {
    /// The form as it is first shown.
    pub fn of(row: &Row) -> Self {
        let own = |value: &Option<Value<String>>| {
            value
                .as_ref()
                .map(|value| value.value.clone())
                .unwrap_or_default()
        };
        let names = |role| {
            let names = row.actors(role).iter().map(|actor| actor.name.as_str());
            names.collect::<Vec<_>>().join("\n")
        };
        Self {
            seen: print(row),
            label: row.label.clone().unwrap_or_default(),
            heading: own(&row.heading),
            text: own(&row.text),
            lead: names(Role::Lead),
            coordinate: names(Role::Coordinate),
            monitor: names(Role::Monitor),
            product: own(&row.product),
            budget: own(&row.budget),
            deadline: DeadlineForm::of(row.deadline.as_ref()),
            faults: Vec::new(),
            overtaken: false,
        }
    }

    /// The names in a role, as typed.
    pub fn names(&self, role: Role) -> &str {
        match role {
            Role::Lead => &self.lead,
            Role::Coordinate => &self.coordinate,
            Role::Monitor => &self.monitor,
        }
    }

    /// The key of what is wrong with a control.
    pub fn fault(&self, control: &str) -> Option<&'static str> {
        self.faults
            .iter()
            .find(|(known, _)| *known == control)
            .map(|(_, key)| *key)
    }

    /// What the sent form changes in the row, each field only where it differs from what the form
    /// showed first.
    pub fn edits(&self, row: &Row, context: &DateContext) -> Result<Vec<Edit>, Fault> {
        let shown = Self::of(row);
        let mut edits = Vec::new();
        let texts = [
            (TextField::Label, &self.label, &shown.label),
            (TextField::Heading, &self.heading, &shown.heading),
            (TextField::Text, &self.text, &shown.text),
            (TextField::Product, &self.product, &shown.product),
            (TextField::Budget, &self.budget, &shown.budget),
        ];
        for (field, new, old) in texts {
            let new = lines(new);
            if new != lines(old) {
                let value = (!new.is_empty()).then_some(new);
                edits.push(Edit::SetText {
                    row: row.id,
                    field,
                    value,
                });
            }
        }
        for role in Role::ALL {
            if lines(self.names(role)) != lines(shown.names(role)) {
                let actors = actors(self.names(role), row.actors(role));
                edits.push(Edit::SetActors {
                    row: row.id,
                    role,
                    actors,
                });
            }
        }
        if self.deadline.differs(&shown.deadline) {
            let deadline = self.deadline.read(context)?;
            edits.push(Edit::SetDeadline {
                row: row.id,
                deadline,
            });
        }
        Ok(edits)
    }
}

/// Trimmed, with the line ends of a browser made one kind.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// The names typed, one a line; a line that the reader can take apart into several is. A name that
/// was there keeps its kind.
fn actors(typed: &str, known: &[dondoc_core::plan::draft::Actor]) -> Vec<ActorInput> {
    let mut actors = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(actor) = known.iter().find(|actor| actor.name == line) {
            actors.push(ActorInput {
                name: actor.name.clone(),
                kind: actor.kind,
            });
            continue;
        }
        let found = agency::split(line);
        if found.is_empty() {
            actors.push(ActorInput {
                name: line.to_owned(),
                kind: ActorKind::Agency,
            });
        }
        actors.extend(found.into_iter().map(|actor| ActorInput {
            name: actor.name,
            kind: match actor.kind {
                ReadKind::Agency => ActorKind::Agency,
                ReadKind::Group => ActorKind::Group,
                ReadKind::OpenGroup => ActorKind::OpenGroup,
            },
        }));
    }
    actors
}

/// Where a row can be cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitForm {
    /// What would stay if the cut were before the first of the others.
    pub first: String,
    /// Where a second task may begin: byte offset in the text, and the words from there.
    pub cuts: Vec<(usize, String)>,
}

impl SplitForm {
    /// The places where a sentence, a clause or a line ends.
    pub fn of(row: &Row) -> Self {
        let text = row.text.as_ref().map_or("", |text| text.value.as_str());
        let ends = cuts(text);
        let upto = |from: usize, index: usize| {
            let end = ends.get(index).copied().unwrap_or(text.len());
            text[from..end].trim().to_owned()
        };
        let pieces = ends
            .iter()
            .enumerate()
            .map(|(index, &at)| (at, upto(at, index + 1)));
        Self {
            first: upto(0, 0),
            cuts: pieces.collect(),
        }
    }
}

/// Byte offsets where a new task might begin, in order, none at either end.
fn cuts(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut ended = false;
    for (at, c) in text.char_indices() {
        if ended && !c.is_whitespace() {
            found.push(at);
            ended = false;
        }
        let spaced = text[at..].chars().nth(1).is_some_and(char::is_whitespace);
        ended |= c == '\n' || (matches!(c, ';' | '.' | ':') && spaced);
    }
    found.retain(|&at| !text[..at].trim().is_empty());
    found
}

/// Who belongs to a collective on the plan's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersForm {
    /// The actor.
    pub name: Name,
    /// Each member: code, name, and whether it is meant.
    pub members: Vec<(String, String, bool)>,
}

/// Whom a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapForm {
    /// The actor.
    pub name: Name,
    /// The name in the document.
    pub written: String,
    /// What was typed.
    pub typed: String,
    /// Every unit and collective of the day, to choose from.
    pub choices: Vec<String>,
    /// What was wrong.
    pub fault: Option<&'static str>,
}

/// The form of a row that the reader missed.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct AddForm {
    /// The row before it.
    pub after: Option<u32>,
    /// Its label in the document.
    pub label: String,
    /// Its text.
    pub text: String,
    /// Where the text stands, when it was chosen in the document.
    pub start: Option<usize>,
    /// See `start`.
    pub end: Option<usize>,
    /// What was wrong.
    #[serde(skip)]
    pub fault: Option<&'static str>,
}

impl AddForm {
    /// The edit it means. `source` is the text of the document: a place counts only when it says
    /// the same words as the form.
    pub fn edit(&self, source: &str) -> Option<Edit> {
        let text = lines(&self.text);
        let label = lines(&self.label);
        let chosen = self.start.zip(self.end);
        let quote = chosen.and_then(|(start, end)| {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let found = source.get(start..end)?;
            let same = !found.trim().is_empty() && words(found) == words(&text);
            let span = Span { start, end };
            same.then(|| Quote {
                text: found.to_owned(),
                span,
            })
        });
        (!text.is_empty()).then_some(Edit::Add {
            after: self.after.map(RowId),
            label: (!label.is_empty()).then_some(label),
            text,
            quote,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_stand_where_a_clause_ends() {
        let text = "Rà soát 1.500 hộ; báo cáo trước 30/9. Tổng hợp\nLưu trữ.";
        let parts: Vec<&str> = cuts(text).into_iter().map(|at| &text[at..]).collect();
        assert_eq!(
            parts,
            [
                "báo cáo trước 30/9. Tổng hợp\nLưu trữ.",
                "Tổng hợp\nLưu trữ.",
                "Lưu trữ."
            ]
        );
        assert!(cuts("Một câu.").is_empty());
        assert!(cuts(" ; ").is_empty());
    }
}
