//! The number and symbol of a document (số, ký hiệu): "hai sáu bảy gạch chéo ka hát u bê en dê".
//!
//! Letters are heard badly: most of their names rhyme. So what was heard is compared with the
//! symbols that documents really bear, and the nearest of them is taken when it is near enough;
//! it also brings back the dashes and the letter Đ.

use super::At;
use super::date::{slash, year};
use super::letters::{read as letters, unlike};
use super::number::digits;
use super::words::Words;

/// Figures of a document's number.
const MOST_FIGURES: usize = 6;
/// How far a symbol may be from what was heard, for each letter.
const NEAR: f32 = 0.26;
/// Letters that must be heard exactly where no slash was spoken, or more follow.
const SURE: usize = 4;
/// Words behind a symbol that may happen to be the name of a letter.
const STRAY: usize = 2;

/// Words that are said for letters of a symbol, longest first where one begins another.
const PHRASES: [(&str, &str); 38] = [
    ("bộ thông tin và truyền thông", "btttt"),
    ("bộ thông tin truyền thông", "btttt"),
    ("bộ kế hoạch và đầu tư", "bkhđt"),
    ("bộ giáo dục và đào tạo", "bgdđt"),
    ("bộ khoa học và công nghệ", "bkhcn"),
    ("bộ tài chính", "btc"),
    ("bộ nội vụ", "bnv"),
    ("bộ tư pháp", "btp"),
    ("bộ y tế", "byt"),
    ("bộ công an", "bca"),
    ("bộ ngoại giao", "bng"),
    ("hội đồng nhân dân", "hđnd"),
    ("ủy ban nhân dân", "ubnd"),
    ("ủy ban thường vụ quốc hội", "ubtvqh"),
    ("văn phòng chính phủ", "vpcp"),
    ("thủ tướng chính phủ", "ttg"),
    ("thủ tướng", "ttg"),
    ("chính phủ", "cp"),
    ("trung ương", "tw"),
    ("tỉnh ủy", "tu"),
    ("thành ủy", "tu"),
    ("huyện ủy", "hu"),
    ("văn phòng", "vp"),
    ("kế hoạch", "kh"),
    ("quyết định", "qđ"),
    ("nghị định", "nđ"),
    ("nghị quyết", "nq"),
    ("thông tư liên tịch", "ttlt"),
    ("thông tư", "tt"),
    ("chương trình", "ctr"),
    ("công văn", "cv"),
    ("công điện", "cđ"),
    ("thông báo", "tb"),
    ("báo cáo", "bc"),
    ("tờ trình", "ttr"),
    ("hướng dẫn", "hd"),
    ("chỉ thị", "ct"),
    ("đề án", "đa"),
];

/// Symbols that are known without an index.
const USUAL: [&str; 34] = [
    "KH-UBND",
    "QĐ-UBND",
    "CT-UBND",
    "BC-UBND",
    "TTr-UBND",
    "TB-UBND",
    "HD-UBND",
    "CTr-UBND",
    "NQ-HĐND",
    "KH-HĐND",
    "UBND",
    "HĐND",
    "NĐ-CP",
    "NQ-CP",
    "CTr-CP",
    "QĐ-TTg",
    "CT-TTg",
    "CĐ-TTg",
    "TT-BTC",
    "TT-BNV",
    "TT-BTTTT",
    "TT-BKHĐT",
    "TT-BTP",
    "TT-BYT",
    "TT-BGDĐT",
    "TTLT-BTC-BNV",
    "TB-VPCP",
    "KH-TU",
    "CTr-TU",
    "NQ-TU",
    "CT-TU",
    "NQ-TW",
    "CT-TW",
    "UBTVQH",
];

