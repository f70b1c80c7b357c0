//! Tasks stated in sentences: items under the heading of an agency, and sentences whose subject
//! is one.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::LazyLock;

use super::actors::{self, subject};
use super::labels::{self, inline};
use super::level::Level;
use super::outline::Tree;
use super::reader::{Reader, address, ends_sentence, segments};
use super::sheet::Place;
use super::words::{Cues, fold, starts_with, starts_with_word};
use crate::draft::{Actor, ActorKind, Certainty, Deadline, NodeKind, TaskDraft, TaskForm};
use crate::file::wrap::ends_open;
use crate::grammar::agency::{self, AgencyMatch};
use crate::grammar::label::Attribute;

/// What a section is about, as far as it decides what counts as a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matter {
    /// Purposes, requirements, targets, criteria: nobody is given anything to do.
    Aims,
    /// Money.
    Funds,
    /// Who does what.
    Organisation,
    /// What is to be done.
    Content,
    /// The heading is lost.
    Unknown,
}

/// What an item inherits from above.
#[derive(Clone)]
struct Above {
    matter: Matter,
    agencies: Option<Vec<Actor>>,
    deadline: Option<Deadline>,
}

/// Reads the tasks of a part that its sentences state. `taken` holds the nodes that attribute
/// lines made tasks already.
pub(super) fn tasks(reader: &Reader<'_>, tree: &Tree, taken: &[bool]) -> Vec<TaskDraft> {
    let mut prose = Prose {
        reader,
        tree,
        taken,
        tasks: Vec::new(),
        headings: vec![OnceCell::new(); tree.nodes.len()],
        headed: RefCell::default(),
    };
    let above = Above {
        matter: Matter::Content,
        agencies: None,
        deadline: None,
    };
    let roots: Vec<usize> = (0..tree.nodes.len())
        .filter(|&id| tree.nodes[id].parent.is_none())
        .collect();
    prose.list(&roots, &above);
    prose.tasks
}

struct Prose<'a> {
    reader: &'a Reader<'a>,
    tree: &'a Tree,
    taken: &'a [bool],
    tasks: Vec<TaskDraft>,
    /// The agencies each node is headed by, read once.
    headings: Vec<OnceCell<Option<Heading>>>,
    /// Whether agencies head most items of a list, by parent and level.
    headed: RefCell<HashMap<(usize, Option<Level>), bool>>,
}

/// The agencies an item is headed by, and its text when that runs in behind them.
type Heading = (Vec<Actor>, Option<Place>);

