//! The door for state secrets (Law 117/2025/QH15): stamped files are refused, whole.
//!
//! A stamp is one of MẬT, TỐI MẬT, TUYỆT MẬT alone on a line, in a cell or in a text box of the
//! first page, or in a page header, in any spacing; or a form's line "Độ mật: Mật". The same words
//! inside a sentence ("bảo mật", "bí mật nhà nước", "văn bản mật") are not.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use vietnamese::legacy::{self, Encoding};

use super::error::FileError;
use crate::source::{Format, SourceText};

/// Without pages, the first page is taken to reach this far: well over what A4 holds.
pub(super) const FIRST_PAGE_BYTES: usize = 6_000;
/// No form's line about the level is longer.
const LONGEST_FORM_LINE: usize = 80;

/// The levels, as written and without marks.
const LEVELS: [(&str, &str); 3] = [
    ("mật", "mat"),
    ("tốimật", "toimat"),
    ("tuyệtmật", "tuyetmat"),
];

/// Refuses a document whose first page is stamped MẬT, TỐI MẬT or TUYỆT MẬT.
///
/// # Errors
/// [`FileError::Classified`], which says nothing of the document.
pub fn check(source: &SourceText) -> Result<(), FileError> {
    let text = &source.text;
    let first_page = &text[..first_page_end(source)];
    let stamped = if source.format == Format::Scan {
        is_stamped_in_scan(first_page)
    } else {
        is_stamped(first_page)
    };
    if stamped {
        Err(FileError::Classified)
    } else {
        Ok(())
    }
}

/// Where the first page with words ends: a blank sheet in front hides no stamp.
fn first_page_end(source: &SourceText) -> usize {
    let text = &source.text;
    let worded = |start: &&usize| text[..**start].contains(char::is_alphanumeric);
    let second = source.pages.iter().skip(1).find(worded);
    second.map_or_else(
        || text.floor_char_boundary(FIRST_PAGE_BYTES),
        |start| *start,
    )
}

/// Whether a line of the text is a stamp.
pub(super) fn is_stamped(text: &str) -> bool {
    any_stamp(text, false)
}

/// The same for recognised text, where marks are often misread.
pub(super) fn is_stamped_in_scan(text: &str) -> bool {
    any_stamp(text, true)
}

fn any_stamp(text: &str, recognised: bool) -> bool {
    let mut before = "";
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let cells = line.split(['|', '\t']).flat_map(|cell| cell.split("   "));
        let wrapped = goes_on(before);
        if is_form_line(line)
            || !wrapped
                && std::iter::once(line)
                    .chain(cells)
                    .any(|cell| is_stamp(cell, recognised))
        {
            return true;
        }
        before = line;
    }
    false
}

/// Whether the line breaks inside "bí mật", "bảo mật", "cơ mật": then what follows is no stamp.
fn goes_on(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or_default();
    ["bí", "bảo", "cơ"].contains(&last.nfc().collect::<String>().to_lowercase().as_str())
}

/// Whether the words are a level of secrecy and nothing else.
fn is_stamp(words: &str, recognised: bool) -> bool {
    is_level(words, recognised) || is_level_in_old_font(words)
}

/// The same typed in a font from before Unicode: "MËT", "MAÄT"; the fonts of capitals among them
/// show "mËt" as MẬT, and words of small letters alone on a line are nothing else.
fn is_level_in_old_font(words: &str) -> bool {
    let latin = |c: char| ('\u{a1}'..='\u{ff}').contains(&c);
    words.len() <= LONGEST_FORM_LINE
        && words.chars().any(latin)
        && [Encoding::Tcvn3, Encoding::Vni]
            .iter()
            .any(|encoding| is_level(&legacy::decode(words, *encoding).to_uppercase(), false))
}

fn is_level(words: &str, recognised: bool) -> bool {
    // The longest stamp has eight letters, however it is spaced.
    let mut letters = String::new();
    for c in words.nfc() {
        if c.is_numeric() || letters.chars().count() > 8 {
            return false;
        }
        if c.is_alphabetic() {
            letters.push(c);
        }
    }
    if !letters.starts_with(char::is_uppercase) {
        return false;
    }
    let capitals = letters.chars().all(char::is_uppercase);
    let lower = letters.to_lowercase();
    let bare: String = lower.nfd().filter(|c| !is_combining_mark(*c)).collect();
    LEVELS.iter().any(|(marked, unmarked)| {
        lower == *marked
            || capitals && lower == *unmarked
            || capitals && recognised && bare == *unmarked
    })
}

