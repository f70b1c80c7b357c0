//! What the reader found in a plan: the draft that a person will check.
//!
//! Nothing here is invented. Every value has a [`Quote`]: a span of the source and the text cut
//! from it (`source.text[span] == text`, an invariant that the tests hold over every document).
//! What a rule concluded without a place of its own says so in its [`Certainty`].

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
    /// The single duties of the tasks stated in prose, in document order.
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// What the plan says about money, in document order.
    #[serde(default)]
    pub budget: Vec<Quote>,
    /// Reporting rules ("định kỳ báo cáo …"), in document order.
    pub reporting: Vec<ReportingRule>,
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
}

/// One duty of a task stated in prose: a sentence, or what stands between two semicolons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Its words.
    pub quote: Quote,
    /// Index in [`PlanDraft::tasks`] of the task it is part of.
    pub task: usize,
    /// Who has it.
    pub actors: Vec<Actor>,
    /// With whom.
    pub coordinate: Vec<Actor>,
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
    /// When; a rule without a cycle is a finding.
    pub schedule: Option<Deadline>,
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
