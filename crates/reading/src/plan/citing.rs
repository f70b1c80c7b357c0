//! Why each document is cited, from the words before the mention and the place of it.

use std::sync::LazyLock;

use super::holders::Holders;
use super::page::Page;
use super::words::{Cues, fold, starts_with};
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

static CUES: LazyLock<Cues> = LazyLock::new(|| Cues::of(&WORDS.map(|(words, _)| words)));

/// Says why each document is cited.
pub(super) fn assign(page: &Page<'_>, citations: &mut [Citation]) {
    let mentions = Holders::of(citations.iter().map(|one| one.quote.span).zip(0..));
    let items = items(page);
    for (at, citation) in citations.iter_mut().enumerate() {
        let own = citation.quote.span;
        let holder = mentions
            .holding(own)
            .filter(|&(outer, other)| other < at && outer.start < own.start)
            .map(|(_, other)| other)
            .max();
        citation.inside = citation.inside.or(holder);
        citation.role = if citation.inside.is_some() {
            CitationRole::Nested
        } else {
            role(page, &items, citation)
        };
    }
}

/// The texts and headings of all nodes; the number is twice the node's, and one for a heading.
fn items(page: &Page<'_>) -> Holders {
    let quotes = page.nodes.iter().enumerate().flat_map(|(id, node)| {
        [(&node.text, 2 * id), (&node.heading, 2 * id + 1)]
            .map(|(quote, number)| quote.as_ref().map(|quote| (quote.span, number)))
    });
    Holders::of(quotes.flatten())
}

fn role(page: &Page<'_>, items: &Holders, citation: &Citation) -> CitationRole {
    let Some((id, text)) = item(page, items, citation) else {
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
    let last = CUES
        .find(&folded)
        .into_iter()
        .max_by_key(|(_, place)| place.start);
    let opens = is_opening(page, id);
    match last.map(|(cue, _)| WORDS[cue].1) {
        Some(CitationRole::Implements) if opens => CitationRole::Occasion,
        Some(role) => role,
        None => CitationRole::Plain,
    }
}

/// The item that holds a mention.
fn item<'p>(
    page: &'p Page<'_>,
    items: &Holders,
    citation: &Citation,
) -> Option<(usize, &'p Quote)> {
    let holding = items.holding(citation.quote.span);
    let number = holding.map(|(_, number)| number).min()?;
    let node = &page.nodes[number / 2];
    let quote = if number % 2 == 0 {
        &node.text
    } else {
        &node.heading
    };
    Some((number / 2, quote.as_ref()?))
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
