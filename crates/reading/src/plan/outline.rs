//! From lines to a tree: markers, blocks of attribute lines, lost headings.

use std::ops::Range;

use super::level::Level;
use super::search::{self, Step, Token};
use super::sheet::{Entry, Place, Sheet};
use crate::draft::NodeKind;
use crate::file::wrap::is_upper;
use crate::grammar::label::{self, Attribute, Label};
use crate::grammar::marker::{self, Marker, MarkerKind};

/// The outline of one part of the document.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Parents before children, in document order.
    pub nodes: Vec<Item>,
}

/// One node while the plan is being read.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What it is.
    pub kind: NodeKind,
    /// Its level, of items with a marker.
    pub level: Option<Level>,
    /// Label as written, without outer punctuation.
    pub label: String,
    /// Place in its list.
    pub ordinal: u16,
    /// What it stands under.
    pub parent: Option<usize>,
    /// What stands under it.
    pub children: Vec<usize>,
    /// The whole line; `None` of a lost heading.
    pub line: Option<Place>,
    /// The line without its marker.
    pub body: Place,
    /// Where the emphasis that opens the line ends.
    pub lead_in: usize,
    /// The attributes of a block.
    pub block: Vec<Attr>,
    /// Entry of the sheet that holds a table.
    pub table: Option<usize>,
    /// Whether it is one of the closing paragraphs.
    pub closing: bool,
    /// Whether it says in brackets who does it.
    pub says_who: bool,
}

impl Item {
    /// Whether its heading was lost in the source.
    pub fn is_lost(&self) -> bool {
        self.line.is_none()
    }
}

/// One attribute line.
#[derive(Debug, Clone)]
pub(super) struct Attr {
    /// What it says.
    pub attribute: Attribute,
    /// The whole line.
    pub line: Place,
    /// Its value; several when items carry it on.
    pub values: Vec<Place>,
}

/// A line as the search sees it, with what the tree needs to know of it.
struct Piece {
    token: Token,
    item: Item,
}

/// Reads the outline of a range of entries.
pub(super) fn read(sheet: &Sheet<'_>, entries: &[usize]) -> Tree {
    let pieces = pieces(sheet, entries);
    let has_sections = pieces
        .iter()
        .any(|piece| piece.item.level == Some(Level::SECTION));
    let tokens: Vec<Token> = pieces.iter().map(|piece| piece.token).collect();
    let steps = search::cheapest(&tokens, has_sections);
    build(pieces, &steps)
}

fn pieces(sheet: &Sheet<'_>, entries: &[usize]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(entries.len());
    let mut carried: Option<Level> = None;
    for &index in entries {
        let line = match &sheet.entries[index] {
            Entry::Table(_) => {
                carried = None;
                pieces.push(table_piece(index));
                continue;
            }
            Entry::Line(line) => line,
        };
        let text = sheet.get(&line.place);
        let marker = marker::parse(text);
        let label = label::behind(text, marker.as_ref());
        let says = label.or_else(|| bare_lead(text, marker.as_ref()));
        let level = marker.as_ref().map_or(Level::POINT, Level::of);
        if let Some((attr, level)) =
            says.and_then(|found| attribute(text, found, level, line.place.start))
        {
            carried = attr.values.is_empty().then_some(level);
            add_attribute(&mut pieces, attr);
            continue;
        }
        if label.is_none() && heads_part(sheet, pieces.last(), line) {
            if let Some(part) = pieces.last_mut() {
                part.item.body = line.place.clone();
                part.item.line = part
                    .item
                    .line
                    .take()
                    .map(|above| above.start..line.place.end);
            }
            continue;
        }
        let piece = line_piece(text, marker, label, line);
        let below = carried
            .zip(piece.item.level)
            .is_some_and(|(above, level)| level > above);
        if below && continue_value(&mut pieces, &piece) {
            continue;
        }
        carried = None;
        pieces.push(piece);
    }
    pieces
}

/// "PHẦN II" with its heading on the line below it.
fn heads_part(sheet: &Sheet<'_>, before: Option<&Piece>, line: &super::sheet::Line) -> bool {
    let alone = before.is_some_and(|piece| {
        piece.item.level.is_some_and(|level| level <= Level(1))
            && sheet.trimmed(&piece.item.body).is_empty()
    });
    let text = sheet.get(&line.place);
    alone && (is_upper(text) || line.bold) && text.len() < 300 && marker::parse(text).is_none()
}

