//! Outline markers: `III.`, `1.`, `2.1.`, `a)`, `-`, `+`, `Điều 1.`.
//!
//! Decree 30/2020/NĐ-CP lays a plan out as Phần, Mục (I.), khoản (1.), điểm (a); dashes and "+"
//! are custom. What only looks like a marker is none: an amount (`1.500 triệu`, `3.5 triệu`), a
//! date, a subject line (`V/v …`), a signature (`TM. …`).

/// The marker at the start of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker<'a> {
    /// What kind of marker.
    pub kind: MarkerKind,
    /// The label as written, without outer punctuation; empty for a bare "Phụ lục".
    pub label: &'a str,
    /// Its place in the sequence of its kind, from 1; `None` for bullets.
    pub ordinal: Option<u32>,
    /// Where the text of the item starts in the line.
    pub body: usize,
}

/// Kinds of outline marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkerKind {
    /// Phần.
    Part,
    /// Chương.
    Chapter,
    /// The word Mục with a number.
    Division,
    /// Điều.
    Article,
    /// Phụ lục.
    Appendix,
    /// `I.`
    Section,
    /// `A.`
    Letter,
    /// `2.1.`
    SubClause,
    /// `1.`
    Clause,
    /// `a)`
    Point,
    /// `(i)`
    SmallRoman,
    /// `(1)`
    Bracketed,
    /// `-`
    Bullet,
    /// `+`
    Plus,
}

/// The letters of points: the Vietnamese alphabet without ă â ê ô ơ ư, which nobody uses.
const POINTS: &str = "abcdđeghiklmnopqrstuvxy";

/// Letters that are no Vietnamese ones, with which people count on all the same, and their place
/// in the count of those who do.
const FOREIGN: [(char, u32); 2] = [('f', 6), ('j', 9)];

/// The place of the letter of a point, from 1.
fn place(letter: char) -> Option<u32> {
    if !letter.is_ascii_lowercase() && letter != 'đ' {
        return None;
    }
    let foreign = FOREIGN
        .iter()
        .find(|(other, _)| *other == letter)
        .map(|&(_, place)| place);
    foreign.or_else(|| {
        let place = POINTS.chars().position(|other| other == letter)?;
        u32::try_from(place + 1).ok()
    })
}

/// Reads the marker at the start of a line. Spaces before it are skipped.
pub fn parse(line: &str) -> Option<Marker<'_>> {
    let indent = line.len() - line.trim_start().len();
    let text = line[indent..].trim_end();
    if !may_open(text) {
        return None;
    }
    let mut marker = worded(text)
        .or_else(|| section(text))
        .or_else(|| letter(text))
        .or_else(|| numbered(text))
        .or_else(|| point(text))
        .or_else(|| bracketed(text))
        .or_else(|| bullet(text))?;
    marker.body += indent;
    Some(marker)
}

/// Whether a marker may start so, by the first byte: most lines start with a capital that none
/// starts with.
pub(super) fn may_open(text: &str) -> bool {
    text.bytes().next().is_some_and(|first| {
        !first.is_ascii_uppercase() && first != b'"'
            || matches!(first, b'A'..=b'H' | b'I' | b'V' | b'X' | b'P' | b'M')
    })
}

