//! The named styles of a letter.

use super::WORD;
use super::xml::Xml;
use crate::letter::look::{FONT, Look, Style};
use crate::letter::model::Align;

pub(super) fn write() -> Vec<u8> {
    let mut xml = Xml::start();
    xml.open("w:styles", &[("xmlns:w", WORD)]);
    defaults(&mut xml);
    xml.open(
        "w:style",
        &[
            ("w:type", "paragraph"),
            ("w:default", "1"),
            ("w:styleId", "Normal"),
        ],
    );
    xml.value("w:name", "Normal");
    xml.empty("w:qFormat", &[]);
    xml.close("w:style");
    for style in Style::ALL {
        paragraph_style(&mut xml, style);
    }
    table_style(&mut xml);
    xml.close("w:styles");
    xml.finish()
}

/// One font for every script, and no space that the decree does not know.
fn defaults(xml: &mut Xml) {
    xml.open("w:docDefaults", &[]);
    xml.open("w:rPrDefault", &[]);
    xml.open("w:rPr", &[]);
    xml.empty(
        "w:rFonts",
        &[
            ("w:ascii", FONT),
            ("w:hAnsi", FONT),
            ("w:eastAsia", FONT),
            ("w:cs", FONT),
        ],
    );
    xml.value("w:color", "000000");
    xml.value("w:sz", "28");
    xml.value("w:szCs", "28");
    xml.empty("w:lang", &[("w:val", "vi-VN"), ("w:eastAsia", "vi-VN")]);
    xml.close("w:rPr");
    xml.close("w:rPrDefault");
    xml.open("w:pPrDefault", &[]);
    xml.open("w:pPr", &[]);
    let spacing = [
        ("w:before", "0"),
        ("w:after", "0"),
        ("w:line", "240"),
        ("w:lineRule", "auto"),
    ];
    xml.empty("w:spacing", &spacing);
    xml.close("w:pPr");
    xml.close("w:pPrDefault");
    xml.close("w:docDefaults");
}

fn paragraph_style(xml: &mut Xml, style: Style) {
    let look = style.look();
    xml.open(
        "w:style",
        &[
            ("w:type", "paragraph"),
            ("w:customStyle", "1"),
            ("w:styleId", look.id),
        ],
    );
    xml.value("w:name", look.name);
    xml.value("w:basedOn", "Normal");
    xml.empty("w:qFormat", &[]);
    paragraph(xml, style, &look);
    xml.open("w:rPr", &[]);
    if look.bold {
        xml.empty("w:b", &[]);
        xml.empty("w:bCs", &[]);
    }
    if look.italic {
        xml.empty("w:i", &[]);
        xml.empty("w:iCs", &[]);
    }
    let size = look.size.to_string();
    xml.value("w:sz", &size);
    xml.value("w:szCs", &size);
    xml.close("w:rPr");
    xml.close("w:style");
}

/// In the order the schema asks for.
fn paragraph(xml: &mut Xml, style: Style, look: &Look) {
    xml.open("w:pPr", &[]);
    if look.keep {
        xml.empty("w:keepNext", &[]);
    }
    if style == Style::Body || style == Style::Item {
        xml.empty("w:widowControl", &[]);
    }
    let (before, after) = (points(look.before), points(look.after));
    xml.empty("w:spacing", &[("w:before", &before), ("w:after", &after)]);
    if look.first > 0 || look.left > 0 {
        let (left, first) = (twips(look.left), twips(look.first));
        xml.empty("w:ind", &[("w:left", &left), ("w:firstLine", &first)]);
    }
    xml.value("w:jc", justification(look.align));
    if let Some(level) = outline(style) {
        xml.value("w:outlineLvl", level);
    }
    xml.close("w:pPr");
}

/// Headings show in Word's navigation pane.
fn outline(style: Style) -> Option<&'static str> {
    match style {
        Style::Heading1 | Style::AppendixTitle => Some("0"),
        Style::Heading2 => Some("1"),
        Style::Heading3 => Some("2"),
        _ => None,
    }
}

pub(super) fn justification(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
        Align::Justified => "both",
    }
}

/// A table with thin lines.
fn table_style(xml: &mut Xml) {
    let kind = [
        ("w:type", "table"),
        ("w:customStyle", "1"),
        ("w:styleId", "BangKe"),
    ];
    xml.open("w:style", &kind);
    xml.value("w:name", "Bảng kẻ");
    xml.open("w:tblPr", &[]);
    xml.open("w:tblBorders", &[]);
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let line = [("w:val", "single"), ("w:sz", "4"), ("w:color", "000000")];
        xml.empty(&format!("w:{side}"), &line);
    }
    xml.close("w:tblBorders");
    xml.close("w:tblPr");
    xml.close("w:style");
}

/// Millimetres in twentieths of a point.
pub(super) fn twips(mm: u16) -> String {
    ((u32::from(mm) * 14_400 + 127) / 254).to_string()
}

pub(super) fn points(points: u16) -> String {
    (u32::from(points) * 20).to_string()
}
