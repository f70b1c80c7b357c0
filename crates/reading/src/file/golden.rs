//! One small plan in the form of Decree 30, as DOCX, HTML, DOC, PDF, and a scan: each format must
//! give the same lines and the same table.

use std::process::Command;

use super::helper::private_folder;
use super::testing::{docx, grid, hold, tables};
use super::{FileError, FileKind, Helper, HelperFailure, Helpers, Limits, read, sniff};
use crate::source::{Format, SourceText};

/// Lines that every format must give, each as a line of its own.
const LINES: [&str; 12] = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH LAM GIANG",
    "Độc lập - Tự do - Hạnh phúc",
    "KẾ HOẠCH",
    "I. MỤC ĐÍCH, YÊU CẦU",
    "II. NHIỆM VỤ",
    "1. Rà soát, sửa đổi quy chế làm việc của các cơ quan chuyên môn và đơn vị sự nghiệp công lập \
     trực thuộc, bảo đảm thống nhất với quy định mới về phân cấp, phân quyền.",
    "- Đơn vị chủ trì: Sở Nội vụ.",
    "- Thời gian: trước ngày 30/9/2026.",
    "2. Tập huấn kỹ năng số cho cán bộ.",
    "Nơi nhận:",
    "- Lưu: VT, NC.",
];

/// The table, a cell as `text@column+columns/rows`.
const TABLE: [&[&str]; 4] = [
    &["TT@0+1/2", "Nội dung@1+1/2", "Trách nhiệm@2+2/1"],
    &["Chủ trì@2+1/1", "Phối hợp@3+1/1"],
    &[
        "1@0+1/1",
        "Tổng hợp báo cáo quý@1+1/1",
        "Văn phòng@2+1/2",
        "Sở Tài chính@3+1/1",
    ],
    &["2@0+1/1", "Kiểm tra@1+1/1", "UBND các xã@3+1/1"],
];

fn run(text: &str, bold: bool) -> String {
    let bold = if bold { "<w:b/>" } else { "" };
    format!(
        "<w:r><w:rPr>{bold}<w:sz w:val=\"26\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"
    )
}

fn p(properties: &str, text: &str, bold: bool) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", run(text, bold))
}

const CENTRE: &str = "<w:jc w:val=\"center\"/>";
const BODY: &str =
    "<w:spacing w:before=\"120\"/><w:ind w:firstLine=\"720\"/><w:jc w:val=\"both\"/>";

fn item(level: u8, text: &str, bold: bool) -> String {
    let list =
        format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr>{BODY}");
    p(&list, text, bold)
}

fn tc(width: u32, properties: &str, content: &str) -> String {
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{properties}</w:tcPr>{content}</w:tc>"
    )
}

fn columns(left: &[(&str, bool)], right: &[(&str, bool)], properties: &str) -> String {
    let cell = |width, lines: &[(&str, bool)]| {
        let lines: String = lines
            .iter()
            .map(|(text, bold)| p(properties, text, *bold))
            .collect();
        tc(width, "", &lines)
    };
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"9600\" w:type=\"dxa\"/></w:tblPr><w:tblGrid>\
         <w:gridCol w:w=\"3800\"/><w:gridCol w:w=\"5800\"/></w:tblGrid><w:tr>{}{}</w:tr></w:tbl>",
        cell(3800, left),
        cell(5800, right),
    )
}

fn table() -> String {
    let c = |width, properties: &str, text: &str| tc(width, properties, &p("", text, false));
    let (down, on, two) = (
        "<w:vMerge w:val=\"restart\"/>",
        "<w:vMerge/>",
        "<w:gridSpan w:val=\"2\"/>",
    );
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let rows = [
        row(&[
            c(800, down, "TT"),
            c(3800, down, "Nội dung"),
            c(5000, two, "Trách nhiệm"),
        ]),
        row(&[
            c(800, on, ""),
            c(3800, on, ""),
            c(2500, "", "Chủ trì"),
            c(2500, "", "Phối hợp"),
        ]),
        row(&[
            c(800, "", "1"),
            c(3800, "", "Tổng hợp báo cáo quý"),
            c(2500, down, "Văn phòng"),
            c(2500, "", "Sở Tài chính"),
        ]),
        row(&[
            c(800, "", "2"),
            c(3800, "", "Kiểm tra"),
            c(2500, on, ""),
            c(2500, "", "UBND các xã"),
        ]),
    ];
    let side = |name| format!("<w:{name} w:val=\"single\" w:sz=\"6\" w:color=\"000000\"/>");
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(side)
        .concat();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"9600\" w:type=\"dxa\"/><w:tblBorders>{borders}\
         </w:tblBorders></w:tblPr><w:tblGrid><w:gridCol w:w=\"800\"/><w:gridCol w:w=\"3800\"/>\
         <w:gridCol w:w=\"2500\"/><w:gridCol w:w=\"2500\"/></w:tblGrid>{}</w:tbl>",
        rows.concat()
    )
}

