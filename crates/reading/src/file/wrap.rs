//! Physical lines to paragraphs.
//!
//! Text that passed through a web page or a mail program is cut at some width, so a line end
//! says little. What tells a wrap from a paragraph end is the shape around it: an emphasis left
//! open, a small letter that follows an open end, a marker, a change to capitals. How much each
//! counts depends on the document, so its [`Layout`] is measured first.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::source::Span;

/// A line of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct PhysicalLine {
    /// Its place, without spaces around.
    pub span: Span,
    /// What stands on it.
    pub kind: LineKind,
}

/// What stands on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Nothing, or emphasis marks around nothing.
    Blank,
    /// A single `|`: the border of a cell, one border a line.
    Bar,
    /// `-----`.
    Rule,
    /// Two columns of a head on one line: the issuer, and beside it the name of the nation.
    Columns(u32),
    /// Words.
    Text,
}

/// Cuts a text into lines.
pub(super) fn physical_lines(text: &str) -> Vec<PhysicalLine> {
    let mut lines = Vec::with_capacity(text.len() / 60 + 1);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len())) {
        let raw = &text[start..end];
        let trimmed = raw.trim();
        let from = start + (raw.len() - raw.trim_start().len());
        lines.push(PhysicalLine {
            span: Span::new(from, from + trimmed.len()),
            kind: columns(trimmed).map_or_else(|| kind_of(trimmed), LineKind::Columns),
        });
        start = end + 1;
    }
    lines
}

/// Where the second column starts in a line of a head that a converter wrote with spaces between
/// its columns: "TỈNH AN HẢI          Độc lập - Tự do - Hạnh phúc".
fn columns(line: &str) -> Option<u32> {
    static GAP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("   "));
    let bytes = line.as_bytes();
    let gap = GAP.find(bytes).or_else(|| memchr::memchr(b'\t', bytes))?;
    let right = line[gap..].trim_start();
    let is_head = |words: &str| {
        let folded = vietnamese::key::fold(words);
        folded.contains("cong hoa xa hoi")
            || folded.contains("dang cong san viet nam")
            || folded.starts_with("doc lap")
            || folded.contains(", ngay") && folded.contains("thang") && folded.contains(" nam")
    };
    let left = line[..gap].trim();
    let short = right.len() < 120 && left.len() < 160;
    let fits = short && (is_head(right) || is_foot(left, right));
    fits.then(|| u32::try_from(line.len() - right.len()).ok())
        .flatten()
}

fn kind_of(line: &str) -> LineKind {
    let bytes = line.as_bytes();
    match bytes.first() {
        None => LineKind::Blank,
        Some(b'|') if bytes.len() == 1 => LineKind::Bar,
        Some(b'*' | b'_' | b'-' | b'=' | b'#' | b' ' | 0xc2 | 0xe2 | 0xef) => odd_kind(line),
        Some(_) => LineKind::Text,
    }
}

fn odd_kind(line: &str) -> LineKind {
    let blank =
        |ch: char| matches!(ch, '*' | '_' | '#' | '\u{feff}' | '\u{200b}') || ch.is_whitespace();
    if line.chars().all(blank) {
        return LineKind::Blank;
    }
    let ruled = line
        .chars()
        .all(|ch| matches!(ch, '-' | '=' | '_' | '*' | '–' | '—') || blank(ch));
    if ruled && line.chars().filter(|&ch| !blank(ch)).count() >= 3 {
        LineKind::Rule
    } else {
        LineKind::Text
    }
}

/// How a document lays out its lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Lines are cut at a width.
    pub wrapped: bool,
    /// Blank lines stand between paragraphs.
    pub spaced: bool,
    /// The usual width of a full line, in bytes.
    pub width: usize,
    /// The width in characters at which every line was cut; 0 when lines were not cut so.
    pub cut: usize,
}

impl Layout {
    /// Inside a cell: cut at a width nobody knows.
    pub(crate) const CELL: Self = Self {
        wrapped: true,
        spaced: false,
        width: 0,
        cut: 0,
    };

    /// Measures a document.
    pub(super) fn measure(text: &str, lines: &[PhysicalLine]) -> Self {
        let (mut pairs, mut runs_on, mut gaps, mut closed) = (0_usize, 0_usize, 0_usize, 0_usize);
        let mut widths = Vec::new();
        for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
            if line.kind != LineKind::Text {
                continue;
            }
            widths.push(line.span.len());
            match next.kind {
                LineKind::Text => {
                    pairs += 1;
                    let (line, next) = (line.span.of(text), next.span.of(text));
                    runs_on +=
                        usize::from(starts_lower(next) && ends_open(line) && !starts_marker(next));
                    closed += usize::from(!starts_lower(next) && !ends_open(line));
                }
                LineKind::Blank => gaps += 1,
                _ => {}
            }
        }
        widths.sort_unstable();
        let width = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0);
        let wrapped = runs_on * 5 >= pairs.max(1);
        Self {
            wrapped,
            // A few blank lines around the head space nothing when paragraphs end without one.
            spaced: wrapped && gaps * 8 >= widths.len() && gaps >= closed,
            width,
            cut: cut(text, lines),
        }
    }
}

