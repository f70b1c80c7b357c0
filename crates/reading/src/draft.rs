//! What the reader found in a plan: the draft that a person will check.
//!
//! Nothing here is invented. Every value has a [`Quote`]: a span of the source and the text cut
//! from it (`source.text[span] == text`, an invariant that the tests hold over every document).
//! What a rule concluded without a place of its own says so in its [`Certainty`].

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::grammar::label::Attribute;
use crate::source::Span;

/// How sure the reader is, and why a person should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It stands in the source, and the form leaves no doubt.
    Read,
    /// It stands in the source, but the reading may be wrong: a person confirms.
    Uncertain,
    /// A rule concluded it (a heading lost, a year completed): a person confirms.
    Inferred,
}

/// A piece of the source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quote {
    /// Exactly `source.text[span]`, line ends and Markdown marks included.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// A value with the place that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value<T> {
    /// The value in its normal form.
    pub value: T,
    /// Where it stands; `None` only when the certainty is [`Certainty::Inferred`].
    pub quote: Option<Quote>,
    /// How sure the reader is.
    pub certainty: Certainty,
}

/// Everything read from one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDraft {
    /// The head and foot of the document.
    pub meta: Meta,
    /// The outline in document order, parents before children.
    pub outline: Vec<Node>,
    /// The tasks in document order.
    pub tasks: Vec<TaskDraft>,
    /// Every mention of another document, in document order.
    pub citations: Vec<Citation>,
    /// Documents cited by name alone: programmes, schemes, regulations, resolutions of the Party.
    #[serde(default)]
    pub references: Vec<NamedReference>,
    /// What the headings of agencies ask, sentence by sentence, in document order.
    #[serde(default)]
    pub duties: Vec<DutyList>,
    /// What the plan says about money, in document order.
    #[serde(default)]
    pub budget: Vec<BudgetRule>,
    /// Reporting rules ("định kỳ báo cáo …"), in document order.
    pub reporting: Vec<ReportingRule>,
    /// What each line of the source is, the first line first.
    #[serde(default)]
    pub lines: Vec<LineRole>,
    /// What a person should look at, in document order.
    pub findings: Vec<Finding>,
}

/// The head and foot of the document (Decree 30/2020/NĐ-CP, Annex I).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Tên loại văn bản, in normal case: `Kế hoạch`, `Quyết định`, ….
    pub kind: Option<Value<String>>,
    /// Số, ký hiệu, spaces collapsed: `267/KH-UBND`.
    pub number: Option<Value<String>>,
    /// Cơ quan ban hành, full name in normal case: `Ủy ban nhân dân tỉnh Nghệ An`.
    pub issuer: Option<Value<String>>,
    /// Địa danh.
    pub place: Option<Value<String>>,
    /// Ngày ban hành.
    pub date: Option<Value<NaiveDate>>,
    /// Trích yếu, single-spaced, case as written.
    pub title: Option<Value<String>>,
    /// Years the plan covers, first and last.
    pub years: Option<Value<(i32, i32)>>,
    /// Người ký.
    pub signer: Option<Value<String>>,
    /// Thẩm quyền ký, lines joined by " / ": `TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH`.
    pub sign_for: Option<Value<String>>,
    /// Nơi nhận, one entry a line.
    pub recipients: Vec<Value<String>>,
}

/// A node of the outline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Index in [`PlanDraft::outline`].
    pub id: usize,
    /// The node it stands under.
    pub parent: Option<usize>,
    /// What it is.
    pub kind: NodeKind,
    /// The marker as written, without outer punctuation: `III`, `1`, `a`, `-`. Of a lost heading,
    /// the ordinal that the neighbours prove.
    pub label: Option<String>,
    /// The heading, when the item has one apart from its text.
    pub heading: Option<Quote>,
    /// The text of the item itself, without its children.
    pub text: Option<Quote>,
    /// The whole item, children included.
    pub span: Span,
    /// Whether the heading was lost in the source: the node is concluded and has no words.
    pub lost: bool,
}

/// Kinds of outline node (the layout of Decree 30/2020/NĐ-CP, and what people write beside it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// Phần.
    Part,
    /// Chương.
    Chapter,
    /// Mục: `I.`, `A.`.
    Section,
    /// Điều.
    Article,
    /// Khoản: `1.`, `1.1.`.
    Clause,
    /// Điểm: `a)`.
    Point,
    /// Gạch đầu dòng: `-`.
    Bullet,
    /// `+`.
    SubBullet,
    /// Đoạn without a marker.
    Paragraph,
    /// Phụ lục.
    Appendix,
    /// A table.
    Table,
    /// A row of an assignment table.
    TableRow,
    /// A block of label lines (Đơn vị chủ trì: …) that belongs to its parent.
    Attributes,
}

