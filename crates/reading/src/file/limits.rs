//! How much a file may ask of us.

use std::time::Duration;

/// Bounds on one reading. The defaults are far above any plan and far below what hurts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Bytes of a file that is text or HTML, where every byte is content.
    pub plain_bytes: usize,
    /// Bytes of one part of a package (DOCX) after decompression.
    pub part_bytes: usize,
    /// Parts of a package; Word writes some twenty.
    pub parts: usize,
    /// Bytes of the text that comes out.
    pub text_bytes: usize,
    /// Nested elements.
    pub depth: usize,
    /// Paragraphs and cells.
    pub blocks: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Pages sent to character recognition.
    pub scan_pages: usize,
    /// Pixels of a picture sent to character recognition.
    pub pixels: u64,
    /// Objects, drawing operations and glyphs of one PDF.
    pub pdf_operations: usize,
    /// Time for a PDF's text layer.
    pub pdf_time: Duration,
    /// Time for one run of tesseract, a page.
    pub recognition_time: Duration,
    /// Time for one run of LibreOffice, a document.
    pub office_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            plain_bytes: 24 << 20,
            part_bytes: 64 << 20,
            parts: 10_000,
            text_bytes: 16 << 20,
            depth: 500,
            blocks: 400_000,
            pages: 1_000,
            scan_pages: 100,
            pixels: 40_000_000,
            pdf_operations: 5_000_000,
            pdf_time: Duration::from_secs(10),
            recognition_time: Duration::from_mins(1),
            office_time: Duration::from_secs(90),
        }
    }
}
