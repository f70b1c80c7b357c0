//! Deadlines inside prose.
//!
//! Only words that bind are read: limits ("trước ngày …", "chậm nhất …", "xong trong …"),
//! recurrences, and stretches with both ends. A year in a title, a period that a programme is
//! named after and the date of a cited document bind nobody.

use std::ops::Range;
use std::sync::LazyLock;

use super::words::{Mark, Words};
use super::{Clause, DateContext, DeadlineValue, Read};
use crate::cues::Cues;

/// Where a deadline may start, with and without a capital.
const TRIGGERS: [&str; 62] = [
    "theo quý",
    "trước",
    "chậm nhất",
    "muộn nhất",
    "không quá",
    "đến hết",
    "đến ngày",
    "hết ngày",
    "trong vòng",
    "trong thời hạn",
    "trong ngày",
    "trong tuần",
    "trong tháng",
    "trong quý",
    "trong năm",
    "hoàn thành",
    "xong",
    "định kỳ",
    "hằng",
    "hàng",
    "từ ngày",
    "từ tháng",
    "từ quý",
    "từ nay",
    "ngay sau khi",
    "vào ngày",
    "vào tháng",
    "vào quý",
    "Trước",
    "Chậm nhất",
    "Muộn nhất",
    "Không quá",
    "Đến hết",
    "Đến ngày",
    "Hết ngày",
    "Trong vòng",
    "Trong thời hạn",
    "Trong ngày",
    "Trong tuần",
    "Trong tháng",
    "Trong quý",
    "Trong năm",
    "Hoàn thành",
    "Xong",
    "Định kỳ",
    "Hằng",
    "Hàng",
    "Từ ngày",
    "Từ tháng",
    "Từ quý",
    "Từ nay",
    "Ngay sau khi",
    "Vào ngày",
    "Vào tháng",
    "Vào quý",
    "trong Tháng",
    "trong Quý",
    "trong Năm",
    "từ Tháng",
    "từ Quý",
    "vào Tháng",
    "vào Quý",
];

static FINDER: LazyLock<Cues> = LazyLock::new(|| Cues::of(&TRIGGERS));

/// No deadline is longer than this many bytes.
const LONGEST: usize = 240;

/// See [`super::find_in`].
pub(super) fn find_in(text: &str, context: &DateContext) -> Vec<(Range<usize>, DeadlineValue)> {
    let mut found = Vec::new();
    let (mut free, mut from) = (0, 0);
    while let Some((_, trigger)) = FINDER.longest(text, from) {
        let start = trigger.start;
        from = trigger.end;
        if start < free || !starts_word(text, start) {
            continue;
        }
        let on = text[start..]
            .strip_prefix("vào ")
            .map_or(start, |rest| text.len() - rest.len());
        if let Some((len, value)) = deadline_at(window(&text[on..]), context) {
            free = on + len;
            found.push((start..free, value));
        }
    }
    found
}

fn starts_word(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_none_or(|ch| !ch.is_alphanumeric())
}

fn window(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The longest deadline at the start of the text, and its length.
fn deadline_at(text: &str, context: &DateContext) -> Option<(usize, DeadlineValue)> {
    let mut words = Words::of(text);
    let completes = words.eat_any(&["hoàn thành", "xong"]).is_some();
    let mut best: Option<(Mark, Vec<Read>)> = None;
    for reader in READERS {
        let start = words.mark();
        let reads = words.attempt(|words| reader(words, context));
        let end = words.mark();
        words.reset(start);
        if let Some(reads) = reads
            && best.as_ref().is_none_or(|(other, _)| end > *other)
        {
            best = Some((end, reads));
        }
    }
    let (end, reads) = best?;
    words.reset(end);
    let values = reads
        .into_iter()
        .map(|read| DeadlineValue::new(read, completes))
        .collect();
    Some((words.end(), super::combined(values)?))
}

const READERS: [super::Reader; 6] = [
    super::read_recurring,
    |words, _| words.relative().map(|read| vec![read]),
    |words, context| words.limit_clause(context).map(|read| vec![read]),
    |words, context| words.period(context).map(|read| vec![read]),
    |words, context| words.approximate(context).map(|read| vec![read]),
    |words, _| words.immediate().map(|read| vec![read]),
];

impl Words {
    /// "ngay sau khi …", up to the next comma.
    fn immediate(&mut self) -> Option<Read> {
        let start = self.mark();
        if !self.eat("ngay sau khi") {
            return None;
        }
        self.rest_of_clause();
        let clause = Clause::Event {
            trigger: self.text_from(start),
            start: None,
        };
        Some(Read {
            clause,
            completed: false,
        })
    }
}
