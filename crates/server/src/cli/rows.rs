//! The tasks of plans as CSV: one row a task, names of columns for programs.

use std::io::Write;

use reading::draft::{Actor, DeadlineKind, Quote, TaskDraft};

use super::extract::Read;

const COLUMNS: [&str; 11] = [
    "file",
    "plan",
    "label",
    "heading",
    "text",
    "lead",
    "coordinate",
    "deadline",
    "deadline_kind",
    "due",
    "product",
];

/// Writes the tasks of one plan, below the names of the columns when it is the first.
pub(super) fn write(out: &mut impl Write, read: &Read, first: bool) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    if first {
        writer.write_record(COLUMNS)?;
    }
    let plan = read
        .draft
        .meta
        .number
        .as_ref()
        .map_or("", |number| &number.value);
    for task in &read.draft.tasks {
        writer.write_record(row(&read.name, plan, task).map(|cell| harmless(&cell)))?;
    }
    Ok(writer.flush()?)
}

fn row(file: &str, plan: &str, task: &TaskDraft) -> [String; 11] {
    let words = |quote: &Option<Quote>| quote.as_ref().map(one_line).unwrap_or_default();
    let deadline = task.deadline.as_ref();
    [
        file.to_owned(),
        plan.to_owned(),
        task.label.clone().unwrap_or_default(),
        words(&task.heading),
        words(&task.text),
        names(&task.lead),
        names(&task.coordinate),
        deadline
            .map(|deadline| one_line(&deadline.quote))
            .unwrap_or_default(),
        deadline
            .map_or("", |deadline| kind(deadline.kind))
            .to_owned(),
        deadline
            .and_then(|deadline| deadline.due)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        words(&task.product),
    ]
}

fn names(actors: &[Actor]) -> String {
    actors
        .iter()
        .map(|actor| actor.name.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

fn one_line(quote: &Quote) -> String {
    quote.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kind(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Date => "date",
        DeadlineKind::Period => "period",
        DeadlineKind::Recurring => "recurring",
        DeadlineKind::Ongoing => "ongoing",
        DeadlineKind::Conditional => "conditional",
        DeadlineKind::Other => "other",
    }
}

/// A spreadsheet runs a cell that begins like a formula, whoever wrote it.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(
            harmless("=HYPERLINK(\"http://x\")"),
            "'=HYPERLINK(\"http://x\")"
        );
        assert_eq!(harmless("- Rà soát"), "'- Rà soát");
        assert_eq!(harmless("Sở Nội vụ"), "Sở Nội vụ");
    }
}
