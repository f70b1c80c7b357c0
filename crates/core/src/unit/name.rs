//! Keys of names, and the other ways in which a name is written.

use std::{borrow::Cow, sync::LazyLock};

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// The key under which a name is found: case, tones, punctuation, spacing and the word "và" do
/// not matter ("Lao động - Thương binh và Xã hội" is "Lao động, Thương binh & Xã hội").
pub fn key(name: &str) -> String {
    let key = vietnamese::key::match_key(&composed(name));
    let words = key
        .split([' ', '&'])
        .filter(|word| !word.is_empty() && *word != "va");
    words.collect::<Vec<_>>().join(" ")
}

/// A name as a part of a code: "Sở Y tế" is "so-y-te".
pub fn slug(name: &str) -> String {
    let words = vietnamese::key::fold(&composed(name));
    let words = words.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// The name in composed letters, in which keys are taken: a file or a form may bring others.
fn composed(name: &str) -> Cow<'_, str> {
    match is_nfc_quick(name.chars()) {
        IsNormalized::Yes => Cow::Borrowed(name),
        _ => Cow::Owned(name.nfc().collect()),
    }
}

/// Bytes that sort names as the Vietnamese dictionary does.
pub(crate) fn sort_key(name: &str) -> Vec<u8> {
    vietnamese::order::sort_key(name)
}

/// The code of a group, which names its place because every place has "các sở, ban, ngành".
pub(super) fn group_code(place: &str, code: &str) -> String {
    format!("{}/{code}", key(place).replace(' ', "-"))
}

/// The reverse of [`group_code`].
pub(super) fn bare_group_code<'c>(place: &str, code: &'c str) -> &'c str {
    code.strip_prefix(&group_code(place, "")).unwrap_or(code)
}

/// Long heads and how they are shortened; the first two nobody else shares (see [`plain`]).
const HEADS: &[(&str, &[&str])] = &[
    ("Ủy ban nhân dân", &["UBND"]),
    ("Hội đồng nhân dân", &["HĐND"]),
    (
        "Ủy ban Mặt trận Tổ quốc",
        &[
            "UBMTTQ",
            "Ủy ban MTTQ",
            "UB MTTQ",
            "MTTQ",
            "Mặt trận Tổ quốc",
        ],
    ),
    ("Bộ Chỉ huy", &["BCH", "Bộ CH"]),
    ("Ban Chấp hành", &["BCH"]),
    ("Bộ đội Biên phòng", &["BĐBP"]),
    ("Quân sự", &["QS"]),
    ("Liên đoàn Lao động", &["LĐLĐ"]),
    ("Hội Liên hiệp Phụ nữ", &["Hội LHPN"]),
    (
        "Đoàn Thanh niên Cộng sản Hồ Chí Minh",
        &["Đoàn TNCS Hồ Chí Minh", "Đoàn TNCS HCM", "Tỉnh đoàn"],
    ),
    ("Văn phòng", &["VP"]),
    ("thành phố", &["TP"]),
    ("thị xã", &["TX"]),
    ("Trung tâm", &["TT"]),
    ("Bảo hiểm xã hội", &["BHXH"]),
    ("Ngân hàng Nhà nước", &["NHNN"]),
    ("Phát thanh và Truyền hình", &["PT&TH", "PTTH"]),
    ("Đại học", &["ĐH"]),
    ("Cao đẳng", &["CĐ"]),
];

/// [`HEADS`] as keys.
static HEAD_KEYS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let keys = |names: &[&str]| names.iter().map(|name| key(name)).collect();
    HEADS
        .iter()
        .map(|(long, shorts)| (key(long), keys(shorts)))
        .collect()
});

/// Heads whose rest is written by its initials: "Sở TT&TT", "Sở TTTT", "STTTT".
const INITIALLED: &[&str] = &["Sở", "Bộ", "Ban", "Cục", "Chi cục", "Đài"];

static INITIALLED_KEYS: LazyLock<Vec<String>> =
    LazyLock::new(|| INITIALLED.iter().map(|name| key(name)).collect());

/// The place whose units are named, as their names say it: behind a name it may be left out.
#[derive(Debug, Clone)]
pub(super) struct PlaceWords {
    /// What the place is called: "tỉnh" or "thành phố"; nothing for the centre.
    level: Option<String>,
    /// Its name.
    place: String,
}

impl PlaceWords {
    /// Of a province, or of a city of its rank.
    pub(super) fn of(place: &str, is_city: bool) -> Self {
        let level = if is_city { "thành phố" } else { "tỉnh" };
        Self {
            level: (place != super::CENTRAL).then(|| key(level)),
            place: key(place),
        }
    }

    /// What may stand behind a name without changing whom it means.
    fn tails(&self) -> Vec<String> {
        let Some(level) = &self.level else {
            return vec![String::new()];
        };
        let place = &self.place;
        vec![
            String::new(),
            format!(" {level}"),
            format!(" {place}"),
            format!(" {level} {place}"),
        ]
    }

    /// The key without its last words when they only say the place.
    fn taken_off<'k>(&self, key: &'k str) -> &'k str {
        let Some(level) = &self.level else {
            return key;
        };
        let bare = strip_tail(key, &self.place).unwrap_or(key);
        strip_tail(bare, level).unwrap_or(bare)
    }
}

/// The key with the heads that are always shortened alike: "Ủy ban nhân dân các xã" is "UBND các
/// xã", also inside a name.
pub(super) fn plain(key: &str) -> Option<String> {
    let heads = HEAD_KEYS.iter().take(2);
    let short = heads.fold(key.to_owned(), |key, (long, shorts)| {
        shorts
            .first()
            .map_or_else(|| key.clone(), |short| replaced(&key, long, short))
    });
    (short != key).then_some(short)
}

