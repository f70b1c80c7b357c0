//! Another rate: a low-pass filter (sinc under a Kaiser window), one set of taps for each place
//! an output sample may have between two input samples.

/// Zero crossings of the filter on each side.
const CROSSINGS: f64 = 24.0;
/// How far below half the lower rate the filter ends.
const ROLL_OFF: f64 = 0.94;
/// The window's shape: about 80 dB down outside.
const KAISER: f64 = 8.0;

/// The samples at the rate `to`.
pub(super) fn to(to: u32, from: u32, samples: Vec<f32>) -> Vec<f32> {
    if to == from {
        return samples;
    }
    let divisor = gcd(to, from);
    let (up, down) = ((to / divisor) as usize, (from / divisor) as usize);
    let filter = Filter::new(up, down);
    let length = (samples.len() * up).div_ceil(down);
    (0..length)
        .map(|n| filter.at(&samples, n * down / up, n * down % up))
        .collect()
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Taps for each of the places.
struct Filter {
    reach: usize,
    taps: Vec<Vec<f32>>,
}

impl Filter {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rates up to 48,000 and filters of some hundred taps"
    )]
    fn new(up: usize, down: usize) -> Self {
        let cutoff = (up as f64 / down as f64).min(1.0) * ROLL_OFF;
        let half = CROSSINGS / cutoff;
        let reach = half.ceil() as usize;
        let places = 0..up;
        let taps = places.map(|place| {
            let offset = place as f64 / up as f64;
            let steps = 0..=2 * reach;
            let taps = steps.map(|step| {
                let distance = step as f64 - reach as f64 - offset;
                (cutoff * sinc(cutoff * distance) * kaiser(distance / half)) as f32
            });
            taps.collect()
        });
        Self {
            reach,
            taps: taps.collect(),
        }
    }

    /// The value at `place` after the input sample `base`.
    fn at(&self, samples: &[f32], base: usize, place: usize) -> f32 {
        let first = base.saturating_sub(self.reach);
        let skipped = (first + self.reach).saturating_sub(base);
        let last = (base + self.reach + 1).min(samples.len());
        let taps = &self.taps[place][skipped..];
        let near = &samples[first.min(last)..last];
        near.iter().zip(taps).map(|(it, tap)| it * tap).sum()
    }
}

fn sinc(x: f64) -> f64 {
    let x = std::f64::consts::PI * x;
    if x.abs() < 1e-9 { 1.0 } else { x.sin() / x }
}

fn kaiser(x: f64) -> f64 {
    let inside = 1.0 - x * x;
    if inside <= 0.0 {
        return 0.0;
    }
    bessel(KAISER * inside.sqrt()) / bessel(KAISER)
}

/// The modified Bessel function of order 0, by its series.
fn bessel(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 1..40 {
        term *= (x / (2.0 * f64::from(n))).powi(2);
        sum += term;
    }
    sum
}
