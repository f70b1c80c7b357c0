//! The hash of an event: SHA-256 over every field, each with its length, and the hash before.

use sha2::{Digest as _, Sha256};

use super::Event;

/// What stands for "the hash before" of the first event.
pub(super) const SEED: [u8; 32] = [0; 32];

/// The hash of an event, from its other fields.
pub(super) fn hash(event: &Event) -> Vec<u8> {
    let mut digest = Sha256::new();
    field(&mut digest, Some(&event.previous_hash));
    for number in [event.id, event.at.timestamp_micros(), event.subject_id] {
        field(&mut digest, Some(&number.to_be_bytes()));
    }
    for number in [event.actor_id, event.unit_id] {
        field(
            &mut digest,
            number
                .map(i64::to_be_bytes)
                .as_ref()
                .map(<[u8; 8]>::as_slice),
        );
    }
    for text in [&event.actor_name, &event.kind, &event.subject] {
        field(&mut digest, Some(text.as_bytes()));
    }
    for text in [&event.before, &event.after, &event.proof] {
        field(&mut digest, text.as_deref().map(str::as_bytes));
    }
    digest.finalize().to_vec()
}

/// Presence, length, bytes: no two lists of fields give the same stream.
fn field(digest: &mut Sha256, bytes: Option<&[u8]>) {
    match bytes {
        None => digest.update([0]),
        Some(bytes) => {
            digest.update([1]);
            digest.update((bytes.len() as u64).to_be_bytes());
            digest.update(bytes);
        }
    }
}
