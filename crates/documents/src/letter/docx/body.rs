//! The main part: sections, paragraphs, the head and the foot.

use super::styles::{points, twips};
use super::table::{self, Columns};
use super::xml::Xml;
use super::{RELATIONS, WORD};
use super::{emf, figure};
use crate::letter::flow::{BEFORE_TABLE, Line, Piece, Rule, Section};
use crate::letter::look::{
    MARGIN_LEFT_MM, MARGIN_RIGHT_MM, MARGIN_TOP_MM, PAGE_MM, PAGE_NUMBER_MM,
};
use crate::letter::model::Figure;

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";
const SHAPE: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape";
const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";
/// EMU in a point.
const EMU: f32 = 12_700.0;

/// The part, and the pictures that it shows.
pub(super) fn write(sections: &[Section<'_>]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut body = Body {
        xml: Xml::start(),
        rules: 0,
        pictures: Vec::new(),
    };
    body.xml.open(
        "w:document",
        &[
            ("xmlns:w", WORD),
            ("xmlns:r", RELATIONS),
            ("xmlns:wp", &format!("{DRAWING}/wordprocessingDrawing")),
            ("xmlns:a", &format!("{DRAWING}/main")),
            ("xmlns:mc", COMPATIBILITY),
            ("xmlns:wps", SHAPE),
        ],
    );
    body.xml.open("w:body", &[]);
    for (place, section) in sections.iter().enumerate() {
        body.section(section, place + 1 == sections.len());
    }
    body.xml.close("w:body");
    body.xml.close("w:document");
    (body.xml.finish(), body.pictures)
}

/// How the part calls its pictures, counted from 1.
pub(super) fn picture_relation(number: usize) -> String {
    format!("rIdPicture{number}")
}

pub(super) struct Body {
    pub xml: Xml,
    /// Shapes so far; each has a number of its own.
    rules: u32,
    pictures: Vec<Vec<u8>>,
}

impl Body {
    fn section(&mut self, section: &Section<'_>, last: bool) {
        let width = text_width(section.landscape);
        for piece in &section.pieces {
            match piece {
                Piece::Line(line) => self.line(line),
                Piece::Table(table) => table::data(&mut self.xml, table, width),
                Piece::Figure(figure) => self.figure(figure),
                Piece::Columns { left_mm, rows } => {
                    let columns = Columns {
                        left_mm: *left_mm,
                        right_mm: width - left_mm,
                    };
                    columns.open(&mut self.xml);
                    for (left, right) in rows {
                        columns.row(&mut self.xml);
                        for line in left {
                            self.line(line);
                        }
                        columns.between(&mut self.xml);
                        for line in right {
                            self.line(line);
                        }
                        Columns::end_row(&mut self.xml);
                    }
                    self.xml.close("w:tbl");
                }
            }
        }
        if last {
            // A table may not be the last thing before the properties of the last section.
            if !matches!(section.pieces.last(), Some(Piece::Line(_))) {
                self.thin(None);
            }
            properties(&mut self.xml, section.landscape);
        } else {
            self.thin(Some(section.landscape));
        }
    }

    /// The paragraph that the file format wants after a table or for the end of a section: of one
    /// point, so that it never opens a page.
    fn thin(&mut self, section: Option<bool>) {
        let xml = &mut self.xml;
        xml.open("w:p", &[]);
        xml.open("w:pPr", &[]);
        let spacing = [
            ("w:before", "0"),
            ("w:after", "0"),
            ("w:line", "20"),
            ("w:lineRule", "exact"),
        ];
        xml.empty("w:spacing", &spacing);
        xml.open("w:rPr", &[]);
        xml.value("w:sz", "2");
        xml.close("w:rPr");
        if let Some(landscape) = section {
            properties(xml, landscape);
        }
        xml.close("w:pPr");
        xml.close("w:p");
    }

    fn line(&mut self, line: &Line) {
        let look = line.style.look();
        self.xml.open("w:p", &[]);
        self.xml.open("w:pPr", &[]);
        self.xml.value("w:pStyle", look.id);
        if line.keep && !look.keep {
            self.xml.empty("w:keepNext", &[]);
        }
        if line.before_table {
            let (before, after) = (points(look.before), points(BEFORE_TABLE));
            let spacing = [("w:before", &*before), ("w:after", &*after)];
            self.xml.empty("w:spacing", &spacing);
        }
        self.xml.close("w:pPr");
        self.xml.open("w:r", &[]);
        for (place, text) in line.text.split('\n').enumerate() {
            if place > 0 {
                self.xml.empty("w:br", &[]);
            }
            self.xml.open("w:t", &[("xml:space", "preserve")]);
            self.xml.text(text);
            self.xml.close("w:t");
        }
        self.xml.close("w:r");
        if let Some(rule) = line.rule {
            self.rule(rule);
        }
        self.xml.close("w:p");
    }

    fn figure(&mut self, figure: &Figure) {
        self.rules += 1;
        let number = self.rules;
        self.pictures.push(emf::picture(figure));
        let relation = picture_relation(self.pictures.len());
        figure::write(&mut self.xml, figure, number, &relation);
    }

