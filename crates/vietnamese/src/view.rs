//! The display form of a text: what a reader sees, in one spelling.
//!
//! The same word reaches us in many byte sequences: `ề` as one character or three, a dash of six
//! kinds, a no-break space, `Ð` (Eth) for `Đ`. The grammars would have to know them all; instead
//! they read a [`View`], which holds one spelling and the way back to the source bytes. What a
//! person wrote otherwise stays: the place of a tone (`hòa`, `hoà`), `y` or `i`, upper case.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// A text in display form that knows where each of its bytes came from.
///
/// A text that already is in display form is borrowed and needs no map.
#[derive(Debug, Clone)]
pub struct View<'a> {
    text: Cow<'a, str>,
    /// Where the two texts run apart, in order; empty when they are the same.
    pieces: Vec<Piece>,
    source_len: usize,
}

/// A stretch of the view and the stretch of the source it stands for.
#[derive(Debug, Clone, Copy)]
struct Piece {
    view: usize,
    source: usize,
    source_end: usize,
    /// Byte for byte the same; otherwise the piece maps as a whole.
    verbatim: bool,
}

/// What to do with line ends and Markdown emphasis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// Lines stay lines, marks stay.
    Lines,
    /// A line end is a space, emphasis marks fall away: one run of prose.
    Prose,
}

impl<'a> View<'a> {
    /// The display form of `source`, line by line.
    pub fn of(source: &'a str) -> Self {
        Self::build(source, Flow::Lines)
    }

    /// The display form of one paragraph that its source wraps over several lines or dresses in
    /// Markdown emphasis: line ends become spaces, `**` and `__` fall away.
    pub fn flowing(source: &'a str) -> Self {
        Self::build(source, Flow::Prose)
    }

    /// The text in display form.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the source was in display form already.
    pub fn is_source(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The bytes of the source that the bytes `range` of the view stand for.
    ///
    /// A range that cuts into a respelled piece takes the whole piece, so the result lies on
    /// character boundaries of the source whenever `range` does in the view.
    pub fn source_span(&self, range: Range<usize>) -> Range<usize> {
        if self.pieces.is_empty() {
            return range;
        }
        let start = self.source_start(range.start);
        if range.is_empty() {
            return start..start;
        }
        let last = self.piece_at(range.end - 1);
        let end = if last.verbatim {
            last.source + (range.end - last.view)
        } else {
            last.source_end
        };
        start..end
    }

    fn source_start(&self, at: usize) -> usize {
        if at >= self.text.len() {
            return self.source_len;
        }
        let piece = self.piece_at(at);
        if piece.verbatim {
            piece.source + (at - piece.view)
        } else {
            piece.source
        }
    }

    fn piece_at(&self, at: usize) -> Piece {
        let after = self.pieces.partition_point(|piece| piece.view <= at);
        self.pieces[after.saturating_sub(1)]
    }

    fn build(source: &'a str, flow: Flow) -> Self {
        let Some(first) = first_odd(source, 0, flow) else {
            return Self {
                text: Cow::Borrowed(source),
                pieces: Vec::new(),
                source_len: source.len(),
            };
        };
        let mut writer = Writer::new(source);
        let mut next = Some(first);
        while let Some(odd) = next {
            writer.keep_until(odd);
            writer.respell(odd, flow);
            writer.skip_spaces();
            next = first_odd(source, writer.done, flow);
        }
        writer.keep_until(source.len());
        Self {
            text: Cow::Owned(writer.text),
            pieces: writer.pieces,
            source_len: source.len(),
        }
    }
}

/// Builds the view piece by piece.
struct Writer<'a> {
    source: &'a str,
    text: String,
    pieces: Vec<Piece>,
    done: usize,
}

impl<'a> Writer<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            text: String::with_capacity(source.len()),
            pieces: Vec::new(),
            done: 0,
        }
    }

    /// Takes the source over, byte for byte, up to `end`.
    fn keep_until(&mut self, end: usize) {
        if self.done < end {
            self.piece(end, true);
            self.text.push_str(&self.source[self.done..end]);
            self.done = end;
        }
    }

    fn piece(&mut self, source_end: usize, verbatim: bool) {
        let view = self.text.len();
        self.pieces.push(Piece {
            view,
            source: self.done,
            source_end,
            verbatim,
        });
    }

    /// Leaves out the spaces of the source that go on where the view already has one.
    fn skip_spaces(&mut self) {
        while self.text.ends_with(' ') && self.source[self.done..].starts_with(' ') {
            self.done += 1;
        }
    }

    /// Respells what starts at `odd`.
    fn respell(&mut self, odd: usize, flow: Flow) {
        let end = match spelling(self.source, odd, flow) {
            Spelling::Same(end) => {
                self.keep_until(end);
                end
            }
            Spelling::Drop(end) => end,
            Spelling::One(ch, end) => {
                if !(ch == ' ' && self.text.ends_with(' ')) {
                    self.piece(end, false);
                    self.text.push(ch);
                }
                end
            }
            Spelling::Cluster(end) => {
                self.piece(end, false);
                let seen = self.source[odd..end].chars().filter(|&ch| !is_dropped(ch));
                let cluster: String = seen.map(base_letter).nfc().collect();
                self.text.extend(cluster.chars().map(base_letter));
                end
            }
        };
        self.done = end;
    }
}