/// `Phần I`, `Chương 2`, `Mục 1.`, `Điều 5.`, `Phụ lục II`.
fn worded(text: &str) -> Option<Marker<'_>> {
    const WORDS: [(&str, &str, MarkerKind); 5] = [
        ("Phần", "PHẦN", MarkerKind::Part),
        ("Chương", "CHƯƠNG", MarkerKind::Chapter),
        ("Mục", "MỤC", MarkerKind::Division),
        ("Điều", "ĐIỀU", MarkerKind::Article),
        ("Phụ lục", "PHỤ LỤC", MarkerKind::Appendix),
    ];
    let (word, kind) = WORDS.iter().find_map(|&(normal, capital, kind)| {
        [normal, capital]
            .into_iter()
            .find(|word| text.starts_with(word))
            .map(|word| (word, kind))
    })?;
    let rest = &text[word.len()..];
    if rest.is_empty() && kind == MarkerKind::Appendix {
        return Some(Marker {
            kind,
            label: "",
            ordinal: None,
            body: text.len(),
        });
    }
    let number = rest.strip_prefix(' ')?.trim_start();
    let start = text.len() - number.len();
    let spelled = (kind == MarkerKind::Part)
        .then(|| spelled_ordinal(number))
        .flatten();
    let len = match spelled {
        Some((len, _, _)) => len,
        None => worded_label(number, kind)?,
    };
    let label = spelled.map_or(&number[..len], |(_, _, digit)| digit);
    let behind = &number[len..];
    if kind == MarkerKind::Article && !behind.starts_with(['.', ':']) {
        return None;
    }
    let marks = usize::from(behind.starts_with(['.', ':']));
    Some(Marker {
        kind,
        label,
        ordinal: spelled.map_or_else(|| ordinal(label), |(_, value, _)| Some(value)),
        body: body(text, start + len + marks),
    })
}

/// "thứ nhất", "THỨ HAI" behind "Phần": its length, its value, and the digit that labels it.
fn spelled_ordinal(number: &str) -> Option<(usize, u32, &'static str)> {
    const ORDINALS: [&str; 7] = ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy"];
    const DIGITS: [&str; 7] = ["1", "2", "3", "4", "5", "6", "7"];
    let mut words = number.splitn(3, ' ');
    let (first, second) = (words.next()?, words.next()?);
    let second = second.trim_end_matches([':', '.']);
    if first.to_lowercase() != "thứ" {
        return None;
    }
    let word = second.to_lowercase();
    let at = ORDINALS.iter().position(|ordinal| *ordinal == word)?;
    let value = u32::try_from(at + 1).ok()?;
    Some((first.len() + 1 + second.len(), value, DIGITS.get(at)?))
}

/// Length of the number behind a worded marker: a Roman or an Arabic one that ends there.
fn worded_label(number: &str, kind: MarkerKind) -> Option<usize> {
    let roman = number
        .bytes()
        .take_while(|byte| b"IVXL".contains(byte))
        .count();
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = number[digits..]
        .chars()
        .next()
        .filter(|ch| kind == MarkerKind::Article && ch.is_lowercase());
    let len = if roman > 0 {
        roman
    } else {
        digits + suffix.filter(|_| digits > 0).map_or(0, char::len_utf8)
    };
    let ends = number[len..]
        .chars()
        .next()
        .is_none_or(|ch| !ch.is_alphanumeric());
    (len > 0 && ends && (roman == 0 || roman_value(&number[..len]).is_some())).then_some(len)
}

/// `I.`, `I)`, `I- `: Roman, then its mark, then text.
fn section(text: &str) -> Option<Marker<'_>> {
    let len = text
        .bytes()
        .take_while(|byte| b"IVX".contains(byte))
        .count();
    let ordinal = roman_value(&text[..len])?;
    let mut behind = text[len..].chars();
    let fits = match behind.next()? {
        '.' | ')' => !behind.as_str().starts_with(|ch: char| ch.is_ascii_digit()),
        '-' | '–' => behind.as_str().trim_start().starts_with(char::is_uppercase),
        '/' => opens_item(behind.as_str()),
        _ => false,
    };
    let start = body(text, text.len() - behind.as_str().len());
    (fits && start < text.len()).then_some(Marker {
        kind: MarkerKind::Section,
        label: &text[..len],
        ordinal: Some(ordinal),
        body: start,
    })
}

/// The capitals of sections; I, V and X are Roman numbers.
const CAPITALS: &str = "ABCDĐEGH";

