//! Files made to hurt, from nothing.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use zip::write::SimpleFileOptions;

pub const CATALOG: &[u8] = b"<</Type/Catalog/Pages 2 0 R>>";
pub const PAGES: &[u8] = b"<</Type/Pages/Kids[3 0 R]/Count 1>>";
pub const PAGE: &[u8] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources\
    <</XObject<</X 5 0 R>>/Font<</F 6 0 R>>/Pattern<</P 5 0 R>>/Shading<</S 5 0 R>>>>>>";
pub const FONT: &[u8] = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>";

/// A PDF of numbered objects.
pub fn pdf(objects: &[&[u8]], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = String::new();
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(places, "{:010} 00000 n ", file.len());
        file.extend_from_slice(format!("{} 0 obj", at + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b" endobj\n");
    }
    let (table, size) = (file.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer<</Root 1 0 R/Size {size}{trailer}>>\n\
         startxref\n{table}\n%%EOF"
    );
    file.extend_from_slice(end.as_bytes());
    file
}

/// A stream object.
pub fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>stream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A PDF of one page that draws `content`; the page knows it as X, P and S, the font as F.
pub fn page(content: &[u8], other: &[u8], font: &[u8]) -> Vec<u8> {
    pdf(&[CATALOG, PAGES, PAGE, content, other, font], "")
}

/// `piece` repeated up to `size` bytes, packed.
pub fn flate(piece: &[u8], size: usize) -> Vec<u8> {
    let block = piece.repeat((64 << 10) / piece.len() + 1);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..=size / block.len() {
        encoder.write_all(&block).expect("in memory");
    }
    encoder.finish().expect("in memory")
}

/// A content stream of `piece` repeated up to `size` bytes, packed.
pub fn packed(piece: &[u8], size: usize) -> Vec<u8> {
    stream("/Filter/FlateDecode", &flate(piece, size))
}

/// Codes of LZW that unpack to `size` blanks and more.
pub fn lzw(size: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    let mut written = 0;
    bits.push(256, 9);
    while written < size {
        bits.push(u32::from(b' '), 9);
        written += 1;
        // Each code is the one before and one blank more; a wider code one entry early.
        for code in 258..4_094_u32 {
            let width = 32 - (code + 1).leading_zeros();
            bits.push(code, width.clamp(9, 12));
            written += code as usize - 256;
        }
        bits.push(256, 12);
    }
    bits.push(257, 12);
    bits.bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits {
    fn push(&mut self, code: u32, width: u32) {
        self.held = self.held << width | u64::from(code);
        self.count += width;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.held >> self.count & 0xff) as u8);
        }
    }
}

/// A stream that an empty password opens, under RC4 of 40 bits: `data` as object `number`.
pub fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut j = 0_usize;
    for i in 0..256 {
        j = (j + usize::from(state[i]) + usize::from(key[i % key.len()])) & 255;
        state.swap(i, j);
    }
    let (mut i, mut j) = (0, 0);
    let next = |byte: &u8| {
        i = (i + 1) & 255;
        j = (j + usize::from(state[i])) & 255;
        state.swap(i, j);
        byte ^ state[(usize::from(state[i]) + usize::from(state[j])) & 255]
    };
    data.iter().map(next).collect()
}

/// A zip file.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("in memory");
        zip.write_all(content).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

/// A main part around body content.
pub fn document(body: &str) -> String {
    format!("<w:document xmlns:w=\"w\" xmlns:v=\"v\"><w:body>{body}</w:body></w:document>")
}
