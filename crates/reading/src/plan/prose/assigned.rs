//! Whom a sentence gives a duty.

use super::Prose;
use super::asides::is_feedback;
use super::matter::Matter;
use crate::draft::{Actor, ActorKind};
use crate::grammar::agency::AgencyMatch;
use crate::plan::actors;
use crate::plan::reader::{Reader, address};
use crate::plan::sheet::Place;
use crate::plan::subject::opens_agency;
use crate::plan::words::{find, fold, starts_with, starts_with_word};

impl Prose<'_> {
    /// The subject of an item when it is not the agency of the heading.
    pub(super) fn own_subject(&self, text: &Place, heading: &[Actor]) -> Option<Vec<Actor>> {
        let found = self.reader.subject(text)?;
        let own = self.actors(text.start, &found.actors);
        (!own.is_empty() && !same(&own, heading)).then_some(own)
    }

    /// Whom a sentence gives a duty; what counts depends on the matter of its section.
    pub(super) fn assigned(&self, text: &Place, matter: Matter) -> Option<Vec<Actor>> {
        let words = self.reader.sheet.get(text);
        if is_feedback(words) || starts_with_word(words, "Đối với") {
            return None;
        }
        let (skipped, _) = address(words);
        let asked = skipped > 0;
        let adverbial = matches!(matter, Matter::Organisation | Matter::Unknown) && !asked;
        let (start, found) = std::iter::once(0)
            .chain(adverbial.then(|| openings(words)).into_iter().flatten())
            .chain(topic(words).filter(|_| !asked))
            .chain(told(words).filter(|_| !asked))
            .chain(done_by(words).filter(|_| !asked))
            .find_map(|at| {
                let from = text.start + skipped + at;
                Some((at, self.reader.subject(&(from..text.end))?))
            })?;
        let counts = match matter {
            Matter::Organisation | Matter::Unknown => true,
            Matter::Funds => asked || answers(&found.actors),
            Matter::Content => {
                (asked && starts_with(words, "Giao"))
                    || found.actors.iter().all(answers_alone) && !is_everybody(&found.actors)
                    || self.is_dated_group(&found.actors, text)
            }
            Matter::Aims => false,
        };
        let from = text.start + skipped + start;
        counts.then(|| self.actors(from, &found.actors))
    }

    /// The actors found in the text that starts at `start`.
    fn actors(&self, start: usize, found: &[AgencyMatch]) -> Vec<Actor> {
        found
            .iter()
            .map(|actor| actors::actor(self.reader.sheet, start, actor.clone()))
            .collect()
    }

    /// Collectives that are given a day.
    fn is_dated_group(&self, actors: &[AgencyMatch], text: &Place) -> bool {
        let open = |actor: &AgencyMatch| actor.kind == ActorKind::OpenGroup;
        !actors.iter().any(open) && self.prose_deadline(text).is_some()
    }
}

/// Where the predicate of a sentence starts whose subject is named first; 0 when none is.
pub(in crate::plan) fn subject_end(reader: &Reader<'_>, text: &Place) -> usize {
    let words = reader.sheet.get(text);
    let (skipped, _) = address(words);
    std::iter::once(0)
        .chain(openings(words))
        .chain(topic(words))
        .find_map(|at| {
            let from = skipped + at;
            let found = reader.subject(&(text.start + from..text.end))?;
            Some(from + found.end)
        })
        .unwrap_or(0)
}

/// The places behind commas where the subject may start, in the first part of a sentence.
fn openings(text: &str) -> Vec<usize> {
    const ADVERBIALS: [&str; 12] = [
        "Căn cứ",
        "Trên cơ sở",
        "Theo",
        "Để",
        "Hằng năm",
        "Hàng năm",
        "Định kỳ",
        "Trong phạm vi",
        "Ngoài",
        "Từ",
        "Trước",
        "Sau khi",
    ];
    if !ADVERBIALS.iter().any(|word| starts_with_word(text, word)) {
        return Vec::new();
    }
    memchr::memmem::find_iter(text.as_bytes(), ", ")
        .map(|at| at + 2)
        .take_while(|&at| at < 400)
        .collect()
}

/// "…, giao Phòng Tài chính - Kế hoạch thẩm định": behind "giao" the subject may start.
fn told(words: &str) -> Option<usize> {
    let at = find(words, ", giao ")?;
    Some(at + ", giao ".len())
}

/// "Nhiệm vụ này do Sở Nội vụ chủ trì": behind "do" the subject may start.
fn done_by(words: &str) -> Option<usize> {
    const WORKS: [&str; 5] = ["Nhiệm vụ", "Nội dung", "Công việc", "Việc", "Hoạt động"];
    if !WORKS.iter().any(|work| starts_with_word(words, work)) {
        return None;
    }
    let at = words.find(" do ").filter(|&at| at < 120)?;
    (!words[..at].contains([',', ';', ':'])).then_some(at + " do ".len())
}

/// "Cán bộ, công chức không …": a rule for everybody.
fn is_everybody(actors: &[AgencyMatch]) -> bool {
    const PEOPLE: [&str; 5] = [
        "cán bộ",
        "công chức",
        "viên chức",
        "người dân",
        "người lao động",
    ];
    let people = |actor: &AgencyMatch| {
        PEOPLE
            .iter()
            .any(|word| starts_with_word(&actor.name, word))
    };
    actors.iter().all(people)
}

/// "Giám sát dịch tễ: Trung tâm … chủ trì": behind the colon of a topic the subject may start.
fn topic(words: &str) -> Option<usize> {
    // No topic is longer.
    let start = &words[..words.floor_char_boundary(122)];
    let colon = find(start, ": ").filter(|&colon| colon < 120)?;
    let topic = &words[..colon];
    (!opens_agency(topic) && !topic.contains([',', ';', '.'])).then_some(colon + 2)
}

/// In money matters a rule for everybody is no task; a named agency's duty is.
fn answers(actors: &[AgencyMatch]) -> bool {
    match actors {
        [one] => answers_alone(one),
        several => several.iter().all(|actor| actor.kind == ActorKind::Agency),
    }
}

/// An agency, or the committees of the districts or communes.
fn answers_alone(actor: &AgencyMatch) -> bool {
    actor.kind == ActorKind::Agency || is_committee(&actor.name)
}

pub(super) fn is_committee(name: &str) -> bool {
    let name = fold(name);
    name.starts_with("uy ban nhan dan") || name.starts_with("ubnd")
}

pub(super) fn same(a: &[Actor], b: &[Actor]) -> bool {
    within(a, b) && within(b, a)
}

/// Whether every actor of `some` is one of `all`.
fn within(some: &[Actor], all: &[Actor]) -> bool {
    some.iter().all(|actor| {
        let name = fold(&actor.name);
        all.iter().any(|other| {
            let other = fold(&other.name);
            other == name || other.starts_with(&name) || name.starts_with(&other)
        })
    })
}
