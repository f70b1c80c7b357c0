//! Who reports to whom, about what, when.

use std::sync::LazyLock;

use super::page::Page;
use super::sheet::Place;
use super::words::{Cues, starts_with, strip};
use crate::draft::{Actor, Certainty, Deadline, DeadlineKind, DutyList, Quote, ReportingRule};
use crate::grammar::deadline;

/// Verbs of a report.
static VERBS: LazyLock<Cues> = LazyLock::new(|| Cues::of(&REPORTS.map(|(verb, _)| verb)));

/// Verbs of a report, and the word before the one who receives it.
const REPORTS: [(&str, &[&str]); 6] = [
    ("báo cáo", &["về ", "cho ", "lên ", "với "]),
    ("gửi ý kiến", &["về ", "cho ", "đến "]),
    ("gửi kiến nghị", &["về ", "cho ", "đến "]),
    ("phản ánh", &["về ", "cho ", "đến "]),
    ("gửi báo cáo", &["về ", "cho ", "đến "]),
    ("gửi kết quả", &["về ", "cho ", "đến "]),
];

/// Reads the rules of the whole document; `duties` says who a heading addresses.
pub(super) fn read(page: &Page<'_>, duties: &[DutyList]) -> Vec<ReportingRule> {
    let mut rules = Vec::new();
    for (id, list) in lists(page, duties).into_iter().enumerate() {
        if !page.is_words(id) {
            continue;
        }
        let Some(text) = &page.parts[id].text else {
            continue;
        };
        if !VERBS.stand_in(page.reader.sheet.lower(text)) {
            continue;
        }
        let addressed = list.map_or(&[][..], |list| &list.addressees);
        for statement in page.statements(text) {
            rules.extend(rule(page, &statement, addressed));
        }
    }
    rules
}

/// The duties that each node stands under: those of the nearest heading above that addresses
/// somebody. The closing stands under none.
fn lists<'d>(page: &Page<'_>, duties: &'d [DutyList]) -> Vec<Option<&'d DutyList>> {
    let mut own = vec![None; page.nodes.len()];
    for list in duties {
        own[list.node] = Some(list);
    }
    for (id, node) in page.nodes.iter().enumerate() {
        own[id] = own[id].or_else(|| own[node.parent?]);
    }
    own
}

fn rule(page: &Page<'_>, statement: &Place, addressed: &[Actor]) -> Option<ReportingRule> {
    let text = page.get(statement);
    let receiver = receiver(page, statement)?;
    let opening = opening(page, statement);
    let reporters = if opening.reporters.is_empty() {
        addressed.to_vec()
    } else {
        opening.reporters
    };
    if reporters.is_empty() {
        return None;
    }
    let end = statement.start + text.trim_end_matches("./.").trim_end_matches(';').len();
    let (via, behind) = via(page, &(receiver.end..end));
    let schedule = opening.schedule.or_else(|| stated(page, statement));
    Some(ReportingRule {
        quote: page.reader.sheet.quote(&(statement.start..end)),
        reporters,
        to: receiver.actors,
        via,
        subject: opening.subject.or_else(|| subject(page, &(behind..end))),
        schedule,
        also_ad_hoc: text.contains("đột xuất"),
    })
}

struct Receiver {
    actors: Vec<Actor>,
    end: usize,
}

/// The one behind the verb of a report: "báo cáo UBND tỉnh", "gửi ý kiến … về UBND tỉnh".
fn receiver(page: &Page<'_>, statement: &Place) -> Option<Receiver> {
    let text = page.get(statement);
    let lower = page.reader.sheet.lower(statement);
    let mut first = [None; REPORTS.len()];
    for (verb, place) in VERBS.find(lower) {
        first[verb].get_or_insert(place.end);
    }
    for ((_, prepositions), at) in REPORTS.iter().zip(first) {
        let Some(at) = at else { continue };
        let clause_end = lower[at..]
            .find([';', '.'])
            .map_or(lower.len(), |end| at + end);
        let direct = at + (text[at..].len() - text[at..].trim_start().len());
        let behind = prepositions.iter().flat_map(|word| {
            memchr::memmem::find_iter(&lower.as_bytes()[at..clause_end], word)
                .map(move |found| at + found + word.len())
        });
        for start in std::iter::once(direct).chain(behind) {
            let (actors, end) = page.actors_at(&(statement.start + start..statement.end));
            if !actors.is_empty() {
                return Some(Receiver { actors, end });
            }
        }
    }
    None
}

/// "(qua Sở …)" right behind the receiver, and where the words behind it start.
fn via(page: &Page<'_>, rest: &Place) -> (Vec<Actor>, usize) {
    let text = page.get(rest);
    let words = text.trim_start().trim_start_matches(['(', ',', ' ']);
    let Some(name) = ["qua ", "thông qua "]
        .iter()
        .find_map(|word| words.strip_prefix(word))
    else {
        return (Vec::new(), rest.start);
    };
    let start = rest.end - name.len();
    let close = name.find(')').map_or(rest.end, |at| start + at);
    let (actors, end) = page.actors_at(&(start..close));
    let behind = page.get(&(end..rest.end));
    let skipped = behind.len() - behind.trim_start_matches([')', ' ']).len();
    (actors, end + skipped)
}

