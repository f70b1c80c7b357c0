//! Splitting a list into its actors.

use std::ops::Range;

use super::AgencyMatch;
use super::actor::{Opening, Sort};
use super::lexicon::{Family, LEXICON};
use super::list::{Gap, List, key};
use super::phrases::Set;
use super::shared::{shared_head, shared_names};
use crate::draft::{ActorKind, Certainty};

/// How far a list goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The text is the list: every word belongs to some actor.
    Whole,
    /// The list opens a sentence and ends where its predicate starts.
    Leading,
}

/// The actors of a list, and the word after the last of them.
pub(super) fn actors(list: &List<'_>, extent: Extent) -> (Vec<AgencyMatch>, usize) {
    let mut found = Vec::new();
    let mut at = skip_joiners(list, 0);
    let mut end = at;
    while at < list.len() {
        if extent == Extent::Leading && !list.may_open(at) {
            break;
        }
        let next = match shared_head(list, at) {
            Some(shared) => shared_names(list, &shared, &mut found),
            None => one_actor(list, at, extent, &mut found),
        };
        end = next.at;
        if next.stopped {
            break;
        }
        at = skip_joiners(list, next.at);
    }
    (found, end)
}

/// Whether the first two words of a text leave it open that a list starts there. Most texts do
/// not, and need not be looked at any further.
pub(super) fn may_list(text: &str) -> bool {
    may_be(text, |list| {
        list.is_plural(0) || skip_joiners(list, 0) > 0 || list.may_name()
    })
}

/// Whether the first two words of a text leave it open that a phrase of one of the sets starts
/// there.
pub(super) fn may_open(text: &str, sets: Set) -> bool {
    may_be(text, |list| list.may_start_phrase(sets))
}

