//! Which of the files that came are reply forms, and which are documents to be read.
//!
//! An archive is opened one level deep, within limits. Whether a file is a form is told by what is
//! in it; its name says nothing. Of a form that cannot be taken no bytes are kept.

use std::io::{Cursor, Read as _};

use documents::reply_form::{self, FormError};
use dondoc_core::reply::{dropped, form};
use reading::file::Limits;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::imports::upload::Upload;
use super::content::Content;

/// Files in one archive.
const FILES: usize = 500;
/// All of them unpacked.
const UNPACKED: u64 = 256 << 20;
/// Longest name kept, in characters.
const NAME: usize = 200;

/// Files that came, told apart.
#[derive(Default)]
pub struct Sorted {
    /// Reply forms, also such as cannot be taken.
    pub forms: Vec<dropped::File>,
    /// Everything else.
    pub rest: Vec<Upload>,
}

/// Tells them apart, and keeps the bytes of the forms that can be taken.
pub async fn sort(app: &App, uploads: Vec<Upload>) -> Result<Sorted> {
    let key = form::known_key(&*app.db().read().await?).await?;
    // Without a key no form was ever made here: whatever comes is of another house.
    let key = key.unwrap_or_default();
    let (blobs, token) = (app.blobs().clone(), u64::from_ne_bytes(app.db().random()));
    let place = app.reading_places().acquire().await;
    let _place = place.map_err(Error::internal)?;
    let work = move || -> Result<Sorted> {
        let mut sorted = Sorted::default();
        for upload in uploads.into_iter().flat_map(unpacked) {
            match taken(&upload, &key) {
                None => sorted.rest.push(upload),
                Some(Err(code)) => sorted.forms.push(dropped::File {
                    name: upload.name,
                    sha: None,
                    size: upload.size,
                    problem: Some(code.to_owned()),
                    content: None,
                }),
                Some(Ok(content)) => {
                    let bytes = upload.bytes.unwrap_or_default();
                    sorted.forms.push(dropped::File {
                        name: upload.name,
                        sha: Some(blobs.put(&bytes, token)?),
                        size: upload.size,
                        problem: None,
                        content: Some(serde_json::to_string(&content).map_err(Error::internal)?),
                    });
                }
            }
        }
        Ok(sorted)
    };
    crate::panic::blocking(work)
        .await
        .map_err(Error::internal)?
}

/// What a form says, or why it is not taken; `None`: it is no form.
fn taken(upload: &Upload, key: &[u8]) -> Option<std::result::Result<Content, &'static str>> {
    let bytes = upload.bytes.as_deref()?;
    if bytes.starts_with(b"PK") && !has_part(bytes, "xl/workbook.xml") {
        return None;
    }
    let read = reply_form::read(bytes, key);
    let code = match read {
        Ok(returned) => return Some(Content::of(returned).ok_or("foreign")),
        Err(FormError::NotAForm) => return None,
        Err(FormError::EmptyPage) => "empty_page",
        Err(FormError::Damaged) => "damaged",
        Err(FormError::TooLarge) => "too_large",
        Err(FormError::Foreign) => "foreign",
        Err(FormError::Newer) => "newer",
    };
    Some(Err(code))
}

fn has_part(bytes: &[u8], name: &str) -> bool {
    zip::ZipArchive::new(Cursor::new(bytes))
        .is_ok_and(|archive| archive.index_for_name(name).is_some())
}

/// The files of an archive; a file that is none, or one that breaks a limit, as it came.
fn unpacked(upload: Upload) -> Vec<Upload> {
    match upload.bytes.as_deref().and_then(open) {
        Some(files) => files,
        None => vec![upload],
    }
}

fn open(bytes: &[u8]) -> Option<Vec<Upload>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    // Documents of an office are archives too, and none of ours.
    let office = ["[Content_Types].xml", "mimetype"];
    if office
        .iter()
        .any(|name| archive.index_for_name(name).is_some())
        || archive.len() > FILES
    {
        return None;
    }
    let limit = Limits::default().file_bytes as u64;
    let mut left = UNPACKED;
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).ok()?;
        if !part.is_file() {
            continue;
        }
        let path = part.name().ok()?.into_owned();
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = name
            .chars()
            .filter(|c| !c.is_control())
            .take(NAME)
            .collect();
        // What systems put beside the files of people.
        if name.is_empty() || name.starts_with('.') || path.starts_with("__MACOSX/") {
            continue;
        }
        let mut content = Vec::new();
        part.by_ref()
            .take(limit.min(left) + 1)
            .read_to_end(&mut content)
            .ok()?;
        let size = content.len() as u64;
        left = left.checked_sub(size)?;
        files.push(Upload {
            field: "files".to_owned(),
            name,
            bytes: (size <= limit).then_some(content),
            size,
        });
    }
    // The list of links that we put into our own archive is nothing that came back.
    let is_list = |name: &str| {
        let end = std::path::Path::new(name).extension();
        end.is_some_and(|end| end.eq_ignore_ascii_case("csv"))
    };
    files.retain(|file| !is_list(&file.name));
    Some(files).filter(|files| !files.is_empty())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::{Upload, open, taken};

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, options).expect("a part");
            archive.write_all(bytes).expect("written");
        }
        archive.finish().expect("an archive").into_inner()
    }

    #[test]
    fn an_archive_of_files_is_opened_and_a_document_is_not() {
        let bytes = archive(&[
            ("../xã A/tra-loi.dondoc", b"{}"),
            ("__MACOSX/._tra-loi", b"x"),
            ("thu-muc/", b""),
            ("ke-hoach.txt", b"KE HOACH"),
        ]);
        let names: Vec<String> = open(&bytes)
            .expect("files")
            .into_iter()
            .map(|it| it.name)
            .collect();
        assert_eq!(names, ["tra-loi.dondoc", "ke-hoach.txt"]);
        let word = archive(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"x")]);
        assert!(open(&word).is_none());
        assert!(open(b"PK\x03\x04 broken").is_none());
    }

    #[test]
    fn what_is_no_form_is_left_to_others() {
        let file = |bytes: &[u8]| Upload {
            field: "files".to_owned(),
            name: "a".to_owned(),
            bytes: Some(bytes.to_vec()),
            size: 1,
        };
        let word = archive(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"x")]);
        assert!(taken(&file(&word), b"key").is_none());
        assert!(taken(&file("KẾ HOẠCH".as_bytes()), b"key").is_none());
        let foreign = br#"{"dondoc":"reply","passport":"{}","signature":"00","answers":[]}"#;
        assert_eq!(taken(&file(foreign), b"key"), Some(Err("foreign")));
        let damaged = br#"{"dondoc":"reply","passp"#;
        assert_eq!(taken(&file(damaged), b"key"), Some(Err("damaged")));
    }
}