/// The width at which a program cut every line: no line is longer, and nearly every line that
/// goes on with a small letter had no room for the next word. 0 when there is none.
fn cut(text: &str, lines: &[PhysicalLine]) -> usize {
    let letters = |line: &PhysicalLine| line.span.of(text).chars().count();
    let words = lines.iter().filter(|line| line.kind == LineKind::Text);
    let width = words.map(letters).max().unwrap_or(0);
    if !(40..=130).contains(&width) {
        return 0;
    }
    let (mut runs, mut full) = (0_usize, 0_usize);
    for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
        let both = line.kind == LineKind::Text && next.kind == LineKind::Text;
        let (before, after) = (line.span.of(text), next.span.of(text));
        if both && starts_lower(after) && ends_open(before) && !starts_marker(after) {
            runs += 1;
            full += usize::from(is_full(before, after, width));
        }
    }
    if runs >= 3 && full * 10 >= runs * 9 {
        width
    } else {
        0
    }
}

/// Whether a line has no room for the first word of the next.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.split(' ').next().unwrap_or(next);
    line.chars().count() + 1 + word.chars().count() > width
}

/// Whether `next` goes on with the paragraph that ends in `before`.
pub(crate) fn joins(before: &str, next: &str, blank_between: bool, layout: Layout) -> bool {
    if blank_between {
        return layout.spaced
            && starts_lower(next)
            && ends_open(before)
            && !starts_marker(next)
            && !is_emphasised(before);
    }
    if before.len() < 1_000 && emphasis_is_open(before) {
        return true;
    }
    if starts_marker(next) {
        return splits_a_range(before, next) || splits_a_name(before, next);
    }
    // "… (Cơ quan" / "chủ trì: Sở Y tế …)": what is opened goes on.
    if layout.wrapped && starts_lower(next) && opens_bracket(before) {
        return true;
    }
    if crate::grammar::label::parse(next.trim_start_matches(['*', '_', ' '])).is_some() {
        return false;
    }
    let last_line = before.rsplit('\n').next().unwrap_or(before);
    if is_type_name(before) {
        return false;
    }
    if layout.cut > 0 && ends_open(before) && !is_signature(before) {
        let apart = is_upper(before) && !is_upper(next);
        return starts_lower(next) || !apart && is_full(last_line.trim(), next, layout.cut);
    }
    if layout.spaced {
        let short = last_line.len() * 10 < layout.width * 6;
        return ends_open(before) || starts_lower(next) || !short;
    }
    if !layout.wrapped {
        return starts_lower(next) && ends_open(before) && !is_upper(before) && before.len() > 40;
    }
    joins_unspaced(before, last_line, next, layout)
}

/// "- Lưu: VT.            Trần Thị Hạnh": who receives it, and beside it the signature.
fn is_foot(left: &str, right: &str) -> bool {
    let receives = left.starts_with("Nơi nhận") || left.starts_with(['-', '+', '*']);
    let plain = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    let words = right.split_whitespace();
    let name = (2..=6).contains(&words.clone().count()) && words.clone().all(plain);
    receives && (name || is_upper(right) && right.contains(' '))
}

/// A wrapped document without blank lines: the shape of the two lines must decide.
fn joins_unspaced(before: &str, last_line: &str, next: &str, layout: Layout) -> bool {
    if starts_lower(next) && ends_open(before) {
        return true;
    }
    if is_emphasised(before) != is_emphasised_start(next) || is_signature(before) {
        return false;
    }
    match (is_upper(before), is_upper(next)) {
        (true, true) => !is_type_name(before) && !names_authority(before, next),
        (false, false) => ends_open(before) && last_line.len() * 100 >= layout.width * 55,
        _ => false,
    }
}

/// Emphasis opened and not closed: `**I. MỤC ĐÍCH,`.
fn emphasis_is_open(text: &str) -> bool {
    if memchr::memchr(b'*', text.as_bytes()).is_none() {
        return false;
    }
    let (mut strong, mut light) = (false, false);
    // "* Cơ quan chủ trì: …" is an item, and its star opens nothing.
    let mut bytes = text.strip_prefix("* ").unwrap_or(text).as_bytes();
    while let Some(at) = memchr::memchr(b'*', bytes) {
        bytes = &bytes[at + 1..];
        if bytes.first() == Some(&b'*') {
            bytes = &bytes[1..];
            strong = !strong;
        } else {
            light = !light;
        }
    }
    strong || light
}

fn is_emphasised(text: &str) -> bool {
    text.len() > 2 && text.starts_with('*') && text.ends_with('*')
}

