//! Secrets sealed with a key that is kept outside the database: the database alone gives nothing
//! away, and what a browser carries for us cannot be changed by it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::error::{Error, Result};

/// Longest sealed text that is looked at.
const LONGEST: usize = 4_000;

/// The key of the house.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// From 32 random bytes that are kept outside the database.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn cipher(&self) -> Result<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.0).map_err(|_| unreadable())?;
        Ok(LessSafeKey::new(key))
    }

    /// Sealed for one place (`second_step:7`): anywhere else it does not open.
    pub fn seal(&self, secret: &[u8], place: &str, nonce: [u8; NONCE_LEN]) -> Result<Vec<u8>> {
        let mut sealed = secret.to_vec();
        self.cipher()?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| unreadable())?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// What was sealed for this place.
    pub fn open(&self, sealed: &[u8], place: &str) -> Result<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or_else(unreadable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unreadable())?;
        let (mut body, aad) = (body.to_vec(), Aad::from(place.as_bytes()));
        let opened = self.cipher()?.open_in_place(nonce, aad, &mut body);
        opened
            .map(|secret| secret.to_vec())
            .map_err(|_| unreadable())
    }

    /// The same as text for a cookie.
    pub fn seal_text(&self, secret: &[u8], place: &str, nonce: [u8; NONCE_LEN]) -> Result<String> {
        Ok(BASE64_URL_SAFE_NO_PAD.encode(self.seal(secret, place, nonce)?))
    }

    /// What a text was sealed of; `None` when it was not sealed here, for this place.
    pub fn open_text(&self, text: &str, place: &str) -> Option<Vec<u8>> {
        if text.len() > LONGEST {
            return None;
        }
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        self.open(&sealed, place).ok()
    }
}

fn unreadable() -> Error {
    Error::Damaged("a sealed secret does not open with the key of this house".to_owned())
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn what_is_sealed_opens_in_its_place_with_its_key_only() {
        let key = Key::new([7; 32]);
        let sealed = key.seal(b"secret", "a:3", [1; 12]).unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(key.open(&sealed, "a:3").unwrap(), b"secret");
        assert!(key.open(&sealed, "a:4").is_err());
        assert!(Key::new([8; 32]).open(&sealed, "a:3").is_err());
        let mut changed = sealed.clone();
        changed[13] ^= 1;
        assert!(key.open(&changed, "a:3").is_err());
        assert!(key.open(&sealed[..5], "a:3").is_err());
    }

    #[test]
    fn a_text_of_the_browser_is_ours_or_nothing() {
        let key = Key::new([7; 32]);
        let text = key.seal_text(b"who", "cookie", [1; 12]).unwrap();
        assert_eq!(key.open_text(&text, "cookie").unwrap(), b"who");
        assert!(key.open_text(&text, "another").is_none());
        assert!(key.open_text("không phải", "cookie").is_none());
        assert!(key.open_text(&"A".repeat(9_000), "cookie").is_none());
    }
}
