//! One actor of a list: how its name starts, and whether a word starts another.

use vietnamese::key::WordKey;

use super::lexicon::LEXICON;
use super::list::{Gap, List, key};
use super::split::segment_end;

/// What sort of name an actor has, as far as it decides where the name ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A name of the lexicon.
    Known,
    /// A name that only its head word vouches for.
    Headed,
    /// Local government named by its levels: "UBND các xã, phường, đặc khu".
    Levels,
    /// Bare nouns: "các cơ quan, đơn vị, địa phương".
    Nouns,
    /// A noun with what narrows it: "các doanh nghiệp viễn thông".
    Noun,
    /// Anything else.
    Unknown,
}

/// The start of an actor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    pub(super) sort: Sort,
    /// "các".
    pub(super) plural: bool,
    /// An office rather than an agency: "Chủ tịch …", "đồng chí …".
    pub(super) person: bool,
    /// What the person is in charge of has begun: its fields are no actors.
    pub(super) duty: bool,
    /// The word after those that surely belong to the name.
    pub(super) end: usize,
}

/// Nouns that are collectives only bare: with more words behind them they are other words
/// ("phòng chống", "ban hành", "hội nhập").
const ONLY_BARE: [&[WordKey]; 11] = [
    &[WordKey::of("vu")],
    &[WordKey::of("cuc")],
    &[WordKey::of("sơ")],
    &[WordKey::of("ban")],
    &[WordKey::of("nganh")],
    &[WordKey::of("hôi")],
    &[WordKey::of("bô")],
    &[WordKey::of("phong")],
    &[WordKey::of("cơ"), WordKey::of("sơ")],
    &[WordKey::of("ban"), WordKey::of("nganh")],
    &[WordKey::of("nha"), WordKey::of("trương")],
];

