//! Official documents: the package, the measures in it, and what an office program makes of it.

mod letters;

use std::io::{Cursor, Read};
use std::process::Command;

use documents::letter::{Letter, docx};

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
        assert_eq!(names.len(), 9);
        for part_name in names {
            let text = part(&bytes, &part_name);
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

/// LibreOffice opens what we write and shows the words in their order.
#[test]
fn an_office_program_reads_the_letter() {
    let folder = std::env::temp_dir().join(format!("dondoc-letter-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (_, letter) = letters::all().remove(0);
    let file = folder.join("letter.docx");
    std::fs::write(&file, written(&letter)).expect("written");
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.join("profile").display()
    );
    let run = Command::new("soffice")
        .args([
            &profile,
            "--headless",
            "--convert-to",
            "txt:Text (encoded):UTF8",
            "--outdir",
        ])
        .args([&folder, &file])
        .output();
    if !run.is_ok_and(|run| run.status.success()) {
        println!("LibreOffice is missing: skipped");
        return;
    }
    let text = std::fs::read_to_string(folder.join("letter.txt")).expect("converted");
    std::fs::remove_dir_all(&folder).expect("removed");
    let order = [
        "UBND TỈNH SÔNG HỒNG",
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
        "/STTTT-TTBC",
        "V/v đôn đốc",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
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
    let mut rest = text.as_str();
    for words in order {
        let at = rest
            .find(words)
            .unwrap_or_else(|| panic!("{words} is missing in {text}"));
        rest = &rest[at + words.len()..];
    }
}
