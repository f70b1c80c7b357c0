//! The letter's text as WordprocessingML.

use std::fmt::Write as _;

use super::{Letter, Table};

/// What Decree 30/2020 puts at the head of every document.
const STATE: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
const ABOUT: &str = "V/v ";
const DEAR: &str = "Kính gửi:";
const RECIPIENTS: &str = "Nơi nhận:";
const NUMBER: &str = "Số: ";

/// Width of the text in twentieths of a point: A4 less 30 mm and 15 mm.
const WIDTH: u32 = 9_354;
/// The left column of the head: the issuing body.
const HEAD_LEFT: u32 = 3_700;

/// How a paragraph looks.
#[derive(Clone, Copy, Default)]
struct Look {
    /// left, center, both, right.
    align: &'static str,
    bold: bool,
    italic: bool,
    /// Half points; 0: the document's own.
    size: u32,
    /// Indent of the first line, and the room before.
    first_line: u32,
    before: u32,
    /// A rule under it.
    ruled: bool,
}

const CENTRED: Look = Look {
    align: "center",
    bold: false,
    italic: false,
    size: 26,
    first_line: 0,
    before: 0,
    ruled: false,
};
const BODY: Look = Look {
    align: "both",
    bold: false,
    italic: false,
    size: 28,
    first_line: 567,
    before: 120,
    ruled: false,
};

fn escape(text: &str, into: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            // What XML does not take at all.
            '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => into.push(' '),
            other => into.push(other),
        }
    }
}

fn paragraph(out: &mut String, text: &str, look: Look) {
    let _ = write!(
        out,
        r#"<w:p><w:pPr><w:spacing w:before="{}"/><w:ind w:firstLine="{}"/><w:jc w:val="{}"/></w:pPr><w:r><w:rPr>"#,
        look.before, look.first_line, look.align
    );
    if look.bold {
        out.push_str("<w:b/>");
    }
    if look.italic {
        out.push_str("<w:i/>");
    }
    if look.ruled {
        out.push_str(r#"<w:u w:val="single"/>"#);
    }
    let _ = write!(
        out,
        r#"<w:sz w:val="{0}"/><w:szCs w:val="{0}"/></w:rPr>"#,
        look.size.max(2)
    );
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            out.push_str("<w:br/>");
        }
        out.push_str(r#"<w:t xml:space="preserve">"#);
        escape(line, out);
        out.push_str("</w:t>");
    }
    out.push_str("</w:r></w:p>");
}

