//! Files made to hurt: each must give a clear error, or a text that keeps the invariants.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::testing::{document, docx, hold, read_bytes, zipped};
use super::{FileError, FileKind, Helpers, Limits, Measure, Step, Watch, read};

fn too_much(measure: Measure) -> impl Fn(Result<crate::SourceText, FileError>) -> bool {
    move |result| matches!(result, Err(FileError::TooMuch { measure: found, .. }) if found == measure)
}

/// A file whose main part is `content` repeated up to `size` bytes.
fn docx_of(content: &[u8], size: usize) -> Vec<u8> {
    let block = content.repeat((64 << 10) / content.len());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .unwrap();
    for _ in 0..size / block.len() {
        zip.write_all(&block).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A PDF of numbered objects.
fn pdf(objects: &[&[u8]], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = String::new();
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(places, "{:010} 00000 n ", file.len());
        file.extend_from_slice(format!("{} 0 obj", at + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b" endobj\n");
    }
    let (table, size) = (file.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer<</Root 1 0 R/Size {size}{trailer}>>\n\
         startxref\n{table}\n%%EOF"
    );
    file.extend_from_slice(end.as_bytes());
    file
}

fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>stream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

const CATALOG: &[u8] = b"<</Type/Catalog/Pages 2 0 R>>";
const PAGES: &[u8] = b"<</Type/Pages/Kids[3 0 R]/Count 1>>";
const PAGE: &[u8] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources\
    <</XObject<</X 5 0 R>>/Font<</F 6 0 R>>>>>>";
const FONT: &[u8] = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>";

/// A PDF whose one page draws `content`, with a form `X` that draws `form`.
fn page_of(content: &[u8], form: &[u8]) -> Vec<u8> {
    let content = stream("", content);
    let dictionary =
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>";
    let form = stream(dictionary, form);
    pdf(&[CATALOG, PAGES, PAGE, &content, &form, FONT], "")
}

#[test]
fn nothing_and_garbage() {
    assert_eq!(read_bytes(b""), Err(FileError::Empty));
    assert_eq!(read_bytes(b" \r\n\t"), Err(FileError::Empty));
    assert_eq!(
        read_bytes(b"<html><p> &nbsp; </p></html>"),
        Err(FileError::NoText(FileKind::Html))
    );
    assert_eq!(
        read_bytes(&docx("<w:p/>", &[])),
        Err(FileError::NoText(FileKind::Docx))
    );
    assert_eq!(
        read_bytes(&[0x00, 0xff, 0x13, 0x37].repeat(500)),
        Err(FileError::Unsupported(None))
    );
    let workbook = zipped(&[("xl/workbook.xml", b"<a/>")]);
    assert_eq!(
        read_bytes(&workbook),
        Err(FileError::Unsupported(Some(FileKind::Spreadsheet)))
    );
    let nested = zipped(&[("a.zip", &zipped(&[("word/document.xml", b"<a/>")]))]);
    assert_eq!(
        read_bytes(&nested),
        Err(FileError::Unsupported(Some(FileKind::Archive)))
    );
}

#[test]
fn two_hundred_megabytes_are_refused_unread() {
    let large = vec![b'a'; 200 << 20];
    assert!(too_much(Measure::FileBytes)(read(
        &large,
        None,
        &Limits::default(),
        &Helpers::none(),
        &()
    )));
    let plain = &large[..=Limits::default().plain_bytes];
    assert!(too_much(Measure::FileBytes)(read_bytes(plain)));
}

#[test]
fn a_part_that_unpacks_beyond_its_limit_stops_there() {
    let limits = Limits {
        part_bytes: 1 << 20,
        ..Limits::default()
    };
    for content in [&b"<w:p/>"[..], b" ", b"<a"] {
        let bomb = docx_of(content, 8 << 20);
        assert!(bomb.len() < 64 << 10, "not packed");
        let result = read(&bomb, None, &limits, &Helpers::none(), &());
        assert!(too_much(Measure::UnpackedBytes)(result));
    }
}

#[test]
fn headers_share_one_limit_and_may_be_stopped() {
    let limits = Limits {
        beside_bytes: 64 << 10,
        ..Limits::default()
    };
    let header = format!("<w:hdr xmlns:w=\"w\">{}</w:hdr>", "<w:p/>".repeat(3_000));
    let names: Vec<String> = (0..8).map(|at| format!("header{at}.xml")).collect();
    let headers: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), header.as_str()))
        .collect();
    let of = |headers: &[(&str, &str)], watch: &dyn Watch| {
        let file = docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>", headers);
        read(&file, None, &limits, &Helpers::none(), watch)
    };
    assert_eq!(of(&headers[..3], &()).unwrap().text, "a\n");
    assert!(too_much(Measure::UnpackedBytes)(of(&headers, &())));
    assert_eq!(of(&headers[..3], &Impatient), Err(FileError::Stopped));
}

