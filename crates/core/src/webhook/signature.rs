//! The signature of a telling: HMAC-SHA256 over the instant and the body, so that neither can be
//! changed and an old telling cannot pass for a new one.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::document::blob::hex;

/// The value of the header `Dondoc-Signature`: `t=<seconds since 1970>,v1=<hexadecimal>`.
pub fn of(secret: &str, seconds: i64, body: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    format!("t={seconds},v1={}", hex(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::of;

    /// `printf '1700000000.{}' | openssl dgst -sha256 -hmac secret`
    #[test]
    fn a_signature_is_what_any_other_program_computes() {
        let signature = of("secret", 1_700_000_000, b"{}");
        let (_, code) = signature.split_once(",v1=").unwrap();
        assert_eq!(
            code,
            "b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163"
        );
        assert!(signature.starts_with("t=1700000000,"));
        assert_ne!(signature, of("secret", 1_700_000_001, b"{}"));
        assert_ne!(signature, of("secret", 1_700_000_000, b"{ }"));
        assert_ne!(signature, of("other", 1_700_000_000, b"{}"));
    }
}
