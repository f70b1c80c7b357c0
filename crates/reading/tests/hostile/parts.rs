//! DOCX, HTML and plain text.

use std::fmt::Write as _;

use super::make::{document, zipped};
use super::{outcomes, read};

const MIB: usize = 1 << 20;

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn docx(body: &str, others: &[(&str, &[u8])]) -> Vec<u8> {
    let document = document(body);
    let mut parts = vec![("word/document.xml", document.as_bytes())];
    parts.extend_from_slice(others);
    zipped(&parts)
}

#[test]
fn word_documents() {
    let plan = paragraph("KẾ HOẠCH");
    let header = format!("<w:hdr xmlns:w=\"w\">{}</w:hdr>", "<w:p/>".repeat(200_000));
    let names: Vec<String> = (0..60).map(|at| format!("word/header{at}.xml")).collect();
    let headers: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), header.as_bytes()))
        .collect();
    let long = format!(
        "<w:hdr xmlns:w=\"w\">{}</w:hdr>",
        paragraph(&"a".repeat(60 * MIB))
    );
    let mut styles = "<w:styles xmlns:w=\"w\">".to_owned();
    for at in 0..1_000_000 {
        let _ = write!(styles, "<w:style w:styleId=\"s{at}\"><w:b/></w:style>");
    }
    styles.push_str("</w:styles>");
    let mut lists = "<w:numbering xmlns:w=\"w\">".to_owned();
    for at in 0..400_000 {
        let _ = write!(
            lists,
            "<w:abstractNum w:abstractNumId=\"{at}\"><w:lvl w:ilvl=\"0\"/></w:abstractNum>"
        );
    }
    lists.push_str("</w:numbering>");
    let boxes = format!(
        "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        "<w:p><w:r><w:t>a</w:t></w:r></w:p>".repeat(1_500_000)
    );
    let notes = format!(
        "<w:p>{}</w:p>",
        "<w:r><w:footnoteReference w:id=\"1\"/></w:r>".repeat(1_000_000)
    );
    let tables = "<w:tbl><w:tr><w:tc>".repeat(160) + &"</w:tc></w:tr></w:tbl>".repeat(160);
    let cells = format!(
        "<w:tbl><w:tr>{}</w:tr></w:tbl>",
        "<w:tc><w:p/></w:tc>".repeat(2_500_000)
    );
    let attribute = format!("<w:p w:a=\"{}\"/>", "a".repeat(60 * MIB));
    for (name, bytes) in [
        ("headers", docx(&plan, &headers)),
        (
            "one long header",
            docx(&plan, &[("word/header1.xml", long.as_bytes())]),
        ),
        (
            "styles",
            docx(&plan, &[("word/styles.xml", styles.as_bytes())]),
        ),
        (
            "lists",
            docx(&plan, &[("word/numbering.xml", lists.as_bytes())]),
        ),
        ("text boxes", docx(&boxes, &[])),
        ("notes", docx(&notes, &[("word/footnotes.xml", b"<a/>")])),
        ("tables in tables", docx(&tables.repeat(100), &[])),
        ("cells", docx(&cells, &[])),
        ("one attribute", docx(&attribute, &[])),
        ("one word", docx(&paragraph(&"a".repeat(60 * MIB)), &[])),
    ] {
        let _ = read(name, &bytes);
    }
}

#[test]
fn web_pages() {
    let most = 23 * MIB;
    let piece = |piece: &str| format!("<html>x{}", piece.repeat(most / piece.len())).into_bytes();
    for (name, bytes) in [
        ("open tags", piece("<b>")),
        ("closed tags", piece("<b></b>")),
        ("paragraphs", piece("<p>a")),
        ("cells", piece("<table><td>a<td>b</table>")),
        (
            "one table",
            [&b"<html><table>"[..], &b"<td>a".repeat(most / 5)].concat(),
        ),
        ("letters", piece("ế")),
        ("entities", piece("&#7871;")),
        (
            "a million open tags",
            format!("<html>{}", "<i>".repeat(1_000_000)).into_bytes(),
        ),
    ] {
        let _ = read(name, &bytes);
    }
}

#[test]
fn plain_texts() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let words = "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính; ";
    for (name, bytes) in [
        (
            "no line end",
            words.repeat(20 * MIB / words.len()).into_bytes(),
        ),
        ("one word", b"a".repeat(20 * MIB)),
        (
            "only line ends",
            [&b"a"[..], &b"\n".repeat(20 * MIB)].concat(),
        ),
        ("lines of one letter", b"a\n".repeat(10 * MIB)),
        ("bars", b"| a | b |\n".repeat(2 * MIB)),
        (
            "one row of bars",
            [&b"|a|\n|---|\n"[..], &b"|".repeat(20 * MIB)].concat(),
        ),
        ("stars", b"** ".repeat(7 * MIB)),
        (
            "two bytes a letter",
            wide(&words.repeat(4 * MIB / words.len())),
        ),
        ("windows-1258", b"K\xea\xec ho\xe2ch ".repeat(2 * MIB)),
        ("tcvn3", b"K\xd5 ho\xb9ch c\xabng t\xb8c\n".repeat(MIB)),
    ] {
        let _ = read(name, &bytes);
    }
    let noughts = [&b"Ke hoach"[..], &[0; 9], b" cong tac"].concat();
    assert_eq!(outcomes(vec![("noughts", noughts)])[0].1, "unsupported ");
}
