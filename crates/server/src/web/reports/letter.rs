//! The consolidated report as an official document: báo cáo in the form of Decree 30/2020/NĐ-CP.
//! What the page shows as a list of units stands in an appendix, its pages lying across; charts
//! stay on the page.

use documents::letter::{
    Align, Appendix, Block as Out, Cell, Column, Letter, Table as Sheet, roman,
};
use dondoc_core::letter::Office;

use super::super::letters::head;
use super::composition::{Block, Item, Part, Quote, Table};
use super::material::Material;
use crate::show;
use crate::text::Texts;

/// Rows of a table that stand in the text; a longer one goes into an appendix.
const IN_TEXT: usize = 15;
/// The part of the width that the first column of a table has, and each other one.
const SHARES: (u16, u16) = (34, 11);

/// The document, with number and day left open. `t` are the Vietnamese texts, whatever language
/// the page has.
pub fn letter(t: &Texts, material: &Material, parts: &[Part], office: &Office) -> Letter {
    let mut head = head::head(office, Some(t.get("report-type")), material.day);
    if let Some(plan) = material.plan.as_ref().filter(|_| !office.is_known()) {
        head.name.clone_from(&plan.issuer);
        head.place = plan.place.clone().unwrap_or_default();
    }
    let mut writer = Writer {
        t,
        body: Vec::new(),
        appendices: Vec::new(),
    };
    writer.opening(material);
    let shown = parts.iter().filter(|part| !part.placed.hidden);
    for (number, part) in (1..).zip(shown) {
        writer.part(number, part);
    }
    let about = t.two(
        "report-about",
        "title",
        about_of(t, &material.period.title),
        "period",
        material.name.clone(),
    );
    let receiver = vec![material.receiver.clone()];
    let mut letter = head.named(t.get("report-type"), &about, receiver, writer.body);
    letter.appendices = writer.appendices;
    letter
}

/// The title without its type, which the document names itself: `Báo cáo kết quả …` → `Kết quả …`.
fn about_of(t: &Texts, title: &str) -> String {
    let kind = t.get("report-type");
    let folded = vietnamese::key::fold(title);
    let bare = folded.starts_with(&vietnamese::key::fold(kind));
    let rest: String = if bare {
        title.chars().skip(kind.chars().count()).collect()
    } else {
        title.to_owned()
    };
    let rest = rest.trim();
    let mut letters = rest.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => title.to_owned(),
    }
}

struct Writer<'a> {
    t: &'a Texts,
    body: Vec<Out>,
    appendices: Vec<Appendix>,
}

impl Writer<'_> {
    fn opening(&mut self, material: &Material) {
        let Some(plan) = &material.plan else {
            return;
        };
        let text = self.t.with(
            "report-opening",
            &[
                ("kind", &plan.kind),
                ("number", &plan.number),
                ("day", &show::date(plan.signed_on)),
                ("issuer", &plan.issuer),
                ("title", &plan.title),
                ("period", &material.name),
            ],
        );
        self.body.push(Out::Paragraph(text));
    }

    fn part(&mut self, number: usize, part: &Part) {
        self.body.push(Out::Heading {
            level: 1,
            text: format!("{}. {}", roman(number), part.heading.to_uppercase()),
        });
        for line in part.placed.text.iter().flat_map(|text| text.lines()) {
            if !line.trim().is_empty() {
                self.body.push(Out::Paragraph(line.trim().to_owned()));
            }
        }
        for block in &part.blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Text(text, _) => self.body.push(Out::Paragraph(text.clone())),
            Block::Table(table) => self.table(table),
            Block::Chart(..) => {}
            Block::Items(items) => self.body.extend(items.iter().map(item)),
            Block::Quotes(quotes) => {
                for quote in quotes {
                    self.quote(quote);
                }
            }
        }
    }

    fn table(&mut self, table: &Table) {
        let sheet = Out::Table(sheet(table));
        if table.rows.len() <= IN_TEXT {
            self.body.push(Out::Paragraph(table.caption.clone()));
            self.body.push(sheet);
            return;
        }
        self.appendices.push(Appendix {
            title: table.caption.clone(),
            landscape: true,
            body: vec![sheet],
        });
        let number = self.appendices.len();
        let text = self.t.two(
            "report-in-appendix",
            "caption",
            table.caption.clone(),
            "number",
            roman(number),
        );
        self.body.push(Out::Paragraph(text));
    }

    /// What a unit says: its name and what it is about, then its words and who said them.
    fn quote(&mut self, quote: &Quote) {
        let mut lines = quote
            .words
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let first = lines.next().unwrap_or_default();
        let about = if quote.about.is_empty() {
            quote.unit.clone()
        } else {
            format!("{} ({})", quote.unit, quote.about)
        };
        let rest: Vec<&str> = lines.collect();
        if rest.is_empty() {
            let text = format!("{about}: {} ({}).", first.trim_end_matches('.'), quote.by);
            self.body.push(Out::Item(text));
            return;
        }
        self.body.push(Out::Item(format!("{about}: {first}")));
        let last = rest.len() - 1;
        for (at, line) in rest.into_iter().enumerate() {
            let text = if at == last {
                format!("{} ({}).", line.trim_end_matches('.'), quote.by)
            } else {
                line.to_owned()
            };
            self.body.push(Out::Paragraph(text));
        }
    }
}

fn item(item: &Item) -> Out {
    let when = if item.when.is_empty() {
        String::new()
    } else {
        format!(", {}", item.when)
    };
    let task = item.task.trim_end_matches(['.', ';', ',']);
    Out::Item(format!("{task} ({}: {}{when}).", item.code, item.unit))
}

fn sheet(table: &Table) -> Sheet {
    let columns = table.head.iter().enumerate().map(|(at, title)| Column {
        title: title.clone(),
        share: if at == 0 { SHARES.0 } else { SHARES.1 },
        align: if at == 0 { Align::Left } else { Align::Right },
    });
    let rows = table.rows.iter().map(|row| {
        let numbers = row.numbers.iter().map(|(number, _)| number.clone());
        let cells = std::iter::once(row.name.clone()).chain(numbers);
        cells
            .map(|text| Cell {
                text,
                bold: row.total,
            })
            .collect()
    });
    Sheet {
        columns: columns.collect(),
        rows: rows.collect(),
    }
}
