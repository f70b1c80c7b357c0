//! What the provider said of itself when it was last asked, kept in memory.

use std::sync::{Arc, Mutex, PoisonError};

use super::asking::Known;

/// The provider as known.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Option<Arc<Known>>>);

impl Kept {
    /// What is known.
    pub fn get(&self) -> Option<Arc<Known>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Keeps what was just asked.
    pub fn keep(&self, known: &Arc<Known>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(known));
    }
}