fn plan_as_docx() -> Vec<u8> {
    let level = |at: u8, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>\
             <w:suff w:val=\"space\"/><w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/></w:lvl>"
        )
    };
    let numbering = format!(
        "<?xml version=\"1.0\"?><w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:abstractNum w:abstractNumId=\"1\">{}{}{}</w:abstractNum><w:num w:numId=\"1\">\
         <w:abstractNumId w:val=\"1\"/></w:num></w:numbering>",
        level(0, "upperRoman", "%1."),
        level(1, "decimal", "%2."),
        level(2, "bullet", "-"),
    );
    let head = columns(
        &[
            ("ỦY BAN NHÂN DÂN", false),
            ("TỈNH LAM GIANG", true),
            ("Số: 12/KH-UBND", false),
        ],
        &[
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", true),
            ("Độc lập - Tự do - Hạnh phúc", true),
            ("Lam Giang, ngày 05 tháng 01 năm 2026", false),
        ],
        CENTRE,
    );
    let foot = columns(
        &[
            ("Nơi nhận:", true),
            ("- Như trên;", false),
            ("- Lưu: VT, NC.", false),
        ],
        &[
            ("TM. ỦY BAN NHÂN DÂN", true),
            ("CHỦ TỊCH", true),
            ("Trần Văn Mẫu", true),
        ],
        "",
    );
    let body = [
        head,
        p(CENTRE, "KẾ HOẠCH", true),
        p(
            CENTRE,
            "Cải cách hành chính &amp; chuyển đổi số năm 2026",
            true,
        ),
        item(0, "MỤC ĐÍCH, YÊU CẦU", true),
        p(
            BODY,
            "Nâng cao chất lượng phục vụ người dân, doanh nghiệp; gắn trách nhiệm của người \
            đứng đầu với kết quả thực hiện nhiệm vụ được giao trong năm.",
            false,
        ),
        item(0, "NHIỆM VỤ", true),
        item(1, LINES[6].trim_start_matches("1. "), false),
        item(2, "Đơn vị chủ trì: Sở Nội vụ.", false),
        item(2, "Thời gian: trước ngày 30/9/2026.", false),
        item(1, "Tập huấn kỹ năng số cho cán bộ.", false),
        table(),
        p(
            BODY,
            "Trên đây là Kế hoạch của Ủy ban nhân dân tỉnh./.",
            false,
        ),
        foot,
        // Word never ends a document with a table.
        p("", "", false),
        "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" \
         w:bottom=\"1134\" w:left=\"1134\"/></w:sectPr>"
            .to_owned(),
    ]
    .concat();
    docx(
        &body,
        &[
            ("numbering.xml", &numbering),
            ("_rels/document.xml.rels", LINKS),
        ],
    )
}

/// LibreOffice follows links to parts, we know their names.
const LINKS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="n1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>"#;

fn plan_as_html() -> Vec<u8> {
    let row = |cells: &str| format!("<tr>{cells}</tr>");
    let rows = [
        row("<td rowspan=2>TT<td rowspan=2>Nội dung<td colspan=2>Trách nhiệm"),
        row("<td>Chủ trì<td>Phối hợp"),
        row("<td>1<td>Tổng hợp báo cáo quý<td rowspan=2>Văn phòng<td>Sở Tài chính"),
        row("<td>2<td>Kiểm tra<td>UBND các xã"),
    ];
    let html = format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>x</title></head><body><table><tr>\
         <td>ỦY BAN NHÂN DÂN<br><b>TỈNH LAM GIANG</b><br>Số: 12/KH-UBND</td><td><b>CỘNG HÒA XÃ HỘI \
         CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b><br>Lam Giang, ngày 05 tháng 01 năm \
         2026</td></tr></table><p align=center><b>KẾ HOẠCH<br>Cải cách hành chính &amp; chuyển đổi số \
         năm 2026</b></p><p>I. MỤC ĐÍCH, YÊU CẦU</p><p>Nâng cao chất lượng.</p><p>II. NHIỆM VỤ</p>\
         <ol><li>{}<ul><li>Đơn vị chủ trì: Sở Nội vụ.<li>Thời gian: trước ngày 30/9/2026.</ul>\
         <li>Tập huấn kỹ năng số cho cán bộ.</ol><table border=1>{}</table><p>Trên đây là Kế hoạch của \
         Ủy ban nhân dân tỉnh./.</p><table><tr><td><b>Nơi nhận:</b><br>- Như trên;<br>- Lưu: VT, \
         NC.</td><td>TM. ỦY BAN NHÂN DÂN<br>CHỦ TỊCH<br>Trần Văn Mẫu</td></tr></table></body></html>",
        LINES[6].trim_start_matches("1. "),
        rows.concat(),
    );
    html.into_bytes()
}

