//! From a clip to the words of a query.

use std::sync::Arc;

use rten::ThreadPool;

use crate::audio::Clip;
use crate::choice::{Known, Reading, order};
use crate::features;
use crate::model::{Folder, ModelError, Part};
use crate::net::NetError;
use crate::speech::Detector;
use crate::spoken::{Found, Writer};
use crate::transducer::{Hotwords, Hypothesis, Transducer, best, greedy};

/// Readings followed at the same time, and given back at most.
const WIDTH: usize = 4;
/// Most phrases that are believed more readily.
const MOST_PHRASES: usize = 2_500;
/// What a recogniser makes of breath and noise.
const FILLERS: [&str; 7] = ["ừ", "ờ", "à", "ừm", "ờm", "ừa", "hả"];

/// Hears clips. Loading it takes some tenths of a second and the memory of its folder.
pub struct Recogniser {
    transducer: Transducer,
    detector: Detector,
}

/// What the index gives a recogniser beforehand.
pub struct Vocabulary {
    hotwords: Hotwords,
    writer: Writer,
}

/// What came of a clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Nobody spoke.
    Nothing,
    /// Words.
    Words(Transcript),
}

/// The words of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// As written: `kế hoạch số 267/KH-UBND`.
    pub text: String,
    /// As spoken: `kế hoạch số hai sáu bảy gạch chéo …`.
    pub spoken: String,
    /// Other readings, as written, the next best first.
    pub alternatives: Vec<String>,
    /// Document numbers in the text.
    pub documents: Vec<String>,
}

impl Recogniser {
    /// Loads a folder, to run on this many threads.
    pub fn open(folder: &Folder, threads: usize) -> Result<Self, ModelError> {
        let pool = Arc::new(ThreadPool::with_num_threads(threads.max(1)));
        let detector = match folder.part(Part::Detector) {
            None => Detector::by_energy(),
            Some(file) => Detector::load(&file, &pool).map_err(|error| ModelError::Network {
                part: Part::Detector,
                error,
            })?,
        };
        Ok(Self {
            transducer: Transducer::open(folder, &pool)?,
            detector,
        })
    }

    /// Phrases and document symbols of the index, in the pieces of this model.
    pub fn vocabulary<'a>(
        &self,
        phrases: impl IntoIterator<Item = &'a str>,
        symbols: impl IntoIterator<Item = &'a str>,
    ) -> Vocabulary {
        let cut = |phrase| self.transducer.tokens.cut(phrase);
        let phrases = phrases.into_iter().filter_map(cut).take(MOST_PHRASES);
        Vocabulary {
            hotwords: Hotwords::new(phrases),
            writer: Writer::new(symbols),
        }
    }

    /// Hears a clip.
    pub fn hear(
        &self,
        clip: &Clip,
        vocabulary: &Vocabulary,
        known: &dyn Known,
    ) -> Result<Heard, NetError> {
        let Some(speech) = self.detector.head(clip)? else {
            return Ok(Heard::Nothing);
        };
        let heard = self.transducer.encode(&features::of(speech))?;
        let hotwords = &vocabulary.hotwords;
        let mut found = best(&self.transducer, heard.frames(), WIDTH, hotwords)?;
        // A phrase that nobody said must not hide the words that were.
        let plain = greedy(&self.transducer, heard.frames())?;
        if found.iter().all(|it| it.pieces != plain.pieces) {
            found.push(plain);
        }
        let readings = found.iter().map(|it| self.reading(it, vocabulary));
        Ok(choose(readings.collect(), known))
    }

    fn reading(&self, hypothesis: &Hypothesis, vocabulary: &Vocabulary) -> Reading {
        let spoken = self.transducer.tokens.text(&hypothesis.pieces);
        Reading {
            written: vocabulary.writer.write(&spoken),
            spoken,
            score: hypothesis.score(),
        }
    }
}

impl Vocabulary {
    /// For words that another recogniser found: symbols only.
    pub fn of_symbols<'a>(symbols: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            hotwords: Hotwords::none(),
            writer: Writer::new(symbols),
        }
    }

    /// What another recogniser heard, as written.
    pub fn read(&self, spoken: &str, known: &dyn Known) -> Heard {
        let reading = Reading {
            spoken: spoken.to_owned(),
            written: self.writer.write(spoken),
            score: 0.0,
        };
        choose(vec![reading], known)
    }
}

fn choose(readings: Vec<Reading>, known: &dyn Known) -> Heard {
    let said = readings.into_iter().filter(|it| !is_filler(&it.spoken));
    let mut readings = order(said.collect(), known).into_iter().take(WIDTH);
    let Some(first) = readings.next() else {
        return Heard::Nothing;
    };
    let documents = first
        .written
        .found
        .into_iter()
        .filter_map(|found| match found {
            Found::Document(number) => Some(number),
            Found::Date(_) | Found::Number(_) => None,
        });
    Heard::Words(Transcript {
        text: first.written.text,
        spoken: first.spoken,
        alternatives: readings.map(|it| it.written.text).collect(),
        documents: documents.collect(),
    })
}

fn is_filler(spoken: &str) -> bool {
    spoken
        .split_whitespace()
        .all(|word| FILLERS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Nothing;

    #[test]
    fn breath_and_noise_are_not_words() {
        let vocabulary = Vocabulary::of_symbols([]);
        for spoken in ["", " ", "ừ", "ờ ừm"] {
            assert_eq!(
                vocabulary.read(spoken, &Nothing),
                Heard::Nothing,
                "{spoken:?}"
            );
        }
        assert!(matches!(
            vocabulary.read("ừ kế hoạch", &Nothing),
            Heard::Words(_)
        ));
    }
}
