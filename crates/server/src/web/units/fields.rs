//! The fields of a form that sends some of them several times, row by row.

use chrono::NaiveDate;

use crate::directory::columns;
use crate::key;
use crate::show::parse_date;
use crate::text::Texts;

/// What a form sent.
#[derive(Debug, Default)]
pub struct Fields {
    pairs: Vec<(String, String)>,
    /// What cannot be taken, as sentences.
    pub faults: Vec<String>,
}

impl Fields {
    /// Of a form.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self {
            pairs,
            faults: Vec::new(),
        }
    }

    /// Every value of a field.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let found = self.pairs.iter().filter(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).collect()
    }

    /// A field that is there once.
    pub fn one(&self, name: &str) -> &str {
        self.all(name).first().copied().unwrap_or_default()
    }

    /// A field, if it is filled in.
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.one(name).to_owned()).filter(|value| !value.is_empty())
    }

    /// The filled-in lines of a text.
    pub fn lines(&self, name: &str) -> Vec<String> {
        let lines = self.one(name).lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    }

    /// Rows of fields of the same length; rows that are empty are left out.
    pub fn rows<const N: usize>(&self, names: [&str; N]) -> Vec<[String; N]> {
        let columns = names.map(|name| self.all(name));
        let length = columns.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |column: &Vec<&str>, at: usize| {
            let cell = column.get(at).copied().unwrap_or_default();
            cell.to_owned()
        };
        let rows = (0..length).map(|at| columns.each_ref().map(|column| cell(column, at)));
        rows.filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .collect()
    }

    /// A day, or a fault.
    pub fn day(&mut self, t: &Texts, text: &str) -> Option<NaiveDate> {
        if text.is_empty() {
            return None;
        }
        let day = parse_date(text);
        if day.is_none() {
            self.fault(t, key!("directory-not-a-day"), text);
        }
        day
    }

    /// Adds a fault.
    pub fn fault(&mut self, t: &Texts, reason: &'static str, value: &str) {
        let said = t.get(reason);
        let value = if value.is_empty() {
            String::new()
        } else {
            format!(" “{value}”")
        };
        self.faults.push(format!("{said}{value}"));
    }

    /// Adds a fault that core found.
    pub fn invalid(&mut self, t: &Texts, field: &str, reason: &str) {
        let said = t.get(crate::directory::reason(reason));
        let said = match columns::of_field(field) {
            Some(label) => format!("{}: {said}", t.get(label)),
            None => said.to_owned(),
        };
        self.faults.push(said);
    }
}

/// Days one after the other: what has no end ends when the next begins, the first begins and the
/// last ends with the whole.
pub fn in_turn(
    days: &mut [(Option<NaiveDate>, Option<NaiveDate>)],
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) {
    for at in 0..days.len() {
        let next = days.get(at + 1).and_then(|(next, _)| *next);
        if days[at].1.is_none() {
            days[at].1 = next;
        }
    }
    if let Some(first) = days.first_mut() {
        first.0 = first.0.or(from);
    }
    if let Some(last) = days.last_mut() {
        last.1 = last.1.or(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_ends_the_old_one() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let mut days = [(None, None), (day("2025-03-01"), None)];
        in_turn(&mut days, None, day("2026-01-01"));
        assert_eq!(days[0], (None, day("2025-03-01")));
        assert_eq!(days[1], (day("2025-03-01"), day("2026-01-01")));
    }

    #[test]
    fn empty_rows_are_left_out() {
        let pairs = [("name", "A"), ("from", ""), ("name", ""), ("from", "")];
        let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let rows = Fields::new(pairs.to_vec()).rows(["name", "from"]);
        assert_eq!(rows, [["A".to_owned(), String::new()]]);
    }
}