/// Whether the line is a form's "Độ mật: Tối mật".
fn is_form_line(line: &str) -> bool {
    if line.len() > LONGEST_FORM_LINE {
        return false;
    }
    let Some((label, level)) = line.split_once(':') else {
        return false;
    };
    let letters = |words: &str| -> String {
        words
            .nfc()
            .flat_map(char::to_lowercase)
            .filter(|c| c.is_alphabetic())
            .collect()
    };
    let level = letters(level);
    matches!(
        letters(label).as_str(),
        "độmật" | "mứcđộmật" | "cấpđộmật" | "dấuđộmật" | "domat"
    ) && LEVELS
        .iter()
        .any(|(marked, unmarked)| level == *marked || level == *unmarked)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{docx, read_bytes};
    use super::*;

    #[test]
    fn stamps_in_any_spacing() {
        for stamp in [
            "MẬT",
            "  M Ậ T  ",
            "M   Ậ   T",
            "TỐI MẬT",
            "T Ố I  M Ậ T",
            "TUYỆT MẬT",
            "Tuyệt mật",
            "Mật",
            "[MẬT]",
            "**TỐI MẬT**",
            "| MẬT | CỘNG HÒA |",
            "Số: 12/BC-UBND        MẬT",
            "MA\u{302}\u{323}T",
            "MAT",
            "MËT",
            "mËt",
            "TèI MËT",
            "TUYÖT MËT",
            "MAÄT",
            "TOÁI MAÄT",
            "TOI MAT",
            "Độ mật: Mật",
            "- Độ mật: TUYỆT MẬT",
            "Mức độ mật : Tối mật.",
        ] {
            assert!(
                is_stamped(&format!("ỦY BAN NHÂN DÂN\n{stamp}\nKẾ HOẠCH\n")),
                "{stamp}"
            );
        }
    }

    #[test]
    fn words_in_sentences_are_no_stamps() {
        for line in [
            "mật",
            "bảo mật",
            "BẢO MẬT",
            "bí mật nhà nước",
            "Mật độ dân số",
            "MẬT ĐỘ",
            "MẮT",
            "Mặt",
            "Văn bản mật",
            "công tác bảo vệ bí\nmật nhà nước",
            "KẾ HOẠCH CÔNG TÁC BẢO VỆ BÍ\nMẬT",
            "tài liệu MẬT, TỐI MẬT, TUYỆT MẬT",
            "Độ mật: Không",
            "Xác định độ mật: Tuyệt mật, Tối mật và Mật theo quy định của Luật Bảo vệ bí mật nhà nước",
            "Mật khẩu",
            "mật",
            "mât",
            "Số: 5/KH-UBND mËt ®é",
            "TÀI LIỆU",
            "Tối mật độ",
            "MẬT 1",
        ] {
            assert!(!is_stamped(&format!("KẾ HOẠCH\n{line}\n")), "{line}");
        }
    }

    #[test]
    fn misread_marks_count_in_scans_only() {
        for stamp in ["MẠT", "TÔI MẶT", "TUYỆT MÂT"] {
            assert!(is_stamped_in_scan(stamp) && !is_stamped(stamp), "{stamp}");
        }
        assert!(!is_stamped_in_scan("Mặt"));
    }

    #[test]
    fn only_the_first_page_counts() {
        let first = "Nội dung của trang đầu.\n".repeat(10);
        let text = format!("{first}MẬT\n");
        let mut source = SourceText {
            format: Format::Pdf,
            pages: vec![0, first.len()],
            text,
            blocks: Vec::new(),
            unread_pictures: 0,
        };
        assert_eq!(check(&source), Ok(()));
        source.pages = vec![0];
        assert_eq!(check(&source), Err(FileError::Classified));
    }

    #[test]
    fn a_blank_sheet_in_front_hides_no_stamp() {
        let source = SourceText {
            format: Format::Pdf,
            pages: vec![0, 0, 40],
            text: format!("TUYỆT MẬT\n{}", "Nội dung của văn bản.\n".repeat(10)),
            blocks: Vec::new(),
            unread_pictures: 0,
        };
        assert_eq!(check(&source), Err(FileError::Classified));
    }

    #[test]
    fn stamped_files_are_refused_and_the_error_says_nothing() {
        let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let boxed = format!(
            "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>\
             </w:r><w:r><w:t>KẾ HOẠCH bí danh</w:t></w:r></w:p>",
            p("T ỐI M ẬT")
        );
        let cell = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("MẬT"));
        let header = format!("<w:hdr xmlns:w=\"urn:w\">{}</w:hdr>", p("TUYỆT MẬT"));
        let watermark = "<w:hdr xmlns:w=\"urn:w\" xmlns:v=\"urn:v\"><w:p><w:r><w:pict><v:shape>\
            <v:textpath string=\"MẬT\"/></v:shape></w:pict></w:r></w:p></w:hdr>";
        let body = p("KẾ HOẠCH bí danh");
        let html = "<html><table><tr><td>UBND<br>MẬT</td><td>KẾ HOẠCH bí danh</td></tr></table>";
        let files = [
            docx(&boxed, &[]),
            docx(&cell, &[]),
            docx(&body, &[("header2.xml", &header)]),
            docx(&body, &[("header1.xml", watermark)]),
            docx(
                "<w:p><w:r><w:pict><v:shape><v:textpath string=\"TỐI MẬT\"/></v:shape></w:pict>\
                 </w:r><w:r><w:t>KẾ HOẠCH bí danh</w:t></w:r></w:p>",
                &[],
            ),
            docx(&format!("{}{body}", p("mËt")), &[]),
            html.as_bytes().to_vec(),
            "UBND TỈNH\nTỐI MẬT\nKẾ HOẠCH bí danh\n".as_bytes().to_vec(),
            "| UBND TỈNH |\n| --- |\n| **MẬT** |\n\nKẾ HOẠCH bí danh"
                .as_bytes()
                .to_vec(),
        ];
        for file in &files {
            let error = read_bytes(file).unwrap_err();
            assert_eq!(error, FileError::Classified);
            let said = format!(
                "{error} {error:?} {}",
                serde_json::to_string(&error).unwrap()
            );
            for word in ["bí danh", "MẬT", "HOẠCH", "UBND"] {
                assert!(!said.contains(word));
            }
        }
        assert!(read_bytes(&docx(&body, &[])).is_ok());
    }

    #[test]
    fn no_real_plan_is_taken_for_a_secret() {
        let Some(plans) = super::super::testing::real_plans() else {
            return;
        };
        for (name, bytes) in plans {
            assert!(read_bytes(&bytes).is_ok(), "{name}");
        }
    }
}
