//! Compression bombs: hayro unpacks a stream whole, so what a stream unpacks to is measured first,
//! in a small buffer, for every stream that the bytes show.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

/// Total of all streams, in times the limit on one: scans hold many pictures.
const TOTAL: u64 = 32;
/// A stream's dictionary stands before it, within this many bytes.
const DICTIONARY: usize = 512;

/// Whether some stream unpacks to more than `limit`, or all to far more.
pub(super) fn is_bomb(bytes: &[u8], limit: usize) -> bool {
    let limit = limit as u64;
    let mut buffer = vec![0; 64 << 10];
    let mut total = 0;
    for at in memmem::find_iter(bytes, b"stream") {
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        let data = bytes[at + b"stream".len()..].trim_ascii_start();
        // The header of zlib, whatever the dictionary calls the filter.
        if data.len() < 2
            || data[0] & 0x0f != 8
            || !u16::from_be_bytes([data[0], data[1]]).is_multiple_of(31)
        {
            continue;
        }
        let before = &bytes[at.saturating_sub(DICTIONARY)..at];
        let dictionary = memmem::rfind(before, b"obj").map_or(before, |obj| &before[obj..]);
        // Packed twice, the first measure says nothing; no program does so.
        let twice = [&b"FlateDecode"[..], b"/Fl "]
            .iter()
            .any(|filter| memmem::find_iter(dictionary, filter).count() > 1);
        let unpacked = unpacked(data, &mut buffer, limit);
        total += unpacked;
        if twice || unpacked > limit || total > limit * TOTAL {
            return true;
        }
    }
    false
}

/// Bytes a stream unpacks to, counted no further than just over `limit`.
fn unpacked(mut data: &[u8], buffer: &mut [u8], limit: u64) -> u64 {
    let mut unpacker = Decompress::new(true);
    while unpacker.total_out() <= limit {
        let read = unpacker.total_in();
        let written = unpacker.total_out();
        match unpacker.decompress(data, buffer, FlushDecompress::None) {
            Ok(Status::Ok | Status::BufError) => {}
            Ok(Status::StreamEnd) | Err(_) => break,
        }
        let used = usize::try_from(unpacker.total_in() - read).unwrap_or(data.len());
        data = &data[used..];
        if used == 0 && unpacker.total_out() == written {
            break;
        }
    }
    unpacker.total_out()
}
