//! The main part, event by event.

use quick_xml::events::BytesStart;

use super::numbering::Numbering;
use super::paragraph::{Floating, Paragraph};
use super::styles::Styles;
use super::table::Table;
use super::xml::{Listener, attribute};
use crate::file::build::{Builder, Style};
use crate::file::error::FileError;
use crate::file::watch::Watch;

/// Elements whose content is not text of the document: deletions and what was moved away, field
/// codes, the former state of properties, what another form of the same content repeats.
const LEFT_OUT: [&str; 14] = [
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "sectPrChange",
    "numberingChange",
    "sectPr",
    "tabs",
];

/// Reads the main part and the footnotes into a [`Builder`].
pub(super) struct Body<'a> {
    out: Builder,
    styles: Styles,
    numbering: Numbering,
    watch: &'a dyn Watch,
    depth: usize,
    /// Depth of the element being left out.
    left_out: Option<usize>,
    /// For each open AlternateContent, whether a choice has been taken.
    alternatives: Vec<bool>,
    /// Depth of the open `pPr`, `rPr`.
    paragraph_properties: Option<usize>,
    run_properties: Option<usize>,
    in_text: bool,
    paragraph: Paragraph,
    tables: Vec<Table>,
    /// Paragraphs and tables around the open text boxes.
    around: Vec<(Paragraph, Vec<Table>)>,
    floating: Floating,
    /// Footnotes referred to, in order.
    notes: Vec<String>,
    /// Number of the note whose first paragraph comes next.
    note: Option<usize>,
    reading_notes: bool,
}

impl<'a> Body<'a> {
    pub(super) fn new(
        out: Builder,
        styles: Styles,
        numbering: Numbering,
        watch: &'a dyn Watch,
    ) -> Self {
        Self {
            out,
            styles,
            numbering,
            watch,
            depth: 0,
            left_out: None,
            alternatives: Vec::new(),
            paragraph_properties: None,
            run_properties: None,
            in_text: false,
            paragraph: Paragraph::default(),
            tables: Vec::new(),
            around: Vec::new(),
            floating: Floating::default(),
            notes: Vec::new(),
            note: None,
            reading_notes: false,
        }
    }

    pub(super) fn has_notes(&self) -> bool {
        !self.notes.is_empty()
    }

    /// What comes now are the footnotes.
    pub(super) fn begin_notes(&mut self) {
        self.out.end_paragraph(None);
        self.reading_notes = true;
    }

    pub(super) fn finish(mut self) -> Result<Builder, FileError> {
        self.out.end_paragraph(None);
        self.out.check()?;
        Ok(self.out)
    }

    fn write(&mut self, text: &str) {
        let look = self.paragraph.look();
        if look.hidden == Some(true) {
            return;
        }
        let style = Style {
            bold: look.bold == Some(true),
            italic: look.italic == Some(true),
        };
        let upper;
        let text = if look.caps == Some(true) {
            upper = text.to_uppercase();
            &upper
        } else {
            text
        };
        if self.around.is_empty() {
            self.out.text(text, style);
        } else {
            self.floating.text(text, style);
        }
    }

    fn begin_paragraph(&mut self) {
        self.paragraph = Paragraph::default();
        if let Some(table) = self.tables.last_mut() {
            table.begin_content(&mut self.out);
        }
        if let Some(note) = self.note.take() {
            self.out.set_marker(Some(format!("[{note}]")));
        }
    }

    /// Properties are read, or there are none.
    fn settle(&mut self) {
        let marker = self.paragraph.settle(&self.styles, &mut self.numbering);
        if !self.around.is_empty() {
            self.floating.begin_line(marker);
        } else if self.out.line().is_empty() && marker.is_some() {
            self.out.set_marker(marker);
        }
    }

    fn break_line(&mut self) {
        if self.around.is_empty() {
            self.out.end_paragraph(self.paragraph.level());
        } else {
            self.floating.begin_line(None);
        }
    }

    fn end_paragraph(&mut self) {
        if !self.around.is_empty() || self.paragraph.joins_next {
            return;
        }
        self.out.end_paragraph(self.paragraph.level());
        self.out.set_marker(None);
        self.write_floating();
    }

    fn write_floating(&mut self) {
        if self.around.is_empty() && !self.floating.is_empty() {
            std::mem::take(&mut self.floating).write(&mut self.out);
        }
    }

    /// Text boxes hold paragraphs inside a paragraph; tables in them are read as lines.
    fn begin_text_box(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        self.around
            .push((paragraph, std::mem::take(&mut self.tables)));
    }

    fn end_text_box(&mut self) {
        if let Some((paragraph, tables)) = self.around.pop() {
            self.paragraph = paragraph;
            self.tables = tables;
        }
    }

