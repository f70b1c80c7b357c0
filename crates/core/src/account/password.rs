//! Passwords: argon2id with the crate's defaults (19 MiB, two passes), PHC strings.

use argon2::{
    Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash,
};

use crate::error::{Error, Result};

/// Shortest password, in characters (NIST SP 800-63B-4 asks for 15 where nothing else is asked,
/// 8 beside another factor; an office that signs in daily gets the middle, and no other rule).
const SHORTEST: usize = 10;
/// Longest, in bytes: hashing must not become a way to keep the machine busy.
const LONGEST: usize = 1_024;

/// A hash of `no such account`, so that an unknown login takes as long as a wrong password.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$ZG9uZG9jLWRlY295LTE$\
                     1Z1l9p7bXxq3p2m0w1m3m2d9r4k5t6y7u8i9o0p1a2s";

/// Whether a password may be taken.
pub(super) fn check_strength(password: &str) -> Result<()> {
    let reason = if password.chars().count() < SHORTEST {
        "too_short"
    } else if password.len() > LONGEST {
        "too_long"
    } else {
        return Ok(());
    };
    Err(Error::Invalid {
        field: "password",
        reason,
    })
}

/// Hash a password.
pub(super) fn hash(password: &str, salt: &[u8]) -> Result<String> {
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string())
        .map_err(|error| Error::Damaged(error.to_string()))
}

/// Whether a password is the one that was hashed; never, when nothing was.
pub(super) fn verify(password: &str, stored: Option<&str>) -> bool {
    if password.len() > LONGEST {
        return false;
    }
    let Ok(parsed) = PasswordHash::new(stored.unwrap_or(DECOY)) else {
        return false;
    };
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    fits && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::{DECOY, PasswordHash, check_strength, hash, verify};

    #[test]
    fn the_right_password_fits_and_no_other() {
        let stored = hash("mot mat khau dai", b"0123456789abcdef").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("mot mat khau dai", Some(&stored)));
        assert!(!verify("mot mat khau dài", Some(&stored)));
        assert!(!verify("mot mat khau dai", None));
    }

    #[test]
    fn the_decoy_is_a_hash_so_that_it_costs_what_a_hash_costs() {
        assert!(PasswordHash::new(DECOY).is_ok());
    }

    #[test]
    fn short_and_huge_are_refused() {
        assert!(check_strength("chín ký t").is_err());
        assert!(check_strength("mười ký tự").is_ok());
        assert!(check_strength(&"a".repeat(2_000)).is_err());
    }
}