/// How the document states the assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskForm {
    /// Label lines: `- Đơn vị chủ trì: …`.
    Labels,
    /// A row of an assignment table.
    Table,
    /// A sentence, or an item under an agency's heading.
    Prose,
}

/// A task as read (nhiệm vụ): the smallest item with its own assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDraft {
    /// Path of labels: `III.2.a`, `PL1.3`; `None` where the document gives none.
    pub label: Option<String>,
    /// Node of the outline it comes from.
    pub node: Option<usize>,
    /// Its heading, if it has one apart from its text.
    pub heading: Option<Quote>,
    /// Its own text; `None` when the source lost it, which is never filled in.
    pub text: Option<Quote>,
    /// Chủ trì. Several are possible and are a finding; the first answers.
    pub lead: Vec<Actor>,
    /// Phối hợp.
    pub coordinate: Vec<Actor>,
    /// Theo dõi, đôn đốc.
    pub monitor: Vec<Actor>,
    /// Thời gian thực hiện.
    pub deadline: Option<Deadline>,
    /// Sản phẩm, kết quả.
    pub product: Option<Quote>,
    /// Kinh phí.
    pub budget: Option<Quote>,
    /// How the document states it.
    pub form: TaskForm,
    /// Whether the task as a whole needs a person's eye.
    pub certainty: Certainty,
}

/// An agency or a collective, as the document names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The name, single-spaced, a shared head expanded: `Sở Tài chính` from "Sở: Tài chính, …".
    pub name: String,
    /// Where it stands.
    pub quote: Quote,
    /// One agency, a collective, or an open collective.
    pub kind: ActorKind,
    /// How sure the reader is.
    pub certainty: Certainty,
}

/// Whom a name in an assignment means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// One agency.
    Agency,
    /// A collective that has members on a given day: "Các Sở, ban, ngành".
    Group,
    /// A collective that never expands by itself: "các cơ quan liên quan".
    OpenGroup,
}

/// Thời hạn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// As written.
    pub quote: Quote,
    /// What kind of deadline.
    pub kind: DeadlineKind,
    /// The day named, or the last day of the period.
    pub due: Option<NaiveDate>,
    /// The first day of a period.
    pub start: Option<NaiveDate>,
    /// Whether the day named is itself still in time ("trước ngày" is not).
    pub inclusive: bool,
    /// RFC 5545 rule of a recurring duty; `None` when the cycle is not stated (ask, do not guess).
    pub rrule: Option<String>,
    /// How sure the reader is; `Inferred` when the year was completed.
    pub certainty: Certainty,
}

/// Kinds of deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// One last day.
    Date,
    /// A period; due on its last day.
    Period,
    /// Hằng quý, trước ngày 20 hằng tháng.
    Recurring,
    /// Thường xuyên.
    Ongoing,
    /// Sau khi …, theo tiến độ …: never overdue until its trigger is recorded.
    Conditional,
    /// Something else: a person decides.
    Other,
}

/// A mention of another document (viện dẫn).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The whole mention.
    pub quote: Quote,
    /// The number in its canonical form: `72/2015/NĐ-CP`.
    pub number: String,
    /// Where the number stands.
    pub number_quote: Quote,
    /// Nghị định, Công văn, ….
    pub kind: Option<String>,
    /// Its date, with its place; completed from another mention when `Inferred`.
    pub date: Option<Value<NaiveDate>>,
    /// Who issued it.
    pub issuer: Option<Value<String>>,
    /// Its title.
    pub title: Option<Value<String>>,
    /// Why it is cited.
    #[serde(default)]
    pub role: CitationRole,
    /// Index in [`PlanDraft::citations`] of the mention whose title holds this one.
    #[serde(default)]
    pub inside: Option<usize>,
}

/// Why a document is cited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CitationRole {
    /// Căn cứ: the plan stands on it.
    LegalBasis,
    /// Triển khai, thực hiện, in the opening: the plan exists because of it.
    Occasion,
    /// Triển khai, thực hiện: a task carries it out.
    Implements,
    /// Sửa đổi, bổ sung.
    Amends,
    /// Thay thế, bãi bỏ.
    Repeals,
    /// Theo hướng dẫn … tại.
    Guidance,
    /// Stands in the title of another mention.
    Nested,
    /// No word says.
    #[default]
    Plain,
}

/// A document cited by name alone, without a number of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedReference {
    /// The name as written.
    pub quote: Quote,
    /// What it is.
    pub kind: ReferenceKind,
    /// First and last day of the period in its name.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Index in [`PlanDraft::citations`] of the mention that holds it.
    pub within: Option<usize>,
}

