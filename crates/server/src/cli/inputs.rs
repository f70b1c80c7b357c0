//! The files that a command line names: single files, whole folders, and "-" for standard input.

use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Folders inside folders are followed this deep; links are not followed at all.
const DEPTH: usize = 16;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// How messages and outputs call it.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The bytes, at most one more than `limit`: enough to see that it is too much.
    pub fn bytes(&self, limit: usize) -> std::io::Result<Vec<u8>> {
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        match self {
            Self::Stdin => std::io::stdin().lock().take(most).read_to_end(&mut bytes)?,
            Self::File(path) => std::fs::File::open(path)?
                .take(most)
                .read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }
}

/// Lays out what was named, folders in the order of their names. A folder that cannot be listed
/// is an error of the command; a file that cannot be opened will be one of that file.
pub fn collect(named: &[PathBuf]) -> std::io::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for path in named {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
        } else if path.is_dir() {
            folder(path, DEPTH, &mut inputs)?;
        } else {
            inputs.push(Input::File(path.clone()));
        }
    }
    Ok(inputs)
}

fn folder(path: &Path, depth: usize, into: &mut Vec<Input>) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(path)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let kind = entry.file_type()?;
        if kind.is_dir() && !hidden && depth > 0 {
            folder(&entry.path(), depth - 1, into)?;
        } else if kind.is_file() && !hidden {
            into.push(Input::File(entry.path()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_laid_out_in_order_and_hidden_files_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("b");
        std::fs::create_dir(&inner).expect("a folder");
        for name in ["c.txt", "a.txt", ".hidden", "b/d.txt"] {
            std::fs::write(folder.path().join(name), "x").expect("a file");
        }
        let asked = [
            PathBuf::from("-"),
            folder.path().to_owned(),
            PathBuf::from("no-such.txt"),
        ];
        let names: Vec<String> = collect(&asked)
            .expect("the folder can be listed")
            .iter()
            .map(|input| match input {
                Input::Stdin => "-".to_owned(),
                Input::File(path) => {
                    let inside = path.strip_prefix(folder.path()).unwrap_or(path);
                    inside.display().to_string()
                }
            })
            .collect();
        assert_eq!(names, ["-", "a.txt", "b/d.txt", "c.txt", "no-such.txt"]);
    }

    #[test]
    fn no_more_than_the_limit_is_taken() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), vec![b'x'; 100]).expect("written");
        let input = Input::File(file.path().to_owned());
        assert_eq!(input.bytes(10).expect("read").len(), 11);
    }
}
