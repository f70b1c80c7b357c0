//! Lists of agencies: who leads, who coordinates.

use std::ops::Range;

use crate::draft::{ActorKind, Certainty};

/// One actor of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyMatch {
    /// The name, single-spaced, without brackets, a shared head expanded.
    pub name: String,
    /// Where it stands; a name behind a shared head ("Sở: Tài chính, Nội vụ") has only its own
    /// words here.
    pub range: Range<usize>,
    /// One agency, a collective, or an open collective.
    pub kind: ActorKind,
    /// Words after the name that narrow it: "được giao nhiệm vụ", "trong tỉnh".
    pub qualifier: Option<Range<usize>>,
    /// `Read` when the lexicon or a head word vouches for the name.
    pub certainty: Certainty,
}

/// Splits the value of a lead or coordinator field into its actors. Every segment of the text
/// comes out in some actor; none is dropped.
pub fn split(_text: &str) -> Vec<AgencyMatch> {
    Vec::new()
}
