//! Tests: a stamp that is only a picture on a page of typed text.

use std::fmt::Write as _;
use std::process::Command;

use super::helper::private_folder;
use super::{FileError, Helpers, Limits, read};

/// A PDF of one page that draws `content`, with a font `F` and a grey picture `I`.
fn page(content: &str, picture: &Grey) -> Vec<u8> {
    let mut file = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]\
         /Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>>>/XObject<</I 5 \
         0 R>>>>>>endobj\n4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n",
        content.len()
    );
    let Grey {
        width,
        height,
        pixels,
    } = picture;
    let _ = writeln!(
        file,
        "5 0 obj<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray\
         /BitsPerComponent 8/Length {}>>stream",
        pixels.len()
    );
    let mut file = file.into_bytes();
    file.extend_from_slice(pixels);
    file.extend_from_slice(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF");
    file
}

/// A grey picture.
struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Grey {
    fn blank() -> Self {
        Self {
            width: 1,
            height: 1,
            pixels: vec![255],
        }
    }

    /// Capitals in a frame, as a rubber stamp leaves them; `None`, with a line, without poppler.
    fn stamp(word: &str) -> Option<Self> {
        let drawn = format!("2 w 40 700 260 60 re S BT /F 40 Tf 60 715 Td ({word}) Tj ET");
        let folder = private_folder().unwrap();
        std::fs::write(folder.path().join("a.pdf"), page(&drawn, &Self::blank())).unwrap();
        let crop = ["-x", "100", "-y", "200", "-W", "800", "-H", "240"];
        let made = Command::new("pdftoppm")
            .current_dir(folder.path())
            .args(["-r", "200", "-singlefile", "-gray"])
            .args(crop)
            .args(["a.pdf", "a"])
            .output();
        if made.is_err() {
            println!("pdftoppm is not installed: stamps in pictures are not tested");
            return None;
        }
        let pgm = std::fs::read(folder.path().join("a.pgm")).unwrap();
        let head: Vec<_> = pgm.splitn(4, u8::is_ascii_whitespace).collect();
        let number = |at: usize| std::str::from_utf8(head[at]).unwrap().parse().unwrap();
        let (width, height) = (number(1), number(2));
        Some(Self {
            width,
            height,
            pixels: pgm[pgm.len() - width * height..].to_vec(),
        })
    }
}

/// A page of typed text under a picture.
fn plan_under(picture: &Grey) -> Vec<u8> {
    let mut content = "q 130 0 0 39 60 760 cm /I Do Q BT /F 12 Tf 72 700 Td 16 TL ".to_owned();
    for line in 1..20 {
        let _ = write!(
            content,
            "({line}. So Noi vu chu tri ra soat quy che) Tj T* "
        );
    }
    page(&(content + "ET"), picture)
}

#[test]
fn a_stamp_in_a_picture_is_seen_or_its_absence_is_not_claimed() {
    let (Some(stamp), Some(other)) = (Grey::stamp("TOI MAT"), Grey::stamp("HOA TOC")) else {
        return;
    };
    let limits = Limits::default();
    let unseen = read(&plan_under(&stamp), None, &limits, &Helpers::none(), &()).unwrap();
    assert_eq!(unseen.unread_pictures, 1);
    let codes = |source| -> Vec<String> {
        let draft = crate::plan::read(source);
        draft
            .findings
            .into_iter()
            .map(|finding| finding.code)
            .collect()
    };
    assert!(codes(&unseen).iter().any(|code| code == "pictures.unread"));
    let helpers = Helpers::find(&std::env::var_os("PATH").unwrap_or_default());
    if helpers.tesseract.is_none() {
        println!("tesseract is not installed: stamps in pictures are not tested");
        return;
    }
    let read = |picture| read(&plan_under(picture), None, &limits, &helpers, &());
    assert_eq!(read(&stamp), Err(FileError::Classified));
    let harmless = read(&other).unwrap();
    assert_eq!(harmless.unread_pictures, 0);
    assert!(
        codes(&harmless)
            .iter()
            .all(|code| code != "pictures.unread")
    );
    // A dot drawn as a picture bears no word.
    let dots = page(
        "q 5 0 0 5 9 9 cm /I Do Q BT /F 12 Tf 72 700 Td (Ke hoach cong tac nam) Tj ET",
        &Grey::blank(),
    );
    assert_eq!(
        super::read(&dots, None, &limits, &Helpers::none(), &())
            .unwrap()
            .unread_pictures,
        0
    );
}

#[test]
fn pictures_at_the_head_of_a_word_document_are_told() {
    let picture = "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>";
    let text = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "chữ ".repeat(2_000));
    let count = |body: &str, parts: &[(&str, &str)]| {
        let file = super::testing::docx(body, parts);
        super::testing::read_bytes(&file).unwrap().unread_pictures
    };
    let header = format!("<w:hdr xmlns:w=\"w\" xmlns:a=\"a\">{picture}</w:hdr>");
    let picture = picture.replace("<a:blip/>", "<a:blip xmlns:a=\"a\"/>");
    assert_eq!(count(&format!("{picture}{text}"), &[]), 1);
    assert_eq!(count(&format!("{text}{picture}"), &[]), 0);
    assert_eq!(count(&text, &[("header1.xml", &header)]), 1);
}
