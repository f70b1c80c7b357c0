//! What a task consists of.

use crate::draft::{NodeKind, PlanDraft, TaskDraft};

impl PlanDraft {
    /// The items of a task: the nodes of the outline that say what is to be done under one
    /// assignment. Of a task without items below, the item itself; of one whose words are lost,
    /// none.
    pub fn work_items(&self, task: &TaskDraft) -> Vec<usize> {
        let Some(id) = task.node.filter(|&id| id < self.outline.len()) else {
            return Vec::new();
        };
        let says = |id: usize| {
            let node = &self.outline[id];
            node.text.is_some()
                && !matches!(
                    node.kind,
                    NodeKind::Attributes | NodeKind::Table | NodeKind::TableRow
                )
        };
        let below: Vec<usize> = (id + 1..self.outline.len())
            .take_while(|&at| self.outline[at].parent.is_some_and(|parent| parent >= id))
            .filter(|&at| says(at))
            .collect();
        if below.is_empty() && says(id) {
            return vec![id];
        }
        below
    }
}
