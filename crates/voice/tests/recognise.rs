//! The whole path: WAV file, speech, features, networks, search, numbers as written.

#![expect(clippy::cast_precision_loss, reason = "sounds made up for the tests")]

use std::f32::consts::TAU;
use std::fs;
use std::path::{Path, PathBuf};

use voice::choice::{Known, Nothing};
use voice::model::{Arrival, Folder, ModelError, Terms};
use voice::speech::Detector;
use voice::{Clip, Heard, Recogniser, Vocabulary};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn tiny() -> Recogniser {
    let folder = Folder::open(&tests().join("tiny")).expect("the tiny model");
    Recogniser::open(&folder, 1).expect("it loads")
}

fn clip(name: &str) -> Clip {
    let file = fs::read(tests().join("spoken").join(name)).expect("a spoken query");
    Clip::read(&file).expect("a clip")
}

fn words(heard: Heard) -> String {
    match heard {
        Heard::Words(transcript) => transcript.text,
        Heard::Nothing => String::new(),
    }
}

/// Real symbols of an index, which the tiny model's letters are compared with.
fn vocabulary(tiny: &Recogniser) -> Vocabulary {
    tiny.vocabulary([], ["BTTTT-TTĐN"])
}

#[test]
fn spoken_queries_are_heard_and_written() {
    let tiny = tiny();
    let vocabulary = vocabulary(&tiny);
    for (name, expected) in [
        ("s2.wav", "kế hoạch chuyển đổi số năm 2023"),
        ("s4.wav", "nhiệm vụ đến hạn ngày 31/12/2023"),
        ("s5.wav", "sở thông tin và truyền thông tỉnh nghệ an"),
        ("s6.wav", "công văn số 5740/BTTTT-TTĐN"),
    ] {
        let heard = tiny.hear(&clip(name), &vocabulary, &Nothing).expect(name);
        assert_eq!(words(heard), expected, "{name}");
    }
}

#[test]
fn documents_that_were_named_are_told() {
    let tiny = tiny();
    let heard = tiny.hear(&clip("s6.wav"), &vocabulary(&tiny), &Nothing);
    let Ok(Heard::Words(transcript)) = heard else {
        panic!("{heard:?}");
    };
    assert_eq!(transcript.documents, ["5740/BTTTT-TTĐN"]);
    assert!(transcript.spoken.starts_with("công văn số năm bảy bốn"));
}

#[test]
fn the_silence_behind_the_words_is_cut_off() {
    let tiny = tiny();
    let mut samples = clip("s2.wav").samples().to_vec();
    let spoken = samples.len();
    samples.resize(spoken + 32_000, 0.0);
    let long = Clip::of_samples(16_000, samples).expect("a clip");
    let kept = Detector::by_energy()
        .head(&long)
        .expect("no network")
        .expect("speech");
    assert!(kept.len() < spoken + 1_600, "{} of {spoken}", kept.len());
    let heard = tiny
        .hear(&long, &vocabulary(&tiny), &Nothing)
        .expect("heard");
    assert_eq!(words(heard), "kế hoạch chuyển đổi số năm 2023");
}

/// Numbers between -1 and 1, the same each time.
fn noise(count: usize) -> Vec<f32> {
    let mut state = 0x2023_0267_u32;
    let draw = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    (0..count).map(draw).collect()
}

/// Noise in which each sample keeps some of the one before: the deeper, the duller.
fn dull(count: usize, keep: f32) -> Vec<f32> {
    let mut before = 0.0;
    let white = noise(count).into_iter();
    white
        .map(|it| {
            before = keep * before + (1.0 - keep) * it;
            before
        })
        .collect()
}

fn at_level(samples: &[f32], level: f32) -> Vec<f32> {
    let most = samples.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
    samples
        .iter()
        .map(|it| it / most.max(1e-9) * level)
        .collect()
}

