use super::super::error::FileError;
use super::super::sniff::FileKind;
use super::super::testing::{docx, grid, read_bytes, tables, zipped};
use crate::source::{Block, SourceText};

fn read(body: &str) -> SourceText {
    read_bytes(&docx(body, &[])).unwrap()
}

fn text(body: &str) -> String {
    read(body).text
}

/// A paragraph of plain runs.
fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A paragraph of list `list` at `level`.
fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>\
         </w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

fn level(at: u32, format: &str, text: &str, more: &str) -> String {
    format!(
        "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>\
         <w:lvlText w:val=\"{text}\"/>{more}</w:lvl>"
    )
}

fn numbering(content: &str) -> String {
    format!("<w:numbering xmlns:w=\"urn:w\">{content}</w:numbering>")
}

#[test]
fn runs_references_breaks_and_tabs() {
    let body = "<w:p><w:r><w:t>Sở TT&amp;</w:t></w:r><w:r><w:t xml:space=\"preserve\">TT &#7871; </w:t>\
        <w:tab/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:br/><w:t>dòng hai</w:t></w:r></w:p>";
    assert_eq!(text(body), "Sở TT&TT ế a-b\ndòng hai\n");
}

#[test]
fn tab_stops_and_empty_paragraphs_are_no_text() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"10\"/></w:tabs></w:pPr></w:p>\
        <w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>";
    let source = read(body);
    assert_eq!(source.text, "a\n");
    assert!(matches!(&source.blocks[..], [Block::Paragraph(p)] if !p.bold));
}

#[test]
fn look_comes_from_runs_and_styles() {
    let styles = "<w:styles xmlns:w=\"urn:w\"><w:style w:type=\"paragraph\" w:default=\"1\" \
        w:styleId=\"Normal\"/><w:style w:type=\"paragraph\" w:styleId=\"H\"><w:basedOn w:val=\"G\"/>\
        <w:rPr><w:caps/></w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"G\"><w:pPr>\
        <w:outlineLvl w:val=\"1\"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>\
        <w:style w:type=\"character\" w:styleId=\"C\"><w:rPr><w:i/></w:rPr></w:style></w:styles>";
    let body = "<w:p><w:pPr><w:pStyle w:val=\"H\"/></w:pPr><w:r><w:t>mục đích</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pStyle w:val=\"H\"/></w:pPr><w:r><w:rPr><w:b w:val=\"0\"/><w:caps w:val=\"0\"/>\
        </w:rPr><w:t>thường</w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:rStyle w:val=\"C\"/></w:rPr><w:t>nghiêng</w:t></w:r><w:r><w:rPr>\
        <w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>";
    let source = read_bytes(&docx(body, &[("styles.xml", styles)])).unwrap();
    assert_eq!(source.text, "MỤC ĐÍCH\nthường\nnghiêng\n");
    let looks: Vec<_> = source
        .blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(p) => (p.bold, p.italic, p.level),
            Block::Table(_) => panic!("no table here"),
        })
        .collect();
    assert_eq!(
        looks,
        [
            (true, false, Some(2)),
            (false, false, Some(2)),
            (false, true, None)
        ]
    );
}

#[test]
fn list_numbers_are_computed() {
    let lists = numbering(&format!(
        "<w:abstractNum w:abstractNumId=\"7\">{}{}{}{}</w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"8\">{}{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>\
         <w:num w:numId=\"2\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"1\">\
         <w:startOverride w:val=\"4\"/></w:lvlOverride></w:num>\
         <w:num w:numId=\"3\"><w:abstractNumId w:val=\"8\"/></w:num>",
        level(0, "upperRoman", "%1.", ""),
        level(1, "decimal", "%2.", ""),
        level(2, "decimal", "%2.%3.", ""),
        level(3, "lowerLetter", "%4)", "<w:lvlRestart w:val=\"0\"/>"),
        level(
            0,
            "bullet",
            "\u{f0b7}",
            "<w:rPr><w:rFonts w:ascii=\"Symbol\"/></w:rPr>"
        ),
        level(1, "bullet", "+", ""),
    ));
    let body = [
        item(1, 0, "Mục đích"),
        item(1, 1, "một"),
        item(1, 1, "hai"),
        item(1, 2, "hai một"),
        item(1, 2, "hai hai"),
        item(1, 3, "điểm"),
        item(1, 0, "Yêu cầu"),
        item(1, 1, "lại từ một"),
        item(1, 3, "không bắt đầu lại"),
        item(2, 1, "bắt đầu từ bốn"),
        item(2, 1, "rồi năm"),
        item(3, 0, "gạch"),
        item(3, 1, "cộng"),
        item(0, 0, "không đánh số"),
    ]
    .concat();
    let source = read_bytes(&docx(&body, &[("numbering.xml", &lists)])).unwrap();
    assert_eq!(
        source.text,
        "I. Mục đích\n1. một\n2. hai\n2.1. hai một\n2.2. hai hai\na) điểm\nII. Yêu cầu\n\
         1. lại từ một\nb) không bắt đầu lại\n4. bắt đầu từ bốn\n5. rồi năm\n- gạch\n+ cộng\n\
         không đánh số\n"
    );
}

