//! A model arrives: beside its place first, and in its place only when it is whole and works.

use std::fs;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use super::manifest::{File, LARGEST_FILE, is_plain_name, unreadable};
use super::{Folder, MANIFEST, Manifest, ModelError, Part, Pinned, PinnedFile};
use crate::Recogniser;

/// What the person who installs says of a model, where the model does not say it.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// What it is called.
    pub name: Option<String>,
    /// Under which licence it may be used.
    pub licence: Option<String>,
}

/// A model on its way into its place. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Arrival {
    place: PathBuf,
    beside: PathBuf,
}

impl Arrival {
    /// Begins: what an earlier try left is removed.
    pub fn begin(place: &Path) -> Result<Self, ModelError> {
        let beside = with_ending(place, "new");
        let shown = beside.display().to_string();
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(|error| unreadable(&shown, error))?;
        }
        fs::create_dir_all(&beside).map_err(|error| unreadable(&shown, error))?;
        Ok(Self {
            place: place.to_owned(),
            beside,
        })
    }

    /// The names that belong to a model, of those in a folder or an archive.
    pub fn wanted(names: &[&str]) -> Result<Vec<String>, ModelError> {
        let mut wanted = Vec::new();
        for part in Part::ALL {
            wanted.extend(part.among(names)?);
        }
        let beside = |name: &&&str| **name == MANIFEST || name.starts_with("LICENSE");
        wanted.extend(names.iter().filter(beside));
        Ok(wanted.into_iter().map(str::to_owned).collect())
    }

    /// Takes a file.
    pub fn put(&self, name: &str, from: &mut dyn Read) -> Result<(), ModelError> {
        if !is_plain_name(name) {
            return Err(ModelError::Name(name.to_owned()));
        }
        let failed = |error| unreadable(name, error);
        let mut file = fs::File::create(self.beside.join(name)).map_err(failed)?;
        let mut limited = from.take(LARGEST_FILE + 1);
        let written = std::io::copy(&mut limited, &mut file).map_err(failed)?;
        if written > LARGEST_FILE {
            return Err(ModelError::TooLarge(name.to_owned()));
        }
        file.sync_all().map_err(failed)
    }

    /// Takes a file that is known, and nothing else.
    pub fn put_pinned(&self, pin: &PinnedFile, from: &mut dyn Read) -> Result<(), ModelError> {
        self.put(pin.name, from)?;
        let found = File::of(&self.beside, pin.name)?;
        if found.sha256 != pin.sha256 {
            let file = self.beside.join(pin.name);
            fs::remove_file(file).map_err(|error| unreadable(pin.name, error))?;
            return Err(ModelError::Digest {
                file: pin.name.to_owned(),
                expected: pin.sha256.to_owned(),
                found: found.sha256,
            });
        }
        Ok(())
    }

    /// Takes the files of a model that lie in a folder.
    pub fn put_folder(&self, source: &Path) -> Result<(), ModelError> {
        let shown = source.display().to_string();
        let failed = |error| unreadable(&shown, error);
        let mut names = Vec::new();
        for entry in fs::read_dir(source).map_err(failed)? {
            names.extend(entry.map_err(failed)?.file_name().into_string());
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for name in Self::wanted(&names)? {
            let file = fs::File::open(source.join(&name));
            let mut file = file.map_err(|error| unreadable(&name, error))?;
            self.put(&name, &mut file)?;
        }
        Ok(())
    }

    /// Puts it in its place: it is whole, may be used, and its networks answer.
    pub fn finish(self, terms: &Terms) -> Result<Folder, ModelError> {
        if !self.beside.join(MANIFEST).exists() {
            self.describe(terms)?;
        }
        let folder = Folder::open(&self.beside)?;
        folder.verify()?;
        Recogniser::open(&folder, 1)?;
        self.swap()?;
        Folder::open(&self.place)
    }

    /// Writes `model.json`.
    fn describe(&self, terms: &Terms) -> Result<(), ModelError> {
        let shown = self.beside.display().to_string();
        let failed = |error| unreadable(&shown, error);
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.beside).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            files.push(File::of(&self.beside, &name.to_string_lossy())?);
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let known = Pinned::of_sums(files.iter().map(|file| file.sha256.as_str()));
        let of_known = |it: fn(&Pinned) -> &'static str| known.map(it).map(str::to_owned);
        let licence = terms.licence.clone().or(of_known(|it| it.licence));
        let manifest = Manifest {
            name: terms
                .name
                .clone()
                .or(of_known(|it| it.name))
                .unwrap_or_else(|| "Zipformer".to_owned()),
            licence: licence.ok_or(ModelError::NoLicence)?,
            attribution: of_known(|it| it.attribution).unwrap_or_default(),
            source: of_known(|it| it.source).unwrap_or_default(),
            files,
        };
        let text = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| ModelError::Manifest(error.to_string()))?;
        let write = || {
            let mut file = fs::File::create(self.beside.join(MANIFEST))?;
            file.write_all(&text)?;
            file.sync_all()
        };
        write().map_err(|error| unreadable(MANIFEST, error))
    }

    /// The old model goes when the new one is there.
    fn swap(&self) -> Result<(), ModelError> {
        let shown = self.place.display().to_string();
        let failed = |error| unreadable(&shown, error);
        let old = with_ending(&self.place, "old");
        if old.exists() {
            fs::remove_dir_all(&old).map_err(failed)?;
        }
        if self.place.exists() {
            fs::rename(&self.place, &old).map_err(failed)?;
        }
        fs::rename(&self.beside, &self.place).map_err(failed)?;
        if old.exists() {
            fs::remove_dir_all(&old).map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        if self.beside.exists() {
            // Whatever stays is removed by the next arrival.
            let _ = fs::remove_dir_all(&self.beside);
        }
    }
}

fn with_ending(place: &Path, ending: &str) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    place.with_file_name(name)
}
