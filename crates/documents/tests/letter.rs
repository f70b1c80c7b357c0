//! Official documents: the package, the measures in it, and what an office program makes of it.

mod letters;

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use documents::letter::{Letter, check, docx, pdf};

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).expect("a zip");
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("the part is there");
    part.read_to_string(&mut text).expect("text");
    text
}

fn written(letter: &Letter) -> Vec<u8> {
    docx::write(letter).expect("a letter")
}

#[test]
fn equal_letters_give_equal_bytes_and_every_part_is_xml() {
    for (name, letter) in letters::all() {
        let bytes = written(&letter);
        assert_eq!(bytes, written(&letter), "{name}");
        let archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip");
        let names: Vec<String> = archive
            .file_names()
            .flatten()
            .map(|name| name.to_string())
            .collect();
        for part_name in names.iter().filter(|name| !name.starts_with("word/media/")) {
            let text = part(&bytes, part_name);
            let mut reader = quick_xml::Reader::from_str(&text);
            while reader.read_event().expect("well-formed") != quick_xml::events::Event::Eof {}
        }
    }
}

#[test]
fn the_page_has_the_decrees_measures() {
    let (_, letter) = letters::all().remove(0);
    let document = part(&written(&letter), "word/document.xml");
    // 210 x 297 mm; 20, 15, 20, 30 mm; in twentieths of a point.
    assert!(
        document.contains(r#"<w:pgSz w:w="11906" w:h="16838"/>"#),
        "{document}"
    );
    assert!(document.contains(r#"w:top="1134" w:right="850" w:bottom="1134" w:left="1701""#));
    assert!(document.contains("<w:titlePg/>"), "no number on page 1");
    assert!(document.contains("./.</w:t>"), "the text ends");
    assert!(document.contains("- Lưu: VT, TTBC.</w:t>"));
    let header = part(&written(&letter), "word/header1.xml");
    assert!(header.contains(r#"w:instr=" PAGE ""#));
}

#[test]
fn an_appendix_lies_across_and_starts_its_own_numbering() {
    let letters = letters::all();
    let (_, letter) = letters
        .iter()
        .find(|(_, letter)| letter.appendices.len() > 1)
        .expect("one");
    let document = part(&written(letter), "word/document.xml");
    let across = document.matches(r#"w:orient="landscape""#).count();
    assert_eq!(across, letter.appendices.len());
    let starts = document.matches(r#"<w:pgNumType w:start="1"/>"#).count();
    assert_eq!(starts, letter.appendices.len() + 1);
    assert!(document.contains("Phụ lục IV"));
    assert_eq!(
        document.matches("<w:tblHeader/>").count(),
        letter.appendices.len()
    );
}

#[test]
fn text_from_outside_stays_text() {
    let (_, mut letter) = letters::all().remove(0);
    letter.addressees = vec!["Sở <w:p/> & \"{plan}\"\n\u{7}Một".to_owned()];
    let document = part(&written(&letter), "word/document.xml");
    assert!(document.contains("Sở &lt;w:p/&gt; &amp; "), "{document}");
    assert!(document.contains("{plan}"));
    assert!(!document.contains('\u{7}'));
}

/// A folder of its own, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("dondoc-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a program says of a file; nothing where it is not installed.
fn told(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let run = Command::new(program)
        .args(arguments)
        .arg(file)
        .arg("-")
        .output();
    let run = run.ok().filter(|run| run.status.success())?;
    Some(String::from_utf8(run.stdout).expect("Unicode"))
}

fn pages(file: &Path) -> Option<usize> {
    let run = Command::new("pdfinfo").arg(file).output().ok()?;
    let text = String::from_utf8(run.stdout).ok()?;
    let line = text.lines().find(|line| line.starts_with("Pages:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The letters of a document. Between them pdftotext guesses where words end, differently for
/// letters that were moved closer to one another.
fn all_letters(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().filter(|it| !it.is_whitespace()).collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// LibreOffice opens what we write; its PDF has as many pages as ours and the same words.
#[test]
fn an_office_program_makes_the_same_pages() {
    let folder = Folder::new("letters");
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.0.join("profile").display()
    );
    let mut files = Vec::new();
    for (name, letter) in letters::all() {
        let file = folder.0.join(format!("{name}.docx"));
        std::fs::write(&file, written(&letter)).expect("written");
        let ours = folder.0.join(format!("{name}-ours.pdf"));
        std::fs::write(&ours, pdf::write(&letter).expect("drawn")).expect("written");
        files.push((name, file, ours));
    }
    let run = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&folder.0)
        .args(files.iter().map(|(_, file, _)| file))
        .output();
    if !run.is_ok_and(|run| run.status.success()) {
        println!("LibreOffice is missing: skipped");
        return;
    }
    for (name, file, ours) in files {
        let theirs = file.with_extension("pdf");
        let (Some(own), Some(their)) = (pages(&ours), pages(&theirs)) else {
            println!("pdfinfo is missing: skipped");
            return;
        };
        assert_eq!(own, their, "{name}: pages");
        let text = |file| told("pdftotext", &["-layout"], file).expect("text");
        let (own, their) = (text(&ours), text(&theirs));
        assert_eq!(all_letters(&own), all_letters(&their), "{name}");
    }
}

#[test]
fn the_text_of_a_pdf_is_clean_vietnamese() {
    let (_, letter) = letters::all().remove(0);
    let folder = Folder::new("letter-text");
    let file = folder.0.join("letter.pdf");
    let bytes = pdf::write(&letter).expect("drawn");
    assert_eq!(bytes, pdf::write(&letter).expect("drawn"), "the same bytes");
    std::fs::write(&file, bytes).expect("written");
    let Some(text) = told("pdftotext", &["-raw"], &file) else {
        println!("pdftotext is missing: skipped");
        return;
    };
    assert!(unicode_normalization::is_nfc(&text), "{text}");
    assert!(!text.contains('\u{fffd}'), "{text}");
    let order = [
        "UBND TỈNH SÔNG HỒNG",
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "/STTTT-TTBC",
        "V/v đôn đốc",
        "Sông Hồng, ngày",
        "Kính gửi: Sở Y tế",
        "còn 03 nhiệm vụ",
        "Nội dung nhiệm vụ",
        "trước ngày 15/9/2023",
        "./.",
        "Nơi nhận:",
        "- Như trên;",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Nguyễn Văn Thử",
    ];
    let joined = words_in_a_row(&text);
    let mut rest = joined.as_str();
    for words in order {
        let at = rest
            .find(words)
            .unwrap_or_else(|| panic!("{words} is missing in {joined}"));
        rest = &rest[at + words.len()..];
    }
}

fn words_in_a_row(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn what_we_write_keeps_the_form() {
    for (name, letter) in letters::all() {
        let findings = check::check(&written(&letter)).expect("measured");
        assert_eq!(findings, [], "{name}");
    }
}
