//! What every reader of tasks needs: the sheet, the calendar, and how an item falls into heading
//! and text.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use vietnamese::key::{is_lowercase, is_uppercase};

use super::actors;
use super::labels::inline;
use super::level::Level;
use super::outline::Tree;
use super::sheet::{Place, Sheet};
use super::subject::{self, Subject, opens_agency, subject};
use super::words::{Cues, Openers, contains, find, stops};
use crate::draft::{Actor, Certainty, Deadline, NodeKind};
use crate::grammar::agency;
use crate::grammar::deadline::DateContext;
use crate::grammar::label::{self, Attribute};

/// The document and what completes its dates.
pub(super) struct Reader<'a> {
    /// The document.
    pub sheet: &'a Sheet<'a>,
    /// Day of issue and year of the plan.
    pub context: DateContext,
    /// The subjects of sentences read so far: several readers ask for the same.
    subjects: RefCell<FxHashMap<Place, Option<Rc<Subject>>>>,
}

/// How an item falls into heading and text.
#[derive(Debug, Default, Clone)]
pub(super) struct Parts {
    /// The heading, when it has one apart from its text.
    pub heading: Option<Place>,
    /// Its text.
    pub text: Option<Place>,
    /// Both.
    pub whole: Option<Place>,
}

impl<'a> Reader<'a> {
    /// A reader of a sheet.
    pub fn new(sheet: &'a Sheet<'a>, context: DateContext) -> Self {
        Self {
            sheet,
            context,
            subjects: RefCell::default(),
        }
    }
}

