//! What stands on a page: letters with their places, and the rules of tables.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape as _};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};

use crate::file::build::Style;

/// A letter on the page; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::file) struct Letter {
    pub x0: f64,
    pub x1: f64,
    /// Baseline.
    pub y: f64,
    pub size: f64,
    pub c: char,
    pub style: Style,
}

/// A ruled line, horizontal or vertical.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::file) struct Rule {
    pub vertical: bool,
    /// Its place across.
    pub at: f64,
    /// Its ends along.
    pub from: f64,
    pub to: f64,
}

/// Everything of interest on one page.
#[derive(Debug, Clone, Default)]
pub(in crate::file) struct Page {
    pub width: f64,
    pub height: f64,
    pub letters: Vec<Letter>,
    pub rules: Vec<Rule>,
    /// Glyphs that no table of the file names a character for.
    pub nameless: usize,
    /// Pictures.
    pub images: usize,
    /// Letters that run down, up, and upside down.
    pub turned: [usize; 3],
}

/// Fewer turned letters are a note in the margin.
const FEW: usize = 40;

impl Page {
    /// How to turn a page that lies on its side or stands on its head: a scanner's or a printer's
    /// slip. `None` when it stands as it should.
    pub(super) fn uprighting(&self) -> Option<(Affine, f64, f64)> {
        let (width, height) = (self.width, self.height);
        let most = *self.turned.iter().max()?;
        if most < FEW || most < self.letters.len() * 2 {
            return None;
        }
        let [down, up, _] = self.turned;
        Some(if most == down {
            (
                Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, width]),
                height,
                width,
            )
        } else if most == up {
            (
                Affine::new([0.0, 1.0, -1.0, 0.0, height, 0.0]),
                height,
                width,
            )
        } else {
            (
                Affine::new([-1.0, 0.0, 0.0, -1.0, width, height]),
                width,
                height,
            )
        })
    }
}

/// What may be spent, and who may say stop.
#[derive(Debug, Clone)]
pub(in crate::file) struct Budget {
    pub operations: usize,
    /// Processor time, of the thread that works.
    pub time: Duration,
    pub stopped: Arc<AtomicBool>,
}

/// Why a page was left in the middle: thrown through the interpreter, which has no other way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Halt {
    Operations,
    Pixels,
    Time,
    Stopped,
}

/// Letters and rules that one page may hold.
const MAX_PER_PAGE: usize = 100_000;
/// Operations between two looks at the clock.
const STRIDE: usize = 256;

impl Budget {
    pub(super) fn spend(&mut self, operations: usize) {
        let Some(left) = self.operations.checked_sub(operations) else {
            std::panic::resume_unwind(Box::new(Halt::Operations));
        };
        let look = left / STRIDE != self.operations / STRIDE;
        self.operations = left;
        if look {
            self.check();
        }
    }

    pub(super) fn check(&self) {
        if self.stopped.load(Ordering::Relaxed) {
            std::panic::resume_unwind(Box::new(Halt::Stopped));
        }
        if used_time() > self.time {
            std::panic::resume_unwind(Box::new(Halt::Time));
        }
    }
}

/// Processor time that this thread has used: a machine with other work to do makes no file slow.
#[cfg(unix)]
fn used_time() -> Duration {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(used).unwrap_or_default()
}

/// Where it is not told, only the caller's patience ends.
#[cfg(not(unix))]
fn used_time() -> Duration {
    Duration::ZERO
}

/// Collects a page instead of drawing it.
pub(super) struct Collector<'b> {
    pub page: Page,
    pub budget: &'b mut Budget,
}

/// The least picture, in points, that a stamp's word fits in.
const SHORTEST_WORD: f64 = 16.0;
const LOWEST_WORD: f64 = 6.0;
/// Thicker strokes are no rules of a table.
const THICKEST_RULE: f64 = 4.0;
/// Shorter ones neither.
const SHORTEST_RULE: f64 = 6.0;

