//! The outline made safe: a forest whose elements lie within their parents, one after another.

use std::ops::Range;

use super::{Document, Node, NodeKind};

/// Elements deeper than this are text of the element above them: plans have six levels.
const DEEPEST: usize = 24;

/// Which nodes become elements, and how they nest.
pub(super) struct Outline {
    /// Elements at the top, in document order.
    pub top: Vec<usize>,
    /// Elements under each node, in document order.
    pub children: Vec<Vec<usize>>,
    /// Where each element lies, on character boundaries and inside its parent.
    pub spans: Vec<Range<usize>>,
}

impl Outline {
    pub fn of(document: &Document<'_>) -> Self {
        let count = document.nodes.len();
        let mut outline = Self {
            top: Vec::new(),
            children: vec![Vec::new(); count],
            spans: vec![0..0; count],
        };
        let mut depth = vec![usize::MAX; count];
        // How far the elements under each parent have come; parents stand before their children.
        let mut reached: Vec<usize> = vec![0; count];
        let mut reached_top = 0;
        for (index, node) in document.nodes.iter().enumerate() {
            if node.kind == NodeKind::Text {
                continue;
            }
            let (within, from, level) = match node.parent {
                None => (0..document.text.len(), reached_top, 0),
                Some(parent) if parent < index && depth[parent] < DEEPEST => (
                    outline.spans[parent].clone(),
                    reached[parent],
                    depth[parent] + 1,
                ),
                Some(_) => continue,
            };
            let Some(span) = fitted(document.text, node, &within, from) else {
                continue;
            };
            match node.parent {
                None => {
                    reached_top = span.end;
                    outline.top.push(index);
                }
                Some(parent) => {
                    reached[parent] = span.end;
                    outline.children[parent].push(index);
                }
            }
            depth[index] = level;
            reached[index] = span.start;
            outline.spans[index] = span;
        }
        outline
    }
}

/// The node's span when it lies in `within` and not before `from`.
fn fitted(text: &str, node: &Node, within: &Range<usize>, from: usize) -> Option<Range<usize>> {
    let span = node.span.clone();
    let fits = span.start < span.end
        && within.start <= span.start
        && span.end <= within.end
        && from <= span.start
        && text.is_char_boundary(span.start)
        && text.is_char_boundary(span.end);
    fits.then_some(span)
}
