//! WAV files: PCM of 8 to 32 bits, floating point, and the two codings of telephony.

use super::AudioError;

/// What a file holds, with its channels mixed into one.
#[derive(Debug)]
pub(super) struct Wave {
    pub rate: u32,
    pub samples: Vec<f32>,
}

/// How a sample is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Unsigned8,
    Signed16,
    Signed24,
    Signed32,
    Float32,
    ALaw,
    MuLaw,
}

#[derive(Debug)]
struct Format {
    coding: Coding,
    channels: usize,
    rate: u32,
}

/// Reads a file.
pub(super) fn read(file: &[u8]) -> Result<Wave, AudioError> {
    if file.is_empty() {
        return Err(AudioError::Empty);
    }
    if !(file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WAVE")) {
        return Err(other_kind(file).map_or(AudioError::NotWav, AudioError::OtherKind));
    }
    let mut rest = &file[12..];
    let mut format = None;
    while let Some((head, body)) = rest.split_at_checked(8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        // A recorder that was cut off, or wrote as it went, leaves a length of 0 or too much.
        let (chunk, after) = body.split_at_checked(length).unwrap_or((body, &[]));
        match &head[..4] {
            b"fmt " => format = Some(read_format(chunk)?),
            b"data" => {
                let format = format.ok_or(AudioError::Damaged("no format before the sound"))?;
                let data = if length == 0 { body } else { chunk };
                return Ok(Wave {
                    rate: format.rate,
                    samples: mix(&format, data),
                });
            }
            _ => {}
        }
        rest = if length % 2 == 1 {
            after.get(1..).unwrap_or_default()
        } else {
            after
        };
    }
    Err(AudioError::Damaged("no sound in it"))
}

fn read_format(chunk: &[u8]) -> Result<Format, AudioError> {
    let word = |at: usize| {
        let pair = chunk.get(at..at + 2);
        pair.map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .ok_or(AudioError::Damaged("a format cut short"))
    };
    let (mut tag, channels, bits) = (word(0)?, word(2)?, word(14)?);
    let rate = u32::from(word(4)?) | u32::from(word(6)?) << 16;
    // The extensible form keeps the coding at the head of a longer name.
    if tag == 0xFFFE {
        tag = word(24)?;
    }
    let coding = match (tag, bits) {
        (1, 8) => Coding::Unsigned8,
        (1, 16) => Coding::Signed16,
        (1, 24) => Coding::Signed24,
        (1, 32) => Coding::Signed32,
        (3, 32) => Coding::Float32,
        (6, 8) => Coding::ALaw,
        (7, 8) => Coding::MuLaw,
        _ => return Err(AudioError::Unsupported("an unknown coding")),
    };
    if !(1..=2).contains(&channels) {
        return Err(AudioError::Unsupported("more than two channels"));
    }
    Ok(Format {
        coding,
        channels: usize::from(channels),
        rate,
    })
}