fn helpers() -> Helpers {
    Helpers::find(&std::env::var_os("PATH").unwrap_or_default())
}

fn whole(bytes: &[u8], kind: FileKind, format: Format) -> SourceText {
    assert_eq!(sniff(bytes, None), Some(kind));
    let source = read(bytes, None, &Limits::default(), &helpers(), &()).unwrap();
    hold(&source);
    assert_eq!(source.format, format);
    source
}

fn check(source: &SourceText) {
    for line in LINES {
        let found = source.text.lines().any(|found| found == line);
        assert!(found, "no line {line:?} in\n{}", source.text);
    }
    let tables = tables(source);
    assert_eq!(tables.len(), 3, "head, table, foot in\n{}", source.text);
    assert_eq!(grid(source, &tables[1]), TABLE.map(<[_]>::to_vec));
    let foot = grid(source, &tables[2]);
    assert_eq!(
        foot[0][1],
        "TM. ỦY BAN NHÂN DÂN¶CHỦ TỊCH¶Trần Văn Mẫu@1+1/1"
    );
    assert!(
        source
            .text
            .contains("Cải cách hành chính & chuyển đổi số năm 2026")
    );
}

/// The plan in another format, made by LibreOffice; `None`, with a line, when it is not here.
fn converted(format: &str) -> Option<Vec<u8>> {
    let Some(program) = helpers().libreoffice else {
        println!("LibreOffice is not installed: reading {format} is not tested");
        return None;
    };
    let folder = private_folder().unwrap();
    std::fs::write(folder.path().join("plan.docx"), plan_as_docx()).unwrap();
    let profile = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    let status = Command::new(program)
        .current_dir(folder.path())
        .args([&profile, "--headless", "--convert-to", format, "plan.docx"])
        .output()
        .unwrap()
        .status;
    assert!(status.success());
    Some(std::fs::read(folder.path().join(format!("plan.{format}"))).unwrap())
}

#[test]
fn docx_gives_the_plan() {
    check(&whole(&plan_as_docx(), FileKind::Docx, Format::Docx));
}

#[test]
fn html_gives_the_plan() {
    check(&whole(&plan_as_html(), FileKind::Html, Format::Html));
}

#[test]
fn pdf_gives_the_plan() {
    let Some(pdf) = converted("pdf") else { return };
    let source = whole(&pdf, FileKind::Pdf, Format::Pdf);
    check(&source);
    assert_eq!(source.pages, [0]);
}

#[test]
fn old_word_gives_the_plan() {
    let Some(doc) = converted("doc") else { return };
    check(&whole(&doc, FileKind::Doc, Format::Doc));
    let missing = FileError::MissingHelper {
        helper: Helper::LibreOffice,
        kind: FileKind::Doc,
    };
    let alone = read(&doc, None, &Limits::default(), &Helpers::none(), &());
    assert_eq!(alone, Err(missing));
}

#[test]
fn open_document_and_rich_text_give_the_plan() {
    for (format, kind) in [("odt", FileKind::Odt), ("rtf", FileKind::Rtf)] {
        let Some(bytes) = converted(format) else {
            return;
        };
        check(&whole(&bytes, kind, Format::Doc));
    }
}

/// The first page of a PDF as a picture, made by poppler; `None`, with a line, without a program.
fn scanned(pdf: &[u8], grey: bool) -> Option<Vec<u8>> {
    let folder = private_folder().unwrap();
    std::fs::write(folder.path().join("plan.pdf"), pdf).unwrap();
    let form = if grey { "-gray" } else { "-png" };
    let made = Command::new("pdftoppm")
        .current_dir(folder.path())
        .args(["-r", "200", "-singlefile", form, "plan.pdf", "page"])
        .output();
    if made.is_err() || helpers().tesseract.is_none() {
        println!("pdftoppm and tesseract are not both installed: scans are not tested");
        return None;
    }
    let name = if grey { "page.pgm" } else { "page.png" };
    Some(std::fs::read(folder.path().join(name)).unwrap())
}

