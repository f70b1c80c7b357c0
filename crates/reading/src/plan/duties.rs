//! The single duties inside a task stated in prose, what is said about money, who reports.

use super::actors::{self, opens_agency, subject};
use super::prose::{coordinators, is_feedback};
use super::reader::{Reader, ends_sentence};
use super::sheet::Place;
use super::words::starts_with_word;
use crate::draft::{Actor, Certainty, Deadline, DeadlineKind, Duty, ReportingRule, TaskDraft};
use crate::grammar::agency;
use crate::grammar::deadline;

/// The duties of one task. `text` is where its words stand.
pub(super) fn of_task(
    reader: &Reader<'_>,
    index: usize,
    task: &TaskDraft,
    text: &Place,
) -> Vec<(Duty, Place)> {
    pieces(reader, text)
        .into_iter()
        .map(|place| {
            let duty = Duty {
                quote: reader.sheet.quote(&place),
                task: index,
                actors: task.lead.clone(),
                coordinate: coordinators(reader, &place, reader.sheet.get(&place)),
            };
            (duty, place)
        })
        .collect()
}

/// Cuts a text behind its sentences and behind semicolons, but not inside a list of agencies.
fn pieces(reader: &Reader<'_>, text: &Place) -> Vec<Place> {
    let words = reader.sheet.get(text);
    let mut out = Vec::new();
    let mut start = 0;
    for (at, byte) in words.bytes().enumerate() {
        let ends = match byte {
            b';' => !goes_on_listing(&words[at + 1..]),
            b'.' => words[at + 1..].starts_with(' ') && ends_sentence(words, at),
            b'\n' => true,
            _ => false,
        };
        if ends {
            push_piece(reader, text.start + start..text.start + at + 1, &mut out);
            start = at + 1;
        }
    }
    push_piece(reader, text.start + start..text.end, &mut out);
    out
}

fn push_piece(reader: &Reader<'_>, place: Place, out: &mut Vec<Place>) {
    let place = reader.sheet.trimmed(&place);
    if reader.sheet.get(&place).chars().any(char::is_alphabetic) {
        out.push(place);
    }
}

/// "các Sở, ban, ngành; UBND các huyện": an agency follows, not a verb.
fn goes_on_listing(rest: &str) -> bool {
    let rest = rest.trim_start();
    opens_agency(rest)
        && subject(rest).is_none_or(|found| {
            starts_with_word(&rest[found.end..], "triển khai")
                || starts_with_word(&rest[found.end..], "thực hiện")
        })
}

/// Whether reporting is what a duty begins with.
pub(super) fn starts_with_report(words: &str) -> bool {
    let limit = (0..=words.len().min(60))
        .rev()
        .find(|&at| words.is_char_boundary(at))
        .unwrap_or(0);
    reporting_verb(&words[..limit]).is_some()
}

/// The rule to report that a sentence states.
pub(super) fn report(
    reader: &Reader<'_>,
    sentence: &Place,
    lead: &[Actor],
) -> Option<ReportingRule> {
    let words = reader.sheet.get(sentence);
    let (verb, after) = reporting_verb(words)?;
    let named = reporters(reader, sentence, verb);
    let reporters = if named.is_empty() {
        lead.to_vec()
    } else {
        named
    };
    let to = receivers(reader, sentence, after);
    if reporters.is_empty() || to.is_empty() {
        return None;
    }
    let schedule = deadline::find_in(words, &reader.context)
        .into_iter()
        .next()
        .map(|(range, value)| {
            actors::dated(
                reader.sheet,
                &(sentence.start + range.start..sentence.start + range.end),
                value,
            )
        });
    let schedule = schedule.or_else(|| opening_event(reader, sentence));
    Some(ReportingRule {
        quote: reader.sheet.quote(sentence),
        reporters,
        to,
        via: via(reader, sentence),
        schedule,
    })
}

/// "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc": whenever that happens.
fn opening_event(reader: &Reader<'_>, sentence: &Place) -> Option<Deadline> {
    let words = reader.sheet.get(sentence);
    if !is_feedback(words) {
        return None;
    }
    let start = words.find("nếu ")?;
    let end = words[start..].find(" các ").map(|at| start + at)?;
    let place = sentence.start + start..sentence.start + end;
    Some(Deadline {
        quote: reader.sheet.quote(&actors::trim(reader.sheet, &place)),
        kind: DeadlineKind::Conditional,
        due: None,
        start: None,
        inclusive: true,
        rrule: None,
        certainty: Certainty::Read,
    })
}

