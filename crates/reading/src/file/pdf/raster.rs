//! Pictures on a page → one grey picture of the page, for recognition.
//!
//! A scanned page is one picture, or several strips. They are put where the page has them; text
//! and drawings are not rendered, since a page that has those has a text layer.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData,
    SoftMask,
};

use super::page::{Budget, Halt};

/// Dots an inch that recognition likes.
const RESOLUTION: f64 = 300.0;
/// Points an inch.
const POINTS: f64 = 72.0;

/// A grey picture being put together, white at first.
pub(super) struct Canvas<'b> {
    width: usize,
    height: usize,
    grey: Vec<u8>,
    touched: bool,
    max_pixels: u64,
    budget: &'b mut Budget,
}

/// Pixels a point of a page of this size is worth, within the limit.
pub(super) fn scale(width: f64, height: f64, max_pixels: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a limit, not a measurement")]
    let most = (max_pixels as f64 / (width * height).max(1.0)).sqrt();
    (RESOLUTION / POINTS).min(most)
}

impl<'b> Canvas<'b> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes of a page, held under the limit on pixels by the scale"
    )]
    pub(super) fn new(width: f64, height: f64, max_pixels: u64, budget: &'b mut Budget) -> Self {
        let (width, height) = (width.max(1.0) as usize, height.max(1.0) as usize);
        let grey = vec![255; width * height];
        Self {
            width,
            height,
            grey,
            touched: false,
            max_pixels,
            budget,
        }
    }

    /// The picture as PGM, unless nothing was drawn.
    pub(super) fn into_pgm(self) -> Option<Vec<u8>> {
        self.touched.then(|| {
            let mut pgm = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
            pgm.extend_from_slice(&self.grey);
            pgm
        })
    }

    /// Sets each pixel inside the image from the place of the image that lies under it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "pixel places: within the picture after clamping"
    )]
    fn paint(&mut self, size: (u32, u32), transform: Affine, sample: impl Fn(usize) -> Option<u8>) {
        let (width, height) = (f64::from(size.0), f64::from(size.1));
        let area = transform.transform_rect_bbox(Rect::new(0.0, 0.0, width, height));
        let determinant = transform.determinant();
        if determinant.abs() < 1e-9 || !determinant.is_finite() {
            return;
        }
        let back = transform.inverse();
        let clamp = |at: f64, most: usize| at.clamp(0.0, most as f64) as usize;
        let rows = clamp(area.y0, self.height)..clamp(area.y1.ceil(), self.height);
        for y in rows {
            self.budget.check();
            for x in clamp(area.x0, self.width)..clamp(area.x1.ceil(), self.width) {
                let from = back * Point::new(x as f64 + 0.5, y as f64 + 0.5);
                if from.x >= 0.0 && from.y >= 0.0 && from.x < width && from.y < height {
                    let at = from.y as usize * size.0 as usize + from.x as usize;
                    if let Some(grey) = sample(at) {
                        self.grey[y * self.width + x] = grey;
                    }
                }
            }
        }
        self.touched = true;
    }

    fn paint_raster(&mut self, image: &ImageData, alpha: Option<&LumaData>, transform: Affine) {
        let size = (image.width(), image.height());
        let visible = |at: usize| {
            alpha.is_none_or(|alpha| alpha.data.get(at).is_none_or(|alpha| *alpha > 127))
        };
        match image {
            ImageData::Luma(luma) => self.paint(size, transform, |at| {
                luma.data.get(at).copied().filter(|_| visible(at))
            }),
            ImageData::Rgb(rgb) => self.paint(size, transform, |at| {
                let pixel = rgb.data.get(at * 3..at * 3 + 3)?;
                let [red, green, blue] = [0, 1, 2].map(|part| u32::from(pixel[part]));
                let grey = (red * 299 + green * 587 + blue * 114) / 1000;
                u8::try_from(grey).ok().filter(|_| visible(at))
            }),
        }
    }
}

impl<'a> Device<'a> for Canvas<'_> {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.budget.spend(1);
        if u64::from(image.width()) * u64::from(image.height()) > self.max_pixels {
            std::panic::resume_unwind(Box::new(Halt::Pixels));
        }
        let transform = props.transform;
        let scaled =
            |(x, y): (f32, f32)| transform * Affine::scale_non_uniform(f64::from(x), f64::from(y));
        match image {
            Image::Raster(image) => image.with_rgba(
                |data, alpha| {
                    let transform = scaled(data.scale_factors());
                    self.paint_raster(&data, alpha.as_ref(), transform);
                },
                None,
            ),
            // A stencil paints where it is set: scanners make text layers of it.
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, _| {
                    let size = (mask.width, mask.height);
                    self.paint(size, scaled(mask.scale_factors), |at| {
                        mask.data.get(at).filter(|set| **set > 127).map(|_| 0)
                    });
                },
                None,
            ),
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.budget.spend(1);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.budget.spend(1);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.budget.spend(1);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.budget.spend(1 + run.glyphs().len());
    }

    fn pop_clip(&mut self) {
        self.budget.spend(1);
    }

    fn pop_transparency_group(&mut self) {
        self.budget.spend(1);
    }
}
