//! Days, months, quarters, halves and years, and runs of them.

use chrono::{Datelike, NaiveDate};

use super::DateContext;
use super::words::Words;

/// A calendar unit as written: its year may be left to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) grain: Grain,
    pub(super) year: Option<i32>,
}

/// What kind of unit, and which of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// Day and month.
    Day(u32, u32),
    Month(u32),
    Quarter(u32),
    /// First and last month: "6 tháng đầu năm".
    Months(u32, u32),
    Year,
}

/// A stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
    /// Whether the year stands in the text.
    pub(super) dated: bool,
}

impl Unit {
    /// Its days in the year written, else in `year`.
    pub(super) fn in_year(self, year: Option<i32>) -> Option<Stretch> {
        let dated = self.year.is_some();
        let year = self.year.or(year)?;
        let (start, end) = match self.grain {
            Grain::Day(day, month) => {
                let day = NaiveDate::from_ymd_opt(year, month, day)?;
                (day, day)
            }
            Grain::Month(month) => (first_day(year, month)?, last_day(year, month)?),
            Grain::Quarter(quarter) => (
                first_day(year, 3 * quarter - 2)?,
                last_day(year, 3 * quarter)?,
            ),
            Grain::Months(first, last) => (first_day(year, first)?, last_day(year, last)?),
            Grain::Year => (first_day(year, 1)?, last_day(year, 12)?),
        };
        Some(Stretch { start, end, dated })
    }

    pub(super) fn is_day(self) -> bool {
        matches!(self.grain, Grain::Day(..))
    }

    /// Its days; a missing year is the plan's, and a day that would then lie before the plan was
    /// issued is next year's.
    pub(super) fn resolve(self, context: &DateContext) -> Option<Stretch> {
        let mut stretch = self.in_year(context.year())?;
        let issued = context
            .issue_date
            .filter(|_| self.is_day() && !stretch.dated);
        if let Some(issued) = issued.filter(|&issued| stretch.start < issued) {
            let dated = false;
            stretch = Unit {
                year: Some(issued.year() + 1),
                ..self
            }
            .in_year(None)?;
            stretch.dated = dated;
        }
        Some(stretch)
    }
}

impl DateContext {
    /// The year that completes a date without one.
    pub(super) fn year(&self) -> Option<i32> {
        self.plan_year
            .or_else(|| self.issue_date.map(|day| day.year()))
    }
}

fn first_day(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)
}

/// The last day of a month.
pub(super) fn last_day(year: i32, month: u32) -> Option<NaiveDate> {
    first_day(year, month)?
        .with_day(28)?
        .iter_days()
        .take(4)
        .take_while(|day| day.month() == month)
        .last()
}

/// How a unit must be marked to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marking {
    /// A day without a year needs the word "ngày": "24/7" is none.
    Strict,
    /// Behind a limit word ("trước 15/12") it does not.
    Loose,
}

impl Words {
    /// Reads a calendar unit.
    pub(super) fn unit(&mut self, marking: Marking) -> Option<Unit> {
        self.attempt(|words| words.day(marking))
            .or_else(|| self.attempt(Self::half))
            .or_else(|| self.attempt(Self::month))
            .or_else(|| self.attempt(Self::quarter))
            .or_else(|| self.attempt(Self::whole_year))
    }

