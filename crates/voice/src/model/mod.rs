//! The folder a recogniser is loaded from.
//!
//! Three networks and their pieces in the layout of icefall and sherpa-onnx, and `model.json`,
//! which says what the model is called, under which licence it may be used, and the size and
//! SHA-256 of every file. A folder that is not exactly that is not loaded.

mod catalog;
mod folder;
mod install;
mod manifest;
mod pieces;
mod tokens;

pub use catalog::{CATALOG, Pinned, PinnedFile};
pub use folder::{Folder, Part};
pub use install::{Arrival, Terms};
pub use manifest::{File, Manifest};
pub(crate) use tokens::Tokens;

use crate::net::NetError;

/// The file that describes a model.
pub const MANIFEST: &str = "model.json";

/// Why a folder is no model that can be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// There is no such folder, or it may not be read.
    #[error("{file} cannot be read: {error}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why not.
        error: std::io::Error,
    },
    /// It was never installed: no `model.json`.
    #[error("there is no {MANIFEST} in it")]
    NoManifest,
    /// `model.json` cannot be understood.
    #[error("{MANIFEST}: {0}")]
    Manifest(String),
    /// A file is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// There are several of what there must be one of.
    #[error("there are several files for {0}")]
    Ambiguous(&'static str),
    /// A file is named that lies elsewhere.
    #[error("{0:?} is not the name of a file in the folder")]
    Name(String),
    /// A file is larger than any model has.
    #[error("{0} is too large")]
    TooLarge(String),
    /// A file has another size than `model.json` says.
    #[error("{file} has {found} bytes and should have {expected}")]
    Size {
        /// The file.
        file: String,
        /// As noted.
        expected: u64,
        /// As it is.
        found: u64,
    },
    /// A file holds something else than `model.json` says.
    #[error("{file} is not the file that was installed (SHA-256 {found}, should be {expected})")]
    Digest {
        /// The file.
        file: String,
        /// As noted.
        expected: String,
        /// As it is.
        found: String,
    },
    /// Nothing says under which licence it may be used.
    #[error("nothing says under which licence the model may be used")]
    NoLicence,
    /// `tokens.txt` or `bpe.model` makes no sense.
    #[error("{file}: {reason}")]
    Tokens {
        /// Which file.
        file: &'static str,
        /// What is wrong.
        reason: &'static str,
    },
    /// `tokens.txt` belongs to another model.
    #[error("the model knows {scores} pieces and tokens.txt has {tokens}")]
    OtherTokens {
        /// Pieces of the file.
        tokens: usize,
        /// Scores of the network.
        scores: usize,
    },
    /// A network cannot be loaded or run.
    #[error("the network {}: {error}", part.name())]
    Network {
        /// Which.
        part: Part,
        /// Why not.
        error: NetError,
    },
}
