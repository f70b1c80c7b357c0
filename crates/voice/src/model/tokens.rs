//! The pieces a model writes in: `▁KẾ`, `▁HO`, `ẠCH`. A piece with `▁` begins a word.

use rustc_hash::FxHashMap;

use super::{Folder, ModelError, Part, pieces};

/// What begins a word.
const BEGINS: char = '▁';
/// Most pieces a model has.
const MOST: usize = 100_000;
/// Largest `tokens.txt` and `bpe.model`.
const LARGEST: u64 = 8 * 1024 * 1024;
/// Longest piece, in letters.
const LONGEST: usize = 32;
/// Longest phrase that is cut into pieces.
const LONGEST_PHRASE: usize = 400;

/// The pieces by number and by spelling.
#[derive(Debug)]
pub(crate) struct Tokens {
    spelled: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// How likely a piece is (logarithm); without `bpe.model` all are the same.
    likely: FxHashMap<u32, f32>,
    capitals: bool,
}

impl Tokens {
    /// Reads `tokens.txt` and, where there is one, `bpe.model`.
    pub fn read(folder: &Folder) -> Result<Self, ModelError> {
        let text = folder.read(Part::Tokens, LARGEST)?;
        let text = String::from_utf8(text).map_err(|_| wrong("not in UTF-8"))?;
        let mut tokens = Self::parse(&text)?;
        if folder.part(Part::Pieces).is_some() {
            let bytes = folder.read(Part::Pieces, LARGEST)?;
            tokens.weigh(&pieces::read(&bytes)?)?;
        }
        Ok(tokens)
    }

    /// A line for each piece: its spelling, then its number.
    fn parse(text: &str) -> Result<Self, ModelError> {
        let mut spelled: Vec<Option<String>> = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let (piece, number) = line
                .trim_end()
                .rsplit_once([' ', '\t'])
                .ok_or(wrong("a line without a number"))?;
            let number: usize = number
                .parse()
                .map_err(|_| wrong("a line without a number"))?;
            if number >= MOST {
                return Err(wrong("too many pieces"));
            }
            if spelled.len() <= number {
                spelled.resize(number + 1, None);
            }
            if spelled[number].replace(piece.to_owned()).is_some() {
                return Err(wrong("a number twice"));
            }
        }
        let spelled: Option<Vec<String>> = spelled.into_iter().collect();
        let spelled = spelled.ok_or(wrong("a number is missing"))?;
        if spelled.first().is_none_or(|blank| blank != "<blk>") {
            return Err(wrong("the first piece is not <blk>"));
        }
        let numbers = spelled.iter().zip(0..);
        let numbers = numbers
            .map(|(piece, number)| (piece.clone(), number))
            .collect();
        let letters = || {
            spelled
                .iter()
                .filter(|it| !it.starts_with('<'))
                .flat_map(|it| it.chars())
        };
        let capitals = letters().any(char::is_uppercase) && !letters().any(char::is_lowercase);
        Ok(Self {
            numbers,
            likely: FxHashMap::default(),
            capitals,
            spelled,
        })
    }

    /// Takes the likelihoods of the model's own cutting.
    fn weigh(&mut self, pieces: &[(String, f32)]) -> Result<(), ModelError> {
        for (piece, likely) in pieces {
            if let Some(number) = self.numbers.get(piece) {
                self.likely.insert(*number, *likely);
            }
        }
        // A table of another model would cut every phrase wrongly, and nobody would see it.
        if self.likely.len() * 10 < self.spelled.len() * 9 {
            return Err(ModelError::Tokens {
                file: "bpe.model",
                reason: "it belongs to another model than tokens.txt",
            });
        }
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.spelled.len()
    }

    /// The words of pieces, in small letters.
    pub fn text(&self, pieces: &[u32]) -> String {
        let spelled = pieces
            .iter()
            .filter_map(|it| self.spelled.get(*it as usize));
        let mut text = String::new();
        for piece in spelled.filter(|it| !it.starts_with('<')) {
            text.extend(piece.chars().map(|it| if it == BEGINS { ' ' } else { it }));
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").to_lowercase()
    }

    /// A phrase cut into pieces the way the model cuts, or `None` when it has no pieces for it.
    pub fn cut(&self, phrase: &str) -> Option<Vec<u32>> {
        let mut pieces = Vec::new();
        if phrase.len() > LONGEST_PHRASE {
            return None;
        }
        for word in phrase.split_whitespace() {
            let word = if self.capitals {
                word.to_uppercase()
            } else {
                word.to_lowercase()
            };
            pieces.extend(self.cut_word(&word)?);
        }
        (!pieces.is_empty()).then_some(pieces)
    }

    /// The likeliest way to cut a word.
    fn cut_word(&self, word: &str) -> Option<Vec<u32>> {
        let word = format!("{BEGINS}{word}");
        let mut ends: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        ends.push(word.len());
        // The best way to each place: how likely, the last piece, and where that began.
        let mut ways: Vec<Option<(f32, u32, usize)>> = vec![None; ends.len()];
        for end in 1..ends.len() {
            for start in end.saturating_sub(LONGEST)..end {
                let before = if start == 0 {
                    Some(0.0)
                } else {
                    ways[start].map(|(likely, ..)| likely)
                };
                let piece = self.numbers.get(&word[ends[start]..ends[end]]);
                let (Some(before), Some(piece)) = (before, piece) else {
                    continue;
                };
                let likely = before + self.likely.get(piece).copied().unwrap_or(-10.0);
                if ways[end].is_none_or(|(known, ..)| likely > known) {
                    ways[end] = Some((likely, *piece, start));
                }
            }
        }
        let mut pieces = Vec::new();
        let mut at = ends.len() - 1;
        while at > 0 {
            let (_, piece, start) = ways[at]?;
            pieces.push(piece);
            at = start;
        }
        pieces.reverse();
        Some(pieces)
    }
}

