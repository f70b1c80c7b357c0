//! Recordings: a WAV file into samples, within limits.
//!
//! Only WAV is read. What browsers and telephones record in otherwise (Opus, AAC) is decoded by
//! the page, which has the decoders, before it is sent: no codec here, and nothing hostile to feed
//! one with.

mod resample;
mod wav;

use std::fmt;

/// Samples a second, of a [`Clip`] and of every model.
pub const RATE: u32 = 16_000;
/// How long somebody may speak, in seconds.
pub const LONGEST_SECONDS: u32 = 10;
/// The longest recording that is taken: a recorder stops a little late.
const LONGEST_TENTHS: u64 = 105;
/// The largest file that is taken: the longest recording in the widest format, and its head.
pub const LARGEST: usize = 48_000 * 2 * 4 * 21 / 2 + 64 * 1024;
/// Rates that are taken.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=48_000;

/// A recording: one channel at [`RATE`], each sample from -1 to 1.
///
/// What was said is nobody's business: `Debug` shows its length alone.
#[derive(Clone, PartialEq)]
pub struct Clip {
    samples: Vec<f32>,
}

/// Why a recording is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AudioError {
    /// Nothing in it.
    #[error("the recording is empty")]
    Empty,
    /// More bytes than the longest recording has.
    #[error("the recording is larger than {LARGEST} bytes")]
    TooLarge,
    /// Longer than somebody may speak.
    #[error("the recording is longer than {LONGEST_SECONDS} seconds")]
    TooLong,
    /// A kind of file that is recognised, and not read here.
    #[error("a recording in {0}, not in WAV")]
    OtherKind(&'static str),
    /// Not a recording at all.
    #[error("not a WAV file")]
    NotWav,
    /// A WAV file that contradicts itself.
    #[error("a damaged WAV file: {0}")]
    Damaged(&'static str),
    /// A rate, a number of channels or a coding that is not taken.
    #[error("a WAV file with {0}")]
    Unsupported(&'static str),
}

impl Clip {
    /// Reads a WAV file of 8 to 48 kHz with one or two channels.
    pub fn read(file: &[u8]) -> Result<Self, AudioError> {
        if file.len() > LARGEST {
            return Err(AudioError::TooLarge);
        }
        let wave = wav::read(file)?;
        Self::of_samples(wave.rate, wave.samples)
    }

    /// A clip from samples of another rate.
    pub fn of_samples(rate: u32, samples: Vec<f32>) -> Result<Self, AudioError> {
        if !RATES.contains(&rate) {
            return Err(AudioError::Unsupported("a rate outside 8 to 48 kHz"));
        }
        if samples.is_empty() {
            return Err(AudioError::Empty);
        }
        if samples.len() as u64 * 10 > u64::from(rate) * LONGEST_TENTHS {
            return Err(AudioError::TooLong);
        }
        if samples.iter().any(|sample| !sample.is_finite()) {
            return Err(AudioError::Damaged("a sample that is no number"));
        }
        let samples = samples.into_iter().map(|it| it.clamp(-1.0, 1.0)).collect();
        Ok(Self {
            samples: resample::to(RATE, rate, samples),
        })
    }

    /// The samples.
    pub fn samples(&self) -> &[f32] {
        &self.samples
    }

    /// How long it is.
    #[expect(clippy::cast_precision_loss, reason = "at most 168,000 samples")]
    pub fn seconds(&self) -> f32 {
        self.samples.len() as f32 / RATE as f32
    }

    /// The clip as a WAV file, 16 bits a sample.
    pub fn wav(&self) -> Vec<u8> {
        wav::write(RATE, &self.samples)
    }
}

impl fmt::Debug for Clip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clip({:.1} s)", self.seconds())
    }
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sounds made up for the tests"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tone(rate: u32, hertz: f32, seconds: f32) -> Vec<f32> {
        let count = (rate as f32 * seconds) as usize;
        let step = std::f32::consts::TAU * hertz / rate as f32;
        (0..count).map(|n| 0.5 * (step * n as f32).sin()).collect()
    }

    /// How strong a frequency is in samples of [`RATE`].
    fn strength(samples: &[f32], hertz: f32) -> f32 {
        let step = std::f32::consts::TAU * hertz / RATE as f32;
        let (mut sine, mut cosine) = (0.0, 0.0);
        for (n, sample) in samples.iter().enumerate() {
            sine += sample * (step * n as f32).sin();
            cosine += sample * (step * n as f32).cos();
        }
        2.0 * (sine * sine + cosine * cosine).sqrt() / samples.len() as f32
    }

    #[test]
    fn a_clip_comes_back_from_its_own_file() {
        let clip = Clip::of_samples(RATE, tone(RATE, 440.0, 0.3)).unwrap();
        let again = Clip::read(&clip.wav()).unwrap();
        assert_eq!(again.samples().len(), clip.samples().len());
        for (one, other) in again.samples().iter().zip(clip.samples()) {
            assert!((one - other).abs() < 1e-4);
        }
    }

    #[test]
    fn a_tone_keeps_its_pitch_and_strength_at_every_rate() {
        for rate in [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000] {
            let clip = Clip::of_samples(rate, tone(rate, 1_000.0, 0.5)).unwrap();
            let length = clip.samples().len();
            assert!(length.abs_diff(8_000) <= 2, "{rate}: {length}");
            let middle = &clip.samples()[800..7_200];
            let (kept, beside) = (strength(middle, 1_000.0), strength(middle, 1_400.0));
            assert!((kept - 0.5).abs() < 0.01, "{rate}: {kept}");
            assert!(beside < 0.01, "{rate}: {beside}");
        }
    }

    #[test]
    fn what_lies_above_half_the_rate_does_not_fold_back() {
        let clip = Clip::of_samples(48_000, tone(48_000, 11_000.0, 0.5)).unwrap();
        let middle = &clip.samples()[800..7_200];
        assert!(strength(middle, 5_000.0) < 0.005);
    }

    #[test]
    fn limits_are_held() {
        assert_eq!(Clip::of_samples(RATE, vec![]), Err(AudioError::Empty));
        let long = vec![0.0; 168_001];
        assert_eq!(Clip::of_samples(RATE, long), Err(AudioError::TooLong));
        assert!(Clip::of_samples(RATE, vec![0.0; 168_000]).is_ok());
        assert!(Clip::of_samples(7_999, vec![0.0; 100]).is_err());
        assert!(Clip::of_samples(96_000, vec![0.0; 100]).is_err());
        let odd = Clip::of_samples(RATE, vec![f32::NAN]);
        assert!(matches!(odd, Err(AudioError::Damaged(_))));
        assert_eq!(Clip::read(&vec![0; LARGEST + 1]), Err(AudioError::TooLarge));
    }

    #[test]
    fn the_longest_recording_in_the_widest_format_is_not_too_large() {
        let seconds = f64::from(48_000 * 2 * 4) * 10.5;
        assert!(LARGEST as f64 >= seconds + 44.0);
    }

    #[test]
    fn what_was_said_is_not_in_the_debug_text() {
        let clip = Clip::of_samples(RATE, vec![0.25; 1_600]).unwrap();
        assert_eq!(format!("{clip:?}"), "Clip(0.1 s)");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Clip::read(&bytes);
        }

        #[test]
        fn a_damaged_file_is_read_or_refused(at in 0_usize..80, byte: u8, cut in 0_usize..200) {
            let mut file = wav::write(RATE, &[0.1; 60]);
            let length = file.len();
            file[at.min(length - 1)] = byte;
            file.truncate(length - cut.min(length));
            let _ = Clip::read(&file);
        }
    }
}
