//! PDF with a text layer → [`SourceText`].
//!
//! hayro interprets the pages; we collect the letters and rules it would draw and put words,
//! paragraphs and tables together by where they stand (docs/decisions has the comparison). The
//! work runs on a thread of its own: a panic there is a damaged file, and the caller waits no
//! longer than the time allowed.

mod bomb;
mod grid;
mod layout;
mod line;
mod page;
mod raster;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt as _, interpret_page,
};
pub(super) use layout::Layout;
use page::{Budget, Collector, Halt};
pub(super) use page::{Letter, Page};
use raster::Canvas;

use super::apart::{End, Job, ask};
use super::build::Builder;
use super::error::{FileError, Measure};
use super::helper::Helpers;
use super::limits::Limits;
use super::sniff::FileKind;
use super::watch::{Step, Watch};
use crate::source::{Format, SourceText};

/// What the pages are.
pub(super) enum Pages {
    /// The text.
    Text(SourceText),
    /// Pictures, or letters without names: a case for recognition.
    Scan,
}

/// Letters a page must have on average to count as text.
const LETTERS_PER_PAGE: usize = 16;
/// Stack of the reading thread: the interpreter recurses into forms and patterns.
pub(super) const STACK: usize = 32 << 20;
/// How much longer than its processor time the work may take on a machine with other work to do.
pub(super) const BUSY: u32 = 8;
/// How long the caller waits before it asks its watch again.
const PATIENCE: Duration = Duration::from_millis(20);

/// Reads the text layer, in a process apart where there is one.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    helpers: &Helpers,
    watch: &dyn Watch,
) -> Result<Pages, FileError> {
    let Some(program) = &helpers.apart else {
        check_streams(bytes, limits)?;
        return text(Arc::new(bytes.to_vec()), limits, watch);
    };
    match ask(program, Job::Text, bytes, limits, watch)?.end {
        End::Text(source) => Ok(Pages::Text(source)),
        End::Scan => Ok(Pages::Scan),
        End::Pictures { .. } => Err(FileError::Damaged(FileKind::Pdf)),
    }
}

/// Refuses a file whose streams unpack to too much; needed where memory has no other limit.
pub(super) fn check_streams(bytes: &[u8], limits: &Limits) -> Result<(), FileError> {
    if bomb::is_bomb(bytes, limits.part_bytes) {
        return Err(FileError::too_much(
            Measure::UnpackedBytes,
            limits.part_bytes,
        ));
    }
    Ok(())
}

/// The text layer, read in this process.
pub(super) fn text(
    bytes: Arc<Vec<u8>>,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<Pages, FileError> {
    let work_limits = limits.clone();
    on_thread(limits, watch, move |budget, steps| {
        collect(&bytes, &work_limits, budget, &steps)
    })
}

/// Runs work on a thread of its own and waits for it, no longer than the limits allow.
pub(super) fn on_thread<T: Send + 'static>(
    limits: &Limits,
    watch: &dyn Watch,
    work: impl FnOnce(Budget, Sender<Step>) -> Result<T, FileError> + Send + 'static,
) -> Result<T, FileError> {
    let stopped = Arc::new(AtomicBool::new(false));
    let (time, operations, pixels) = (limits.pdf_time, limits.pdf_operations, limits.pixels);
    let deadline = Instant::now() + time * BUSY;
    let budget = Budget {
        operations,
        time,
        stopped: Arc::clone(&stopped),
    };
    let (sender, steps) = channel();
    let thread = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            catch_unwind(AssertUnwindSafe(|| work(budget, sender))).unwrap_or_else(|panic| {
                Err(match panic.downcast_ref::<Halt>() {
                    Some(Halt::Operations) => {
                        FileError::too_much(Measure::PdfOperations, operations)
                    }
                    Some(Halt::Pixels) => FileError::too_much(Measure::Pixels, pixels),
                    Some(Halt::Time) => {
                        FileError::too_much(Measure::Milliseconds, time.as_millis())
                    }
                    Some(Halt::Stopped) => FileError::Stopped,
                    None => FileError::Damaged(FileKind::Pdf),
                })
            })
        });
    let thread = thread.map_err(|_| FileError::Damaged(FileKind::Pdf))?;
    loop {
        let go_on = match steps.recv_timeout(PATIENCE) {
            Ok(step) => watch.step(step),
            Err(RecvTimeoutError::Timeout) => watch.go_on(),
            Err(RecvTimeoutError::Disconnected) => break,
        };
        if !go_on {
            stopped.store(true, Ordering::Relaxed);
            return Err(FileError::Stopped);
        }
        if Instant::now() > deadline {
            stopped.store(true, Ordering::Relaxed);
            return Err(FileError::too_much(Measure::Milliseconds, time.as_millis()));
        }
    }
    thread
        .join()
        .unwrap_or(Err(FileError::Damaged(FileKind::Pdf)))
}