/// Parts of symbols: types of documents, and offices.
const PARTS: [&str; 62] = [
    "NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB",
    "TTr", "HĐ", "CĐ", "GM", "NĐ", "TT", "TTLT", "CV", "KL", "UBND", "HĐND", "CP", "TTg", "TU",
    "TW", "HU", "BCĐ", "BCH", "VP", "VPCP", "QH", "UBTVQH", "BTC", "BNV", "BTTTT", "BTP", "BYT",
    "BCA", "BQP", "BNG", "BCT", "BXD", "BKHĐT", "BGDĐT", "BKHCN", "BTNMT", "BNNMT", "BVHTTDL",
    "BDTTG", "BGTVT", "SNV", "STC", "STTTT", "SKHCN", "SYT", "STP", "SGDĐT",
];

/// The symbols that documents bear.
#[derive(Debug, Clone)]
pub(super) struct Inventory {
    symbols: Vec<(String, String)>,
}

impl Inventory {
    pub fn new<'a>(symbols: impl IntoIterator<Item = &'a str>) -> Self {
        let all = symbols.into_iter().chain(USUAL);
        Self {
            symbols: all.map(|it| (bare(it), it.to_owned())).collect(),
        }
    }

    /// The symbol that was heard exactly: with its Đ, or else with D for Đ.
    fn exact(&self, heard: &str) -> Option<&str> {
        let flat = heard.replace('đ', "d");
        let same = |with: &str, is: fn(&str) -> String| {
            let found = self.symbols.iter().find(|(bare, _)| is(bare) == with);
            found.map(|(_, shown)| shown.as_str())
        };
        same(heard, str::to_owned).or_else(|| same(&flat, |bare| bare.replace('đ', "d")))
    }

    /// The nearest symbol, if it is near enough.
    #[expect(clippy::cast_precision_loss, reason = "a symbol has few letters")]
    fn nearest(&self, heard: &str) -> Option<&str> {
        let most = (NEAR * heard.chars().count() as f32).max(0.5);
        let distances = self
            .symbols
            .iter()
            .map(|(bare, shown)| (distance(heard, bare), shown));
        let nearest = distances.min_by(|a, b| a.0.total_cmp(&b.0))?;
        (nearest.0 <= most).then_some(nearest.1.as_str())
    }
}

/// A symbol's letters alone.
fn bare(symbol: &str) -> String {
    let letters = symbol.chars().filter(|it| it.is_alphabetic());
    letters
        .flat_map(char::to_lowercase)
        .map(|it| if it == 'ư' { 'u' } else { it })
        .collect()
}

