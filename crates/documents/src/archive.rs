//! Several files as one.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// Files in a ZIP archive, without the day on which it was made.
pub fn pack(files: &[(impl AsRef<str>, impl AsRef<[u8]>)]) -> std::io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in files {
        zip.start_file(name.as_ref(), options)
            .map_err(std::io::Error::other)?;
        zip.write_all(bytes.as_ref())?;
    }
    let packed = zip.finish().map_err(std::io::Error::other)?;
    Ok(packed.into_inner())
}
