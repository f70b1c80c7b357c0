//! For tests: files made on the spot, and what every [`SourceText`] must keep.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use super::{FileError, Helpers, Limits, read};
use crate::source::{Block, Cell, SourceText, Span, Table};

/// Reads with the default limits and no helpers, and checks the invariants.
pub(super) fn read_bytes(bytes: &[u8]) -> Result<SourceText, FileError> {
    let source = read(bytes, None, &Limits::default(), &Helpers::none(), &())?;
    hold(&source);
    Ok(source)
}

/// A zip file.
pub(super) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A main part around body content.
pub(super) fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:mc=\"urn:mc\" xmlns:wps=\"urn:wps\" xmlns:v=\"urn:v\"><w:body>{body}</w:body>\
         </w:document>"
    )
}

/// A DOCX file: body content, and further parts under `word/`.
pub(super) fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = document(body);
    let names: Vec<_> = parts
        .iter()
        .map(|(name, _)| format!("word/{name}"))
        .collect();
    let mut all = vec![
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", RELATIONSHIPS.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    all.extend(
        names
            .iter()
            .zip(parts)
            .map(|(name, (_, xml))| (name.as_str(), xml.as_bytes())),
    );
    zipped(&all)
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>"#;
const RELATIONSHIPS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// The tables of a text.
pub(super) fn tables(source: &SourceText) -> Vec<Table> {
    let table = |block: &'_ Block| match block {
        Block::Table(table) => Some(table.clone()),
        Block::Paragraph(_) => None,
    };
    source.blocks.iter().filter_map(table).collect()
}

/// Rows of cells as `text@column+columns/rows`.
pub(super) fn grid(source: &SourceText, table: &Table) -> Vec<Vec<String>> {
    let cell = |cell: &Cell| {
        let text = cell.span.of(&source.text).replace('\n', "¶");
        format!("{text}@{}+{}/{}", cell.column, cell.columns, cell.rows)
    };
    table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(cell).collect())
        .collect()
}

/// Panics unless blocks, cells and pages lie in the text, in order and without overlap.
pub(super) fn hold(source: &SourceText) {
    let text = &source.text;
    let inside = |span: Span| assert!(text.get(span.start..span.end).is_some(), "{span:?}");
    let mut last = 0;
    for block in &source.blocks {
        let span = match block {
            Block::Paragraph(paragraph) => {
                assert!(!paragraph.span.is_empty());
                paragraph.span
            }
            Block::Table(table) => {
                let mut end = table.span.start;
                for (index, row) in table.rows.iter().enumerate() {
                    let mut column = 0;
                    for cell in &row.cells {
                        inside(cell.span);
                        assert!(
                            cell.span.is_empty() || cell.span.start >= end,
                            "cells overlap"
                        );
                        if !cell.span.is_empty() {
                            end = cell.span.end;
                        }
                        assert!(cell.column >= column && cell.columns > 0, "columns overlap");
                        column = cell.column + cell.columns;
                        assert!(
                            cell.rows > 0 && index + usize::from(cell.rows) <= table.rows.len()
                        );
                    }
                }
                assert!(end <= table.span.end, "cells beyond their table");
                table.span
            }
        };
        inside(span);
        assert!(span.start >= last, "blocks overlap");
        last = span.end;
    }
    assert!(source.pages.is_sorted() && source.pages.iter().all(|page| *page <= text.len()));
}

/// The real plans kept beside the project, if they are there.
pub(super) fn real_plans() -> Option<Vec<(String, Vec<u8>)>> {
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("DONDOC_SHARED").map_or(beside, Into::into);
    let Ok(folder) = std::fs::read_dir(shared.join("bench/docs")) else {
        println!("the real plans are not here: set DONDOC_SHARED to test on them");
        return None;
    };
    let plan = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        std::fs::read(entry.path()).map(|bytes| (name, bytes)).ok()
    };
    Some(folder.flatten().filter_map(plan).collect())
}
