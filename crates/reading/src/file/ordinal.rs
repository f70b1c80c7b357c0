//! Numbers as list markers show them.

/// a, b, …, z, aa, bb, … as Word counts; `None` for zero and what would not fit a marker.
pub(super) fn letters(number: u32, upper: bool) -> Option<String> {
    let index = number.checked_sub(1)?;
    let letter = char::from(b"abcdefghijklmnopqrstuvwxyz"[(index % 26) as usize]);
    let letter = if upper {
        letter.to_ascii_uppercase()
    } else {
        letter
    };
    let repeat = index / 26 + 1;
    (repeat <= 8).then(|| std::iter::repeat_n(letter, repeat as usize).collect())
}

/// i, ii, iii, …; `None` for zero and from 4000 on.
pub(super) fn roman(number: u32, upper: bool) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&number) {
        return None;
    }
    let mut left = number;
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            written.push_str(sign);
            left -= value;
        }
    }
    Some(if upper {
        written
    } else {
        written.to_ascii_lowercase()
    })
}

/// Một, hai, ba, … chín mươi chín, as Word's own Vietnamese counting.
pub(super) fn vietnamese(number: u32) -> Option<String> {
    const ONES: [&str; 10] = [
        "", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
    ];
    let (tens, ones) = ((number / 10) as usize, (number % 10) as usize);
    let head = match tens {
        0 => return (ones > 0).then(|| ONES[ones].to_owned()),
        1 => "mười".to_owned(),
        2..=9 => format!("{} mươi", ONES[tens]),
        _ => return None,
    };
    let tail = match (tens, ones) {
        (_, 0) => return Some(head),
        (_, 5) => "lăm",
        (2.., 1) => "mốt",
        _ => ONES[ones],
    };
    Some(format!("{head} {tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_double_after_z() {
        let written: Vec<_> = [1, 26, 27, 53].map(|n| letters(n, false).unwrap()).into();
        assert_eq!(written, ["a", "z", "aa", "aaa"]);
        assert_eq!(letters(0, false), None);
        assert_eq!(letters(u32::MAX, true), None);
    }

    #[test]
    fn vietnamese_counting() {
        let written: Vec<_> = [1, 10, 15, 20, 21, 34, 99]
            .map(|n| vietnamese(n).unwrap())
            .into();
        let expected = [
            "một",
            "mười",
            "mười lăm",
            "hai mươi",
            "hai mươi mốt",
            "ba mươi bốn",
            "chín mươi chín",
        ];
        assert_eq!(written, expected);
        assert_eq!((vietnamese(0), vietnamese(100)), (None, None));
    }

    #[test]
    fn roman_numerals() {
        let written: Vec<_> = [1, 4, 9, 14, 40, 1999]
            .map(|n| roman(n, true).unwrap())
            .into();
        assert_eq!(written, ["I", "IV", "IX", "XIV", "XL", "MCMXCIX"]);
        assert_eq!(roman(4, false).as_deref(), Some("iv"));
        assert_eq!(roman(0, true), None);
        assert_eq!(roman(4000, true), None);
    }
}
