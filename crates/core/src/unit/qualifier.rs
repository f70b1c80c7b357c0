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

#[cfg(test)]
mod tests {
    use super::{key, peeled};

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
