//! Keys of names, and the other ways in which a name is written.

/// The key under which a name is found: case, tones, punctuation, spacing and the word "và" do
/// not matter ("Lao động - Thương binh và Xã hội" is "Lao động, Thương binh & Xã hội").
pub fn key(name: &str) -> String {
    let folded = vietnamese::key::fold(name);
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .filter(|word| *word != "va")
        .collect::<Vec<_>>()
        .join(" ")
}

/// Bytes that sort names as the Vietnamese dictionary does.
pub(super) fn sort_key(name: &str) -> Vec<u8> {
    vietnamese::key::fold(name).into_bytes()
}

/// The code of a group, which names its place because every place has "các sở, ban, ngành".
pub(super) fn group_code(place: &str, code: &str) -> String {
    format!("{}/{code}", key(place).replace(' ', "-"))
}

/// Long heads and how they are shortened, as keys.
const HEADS: &[(&str, &[&str])] = &[
    ("uy ban nhan dan", &["ubnd"]),
    ("hoi dong nhan dan", &["hdnd"]),
    (
        "uy ban mat tran to quoc",
        &[
            "ubmttq",
            "uy ban mttq",
            "ub mttq",
            "mttq",
            "mat tran to quoc",
        ],
    ),
    ("bo chi huy", &["bch", "bo ch"]),
    ("ban chap hanh", &["bch"]),
    ("bo doi bien phong", &["bdbp"]),
    ("quan su", &["qs"]),
    ("lien doan lao dong", &["ldld"]),
    ("hoi lien hiep phu nu", &["hoi lhpn"]),
    (
        "doan thanh nien cong san ho chi minh",
        &["doan tncs ho chi minh", "doan tncs hcm", "tinh doan"],
    ),
    ("van phong", &["vp"]),
    ("thanh pho", &["tp"]),
    ("thi xa", &["tx"]),
    ("trung tam", &["tt"]),
    ("bao hiem xa hoi", &["bhxh"]),
    ("ngan hang nha nuoc", &["nhnn"]),
    ("phat thanh truyen hinh", &["pt th", "ptth"]),
    ("dai hoc", &["dh"]),
    ("cao dang", &["cd"]),
];

/// Heads whose rest is written by its initials: "Sở TT&TT", "Sở TTTT", "STTTT".
const INITIALLED: &[&str] = &["so", "bo", "ban", "cuc", "chi cuc", "dai"];

/// The keys under which a unit named so is found, the plain one first.
pub(super) fn variants(name: &str, place: &str) -> Vec<String> {
    let mut keys = vec![key(name)];
    keys.extend(initials(name));
    for (long, shorts) in HEADS {
        for found in keys.clone().iter().filter(|found| contains(found, long)) {
            keys.extend(shorts.iter().map(|short| replaced(found, long, short)));
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
    format!(" {key} ").contains(&format!(" {words} "))
}

fn replaced(key: &str, long: &str, short: &str) -> String {
    let spaced = format!(" {key} ").replacen(&format!(" {long} "), &format!(" {short} "), 1);
    spaced.trim().to_owned()
}

/// "Sở Thông tin và Truyền thông": `so tt tt`, `so tttt`, `stttt`.
fn initials(name: &str) -> Vec<String> {
    let folded = vietnamese::key::fold(name);
    let Some(head) = INITIALLED
        .iter()
        .find(|head| strip_head(&folded, head).is_some())
    else {
        return Vec::new();
    };
    let rest = strip_head(&folded, head).unwrap_or_default();
    let parts = rest
        .split([',', '-', '–'])
        .flat_map(|part| part.split(" va "));
    let parts: Vec<String> = parts
        .map(|part| {
            part.split_whitespace()
                .filter_map(|word| word.chars().next())
                .collect()
        })
        .filter(|part: &String| !part.is_empty())
        .collect();
    let joined = parts.concat();
    if joined.chars().count() < 2 {
        return Vec::new();
    }
    let head_initials: String = head
        .split(' ')
        .filter_map(|word| word.chars().next())
        .collect();
    vec![
        format!("{head} {}", parts.join(" ")),
        format!("{head} {joined}"),
        format!("{head_initials}{joined}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::{key, variants};

    #[test]
    fn spelling_does_not_matter() {
        let written = "Sở Lao động - Thương binh và Xã hội";
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
