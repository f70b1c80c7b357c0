//! Words around a name that do not change whom it means.

use std::sync::LazyLock;

use super::name::{key, strip_head, strip_tail};

/// Before the name.
const BEFORE: &[&str] = &[
    "các",
    "Thủ trưởng",
    "Người đứng đầu",
    "Giám đốc",
    "Chủ tịch",
    "Bộ trưởng",
    "Thống đốc",
    "Tổng Giám đốc",
    "Chánh",
    "Trưởng",
    "Lãnh đạo",
    "đề nghị",
    "giao",
    "cùng với",
    "với",
];

/// Behind the name, longest first.
const BEHIND: &[&str] = &[
    "được giao nhiệm vụ",
    "trên địa bàn tỉnh",
    "trên địa bàn",
    "thuộc tỉnh",
    "trong tỉnh",
    "cấp tỉnh",
    "chủ trì",
    "tỉnh",
];

static BEFORE_KEYS: LazyLock<Vec<String>> =
    LazyLock::new(|| BEFORE.iter().map(|words| key(words)).collect());
static BEHIND_KEYS: LazyLock<Vec<String>> =
    LazyLock::new(|| BEHIND.iter().map(|words| key(words)).collect());

/// The key with qualifiers taken off, the fewest first: those behind it, then those before it and
/// behind what is left. A name in the directory may keep either ("các huyện … trong tỉnh").
pub(super) fn peeled(key: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut head = Some(key);
    while let Some(rest) = head {
        if rest != key {
            found.push(rest.to_owned());
        }
        let mut tail = rest;
        while let Some(shorter) = BEHIND_KEYS.iter().find_map(|word| strip_tail(tail, word)) {
            found.push(shorter.to_owned());
            tail = shorter;
        }
        head = BEFORE_KEYS.iter().find_map(|word| strip_head(rest, word));
    }
    found
}

/// Words at the end of a collective that say that the document does not list who belongs to it.
const OPEN: &[&str] = &["liên quan", "khác", "theo quy định", "chức năng"];

static OPEN_KEYS: LazyLock<Vec<String>> =
    LazyLock::new(|| OPEN.iter().map(|words| key(words)).collect());

/// What a collective begins with. "Chuyên viên phụ trách … lĩnh vực khác" is a person.
const COLLECTIVE: &[&str] = &[
    "các",
    "cơ quan",
    "đơn vị",
    "địa phương",
    "tổ chức",
    "sở",
    "ban",
    "ngành",
    "bộ",
    "UBND",
    "Ủy ban nhân dân",
    "doanh nghiệp",
];

static COLLECTIVE_KEYS: LazyLock<Vec<String>> =
    LazyLock::new(|| COLLECTIVE.iter().map(|words| key(words)).collect());

/// Whether a name leaves open who is meant: "các sở, ngành có liên quan".
pub(super) fn leaves_open(key: &str) -> bool {
    let begins = |words: &String| strip_head(key, words).is_some();
    let ends = |words: &String| strip_tail(key, words).is_some();
    COLLECTIVE_KEYS.iter().any(begins) && OPEN_KEYS.iter().any(ends)
}

/// The key without a word that stands twice in a row, which a hand did: "Sở Sở Công Thương".
pub(super) fn undoubled(key: &str) -> Option<String> {
    let mut words: Vec<&str> = key.split(' ').collect();
    let length = words.len();
    words.dedup();
    (words.len() < length).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{key, leaves_open, peeled, undoubled};

    #[test]
    fn an_open_collective_is_seen_by_its_end() {
        assert!(leaves_open(&key(
            "các sở, ban, ngành, địa phương có liên quan"
        )));
        assert!(leaves_open(&key("các cơ quan báo chí, truyền hình khác")));
        assert!(!leaves_open(&key("các sở, ban, ngành")));
    }

    #[test]
    fn a_doubled_word_counts_once() {
        assert_eq!(
            undoubled(&key("Sở Sở Công thương")),
            Some(key("Sở Công Thương"))
        );
        assert_eq!(undoubled(&key("Sở Y tế")), None);
    }

    #[test]
    fn qualifiers_come_off_one_by_one() {
        let all = key("Thủ trưởng các sở, ban, ngành cấp tỉnh");
        let peeled_keys = [
            "Thủ trưởng các sở, ban, ngành",
            "các sở, ban, ngành cấp tỉnh",
            "các sở, ban, ngành",
            "sở, ban, ngành cấp tỉnh",
            "sở, ban, ngành",
        ];
        assert_eq!(peeled(&all), peeled_keys.map(key));
        assert!(peeled(&key("Sở Tài chính")).is_empty());
    }
}
