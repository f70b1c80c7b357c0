//! The draft of a plan: what was read, as a person corrects it, until it is confirmed.
//!
//! [`Draft`] is this crate's own type (the server maps the reader's onto it). It is changed only
//! by [`Edit`](edit::Edit)s, which are pure: [`Draft::apply`]. Stored are the first draft and the
//! list of edits ([`store`]); the draft shown is always the first one with the edits up to the
//! cursor applied, so undoing everything gives the first draft back by construction.
//!
//! What the review screen does, in calls:
//! [`store::create`] · [`store::load`] · [`store::edit`] / [`store::undo`] / [`store::redo`] with
//! the version it showed · [`Draft::gaps`] for what is still open · `plan::confirmation::confirm`.

pub mod edit;
mod lists;
pub mod readiness;
pub mod store;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use edit::{Edit, EditFault};
pub use readiness::{Gap, Place};

/// A place in the document's text: byte offsets, half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "half open, as said above")]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// A piece of the document: exactly `source[span]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as said above")]
pub struct Quote {
    pub text: String,
    pub span: Span,
}

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Stands in the source beyond doubt.
    Read,
    /// Stands in the source, the reading may be wrong: a person confirms.
    Uncertain,
    /// A rule concluded it: a person confirms.
    Inferred,
    /// A person typed it.
    Entered,
}

impl Certainty {
    /// Whether a person must look before it counts.
    pub const fn needs_eye(self) -> bool {
        matches!(self, Self::Uncertain | Self::Inferred)
    }
}

/// A value with the place that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value<T> {
    /// The value.
    pub value: T,
    /// Where it stands. A value that a person changed keeps the place it was first read from.
    pub quote: Option<Quote>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether a person confirmed it.
    #[serde(default)]
    pub confirmed: bool,
}

impl<T> Value<T> {
    /// A value that a person typed.
    pub const fn entered(value: T, quote: Option<Quote>) -> Self {
        Self {
            value,
            quote,
            certainty: Certainty::Entered,
            confirmed: false,
        }
    }

    /// Whether a person must still look.
    pub const fn open(&self) -> bool {
        self.certainty.needs_eye() && !self.confirmed
    }
}

/// The head and foot of the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the fields of DOMAIN.md's document form, in English"
)]
pub struct Meta {
    pub kind: Option<Value<String>>,
    pub number: Option<Value<String>>,
    pub issuer: Option<Value<String>>,
    pub place: Option<Value<String>>,
    pub date: Option<Value<NaiveDate>>,
    pub title: Option<Value<String>>,
    pub years: Option<Value<(i32, i32)>>,
    pub signer: Option<Value<String>>,
    pub sign_for: Option<Value<String>>,
    pub recipients: Vec<Value<String>>,
}

/// Names a row for as long as the draft lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowId(pub u32);

/// A task of the draft (nhiệm vụ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Stable name.
    pub id: RowId,
    /// Path of labels in the document: `III.2.a`.
    pub label: Option<String>,
    /// Node of the outline it came from.
    pub node: Option<usize>,
    /// Heading, when apart from the text.
    pub heading: Option<Value<String>>,
    /// Text; `None` when the source lost it. Never filled in by the program.
    pub text: Option<Value<String>>,
    /// Chủ trì; the first answers.
    pub lead: Vec<Actor>,
    /// Phối hợp.
    pub coordinate: Vec<Actor>,
    /// Theo dõi, đôn đốc.
    pub monitor: Vec<Actor>,
    /// Thời hạn.
    pub deadline: Option<Deadline>,
    /// Sản phẩm, kết quả.
    pub product: Option<Value<String>>,
    /// Kinh phí.
    pub budget: Option<Value<String>>,
    /// `false`: thường xuyên – không theo dõi.
    pub follow: bool,
    /// How sure it is that this is a task at all.
    pub certainty: Certainty,
    /// Whether a person confirmed that.
    #[serde(default)]
    pub confirmed: bool,
}

/// Roles of an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chủ trì.
    Lead,
    /// Phối hợp.
    Coordinate,
    /// Theo dõi, đôn đốc.
    Monitor,
}

impl Role {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Lead, Self::Coordinate, Self::Monitor];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From what was stored.
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.number() == number)
    }

    /// As in addresses and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Coordinate => "coordinate",
            Self::Monitor => "monitor",
        }
    }
}

/// Somebody whom the document names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The name, single-spaced.
    pub name: String,
    /// Where it stands.
    pub quote: Option<Quote>,
    /// One agency, a collective, or an open collective.
    pub kind: ActorKind,
    /// How sure the reading is.
    pub certainty: Certainty,
    /// Whether a person confirmed it.
    #[serde(default)]
    pub confirmed: bool,
    /// Codes of units left out when this collective is expanded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
}

impl Actor {
    /// Whether a person must still look.
    pub const fn open(&self) -> bool {
        self.certainty.needs_eye() && !self.confirmed
    }
}

