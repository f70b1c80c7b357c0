//! Files by the SHA-256 of their bytes, in a folder. A file is whole or not there: it is written
//! beside its place, flushed to the disk, and renamed.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

/// The hash that names a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sha(pub [u8; 32]);

impl Sha {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// In hexadecimal.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// The reverse of [`Sha::hex`].
    pub fn parse(text: &str) -> Option<Self> {
        let mut sha = [0; 32];
        if text.len() != 64
            || !text
                .bytes()
                .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
        {
            return None;
        }
        for (at, byte) in sha.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok()?;
        }
        Some(Self(sha))
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// A folder of files.
#[derive(Debug, Clone)]
pub struct BlobStore {
    folder: PathBuf,
    /// Held while a file is found to be there, or to be swept.
    places: Arc<Mutex<()>>,
}

impl BlobStore {
    /// Use this folder; it is made when missing. What a crash left half-written is removed.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let store = Self {
            folder: folder.into(),
            places: Arc::default(),
        };
        let unfinished = store.unfinished();
        fs::create_dir_all(&unfinished).map_err(failed("make the folder of files"))?;
        for entry in fs::read_dir(&unfinished).map_err(failed("read the folder of files"))? {
            let path = entry.map_err(failed("read the folder of files"))?.path();
            fs::remove_file(path).map_err(failed("remove a half-written file"))?;
        }
        Ok(store)
    }

    fn unfinished(&self) -> PathBuf {
        self.folder.join("unfinished")
    }

    /// Where a file stands.
    pub fn path(&self, sha: &Sha) -> PathBuf {
        let name = sha.hex();
        self.folder.join(&name[..2]).join(&name[2..])
    }

    /// Keep these bytes. Blocking: call it from a blocking thread. Keeping what is already there
    /// changes nothing.
    pub fn put(&self, bytes: &[u8], token: u64) -> Result<Sha> {
        let sha = Sha::of(bytes);
        let place = self.path(&sha);
        if self.renew(&place)? {
            return Ok(sha);
        }
        let folder = place.parent().unwrap_or(&self.folder);
        let beside = self
            .unfinished()
            .join(format!("{}-{token:016x}", sha.hex()));
        let kept = write_whole(&beside, bytes)
            .and_then(|()| fs::create_dir_all(folder))
            .and_then(|()| fs::rename(&beside, &place))
            .and_then(|()| File::open(folder)?.sync_all())
            .and_then(|()| File::open(&self.folder)?.sync_all());
        if kept.is_err() {
            // Nothing half-written stays behind; the error that counts is the first one.
            let _ = fs::remove_file(&beside);
        }
        kept.map_err(failed("keep a file"))?;
        Ok(sha)
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a file is there; from now on it counts as new, so no sweep takes it away before
    /// somebody names it.
    fn renew(&self, place: &Path) -> Result<bool> {
        let _held = self.lock();
        if !place.is_file() {
            return Ok(false);
        }
        let renewed = File::options()
            .append(true)
            .open(place)
            .and_then(|file| file.set_modified(SystemTime::now()));
        renewed.map_err(failed("keep a file"))?;
        Ok(true)
    }

    /// The files that were put before `limit`, by their hashes. Blocking.
    pub fn older(&self, limit: SystemTime) -> Result<Vec<Sha>> {
        let mut found = Vec::new();
        for folder in entries(&self.folder)? {
            let two = folder.file_name().and_then(|name| name.to_str());
            let Some(two) = two.filter(|two| two.len() == 2 && folder.is_dir()) else {
                continue;
            };
            for file in entries(&folder)? {
                let rest = file.file_name().and_then(|name| name.to_str());
                let sha = rest.and_then(|rest| Sha::parse(&format!("{two}{rest}")));
                found.extend(sha.filter(|_| put_before(&file, limit)));
            }
        }
        Ok(found)
    }

    /// Remove a file that nothing names, unless it was put again since `limit`. Blocking.
    pub fn remove(&self, sha: &Sha, limit: SystemTime) -> Result<bool> {
        let place = self.path(sha);
        let _held = self.lock();
        if !put_before(&place, limit) {
            return Ok(false);
        }
        fs::remove_file(&place).map_err(failed("remove a file that nothing names"))?;
        Ok(true)
    }

    /// The bytes of a file; damage on the disk is noticed.
    pub fn get(&self, sha: &Sha) -> Result<Vec<u8>> {
        let bytes = fs::read(self.path(sha)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::NotFound("file"),
            _ => failed("read a file")(error),
        })?;
        if Sha::of(&bytes) == *sha {
            Ok(bytes)
        } else {
            Err(Error::Damaged(format!("file {}", sha.hex())))
        }
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder)
        .and_then(|all| all.map(|entry| entry.map(|entry| entry.path())).collect());
    read.map_err(failed("read the folder of files"))
}

/// Whether a file stands there, and since before a moment.
fn put_before(file: &Path, limit: SystemTime) -> bool {
    let put = fs::symlink_metadata(file).and_then(|known| known.modified());
    put.is_ok_and(|put| put < limit)
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn failed(context: &'static str) -> impl Fn(io::Error) -> Error {
    move |source| Error::File { context, source }
}

#[cfg(test)]
mod tests {
    use super::{BlobStore, Sha};
    use crate::error::Error;

    #[test]
    fn what_is_put_is_got_and_putting_twice_is_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = BlobStore::open(folder.path()).unwrap();
        let sha = store.put(b"ke hoach", 1).unwrap();
        assert_eq!(store.put(b"ke hoach", 2).unwrap(), sha);
        assert_eq!(store.get(&sha).unwrap(), b"ke hoach");
        assert_eq!(std::fs::read_dir(store.unfinished()).unwrap().count(), 0);
    }

    #[test]
    fn damage_and_absence_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let store = BlobStore::open(folder.path()).unwrap();
        let sha = store.put(b"ke hoach", 1).unwrap();
        std::fs::write(store.path(&sha), b"ke hoac!").unwrap();
        assert!(matches!(store.get(&sha), Err(Error::Damaged(_))));
        assert!(matches!(
            store.get(&Sha::of(b"other")),
            Err(Error::NotFound("file"))
        ));
    }

    #[test]
    fn a_half_written_file_is_gone_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let store = BlobStore::open(folder.path()).unwrap();
        std::fs::write(store.unfinished().join("abc"), b"half").unwrap();
        let store = BlobStore::open(folder.path()).unwrap();
        assert_eq!(std::fs::read_dir(store.unfinished()).unwrap().count(), 0);
    }
}
