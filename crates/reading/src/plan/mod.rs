//! [`SourceText`] → [`PlanDraft`].
//!
//! The document is laid out in display form (`sheet`), cut into head, body, foot and attachments
//! (`zones`), the lines of each part become a tree (`outline`, `search`), and tasks are read from
//! attribute lines (`labels`), tables (`table`) and sentences (`prose`). Reading is total: any
//! text gives a draft, and what cannot be told is left empty rather than guessed.

mod actors;
mod citations;
mod due;
mod foot;
mod head;
pub mod json;
mod labels;
mod level;
mod meta;
mod nodes;
mod outline;
mod prose;
mod reader;
mod search;
mod sheet;
mod table;
mod words;
mod zones;

use crate::draft::{PlanDraft, TaskDraft};
use crate::grammar::deadline::DateContext;
use crate::source::SourceText;

use nodes::Outline;
use outline::Tree;
use reader::Reader;
use sheet::Sheet;
use zones::Part;

/// Reads a plan.
pub fn read(source: &SourceText) -> PlanDraft {
    let sheet = Sheet::of(source);
    let zones = zones::cut(&sheet);
    let meta = meta::read(&sheet, &zones);
    let context = DateContext {
        issue_date: meta.date.as_ref().map(|date| date.value),
        plan_year: meta.years.as_ref().map(|years| years.value.0),
    };
    let reader = Reader {
        sheet: &sheet,
        context,
    };
    let mut outline = Outline::default();
    let mut tasks = Vec::new();
    let mut memory = table::Memory::default();
    for part in &zones.parts {
        let tree = outline::read(&sheet, &part.entries);
        let places = outline.add(&reader, &tree);
        tasks.extend(
            part_tasks(&reader, part, &tree, &mut memory)
                .into_iter()
                .map(|(id, mut task)| {
                    task.node = id.and_then(|id| places.get(id).copied());
                    task
                }),
        );
    }
    tasks.sort_by_key(place_of);
    let own = meta.number.as_ref().map(|number| number.value.clone());
    PlanDraft {
        citations: citations::read(&sheet, &zones, own.as_deref()),
        meta,
        outline: outline.nodes,
        tasks,
        reporting: Vec::new(),
        findings: Vec::new(),
    }
}

/// The tasks of a part, with the node of the tree each comes from.
fn part_tasks(
    reader: &Reader<'_>,
    part: &Part,
    tree: &Tree,
    memory: &mut table::Memory,
) -> Vec<(Option<usize>, TaskDraft)> {
    let mut tasks: Vec<(Option<usize>, TaskDraft)> = Vec::new();
    let labelled = labels::tasks(reader, tree);
    let mut taken = vec![false; tree.nodes.len()];
    for (id, _) in &labelled {
        labels::mark_served(tree, *id, &mut taken);
    }
    tasks.extend(labelled.into_iter().map(|(id, task)| (Some(id), task)));
    if part.label.as_ref().is_none_or(String::is_empty) {
        tasks.extend(
            prose::tasks(reader, tree, &taken)
                .into_iter()
                .map(|(id, task)| (Some(id), task)),
        );
    }
    for (id, node) in tree.nodes.iter().enumerate() {
        let Some(entry) = node.table else { continue };
        let rows = table::tasks(
            reader,
            entry,
            part.label.as_deref().unwrap_or_default(),
            memory,
        );
        tasks.extend(rows.into_iter().map(|task| (Some(id), task)));
    }
    tasks
}

/// Where a task stands: its text, else whoever leads it.
fn place_of(task: &TaskDraft) -> usize {
    let quote = task
        .text
        .as_ref()
        .or(task.heading.as_ref())
        .or(task.lead.first().map(|actor| &actor.quote));
    quote.map_or(0, |quote| quote.span.start)
}