impl List<'_> {
    /// Reads the start of the actor at the word `start`.
    pub(super) fn opening(&self, start: usize) -> Opening {
        let mut at = start;
        let mut plural = false;
        let mut person = false;
        loop {
            if self.is_plural(at) {
                plural = true;
                at += 1;
                continue;
            }
            // Keys know no tone: "Trường THPT …" is not "Trưởng …".
            let school = || self.word(at).to_lowercase() == "trường";
            let title = match self.close_phrase(LEXICON.titles, at) {
                1 if school() => 0,
                len => len,
            };
            let named = self.phrase(LEXICON.names, at);
            if title == 0
                || title < named
                || (title > 1 && self.is_boundary(at + title) && named > 0)
            {
                break;
            }
            person = true;
            at += title;
            if at < self.len() && self.is_boundary(at) {
                return Opening {
                    sort: Sort::Headed,
                    plural,
                    person,
                    duty: false,
                    end: at,
                };
            }
        }
        let (sort, end) = self.body(at, plural);
        Opening {
            sort,
            plural,
            person,
            duty: false,
            end: end.max(start + 1),
        }
    }

    /// The sort of the name that starts at `at`, behind "các" and titles, and its sure end.
    fn body(&self, at: usize, plural: bool) -> (Sort, usize) {
        let known = self.phrase(LEXICON.names, at);
        if known > 0 {
            return self
                .levels_behind(at + known)
                .map_or((Sort::Known, at + known), |end| (Sort::Levels, end));
        }
        if let Some(end) = self.level(at, plural) {
            return (Sort::Levels, end);
        }
        let noun = self.noun(at);
        if noun > 0 && self.is_bare(at + noun) {
            return (Sort::Nouns, at + noun);
        }
        let head = self.head(at);
        if head > 0 && !plural {
            return self
                .levels_behind(at + head)
                .map_or((Sort::Headed, at + head), |end| (Sort::Levels, end));
        }
        if noun > 0 {
            return (Sort::Noun, at + noun);
        }
        if head > 0 {
            return (Sort::Headed, at + head);
        }
        (Sort::Unknown, at)
    }

    /// The end of "các xã" behind a name that governs levels ("UBND các xã", "Công an xã").
    fn levels_behind(&self, at: usize) -> Option<usize> {
        let first = if self.is_plural(at) { at + 1 } else { at };
        if self.gap(at) > Gap::Close {
            return None;
        }
        self.level(first, first > at)
    }

    /// The end of a level of local government that is not the start of a proper name.
    fn level(&self, at: usize, plural: bool) -> Option<usize> {
        let at = at + usize::from(self.is_key(at, key::CAP));
        let len = self.close_phrase(LEXICON.levels, at);
        if len == 0
            || self.gap(at + len) == Gap::Close
                && at + len < self.len()
                && self.is_upper(at + len)
                && !plural
        {
            return None;
        }
        Some(at + len)
    }

    /// Length of the noun at `at`; "tổ chức" before another verb is a verb itself.
    fn noun(&self, at: usize) -> usize {
        let len = self.close_phrase(LEXICON.nouns, at);
        let verb = len == 2 && self.is_key(at, key::TO) && self.has_predicate(at + len);
        if verb { 0 } else { len }
    }

    /// Whether a predicate starts at `at`, right behind the word before it.
    fn has_predicate(&self, at: usize) -> bool {
        self.is_lower(at)
            && self.gap(at) == Gap::Close
            && self.close_phrase(LEXICON.predicates, at) > 0
    }

    /// Whether nothing but a tail ("liên quan", "cấp tỉnh") stands before the next boundary.
    pub(super) fn is_bare(&self, at: usize) -> bool {
        let mut at = at;
        while !self.is_boundary(at) {
            match self.close_phrase(LEXICON.tails, at) {
                0 => return self.has_predicate(at),
                len => at += len,
            }
        }
        true
    }

    /// Length of the head word of a name at `at`: it must be written with a capital and go on
    /// like a name.
    fn head(&self, at: usize) -> usize {
        let len = self.close_phrase(LEXICON.heads, at);
        let next = at + len;
        if len == 0 || !self.is_upper(at) {
            return 0;
        }
        let ends = next >= self.len() || self.gap(next) >= Gap::Soft || self.gap(next) == Gap::Dash;
        let goes_on = ends
            || len > 1
            || !self.is_lower(next)
            || self.close_phrase(LEXICON.lower_after_head, next) > 0;
        if goes_on { len } else { 0 }
    }

    /// Whether another actor than the one opened by `current` starts at the word `at`, which
    /// stands behind a boundary of the list.
    pub(super) fn starts_another(&self, at: usize, current: Opening, gap: Gap) -> bool {
        if gap == Gap::Hard {
            return true;
        }
        if current.duty {
            let titled = at + usize::from(self.is_plural(at));
            return self.close_phrase(LEXICON.titles, titled) > 0 || self.family(at).is_some();
        }
        if self.is_plural(at) {
            return self.plural_starts(at + 1, current);
        }
        let name = self.phrase(LEXICON.names, at);
        let named = self.is_upper(at) && name > 0;
        let longer = named && name > self.close_phrase(LEXICON.levels, at);
        if self.is_part_of_a_centre(at) {
            return false;
        }
        let heads = self.head(at) > self.close_phrase(LEXICON.levels, at).max(1);
        if heads || self.is_small_head(at) {
            return true;
        }
        if current.sort == Sort::Levels && !longer && self.level(at, false).is_some() {
            return false;
        }
        if self.is_upper(at) && self.close_phrase(LEXICON.titles, at) > 0 && !named {
            let end = segment_end(self, at + 1);
            let several = (current.end..end).any(|word| self.is_plural(word));
            return !current.person || current.plural || several;
        }
        if named {
            return true;
        }
        if self.level(at, true).is_some() {
            return current.sort != Sort::Levels
                && self.is_bare(at + self.close_phrase(LEXICON.levels, at));
        }
        let noun = self.noun(at);
        if noun > 0 && self.is_bare(at + noun) {
            return current.sort != Sort::Nouns;
        }
        if self.head(at) > 0 {
            return true;
        }
        noun > 0 && self.narrowed_noun_starts(at, noun, current)
    }

    /// "Trung tâm Công nghệ thông tin và Thư viện": a library that nothing follows.
    fn is_part_of_a_centre(&self, at: usize) -> bool {
        let ends = at + 2 >= self.len() || self.is_boundary(at + 2);
        self.are_keys(at, &key::THU_VIEN) && self.connector(at.saturating_sub(1)) > 0 && ends
    }

    /// "…, đảng đoàn các tổ chức chính trị - xã hội": heads that are no other words in small
    /// letters either.
    fn is_small_head(&self, at: usize) -> bool {
        const HEADS: [[WordKey; 2]; 4] =
            [key::DANG_DOAN, key::CONG_DOAN, key::CONG_AN, key::THU_VIEN];
        self.is_lower(at) && HEADS.iter().any(|head| self.are_keys(at, head))
    }

    fn plural_starts(&self, at: usize, current: Opening) -> bool {
        if self.close_phrase(LEXICON.not_actors, at) > self.noun(at) {
            return false;
        }
        !(current.sort == Sort::Levels && self.close_phrase(LEXICON.levels, at) > 0)
    }

    /// "doanh nghiệp bưu chính" starts another actor; "phòng chống" and "tổ chức triển khai" do
    /// not; behind a single bare noun ("Hội, hiệp hội nghề nghiệp") nothing does.
    fn narrowed_noun_starts(&self, at: usize, noun: usize, current: Opening) -> bool {
        let only_bare = |words: &&[WordKey]| words.len() == noun && self.are_keys(at, words);
        !ONLY_BARE.iter().any(only_bare)
            && self.close_phrase(LEXICON.predicates, at + noun) == 0
            && current.sort != Sort::Unknown
    }
}
