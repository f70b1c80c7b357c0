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

/// What people choose although it is long enough, folded: the first that is tried.
const COMMON: [&str; 24] = [
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "matkhau123",
    "matkhau1234",
    "matkhau12345",
    "matkhaudai",
    "admin12345",
    "admin123456",
    "administrator",
    "quantri123",
    "quantrivien",
    "iloveyou123",
    "anhyeuem123",
    "emyeuanh123",
    "vietnam123",
    "vietnam1234",
    "vietnamvodich",
    "abc1234567",
    "abcd123456",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "dondoc1234",
];
/// Keys that stand beside each other, also read backwards.
const RUNS: [&str; 5] = [
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "asdfghjklqwertyuiop",
];
/// Fewest different characters.
const DIFFERENT: usize = 5;

/// Whether a password may be taken by who signs in as `login` (empty where that is not known).
pub(super) fn check_strength(password: &str, login: &str) -> Result<()> {
    let reason = if password.chars().count() < SHORTEST {
        "too_short"
    } else if password.len() > LONGEST {
        "too_long"
    } else if login.chars().count() > 2 && password.to_lowercase().contains(login) {
        "login"
    } else if is_common(password) {
        "common"
    } else {
        return Ok(());
    };
    Err(Error::Invalid {
        field: "password",
        reason,
    })
}

fn is_common(password: &str) -> bool {
    let folded: String = vietnamese::key::fold(password)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let different: std::collections::HashSet<char> = folded.chars().collect();
    let backwards: String = folded.chars().rev().collect();
    let is_run = |run: &str| run.contains(folded.as_str()) || run.contains(backwards.as_str());
    different.len() < DIFFERENT
        || COMMON.contains(&folded.as_str())
        || RUNS.iter().any(|run| is_run(run))
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
    fn short_and_huge_and_easily_guessed_are_refused() {
        let refused = |password: &str| check_strength(password, "lan.nv").is_err();
        for password in [
            "chín ký t",
            "aaaaaaaaaaaa",
            "1234567890",
            "9876543210",
            "Mật khẩu 123",
            "QWERTYUIOP",
            "lan.nv là tôi",
            "abab ab abab",
        ] {
            assert!(refused(password), "{password}");
        }
        assert!(refused(&"câu dài ".repeat(200)));
        for password in [
            "mười ký tự",
            "mot mat khau dai",
            "câu mật khẩu dài",
            "0912 và 3456",
        ] {
            assert!(!refused(password), "{password}");
        }
    }
}
