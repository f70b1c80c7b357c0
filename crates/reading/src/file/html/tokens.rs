//! HTML → tags and text, in one pass whose cost is linear whatever comes in.
//!
//! Follows the HTML standard where documents need it: comments (also Word's conditional ones),
//! bogus declarations, raw-text elements, attributes in all three quotings. It builds no tree and
//! keeps no attribute: they are looked up in the source when asked for.

use std::borrow::Cow;

use memchr::{memchr, memmem};
use quick_xml::escape::resolve_html5_entity;

/// A piece of the source.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Characters, references not yet resolved.
    Text(&'a str),
    Start(Tag<'a>),
    /// Name as written.
    End(&'a str),
}

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// As written.
    pub name: &'a str,
    attributes: &'a str,
}

/// Elements whose content is not markup.
const RAW: [&str; 8] = [
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes",
];

/// Cuts `source` into tokens.
pub(super) struct Tokens<'a> {
    source: &'a str,
    at: usize,
    /// No `-->` lies ahead: said once, so that a million `<!--` are not a million searches.
    comments_end: bool,
    /// Likewise for the end tags of raw-text elements.
    raw_ends: [bool; RAW.len()],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            source,
            at: 0,
            comments_end: true,
            raw_ends: [true; RAW.len()],
        }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// Moves behind a comment or declaration that starts here.
    fn skip_declaration(&mut self) {
        let rest = self.rest();
        if rest.starts_with("<!--") && self.comments_end {
            if rest[4..].starts_with('>') {
                self.at += 5;
                return;
            }
            if let Some(end) = memmem::find(&rest.as_bytes()[4..], b"-->") {
                self.at += 4 + end + 3;
                return;
            }
            self.comments_end = false;
        }
        self.at += memchr(b'>', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
    }

    fn start_tag(&mut self) -> Token<'a> {
        let rest = &self.rest()[1..];
        let name_end = name_length(rest);
        let end = tag_end(rest, name_end);
        let name = &rest[..name_end];
        let attributes = &rest[name_end..end];
        self.at = (self.at + 1 + end + 1).min(self.source.len());
        if let Some(raw) = RAW.iter().position(|raw| raw.eq_ignore_ascii_case(name)) {
            self.skip_raw(raw);
        }
        Token::Start(Tag { name, attributes })
    }

    fn end_tag(&mut self) -> Token<'a> {
        let rest = &self.rest()[2..];
        let name_end = name_length(rest);
        let end = tag_end(rest, name_end);
        self.at = (self.at + 2 + end + 1).min(self.source.len());
        Token::End(&rest[..name_end])
    }

    /// Moves to the end tag of the raw-text element just opened.
    fn skip_raw(&mut self, raw: usize) {
        if !self.raw_ends[raw] {
            return;
        }
        let name = RAW[raw];
        let rest = self.rest();
        let end = memmem::find_iter(rest.as_bytes(), b"</").find(|at| {
            rest.as_bytes()
                .get(at + 2..at + 2 + name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        });
        match end {
            Some(end) => self.at += end,
            None => self.raw_ends[raw] = false,
        }
    }

    fn text(&mut self) -> Token<'a> {
        let rest = self.rest();
        let end = memchr(b'<', &rest.as_bytes()[1..]).map_or(rest.len(), |end| end + 1);
        self.at += end;
        Token::Text(&rest[..end])
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest().as_bytes();
            let token = match rest {
                [] => return None,
                [b'<', b'/', next, ..] if next.is_ascii_alphabetic() => self.end_tag(),
                [b'<', b'!' | b'?' | b'/', ..] => {
                    self.skip_declaration();
                    continue;
                }
                [b'<', next, ..] if next.is_ascii_alphabetic() => self.start_tag(),
                _ => self.text(),
            };
            return Some(token);
        }
    }
}

fn name_length(tag: &str) -> usize {
    tag.bytes()
        .position(|byte| byte.is_ascii_whitespace() || byte == b'/' || byte == b'>')
        .unwrap_or(tag.len())
}

