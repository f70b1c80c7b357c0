//! The parts of a document in order: preface, preamble, main body, conclusions, attachments.

use std::ops::Range;

use super::outline::Outline;
use super::{Document, MarkKind, NodeKind};

/// Byte ranges that follow one another and cover the text.
pub(super) struct Zones {
    /// Head: issuer, number, place and date, kind, title.
    pub preface: Range<usize>,
    /// Căn cứ and the opening.
    pub preamble: Range<usize>,
    /// The body.
    pub body: Range<usize>,
    /// Elements of the body.
    pub elements: Vec<usize>,
    /// Signature and recipients.
    pub conclusions: Range<usize>,
    /// Appendices, and elements that come after the signature: each up to the next.
    pub attachments: Vec<(usize, Range<usize>)>,
}

impl Zones {
    pub fn of(document: &Document<'_>, outline: &Outline) -> Self {
        let text = document.text;
        let preface = head_end(document);
        let top = body_elements(document, outline, preface);
        let foot = foot_start(document, preface);
        let apart = |index: &usize| {
            document.nodes[*index].kind == NodeKind::Appendix || outline.spans[*index].start >= foot
        };
        let split = top.iter().position(apart).unwrap_or(top.len());
        let (elements, apart) = top.split_at(split);
        let attached = apart
            .first()
            .map_or(text.len(), |first| outline.spans[*first].start);
        let start = elements
            .first()
            .map_or(preface, |first| outline.spans[*first].start);
        let last = elements
            .last()
            .map_or(start, |last| outline.spans[*last].end);
        // Without an outline everything up to the signature is body.
        let end = if elements.is_empty() {
            foot.min(attached)
        } else {
            last
        };
        let ends = apart.iter().skip(1).map(|next| outline.spans[*next].start);
        let attachments = apart
            .iter()
            .zip(ends.chain([text.len()]))
            .map(|(index, end)| (*index, outline.spans[*index].start..end))
            .collect();
        Self {
            preface: 0..preface,
            preamble: preface..start,
            body: start..end.max(start),
            elements: elements.to_vec(),
            conclusions: end.max(start)..attached.max(end).max(start),
            attachments,
        }
    }
}

/// Elements after the head. Paragraphs before the first numbered item are its căn cứ and opening:
/// they belong to the preamble, unless there is nothing else.
fn body_elements(document: &Document<'_>, outline: &Outline, preface: usize) -> Vec<usize> {
    let mut elements = outline.top.clone();
    elements.retain(|index| outline.spans[*index].start >= preface);
    let opening = |index: &usize| {
        document.nodes[*index].kind == NodeKind::Paragraph && outline.children[*index].is_empty()
    };
    match elements.iter().position(|index| !opening(index)) {
        Some(first) => elements.split_off(first),
        None => elements,
    }
}

/// The end of the line where the title ends, or else of the last other value of the head. What
/// stands in the second half of the text is no head.
fn head_end(document: &Document<'_>) -> usize {
    let title = last_end(document, |kind| *kind == MarkKind::Title);
    let head = |kind: &MarkKind| {
        matches!(
            kind,
            MarkKind::Number | MarkKind::Kind | MarkKind::Place | MarkKind::IssueDate(_)
        )
    };
    let Some(end) = title.or_else(|| last_end(document, head)) else {
        return 0;
    };
    let end = document.text[end..]
        .find('\n')
        .map_or(document.text.len(), |line| end + line + 1);
    let table = document
        .tables
        .iter()
        .find(|table| table.span.contains(&end));
    match table.map(|table| table.span.end) {
        Some(end) if document.text.is_char_boundary(end) => end,
        _ => end,
    }
}

fn last_end(document: &Document<'_>, wanted: impl Fn(&MarkKind) -> bool) -> Option<usize> {
    let marks = document.marks.iter().filter(|mark| wanted(&mark.kind));
    let ends = marks.map(|mark| mark.span.end);
    ends.filter(|end| document.text.is_char_boundary(*end))
        .max()
}

/// The start of the line where signature or recipients start.
fn foot_start(document: &Document<'_>, after: usize) -> usize {
    let foot = document.marks.iter().filter(|mark| {
        matches!(
            mark.kind,
            MarkKind::SignFor | MarkKind::Signer | MarkKind::Recipient
        )
    });
    let starts = foot.map(|mark| mark.span.start);
    let start = starts.filter(|start| *start >= after && document.text.is_char_boundary(*start));
    let Some(start) = start.min() else {
        return document.text.len();
    };
    let line = document.text[..start]
        .rfind('\n')
        .map_or(0, |line| line + 1);
    line.max(after)
}
