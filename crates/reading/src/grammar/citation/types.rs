//! The words that name types of document.

use vietnamese::key::Keyed;

/// Type words by key, the longest first among those that end alike, and the type they mean.
/// "Văn bản" is a type word that names no type.
const WORDS: [(&str, Option<&str>); 52] = [
    ("thông tư liên tich", Some("Thông tư liên tịch")),
    ("nghi quyêt liên tich", Some("Nghị quyết liên tịch")),
    ("quy chê phôi hơp", Some("Quy chế phối hợp")),
    ("chương trinh phôi hơp", Some("Chương trình phối hợp")),
    ("kê hoach phôi hơp", Some("Kế hoạch phối hợp")),
    ("kê hoach liên nganh", Some("Kế hoạch liên ngành")),
    ("hương dân liên nganh", Some("Hướng dẫn liên ngành")),
    ("văn ban hơp nhât", Some("Văn bản hợp nhất")),
    ("chương trinh hanh đông", Some("Chương trình")),
    ("kê hoach hanh đông", Some("Kế hoạch")),
    ("nghi quyêt", Some("Nghị quyết")),
    ("nghi đinh", Some("Nghị định")),
    ("quyêt đinh", Some("Quyết định")),
    ("chi thi", Some("Chỉ thị")),
    ("thông tư", Some("Thông tư")),
    ("thông bao kêt luân", Some("Thông báo")),
    ("thông bao", Some("Thông báo")),
    ("thông cao", Some("Thông cáo")),
    ("thông tri", Some("Thông tri")),
    ("kêt luân", Some("Kết luận")),
    ("kê hoach", Some("Kế hoạch")),
    ("chương trinh", Some("Chương trình")),
    ("công văn", Some("Công văn")),
    ("công điên", Some("Công điện")),
    ("hương dân", Some("Hướng dẫn")),
    ("bao cao", Some("Báo cáo")),
    ("tơ trinh", Some("Tờ trình")),
    ("đê an", Some("Đề án")),
    ("dư an", Some("Dự án")),
    ("phương an", Some("Phương án")),
    ("quy đinh", Some("Quy định")),
    ("quy chê", Some("Quy chế")),
    ("quy hoach", Some("Quy hoạch")),
    ("biên ban", Some("Biên bản")),
    ("hơp đông", Some("Hợp đồng")),
    ("giây mơi", Some("Giấy mời")),
    ("phap lênh", Some("Pháp lệnh")),
    ("bô luât", Some("Bộ luật")),
    ("luât", Some("Luật")),
    ("lênh", Some("Lệnh")),
    ("điêu lê", Some("Điều lệ")),
    ("hiên phap", Some("Hiến pháp")),
    ("văn ban", None),
    ("qđ", Some("Quyết định")),
    ("nđ", Some("Nghị định")),
    ("nđ cp", Some("Nghị định")),
    ("tt", Some("Thông tư")),
    ("cv", Some("Công văn")),
    ("nq", Some("Nghị quyết")),
    ("kh", Some("Kế hoạch")),
    ("ct", Some("Chỉ thị")),
    ("kl", Some("Kết luận")),
];

/// A type word before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TypeWord {
    /// Where it starts in the text.
    pub(super) start: usize,
    /// The type it means; `None` for "văn bản".
    pub(super) kind: Option<&'static str>,
}

/// What stands right before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Before {
    pub(super) type_word: Option<TypeWord>,
    /// Where the word "số" starts, if it stands there.
    pub(super) numbered: Option<usize>,
}

/// Type words and "số" are not longer than this many bytes together.
const WINDOW: usize = 64;

/// Reads backwards from a number: "Quyết định số |".
pub(super) fn before(text: &str, number: usize) -> Before {
    let mut from = number.saturating_sub(WINDOW);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = &text[from..number];
    let keyed = Keyed::of(window);
    let words = keyed.words();
    let close = |index: usize, end: usize| {
        let gap = &window[words[index].source.end..end];
        gap.chars().all(|ch| ch.is_whitespace() || ch == ':')
    };
    let mut last = words.len();
    let mut end = window.len();
    let mut numbered = None;
    if last > 0 && keyed.key(last - 1) == "sô" && close(last - 1, end) {
        last -= 1;
        end = words[last].source.start;
        numbered = Some(from + end);
    }
    let type_word = (last > 0 && close(last - 1, end))
        .then(|| type_ending_at(&keyed, last))
        .flatten();
    let type_word = type_word.map(|(word, kind)| TypeWord {
        start: from + words[word].source.start,
        kind,
    });
    Before {
        type_word,
        numbered,
    }
}

/// The longest type word that ends before the word `last`: its first word, and its type.
fn type_ending_at(keyed: &Keyed, last: usize) -> Option<(usize, Option<&'static str>)> {
    let end = keyed.words()[last - 1].key.end;
    let text = &keyed.text()[..end];
    let fits = |phrase: &str| {
        text.strip_suffix(phrase)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
    };
    let (phrase, kind) = WORDS
        .iter()
        .filter(|(phrase, _)| fits(phrase))
        .max_by_key(|(phrase, _)| phrase.len())?;
    Some((last - phrase.split(' ').count(), *kind))
}

/// Whether a type word starts the text ("Nghị định số …" behind a semicolon).
pub(super) fn starts_with_type(text: &str) -> bool {
    let mut end = text.len().min(WINDOW);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let keyed = Keyed::of(&text[..end]);
    let body = keyed.text().strip_prefix("căn cư ").unwrap_or(keyed.text());
    WORDS.iter().any(|(phrase, _)| {
        body.strip_prefix(phrase)
            .is_some_and(|rest| rest.starts_with(' '))
    })
}
