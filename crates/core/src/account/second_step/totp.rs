//! Six digits that change every thirty seconds (TOTP, RFC 6238, HMAC-SHA1 as every telephone
//! application understands it), and base32 to write the secret out.

use ring::hmac;

use crate::db::Timestamp;

/// Bytes of a secret: as many as the digest has, as RFC 4226 recommends.
pub(super) const SECRET: usize = 20;
/// Seconds for which a code stands.
const PERIOD: i64 = 30;
/// Digits of a code.
const DIGITS: usize = 6;
/// Codes before and after the present one that are taken, for clocks that go wrong a little.
const DRIFT: i64 = 1;

/// The number of the period in which `at` lies.
pub(super) fn step_of(at: Timestamp) -> i64 {
    at.timestamp().div_euclid(PERIOD)
}

/// The code of a period.
pub(super) fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let place = usize::from(tag[tag.len() - 1] & 15);
    let bits = tag[place..place + 4]
        .iter()
        .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
    let number = (bits & 0x7fff_ffff) % 10_u32.pow(6);
    format!("{number:0DIGITS$}")
}

/// The period of a code that stands at `at` and is newer than the one last used.
pub(super) fn accepted(secret: &[u8], typed: &str, at: Timestamp, last: i64) -> Option<i64> {
    let now = step_of(at);
    (now - DRIFT..=now + DRIFT)
        .filter(|step| *step > last)
        .find(|step| code(secret, *step) == typed)
}

/// As telephone applications take it when typed: RFC 4648 without padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut count) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xffff;
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(char::from(LETTERS[(held >> count & 31) as usize]));
        }
    }
    if count > 0 {
        text.push(char::from(LETTERS[(held << (5 - count) & 31) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{accepted, base32, code, step_of};
    use crate::db::Timestamp;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1, the last six of its eight digits.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, step_of(at(seconds))), expected, "{seconds}");
        }
    }

    #[test]
    fn a_code_stands_a_little_longer_and_never_twice() {
        let step = step_of(at(59));
        let taken = |seconds, last| accepted(SECRET, "287082", at(seconds), last);
        assert_eq!(taken(59, 0), Some(step));
        assert_eq!(taken(29, 0), Some(step));
        assert_eq!(taken(89, 0), Some(step));
        assert_eq!(taken(90, 0), None);
        assert_eq!(taken(59, step), None);
        assert_eq!(accepted(SECRET, "", at(59), 0), None);
    }

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), expected);
        }
    }
}
