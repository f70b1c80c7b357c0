//! Putting addresses together.

use std::fmt::Write as _;

/// Percent-encodes a value for a query.
pub fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Joins the pairs that have a value into a query: `?q=a&unit=b`, or nothing.
pub fn join<'a>(pairs: impl IntoIterator<Item = (&'a str, Option<String>)>) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        let Some(value) = value.filter(|v| !v.is_empty()) else {
            continue;
        };
        out.push(if out.is_empty() { '?' } else { '&' });
        let _ = write!(out, "{name}={}", encode(&value));
    }
    out
}

/// An address to go on to after signing in, only if it is one of ours.
pub fn local(next: Option<&str>) -> &str {
    match next {
        Some(to) if is_local(to) => to,
        _ => "/",
    }
}

/// A path of this site: `//host` and `/\host` lead away, and control characters could add headers.
fn is_local(to: &str) -> bool {
    to.starts_with('/')
        && !to[1..].starts_with(['/', '\\'])
        && to.bytes().all(|b| (0x21..0x7f).contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_addresses_are_followed() {
        assert_eq!(local(Some("/plans?q=a%20b")), "/plans?q=a%20b");
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nX: y",
            "",
        ] {
            assert_eq!(local(Some(bad)), "/", "{bad:?}");
        }
        assert_eq!(local(None), "/");
    }

    #[test]
    fn empty_values_leave_no_trace() {
        let pairs = [
            ("q", Some("đô thị".into())),
            ("unit", None),
            ("due", Some(String::new())),
        ];
        assert_eq!(join(pairs), "?q=%C4%91%C3%B4%20th%E1%BB%8B");
        assert_eq!(join([]), "");
    }
}
