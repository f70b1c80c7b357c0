//! What an element does to the text inside it.

use super::tokens::Tag;
use crate::file::build::Style;

/// Kinds of element, as far as text cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Block,
    Heading(u8),
    List,
    Item,
    Table,
    Row,
    Cell,
    Inline,
    /// Nothing inside is text of the document.
    Hidden,
    /// `<br>`, `<hr>`.
    Break,
    /// No content, no effect.
    Void,
}

/// An open element.
#[derive(Debug)]
pub(super) struct Element {
    pub name: String,
    pub kind: Kind,
    pub style: Style,
    pub hidden: bool,
    /// Inside the span in which Word writes a computed list marker.
    pub marker: bool,
    /// Of an item: its marker, until it is written.
    pub item: Option<String>,
    /// Of a list: how items are marked.
    list: List,
}

/// How the items of a list are marked.
#[derive(Debug, Clone, Copy, Default)]
enum List {
    #[default]
    None,
    Dashes,
    Ordered {
        next: i64,
        digits: Digits,
    },
}

#[derive(Debug, Clone, Copy)]
enum Digits {
    Decimal,
    Letter { upper: bool },
    Roman { upper: bool },
}

impl Kind {
    pub(super) fn of(name: &str) -> Self {
        let mut lower = [0; 10];
        let Some(lower) = lower.get_mut(..name.len()) else {
            return Self::Inline;
        };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"p" => Self::Paragraph,
            b"h1" => Self::Heading(1),
            b"h2" => Self::Heading(2),
            b"h3" => Self::Heading(3),
            b"h4" => Self::Heading(4),
            b"h5" => Self::Heading(5),
            b"h6" => Self::Heading(6),
            b"ul" | b"ol" | b"menu" | b"dir" => Self::List,
            b"li" => Self::Item,
            b"table" => Self::Table,
            b"tr" => Self::Row,
            b"td" | b"th" => Self::Cell,
            b"br" | b"hr" => Self::Break,
            b"img" | b"col" | b"input" | b"meta" | b"link" | b"base" | b"area" | b"embed"
            | b"source" | b"track" | b"wbr" | b"param" => Self::Void,
            b"script" | b"style" | b"title" | b"textarea" | b"xmp" | b"iframe" | b"noembed"
            | b"noframes" | b"template" | b"noscript" | b"select" | b"svg" | b"math" | b"xml"
            | b"del" | b"nav" | b"button" => Self::Hidden,
            b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"caption"
            | b"center" | b"dd" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption"
            | b"figure" | b"footer" | b"form" | b"header" | b"html" | b"head" | b"hgroup"
            | b"legend" | b"main" | b"pre" | b"section" | b"summary" | b"details" | b"option" => {
                Self::Block
            }
            _ => Self::Inline,
        }
    }

    /// End tags inside do not reach beyond these.
    pub(super) const fn is_scope(self) -> bool {
        matches!(
            self,
            Self::Table | Self::Row | Self::Cell | Self::Item | Self::List
        )
    }
}

/// How many elements of each scope kind are open.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    table: usize,
    row: usize,
    cell: usize,
    item: usize,
    list: usize,
    other: usize,
}

impl Scopes {
    pub(super) fn slot(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Table => &mut self.table,
            Kind::Row => &mut self.row,
            Kind::Cell => &mut self.cell,
            Kind::Item => &mut self.item,
            Kind::List => &mut self.list,
            _ => &mut self.other,
        }
    }
}

