//! The main part as lines: each with its letters' looks, its shape and where it stands.

use quick_xml::events::BytesStart;

use super::CheckError;
use super::package::{Package, Step, attribute, walk};
use super::styles::{Letters, Shape, Styles, length};

/// Lines and runs that are looked at.
const MOST_LINES: usize = 100_000;
const MOST_RUNS: usize = 400_000;

/// The text of a document.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub lines: Vec<Line>,
    pub sections: Vec<Section>,
}

/// A line: a paragraph, or what a line break cuts off it.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// The paragraph, from 1.
    pub paragraph: usize,
    pub text: String,
    pub runs: Vec<Run>,
    pub shape: Shape,
    /// Table and column, if it stands in one.
    pub cell: Option<(usize, usize)>,
    /// Something is drawn in it.
    pub drawn: bool,
    /// It stands in a text box.
    pub boxed: bool,
    /// A tab is in it.
    pub tabbed: bool,
}

/// Letters of one look.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub text: String,
    pub letters: Letters,
}

/// Pages of one kind. Lengths in twentieths of a point.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub landscape: bool,
    pub top: Option<i32>,
    pub bottom: Option<i32>,
    pub left: Option<i32>,
    pub right: Option<i32>,
    /// No number on the first page.
    pub title_page: bool,
    /// How pages are numbered, if not in digits.
    pub format: Option<String>,
    /// Headers and footers: whether a header, for which pages, relation.
    pub margins: Vec<(bool, String, String)>,
}

/// A paragraph being read; text boxes put one within another.
#[derive(Debug, Default)]
struct Open {
    line: Line,
    style: Option<String>,
    letters: Letters,
    run_style: Option<String>,
    in_shape: bool,
    in_letters: bool,
    in_run: bool,
    lines: Vec<Line>,
}

struct Reading<'s> {
    styles: &'s Styles,
    text: Text,
    open: Vec<Open>,
    paragraphs: usize,
    runs: usize,
    /// Tables around this place: number and column.
    tables: Vec<(usize, usize)>,
    table_count: usize,
    section: Option<Section>,
    /// Within what is deleted, or is there for older programs.
    skipped: usize,
    in_text: bool,
    too_much: bool,
}

pub(super) fn read(package: &mut Package<'_>, styles: &Styles) -> Result<Text, CheckError> {
    let bytes = package
        .part("word/document.xml")?
        .ok_or(CheckError::NotDocx)?;
    lines(&bytes, styles)
}

/// The lines of a part: the main one, a header, a footer.
pub(super) fn lines(bytes: &[u8], styles: &Styles) -> Result<Text, CheckError> {
    let mut reading = Reading {
        styles,
        text: Text::default(),
        open: Vec::new(),
        paragraphs: 0,
        runs: 0,
        tables: Vec::new(),
        table_count: 0,
        section: None,
        skipped: 0,
        in_text: false,
        too_much: false,
    };
    walk(bytes, |step| reading.step(step))?;
    if reading.too_much {
        return Err(CheckError::TooLarge);
    }
    Ok(reading.text)
}

