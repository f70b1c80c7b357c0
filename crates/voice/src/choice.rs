//! Which of several readings is meant: the sound says one thing, what there is to be found another.

use crate::spoken::{Found, Written};

/// What the caller's index knows.
pub trait Known: Sync {
    /// Whether two words follow one another anywhere in it, both in small letters.
    fn pair(&self, first: &str, second: &str) -> bool;
    /// Whether there is a document of this number.
    fn document(&self, number: &str) -> bool;
}

/// An index that knows nothing: the sound alone decides.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl Known for Nothing {
    fn pair(&self, _: &str, _: &str) -> bool {
        false
    }

    fn document(&self, _: &str) -> bool {
        false
    }
}

/// What words that follow one another in the index are worth at most,
const WORDS: f32 = 0.5;
/// and what a document that is there is worth. A score of the sound is a logarithm for each
/// piece: between readings of one clip it differs by some tenths.
const DOCUMENT: f32 = 1.0;

/// A reading with what the sound gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What was said, in words.
    pub spoken: String,
    /// The same as written.
    pub written: Written,
    /// What the sound gives it.
    pub score: f32,
}

/// The readings with the best first; those that are written the same are one.
pub fn order(mut readings: Vec<Reading>, known: &dyn Known) -> Vec<Reading> {
    for reading in &mut readings {
        reading.score += worth(&reading.written, known);
    }
    readings.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Reading> = Vec::with_capacity(readings.len());
    for reading in readings {
        let is_new = kept
            .iter()
            .all(|it| it.written.text != reading.written.text);
        if is_new && !reading.written.text.is_empty() {
            kept.push(reading);
        }
    }
    kept
}

#[expect(clippy::cast_precision_loss, reason = "a query has few words")]
fn worth(written: &Written, known: &dyn Known) -> f32 {
    let words: Vec<String> = written.text.split(' ').map(str::to_lowercase).collect();
    let pairs: Vec<&[String]> = words.windows(2).collect();
    let there = pairs.iter().filter(|pair| known.pair(&pair[0], &pair[1]));
    let share = if pairs.is_empty() {
        0.0
    } else {
        there.count() as f32 / pairs.len() as f32
    };
    let is_there = written.found.iter().any(|found| match found {
        Found::Document(number) => known.document(number),
        Found::Date(_) | Found::Number(_) => false,
    });
    WORDS * share + if is_there { DOCUMENT } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Index;

    impl Known for Index {
        fn pair(&self, first: &str, second: &str) -> bool {
            (first, second) == ("chuyển", "đổi")
        }

        fn document(&self, number: &str) -> bool {
            number == "267/KH-UBND"
        }
    }

    fn reading(text: &str, score: f32) -> Reading {
        let document = text.split(' ').find(|word| word.contains('/'));
        Reading {
            spoken: text.to_owned(),
            written: Written {
                text: text.to_owned(),
                found: document
                    .map(|it| Found::Document(it.to_owned()))
                    .into_iter()
                    .collect(),
            },
            score,
        }
    }

    fn first(readings: &[(&str, f32)], known: &dyn Known) -> String {
        let readings = readings.iter().map(|(text, score)| reading(text, *score));
        order(readings.collect(), known)[0].written.text.clone()
    }

    #[test]
    fn the_sound_decides_where_nothing_is_known() {
        let readings = [("chuyển đỗi", -0.1), ("chuyển đổi", -0.2)];
        assert_eq!(first(&readings, &Nothing), "chuyển đỗi");
        assert_eq!(first(&readings, &Index), "chuyển đổi");
    }

    #[test]
    fn a_document_that_is_there_is_worth_more_than_words() {
        let readings = [("chuyển đổi 267/KH-UBN", -0.1), ("số 267/KH-UBND", -0.3)];
        assert_eq!(first(&readings, &Index), "số 267/KH-UBND");
    }

    #[test]
    fn the_index_does_not_overrule_a_sound_that_is_clear() {
        let readings = [("biển đảo", -0.1), ("chuyển đổi", -0.9)];
        assert_eq!(first(&readings, &Index), "biển đảo");
    }

    #[test]
    fn what_is_written_the_same_stands_once() {
        let readings = vec![
            reading("năm 2023", -0.1),
            reading("năm 2023", -0.2),
            reading("", 0.0),
        ];
        assert_eq!(order(readings, &Nothing).len(), 1);
    }
}
