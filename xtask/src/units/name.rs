//! Names of places: their parts, their folded form, the codes made of them.

/// A name with single blanks.
pub(super) fn in_order(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "Thị trấn Kim Sơn": the kind of place and its name.
pub(super) fn split_head(name: &str) -> (&str, &str) {
    const HEADS: [&str; 7] = [
        "Thành phố",
        "Thị trấn",
        "Thị xã",
        "Đặc khu",
        "Huyện",
        "Phường",
        "Xã",
    ];
    let found = HEADS.iter().find_map(|head| {
        let rest = name.strip_prefix(head)?.strip_prefix(' ')?;
        Some((&name[..head.len()], rest))
    });
    found.unwrap_or(("", name))
}

/// The folded name of a district without its kind.
pub(super) fn bare(name: &str) -> String {
    fold(split_head(name).1)
}

/// What a code is made of: no accents, words joined by dashes.
pub(super) fn slug(text: &str) -> String {
    fold(text).replace(' ', "-")
}

/// An accent that is a letter of its own.
pub(super) fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Lower case without accents, everything but letters and digits a blank.
pub(super) fn fold(text: &str) -> String {
    const LETTERS: [(char, &str); 7] = [
        ('a', "àáảãạăằắẳẵặâầấẩẫậ"),
        ('d', "đ"),
        ('e', "èéẻẽẹêềếểễệ"),
        ('i', "ìíỉĩị"),
        ('o', "òóỏõọôồốổỗộơờớởỡợ"),
        ('u', "ùúủũụưừứửữự"),
        ('y', "ỳýỷỹỵ"),
    ];
    let plain = |letter: char| {
        let found = LETTERS.iter().find(|(_, marked)| marked.contains(letter));
        found.map_or(letter, |(plain, _)| *plain)
    };
    let folded: String = text
        .to_lowercase()
        .chars()
        .filter(|letter| !is_mark(*letter))
        .map(plain)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    in_order(&folded)
}