/// Where the verb of reporting starts and ends.
fn reporting_verb(words: &str) -> Option<(usize, usize)> {
    const VERBS: [&str; 7] = [
        "báo cáo",
        "Báo cáo",
        "phản ánh",
        "gửi ý kiến",
        "gửi báo cáo",
        "gửi kết quả",
        "Tổng hợp, báo cáo",
    ];
    VERBS
        .iter()
        .filter_map(|verb| words.find(verb).map(|at| (at, at + verb.len())))
        .min()
}

/// The agencies right before the verb: "… các đơn vị, địa phương báo cáo".
fn reporters(reader: &Reader<'_>, sentence: &Place, verb: usize) -> Vec<Actor> {
    let words = &reader.sheet.get(sentence)[..verb];
    let starts = words
        .match_indices([' ', ')'])
        .map(|(at, _)| at + 1)
        .chain([0]);
    let mut starts: Vec<usize> = starts
        .filter(|&at| opens_agency(words[at..].trim_start()))
        .collect();
    starts.sort_unstable();
    let found = starts.into_iter().find_map(|at| {
        let list = words[at..].trim();
        let whole = words.len() - words[at..].trim_start().len();
        let found = agency::split(list);
        (!found.is_empty()
            && list.len() < 200
            && found.iter().all(actors::is_vouched)
            && !list.contains(" nếu "))
        .then_some((whole, found))
    });
    let Some((at, found)) = found else {
        return Vec::new();
    };
    found
        .into_iter()
        .map(|found| actors::actor(reader.sheet, sentence.start + at, found))
        .collect()
}

/// The agencies behind the verb: "báo cáo UBND tỉnh", "phản ánh về Sở Y tế".
fn receivers(reader: &Reader<'_>, sentence: &Place, after: usize) -> Vec<Actor> {
    let words = &reader.sheet.get(sentence)[after..];
    let limit = (0..=words.len().min(160))
        .rev()
        .find(|&at| words.is_char_boundary(at))
        .unwrap_or(0);
    let starts = words[..limit].match_indices(' ').map(|(at, _)| at + 1);
    for at in starts {
        let rest = &words[at..];
        if !opens_agency(rest) {
            continue;
        }
        let end = rest.find(['(', ';', '.', ',']).unwrap_or(rest.len());
        let verb = actors::predicates(&rest[..end]).next().unwrap_or(end);
        let list = rest[..verb.min(end)].trim();
        let list = list.split(" về ").next().unwrap_or(list).trim();
        let found = agency::split(list);
        if !found.is_empty() && found.iter().all(actors::is_vouched) {
            return found
                .into_iter()
                .map(|found| actors::actor(reader.sheet, sentence.start + after + at, found))
                .collect();
        }
    }
    Vec::new()
}

/// "(qua Sở …)", "thông qua Sở …".
fn via(reader: &Reader<'_>, sentence: &Place) -> Vec<Actor> {
    let words = reader.sheet.get(sentence);
    let Some(start) = words
        .find("qua Sở")
        .or_else(|| words.find("(qua "))
        .map(|at| at + words[at..].find("qua").unwrap_or(0) + "qua ".len())
    else {
        return Vec::new();
    };
    let Some(rest) = words.get(start..) else {
        return Vec::new();
    };
    let end = rest.find([')', ';', '.']).unwrap_or(rest.len());
    let end = actors::predicates(&rest[..end]).next().unwrap_or(end);
    agency::split(rest[..end].trim())
        .into_iter()
        .map(|found| actors::actor(reader.sheet, sentence.start + start, found))
        .collect()
}

/// The sentences of a place.
pub(super) fn sentences(reader: &Reader<'_>, place: &Place) -> Vec<Place> {
    let words = reader.sheet.get(place);
    let mut out = Vec::new();
    let mut start = 0;
    for (at, _) in words.match_indices(". ") {
        if words[at + 2..].starts_with(char::is_uppercase) {
            push_piece(reader, place.start + start..place.start + at + 1, &mut out);
            start = at + 2;
        }
    }
    push_piece(reader, place.start + start..place.end, &mut out);
    out
}