#[test]
fn too_many_parts_blocks_and_letters() {
    let many = [&b"PK\x03\x04"[..], &b"PK\x01\x02".repeat(10_001)].concat();
    assert!(too_much(Measure::Parts)(read_bytes(&many)));
    let limits = Limits {
        blocks: 100,
        text_bytes: 1_000,
        ..Limits::default()
    };
    let of = |text: String| read(text.as_bytes(), None, &limits, &Helpers::none(), &());
    assert!(too_much(Measure::Blocks)(of(format!(
        "<html>{}",
        "<p>a".repeat(200)
    ))));
    assert!(too_much(Measure::Blocks)(of(format!(
        "<html><table>{}",
        "<td>".repeat(200)
    ))));
    assert!(too_much(Measure::Blocks)(of("a\n".repeat(200))));
    assert!(too_much(Measure::TextBytes)(of(format!(
        "<html>{}",
        "abc".repeat(2_000)
    ))));
}

#[test]
fn six_hundred_thousand_nested_tags() {
    const TIMES: usize = 600_000;
    let mut body = b"<w:document>".to_vec();
    body.extend_from_slice(&b"<w:p>".repeat(TIMES));
    assert!(too_much(Measure::Depth)(read_bytes(&zipped(&[(
        "word/document.xml",
        &body
    )]))));
    for tag in ["<div>", "<b>", "<table><tr><td>", "<ul><li>"] {
        let page = format!("<html>{}", tag.repeat(TIMES));
        assert!(
            too_much(Measure::Depth)(read_bytes(page.as_bytes())),
            "{tag}"
        );
    }
    // What browsers close by themselves is not nested.
    let flat = format!("<html>{}a", "<p><li></b></div>".repeat(TIMES / 4));
    assert_eq!(read_bytes(flat.as_bytes()).unwrap().text, "a\n");
}

#[test]
fn floods_of_attributes_and_broken_markup_are_linear() {
    let flood = format!("<html><p {}>a</p>", "a=1 b ".repeat(1_000_000));
    assert_eq!(read_bytes(flood.as_bytes()).unwrap().text, "a\n");
    for piece in [
        "<!--",
        "<p a=\"",
        "<script>",
        "&#",
        "&a",
        "<!",
        "</",
        "<td colspan=9999999>",
    ] {
        let page = format!("<html>x{}", piece.repeat(200_000));
        let _ = read_bytes(page.as_bytes());
    }
}

#[test]
fn declared_entities_are_refused() {
    let declare = |declaration: &str, body: &str| {
        let xml = format!("<!DOCTYPE w:document [{declaration}]>{}", document(body));
        let xml = xml.replacen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "", 1);
        read_bytes(&zipped(&[("word/document.xml", xml.as_bytes())]))
    };
    let damaged = Err(FileError::Damaged(FileKind::Docx));
    let mut laughs = "<!ENTITY l0 \"ha\">".to_owned();
    for at in 1..12 {
        let last = format!("&l{};", at - 1).repeat(10);
        let _ = write!(laughs, "<!ENTITY l{at} \"{last}\">");
    }
    let text = |entity: &str| format!("<w:p><w:r><w:t>{entity}</w:t></w:r></w:p>");
    assert_eq!(declare(&laughs, &text("&l11;")), damaged);
    let external = "<!ENTITY x SYSTEM \"file:///etc/passwd\">";
    assert_eq!(declare(external, &text("&x;")), damaged);
    // Undeclared ones mean nothing.
    assert_eq!(read_bytes(&docx(&text("a&x;b"), &[])).unwrap().text, "ab\n");
}

#[test]
fn files_cut_off_anywhere_do_not_panic() {
    let text = "<w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p>".repeat(30);
    let drawn = b"BT /F 12 Tf 72 700 Td (Ke hoach cong tac nam) Tj ET";
    for whole in [docx(&text, &[]), page_of(drawn, b"")] {
        assert!(read_bytes(&whole).is_ok());
        for end in (0..whole.len()).step_by(whole.len() / 120 + 1) {
            let _ = read_bytes(&whole[..end]);
        }
    }
    assert_eq!(
        read_bytes(b"%PDF-1.7\n"),
        Err(FileError::Damaged(FileKind::Pdf))
    );
}

