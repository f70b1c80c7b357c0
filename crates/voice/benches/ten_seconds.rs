//! How long ten seconds of speech take on one core, with a model of full size.
//!
//! `cargo bench -p voice`. The bar: 0.8 s for 65 million parameters in whole numbers of 8 bits.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
#![allow(
    clippy::cast_possible_wrap,
    clippy::many_single_char_names,
    missing_docs
)]

mod zipformer;

use std::path::{Path, PathBuf};

use divan::{Bencher, black_box};
use voice::choice::Nothing;
use voice::spoken::Writer;
use voice::{Clip, Recogniser};

fn main() {
    divan::main();
}

/// Ten seconds in which somebody speaks nearly all the time.
fn ten_seconds() -> Clip {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spoken");
    let mut samples = Vec::new();
    for name in ["s2.wav", "s6.wav", "s4.wav"] {
        let file = std::fs::read(folder.join(name)).expect("a spoken query");
        samples.extend_from_slice(Clip::read(&file).expect("a clip").samples());
    }
    samples.truncate(160_000);
    Clip::of_samples(16_000, samples).expect("a clip")
}

fn detector() -> Option<PathBuf> {
    let shared = std::env::var_os("DONDOC_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = shared.join("voice/silero-vad/silero_vad_16k_op15.onnx");
    file.is_file().then_some(file)
}

fn hear(bencher: Bencher, int8: bool) {
    let place = std::env::temp_dir().join(format!("dondoc-voice-{}", std::process::id()));
    let detector = detector();
    let (folder, weights) = zipformer::install(&place, int8, detector.as_deref());
    let recogniser = Recogniser::open(&folder, 1).expect("it loads");
    eprintln!(
        "{:.1} million parameters, {} MB, speech found by {}",
        weights as f64 / 1e6,
        folder
            .manifest()
            .files
            .iter()
            .map(|it| it.bytes)
            .sum::<u64>()
            / 1_000_000,
        if detector.is_some() {
            "Silero"
        } else {
            "loudness"
        },
    );
    let vocabulary = recogniser.vocabulary([], []);
    let clip = ten_seconds();
    bencher.bench(|| {
        recogniser
            .hear(black_box(&clip), &vocabulary, &Nothing)
            .expect("heard")
    });
    std::fs::remove_dir_all(&place).expect("removed");
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn hear_int8(bencher: Bencher) {
    hear(bencher, true);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn hear_float(bencher: Bencher) {
    hear(bencher, false);
}

#[divan::bench]
fn write_numbers(bencher: Bencher) {
    let writer = Writer::new(["BTTTT-TTĐN"]);
    let spoken = "kế hoạch số hai trăm sáu mươi bảy gạch chéo ka hát u bê en dê ngày mười tám tháng tư năm hai nghìn không trăm hai mươi ba";
    bencher.bench(|| writer.write(black_box(spoken)));
}
