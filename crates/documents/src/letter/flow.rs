//! A letter as a run of pieces, each with its style: what both writers draw, in the same order
//! and the same words.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::font::{Face, LINE};
use super::lines::{balanced, lines};
use super::look::{FOOT_LEFT_MM, HEAD_LEFT_MM, MARGIN_LEFT_MM, MARGIN_RIGHT_MM, PAGE_MM, Style};
use super::model::{Align, Appendix, Block, Figure, Kind, Letter, Right, Table};
use super::number::roman;
use super::phrases::{fill, official};

/// A piece of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece<'a> {
    /// Two columns without lines: the head, or the foot with the signature.
    Columns {
        /// Width of the left one.
        left_mm: u16,
        /// What stands at the same height: left and right.
        rows: Vec<(Vec<Line>, Vec<Line>)>,
    },
    Line(Line),
    Table(&'a Table),
    Figure(&'a Figure),
}

/// A paragraph of one style.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub style: Style,
    pub text: String,
    /// A rule drawn below it.
    pub rule: Option<Rule>,
    /// Stays with the next piece.
    pub keep: bool,
    /// A table follows, which keeps no distance of its own.
    pub before_table: bool,
}

/// A rule below a text, in the middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    /// Points.
    pub length: f32,
    /// From the upper edge of the paragraph, points.
    pub below: f32,
}

/// Room between a table and the text before it, points.
pub(super) const BEFORE_TABLE: u16 = 6;

/// Pages with a numbering of their own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section<'a> {
    pub landscape: bool,
    pub pieces: Vec<Piece<'a>>,
}

/// The sections of a letter: itself, and each of its appendices.
pub(super) fn sections(letter: &Letter) -> Vec<Section<'_>> {
    let mut pieces = vec![head(letter)];
    title(letter, &mut pieces);
    dear(letter, &mut pieces);
    blocks(&letter.body, true, &mut pieces);
    pieces.push(foot(letter));
    let mut sections = vec![Section {
        landscape: false,
        pieces,
    }];
    for (place, appendix) in letter.appendices.iter().enumerate() {
        sections.push(appended(letter, place, appendix));
    }
    sections
}

/// The name that a reader or a list of files shows.
pub(super) fn name(letter: &Letter) -> String {
    match &letter.kind {
        Kind::Dispatch { about } => format!("{} {about}", official().dispatch),
        Kind::Named { name, about, .. } => format!("{name} {about}"),
    }
}

/// Composed letters, one space between words, no control characters: line breaks in what comes
/// in would end the paragraph in one writer and not in the other. The spaces that do not break
/// stay, they are the room for number and day.
pub(super) fn clean(text: &str) -> String {
    let composed = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_owned(),
        _ => text.nfc().collect(),
    };
    let breaks = |ch: char| ch != '\u{a0}' && (ch.is_whitespace() || ch.is_control());
    let words: Vec<&str> = composed.split(breaks).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

fn line(style: Style, text: &str) -> Line {
    Line {
        style,
        text: clean(text),
        rule: None,
        keep: style.look().keep,
        before_table: false,
    }
}

/// A centred line; where it takes several, they are about as long as one another.
fn even(style: Style, text: &str, column_mm: u16) -> Line {
    let mut line = line(style, text);
    let look = style.look();
    let face = Face::of(look.bold, look.italic);
    let size = f32::from(look.size) / 2.0;
    line.text = balanced(&line.text, face, size, points_of(column_mm));
    line
}

/// A line with a rule of a part of its length, at most `longest` points; a name that takes two
/// lines of its column is ruled below the second.
fn ruled(style: Style, text: &str, part: f32, longest: f32, column_mm: u16) -> Line {
    let mut line = even(style, text, column_mm);
    let look = style.look();
    let points = f32::from(look.size) / 2.0;
    let face = Face::of(look.bold, look.italic);
    let rows = lines(&line.text, face, points, points_of(column_mm), 0.0);
    let widths = rows.iter().map(|row| face.width(row, points));
    let length = widths.fold(0.0, f32::max) * part;
    line.rule = Some(Rule {
        length: length.min(longest),
        below: rows.iter().map(|_| points * LINE).sum::<f32>() + 1.5,
    });
    line
}

/// Millimetres in points.
pub(super) fn points_of(mm: u16) -> f32 {
    f32::from(mm) * 72.0 / 25.4
}

/// Between the margins of an upright page.
const TEXT_MM: u16 = PAGE_MM.0 - MARGIN_LEFT_MM - MARGIN_RIGHT_MM;

fn head(letter: &Letter) -> Piece<'static> {
    let words = official();
    let mut above = Vec::new();
    if let Some(superior) = &letter.superior {
        above.push(even(
            Style::Superior,
            &superior.to_uppercase(),
            HEAD_LEFT_MM,
        ));
    }
    let issuer = letter.issuer.to_uppercase();
    above.push(ruled(Style::Issuer, &issuer, 0.4, 70.0, HEAD_LEFT_MM));
    let right_mm = TEXT_MM - HEAD_LEFT_MM;
    let nation = vec![
        line(Style::Nation, &words.nation),
        ruled(Style::Motto, &words.motto, 1.0, 190.0, right_mm),
    ];
    let number = fill(&words.number, &[("number", &letter.number.written())]);
    let mut below = vec![line(Style::Number, &number)];
    if let Kind::Dispatch { about } = &letter.kind {
        let about = fill(&words.about, &[("about", about)]);
        below.push(even(Style::AboutDispatch, &about, HEAD_LEFT_MM));
    }
    let place_date = letter.day.fill(&words.place_date);
    let place_date = place_date.replace("{place}", &letter.place);
    let day = vec![line(Style::PlaceDate, &place_date)];
    Piece::Columns {
        left_mm: HEAD_LEFT_MM,
        rows: vec![(above, nation), (below, day)],
    }
}