#[test]
fn a_pdf_with_a_password_says_so() {
    let secret = "<</Filter/Standard/V 1/R 2/Length 40/P -4/O<6162636465666768696a6b6c6d6e6f70\
        6162636465666768696a6b6c6d6e6f70>/U<7172737475767778797a6162636465667172737475767778797a616263646566>>>";
    let page = stream("", b"");
    let trailer = format!("/Encrypt {secret}/ID[<00><00>]");
    let file = pdf(&[CATALOG, PAGES, PAGE, &page], &trailer);
    assert_eq!(read_bytes(&file), Err(FileError::Encrypted(FileKind::Pdf)));
    let office = [
        &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..],
        &wide("EncryptedPackage"),
    ]
    .concat();
    assert_eq!(
        read_bytes(&office),
        Err(FileError::Encrypted(FileKind::Docx))
    );
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn pdf_that_turns_in_circles_ends() {
    let own_child = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>";
    let own_length = b"<</Length 4 0 R>>stream\nBT ET\nendstream";
    let many = stream("", &b"/X Do ".repeat(50));
    let files = [
        pdf(&[CATALOG, own_child, PAGE], ""),
        pdf(&[CATALOG, PAGES, PAGE, own_length], ""),
        pdf(&[b"1 0 R", PAGES], ""),
        pdf(&[CATALOG, PAGES, PAGE, &many], "/Prev 9"),
        page_of(b"/X Do", b"/X Do"),
        page_of(b"/X Do", &b"/X Do ".repeat(50)),
    ];
    for (at, file) in files.iter().enumerate() {
        assert!(read_bytes(file).is_err(), "{at}");
    }
}

#[test]
fn a_pdf_has_a_budget() {
    let drawn = b"BT /F 12 Tf 72 700 Td (Ke hoach cong tac nam) Tj ET ";
    let limits = Limits {
        pdf_operations: 10_000,
        ..Limits::default()
    };
    let file = page_of(&drawn.repeat(10_000), b"");
    let result = read(&file, None, &limits, &Helpers::none(), &());
    assert!(too_much(Measure::PdfOperations)(result));
    let limits = Limits {
        pages: 0,
        ..Limits::default()
    };
    let result = read(&page_of(drawn, b""), None, &limits, &Helpers::none(), &());
    assert!(too_much(Measure::Pages)(result));
    let limits = Limits {
        pdf_time: std::time::Duration::ZERO,
        ..Limits::default()
    };
    let result = read(&page_of(drawn, b""), None, &limits, &Helpers::none(), &());
    assert!(too_much(Measure::Milliseconds)(result));
}

#[test]
fn a_pdf_stream_that_unpacks_to_too_much_is_not_unpacked() {
    let packed = |content: &[u8], times: usize| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        for _ in 0..times {
            encoder.write_all(content).unwrap();
        }
        encoder.finish().unwrap()
    };
    let limits = Limits {
        part_bytes: 1 << 20,
        ..Limits::default()
    };
    let read_packed = |filter: &str, data: &[u8]| {
        let content = stream(filter, data);
        let file = pdf(&[CATALOG, PAGES, PAGE, &content, b"null", FONT], "");
        read(&file, None, &limits, &Helpers::none(), &())
    };
    let bomb = packed(&[b' '; 1024], 4 << 10);
    assert!(too_much(Measure::UnpackedBytes)(read_packed(
        "/Filter/FlateDecode",
        &bomb
    )));
    let twice = packed(&bomb, 1);
    let filters = "/Filter[/FlateDecode /FlateDecode]";
    assert!(too_much(Measure::UnpackedBytes)(read_packed(
        filters, &twice
    )));
    let drawn = packed(b"BT /F 12 Tf 72 700 Td (Ke hoach cong tac nam) Tj ET", 1);
    assert_eq!(
        read_packed("/Filter/FlateDecode", &drawn).unwrap().text,
        "Ke hoach cong tac nam\n"
    );
}

#[test]
fn a_scan_is_bounded_as_a_whole() {
    let tesseract = Helpers {
        tesseract: Some("/nonexistent".into()),
        ..Helpers::none()
    };
    let image = stream(
        "/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8",
        &[0; 64],
    );
    let content = stream("", b"q 595 0 0 842 0 0 cm /X Do Q");
    let scan = pdf(&[CATALOG, PAGES, PAGE, &content, &image], "");
    let of = |limits: &Limits| read(&scan, None, limits, &tesseract, &());
    let few = Limits {
        scan_pixels: 1_000,
        ..Limits::default()
    };
    assert!(too_much(Measure::ScanPixels)(of(&few)));
    let short = Limits {
        scan_time: std::time::Duration::ZERO,
        ..Limits::default()
    };
    assert!(too_much(Measure::Milliseconds)(of(&short)));
    let none = Limits {
        scan_pages: 0,
        ..Limits::default()
    };
    assert!(too_much(Measure::Pages)(of(&none)));
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x30\0\0\0\x30";
    let of = |limits: &Limits| read(png, None, limits, &tesseract, &());
    assert!(too_much(Measure::ScanPixels)(of(&few)));
    assert!(too_much(Measure::Milliseconds)(of(&short)));
    assert!(too_much(Measure::Pages)(of(&none)));
}

