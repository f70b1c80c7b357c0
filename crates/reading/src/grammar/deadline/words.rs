//! The words, numbers and marks of a text, and a cursor that reads them.

use std::ops::Range;

use vietnamese::key::{is_alphabetic, lower};

/// A word, a number or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    kind: Kind,
    place: Range<usize>,
    /// The one spelling of a word that has several ("quí" is "quý", "hàng năm" is "hằng năm").
    respelled: Option<&'static str>,
    /// The first byte of its spelling: nearly all phrases that are tried start with another.
    first: u8,
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
pub(super) struct Words {
    /// The text in small letters.
    lower: String,
    tokens: Vec<Token>,
    at: usize,
}

/// A position to come back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark(usize);

/// Words for a stretch of time, as they stand behind "hằng", "mỗi" and numbers.
pub(super) const PERIODS: [&str; 5] = ["ngày", "tuần", "tháng", "quý", "năm"];

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let lower = lower(text);
        let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4);
        for (at, ch) in lower.char_indices().filter(|(_, ch)| !ch.is_whitespace()) {
            let kind = kind(ch);
            let end = at + ch.len_utf8();
            match tokens.last_mut() {
                Some(last) if last.kind == kind && kind != Kind::Mark && last.place.end == at => {
                    last.place.end = end;
                }
                _ => tokens.push(Token {
                    kind,
                    place: at..end,
                    respelled: None,
                    first: lower.as_bytes()[at],
                }),
            }
        }
        let mut words = Self {
            lower,
            tokens,
            at: 0,
        };
        words.respell();
        words
    }

    /// The word at an index, in its one spelling; nothing past the end.
    fn word(&self, index: usize) -> &str {
        self.tokens
            .get(index)
            .map_or("", |token| self.spelled(token))
    }

    fn spelled(&self, token: &Token) -> &str {
        token.respelled.unwrap_or(&self.lower[token.place.clone()])
    }

    /// One spelling: "quí" and "qúy", "định kì", "hàng năm" and "mỗi năm".
    fn respell(&mut self) {
        for at in 0..self.tokens.len() {
            let word = match self.word(at) {
                "quí" | "qúy" | "qúi" => "quý",
                "kì" => "kỳ",
                "hàng" if self.is_period(at + 1) => "hằng",
                "mỗi" if self.is_period(at + 1) && !self.is_number(at + 2) => "hằng",
                _ => continue,
            };
            self.tokens[at].respelled = Some(word);
            self.tokens[at].first = word.as_bytes()[0];
        }
    }

    fn is_period(&self, index: usize) -> bool {
        let word = self.word(index);
        PERIODS.contains(&word) || word.starts_with("quí")
    }

    fn is_number(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.kind == Kind::Number)
    }

    /// Leaves out what stands in brackets; tells whether anything does.
    pub(super) fn drop_brackets(&mut self) -> bool {
        let before = self.tokens.len();
        let mut depth = 0_usize;
        let lower = &self.lower;
        self.tokens.retain(|token| {
            let word = &lower[token.place.clone()];
            depth += usize::from(word == "(");
            let kept = depth == 0;
            depth = depth.saturating_sub(usize::from(word == ")"));
            kept
        });
        self.tokens.len() < before
    }

    /// Leaves out the punctuation at the end.
    pub(super) fn trim_end(&mut self) {
        while let Some(last) = self.tokens.last()
            && matches!(self.spelled(last), "." | "," | ";" | ":" | "…")
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
            .map_or(self.lower.len(), |token| token.place.start);
        self.lower
            .get(start..self.end())
            .unwrap_or_default()
            .to_owned()
    }

    /// Whether the cursor stands where a clause ends.
    pub(super) fn clause_ends(&self) -> bool {
        self.is_done() || self.peek() == ";" || self.completion_follows()
    }

    /// "từ 10/10/2025, hoàn thành trước ngày 31/10/2025": the comma parts two clauses,
    /// where a time follows; "theo kế hoạch, hoàn thành nhiệm vụ được giao" is one.
    fn completion_follows(&self) -> bool {
        const TIMES: [&str; 9] = [
            "trước", "chậm", "muộn", "đến", "ngày", "tháng", "quý", "năm", "cuối",
        ];
        self.peek() == ","
            && self.word(self.at + 1) == "hoàn"
            && self.word(self.at + 2) == "thành"
            && (TIMES.contains(&self.word(self.at + 3)) || self.is_number(self.at + 3))
    }

    pub(super) fn peek(&self) -> &str {
        self.word(self.at)
    }

    /// Takes the phrase if it stands here whole.
    #[inline]
    pub(super) fn eat(&mut self, phrase: &str) -> bool {
        let here = self.tokens.get(self.at).map(|token| token.first);
        here == phrase.as_bytes().first().copied() && self.eat_whole(phrase)
    }

    fn eat_whole(&mut self, phrase: &str) -> bool {
        let mut rest = Some(phrase);
        let mut at = self.at;
        while let Some(expected) = rest {
            let Some(token) = self.tokens.get(at) else {
                return false;
            };
            let Some(behind) = expected.strip_prefix(self.spelled(token)) else {
                return false;
            };
            at += 1;
            rest = behind.strip_prefix(' ');
            if rest.is_none() && !behind.is_empty() {
                return false;
            }
        }
        self.at = at;
        true
    }

    /// Takes the first of the phrases that stands here.
    pub(super) fn eat_any(&mut self, phrases: &[&'static str]) -> Option<&'static str> {
        phrases.iter().find(|phrase| self.eat(phrase)).copied()
    }

    /// Takes one word, whatever it is; no number and no mark.
    pub(super) fn skip_word(&mut self) -> bool {
        let word = self
            .tokens
            .get(self.at)
            .is_some_and(|token| token.kind == Kind::Word && token.place.len() > 1);
        self.at += usize::from(word);
        word
    }

    /// Takes a number, and says how many digits it has.
    pub(super) fn number(&mut self) -> Option<(u32, usize)> {
        let token = self
            .tokens
            .get(self.at)
            .filter(|token| token.kind == Kind::Number)?;
        let digits = self.spelled(token);
        let number = (digits.parse().ok()?, digits.len());
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
    } else if is_alphabetic(ch) {
        Kind::Word
    } else {
        Kind::Mark
    }
}
