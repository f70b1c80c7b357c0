//! Mentions of other documents (viện dẫn).

mod law;
mod parts;
mod types;

use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::number::{self, DocNumber, Flag, Form};

/// One mention of another document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationMatch {
    /// The whole mention, from its type word to the end of its title.
    pub span: Range<usize>,
    /// The number and its place; `None` for a law cited by name.
    pub number: Option<(Range<usize>, DocNumber)>,
    /// Type of document in words: `Nghị định`; from the type word, else from the code.
    pub kind: Option<&'static str>,
    /// The date and its place.
    pub date: Option<(Range<usize>, NaiveDate)>,
    /// Who issued it.
    pub issuer: Option<Issuer>,
    /// Place of its title.
    pub title: Option<Range<usize>>,
    /// Year of a law cited by name.
    pub year: Option<i32>,
    /// Why it is cited.
    pub role: Role,
    /// Index, in the same answer, of the mention whose title holds this one.
    pub inside: Option<usize>,
    /// Whether the type word and the code of the number disagree (`Kế hoạch số 182/UBND-KH`).
    pub type_conflict: bool,
}

/// Who issued a cited document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issuer {
    /// Named in the text.
    Written(Range<usize>),
    /// Follows from the type: a law is the National Assembly's.
    Implied(&'static str),
}

/// Why a document is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Căn cứ, thực hiện, triển khai.
    Basis,
    /// Sửa đổi, bổ sung.
    Amends,
    /// Thay thế, bãi bỏ.
    Repeals,
    /// Theo hướng dẫn … tại.
    Guidance,
    /// (Ban hành) kèm theo.
    AnnexOf,
    /// Stands in the title of another mention.
    Nested,
    /// No word says.
    Plain,
}

/// Titles met in full, by canonical number: they bound the title of a later, nested mention.
pub type KnownTitles = HashMap<String, String>;

/// Finds the mentions in one text.
pub fn find(text: &str) -> Vec<CitationMatch> {
    find_with(text, &mut KnownTitles::new())
}

/// Finds the mentions in one item of a document, whose items are read in order.
pub fn find_with(text: &str, known: &mut KnownTitles) -> Vec<CitationMatch> {
    let mut found = numbered(text);
    let starts: Vec<usize> = found
        .iter()
        .filter(|(_, worded)| *worded)
        .map(|(mention, _)| mention.span.start)
        .collect();
    let mut mentions: Vec<CitationMatch> = Vec::with_capacity(found.len());
    for (mention, _) in &mut found {
        complete(text, mention, &starts, known);
        mention.inside = mentions.iter().rposition(|other| holds(other, mention));
        mention.role = role(text, mention);
        mentions.push(mention.clone());
    }
    let taken: Vec<Range<usize>> = mentions
        .iter()
        .map(|mention| mention.span.clone())
        .collect();
    let laws = law::find(text, &taken);
    if !laws.is_empty() {
        mentions.extend(laws.into_iter().map(|law| CitationMatch {
            role: role(text, &law),
            ..law
        }));
        mentions.sort_by_key(|mention| mention.span.start);
        for at in 0..mentions.len() {
            mentions[at].inside = mentions[..at]
                .iter()
                .rposition(|other| holds(other, &mentions[at]));
        }
    }
    mentions
}

fn holds(outer: &CitationMatch, inner: &CitationMatch) -> bool {
    outer
        .title
        .as_ref()
        .is_some_and(|title| title.contains(&inner.span.start))
}

/// The numbers of the text that cite, each with whether its own type word stands before it.
fn numbered(text: &str) -> Vec<(CitationMatch, bool)> {
    let mut found: Vec<(CitationMatch, bool)> = Vec::new();
    for (place, number) in number::find(text) {
        let before = types::before(text, place.start);
        let own = before.type_word.is_some();
        let listed = found
            .last()
            .filter(|_| !own)
            .filter(|(last, _)| lists_on(text, last, &place, before.numbered));
        let accepted = if own {
            !is_loose_group(&number, before.type_word.and_then(|word| word.kind))
        } else {
            let letter = number.form == Form::Letter;
            !number.flags.contains(&Flag::SingleGroup)
                && (!letter || before.numbered.is_some() || listed.is_some())
        };
        if !accepted {
            continue;
        }
        let named = match before.type_word {
            Some(word) => word.kind,
            None => listed.and_then(|(last, _)| last.kind),
        };
        let start = before
            .type_word
            .map(|word| word.start)
            .or(before.numbered)
            .unwrap_or(place.start);
        found.push((mention(start, place, number, named), own));
    }
    found
}

/// "64/CP" is a number only behind "Nghị định" or "Nghị quyết".
fn is_loose_group(number: &DocNumber, kind: Option<&str>) -> bool {
    number.flags.contains(&Flag::SingleGroup)
        && number.issuers == ["CP"]
        && !matches!(kind, Some("Nghị định" | "Nghị quyết"))
}