#[test]
fn a_picture_of_a_billion_pixels_is_not_decoded() {
    let tesseract = Helpers {
        tesseract: Some("/nonexistent".into()),
        ..Helpers::none()
    };
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\x75\x30";
    let result = read(png, None, &Limits::default(), &tesseract, &());
    assert!(too_much(Measure::Pixels)(result));
    let image = stream(
        "/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceGray/BitsPerComponent 1",
        b"",
    );
    let content = stream("", b"q 595 0 0 842 0 0 cm /X Do Q");
    let scan = pdf(&[CATALOG, PAGES, PAGE, &content, &image], "");
    assert!(too_much(Measure::Pixels)(read(
        &scan,
        None,
        &Limits::default(),
        &tesseract,
        &()
    )));
    // A page of a square kilometre is drawn small.
    let wide = String::from_utf8_lossy(PAGE).replace("595 842", "2800000 2800000");
    let scan = pdf(&[CATALOG, PAGES, wide.as_bytes(), &stream("", b"")], "");
    assert!(read(&scan, None, &Limits::default(), &tesseract, &()).is_err());
}

/// Stops at the first chance.
struct Impatient;

impl Watch for Impatient {
    fn step(&self, step: Step) -> bool {
        matches!(step, Step::Sniffed(_))
    }

    fn go_on(&self) -> bool {
        false
    }
}

#[test]
fn whoever_watches_may_stop_it() {
    let body = "<w:p/>".repeat(5_000);
    let drawn = b"BT /F 12 Tf 72 700 Td (Ke hoach cong tac nam) Tj ET ";
    let html = format!("<html>{}", "<p>a".repeat(9_000));
    for file in [docx(&body, &[]), page_of(drawn, b""), html.into_bytes()] {
        let result = read(
            &file,
            None,
            &Limits::default(),
            &Helpers::none(),
            &Impatient,
        );
        assert_eq!(result, Err(FileError::Stopped));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_html_is_read(pieces in prop::collection::vec(prop::sample::select(vec![
        "<table>", "</table>", "<tr>", "</tr>", "<td rowspan=3>", "<td colspan=2>", "</td>", "<p>",
        "</p>", "<b>", "</b>", "<ul>", "<ol>", "<li>", "</ul>", "<br>", "chữ ", "MỤC", "&nbsp;",
        "<h1>", "</h1>", "<del>", "</del>", "<!--", "-->", "<", "\u{301}", "<td>", "<caption>",
    ]), 0..60)) {
        let page = format!("<html>{}", pieces.concat());
        if let Ok(source) = read_bytes(page.as_bytes()) {
            hold(&source);
        }
    }

    #[test]
    fn any_body_is_read(pieces in prop::collection::vec(prop::sample::select(vec![
        "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:p>", "</w:p>",
        "<w:tcPr><w:vMerge/></w:tcPr>", "<w:tcPr><w:gridSpan w:val=\"70\"/></w:tcPr>",
        "<w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>", "<w:r><w:t>chữ</w:t></w:r>",
        "<w:txbxContent>", "</w:txbxContent>", "<w:br/>", "<w:del>", "</w:del>",
        "<w:trPr><w:gridBefore w:val=\"65535\"/></w:trPr>",
    ]), 0..40)) {
        // Kept well-formed, so that the reader sees the odd order and not the broken XML.
        let mut open: Vec<&str> = Vec::new();
        let mut body = String::new();
        for piece in pieces {
            let name = piece.trim_start_matches(['<', '/']).trim_end_matches('>');
            if piece.starts_with("</") {
                while let Some(last) = open.pop() {
                    body.extend(["</", last, ">"]);
                    if last == name { break; }
                }
            } else {
                body.push_str(piece);
                if !piece.contains('/') { open.push(name); }
            }
        }
        for last in open.into_iter().rev() {
            body.extend(["</", last, ">"]);
        }
        if let Ok(source) = read_bytes(&docx(&body, &[])) {
            hold(&source);
        }
    }

    #[test]
    fn any_bytes_end_well(head in prop::sample::select(vec![
        &b""[..], b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>",
        b"\xff\xfe", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"{\\rtf1",
    ]), tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_bytes(&[head, &tail].concat());
    }
}
