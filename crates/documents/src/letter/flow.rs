//! A letter as a run of pieces, each with its style: what both writers draw, in the same order
//! and the same words.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::font::Face;
use super::look::Style;
use super::model::{Align, Appendix, Authority, Block, Kind, Letter, Table};
use super::number::roman;
use super::phrases::{fill, official};

/// A piece of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece<'a> {
    /// Two columns without lines: the head, or the foot with the signature.
    Columns {
        /// Width of the left one.
        left_mm: u16,
        left: Vec<Line>,
        right: Vec<Line>,
    },
    Line(Line),
    Table(&'a Table),
}

/// A paragraph of one style.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub style: Style,
    pub text: String,
    /// Length in points of a rule drawn below it.
    pub rule: Option<f32>,
    /// Stays with the next piece.
    pub keep: bool,
}

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
    }
}

fn ruled(style: Style, text: &str, part: f32) -> Line {
    let mut line = line(style, text);
    let look = style.look();
    let points = f32::from(look.size) / 2.0;
    let width = Face::of(look.bold, look.italic).width(&line.text, points);
    // A name that takes two lines is ruled as one of them would be.
    line.rule = Some((width * part).min(LONGEST_RULE));
    line
}

/// Half of the head's right column and more; the motto is shorter.
const LONGEST_RULE: f32 = 190.0;

fn head(letter: &Letter) -> Piece<'static> {
    let words = official();
    let mut left = Vec::new();
    if let Some(superior) = &letter.superior {
        left.push(line(Style::Superior, &superior.to_uppercase()));
    }
    let mut issuer = ruled(Style::Issuer, &letter.issuer.to_uppercase(), 0.4);
    issuer.rule = issuer.rule.map(|rule| rule.min(70.0));
    left.push(issuer);
    let number = fill(&words.number, &[("number", &letter.number.written())]);
    left.push(line(Style::Number, &number));
    if let Kind::Dispatch { about } = &letter.kind {
        let about = fill(&words.about, &[("about", about)]);
        left.push(line(Style::AboutDispatch, &about));
    }
    let place_date = letter.day.fill(&words.place_date);
    let right = vec![
        line(Style::Nation, &words.nation),
        ruled(Style::Motto, &words.motto, 1.0),
        line(
            Style::PlaceDate,
            &place_date.replace("{place}", &letter.place),
        ),
    ];
    Piece::Columns {
        left_mm: super::look::HEAD_LEFT_MM,
        left,
        right,
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
    pieces.push(Piece::Line(ruled(Style::About, about, 0.4)));
    if let Piece::Line(about) = pieces.last_mut().expect("just put there") {
        about.rule = about.rule.map(|rule| rule.min(120.0));
    }
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
        .rposition(|block| !matches!(block, Block::Table(_)));
    for (place, block) in body.iter().enumerate() {
        let (style, text) = match block {
            Block::Table(table) => {
                pieces.push(Piece::Table(table));
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
        // What announces a table stays with it.
        line.keep |= matches!(body.get(place + 1), Some(Block::Table(_)));
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
        left_mm: super::look::FOOT_LEFT_MM,
        left,
        right,
    }
}

/// The lines before the name: right and title, in capitals.
fn authority(letter: &Letter) -> Vec<String> {
    let words = &official().authority;
    let of = |phrase: &str, body: &str| fill(phrase, &[("of", &body.to_uppercase())]);
    let title = letter.signature.title.to_uppercase();
    match &letter.signature.authority {
        Authority::Head => vec![title],
        Authority::OnBehalf(body) => vec![of(&words.on_behalf, body), title],
        Authority::ForHead(head) => vec![of(&words.for_head, head), title],
        Authority::OnBehalfForHead(body, head) => {
            vec![of(&words.on_behalf, body), of(&words.for_head, head), title]
        }
        Authority::ByOrder(head) => vec![of(&words.by_order, head), title],
        Authority::ByAuthorisation(head) => vec![of(&words.by_authorisation, head), title],
        Authority::Acting => vec![of(&words.acting, &title)],
    }
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
    let mut pieces = vec![
        Piece::Line(line(Style::AppendixNumber, &count)),
        Piece::Line(line(Style::AppendixTitle, &appendix.title.to_uppercase())),
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