/// Reads a line as an attribute, unless it states the content of the task: that is an item.
fn attribute(text: &str, found: Label, level: Level, start: usize) -> Option<(Attr, Level)> {
    if matches!(
        found.attribute,
        Attribute::Content | Attribute::Ordinal | Attribute::Note
    ) {
        return None;
    }
    // "6. Kinh phí: Do ngân sách nhà nước bảo đảm …" is the next item, not money of the one before.
    if level <= Level::CLAUSE
        && matches!(
            found.attribute,
            Attribute::Budget | Attribute::Place | Attribute::Time
        )
    {
        return None;
    }
    let value = start + found.value..start + text.len();
    // "(Chủ trì: Sở Y tế; hoàn thành: quý II/2026)." as a line of its own.
    let bracketed = text.starts_with('(');
    let words = text[found.value..].trim_end_matches(['.', ';', ' ']);
    let words = match words.strip_suffix(')').filter(|_| bracketed) {
        Some(inner) => inner,
        None => &text[found.value..],
    };
    let value = value.start..value.start + words.len();
    let values = if words.trim_matches([' ', '.', ';', ',', ':']).is_empty() {
        Vec::new()
    } else {
        vec![value]
    };
    Some((
        Attr {
            attribute: found.attribute,
            line: start..start + text.len(),
            values,
        },
        level,
    ))
}

/// "Thực hiện: Sở Y tế": the label of a lead when nothing but agencies follows.
fn bare_lead(text: &str, marker: Option<&Marker<'_>>) -> Option<Label> {
    let label = label::bare_lead(text, marker)?;
    let value = text[label.value..].trim_end_matches(['.', ';', ' ']);
    let agencies = crate::grammar::agency::split(value);
    let known = !agencies.is_empty() && agencies.iter().all(super::actors::is_vouched);
    known.then_some(label)
}

fn add_attribute(pieces: &mut Vec<Piece>, attr: Attr) {
    if let Some(Piece {
        token: Token::Block,
        item,
    }) = pieces.last_mut()
    {
        let again = item
            .block
            .iter()
            .position(|other| other.attribute == attr.attribute);
        match again {
            None => {
                item.block.push(attr);
                return;
            }
            // "Cơ quan thực hiện:" only announces the lines below it.
            Some(at) if item.block[at].values.is_empty() => {
                item.block[at] = attr;
                return;
            }
            Some(_) => {}
        }
    }
    let body = attr.line.clone();
    let item = Item {
        block: vec![attr],
        line: Some(body.clone()),
        ..blank(NodeKind::Attributes, body)
    };
    pieces.push(Piece {
        token: Token::Block,
        item,
    });
}

/// "Thời gian thực hiện:" with its value in the items below.
fn continue_value(pieces: &mut [Piece], piece: &Piece) -> bool {
    let Some(Piece {
        token: Token::Block,
        item,
    }) = pieces.last_mut()
    else {
        return false;
    };
    let Some(attr) = item.block.last_mut() else {
        return false;
    };
    attr.values.push(piece.item.body.clone());
    true
}

fn blank(kind: NodeKind, body: Place) -> Item {
    Item {
        kind,
        level: None,
        label: String::new(),
        ordinal: 0,
        parent: None,
        children: Vec::new(),
        line: None,
        lead_in: body.start,
        body,
        block: Vec::new(),
        table: None,
        closing: false,
        says_who: false,
    }
}

fn table_piece(index: usize) -> Piece {
    let item = Item {
        table: Some(index),
        line: Some(0..0),
        ..blank(NodeKind::Table, 0..0)
    };
    Piece {
        token: Token::Paragraph,
        item,
    }
}

fn line_piece(
    text: &str,
    marker: Option<Marker<'_>>,
    label: Option<Label>,
    line: &super::sheet::Line,
) -> Piece {
    let start = line.place.start;
    // Where the value of "Nhiệm vụ: …", "Nội dung: …" starts.
    let content = label
        .filter(|found| found.attribute == Attribute::Content)
        .map(|found| found.value);
    let Some(marker) = marker else {
        let body = content.map_or(start, |value| start + value)..line.place.end;
        let item = Item {
            line: Some(line.place.clone()),
            lead_in: line.lead_in,
            closing: ends_plan(text),
            ..blank(NodeKind::Paragraph, body)
        };
        return Piece {
            token: Token::Paragraph,
            item,
        };
    };
    let level = Level::of(&marker);
    let (ordinal, major) = place_in_list(&marker);
    let value = content.unwrap_or(marker.body).max(marker.body);
    let item = Item {
        level: Some(level),
        label: marker.label.to_owned(),
        ordinal,
        line: Some(line.place.clone()),
        lead_in: line.lead_in,
        says_who: super::inside::says_who(text),
        ..blank(level.kind(), start + value..line.place.end)
    };
    Piece {
        token: Token::Item {
            level,
            ordinal,
            major,
        },
        item,
    }
}

/// "Trên đây là Kế hoạch …", or the sign "./." that ends the text.
fn ends_plan(text: &str) -> bool {
    super::words::starts_with(text, "Trên đây là") || text.trim_end().ends_with("./.")
}