fn table_start(out: &mut String, widths: &[u32], borders: bool) {
    out.push_str("<w:tbl><w:tblPr>");
    let _ = write!(out, r#"<w:tblW w:w="{WIDTH}" w:type="dxa"/>"#);
    if borders {
        out.push_str("<w:tblBorders>");
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            let _ = write!(out, r#"<w:{side} w:val="single" w:sz="4" w:space="0"/>"#);
        }
        out.push_str("</w:tblBorders>");
    }
    out.push_str(r#"<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>"#);
    for width in widths {
        let _ = write!(out, r#"<w:gridCol w:w="{width}"/>"#);
    }
    out.push_str("</w:tblGrid>");
}

fn cell(out: &mut String, width: u32, inside: impl FnOnce(&mut String)) {
    let _ = write!(
        out,
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>"#
    );
    inside(out);
    out.push_str("</w:tc>");
}

/// Two columns without borders.
fn side_by_side(
    out: &mut String,
    widths: [u32; 2],
    left: impl FnOnce(&mut String),
    right: impl FnOnce(&mut String),
) {
    table_start(out, &widths, false);
    out.push_str("<w:tr>");
    cell(out, widths[0], left);
    cell(out, widths[1], right);
    out.push_str("</w:tr></w:tbl>");
}

fn head(out: &mut String, letter: &Letter) {
    let bold = Look {
        bold: true,
        ..CENTRED
    };
    side_by_side(
        out,
        [HEAD_LEFT, WIDTH - HEAD_LEFT],
        |out| {
            if !letter.superior.is_empty() {
                paragraph(out, &letter.superior.to_uppercase(), CENTRED);
            }
            let ruled = Look {
                ruled: true,
                ..bold
            };
            paragraph(out, &letter.issuer.to_uppercase(), ruled);
            let spaced = Look {
                before: 120,
                ..CENTRED
            };
            paragraph(out, &format!("{NUMBER}{}", letter.number), spaced);
            let small = Look {
                size: 24,
                ..CENTRED
            };
            paragraph(out, &format!("{ABOUT}{}", letter.subject), small);
        },
        |out| {
            // At 12 points, the smaller size of the decree, it stands on one line.
            paragraph(out, STATE, Look { size: 24, ..bold });
            let motto = Look {
                ruled: true,
                size: 28,
                ..bold
            };
            paragraph(out, MOTTO, motto);
            let day = Look {
                italic: true,
                before: 120,
                ..CENTRED
            };
            paragraph(out, &letter.place_and_day, day);
        },
    );
}

fn addressees(out: &mut String, to: &[String]) {
    let look = Look {
        before: 240,
        align: "left",
        first_line: 1_134,
        ..BODY
    };
    match to {
        [] => {}
        [one] => paragraph(out, &format!("{DEAR} {one}."), look),
        many => {
            paragraph(out, DEAR, look);
            let item = Look { before: 0, ..look };
            for (at, name) in many.iter().enumerate() {
                let end = if at + 1 == many.len() { "." } else { ";" };
                paragraph(out, &format!("- {name}{end}"), item);
            }
        }
    }
}

fn foot(out: &mut String, letter: &Letter) {
    paragraph(out, "", BODY);
    let left = Look {
        align: "left",
        ..CENTRED
    };
    let bold = Look {
        bold: true,
        size: 28,
        ..CENTRED
    };
    side_by_side(
        out,
        [4_400, WIDTH - 4_400],
        |out| {
            let heading = Look {
                bold: true,
                italic: true,
                size: 24,
                ..left
            };
            paragraph(out, RECIPIENTS, heading);
            for line in &letter.recipients {
                paragraph(out, line, Look { size: 22, ..left });
            }
        },
        |out| {
            for line in letter.authority.lines() {
                paragraph(out, &line.to_uppercase(), bold);
            }
            paragraph(out, &letter.title.to_uppercase(), bold);
            for _ in 0..4 {
                paragraph(out, "", bold);
            }
            paragraph(out, &letter.signer, bold);
        },
    );
}

fn rows(out: &mut String, table: &Table) {
    let total: u32 = table.widths.iter().sum::<u32>().max(1);
    let widths: Vec<u32> = table.widths.iter().map(|it| it * WIDTH / total).collect();
    table_start(out, &widths, true);
    let small = Look {
        align: "left",
        size: 24,
        ..CENTRED
    };
    out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (width, heading) in widths.iter().zip(&table.headings) {
        let look = Look {
            bold: true,
            align: "center",
            ..small
        };
        cell(out, *width, |out| paragraph(out, heading, look));
    }
    out.push_str("</w:tr>");
    for row in &table.rows {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (width, text) in widths.iter().zip(row) {
            cell(out, *width, |out| paragraph(out, text, small));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

/// `word/document.xml`.
pub(super) fn document(letter: &Letter) -> String {
    let mut out = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#,
    );
    head(&mut out, letter);
    addressees(&mut out, &letter.to);
    let opening = letter.opening.iter().enumerate();
    for (at, text) in opening {
        let before = if at == 0 { 240 } else { BODY.before };
        paragraph(&mut out, text, Look { before, ..BODY });
    }
    if let Some(table) = &letter.table {
        paragraph(&mut out, "", Look { size: 12, ..BODY });
        rows(&mut out, table);
    }
    for text in &letter.closing {
        paragraph(&mut out, text, BODY);
    }
    foot(&mut out, letter);
    for appendix in &letter.appendices {
        out.push_str(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#);
        let bold = Look {
            bold: true,
            size: 28,
            ..CENTRED
        };
        paragraph(&mut out, &appendix.title, bold);
        let of = Look {
            italic: true,
            ..CENTRED
        };
        paragraph(&mut out, &appendix.of, of);
        paragraph(&mut out, "", of);
        rows(&mut out, &appendix.table);
    }
    out.push_str(
        r#"<w:p/><w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr></w:body></w:document>"#,
    );
    out
}

#[cfg(test)]
mod tests {
    use super::{Letter, Table, document};
    use crate::urging::Appendix;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_written_gives_well_formed_xml_with_every_word_in_it(
            text in "\\PC{0,40}", rows in 0..4_usize, together: bool,
        ) {
            let table = Table {
                headings: vec![text.clone(), "B".into()],
                rows: vec![vec![text.clone(), "\u{1}&<".into()]; rows],
                widths: vec![1, 2],
            };
            let appendix = Appendix { title: text.clone(), of: text.clone(), table: table.clone() };
            let letter = Letter {
                subject: text.clone(),
                to: vec![text.clone(); 2],
                opening: vec![text.clone()],
                table: Some(table).filter(|_| !together),
                appendices: if together { vec![appendix] } else { vec![] },
                ..Letter::default()
            };
            let xml = document(&letter);
            let mut reader = quick_xml::Reader::from_str(&xml);
            let mut depth = 0;
            loop {
                match reader.read_event().expect("well-formed") {
                    quick_xml::events::Event::Start(_) => depth += 1,
                    quick_xml::events::Event::End(_) => depth -= 1,
                    quick_xml::events::Event::Eof => break,
                    _ => {}
                }
            }
            prop_assert_eq!(depth, 0);
        }
    }
}