/// Kinds of document cited by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceKind {
    /// Nghị quyết Đại hội.
    PartyResolution,
    /// Quy chế, Quy định.
    Regulation,
    /// Chương trình.
    Programme,
    /// Dự án.
    Project,
    /// Đề án.
    Scheme,
    /// Chiến lược.
    Strategy,
}

/// What an agency's heading asks of it (trách nhiệm thực hiện).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyList {
    /// Index in [`PlanDraft::outline`] of the heading.
    pub node: usize,
    /// Whom it addresses.
    pub addressees: Vec<Actor>,
    /// The word that asks, where one does: "Đề nghị", "Yêu cầu".
    pub asks: Option<Quote>,
    /// Whether it orders or requests.
    pub modality: Modality,
    /// The duties, in document order.
    pub duties: Vec<Duty>,
}

/// How binding a duty is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// The issuer may command the addressee.
    Order,
    /// Đề nghị, khuyến khích: it may only ask.
    Request,
}

/// One duty: a sentence, or the part of one between semicolons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Its words.
    pub quote: Quote,
    /// Whose duty it is: named in the sentence, else addressed by the heading.
    pub actors: Vec<Actor>,
    /// Whom to work with.
    pub coordinate: Vec<Actor>,
    /// Whom it is aimed at: the guided, the urged, the one reported to.
    pub directed_at: Vec<Actor>,
}

/// What the plan says about money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetRule {
    /// Index in [`PlanDraft::outline`] of the item.
    pub node: usize,
    /// Its words.
    pub quote: Quote,
    /// Where the money comes from.
    pub sources: Vec<BudgetSource>,
    /// Who does what with the estimate, in order.
    pub steps: Vec<BudgetStep>,
}

/// Where money comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetSource {
    /// As written.
    pub quote: Quote,
    /// What kind of source.
    pub kind: SourceKind,
}

/// Kinds of source of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Ngân sách nhà nước, by level.
    StateBudget,
    /// Chương trình mục tiêu quốc gia.
    TargetProgramme,
    /// Các nguồn hợp pháp khác.
    OtherLawful,
}

/// A step on an estimate's way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetStep {
    /// Who.
    pub actors: Vec<Actor>,
    /// Does what.
    pub action: Quote,
}

/// A duty to report that the plan states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportingRule {
    /// The sentence.
    pub quote: Quote,
    /// Who reports.
    pub reporters: Vec<Actor>,
    /// To whom.
    pub to: Vec<Actor>,
    /// Through whom.
    pub via: Vec<Actor>,
    /// What about.
    #[serde(default)]
    pub subject: Option<Quote>,
    /// When; a rule without a cycle is a finding.
    pub schedule: Option<Deadline>,
    /// Whether a report may also be called for at any time ("hoặc đột xuất").
    #[serde(default)]
    pub also_ad_hoc: bool,
}

/// What a line of the source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineRole {
    /// Nothing stands on it.
    Blank,
    /// Cơ quan ban hành.
    Issuer,
    /// Quốc hiệu, tiêu ngữ.
    NationalName,
    /// Số, ký hiệu.
    Number,
    /// Địa danh, ngày tháng.
    PlaceAndDate,
    /// Tên loại.
    TypeName,
    /// Trích yếu.
    Title,
    /// What opens the document before its first item.
    Opening,
    /// A line that names what the document stands on.
    LegalBasis,
    /// The heading of an item of this kind.
    Heading(NodeKind),
    /// An item of this kind, or a part of one.
    Item(NodeKind),
    /// An attribute line.
    Attribute(Attribute),
    /// What closes the text.
    Closing,
    /// Thẩm quyền ký.
    Authority,
    /// Người ký.
    Signer,
    /// Nơi nhận.
    Recipients,
    /// The border of a table whose cell at the foot is empty.
    EmptyCell,
    /// A foot note.
    Note,
    /// The page around the document.
    Chrome,
}

/// Something a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable code: `date.leading_zero`, `task.several_leads`, …; the texts live with the pages.
    pub code: String,
    /// Where.
    pub span: Option<Span>,
    /// One-based line in the source text.
    pub line: Option<usize>,
    /// Index in [`PlanDraft::tasks`] it is about.
    pub task: Option<usize>,
    /// What was seen and, where a rule says so, what was expected.
    pub seen: Option<String>,
    /// See `seen`.
    pub expected: Option<String>,
}

/// How much a finding asks of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know: a slip of form that changes nothing in the register.
    Note,
    /// Must be looked at before the draft is confirmed.
    Look,
}

impl Finding {
    /// How much it asks of a person.
    pub fn severity(&self) -> Severity {
        crate::plan::severity(&self.code)
    }
}
