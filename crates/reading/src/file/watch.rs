//! Progress out, cancellation in.

use super::sniff::FileKind;

/// What has just been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The kind of file is known.
    Sniffed(FileKind),
    /// A page of a PDF or a scan is read.
    Page {
        /// Pages done.
        done: usize,
        /// Pages in all.
        total: usize,
    },
    /// A program outside is about to be started.
    Helper(super::Helper),
}

/// Someone who follows a reading.
pub trait Watch: Sync {
    /// Hears of a step; `false` stops the reading with
    /// [`FileError::Stopped`](super::FileError::Stopped).
    fn step(&self, step: Step) -> bool;

    /// Asked often, also while a helper runs: `false` stops the reading.
    fn go_on(&self) -> bool {
        true
    }
}

/// Nobody watches.
impl Watch for () {
    fn step(&self, _: Step) -> bool {
        true
    }
}
