//! Words as spoken into words as written: numbers, dates, and the numbers of documents.
//!
//! A recogniser writes what it hears: "kế hoạch số hai trăm sáu mươi bảy gạch chéo ka hát u bê en
//! dê". What is searched for is "kế hoạch số 267/KH-UBND". Read from the left, the longest of:
//! a document's number, a date, a number. What is none of these stays as it is.

mod date;
mod letters;
mod number;
mod quantity;
mod symbol;
mod words;

use symbol::Inventory;
use words::Words;

/// A text as written, with what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// What was put together, in the order of the text.
    pub found: Vec<Found>,
}

/// What spoken words were put together to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A document's number and symbol (số, ký hiệu): `267/KH-UBND`.
    Document(String),
    /// A day, a month, a quarter or a year.
    Date(String),
    /// Any other number.
    Number(String),
}

/// What is read at a place, and the place behind it.
type At<T> = Option<(T, usize)>;

/// Most words of a query; what is spoken in ten seconds has some sixty.
const MOST_WORDS: usize = 200;

/// Writes spoken words, knowing the symbols that documents bear.
#[derive(Debug, Clone)]
pub struct Writer {
    symbols: Inventory,
}

impl Writer {
    /// With the symbols that occur in the index (`KH-UBND`), besides those that are always known.
    pub fn new<'a>(symbols: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            symbols: Inventory::new(symbols),
        }
    }

    /// The text as written.
    pub fn write(&self, spoken: &str) -> Written {
        let words = Words::of(spoken, MOST_WORDS);
        let (mut text, mut found, mut at) = (Vec::new(), Vec::new(), 0);
        while at < words.len() {
            let read = self
                .document(&words, at)
                .or_else(|| date::read(&words, at).map(|(date, end)| (Found::Date(date), end)))
                .or_else(|| quantity::read(&words, at, &text));
            if let Some((it, end)) = read {
                let (Found::Document(written) | Found::Date(written) | Found::Number(written)) =
                    &it;
                text.push(written.clone());
                found.push(it);
                at = end;
            } else {
                text.push(words.shown(at).to_owned());
                at += 1;
            }
        }
        Written {
            text: text.join(" "),
            found,
        }
    }

    fn document(&self, words: &Words, at: usize) -> At<Found> {
        let (number, end) = symbol::document(words, at, &self.symbols)?;
        Some((Found::Document(number), end))
    }
}

#[cfg(test)]
mod tests;
