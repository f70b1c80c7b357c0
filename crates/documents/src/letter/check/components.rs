//! Which lines are which component: found by what they say and where they stand.

use super::read::{Line, Text};
use crate::letter::model::Align;

/// The components, as places of lines.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub nation: Vec<usize>,
    pub motto: Vec<usize>,
    pub superior: Vec<usize>,
    pub issuer: Vec<usize>,
    pub number: Vec<usize>,
    pub place_date: Vec<usize>,
    pub type_name: Vec<usize>,
    pub about: Vec<usize>,
    /// A công văn: its subject stands under the number.
    pub is_dispatch: bool,
    pub dear: Vec<usize>,
    pub body: Vec<usize>,
    pub recipients_title: Vec<usize>,
    pub recipients: Vec<usize>,
    pub authority: Vec<usize>,
    pub signer: Vec<usize>,
    pub appendix_number: Vec<usize>,
    pub appendix_title: Vec<usize>,
}

/// A text without marks, in small letters, one space between words: `so: 05/sttt`.
pub(super) fn plain(text: &str) -> String {
    let folded = vietnamese::key::fold(text).to_lowercase();
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

/// In capitals: it has letters, and none of them is small.
pub(super) fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// Which component a line belongs to.
pub(super) fn find(text: &Text) -> Parts {
    let lines = &text.lines;
    let shown: Vec<usize> = (0..lines.len())
        .filter(|at| !lines[*at].text.trim().is_empty())
        .collect();
    let said: Vec<String> = lines.iter().map(|line| plain(&line.text)).collect();
    let mut finding = Finding {
        lines,
        said: &said,
        shown: &shown,
        parts: Parts::default(),
    };
    let body = finding.head();
    let (end, tail) = finding.foot(body);
    finding.middle(body, end);
    finding.appendices(tail);
    finding.parts
}

/// Lines among which head and title are looked for.
const HEAD: usize = 40;

struct Finding<'t> {
    lines: &'t [Line],
    said: &'t [String],
    /// The lines that are not empty.
    shown: &'t [usize],
    parts: Parts,
}

