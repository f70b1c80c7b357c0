//! The real documents.

use reading::file::{self, Helpers, Limits};
use reading::{PlanDraft, SourceText, plan};

use crate::shared;

/// Name and source of every document, in order; empty when the folder is missing.
pub fn all() -> Vec<(String, SourceText)> {
    let Some(folder) = shared::path("bench/docs") else {
        return Vec::new();
    };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let bytes = std::fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let source = file::read(
                &bytes,
                Some(&name),
                &Limits::default(),
                &Helpers::default(),
                &(),
            )
            .unwrap();
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                source,
            )
        })
        .collect()
}

/// The sample plan as text; `None` when it is missing.
pub fn sample() -> Option<String> {
    shared::path("bench/docs/nghean-267-kh-2023.txt")
        .map(|path| std::fs::read_to_string(path).unwrap())
}

/// Reads a plain text.
pub fn read(text: &str) -> PlanDraft {
    plan::read(&file::text::read(text.to_owned()))
}
