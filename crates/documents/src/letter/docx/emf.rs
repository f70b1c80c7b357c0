//! A figure as an Enhanced Metafile (MS-EMF): the vector picture that every word processor of
//! the last thirty years draws, prints sharply, and keeps the words of as words.

use crate::letter::flow::clean;
use crate::letter::font::Face;
use crate::letter::model::{Align, Figure, Shape};

/// Units of the picture are tenths of a millimetre, on a device of that many.
const DEVICE: (u32, u32) = (2_100, 2_970);
const MILLIMETRES: (u32, u32) = (210, 297);
/// Height of the letters, in units: 10 points.
const SIZE: f32 = 35.28;

/// Objects of the picture, each made when it is needed and let go.
const FONT: u32 = 1;
const PEN: u32 = 2;
const BRUSH: u32 = 3;

/// The picture.
pub(super) fn picture(figure: &Figure) -> Vec<u8> {
    let mut emf = Emf::default();
    emf.record(18, &[1]); // transparent behind words
    emf.record(24, &[0]); // black words
    emf.font();
    for shape in &figure.shapes {
        match shape {
            Shape::Line { from, to, weight } => {
                // A tenth of a point is 0.035 mm.
                emf.pen((u32::from(*weight) * 353).div_ceil(1_000).max(1));
                emf.record(27, &[from.0.into(), from.1.into()]);
                emf.record(54, &[to.0.into(), to.1.into()]);
                emf.record(40, &[PEN]);
            }
            Shape::Area {
                at,
                width,
                height,
                grey,
            } => {
                emf.pen(2);
                emf.record(39, &[BRUSH, 0, u32::from(*grey) * 0x0001_0101, 0]);
                emf.record(37, &[BRUSH]);
                let (left, top) = (u32::from(at.0), u32::from(at.1));
                let (right, bottom) = (left + u32::from(*width), top + u32::from(*height));
                emf.record(43, &[left, top, right, bottom]);
                emf.record(40, &[BRUSH]);
                emf.record(40, &[PEN]);
            }
            Shape::Words { at, text, align } => emf.words(*at, &clean(text), *align),
        }
    }
    emf.record(14, &[0, 16, 20]);
    emf.finish(figure)
}

#[derive(Default)]
struct Emf {
    records: Vec<u8>,
    count: u32,
}

impl Emf {
    fn record(&mut self, kind: u32, values: &[u32]) {
        let bytes: Vec<u8> = values.iter().flat_map(|it| it.to_le_bytes()).collect();
        self.raw(kind, &bytes);
    }

    fn raw(&mut self, kind: u32, bytes: &[u8]) {
        let size = u32::try_from(bytes.len() + 8).expect("a record is short");
        self.records.extend(kind.to_le_bytes());
        self.records.extend(size.to_le_bytes());
        self.records.extend(bytes);
        self.count += 1;
    }

    fn pen(&mut self, width: u32) {
        self.record(38, &[PEN, 0, width, 0, 0]);
        self.record(37, &[PEN]);
    }

    /// Times New Roman of 10 points.
    fn font(&mut self) {
        let mut bytes = Vec::from(FONT.to_le_bytes());
        bytes.extend((-35_i32).to_le_bytes());
        bytes.extend([0; 12]);
        bytes.extend(400_u32.to_le_bytes());
        // Not italic, any set of letters, a font with serifs.
        bytes.extend([0, 0, 0, 1, 0, 0, 0, 0x12]);
        for unit in crate::letter::look::FONT.encode_utf16() {
            bytes.extend(unit.to_le_bytes());
        }
        bytes.resize(4 + 320, 0);
        self.raw(82, &bytes);
        self.record(37, &[FONT]);
    }

    fn words(&mut self, at: (u16, u16), text: &str, align: Align) {
        let align = match align {
            // On the baseline: from the left, the right, the middle.
            Align::Left | Align::Justified => 24,
            Align::Right => 26,
            Align::Centre => 30,
        };
        // The baseline is a third of the letters below their middle.
        let (x, y) = (u32::from(at.0), u32::from(at.1) + 12);
        self.record(22, &[align]);
        let units: Vec<u16> = text.encode_utf16().collect();
        let count = u32::try_from(units.len()).expect("a short text");
        let string_bytes = (units.len() * 2).next_multiple_of(4);
        let after = 76 + u32::try_from(string_bytes).expect("a short text");
        let one = 1.0_f32.to_bits();
        let head = [
            0, 0, 0, 0, 2, one, one, x, y, count, 76, 0, 0, 0, 0, 0, after,
        ];
        let mut bytes: Vec<u8> = head.iter().flat_map(|it: &u32| it.to_le_bytes()).collect();
        for unit in &units {
            bytes.extend(unit.to_le_bytes());
        }
        bytes.resize(68 + string_bytes, 0);
        for letter in text.chars() {
            let advance = advance(letter);
            bytes.extend(advance.to_le_bytes());
            // The second half of a pair takes no room of its own.
            if letter.len_utf16() > 1 {
                bytes.extend([0; 4]);
            }
        }
        self.raw(84, &bytes);
    }

    fn finish(self, figure: &Figure) -> Vec<u8> {
        const HEADER: u32 = 88;
        let (width, height) = (u32::from(figure.width), u32::from(figure.height));
        let size = HEADER + u32::try_from(self.records.len()).expect("a figure is small");
        let head = [
            1,
            HEADER,
            0,
            0,
            width,
            height,
            0,
            0,
            width * 10,
            height * 10,
            0x464D_4520,
            0x0001_0000,
            size,
            self.count + 1,
            4,
            0,
            0,
            0,
            DEVICE.0,
            DEVICE.1,
            MILLIMETRES.0,
            MILLIMETRES.1,
        ];
        let mut bytes: Vec<u8> = head.iter().flat_map(|it: &u32| it.to_le_bytes()).collect();
        bytes.extend(self.records);
        bytes
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the width of a letter"
)]
fn advance(letter: char) -> u32 {
    Face::Regular
        .width(letter.encode_utf8(&mut [0; 4]), SIZE)
        .round() as u32
}
