//! The widths of letters, from Liberation Serif, which has those of Times New Roman.

use std::collections::HashMap;
use std::sync::LazyLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// One of the four faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
    Italic,
    BoldItalic,
}

/// A letter of a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    pub id: u32,
    /// In parts of the em: 1.0 is the size of the font.
    pub advance: f32,
}

/// Height of a line, in ems: ascent, descent and gap of the font, as word processors add them.
pub(super) const LINE: f32 = 1.149;

struct Widths {
    glyphs: HashMap<char, Glyph>,
    unknown: Glyph,
}

static WIDTHS: LazyLock<[Widths; 4]> = LazyLock::new(|| Face::ALL.map(widths));

/// All letters of a face at once: there are some 2,600, and a report asks for each thousands of
/// times.
fn widths(face: Face) -> Widths {
    let unknown = Glyph {
        id: 0,
        advance: 0.5,
    };
    let Ok(font) = FontRef::new(face.file()) else {
        return Widths {
            glyphs: HashMap::new(),
            unknown,
        };
    };
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let glyph = |id| Glyph {
        id: skrifa::GlyphId::to_u32(id),
        advance: metrics.advance_width(id).unwrap_or(0.5),
    };
    let charmap = font.charmap();
    let glyphs = charmap
        .mappings()
        .filter_map(|(code, id)| Some((char::from_u32(code)?, glyph(id))))
        .collect();
    Widths { glyphs, unknown }
}

impl Face {
    pub const ALL: [Self; 4] = [Self::Regular, Self::Bold, Self::Italic, Self::BoldItalic];

    pub fn of(bold: bool, italic: bool) -> Self {
        match (bold, italic) {
            (false, false) => Self::Regular,
            (true, false) => Self::Bold,
            (false, true) => Self::Italic,
            (true, true) => Self::BoldItalic,
        }
    }

    /// The font file, as its makers published it.
    pub fn file(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../fonts/LiberationSerif-Regular.ttf"),
            Self::Bold => include_bytes!("../../fonts/LiberationSerif-Bold.ttf"),
            Self::Italic => include_bytes!("../../fonts/LiberationSerif-Italic.ttf"),
            Self::BoldItalic => include_bytes!("../../fonts/LiberationSerif-BoldItalic.ttf"),
        }
    }

    pub fn glyph(self, letter: char) -> Glyph {
        let widths = &WIDTHS[self as usize];
        widths
            .glyphs
            .get(&letter)
            .copied()
            .unwrap_or(widths.unknown)
    }

    /// Width of a line of text in points.
    pub fn width(self, text: &str, points: f32) -> f32 {
        let ems: f32 = text.chars().map(|letter| self.glyph(letter).advance).sum();
        ems * points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vietnamese_letter_is_there() {
        let letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";
        for face in Face::ALL {
            for letter in letters.chars().chain(letters.to_uppercase().chars()) {
                assert_ne!(face.glyph(letter).id, 0, "{letter} in {face:?}");
            }
        }
    }

    #[test]
    fn widths_are_those_of_times_new_roman() {
        for (letter, width) in [("i", 278.0), ("m", 778.0), ("W", 944.0), ("5", 500.0)] {
            let found = Face::Regular.width(letter, 1000.0);
            assert!((found - width).abs() < 1.0, "{letter}: {found}");
        }
    }
}
