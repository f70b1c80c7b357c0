//! Scans → [`SourceText`] through tesseract: a draft for a person, shown beside the picture.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::build::{Builder, Style};
use super::classified;
use super::error::{FileError, HelperFailure, Measure};
use super::helper::{Helper, Helpers, private_folder, run};
use super::limits::Limits;
use super::pdf::{self, Layout, Letter, Page};
use super::picture;
use super::sniff::FileKind;
use super::watch::{Step, Watch};
use crate::source::{Format, SourceText};

/// Reads a picture.
pub(super) fn read_picture(
    bytes: &[u8],
    kind: FileKind,
    limits: &Limits,
    helpers: &Helpers,
    watch: &dyn Watch,
) -> Result<SourceText, FileError> {
    let extent = picture::size(bytes, kind).ok_or(FileError::Damaged(kind))?;
    if extent.largest > limits.pixels {
        return Err(FileError::too_much(Measure::Pixels, limits.pixels));
    }
    if extent.pages > limits.scan_pages {
        return Err(FileError::too_much(Measure::Pages, limits.scan_pages));
    }
    let mut reader = Recognition::new(kind, limits, helpers, watch)?;
    reader.picture(bytes, extent.together)?;
    reader.finish(kind)
}

/// Reads a PDF whose pages are pictures.
pub(super) fn read_pdf(
    bytes: &[u8],
    limits: &Limits,
    helpers: &Helpers,
    watch: &dyn Watch,
) -> Result<SourceText, FileError> {
    let mut reader = Recognition::new(FileKind::Pdf, limits, helpers, watch)?;
    let mut at = 0;
    loop {
        let (picture, total) = pdf::picture_of_page(bytes, at, limits, helpers, watch)?;
        if total > limits.scan_pages {
            return Err(FileError::too_much(Measure::Pages, limits.scan_pages));
        }
        match picture {
            Some(picture) => reader.grey(&picture)?,
            None => reader.blank_page()?,
        }
        at += 1;
        if !watch.step(Step::Page { done: at, total }) {
            return Err(FileError::Stopped);
        }
        if at >= total {
            return reader.finish(FileKind::Pdf);
        }
    }
}

/// Looks for a stamp in the pictures that the first page of typed text bears. Where they cannot be
/// read, the text goes on saying so.
pub(super) fn look_for_stamp(
    mut source: SourceText,
    bytes: &[u8],
    limits: &Limits,
    helpers: &Helpers,
    watch: &dyn Watch,
) -> Result<SourceText, FileError> {
    if source.unread_pictures == 0 {
        return Ok(source);
    }
    let look = || {
        let mut reader = Recognition::new(FileKind::Pdf, limits, helpers, watch)?;
        let (picture, _) = pdf::picture_of_page(bytes, 0, limits, helpers, watch)?;
        picture.map_or(Ok(()), |picture| reader.grey(&picture))
    };
    match look() {
        Ok(()) => source.unread_pictures = 0,
        Err(error @ (FileError::Classified | FileError::Stopped)) => return Err(error),
        Err(_) => {}
    }
    Ok(source)
}

/// Recognises pages one after the other.
struct Recognition<'a> {
    program: &'a Path,
    limits: &'a Limits,
    watch: &'a dyn Watch,
    layout: Layout,
    words: usize,
    first: bool,
    started: Instant,
    /// Pixels of the pages so far.
    pixels: u64,
}

const HELPER: Helper = Helper::Tesseract;

fn failed(failure: HelperFailure) -> FileError {
    FileError::HelperFailed {
        helper: HELPER,
        failure,
    }
}

impl<'a> Recognition<'a> {
    fn new(
        kind: FileKind,
        limits: &'a Limits,
        helpers: &'a Helpers,
        watch: &'a dyn Watch,
    ) -> Result<Self, FileError> {
        let missing = FileError::MissingHelper {
            helper: HELPER,
            kind,
        };
        let program = helpers.tesseract.as_deref().ok_or(missing)?;
        let layout = Layout::new(Builder::new(limits));
        Ok(Self {
            program,
            limits,
            watch,
            layout,
            words: 0,
            first: true,
            started: Instant::now(),
            pixels: 0,
        })
    }

    /// What is left of the time for the document.
    fn time_left(&self) -> Result<Duration, FileError> {
        let left = self.limits.scan_time.checked_sub(self.started.elapsed());
        left.filter(|left| !left.is_zero())
            .ok_or_else(|| self.too_long())
    }

    fn too_long(&self) -> FileError {
        FileError::too_much(Measure::Milliseconds, self.limits.scan_time.as_millis())
    }

    /// Recognises the grey picture of a page: a byte a pixel.
    fn grey(&mut self, picture: &[u8]) -> Result<(), FileError> {
        self.picture(picture, u64::try_from(picture.len()).unwrap_or(u64::MAX))
    }

