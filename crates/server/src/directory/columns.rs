//! The sheets of a directory and their columns: the keys of what people read, in order.

use dondoc_core::unit::{Kind, Level};

use crate::key;
use crate::text::{Lang, Texts};
use crate::web::units::{kind_key, shipped::level_key};

/// A sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kept {
    About,
    Units,
    Names,
    Parents,
    Contacts,
    Heads,
    Groups,
    Members,
}

impl Kept {
    pub(super) const ALL: [Self; 8] = [
        Self::About,
        Self::Units,
        Self::Names,
        Self::Parents,
        Self::Contacts,
        Self::Heads,
        Self::Groups,
        Self::Members,
    ];

    /// The key of its name.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::About => key!("sheet-about"),
            Self::Units => key!("sheet-units"),
            Self::Names => key!("sheet-names"),
            Self::Parents => key!("sheet-parents"),
            Self::Contacts => key!("sheet-contacts"),
            Self::Heads => key!("sheet-heads"),
            Self::Groups => key!("sheet-groups"),
            Self::Members => key!("sheet-members"),
        }
    }

    /// The keys of its columns.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::About => &[PLACE, NOTE],
            Self::Units => &[
                CODE, NAME, SHORT, KIND, LEVEL, PARENT, FROM, TO, ALIASES, TAGS, QD20, GSO, CODES,
            ],
            Self::Names => &[CODE, NAME, SHORT, FROM, TO],
            Self::Parents => &[CODE, PARENT, FROM, TO],
            Self::Contacts => &[CODE, CONTACT, EMAIL, PHONE, ADDRESS],
            Self::Heads => &[CODE, HEAD, TITLE, FROM, TO],
            Self::Groups => &[
                GROUP, NAME, OPEN, KINDS, LEVEL, TAGS, UNDER, FROM, TO, ALIASES,
            ],
            Self::Members => &[GROUP, CODE, EXCEPT, FROM, TO],
        }
    }

    /// The columns without which a sheet is not this one.
    pub(super) fn needed(self) -> &'static [&'static str] {
        match self {
            Self::About => &[PLACE],
            Self::Units => &[CODE, NAME, KIND, LEVEL],
            Self::Names => &[CODE, NAME, FROM],
            Self::Parents => &[CODE, PARENT, FROM],
            Self::Contacts => &[CODE, PHONE],
            Self::Heads => &[CODE, HEAD],
            Self::Groups => &[GROUP, NAME],
            Self::Members => &[GROUP, CODE],
        }
    }
}

pub(super) const PLACE: &str = key!("directories-province");
pub(super) const NOTE: &str = key!("column-note");
pub(super) const CODE: &str = key!("column-unit-code");
pub(super) const NAME: &str = key!("column-name");
pub(super) const SHORT: &str = key!("unit-short");
pub(super) const KIND: &str = key!("unit-kind");
pub(super) const LEVEL: &str = key!("unit-level");
pub(super) const PARENT: &str = key!("column-parent");
pub(super) const FROM: &str = key!("column-from");
pub(super) const TO: &str = key!("column-to");
pub(super) const ALIASES: &str = key!("column-aliases");
pub(super) const TAGS: &str = key!("column-tags");
pub(super) const QD20: &str = key!("column-qd20");
pub(super) const GSO: &str = key!("column-gso");
pub(super) const CODES: &str = key!("column-codes");
pub(super) const CONTACT: &str = key!("column-contact");
pub(super) const EMAIL: &str = key!("column-email");
pub(super) const PHONE: &str = key!("column-phone");
pub(super) const ADDRESS: &str = key!("column-address");
pub(super) const HEAD: &str = key!("column-head");
pub(super) const TITLE: &str = key!("column-title");
pub(super) const GROUP: &str = key!("column-group");
pub(super) const OPEN: &str = key!("column-open");
pub(super) const KINDS: &str = key!("column-kinds");
pub(super) const UNDER: &str = key!("column-under");
pub(super) const EXCEPT: &str = key!("column-except");

/// The column of a field of core.
pub(crate) fn of_field(field: &str) -> Option<&'static str> {
    Some(match field {
        "place" => PLACE,
        "name" | "names" => NAME,
        "short" => SHORT,
        "parent" | "parents" => PARENT,
        "from" => FROM,
        "aliases" => ALIASES,
        "tags" => TAGS,
        "codes" => CODES,
        "contacts" => EMAIL,
        "heads" => HEAD,
        "code" | "members" | "exceptions" => CODE,
        "open" => OPEN,
        _ => return None,
    })
}

/// All kinds of unit.
pub const KINDS_ALL: [Kind; 11] = [
    Kind::Department,
    Kind::Province,
    Kind::Party,
    Kind::MassOrganisation,
    Kind::ArmedForce,
    Kind::Press,
    Kind::PublicBody,
    Kind::District,
    Kind::Commune,
    Kind::Ministry,
    Kind::Other,
];
/// All levels.
pub const LEVELS: [Level; 4] = [
    Level::Central,
    Level::Province,
    Level::District,
    Level::Commune,
];

/// A kind by its name in either language, or by its code.
pub(super) fn kind(word: &str) -> Option<Kind> {
    let known = KINDS_ALL.into_iter().find(|kind| is(word, kind_key(*kind)));
    known.or_else(|| serde_json::from_value(word.into()).ok())
}

/// A level likewise.
pub(super) fn level(word: &str) -> Option<Level> {
    let known = LEVELS.into_iter().find(|level| is(word, level_key(*level)));
    known.or_else(|| serde_json::from_value(word.into()).ok())
}

/// Whether a word is the text of a key, in either language, however it is accented.
pub(super) fn is(word: &str, key: &str) -> bool {
    let same = |t: &Texts| {
        let keyed = vietnamese::key::match_key;
        keyed(t.get(key)) == keyed(word)
    };
    Lang::ALL.into_iter().any(|lang| same(lang.texts()))
}
