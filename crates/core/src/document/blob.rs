//! Files by the SHA-256 of their bytes, in a folder. A file is whole or not there: it is written
//! beside its place, flushed to the disk, and renamed.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
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
}

impl BlobStore {
    /// Use this folder; it is made when missing. What a crash left half-written is removed.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let store = Self {
            folder: folder.into(),
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
        if place.is_file() {
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