/// What the report is about: "về kết quả …", "xem xét, xử lý các vấn đề …".
fn subject(page: &Page<'_>, rest: &Place) -> Option<Quote> {
    let text = page.get(rest).trim_start();
    let named = ["về việc ", "về tình hình ", "về "]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .or_else(|| {
            let verbs = text.strip_prefix("xem xét, ")?;
            ["xử lý ", "giải quyết ", "chỉ đạo "]
                .iter()
                .find_map(|verb| verbs.strip_prefix(verb))
        })?;
    let start = rest.end - named.len();
    let end = [". ", "; ", ", trước ngày", " trước ngày", " (", " để "]
        .iter()
        .filter_map(|stop| named.find(stop))
        .min()
        .map_or(rest.end, |at| start + at);
    let place = super::actors::trim(page.reader.sheet, &(start..end));
    (!place.is_empty()).then(|| page.reader.sheet.quote(&place))
}

/// What stands before the verb: who reports, and how often or on what occasion.
#[derive(Default)]
struct Opening {
    reporters: Vec<Actor>,
    schedule: Option<Deadline>,
    subject: Option<Quote>,
}

fn opening(page: &Page<'_>, statement: &Place) -> Opening {
    let text = page.get(statement);
    let mut opening = Opening::default();
    let mut start = statement.start;
    if let Some(rest) = ["Trong quá trình ", "Quá trình "]
        .iter()
        .find_map(|words| strip(text, words))
    {
        let comma = rest.find(", ").map_or(0, |at| at + 2);
        start = statement.end - rest.len() + comma;
    }
    if let Some((place, subject)) = occasion(page, &(start..statement.end)) {
        start = place.end;
        opening.subject = Some(page.reader.sheet.quote(&subject));
        opening.schedule = Some(deadline_of(page, &place, DeadlineKind::Conditional));
    } else if let Some(place) = cycle(page, &(start..statement.end)) {
        start = place.end;
        let read = deadline::parse(page.get(&place), &page.reader.context);
        opening.schedule = Some(read.map_or_else(
            || deadline_of(page, &place, DeadlineKind::Recurring),
            |value| super::actors::dated(page.reader.sheet, &place, value),
        ));
    }
    let rest = page.get(&(start..statement.end));
    let start = statement.end - rest.trim_start_matches([' ', ',']).len();
    let start = skip_verb(page, start, statement.end);
    let (reporters, end) = page.actors_at(&(start..statement.end));
    if page
        .get(&(end..statement.end))
        .trim_start()
        .starts_with(char::is_lowercase)
    {
        opening.reporters = reporters;
    }
    opening
}

/// "Yêu cầu các Sở …": whoever is asked.
fn skip_verb(page: &Page<'_>, start: usize, end: usize) -> usize {
    let text = page.get(&(start..end));
    let rest = ["Yêu cầu ", "yêu cầu ", "Đề nghị ", "đề nghị ", "Giao "]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    rest.map_or(start, |rest| end - rest.len())
}

/// "nếu có khó khăn, vướng mắc": the whole, and what it speaks of.
fn occasion(page: &Page<'_>, place: &Place) -> Option<(Place, Place)> {
    let text = page.get(place);
    let opening = [
        "Nếu có ",
        "nếu có ",
        "nếu phát sinh ",
        "trường hợp có ",
        "khi có ",
    ]
    .iter()
    .find(|words| text.starts_with(**words))?;
    let after = &text[opening.len()..];
    let actor = ["các ", "đề nghị ", "kịp thời ", "cần "]
        .iter()
        .filter_map(|word| {
            after
                .find(&format!(" {word}"))
                .or_else(|| after.find(&format!(", {word}")))
        })
        .min()
        .or_else(|| after.find(", "))?;
    let words = after[..actor].trim_end_matches([',', ' ']);
    let start = place.start + opening.len();
    Some((place.start..start + words.len(), start..start + words.len()))
}

/// "Định kỳ (hoặc đột xuất)", "Hằng quý", "Định kỳ 6 tháng" as the first words: up to the one
/// who reports.
fn cycle(page: &Page<'_>, place: &Place) -> Option<Place> {
    let text = page.get(place);
    let opens = ["Định kỳ", "Hằng ", "Hàng ", "Trước ngày", "Chậm nhất"]
        .iter()
        .any(|word| starts_with(text, word));
    if !opens {
        return None;
    }
    let mut depth = 0_usize;
    let mut end = None;
    for (at, ch) in text.char_indices() {
        match ch {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => {
                let rest = &text[at + 1..];
                let stops = starts_with(rest, "báo cáo")
                    || starts_with(rest, "tổng hợp")
                    || !super::page::vouched(rest).0.is_empty();
                if stops {
                    end = Some(at);
                    break;
                }
            }
            ',' | '.' | ';' if depth == 0 => {
                end = Some(at);
                break;
            }
            _ => {}
        }
    }
    let place = super::actors::trim(page.reader.sheet, &(place.start..place.start + end?));
    (!place.is_empty()).then_some(place)
}

/// A schedule stated inside the sentence.
fn stated(page: &Page<'_>, statement: &Place) -> Option<Deadline> {
    let text = page.get(statement);
    let found = deadline::find_in(text, &page.reader.context);
    let (range, value) = found.into_iter().next_back()?;
    let place = statement.start + range.start..statement.start + range.end;
    Some(super::actors::dated(page.reader.sheet, &place, value))
}

fn deadline_of(page: &Page<'_>, place: &Place, kind: DeadlineKind) -> Deadline {
    Deadline {
        quote: page.reader.sheet.quote(place),
        kind,
        due: None,
        start: None,
        inclusive: true,
        rrule: None,
        certainty: Certainty::Uncertain,
    }
}