impl Prose<'_> {
    /// Visits the items of a list; paragraphs in a row are read together.
    fn list(&mut self, ids: &[usize], above: &Above) {
        let mut at = 0;
        while at < ids.len() {
            let id = ids[at];
            if self.tree.nodes[id].kind == NodeKind::Paragraph {
                let run = ids[at..]
                    .iter()
                    .take_while(|&&id| self.tree.nodes[id].kind == NodeKind::Paragraph)
                    .count();
                self.paragraphs(&ids[at..at + run], above, ids.len() > run);
                at += run;
            } else {
                self.item(id, above);
                at += 1;
            }
        }
    }

    fn item(&mut self, id: usize, above: &Above) {
        let node = &self.tree.nodes[id];
        if self.taken[id] || node.table.is_some() {
            return;
        }
        let mut above = above.clone();
        above.matter = self.matter(id, above.matter);
        if above.matter == Matter::Aims {
            return;
        }
        if !node.block.is_empty() {
            above.deadline = labels::read(self.reader, &node.block)
                .deadline
                .or(above.deadline);
        }
        let children = node.children.clone();
        let heading = self
            .agency_heading(id)
            .filter(|_| self.heads_here(id, above.matter));
        if let Some((agencies, text)) = heading {
            above.agencies = Some(agencies);
            if let Some(text) = text {
                self.push(id, text, above.agencies.clone().unwrap_or_default(), &above);
                return;
            }
            return self.list(&children, &above);
        }
        match &above.agencies {
            Some(_) if !self.introduces_agencies(id) => self.duty(id, &above),
            Some(_) => self.list(&children, &above),
            None => self.sentence(id, &children, &above),
        }
    }

    /// An item under the heading of an agency is a task, whatever stands under it.
    fn duty(&mut self, id: usize, above: &Above) {
        let Some(text) = self.whole(id) else { return };
        if is_feedback(self.reader.sheet.get(&text)) {
            return;
        }
        let heading = above.agencies.clone().unwrap_or_default();
        let lead = self.own_subject(&text, &heading).unwrap_or(heading);
        self.push(id, text, lead, above);
    }

    /// The text of an item with the items under it.
    fn whole(&self, id: usize) -> Option<Place> {
        let parts = self.reader.parts(self.tree, id);
        let first = parts.whole?;
        let end = self
            .tree
            .below(id)
            .filter_map(|below| self.tree.nodes[below].line.clone())
            .map(|line| line.end)
            .max();
        Some(first.start..end.unwrap_or(first.end).max(first.end))
    }

    /// "- Phối hợp hướng dẫn …, trong đó: + Sở Xây dựng: …": the agencies below are the tasks.
    fn introduces_agencies(&self, id: usize) -> bool {
        let children = &self.tree.nodes[id].children;
        let named = children
            .iter()
            .filter(|&&child| self.agency_heading(child).is_some())
            .count();
        named > 0 && named * 2 >= children.len()
    }

    /// A sentence whose subject is an agency.
    fn sentence(&mut self, id: usize, children: &[usize], above: &Above) {
        let whole = self.reader.parts(self.tree, id).whole;
        let named = whole.and_then(|text| Some((self.assigned(&text, above.matter)?, text)));
        let Some((lead, text)) = named else {
            self.later_sentences(id, above);
            return self.list(children, above);
        };
        let items: Vec<usize> = children
            .iter()
            .copied()
            .filter(|&child| self.tree.nodes[child].level.is_some())
            .collect();
        match items[..] {
            [] => self.paragraphs_with(id, text, lead, children, above),
            // A dash that goes on with a sentence left open is no item of its own.
            [only] if ends_open(self.reader.sheet.get(&text)) => {
                let end = self.tree.nodes[only]
                    .line
                    .as_ref()
                    .map_or(text.end, |line| line.end);
                self.push(id, text.start..end.max(text.end), lead, above);
            }
            _ => {
                self.push(id, text, lead.clone(), above);
                let below = Above {
                    agencies: Some(lead),
                    ..above.clone()
                };
                self.list(children, &below);
            }
        }
    }

    /// "Tăng cường kiểm tra … . Giao Sở Công Thương chủ trì …": an item whose later sentences say
    /// who acts. The first of them takes what stands before it along.
    fn later_sentences(&mut self, id: usize, above: &Above) {
        let Some(whole) = self.reader.parts(self.tree, id).whole else {
            return;
        };
        let words = self.reader.sheet.get(&whole);
        let starts: Vec<usize> = memchr::memmem::find_iter(words.as_bytes(), ". ")
            .filter(|&at| ends_sentence(words, at))
            .map(|at| at + 2)
            .collect();
        let mut open: Option<(usize, Vec<Actor>)> = None;
        for (at, &start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).map_or(words.len(), |&next| next - 1);
            let sentence = whole.start + start..whole.start + end;
            let Some(lead) = self.assigned(&sentence, above.matter) else {
                continue;
            };
            let from = match open.take() {
                None => 0,
                Some((from, lead)) => {
                    self.push(id, whole.start + from..sentence.start - 1, lead, above);
                    start
                }
            };
            open = Some((from, lead));
        }
        if let Some((from, lead)) = open {
            self.push(id, whole.start + from..whole.end, lead, above);
        }
    }

    /// A task and the paragraphs behind it: another subject starts another task.
    fn paragraphs_with(
        &mut self,
        id: usize,
        text: Place,
        lead: Vec<Actor>,
        children: &[usize],
        above: &Above,
    ) {
        let mut text = text;
        let mut lead = lead;
        for &child in children {
            let Some(more) = self.tree.nodes[child].line.clone() else {
                continue;
            };
            let words = self.reader.sheet.get(&more);
            if is_closing(words) || is_feedback(words) {
                break;
            }
            match self
                .assigned(&more, Matter::Organisation)
                .filter(|other| !same(other, &lead))
            {
                Some(other) => {
                    self.push(id, text, lead, above);
                    (text, lead) = (more, other);
                }
                None => text.end = more.end,
            }
        }
        self.push(id, text, lead, above);
    }

    /// Paragraphs under the heading of an agency, or on their own.
    fn paragraphs(&mut self, ids: &[usize], above: &Above, beside_items: bool) {
        let Some(agencies) = &above.agencies else {
            return self.loose_paragraphs(ids, above);
        };
        let mut open: Option<(usize, Place, Vec<Actor>)> = None;
        for &id in ids {
            let Some(line) = self.tree.nodes[id].line.clone() else {
                continue;
            };
            let words = self.reader.sheet.get(&line);
            if is_closing(words) || is_feedback(words) || self.taken[id] {
                break;
            }
            if beside_items && words.ends_with(':') {
                continue;
            }
            let own = self.own_subject(&line, agencies);
            match (open.take(), own) {
                (Some((first, text, lead)), None) => {
                    open = Some((first, text.start..line.end, lead));
                }
                (before, own) => {
                    if let Some((first, text, lead)) = before {
                        self.push(first, text, lead, above);
                    }
                    open = Some((id, line, own.unwrap_or_else(|| agencies.clone())));
                }
            }
        }
        if let Some((first, text, lead)) = open {
            self.push(first, text, lead, above);
        }
    }

    fn loose_paragraphs(&mut self, ids: &[usize], above: &Above) {
        for &id in ids {
            let Some(line) = self.tree.nodes[id].line.clone() else {
                continue;
            };
            let words = self.reader.sheet.get(&line);
            let general = is_closing(words) && !starts_with_word(words, "Giao");
            if self.taken[id] || general || is_feedback(words) || words.ends_with(':') {
                continue;
            }
            match self.assigned(&line, above.matter) {
                Some(lead) => self.push(id, line, lead, above),
                None if above.matter != Matter::Content || words.contains(". Giao ") => {
                    self.later_sentences(id, above);
                }
                None => {}
            }
        }
    }

    /// The agencies a node is headed by, and its text when that runs in behind them.
    fn agency_heading(&self, id: usize) -> Option<Heading> {
        self.headings[id]
            .get_or_init(|| self.read_heading(id))
            .clone()
    }

    fn read_heading(&self, id: usize) -> Option<Heading> {
        let node = &self.tree.nodes[id];
        if node.is_lost() || node.level.is_none_or(|level| level <= Level(2)) {
            return None;
        }
        let parts = self.reader.parts(self.tree, id);
        let whole = parts.whole.clone()?;
        let words = self.reader.sheet.get(&whole);
        if starts_with_word(words, "Đối với") {
            return None;
        }
        let headed = parts
            .heading
            .as_ref()
            .and_then(|heading| self.reader.agencies(heading));
        if let Some(agencies) = headed {
            return Some((agencies, parts.text));
        }
        if let Some(agencies) = self.before_colon(&whole) {
            return Some((agencies, Some(whole)));
        }
        let bullet = node.level.is_some_and(Level::is_bullet);
        let heads = !node.children.is_empty() && (!bullet || words.trim_end().ends_with(':'));
        heads
            .then(|| self.reader.agencies(&whole))
            .flatten()
            .map(|agencies| (agencies, None))
    }

    /// "Sở Xây dựng: hướng dẫn …": the agencies before the colon.
    fn before_colon(&self, whole: &Place) -> Option<Vec<Actor>> {
        let words = self.reader.sheet.get(whole);
        let colon = words
            .find(':')
            .filter(|&colon| colon < 260 && colon + 1 < words.trim_end().len())?;
        if address_only(&words[..colon]) {
            return None;
        }
        // "Sở A phối hợp Sở B: hướng dẫn …"
        let before = &words[..colon];
        if let Some(found) =
            subject(before).filter(|found| starts_with(&before[found.end..], "phối hợp"))
        {
            return Some(
                found
                    .actors
                    .into_iter()
                    .map(|actor| actors::actor(self.reader.sheet, whole.start, actor))
                    .collect(),
            );
        }
        if address(before).0 > 0 && colon > 100 {
            return None;
        }
        self.reader.agencies(&(whole.start..whole.start + colon))
    }

    /// In a section about what is to be done, agencies head items only if most of the list does.
    fn heads_here(&self, id: usize, matter: Matter) -> bool {
        if matter != Matter::Content {
            return true;
        }
        let node = &self.tree.nodes[id];
        let Some(parent) = node.parent else {
            return false;
        };
        if self.is_only_agencies(id) {
            return true;
        }
        let list = (parent, node.level);
        if let Some(&known) = self.headed.borrow().get(&list) {
            return known;
        }
        let siblings = self.tree.nodes[parent].children.iter();
        let (mut all, mut headed) = (0, 0);
        for &sibling in siblings.filter(|&&other| self.tree.nodes[other].level == node.level) {
            all += 1;
            headed += usize::from(self.agency_heading(sibling).is_some());
        }
        let most = headed > 1 && headed * 2 > all;
        self.headed.borrow_mut().insert(list, most);
        most
    }

    /// "2. Sở Công Thương" with items below it: nothing but agencies, each known by name.
    fn is_only_agencies(&self, id: usize) -> bool {
        let items = self.tree.nodes[id].children.iter();
        let mut items = items.filter(|&&child| self.tree.nodes[child].level.is_some());
        let heading = self.agency_heading(id).filter(|(_, text)| text.is_none());
        let named = |actor: &Actor| {
            actor.certainty == Certainty::Read
                && actor.name.contains(' ')
                && (actor.kind == ActorKind::Agency
                    || is_committee(&actor.name)
                    || actors::is_person(&actor.name))
        };
        items.next().is_some() && heading.is_some_and(|(agencies, _)| agencies.iter().all(named))
    }

    /// The subject of an item when it is not the agency of the heading.
    fn own_subject(&self, text: &Place, heading: &[Actor]) -> Option<Vec<Actor>> {
        let found = self.reader.subject(text)?;
        let own = self.actors(text.start, &found.actors);
        (!own.is_empty() && !same(&own, heading)).then_some(own)
    }

    /// Whom a sentence gives a duty; what counts depends on the matter of its section.
    fn assigned(&self, text: &Place, matter: Matter) -> Option<Vec<Actor>> {
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

    /// What the section of a node is about.
    fn matter(&self, id: usize, above: Matter) -> Matter {
        let node = &self.tree.nodes[id];
        if node.level.is_none_or(|level| level > Level(7)) {
            return above;
        }
        if node.is_lost() {
            return if node.level <= Some(Level::SECTION) {
                self.lost_matter(id)
            } else {
                above
            };
        }
        let parts = self.reader.parts(self.tree, id);
        let Some(heading) = parts.heading else {
            return above;
        };
        let words = self.reader.sheet.get(&heading);
        if words.len() > 160 || self.reader.subject(&heading).is_some() {
            return above;
        }
        // "Yêu cầu UBND các xã, phường" heads their duties; it is no section of requirements.
        if address(words).0 > 0 && self.reader.agencies(&heading).is_some() {
            return above;
        }
        named_matter(words).unwrap_or(if node.level <= Some(Level::SECTION) {
            Matter::Content
        } else {
            above
        })
    }

    /// Without a heading the first items tell whether a section is about money.
    fn lost_matter(&self, id: usize) -> Matter {
        let first = self.tree.nodes[id].children.first();
        let money = first.is_some_and(|&child| {
            fold(self.reader.sheet.get(&self.tree.nodes[child].body)).starts_with("kinh phi")
        });
        if money {
            Matter::Funds
        } else {
            Matter::Unknown
        }
    }

    fn push(&mut self, id: usize, text: Place, lead: Vec<Actor>, above: &Above) {
        let sheet = self.reader.sheet;
        let words = sheet.get(&text);
        let stated = self.stated_deadline(&text);
        let deadline = stated
            .or_else(|| above.deadline.clone())
            .or_else(|| self.prose_deadline(&text));
        let node = &self.tree.nodes[id];
        let owner = if node.level.is_some() {
            id
        } else {
            node.parent.unwrap_or(id)
        };
        let own_heading = Some(owner)
            .filter(|_| owner == id)
            .and_then(|id| self.reader.parts(self.tree, id).heading);
        let coordinate = coordinators(self.reader, &text, words);
        self.tasks.push(TaskDraft {
            label: Some(self.reader.label(self.tree, owner)),
            node: Some(id),
            heading: own_heading
                .filter(|heading| heading.end <= text.start || heading.start >= text.end)
                .map(|heading| sheet.quote(&heading)),
            text: Some(sheet.quote(&text)),
            coordinate,
            lead,
            monitor: Vec::new(),
            deadline,
            product: None,
            budget: None,
            form: TaskForm::Prose,
            certainty: Certainty::Read,
        });
    }

    /// "… . Thời gian hoàn thành: trước ngày …" inside the item.
    fn stated_deadline(&self, text: &Place) -> Option<Deadline> {
        let words = self.reader.sheet.get(text);
        let found = inline(words);
        let at = found
            .iter()
            .position(|&(_, attribute, _)| attribute == Attribute::Time)?;
        let end = found.get(at + 1).map_or(words.len(), |&(end, _, _)| end);
        self.reader
            .deadline(&(text.start + found[at].2..text.start + end))
    }

    fn prose_deadline(&self, text: &Place) -> Option<Deadline> {
        super::due::in_prose(self.reader, text)
    }
}

