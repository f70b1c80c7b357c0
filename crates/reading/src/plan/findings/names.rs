//! Agencies written otherwise than they are called, or than the plan itself calls them.

use rustc_hash::FxHashMap;
use vietnamese::key::match_key;

use super::{Desk, codes};
use crate::draft::Actor;
use crate::grammar::agency::official;

/// Looks at each name in an assignment or a heading, each spelling once.
pub(super) fn find(desk: &mut Desk<'_>) {
    let draft = desk.draft;
    let assigned = draft
        .tasks
        .iter()
        .flat_map(|task| task.lead.iter().chain(&task.coordinate));
    let addressed = draft.duties.iter().flat_map(|list| &list.addressees);
    let spellings = spellings(assigned.chain(addressed).collect());
    let mut alike: FxHashMap<&str, Vec<&Spelling<'_>>> = FxHashMap::default();
    for spelling in &spellings {
        alike.entry(&spelling.key).or_default().push(spelling);
    }
    for spelling in &spellings {
        let actor = spelling.actor;
        let seen = Some(actor.name.clone());
        let repeats = repeats(&spelling.key);
        if let Some(expected) = repeats.then(|| without_twice(&actor.name)).flatten() {
            desk.add(
                codes::NAME_DUPLICATE_WORD,
                actor.quote.span,
                seen,
                Some(expected),
            );
        } else if let Some(expected) = official::form(&actor.name)
            .or_else(|| usual_form(&alike[spelling.key.as_str()], spelling))
        {
            desk.add(codes::NAME_VARIANT, actor.quote.span, seen, Some(expected));
        }
    }
}

/// One way a name is written in the plan.
struct Spelling<'a> {
    /// Where it is first met.
    actor: &'a Actor,
    /// How often it is met.
    count: usize,
    /// Its words.
    key: String,
}

/// The spellings of the plan in the order they are first met.
fn spellings(mut actors: Vec<&Actor>) -> Vec<Spelling<'_>> {
    actors.sort_by_key(|actor| actor.quote.span);
    actors.dedup_by_key(|actor| actor.quote.span);
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut spellings: Vec<Spelling<'_>> = Vec::new();
    for actor in actors {
        let place = *places.entry(&actor.name).or_insert(spellings.len());
        match spellings.get_mut(place) {
            Some(spelling) => spelling.count += 1,
            None => spellings.push(Spelling {
                actor,
                count: 1,
                key: match_key(&actor.name),
            }),
        }
    }
    spellings
}

/// How the plan writes the name elsewhere, at least three times as often, when only the marks
/// between its words differ; `alike` are the spellings of the same words.
fn usual_form(alike: &[&Spelling<'_>], spelling: &Spelling<'_>) -> Option<String> {
    const OFTEN: usize = 3;
    if alike.len() < 2 {
        return None;
    }
    // The shapes in which these words are written, each with its first spelling and how often.
    let mut shapes: Vec<(Vec<String>, &Spelling<'_>, usize)> = Vec::new();
    for &other in alike {
        let shape = official::shape(&other.actor.name);
        match shapes.iter_mut().find(|(known, _, _)| *known == shape) {
            Some((_, _, count)) => *count += other.count,
            None => shapes.push((shape, other, other.count)),
        }
    }
    let own_shape = official::shape(&spelling.actor.name);
    let own = shapes.iter().find(|(shape, _, _)| *shape == own_shape)?.2;
    let (shape, usual, count) = shapes.iter().max_by_key(|(_, _, count)| *count)?;
    (*count >= own * OFTEN && *shape != own_shape).then(|| usual.actor.name.clone())
}

/// Whether a word of the key stands in it twice.
fn repeats(key: &str) -> bool {
    let words: Vec<&[u8]> = key.as_bytes().split(|&byte| byte == b' ').collect();
    let mut behind = words.as_slice();
    while let Some((word, rest)) = behind.split_first() {
        if rest.contains(word) {
            return true;
        }
        behind = rest;
    }
    false
}

/// The name without two words that stand in it twice in a row; `None` when none do.
fn without_twice(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let keys: Vec<String> = words.iter().map(|word| match_key(word)).collect();
    let at = (0..words.len().saturating_sub(3)).find(|&at| {
        let marked = words[at..at + 3]
            .iter()
            .any(|word| word.ends_with([',', ';']));
        !marked && !keys[at].is_empty() && keys[at..at + 2] == keys[at + 2..at + 4]
    })?;
    let mut kept = words;
    kept.drain(at..at + 2);
    Some(kept.join(" "))
}

#[cfg(test)]
mod tests {
    use super::without_twice;

    #[test]
    fn two_words_twice_in_a_row_are_written_once() {
        assert_eq!(
            without_twice("Ban quản lý Quản lý dự án").as_deref(),
            Some("Ban Quản lý dự án")
        );
        assert_eq!(without_twice("Ban Quản lý dự án"), None);
        assert_eq!(without_twice("Các sở, ban, các sở, ban"), None);
    }
}
