//! Size of a picture, from its header, before anything decodes it.

use super::sniff::FileKind;

/// How large the pages of a picture file are, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// How many there are; only TIFF holds several.
    pub pages: usize,
    /// The largest of them.
    pub largest: u64,
    /// All of them.
    pub together: u64,
}

impl Extent {
    fn of(sizes: &[(u64, u64)]) -> Option<Self> {
        let areas = sizes
            .iter()
            .map(|(width, height)| width.saturating_mul(*height));
        Some(Self {
            pages: sizes.len(),
            largest: areas.clone().max()?,
            together: areas.fold(0, u64::saturating_add),
        })
    }
}

/// The size of a picture file; `None` when its header is damaged.
pub(super) fn size(bytes: &[u8], kind: FileKind) -> Option<Extent> {
    match kind {
        FileKind::Png => Extent::of(&[png(bytes)?]),
        FileKind::Jpeg => Extent::of(&[jpeg(bytes)?]),
        FileKind::Tiff => Extent::of(&tiff(bytes)?),
        _ => None,
    }
}

fn png(bytes: &[u8]) -> Option<(u64, u64)> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    let number = |at: usize| bytes.get(at..at + 4).and_then(|word| word.try_into().ok());
    Some((
        u32::from_be_bytes(number(16)?).into(),
        u32::from_be_bytes(number(20)?).into(),
    ))
}

/// The first frame header of a JPEG: markers C0–CF without C4, C8 and CC.
fn jpeg(bytes: &[u8]) -> Option<(u64, u64)> {
    let mut at = 2;
    loop {
        let &[0xff, marker, high, low] = bytes.get(at..at + 4)? else {
            return None;
        };
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let &[h1, h0, w1, w0] = bytes.get(at + 5..at + 9)? else {
                return None;
            };
            return Some((
                u16::from_be_bytes([w1, w0]).into(),
                u16::from_be_bytes([h1, h0]).into(),
            ));
        }
        at += match marker {
            0xff => 1,
            0xd0..=0xd9 | 0x01 => 2,
            _ => 2 + usize::from(u16::from_be_bytes([high, low])),
        };
    }
}

/// The pages of a TIFF, as far as anybody would read them.
fn tiff(bytes: &[u8]) -> Option<Vec<(u64, u64)>> {
    let big = bytes.starts_with(b"MM");
    let short = |at: usize| -> Option<u64> {
        let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(
            if big {
                u16::from_be_bytes(pair)
            } else {
                u16::from_le_bytes(pair)
            }
            .into(),
        )
    };
    let long = |at: usize| -> Option<u64> {
        let word: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(
            if big {
                u32::from_be_bytes(word)
            } else {
                u32::from_le_bytes(word)
            }
            .into(),
        )
    };
    let mut directory = usize::try_from(long(4)?).ok()?;
    let mut sizes = Vec::new();
    for _ in 0..1_000 {
        if directory == 0 {
            break;
        }
        let entries = usize::try_from(short(directory)?).ok()?;
        let (mut width, mut height) = (None, None);
        for entry in (0..entries).map(|entry| directory + 2 + entry * 12) {
            let value = if short(entry + 2)? == 3 {
                short(entry + 8)?
            } else {
                long(entry + 8)?
            };
            match short(entry)? {
                256 => width = Some(value),
                257 => height = Some(value),
                _ => {}
            }
        }
        sizes.push((width?, height?));
        directory = usize::try_from(long(directory + 2 + entries * 12)?).ok()?;
    }
    Some(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: u64, height: u64) -> Option<Extent> {
        Extent::of(&[(width, height)])
    }

    #[test]
    fn sizes_stand_in_headers() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\0\x10";
        assert_eq!(size(png, FileKind::Png), page(30_000, 16));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x10\0\x20";
        assert_eq!(size(jpeg, FileKind::Jpeg), page(32, 16));
        let tiff = b"II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x20\0\0\0\x01\x01\x04\0\x01\0\0\0\
            \x10\0\0\0\0\0\0\0";
        assert_eq!(size(tiff, FileKind::Tiff), page(32, 16));
    }

    #[test]
    fn the_pages_of_a_picture_are_counted_together() {
        let directory = |next: u8| {
            let entries =
                b"\x02\0\0\x01\x03\0\x01\0\0\0\x20\0\0\0\x01\x01\x04\0\x01\0\0\0\x10\0\0\0";
            [&entries[..], &[next, 0, 0, 0]].concat()
        };
        let tiff = [&b"II*\0\x08\0\0\0"[..], &directory(38), &directory(0)].concat();
        let extent = Extent {
            pages: 2,
            largest: 512,
            together: 1024,
        };
        assert_eq!(size(&tiff, FileKind::Tiff), Some(extent));
    }

    #[test]
    fn damaged_headers_have_no_size() {
        for kind in [FileKind::Png, FileKind::Jpeg, FileKind::Tiff] {
            for bytes in [
                &b""[..],
                b"\xff\xd8\xff",
                b"II*\0\xff\xff\xff\xff",
                b"MM\0*\0\0\0\x08",
            ] {
                assert_eq!(size(bytes, kind), None);
            }
        }
        // A directory that points to itself.
        let looped = b"II*\0\x08\0\0\0\0\0\x08\0\0\0";
        assert_eq!(size(looped, FileKind::Tiff), None);
    }
}
