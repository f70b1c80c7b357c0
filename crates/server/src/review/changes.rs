//! What is different between the rows a page shows and the rows of the draft now, as the fewest
//! steps that bring the page up to date.
//!
//! One function serves every edit, undo and redo: nobody has to remember which edit touches which
//! rows.

use std::collections::HashMap;

use dondoc_core::plan::draft::{Row, RowId};

/// A step that a page takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Take this row away.
    Remove(RowId),
    /// Show this row anew in its place.
    Renew(RowId),
    /// Show these rows after that one, which stays where it is, or first.
    Insert {
        /// The rows, in order.
        rows: Vec<RowId>,
        /// The row before them.
        after: Option<RowId>,
    },
}

/// The steps from `old` to `new`, to be taken in order.
pub fn between(old: &[Row], new: &[Row]) -> Vec<Step> {
    let before: HashMap<RowId, (usize, &Row)> = old
        .iter()
        .enumerate()
        .map(|(at, row)| (row.id, (at, row)))
        .collect();
    let kept = in_place(&before, new);
    let mut steps: Vec<Step> = old
        .iter()
        .filter(|row| !kept.contains_key(&row.id))
        .map(|row| Step::Remove(row.id))
        .collect();
    let mut after = None;
    for row in new {
        let Some(shown) = kept.get(&row.id) else {
            match steps.last_mut() {
                Some(Step::Insert {
                    rows,
                    after: anchor,
                }) if *anchor == after => rows.push(row.id),
                _ => steps.push(Step::Insert {
                    rows: vec![row.id],
                    after,
                }),
            }
            continue;
        };
        if *shown != row {
            steps.push(Step::Renew(row.id));
        }
        after = Some(row.id);
    }
    steps
}

/// The rows that need not move: of those in both lists a longest run in the same order.
fn in_place<'r>(before: &HashMap<RowId, (usize, &'r Row)>, new: &[Row]) -> HashMap<RowId, &'r Row> {
    let both: Vec<(usize, &'r Row)> = new
        .iter()
        .filter_map(|row| before.get(&row.id).copied())
        .collect();
    // Patience: `tails[n]` is the end of the best run of length n + 1 so far.
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; both.len()];
    for index in 0..both.len() {
        let at = tails.partition_point(|&tail| both[tail].0 < both[index].0);
        previous[index] = at.checked_sub(1).map(|best| tails[best]);
        match tails.get_mut(at) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut kept = HashMap::new();
    let mut next = tails.last().copied();
    while let Some(index) = next {
        kept.insert(both[index].1.id, both[index].1);
        next = previous[index];
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use dondoc_core::plan::draft::Certainty;

    fn row(id: u32, label: u8) -> Row {
        Row {
            id: RowId(id),
            label: Some(label.to_string()),
            node: None,
            heading: None,
            text: None,
            lead: Vec::new(),
            coordinate: Vec::new(),
            monitor: Vec::new(),
            deadline: None,
            product: None,
            budget: None,
            follow: true,
            certainty: Certainty::Read,
            confirmed: false,
        }
    }

    /// A page that takes the steps.
    fn take(mut shown: Vec<Row>, steps: &[Step], new: &[Row]) -> Vec<Row> {
        let fresh = |id: RowId| {
            new.iter()
                .find(|row| row.id == id)
                .cloned()
                .expect("in the draft")
        };
        for step in steps {
            match step {
                Step::Remove(id) => shown.retain(|row| row.id != *id),
                Step::Renew(id) => {
                    let at = shown
                        .iter()
                        .position(|row| row.id == *id)
                        .expect("on the page");
                    shown[at] = fresh(*id);
                }
                Step::Insert { rows, after } => {
                    let at = after.map_or(0, |id| {
                        shown
                            .iter()
                            .position(|row| row.id == id)
                            .expect("on the page")
                            + 1
                    });
                    shown.splice(at..at, rows.iter().map(|id| fresh(*id)));
                }
            }
        }
        shown
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let ids = Just((0u32..12).collect::<Vec<_>>()).prop_shuffle();
        (ids, 0usize..12, prop::collection::vec(0u8..2, 12)).prop_map(|(ids, count, labels)| {
            ids.into_iter()
                .zip(labels)
                .take(count)
                .map(|(id, label)| row(id, label))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_steps_lead_from_the_page_to_the_draft(old in rows(), new in rows()) {
            let steps = between(&old, &new);
            prop_assert_eq!(take(old, &steps, &new), new);
        }

        #[test]
        fn the_same_rows_need_no_step(rows in rows()) {
            prop_assert_eq!(between(&rows, &rows), []);
        }
    }

    #[test]
    fn moving_one_row_touches_one_row() {
        let old: Vec<Row> = (0..5).map(|id| row(id, 0)).collect();
        let mut new = old.clone();
        let moved = new.remove(0);
        new.insert(3, moved);
        let steps = between(&old, &new);
        let expected = [
            Step::Remove(RowId(0)),
            Step::Insert {
                rows: vec![RowId(0)],
                after: Some(RowId(3)),
            },
        ];
        assert_eq!(steps, expected);
    }
}
