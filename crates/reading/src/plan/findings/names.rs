//! Agencies written otherwise than they are called, or than the plan itself calls them.

use std::collections::HashMap;

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
    let usual = usual_forms(&spellings);
    for spelling in &spellings {
        let actor = spelling.actor;
        let seen = Some(actor.name.clone());
        if let Some(expected) = without_twice(&actor.name) {
            desk.add(
                codes::NAME_DUPLICATE_WORD,
                actor.quote.span,
                seen,
                Some(expected),
            );
        } else if let Some(expected) =
            official::form(&actor.name).or_else(|| usual_form(&usual, spelling))
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
    /// Its words and the marks between them.
    shape: Vec<String>,
}

/// The spellings of the plan in the order they are first met.
fn spellings(mut actors: Vec<&Actor>) -> Vec<Spelling<'_>> {
    actors.sort_by_key(|actor| actor.quote.span);
    actors.dedup_by_key(|actor| actor.quote.span);
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut spellings: Vec<Spelling<'_>> = Vec::new();
    for actor in actors {
        let place = *places.entry(&actor.name).or_insert(spellings.len());
        match spellings.get_mut(place) {
            Some(spelling) => spelling.count += 1,
            None => spellings.push(Spelling {
                actor,
                count: 1,
                key: match_key(&actor.name),
                shape: official::shape(&actor.name),
            }),
        }
    }
    spellings
}

/// The shapes in which the words of a name are written, and how often each is.
type Forms<'a> = HashMap<&'a str, Vec<(&'a Spelling<'a>, usize)>>;

fn usual_forms<'a>(spellings: &'a [Spelling<'a>]) -> Forms<'a> {
    let mut forms: Forms<'a> = HashMap::new();
    for spelling in spellings {
        let known = forms.entry(&spelling.key).or_default();
        match known
            .iter_mut()
            .find(|(form, _)| form.shape == spelling.shape)
        {
            Some((_, count)) => *count += spelling.count,
            None => known.push((spelling, spelling.count)),
        }
    }
    forms
}

/// How the plan writes the name elsewhere, at least three times as often, when only the marks
/// between its words differ.
fn usual_form(forms: &Forms<'_>, spelling: &Spelling<'_>) -> Option<String> {
    const OFTEN: usize = 3;
    let known = forms.get(spelling.key.as_str())?;
    let own = known
        .iter()
        .find(|(form, _)| form.shape == spelling.shape)?
        .1;
    let (usual, count) = known.iter().max_by_key(|(_, count)| *count)?;
    (*count >= own * OFTEN && usual.shape != spelling.shape).then(|| usual.actor.name.clone())
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