    /// Recognises a picture file of so many pixels; it may hold several pages.
    fn picture(&mut self, bytes: &[u8], pixels: u64) -> Result<(), FileError> {
        self.pixels = self.pixels.saturating_add(pixels);
        if self.pixels > self.limits.scan_pixels {
            let limit = self.limits.scan_pixels;
            return Err(FileError::too_much(Measure::ScanPixels, limit));
        }
        let left = self.time_left()?;
        let folder = private_folder().map_err(|_| failed(HelperFailure::Io))?;
        let file = folder.path().join("page");
        fs::write(&file, bytes).map_err(|_| failed(HelperFailure::Io))?;
        let mut command = Command::new(self.program);
        command
            .arg("page")
            .arg("words")
            .args(["-l", "vie", "tsv"])
            .env("OMP_THREAD_LIMIT", "1");
        run(
            HELPER,
            &mut command,
            folder.path(),
            self.limits.recognition_time.min(left),
            self.limits.helper_bytes,
            self.watch,
        )
        .map_err(|error| match error {
            error if error != failed(HelperFailure::TimedOut) => self.explain(error),
            error if left > self.limits.recognition_time => error,
            _ => self.too_long(),
        })?;
        let table = fs::read_to_string(folder.path().join("words.tsv"))
            .map_err(|_| failed(HelperFailure::NoResult))?;
        for page in pages(&table) {
            self.page(page)?;
        }
        Ok(())
    }

    fn page(&mut self, page: Page) -> Result<(), FileError> {
        self.words += page.letters.len();
        // A stamp on the first page with words ends the work at once.
        if self.first && page.letters.iter().any(|letter| letter.c.is_alphanumeric()) {
            self.first = false;
            let mut alone = Layout::new(Builder::new(self.limits));
            alone.page(page.clone());
            classified::check(&alone.finish().finish(Format::Scan)?)?;
        }
        self.layout.page(page);
        self.layout.check()
    }

    fn blank_page(&mut self) -> Result<(), FileError> {
        self.layout.page(Page::default());
        self.time_left().map(|_| ())
    }

    fn finish(self, kind: FileKind) -> Result<SourceText, FileError> {
        if self.words == 0 {
            return Err(FileError::NoText(kind));
        }
        self.layout.finish().finish(Format::Scan)
    }

    /// Says that the language data is missing, when that is why it failed.
    fn explain(&self, error: FileError) -> FileError {
        if !matches!(
            error,
            FileError::HelperFailed {
                failure: HelperFailure::Exit(_),
                ..
            }
        ) {
            return error;
        }
        let listed = Command::new(self.program)
            .arg("--list-langs")
            .stdin(Stdio::null())
            .output();
        let known = listed.is_ok_and(|listed| {
            let languages = String::from_utf8_lossy(&listed.stdout).into_owned();
            languages.lines().any(|line| line.trim() == "vie")
        });
        if known {
            error
        } else {
            failed(HelperFailure::NoVietnamese)
        }
    }
}

/// Pages of words out of tesseract's table.
fn pages(table: &str) -> Vec<Page> {
    let mut pages: Vec<(u32, Page)> = Vec::new();
    // Top and bottom of the line we are in: its words share a baseline.
    let mut line = (0.0, 0.0);
    for row in table.lines().skip(1) {
        let columns: Vec<_> = row.splitn(12, '\t').collect();
        let &[level, number, _, _, _, _, left, top, width, height, _, word] = &columns[..] else {
            continue;
        };
        let [left, top, width, height] =
            [left, top, width, height].map(|n| n.parse().unwrap_or(0.0));
        let number = number.parse().unwrap_or(1);
        if pages.last().is_none_or(|(last, _)| *last != number) {
            pages.push((number, Page::default()));
        }
        let Some((_, page)) = pages.last_mut() else {
            continue;
        };
        match level {
            "1" => (page.width, page.height) = (width, height),
            "4" => line = (top, top + height),
            "5" if !word.trim().is_empty() => push_word(page, word.trim(), left, width, line),
            _ => {}
        }
    }
    pages.into_iter().map(|(_, page)| page).collect()
}

/// Spreads the letters of a word over its box.
fn push_word(page: &mut Page, word: &str, left: f64, width: f64, (top, bottom): (f64, f64)) {
    let count = word.chars().count();
    let step = width / f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX));
    // The box reaches from the marks above capitals to below the descenders.
    let size = (bottom - top).max(1.0) * 0.8;
    let mut x0 = left;
    for c in word.chars() {
        let style = Style::default();
        page.letters.push(Letter {
            x0,
            x1: x0 + step,
            y: bottom,
            size,
            c,
            style,
        });
        x0 += step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t1000\t1400\t-1\t\n\
        4\t1\t1\t1\t1\t0\t100\t100\t300\t40\t-1\t\n\
        5\t1\t1\t1\t1\t1\t100\t102\t60\t38\t96\tKẾ\n\
        5\t1\t1\t1\t1\t2\t180\t100\t120\t38\t96\tHOẠCH\n\
        1\t2\t0\t0\t0\t0\t0\t0\t1000\t1400\t-1\t\n\
        4\t2\t1\t1\t1\t0\t100\t100\t300\t40\t-1\t\n\
        5\t2\t1\t1\t1\t1\t100\t102\t60\t38\t96\t|\n\
        5\t2\t1\t1\t1\t1\t100\t102\t60\t38\t96\t \n";

    #[test]
    fn words_of_a_table_become_pages() {
        let pages = pages(TABLE);
        assert_eq!(pages.len(), 2);
        let mut layout = Layout::new(Builder::new(&Limits::default()));
        for page in pages {
            layout.page(page);
        }
        let source = layout.finish().finish(Format::Scan).unwrap();
        super::super::testing::hold(&source);
        assert_eq!(source.text, "KẾ HOẠCH\n|\n");
        assert_eq!(source.pages, [0, "KẾ HOẠCH\n".len()]);
    }

    #[test]
    fn garbage_in_the_table_is_skipped() {
        assert!(pages("").is_empty());
        assert!(pages("head\n5\t1\tx\n\n").is_empty());
    }
}
