//! The left side of the screen: the document as people read it, every value of the draft a link
//! to its field.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use askama::Template;
use askama::filters::HtmlSafe;
use dondoc_core::plan::draft::edit::RowField;
use dondoc_core::plan::draft::{self, Draft, Quote, Role, Row, Value};
use reading::source::{SourceText, Span};

use super::document::{Cell, Document, Ink, Mark, Piece, Segment};
use super::name::{META, Name};
use crate::web::page::Page;

/// `templates/review/paper.html`
#[derive(Template)]
#[template(path = "review/paper.html")]
pub struct Paper<'a> {
    page: &'a Page,
    marks: &'a [Mark],
    document: Document<'a>,
}

// They escape what they show themselves.
impl HtmlSafe for Paper<'_> {}
impl HtmlSafe for PaperChanges<'_> {}

/// How a segment under marks is drawn.
struct Stroke {
    /// The narrowest of its marks: where a click leads.
    first: Name,
    /// All of them, for highlighting.
    names: String,
    class: &'static str,
}

impl<'a> Paper<'a> {
    /// The document under the marks of a draft.
    pub fn new(page: &'a Page, source: &'a SourceText, marks: &'a [Mark]) -> Self {
        Self {
            page,
            marks,
            document: Document::lay_out(source, marks),
        }
    }

    fn opens(&self, segment: &Segment<'_>) -> impl Iterator<Item = Name> {
        self.document
            .opens(segment)
            .iter()
            .map(|&mark| self.marks[mark].name)
    }

    fn stroke(&self, segment: &Segment<'_>) -> Option<Stroke> {
        let covering = self.document.marks(segment);
        let first = &self.marks[*covering.first()?];
        let mut names = String::new();
        for (index, &mark) in covering.iter().enumerate() {
            let gap = if index > 0 { " " } else { "" };
            let _ = write!(names, "{gap}{}", self.marks[mark].name);
        }
        let ink = covering
            .iter()
            .map(|&mark| self.marks[mark].ink)
            .max()
            .unwrap_or(Ink::Wide);
        let class = match ink {
            Ink::Wide => "",
            Ink::Value => " value",
            Ink::Open => " unsure",
        };
        Some(Stroke {
            first: first.name,
            names,
            class,
        })
    }
}

/// The pieces of a document that look different under other marks.
#[derive(Template)]
#[template(path = "review/paper_changes.html")]
pub struct PaperChanges<'a> {
    paper: Paper<'a>,
    changed: Vec<Span>,
}

impl<'a> PaperChanges<'a> {
    /// What to draw anew when the marks were `old` and are `new`; nothing where nothing changed.
    pub fn between(
        page: &'a Page,
        source: &'a SourceText,
        old: &[Mark],
        new: &'a [Mark],
    ) -> Option<Self> {
        let before: BTreeSet<&Mark> = old.iter().collect();
        let after: BTreeSet<&Mark> = new.iter().collect();
        let mut changed: Vec<Span> = before
            .symmetric_difference(&after)
            .map(|mark| mark.span)
            .collect();
        if changed.is_empty() {
            return None;
        }
        changed.sort_unstable();
        Some(Self {
            paper: Paper::new(page, source, new),
            changed,
        })
    }

    fn touches(&self, span: Span) -> bool {
        self.changed
            .iter()
            .any(|changed| changed.start < span.end && span.start < changed.end)
    }

    fn piece(&self, piece: &Piece<'_>) -> bool {
        self.touches(piece.span())
    }

    fn row(&self, cells: &[Cell<'_>]) -> bool {
        let mut segments = cells
            .iter()
            .flat_map(|cell| cell.segments.iter().chain(&cell.after));
        segments.any(|s| self.touches(Span::new(s.at, s.at + s.text.len())))
    }
}

/// Every value of a draft that has a place in the document.
pub fn marks(draft: &Draft) -> Vec<Mark> {
    let mut marks = Marks(Vec::new());
    marks.meta(&draft.meta);
    for row in &draft.rows {
        marks.row(row);
    }
    for (index, citation) in draft.citations.iter().enumerate() {
        marks.add(Name::Citation(index), Some(&citation.quote), Ink::Value);
    }
    for (index, rule) in draft.reporting.iter().enumerate() {
        marks.add(Name::Reporting(index), Some(&rule.quote), Ink::Value);
    }
    marks.0
}

struct Marks(Vec<Mark>);

impl Marks {
    fn add(&mut self, name: Name, quote: Option<&Quote>, ink: Ink) {
        let Some(quote) = quote else { return };
        let span = Span::new(quote.span.start, quote.span.end);
        self.0.push(Mark { span, name, ink });
    }

    fn value<T>(&mut self, name: Name, value: Option<&Value<T>>, ink: Ink) {
        let Some(value) = value else { return };
        let ink = if value.open() { Ink::Open } else { ink };
        self.add(name, value.quote.as_ref(), ink);
    }

    fn meta(&mut self, meta: &draft::Meta) {
        use dondoc_core::plan::draft::edit::MetaField as F;
        for (field, _) in META {
            let name = Name::Meta(field);
            match field {
                F::Kind => self.value(name, meta.kind.as_ref(), Ink::Value),
                F::Number => self.value(name, meta.number.as_ref(), Ink::Value),
                F::Issuer => self.value(name, meta.issuer.as_ref(), Ink::Value),
                F::Place => self.value(name, meta.place.as_ref(), Ink::Value),
                F::Date => self.value(name, meta.date.as_ref(), Ink::Value),
                F::Title => self.value(name, meta.title.as_ref(), Ink::Value),
                F::Years => self.value(name, meta.years.as_ref(), Ink::Value),
                F::Signer => self.value(name, meta.signer.as_ref(), Ink::Value),
                F::SignFor => self.value(name, meta.sign_for.as_ref(), Ink::Value),
                F::Recipients => {
                    for (index, value) in meta.recipients.iter().enumerate() {
                        self.value(Name::Recipient(index), Some(value), Ink::Value);
                    }
                }
            }
        }
    }

    fn row(&mut self, row: &Row) {
        let name = |field| Name::Row(row.id, field);
        self.value(name(RowField::Heading), row.heading.as_ref(), Ink::Wide);
        self.value(name(RowField::Text), row.text.as_ref(), Ink::Wide);
        for role in Role::ALL {
            for (index, actor) in row.actors(role).iter().enumerate() {
                let ink = if actor.open() { Ink::Open } else { Ink::Value };
                self.add(
                    name(RowField::Actor(role, index)),
                    actor.quote.as_ref(),
                    ink,
                );
            }
        }
        if let Some(deadline) = &row.deadline {
            let ink = if deadline.open() {
                Ink::Open
            } else {
                Ink::Value
            };
            self.add(name(RowField::Deadline), deadline.quote.as_ref(), ink);
        }
        self.value(name(RowField::Product), row.product.as_ref(), Ink::Value);
        self.value(name(RowField::Budget), row.budget.as_ref(), Ink::Value);
    }
}