const fn wrong(reason: &'static str) -> ModelError {
    ModelError::Tokens {
        file: "tokens.txt",
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str =
        "<blk> 0\n<sos/eos> 1\n<unk> 2\n▁K 3\nẾ 4\n▁KẾ 5\n▁HO 6\nẠCH 7\n▁H 8\nOẠCH 9\n";

    #[test]
    fn pieces_become_words() {
        let tokens = Tokens::parse(FILE).unwrap();
        assert_eq!(tokens.len(), 10);
        assert_eq!(tokens.text(&[3, 4, 6, 7]), "kế hoạch");
        assert_eq!(tokens.text(&[2, 5, 99]), "kế");
    }

    #[test]
    fn words_are_cut_as_the_model_cuts() {
        let mut tokens = Tokens::parse(FILE).unwrap();
        assert_eq!(tokens.cut("kế"), Some(vec![5]));
        let likely = |piece: &str, likely| (piece.to_owned(), likely);
        let table = [
            likely("<unk>", 0.0),
            likely("<blk>", 0.0),
            likely("<sos/eos>", 0.0),
            likely("▁K", -1.0),
            likely("Ế", -1.0),
            likely("▁KẾ", -9.0),
            likely("▁HO", -5.0),
            likely("ẠCH", -5.0),
            likely("▁H", -2.0),
            likely("OẠCH", -3.0),
        ];
        tokens.weigh(&table).unwrap();
        assert_eq!(tokens.cut("kế hoạch"), Some(vec![3, 4, 8, 9]));
        assert_eq!(tokens.cut("xã"), None);
        assert_eq!(tokens.cut(" "), None);
    }

    #[test]
    fn a_table_of_another_model_is_refused() {
        let mut tokens = Tokens::parse(FILE).unwrap();
        let other = [("▁THE".to_owned(), -1.0), ("▁K".to_owned(), -1.0)];
        assert!(matches!(
            tokens.weigh(&other),
            Err(ModelError::Tokens {
                file: "bpe.model",
                ..
            })
        ));
    }

    #[test]
    fn a_file_that_makes_no_sense_is_refused() {
        for file in [
            "",
            "<blk>",
            "<blk> 0\na 2",
            "<blk> 0\na 0",
            "a 0",
            "<blk> 0\nb 9999999",
        ] {
            assert!(Tokens::parse(file).is_err(), "{file:?}");
        }
    }
}