impl Reader<'_> {
    /// The subject of the sentence that starts at a place.
    pub fn subject(&self, place: &Place) -> Option<Rc<Subject>> {
        let text = self.sheet.get(place);
        let start = place.start..place.start + subject::subject_limit(text);
        if let Some(known) = self.subjects.borrow().get(&start) {
            return known.clone();
        }
        let subject = subject(text).map(Rc::new);
        self.subjects.borrow_mut().insert(start, subject.clone());
        subject
    }

    /// Heading and text of a node.
    pub fn parts(&self, tree: &Tree, id: usize) -> Parts {
        let node = &tree.nodes[id];
        if node.is_lost() || node.table.is_some() {
            return Parts::default();
        }
        let body = self.sheet.trimmed(&node.body);
        if body.is_empty() {
            return Parts::default();
        }
        let whole = Some(body.clone());
        if node.kind == NodeKind::Paragraph {
            return Parts {
                heading: None,
                text: whole.clone(),
                whole,
            };
        }
        if let Some((heading, text)) = self.run_in(&body, node.lead_in) {
            return Parts {
                heading: Some(heading),
                text: Some(text),
                whole,
            };
        }
        if self.is_heading(tree, id, &body) {
            return Parts {
                heading: whole.clone(),
                text: None,
                whole,
            };
        }
        Parts {
            heading: None,
            text: whole.clone(),
            whole,
        }
    }

    /// A heading set in bold or italics at the start of the paragraph.
    fn run_in(&self, body: &Place, lead_in: usize) -> Option<(Place, Place)> {
        if lead_in <= body.start || lead_in >= body.end {
            return None;
        }
        let heading = actors::trim(self.sheet, &(body.start..lead_in));
        let text = self.sheet.trimmed(&(lead_in..body.end));
        let skipped = self.sheet.get(&text).trim_start_matches([':', '.', ' ']);
        let text = text.end - skipped.len()..text.end;
        let letters = self
            .sheet
            .get(&heading)
            .chars()
            .filter(|ch| ch.is_alphabetic())
            .count();
        // "**1. Sở Y tế** (cơ quan thường trực)" is all heading.
        let words = self.sheet.get(&text);
        let aside =
            words.starts_with('(') && words.trim_end_matches(['.', ':', ' ']).ends_with(')');
        (letters >= 3 && !text.is_empty() && !aside).then_some((heading, text))
    }

    /// An item is a heading when things stand under it and it is one sentence.
    fn is_heading(&self, tree: &Tree, id: usize, body: &Place) -> bool {
        let node = &tree.nodes[id];
        let text = self.sheet.get(body);
        if node.level.is_none_or(Level::is_bullet) || has_sentences(text) {
            return false;
        }
        if node.level <= Some(Level::SECTION) {
            return true;
        }
        let owns = !node.children.is_empty() || !node.block.is_empty();
        match node.level {
            Some(level) if level >= Level::POINT => {
                owns && (text.ends_with(':') || !text.ends_with(['.', ';']))
            }
            _ => owns,
        }
    }

    /// Path of labels: `III.2.a`, `III.4.b-1`.
    #[expect(clippy::unused_self, reason = "reads like its neighbours")]
    pub fn label(&self, tree: &Tree, id: usize) -> String {
        let mut path: Vec<usize> = tree.ancestors(id).collect();
        path.reverse();
        let mut label = String::new();
        for (at, &id) in path.iter().enumerate() {
            let node = &tree.nodes[id];
            let Some(level) = node.level else { continue };
            if level.is_bullet() {
                label.push(if level == Level::PLUS { '+' } else { '-' });
                label.push_str(&bullet_number(tree, id).to_string());
                continue;
            }
            let next = path.get(at + 1).map(|&next| &tree.nodes[next]);
            let named_below = next.is_some_and(|next| {
                next.label
                    .strip_prefix(&node.label)
                    .is_some_and(|rest| rest.starts_with('.'))
            });
            if named_below || node.label.is_empty() {
                continue;
            }
            if !label.is_empty() {
                label.push('.');
            }
            label.push_str(&node.label);
        }
        label
    }

    /// The deadline a place states.
    pub fn deadline(&self, place: &Place) -> Option<Deadline> {
        actors::deadline(self.sheet, place, &self.context)
    }

    /// The value of a lead line: a list, or a sentence for each agency.
    pub fn lead_value(&self, place: &Place) -> Vec<Actor> {
        let text = self.sheet.get(place);
        let list = actors::read(self.sheet, place);
        let doubtful = list
            .iter()
            .any(|actor| actor.certainty != Certainty::Read || actor.name.len() > 110);
        if text.len() < 160 || !doubtful {
            return list;
        }
        let sentences: Vec<Actor> = segments(text)
            .filter_map(|(start, segment)| Some((start, subject(segment)?)))
            .flat_map(|(start, subject)| {
                subject.actors.into_iter().map(move |found| (start, found))
            })
            .map(|(start, found)| actors::actor(self.sheet, place.start + start, found))
            .collect();
        if sentences.is_empty() {
            list
        } else {
            sentences
        }
    }

    /// A cell of the lead column: some name the coordinators there too.
    pub fn split_lead_cell(&self, place: &Place) -> (Vec<Actor>, Vec<Actor>) {
        let text = self.sheet.lower(place);
        if contains(text, "phối hợp") || contains(text, "chủ trì") {
            return self.split_roles(place);
        }
        (actors::read(self.sheet, place), Vec::new())
    }

    /// One value for both roles.
    pub fn split_roles(&self, place: &Place) -> (Vec<Actor>, Vec<Actor>) {
        let mut lead = Vec::new();
        let mut coordinate = Vec::new();
        let mut said = false;
        for (role, range) in self.roles(place) {
            let target = match role {
                Some(Attribute::Coordinate) => &mut coordinate,
                _ => &mut lead,
            };
            said |= role.is_some();
            actors::push_all(target, actors::read(self.sheet, &range));
        }
        if !said && lead.len() > 1 {
            coordinate = lead.split_off(1);
        }
        (lead, coordinate)
    }

    /// The stretches of a value and the role each is said to have.
    fn roles(&self, place: &Place) -> Vec<(Option<Attribute>, Place)> {
        let text = self.sheet.get(place);
        let within = |start: usize, end: usize| place.start + start..place.start + end;
        let first =
            label::parse(text).map_or((None, 0), |label| (Some(label.attribute), label.value));
        let mut out = Vec::new();
        let (mut role, mut start) = first;
        for (at, attribute, value) in inline(text) {
            out.push((role, within(start, at)));
            (role, start) = (Some(attribute), value);
        }
        if !out.is_empty() || role.is_some() {
            out.push((role, within(start, text.len())));
            return out;
        }
        let said = bracketed_roles(self.sheet.lower(place));
        if !said.is_empty() {
            let part = |(role, range): (Attribute, Place)| {
                let list = text[range.clone()].trim_start_matches([' ', ';', ',', '.', '-']);
                (Some(role), within(range.end - list.len(), range.end))
            };
            return said.into_iter().map(part).collect();
        }
        let lower = self.sheet.lower(place);
        let find = |word: &str| find(lower, word);
        match (find("chủ trì"), find("phối hợp")) {
            (Some(lead), Some(partner)) if lead < partner => {
                let after = partner + "phối hợp".len();
                let with = text[after..]
                    .trim_start()
                    .strip_prefix("với")
                    .map_or(after, |rest| text.len() - rest.len());
                vec![
                    (Some(Attribute::Lead), within(0, lead)),
                    (Some(Attribute::Coordinate), within(with, text.len())),
                ]
            }
            (Some(lead), None) if lead > 0 => vec![(Some(Attribute::Lead), within(0, lead))],
            (None, Some(partner))
                if partner > 0 && is_over(&text[partner + "phối hợp".len()..]) =>
            {
                vec![(Some(Attribute::Coordinate), within(0, partner))]
            }
            (None, Some(partner)) if partner > 0 => {
                vec![
                    (Some(Attribute::Lead), within(0, partner)),
                    (
                        Some(Attribute::Coordinate),
                        within(partner + "phối hợp".len(), text.len()),
                    ),
                ]
            }
            _ => vec![(None, within(0, text.len()))],
        }
    }

    /// The agencies a heading consists of; `None` when it is something else.
    pub fn agencies(&self, place: &Place) -> Option<Vec<Actor>> {
        let place = actors::trim(self.sheet, place);
        let text = self.sheet.get(&place);
        if text.is_empty() || text.len() > 400 {
            return None;
        }
        let (skipped, asked) = address(text);
        let list = &text[skipped..];
        let list = find(list, " - Cơ quan").map_or(list, |end| &list[..end]);
        let opens = opens_agency(list);
        if !opens && !asked || has_sentences(text) || acts(text) || gives_duty(list) {
            return None;
        }
        let found = agency::split(list.trim_end_matches([' ', ':']));
        let vouched = opens && found.iter().all(actors::is_vouched);
        let long = found.iter().any(|actor| actor.name.len() > 160);
        if found.is_empty() || long || !(vouched || asked && found.len() <= 3) {
            return None;
        }
        Some(
            found
                .into_iter()
                .map(|found| actors::actor(self.sheet, place.start + skipped, found))
                .collect(),
        )
    }
}

