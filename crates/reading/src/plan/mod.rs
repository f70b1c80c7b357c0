//! [`SourceText`] → [`PlanDraft`].
//!
//! The document is laid out in display form (`sheet`), cut into head, body, foot and attachments
//! (`zones`), the lines of each part become a tree (`outline`, `search`), and tasks are read from
//! attribute lines (`labels`), tables (`table`) and sentences (`prose`). Reading is total: any
//! text gives a draft, and what cannot be told is left empty rather than guessed.

mod actors;
mod citations;
mod due;
mod duties;
mod findings;
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
mod roles;
mod search;
mod sheet;
mod table;
mod words;
mod zones;

use crate::draft::{Duty, NodeKind, PlanDraft, ReportingRule, TaskDraft};
use crate::grammar::deadline::DateContext;
use crate::source::SourceText;

pub use roles::{LineRole, line_roles};

use nodes::Outline;
use outline::Tree;
use reader::Reader;
use sheet::{Place, Sheet};
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
    let mut body = Body::default();
    for part in &zones.parts {
        body.read(&reader, part);
    }
    body.tasks.sort_by_key(|found| place_of(&found.task));
    let own = meta.number.as_ref().map(|number| number.value.clone());
    let duties = body.duties(&reader);
    let mut draft = PlanDraft {
        citations: citations::read(&sheet, &zones, own.as_deref()),
        meta,
        reporting: reporting(&reader, &duties, &body.closing),
        duties: duties.into_iter().map(|(duty, _)| duty).collect(),
        budget: body.money.iter().map(|place| sheet.quote(place)).collect(),
        tasks: body.tasks.into_iter().map(|found| found.task).collect(),
        outline: body.outline.nodes,
        findings: Vec::new(),
    };
    draft.findings = findings::of(&draft, source);
    draft
}

/// A task with the place of its words, when it was read from prose.
struct Found {
    task: TaskDraft,
    prose: Option<Place>,
}

/// Everything read so far from body and attachments.
#[derive(Default)]
struct Body {
    outline: Outline,
    tasks: Vec<Found>,
    money: Vec<Place>,
    closing: Vec<Place>,
    memory: table::Memory,
}

impl Body {
    fn read(&mut self, reader: &Reader<'_>, part: &Part) {
        let tree = outline::read(reader.sheet, &part.entries);
        let places = self.outline.add(reader, &tree);
        let first = self.tasks.len();
        self.read_tasks(reader, part, &tree);
        for found in &mut self.tasks[first..] {
            found.task.node = found.task.node.and_then(|id| places.get(id).copied());
        }
        let paragraphs = tree
            .nodes
            .iter()
            .filter(|node| node.kind == NodeKind::Paragraph);
        let last = paragraphs.filter_map(|node| node.line.clone());
        self.closing.extend(last.filter(|line| {
            let words = reader.sheet.get(line);
            prose::is_closing(words) || prose::is_feedback(words)
        }));
    }

    fn read_tasks(&mut self, reader: &Reader<'_>, part: &Part, tree: &Tree) {
        let labelled = labels::tasks(reader, tree);
        let mut taken = vec![false; tree.nodes.len()];
        for (id, _) in &labelled {
            labels::mark_served(tree, *id, &mut taken);
        }
        self.tasks.extend(
            labelled
                .into_iter()
                .map(|(_, task)| Found { task, prose: None }),
        );
        if part.label.as_ref().is_none_or(String::is_empty) {
            let found = prose::tasks(reader, tree, &taken);
            self.money.extend(found.money);
            self.tasks
                .extend(found.tasks.into_iter().map(|(_, place, task)| Found {
                    task,
                    prose: Some(place),
                }));
        }
        for node in &tree.nodes {
            let Some(entry) = node.table else { continue };
            let rows = table::tasks(
                reader,
                entry,
                part.label.as_deref().unwrap_or_default(),
                &mut self.memory,
            );
            self.tasks
                .extend(rows.into_iter().map(|task| Found { task, prose: None }));
        }
    }

    fn duties(&self, reader: &Reader<'_>) -> Vec<(Duty, Place)> {
        let prose = self
            .tasks
            .iter()
            .enumerate()
            .filter_map(|(index, found)| Some((index, found, found.prose.as_ref()?)));
        prose
            .flat_map(|(index, found, place)| duties::of_task(reader, index, &found.task, place))
            .collect()
    }
}

/// The reporting rules of the duties and of the closing sentences.
fn reporting(
    reader: &Reader<'_>,
    duties: &[(Duty, Place)],
    closing: &[Place],
) -> Vec<ReportingRule> {
    let mut rules: Vec<ReportingRule> = duties
        .iter()
        .filter(|(_, place)| duties::starts_with_report(reader.sheet.get(place)))
        .filter_map(|(duty, place)| duties::report(reader, place, &duty.actors))
        .collect();
    let sentences = closing
        .iter()
        .flat_map(|place| duties::sentences(reader, place));
    rules.extend(sentences.filter_map(|sentence| duties::report(reader, &sentence, &[])));
    rules.sort_by_key(|rule| rule.quote.span.start);
    rules
}

/// Where a task stands: its text, else whoever leads it.
fn place_of(task: &TaskDraft) -> usize {
    let lead = task.lead.first().map(|actor| &actor.quote);
    task.text
        .as_ref()
        .or(task.heading.as_ref())
        .or(lead)
        .map_or(0, |quote| quote.span.start)
}
