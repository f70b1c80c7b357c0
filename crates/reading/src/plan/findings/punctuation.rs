//! Lines that do not end as the lines beside them do.

use super::{Desk, codes};
use crate::draft::NodeKind;
use crate::source::Span;

/// A document whose lines end with a mark less often than this has no such habit.
const HABIT: (usize, usize) = (4, 5);

/// Looks at attribute lines and at items, each against the habit of its kind.
pub(super) fn find(desk: &mut Desk<'_>) {
    let attributes = ends(desk, |kind| kind == NodeKind::Attributes);
    let items = ends(desk, |kind| {
        matches!(
            kind,
            NodeKind::Clause | NodeKind::Point | NodeKind::Bullet | NodeKind::SubBullet
        )
    });
    for ends in [attributes, items] {
        let good = ends.iter().filter(|end| end.good).count();
        if ends.len() < 4 || good * HABIT.1 < ends.len() * HABIT.0 {
            continue;
        }
        for end in ends.iter().filter(|end| !end.good) {
            desk.add(
                codes::PUNCTUATION_END,
                end.span,
                Some(end.mark.clone()),
                None,
            );
        }
    }
}

struct End {
    /// The mark that ends the line, or the place behind its last word.
    span: Span,
    mark: String,
    good: bool,
}

fn ends(desk: &Desk<'_>, wanted: impl Fn(NodeKind) -> bool) -> Vec<End> {
    let nodes = desk.page.nodes.iter().enumerate();
    nodes
        .filter(|(_, node)| wanted(node.kind))
        .filter_map(|(id, _)| {
            let place = desk.page.parts[id].text.clone()?;
            let text = desk.page.get(&place);
            let last = text.chars().next_back()?;
            let start = if last == ',' {
                place.end - 1
            } else {
                place.end
            };
            let place = start..place.end;
            let mut span = desk.page.reader.sheet.span(&place);
            if place.is_empty() {
                let end = desk.page.nodes[id].text.as_ref()?.span.end;
                span = Span::new(end, end);
            }
            Some(End {
                span,
                mark: if last == ',' {
                    ",".to_owned()
                } else {
                    String::new()
                },
                good: matches!(last, '.' | ';' | ':' | '!' | '?' | '…' | '”' | '"'),
            })
        })
        .collect()
}