fn title(letter: &Letter, pieces: &mut Vec<Piece<'_>>) {
    let Kind::Named {
        name,
        about,
        remark,
    } = &letter.kind
    else {
        return;
    };
    pieces.push(Piece::Line(line(Style::TypeName, &name.to_uppercase())));
    let about = ruled(Style::About, about, 0.4, 120.0, TEXT_MM);
    pieces.push(Piece::Line(about));
    if let Some(remark) = remark {
        pieces.push(Piece::Line(line(Style::Remark, remark)));
    }
}

fn dear(letter: &Letter, pieces: &mut Vec<Piece<'_>>) {
    let words = official();
    match letter.addressees.as_slice() {
        [] => {}
        [one] => {
            let text = format!("{} {one}", words.dear);
            pieces.push(Piece::Line(line(Style::Dear, &text)));
        }
        many => {
            pieces.push(Piece::Line(line(Style::DearMany, &words.dear)));
            for (place, addressee) in many.iter().enumerate() {
                let end = if place + 1 == many.len() { '.' } else { ';' };
                let text = format!("- {addressee}{end}");
                pieces.push(Piece::Line(line(Style::Addressee, &text)));
            }
        }
    }
}

fn blocks<'a>(body: &'a [Block], ends: bool, pieces: &mut Vec<Piece<'a>>) {
    let last = body
        .iter()
        .rposition(|block| !matches!(block, Block::Table(_) | Block::Figure(_)));
    for (place, block) in body.iter().enumerate() {
        let (style, text) = match block {
            Block::Table(table) => {
                pieces.push(Piece::Table(table));
                continue;
            }
            Block::Figure(figure) => {
                pieces.push(Piece::Figure(figure));
                pieces.push(Piece::Line(line(Style::Caption, &figure.title)));
                continue;
            }
            Block::Paragraph(text) => (Style::Body, text.clone()),
            Block::Heading { level, text } => (Style::heading(*level), text.clone()),
            Block::Item(text) => (Style::Item, format!("- {text}")),
        };
        let mut line = line(style, &text);
        if ends && Some(place) == last {
            line.text = ended(&line.text);
            line.keep = true;
        }
        // What announces a table stays with it; the foot is one too.
        let last_line = ends && place + 1 == body.len();
        line.before_table = last_line || matches!(body.get(place + 1), Some(Block::Table(_)));
        line.keep |= line.before_table;
        pieces.push(Piece::Line(line));
    }
}

/// The text of a document ends with `./.`.
fn ended(text: &str) -> String {
    let end = &official().end;
    let bare = text.trim_end_matches(['.', '/', ' ', ';']);
    format!("{bare}{end}")
}

fn foot(letter: &Letter) -> Piece<'static> {
    let words = official();
    let mut left = vec![line(Style::RecipientsTitle, &words.recipients)];
    let above = (!letter.addressees.is_empty()).then_some(&words.as_above);
    for recipient in above.into_iter().chain(&letter.recipients.to) {
        left.push(line(Style::Recipient, &format!("- {recipient};")));
    }
    let filing = fill(&words.filing, &[("places", &letter.recipients.filing)]);
    left.push(line(Style::Recipient, &format!("- {filing}.")));
    let mut right: Vec<Line> = authority(letter)
        .iter()
        .map(|text| line(Style::Authority, text))
        .collect();
    let name = letter.signature.name.as_deref().unwrap_or("\u{a0}");
    right.push(line(Style::Signer, name));
    Piece::Columns {
        left_mm: FOOT_LEFT_MM,
        rows: vec![(left, right)],
    }
}

/// The lines before the name: rights and title, in capitals.
fn authority(letter: &Letter) -> Vec<String> {
    let rights = letter.signature.rights.iter().map(Right::written);
    let titles = letter.signature.title.lines().map(str::to_uppercase);
    rights.chain(titles).collect()
}

fn appended<'a>(letter: &Letter, place: usize, appendix: &'a Appendix) -> Section<'a> {
    let words = official();
    let count = match letter.appendices.len() {
        1 => words.appendix.clone(),
        _ => format!("{} {}", words.appendix, roman(place + 1)),
    };
    let kind = match &letter.kind {
        Kind::Dispatch { .. } => words.dispatch.clone(),
        Kind::Named { name, .. } => name.clone(),
    };
    let number = letter.number.written();
    let document = fill(
        &letter.day.fill(&words.document),
        &[("name", &kind), ("number", &number)],
    );
    let reference = fill(
        &words.with_document,
        &[("document", &document), ("issuer", &letter.issuer)],
    );
    let width_mm = if appendix.landscape {
        PAGE_MM.1 - MARGIN_LEFT_MM - MARGIN_RIGHT_MM
    } else {
        TEXT_MM
    };
    let mut pieces = vec![
        Piece::Line(line(Style::AppendixNumber, &count)),
        Piece::Line(even(
            Style::AppendixTitle,
            &appendix.title.to_uppercase(),
            width_mm,
        )),
        Piece::Line(line(Style::AppendixReference, &reference)),
    ];
    blocks(&appendix.body, false, &mut pieces);
    Section {
        landscape: appendix.landscape,
        pieces,
    }
}

/// How a cell of a column stands: justified text in a narrow cell has holes.
pub(super) fn cell_align(align: Align) -> Align {
    match align {
        Align::Justified => Align::Left,
        other => other,
    }
}
