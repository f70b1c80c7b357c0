//! Documents cited in a way that will mislead whoever looks for them.

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashSet;

use super::{Desk, codes};
use crate::draft::{Certainty, Citation};
use crate::grammar::number::{self, DocNumber, Flag, Form};
use crate::plan::words::{single_spaced, starts_with};
use crate::source::Span;

/// Looks at each mention.
pub(super) fn find(desk: &mut Desk<'_>) {
    let mut in_full: FxHashSet<&str> = FxHashSet::default();
    let mut repeated: FxHashSet<&str> = FxHashSet::default();
    let mut odd: FxHashSet<(&str, &str)> = FxHashSet::default();
    let draft = desk.draft;
    for citation in &draft.citations {
        if let Some(span) = dated(citation) {
            let again = !in_full.insert(&citation.number);
            if again && repeated.insert(&citation.number) {
                let text = single_spaced(span.of(&desk.page.reader.sheet.source().text));
                desk.add(codes::CITATION_REPEATED_IN_FULL, span, Some(text), None);
            }
        }
        for (code, seen, expected) in oddities(citation) {
            if odd.insert((code, &citation.number)) {
                desk.add(code, citation.number_quote.span, Some(seen), expected);
            }
        }
        if starts_with(&citation.quote.text, "Văn bản ") {
            let word: String = citation
                .quote
                .text
                .chars()
                .take("Văn bản".chars().count())
                .collect();
            let span = Span::new(
                citation.quote.span.start,
                citation.quote.span.start + word.len(),
            );
            desk.add(
                codes::CITATION_GENERIC_TYPE,
                span,
                Some(word),
                citation.kind.clone(),
            );
        }
    }
}

/// From the type word to the date, of a mention that gives its own date.
fn dated(citation: &Citation) -> Option<Span> {
    let date = citation.date.as_ref()?;
    let quote = date.quote.as_ref()?;
    let own = date.certainty == Certainty::Read && quote.span.end <= citation.quote.span.end;
    own.then(|| Span::new(citation.quote.span.start, quote.span.end))
}

/// What is odd about a number: the code, what was seen, what was expected.
fn oddities(citation: &Citation) -> Vec<(&'static str, String, Option<String>)> {
    let mut found = Vec::new();
    let Some(number) = number::parse_field(&citation.number) else {
        return found;
    };
    let seen = || citation.number.clone();
    let by_code = |code: &str| number::type_name(code);
    let kind = citation.kind.as_deref();
    let swapped = number
        .unit
        .as_deref()
        .filter(|unit| number.flags.contains(&Flag::UnitIsTypeCode) && by_code(unit) == kind);
    if let (Some(unit), Some(serial)) = (swapped, number.serial) {
        let expected = format!("{serial}/{unit}-{}", number.issuers.join("-"));
        found.push((codes::NUMBER_ORDER, seen(), Some(expected)));
    } else if let (Some(code), Some(kind)) = (number.kind.as_deref().and_then(by_code), kind) {
        // The Party numbers its rules like its decisions: "Quy định số 178-QĐ/TW".
        let party = number.form == Form::Party && kind == "Quy định" && code == "Quyết định";
        if code != kind && !party {
            found.push((
                codes::TYPE_CONFLICT,
                format!("{kind} {}", citation.number),
                Some(code.to_owned()),
            ));
        }
    }
    let date = citation.date.as_ref().map(|date| date.value);
    if date.is_some_and(|date| is_implausible(&number, citation, date)) {
        found.push((codes::NUMBER_IMPLAUSIBLE_SERIAL, seen(), None));
    }
    found
}

/// Individual decisions of a province or the Prime Minister are numbered in one series a year,
/// more than one on every working day: late in the year no serial is that low. A normative act
/// has its own series and carries its year.
fn is_implausible(number: &DocNumber, citation: &Citation, date: NaiveDate) -> bool {
    const DAYS_FOR_ONE: u32 = 8;
    let issuer = citation
        .issuer
        .as_ref()
        .map(|issuer| issuer.value.to_lowercase());
    let high = issuer.is_some_and(|issuer| {
        ["tỉnh", "thành phố", "thủ tướng"]
            .iter()
            .any(|word| issuer.contains(word))
    });
    let series = number.form == Form::Named && number.kind.as_deref() == Some("QĐ");
    let serial = number.serial.unwrap_or(u32::MAX);
    high && series
        && number
            .issuers
            .first()
            .is_some_and(|code| code == "UBND" || code == "TTg")
        && serial.saturating_mul(DAYS_FOR_ONE) < date.ordinal()
}
