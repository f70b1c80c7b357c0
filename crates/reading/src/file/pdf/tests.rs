use std::fmt::Write as _;

use super::super::{Helpers, Limits, read};

/// A PDF of one page that is shown turned by so many degrees.
fn turned(degrees: u16) -> Vec<u8> {
    let mut content = "BT /F 12 Tf 72 700 Td 16 TL ".to_owned();
    for line in 1..9 {
        let _ = write!(content, "({line}. Ra soat quy che lam viec) Tj T* ");
    }
    content += "ET";
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]\
         /Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Rotate {degrees}/MediaBox[0 0 595 842]\
         /Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>>>>>\
         >>endobj\n4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\ntrailer<</Root 1 0 R>>",
        content.len()
    )
    .into_bytes()
}

#[test]
fn pages_on_their_side_or_their_head_are_read() {
    let text = |degrees| {
        let file = turned(degrees);
        read(&file, None, &Limits::default(), &Helpers::none(), &()).map(|source| source.text)
    };
    let upright = text(0).unwrap();
    assert!(
        upright.starts_with("1. Ra soat quy che lam viec\n2. Ra soat"),
        "{upright}"
    );
    for degrees in [90, 180, 270] {
        assert_eq!(text(degrees).as_ref(), Ok(&upright), "{degrees}");
    }
}