    /// Words drawn as a shape (WordArt) stand by themselves.
    fn drawn_words(&mut self, tag: &BytesStart<'_>) {
        let words = attribute(tag, "string").unwrap_or_default();
        self.floating.begin_line(None);
        self.floating.text(&words, Style::default());
        self.floating.begin_line(None);
    }

    fn leaves_out(&mut self, name: &str) -> bool {
        match name {
            "Choice" => self
                .alternatives
                .last_mut()
                .is_some_and(|taken| std::mem::replace(taken, true)),
            "Fallback" => self.alternatives.last().copied().unwrap_or(false),
            "p" | "tbl" => self.tables.last().is_some_and(Table::is_merged_away),
            name => LEFT_OUT.contains(&name),
        }
    }

    fn property(&mut self, name: &str, tag: &BytesStart<'_>) -> bool {
        if self.paragraph_properties.is_some() {
            if name == "rPr" {
                self.run_properties = Some(self.depth);
            } else if self.run_properties.is_none() {
                self.paragraph.take(name, tag);
            }
            return true;
        }
        if self.run_properties.is_some() {
            self.paragraph.take_run(name, tag, &self.styles);
            return true;
        }
        false
    }

    fn note_reference(&mut self, tag: &BytesStart<'_>) {
        if let Some(id) = attribute(tag, "id").filter(|_| !self.reading_notes) {
            self.notes.push(id);
        }
    }

    fn begin_note(&mut self, tag: &BytesStart<'_>) {
        let id = attribute(tag, "id").unwrap_or_default();
        match self.notes.iter().position(|note| *note == id) {
            Some(at) => self.note = Some(at + 1),
            // Separators, and notes that nothing refers to any more.
            None => self.left_out = Some(self.depth),
        }
    }

    fn begin(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "p" => {
                self.begin_paragraph();
                // A paragraph without properties has the default style.
                self.paragraph
                    .settle(&self.styles, &mut Numbering::default());
                if !self.around.is_empty() {
                    self.floating.begin_line(None);
                }
            }
            "pPr" => self.paragraph_properties = Some(self.depth),
            "rPr" => self.run_properties = Some(self.depth),
            "r" => self.paragraph.begin_run(),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.write(" "),
            "br" | "cr" => self.break_line(),
            "noBreakHyphen" => self.write("-"),
            "AlternateContent" => self.alternatives.push(false),
            "txbxContent" => self.begin_text_box(),
            "blip" | "imagedata" => self.out.picture(),
            "textpath" => self.drawn_words(tag),
            "footnoteReference" => self.note_reference(tag),
            "footnote" => self.begin_note(tag),
            _ => self.begin_table_part(name, tag),
        }
    }

    fn begin_table_part(&mut self, name: &str, tag: &BytesStart<'_>) {
        let boxed = !self.around.is_empty();
        match (name, self.tables.last_mut()) {
            ("tbl", outer) if !boxed => {
                if let Some(outer) = outer {
                    outer.begin_content(&mut self.out);
                }
                self.out.open_table();
                self.tables.push(Table::default());
            }
            ("tr", Some(table)) => table.begin_row(&mut self.out),
            ("tc", Some(table)) => table.begin_cell(),
            (name, Some(table)) => table.take(name, tag),
            _ => {}
        }
    }
}

impl Listener for Body<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), FileError> {
        self.depth += 1;
        if self.left_out.is_some() {
            return Ok(());
        }
        let name = tag.local_name();
        let name = name.as_ref();
        if self.paragraph_properties.is_some() && self.run_properties.is_some() && name == "del" {
            self.paragraph.joins_next = true;
        }
        if self.leaves_out(name) {
            self.left_out = Some(self.depth);
        } else if !self.property(name, tag) {
            self.begin(name, tag);
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        let depth = self.depth;
        self.depth -= 1;
        if let Some(left_out) = self.left_out {
            if left_out == depth {
                self.left_out = None;
            }
            return;
        }
        if self.run_properties == Some(depth) {
            self.run_properties = None;
            return;
        }
        if self.paragraph_properties == Some(depth) {
            self.paragraph_properties = None;
            self.settle();
            return;
        }
        if self.paragraph_properties.is_some() || self.run_properties.is_some() {
            return;
        }
        match (name, self.tables.last_mut()) {
            ("t", _) => self.in_text = false,
            ("p", _) => self.end_paragraph(),
            ("AlternateContent", _) => drop(self.alternatives.pop()),
            ("txbxContent", _) => self.end_text_box(),
            ("tc", Some(table)) => table.end_cell(&mut self.out),
            ("tr", Some(_)) => self.out.close_row(),
            ("tbl", Some(_)) => {
                self.out.close_table();
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.left_out.is_none() {
            self.write(text);
        }
    }

    fn go_on(&self) -> Result<(), FileError> {
        self.out.check()?;
        self.floating.check()?;
        if self.watch.go_on() {
            Ok(())
        } else {
            Err(FileError::Stopped)
        }
    }
}