fn mix(format: &Format, data: &[u8]) -> Vec<f32> {
    let width = match format.coding {
        Coding::Unsigned8 | Coding::ALaw | Coding::MuLaw => 1,
        Coding::Signed16 => 2,
        Coding::Signed24 => 3,
        Coding::Signed32 | Coding::Float32 => 4,
    };
    #[expect(clippy::cast_precision_loss, reason = "one or two channels")]
    let share = 1.0 / format.channels as f32;
    data.chunks_exact(width * format.channels)
        .map(|frame| {
            let samples = frame.chunks_exact(width);
            samples.map(|it| sample(format.coding, it)).sum::<f32>() * share
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a sample needs no more")]
fn sample(coding: Coding, bytes: &[u8]) -> f32 {
    match (coding, bytes) {
        (Coding::Unsigned8, [a]) => (f32::from(*a) - 128.0) / 128.0,
        (Coding::Signed16, [a, b]) => f32::from(i16::from_le_bytes([*a, *b])) / 32_768.0,
        (Coding::Signed24, [a, b, c]) => {
            (i32::from_le_bytes([0, *a, *b, *c]) >> 8) as f32 / 8_388_608.0
        }
        (Coding::Signed32, [a, b, c, d]) => {
            i32::from_le_bytes([*a, *b, *c, *d]) as f32 / 2_147_483_648.0
        }
        (Coding::Float32, [a, b, c, d]) => f32::from_le_bytes([*a, *b, *c, *d]),
        (Coding::ALaw, [a]) => f32::from(a_law(*a)) / 32_768.0,
        (Coding::MuLaw, [a]) => f32::from(mu_law(*a)) / 32_768.0,
        // `chunks_exact` gives no other length.
        _ => 0.0,
    }
}

/// A sample in A-law (ITU-T G.711).
fn a_law(coded: u8) -> i16 {
    let bits = coded ^ 0x55;
    let (step, level) = (i16::from(bits >> 4 & 7), i16::from(bits & 15));
    let size = match step {
        0 => (level << 4) + 8,
        step => ((level << 4) + 264) << (step - 1),
    };
    if bits & 0x80 == 0 { -size } else { size }
}

/// A sample in µ-law (ITU-T G.711).
fn mu_law(coded: u8) -> i16 {
    let bits = !coded;
    let (step, level) = (i16::from(bits >> 4 & 7), i16::from(bits & 15));
    let size = (((level << 3) + 132) << step) - 132;
    if bits & 0x80 == 0 { size } else { -size }
}

/// What a recording in another format is called.
fn other_kind(file: &[u8]) -> Option<&'static str> {
    if file.get(4..8) == Some(b"ftyp") {
        return Some("MP4 (M4A)");
    }
    let marks: [(&[u8], &str); 7] = [
        (b"OggS", "Ogg"),
        (b"\x1A\x45\xDF\xA3", "WebM"),
        (b"fLaC", "FLAC"),
        (b"#!AMR", "AMR"),
        (b"ID3", "MP3"),
        (b"\xFF\xFB", "MP3"),
        (b"caff", "CAF"),
    ];
    let found = marks.iter().find(|(mark, _)| file.starts_with(mark));
    found.map(|(_, name)| *name)
}

/// A file of one channel with 16 bits a sample.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a clip has at most 168,000 samples, each clamped"
)]
pub(super) fn write(rate: u32, samples: &[f32]) -> Vec<u8> {
    let size = samples.len() as u32 * 2;
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend(b"RIFF");
    file.extend((36 + size).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend([1, 0, 1, 0]);
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2).to_le_bytes());
    file.extend([2, 0, 16, 0]);
    file.extend(b"data");
    file.extend(size.to_le_bytes());
    for sample in samples {
        let whole = (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16;
        file.extend(whole.to_le_bytes());
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with this format and sound.
    fn file(tag: u16, channels: u16, rate: u32, bits: u16, data: &[u8]) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVE".to_vec();
        // A chunk nobody asked for, of an odd length.
        file.extend(b"LIST\x03\0\0\0abc\0");
        file.extend(b"fmt ");
        file.extend(16_u32.to_le_bytes());
        file.extend(tag.to_le_bytes());
        file.extend(channels.to_le_bytes());
        file.extend(rate.to_le_bytes());
        file.extend([0; 6]);
        file.extend(bits.to_le_bytes());
        file.extend(b"data");
        file.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        file.extend(data);
        file
    }

    fn samples(tag: u16, bits: u16, data: &[u8]) -> Vec<f32> {
        read(&file(tag, 1, 16_000, bits, data)).unwrap().samples
    }

    #[test]
    fn every_width_gives_the_same_half() {
        assert_eq!(samples(1, 8, &[192, 64]), [0.5, -0.5]);
        assert_eq!(samples(1, 16, &[0, 0x40, 0, 0xC0]), [0.5, -0.5]);
        assert_eq!(samples(1, 24, &[0, 0, 0x40, 0, 0, 0xC0]), [0.5, -0.5]);
        assert_eq!(samples(1, 32, &[0, 0, 0, 0x40]), [0.5]);
        assert_eq!(samples(3, 32, &(-0.5_f32).to_le_bytes()), [-0.5]);
    }

    #[test]
    fn the_codings_of_telephony_have_the_values_of_g711() {
        // The ends of both curves and their zero.
        assert_eq!(
            [mu_law(0x80), mu_law(0x00), mu_law(0xFF)],
            [32_124, -32_124, 0]
        );
        assert_eq!(
            [a_law(0xAA), a_law(0x2A), a_law(0xD5)],
            [32_256, -32_256, 8]
        );
    }

    #[test]
    fn two_channels_are_mixed() {
        let wave = read(&file(1, 2, 44_100, 16, &[0, 0x40, 0, 0xC0])).unwrap();
        assert_eq!((wave.rate, wave.samples), (44_100, vec![0.0]));
    }

    #[test]
    fn a_length_left_open_means_the_rest() {
        for length in [0, u32::MAX] {
            let mut open = file(1, 1, 16_000, 16, &[0, 0x40, 0, 0xC0]);
            let at = open.len() - 8;
            open[at..at + 4].copy_from_slice(&length.to_le_bytes());
            assert_eq!(read(&open).unwrap().samples, [0.5, -0.5]);
        }
    }

    #[test]
    fn another_kind_is_called_by_its_name() {
        let kinds: [(&[u8], &str); 4] = [
            (b"OggS\0", "Ogg"),
            (b"\x1A\x45\xDF\xA3..", "WebM"),
            (b"\0\0\0\x20ftypM4A ", "MP4 (M4A)"),
            (b"#!AMR\n", "AMR"),
        ];
        for (bytes, name) in kinds {
            assert_eq!(read(bytes).unwrap_err(), AudioError::OtherKind(name));
        }
        assert_eq!(read(b"%PDF-1.7 hello").unwrap_err(), AudioError::NotWav);
        assert_eq!(read(b"").unwrap_err(), AudioError::Empty);
    }

    #[test]
    fn what_is_not_taken_says_why() {
        let six = read(&file(1, 6, 16_000, 16, &[0; 12])).unwrap_err();
        assert_eq!(six, AudioError::Unsupported("more than two channels"));
        let adpcm = read(&file(2, 1, 16_000, 4, &[0; 12])).unwrap_err();
        assert_eq!(adpcm, AudioError::Unsupported("an unknown coding"));
        let whole = file(1, 1, 16_000, 16, &[0; 4]);
        assert!(matches!(read(&whole[..20]), Err(AudioError::Damaged(_))));
    }
}