/// Ordinal and, of `2.1.`, the clause it names.
fn place_in_list(marker: &Marker<'_>) -> (u16, Option<u16>) {
    let ordinal = marker
        .ordinal
        .and_then(|ordinal| u16::try_from(ordinal).ok())
        .unwrap_or(0);
    if marker.kind != MarkerKind::SubClause {
        return (ordinal, None);
    }
    let mut parts = marker
        .label
        .split('.')
        .filter_map(|part| part.parse::<u16>().ok());
    let major = parts.next();
    (parts.next_back().unwrap_or(ordinal), major)
}

fn build(pieces: Vec<Piece>, steps: &[Step]) -> Tree {
    let mut tree = Tree {
        nodes: Vec::with_capacity(steps.len()),
    };
    let mut open: Vec<usize> = Vec::new();
    let mut blocks = Vec::new();
    let mut pieces: Vec<Option<Item>> = pieces.into_iter().map(|piece| Some(piece.item)).collect();
    for step in steps {
        let item = match *step {
            Step::Lost(level, ordinal) => lost(level, ordinal),
            Step::Place(index) => match pieces.get_mut(index).and_then(Option::take) {
                Some(item) => item,
                None => continue,
            },
        };
        if item.kind == NodeKind::Attributes {
            blocks.push((tree.nodes.len(), item));
            continue;
        }
        if let Some(level) = item.level {
            while open
                .last()
                .is_some_and(|&top| tree.nodes[top].level >= Some(level))
            {
                open.pop();
            }
        }
        if item.closing {
            open.clear();
        }
        let id = tree.add(item, open.last().copied());
        if tree.nodes[id].level.is_some() {
            open.push(id);
        }
    }
    tree.own(blocks);
    tree
}

fn lost(level: Level, ordinal: u16) -> Item {
    Item {
        level: Some(level),
        label: numeral(level, ordinal),
        ordinal,
        ..blank(level.kind(), 0..0)
    }
}

/// The label a lost heading must have had.
fn numeral(level: Level, ordinal: u16) -> String {
    const LETTERS: [&str; 23] = [
        "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s",
        "t", "u", "v", "x", "y",
    ];
    match level {
        Level::SECTION => roman(ordinal),
        Level::POINT => LETTERS
            .get(usize::from(ordinal) - 1)
            .copied()
            .unwrap_or("")
            .to_owned(),
        _ => ordinal.to_string(),
    }
}

/// Roman numeral of a small number.
pub(super) fn roman(number: u16) -> String {
    const UNITS: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let (tens, unit) = (usize::from(number / 10), usize::from(number % 10));
    "X".repeat(tens) + UNITS[unit]
}

impl Tree {
    fn add(&mut self, mut item: Item, parent: Option<usize>) -> usize {
        let id = self.nodes.len();
        item.parent = parent;
        if let Some(parent) = parent {
            self.nodes[parent].children.push(id);
        }
        self.nodes.push(item);
        id
    }

    /// The node and everything it stands under.
    pub fn ancestors(&self, id: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(id), |&at| self.nodes[at].parent)
    }

    /// Everything below a node, in document order.
    pub fn below(&self, id: usize) -> Range<usize> {
        // Parents come before children, so the subtree ends at the first node that hangs higher.
        let end = (id + 1..self.nodes.len())
            .find(|&at| self.nodes[at].parent.is_none_or(|parent| parent < id));
        id + 1..end.unwrap_or(self.nodes.len())
    }

    /// Gives each block to its owner: the highest item that ends with it, below the sections,
    /// that has no block yet.
    fn own(&mut self, blocks: Vec<(usize, Item)>) {
        let mut has_block = vec![false; self.nodes.len()];
        for id in (0..self.nodes.len()).filter(|&id| self.nodes[id].says_who) {
            let above: Vec<usize> = self.ancestors(id).collect();
            for above in above {
                has_block[above] = true;
            }
        }
        for (after, block) in blocks {
            let Some(last) = after.checked_sub(1) else {
                continue;
            };
            let next = (after..self.nodes.len()).find(|&at| self.nodes[at].level.is_some());
            let owner = self.owner(last, next, &has_block);
            let marked: Vec<usize> = self.ancestors(owner).collect();
            for above in marked {
                has_block[above] = true;
            }
            self.nodes[owner].block.extend(block.block);
        }
    }

    fn owner(&self, last: usize, next: Option<usize>, has_block: &[bool]) -> usize {
        let stays_open = |id: usize| {
            next.is_some_and(|next| self.ancestors(next).skip(1).any(|above| above == id))
        };
        let below_sections =
            |id: &usize| self.nodes[*id].level.is_some_and(|level| level > Level(4));
        let marked = self
            .ancestors(last)
            .filter(|&id| self.nodes[id].level.is_some());
        let best = marked
            .take_while(|id| below_sections(id) && !stays_open(*id) && !has_block[*id])
            .last();
        best.unwrap_or_else(|| match self.nodes[last].level {
            None => self.nodes[last].parent.unwrap_or(last),
            Some(_) => last,
        })
    }
}
