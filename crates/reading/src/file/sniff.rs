//! What kind of file bytes are: by content first, by name only where content leaves a choice.

use std::io::Cursor;

use memchr::memmem;
use serde::{Deserialize, Serialize};

/// Kinds of file that are told apart, read or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Word 2007 and later.
    Docx,
    /// Word before 2007.
    Doc,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// PDF.
    Pdf,
    /// PNG picture.
    Png,
    /// JPEG picture.
    Jpeg,
    /// TIFF picture.
    Tiff,
    /// A spreadsheet: known and not read.
    Spreadsheet,
    /// A presentation: known and not read.
    Presentation,
    /// A picture in a form not read.
    OtherPicture,
    /// An archive: known and not read.
    Archive,
    /// A web page saved as MHTML: known and not read.
    Mhtml,
    /// XML that is no web page: known and not read.
    Xml,
}

/// How far into a file its nature shows.
const HEAD: usize = 4096;

/// The kind of file, or `None` when it is empty or nothing we know.
///
/// An Office file that is locked by a password counts as the kind it hides as far as it tells;
/// reading it gives the error.
pub fn sniff(bytes: &[u8], name: Option<&str>) -> Option<FileKind> {
    let head = &bytes[..bytes.len().min(HEAD)];
    magic(bytes, head).or_else(|| textual(bytes, head, name))
}

fn magic(bytes: &[u8], head: &[u8]) -> Option<FileKind> {
    let kind = match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => package(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => compound(bytes),
        [0x89, b'P', b'N', b'G', ..] => FileKind::Png,
        [0xff, 0xd8, 0xff, ..] => FileKind::Jpeg,
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => FileKind::Tiff,
        [b'G', b'I', b'F', b'8', ..] | [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => {
            FileKind::OtherPicture
        }
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ]
        | [_, _, _, _, b'f', b't', b'y', b'p', ..] => FileKind::OtherPicture,
        [b'R', b'a', b'r', b'!', ..]
        | [b'7', b'z', 0xbc, 0xaf, ..]
        | [0x1f, 0x8b, 8, ..]
        | [0x28, 0xb5, 0x2f, 0xfd, ..] => FileKind::Archive,
        _ if head.starts_with(b"{\\rtf") => FileKind::Rtf,
        _ if memmem::find(&head[..head.len().min(1024)], b"%PDF-").is_some() => FileKind::Pdf,
        _ => return None,
    };
    Some(kind)
}

/// Whether a zip file lists more parts than `limit`: seen before its directory is loaded.
pub(super) fn has_more_parts(bytes: &[u8], limit: usize) -> bool {
    bytes.starts_with(b"PK") && memmem::find_iter(bytes, b"PK\x01\x02").nth(limit).is_some()
}

/// What a zip file is, by the names in it.
fn package(bytes: &[u8]) -> FileKind {
    let has = |name: &str| memmem::find(bytes, name.as_bytes()).is_some();
    match zip::ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) if archive.index_for_name("word/document.xml").is_some() => FileKind::Docx,
        Ok(archive) if archive.index_for_name("xl/workbook.xml").is_some() => FileKind::Spreadsheet,
        Ok(archive) if archive.index_for_name("ppt/presentation.xml").is_some() => {
            FileKind::Presentation
        }
        Ok(archive) if archive.index_for_name("content.xml").is_some() => {
            let kind = b"application/vnd.oasis.opendocument.text";
            let odt = memmem::find(&bytes[..bytes.len().min(HEAD)], kind).is_some();
            if odt {
                FileKind::Odt
            } else {
                FileKind::Spreadsheet
            }
        }
        // Cut off, the directory is gone; the local headers still say what it was.
        Err(_) if has("word/") || has("[Content_Types].xml") => FileKind::Docx,
        Ok(archive)
            if archive
                .file_names()
                .any(|name| name.is_ok_and(|name| name.starts_with("word/"))) =>
        {
            FileKind::Docx
        }
        _ => FileKind::Archive,
    }
}

/// What an OLE compound file is, by the names of its streams.
fn compound(bytes: &[u8]) -> FileKind {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(bytes, &wide).is_some()
    };
    if has("WordDocument") {
        FileKind::Doc
    } else if has("EncryptedPackage") {
        FileKind::Docx
    } else if has("Workbook") {
        FileKind::Spreadsheet
    } else if has("PowerPoint Document") {
        FileKind::Presentation
    } else {
        FileKind::Doc
    }
}

