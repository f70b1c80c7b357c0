//! What a person typed into a field, as a value.

use chrono::{Datelike as _, NaiveDate};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::{Answer, Fault, LONGEST, State, words};

/// The fields of an answer, in the order of the columns.
pub(super) const FIELDS: [&str; 6] = [
    "state",
    "share",
    "narrative",
    "done_on",
    "result",
    "difficulty",
];

/// The fields as typed, in the order of [`FIELDS`], and the place where they stand.
pub(super) struct Typed<'t> {
    pub row: u32,
    pub task: &'t str,
    pub obligation: &'t str,
    pub version: i64,
    pub fields: [String; 6],
}

/// Composed letters, no control characters, trimmed.
pub(super) fn clean(text: &str) -> String {
    let text: String = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_owned(),
        _ => text.nfc().collect(),
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |c: &char| *c == '\n' || *c == '\t' || !c.is_control();
    text.chars()
        .filter(kept)
        .collect::<String>()
        .trim()
        .to_owned()
}

impl Typed<'_> {
    /// The answer, or what is wrong with it; `None` when nothing was typed.
    pub fn answer(&self, faults: &mut Vec<Fault>) -> Option<Answer> {
        let before = faults.len();
        let fields = self.fields.each_ref().map(|text| clean(text));
        let [state, share, narrative, done_on, result, difficulty] = &fields;
        let mut fault = |field, reason, value: &str| faults.push(self.fault(field, reason, value));
        let mut state_of = None;
        if !state.is_empty() {
            state_of = words::parse_state(state);
            if state_of.is_none() {
                fault("state", "unknown_state", state);
            }
        }
        let share_of = parse_share(share).unwrap_or_else(|reason| {
            fault("share", reason, share);
            None
        });
        let day = parse_day(done_on).unwrap_or_else(|reason| {
            fault("done_on", reason, done_on);
            None
        });
        let is_done = state_of == Some(State::Done);
        if done_on.is_empty() && is_done {
            fault("done_on", "missing", "");
        }
        if day.is_some() && state_of.is_some_and(|state| state != State::Done) {
            fault("done_on", "not_done", done_on);
        }
        if (day.is_some() || is_done) && share_of.is_some_and(|share| share < 100) {
            fault("share", "not_whole", share);
        }
        for (field, text) in [
            ("narrative", narrative),
            ("result", result),
            ("difficulty", difficulty),
        ] {
            if text.chars().count() > LONGEST {
                fault(field, "too_long", text);
            }
        }
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let answer = Answer {
            obligation: self.obligation.to_owned(),
            version: self.version,
            state: state_of,
            share: share_of,
            narrative: some(narrative),
            done_on: day,
            result: some(result),
            difficulty: some(difficulty),
        };
        (faults.len() == before && !answer.is_empty()).then_some(answer)
    }

    pub fn is_empty(&self) -> bool {
        self.fields.iter().all(|text| text.trim().is_empty())
    }

    pub fn fault(&self, field: &'static str, reason: &'static str, value: &str) -> Fault {
        Fault {
            row: self.row,
            task: self.task.to_owned(),
            field,
            reason,
            value: value.chars().take(80).collect(),
        }
    }
}

/// `60`, `60%`, `60 %`, and 0.6, which a spreadsheet makes of a percentage.
fn parse_share(text: &str) -> Result<Option<u8>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number.trim(), true),
        None => (text, false),
    };
    let number: f64 = number
        .replace(',', ".")
        .parse()
        .map_err(|_| "not_a_share")?;
    let number = match number {
        number if !percent && number > 0.0 && number < 1.0 => number * 100.0,
        number => number,
    };
    if !(0.0..=100.0).contains(&number) {
        return Err("not_a_share");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 100"
    )]
    let whole = number.round() as u8;
    Ok(Some(whole))
}

/// `15/3/2026`, `15-03-2026`, `15.3.2026`, `2026-03-15`, `ngày 15 tháng 3 năm 2026`, and the serial
/// number that a spreadsheet keeps.
pub(super) fn parse_day(text: &str) -> Result<Option<NaiveDate>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let numbers: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let number = |at: usize| numbers.get(at).and_then(|it| it.parse::<i32>().ok());
    let small = |at: usize| number(at).and_then(|it| u32::try_from(it).ok());
    let day = match numbers.as_slice() {
        [year, _, _, ..] if year.len() == 4 && numbers.len() <= 6 => {
            let parts = (number(0), small(1), small(2));
            of_parts(parts.0, parts.1, parts.2)
        }
        [_, _, year] if year.len() == 4 => of_parts(number(2), small(1), small(0)),
        [serial] | [serial, _] if serial.len() == 5 && plain(text) => {
            number(0).and_then(|days| serial_day(i64::from(days)))
        }
        _ => None,
    };
    match day {
        Some(day) if (2000..2100).contains(&day.year()) => Ok(Some(day)),
        _ => Err("not_a_day"),
    }
}

fn plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn of_parts(year: Option<i32>, month: Option<u32>, day: Option<u32>) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year?, month?, day?)
}

/// A day as a spreadsheet counts it.
pub(super) fn serial_day(days: i64) -> Option<NaiveDate> {
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    start.checked_add_signed(chrono::Duration::try_days(days)?)
}
