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
const FILES: usize = 500;
/// Longest name kept, in characters.
const NAME: usize = 200;

/// Longest text of one field of a form that comes with files, in bytes.
const FIELD: usize = 64 << 10;
/// Fields of such a form.
const FIELDS: usize = 4_000;

/// A file as it came.
pub struct Upload {
    /// The field it came in.
    pub field: String,
    /// Its name, without folders.
    pub name: String,
    /// Its bytes; `None` when they were over the limit.
    pub bytes: Option<Vec<u8>>,
    /// How many bytes came.
    pub size: u64,
}

/// A form with files.
#[derive(Default)]
pub struct Filled {
    /// The fields with words, in order; a name may come more than once.
    pub fields: Vec<(String, String)>,
    /// The files.
    pub files: Vec<Upload>,
}

impl Filled {
    /// The first value of a field, blanks around it taken off.
    pub fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// All values of a field.
    pub fn values<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let own = self.fields.iter().filter(move |(key, _)| key == name);
        own.map(|(_, value)| value.trim())
    }
}

/// Takes the files of the field `files`.
pub async fn take(form: Multipart, limit: usize) -> Result<Vec<Upload>> {
    let mut filled = take_form(form, limit).await?;
    filled.files.retain(|file| file.field == "files");
    Ok(filled.files)
}

/// Takes words and files of a form.
pub async fn take_form(mut form: Multipart, limit: usize) -> Result<Filled> {
    let mut filled = Filled::default();
    let (mut kept, mut sent) = (0, 0);
    while let Some(mut field) = form.next_field().await.map_err(|_| Error::BadRequest)? {
        let own = field.name().unwrap_or_default().to_owned();
        let name = field.file_name().map(file_name);
        let most = if name.is_some() { limit } else { FIELD };
        if filled.files.len() >= FILES || filled.fields.len() >= FIELDS {
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
                Some(bytes) if size <= most && kept + size <= TOGETHER => {
                    bytes.extend_from_slice(&chunk);
                }
                _ => bytes = None,
            }
        }
        kept += bytes.as_ref().map_or(0, Vec::len);
        match name {
            None => {
                let text = String::from_utf8(bytes.ok_or(Error::TooLarge)?);
                let text = text.map_err(|_| Error::BadRequest)?;
                filled.fields.push((own, text.replace("\r\n", "\n")));
            }
            // A field for files in which none was chosen.
            Some(name) if name.is_empty() => {}
            Some(name) => filled.files.push(Upload {
                field: own,
                name,
                bytes,
                size: size as u64,
            }),
        }
    }
    Ok(filled)
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
