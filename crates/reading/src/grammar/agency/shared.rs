//! Heads that several names share.

use super::AgencyMatch;
use super::actor::{Opening, Sort};
use super::lexicon::{Family, LEXICON};
use super::list::{Gap, List};
use super::split::{Next, segment_end, skip_joiners};
use crate::draft::{ActorKind, Certainty};

/// A head that several names share: "các Sở: Tài chính, Nội vụ", "UBND các xã: Anh Sơn, Đô Lương".
pub(super) struct Shared {
    /// The names that the head is known to have; places have none.
    family: Option<&'static Family>,
    /// What is put before each name: title and head, without "các".
    head: String,
    /// The first name.
    first: usize,
}

/// The shared head that starts at the word `start`.
pub(super) fn shared_head(list: &List<'_>, start: usize) -> Option<Shared> {
    let mut at = start;
    let mut plural = list.is_plural(at);
    if plural {
        at += 1;
    }
    let title = at..at + list.close_phrase(LEXICON.titles, at);
    at = title.end;
    if list.is_plural(at) {
        plural = true;
        at += 1;
    }
    let Some((family, len)) = list.family(at) else {
        return shared_level(list, start);
    };
    let head = at..at + len;
    let first = colon_behind(list, head.end).or_else(|| {
        let named = plural && list.is_upper(head.end) && list.phrase(family.names, head.end) > 0;
        named.then_some(head.end)
    })?;
    let head = [list.written(title), capitalised(&list.written(head))].join(" ");
    Some(Shared {
        family: Some(family),
        head: head.trim_start().to_owned(),
        first,
    })
}

/// "các sở: Tài chính" names the "Sở Tài chính".
fn capitalised(head: &str) -> String {
    let mut letters = head.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// "UBND các xã: Anh Sơn, Đô Lương", "UBND các huyện Con Cuông, Tương Dương": a body, "các", one
/// level, then the names of places.
fn shared_level(list: &List<'_>, start: usize) -> Option<Shared> {
    let body = start..start + list.phrase(LEXICON.names, start);
    if body.is_empty() || !list.is_plural(body.end) {
        return None;
    }
    let level = body.end + 1..body.end + 1 + list.close_phrase(LEXICON.levels, body.end + 1);
    let first = level.end;
    let named =
        list.gap(first) == Gap::Colon || list.gap(first) == Gap::Close && list.is_upper(first);
    if level.is_empty() || first >= list.len() || !named {
        return None;
    }
    let head = format!("{} {}", list.written(body), list.written(level));
    Some(Shared {
        family: None,
        head,
        first,
    })
}

/// The word behind the colon of "Sở:", "Các sở, ngành:".
fn colon_behind(list: &List<'_>, from: usize) -> Option<usize> {
    (from..list.len().min(from + 4))
        .take_while(|&at| {
            at == from || list.close_phrase(LEXICON.nouns, at - 1) > 0 || list.is_boundary(at)
        })
        .find(|&at| list.gap(at) == Gap::Colon)
}

/// Reads the names behind a shared head.
pub(super) fn shared_names(list: &List<'_>, shared: &Shared, found: &mut Vec<AgencyMatch>) -> Next {
    let mut at = shared.first;
    let mut end = at;
    while at < list.len() {
        let known = shared
            .family
            .map_or(0, |family| list.phrase(family.names, at));
        let own_head = list.is_upper(at) && list.phrase(LEXICON.names, at) > known
            || list.family(at).is_some();
        if at > shared.first && (own_head || known == 0 && list.leaves_shared(at, end)) {
            break;
        }
        let item = at..segment_end(list, at + known.max(1));
        found.push(AgencyMatch {
            name: format!("{} {}", shared.head, list.written(item.clone())),
            range: list.place(item.clone()),
            kind: ActorKind::Agency,
            qualifier: None,
            certainty: if known > 0 {
                Certainty::Read
            } else {
                Certainty::Uncertain
            },
        });
        end = item.end;
        at = skip_joiners(list, end);
    }
    Next {
        at: end,
        stopped: false,
    }
}

impl List<'_> {
    /// Whether the word `at` cannot be a name behind a shared head any more.
    fn leaves_shared(&self, at: usize, end: usize) -> bool {
        let behind = Opening {
            sort: Sort::Known,
            plural: false,
            person: false,
            duty: false,
            end,
        };
        self.gap(end) == Gap::Hard || self.starts_another(at, behind, Gap::Soft)
    }
}