/// Whom a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// One agency.
    Agency,
    /// A collective with members on a given day.
    Group,
    /// A collective that never expands by itself: "các cơ quan liên quan".
    OpenGroup,
}

/// What a deadline says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// As written, or as a person put it.
    pub text: String,
    /// Where it stands.
    pub quote: Option<Quote>,
    /// What kind.
    pub kind: DeadlineKind,
    /// The day named, or the last day of the period.
    pub due: Option<NaiveDate>,
    /// First day of a period.
    pub start: Option<NaiveDate>,
    /// Whether the day named is itself still in time ("trước ngày" is not).
    pub inclusive: bool,
    /// RFC 5545 rule of a recurring duty.
    pub rrule: Option<String>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether a person confirmed it.
    #[serde(default)]
    pub confirmed: bool,
}

impl Deadline {
    /// Whether a person must still look.
    pub const fn open(&self) -> bool {
        self.certainty.needs_eye() && !self.confirmed
    }
}

/// Kinds of deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as in the reader's draft")]
pub enum DeadlineKind {
    Date,
    Period,
    Recurring,
    Ongoing,
    Conditional,
    Other,
}

impl DeadlineKind {
    /// As stored and in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Period => "period",
            Self::Recurring => "recurring",
            Self::Ongoing => "ongoing",
            Self::Conditional => "conditional",
            Self::Other => "other",
        }
    }
}

/// A node of the document's outline, shown beside the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Index in [`Draft::outline`].
    pub id: usize,
    /// The node it stands under.
    pub parent: Option<usize>,
    /// Stable code of its kind: `section`, `table_row`, ….
    pub kind: String,
    /// Marker as written.
    pub label: Option<String>,
    /// Heading.
    pub heading: Option<Quote>,
    /// Own text.
    pub text: Option<Quote>,
    /// The whole item.
    pub span: Span,
    /// Whether its heading was lost; it is shown as such and never given words.
    pub lost: bool,
}

/// A mention of another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the parts of a citation")]
pub struct Citation {
    pub quote: Quote,
    pub number: String,
    pub kind: Option<String>,
    pub date: Option<NaiveDate>,
    pub issuer: Option<String>,
    pub title: Option<String>,
}

/// A duty to report that the plan states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporting {
    /// The sentence.
    pub quote: Quote,
    /// Who reports.
    pub reporters: Vec<String>,
    /// To whom.
    pub to: Vec<String>,
    /// When.
    pub schedule: Option<Deadline>,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable code; the texts live with the pages.
    pub code: String,
    /// Where.
    pub span: Option<Span>,
    /// One-based line.
    pub line: Option<usize>,
    /// Which row.
    pub row: Option<RowId>,
    /// What was seen.
    pub seen: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// Whether a person waved it away.
    #[serde(default)]
    pub dismissed: bool,
}

/// What a person said a name means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The unit with this code.
    Unit(String),
    /// The group with this code.
    Group(String),
}

/// A draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Head and foot.
    pub meta: Meta,
    /// Outline.
    pub outline: Vec<Node>,
    /// Tasks, in the order in which they will stand in the register.
    pub rows: Vec<Row>,
    /// Mentions of other documents.
    pub citations: Vec<Citation>,
    /// Reporting rules.
    pub reporting: Vec<Reporting>,
    /// What to look at.
    pub findings: Vec<Finding>,
    /// Names that a person mapped in this draft, by match key.
    #[serde(default)]
    pub mapped: BTreeMap<String, Target>,
    /// The next free [`RowId`]. [`Draft::normalise`] sets it.
    #[serde(default)]
    pub next_row: u32,
}

impl Draft {
    /// Make the row names unique and `next_row` right: call it on a draft that was just built.
    #[must_use]
    pub fn normalise(mut self) -> Self {
        let highest = self
            .rows
            .iter()
            .map(|row| row.id.0.saturating_add(1))
            .max()
            .unwrap_or(0);
        self.next_row = self.next_row.max(highest);
        let mut seen = std::collections::BTreeSet::new();
        for row in &mut self.rows {
            if !seen.insert(row.id) {
                row.id = RowId(self.next_row);
                self.next_row += 1;
                seen.insert(row.id);
            }
        }
        self
    }

    /// A row by name.
    pub fn row(&self, id: RowId) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }
}

impl Row {
    /// The actors in a role.
    pub fn actors(&self, role: Role) -> &[Actor] {
        match role {
            Role::Lead => &self.lead,
            Role::Coordinate => &self.coordinate,
            Role::Monitor => &self.monitor,
        }
    }

    pub(super) fn actors_mut(&mut self, role: Role) -> &mut Vec<Actor> {
        match role {
            Role::Lead => &mut self.lead,
            Role::Coordinate => &mut self.coordinate,
            Role::Monitor => &mut self.monitor,
        }
    }
}
