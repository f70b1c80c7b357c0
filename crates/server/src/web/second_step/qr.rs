//! A QR code as a drawing inside the page: no picture to load, sharp on paper too.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// White around the code, in modules, as the standard asks.
const QUIET: i32 = 4;

/// The side of the drawing and the path of the dark modules, one stroke for each run in a row.
/// `None` for a text too long for any code.
pub fn path(text: &str) -> Option<(i32, String)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size();
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let from = x;
            while x < side && code.get_module(x, y) {
                x += 1;
            }
            if x > from {
                let (left, top, width) = (from + QUIET, y + QUIET, x - from);
                // Writing to a string does not fail.
                let _ = write!(path, "M{left} {top}h{width}v1h-{width}z");
            }
            x += 1;
        }
    }
    Some((side + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use qrcodegen::{QrCode, QrCodeEcc};

    use super::{QUIET, path};

    #[test]
    fn the_drawing_has_every_dark_module_and_no_other() {
        let text = "otpauth://totp/x:lan?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=x";
        let (side, path) = path(text).unwrap();
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        assert_eq!(side, code.size() + 2 * QUIET);
        let mut dark = std::collections::HashSet::new();
        for stroke in path.split('M').skip(1) {
            let (at, rest) = stroke.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            let width: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
            dark.extend((x..x + width).map(|x| (x - QUIET, y - QUIET)));
        }
        for y in 0..code.size() {
            for x in 0..code.size() {
                assert_eq!(dark.contains(&(x, y)), code.get_module(x, y), "{x} {y}");
            }
        }
    }
}