impl Finding<'_> {
    fn table(&self, at: usize) -> Option<usize> {
        self.lines[at].cell.map(|(table, _)| table)
    }

    fn column(&self, at: usize) -> usize {
        self.lines[at].cell.map_or(0, |(_, column)| column)
    }

    /// Head: gives the place in `shown` behind it.
    fn head(&mut self) -> usize {
        let top = &self.shown[..self.shown.len().min(HEAD)];
        let says = |at: &&usize, words: &str| self.said[**at].contains(words);
        let nation = top
            .iter()
            .find(|at| says(at, "cong hoa xa hoi chu nghia viet nam"))
            .copied();
        let motto = top
            .iter()
            .find(|at| says(at, "doc lap") && says(at, "hanh phuc"))
            .copied();
        let table = nation.and_then(|at| self.table(at));
        // Without a table the lines stand one below the other, or beside one another by tabs.
        let in_head = |at: &usize| table.is_none() || self.table(*at) == table;
        let is_left = |at: &usize| {
            let column = nation.map_or(0, |nation| self.column(nation));
            in_head(at) && (table.is_none() || self.column(*at) < column)
        };
        let number = top
            .iter()
            .find(|at| is_left(at) && is_number(&self.said[**at]))
            .copied();
        let place_date = top
            .iter()
            .find(|at| in_head(at) && Some(**at) != number && is_day(&self.said[**at]))
            .copied();
        let before_number: Vec<usize> = top
            .iter()
            .copied()
            .filter(|at| is_left(at) && number.is_some_and(|number| *at < number))
            .filter(|at| Some(*at) != nation && Some(*at) != motto)
            .collect();
        let about: Vec<usize> = match number {
            Some(number) => top
                .iter()
                .copied()
                .filter(|at| *at > number && is_left(at) && self.table(*at).is_some())
                .skip_while(|at| !self.said[*at].starts_with("v/v"))
                .collect(),
            None => Vec::new(),
        };
        let known = [nation, motto, number, place_date].into_iter().flatten();
        let last = known
            .chain(before_number.iter().copied())
            .chain(about.iter().copied())
            .max();
        let (superior, issuer) = self.issuers(&before_number);
        let parts = &mut self.parts;
        parts.nation.extend(nation);
        parts.motto.extend(motto);
        parts.number.extend(number);
        parts.place_date.extend(place_date);
        (parts.superior, parts.issuer) = (superior, issuer);
        parts.is_dispatch = !about.is_empty();
        parts.about = about;
        last.map_or(0, |last| self.shown.partition_point(|at| *at <= last))
    }

    /// The lines above the number: the body above, and who issues. A name may take several lines:
    /// those that are bold at the end are the issuer's; where none is, the last one.
    fn issuers(&self, lines: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let is_bold = |at: &usize| {
            let runs = &self.lines[*at].runs;
            runs.iter().any(|run| run.letters.bold == Some(true))
        };
        let bold = lines.iter().rev().take_while(|at| is_bold(at)).count();
        let cut = lines.len() - bold.clamp(lines.len().min(1), lines.len());
        (lines[..cut].to_vec(), lines[cut..].to_vec())
    }

    /// Foot: gives the places in `shown` where it begins and behind it.
    fn foot(&mut self, from: usize) -> (usize, usize) {
        let rest = &self.shown[from.min(self.shown.len())..];
        let title = rest
            .iter()
            .position(|at| self.said[*at].starts_with("noi nhan"));
        let Some(title) = title else {
            return (self.shown.len(), self.shown.len());
        };
        let title_at = rest[title];
        self.parts.recipients_title.push(title_at);
        let table = self.table(title_at);
        let inside = |at: &usize| table.is_some() && self.table(*at) == table;
        let column = self.column(title_at);
        let (mut list, mut signature) = (Vec::new(), Vec::new());
        let mut ends = title;
        let mut first = title;
        for (place, at) in rest.iter().enumerate() {
            if inside(at) {
                if self.column(*at) == column && place > title {
                    list.push(*at);
                } else if self.column(*at) > column {
                    signature.push(*at);
                }
                (first, ends) = (first.min(place), ends.max(place));
            } else if table.is_none() && place > title && self.is_of_foot(*at) {
                if self.said[*at].starts_with(['-', '+']) {
                    list.push(*at);
                } else {
                    signature.push(*at);
                }
                ends = ends.max(place);
            } else if place > title {
                break;
            }
        }
        self.parts.recipients = list;
        let name = signature
            .iter()
            .rposition(|at| !is_capitals(&self.lines[*at].text));
        let (rights, signer) = match name {
            Some(name) => (&signature[..name], Some(signature[name])),
            None => (&signature[..], None),
        };
        self.parts.authority = rights.to_vec();
        self.parts.signer.extend(signer);
        (from + first, from + ends + 1)
    }

    /// Without a table: a recipient, or a bold line of the signature.
    fn is_of_foot(&self, at: usize) -> bool {
        let bold = |line: &Line| {
            let mut runs = line.runs.iter();
            runs.all(|run| run.letters.bold == Some(true) || run.text.trim().is_empty())
        };
        self.said[at].starts_with(['-', '+']) || bold(&self.lines[at])
    }

    /// Title, addressees and text.
    fn middle(&mut self, from: usize, to: usize) {
        let (lines, said, shown) = (self.lines, self.said, self.shown);
        let is_centred = |at: usize| lines[at].shape.align == Some(Align::Centre);
        let is_dear = |at: usize| said[at].starts_with("kinh gui");
        // Words in a figure are none of the text.
        let is_flow = |at: usize| lines[at].cell.is_none() && !lines[at].boxed;
        let mut place = from;
        let parts = &mut self.parts;
        if !parts.is_dispatch {
            while place < to && is_flow(shown[place]) && is_capitals(&lines[shown[place]].text) {
                parts.type_name.push(shown[place]);
                place += 1;
            }
            while place < to && is_centred(shown[place]) && !is_dear(shown[place]) {
                // A remark in brackets is none of the decree's components.
                if !lines[shown[place]].text.trim_start().starts_with('(') {
                    parts.about.push(shown[place]);
                }
                place += 1;
            }
        }
        let dear = (place..to.min(place + 6)).find(|place| is_dear(shown[*place]));
        if let Some(dear) = dear {
            parts.dear.push(shown[dear]);
            place = dear + 1;
            while place < to && said[shown[place]].starts_with(['-', '–']) {
                parts.dear.push(shown[place]);
                place += 1;
            }
        }
        let body = shown[place.min(to)..to].iter().copied();
        parts.body = body.filter(|at| is_flow(*at)).collect();
    }

    fn appendices(&mut self, from: usize) {
        let rest = self.shown[from.min(self.shown.len())..].iter().copied();
        let mut in_title = false;
        for at in rest {
            if self.table(at).is_some() {
                in_title = false;
            } else if is_appendix(&self.said[at]) {
                self.parts.appendix_number.push(at);
                in_title = true;
            } else if in_title && is_capitals(&self.lines[at].text) {
                self.parts.appendix_title.push(at);
            } else {
                in_title = false;
            }
        }
    }
}

fn is_number(said: &str) -> bool {
    let rest = said.strip_prefix("so");
    rest.is_some_and(|rest| rest.trim_start().starts_with(':') || rest.contains('/'))
}

fn is_day(said: &str) -> bool {
    ["ngay", "thang", "nam"]
        .iter()
        .all(|word| said.contains(word))
}

/// `phu luc`, `phu luc iv`.
fn is_appendix(said: &str) -> bool {
    let rest = said.strip_prefix("phu luc");
    rest.is_some_and(|rest| {
        let number = rest.trim();
        number
            .chars()
            .all(|it| it.is_ascii_digit() || "ivxlc".contains(it))
    })
}