/// Whether only a joiner stands between a mention and the next number, which then shares its type
/// word.
fn lists_on(
    text: &str,
    last: &CitationMatch,
    place: &Range<usize>,
    numbered: Option<usize>,
) -> bool {
    let end = parts::date(text, last.span.end).map_or(last.span.end, |(date, _)| date.end);
    let start = numbered.unwrap_or(place.start);
    let between = text.get(end..start).map(str::trim);
    between.is_some_and(|between| matches!(between, "" | "," | ";" | "và" | ", và" | "hoặc"))
}

/// A mention of `number`, whose type word names the type `named` ("văn bản" names none).
fn mention(
    start: usize,
    place: Range<usize>,
    number: DocNumber,
    named: Option<&'static str>,
) -> CitationMatch {
    let by_code = number.kind.as_deref().and_then(number::type_name);
    let by_form = if number.form == Form::Letter {
        Some("Công văn")
    } else {
        by_code
    };
    let type_conflict = named.is_some_and(|named| conflicts(named, &number, by_code));
    CitationMatch {
        span: start..place.end,
        number: Some((place, number)),
        kind: named.or(by_form),
        date: None,
        issuer: None,
        title: None,
        year: None,
        role: Role::Plain,
        inside: None,
        type_conflict,
    }
}

fn conflicts(named: &str, number: &DocNumber, by_code: Option<&str>) -> bool {
    match number.form {
        Form::Letter => !matches!(named, "Công văn" | "Giấy mời" | "Nghị định"),
        Form::Assembly => false,
        _ => by_code.is_some_and(|code| code != named && !matches!(code, "Kết luận" | "Công văn")),
    }
}

/// Reads date, issuer and title behind the number, and an issuer before it.
fn complete(text: &str, mention: &mut CitationMatch, starts: &[usize], known: &mut KnownTitles) {
    mention.date = parts::date(text, mention.span.end);
    if let Some((place, _)) = &mention.date {
        mention.span.end = place.end;
    }
    let behind = parts::issuer_behind(text, mention.span.end);
    if let Some(place) = &behind {
        mention.span.end = place.end;
        // "… của Thủ tướng Chính phủ ngày 31/3/2022": some write the date behind the issuer.
        if mention.date.is_none() {
            mention.date = parts::date(text, place.end);
            if let Some((date, _)) = &mention.date {
                mention.span.end = date.end;
            }
        }
    }
    let anchored = mention.date.is_some() || behind.is_some();
    if let Some(start) = parts::title_start(text, mention.span.end, anchored) {
        let end = parts::title_end(text, start, starts);
        mention.title = bounded_title(text, start..end, mention, known);
        if let Some(title) = &mention.title {
            mention.span.end = title.end;
        }
    }
    let issuer = behind.or_else(|| parts::issuer_before(text, mention.span.start));
    mention.issuer = issuer.map(Issuer::Written);
}

/// The title, cut to the title under which the same document was met in full before.
fn bounded_title(
    text: &str,
    place: Range<usize>,
    mention: &CitationMatch,
    known: &mut KnownTitles,
) -> Option<Range<usize>> {
    let title = text[place.clone()].trim_end_matches([' ', ',']);
    if title.is_empty() {
        return None;
    }
    let canonical = mention
        .number
        .as_ref()
        .map(|(_, number)| number.canonical.clone())?;
    match known.get(&canonical) {
        Some(before) if title.starts_with(before.as_str()) => {
            Some(place.start..place.start + before.len())
        }
        Some(_) => Some(place.start..place.start + title.len()),
        None => {
            known.insert(canonical, title.to_owned());
            Some(place.start..place.start + title.len())
        }
    }
}

/// Why the document is cited: what the words before the mention say.
fn role(text: &str, mention: &CitationMatch) -> Role {
    const ROLES: [(&str, Role); 14] = [
        ("sửa đổi, bổ sung", Role::Amends),
        ("sửa đổi", Role::Amends),
        ("bổ sung", Role::Amends),
        ("thay thế", Role::Repeals),
        ("bãi bỏ", Role::Repeals),
        ("kèm theo", Role::AnnexOf),
        ("căn cứ", Role::Basis),
        ("theo", Role::Guidance),
        ("thực hiện", Role::Basis),
        ("triển khai", Role::Basis),
        ("quán triệt", Role::Basis),
        ("tại", Role::Guidance),
        ("hướng dẫn", Role::Guidance),
        ("quy định tại", Role::Guidance),
    ];
    if mention.inside.is_some() {
        return Role::Nested;
    }
    let mut from = mention.span.start.saturating_sub(48);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text[from..mention.span.start].trim_end().to_lowercase();
    let word = ROLES.iter().find(|(word, _)| before.ends_with(word));
    word.map_or(Role::Plain, |(_, role)| *role)
}
