//! The issuer of a cited document: an agency or an office holder at the start of a text.

use vietnamese::key::WordKey;

use super::lexicon::LEXICON;
use super::list::{Gap, List};
use super::split;

/// Words behind which the place of local government stands.
const OF_PLACE: [&[WordKey]; 8] = [
    &[WordKey::of("tinh")],
    &[WordKey::of("thanh"), WordKey::of("phô")],
    &[WordKey::of("huyên")],
    &[WordKey::of("thi"), WordKey::of("xa")],
    &[WordKey::of("quân")],
    &[WordKey::of("xa")],
    &[WordKey::of("phương")],
    &[WordKey::of("đăc"), WordKey::of("khu")],
];

/// More bytes than any issuer has.
const LONGEST: usize = 160;

/// Length in bytes of the issuer that `text` starts with: "Bộ trưởng Bộ Nội vụ", "UBND tỉnh
/// Nghệ An", "Ban Thường vụ Tỉnh ủy".
pub(in crate::grammar) fn issuer(text: &str) -> Option<usize> {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if !split::may_open(
        &text[..end],
        LEXICON.titles.or(LEXICON.names).or(LEXICON.heads),
    ) {
        return None;
    }
    let list = List::of(&text[..end]);
    if !list.starts_at_once() {
        return None;
    }
    let mut at = 0;
    loop {
        let title = list.close_phrase(LEXICON.titles, at);
        if title == 0 || list.phrase(LEXICON.names, at) >= title {
            break;
        }
        at += title;
    }
    let name = list.phrase(LEXICON.names, at);
    let end = if name > 0 {
        at + name
    } else {
        list.headed_name(at)?
    };
    let end = list.place_behind(list.level_behind(end));
    (end > at).then(|| list.place(end - 1..end).end)
}

impl List<'_> {
    fn starts_at_once(&self) -> bool {
        self.place(0..1).start == 0
    }

    /// "Sở Xây dựng", "Liên đoàn Lao động": a head word and the capitals behind it.
    fn headed_name(&self, at: usize) -> Option<usize> {
        let head = self.close_phrase(LEXICON.heads, at);
        if head == 0 || !self.is_upper(at) {
            return None;
        }
        let mut end = at + head;
        while end < self.len() && self.gap(end) <= Gap::Dash && self.goes_on_as_name(end) {
            end += 1;
        }
        (end > at + head || head > 1).then_some(end)
    }

    /// A capital, or a small word between two capitals that no predicate starts with.
    fn goes_on_as_name(&self, at: usize) -> bool {
        self.is_name_word(at)
            || self.is_lower(at)
                && self.close_phrase(LEXICON.predicates, at) == 0
                && self.gap(at + 1) <= Gap::Dash
                && self.is_name_word(at + 1)
    }

    /// A word with a capital that starts no title ("Về việc", "Quy định").
    fn is_name_word(&self, at: usize) -> bool {
        at < self.len() && self.is_upper(at) && self.close_phrase(LEXICON.predicates, at) == 0
    }

    /// "Trung ương Đảng", "Tỉnh ủy", "Việt Nam", "khóa XIII" behind a name.
    fn level_behind(&self, at: usize) -> usize {
        const UY: WordKey = WordKey::of("uy");
        const LEVELS: [&[WordKey]; 6] = [
            &[
                WordKey::of("trung"),
                WordKey::of("ương"),
                WordKey::of("đang"),
            ],
            &[WordKey::of("trung"), WordKey::of("ương")],
            &[WordKey::of("tinh"), UY],
            &[WordKey::of("thanh"), UY],
            &[WordKey::of("huyên"), UY],
            &[WordKey::of("viêt"), WordKey::of("nam")],
        ];
        let fits = |words: &&&[WordKey]| {
            self.are_keys(at, words)
                && (at..at + words.len()).all(|word| self.gap(word) == Gap::Close)
        };
        LEVELS
            .iter()
            .find(fits)
            .map_or(at, |words| at + words.len())
    }

    /// "tỉnh Nghệ An", "xã Xuân Đông", or the bare name of the place.
    fn place_behind(&self, at: usize) -> usize {
        if self.gap(at) != Gap::Close || at >= self.len() {
            return at;
        }
        let level = OF_PLACE.iter().find(|words| self.are_keys(at, words));
        let name = at + level.map_or(0, |words| words.len());
        let shouted = self.is_shouted(at);
        let mut end = name;
        while end < name + 3
            && self.gap(end) == Gap::Close
            && !shouted
            && self.is_name_word(end)
            && !self.is_shouted(end)
        {
            end += 1;
        }
        end
    }

    /// A word all in capitals, of which nobody can tell where a name ends.
    fn is_shouted(&self, at: usize) -> bool {
        let mut letters = self.word(at).chars();
        letters.clone().nth(1).is_some() && letters.all(|ch| !ch.is_lowercase())
    }
}