/// A scanned PDF: one page that is one grey picture.
fn pdf_of_picture(pgm: &[u8]) -> Vec<u8> {
    let head: Vec<_> = pgm.splitn(4, u8::is_ascii_whitespace).collect();
    let number = |at: usize| std::str::from_utf8(head[at]).unwrap().to_owned();
    let (width, height) = (number(1), number(2));
    let pixels = head[3].splitn(2, u8::is_ascii_whitespace).nth(1).unwrap();
    let content = "q 595 0 0 842 0 0 cm /I Do Q";
    let mut pdf = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]\
         /Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</XObject<</I 5 0 R>>>>>>endobj\n4 0 obj<</Length {}>>stream\n{content}\n\
         endstream endobj\n5 0 obj<</Type/XObject/Subtype/Image/Width {width}/Height {height}\
         /ColorSpace/DeviceGray/BitsPerComponent 8/Length {}>>stream\n",
        content.len(),
        pixels.len(),
    )
    .into_bytes();
    pdf.extend_from_slice(pixels);
    pdf.extend_from_slice(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF");
    pdf
}

/// What recognition must not miss on a clean page; it is a draft, so not every mark is asked for.
fn check_scan(source: &SourceText) {
    for line in ["KẾ HOẠCH", "Nơi nhận:"] {
        let found = source.text.lines().any(|found| found == line);
        assert!(found, "no line {line:?} in\n{}", source.text);
    }
    for words in [
        "12/KH-UBND",
        "Sở Nội vụ",
        "30/9/2026",
        "Rà soát, sửa đổi quy chế làm việc",
    ] {
        assert!(
            source.text.contains(words),
            "no {words:?} in\n{}",
            source.text
        );
    }
    assert_eq!(source.pages, [0]);
}

#[test]
fn pictures_and_scanned_pdf_give_a_draft_of_the_plan() {
    let Some(pdf) = converted("pdf") else { return };
    let Some(png) = scanned(&pdf, false) else {
        return;
    };
    check_scan(&whole(&png, FileKind::Png, Format::Scan));
    let Some(pgm) = scanned(&pdf, true) else {
        return;
    };
    let scan = pdf_of_picture(&pgm);
    check_scan(&whole(&scan, FileKind::Pdf, Format::Scan));
    let missing = FileError::MissingHelper {
        helper: Helper::Tesseract,
        kind: FileKind::Pdf,
    };
    let alone = read(&scan, None, &Limits::default(), &Helpers::none(), &());
    assert_eq!(alone, Err(missing));
}

#[cfg(unix)]
#[test]
fn helpers_that_fail_say_how_and_leave_nothing() {
    let folder = private_folder().unwrap();
    let program = |name: &str, script: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        let mut mode = std::fs::metadata(&path).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
        std::fs::set_permissions(&path, mode).unwrap();
        path
    };
    let note = folder.path().join("where");
    let noted = format!("pwd > {}", note.display());
    let rtf = b"{\\rtf1 x}";
    let mut limits = Limits::default();
    let mut attempt = |script: &str, millis: u64| {
        limits.office_time = std::time::Duration::from_millis(millis);
        let helpers = Helpers {
            libreoffice: Some(program("soffice", &format!("{noted}\n{script}"))),
            ..Helpers::none()
        };
        let error = read(rtf, None, &limits, &helpers, &()).unwrap_err();
        let used = std::fs::read_to_string(&note).unwrap();
        assert!(
            !std::path::Path::new(used.trim()).exists(),
            "the private folder is left"
        );
        error
    };
    let failed = |failure| FileError::HelperFailed {
        helper: Helper::LibreOffice,
        failure,
    };
    assert_eq!(
        attempt("exit 3", 60_000),
        failed(HelperFailure::Exit(Some(3)))
    );
    assert_eq!(attempt("exit 0", 60_000), failed(HelperFailure::NoResult));
    assert_eq!(
        attempt("sleep 60 & sleep 60", 200),
        failed(HelperFailure::TimedOut)
    );
    let absent = Helpers {
        libreoffice: Some(folder.path().join("absent")),
        ..Helpers::none()
    };
    let error = read(rtf, None, &Limits::default(), &absent, &());
    assert_eq!(error, Err(failed(HelperFailure::Io)));
}