#[test]
fn numbers_of_all_levels_in_digits_and_formats() {
    let lists = numbering(&format!(
        "<w:abstractNum w:abstractNumId=\"1\">{}{}{}</w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"2\">{}{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>\
         <w:num w:numId=\"2\"><w:abstractNumId w:val=\"2\"/></w:num>",
        level(0, "upperRoman", "Phần %1", ""),
        level(1, "decimal", "%1.%2.", "<w:isLgl/>"),
        level(2, "decimalZero", "Điều %3.", ""),
        level(0, "vietnameseCounting", "Thứ %1:", ""),
        level(1, "none", "", ""),
    ));
    let body = [
        item(1, 0, "a"),
        item(1, 0, "b"),
        item(1, 1, "c"),
        item(1, 2, "d"),
        item(2, 1, "trơn"),
        item(2, 0, "e"),
    ]
    .concat();
    let source = read_bytes(&docx(&body, &[("numbering.xml", &lists)])).unwrap();
    // A level below may begin before the one above it: that counts as begun.
    assert_eq!(
        source.text,
        "Phần I a\nPhần II b\n2.1. c\nĐiều 01. d\ntrơn\nThứ hai: e\n"
    );
}

#[test]
fn a_style_may_number_and_a_list_may_be_a_style() {
    let lists = numbering(&format!(
        "<w:abstractNum w:abstractNumId=\"1\"><w:numStyleLink w:val=\"L\"/></w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"2\"><w:styleLink w:val=\"L\"/>{}{}</w:abstractNum>\
         <w:num w:numId=\"5\"><w:abstractNumId w:val=\"1\"/></w:num>",
        level(0, "decimal", "Chương %1", ""),
        level(1, "decimal", "Điều %2.", "<w:pStyle w:val=\"Dieu\"/>"),
    ));
    let styles = "<w:styles xmlns:w=\"urn:w\"><w:style w:type=\"paragraph\" w:styleId=\"Dieu\">\
        <w:pPr><w:numPr><w:numId w:val=\"5\"/></w:numPr></w:pPr></w:style></w:styles>";
    let body = "<w:p><w:pPr><w:pStyle w:val=\"Dieu\"/></w:pPr><w:r><w:t>Phạm vi</w:t></w:r></w:p>";
    let file = docx(
        &body.repeat(2),
        &[("numbering.xml", &lists), ("styles.xml", styles)],
    );
    assert_eq!(
        read_bytes(&file).unwrap().text,
        "Điều 1. Phạm vi\nĐiều 2. Phạm vi\n"
    );
}

#[test]
fn tables_keep_merged_cells() {
    let tc = |properties: &str, content: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(content))
    };
    let body = format!(
        "{}<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr><w:trPr>\
         <w:gridBefore w:val=\"1\"/></w:trPr>{}{}</w:tr></w:tbl>{}",
        p("trước"),
        tc("<w:vMerge w:val=\"restart\"/>", "TT"),
        tc("<w:gridSpan w:val=\"2\"/>", "Đơn vị"),
        tc("<w:vMerge/>", "không hiện"),
        tc("", "Chủ trì"),
        tc("", "Phối hợp"),
        tc("", "Sở A"),
        tc("", ""),
        p("sau"),
    );
    let source = read(&body);
    assert_eq!(
        grid(&source, &tables(&source)[0]),
        [
            vec!["TT@0+1/2", "Đơn vị@1+2/1"],
            vec!["Chủ trì@1+1/1", "Phối hợp@2+1/1"],
            vec!["Sở A@1+1/1", "@2+1/1"],
        ]
    );
    assert_eq!(
        source.text,
        "trước\nTT\nĐơn vị\n\nChủ trì\nPhối hợp\n\nSở A\n\nsau\n"
    );
}

