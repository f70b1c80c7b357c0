//! The shape of a number, read by hand: digits, slashes, groups of capitals.

use std::ops::Range;

use super::codes::MIXED;

/// The pieces of a number, before anybody asks whether they make sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape<'a> {
    /// The serial with its suffix as written.
    pub(super) serial: &'a str,
    /// Digits of the serial only.
    pub(super) digits: &'a str,
    pub(super) year: Option<&'a str>,
    /// Type of a Party number, which stands before the slash.
    pub(super) party: Option<&'a str>,
    pub(super) groups: Vec<&'a str>,
    /// Whether a group stands behind a full stop, or behind a slash.
    pub(super) dotted: bool,
    pub(super) slashed: bool,
    /// One past its last byte.
    pub(super) end: usize,
}

/// Whether the text is the number, or only holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    Field,
    Prose,
}

/// Reads the shape that starts at the byte `start`.
pub(super) fn shape(text: &str, start: usize, setting: Setting) -> Option<Shape<'_>> {
    let mut cursor = Cursor {
        text,
        at: start,
        setting,
    };
    let digits = cursor.digits(6)?;
    cursor.suffix();
    let serial = &text[start..cursor.at];
    let mut shape = Shape {
        serial,
        digits,
        year: None,
        party: None,
        groups: Vec::new(),
        dotted: false,
        slashed: false,
        end: 0,
    };
    if cursor.mark(b'-') {
        shape.party = Some(cursor.group()?);
        cursor.mark(b'/').then_some(())?;
    } else {
        cursor.mark(b'/').then_some(())?;
        shape.year = cursor.year();
    }
    cursor.symbol(&mut shape)?;
    shape.end = cursor.at;
    Some(shape)
}

/// Reads the year and the groups of a number whose serial is not yet given.
pub(super) fn draft(text: &str) -> Option<Shape<'_>> {
    let mut cursor = Cursor {
        text,
        at: 0,
        setting: Setting::Field,
    };
    cursor.mark(b'/').then_some(())?;
    let mut shape = Shape {
        serial: "",
        digits: "",
        year: cursor.year(),
        party: None,
        groups: Vec::new(),
        dotted: false,
        slashed: false,
        end: 0,
    };
    cursor.symbol(&mut shape)?;
    shape.end = cursor.at;
    (shape.groups.len() > 1 && !shape.slashed).then_some(shape)
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    setting: Setting,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn digits(&mut self, most: usize) -> Option<&'a str> {
        let rest = self.rest();
        let len = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += len;
        (1..=most).contains(&len).then(|| &rest[..len])
    }

    /// "a" in "30a", "bis".
    fn suffix(&mut self) {
        let rest = self.rest();
        let letters = rest.chars().take_while(|ch| ch.is_lowercase()).count();
        if rest.starts_with("bis") && letters == 3 {
            self.at += 3;
        } else if letters == 1 && rest.starts_with(|ch: char| ch.is_ascii_lowercase() || ch == 'đ')
        {
            self.at += rest.chars().next().map_or(0, char::len_utf8);
        }
    }

    /// A mark with at most one space on either side; nothing is taken when it is another.
    fn mark(&mut self, mark: u8) -> bool {
        let bytes = self.rest().as_bytes();
        let before = usize::from(bytes.first() == Some(&b' '));
        if bytes.get(before) != Some(&mark) {
            return false;
        }
        let after = usize::from(bytes.get(before + 1) == Some(&b' '));
        self.at += before + 1 + after;
        true
    }

    /// Four digits and a slash.
    fn year(&mut self) -> Option<&'a str> {
        let from = self.at;
        let year = self.digits(4).filter(|digits| digits.len() == 4);
        if year.is_some() && self.mark(b'/') {
            return year;
        }
        self.at = from;
        None
    }

    /// Groups and the separators between them.
    fn symbol(&mut self, shape: &mut Shape<'a>) -> Option<()> {
        shape.groups.push(self.group()?);
        while self.next_group(shape).is_some() {}
        Some(())
    }

    fn next_group(&mut self, shape: &mut Shape<'a>) -> Option<()> {
        let from = self.at;
        let found = self
            .separator(shape)
            .and_then(|mark| Some((mark, self.group()?)));
        let Some((mark, group)) = found else {
            self.at = from;
            return None;
        };
        shape.dotted |= mark == b'.';
        shape.slashed |= mark == b'/';
        shape.groups.push(group);
        Some(())
    }

    /// In prose a full stop with a space ends the sentence, and a dash between spaces stands in a
    /// number only behind a bare type code ("267/KH - UBND").
    fn separator(&mut self, shape: &Shape<'_>) -> Option<u8> {
        let from = self.at;
        let mark = [b'-', b'.', b'/']
            .into_iter()
            .find(|&mark| self.mark(mark))?;
        let spaces = self.text[from..self.at]
            .bytes()
            .filter(|&byte| byte == b' ')
            .count();
        let prose = self.setting == Setting::Prose;
        let wrong = match mark {
            b'/' => spaces > 0,
            b'.' => prose && spaces > 0,
            _ => prose && spaces == 2 && shape.groups.len() > 1,
        };
        (!wrong).then_some(mark)
    }

    /// A code: capitals, digits behind the first, "&" between capitals; or one of the mixed ones.
    /// A code does not go on with a small letter.
    fn group(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let mixed = MIXED
            .iter()
            .find(|code| rest.starts_with(**code))
            .map_or(0, |code| code.len());
        let plain = plain_group(rest);
        let len = if ends_code(rest, mixed) {
            mixed.max(plain)
        } else {
            plain
        };
        if len == 0 || !ends_code(rest, len) {
            return None;
        }
        self.at += len;
        Some(&rest[..len])
    }
}

