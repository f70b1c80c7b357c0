//! Lists: the markers that Word computes and does not store (ECMA-376 part 1, §17.9).

use std::collections::{HashMap, HashSet};

use quick_xml::events::BytesStart;

use super::styles::ListRef;
use super::xml::{Listener, attribute, number};
use crate::file::error::{FileError, Measure};
use crate::file::ordinal::{letters, roman, vietnamese};

/// Lists that a document may define; Word itself stops far below.
const MAX_LISTS: usize = 20_000;
/// Levels a list has.
const LEVELS: usize = 9;

/// How one level of a list is written.
#[derive(Debug, Clone)]
struct Level {
    start: i64,
    format: String,
    text: String,
    /// One-based level after which counting starts anew; zero for never.
    restart: Option<usize>,
    /// All numbers in digits.
    legal: bool,
    /// Paragraph style that stands for this level.
    style: Option<String>,
    symbols: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            restart: None,
            legal: false,
            style: None,
            symbols: false,
        }
    }
}

type Levels = [Option<Level>; LEVELS];

#[derive(Debug, Default)]
struct Abstract {
    levels: Levels,
    /// The list is defined by this list style instead.
    linked: Option<String>,
    /// The list style that this list defines.
    defines: Option<String>,
}

/// A list of the document: an abstract one, with levels of its own where it overrides them.
#[derive(Debug, Default)]
struct List {
    parent: u32,
    levels: Levels,
    starts: [Option<i64>; LEVELS],
}

/// All lists, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<u32, Abstract>,
    lists: HashMap<u32, List>,
    counters: HashMap<u32, [Option<i64>; LEVELS]>,
    begun: HashSet<u32>,
    open: Open,
}

/// What is being read.
#[derive(Debug, Default)]
struct Open {
    parent: Option<(u32, Abstract)>,
    list: Option<(u32, List)>,
    level: Option<(usize, Level)>,
    override_of: usize,
}

impl Numbering {
    /// Counts a paragraph of a list and writes its marker. `style` is the paragraph's style, which
    /// may stand for a level.
    pub(super) fn next(&mut self, list_ref: ListRef, style: Option<&str>) -> Option<String> {
        let id = list_ref.list.filter(|id| *id != 0)?;
        let list = self.lists.get(&id)?;
        let parent = self.abstract_of(list.parent)?;
        let definition = self.abstracts.get(&parent)?;
        let level_of = |at: usize| list.levels[at].as_ref().or(definition.levels[at].as_ref());
        let by_style = || {
            (0..LEVELS).find(|at| {
                level_of(*at).is_some_and(|l| style.is_some() && l.style.as_deref() == style)
            })
        };
        let at = list_ref
            .level
            .or_else(by_style)
            .unwrap_or(0)
            .min(LEVELS - 1);
        let counters = self.counters.entry(parent).or_default();
        if self.begun.insert(id) {
            for (counter, start) in counters.iter_mut().zip(list.starts) {
                if start.is_some() {
                    *counter = start.map(|start| start.saturating_sub(1));
                }
            }
        }
        let start = |at: usize| {
            list.starts[at].unwrap_or_else(|| level_of(at).map_or(1, |level| level.start))
        };
        counters[at] = Some(counters[at].map_or_else(|| start(at), |last| last.saturating_add(1)));
        for (above, counter) in counters.iter_mut().enumerate().take(at) {
            counter.get_or_insert_with(|| start(above));
        }
        for (below, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            let restart = level_of(below)
                .and_then(|level| level.restart)
                .unwrap_or(below);
            if at < restart {
                *counter = None;
            }
        }
        let level = level_of(at)?;
        let counted = *counters;
        marker(level, |place| {
            let format = level_of(place).map_or("decimal", |other| other.format.as_str());
            write(
                counted[place].unwrap_or_else(|| start(place)),
                format,
                level.legal,
            )
        })
    }

    /// The abstract list that defines this one, over a link to a list style.
    fn abstract_of(&self, parent: u32) -> Option<u32> {
        let Some(link) = &self.abstracts.get(&parent)?.linked else {
            return Some(parent);
        };
        let defines =
            |(id, list): (&u32, &Abstract)| (list.defines.as_ref() == Some(link)).then_some(*id);
        self.abstracts
            .iter()
            .filter_map(defines)
            .min()
            .or(Some(parent))
    }
}