/// The keys under which a group named so is found.
pub(super) fn group_variants(name: &str) -> Vec<String> {
    let mut keys = vec![key(name)];
    shorten_heads(&mut keys);
    let bare: Vec<String> = keys
        .iter()
        .filter_map(|key| strip_head(key, "cac").map(str::to_owned))
        .collect();
    keys.extend(bare);
    keys
}

/// The keys under which a unit named so is found, the plain one first.
pub(super) fn variants(name: &str, place: &PlaceWords) -> Vec<String> {
    let mut keys = vec![key(name)];
    keys.extend(initials(name));
    shorten_heads(&mut keys);
    let tails = place.tails();
    for found in keys.clone() {
        let bare = place.taken_off(&found);
        keys.extend(tails.iter().map(|tail| format!("{bare}{tail}")));
    }
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| !key.is_empty() && seen.insert(key.clone()));
    keys
}

/// Add each key with its long heads shortened.
fn shorten_heads(keys: &mut Vec<String>) {
    for (long, shorts) in HEAD_KEYS.iter() {
        let found: Vec<String> = keys
            .iter()
            .filter(|key| contains(key, long))
            .cloned()
            .collect();
        for found in found {
            keys.extend(shorts.iter().map(|short| replaced(&found, long, short)));
        }
    }
}

/// The key without its last words, when these are they and something is left.
pub(super) fn strip_tail<'k>(key: &'k str, tail: &str) -> Option<&'k str> {
    key.strip_suffix(tail)?
        .strip_suffix(' ')
        .filter(|rest| !rest.is_empty())
}

/// The key without its first words, when these are they and something is left.
pub(super) fn strip_head<'k>(key: &'k str, head: &str) -> Option<&'k str> {
    key.strip_prefix(head)?
        .strip_prefix(' ')
        .filter(|rest| !rest.is_empty())
}

/// Whether whole words stand in a key.
fn contains(key: &str, words: &str) -> bool {
    key.match_indices(words).any(|(at, _)| {
        let (before, behind) = (&key[..at], &key[at + words.len()..]);
        (before.is_empty() || before.ends_with(' '))
            && (behind.is_empty() || behind.starts_with(' '))
    })
}

fn replaced(key: &str, long: &str, short: &str) -> String {
    let spaced = format!(" {key} ").replacen(&format!(" {long} "), &format!(" {short} "), 1);
    spaced.trim().to_owned()
}

/// "Sở Thông tin và Truyền thông": the keys of "Sở TT&TT", "Sở TTTT", "STTTT".
fn initials(name: &str) -> Vec<String> {
    let name = &*composed(name);
    let whole = vietnamese::key::match_key(name);
    let Some(head) = INITIALLED_KEYS
        .iter()
        .find(|head| strip_head(&whole, head).is_some())
    else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    for (at, piece) in name.split([',', '-', '–']).enumerate() {
        let piece = vietnamese::key::match_key(piece);
        let piece = if at == 0 {
            strip_head(&piece, head).unwrap_or_default()
        } else {
            &piece
        };
        let words: Vec<&str> = piece.split(' ').collect();
        parts.extend(
            words
                .split(|word| matches!(*word, "va" | "&"))
                .map(first_letters),
        );
    }
    parts.retain(|part| !part.is_empty());
    let joined = parts.concat();
    if joined.chars().count() < 2 {
        return Vec::new();
    }
    let head_letters = first_letters(&head.split(' ').collect::<Vec<_>>());
    vec![
        format!("{head} {}", parts.join(" ")),
        format!("{head} {joined}"),
        format!("{head_letters}{joined}"),
    ]
}

fn first_letters(words: &[&str]) -> String {
    words
        .iter()
        .filter_map(|word| word.chars().next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{PlaceWords, key};

    fn variants(name: &str, place: &str) -> Vec<String> {
        super::variants(name, &PlaceWords::of(place, false))
    }

    #[test]
    fn a_city_is_called_a_city() {
        let keys = super::variants("Công an thành phố", &PlaceWords::of("Hà Nội", true));
        for written in [
            "Công an Thành phố Hà Nội",
            "Công an Hà Nội",
            "CÔNG AN THÀNH PHỐ",
        ] {
            assert!(keys.contains(&key(written)), "{written}: {keys:?}");
        }
        assert!(!keys.contains(&key("Công an tỉnh")));
    }

    #[test]
    fn spelling_does_not_matter() {
        let written = "Sở Lao động - Thương binh và Xã hội";
        assert!(variants(written, "Nghệ An").contains(&key("Sở LĐ-TB&XH")));
        assert_eq!(key(written), key("Sở Lao động, Thương binh & Xã hội"));
        assert_eq!(key("Uỷ ban nhân dân"), key("ỦY BAN  NHÂN DÂN"));
    }

    #[test]
    fn a_department_is_found_by_its_initials() {
        let keys = variants("Sở Thông tin và Truyền thông", "Nghệ An");
        let written = [
            "Sở TT&TT",
            "Sở TTTT",
            "STTTT",
            "Sở Thông tin và Truyền thông tỉnh Nghệ An",
        ];
        for written in written {
            assert!(keys.contains(&key(written)), "{written}: {keys:?}");
        }
    }

    #[test]
    fn long_heads_are_found_shortened() {
        let keys = variants("Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "Nghệ An");
        for written in ["BCH BĐBP tỉnh", "Bộ CH BĐBP", "BCH Bộ đội biên phòng"] {
            assert!(keys.contains(&key(written)), "{written}: {keys:?}");
        }
    }
}
