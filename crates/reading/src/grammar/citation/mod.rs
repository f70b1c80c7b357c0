//! Mentions of other documents (viện dẫn).

use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::number::DocNumber;

/// One mention of another document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationMatch {
    /// The whole mention, from its type word to the end of its title.
    pub span: Range<usize>,
    /// The number and its place; `None` for a law cited by name.
    pub number: Option<(Range<usize>, DocNumber)>,
    /// Type of document in words: `Nghị định`; from the type word, else from the code.
    pub kind: Option<&'static str>,
    /// The date and its place.
    pub date: Option<(Range<usize>, NaiveDate)>,
    /// Who issued it.
    pub issuer: Option<Issuer>,
    /// Place of its title.
    pub title: Option<Range<usize>>,
    /// Year of a law cited by name.
    pub year: Option<i32>,
    /// Why it is cited.
    pub role: Role,
    /// Index, in the same answer, of the mention whose title holds this one.
    pub inside: Option<usize>,
    /// Whether the type word and the code of the number disagree (`Kế hoạch số 182/UBND-KH`).
    pub type_conflict: bool,
}

/// Who issued a cited document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issuer {
    /// Named in the text.
    Written(Range<usize>),
    /// Follows from the type: a law is the National Assembly's.
    Implied(&'static str),
}

/// Why a document is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Căn cứ, thực hiện, triển khai.
    Basis,
    /// Sửa đổi, bổ sung.
    Amends,
    /// Thay thế, bãi bỏ.
    Repeals,
    /// Theo hướng dẫn … tại.
    Guidance,
    /// (Ban hành) kèm theo.
    AnnexOf,
    /// Stands in the title of another mention.
    Nested,
    /// No word says.
    Plain,
}

/// Titles met in full, by canonical number: they bound the title of a later, nested mention.
pub type KnownTitles = HashMap<String, String>;

/// Finds the mentions in one text.
pub fn find(text: &str) -> Vec<CitationMatch> {
    find_with(text, &mut KnownTitles::new())
}

/// Finds the mentions in one item of a document, whose items are read in order.
pub fn find_with(_text: &str, _known: &mut KnownTitles) -> Vec<CitationMatch> {
    Vec::new()
}
