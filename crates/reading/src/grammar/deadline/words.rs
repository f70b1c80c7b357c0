//! The words, numbers and marks of a text, and a cursor that reads them.

use std::ops::Range;

/// A word, a number or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    kind: Kind,
    /// Lower case, one spelling ("quí" is "quý", "hàng năm" is "hằng năm").
    word: String,
    place: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Number,
    Mark,
}

/// The tokens of a text, read from left to right; every reader either takes what it names or
/// leaves the cursor where it was.
#[derive(Debug, Clone)]
pub(super) struct Words<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
}

/// A position to come back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark(usize);

/// Words for a stretch of time, as they stand behind "hằng", "mỗi" and numbers.
pub(super) const PERIODS: [&str; 5] = ["ngày", "tuần", "tháng", "quý", "năm"];

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut tokens: Vec<Token> = Vec::new();
        for (at, ch) in text.char_indices().filter(|(_, ch)| !ch.is_whitespace()) {
            let kind = kind(ch);
            let end = at + ch.len_utf8();
            match tokens.last_mut() {
                Some(last) if last.kind == kind && kind != Kind::Mark && last.place.end == at => {
                    last.place.end = end;
                    last.word.extend(ch.to_lowercase());
                }
                _ => tokens.push(Token {
                    kind,
                    word: ch.to_lowercase().collect(),
                    place: at..end,
                }),
            }
        }
        respell(&mut tokens);
        Self {
            text,
            tokens,
            at: 0,
        }
    }

    /// Leaves out what stands in brackets.
    pub(super) fn drop_brackets(&mut self) {
        let mut depth = 0_usize;
        self.tokens.retain(|token| {
            let opens = usize::from(token.word == "(");
            let closes = usize::from(token.word == ")");
            depth += opens;
            let kept = depth == 0;
            depth = depth.saturating_sub(closes);
            kept
        });
    }

    /// Leaves out the punctuation at the end.
    pub(super) fn trim_end(&mut self) {
        while self
            .tokens
            .last()
            .is_some_and(|last| matches!(last.word.as_str(), "." | "," | ";" | ":" | "…"))
        {
            self.tokens.pop();
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark(self.at)
    }

    pub(super) fn reset(&mut self, mark: Mark) {
        self.at = mark.0;
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Byte where the last token taken ends.
    pub(super) fn end(&self) -> usize {
        self.at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(0, |token| token.place.end)
    }

    /// What was taken since `mark`, in lower case.
    pub(super) fn text_from(&self, mark: Mark) -> String {
        let start = self
            .tokens
            .get(mark.0)
            .map_or(self.text.len(), |token| token.place.start);
        self.text
            .get(start..self.end())
            .unwrap_or_default()
            .to_lowercase()
    }

    /// Whether the cursor stands where a clause ends.
    pub(super) fn clause_ends(&self) -> bool {
        self.is_done() || self.peek() == ";"
    }

    pub(super) fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", |token| &token.word)
    }

    /// Takes the phrase if it stands here whole.
    pub(super) fn eat(&mut self, phrase: &str) -> bool {
        let mut at = self.at;
        for word in phrase.split(' ') {
            if self.tokens.get(at).is_none_or(|token| token.word != word) {
                return false;
            }
            at += 1;
        }
        self.at = at;
        true
    }

    /// Takes the first of the phrases that stands here.
    pub(super) fn eat_any(&mut self, phrases: &[&'static str]) -> Option<&'static str> {
        phrases.iter().find(|phrase| self.eat(phrase)).copied()
    }

    /// Takes a number, and says how many digits it has.
    pub(super) fn number(&mut self) -> Option<(u32, usize)> {
        let token = self
            .tokens
            .get(self.at)
            .filter(|token| token.kind == Kind::Number)?;
        let number = (token.word.parse().ok()?, token.word.len());
        self.at += 1;
        Some(number)
    }

    /// Takes a number of at most `digits` digits.
    pub(super) fn small(&mut self, digits: usize) -> Option<u32> {
        let mark = self.mark();
        match self.number() {
            Some((number, len)) if len <= digits => Some(number),
            _ => {
                self.reset(mark);
                None
            }
        }
    }

    /// Takes a year of four digits.
    pub(super) fn year(&mut self) -> Option<i32> {
        let mark = self.mark();
        let year = self
            .number()
            .filter(|&(_, digits)| digits == 4)
            .and_then(|(number, _)| i32::try_from(number).ok());
        if year.is_none_or(|year| !(1945..=2100).contains(&year)) {
            self.reset(mark);
            return None;
        }
        year
    }

    /// Whether the clause ends here; a remark behind a comma is taken where it is allowed.
    pub(super) fn ends(&mut self, remark: bool) -> bool {
        if remark && (self.eat(",") || self.eat(".")) {
            self.rest_of_value();
        }
        self.clause_ends()
    }

    /// Takes everything up to a semicolon or the end.
    pub(super) fn rest_of_value(&mut self) {
        while !self.clause_ends() {
            self.at += 1;
        }
    }

    /// Takes everything up to a comma, a semicolon, a full stop or the end.
    pub(super) fn rest_of_clause(&mut self) {
        while !self.is_done() && !matches!(self.peek(), "," | ";" | "." | ")") {
            self.at += 1;
        }
    }

    /// Runs a reader, and goes back when it reads nothing.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mark = self.mark();
        let value = read(self);
        if value.is_none() {
            self.reset(mark);
        }
        value
    }
}

fn kind(ch: char) -> Kind {
    if ch.is_ascii_digit() {
        Kind::Number
    } else if ch.is_alphabetic() {
        Kind::Word
    } else {
        Kind::Mark
    }
}

/// One spelling: "quí" and "qúy", "định kì", "hàng năm" and "mỗi năm".
fn respell(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let next = tokens.get(at + 1).map(|token| token.word.as_str());
        let periodic = next.is_some_and(|next| PERIODS.contains(&next) || next.starts_with("quí"));
        let counted = tokens
            .get(at + 2)
            .is_some_and(|token| token.kind == Kind::Number);
        let word = match tokens[at].word.as_str() {
            "quí" | "qúy" | "qúi" => "quý",
            "kì" => "kỳ",
            "hàng" if periodic => "hằng",
            "mỗi" if periodic && !counted => "hằng",
            _ => continue,
        };
        word.clone_into(&mut tokens[at].word);
    }
}
