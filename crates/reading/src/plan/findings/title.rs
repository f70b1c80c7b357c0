//! The closing that calls the plan by another name.

use super::{Desk, codes};
use crate::plan::sheet::Place;
use crate::plan::words::{single_spaced, strip};
use vietnamese::key::match_key;

/// Compares "Trên đây là Kế hoạch …" with the title.
pub(super) fn find(desk: &mut Desk<'_>) {
    let Some(title) = desk.draft.meta.title.as_ref() else {
        return;
    };
    let page = desk.page;
    let kind = desk
        .draft
        .meta
        .kind
        .as_ref()
        .map_or("", |kind| kind.value.as_str());
    let named = page
        .closing
        .iter()
        .find_map(|place| named(page.get(place), place, kind));
    let Some((place, name)) = named else {
        return;
    };
    if is_other(&name, &title.value) {
        let span = page.reader.sheet.span(&place);
        let seen = single_spaced(page.get(&place));
        desk.add(
            codes::TITLE_MISMATCH,
            span,
            Some(seen),
            Some(title.value.clone()),
        );
    }
}

/// The name the closing gives the plan, and its place with the type word.
fn named(text: &str, place: &Place, kind: &str) -> Option<(Place, String)> {
    let rest = strip(text, "Trên đây là ")?;
    let name = strip(rest, kind).filter(|_| !kind.is_empty())?;
    let end = [". ", ", ", "; ", "./.", " của Ủy ban", " của UBND"]
        .iter()
        .filter_map(|stop| name.find(stop))
        .min()
        .unwrap_or(name.len());
    let start = place.start + (text.len() - rest.len());
    let stop = place.start + (text.len() - name.len()) + end;
    Some((start..stop, name[..end].trim().to_owned()))
}

/// Whether two names of like length differ by words put for others. A shortened name is none.
fn is_other(name: &str, title: &str) -> bool {
    let (name, title) = (match_key(name), match_key(title));
    let (said, real): (Vec<&str>, Vec<&str>) =
        (name.split(' ').collect(), title.split(' ').collect());
    let foreign = said.iter().filter(|word| !real.contains(word)).count();
    let common = said.len() - foreign;
    said.len() >= 6 && foreign > 0 && foreign * 4 <= said.len() && common * 4 >= real.len() * 3
}

#[cfg(test)]
mod tests {
    use super::is_other;

    #[test]
    fn a_word_put_for_another_is_another_title_and_a_short_form_is_none() {
        let title = "công tác dân vận chính quyền tỉnh Lam Giang năm 2026";
        assert!(is_other(
            "hoạt động dân vận chính quyền tỉnh Lam Giang năm 2026",
            title
        ));
        assert!(!is_other("công tác dân vận chính quyền năm 2026", title));
        assert!(!is_other("thực hiện", title));
    }
}
