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
pub fn parse(_line: &str) -> Option<Marker<'_>> {
    None
}