impl Element {
    /// The element that `tag` opens inside the last of `open`.
    pub(super) fn open(tag: &Tag<'_>, kind: Kind, open: &mut [Self]) -> Self {
        let parent = open.last();
        let mut element = Self {
            name: tag.name.to_owned(),
            kind,
            style: parent.map_or_else(Style::default, |parent| parent.style),
            hidden: kind == Kind::Hidden || parent.is_some_and(|parent| parent.hidden),
            marker: parent.is_some_and(|parent| parent.marker),
            item: None,
            list: List::None,
        };
        if element.hidden {
            return element;
        }
        element.apply_name(tag);
        if let Some(css) = tag.attribute("style") {
            element.apply_css(&css);
        }
        match kind {
            Kind::List => element.list = List::of(tag),
            Kind::Item => element.item = next_marker(tag, open),
            _ => {}
        }
        element.hidden |= tag.attribute("hidden").is_some();
        element
    }

    fn apply_name(&mut self, tag: &Tag<'_>) {
        if tag.is("b") || tag.is("strong") || tag.is("th") || matches!(self.kind, Kind::Heading(_))
        {
            self.style.bold = true;
        } else if tag.is("i") || tag.is("em") {
            self.style.italic = true;
        }
    }

    fn apply_css(&mut self, css: &str) {
        for declaration in css.split(';') {
            let Some((name, value)) = declaration.split_once(':') else {
                continue;
            };
            let (name, value) = (name.trim(), value.trim());
            let is = |expected: &str| value.eq_ignore_ascii_case(expected);
            match name.to_ascii_lowercase().as_str() {
                "font-weight" => {
                    self.style.bold =
                        is("bold") || is("bolder") || value.parse().is_ok_and(|w: u32| w >= 600);
                }
                "font-style" => self.style.italic = is("italic") || is("oblique"),
                "display" => self.hidden |= is("none"),
                "mso-hide" => self.hidden |= is("all"),
                "mso-list" => self.marker |= is("ignore"),
                // Reference marks of footnotes and comments are not words of the text.
                "mso-special-character" => self.hidden |= is("footnote") || is("comment"),
                "list-style" | "list-style-type" if is("none") => self.list = List::None,
                _ => {}
            }
        }
    }
}

impl List {
    fn of(tag: &Tag<'_>) -> Self {
        let unmarked = tag.attribute("style").is_some_and(|css| {
            css.split(';')
                .filter_map(|declaration| declaration.split_once(':'))
                .any(|(name, value)| {
                    name.trim().to_ascii_lowercase().starts_with("list-style")
                        && value.trim().eq_ignore_ascii_case("none")
                })
        });
        if unmarked {
            return Self::None;
        }
        if !tag.is("ol") {
            return Self::Dashes;
        }
        let next = tag
            .attribute("start")
            .and_then(|start| start.trim().parse().ok())
            .unwrap_or(1);
        let digits = match tag.attribute("type").as_deref() {
            Some("a") => Digits::Letter { upper: false },
            Some("A") => Digits::Letter { upper: true },
            Some("i") => Digits::Roman { upper: false },
            Some("I") => Digits::Roman { upper: true },
            _ => Digits::Decimal,
        };
        Self::Ordered { next, digits }
    }
}

/// The marker of a new item, counted in the list it stands in.
fn next_marker(tag: &Tag<'_>, open: &mut [Element]) -> Option<String> {
    let list = open
        .iter_mut()
        .rev()
        .find(|element| element.kind.is_scope())?;
    match &mut list.list {
        List::None => None,
        List::Dashes => Some("-".to_owned()),
        List::Ordered { next, digits } => {
            if let Some(value) = tag
                .attribute("value")
                .and_then(|value| value.trim().parse().ok())
            {
                *next = value;
            }
            let number = *next;
            *next = next.saturating_add(1);
            Some(format!("{}.", digits.write(number)))
        }
    }
}

impl Digits {
    fn write(self, number: i64) -> String {
        use crate::file::ordinal::{letters, roman};
        let spelled = u32::try_from(number).ok().and_then(|number| match self {
            Self::Decimal => None,
            Self::Letter { upper } => letters(number, upper),
            Self::Roman { upper } => roman(number, upper),
        });
        spelled.unwrap_or_else(|| number.to_string())
    }
}
