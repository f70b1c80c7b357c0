//! Outline markers: `III.`, `1.`, `2.1.`, `a)`, `-`, `+`, `Điều 1.`.

/// The marker at the start of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker<'a> {
    /// What kind of marker.
    pub kind: MarkerKind,
    /// The label as written, without outer punctuation; empty for a bare "Phụ lục".
    pub label: &'a str,
    /// Its place in the sequence of its kind, from 1; `None` for bullets.
    pub ordinal: Option<u32>,
    /// Where the text of the item starts.
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

/// Reads the marker at the start of a line.
pub fn parse(line: &str) -> Option<Marker<'_>> {
    let first = line.chars().next()?;
    match first {
        '-' | '–' | '—' | '•' | '●' | '▪' | '◦' | '*' | '·' | '\u{f0b7}' | '\u{f02d}'
        | '\u{f0a7}' => bullet(line, first),
        '+' => Some(plain(
            MarkerKind::Plus,
            &line[..1],
            None,
            skip_spaces(line, 1),
        )),
        '0'..='9' => numbered(line),
        '(' => bracketed(line),
        _ if first.is_alphabetic() => worded(line)
            .or_else(|| roman(line))
            .or_else(|| lettered(line)),
        _ => None,
    }
}

fn plain(kind: MarkerKind, label: &str, ordinal: Option<u32>, body: usize) -> Marker<'_> {
    Marker {
        kind,
        label,
        ordinal,
        body,
    }
}

fn skip_spaces(line: &str, from: usize) -> usize {
    line.len() - line[from..].trim_start().len()
}

/// A dash before a digit is a minus or the dash of a range.
fn bullet(line: &str, sign: char) -> Option<Marker<'_>> {
    let rest = &line[sign.len_utf8()..];
    let minus = matches!(sign, '-' | '–') && rest.starts_with(|ch: char| ch.is_ascii_digit());
    if minus || rest.starts_with(sign) {
        return None;
    }
    Some(plain(
        MarkerKind::Bullet,
        &line[..sign.len_utf8()],
        None,
        skip_spaces(line, sign.len_utf8()),
    ))
}

/// `1.`, `1)`, `2.1.`, `2.1.3`; not `1.500 triệu`, `30/9/2023`, `2023.`
fn numbered(line: &str) -> Option<Marker<'_>> {
    let mut end = 0;
    let mut parts = 0;
    let mut last = 0;
    loop {
        let digits = line[end..].bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=3).contains(&digits) || (digits == 3 && parts > 0) {
            return None;
        }
        last = line[end..end + digits].parse().unwrap_or(last);
        end += digits;
        parts += 1;
        let more = line[end..].starts_with('.')
            && line[end + 1..].starts_with(|ch: char| ch.is_ascii_digit());
        if !more || parts == 4 {
            break;
        }
        end += 1;
    }
    if last == 0 || last > 200 {
        return None;
    }
    let label = &line[..end];
    let rest = &line[end..];
    let closed = rest
        .strip_prefix(['.', ')'])
        .or_else(|| rest.strip_prefix("/."))
        .filter(|_| !rest.starts_with("/."));
    let body = match (closed, parts) {
        (Some(after), _) => skip_spaces(line, line.len() - after.len()),
        // Without a closing sign only `2.1 Word` is a marker: "3.5 triệu" is an amount.
        (None, 2..)
            if rest.starts_with(' ') && rest.trim_start().starts_with(char::is_uppercase) =>
        {
            skip_spaces(line, end)
        }
        _ => return None,
    };
    let text = &line[body..];
    if text.starts_with(|ch: char| ch.is_ascii_digit()) && parts > 1
        || (text.is_empty() && rest.is_empty())
    {
        return None;
    }
    let kind = if parts > 1 {
        MarkerKind::SubClause
    } else {
        MarkerKind::Clause
    };
    Some(plain(kind, label, Some(last), body))
}

/// `(1)`, `(i)`.
fn bracketed(line: &str) -> Option<Marker<'_>> {
    let close = line.find(')').filter(|&close| close <= 6)?;
    let label = &line[1..close];
    let body = skip_spaces(line, close + 1);
    if let Ok(number) = label.parse::<u32>() {
        let sound = number > 0 && number < 100;
        return sound.then(|| plain(MarkerKind::Bracketed, label, Some(number), body));
    }
    let number =
        roman_value(&label.to_uppercase()).filter(|_| label.chars().all(char::is_lowercase))?;
    Some(plain(MarkerKind::SmallRoman, label, Some(number), body))
}