/// `A. PHẦN CHUNG`.
fn letter(text: &str) -> Option<Marker<'_>> {
    let first = text
        .chars()
        .next()
        .filter(|ch| matches!(ch, 'A'..='H' | 'Đ'))?;
    let rest = text[first.len_utf8()..].strip_prefix(". ")?;
    let place = CAPITALS.chars().position(|ch| ch == first)?;
    rest.trim_start()
        .starts_with(char::is_uppercase)
        .then_some(Marker {
            kind: MarkerKind::Letter,
            label: &text[..first.len_utf8()],
            ordinal: u32::try_from(place + 1).ok(),
            body: body(text, first.len_utf8() + 2),
        })
}

/// `1.`, `1)`, `2.1.`, `2.1.3`.
fn numbered(text: &str) -> Option<Marker<'_>> {
    let first = digits(text, 0)?;
    let mut end = first;
    let mut levels = 1;
    while levels < 4 && text[end..].starts_with('.') {
        let Some(next) = digits(text, end + 1) else {
            break;
        };
        end = next;
        levels += 1;
    }
    if levels > 1 {
        return sub_clause(text, end);
    }
    let length = mark(&text[first..])?;
    let start = body(text, first + length);
    let rest = &text[start..];
    if rest.is_empty() || rest.starts_with(|ch: char| ch.is_ascii_digit()) {
        return None;
    }
    let label = &text[..first];
    Some(Marker {
        kind: MarkerKind::Clause,
        label,
        ordinal: ordinal(label),
        body: start,
    })
}

/// Length of the mark behind a label: `.`, `)`, also `.-` and `./`; `-` and `/` stand only before
/// a space and a capital, else they are those of a range or a fraction.
fn mark(behind: &str) -> Option<usize> {
    let dashed = behind
        .strip_prefix(".-")
        .or_else(|| behind.strip_prefix("./"));
    if dashed.is_some_and(opens_item) {
        return Some(2);
    }
    let first = behind.chars().next()?;
    let fits = match first {
        '.' | ')' => true,
        '-' | '–' | '/' => opens_item(&behind[first.len_utf8()..]),
        _ => false,
    };
    fits.then_some(first.len_utf8())
}

/// A space, then a capital or a quotation.
fn opens_item(rest: &str) -> bool {
    rest.starts_with(' ')
        && rest
            .trim_start()
            .starts_with(|ch: char| ch.is_uppercase() || matches!(ch, '“' | '"' | '*'))
}

/// `2.1 …`: text that is no unit of measure must follow behind a space, else it is an amount.
fn sub_clause(text: &str, end: usize) -> Option<Marker<'_>> {
    const UNITS: [&str; 12] = [
        "triệu", "tỷ", "tỉ", "nghìn", "ngàn", "%", "ha ", "km", "m2", "đồng", "tấn", "lượt",
    ];
    let length = mark(&text[end..]).unwrap_or(0);
    let marked = length > 0;
    let rest = &text[end + length..];
    let start = body(text, end + length);
    let spaced = rest.starts_with(' ') || marked && rest.starts_with(char::is_uppercase);
    let measured = !marked && UNITS.iter().any(|unit| text[start..].starts_with(unit));
    if !spaced
        || measured
        || start >= text.len()
        || text[start..].starts_with(|ch: char| ch.is_ascii_digit())
    {
        return None;
    }
    let label = &text[..end];
    let last = label.rsplit('.').next()?;
    Some(Marker {
        kind: MarkerKind::SubClause,
        label,
        ordinal: last.parse().ok(),
        body: start,
    })
}

/// End of one or two digits at `from`; longer numbers are no labels.
fn digits(text: &str, from: usize) -> Option<usize> {
    let len = text
        .as_bytes()
        .get(from..)?
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    (1..=2).contains(&len).then_some(from + len)
}