/// How the piece of source at some place is spelled in the view; each carries where it ends.
enum Spelling {
    Same(usize),
    Drop(usize),
    One(char, usize),
    Cluster(usize),
}

fn spelling(source: &str, at: usize, flow: Flow) -> Spelling {
    let mut chars = source[at..].char_indices();
    let Some((_, ch)) = chars.next() else {
        return Spelling::Same(at);
    };
    let mut end = at + ch.len_utf8();
    for (offset, mark) in chars {
        if joins_before(mark) {
            end = at + offset + mark.len_utf8();
        } else if !is_dropped(mark) {
            break;
        }
    }
    let after = at + ch.len_utf8();
    if end > after && !is_dropped(ch) {
        return Spelling::Cluster(end);
    }
    if flow == Flow::Prose {
        match ch {
            '\n' | '\r' => return Spelling::One(' ', after),
            '*' | '_' if source[after..].starts_with(ch) => {
                return Spelling::Drop(after + 1);
            }
            _ => {}
        }
    }
    match ch {
        '\r' if source[after..].starts_with('\n') => Spelling::Drop(after),
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Spelling::One('\n', after),
        ' ' if !follows_space(source, at) => Spelling::Same(after),
        _ if is_space(ch) => Spelling::One(' ', after),
        _ if is_dropped(ch) => Spelling::Drop(after),
        _ if joins_before(ch) => Spelling::Cluster(end),
        _ => match respelled(ch) {
            Some(plain) => Spelling::One(plain, after),
            None if is_nfc_quick(std::iter::once(ch)) == IsNormalized::Yes => Spelling::Same(after),
            None => Spelling::Cluster(end),
        },
    }
}

fn follows_space(source: &str, at: usize) -> bool {
    at > 0 && source.as_bytes()[at - 1] == b' '
}

/// A combining mark or a letter that may join the one before it.
fn joins_before(ch: char) -> bool {
    ch >= '\u{300}'
        && (canonical_combining_class(ch) != 0
            || is_nfc_quick(std::iter::once(ch)) == IsNormalized::Maybe)
}

fn is_space(ch: char) -> bool {
    matches!(
        ch,
        ' ' | '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Characters that nobody sees.
fn is_dropped(ch: char) -> bool {
    matches!(
        ch,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// Look-alikes of a character we read.
fn respelled(ch: char) -> Option<char> {
    Some(match ch {
        '\u{d0}' | '\u{189}' => 'Đ',
        '\u{f0}' | '\u{256}' => 'đ',
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2043}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff0d}' => '-',
        '\u{2044}' | '\u{2215}' | '\u{ff0f}' => '/',
        _ => return None,
    })
}

fn base_letter(ch: char) -> char {
    respelled(ch).unwrap_or(ch)
}

/// The next place, from `from` on, whose spelling may differ in the view.
fn first_odd(source: &str, from: usize, flow: Flow) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 0x80 {
            if is_odd_ascii(bytes, at, flow) {
                return Some(at);
            }
            at += 1;
            continue;
        }
        let (plain, len) = is_plain_letter(bytes, at);
        if !plain {
            return Some(cluster_start(source, at, from));
        }
        at += len;
    }
    None
}

fn is_odd_ascii(bytes: &[u8], at: usize, flow: Flow) -> bool {
    match bytes[at] {
        b'\t' | b'\r' | 0xb | 0xc => true,
        b' ' => at > 0 && bytes[at - 1] == b' ',
        b'\n' => flow == Flow::Prose,
        mark @ (b'*' | b'_') => flow == Flow::Prose && bytes.get(at + 1) == Some(&mark),
        _ => false,
    }
}

/// Whether the character at `at` is a precomposed Latin letter that the view takes as it is,
/// and its length. Answered from the bytes: this runs over every letter of every document.
fn is_plain_letter(bytes: &[u8], at: usize) -> (bool, usize) {
    let second = bytes.get(at + 1).copied().unwrap_or(0);
    match bytes[at] {
        0xc3 => (second != 0x90 && second != 0xb0, 2),
        0xc4 | 0xc5 | 0xc7 | 0xc8 => (true, 2),
        0xc6 => (second != 0x89, 2),
        0xe1 => (matches!(second, 0xb8..=0xbb), 3),
        // General punctuation: the curly quotes, the ellipsis and the bullet stay as they are.
        0xe2 => {
            let third = bytes.get(at + 2).copied().unwrap_or(0);
            (
                second == 0x80 && matches!(third, 0x98..=0x9f | 0xa2 | 0xa6),
                3,
            )
        }
        _ => (false, 1),
    }
}

/// A combining mark changes the letter before it, also across characters that nobody sees: the
/// odd piece starts there.
fn cluster_start(source: &str, at: usize, from: usize) -> usize {
    let mut behind = source[at..].chars().skip_while(|&ch| is_dropped(ch));
    if !behind.next().is_some_and(joins_before) {
        return at;
    }
    source[from..at]
        .char_indices()
        .next_back()
        .map_or(at, |(offset, _)| from + offset)
}
