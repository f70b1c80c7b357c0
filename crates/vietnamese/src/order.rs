//! The order of the Vietnamese dictionary: a ă â … d đ …, and among tones ngang, huyền, hỏi, ngã,
//! sắc, nặng.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;

/// `None` only if the data compiled in lacked Vietnamese, which the tests would show.
static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| Collator::try_new(locale!("vi").into(), CollatorOptions::default()).ok());

/// Compares two texts.
pub fn compare(left: &str, right: &str) -> Ordering {
    COLLATOR
        .as_ref()
        .map_or_else(|| left.cmp(right), |collator| collator.compare(left, right))
}

/// A key whose byte order is the order of the texts: what a database sorts by. Keys are made
/// anew when the library changes; they are not kept across versions.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() * 2);
    match COLLATOR.as_ref() {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(text, &mut key);
        }
        None => key.extend_from_slice(text.as_bytes()),
    }
    key
}
