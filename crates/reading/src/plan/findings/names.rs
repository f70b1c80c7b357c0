//! Agencies written otherwise than they are called, or than the plan itself calls them.

use std::collections::{HashMap, HashSet};

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
    let mut actors: Vec<&Actor> = assigned.chain(addressed).collect();
    actors.sort_by_key(|actor| actor.quote.span);
    actors.dedup_by_key(|actor| actor.quote.span);
    let usual = usual_forms(&actors);
    let mut met: HashSet<&str> = HashSet::new();
    for actor in actors {
        if !met.insert(&actor.name) {
            continue;
        }
        let seen = Some(actor.name.clone());
        if let Some(expected) = without_twice(&actor.name) {
            desk.add(
                codes::NAME_DUPLICATE_WORD,
                actor.quote.span,
                seen,
                Some(expected),
            );
        } else if let Some(expected) =
            official::form(&actor.name).or_else(|| usual_form(&usual, &actor.name))
        {
            desk.add(codes::NAME_VARIANT, actor.quote.span, seen, Some(expected));
        }
    }
}

/// Spellings by key, with how often each is written.
type Forms = HashMap<String, Vec<(String, usize)>>;

fn usual_forms(actors: &[&Actor]) -> Forms {
    let mut forms: Forms = HashMap::new();
    for actor in actors {
        let known = forms.entry(match_key(&actor.name)).or_default();
        match known
            .iter_mut()
            .find(|(form, _)| official::same_shape(form, &actor.name))
        {
            Some((_, count)) => *count += 1,
            None => known.push((actor.name.clone(), 1)),
        }
    }
    forms
}

/// How the plan writes the name elsewhere, at least three times as often, when only the marks
/// between its words differ.
fn usual_form(forms: &Forms, name: &str) -> Option<String> {
    const OFTEN: usize = 3;
    let known = forms.get(&match_key(name))?;
    let own = known
        .iter()
        .find(|(form, _)| official::same_shape(form, name))?
        .1;
    let (usual, count) = known.iter().max_by_key(|(_, count)| *count)?;
    (*count >= own * OFTEN && !official::same_shape(usual, name)).then(|| usual.clone())
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