/// Opens the file; what needs a password says so.
pub(super) fn open(bytes: &Arc<Vec<u8>>) -> Result<Pdf, FileError> {
    Pdf::new(Arc::clone(bytes)).map_err(|error| match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        ) => FileError::Encrypted(FileKind::Pdf),
        _ => FileError::Damaged(FileKind::Pdf),
    })
}

fn collect(
    bytes: &Arc<Vec<u8>>,
    limits: &Limits,
    mut budget: Budget,
    steps: &Sender<Step>,
) -> Result<Pages, FileError> {
    let pdf = open(bytes)?;
    let total = pdf.pages().len();
    if total > limits.pages {
        return Err(FileError::too_much(Measure::Pages, limits.pages));
    }
    if total == 0 {
        return Err(FileError::Damaged(FileKind::Pdf));
    }
    let cache = InterpreterCache::new();
    let mut layout = Layout::new(Builder::new(limits));
    let (mut letters, mut nameless, mut pictures) = (0, 0, 0);
    for (at, page) in pdf.pages().iter().enumerate() {
        budget.check();
        let page = one_page(page, &cache, &mut budget);
        let here = page
            .letters
            .iter()
            .filter(|letter| letter.c.is_alphanumeric())
            .count();
        // The sheet that is signed and stamped may be a picture before typed pages: only
        // recognition can see what is stamped on it.
        if at == 0 && here < LETTERS_PER_PAGE && page.images > 0 {
            return Ok(Pages::Scan);
        }
        if at == 0 {
            pictures = page.images;
        }
        letters += here;
        nameless += page.nameless;
        layout.page(page);
        layout.check()?;
        let _ = steps.send(Step::Page {
            done: at + 1,
            total,
        });
    }
    if letters < total * LETTERS_PER_PAGE || nameless > letters {
        return Ok(Pages::Scan);
    }
    let mut source = layout.finish().finish(Format::Pdf)?;
    source.unread_pictures = pictures;
    Ok(Pages::Text(source))
}

fn one_page<'a>(
    source: &'a hayro_interpret::hayro_syntax::page::Page<'a>,
    cache: &InterpreterCache<'a>,
    budget: &mut Budget,
) -> Page {
    let (width, height) = source.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let transform = source.initial_transform(true).to_kurbo();
    let page = collected(source, cache, budget, transform, (width, height));
    match page.uprighting() {
        Some((turn, width, height)) => {
            collected(source, cache, budget, turn * transform, (width, height))
        }
        None => page,
    }
}

fn collected<'a>(
    source: &'a hayro_interpret::hayro_syntax::page::Page<'a>,
    cache: &InterpreterCache<'a>,
    budget: &mut Budget,
    transform: Affine,
    (width, height): (f64, f64),
) -> Page {
    let area = Rect::new(0.0, 0.0, width, height);
    let settings = InterpreterSettings::default();
    let mut context = Context::new(transform, area, cache, source.xref(), settings);
    let page = Page {
        width,
        height,
        ..Page::default()
    };
    let mut collector = Collector { page, budget };
    interpret_page(source, &mut context, &mut collector);
    collector.page
}

/// A page's pictures as one PGM picture, or `None` when it has none; and the number of pages.
pub(super) fn picture_of_page(
    bytes: &[u8],
    at: usize,
    limits: &Limits,
    helpers: &Helpers,
    watch: &dyn Watch,
) -> Result<(Option<Vec<u8>>, usize), FileError> {
    let Some(program) = &helpers.apart else {
        return picture(Arc::new(bytes.to_vec()), at, limits, watch);
    };
    let mut answer = ask(program, Job::Page { page: at }, bytes, limits, watch)?;
    match answer.end {
        End::Pictures { pages } => Ok((answer.pictures.pop(), pages)),
        End::Text(_) | End::Scan => Err(FileError::Damaged(FileKind::Pdf)),
    }
}

/// The same, in this process.
pub(super) fn picture(
    bytes: Arc<Vec<u8>>,
    at: usize,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<(Option<Vec<u8>>, usize), FileError> {
    let pixels = limits.pixels;
    on_thread(limits, watch, move |mut budget, _steps| {
        let pdf = open(&bytes)?;
        let total = pdf.pages().len();
        let page = pdf
            .pages()
            .get(at)
            .ok_or(FileError::Damaged(FileKind::Pdf))?;
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let scale = raster::scale(width, height, pixels);
        let (width, height) = (width * scale, height * scale);
        let transform = Affine::scale(scale) * page.initial_transform(true).to_kurbo();
        let area = Rect::new(0.0, 0.0, width, height);
        let cache = InterpreterCache::new();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(transform, area, &cache, page.xref(), settings);
        let mut canvas = Canvas::new(width, height, pixels, &mut budget);
        interpret_page(page, &mut context, &mut canvas);
        Ok((canvas.into_pgm(), total))
    })
}

#[cfg(test)]
mod tests;
