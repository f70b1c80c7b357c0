//! Deadlines inside sentences.

use chrono::Datelike;

use super::actors;
use super::reader::{Reader, segments};
use super::sheet::Place;
use super::words::starts_with_word;
use crate::draft::{Deadline, DeadlineKind};
use crate::grammar::deadline::{self, DeadlineValue};

/// The deadline of a task stated in prose: one that binds the whole item.
///
/// A date in the first duty binds it; a cycle binds it when the item starts with it, or when the
/// item is about a report. What later duties of the same item say does not bind the whole.
pub(super) fn in_prose(reader: &Reader<'_>, text: &Place) -> Option<Deadline> {
    let words = reader.sheet.get(text);
    let stage = stage(reader, text, words);
    if stage.is_some() {
        return stage;
    }
    // The agencies of the subject may stand apart by semicolons; its duties come behind them.
    let from = super::prose::subject_end(reader, text);
    let mut segments_of_duty = segments(&words[from..]);
    let (start, first) = segments_of_duty.next()?;
    let start = from + start;
    let place = |range: std::ops::Range<usize>| {
        text.start + start + range.start..text.start + start + range.end
    };
    let opening = opening_cycle(first);
    let reports = is_report(first);
    let alone = segments_of_duty.next().is_none();
    for (range, value) in deadline::find_in(first, &reader.context) {
        let binds = match value.kind {
            DeadlineKind::Date => is_limit(first, &range) || reports || is_within(first, &range),
            DeadlineKind::Period => {
                is_limit(first, &range) || is_within(first, &range) && !is_plan_year(reader, &value)
            }
            DeadlineKind::Recurring => {
                range.start <= opening.unwrap_or(0)
                    || reports
                    || (alone
                        && ends_with(first, &range)
                        && (stands_apart(first, &range) || !is_yearly(&first[..range.start])))
            }
            DeadlineKind::Conditional => reports,
            DeadlineKind::Ongoing | DeadlineKind::Other => false,
        };
        if binds {
            return Some(actors::dated(reader.sheet, &place(range), value));
        }
    }
    let closing = closing_limit(reader, text, words).or_else(|| bracketed(reader, text, words));
    if closing.is_some() {
        return closing;
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

/// "…; hoàn thành trước ngày 15/5/2024." as the last words: the last day of all before it.
fn closing_limit(reader: &Reader<'_>, text: &Place, words: &str) -> Option<Deadline> {
    let (start, last) = segments(words).last()?;
    // "…, hoàn thành trong năm 2025": the last words behind a comma.
    let comma = [", hoàn thành ", ", xong "]
        .iter()
        .filter(|_| !words.contains(';'))
        .filter_map(|word| last.rfind(word))
        .max()
        .map_or(0, |at| at + 2);
    let (start, last) = (start + comma, &last[comma..]);
    let opens = |words: &[&str]| words.iter().any(|word| starts_with_word(last, word));
    let completes = opens(&COMPLETING);
    if !completes && !opens(&["hoàn thành", "xong", "thời gian", "thời hạn", "chậm nhất"])
    {
        return None;
    }
    let (range, value) = deadline::find_in(last, &reader.context)
        .into_iter()
        .next()?;
    let before = super::words::fold(&last[..range.start]);
    let mut words_before = before
        .split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| !word.is_empty());
    // "hoàn thành việc lựa chọn trước ngày …": a few words may say what is finished.
    let few = (completes || starts_with_word(last, "hoàn thành"))
        && words_before.clone().count() <= if completes { 10 } else { 6 };
    let only_time = few || words_before.all(|word| LIMITING.contains(&word));
    let dated = matches!(value.kind, DeadlineKind::Date | DeadlineKind::Period);
    (only_time && dated && ends_with(last, &range)).then(|| {
        let place = text.start + start + range.start..text.start + start + range.end;
        actors::dated(reader.sheet, &place, value)
    })
}

/// Verbs of a last step that completes the duty before it: "…; bàn giao mặt bằng trước ngày …".
const COMPLETING: [&str; 6] = [
    "bàn giao",
    "thông xe",
    "đưa vào",
    "nghiệm thu",
    "khánh thành",
    "kết thúc",
];

/// "… (Quý I/2024)." as the last words.
fn bracketed(reader: &Reader<'_>, text: &Place, words: &str) -> Option<Deadline> {
    const OPENS: [&str; 16] = [
        "quý",
        "tháng",
        "ngày",
        "trước",
        "trong",
        "hoàn thành",
        "xong",
        "thời gian",
        "thời hạn",
        "chậm nhất",
        "từ",
        "đến",
        "hằng",
        "hàng",
        "định kỳ",
        "thường xuyên",
    ];
    let end = words.trim_end_matches(['.', ';', ' ']).strip_suffix(')')?;
    let start = end.rfind('(')? + 1;
    let inside = &end[start..];
    let opens = OPENS.iter().any(|word| starts_with_word(inside, word));
    if !opens || inside.len() > 100 {
        return None;
    }
    let label = crate::grammar::label::parse(inside).map_or(0, |label| label.value);
    let value = deadline::parse(&inside[label..], &reader.context)?;
    // A cycle behind several duties is that of the last.
    let alone = segments(words).nth(1).is_none();
    let known = match value.kind {
        DeadlineKind::Date | DeadlineKind::Period => true,
        DeadlineKind::Recurring | DeadlineKind::Ongoing => alone,
        DeadlineKind::Other | DeadlineKind::Conditional => false,
    };
    let place = text.start + start + label..text.start + end.len();
    known.then(|| actors::dated(reader.sheet, &place, value))
}

/// "Giai đoạn 1 (từ ngày 01/9 đến ngày 15/9/2025): Phòng Kinh tế …": the time of the step.
fn stage(reader: &Reader<'_>, text: &Place, words: &str) -> Option<Deadline> {
    let colon = words.find(':').filter(|&colon| colon < 200)?;
    let end = words[..colon].trim_end().strip_suffix(')')?.len();
    let start = words[..end].rfind('(')? + 1;
    let value = deadline::parse(&words[start..end], &reader.context)?;
    let dated = matches!(value.kind, DeadlineKind::Date | DeadlineKind::Period);
    let place = text.start + start..text.start + end;
    dated.then(|| actors::dated(reader.sheet, &place, value))
}

/// "dự toán ngân sách hằng năm": the cycle is that of a thing rather than of the duty.
fn is_yearly(before: &str) -> bool {
    const THINGS: [&str; 12] = [
        "ke hoach",
        "du toan",
        "bao cao",
        "chuong trinh",
        "chi tieu",
        "nhiem vu",
        "ngan sach",
        "kinh te",
        "so lieu",
        "cong tac",
        "hoat dong",
        "danh muc",
    ];
    let near = before.char_indices().rev().nth(40);
    let near = super::words::fold(near.map_or(before, |(at, _)| &before[at..]));
    THINGS.iter().any(|thing| near.contains(thing))
}

/// The words that may stand between "hoàn thành" and its day, without accents.
const LIMITING: [&str; 14] = [
    "hoan", "thanh", "xong", "thoi", "gian", "han", "thuc", "hien", "cham", "nhat", "trong",
    "truoc", "la", "den",
];

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

/// "… trong Quý III năm 2025." as the last words of the duty.
fn is_within(text: &str, range: &std::ops::Range<usize>) -> bool {
    let inside = &text[range.clone()];
    let opens = ["trong", "vào"]
        .iter()
        .any(|word| starts_with_word(inside, word));
    let before = text[..range.start].trim_end();
    (opens || before.ends_with(" trong")) && ends_with(text, range)
}

/// "…, hằng năm", "… thường xuyên, định kỳ hàng tuần": not "kế hoạch … hằng năm", whose year it is.
fn stands_apart(text: &str, range: &std::ops::Range<usize>) -> bool {
    let before = text[..range.start].trim_end().to_lowercase();
    let inside = text[range.clone()].to_lowercase();
    inside.contains("định kỳ")
        || inside.contains("ngày")
        || before.ends_with([',', '('])
        || before.ends_with("định kỳ")
        || before.ends_with("thường xuyên")
}

/// "… công tác trọng tâm trong năm 2023": the year of the plan rather than a last day.
fn is_plan_year(reader: &Reader<'_>, value: &DeadlineValue) -> bool {
    let year = |day: Option<chrono::NaiveDate>| day.map(|day| (day.year(), day.ordinal()));
    let (Some((first, 1)), Some((last, 365 | 366))) = (year(value.start), year(value.due)) else {
        return false;
    };
    let issued = reader.context.issue_date.map(|day| day.year());
    let own = reader.context.plan_year.or(issued);
    first == last && own.is_none_or(|own| own == first)
}

fn ends_with(text: &str, range: &std::ops::Range<usize>) -> bool {
    text[range.end..].trim_matches([' ', '.', ',', ';']).len() < 12
}
