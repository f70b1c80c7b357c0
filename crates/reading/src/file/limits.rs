//! How much a file may ask of us.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Bounds on one reading. The defaults are far above any plan and far below what hurts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Bytes of a file that is text or HTML, where every byte is content.
    pub plain_bytes: usize,
    /// Bytes of one part of a package (DOCX) after decompression.
    pub part_bytes: usize,
    /// Bytes of all parts beside the text of a package together: headers, styles, lists, notes.
    pub beside_bytes: usize,
    /// Parts of a package; Word writes some twenty.
    pub parts: usize,
    /// Bytes of the text that comes out.
    pub text_bytes: usize,
    /// Nested elements.
    pub depth: usize,
    /// Paragraphs and cells; lines of plain text.
    pub blocks: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Pages sent to character recognition.
    pub scan_pages: usize,
    /// Pixels of a picture sent to character recognition.
    pub pixels: u64,
    /// Pixels of all pages of one document that are sent to character recognition.
    pub scan_pixels: u64,
    /// Objects, drawing operations and glyphs of one PDF.
    pub pdf_operations: usize,
    /// Bytes of memory that a process reading a PDF may use, its file included.
    pub apart_bytes: usize,
    /// Bytes of memory that tesseract or LibreOffice may use.
    pub helper_bytes: usize,
    /// Processor time for a PDF's text layer, or for the picture of one page.
    pub pdf_time: Duration,
    /// Time for one run of tesseract, a page.
    pub recognition_time: Duration,
    /// Time for the character recognition of one document.
    pub scan_time: Duration,
    /// Time for one run of LibreOffice, a document.
    pub office_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            plain_bytes: 24 << 20,
            part_bytes: 64 << 20,
            beside_bytes: 24 << 20,
            parts: 10_000,
            text_bytes: 16 << 20,
            depth: 500,
            blocks: 400_000,
            pages: 1_000,
            scan_pages: 100,
            pixels: 40_000_000,
            scan_pixels: 1_000_000_000,
            pdf_operations: 5_000_000,
            apart_bytes: 192 << 20,
            helper_bytes: 2 << 30,
            pdf_time: Duration::from_millis(1_800),
            recognition_time: Duration::from_mins(1),
            scan_time: Duration::from_mins(30),
            office_time: Duration::from_secs(90),
        }
    }
}

impl Limits {
    /// Bytes of a picture that comes back for recognition: grey, with its head.
    pub(super) fn picture_bytes(&self) -> usize {
        usize::try_from(self.pixels).map_or(usize::MAX, |pixels| pixels.saturating_add(64))
    }
}
