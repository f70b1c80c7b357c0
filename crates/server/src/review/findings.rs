//! What the reader found to look at, by weight: what blocks the confirmation, what must be looked
//! at, what is a note. The weight of a code is the reader's; a finding blocks as long as the value
//! it is about is still open, and stops to when a person settles that value.

use askama::Template;
use askama::filters::HtmlSafe;
use dondoc_core::plan::draft::edit::{MetaField, RowField};
use dondoc_core::plan::draft::{Finding, Place, Role};
use reading::draft::Severity;

use super::desk::Desk;
use super::name::Name;
use crate::key;
use crate::web::page::Page;

/// How much a finding asks of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The value it is about must be settled before the draft can be confirmed.
    Blocks,
    /// Must be looked at.
    Look,
    /// Good to know.
    Note,
}

impl Weight {
    const ALL: [Self; 3] = [Self::Blocks, Self::Look, Self::Note];

    /// The class of its shape.
    fn class(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Look => "look",
            Self::Note => "note",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Blocks => key!("review-findings-blocks"),
            Self::Look => key!("review-findings-look"),
            Self::Note => key!("review-findings-note"),
        }
    }
}

/// `templates/review/findings.html`
#[derive(Template)]
#[template(path = "review/findings.html")]
pub struct Findings<'a> {
    page: &'a Page,
    desk: &'a Desk,
}

/// A finding as the page shows it.
struct Line<'a> {
    /// Its number in the draft, which buttons name.
    index: usize,
    finding: &'a Finding,
    /// The open value it is about.
    open: Option<Name>,
}

impl<'a> Findings<'a> {
    /// What was found in a draft.
    pub fn new(page: &'a Page, desk: &'a Desk) -> Self {
        Self { page, desk }
    }

    /// Each weight that something has, heaviest first; within it those still to be looked at in
    /// the order of the document, then those waved away.
    fn groups(&self) -> Vec<(Weight, Vec<Line<'a>>)> {
        let mut groups = Weight::ALL.map(|weight| (weight, Vec::new()));
        for (index, finding) in self.desk.draft.findings.iter().enumerate() {
            let open = self.open_value(finding);
            let weight = match (open, reading::plan::severity(&finding.code)) {
                (Some(_), _) => Weight::Blocks,
                (None, Severity::Look) => Weight::Look,
                (None, Severity::Note) => Weight::Note,
            };
            let line = Line {
                index,
                finding,
                open,
            };
            groups[weight as usize].1.push(line);
        }
        let mut groups = Vec::from(groups);
        groups.retain(|(_, lines)| !lines.is_empty());
        for (_, lines) in &mut groups {
            lines.sort_by_key(|line| {
                let place = line.finding.line.unwrap_or(usize::MAX);
                (line.finding.dismissed && line.open.is_none(), place)
            });
        }
        groups
    }

    /// How many of a weight a person has not waved away.
    fn count(&self, weight: Weight) -> usize {
        let groups = self.groups();
        let lines = groups.iter().filter(|(own, _)| *own == weight);
        lines
            .flat_map(|(_, lines)| lines)
            .filter(|line| line.open.is_some() || !line.finding.dismissed)
            .count()
    }

    /// How many ask something of a person.
    fn waiting(&self) -> usize {
        self.count(Weight::Blocks) + self.count(Weight::Look)
    }

    /// The value a finding is about, while it is still open.
    fn open_value(&self, finding: &Finding) -> Option<Name> {
        let about = |place: Place| match place {
            Place::Draft => false,
            Place::Meta(field) => finding.code == "title.mismatch" && field == MetaField::Title,
            Place::Row(row, field) => finding.row == Some(row) && is_about(&finding.code, field),
        };
        let gap = self.desk.gaps.iter().find(|gap| about(gap.place))?;
        Name::of(gap.place)
    }

    /// The task it is about: its anchor and what it is called.
    fn row(&self, finding: &Finding) -> Option<(String, String)> {
        let row = finding
            .row
            .filter(|row| self.desk.draft.row(*row).is_some())?;
        Some((format!("t{}", row.0), self.desk.label(row)))
    }

    /// What it is and what to do, in one sentence each.
    fn says(&self, code: &str) -> (String, String) {
        let key: String = code
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .collect();
        let t = self.page.t;
        let (what, next) = (format!("finding-{key}"), format!("finding-{key}-next"));
        if t.has(&what) && t.has(&next) {
            return (t.get(&what).to_owned(), t.get(&next).to_owned());
        }
        (
            t.one("review-finding-other", "code", code),
            t.get("review-finding-other-next").to_owned(),
        )
    }
}

/// Whether a code of the reader speaks of that value of its task.
fn is_about(code: &str, field: RowField) -> bool {
    match field {
        RowField::Heading => code == "heading.lost",
        RowField::Row | RowField::Text => code == "task.no_content",
        RowField::Actor(Role::Lead, _) => {
            code == "task.unsure_actor" || (code.starts_with("task.") && code.contains("lead"))
        }
        RowField::Actor(..) => code == "task.unsure_actor",
        RowField::Deadline => code.starts_with("task.deadline_") || code == "date.impossible",
        RowField::Product | RowField::Budget => false,
    }
}

// It escapes what it shows itself.
impl HtmlSafe for Findings<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_about_a_task_names_a_value_or_is_left_to_the_eye() {
        let fields = [
            RowField::Row,
            RowField::Heading,
            RowField::Text,
            RowField::Actor(Role::Lead, 0),
            RowField::Actor(Role::Coordinate, 0),
            RowField::Deadline,
        ];
        let codes = reading::plan::finding_codes().filter(|code| code.starts_with("task."));
        let loose: Vec<&str> = codes
            .filter(|code| !fields.iter().any(|field| is_about(code, *field)))
            .collect();
        // No deadline is a class of its own, and never stands in the way.
        assert_eq!(loose, ["task.no_deadline"]);
    }
}
