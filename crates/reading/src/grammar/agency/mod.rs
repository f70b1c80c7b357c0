//! Lists of agencies: who leads, who coordinates.
//!
//! A list is read as a row of words. Names that the lexicon knows are taken whole, with the
//! commas and the "và" they hold; between them every comma and every "và" is asked whether
//! another actor starts behind it: a known name, a head word ("Trung tâm …"), "các …", a noun
//! that is no part of the collective before it. What no rule knows stays with the actor before
//! it, so that no word of a list is ever lost.

mod actor;
mod issuer;
mod lexicon;
mod list;
pub mod official;
mod phrases;
mod registry;
mod shared;
mod split;
mod words;

use std::ops::Range;

use crate::draft::{ActorKind, Certainty};
pub(in crate::grammar) use issuer::issuer;
use list::List;
pub use registry::{Entry, EntryKind, Registry, RegistryError, Resolved};
use split::Extent;

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
    /// Words at the end of the name that narrow it: "được giao nhiệm vụ", "trong tỉnh".
    pub qualifier: Option<Range<usize>>,
    /// `Read` when the lexicon or a head word vouches for the name.
    pub certainty: Certainty,
}

/// Splits the value of a lead or coordinator field into its actors. Every segment of the text
/// comes out in some actor; none is dropped.
pub fn split(text: &str) -> Vec<AgencyMatch> {
    split::actors(&List::of(text), Extent::Whole).0
}

/// Whether a text opens with a name of the lexicon or with a word that heads names.
pub fn opens(text: &str) -> bool {
    let text = &text[..text.floor_char_boundary(64)];
    if !split::may_list(text) {
        return false;
    }
    let list = List::of(text);
    // Keys know no tone: "Cà" of "Cà Mau" is not CA (Công an).
    let lexicon = &lexicon::LEXICON;
    let name = list.phrase(lexicon.names, 0);
    let head = list.close_phrase(lexicon.heads, 0);
    let short = name == 1 && head <= 1 && list.word(0).contains(char::is_lowercase);
    name + head > 0 && !short && list.opening(0).sort != actor::Sort::Unknown
}

/// Length in bytes of the name of the lexicon that a text starts with; 0 when it starts with none.
pub fn known(text: &str) -> usize {
    let list = List::of(window(text, LONGEST_NAME));
    let len = list.phrase(lexicon::LEXICON.names, 0);
    list.place(0..len).end
}

/// The actors a sentence opens with, and the byte where its predicate starts: "Sở Nội vụ và các
/// sở, ngành | tham mưu …". Empty when the sentence opens with no actor.
pub fn leading(text: &str) -> (Vec<AgencyMatch>, usize) {
    let whole = window(text, LONGEST_LIST);
    if !split::may_list(whole) {
        return (Vec::new(), 0);
    }
    // Most lists are short, and what stands far behind one does not change how it is read.
    let near = window(whole, NEAR);
    if near.len() < whole.len() && !is_open(near) {
        let found = leading_in(near);
        if found.1 + FAR < near.len() {
            return found;
        }
    }
    leading_in(whole)
}

fn leading_in(window: &str) -> (Vec<AgencyMatch>, usize) {
    let list = List::of(window);
    let (actors, end) = split::actors(&list, Extent::Leading);
    let end = end
        .checked_sub(1)
        .map_or(0, |last| list.place(last..last + 1).end);
    if actors.is_empty() {
        (actors, 0)
    } else {
        (actors, end)
    }
}

/// Whether a bracket is not closed in the text.
fn is_open(text: &str) -> bool {
    let count = |mark| memchr::memchr_iter(mark, text.as_bytes()).count();
    count(b'(') > count(b')')
}

/// The part of a sentence in which most lists end.
const NEAR: usize = 400;

/// More bytes than a name of the lexicon has.
const LONGEST_NAME: usize = 200;

/// More bytes than are looked ahead behind a list: a long name and what may narrow it.
const FAR: usize = 200;

/// No list of actors in a sentence is longer than this many bytes.
const LONGEST_LIST: usize = 1500;

/// The start of the text, as far as a list can go: lists cost what they are long, not what the
/// document is.
fn window(text: &str, longest: usize) -> &str {
    let text = &text[..text.floor_char_boundary(longest)];
    let line = memchr::memchr(b'\n', text.as_bytes());
    &text[..line.unwrap_or(text.len())]
}