impl Reading<'_> {
    fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open {
                name,
                word,
                element,
            } => {
                if self.skipped > 0 || is_skipped(name, word) {
                    self.skipped += 1;
                } else if word {
                    self.begin(name, element);
                } else if matches!(name, "inline" | "anchor") {
                    self.draw();
                }
            }
            Step::Close { name, word } => {
                if self.skipped > 0 {
                    self.skipped -= 1;
                } else if word {
                    self.end(name);
                }
            }
            Step::Text(text) if self.skipped == 0 && self.in_text => self.write(text),
            Step::Text(_) => {}
        }
    }

    fn draw(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.line.drawn = true;
        }
    }

    fn begin(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "tbl" => {
                self.table_count += 1;
                self.tables.push((self.table_count, 0));
            }
            "tr" => {
                if let Some((_, column)) = self.tables.last_mut() {
                    *column = 0;
                }
            }
            "p" => {
                self.paragraphs += 1;
                let line = Line {
                    paragraph: self.paragraphs,
                    cell: self.tables.last().copied(),
                    boxed: !self.open.is_empty(),
                    ..Line::default()
                };
                self.open.push(Open {
                    line,
                    ..Open::default()
                });
            }
            "pict" | "object" => self.draw(),
            "t" => self.in_text = true,
            "tab" if self.in_run() => {
                self.write("\t");
            }
            "br" | "cr" => self.cut(),
            "noBreakHyphen" => self.write("-"),
            "sectPr" => self.section = Some(Section::default()),
            _ if self.section.is_some() => {
                if let Some(section) = &mut self.section {
                    section.take(name, element);
                }
            }
            _ => self.property(name, element),
        }
    }

    fn in_run(&self) -> bool {
        self.open.last().is_some_and(|open| open.in_run)
    }

    fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        let theme = &self.styles.theme;
        let Some(open) = self.open.last_mut() else {
            return;
        };
        match name {
            "pPr" => open.in_shape = true,
            "r" => {
                open.in_run = true;
                open.letters = Letters::default();
                open.run_style = None;
            }
            "rPr" => open.in_letters = true,
            "pStyle" => open.style = attribute(element, "val"),
            "rStyle" => open.run_style = attribute(element, "val"),
            _ if open.in_letters && open.in_run => open.letters.take(name, element, theme),
            // The properties of the paragraph's own mark are not those of its text.
            _ if open.in_letters => {}
            _ if open.in_shape => open.line.shape.take(name, element),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "tbl" => {
                self.tables.pop();
            }
            "tc" => {
                if let Some((_, column)) = self.tables.last_mut() {
                    *column += 1;
                }
            }
            "t" => self.in_text = false,
            "sectPr" => {
                if let Some(section) = self.section.take() {
                    self.text.sections.push(section);
                }
            }
            "p" => self.close(),
            _ => {
                if let Some(open) = self.open.last_mut() {
                    match name {
                        "pPr" => open.in_shape = false,
                        "rPr" => open.in_letters = false,
                        "r" => open.in_run = false,
                        _ => {}
                    }
                }
            }
        }
    }

    fn write(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let (below, _) = self.styles.paragraph(open.style.as_deref());
        let styled = match &open.run_style {
            Some(style) => self.styles.letters(style),
            None => Letters::default(),
        };
        let letters = open.letters.over(&styled).over(&below);
        if letters.hidden == Some(true) {
            return;
        }
        let shown = if letters.caps == Some(true) {
            text.to_uppercase()
        } else {
            text.to_owned()
        };
        open.line.tabbed |= shown.contains('\t');
        open.line.text.push_str(&shown);
        match open.line.runs.last_mut() {
            Some(last) if last.letters == letters => last.text.push_str(&shown),
            _ => {
                self.runs += 1;
                self.too_much |= self.runs > MOST_RUNS;
                if !self.too_much {
                    let text = shown;
                    open.line.runs.push(Run { text, letters });
                }
            }
        }
    }

    /// A line break: what follows is another line of the same paragraph.
    fn cut(&mut self) {
        if let Some(open) = self.open.last_mut() {
            let next = Line {
                paragraph: open.line.paragraph,
                cell: open.line.cell,
                shape: open.line.shape.clone(),
                ..Line::default()
            };
            let line = std::mem::replace(&mut open.line, next);
            open.lines.push(line);
        }
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.pop() else {
            return;
        };
        let (_, below) = self.styles.paragraph(open.style.as_deref());
        open.lines.push(open.line);
        for mut line in open.lines {
            line.shape = line.shape.over(&below);
            self.too_much |= self.text.lines.len() > MOST_LINES;
            if !self.too_much {
                self.text.lines.push(line);
            }
        }
    }
}

/// Deleted text, and what stands beside a drawing for programs that do not know it.
fn is_skipped(name: &str, word: bool) -> bool {
    match name {
        "del" | "moveFrom" | "instrText" | "delText" => word,
        "Fallback" => !word,
        _ => false,
    }
}

impl Section {
    fn take(&mut self, name: &str, element: &BytesStart<'_>) {
        let number = |key| attribute(element, key).and_then(|it| length(&it));
        match name {
            "pgSz" => {
                (self.width, self.height) = (number("w"), number("h"));
                let turned = attribute(element, "orient").as_deref() == Some("landscape");
                self.landscape = turned || self.width > self.height;
            }
            "pgMar" => {
                (self.top, self.bottom) = (number("top"), number("bottom"));
                let gutter = number("gutter").unwrap_or(0);
                let left = number("left").or_else(|| number("start"));
                self.left = left.map(|left| left.saturating_add(gutter));
                self.right = number("right").or_else(|| number("end"));
            }
            "titlePg" => {
                let value = attribute(element, "val");
                self.title_page = !matches!(value.as_deref(), Some("0" | "false" | "off"));
            }
            "pgNumType" => self.format = attribute(element, "fmt"),
            "headerReference" | "footerReference" => {
                let get = |key| attribute(element, key).unwrap_or_default();
                self.margins
                    .push((name == "headerReference", get("type"), get("id")));
            }
            _ => {}
        }
    }
}