impl Collector<'_> {
    fn rule(&mut self, rect: Rect) {
        let (width, height) = (rect.width(), rect.height());
        let rule = if height <= THICKEST_RULE && width >= SHORTEST_RULE {
            let at = f64::midpoint(rect.y0, rect.y1);
            Rule {
                vertical: false,
                at,
                from: rect.x0,
                to: rect.x1,
            }
        } else if width <= THICKEST_RULE && height >= SHORTEST_RULE {
            let at = f64::midpoint(rect.x0, rect.x1);
            Rule {
                vertical: true,
                at,
                from: rect.y0,
                to: rect.y1,
            }
        } else {
            return;
        };
        self.page.rules.push(rule);
        self.check_page();
    }

    fn check_page(&self) {
        if self.page.rules.len() + self.page.letters.len() > MAX_PER_PAGE {
            std::panic::resume_unwind(Box::new(Halt::Operations));
        }
    }

    fn shape(&mut self, rect: Rect, stroked: bool) {
        if stroked {
            self.frame(rect);
        } else {
            self.rule(rect);
        }
    }

    /// The sides of a drawn frame are rules.
    fn frame(&mut self, rect: Rect) {
        for side in [
            Rect::new(rect.x0, rect.y0, rect.x1, rect.y0),
            Rect::new(rect.x0, rect.y1, rect.x1, rect.y1),
            Rect::new(rect.x0, rect.y0, rect.x0, rect.y1),
            Rect::new(rect.x1, rect.y0, rect.x1, rect.y1),
        ] {
            self.rule(side);
        }
    }

    fn glyph(&mut self, glyph: &PositionedGlyph<'_>, transform: Affine, style: Style) {
        let transform = transform * glyph.transform();
        let [along, slope, _, across, x, y] = transform.as_coeffs();
        let size = across.abs() * 1000.0;
        // Text that runs upwards or is mirrored is no line of the document, unless all of it does.
        let upright = along > 0.0 && slope.abs() < along * 0.1;
        if !upright {
            let sideways = slope.abs() > along.abs();
            let direction = if sideways {
                usize::from(slope < 0.0)
            } else {
                2
            };
            self.page.turned[direction] += 1;
        }
        let on_page = (0.0..=self.page.width).contains(&x) && (0.0..=self.page.height).contains(&y);
        if !upright || !on_page || !size.is_finite() || size < 1.0 {
            return;
        }
        let advance = match &**glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let end = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        let letter = Letter {
            x0: x,
            x1: end.x.max(x),
            y,
            size,
            c: ' ',
            style,
        };
        match glyph.as_unicode() {
            Some(BfString::Char(c)) => self.page.letters.push(Letter { c, ..letter }),
            Some(BfString::String(ligature)) => self.ligature(letter, &ligature),
            None => self.page.nameless += 1,
        }
        self.check_page();
    }

    fn ligature(&mut self, whole: Letter, text: &str) {
        let count = text.chars().count().clamp(1, 16);
        let step = (whole.x1 - whole.x0) / f64::from(u8::try_from(count).unwrap_or(16));
        let mut x0 = whole.x0;
        for c in text.chars().take(count) {
            self.page.letters.push(Letter {
                x0,
                x1: x0 + step,
                c,
                ..whole
            });
            x0 += step;
        }
    }
}

/// Bold and italic as the font says.
fn style(run: &GlyphRun<'_, '_>) -> Style {
    let Some(Glyph::Outline(outline)) = run.glyphs().first().map(|glyph| &**glyph) else {
        return Style::default();
    };
    outline.font_data().map_or_else(Style::default, |font| {
        let name = font
            .postscript_name
            .unwrap_or_default()
            .to_ascii_lowercase();
        Style {
            bold: name.contains("bold") || font.weight.is_some_and(|weight| weight >= 600),
            italic: font.is_italic || name.contains("italic") || name.contains("oblique"),
        }
    })
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.budget.spend(1 + path.elements().len());
        let bounds = |path: &BezPath| props.transform.transform_rect_bbox(path.bounding_box());
        let stroked = matches!(mode, DrawMode::Stroke(_) | DrawMode::FillAndStroke(..));
        // A path may hold all rules of a table.
        let mut part = BezPath::new();
        for element in path.elements() {
            if matches!(element, hayro_interpret::kurbo::PathEl::MoveTo(_)) && !part.is_empty() {
                let rect = bounds(&part);
                self.shape(rect, stroked);
                part = BezPath::new();
            }
            part.push(*element);
        }
        if !part.is_empty() {
            let rect = bounds(&part);
            self.shape(rect, stroked);
        }
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.budget.spend(1);
        let rect = props.transform.transform_rect_bbox(*rect);
        self.shape(rect, !matches!(mode, DrawMode::Fill(_)));
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.budget.spend(1);
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.budget.spend(1);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.budget.spend(1);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.budget.spend(1 + run.glyphs().len());
        let style = style(run);
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform, style);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.budget.spend(1);
        let size = Rect::new(0.0, 0.0, image.width().into(), image.height().into());
        let area = props.transform.transform_rect_bbox(size);
        // Too small for a word are dots, lines and corners drawn as pictures.
        let worth_reading = area.width() >= SHORTEST_WORD && area.height() >= LOWEST_WORD;
        self.page.images += usize::from(worth_reading);
    }

    fn pop_clip(&mut self) {
        self.budget.spend(1);
    }

    fn pop_transparency_group(&mut self) {
        self.budget.spend(1);
    }
}