/// Everything that is not speech, and has been taken for it.
fn not_speech() -> Vec<(String, Vec<f32>)> {
    let second = 16_000;
    let mut all = vec![
        ("nothing".to_owned(), vec![0.0; 3 * second]),
        ("a constant".to_owned(), vec![0.3; 2 * second]),
        ("one sample".to_owned(), vec![0.5]),
    ];
    for level in [0.002, 0.02, 0.2, 0.9] {
        for (name, samples) in [
            ("white noise", noise(3 * second)),
            ("pink noise", dull(3 * second, 0.9)),
            ("brown noise", dull(3 * second, 0.99)),
            ("ten seconds of noise", dull(10 * second, 0.95)),
        ] {
            all.push((format!("{name} at {level}"), at_level(&samples, level)));
        }
        let hum: Vec<f32> = (0..3 * second)
            .map(|n| level * (TAU * 50.0 * n as f32 / 16_000.0).sin())
            .collect();
        all.push((format!("the hum of the mains at {level}"), hum));
        // A fan: noise that swells and falls.
        let fan = dull(3 * second, 0.95).into_iter().enumerate();
        let fan: Vec<f32> = fan
            .map(|(n, it)| it * (1.3 + (TAU * 2.0 * n as f32 / 16_000.0).sin()))
            .collect();
        all.push((format!("a fan at {level}"), at_level(&fan, level)));
        // Keys and paper: short bursts.
        let bursts = noise(3 * second).into_iter().enumerate();
        let bursts: Vec<f32> = bursts
            .map(|(n, it)| {
                if n % 4_000 < 300 {
                    it * level
                } else {
                    it * 0.000_5
                }
            })
            .collect();
        all.push((format!("keys at {level}"), bursts));
    }
    all
}

#[test]
fn silence_and_noise_are_nothing() {
    let tiny = tiny();
    let vocabulary = vocabulary(&tiny);
    for (name, samples) in not_speech() {
        let clip = Clip::of_samples(16_000, samples).expect("a clip");
        let heard = tiny.hear(&clip, &vocabulary, &Nothing).expect("heard");
        assert_eq!(heard, Heard::Nothing, "{name}");
    }
}

/// Silero VAD is not part of the project; a copy lies beside it.
fn with_silero(into: &Path) -> Option<Folder> {
    let shared = std::env::var_os("DONDOC_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let silero = shared.join("voice/silero-vad/silero_vad_16k_op15.onnx");
    if !silero.is_file() {
        println!("left out: no voice/silero-vad in {}", shared.display());
        return None;
    }
    let arrival = Arrival::begin(&into.join("model")).expect("a place");
    for name in ["encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"] {
        let mut file = fs::File::open(tests().join("tiny").join(name)).expect("a file");
        arrival.put(name, &mut file).expect("it is taken");
    }
    let mut file = fs::File::open(silero).expect("the detector");
    arrival
        .put("silero_vad_16k_op15.onnx", &mut file)
        .expect("it is taken");
    let terms = Terms {
        name: None,
        licence: Some("MIT".to_owned()),
    };
    Some(arrival.finish(&terms).expect("a model"))
}

#[test]
fn the_network_for_speech_lets_words_through_and_noise_not() {
    let place = tempfile::tempdir().expect("a folder");
    let Some(folder) = with_silero(place.path()) else {
        return;
    };
    let recogniser = Recogniser::open(&folder, 1).expect("it loads");
    let vocabulary = vocabulary(&recogniser);
    // One second of each: the network steps through it unoptimised.
    for (name, mut samples) in not_speech() {
        samples.truncate(16_000);
        let clip = Clip::of_samples(16_000, samples).expect("a clip");
        let heard = recogniser
            .hear(&clip, &vocabulary, &Nothing)
            .expect("heard");
        assert_eq!(heard, Heard::Nothing, "{name}");
    }
    let heard = recogniser.hear(&clip("s2.wav"), &vocabulary, &Nothing);
    assert_eq!(
        words(heard.expect("heard")),
        "kế hoạch chuyển đổi số năm 2023"
    );
}

/// An index with one document in it.
struct Index;

impl Known for Index {
    fn pair(&self, _: &str, _: &str) -> bool {
        false
    }

    fn document(&self, number: &str) -> bool {
        number == "5740/BTTTT-TTĐN"
    }
}

#[test]
fn the_index_may_choose_but_not_invent() {
    let tiny = tiny();
    let heard = tiny.hear(&clip("s2.wav"), &vocabulary(&tiny), &Index);
    assert_eq!(
        words(heard.expect("heard")),
        "kế hoạch chuyển đổi số năm 2023"
    );
}

#[test]
fn phrases_of_the_index_do_not_spoil_what_is_clear() {
    let tiny = tiny();
    let phrases = [
        "kế hoạch hành động",
        "nghị quyết",
        "sở thông tin và truyền thông",
    ];
    let vocabulary = tiny.vocabulary(phrases, []);
    let heard = tiny.hear(&clip("s5.wav"), &vocabulary, &Nothing);
    assert_eq!(
        words(heard.expect("heard")),
        "sở thông tin và truyền thông tỉnh nghệ an"
    );
}

/// A copy of the tiny model that may be spoiled.
fn copy(into: &Path) -> PathBuf {
    let place = into.join("model");
    fs::create_dir(&place).expect("a folder");
    for name in [
        "encoder.onnx",
        "decoder.onnx",
        "joiner.onnx",
        "tokens.txt",
        "model.json",
    ] {
        fs::copy(tests().join("tiny").join(name), place.join(name)).expect("a copy");
    }
    place
}

#[test]
fn a_folder_that_is_not_whole_says_what_is_wrong() {
    let place = tempfile::tempdir().expect("a folder");
    let model = copy(place.path());
    assert!(Folder::open(&model).expect("whole").verify().is_ok());

    fs::remove_file(model.join("joiner.onnx")).expect("removed");
    let gone = Folder::open(&model).expect_err("not whole");
    assert!(gone.to_string().contains("joiner.onnx"), "{gone}");

    fs::write(model.join("joiner.onnx"), b"short").expect("written");
    let short = Folder::open(&model).expect_err("not whole");
    assert!(matches!(short, ModelError::Size { .. }), "{short}");

    let mut joiner = fs::read(tests().join("tiny/joiner.onnx")).expect("a file");
    joiner[60_000] ^= 1;
    fs::write(model.join("joiner.onnx"), &joiner).expect("written");
    let changed = Folder::open(&model).expect("the sizes agree").verify();
    assert!(matches!(changed, Err(ModelError::Digest { .. })));

    fs::remove_file(model.join("model.json")).expect("removed");
    let bare = Folder::open(&model).expect_err("not installed");
    assert!(matches!(bare, ModelError::NoManifest));
    let nowhere = Folder::open(&place.path().join("nowhere")).expect_err("no folder");
    assert!(
        matches!(nowhere, ModelError::Unreadable { .. }),
        "{nowhere}"
    );
}

#[test]
fn a_description_cannot_lead_out_of_the_folder() {
    let place = tempfile::tempdir().expect("a folder");
    let model = copy(place.path());
    let text = fs::read_to_string(model.join("model.json")).expect("a description");
    fs::write(
        model.join("model.json"),
        text.replace("tokens.txt", "../tokens.txt"),
    )
    .expect("written");
    let led = Folder::open(&model).expect_err("refused");
    assert!(matches!(led, ModelError::Name(_)), "{led}");
}

#[test]
fn a_network_that_is_none_is_refused_before_it_stands_in_the_place_of_the_old() {
    let place = tempfile::tempdir().expect("a folder");
    let model = copy(place.path());
    let arrival = Arrival::begin(&model).expect("a place");
    for name in ["encoder.onnx", "decoder.onnx", "joiner.onnx"] {
        arrival
            .put(name, &mut b"no network".as_slice())
            .expect("taken");
    }
    let tokens = fs::read(tests().join("tiny/tokens.txt")).expect("a file");
    arrival
        .put("tokens.txt", &mut tokens.as_slice())
        .expect("taken");
    let terms = Terms {
        name: None,
        licence: Some("MIT".to_owned()),
    };
    let refused = arrival.finish(&terms).expect_err("refused");
    assert!(matches!(refused, ModelError::Network { .. }), "{refused}");
    assert!(Folder::open(&model).expect("the old one").verify().is_ok());
    assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1);
}

