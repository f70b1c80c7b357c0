//! Mentions of other documents, from the opening to the foot notes.

use std::collections::HashMap;

use super::sheet::{Entry, Place, Sheet};
use super::words::single_spaced;
use super::zones::Zones;
use crate::draft::{Certainty, Citation, Value};
use crate::file::wrap::is_upper;
use crate::grammar::citation::{self, CitationMatch, Issuer, KnownTitles};

/// Reads the citations; the document's own number is none.
pub(super) fn read(sheet: &Sheet<'_>, zones: &Zones, own: Option<&str>) -> Vec<Citation> {
    let mut known = KnownTitles::new();
    let mut citations = Vec::new();
    let parts = zones.parts.iter().flat_map(|part| part.entries.iter());
    for &entry in parts.chain(&zones.notes) {
        match &sheet.entries[entry] {
            Entry::Line(line) => find(sheet, &line.place, &mut known, &mut citations),
            Entry::Table(grid) => {
                for place in super::table::cells(grid) {
                    find(sheet, place, &mut known, &mut citations);
                }
            }
        }
    }
    cite_title(sheet, zones, &mut citations);
    citations.retain(|citation| own != Some(citation.number.as_str()));
    complete(&mut citations);
    citations
}

/// What only the title cites; a title in capitals does not tell how a number is written.
fn cite_title(sheet: &Sheet<'_>, zones: &Zones, citations: &mut Vec<Citation>) {
    let Some(title) = &zones.head.title else {
        return;
    };
    if is_upper(sheet.get(title)) {
        return;
    }
    let mut named = Vec::new();
    find(sheet, title, &mut KnownTitles::new(), &mut named);
    named.retain(|one| citations.iter().all(|other| other.number != one.number));
    citations.splice(0..0, named);
}

fn find(sheet: &Sheet<'_>, place: &Place, known: &mut KnownTitles, citations: &mut Vec<Citation>) {
    let text = sheet.get(place);
    // A number holds a slash; without one there is nothing to find.
    if memchr::memchr(b'/', text.as_bytes()).is_none() {
        return;
    }
    for found in citation::find_with(text, known) {
        citations.extend(cite(sheet, place.start, &found));
    }
}

fn cite(sheet: &Sheet<'_>, start: usize, found: &CitationMatch) -> Option<Citation> {
    let within = |range: &std::ops::Range<usize>| start + range.start..start + range.end;
    let (number_range, number) = found.number.as_ref()?;
    let written = |range: &std::ops::Range<usize>| {
        let place = within(range);
        sheet.value(single_spaced(sheet.get(&place)), &place, Certainty::Read)
    };
    Some(Citation {
        quote: sheet.quote(&within(&found.span)),
        number: number.canonical.clone(),
        number_quote: sheet.quote(&within(number_range)),
        kind: found.kind.map(str::to_owned),
        date: found
            .date
            .as_ref()
            .map(|(range, date)| sheet.value(*date, &within(range), Certainty::Read)),
        issuer: found.issuer.as_ref().map(|issuer| match issuer {
            Issuer::Written(range) => written(range),
            Issuer::Implied(name) => Value {
                value: (*name).to_owned(),
                quote: None,
                certainty: Certainty::Inferred,
            },
        }),
        title: found.title.as_ref().map(written),
        role: crate::draft::CitationRole::Plain,
        inside: None,
    })
}

/// A date given once holds for every mention of the same document.
fn complete(citations: &mut [Citation]) {
    let mut dates: HashMap<String, Value<chrono::NaiveDate>> = HashMap::new();
    for citation in citations.iter() {
        if let Some(date) = &citation.date {
            dates
                .entry(citation.number.clone())
                .or_insert_with(|| date.clone());
        }
    }
    for citation in citations
        .iter_mut()
        .filter(|citation| citation.date.is_none())
    {
        citation.date = dates.get(&citation.number).map(|date| Value {
            certainty: Certainty::Inferred,
            ..date.clone()
        });
    }
}