#[test]
fn text_boxes_stand_once_after_their_paragraph() {
    let content = format!(
        "<w:txbxContent>{}{}</w:txbxContent>",
        p("Trong khung"),
        p("hai")
    );
    let body = format!(
        "<w:p><w:r><w:t>Đầu </w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\">\
         <w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>\
         <v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>\
         <w:r><w:t>cuối</w:t></w:r></w:p>{}",
        p("tiếp"),
    );
    assert_eq!(text(&body), "Đầu cuối\nTrong khung\nhai\ntiếp\n");
    let old = format!("<w:p><w:r><w:pict><v:textbox>{content}</v:textbox></w:pict></w:r></w:p>");
    assert_eq!(text(&old), "Trong khung\nhai\n");
}

#[test]
fn insertions_count_and_deletions_do_not() {
    let body = "<w:p><w:r><w:t>Hạn </w:t></w:r><w:del><w:r><w:delText>30/6</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>31/7</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>đi</w:t></w:r></w:moveFrom>\
        <w:moveTo><w:r><w:t> đến</w:t></w:r></w:moveTo></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>một </w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>\
        <w:t>dòng</w:t></w:r></w:p>";
    assert_eq!(text(body), "Hạn 31/7 đến\nmột dòng\n");
}

#[test]
fn fields_show_their_result_and_links_their_text() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> DATE </w:instrText>\
        </w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>18/4/2023</w:t></w:r><w:r>\
        <w:fldChar w:fldCharType=\"end\"/></w:r></w:p><w:sdt><w:sdtPr><w:rPr><w:b/></w:rPr></w:sdtPr>\
        <w:sdtContent><w:p><w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink></w:p>\
        </w:sdtContent></w:sdt>";
    assert_eq!(text(body), "18/4/2023\nliên kết\n");
}

#[test]
fn footnotes_follow_the_text() {
    let body = "<w:p><w:r><w:t>Theo luật</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r>\
        <w:r><w:t>.</w:t></w:r></w:p>";
    let notes = format!(
        "<w:footnotes xmlns:w=\"urn:w\"><w:footnote w:id=\"0\">{}</w:footnote>\
         <w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
        p("vạch"),
        p("Luật số 1"),
    );
    let source = read_bytes(&docx(body, &[("footnotes.xml", &notes)])).unwrap();
    assert_eq!(source.text, "Theo luật.\n[1] Luật số 1\n");
}

#[test]
fn headers_and_footers_are_not_text() {
    let header = format!("<w:hdr xmlns:w=\"urn:w\">{}</w:hdr>", p("2"));
    let file = docx(
        &p("Nội dung"),
        &[("header1.xml", &header), ("footer1.xml", &header)],
    );
    assert_eq!(read_bytes(&file).unwrap().text, "Nội dung\n");
}

#[test]
fn other_names_of_the_main_part_are_found() {
    let relationships = r#"<Relationships><Relationship Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>"#;
    let document = super::super::testing::document(&p("a"));
    let file = zipped(&[
        ("_rels/.rels", relationships.as_bytes()),
        ("word/document2.xml", document.as_bytes()),
    ]);
    assert_eq!(read_bytes(&file).unwrap().text, "a\n");
}

#[test]
fn damage_is_an_error() {
    let damaged = Err(FileError::Damaged(FileKind::Docx));
    let whole = docx(&p("a"), &[]);
    assert_eq!(read_bytes(&whole[..whole.len() / 2]), damaged);
    assert_eq!(read_bytes(&docx("<w:p><w:r>", &[])), damaged);
    let parts = zipped(&[("word/other.xml", b"<a/>")]);
    assert_eq!(read_bytes(&parts), damaged);
}
