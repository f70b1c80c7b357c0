//! Paragraph and character styles: what they say about look, level and numbering.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::xml::{Listener, attribute, number, toggle};
use crate::file::error::{FileError, Measure};

/// Styles that a document may define; copying from old files to new ones makes thousands.
const MAX_STYLES: usize = 50_000;
/// Longest chain of styles based on each other.
const MAX_CHAIN: usize = 16;

/// Look of a run; `None` leaves what is below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub caps: Option<bool>,
    pub hidden: Option<bool>,
}

impl Look {
    /// Takes up a property of a run.
    pub(super) fn take(&mut self, name: &str, tag: &BytesStart<'_>) {
        let property = match name {
            "b" => &mut self.bold,
            "i" => &mut self.italic,
            "caps" => &mut self.caps,
            "vanish" => &mut self.hidden,
            _ => return,
        };
        *property = Some(toggle(tag));
    }

    /// This look where it says something, else the one below.
    pub(super) fn over(self, below: Self) -> Self {
        Self {
            bold: self.bold.or(below.bold),
            italic: self.italic.or(below.italic),
            caps: self.caps.or(below.caps),
            hidden: self.hidden.or(below.hidden),
        }
    }
}

/// A reference to a list and a level of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ListRef {
    pub list: Option<u32>,
    pub level: Option<usize>,
}

/// A style, or what it comes to with those it is based on.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    based_on: Option<String>,
    pub look: Look,
    pub level: Option<u8>,
    pub list: ListRef,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    defaults: Look,
    /// The paragraph style of paragraphs that name none.
    normal: Option<String>,
    current: Option<(String, Style)>,
    in_defaults: bool,
}

impl Styles {
    /// The style with all it inherits; of no name, the default one.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Style {
        let mut style = self.resolve(id.or(self.normal.as_deref()));
        style.look = style.look.over(self.defaults);
        style
    }

    /// The look a character style gives.
    pub(super) fn character(&self, id: &str) -> Look {
        self.resolve(Some(id)).look
    }

    fn resolve(&self, id: Option<&str>) -> Style {
        let mut found = Style::default();
        let mut next = id;
        for _ in 0..MAX_CHAIN {
            let Some(style) = next.and_then(|id| self.by_id.get(id)) else {
                break;
            };
            found.look = found.look.over(style.look);
            found.level = found.level.or(style.level);
            found.list.list = found.list.list.or(style.list.list);
            found.list.level = found.list.level.or(style.list.level);
            next = style.based_on.as_deref();
        }
        found
    }
}

impl Listener for Styles {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), FileError> {
        let name = tag.local_name();
        let name = name.as_ref();
        if name == "docDefaults" {
            self.in_defaults = true;
        } else if self.in_defaults {
            self.defaults.take(name, tag);
        } else if name == "style" {
            if self.by_id.len() >= MAX_STYLES {
                return Err(FileError::too_much(Measure::Blocks, MAX_STYLES));
            }
            let id = attribute(tag, "styleId").unwrap_or_default();
            let paragraph = attribute(tag, "type").as_deref() == Some("paragraph");
            if paragraph && attribute(tag, "default").is_some_and(|value| value != "0") {
                self.normal = Some(id.clone());
            }
            self.current = Some((id, Style::default()));
        } else if let Some((_, style)) = &mut self.current {
            match name {
                "basedOn" => style.based_on = attribute(tag, "val"),
                "outlineLvl" => style.level = heading(tag),
                "numId" => style.list.list = number(tag),
                "ilvl" => style.list.level = number(tag),
                name => style.look.take(name, tag),
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "docDefaults" => self.in_defaults = false,
            "style" => self.by_id.extend(self.current.take()),
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}

/// Heading level of `w:outlineLvl`: 0–8 are headings, 9 is body text.
pub(super) fn heading(tag: &BytesStart<'_>) -> Option<u8> {
    number(tag)
        .filter(|level| *level < 9)
        .map(|level: u8| level + 1)
}
