//! What the headings of agencies ask of them, statement by statement.

use std::sync::LazyLock;

use super::page::Page;
use super::reader::address;
use super::sheet::Place;
use super::words::{Cues, fold, starts_with};
use crate::draft::{Actor, Duty, DutyList, Modality};

/// Reads the duties.
pub(super) fn read(page: &Page<'_>) -> Vec<DutyList> {
    let mut lists: Vec<DutyList> = Vec::new();
    let mut end = 0;
    for id in 0..page.nodes.len() {
        if id < end || !page.is_words(id) {
            continue;
        }
        let Some(list) = list(page, id) else { continue };
        end = page.below(id).end;
        if !list.duties.is_empty() {
            lists.push(list);
        }
    }
    lists
}

/// The duties under a heading that is a list of agencies.
fn list(page: &Page<'_>, id: usize) -> Option<DutyList> {
    let heading = page.parts[id].heading.clone()?;
    let addressees = page.reader.agencies(&heading)?;
    let text = page.get(&heading);
    let asked = address(text).0;
    let words = text[..asked].trim_end_matches([' ', ':']).len();
    let asks = (words > 0).then(|| {
        page.reader
            .sheet
            .quote(&(heading.start..heading.start + words))
    });
    let mut duties = Vec::new();
    let own = page.parts[id].text.iter().cloned();
    let below = page.below(id).filter(|&below| page.is_words(below));
    let texts: Vec<Place> = own
        .chain(below.filter_map(|below| page.parts[below].whole.clone()))
        .collect();
    for text in texts {
        paragraph(page, &text, &addressees, &mut duties);
    }
    Some(DutyList {
        node: id,
        addressees,
        modality: modality(&text[..words]),
        asks,
        duties,
    })
}

fn modality(words: &str) -> Modality {
    let asks = ["Đề nghị", "Kính đề nghị", "Khuyến khích"]
        .iter()
        .any(|ask| starts_with(words, ask));
    if asks {
        Modality::Request
    } else {
        Modality::Order
    }
}

/// The duties of a paragraph: whoever its first statement names does the rest too.
fn paragraph(page: &Page<'_>, text: &Place, addressees: &[Actor], duties: &mut Vec<Duty>) {
    let mut actors = addressees.to_vec();
    for statement in page.statements(text) {
        let (subject, end) = page.actors_at(&statement);
        if !subject.is_empty() && acts(page.get(&(end..statement.end))) {
            actors = subject;
        }
        duties.push(Duty {
            quote: page.reader.sheet.quote(&statement),
            actors: actors.clone(),
            coordinate: partners(page, &statement),
            directed_at: directed_at(page, &statement),
        });
    }
}

/// Whether what follows a list of agencies is a predicate of theirs.
fn acts(rest: &str) -> bool {
    rest.trim_start().starts_with(char::is_lowercase)
}

/// Whom to work with: "phối hợp (chặt chẽ) (với) …".
pub(super) fn partners(page: &Page<'_>, statement: &Place) -> Vec<Actor> {
    static WORKING: LazyLock<Cues> = LazyLock::new(|| Cues::of(&["phối hợp"]));
    behind(
        page,
        statement,
        &WORKING,
        &["chặt chẽ ", "tốt ", "cùng ", "với "],
    )
}

/// Verbs whose object is the one guided, urged or informed.
static DIRECTING: LazyLock<Cues> = LazyLock::new(|| {
    Cues::of(&[
        "chỉ đạo",
        "định hướng",
        "đôn đốc",
        "kiểm tra",
        "giám sát",
        "hướng dẫn",
        "báo cáo",
        "tham mưu",
        "yêu cầu",
    ])
});

fn directed_at(page: &Page<'_>, statement: &Place) -> Vec<Actor> {
    behind(page, statement, &DIRECTING, &["cho ", "với "])
}

/// The actors right behind one of some verbs.
fn behind(page: &Page<'_>, statement: &Place, verbs: &Cues, skipped: &[&str]) -> Vec<Actor> {
    let text = page.get(statement);
    let mut found = Vec::new();
    let lower = page.reader.sheet.lower(statement);
    let mut verbs: Vec<_> = verbs
        .find(lower)
        .into_iter()
        .map(|(_, verb)| verb)
        .collect();
    verbs.sort_unstable_by_key(|verb| verb.end);
    for verb in verbs {
        if names_paper(&text[..verb.start]) {
            continue;
        }
        let mut rest = text[verb.end..].trim_start();
        for word in skipped {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        let (actors, _) = page.actors_at(&(statement.end - rest.len()..statement.end));
        for actor in actors {
            super::actors::push(&mut found, actor);
        }
    }
    found
}

/// "văn bản (hướng dẫn)": the verb behind it only says what the paper is for.
fn names_paper(before: &str) -> bool {
    const LONGEST: usize = 16;
    let before = before.trim_end();
    let from = before.ceil_char_boundary(before.len().saturating_sub(LONGEST));
    fold(&before[from..]).ends_with("van ban")
}