fn textual(bytes: &[u8], head: &[u8], name: Option<&str>) -> Option<FileKind> {
    if !super::decode::is_text(bytes) {
        return None;
    }
    // UTF-16 without its mark and its zeros reads as ASCII.
    let narrow: Vec<u8> = head
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, 0 | 0xfe | 0xff))
        .collect();
    let lower = narrow.to_ascii_lowercase();
    let extension = name
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, after)| after);
    let named = |names: &[&str]| {
        extension.is_some_and(|found| names.iter().any(|name| name.eq_ignore_ascii_case(found)))
    };
    let start = lower.trim_ascii_start();
    let start = start
        .strip_prefix("\u{feff}".as_bytes())
        .unwrap_or(start)
        .trim_ascii_start();
    if lower.starts_with(b"mime-version:") && memmem::find(&lower, b"multipart/related").is_some() {
        return Some(FileKind::Mhtml);
    }
    if is_html(start) || start.starts_with(b"<") && named(&["htm", "html"]) {
        return Some(FileKind::Html);
    }
    if start.starts_with(b"<?xml") {
        return Some(FileKind::Xml);
    }
    let markdown = named(&["md", "markdown"]) || !named(&["txt"]) && looks_like_markdown(bytes);
    Some(if markdown {
        FileKind::Markdown
    } else {
        FileKind::Text
    })
}

/// Whether lower-cased text begins as a web page does.
fn is_html(start: &[u8]) -> bool {
    const TAGS: [&[u8]; 12] = [
        b"<html", b"<head", b"<body", b"<meta", b"<table", b"<div", b"<p>", b"<p ", b"<span",
        b"<style", b"<br", b"<ul",
    ];
    start.starts_with(b"<!doctype html")
        || start.starts_with(b"<") && TAGS.iter().any(|tag| memmem::find(start, tag).is_some())
}

/// Whether text has the marks of Markdown: table rows, headings, bold pairs.
fn looks_like_markdown(bytes: &[u8]) -> bool {
    const ENOUGH: usize = 2;
    let marks = bytes
        .split(|byte| *byte == b'\n')
        .take(2_000)
        .filter(|line| {
            let line = line.trim_ascii();
            (line.len() > 2 && line.starts_with(b"|") && line.ends_with(b"|"))
                || line.starts_with(b"# ")
                || line.starts_with(b"## ")
                || memmem::find_iter(line, b"**").count() > 1
        });
    marks.take(ENOUGH).count() == ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_over_the_name() {
        let cases: [(&[u8], Option<&str>, Option<FileKind>); 12] = [
            (b"%PDF-1.7\n", Some("a.docx"), Some(FileKind::Pdf)),
            (b"\x89PNG\r\n\x1a\n", Some("a.txt"), Some(FileKind::Png)),
            (b"{\\rtf1 a}", None, Some(FileKind::Rtf)),
            (
                b"  <!DOCTYPE HTML><p>a",
                Some("a.txt"),
                Some(FileKind::Html),
            ),
            (b"\xef\xbb\xbf<html><p>a", None, Some(FileKind::Html)),
            (
                "K\u{1ebf} ho\u{1ea1}ch".as_bytes(),
                None,
                Some(FileKind::Text),
            ),
            (
                b"| a | b |\n| --- | --- |\n",
                None,
                Some(FileKind::Markdown),
            ),
            (
                b"| a | b |\n| --- | --- |\n",
                Some("a.TXT"),
                Some(FileKind::Text),
            ),
            (b"a", Some("a.md"), Some(FileKind::Markdown)),
            (b"\0\0\0\x01\x02\x03\0\0\0", Some("a.txt"), None),
            (b"", Some("a.docx"), None),
            (b"<?xml version='1.0'?><a/>", None, Some(FileKind::Xml)),
        ];
        for (bytes, name, kind) in cases {
            assert_eq!(
                sniff(bytes, name),
                kind,
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn utf_16_is_text() {
        let wide: Vec<u8> = "\u{feff}<html><p>a</p></html>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(sniff(&wide, None), Some(FileKind::Html));
    }
}
