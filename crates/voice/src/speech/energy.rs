//! Speech without a network: it stands out above the noise of the room, and it has a voice in it,
//! that is, a pitch between 70 and 400 Hz. Steady noise does not stand out, and the noise of
//! paper, keys and wind has no pitch.

/// Half the rate is enough for a pitch.
const FRAME: usize = 200;
const STEP: usize = 80;
/// Shortest and longest period of a voice, in samples at half the rate.
const PERIODS: std::ops::RangeInclusive<usize> = 20..=114;
/// How much speech stands out above the room, in dB.
const ABOVE: f32 = 12.0;
/// What is quieter than this is not speech to anybody, in dB of full scale.
const QUIETEST: f32 = -55.0;
/// How alike two periods of a voice are.
const ALIKE: f32 = 0.6;
/// Frames of voice in a row that count: 30 ms.
const RUN: usize = 3;
/// Frames of voice that make speech: 120 ms.
const LEAST: usize = 12;
/// A last consonant has no voice: what is loud behind it counts this far, in frames.
const TAIL: usize = 25;

/// Where the last speech ends, in samples at the full rate.
pub(super) fn end(samples: &[f32]) -> Option<usize> {
    let halved: Vec<f32> = samples
        .chunks_exact(2)
        .map(|pair| f32::midpoint(pair[0], pair[1]))
        .collect();
    let frames: Vec<(f32, bool)> = halved
        .windows(FRAME)
        .step_by(STEP)
        .map(|frame| (loudness(frame), has_pitch(frame)))
        .collect();
    let room = level_of_the_room(&frames)?;
    let stands_out = |loudness: f32| loudness > (room + ABOVE).max(QUIETEST);
    let (mut run, mut voiced, mut last) = (0, 0, None);
    for (n, (loudness, pitch)) in frames.iter().enumerate() {
        run = if *pitch && stands_out(*loudness) {
            run + 1
        } else {
            0
        };
        if run >= RUN {
            voiced += if run == RUN { RUN } else { 1 };
            last = Some(n);
        }
    }
    let last = last.filter(|_| voiced >= LEAST)?;
    let behind = frames[last..].iter().take(TAIL);
    let loud = behind.take_while(|(loudness, _)| *loudness > room + ABOVE / 2.0);
    Some((last + loud.count()) * STEP * 2 + FRAME * 2)
}

/// The level that a tenth of the frames does not reach: pauses and consonants.
fn level_of_the_room(frames: &[(f32, bool)]) -> Option<f32> {
    let mut levels: Vec<f32> = frames.iter().map(|(loudness, _)| *loudness).collect();
    levels.sort_by(f32::total_cmp);
    levels.get(levels.len() / 10).copied()
}

/// In dB of full scale.
#[expect(clippy::cast_precision_loss, reason = "a frame is short")]
fn loudness(frame: &[f32]) -> f32 {
    let mean = frame.iter().sum::<f32>() / frame.len() as f32;
    let power = frame.iter().map(|it| (it - mean).powi(2)).sum::<f32>() / frame.len() as f32;
    10.0 * (power + 1e-10).log10()
}

/// Whether the frame repeats itself within a period of a voice.
#[expect(clippy::cast_precision_loss, reason = "a frame is short")]
fn has_pitch(frame: &[f32]) -> bool {
    let mean = frame.iter().sum::<f32>() / frame.len() as f32;
    let centred: Vec<f32> = frame.iter().map(|it| it - mean).collect();
    PERIODS.into_iter().any(|period| {
        let (early, late) = (&centred[..FRAME - period], &centred[period..]);
        let (mut both, mut one, mut other) = (0.0, 1e-9, 1e-9);
        for (a, b) in early.iter().zip(late) {
            both += a * b;
            one += a * a;
            other += b * b;
        }
        both / f32::sqrt(one * other) > ALIKE
    })
}
