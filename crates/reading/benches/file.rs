//! Time and peak memory of reading files: `cargo bench -p reading --bench file`.
//!
//! The documents are made here, of the size and the mess of real ones: a run for every few words
//! with its properties, numbered paragraphs, and a table of merged cells on each page.

use std::io::{Cursor, Write as _};

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use reading::file::{FileError, Helpers, Limits, read};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

const WORDS: &str = "Rà soát, sửa đổi quy chế làm việc của các cơ quan chuyên môn và đơn vị sự \
    nghiệp công lập trực thuộc, bảo đảm thống nhất với quy định mới về phân cấp, phân quyền; ";

/// A page holds some 2,300 characters.
const PARAGRAPHS_PER_PAGE: usize = 12;

fn run(text: &str) -> String {
    format!(
        "<w:r w:rsidRPr=\"00A61C02\"><w:rPr><w:rFonts w:ascii=\"Times New Roman\" \
         w:hAnsi=\"Times New Roman\"/><w:color w:val=\"000000\"/><w:sz w:val=\"28\"/><w:szCs \
         w:val=\"28\"/><w:lang w:val=\"vi-VN\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"
    )
}

fn docx_page() -> String {
    let runs: String = WORDS.split_inclusive(", ").map(run).collect();
    let paragraph = format!(
        "<w:p w:rsidR=\"00A61C02\"><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/>\
         </w:numPr><w:spacing w:before=\"120\" w:after=\"120\"/><w:ind w:firstLine=\"720\"/><w:jc \
         w:val=\"both\"/></w:pPr>{runs}</w:p>"
    );
    let cell = |properties: &str| {
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"2000\"/>{properties}</w:tcPr><w:p>{}</w:p></w:tc>",
            run("Sở Nội vụ")
        )
    };
    let row = format!(
        "<w:tr>{}{}{}</w:tr>",
        cell(""),
        cell("<w:gridSpan w:val=\"2\"/>"),
        cell("<w:vMerge/>")
    );
    format!(
        "{}<w:tbl>{}</w:tbl>",
        paragraph.repeat(PARAGRAPHS_PER_PAGE),
        row.repeat(3)
    )
}

fn docx(pages: usize) -> Vec<u8> {
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"1\"><w:lvl \
        w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%2.\"/>\
        </w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>\
        </w:numbering>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, content: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("in memory");
        zip.write_all(content.as_bytes()).expect("in memory");
    };
    let body = docx_page().repeat(pages);
    part("word/numbering.xml", numbering);
    part(
        "word/document.xml",
        &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"),
    );
    zip.finish().expect("in memory").into_inner()
}

fn html(pages: usize) -> Vec<u8> {
    let paragraph = format!(
        "<p class=MsoNormal style='margin-top:6.0pt;text-align:justify'><span lang=VI \
         style='font-size:14.0pt'>{WORDS}<o:p></o:p></span></p>\n"
    );
    let row =
        "<tr><td width=10>Sở Nội vụ</td><td colspan=2>Sở Tài chính</td><td>Quý&nbsp;I</td></tr>";
    let page = format!(
        "{}<table>{}</table>",
        paragraph.repeat(PARAGRAPHS_PER_PAGE),
        row.repeat(3)
    );
    format!(
        "<html><head><meta charset=utf-8></head><body>{}</body></html>",
        page.repeat(pages)
    )
    .into_bytes()
}

fn bench(bencher: Bencher, file: &[u8]) {
    let (limits, helpers) = (Limits::default(), Helpers::none());
    let size = read(file, None, &limits, &helpers, &()).map_or(0, |source| source.text.len());
    bencher
        .counter(BytesCount::new(size))
        .bench(|| read(black_box(file), None, &limits, &helpers, &()));
}

#[divan::bench(args = [1, 10, 100])]
fn docx_of_pages(bencher: Bencher, pages: usize) {
    bench(bencher, &docx(pages));
}

#[divan::bench(args = [1, 10, 100, 1000])]
fn html_of_pages(bencher: Bencher, pages: usize) {
    bench(bencher, &html(pages));
}

/// A part of a gigabyte in a few megabytes: refused at the limit on unpacked bytes.
#[divan::bench(sample_count = 5)]
fn docx_bomb(bencher: Bencher) {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(
        "word/document.xml",
        zip::write::SimpleFileOptions::default(),
    )
    .expect("in memory");
    let block = b"<w:p/>".repeat(1 << 16);
    for _ in 0..(1 << 30) / block.len() {
        zip.write_all(&block).expect("in memory");
    }
    let bomb = zip.finish().expect("in memory").into_inner();
    refused(bencher, &bomb);
}

#[divan::bench(sample_count = 5)]
fn nested_tags(bencher: Bencher) {
    refused(
        bencher,
        format!("<html>{}", "<div>".repeat(600_000)).as_bytes(),
    );
}

fn refused(bencher: Bencher, file: &[u8]) {
    let (limits, helpers) = (Limits::default(), Helpers::none());
    bencher.bench(|| {
        let result = read(black_box(file), None, &limits, &helpers, &());
        assert!(matches!(result, Err(FileError::TooMuch { .. })));
    });
}

/// The worst that the limits let through: letters without end, cells without text.
#[divan::bench(sample_count = 3, args = ["<td>", "<p>a", "a ", "<b>a</b>", "&#7871;", "<p a=1 b c='d'>"])]
fn html_at_its_limit(bencher: Bencher, piece: &str) {
    let (limits, helpers) = (Limits::default(), Helpers::none());
    let page = format!(
        "<html>{}",
        piece.repeat((limits.plain_bytes - 16) / piece.len())
    );
    bencher.bench(|| read(black_box(page.as_bytes()), None, &limits, &helpers, &()));
}