fn plain_group(rest: &str) -> usize {
    let mut len = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        let joins = ch == '&' && at > 0 && chars.peek().is_some_and(|&(_, next)| is_capital(next));
        // "GDTrH": a small letter of a digraph between capitals.
        let digraph = matches!(ch, 'r' | 'h' | 'g')
            && at > 0
            && chars.peek().is_some_and(|&(_, next)| is_capital(next));
        let fits = is_capital(ch) || joins || digraph || at > 0 && ch.is_ascii_digit();
        if !fits {
            break;
        }
        len = at + ch.len_utf8();
    }
    len
}

fn ends_code(rest: &str, len: usize) -> bool {
    len > 0 && !rest[len..].starts_with(|ch: char| ch.is_alphanumeric() || ch == '_')
}

/// Capitals that stand in codes.
pub(super) fn is_capital(ch: char) -> bool {
    ch.is_ascii_uppercase() || matches!(ch, 'Đ' | 'Â' | 'Ă' | 'Ê' | 'Ô' | 'Ơ' | 'Ư')
}

/// The start of the serial whose slash stands at `slash`: digits and a suffix before it, or the
/// type of a Party number and the digits before that.
pub(super) fn serial_before(text: &str, slash: usize) -> Option<usize> {
    let head = text[..slash].strip_suffix(' ').unwrap_or(&text[..slash]);
    let start = serial_start(head).or_else(|| {
        let stem =
            head.trim_end_matches(|ch: char| is_capital(ch) || matches!(ch, 'r' | 'y' | 'i'));
        let stem = stem.strip_suffix(' ').unwrap_or(stem).strip_suffix('-')?;
        serial_start(stem.strip_suffix(' ').unwrap_or(stem))
    })?;
    let before = text[..start].chars().next_back();
    let joined =
        before.is_some_and(|ch| ch.is_alphanumeric() || matches!(ch, '/' | '.' | ',' | '-' | '_'));
    (!joined).then_some(start)
}

fn serial_start(head: &str) -> Option<usize> {
    let stem = head.strip_suffix("bis").unwrap_or(head);
    let stem = stem
        .strip_suffix(|ch: char| ch.is_ascii_lowercase() || ch == 'đ')
        .unwrap_or(stem);
    let start = stem.trim_end_matches(|ch: char| ch.is_ascii_digit()).len();
    (1..=6).contains(&(stem.len() - start)).then_some(start)
}

/// Whether a number may end at `end`: nothing goes on that would make it another word.
pub(super) fn may_end(text: &str, place: &Range<usize>) -> bool {
    let mut after = text[place.end..].chars();
    match after.next() {
        Some('-') => !after.next().is_some_and(is_capital),
        Some(ch) => ch != '/' && ch != '_' && !ch.is_alphanumeric(),
        None => true,
    }
}