#[test]
fn pieces_of_another_model_are_refused() {
    let place = tempfile::tempdir().expect("a folder");
    let arrival = Arrival::begin(&place.path().join("model")).expect("a place");
    for name in ["encoder.onnx", "decoder.onnx", "joiner.onnx"] {
        let mut file = fs::File::open(tests().join("tiny").join(name)).expect("a file");
        arrival.put(name, &mut file).expect("taken");
    }
    arrival
        .put("tokens.txt", &mut b"<blk> 0\na 1\n".as_slice())
        .expect("taken");
    let terms = Terms {
        name: None,
        licence: Some("MIT".to_owned()),
    };
    let refused = arrival.finish(&terms).expect_err("refused");
    assert!(
        matches!(refused, ModelError::OtherTokens { .. }),
        "{refused}"
    );
}

#[test]
fn a_model_without_a_licence_is_not_installed() {
    let place = tempfile::tempdir().expect("a folder");
    let source = copy(place.path());
    fs::remove_file(source.join("model.json")).expect("removed");
    let target = place.path().join("installed");
    let arrival = Arrival::begin(&target).expect("a place");
    arrival.put_folder(&source).expect("taken");
    let refused = arrival.finish(&Terms::default()).expect_err("refused");
    assert!(matches!(refused, ModelError::NoLicence));
    assert!(!target.exists());

    let arrival = Arrival::begin(&target).expect("a place");
    arrival.put_folder(&source).expect("taken");
    let terms = Terms {
        name: Some("thử".to_owned()),
        licence: Some("MIT".to_owned()),
    };
    let folder = arrival.finish(&terms).expect("installed");
    assert_eq!(folder.manifest().name, "thử");
    assert!(folder.verify().is_ok());
}
