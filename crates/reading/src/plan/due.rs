//! Deadlines inside sentences.

use super::actors;
use super::reader::{Reader, segments};
use super::sheet::Place;
use super::words::starts_with_word;
use crate::draft::{Deadline, DeadlineKind};
use crate::grammar::deadline;

/// The deadline of a task stated in prose: one that binds the whole item.
///
/// A date in the first duty binds it; a cycle binds it when the item starts with it, or when the
/// item is about a report. What later duties of the same item say does not bind the whole.
pub(super) fn in_prose(reader: &Reader<'_>, text: &Place) -> Option<Deadline> {
    let words = reader.sheet.get(text);
    let (start, first) = segments(words).next()?;
    let place = |range: std::ops::Range<usize>| {
        text.start + start + range.start..text.start + start + range.end
    };
    let opening = opening_cycle(first);
    let reports = is_report(first);
    let alone = segments(words).nth(1).is_none();
    for (range, value) in deadline::find_in(first, &reader.context) {
        let binds = match value.kind {
            DeadlineKind::Date => is_limit(first, &range) || reports,
            DeadlineKind::Period => is_limit(first, &range),
            DeadlineKind::Recurring => {
                range.start <= opening.unwrap_or(0)
                    || reports
                    || (alone && ends_with(first, &range))
            }
            DeadlineKind::Conditional => reports,
            DeadlineKind::Ongoing | DeadlineKind::Other => false,
        };
        if binds {
            return Some(actors::dated(reader.sheet, &place(range), value));
        }
    }
    let event = event_at_end(first).filter(|_| reports);
    let words = event.map_or("", |event| first[event..].trim_end_matches(['.', ';', ' ']));
    if let (Some(event), Some(value)) = (event, deadline::parse(words, &reader.context)) {
        return Some(actors::dated(
            reader.sheet,
            &place(event..event + words.len()),
            value,
        ));
    }
    let cycle = opening?;
    let value = deadline::parse(&first[..cycle], &reader.context)?;
    Some(actors::dated(reader.sheet, &place(0..cycle), value))
}

/// "Định kỳ", "Hằng năm" as the first words: where they end.
fn opening_cycle(text: &str) -> Option<usize> {
    const CYCLES: [&str; 10] = [
        "Định kỳ",
        "Hằng năm",
        "Hàng năm",
        "Hằng quý",
        "Hàng quý",
        "Hằng tháng",
        "Hàng tháng",
        "Hằng tuần",
        "Hàng tuần",
        "Mỗi năm",
    ];
    CYCLES
        .iter()
        .find(|word| starts_with_word(text, word))
        .map(|word| word.len())
}

/// "… khi tổng kết đợt thi đua" at the end: when the report is due.
fn event_at_end(text: &str) -> Option<usize> {
    let at = [" khi ", " sau khi ", " ngay khi "]
        .iter()
        .filter_map(|word| text.rfind(word))
        .min()?;
    (text.len() - at < 90 && !text[at..].contains(',')).then_some(at + 1)
}

/// Whether the item is about a report.
fn is_report(text: &str) -> bool {
    [
        "Báo cáo",
        "Tổng hợp, báo cáo",
        "Tổng hợp báo cáo",
        "Định kỳ báo cáo",
        "Gửi báo cáo",
    ]
    .iter()
    .any(|word| starts_with_word(text, word))
}

/// Whether the words around a date make it a last day: "trước", "xong", "hoàn thành", "chậm nhất".
fn is_limit(text: &str, range: &std::ops::Range<usize>) -> bool {
    let inside = text[range.clone()].to_lowercase();
    let before = text[..range.start].trim_end().to_lowercase();
    let limits = [
        "trước",
        "chậm nhất",
        "xong",
        "hoàn thành",
        "muộn nhất",
        "không quá",
    ];
    limits.iter().any(|word| inside.starts_with(word))
        || [
            "xong",
            "hoàn thành",
            "xong trong",
            "hoàn thành trong",
            "xong trước",
        ]
        .iter()
        .any(|word| before.ends_with(word))
}

fn ends_with(text: &str, range: &std::ops::Range<usize>) -> bool {
    text[range.end..].trim_matches([' ', '.', ',', ';']).len() < 12
}
