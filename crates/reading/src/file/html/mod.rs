//! HTML → [`SourceText`]: web pages and Word's "web page".
//!
//! A stack of open elements with the implied ends that documents need, not a full tree builder:
//! the cost stays linear and the memory small on hostile input (docs/decisions records why).
//! `<br>` ends a paragraph, because in administrative text it stands where Decree 30 has a new
//! line: between the parts of a heading and between the items of a list.

mod element;
mod tokens;

use element::{Element, Kind, Scopes};
use tokens::{Tag, Token, Tokens, resolve};

use super::build::{Builder, Style};
use super::error::{FileError, Measure};
use super::limits::Limits;
use super::watch::Watch;
use crate::source::{Format, SourceText};

/// How far up an end tag looks for its start.
const SCOPE: usize = 64;
/// Tokens between two questions whether to go on.
const STRIDE: usize = 4096;

/// Reads decoded HTML.
pub(super) fn read(
    source: &str,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<SourceText, FileError> {
    let mut page = Page {
        out: Builder::new(limits),
        open: Vec::new(),
        scopes: Scopes::default(),
        depth: limits.depth,
    };
    for (count, token) in Tokens::new(source).enumerate() {
        match token {
            Token::Text(text) => page.text(text),
            Token::Start(tag) => page.start(&tag)?,
            Token::End(name) => page.end(name),
        }
        if count % STRIDE == 0 {
            page.out.check()?;
            if !watch.go_on() {
                return Err(FileError::Stopped);
            }
        }
    }
    while let Some(element) = page.open.pop() {
        page.leave(&element);
    }
    page.out.finish(Format::Html)
}

struct Page {
    out: Builder,
    open: Vec<Element>,
    /// How many of each scope kind are open.
    scopes: Scopes,
    depth: usize,
}

impl Page {
    fn text(&mut self, text: &str) {
        let top = self.open.last();
        if top.is_some_and(|top| top.hidden) {
            return;
        }
        let style = top.map_or_else(Style::default, |top| top.style);
        let text = resolve(text);
        if top.is_some_and(|top| top.marker) && is_bullet(text.trim()) {
            self.out.text("- ", style);
        } else if let Some(marker) = self.item_marker(text.trim_start()) {
            self.out.set_marker(Some(marker));
            self.out.text(&text, style);
        } else {
            self.out.text(&text, style);
        }
    }

    /// The marker of the list item whose first letters these are.
    fn item_marker(&mut self, text: &str) -> Option<String> {
        if text.is_empty() {
            return None;
        }
        let item = self
            .open
            .iter_mut()
            .rev()
            .take(SCOPE)
            .find(|element| element.kind.is_scope())?;
        item.item.take().filter(|_| !begins_with_marker(text))
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), FileError> {
        let kind = Kind::of(tag.name);
        match kind {
            Kind::Break => {
                self.out.end_paragraph(self.level());
                return Ok(());
            }
            Kind::Void => return Ok(()),
            Kind::Inline | Kind::Hidden => {}
            Kind::Item => self.close(|kind| kind == Kind::Item, Kind::List),
            Kind::Row => {
                self.close(|kind| kind == Kind::Row, Kind::Table);
            }
            Kind::Cell => self.close(|kind| kind == Kind::Cell, Kind::Table),
            Kind::Paragraph | Kind::Block | Kind::Heading(_) | Kind::List | Kind::Table => {
                self.close(|kind| kind == Kind::Paragraph, Kind::Cell);
            }
        }
        if self.open.len() >= self.depth {
            return Err(FileError::too_much(Measure::Depth, self.depth));
        }
        let element = Element::open(tag, kind, &mut self.open);
        if !element.hidden {
            self.enter(tag, &element);
        }
        *self.scopes.slot(kind) += 1;
        self.open.push(element);
        Ok(())
    }

    fn enter(&mut self, tag: &Tag<'_>, element: &Element) {
        match element.kind {
            Kind::Table => self.out.open_table(),
            Kind::Cell => {
                let span = |name| {
                    tag.attribute(name)
                        .and_then(|value| value.trim().parse().ok())
                };
                let rows = match span("rowspan") {
                    Some(0) => u16::MAX,
                    rows => rows.unwrap_or(1),
                };
                self.out.open_cell(None, span("colspan").unwrap_or(1), rows);
            }
            Kind::Row => self.out.close_row(),
            Kind::Inline | Kind::Hidden | Kind::Break | Kind::Void => {}
            _ => self.out.end_paragraph(self.level()),
        }
    }

    fn end(&mut self, name: &str) {
        let kind = Kind::of(name);
        if kind == Kind::Paragraph || kind == Kind::Break {
            self.out.end_paragraph(self.level());
        }
        let open = *self.scopes.slot(kind) > 0;
        let mut up = self.open.iter().rev();
        let found = if kind.is_scope() {
            // Found means closed, so the search is paid for by the elements it closes.
            open.then(|| up.position(|element| element.kind == kind))
                .flatten()
        } else {
            up.take(SCOPE)
                .take_while(|element| !element.kind.is_scope())
                .position(|element| element.name.eq_ignore_ascii_case(name))
        };
        let Some(up) = found else { return };
        let at = self.open.len() - 1 - up;
        if kind == Kind::Inline {
            self.open.remove(at);
            *self.scopes.slot(kind) -= 1;
        } else {
            self.close_to(at);
        }
    }

    /// Closes the nearest element that `wanted` names, with all inside it, unless `barrier` or a
    /// table stands between.
    fn close(&mut self, wanted: impl Fn(Kind) -> bool, barrier: Kind) {
        let found = self
            .open
            .iter()
            .rev()
            .take(SCOPE)
            .take_while(|element| element.kind != barrier && element.kind != Kind::Table)
            .position(|element| wanted(element.kind));
        if let Some(up) = found {
            self.close_to(self.open.len() - 1 - up);
        }
    }

    fn close_to(&mut self, at: usize) {
        while self.open.len() > at {
            let Some(element) = self.open.pop() else {
                return;
            };
            *self.scopes.slot(element.kind) -= 1;
            self.leave(&element);
        }
    }

    fn leave(&mut self, element: &Element) {
        if element.hidden {
            return;
        }
        match element.kind {
            Kind::Table => self.out.close_table(),
            Kind::Row => self.out.close_row(),
            Kind::Cell => self.out.close_cell(),
            Kind::Heading(level) => self.out.end_paragraph(Some(level)),
            Kind::Inline | Kind::Hidden | Kind::Break | Kind::Void => {}
            _ => self.out.end_paragraph(self.level()),
        }
    }

    /// Level of the heading we are in.
    fn level(&self) -> Option<u8> {
        self.open
            .iter()
            .rev()
            .take(SCOPE)
            .find_map(|element| match element.kind {
                Kind::Heading(level) => Some(level),
                _ => None,
            })
    }
}

/// Whether a list marker of Word is a drawn bullet: a letter of a symbol font, not of the text.
fn is_bullet(marker: &str) -> bool {
    let mut chars = marker.chars();
    matches!(
        (chars.next(), chars.next()),
        (
            Some('·' | '§' | 'Ø' | 'ü' | 'q' | 'v' | 'o' | 'à' | '\u{e000}'..='\u{f8ff}'),
            None
        )
    )
}

/// Whether a list item brings its own marker: `- `, `1. `, `a) `, `II. `.
fn begins_with_marker(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let body = first.trim_end_matches(['.', ')']);
    matches!(first, "-" | "–" | "—" | "+" | "•" | "*")
        || (body.len() < first.len()
            && body.len() <= 6
            && !body.is_empty()
            && body
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.'))
}

#[cfg(test)]
mod tests;
