//! Taking the files of a form: each into memory up to the limit, and no further.
//!
//! What is over the limit is read to its end and thrown away, because a browser that is cut off
//! in the middle of sending shows its own error instead of our page.

use axum::extract::Multipart;

use super::super::error::{Error, Result};

/// All files of one form together, kept in memory.
const TOGETHER: usize = 256 << 20;
/// Bytes of one form, thrown away ones included.
const SENT: usize = 2 << 30;
/// Files of one form.
const FILES: usize = 100;
/// Longest name kept, in characters.
const NAME: usize = 200;

/// A file as it came.
pub struct Upload {
    /// Its name, without folders.
    pub name: String,
    /// Its bytes; `None` when they were over the limit.
    pub bytes: Option<Vec<u8>>,
    /// How many bytes came.
    pub size: u64,
}

/// Takes the files of the field `files`.
pub async fn take(mut form: Multipart, limit: usize) -> Result<Vec<Upload>> {
    let mut uploads = Vec::new();
    let (mut kept, mut sent) = (0, 0);
    while let Some(mut field) = form.next_field().await.map_err(|_| Error::BadRequest)? {
        let name = file_name(field.file_name().unwrap_or_default());
        if field.name() != Some("files") || name.is_empty() {
            continue;
        }
        if uploads.len() >= FILES {
            return Err(Error::TooLarge);
        }
        let mut bytes = Some(Vec::new());
        let mut size = 0_usize;
        while let Some(chunk) = field.chunk().await.map_err(|_| Error::BadRequest)? {
            size += chunk.len();
            sent += chunk.len();
            if sent > SENT {
                return Err(Error::TooLarge);
            }
            match &mut bytes {
                Some(bytes) if size <= limit && kept + size <= TOGETHER => {
                    bytes.extend_from_slice(&chunk);
                }
                _ => bytes = None,
            }
        }
        kept += bytes.as_ref().map_or(0, Vec::len);
        uploads.push(Upload {
            name,
            bytes,
            size: size as u64,
        });
    }
    Ok(uploads)
}

/// The last part of a path, without control characters, not too long.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| !c.is_control())
        .take(NAME)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_is_only_a_name() {
        assert_eq!(file_name("C:\\Users\\lan\\Kế hoạch.docx"), "Kế hoạch.docx");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("a\r\nb.txt"), "ab.txt");
        assert_eq!(file_name(&"x".repeat(5_000)).len(), 200);
        assert_eq!(file_name(".."), "..");
    }
}
