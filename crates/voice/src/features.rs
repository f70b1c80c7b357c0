//! What a model hears: 80 logarithmic mel energies each 10 ms, as Kaldi computes them and as the
//! models of icefall were trained on (frames centred, no dither, 20 to 7,600 Hz).

use std::f64::consts::PI;
use std::sync::LazyLock;

use crate::audio::RATE;

/// Energies of one frame.
pub(crate) const BINS: usize = 80;
/// Samples of a frame: 25 ms.
const FRAME: usize = 400;
/// From one frame to the next: 10 ms.
const STEP: usize = 160;
/// Length of the Fourier transform.
const LENGTH: usize = 512;
const LOWEST_HERTZ: f64 = 20.0;
const HIGHEST_HERTZ: f64 = 7_600.0;
/// How much of the sample before is taken off.
const EMPHASIS: f32 = 0.97;

static BANK: LazyLock<Bank> = LazyLock::new(Bank::new);

/// The frames of samples at [`RATE`], one after the other.
pub(crate) fn of(samples: &[f32]) -> Vec<f32> {
    if samples.is_empty() {
        return Vec::new();
    }
    let frames = (samples.len() + STEP / 2) / STEP;
    let mut features = Vec::with_capacity(frames * BINS);
    let mut frame = [0.0; FRAME];
    for n in 0..frames {
        cut(samples, n, &mut frame);
        BANK.energies(&mut frame, &mut features);
    }
    features
}

/// The samples around a frame's middle; beyond an end the recording is mirrored.
fn cut(samples: &[f32], n: usize, frame: &mut [f32; FRAME]) {
    let middle = n * STEP + STEP / 2;
    let period = samples.len() * 2;
    for (offset, sample) in frame.iter_mut().enumerate() {
        // One period of the mirrored recording is added so that nothing goes below 0.
        let at = (middle + offset + period * (FRAME / period + 1) - FRAME / 2) % period;
        let at = if at < samples.len() {
            at
        } else {
            period - 1 - at
        };
        *sample = samples[at];
    }
}

/// All that does not depend on the sound.
struct Bank {
    window: Vec<f32>,
    /// For each bin the first line of the spectrum it weighs, and the weights.
    bins: Vec<(usize, Vec<f32>)>,
    /// e^(-2πik/LENGTH)
    turns: Vec<(f32, f32)>,
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "small tables"
)]
impl Bank {
    fn new() -> Self {
        let window = (0..FRAME).map(|n| {
            let hann = 0.5 - 0.5 * (2.0 * PI * n as f64 / (FRAME - 1) as f64).cos();
            hann.powf(0.85) as f32
        });
        let turns = (0..LENGTH / 2).map(|k| {
            let angle = -2.0 * PI * k as f64 / LENGTH as f64;
            (angle.cos() as f32, angle.sin() as f32)
        });
        Self {
            window: window.collect(),
            bins: (0..BINS).map(bin).collect(),
            turns: turns.collect(),
        }
    }

    fn energies(&self, frame: &mut [f32; FRAME], onto: &mut Vec<f32>) {
        let mean = frame.iter().sum::<f32>() / FRAME as f32;
        let (mut real, mut imaginary) = ([0.0; LENGTH], [0.0; LENGTH]);
        let mut before = frame[0] - mean;
        for (n, sample) in frame.iter().enumerate() {
            let centred = sample - mean;
            real[n] = (centred - EMPHASIS * before) * self.window[n];
            before = centred;
        }
        self.transform(&mut real, &mut imaginary);
        for (first, weights) in &self.bins {
            let lines = real[*first..].iter().zip(&imaginary[*first..]);
            let energy: f32 = weights
                .iter()
                .zip(lines)
                .map(|(weight, (re, im))| weight * (re * re + im * im))
                .sum();
            onto.push(energy.max(f32::EPSILON).ln());
        }
    }