/// Fills in a level's text: `%1` is the number of the first level, and so on.
fn marker(level: &Level, number: impl Fn(usize) -> String) -> Option<String> {
    if level.format == "bullet" {
        return Some(bullet(level));
    }
    if level.format == "none" && !level.text.contains('%') && level.text.trim().is_empty() {
        return None;
    }
    let mut written = String::new();
    let mut chars = level.text.chars().peekable();
    while let Some(c) = chars.next() {
        let place = chars.peek().and_then(|next| next.to_digit(10)).unwrap_or(0) as usize;
        if c == '%' && (1..=LEVELS).contains(&place) {
            chars.next();
            written.push_str(&number(place - 1));
        } else {
            written.push(c);
        }
    }
    let written = written.trim();
    (!written.is_empty()).then(|| written.to_owned())
}

/// Bullets drawn with a symbol font are dashes; those of a text font stay what they are.
fn bullet(level: &Level) -> String {
    let drawn = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c) || c == '·' || c == 'o';
    match level.text.trim() {
        "" => "-".to_owned(),
        text if level.symbols || text.chars().all(drawn) => "-".to_owned(),
        text => text.to_owned(),
    }
}

fn write(number: i64, format: &str, legal: bool) -> String {
    let digits = || number.to_string();
    let Ok(positive) = u32::try_from(number) else {
        return digits();
    };
    let spelled = match format {
        _ if legal => None,
        "none" => Some(String::new()),
        "decimalZero" => Some(format!("{positive:02}")),
        "lowerLetter" => letters(positive, false),
        "upperLetter" => letters(positive, true),
        "lowerRoman" => roman(positive, false),
        "upperRoman" => roman(positive, true),
        "numberInDash" => Some(format!("- {positive} -")),
        "vietnameseCounting" => vietnamese(positive),
        _ => None,
    };
    spelled.unwrap_or_else(digits)
}

impl Listener for Numbering {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), FileError> {
        let name = tag.local_name();
        let id = |name: &str| attribute(tag, name).and_then(|id| id.trim().parse().ok());
        let place = |name: &str| {
            attribute(tag, name)
                .and_then(|at| at.trim().parse().ok())
                .filter(|at| *at < LEVELS)
        };
        if self.abstracts.len() + self.lists.len() > MAX_LISTS {
            return Err(FileError::too_much(Measure::Blocks, MAX_LISTS));
        }
        let open = &mut self.open;
        match name.as_ref() {
            "abstractNum" => {
                open.parent = id("abstractNumId").map(|id| (id, Abstract::default()));
            }
            "num" => open.list = id("numId").map(|id| (id, List::default())),
            "abstractNumId" => {
                if let (Some((_, list)), Some(parent)) = (&mut open.list, number(tag)) {
                    list.parent = parent;
                }
            }
            "numStyleLink" => {
                if let Some((_, parent)) = &mut open.parent {
                    parent.linked = attribute(tag, "val");
                }
            }
            "styleLink" => {
                if let Some((_, parent)) = &mut open.parent {
                    parent.defines = attribute(tag, "val");
                }
            }
            "lvlOverride" => open.override_of = place("ilvl").unwrap_or(0),
            "startOverride" => {
                if let Some((_, list)) = &mut open.list {
                    list.starts[open.override_of] = number(tag);
                }
            }
            "lvl" => open.level = place("ilvl").map(|at| (at, Level::default())),
            name => {
                if let Some((_, level)) = &mut open.level {
                    level.take(name, tag);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "lvl" => {
                let Some((at, level)) = self.open.level.take() else {
                    return;
                };
                if let Some((_, list)) = &mut self.open.list {
                    list.levels[at] = Some(level);
                } else if let Some((_, parent)) = &mut self.open.parent {
                    parent.levels[at] = Some(level);
                }
            }
            "abstractNum" => self.abstracts.extend(self.open.parent.take()),
            "num" => self.lists.extend(self.open.list.take()),
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}

impl Level {
    fn take(&mut self, name: &str, tag: &BytesStart<'_>) {
        let value = || attribute(tag, "val");
        match name {
            "start" => self.start = number(tag).unwrap_or(1),
            "numFmt" => self.format = value().unwrap_or_default(),
            "lvlText" => self.text = value().unwrap_or_default(),
            "lvlRestart" => self.restart = number(tag),
            "isLgl" => self.legal = super::xml::toggle(tag),
            "pStyle" => self.style = value(),
            "rFonts" => {
                let font = attribute(tag, "ascii")
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                self.symbols = ["symbol", "wingdings", "webdings"]
                    .iter()
                    .any(|f| font.contains(f));
            }
            _ => {}
        }
    }
}
