//! `bpe.model`: the table of a SentencePiece model. Of its protocol buffer only the pieces (field
//! 1) with their spelling (1) and likelihood (2) are read.

use super::ModelError;

/// Reads the pieces and how likely each is (logarithm).
pub(super) fn read(bytes: &[u8]) -> Result<Vec<(String, f32)>, ModelError> {
    let mut pieces = Vec::new();
    for field in fields(bytes) {
        if let (1, Value::Bytes(piece)) = field? {
            pieces.push(read_piece(piece)?);
        }
    }
    Ok(pieces)
}

fn read_piece(bytes: &[u8]) -> Result<(String, f32), ModelError> {
    let (mut spelled, mut likely) = (None, 0.0);
    for field in fields(bytes) {
        match field? {
            (1, Value::Bytes(text)) => spelled = std::str::from_utf8(text).ok(),
            (2, Value::Four(four)) => likely = f32::from_le_bytes(four),
            _ => {}
        }
    }
    let spelled = spelled.filter(|_| likely.is_finite()).ok_or(DAMAGED)?;
    Ok((spelled.to_owned(), likely))
}

enum Value<'a> {
    Bytes(&'a [u8]),
    Four([u8; 4]),
    Other,
}

/// The fields of a message; one that is cut short ends it with an error.
fn fields(bytes: &[u8]) -> impl Iterator<Item = Result<(u64, Value<'_>), ModelError>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let field = next_field(&mut rest);
        if field.is_none() {
            rest = &[];
        }
        Some(field.ok_or(DAMAGED))
    })
}

const DAMAGED: ModelError = ModelError::Tokens {
    file: "bpe.model",
    reason: "damaged",
};

fn next_field<'a>(rest: &mut &'a [u8]) -> Option<(u64, Value<'a>)> {
    let key = number(rest)?;
    let value = match key & 7 {
        0 => number(rest).map(|_| Value::Other)?,
        1 => take(rest, 8).map(|_| Value::Other)?,
        2 => {
            let length = usize::try_from(number(rest)?).ok()?;
            Value::Bytes(take(rest, length)?)
        }
        5 => Value::Four(take(rest, 4)?.try_into().ok()?),
        _ => return None,
    };
    Some((key >> 3, value))
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for place in 0..10 {
        let byte = *take(rest, 1)?.first()?;
        value |= u64::from(byte & 0x7F).checked_shl(7 * place)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `{1: {1: "▁KẾ", 2: -3.5, 3: 1}}`, then a field nobody reads.
    fn file() -> Vec<u8> {
        let mut piece = vec![0x0A, 7];
        piece.extend("▁KẾ".bytes());
        piece.push(0x15);
        piece.extend((-3.5_f32).to_le_bytes());
        piece.extend([0x18, 1]);
        let mut file = vec![0x0A, u8::try_from(piece.len()).unwrap()];
        file.extend(piece);
        file.extend([0x12, 2, 8, 1]);
        file
    }

    #[test]
    fn pieces_and_likelihoods_are_read() {
        assert_eq!(read(&file()).unwrap(), [("▁KẾ".to_owned(), -3.5)]);
        assert_eq!(read(&[]).unwrap(), []);
    }

    proptest! {
        #[test]
        fn a_damaged_file_is_read_or_refused(at in 0_usize..24, byte: u8, cut in 0_usize..24) {
            let mut file = file();
            let length = file.len();
            file[at.min(length - 1)] = byte;
            file.truncate(length - cut.min(length));
            let _ = read(&file);
        }
    }
}