/// `a)`, `đ.`, `aa)`, `a1)`.
fn point(text: &str) -> Option<Marker<'_>> {
    let first = text.chars().next()?;
    let ordinal = place(first)?;
    let mut end = first.len_utf8();
    match text[end..].chars().next() {
        Some(second) if second == first || second.is_ascii_digit() => end += second.len_utf8(),
        _ => {}
    }
    let length = mark(&text[end..])?;
    let start = body(text, end + length);
    // "a.Mục" is a point, "e.g." is not.
    let behind = text[end + length..].chars().next();
    let closed = text[end..].starts_with(')');
    let spoken = closed || behind.is_some_and(|ch| ch == ' ' || ch.is_uppercase());
    (spoken && start < text.len() && !text[start..].starts_with(['.', '…'])).then_some(Marker {
        kind: MarkerKind::Point,
        label: &text[..end],
        ordinal: Some(ordinal),
        body: start,
    })
}

/// `(i)`, `(1)`, `(a)`.
fn bracketed(text: &str) -> Option<Marker<'_>> {
    let close = text.strip_prefix('(')?.find(')')? + 1;
    let label = &text[1..close];
    let start = body(text, close + 1);
    if start >= text.len() {
        return None;
    }
    if let Some(value) = small_roman(label) {
        return Some(Marker {
            kind: MarkerKind::SmallRoman,
            label,
            ordinal: Some(value),
            body: start,
        });
    }
    let number = digits(label, 0).is_some_and(|end| end == label.len());
    let point = label.chars().count() == 1 && POINTS.contains(label);
    let kind = MarkerKind::Bracketed;
    (number || point).then(|| Marker {
        kind,
        label,
        ordinal: ordinal(label),
        body: start,
    })
}

fn small_roman(label: &str) -> Option<u32> {
    label
        .bytes()
        .all(|byte| b"ivx".contains(&byte))
        .then(|| roman_value(&label.to_uppercase()))
        .flatten()
}

/// `-`, `–`, `•`, `*`, `+`; a dash before a figure is a negative number.
fn bullet(text: &str) -> Option<Marker<'_>> {
    let mark = text.chars().next()?;
    let kind = match mark {
        '-' | '–' | '—' | '•' | '●' | '▪' | '■' | '◦' | '○' | '·' | '\u{f0b7}' | '\u{f02d}'
        | '*' => MarkerKind::Bullet,
        '+' => MarkerKind::Plus,
        _ => return None,
    };
    let behind = &text[mark.len_utf8()..];
    let start = body(text, mark.len_utf8());
    let negative = behind.starts_with(|ch: char| ch.is_ascii_digit());
    let ruled = behind.starts_with(mark);
    (start < text.len() && !negative && !ruled).then_some(Marker {
        kind,
        label: &text[..mark.len_utf8()],
        ordinal: None,
        body: start,
    })
}

/// Where the text of the item starts: behind the spaces.
fn body(text: &str, from: usize) -> usize {
    text.len() - text[from..].trim_start().len()
}

/// The value of a label: a Roman or an Arabic number, or the place of a letter.
fn ordinal(label: &str) -> Option<u32> {
    let digits = label.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return label[..digits].parse().ok();
    }
    let mut letters = label.chars();
    let letter = letters.next().filter(|_| letters.next().is_none());
    roman_value(label).or_else(|| place(letter?))
}

/// The value of a Roman number below 90 that is written by the rule.
fn roman_value(roman: &str) -> Option<u32> {
    const TENS: [&str; 9] = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX"];
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    if roman.is_empty() || roman.len() > 8 {
        return None;
    }
    let (tens, ones) = (0_u32..)
        .zip(TENS)
        .flat_map(|(tens, ten)| {
            (0_u32..)
                .zip(ONES)
                .map(move |(ones, one)| ((tens, ten), (ones, one)))
        })
        .find(|((_, ten), (_, one))| roman.strip_prefix(ten) == Some(one))?;
    Some(tens.0 * 10 + ones.0)
}
