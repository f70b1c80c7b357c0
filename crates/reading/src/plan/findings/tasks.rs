//! Tasks that cannot become obligations as they stand.

use std::collections::HashSet;

use super::{Desk, codes};
use crate::draft::{Actor, ActorKind, Certainty, Deadline, DeadlineKind, TaskDraft};
use crate::source::Span;

/// Looks at each task.
pub(super) fn find(desk: &mut Desk<'_>) {
    let draft = desk.draft;
    let mut leads: HashSet<(&str, Span)> = HashSet::new();
    let mut collectives: HashSet<String> = HashSet::new();
    let mut doubtful: HashSet<&str> = HashSet::new();
    for (id, task) in draft.tasks.iter().enumerate() {
        let about = About { id, task };
        about.content(desk);
        about.leads(desk, &mut leads, &mut collectives);
        about.deadline(desk);
        about.doubtful(desk, &mut doubtful);
    }
    without_deadline(desk);
}

struct About<'a> {
    id: usize,
    task: &'a TaskDraft,
}

impl<'a> About<'a> {
    fn push(&self, desk: &mut Desk<'_>, code: &str, span: Option<Span>, seen: Option<String>) {
        desk.push(code, span, Some(self.id), seen, None);
    }

    fn content(&self, desk: &mut Desk<'_>) {
        if self.task.text.is_none() && self.task.heading.is_none() {
            self.push(desk, codes::TASK_NO_CONTENT, place(desk, self.task), None);
        }
    }

    /// Several tasks under one heading have one lead: it is spoken of once.
    fn leads(
        &self,
        desk: &mut Desk<'_>,
        met: &mut HashSet<(&'a str, Span)>,
        collectives: &mut HashSet<String>,
    ) {
        let Some(first) = self.task.lead.first() else {
            self.push(desk, codes::TASK_NO_LEAD, place(desk, self.task), None);
            return;
        };
        if self.task.lead.len() > 1 && met.insert((codes::TASK_SEVERAL_LEADS, first.quote.span)) {
            let seen = Some(names(&self.task.lead));
            self.push(
                desk,
                codes::TASK_SEVERAL_LEADS,
                Some(first.quote.span),
                seen,
            );
        }
        for lead in &self.task.lead {
            let code = match lead.kind {
                ActorKind::Agency => continue,
                ActorKind::Group => codes::TASK_COLLECTIVE_LEAD,
                ActorKind::OpenGroup => codes::TASK_OPEN_LEAD,
            };
            if collectives.insert(lead.name.to_lowercase()) {
                self.push(desk, code, Some(lead.quote.span), Some(lead.name.clone()));
            }
        }
    }

    fn deadline(&self, desk: &mut Desk<'_>) {
        let Some(deadline) = &self.task.deadline else {
            return;
        };
        let issued = desk.draft.meta.date.as_ref().map(|date| date.value);
        if let Some(code) = fault(deadline, issued) {
            let seen = Some(deadline.quote.text.clone());
            self.push(desk, code, Some(deadline.quote.span), seen);
        }
    }

    /// A name that the reader is not sure is one, spoken of once.
    fn doubtful(&self, desk: &mut Desk<'_>, met: &mut HashSet<&'a str>) {
        let actors = self.task.lead.iter().chain(&self.task.coordinate);
        for actor in actors.filter(|actor| actor.certainty == Certainty::Uncertain) {
            if met.insert(&actor.name) {
                let seen = Some(actor.name.clone());
                self.push(desk, codes::TASK_UNSURE_ACTOR, Some(actor.quote.span), seen);
            }
        }
    }
}

fn fault(deadline: &Deadline, issued: Option<chrono::NaiveDate>) -> Option<&'static str> {
    if deadline.kind == DeadlineKind::Other {
        return Some(codes::TASK_DEADLINE_UNREAD);
    }
    if deadline.certainty == Certainty::Inferred && deadline.due.is_some() {
        return Some(codes::TASK_DEADLINE_WITHOUT_YEAR);
    }
    let past = deadline
        .due
        .zip(issued)
        .is_some_and(|(due, issued)| due < issued);
    past.then_some(codes::TASK_DEADLINE_BEFORE_ISSUE)
}

/// More tasks without a deadline than this are told as one number.
const ONE_BY_ONE: usize = 5;

/// Tasks without a deadline: one by one where they are few, as a number where they are many.
fn without_deadline(desk: &mut Desk<'_>) {
    let draft = desk.draft;
    let none: Vec<usize> = (0..draft.tasks.len())
        .filter(|&id| draft.tasks[id].deadline.is_none())
        .collect();
    if none.len() > ONE_BY_ONE {
        let seen = Some(format!("{}/{}", none.len(), draft.tasks.len()));
        desk.push(codes::TASK_NO_DEADLINE, None, None, seen, None);
        return;
    }
    for id in none {
        let span = place(desk, &draft.tasks[id]);
        desk.push(codes::TASK_NO_DEADLINE, span, Some(id), None, None);
    }
}

/// Where a task stands: its words, else its node, else whoever leads it.
fn place(desk: &Desk<'_>, task: &TaskDraft) -> Option<Span> {
    let words = task.heading.as_ref().or(task.text.as_ref());
    let node = || task.node.and_then(|id| desk.page.nodes.get(id));
    words
        .map(|quote| quote.span)
        .or_else(|| node().map(|node| node.span))
        .or_else(|| task.lead.first().map(|actor| actor.quote.span))
}

fn names(actors: &[Actor]) -> String {
    let names: Vec<&str> = actors.iter().map(|actor| actor.name.as_str()).collect();
    names.join("; ")
}