    /// A line as one draws it in Word: anchored in the paragraph, in the middle of its column,
    /// just below the text.
    fn rule(&mut self, rule: Rule) {
        self.rules += 1;
        let number = self.rules.to_string();
        let (length, below) = (emu(rule.length), emu(rule.below));
        let xml = &mut self.xml;
        xml.open("w:r", &[]);
        xml.open("mc:AlternateContent", &[]);
        xml.open("mc:Choice", &[("Requires", "wps")]);
        xml.open("w:drawing", &[]);
        xml.open(
            "wp:anchor",
            &[
                ("distT", "0"),
                ("distB", "0"),
                ("distL", "0"),
                ("distR", "0"),
                ("simplePos", "0"),
                ("relativeHeight", &number),
                ("behindDoc", "0"),
                ("locked", "0"),
                ("layoutInCell", "1"),
                ("allowOverlap", "1"),
            ],
        );
        xml.empty("wp:simplePos", &[("x", "0"), ("y", "0")]);
        xml.open("wp:positionH", &[("relativeFrom", "column")]);
        xml.open("wp:align", &[]);
        xml.text("center");
        xml.close("wp:align");
        xml.close("wp:positionH");
        xml.open("wp:positionV", &[("relativeFrom", "paragraph")]);
        xml.open("wp:posOffset", &[]);
        xml.text(&below);
        xml.close("wp:posOffset");
        xml.close("wp:positionV");
        xml.empty("wp:extent", &[("cx", &length), ("cy", "0")]);
        xml.empty("wp:wrapNone", &[]);
        let name = format!("Line {number}");
        xml.empty("wp:docPr", &[("id", &number), ("name", &name)]);
        xml.empty("wp:cNvGraphicFramePr", &[]);
        shape(xml, &length);
        for name in [
            "wp:anchor",
            "w:drawing",
            "mc:Choice",
            "mc:AlternateContent",
            "w:r",
        ] {
            xml.close(name);
        }
    }
}

fn shape(xml: &mut Xml, length: &str) {
    xml.open("a:graphic", &[]);
    xml.open("a:graphicData", &[("uri", SHAPE)]);
    xml.open("wps:wsp", &[]);
    xml.empty("wps:cNvCnPr", &[]);
    xml.open("wps:spPr", &[]);
    xml.open("a:xfrm", &[]);
    xml.empty("a:off", &[("x", "0"), ("y", "0")]);
    xml.empty("a:ext", &[("cx", length), ("cy", "0")]);
    xml.close("a:xfrm");
    xml.open("a:prstGeom", &[("prst", "line")]);
    xml.empty("a:avLst", &[]);
    xml.close("a:prstGeom");
    xml.open("a:ln", &[("w", "9525")]);
    xml.open("a:solidFill", &[]);
    xml.empty("a:srgbClr", &[("val", "000000")]);
    xml.close("a:solidFill");
    xml.close("a:ln");
    xml.close("wps:spPr");
    xml.empty("wps:bodyPr", &[]);
    xml.close("wps:wsp");
    xml.close("a:graphicData");
    xml.close("a:graphic");
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a length on a page of paper"
)]
fn emu(points: f32) -> String {
    ((points * EMU).round() as i64).to_string()
}

/// Width between the margins.
pub(super) fn text_width(landscape: bool) -> u16 {
    let width = if landscape { PAGE_MM.1 } else { PAGE_MM.0 };
    width - MARGIN_LEFT_MM - MARGIN_RIGHT_MM
}

/// Page, margins, and a numbering that starts with each section: page 1 shows no number.
fn properties(xml: &mut Xml, landscape: bool) {
    xml.open("w:sectPr", &[]);
    for (kind, id) in [("default", "rId3"), ("first", "rId4")] {
        xml.empty("w:headerReference", &[("w:type", kind), ("r:id", id)]);
    }
    xml.value("w:type", "nextPage");
    let (short, long) = (twips(PAGE_MM.0), twips(PAGE_MM.1));
    if landscape {
        let size = [("w:w", &*long), ("w:h", &*short), ("w:orient", "landscape")];
        xml.empty("w:pgSz", &size);
    } else {
        xml.empty("w:pgSz", &[("w:w", &short), ("w:h", &long)]);
    }
    let (top, left) = (twips(MARGIN_TOP_MM), twips(MARGIN_LEFT_MM));
    let (right, header) = (twips(MARGIN_RIGHT_MM), twips(PAGE_NUMBER_MM));
    xml.empty(
        "w:pgMar",
        &[
            ("w:top", &top),
            ("w:right", &right),
            ("w:bottom", &top),
            ("w:left", &left),
            ("w:header", &header),
            ("w:footer", &header),
            ("w:gutter", "0"),
        ],
    );
    xml.empty("w:pgNumType", &[("w:start", "1")]);
    xml.empty("w:titlePg", &[]);
    xml.close("w:sectPr");
}
