//! The directories that come with the program.

use super::directory::Directory;
use crate::error::Result;

#[derive(rust_embed::RustEmbed)]
#[folder = "data/units"]
struct Shipped;

/// The directories inside the program, by file name without `.json`.
pub fn shipped() -> Result<Vec<(String, Directory)>> {
    let mut names: Vec<_> = Shipped::iter()
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names
        .into_iter()
        .filter_map(|name| Shipped::get(&format!("{name}.json")).map(|file| (name, file)))
        .map(|(name, file)| Ok((name, Directory::parse(&file.data)?)))
        .collect()
}
