//! One task on the right side of the screen: a card, and the forms that open inside it.

use askama::Template;
use askama::filters::HtmlSafe;
use dondoc_core::plan::draft::edit::RowField;
use dondoc_core::plan::draft::{Actor, Certainty, Quote, Role, Row, Value};

use super::deadline;
use super::desk::Desk;
use super::forms::{MapForm, MembersForm, RowForm, SplitForm};
use super::name::Name;
use super::rule::Every;
use super::who::Whom;
use crate::key;
use crate::web::page::Page;

/// `templates/review/card.html`
#[derive(Template)]
#[template(path = "review/card.html")]
pub struct Card<'a> {
    /// The page.
    pub page: &'a Page,
    /// The draft it stands in.
    pub desk: &'a Desk,
    /// The task.
    pub row: &'a Row,
    /// The form that is open in it.
    pub open: Option<Opened>,
}

// It escapes what it shows itself.
impl HtmlSafe for Card<'_> {}

/// A form open in a card.
#[expect(clippy::large_enum_variant, reason = "at most one on a page")]
pub enum Opened {
    /// All fields.
    Edit(RowForm),
    /// Where to cut.
    Split(SplitForm),
    /// Who belongs to a collective.
    Members(MembersForm),
    /// Whom a name means.
    Map(MapForm),
}

/// Names of the roles.
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Lead => key!("review-role-lead"),
        Role::Coordinate => key!("review-role-coordinate"),
        Role::Monitor => key!("review-role-monitor"),
    }
}

/// Why a value needs a person, as a word.
pub const fn doubt(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Inferred => key!("review-inferred"),
        _ => key!("review-uncertain"),
    }
}

/// A value as the card shows it.
pub struct Shown<'a> {
    /// Its name on both sides.
    pub name: Name,
    /// What it is.
    pub text: &'a str,
    /// Its place, if it has one.
    pub quote: Option<&'a Quote>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether a person must still look.
    pub open: bool,
}

impl Shown<'_> {
    /// Why it needs a person.
    pub fn doubt(&self) -> &'static str {
        doubt(self.certainty)
    }

    /// Typed over what the document says.
    pub fn is_typed(&self) -> bool {
        self.certainty == Certainty::Entered
    }
}

/// An actor as the card shows it.
pub struct Chip<'a> {
    value: Shown<'a>,
    whom: Whom<'a>,
    excepted: usize,
    co_lead: bool,
    /// Where the members of the collective are.
    members: String,
    /// Where a person says whom the name means.
    map: String,
    /// The form that is open about it.
    form: Option<&'a Opened>,
}

/// A text value of a row.
pub fn shown(name: Name, value: &Value<String>) -> Shown<'_> {
    Shown {
        name,
        text: &value.value,
        quote: value.quote.as_ref(),
        certainty: value.certainty,
        open: value.open(),
    }
}

impl Card<'_> {
    fn id(&self) -> u32 {
        self.row.id.0
    }

    fn name(&self, field: RowField) -> Name {
        Name::Row(self.row.id, field)
    }

    /// How many points of this row are open.
    fn left(&self) -> usize {
        let count = |open: bool| usize::from(open);
        let row = self.row;
        let texts = [&row.heading, &row.text, &row.product, &row.budget];
        let texts: usize = texts
            .into_iter()
            .flatten()
            .map(|value| count(value.open()))
            .sum();
        let actors = Role::ALL.iter().flat_map(|role| row.actors(*role));
        let actors: usize = actors.map(|actor| count(actor.open())).sum();
        let deadline = row
            .deadline
            .as_ref()
            .is_some_and(dondoc_core::plan::draft::Deadline::open);
        texts + actors + count(deadline) + count(self.row_is_open()) + count(self.lacks_lead())
    }

    fn row_is_open(&self) -> bool {
        self.row.certainty.needs_eye() && !self.row.confirmed
    }

    fn lacks_lead(&self) -> bool {
        self.row.follow && self.row.lead.is_empty()
    }

    /// Something in it can be confirmed as it stands.
    fn can_confirm(&self) -> bool {
        self.left() > usize::from(self.lacks_lead())
    }

    fn class(&self) -> &'static str {
        match (self.left(), self.row.follow) {
            (1.., _) => " pending",
            (0, false) => " routine",
            (0, true) => " settled",
        }
    }

    fn value<'r>(&self, field: RowField, value: &'r Value<String>) -> Shown<'r> {
        shown(self.name(field), value)
    }

    /// The actors in a role, ready to be shown.
    fn actors(&self, role: Role) -> Vec<Chip<'_>> {
        let actors = self.row.actors(role).iter().enumerate();
        actors
            .map(|(index, actor)| self.chip(role, index, actor))
            .collect()
    }

    fn chip<'r>(&'r self, role: Role, index: usize, actor: &'r Actor) -> Chip<'r> {
        let name = self.name(RowField::Actor(role, index));
        let form = self.open.as_ref().filter(|open| match open {
            Opened::Members(form) => form.name == name,
            Opened::Map(form) => form.name == name,
            Opened::Edit(_) | Opened::Split(_) => false,
        });
        Chip {
            value: Shown {
                name,
                text: &actor.name,
                quote: actor.quote.as_ref(),
                certainty: actor.certainty,
                open: actor.open(),
            },
            whom: self.desk.who.whom(actor),
            excepted: actor.exceptions.len(),
            co_lead: role == Role::Lead && index > 0,
            members: format!("/drafts/{}?open=members-{name}", self.desk.head.id),
            map: format!("/drafts/{}?open=map-{name}", self.desk.head.id),
            form,
        }
    }

    fn deadline(&self) -> Option<Shown<'_>> {
        let deadline = self.row.deadline.as_ref()?;
        Some(Shown {
            name: self.name(RowField::Deadline),
            text: &deadline.text,
            quote: deadline.quote.as_ref(),
            certainty: deadline.certainty,
            open: deadline.open(),
        })
    }

    fn deadline_says(&self) -> String {
        let deadline = self.row.deadline.as_ref();
        deadline
            .map(|deadline| deadline::sentence(self.page.t, deadline))
            .unwrap_or_default()
    }

    /// Whether the source lost the words of the task.
    fn is_lost(&self) -> bool {
        self.row.heading.is_none() && self.row.text.is_none()
    }

    /// What to call the row in a button's hidden part.
    fn short(&self) -> &str {
        self.row.label.as_deref().unwrap_or_default()
    }

    fn row_doubt(&self) -> &'static str {
        doubt(self.row.certainty)
    }

    /// What a button of this row does, as the form of edits takes it.
    fn does(&self, verb: &str) -> String {
        format!("{verb} {}", self.id())
    }

    fn deadline_preview(&self) -> String {
        match &self.open {
            Some(Opened::Edit(form)) => form.deadline.preview(self.page.t, self.desk.dates()),
            _ => String::new(),
        }
    }
}
