//! What the plan says about money: where it comes from, and the way of an estimate.

use super::page::Page;
use super::sheet::Place;
use super::words::{contains, find, fold};
use crate::draft::{BudgetRule, BudgetSource, BudgetStep, SourceKind};

/// Reads the rules of the sections about money.
pub(super) fn read(page: &Page<'_>) -> Vec<BudgetRule> {
    let mut about_money: Vec<bool> = Vec::with_capacity(page.nodes.len());
    for (id, node) in page.nodes.iter().enumerate() {
        let above = node.parent.is_some_and(|parent| about_money[parent]);
        about_money.push(above || page.is_words(id) && opens_money(page, id));
    }
    (0..page.nodes.len())
        .filter(|&id| page.is_words(id) && about_money[id])
        .filter_map(|id| rule(page, id))
        .collect()
}

/// Whether a heading speaks of money; of a lost heading, whether its first item does.
fn opens_money(page: &Page<'_>, id: usize) -> bool {
    match &page.parts[id].heading {
        Some(heading) => names_money(page.get(heading)),
        None if page.nodes[id].lost => page
            .below(id)
            .find_map(|below| page.parts[below].whole.as_ref())
            .is_some_and(|first| fold(page.get(first)).starts_with("kinh phi")),
        None => false,
    }
}

fn names_money(heading: &str) -> bool {
    let heading = fold(heading);
    [
        "kinh phi",
        "nguon von",
        "nguon luc",
        "ngan sach",
        "tai chinh thuc hien",
    ]
    .iter()
    .any(|words| contains(&heading, words))
}

fn rule(page: &Page<'_>, id: usize) -> Option<BudgetRule> {
    let place = page.parts[id].text.clone()?;
    let rule = BudgetRule {
        node: id,
        quote: page.reader.sheet.quote(&place),
        sources: sources(page, &place),
        steps: steps(page, &place),
    };
    (!rule.sources.is_empty() || !rule.steps.is_empty()).then_some(rule)
}

/// Words behind which sources are listed.
const FROM: [&str; 14] = [
    "bố trí theo ",
    "bố trí từ ",
    "đảm bảo từ ",
    "bảo đảm từ ",
    "cân đối từ ",
    "chi từ ",
    "lấy từ ",
    "huy động từ ",
    "sử dụng từ ",
    "gồm ",
    "gồm: ",
    "sử dụng ",
    "theo ",
    "từ ",
];

fn sources(page: &Page<'_>, place: &Place) -> Vec<BudgetSource> {
    let text = page.get(place);
    let Some(start) = FROM
        .iter()
        .filter_map(|from| find(text, from).map(|at| at + from.len()))
        .find(|&start| classify(&text[start..]).is_some())
    else {
        return Vec::new();
    };
    let mut found: Vec<BudgetSource> = Vec::new();
    for (from, end) in segments(&text[start..]) {
        let segment = &text[start + from..start + end];
        let Some(kind) = classify(segment) else {
            continue;
        };
        let place = super::actors::trim(
            page.reader.sheet,
            &(place.start + start + from..place.start + start + end),
        );
        found.push(BudgetSource {
            quote: page.reader.sheet.quote(&place),
            kind,
        });
    }
    found
}

/// The parts of an enumeration, up to the end of its sentence.
fn segments(text: &str) -> Vec<(usize, usize)> {
    let end = find(text, ". ").unwrap_or(text.len());
    let text = &text[..end];
    let mut segments = Vec::new();
    let mut start = 0;
    for at in memchr::memchr3_iter(b' ', b',', b';', text.as_bytes()) {
        let joint = [" và ", ", ", "; "]
            .iter()
            .find(|joint| at >= start && text[at..].starts_with(**joint));
        if let Some(joint) = joint {
            segments.push((start, at));
            start = at + joint.len();
        }
    }
    segments.push((start, end));
    segments
}

fn classify(segment: &str) -> Option<SourceKind> {
    let folded = fold(segment);
    let has = |words: &[&str]| words.iter().any(|word| contains(&folded, word));
    if has(&["hop phap", "xa hoi hoa", "tai tro", "vien tro"]) && !folded.contains("ngan sach") {
        Some(SourceKind::OtherLawful)
    } else if has(&["muc tieu quoc gia", "mtqg"]) {
        Some(SourceKind::TargetProgramme)
    } else if has(&["ngan sach", "nsnn"]) {
        Some(SourceKind::StateBudget)
    } else {
        None
    }
}

/// Verbs that hand an estimate on to the one named behind them.
const HANDS_ON: [&str; 5] = ["gửi ", "trình ", "tham mưu ", "báo cáo ", "đề nghị "];

/// Who does what with an estimate: the one it is handed to takes the next step.
fn steps(page: &Page<'_>, place: &Place) -> Vec<BudgetStep> {
    let text = page.get(place);
    let Some(first) = ["xây dựng dự toán", "lập dự toán", "lập kế hoạch kinh phí"]
        .iter()
        .filter_map(|verb| find(text, verb))
        .min()
        .filter(|&at| at > 0)
    else {
        return Vec::new();
    };
    let sentence_end = find(&text[first..], ". ").map_or(text.len(), |at| first + at);
    let subject = super::actors::trim(page.reader.sheet, &(place.start..place.start + first));
    let mut actors = super::actors::read(page.reader.sheet, &subject);
    let mut steps = Vec::new();
    let mut from = first;
    let mut at = first;
    while let Some(hand) = next_hand(&text[at..sentence_end]) {
        let start = at + hand;
        let (next, end) = page.actors_at(&(place.start + start..place.start + sentence_end));
        at = start;
        if next.is_empty() {
            continue;
        }
        let end = end - place.start;
        steps.push(step(page, place, actors, from, end));
        actors = next;
        (from, at) = (end, end);
    }
    if text[from..sentence_end].chars().any(char::is_alphabetic) {
        steps.push(step(page, place, actors, from, sentence_end));
    }
    steps
}

fn next_hand(text: &str) -> Option<usize> {
    HANDS_ON
        .iter()
        .filter_map(|verb| find(text, verb).map(|at| at + verb.len()))
        .min()
}

fn step(
    page: &Page<'_>,
    place: &Place,
    actors: Vec<crate::draft::Actor>,
    from: usize,
    end: usize,
) -> BudgetStep {
    let words = super::actors::trim(page.reader.sheet, &(place.start + from..place.start + end));
    BudgetStep {
        actors,
        action: page.reader.sheet.quote(&words),
    }
}
