//! Deadlines inside prose.
//!
//! Only words that bind are read: limits ("trước ngày …", "chậm nhất …", "xong trong …"),
//! recurrences, and stretches with both ends. A year in a title, a period that a programme is
//! named after and the date of a cited document bind nobody.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::words::{Mark, Words};
use super::{Clause, DateContext, DeadlineValue, Read};

/// Where a deadline may start. Each stands also with a capital.
const TRIGGERS: [&str; 27] = [
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
];

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let capital = TRIGGERS.iter().map(|trigger| {
        let mut letters = trigger.chars();
        letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(letters)
            .collect::<String>()
    });
    // "trong Quý I/2024"
    let named = TRIGGERS.iter().flat_map(|trigger| {
        [("quý", "Quý"), ("tháng", "Tháng"), ("năm", "Năm")]
            .into_iter()
            .filter(|(small, _)| trigger.ends_with(small))
            .map(|(small, capital)| trigger.replace(small, capital))
    });
    let patterns: Vec<String> = TRIGGERS
        .iter()
        .map(ToString::to_string)
        .chain(capital)
        .chain(named)
        .collect();
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .prefilter(false)
        .match_kind(MatchKind::LeftmostLongest)
        .build(patterns)
        .ok()
});

/// No deadline is longer than this many bytes.
const LONGEST: usize = 240;

/// See [`super::find_in`].
pub(super) fn find_in(text: &str, context: &DateContext) -> Vec<(Range<usize>, DeadlineValue)> {
    let mut found = Vec::new();
    let Some(finder) = FINDER.as_ref() else {
        return found;
    };
    let mut free = 0;
    for trigger in finder.find_iter(text) {
        let start = trigger.start();
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
