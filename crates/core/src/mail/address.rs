//! Addresses of mail, as far as mail servers in the field take them.

use crate::error::{Error, Result};

/// Longest address that SMTP carries.
const LONGEST: usize = 254;
/// Longest part before the sign.
const LONGEST_LOCAL: usize = 64;

/// An address without the white space around it, if it is one.
pub fn checked(text: &str) -> Result<String> {
    let text = text.trim();
    if is_address(text) {
        return Ok(text.to_owned());
    }
    Err(Error::Invalid {
        field: "address",
        reason: "malformed",
    })
}

/// Whether this is an address: ASCII, a local part of plain characters, a host of labels.
pub fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&it);
    let local_fits = !local.is_empty()
        && local.len() <= LONGEST_LOCAL
        && local.bytes().all(plain)
        && local.split('.').all(|part| !part.is_empty());
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    text.len() <= LONGEST && local_fits && host.contains('.') && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn an_address_has_a_plain_local_part_and_a_host() {
        for good in [
            "vanthu@nghean.gov.vn",
            "so-tt_tt.1+x@mail.tinh-a.vn",
            "o'neil@a.b",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.vn",
            "a@b",
            "a b@c.vn",
            "a@b..vn",
            "a@-b.vn",
            "a@b.vn\r\nBcc: c@d.vn",
            "a@b@c.vn\n",
            "<a@b.vn>",
            "văn@b.vn",
            ".a@b.vn",
            "a..b@c.vn",
            "\"a\"@b.vn",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
