//! Words around a name that do not change whom it means.

use super::name::{strip_head, strip_tail};

/// Before the name, as keys.
const BEFORE: &[&str] = &[
    "cac",
    "thu truong",
    "nguoi dung dau",
    "giam doc",
    "chu tich",
    "lanh dao",
    "de nghi",
    "giao",
    "cung voi",
    "voi",
];

/// Behind the name, as keys, longest first.
const BEHIND: &[&str] = &[
    "duoc giao nhiem vu",
    "tren dia ban tinh",
    "tren dia ban",
    "thuoc tinh",
    "trong tinh",
    "cap tinh",
    "chu tri",
    "tinh",
];

/// The key with qualifiers taken off, one more each time.
pub(super) fn peeled(key: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = key;
    loop {
        let next = BEFORE
            .iter()
            .find_map(|word| strip_head(rest, word))
            .or_else(|| BEHIND.iter().find_map(|word| strip_tail(rest, word)));
        match next {
            Some(next) => {
                found.push(next.to_owned());
                rest = next;
            }
            None => return found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::peeled;

    #[test]
    fn qualifiers_come_off_one_by_one() {
        assert_eq!(
            peeled("thu truong cac so ban nganh cap tinh"),
            [
                "cac so ban nganh cap tinh",
                "so ban nganh cap tinh",
                "so ban nganh"
            ]
        );
        assert!(peeled("so tai chinh").is_empty());
    }
}
