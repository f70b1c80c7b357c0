//! [`SourceText`] → [`PlanDraft`].
//!
//! The document is laid out in display form (`sheet`), cut into head, body, foot and attachments
//! (`zones`), the lines of each part become a tree (`outline`, `search`), and tasks are read from
//! attribute lines (`labels`), tables (`table`) and sentences (`prose`). Reading is total: any
//! text gives a draft, and what cannot be told is left empty rather than guessed.

mod actors;
mod budget;
mod citations;
mod citing;
mod columns;
mod due;
mod duties;
mod findings;
mod foot;
mod head;
mod holders;
mod inside;
pub mod json;
mod labels;
mod level;
mod meta;
mod nodes;
mod outline;
mod page;
mod predicates;
mod prose;
mod reader;
mod references;
mod reporting;
mod roles;
mod search;
mod sentences;
mod sheet;
mod subject;
mod table;
mod words;
mod work;
mod zones;

use std::cell::RefCell;

use crate::draft::{Citation, Meta, PlanDraft, TaskDraft};
use crate::grammar::deadline::DateContext;
use crate::source::SourceText;

pub use findings::{codes as finding_codes, severity};

use nodes::Outline;
use outline::Tree;
use page::Page;
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
    let reader = Reader::new(&sheet, context);
    let mut body = Body::default();
    for part in &zones.parts {
        let matter = prose::opening_matter(&sheet, &zones, part);
        body.read(&reader, part, matter);
    }
    body.tasks.sort_by_key(place_of);
    let own = meta.number.as_ref().map(|number| number.value.clone());
    let page = Page {
        reader: &reader,
        zones: &zones,
        nodes: &body.outline.nodes,
        parts: &body.outline.parts,
        closing: &body.outline.closing,
        statements: RefCell::default(),
    };
    let citations = citations::read(&sheet, &zones, own.as_deref());
    let draft = around(&page, meta, body.tasks, citations);
    PlanDraft {
        outline: body.outline.nodes,
        ..draft
    }
}

/// What stands around the tasks: why documents are cited, duties, money, reports, findings. The
/// outline stays with the page.
fn around(
    page: &Page<'_>,
    meta: Meta,
    tasks: Vec<TaskDraft>,
    mut citations: Vec<Citation>,
) -> PlanDraft {
    citing::assign(page, &mut citations);
    let duties = duties::read(page);
    let mut draft = PlanDraft {
        meta,
        outline: Vec::new(),
        tasks,
        references: references::read(page.reader.sheet, page.zones, &citations),
        lines: roles::read(page, &citations),
        budget: budget::read(page),
        reporting: reporting::read(page, &duties),
        duties,
        citations,
        findings: Vec::new(),
    };
    draft.findings = findings::read(page, &draft);
    draft
}

/// Everything read so far from body and attachments.
#[derive(Default)]
struct Body {
    outline: Outline,
    tasks: Vec<TaskDraft>,
    memory: table::Memory,
}

impl Body {
    fn read(&mut self, reader: &Reader<'_>, part: &Part, matter: prose::Matter) {
        let tree = outline::read(reader.sheet, &part.entries);
        let places = self.outline.add(reader, &tree);
        let first = self.tasks.len();
        self.read_tasks(reader, part, &tree, matter);
        for task in &mut self.tasks[first..] {
            task.node = task.node.and_then(|id| places.get(id).copied());
        }
    }

    fn read_tasks(&mut self, reader: &Reader<'_>, part: &Part, tree: &Tree, matter: prose::Matter) {
        let labelled = labels::tasks(reader, tree);
        let mut taken = vec![false; tree.nodes.len()];
        for (id, _) in &labelled {
            labels::mark_served(tree, *id, &mut taken);
        }
        let inside = inside::tasks(reader, tree, &taken);
        for (id, _) in &inside {
            taken[*id] = true;
            taken[tree.below(*id)].fill(true);
        }
        self.tasks
            .extend(labelled.into_iter().chain(inside).map(|(_, task)| task));
        if part.label.as_ref().is_none_or(String::is_empty) {
            self.tasks
                .extend(prose::tasks(reader, tree, &taken, matter));
        }
        for node in &tree.nodes {
            let Some(entry) = node.table else { continue };
            let rows = table::tasks(
                reader,
                entry,
                part.label.as_deref().unwrap_or_default(),
                &mut self.memory,
            );
            self.tasks.extend(rows);
        }
    }
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
