//! Bytes → text: UTF-8 untouched, UTF-16, and the 8-bit encodings Vietnamese files come in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use memchr::memmem;

/// How far into a page its encoding is declared.
const DECLARATION: usize = 4096;

/// Whether the bytes are text in some encoding: few control characters, NUL only in UTF-16.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    if bytes.is_empty() {
        return false;
    }
    if wide(bytes).is_some() {
        return true;
    }
    let sample = &bytes[..bytes.len().min(64 << 10)];
    let controls = sample
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127));
    memchr::memchr(0, bytes).is_none() && controls.count() * 50 <= sample.len()
}

/// Decodes text that does not say its encoding.
pub(super) fn plain(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            text
        }
        Err(error) => {
            let bytes = error.into_bytes();
            let encoding = wide(&bytes).unwrap_or_else(|| guess(&bytes));
            let text = encoding.decode(&bytes).0;
            if encoding == WINDOWS_1252 {
                // TCVN3 and VNI are fonts: to a machine they are Latin 1.
                vietnamese::legacy::repair(&text).into_owned()
            } else {
                text.into_owned()
            }
        }
    }
}

/// Decodes a web page: what its bytes prove goes before what it declares, since pages saved anew
/// often keep a declaration that has become false.
pub(super) fn html(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    if let Some(encoding) = wide(bytes) {
        return encoding.decode(bytes).0;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8.decode(bytes).0;
    }
    let encoding = match declared(bytes) {
        Some(encoding) if encoding != UTF_8 => encoding,
        _ => guess(bytes),
    };
    encoding.decode(bytes).0
}

/// UTF-16 by its byte-order mark or by its zeros, if it reads as Vietnamese or Latin text.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(512) / 2 * 2];
    let pairs = sample.len() / 2;
    // Latin, combining marks, Vietnamese letters, punctuation.
    let latin = |offset| {
        let high = sample.iter().skip(offset).step_by(2);
        let known = high.filter(|byte| matches!(byte, 0..=3 | 0x1e | 0x20 | 0x22 | 0xfe | 0xff));
        known.count() * 10 >= pairs * 9
    };
    let zeros = |offset| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let marked = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let (first, second) = (zeros(0), zeros(1));
    // In garbage the other half of each pair is rarely a letter or a sign.
    let printable = |offset| {
        let low = sample
            .iter()
            .skip(offset)
            .step_by(2)
            .skip(usize::from(marked));
        low.filter(|byte| !matches!(byte, 0..=8 | 14..=31 | 127))
            .count()
            * 4
            >= pairs * 3
    };
    if pairs < 8 && !marked {
        None
    } else if !bytes.starts_with(&[0xfe, 0xff]) && latin(1) && second * 4 >= pairs && first == 0 {
        printable(0).then_some(UTF_16LE)
    } else if !bytes.starts_with(&[0xff, 0xfe]) && latin(0) && first * 4 >= pairs && second == 0 {
        printable(1).then_some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding a page names in its `<meta>` or XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARATION)].to_ascii_lowercase();
    ["charset=", "encoding="].iter().find_map(|key| {
        let at = memmem::find(&head, key.as_bytes())? + key.len();
        let label = head[at..].trim_ascii_start();
        let label = label
            .strip_prefix(b"\"")
            .or(label.strip_prefix(b"'"))
            .unwrap_or(label);
        let end = label
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:".contains(byte))
            .unwrap_or(label.len());
        Encoding::for_label(&label[..end])
    })
}

/// Undeclared 8-bit text: UTF-8 with a flaw, or the windows encoding that leaves letters with
/// their tones. In windows-1258 a tone is a combining byte of its own (0xCC, 0xD2, 0xDE, 0xEC,
/// 0xF2) right after a vowel; in windows-1252 those bytes are letters that follow no vowel in
/// Vietnamese.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(256 << 10)];
    let high = sample.iter().filter(|byte| **byte >= 0x80).count();
    let flaws = String::from_utf8_lossy(sample)
        .chars()
        .filter(|c| *c == char::REPLACEMENT_CHARACTER)
        .count();
    if flaws * 20 <= high {
        return UTF_8;
    }
    let tones = sample.windows(2).filter(|pair| {
        let vowel = matches!(
            pair[0].to_ascii_lowercase(),
            b'a' | b'e'
                | b'i'
                | b'o'
                | b'u'
                | b'y'
                | 0xe2
                | 0xe3
                | 0xea
                | 0xf4
                | 0xf5
                | 0xfd
                | 0xc2
                | 0xc3
                | 0xca
                | 0xd4
                | 0xd5
                | 0xdd
        );
        vowel && matches!(pair[1], 0xcc | 0xd2 | 0xde | 0xec | 0xf2)
    });
    if tones.count() * 10 >= high {
        WINDOWS_1258
    } else {
        WINDOWS_1252
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_is_untouched_but_for_the_mark() {
        assert_eq!(plain("Kế\r\n  hoạch".into()), "Kế\r\n  hoạch");
        assert_eq!(plain("\u{feff}Kế hoạch".into()), "Kế hoạch");
    }

    #[test]
    fn utf_16_both_ways() {
        let text = "Kế hoạch số 12/KH-UBND";
        for marked in [format!("\u{feff}{text}"), text.to_owned()] {
            let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert!(is_text(&little) && is_text(&big));
            assert_eq!(
                (plain(little), plain(big)),
                (text.to_owned(), text.to_owned())
            );
        }
    }

    #[test]
    fn windows_1258_tones_become_letters_with_marks() {
        let decoded = plain(b"K\xea\xec ho\xe2ch, \xd0i\xea\xd2u 1, nh\xe3\xf2m".to_vec());
        assert!(decoded.starts_with("K\u{ea}\u{301} ho"), "{decoded}");
    }

    #[test]
    fn texts_in_tcvn3_are_read() {
        let latin = |text: &str| text.chars().map(|c| u8::try_from(c).unwrap()).collect();
        assert_eq!(
            plain(latin("KÕ ho¹ch c«ng t¸c th«ng tin ®èi ngo¹i")),
            "Kế hoạch công tác thông tin đối ngoại"
        );
    }

    #[test]
    fn a_declaration_holds_unless_the_bytes_are_utf_8() {
        let page = |bytes: &[u8]| html(bytes).into_owned();
        let latin = b"<meta charset=windows-1252><p>X\xc3 &#432;";
        assert!(page(latin).ends_with("XÃ &#432;"));
        let resaved = "<meta charset=windows-1252><p>Xã".as_bytes();
        assert!(page(resaved).ends_with("Xã"));
    }

    #[test]
    fn binary_is_no_text() {
        assert!(!is_text(b""));
        assert!(!is_text(b"ab\0cd and more"));
        assert!(!is_text(&[1, 2, 3, 4, 5, 6]));
    }
}
