//! What the findings are called, and how much each asks of a person.

use crate::draft::Severity;

/// Every code, and what it asks.
const CODES: [(&str, Severity); 24] = [
    (DATE_IMPOSSIBLE, Severity::Look),
    (DATE_LEADING_ZERO, Severity::Note),
    (NUMBER_ORDER, Severity::Look),
    (NUMBER_IMPLAUSIBLE_SERIAL, Severity::Look),
    (TYPE_CONFLICT, Severity::Look),
    (CITATION_GENERIC_TYPE, Severity::Note),
    (CITATION_REPEATED_IN_FULL, Severity::Note),
    (TITLE_MISMATCH, Severity::Look),
    (NAME_VARIANT, Severity::Note),
    (NAME_DUPLICATE_WORD, Severity::Note),
    (PUNCTUATION_END, Severity::Note),
    (HEADING_LOST, Severity::Look),
    (TASK_NO_CONTENT, Severity::Look),
    (TASK_NO_LEAD, Severity::Look),
    (TASK_SEVERAL_LEADS, Severity::Look),
    (TASK_COLLECTIVE_LEAD, Severity::Look),
    (TASK_OPEN_LEAD, Severity::Look),
    (TASK_NO_DEADLINE, Severity::Note),
    (TASK_DEADLINE_WITHOUT_YEAR, Severity::Look),
    (TASK_DEADLINE_UNREAD, Severity::Look),
    (TASK_DEADLINE_BEFORE_ISSUE, Severity::Look),
    (TASK_UNSURE_ACTOR, Severity::Look),
    (REPORT_NO_PERIOD, Severity::Look),
    (PICTURES_UNREAD, Severity::Look),
];

/// Pictures on the first page that nothing has read: a secrecy stamp may stand in one.
pub(super) const PICTURES_UNREAD: &str = "pictures.unread";
/// A day that no calendar has: `31/9`.
pub(super) const DATE_IMPOSSIBLE: &str = "date.impossible";
/// `5/12` for `05/12` (Decree 30/2020/NĐ-CP, Annex I).
pub(super) const DATE_LEADING_ZERO: &str = "date.leading_zero";
/// `182/UBND-KH` for `182/KH-UBND`.
pub(super) const NUMBER_ORDER: &str = "number.order";
/// A serial that the day of the year makes hard to believe.
pub(super) const NUMBER_IMPLAUSIBLE_SERIAL: &str = "number.implausible_serial";
/// The type word and the code of the number disagree.
pub(super) const TYPE_CONFLICT: &str = "type.conflict";
/// "Văn bản" instead of the type.
pub(super) const CITATION_GENERIC_TYPE: &str = "citation.generic_type";
/// A document cited with its date again.
pub(super) const CITATION_REPEATED_IN_FULL: &str = "citation.repeated_in_full";
/// The closing names the plan otherwise than its title.
pub(super) const TITLE_MISMATCH: &str = "title.mismatch";
/// An agency's name written otherwise than its official form, or than elsewhere in the plan.
pub(super) const NAME_VARIANT: &str = "name.variant";
/// Words written twice in a row.
pub(super) const NAME_DUPLICATE_WORD: &str = "name.duplicate_word";
/// A line that does not end as the lines beside it do.
pub(super) const PUNCTUATION_END: &str = "punctuation.end";
/// A heading that the numbers prove is missing.
pub(super) const HEADING_LOST: &str = "heading.lost";
/// An assignment without the words of the task.
pub(super) const TASK_NO_CONTENT: &str = "task.no_content";
/// A task that nobody leads.
pub(super) const TASK_NO_LEAD: &str = "task.no_lead";
/// A task that several lead.
pub(super) const TASK_SEVERAL_LEADS: &str = "task.several_leads";
/// A task that a collective leads: each member will owe it.
pub(super) const TASK_COLLECTIVE_LEAD: &str = "task.collective_lead";
/// A task led by a collective that has no list of members.
pub(super) const TASK_OPEN_LEAD: &str = "task.open_lead";
/// Tasks without a deadline.
pub(super) const TASK_NO_DEADLINE: &str = "task.no_deadline";
/// A day without its year.
pub(super) const TASK_DEADLINE_WITHOUT_YEAR: &str = "task.deadline_without_year";
/// A deadline that no rule reads.
pub(super) const TASK_DEADLINE_UNREAD: &str = "task.deadline_unread";
/// A last day before the plan was issued.
pub(super) const TASK_DEADLINE_BEFORE_ISSUE: &str = "task.deadline_before_issue";
/// A name of which nobody vouches that it is one.
pub(super) const TASK_UNSURE_ACTOR: &str = "task.unsure_actor";
/// "Định kỳ" without a period.
pub(super) const REPORT_NO_PERIOD: &str = "report.no_period";

/// Every code there is.
pub fn codes() -> impl Iterator<Item = &'static str> {
    CODES.iter().map(|(code, _)| *code)
}

/// How much a finding with this code asks; a code of another version must be looked at.
pub fn severity(code: &str) -> Severity {
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(Severity::Look, |(_, severity)| *severity)
}
