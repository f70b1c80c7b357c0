//! `model.json`: what a model is, and what its files are.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ModelError;

/// Largest `model.json`.
const LARGEST: u64 = 64 * 1024;
/// Largest file of a model: four times the largest known.
pub(super) const LARGEST_FILE: u64 = 1_000_000_000;
/// Most files.
const MOST_FILES: usize = 20;

/// What a model is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What it is called.
    pub name: String,
    /// Under which licence it may be used: `MIT`, `Apache-2.0`.
    pub licence: String,
    /// Who made it, to be named where it is used.
    #[serde(default)]
    pub attribution: String,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
    /// Its files.
    pub files: Vec<File>,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its name in the folder.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    pub(super) fn read(folder: &Path) -> Result<Self, ModelError> {
        let file = folder.join(super::MANIFEST);
        let unreadable = |error: std::io::Error| {
            if error.kind() == std::io::ErrorKind::NotFound && folder.is_dir() {
                ModelError::NoManifest
            } else {
                let file = file.display().to_string();
                ModelError::Unreadable { file, error }
            }
        };
        let size = std::fs::metadata(&file).map_err(unreadable)?.len();
        if size > LARGEST {
            return Err(ModelError::TooLarge(super::MANIFEST.to_owned()));
        }
        let text = std::fs::read(&file).map_err(unreadable)?;
        let manifest: Self = serde_json::from_slice(&text)
            .map_err(|error| ModelError::Manifest(error.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), ModelError> {
        if self.licence.trim().is_empty() {
            return Err(ModelError::NoLicence);
        }
        if self.files.len() > MOST_FILES {
            return Err(ModelError::Manifest("too many files".to_owned()));
        }
        for file in &self.files {
            if !is_plain_name(&file.name) {
                return Err(ModelError::Name(file.name.clone()));
            }
            if file.bytes > LARGEST_FILE {
                return Err(ModelError::TooLarge(file.name.clone()));
            }
        }
        Ok(())
    }
}

impl File {
    /// Looks at a file in the folder.
    pub(super) fn of(folder: &Path, name: &str) -> Result<Self, ModelError> {
        let bytes = size(folder, name)?;
        if bytes > LARGEST_FILE {
            return Err(ModelError::TooLarge(name.to_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            bytes,
            sha256: digest(folder, name)?,
        })
    }

    /// Whether the file in the folder is this one, by its size; `whole` compares all of it.
    pub(super) fn check(&self, folder: &Path, whole: bool) -> Result<(), ModelError> {
        let found = size(folder, &self.name)?;
        if found != self.bytes {
            return Err(ModelError::Size {
                file: self.name.clone(),
                expected: self.bytes,
                found,
            });
        }
        if !whole {
            return Ok(());
        }
        let found = digest(folder, &self.name)?;
        if !found.eq_ignore_ascii_case(&self.sha256) {
            return Err(ModelError::Digest {
                file: self.name.clone(),
                expected: self.sha256.clone(),
                found,
            });
        }
        Ok(())
    }
}

/// A name without any way out of the folder.
pub(super) fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 100
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

fn size(folder: &Path, name: &str) -> Result<u64, ModelError> {
    let found = std::fs::metadata(folder.join(name)).map_err(|error| unreadable(name, error))?;
    Ok(found.len())
}

fn digest(folder: &Path, name: &str) -> Result<String, ModelError> {
    let mut file =
        std::fs::File::open(folder.join(name)).map_err(|error| unreadable(name, error))?;
    let mut digest = Sha256::new();
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = std::io::Read::read(&mut file, &mut piece);
        match read.map_err(|error| unreadable(name, error))? {
            0 => break,
            count => digest.update(&piece[..count]),
        }
    }
    Ok(hexadecimal(&digest.finalize()))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(super) fn unreadable(name: &str, error: std::io::Error) -> ModelError {
    ModelError::Unreadable {
        file: name.to_owned(),
        error,
    }
}
