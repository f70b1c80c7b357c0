//! A model folder as it lies on the disk.

use std::path::{Path, PathBuf};

use super::manifest::unreadable;
use super::{Manifest, ModelError};

/// A part of a model: one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What hears the clip.
    Encoder,
    /// What knows the pieces written last.
    Decoder,
    /// What joins both.
    Joiner,
    /// The pieces and their numbers.
    Tokens,
    /// How words are cut into pieces (SentencePiece); without it the fewest pieces are taken.
    Pieces,
    /// What finds speech (Silero VAD); without it loudness and pitch do.
    Detector,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Encoder,
        Self::Decoder,
        Self::Joiner,
        Self::Tokens,
        Self::Pieces,
        Self::Detector,
    ];

    /// Its name, as people are told.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Encoder => "encoder*.onnx",
            Self::Decoder => "decoder*.onnx",
            Self::Joiner => "joiner*.onnx",
            Self::Tokens => "tokens.txt",
            Self::Pieces => "bpe.model",
            Self::Detector => "silero*.onnx",
        }
    }

    /// Whether there is no model without it.
    pub const fn is_needed(self) -> bool {
        !matches!(self, Self::Pieces | Self::Detector)
    }

    /// Whether a file of this name is this part.
    fn is(self, name: &str) -> bool {
        match self.name().split_once('*') {
            Some((start, end)) => name.starts_with(start) && name.ends_with(end),
            None => name == self.name(),
        }
    }

    /// The file for this part among names. Where a network lies there twice, the one in whole
    /// numbers of 8 bits is taken: as good, and a quarter of the memory.
    pub(super) fn among<'n>(self, names: &[&'n str]) -> Result<Option<&'n str>, ModelError> {
        let mut found: Vec<&str> = names.iter().copied().filter(|it| self.is(it)).collect();
        if found.len() > 1 {
            found.retain(|name| name.contains("int8"));
        }
        match found.as_slice() {
            [] if names.iter().any(|it| self.is(it)) => Err(ModelError::Ambiguous(self.name())),
            [] => Ok(None),
            [only] => Ok(Some(only)),
            _ => Err(ModelError::Ambiguous(self.name())),
        }
    }
}

/// A model folder with its description.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    manifest: Manifest,
}

impl Folder {
    /// Opens a folder: the description makes sense, and every file is there in its size.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let manifest = Manifest::read(path)?;
        let names: Vec<&str> = manifest.files.iter().map(|it| it.name.as_str()).collect();
        for part in Part::ALL {
            if part.among(&names)?.is_none() && part.is_needed() {
                return Err(ModelError::Missing(part.name()));
            }
        }
        for file in &manifest.files {
            file.check(path, false)?;
        }
        Ok(Self {
            path: path.to_owned(),
            manifest,
        })
    }

    /// Compares every file with its SHA-256.
    pub fn verify(&self) -> Result<(), ModelError> {
        let mut files = self.manifest.files.iter();
        files.try_for_each(|file| file.check(&self.path, true))
    }

    /// What it is.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The file of a part; what the description does not name is not there.
    pub fn part(&self, part: Part) -> Option<PathBuf> {
        let files = self.manifest.files.iter();
        let names: Vec<&str> = files.map(|it| it.name.as_str()).collect();
        let name = part.among(&names).ok().flatten()?;
        Some(self.path.join(name))
    }

    /// Reads the file of a part, up to a size.
    pub(super) fn read(&self, part: Part, most: u64) -> Result<Vec<u8>, ModelError> {
        let file = self.part(part).ok_or(ModelError::Missing(part.name()))?;
        let size = std::fs::metadata(&file).map_err(|error| unreadable(part.name(), error))?;
        if size.len() > most {
            return Err(ModelError::TooLarge(part.name().to_owned()));
        }
        std::fs::read(&file).map_err(|error| unreadable(part.name(), error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_in_whole_numbers_is_taken_of_two() {
        let names = [
            "encoder-epoch-12.onnx",
            "encoder-epoch-12.int8.onnx",
            "x.onnx",
        ];
        let found = Part::Encoder.among(&names).unwrap();
        assert_eq!(found, Some("encoder-epoch-12.int8.onnx"));
        assert_eq!(Part::Decoder.among(&names).unwrap(), None);
    }

    #[test]
    fn two_of_a_kind_are_not_guessed_between() {
        for names in [
            ["encoder-a.onnx", "encoder-b.onnx"],
            ["encoder-a.int8.onnx", "encoder-b.int8.onnx"],
        ] {
            let found = Part::Encoder.among(&names);
            assert!(matches!(found, Err(ModelError::Ambiguous(_))));
        }
    }
}