/// "Phần I", "Chương II", "Mục 1.", "Điều 1.", "Phụ lục II".
fn worded(line: &str) -> Option<Marker<'_>> {
    const WORDS: [(&str, &str, MarkerKind); 5] = [
        ("Phần", "PHẦN", MarkerKind::Part),
        ("Chương", "CHƯƠNG", MarkerKind::Chapter),
        ("Mục", "MỤC", MarkerKind::Division),
        ("Điều", "ĐIỀU", MarkerKind::Article),
        ("Phụ lục", "PHỤ LỤC", MarkerKind::Appendix),
    ];
    let (rest, kind) = WORDS.iter().find_map(|&(word, upper, kind)| {
        line.strip_prefix(word)
            .or_else(|| line.strip_prefix(upper))
            .map(|rest| (rest, kind))
    })?;
    if kind == MarkerKind::Appendix && rest.trim_matches([' ', '.', ':']).is_empty() {
        return Some(plain(kind, "", None, line.len()));
    }
    let from = skip_spaces(line, line.len() - rest.len());
    if from == line.len() - rest.len() {
        return None;
    }
    let label_len: usize = line[from..]
        .chars()
        .take_while(|ch| ch.is_alphanumeric())
        .map(char::len_utf8)
        .sum();
    let label = &line[from..from + label_len];
    let ordinal = label
        .parse()
        .ok()
        .or_else(|| roman_value(label))
        .or_else(|| word_number(label))?;
    let rest = &line[from + label_len..];
    let closed = rest.trim_start_matches(['.', ':', '-', ' ']);
    let ended = rest.is_empty() || rest.starts_with(['.', ':', ' ', '-']);
    ended.then(|| plain(kind, label, Some(ordinal), line.len() - closed.len()))
}

fn word_number(label: &str) -> Option<u32> {
    const WORDS: [(&str, u32); 5] = [("nhất", 1), ("hai", 2), ("ba", 3), ("tư", 4), ("năm", 5)];
    let lower = label.to_lowercase();
    WORDS
        .iter()
        .find(|(word, _)| *word == lower)
        .map(|&(_, number)| number)
}

/// `I.`, `I)`, `I- UP`; not `V/v`.
fn roman(line: &str) -> Option<Marker<'_>> {
    let end = line
        .bytes()
        .take_while(|byte| matches!(byte, b'I' | b'V' | b'X'))
        .count();
    let ordinal = roman_value(&line[..end])?;
    let rest = &line[end..];
    let dashed = rest
        .trim_start()
        .strip_prefix(['-', '–'])
        .filter(|after| after.trim_start().starts_with(char::is_uppercase));
    let slashed = rest
        .strip_prefix(['/', ':'])
        .filter(|after| after.trim_start().starts_with(char::is_uppercase));
    let after = rest.strip_prefix(['.', ')']).or(dashed).or(slashed)?;
    Some(plain(
        MarkerKind::Section,
        &line[..end],
        Some(ordinal),
        skip_spaces(line, line.len() - after.len()),
    ))
}

/// Value of a roman numeral up to 39 in its regular spelling.
fn roman_value(text: &str) -> Option<u32> {
    const UNITS: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let tens = text.bytes().take_while(|&byte| byte == b'X').count();
    if text.is_empty() || tens > 3 {
        return None;
    }
    // "IX" starts with I, so the tens taken above never eat its X.
    let unit = UNITS.iter().position(|&unit| unit == &text[tens..])?;
    u32::try_from(tens * 10 + unit).ok()
}

/// `a)`, `đ)`, `a.`, `A. UP`.
fn lettered(line: &str) -> Option<Marker<'_>> {
    const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";
    let first = line.chars().next()?;
    let end = first.len_utf8();
    let after = line[end..].strip_prefix(['.', ')'])?;
    let body = skip_spaces(line, line.len() - after.len());
    if first.is_ascii_uppercase() || first == 'Đ' {
        let heading = after.starts_with(' ') && line[body..].starts_with(char::is_uppercase);
        let lower = first.to_lowercase().next()?;
        let ordinal = LETTERS.chars().position(|letter| letter == lower)?;
        return heading.then(|| {
            plain(
                MarkerKind::Letter,
                &line[..end],
                u32::try_from(ordinal + 1).ok(),
                body,
            )
        });
    }
    // f, j, w and z are no letters of the alphabet, but people count on with them.
    let ordinal = match first {
        'f' => 6,
        'j' => 9,
        letter => LETTERS.chars().position(|other| other == letter)? + 1,
    };
    let spaced = after.starts_with(' ') || line[..end + 1].ends_with(')');
    spaced.then(|| {
        plain(
            MarkerKind::Point,
            &line[..end],
            u32::try_from(ordinal).ok(),
            body,
        )
    })
}