    fn day(&mut self, marking: Marking) -> Option<Unit> {
        let named = self.eat("ngày");
        let day = self.small(2)?;
        if !(self.eat("/") || self.eat("-") || self.eat(".") || self.eat("tháng")) {
            return None;
        }
        let month = self.small(2)?;
        let year = self.year_behind(&["/", "-", "."]);
        if year.is_none() && !named && marking == Marking::Strict || self.peek() == "/" {
            return None;
        }
        NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day)?;
        Some(Unit {
            grain: Grain::Day(day, month),
            year,
        })
    }

    fn month(&mut self) -> Option<Unit> {
        self.eat("ngày");
        if self.eat("tháng") || self.eat("t") {
            let month = self.small(2)?;
            let year = self.year_behind(&["/", "-"]);
            return month_unit(month, year);
        }
        let month = self.small(2)?;
        let year = self.eat("/").then(|| self.year()).flatten()?;
        month_unit(month, Some(year))
    }

    fn quarter(&mut self) -> Option<Unit> {
        if !self.eat("quý") {
            return None;
        }
        let quarter = self.quarter_number()?;
        let year = self.year_behind(&["/", "-"]);
        Some(Unit {
            grain: Grain::Quarter(quarter),
            year,
        })
    }

    pub(super) fn quarter_number(&mut self) -> Option<u32> {
        let names = ["i", "ii", "iii", "iv", "một", "hai", "ba", "bốn", "tư"];
        if let Some(name) = self.eat_any(&names) {
            return Some(match name {
                "i" | "một" => 1,
                "ii" | "hai" => 2,
                "iii" | "ba" => 3,
                _ => 4,
            });
        }
        self.attempt(|words| words.small(1).filter(|quarter| (1..=4).contains(quarter)))
    }

    /// "6 tháng đầu năm", "9 tháng đầu năm 2023", "6 tháng cuối năm".
    fn half(&mut self) -> Option<Unit> {
        let months = match self.eat_any(&["sáu", "chín"]) {
            Some("sáu") => 6,
            Some(_) => 9,
            None => self.small(2).filter(|months| matches!(months, 3 | 6 | 9))?,
        };
        let grain = match (self.eat("tháng đầu năm"), self.eat("tháng cuối năm")) {
            (true, _) => Grain::Months(1, months),
            (_, true) => Grain::Months(13 - months, 12),
            _ => return None,
        };
        let year = self.year();
        Some(Unit { grain, year })
    }

    fn whole_year(&mut self) -> Option<Unit> {
        let year = self.eat("năm").then(|| self.year()).flatten()?;
        Some(Unit {
            grain: Grain::Year,
            year: Some(year),
        })
    }

    /// The year behind a unit: "/2023", ", năm 2023", " năm 2023".
    fn year_behind(&mut self, marks: &[&'static str]) -> Option<i32> {
        self.attempt(|words| {
            if words.eat_any(marks).is_none() {
                words.eat(",");
                if !words.eat("năm") {
                    return None;
                }
            }
            words.year()
        })
    }

    /// Reads a run of units of the same or of different kinds and takes it from its first day to
    /// its last: "tháng 5, 6/2023", "Quý II - IV/2023", "năm 2023 - 2024", "từ tháng 3 đến tháng
    /// 9 năm 2023". A single unit is no run.
    pub(super) fn run(&mut self, context: &DateContext) -> Option<Stretch> {
        if let Some(stretch) = self.attempt(|words| words.days(context)) {
            return Some(stretch);
        }
        let from = self.eat("từ");
        let staged = !from
            && self
                .eat_any(&["giai đoạn", "thời kỳ", "trong giai đoạn"])
                .is_some();
        let marking = if from {
            Marking::Loose
        } else {
            Marking::Strict
        };
        let mut units = vec![self.first_of_run(from || staged, marking)?];
        while let Some(unit) = self.attempt(|words| words.next_of_run(units[units.len() - 1])) {
            units.push(unit);
        }
        if units.len() < 2 {
            return None;
        }
        let first = units[0];
        resolve_run(first, &units[1..], context)
    }

    /// "26/4 - 30/4/2025", "từ ngày 26 đến ngày 30/4/2025", "26 - 30/4/2025": days whose last is
    /// written whole and completes the first.
    fn days(&mut self, context: &DateContext) -> Option<Stretch> {
        let named = self.eat("từ") | self.eat("ngày");
        self.eat("ngày");
        let day = self.small(2)?;
        let month = self.attempt(|words| {
            words.eat_any(&["/", ".", "tháng"])?;
            words.small(2)
        });
        self.eat_any(&["-", "–", "đến hết", "đến", "tới"])?;
        let last = self
            .unit(Marking::Loose)
            .filter(|last| named || last.year.is_some())?;
        let Grain::Day(_, last_month) = last.grain else {
            return None;
        };
        let first = Unit {
            grain: Grain::Day(day, month.unwrap_or(last_month)),
            year: None,
        };
        resolve_run(first, &[last], context)
    }

    fn first_of_run(&mut self, bare: bool, marking: Marking) -> Option<Unit> {
        if let Some(unit) = self.unit(marking) {
            return Some(unit);
        }
        let year = self.year()?;
        let ranged = bare || matches!(self.peek(), "-" | "đến" | "," | "và");
        ranged.then_some(Unit {
            grain: Grain::Year,
            year: Some(year),
        })
    }

    fn next_of_run(&mut self, before: Unit) -> Option<Unit> {
        let comma = self.eat(",");
        let joined = self
            .eat_any(&["-", "đến hết", "đến", "tới", "và"])
            .is_some();
        if !comma && !joined {
            return None;
        }
        if let Some(unit) = self
            .unit(Marking::Loose)
            .filter(|unit| unit.is_day() == before.is_day() || !unit.is_day())
        {
            return Some(unit);
        }
        match before.grain {
            Grain::Month(_) => {
                let month = self.small(2)?;
                let year = self.year_behind(&["/", "-"]);
                month_unit(month, year)
            }
            Grain::Quarter(_) => {
                let quarter = self.quarter_number()?;
                let year = self.year_behind(&["/", "-"]);
                Some(Unit {
                    grain: Grain::Quarter(quarter),
                    year,
                })
            }
            Grain::Year => self.year().map(|year| Unit {
                grain: Grain::Year,
                year: Some(year),
            }),
            _ => None,
        }
    }
}

fn month_unit(month: u32, year: Option<i32>) -> Option<Unit> {
    (1..=12).contains(&month).then_some(Unit {
        grain: Grain::Month(month),
        year,
    })
}

/// The year on the right serves the left. If the run would then end before it starts, the left
/// is of the year before, but only where the year on the right is written.
fn resolve_run(first: Unit, others: &[Unit], context: &DateContext) -> Option<Stretch> {
    let written = others.iter().rev().find_map(|unit| unit.year);
    let year = written.or(first.year).or(context.year());
    let last = others.last()?.in_year(year)?;
    let mut start = first.in_year(others.iter().find_map(|unit| unit.year).or(year))?;
    if start.start > last.end && first.year.is_none() {
        start = first.in_year(Some(written? - 1))?;
    }
    let dated = written.is_some() || first.year.is_some();
    (start.start <= last.end).then_some(Stretch {
        start: start.start,
        end: last.end,
        dated,
    })
}
