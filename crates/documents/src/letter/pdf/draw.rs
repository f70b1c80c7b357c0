//! Pages as a PDF file: text with its letters, lines, and the tree that screen readers walk.

use std::num::NonZeroU16;
use std::sync::LazyLock;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use super::PdfError;
use super::page::{Book, Element, Mark, Page, Path};
use super::paragraph::Row;
use super::table::BORDER;
use crate::letter::flow::points_of;
use crate::letter::font::Face;
use crate::letter::look::PAGE_MM;

/// The language of every official document.
const LANGUAGE: &str = "vi-VN";

static FONTS: LazyLock<[Option<Font>; 4]> =
    LazyLock::new(|| Face::ALL.map(|face| Font::new(face.file().into(), 0)));

pub(super) fn write(book: &Book, title: &str) -> Result<Vec<u8>, PdfError> {
    let mut document = Document::new_with(SerializeSettings::default());
    let mut content: Vec<Vec<Identifier>> = vec![Vec::new(); book.elements.len()];
    for page in &book.pages {
        let (width, height) = if page.landscape {
            (PAGE_MM.1, PAGE_MM.0)
        } else {
            PAGE_MM
        };
        let settings = PageSettings::from_wh(points_of(width), points_of(height))
            .ok_or_else(|| PdfError("paper".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        draw(&mut surface, page, &mut content)?;
        surface.finish();
        sheet.finish();
    }
    document.set_tag_tree(tree(&book.elements, &content));
    let metadata = Metadata::new()
        .title(title.to_owned())
        .language(LANGUAGE.to_owned());
    document.set_metadata(metadata);
    document
        .finish()
        .map_err(|error| PdfError(format!("{error:?}")))
}

fn draw(
    surface: &mut Surface<'_>,
    page: &Page,
    content: &mut [Vec<Identifier>],
) -> Result<(), PdfError> {
    for mark in &page.marks {
        match mark {
            Mark::Text {
                element,
                x,
                baseline,
                face,
                size,
                row,
            } => {
                if row.text.is_empty() {
                    continue;
                }
                let tag = match element {
                    Some(_) => ContentTag::Span(SpanTag::empty()),
                    None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Page)),
                };
                let place = surface.start_tagged(tag);
                surface.set_fill(Some(Fill {
                    paint: luma::Color::black().into(),
                    ..Fill::default()
                }));
                surface.set_stroke(None);
                let font = FONTS[*face as usize]
                    .clone()
                    .ok_or_else(|| PdfError("font".to_owned()))?;
                let start = Point::from_xy(*x, *baseline);
                let glyphs = glyphs(row, *face, *size);
                surface.draw_glyphs(start, &glyphs, font, &row.text, *size, false);
                surface.end_tagged();
                if let Some(element) = element {
                    content[*element].push(place);
                }
            }
            Mark::Rule { from, to } => rule(surface, *from, *to),
            Mark::Shape { element, path } => {
                content[*element].push(shape(surface, *path));
            }
        }
    }
    Ok(())
}

fn glyphs(row: &Row, face: Face, size: f32) -> Vec<KrillaGlyph> {
    let letters = row.text.char_indices();
    letters
        .map(|(at, letter)| {
            let glyph = face.glyph(letter);
            let stretch = if letter == ' ' {
                row.stretch / size
            } else {
                0.0
            };
            let end = at + letter.len_utf8();
            let id = GlyphId::new(glyph.id);
            KrillaGlyph::new(id, glyph.advance + stretch, 0.0, 0.0, 0.0, at..end, None)
        })
        .collect()
}

fn rule(surface: &mut Surface<'_>, from: (f32, f32), to: (f32, f32)) {
    let mut path = PathBuilder::new();
    path.move_to(from.0, from.1);
    path.line_to(to.0, to.1);
    let Some(path) = path.finish() else {
        return;
    };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::Layout,
    )));
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: luma::Color::black().into(),
        width: BORDER,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
    surface.end_tagged();
}

fn shape(surface: &mut Surface<'_>, path: Path) -> Identifier {
    let place = surface.start_tagged(ContentTag::Other);
    let mut drawn = PathBuilder::new();
    let ink = |grey: u8| luma::Color::new(grey).into();
    match path {
        Path::Line { from, to, weight } => {
            drawn.move_to(from.0, from.1);
            drawn.line_to(to.0, to.1);
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: ink(0),
                width: weight,
                ..Stroke::default()
            }));
        }
        Path::Area { at, size, grey } => {
            if let Some(area) = Rect::from_xywh(at.0, at.1, size.0, size.1) {
                drawn.push_rect(area);
            }
            surface.set_fill(Some(Fill {
                paint: ink(grey),
                ..Fill::default()
            }));
            surface.set_stroke(Some(Stroke {
                paint: ink(0),
                width: BORDER,
                ..Stroke::default()
            }));
        }
    }
    if let Some(path) = drawn.finish() {
        surface.draw_path(&path);
    }
    surface.end_tagged();
    place
}

/// Paragraphs, headings and tables in the order in which they are read.
fn tree(elements: &[Element], content: &[Vec<Identifier>]) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    let mut at = 0;
    while at < elements.len() {
        match &elements[at] {
            Element::Paragraph => tree.push(group(TagGroup::new(Tag::P), &content[at])),
            Element::Heading(level) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                tree.push(group(TagGroup::new(Tag::Hn(level, None)), &content[at]));
            }
            Element::Figure(shown) => {
                let figure = TagGroup::new(Tag::Figure(Some(shown.clone())));
                tree.push(group(figure, &content[at]));
            }
            Element::Cell { table, .. } => {
                let of =
                    |it: &&Element| matches!(it, Element::Cell { table: its, .. } if its == table);
                let count = elements[at..].iter().take_while(of).count();
                tree.push(rows(&elements[at..at + count], &content[at..at + count]));
                at += count;
                continue;
            }
        }
        at += 1;
    }
    tree
}

fn rows(cells: &[Element], content: &[Vec<Identifier>]) -> TagGroup {
    let mut table = TagGroup::new(Tag::Table);
    let mut row = TagGroup::new(Tag::TR);
    let mut current = None;
    for (cell, places) in cells.iter().zip(content) {
        let Element::Cell {
            row: number,
            header,
            ..
        } = cell
        else {
            continue;
        };
        if current.is_some_and(|current| current != *number) {
            table.push(std::mem::replace(&mut row, TagGroup::new(Tag::TR)));
        }
        current = Some(*number);
        row.push(if *header {
            group(TagGroup::new(Tag::TH(TableHeaderScope::Column)), places)
        } else {
            group(TagGroup::new(Tag::TD), places)
        });
    }
    table.push(row);
    table
}

fn group(mut group: TagGroup, places: &[Identifier]) -> TagGroup {
    for place in places {
        group.push(*place);
    }
    group
}
