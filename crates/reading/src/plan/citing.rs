//! Why each document is cited, from the words before the mention and the place of it.

use super::page::Page;
use super::words::{fold, starts_with};
use crate::draft::{Citation, CitationRole, Node, NodeKind, Quote};

/// Words that say why, and what they say. The last one before the mention counts.
const WORDS: [(&str, CitationRole); 16] = [
    ("sua doi", CitationRole::Amends),
    ("bo sung", CitationRole::Amends),
    ("thay the", CitationRole::Repeals),
    ("bai bo", CitationRole::Repeals),
    ("huy bo", CitationRole::Repeals),
    ("huong dan cua", CitationRole::Guidance),
    ("theo huong dan", CitationRole::Guidance),
    ("huong dan tai", CitationRole::Guidance),
    ("trien khai", CitationRole::Implements),
    ("thuc hien", CitationRole::Implements),
    ("thi hanh", CitationRole::Implements),
    ("quan triet", CitationRole::Implements),
    ("can cu", CitationRole::LegalBasis),
    ("chi dao tai", CitationRole::Implements),
    ("noi dung tai", CitationRole::Implements),
    ("nhiem vu tai", CitationRole::Implements),
];

/// Says why each document is cited.
pub(super) fn assign(page: &Page<'_>, citations: &mut [Citation]) {
    for at in 0..citations.len() {
        let holder = (0..at)
            .rev()
            .find(|&other| holds(&citations[other], &citations[at]));
        citations[at].inside = citations[at].inside.or(holder);
        let role = if citations[at].inside.is_some() {
            CitationRole::Nested
        } else {
            role(page, &citations[at])
        };
        citations[at].role = role;
    }
}

fn holds(outer: &Citation, inner: &Citation) -> bool {
    let (outer, inner) = (outer.quote.span, inner.quote.span);
    outer.start < inner.start && inner.end <= outer.end
}

fn role(page: &Page<'_>, citation: &Citation) -> CitationRole {
    let Some((id, text)) = item(page, citation) else {
        return CitationRole::Plain;
    };
    let before = &text.text[..citation.quote.span.start - text.span.start];
    let node = &page.nodes[id];
    let folded = fold(before);
    if folded.trim().is_empty() {
        return if is_basis_item(node, citation, text) {
            CitationRole::LegalBasis
        } else {
            CitationRole::Plain
        };
    }
    let last = WORDS
        .iter()
        .filter_map(|&(words, role)| folded.rfind(words).map(|at| (at, role)))
        .max_by_key(|&(at, _)| at);
    let opens = is_opening(page, id);
    match last.map(|(_, role)| role) {
        Some(CitationRole::Implements) if opens => CitationRole::Occasion,
        Some(role) => role,
        None => CitationRole::Plain,
    }
}

/// The item that holds a mention.
fn item<'p>(page: &'p Page<'_>, citation: &Citation) -> Option<(usize, &'p Quote)> {
    let span = citation.quote.span;
    page.nodes.iter().enumerate().find_map(|(id, node)| {
        let holds = |quote: &&Quote| quote.span.start <= span.start && span.end <= quote.span.end;
        let found = [node.text.as_ref(), node.heading.as_ref()];
        found
            .into_iter()
            .flatten()
            .find(holds)
            .map(|quote| (id, quote))
    })
}

/// A bullet or paragraph that is nothing but the mention: an item of a list of grounds.
fn is_basis_item(node: &Node, citation: &Citation, text: &Quote) -> bool {
    let rest = text.span.end.saturating_sub(citation.quote.span.end);
    matches!(
        node.kind,
        NodeKind::Bullet | NodeKind::SubBullet | NodeKind::Paragraph
    ) && rest <= 4
}

/// Whether a node is a paragraph before the first item.
fn is_opening(page: &Page<'_>, id: usize) -> bool {
    page.nodes[..=id]
        .iter()
        .all(|node| node.kind == NodeKind::Paragraph && node.parent.is_none())
}

/// Types of document that stand in lists of grounds.
const TYPES: [&str; 13] = [
    "Luật",
    "Bộ luật",
    "Pháp lệnh",
    "Nghị định",
    "Nghị quyết",
    "Quyết định",
    "Thông tư",
    "Chỉ thị",
    "Công văn",
    "Công điện",
    "Kết luận",
    "Thông báo",
    "Văn bản",
];

/// "Căn cứ …", or an item that opens with a document: a line that names a ground.
pub(super) fn is_basis(text: &str, kind: NodeKind) -> bool {
    let listed = matches!(
        kind,
        NodeKind::Bullet | NodeKind::SubBullet | NodeKind::Paragraph
    );
    let numbered = || {
        TYPES
            .iter()
            .filter_map(|word| text.strip_prefix(word))
            .filter_map(|rest| rest.strip_prefix(" số "))
            .any(|rest| rest.starts_with(|ch: char| ch.is_ascii_digit()))
    };
    starts_with(text, "Căn cứ ") || listed && numbered()
}