/// Place of the `>` that ends the tag, outside quoted values; the end of `tag` without one.
fn tag_end(tag: &str, name_end: usize) -> usize {
    let bytes = tag.as_bytes();
    let mut at = name_end;
    // A quote opens a value only after `=`; elsewhere it is part of a name.
    let mut after_equals = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return at,
            b'=' => after_equals = true,
            b'"' | b'\'' if after_equals => {
                after_equals = false;
                match memchr(byte, &bytes[at + 1..]) {
                    Some(close) => at += close + 1,
                    None => return memchr(b'>', &bytes[at..]).map_or(bytes.len(), |gt| at + gt),
                }
            }
            _ if byte.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    bytes.len()
}

impl<'a> Tag<'a> {
    /// The value of an attribute, references resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest
                .bytes()
                .skip(1)
                .position(|byte| byte.is_ascii_whitespace() || byte == b'=' || byte == b'/')
                .map_or(rest.len(), |end| end + 1);
            let end = (end..=rest.len()).find(|end| rest.is_char_boundary(*end))?;
            let found = &rest[..end];
            let (value, after) = attribute_value(&rest[end..]);
            if found.eq_ignore_ascii_case(name) {
                return Some(resolve(value));
            }
            rest = after;
        }
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The value after an attribute's name, and what follows it.
fn attribute_value(rest: &str) -> (&str, &str) {
    let Some(value) = rest.trim_ascii_start().strip_prefix('=') else {
        return ("", rest);
    };
    let value = value.trim_ascii_start();
    if let Some(quote @ (b'"' | b'\'')) = value.as_bytes().first() {
        let inner = &value[1..];
        return match memchr(*quote, inner.as_bytes()) {
            Some(end) => (&inner[..end], &inner[end + 1..]),
            None => (inner, ""),
        };
    }
    let end = value
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(value.len());
    value.split_at(end)
}

/// Resolves character references; what is not one stays as it is.
pub(super) fn resolve(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut resolved = String::with_capacity(text.len());
    resolved.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        let used = push_reference(rest, &mut resolved);
        rest = &rest[used..];
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

/// Longest name of a character reference.
const LONGEST_NAME: usize = 32;

/// Appends the character that the reference at the start of `text` means; returns its length.
fn push_reference(text: &str, out: &mut String) -> usize {
    let body = &text[1..];
    if let Some(number) = body.strip_prefix('#') {
        return push_number(number, out).map_or_else(
            || {
                out.push('&');
                1
            },
            |length| length + 2,
        );
    }
    let length = body
        .bytes()
        .take(LONGEST_NAME)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let (name, after) = body.split_at(length);
    // Without the semicolon only the old names of Latin 1 count, and they are all at most 6 long.
    let closed = after.starts_with(';');
    match resolve_html5_entity(name) {
        Some(meaning) if closed || name.len() <= 6 && meaning.len() <= 2 => {
            out.push_str(meaning);
            1 + length + usize::from(closed)
        }
        _ => {
            out.push('&');
            1
        }
    }
}

fn push_number(number: &str, out: &mut String) -> Option<usize> {
    let hex = number.starts_with(['x', 'X']);
    let skip = usize::from(hex);
    let radix = if hex { 16 } else { 10 };
    let digits = &number.as_bytes()[skip..];
    let length = digits
        .iter()
        .take_while(|byte| char::from(**byte).is_digit(radix))
        .count();
    if length == 0 {
        return None;
    }
    let value = u32::from_str_radix(&number[skip..skip + length], radix).unwrap_or(u32::MAX);
    out.push(character(value));
    let closed = digits.get(length) == Some(&b';');
    Some(skip + length + usize::from(closed))
}

/// A numeric reference's character; 128–159 mean windows-1252 as the standard says.
fn character(value: u32) -> char {
    if let Ok(byte @ 0x80..=0x9f) = u8::try_from(value) {
        let bytes = [byte];
        let (decoded, ..) = encoding_rs::WINDOWS_1252.decode(&bytes);
        return decoded
            .chars()
            .next()
            .unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    match char::from_u32(value) {
        Some('\0') | None => char::REPLACEMENT_CHARACTER,
        Some(c) => c,
    }
}