/// "Sở A (chủ trì); Sở B, Sở C (phối hợp)": each stretch and the role behind it in brackets.
fn bracketed_roles(lower: &str) -> Vec<(Attribute, Place)> {
    let mut roles = Vec::new();
    let mut start = 0;
    for (open, _) in lower.match_indices('(') {
        let Some(close) = lower[open..].find(')').map(|close| open + close) else {
            break;
        };
        let role = match lower[open + 1..close].trim() {
            "chủ trì" | "cơ quan chủ trì" | "đơn vị chủ trì" => Attribute::Lead,
            "phối hợp" | "cơ quan phối hợp" | "đơn vị phối hợp" => {
                Attribute::Coordinate
            }
            _ => continue,
        };
        if open < start {
            continue;
        }
        roles.push((role, start..open));
        start = close + 1;
    }
    roles
}

/// Nothing but the end of a sentence.
fn is_over(text: &str) -> bool {
    text.trim_matches([' ', '.', ';', ',']).is_empty()
}

/// "Phòng Nội vụ: Hướng dẫn …": a duty behind the colon.
fn gives_duty(list: &str) -> bool {
    let Some(colon) = list.find(':') else {
        return false;
    };
    // "Các Sở: Xây dựng, …" shares its head; a bracket only explains.
    let before = list[..colon].trim_end().to_lowercase();
    let shares = ["sở", "bộ"].iter().any(|head| before.ends_with(head));
    if shares || before.contains('(') && !before.contains(')') {
        return false;
    }
    super::predicates::opens_predicate(list[colon + 1..].trim_start())
}

/// Whether a text gives a duty: verbs that no name of an agency holds.
fn acts(text: &str) -> bool {
    static VERBS: LazyLock<Cues> = LazyLock::new(|| {
        Cues::of(&[
            " phát huy ",
            " chủ trì",
            " phối hợp",
            " có trách nhiệm",
            " chịu trách nhiệm",
            " chủ động ",
            " tăng cường ",
            " tiếp tục ",
            " đẩy mạnh ",
            " căn cứ ",
            " theo dõi,",
            " bố trí ",
            " tổ chức triển khai ",
            " tích cực ",
            " giám sát việc ",
            " đôn đốc việc ",
            " trên cơ sở ",
            " xây dựng kế hoạch",
        ])
    });
    VERBS.stand_in(text)
}