    /// The Fourier transform in place (radix 2).
    fn transform(&self, real: &mut [f32; LENGTH], imaginary: &mut [f32; LENGTH]) {
        let bits = LENGTH.trailing_zeros();
        for n in 0..LENGTH {
            let other = n.reverse_bits() >> (usize::BITS - bits);
            if n < other {
                real.swap(n, other);
                imaginary.swap(n, other);
            }
        }
        let mut half = 1;
        while half < LENGTH {
            let stride = LENGTH / (2 * half);
            for start in (0..LENGTH).step_by(2 * half) {
                for k in 0..half {
                    let (cos, sin) = self.turns[k * stride];
                    let (low, high) = (start + k, start + k + half);
                    let re = real[high] * cos - imaginary[high] * sin;
                    let im = real[high] * sin + imaginary[high] * cos;
                    real[high] = real[low] - re;
                    imaginary[high] = imaginary[low] - im;
                    real[low] += re;
                    imaginary[low] += im;
                }
            }
            half *= 2;
        }
    }
}

fn mel(hertz: f64) -> f64 {
    1_127.0 * (1.0 + hertz / 700.0).ln()
}

/// A triangle on the mel scale.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "small tables"
)]
fn bin(number: usize) -> (usize, Vec<f32>) {
    let lowest = mel(LOWEST_HERTZ);
    let width = (mel(HIGHEST_HERTZ) - lowest) / (BINS + 1) as f64;
    let left = lowest + number as f64 * width;
    let (centre, right) = (left + width, left + 2.0 * width);
    let weight = |line: usize| {
        let at = mel(f64::from(RATE) / LENGTH as f64 * line as f64);
        ((at - left) / width).min((right - at) / width)
    };
    debug_assert!(centre < right);
    let first = (0..LENGTH / 2)
        .find(|line| weight(*line) > 0.0)
        .unwrap_or(0);
    let weights = (first..LENGTH / 2).map(weight).take_while(|it| *it > 0.0);
    (first, weights.map(|it| it as f32).collect())
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "sounds made up for the tests")]
mod tests {
    use super::*;

    #[test]
    fn a_frame_for_each_ten_milliseconds() {
        for (samples, frames) in [(1, 0), (80, 1), (160, 1), (16_000, 100), (157_000, 981)] {
            assert_eq!(of(&vec![0.1; samples]).len(), frames * BINS, "{samples}");
        }
        assert!(of(&[]).is_empty());
    }

    #[test]
    fn silence_is_the_floor_everywhere() {
        let floor = f32::EPSILON.ln();
        assert!(of(&[0.0; 4_000]).iter().all(|it| (it - floor).abs() < 1e-6));
    }

    #[test]
    fn a_tone_is_loudest_in_its_own_bin() {
        for hertz in [200.0_f32, 1_000.0, 4_000.0] {
            let step = std::f32::consts::TAU * hertz / 16_000.0;
            let tone: Vec<f32> = (0..16_000).map(|n| (step * n as f32).sin()).collect();
            let features = of(&tone);
            let frame = &features[50 * BINS..51 * BINS];
            let loudest = (0..BINS).max_by(|a, b| frame[*a].total_cmp(&frame[*b]));
            let width = (mel(HIGHEST_HERTZ) - mel(LOWEST_HERTZ)) / 81.0;
            let expected = (mel(f64::from(hertz)) - mel(LOWEST_HERTZ)) / width - 1.0;
            let off = loudest.unwrap() as f64 - expected;
            assert!(off.abs() <= 1.0, "{hertz}: {loudest:?}, {expected}");
        }
    }

    #[test]
    fn the_transform_agrees_with_its_definition() {
        let mut real = [0.0; LENGTH];
        for (n, it) in real.iter_mut().enumerate() {
            *it = ((n * 37) % 101) as f32 / 101.0 - 0.5;
        }
        let signal = real;
        let mut imaginary = [0.0; LENGTH];
        BANK.transform(&mut real, &mut imaginary);
        for k in [0, 1, 17, 255] {
            let (mut re, mut im) = (0.0_f64, 0.0_f64);
            for (n, it) in signal.iter().enumerate() {
                let angle = -2.0 * PI * (k * n) as f64 / LENGTH as f64;
                re += f64::from(*it) * angle.cos();
                im += f64::from(*it) * angle.sin();
            }
            assert!((re - f64::from(real[k])).abs() < 1e-3);
            assert!((im - f64::from(imaginary[k])).abs() < 1e-3);
        }
    }
}