/// "Đề nghị:" addresses whoever follows; it is no agency.
fn address_only(text: &str) -> bool {
    let (skipped, _) = address(text);
    skipped > 0 && skipped >= text.len()
}

/// Where the predicate of a sentence starts whose subject is named first; 0 when none is.
pub(super) fn subject_end(reader: &Reader<'_>, text: &Place) -> usize {
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
    let at = words.find(", giao ")?;
    Some(at + ", giao ".len())
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
    let colon = words.find(": ").filter(|&colon| colon < 120)?;
    let topic = &words[..colon];
    (!actors::opens_agency(topic) && !topic.contains([',', ';', '.'])).then_some(colon + 2)
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

fn is_committee(name: &str) -> bool {
    let name = fold(name);
    name.starts_with("uy ban nhan dan") || name.starts_with("ubnd")
}

fn same(a: &[Actor], b: &[Actor]) -> bool {
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

/// Partners of one task beyond which nobody reads on.
const MOST_PARTNERS: usize = 400;

/// The partners: "phối hợp (chặt chẽ) (với) …" where the agency of the item does it.
pub(super) fn coordinators(reader: &Reader<'_>, text: &Place, words: &str) -> Vec<Actor> {
    const PARTNER: &str = "phối hợp";
    const TOGETHER: &str = "chủ trì cùng";
    static WORKING: LazyLock<Cues> = LazyLock::new(|| Cues::of(&[PARTNER, "chủ trì cùng "]));
    let mut found = Vec::new();
    let cues: Vec<(usize, usize)> = WORKING
        .find(reader.sheet.lower(text))
        .map(|(word, place)| (place.start, [PARTNER, TOGETHER][word].len()))
        .collect();
    if cues.is_empty() {
        return found;
    }
    for (start, segment) in segments(words) {
        // No task has so many partners; what names more is no plan.
        if found.len() > MOST_PARTNERS {
            break;
        }
        let first = cues.partition_point(|&(at, _)| at < start);
        let end = start + segment.len();
        for (at, length) in cues[first..].iter().take_while(|&&(at, _)| at < end) {
            let at = at - start;
            if !is_own_act(&segment[..at]) {
                continue;
            }
            let after = at + length;
            let rest = partner_start(&segment[after..]);
            let from = segment.len() - rest.len();
            if let Some(list) = partners(rest) {
                for actor in list {
                    actors::push(
                        &mut found,
                        actors::actor(reader.sheet, text.start + start + from, actor),
                    );
                }
            }
        }
    }
    found
}

/// Whether what stands before "phối hợp" leaves the act with the subject of the item.
fn is_own_act(before: &str) -> bool {
    const ADVERBS: [&str; 17] = [
        "chủ trì",
        "chủ động",
        "tích cực",
        "thường xuyên",
        "và",
        "có trách nhiệm",
        "đồng thời",
        "tăng cường",
        "trực tiếp",
        "kịp thời",
        "trách nhiệm",
        "tiếp tục",
        "được giao",
        "nhiệm vụ",
        "quyền hạn",
        "thẩm quyền",
        "chức năng",
    ];
    let before = before.trim_end();
    if before.is_empty() || before.ends_with([',', ':']) {
        return true;
    }
    let lower = before.to_lowercase();
    ADVERBS.iter().any(|word| lower.ends_with(word))
        || subject(&format!("{before} phối hợp")).is_some_and(|found| found.end > before.len())
}

fn partner_start(rest: &str) -> &str {
    let mut rest = rest.trim_start();
    for word in ["chặt chẽ", "cùng", "tốt", "hiệu quả", "với"] {
        if let Some(after) = super::words::strip(rest, word).filter(|after| after.starts_with(' '))
        {
            rest = after.trim_start();
        }
    }
    rest
}

/// The list of partners up to the next verb.
fn partners(rest: &str) -> Option<Vec<AgencyMatch>> {
    let limit = rest.len().min(700);
    let limit = (0..=limit)
        .rev()
        .find(|&at| rest.is_char_boundary(at))
        .unwrap_or(0);
    let ends =
        actors::predicates(&rest[..limit]).chain((rest.len() <= limit).then_some(rest.len()));
    for end in ends {
        let list = rest[..end].trim_end_matches(['.', ';', ',', ' ']);
        let found = agency::split(list);
        if !found.is_empty() && found.iter().all(is_partner) {
            return Some(found);
        }
    }
    None
}

/// Behind "phối hợp với" a plural is an actor whatever its noun.
fn is_partner(actor: &AgencyMatch) -> bool {
    actors::is_vouched(actor)
        || starts_with_word(&actor.name, "các")
        || starts_with_word(&actor.name, "đầu mối")
}

/// "nếu có khó khăn, vướng mắc … phản ánh về …": a way to ask, not a task.
pub(super) fn is_feedback(text: &str) -> bool {
    let start = |letters: usize| {
        let end = text.char_indices().nth(letters);
        fold(&text[..end.map_or(text.len(), |(at, _)| at)])
    };
    let first = start("trong qua trinh".len());
    let opens = ["trong qua trinh", "qua trinh", "neu ", "truong hop"]
        .iter()
        .any(|words| first.starts_with(words));
    if !opens {
        return false;
    }
    let folded = start(260);
    ["vuong mac", "kho khan", "phat sinh", "sua doi, bo sung"]
        .iter()
        .any(|words| folded.contains(words))
}

/// The closing sentences of a plan.
pub(super) fn is_closing(text: &str) -> bool {
    let opens = [
        "Trên đây là",
        "Yêu cầu ",
        "Ủy ban nhân dân tỉnh yêu cầu",
        "UBND tỉnh yêu cầu",
        "Nhận được",
        "Đề nghị các",
        "(Kèm theo",
        "(Có",
    ];
    opens.iter().any(|words| starts_with(text, words)) || text.trim_end().ends_with("./.")
}

/// The matter a heading names.
fn named_matter(heading: &str) -> Option<Matter> {
    let heading = fold(heading);
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    let starts = |words: &[&str]| words.iter().any(|word| heading.starts_with(word));
    if has(&["to chuc thuc hien", "phan cong"])
        || starts(&[
            "trach nhiem",
            "nhiem vu cua",
            "nhiem vu cu the",
            "to chuc trien khai",
        ])
    {
        return Some(Matter::Organisation);
    }
    if has(&[
        "kinh phi",
        "nguon von",
        "tai chinh thuc hien",
        "nguon luc thuc hien",
    ]) {
        return Some(Matter::Funds);
    }
    let aims = [
        "muc dich",
        "yeu cau",
        "muc tieu",
        "quan diem",
        "chi tieu",
        "pham vi",
        "doi tuong",
        "tieu chi",
        "nguyen tac",
        "can cu",
        "thuc trang",
        "dac diem tinh hinh",
        "danh gia",
        "hien trang",
        "su can thiet",
    ];
    has(&aims).then_some(Matter::Aims)
}
