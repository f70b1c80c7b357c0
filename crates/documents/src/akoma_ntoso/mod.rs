//! The document itself as Akoma Ntoso 3.0 XML (OASIS, strict schema).
//!
//! The text is the source's, word for word and in order: the outline only says where to cut. What
//! no node covers still appears, as a paragraph. What was read (tasks, deadlines, how sure the
//! reader was) stands apart in `meta/proprietary`, in a namespace of its own.
//!
//! A caller that holds a reader's draft fills [`Document`] like this: `text` is the source text
//! and every range a byte range of it; `nodes` are the outline, one to one; `tables` the tables
//! of the file; `marks` one entry for each value with a place — number, date, kind, title,
//! issuer, place, signer and recipients of the head and foot, each actor of a task
//! ([`MarkKind::Organization`]), each deadline that has a day ([`MarkKind::Date`]), each
//! citation ([`MarkKind::Citation`], index in `citations`). Marks may overlap: the first wins.
//!
//! The function is total: ranges that leave the text, nodes that overlap or claim an impossible
//! parent, characters that XML forbids change what is marked, never whether a document comes out.

mod body;
mod eid;
mod inline;
mod meta;
mod outline;
mod uri;
mod xml;
mod zones;

use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};

pub use uri::country;

/// Everything that goes into the XML.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    /// The source text.
    pub text: &'a str,
    /// Whether the text is Markdown, whose stars are no words.
    pub markdown: bool,
    /// What the head and foot say.
    pub meta: Meta,
    /// The outline in document order, parents before children.
    pub nodes: Vec<Node>,
    /// Tables of the file, in document order.
    pub tables: Vec<Table>,
    /// Values with a place.
    pub marks: Vec<Mark>,
    /// Documents it mentions.
    pub citations: Vec<Citation>,
    /// The tasks read from it.
    pub tasks: Vec<Task>,
}

/// The head of the document.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    /// Tên loại: `Kế hoạch`.
    pub kind: Option<String>,
    /// Số, ký hiệu: `267/KH-UBND`.
    pub number: Option<String>,
    /// Cơ quan ban hành.
    pub issuer: Option<String>,
    /// Địa danh.
    pub place: Option<String>,
    /// Ngày ban hành.
    pub date: Option<NaiveDate>,
    /// Trích yếu.
    pub title: Option<String>,
    /// Người ký.
    pub signer: Option<String>,
    /// Thẩm quyền ký.
    pub sign_for: Option<String>,
}

/// A node of the outline.
#[derive(Debug, Clone)]
pub struct Node {
    /// Index of its parent in [`Document::nodes`].
    pub parent: Option<usize>,
    /// What it is.
    pub kind: NodeKind,
    /// Its marker without outer punctuation: `III`, `1`, `a`, `-`.
    pub label: Option<String>,
    /// Place of its heading.
    pub heading: Option<Range<usize>>,
    /// Place of its own text.
    pub text: Option<Range<usize>>,
    /// The whole item, children included.
    pub span: Range<usize>,
    /// Whether its heading was lost in the source.
    pub lost: bool,
}

/// Kinds of node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// Phần.
    Part,
    /// Chương.
    Chapter,
    /// Mục: `I.`.
    Section,
    /// Điều.
    Article,
    /// Khoản: `1.`.
    Clause,
    /// Điểm: `a)`.
    Point,
    /// Gạch đầu dòng.
    Bullet,
    /// `+`.
    SubBullet,
    /// A paragraph without a marker.
    Paragraph,
    /// Phụ lục.
    Appendix,
    /// A table, one of its rows, a block of label lines: text of its parent, no element.
    Text,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its place.
    pub span: Range<usize>,
    /// Its rows of cells; a cell continued from above is not repeated.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Its place.
    pub span: Range<usize>,
    /// Columns it spans.
    pub columns: u16,
    /// Rows it spans.
    pub rows: u16,
}

/// A value with a place.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its place.
    pub span: Range<usize>,
    /// What it is.
    pub kind: MarkKind,
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkKind {
    /// Số, ký hiệu of the document itself.
    Number,
    /// Its date.
    IssueDate(NaiveDate),
    /// Its kind.
    Kind,
    /// Its title.
    Title,
    /// Who issued it.
    Issuer,
    /// Where.
    Place,
    /// Who signed.
    Signer,
    /// On whose behalf.
    SignFor,
    /// Nơi nhận.
    Recipient,
    /// An agency or a collective, by the name it is known under.
    Organization(String),
    /// A day.
    Date(NaiveDate),
    /// A mention of another document: index in [`Document::citations`].
    Citation(usize),
}

/// A mention of another document.
#[derive(Debug, Clone, Default)]
pub struct Citation {
    /// `72/2015/NĐ-CP`.
    pub number: String,
    /// `Nghị định`.
    pub kind: Option<String>,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// `Chính phủ`.
    pub issuer: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

/// A task, as read or as a person confirmed it.
#[derive(Debug, Clone, Default)]
pub struct Task {
    /// `III.2.a`.
    pub label: Option<String>,
    /// Index in [`Document::nodes`] of the item it comes from.
    pub node: Option<usize>,
    /// Chủ trì.
    pub lead: Vec<String>,
    /// Phối hợp.
    pub coordinate: Vec<String>,
    /// Theo dõi.
    pub monitor: Vec<String>,
    /// Thời hạn.
    pub deadline: Option<TaskDeadline>,
    /// Sản phẩm.
    pub product: Option<String>,
    /// How sure the reader was: `read`, `uncertain`, `inferred`, or `confirmed` by a person.
    pub certainty: String,
}

/// The deadline of a task.
#[derive(Debug, Clone, Default)]
pub struct TaskDeadline {
    /// As written.
    pub text: String,
    /// `date`, `period`, `recurring`, `ongoing`, `conditional`, `other`.
    pub kind: String,
    /// First day of a period.
    pub start: Option<NaiveDate>,
    /// The day named, or the last day of the period.
    pub due: Option<NaiveDate>,
    /// Whether that day itself is in time.
    pub inclusive: bool,
    /// RFC 5545 rule.
    pub rrule: Option<String>,
}

/// Write the XML. `now` is the moment of export.
pub fn write(document: &Document<'_>, now: DateTime<Utc>) -> String {
    let outline = outline::Outline::of(document);
    let zones = zones::Zones::of(document, &outline);
    let uri = uri::Uri::of(&document.meta, now.date_naive());
    let text = inline::Inline::of(document);
    let mut xml = xml::Xml::start();
    xml.open("akomaNtoso", &[("xmlns", xml::NAMESPACE)]);
    xml.open("doc", &[("name", &uri.kind)]);
    let eids = eid::Eids::of(document, &outline, &zones);
    meta::write(&mut xml, document, &uri, &eids, &text, now);
    body::write(
        &mut xml, document, &outline, &zones, &eids, &text, &uri, now,
    );
    xml.close("doc");
    xml.close("akomaNtoso");
    xml.finish()
}