/// What the first two words of a text say; what a bracket among them would say is not looked at.
fn may_be(text: &str, says: impl Fn(&List<'_>) -> bool) -> bool {
    let second = memchr::memchr_iter(b' ', text.as_bytes()).nth(1);
    let start = &text[..second.unwrap_or(text.len())];
    memchr::memchr(b'(', start.as_bytes()).is_some() || says(&List::of(start))
}

/// Where reading goes on, and whether the list is over.
pub(super) struct Next {
    pub(super) at: usize,
    pub(super) stopped: bool,
}

/// Joiners and the words that introduce a list.
pub(super) fn skip_joiners(list: &List<'_>, from: usize) -> usize {
    let mut at = from;
    loop {
        let len = list.connector(at);
        if len > 0 {
            at += len;
        } else if list.is_key(at, key::VOI) {
            at += 1;
        } else if list.are_keys(at, &key::PHOI_HOP) {
            at += 2;
        } else {
            return at;
        }
    }
}

/// Reads one actor, and those behind it that share its head without saying so: "Sở Tài chính,
/// Nội vụ", "Ban Chỉ huy cấp tỉnh, cấp xã".
fn one_actor(list: &List<'_>, start: usize, extent: Extent, found: &mut Vec<AgencyMatch>) -> Next {
    let opening = list.opening(start);
    // "Các đơn vị: Báo An Hải, …": the nouns only announce the names.
    if opening.sort == Sort::Nouns
        && opening.end < list.len()
        && list.gap(opening.end) == Gap::Colon
        && extent == Extent::Whole
    {
        return Next {
            at: opening.end,
            stopped: false,
        };
    }
    let (end, mut next) = name_end(list, start, opening, extent);
    found.push(actor(list, start..end, opening));
    if let Some(head) = list.head_before_level(start, end) {
        while let Some(level) = level_sibling(list, next.at) {
            next = Next {
                at: level.end,
                stopped: false,
            };
            found.push(sibling(
                list,
                start..head,
                level,
                ActorKind::Group,
                Certainty::Read,
            ));
        }
    }
    if let Some((family, head)) = list.family(start).filter(|_| opening.sort == Sort::Known) {
        while let Some(item) = bare_sibling(list, next.at, family) {
            next = Next {
                at: item.end,
                stopped: false,
            };
            let head = start..start + head;
            found.push(sibling(
                list,
                head,
                item,
                ActorKind::Agency,
                Certainty::Uncertain,
            ));
        }
    }
    next
}

/// An actor whose head stands with another.
fn sibling(
    list: &List<'_>,
    head: Range<usize>,
    words: Range<usize>,
    kind: ActorKind,
    certainty: Certainty,
) -> AgencyMatch {
    AgencyMatch {
        name: format!("{} {}", list.written(head), list.written(words.clone())),
        range: list.place(words),
        kind,
        qualifier: None,
        certainty,
    }
}

/// A name of the same family without its head, which fills the segment at `at`.
fn bare_sibling(list: &List<'_>, at: usize, family: &Family) -> Option<Range<usize>> {
    if at >= list.len() || !list.is_boundary(at) {
        return None;
    }
    let start = skip_joiners(list, at);
    let len = list.phrase(family.names, start);
    let fills = len > 0
        && list.is_upper(start)
        && list.is_bare(start + len)
        && list.phrase(LEXICON.names, start) == 0;
    fills.then(|| start..segment_end(list, start + len))
}

/// "cấp xã" behind a boundary: the same body at another level.
fn level_sibling(list: &List<'_>, at: usize) -> Option<Range<usize>> {
    if at >= list.len() || !list.is_boundary(at) {
        return None;
    }
    let start = skip_joiners(list, at);
    let end = list.level_named(start)?;
    list.is_bare(end).then(|| start..segment_end(list, end))
}

/// Where the name that starts at `start` ends, and where reading goes on.
fn name_end(list: &List<'_>, start: usize, opening: Opening, extent: Extent) -> (usize, Next) {
    let mut current = opening;
    let mut at = opening.end.max(start + 1);
    while at < list.len() {
        if list.gap(at) == Gap::Dash && list.close_phrase(LEXICON.appositions, at) > 0 {
            return (
                at,
                Next {
                    at: segment_end(list, at),
                    stopped: false,
                },
            );
        }
        if extent == Extent::Leading && list.predicate_at(at, current) {
            return (at, Next { at, stopped: true });
        }
        current.duty |= current.person && list.names_duty(at);
        if list.is_boundary(at) {
            let behind = skip_joiners(list, at);
            if let Some(end) = list.same_levels(start, at, behind) {
                at = end;
                continue;
            }
            if behind >= list.len() || list.starts_another(behind, current, list.gap(at)) {
                return (at, Next { at, stopped: false });
            }
            if list.continues_sibling(start, behind, current)
                || list.head_before_level(start, at).is_some() && list.level_named(behind).is_some()
            {
                return (at, Next { at, stopped: false });
            }
            if extent == Extent::Leading && list.leaves_list(behind, current) {
                return (at, Next { at, stopped: true });
            }
            if current.sort == Sort::Levels || current.sort == Sort::Nouns {
                let inner = list.opening(behind);
                at = inner.end.max(behind + 1);
                continue;
            }
            if current.sort == Sort::Known {
                current.sort = Sort::Headed;
            }
            at = behind + 1;
            continue;
        }
        at += 1;
    }
    (
        list.len(),
        Next {
            at: list.len(),
            stopped: false,
        },
    )
}

pub(super) fn segment_end(list: &List<'_>, from: usize) -> usize {
    let mut at = from;
    while at < list.len() && !list.is_boundary(at) {
        at += 1;
    }
    at
}

fn actor(list: &List<'_>, words: Range<usize>, opening: Opening) -> AgencyMatch {
    let body = opening.end.min(words.end);
    let tail = (body..words.end)
        .find(|&at| list.is_bare_until(at, words.end))
        .filter(|_| body > words.start);
    AgencyMatch {
        name: list.written(words.clone()),
        range: list.place(words.clone()),
        kind: kind(list, words.clone(), opening),
        qualifier: tail.map(|at| list.place(at..words.end)),
        certainty: if opening.sort == Sort::Unknown {
            Certainty::Uncertain
        } else {
            Certainty::Read
        },
    }
}

fn kind(list: &List<'_>, words: Range<usize>, opening: Opening) -> ActorKind {
    let has = |fits: &dyn Fn(usize) -> bool| words.clone().any(fits);
    let several = |at: usize| at > words.start && list.is_plural(at);
    let level = |at: usize| {
        list.is_key(at, key::CAP)
            && (list.is_key(at + 1, key::XA) || list.is_key(at + 1, key::HUYEN))
    };
    let soft = |at: usize| at > words.start && list.gap(at) == Gap::Soft;
    match opening.sort {
        Sort::Nouns | Sort::Noun if has(&|at| list.phrase(LEXICON.open, at) > 0) => {
            ActorKind::OpenGroup
        }
        Sort::Nouns | Sort::Noun => ActorKind::Group,
        Sort::Levels if opening.plural || has(&several) || has(&level) || has(&soft) => {
            ActorKind::Group
        }
        _ if opening.plural => ActorKind::Group,
        _ => ActorKind::Agency,
    }
}

impl List<'_> {
    /// "phụ trách": what a person is in charge of follows.
    fn names_duty(&self, at: usize) -> bool {
        self.are_keys(at, &key::PHU_TRACH)
    }

    /// Whether an actor can open at `at` at all: what a sentence starts with is otherwise no list.
    fn may_open(&self, at: usize) -> bool {
        self.is_plural(at) && self.phrase(LEXICON.not_actors, at + 1) == 0
            || self.opening(at).sort != Sort::Unknown
            || shared_head(self, at).is_some()
    }

    /// Whether the first words may be those of a name, a title or a noun.
    fn may_name(&self) -> bool {
        let sets = LEXICON
            .names
            .or(LEXICON.titles)
            .or(LEXICON.heads)
            .or(LEXICON.nouns)
            .or(LEXICON.levels);
        self.may_start_phrase(sets) || self.family(0).is_some() || self.is_key(0, key::CAP)
    }

    /// Whether the predicate starts at `at`.
    fn predicate_at(&self, at: usize, current: Opening) -> bool {
        if self.stops_before(at)
            || self.gap(at) == Gap::Colon
            || self.is_past_a_province(at, current)
        {
            return true;
        }
        self.is_lower(at)
            && self.close_phrase(LEXICON.predicates, at) > 0
            && self.close_phrase(LEXICON.tails, at) == 0
            && (self.gap(at) == Gap::Close
                || current.sort != Sort::Nouns
                || self.close_phrase(LEXICON.nouns, at) == 0)
    }

    /// "Công an tỉnh phân luồng": behind "tỉnh" the name of one body is whole, and
    /// what goes on in small letters says what it does, whether the verb is known or not.
    fn is_past_a_province(&self, at: usize, current: Opening) -> bool {
        const GOES_ON: [&str; 16] = [
            "nơi", "có", "được", "đang", "đã", "đóng", "ven", "cũ", "mới", "khác", "nhà", "bạn",
            "lỵ", "ủy", "uỷ", "đoàn",
        ];
        let known = current.sort != Sort::Unknown && !current.plural;
        known
            && at > 1
            && self.word(at - 1) == "tỉnh"
            && self.is_lower(at)
            && self.gap(at) == Gap::Close
            && self.close_phrase(LEXICON.tails, at) == 0
            && self.close_phrase(LEXICON.levels, at) == 0
            && self.close_phrase(LEXICON.nouns, at) == 0
            && self.connector(at) == 0
            && !GOES_ON.contains(&self.word(at))
    }

    /// Whether a word behind a comma cannot go on with the name before it.
    fn leaves_list(&self, at: usize, current: Opening) -> bool {
        self.is_lower(at)
            && match current.sort {
                Sort::Nouns => self.close_phrase(LEXICON.nouns, at) == 0 && !self.is_plural(at),
                Sort::Levels => self.close_phrase(LEXICON.levels, at) == 0 && !self.is_plural(at),
                Sort::Known => true,
                _ => false,
            }
    }

    /// "Trung tâm Y tế các huyện, thành phố", "các bệnh viện công lập, ngoài công lập": the end of
    /// what goes on with a name behind a boundary though it could stand alone.
    fn same_levels(&self, start: usize, at: usize, behind: usize) -> Option<usize> {
        if self.gap(behind) > Gap::Soft {
            return None;
        }
        if self.is_key(behind, key::NGOAI) && self.is_lower(behind) {
            return Some(segment_end(self, behind + 1));
        }
        let plural_level = (start..at).any(|word| {
            self.is_plural(word) && {
                let len = self.close_phrase(LEXICON.levels, word + 1);
                len > 0 && word + 1 + len == at
            }
        });
        // "các thôn, bản"; keys know no tone, and "ban" is a board.
        if plural_level && self.word(behind) == "bản" {
            return Some(behind + 1);
        }
        let len = self.close_phrase(LEXICON.levels, behind);
        let of_a_body = len > 0 && self.is_key(behind + len - 1, key::THUOC);
        let bare = self.is_lower(behind) && (of_a_body || !self.is_upper(behind + len));
        (plural_level && len > 0 && bare).then_some(behind + len)
    }

    /// Whether the segment at `at` is a sibling of a known name, its head left out.
    fn continues_sibling(&self, start: usize, at: usize, current: Opening) -> bool {
        if current.sort != Sort::Known {
            return false;
        }
        let Some((family, _)) = self.family(start) else {
            return false;
        };
        let len = self.phrase(family.names, at);
        len > 0 && self.is_upper(at) && self.is_bare(at + len)
    }

    /// The word "cấp" of "<body> cấp tỉnh", when a name ends so.
    fn head_before_level(&self, start: usize, end: usize) -> Option<usize> {
        (start + 1..end)
            .rev()
            .find(|&at| self.level_named(at).is_some_and(|level| level >= end))
    }

    /// The end of "cấp xã" at `at`.
    fn level_named(&self, at: usize) -> Option<usize> {
        if !self.is_key(at, key::CAP) {
            return None;
        }
        let len = self.close_phrase(LEXICON.levels, at + 1);
        (len > 0).then_some(at + 1 + len)
    }

    /// Whether only tails stand between `at` and `end`.
    fn is_bare_until(&self, at: usize, end: usize) -> bool {
        let mut at = at;
        while at < end {
            match self.close_phrase(LEXICON.tails, at) {
                0 => return false,
                len => at += len,
            }
        }
        true
    }
}
