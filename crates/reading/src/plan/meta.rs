//! Head and foot as values.

use std::ops::Range;

use chrono::Datelike;

use super::head::issuer_name;
use super::sheet::{Entry, Place, Sheet};
use super::words::{single_spaced, strip};
use super::zones::Zones;
use crate::draft::{Certainty, Meta, Value};
use crate::grammar::number;

/// Reads head and foot.
pub(super) fn read(sheet: &Sheet<'_>, zones: &Zones) -> Meta {
    let head = &zones.head;
    let plain =
        |place: &Place| sheet.value(single_spaced(sheet.get(place)), place, Certainty::Read);
    let number = head
        .number
        .as_ref()
        .and_then(|place| doc_number(sheet, place));
    let title = head.title.as_ref().map(plain);
    Meta {
        kind: kind(sheet, zones, number.as_ref()),
        issuer: issuer(sheet, zones),
        place: head.place.as_ref().map(plain),
        date: head
            .date
            .as_ref()
            .map(|(place, date)| sheet.value(*date, place, Certainty::Read)),
        years: years(sheet, zones),
        signer: zones.foot.signer.as_ref().map(plain),
        sign_for: sign_for(sheet, zones),
        recipients: zones.foot.recipients.iter().map(plain).collect(),
        number,
        title,
    }
}

fn doc_number(sheet: &Sheet<'_>, place: &Place) -> Option<Value<String>> {
    let text = single_spaced(sheet.get(place)).replace(' ', "");
    let serial = text.starts_with(|ch: char| ch.is_ascii_digit());
    serial.then(|| sheet.value(text, place, Certainty::Read))
}

/// The type: the line that names it, else what the code in the number says.
fn kind(sheet: &Sheet<'_>, zones: &Zones, number: Option<&Value<String>>) -> Option<Value<String>> {
    if let Some(place) = &zones.head.kind {
        return Some(sheet.value(
            sentence_case(&single_spaced(sheet.get(place))),
            place,
            Certainty::Read,
        ));
    }
    let parsed = number::parse_field(&number?.value)?;
    let name = match &parsed.kind {
        Some(code) => number::type_name(code)?,
        None if names_matter(sheet, zones) => "Công văn",
        None => return None,
    };
    Some(Value {
        value: name.to_owned(),
        quote: number?.quote.clone(),
        certainty: Certainty::Inferred,
    })
}

/// Whether the title is the "V/v …" of an official letter.
fn names_matter(sheet: &Sheet<'_>, zones: &Zones) -> bool {
    let title = zones.head.title.as_ref();
    title.is_some_and(|title| strip(sheet.get(title), "V/v ").is_some())
}

fn sentence_case(text: &str) -> String {
    let lower = text.trim_matches([':', ' ']).to_lowercase();
    let mut chars = lower.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// The issuer; a committee whose second line is lost is completed from the opening sentence.
fn issuer(sheet: &Sheet<'_>, zones: &Zones) -> Option<Value<String>> {
    let lines = &zones.head.issuer;
    let (first, last) = (lines.first()?, lines.last()?);
    let written = issuer_name(sheet, lines);
    // Fonts of old lose the first letter: "Y BAN NHÂN DÂN".
    let name = written
        .strip_prefix("Y ban nhân dân")
        .map_or(written.clone(), |rest| format!("Ủy ban nhân dân{rest}"));
    let certainty = if name == written {
        Certainty::Read
    } else {
        Certainty::Inferred
    };
    let committee = strip(&name, "Ủy ban nhân dân").or_else(|| strip(&name, "Uỷ ban nhân dân"));
    let full = committee
        .filter(|rest| rest.is_empty())
        .and_then(|_| full_name(sheet, zones));
    if let Some(full) = full {
        return Some(sheet.value(single_spaced(sheet.get(&full)), &full, Certainty::Inferred));
    }
    Some(sheet.value(name, &(first.start..last.end), certainty))
}

/// "Ủy ban nhân dân tỉnh Nghệ An" in the first paragraphs, where the place of issue agrees.
fn full_name(sheet: &Sheet<'_>, zones: &Zones) -> Option<Place> {
    let place = zones.head.place.as_ref().map(|place| sheet.get(place))?;
    let body = zones.parts.first()?;
    body.entries.iter().take(12).find_map(|&at| {
        let Entry::Line(line) = &sheet.entries[at] else {
            return None;
        };
        let text = sheet.get(&line.place);
        let mut names = ["Ủy ban nhân dân", "Uỷ ban nhân dân"]
            .into_iter()
            .flat_map(|name| text.match_indices(name));
        names.find_map(|(at, name)| {
            let end = named_place(text, at + name.len(), place)?;
            Some(line.place.start + at..line.place.start + end)
        })
    })
}

/// Where "tỉnh Nghệ An" ends, if it stands at `at`.
fn named_place(text: &str, at: usize, place: &str) -> Option<usize> {
    let rest = &text[at..];
    let levels = [
        " tỉnh ",
        " thành phố ",
        " huyện ",
        " thị xã ",
        " xã ",
        " phường ",
    ];
    let level = levels.iter().find(|level| rest.starts_with(**level))?;
    rest[level.len()..]
        .starts_with(place)
        .then(|| at + level.len() + place.len())
}

fn sign_for(sheet: &Sheet<'_>, zones: &Zones) -> Option<Value<String>> {
    let lines = &zones.foot.authority;
    let (first, last) = (lines.first()?, lines.last()?);
    let words: Vec<String> = lines
        .iter()
        .map(|line| single_spaced(sheet.get(line)))
        .collect();
    Some(sheet.value(words.join(" / "), &(first.start..last.end), Certainty::Read))
}

/// The years in the title, else the year of issue.
fn years(sheet: &Sheet<'_>, zones: &Zones) -> Option<Value<(i32, i32)>> {
    let named = zones.head.title.as_ref().and_then(|title| {
        let text = sheet.get(title).to_lowercase();
        let (years, range) = period_years(&text)?;
        let same_length = text.len() == title.len();
        let place = if same_length {
            title.start + range.start..title.start + range.end
        } else {
            title.clone()
        };
        Some(sheet.value(years, &place, Certainty::Read))
    });
    named.or_else(|| {
        let (place, date) = zones.head.date.as_ref()?;
        Some(sheet.value((date.year(), date.year()), place, Certainty::Inferred))
    })
}

/// "năm 2023", "giai đoạn 2026 - 2030", "03 năm 2026 - 2028", and the place of it; not "ngày
/// 23/7/2025".
fn period_years(text: &str) -> Option<((i32, i32), Range<usize>)> {
    let (word, start) = ["giai đoạn ", "năm ", "thời kỳ ", "nhiệm kỳ "]
        .iter()
        .filter_map(|word| text.rfind(word).map(|at| (at, at + word.len())))
        .max_by_key(|&(_, start)| start)?;
    let date_before = text[..start].trim_end().trim_end_matches("năm").trim_end();
    if date_before.ends_with(|ch: char| ch.is_ascii_digit())
        && date_before.contains("tháng")
        && !text[..start].contains("giai đoạn")
    {
        return None;
    }
    let mut rest = &text[start..];
    let mut years = Vec::new();
    let mut end = start;
    while let Some(year) = rest
        .get(..4)
        .and_then(|digits| digits.parse::<i32>().ok())
        .filter(|year| (1945..2101).contains(year))
    {
        years.push(year);
        end = text.len() - rest.len() + 4;
        rest = rest[4..].trim_start_matches([' ', '-']);
        if years.len() == 2 {
            break;
        }
    }
    Some(((*years.first()?, *years.last()?), word..end))
}