fn is_emphasised_start(text: &str) -> bool {
    text.starts_with('*')
}

/// `giai đoạn 2026` / `- 2030`: the dash belongs to the years.
fn splits_a_range(before: &str, next: &str) -> bool {
    let dash = next.strip_prefix(['-', '–']).map(str::trim_start);
    dash.is_some_and(|rest| rest.starts_with(|ch: char| ch.is_ascii_digit()))
        && before.trim_end().ends_with(|ch: char| ch.is_ascii_digit())
}

/// "Sở Lao động" / "- Thương binh và Xã hội": the dash belongs to the name.
fn splits_a_name(before: &str, next: &str) -> bool {
    const NAMES: [(&str, &str); 12] = [
        ("Lao động", "Thương binh"),
        ("Tài chính", "Kế hoạch"),
        ("Kế hoạch", "Tài chính"),
        ("Thi đua", "Khen thưởng"),
        ("Quy hoạch", "Kiến trúc"),
        ("Giáo dục nghề nghiệp", "Giáo dục thường xuyên"),
        ("Văn hóa", "Thông tin"),
        ("Văn hóa", "Xã hội"),
        ("Kinh tế", "Xã hội"),
        ("kinh tế", "xã hội"),
        ("chính trị", "xã hội"),
        ("Dân số", "Kế hoạch hóa"),
    ];
    let Some(rest) = next.strip_prefix(['-', '–']).map(str::trim_start) else {
        return false;
    };
    let before = before.trim_end();
    NAMES
        .iter()
        .any(|(first, second)| before.ends_with(first) && rest.starts_with(second))
}

/// `TM.`, `KT.` and the like: what follows is another line of the signature.
fn is_signature(text: &str) -> bool {
    let text = text.trim_start_matches('*');
    ["TM.", "KT.", "TL.", "TUQ.", "Q."]
        .iter()
        .any(|ground| text.starts_with(ground))
}

fn is_type_name(text: &str) -> bool {
    let name = text.trim_matches(|ch: char| ch == '*' || ch.is_whitespace());
    matches!(
        name,
        "KẾ HOẠCH"
            | "QUYẾT ĐỊNH"
            | "CHƯƠNG TRÌNH"
            | "CHỈ THỊ"
            | "PHỤ LỤC"
            | "ĐỀ ÁN"
            | "NGHỊ QUYẾT"
            | "THÔNG BÁO"
    )
}

/// "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …" below a title in capitals: who decides, no more of the title.
fn names_authority(title: &str, next: &str) -> bool {
    const OFFICES: [&str; 7] = [
        "CHỦ TỊCH ỦY BAN",
        "CHỦ TỊCH UỶ BAN",
        "ỦY BAN NHÂN DÂN",
        "UỶ BAN NHÂN DÂN",
        "HỘI ĐỒNG NHÂN DÂN",
        "BỘ TRƯỞNG BỘ",
        "GIÁM ĐỐC SỞ",
    ];
    const OPEN: [&str; 8] = ["CỦA", "CHO", "VÀ", "VỚI", "DO", "THUỘC", "BỞI", ","];
    let title = title.trim_end_matches(['*', ' ']);
    OFFICES.iter().any(|office| next.starts_with(office))
        && !OPEN.iter().any(|word| title.ends_with(word))
}

/// Whether the first letter is a small one.
pub(crate) fn starts_lower(text: &str) -> bool {
    text.chars()
        .find(|ch| !matches!(ch, '*' | '_' | '"' | '“' | '(' | '\'' | ' '))
        .is_some_and(char::is_lowercase)
}

/// Whether the end calls for more: a letter, a digit or a comma rather than a full stop.
pub(crate) fn ends_open(text: &str) -> bool {
    let last = text
        .trim_end_matches(|ch: char| matches!(ch, '*' | '_') || ch.is_whitespace())
        .chars()
        .next_back();
    last.is_some_and(|ch| !matches!(ch, '.' | ';' | ':' | '!' | '?' | '”' | '|'))
}

/// Whether all letters are capitals, and there are some.
pub(crate) fn is_upper(text: &str) -> bool {
    !text.contains(char::is_lowercase) && text.contains(char::is_alphabetic)
}

/// Whether the last line opens a bracket that it does not close.
fn opens_bracket(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or(text);
    let open = memchr::memrchr(b'(', line.as_bytes());
    open.is_some_and(|at| !line[at..].contains(')'))
}

/// Whether an outline marker opens the line.
pub(crate) fn starts_marker(line: &str) -> bool {
    if line.starts_with("* ") {
        return true;
    }
    let line = line.trim_start_matches(['*', '_', ' ']);
    match line.as_bytes().first() {
        Some(b'-' | b'+') => true,
        Some(byte) if byte.is_ascii() || *byte >= 0xc3 => {
            crate::grammar::marker::parse(line).is_some()
        }
        _ => false,
    }
}
