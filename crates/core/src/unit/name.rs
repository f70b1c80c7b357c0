//! Keys of names, and the other ways in which a name is written.

use std::sync::LazyLock;

/// The key under which a name is found: case, tones, punctuation, spacing and the word "và" do
/// not matter ("Lao động - Thương binh và Xã hội" is "Lao động, Thương binh & Xã hội").
pub fn key(name: &str) -> String {
    let key = vietnamese::key::match_key(name);
    let words = key
        .split([' ', '&'])
        .filter(|word| !word.is_empty() && *word != "va");
    words.collect::<Vec<_>>().join(" ")
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

/// Long heads and how they are shortened.
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

/// The keys under which a unit named so is found, the plain one first.
pub(super) fn variants(name: &str, place: &str) -> Vec<String> {
    let mut keys = vec![key(name)];
    keys.extend(initials(name));
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
    let place = key(place);
    for found in keys.clone() {
        let bare = without_place(&found, &place);
        for tail in ["", " tinh", &format!(" {place}"), &format!(" tinh {place}")] {
            keys.push(format!("{bare}{tail}"));
        }
    }
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| !key.is_empty() && seen.insert(key.clone()));
    keys
}

/// The key without its last words when they only say the place.
fn without_place<'k>(key: &'k str, place: &str) -> &'k str {
    let bare = strip_tail(key, place).unwrap_or(key);
    strip_tail(bare, "tinh").unwrap_or(bare)
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
    use super::{key, variants};

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