/// How far apart two symbols sound (weighted edit distance); Đ and D are nearly the same.
fn distance(one: &str, other: &str) -> f32 {
    let flat = |text: &str| -> Vec<char> { text.replace('đ', "d").chars().collect() };
    let (one, other) = (flat(one), flat(other));
    let mut row: Vec<f32> = std::iter::successors(Some(0.0), |it| Some(it + 1.0))
        .take(other.len() + 1)
        .collect();
    for letter in one {
        let mut corner = row[0];
        row[0] += 1.0;
        for (at, known) in other.iter().enumerate() {
            let changed = corner + unlike(letter, *known);
            corner = row[at + 1];
            row[at + 1] = changed.min(row[at] + 1.0).min(corner + 1.0);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The letters heard, up to some place: each step ends behind a letter or a phrase.
struct Step {
    /// In parts, as dashes were spoken.
    parts: Vec<String>,
    end: usize,
}

impl Step {
    fn letters(&self) -> String {
        self.parts.concat()
    }
}

/// A document's number at a place.
pub(super) fn document(words: &Words, at: usize, inventory: &Inventory) -> At<String> {
    let (number, end) = digits(words, at)?;
    if number.len() > MOST_FIGURES {
        return None;
    }
    let Some(behind) = slash(words, end) else {
        return without_slash(words, end, inventory)
            .map(|(symbol, end)| (format!("{number}/{symbol}"), end));
    };
    if let Some((year, end)) = year(words, behind)
        && let Some(behind) = slash(words, end)
        && let Some((symbol, end)) = symbol(words, behind, inventory)
    {
        return Some((format!("{number}/{year}/{symbol}"), end));
    }
    let (symbol, end) = symbol(words, behind, inventory)?;
    Some((format!("{number}/{symbol}"), end))
}

/// "hai sáu bảy ka hát u bê en dê": only letters that are a known symbol to the last.
fn without_slash(words: &Words, at: usize, inventory: &Inventory) -> At<String> {
    letters(words, at)?;
    let steps = steps(words, at, false);
    steps.iter().rev().find_map(|step| {
        let letters = step.letters();
        let is_sure = letters.chars().count() >= SURE;
        let shown = inventory.exact(&letters).filter(|_| is_sure)?;
        Some((shown.to_owned(), step.end))
    })
}

fn symbol(words: &Words, at: usize, inventory: &Inventory) -> At<String> {
    let steps = steps(words, at, true);
    let whole = steps.last()?;
    let heard = whole.letters();
    if heard.chars().count() < 2 {
        return None;
    }
    let known = inventory.exact(&heard).map(str::to_owned);
    let known = known.or_else(|| of_parts(&whole.parts, &heard));
    if let Some(shown) = known {
        return Some((shown, whole.end));
    }
    // Words behind the symbol may be names of letters too: "… u bê nờ dê đi họp".
    let shorter = steps.iter().rev().take(1 + STRAY).find_map(|step| {
        let letters = step.letters();
        let is_sure = letters.chars().count() >= SURE;
        let shown = inventory.exact(&letters).filter(|_| is_sure)?;
        Some((shown.to_owned(), step.end))
    });
    shorter.or_else(|| {
        let spelled = || {
            let parts = whole.parts.iter().map(|part| part.to_uppercase());
            parts.collect::<Vec<_>>().join("-")
        };
        let near = inventory.nearest(&heard).map(str::to_owned);
        Some((near.unwrap_or_else(spelled), whole.end))
    })
}

/// All that may be letters of a symbol from a place on.
fn steps(words: &Words, at: usize, with_phrases: bool) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let (mut parts, mut end) = (vec![String::new()], at);
    let next = |at: usize| -> At<&'static str> {
        let phrase = PHRASES.iter().filter(|_| with_phrases);
        let phrase = phrase.copied().find(|(phrase, _)| words.are(at, phrase));
        match phrase {
            Some((phrase, letters)) => Some((letters, at + phrase.split(' ').count())),
            None => letters(words, at),
        }
    };
    loop {
        let behind_dash = dash(words, end).filter(|_| !steps.is_empty());
        let behind_dash = behind_dash.filter(|behind| next(*behind).is_some());
        if let Some(behind) = behind_dash {
            parts.push(String::new());
            end = behind;
        }
        let Some((letters, behind)) = next(end) else {
            return steps;
        };
        if let Some(part) = parts.last_mut() {
            part.push_str(letters);
        }
        end = behind;
        steps.push(Step {
            parts: parts.clone(),
            end,
        });
    }
}

/// The dash between the parts of a symbol.
fn dash(words: &Words, at: usize) -> Option<usize> {
    match (words.at(at), words.at(at + 1)) {
        ("gạch", "ngang" | "nối" | "giữa" | "ngắn") | ("dấu", "trừ" | "gạch") => {
            Some(at + 2)
        }
        ("gạch" | "trừ" | "ngang" | "-", _) => Some(at + 1),
        _ => None,
    }
}

/// A symbol whose parts are all known, divided where dashes were spoken or else in two.
fn of_parts(parts: &[String], heard: &str) -> Option<String> {
    let known = |heard: &str| {
        let exact = PARTS.iter().find(|part| bare(part) == heard);
        let flat = || {
            PARTS
                .iter()
                .find(|part| bare(part).replace('đ', "d") == heard.replace('đ', "d"))
        };
        exact.or_else(flat).copied()
    };
    let spoken: Option<Vec<&str>> = parts.iter().map(|part| known(part)).collect();
    if let Some(spoken) = spoken {
        return Some(spoken.join("-"));
    }
    if parts.len() > 1 {
        return None;
    }
    let mut places = heard.char_indices().skip(2).map(|(at, _)| at);
    places.find_map(|at| {
        let (first, second) = heard.split_at(at);
        Some(format!("{}-{}", known(first)?, known(second)?))
    })
}