/// The words that address an agency, and whether nothing but an agency can follow them.
pub(super) fn address(text: &str) -> (usize, bool) {
    const ADDRESSES: [(&str, bool); 13] = [
        ("Trách nhiệm của", true),
        ("Nhiệm vụ của", true),
        ("Kính đề nghị", false),
        ("Đề nghị", false),
        ("Giao trách nhiệm cho", false),
        ("Giao nhiệm vụ cho", false),
        ("Giao cho", false),
        ("Giao", false),
        ("Khuyến khích", false),
        ("Phân công", false),
        ("Trách nhiệm", false),
        ("Yêu cầu", false),
        ("Đối với", false),
    ];
    static OPENERS: LazyLock<Openers> =
        LazyLock::new(|| Openers::of(&ADDRESSES.map(|(words, _)| words)));
    // Nearly all texts start with other letters.
    if !OPENERS.open(text) {
        return (0, false);
    }
    for (words, only) in ADDRESSES {
        let rest = super::words::strip(text, words).filter(|rest| rest.starts_with([' ', ':']));
        if let Some(rest) = rest.filter(|_| words != "Đối với") {
            return (text.len() - rest.trim_start_matches([' ', ':']).len(), only);
        }
    }
    (0, false)
}

/// Whether a text holds more than one sentence.
pub(super) fn has_sentences(text: &str) -> bool {
    stops(text).any(|at| ends_sentence(text, at))
}

/// Whether the full stop at a place ends a sentence: not that of "Nguyễn Văn A. B" or "TP. Vinh".
pub(super) fn ends_sentence(text: &str, stop: usize) -> bool {
    let mut before = text[..stop].chars().rev();
    let last = before.next();
    let worded = last.is_some_and(|ch| is_lowercase(ch) || matches!(ch, ')' | '”' | '"'));
    let numbered = last.is_some_and(|ch| ch.is_ascii_digit())
        && before.next().is_some_and(|ch| ch.is_ascii_digit());
    let capital = text[stop + 1..].trim_start().starts_with(is_uppercase);
    (worded || numbered || names_unit(&text[..stop])) && capital
}

/// "… Phường 3", "… quý III": the number is part of a name or of a date, and no label.
fn names_unit(before: &str) -> bool {
    const UNITS: [&str; 7] = ["phường", "quận", "quý", "khóa", "tổ", "ấp", "khu phố"];
    let number = before.rsplit(' ').next().unwrap_or("");
    let short = matches!(number.len(), 1..=3)
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"IVX".contains(&byte));
    let named = before[..before.len() - number.len()]
        .trim_end()
        .to_lowercase();
    short && UNITS.iter().any(|unit| named.ends_with(unit))
}

/// The segments of a text between semicolons and sentence ends, with their starts.
pub(super) fn segments(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let mut marks = memchr::memchr2_iter(b';', b'\n', text.as_bytes())
        .map(|at| at + 1)
        .peekable();
    let mut stops = stops(text).map(|at| at + 2).peekable();
    let ends = std::iter::from_fn(move || match (marks.peek(), stops.peek()) {
        (Some(mark), Some(stop)) if stop < mark => stops.next(),
        (Some(_), _) => marks.next(),
        (None, _) => stops.next(),
    });
    ends.chain(std::iter::once(text.len()))
        .filter_map(move |end| {
            let raw = &text[start..end];
            let from = start + (raw.len() - raw.trim_start().len());
            start = end;
            let segment = text[from..end].trim_end();
            (!segment.is_empty()).then_some((from, segment))
        })
}

fn bullet_number(tree: &Tree, id: usize) -> usize {
    let node = &tree.nodes[id];
    let Some(parent) = node.parent else {
        return usize::from(node.ordinal.max(1));
    };
    let same = tree.nodes[parent]
        .children
        .iter()
        .filter(|&&child| tree.nodes[child].level == node.level);
    same.take_while(|&&child| child <= id).count()
}
