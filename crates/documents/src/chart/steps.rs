//! Lines of steps over days: what was due, and what was done.

use std::fmt::Write as _;

use chrono::{Datelike as _, Months, NaiveDate};

use super::{begin, words};

const WIDTH: i64 = 760;
const HEIGHT: i64 = 300;
const LEFT: i64 = 50;
const RIGHT: i64 = 740;
const TOP: i64 = 40;
const BOTTOM: i64 = 262;
/// Months named under the line at most.
const NAMED: usize = 13;
/// The least room between two names of months.
const ROOM: i64 = 44;
/// How the lines are drawn, the first first.
const DASHES: [&str; 3] = ["", "7 4", "2 3"];

/// A chart of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps<'a> {
    /// Its name.
    pub title: &'a str,
    /// What it tells, for who does not see it.
    pub description: &'a str,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// The lines, at most three: name, and the days on each of which it rises by one.
    pub lines: Vec<(&'a str, Vec<NaiveDate>)>,
}

impl Steps<'_> {
    /// Draw. `id` is unique on the page.
    pub fn svg(&self, id: &str) -> String {
        let mut out = begin(id, self.title, self.description, WIDTH, HEIGHT);
        let most = self.lines.iter().map(|(_, days)| days.len()).max();
        let most = i64::try_from(most.unwrap_or(0)).unwrap_or(i64::MAX).max(1);
        self.axes(&mut out, most);
        for (number, (name, days)) in self.lines.iter().enumerate().take(DASHES.len()) {
            let (dash, x) = (
                DASHES[number],
                LEFT + i64::try_from(number).unwrap_or(0) * 230,
            );
            let _ = write!(
                out,
                "<path d=\"M{x} 14h34\" stroke=\"currentColor\" stroke-width=\"2.5\" \
                 stroke-dasharray=\"{dash}\"/>"
            );
            words(
                &mut out,
                x + 42,
                18,
                "start",
                &format!("{name}: {}", days.len()),
            );
            let _ = write!(
                out,
                "<path d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.5\" \
                 stroke-dasharray=\"{dash}\"/>",
                self.way(days, most)
            );
        }
        out.push_str("</svg>");
        out
    }

    fn axes(&self, out: &mut String, most: i64) {
        let _ = write!(
            out,
            "<path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" fill=\"none\" stroke=\"currentColor\"/>"
        );
        for number in [0, most] {
            words(
                out,
                LEFT - 6,
                height(number, most) + 4,
                "end",
                &number.to_string(),
            );
        }
        let first = self.days.0.with_day(1).unwrap_or(self.days.0);
        let months = (0..).map_while(|n| first.checked_add_months(Months::new(n)));
        let months: Vec<NaiveDate> = months.take_while(|day| *day <= self.days.1).collect();
        let step = months.len().div_ceil(NAMED).max(1);
        let mut before = LEFT - ROOM;
        for month in months.iter().step_by(step) {
            let x = self.place(*month).max(LEFT);
            // The first month may begin just before the second.
            if x - before < ROOM {
                continue;
            }
            before = x;
            let name = format!("{}/{}", month.month(), month.year() % 100);
            words(out, x, BOTTOM + 18, "middle", &name);
        }
    }

    fn place(&self, day: NaiveDate) -> i64 {
        let all = (self.days.1 - self.days.0).num_days().max(1);
        let at = (day - self.days.0).num_days().clamp(0, all);
        LEFT + at * (RIGHT - LEFT) / all
    }

    fn way(&self, days: &[NaiveDate], most: i64) -> String {
        let mut days: Vec<NaiveDate> = days.to_vec();
        days.sort_unstable();
        let mut way = format!("M{LEFT} {BOTTOM}");
        let mut reached = 0;
        let mut at = 0;
        while let Some(day) = days.get(at) {
            let same = days[at..].iter().take_while(|other| *other == day).count();
            at += same;
            reached += i64::try_from(same).unwrap_or(0);
            let _ = write!(way, "H{}V{}", self.place(*day), height(reached, most));
        }
        let _ = write!(way, "H{RIGHT}");
        way
    }
}

fn height(number: i64, most: i64) -> i64 {
    BOTTOM - number * (BOTTOM - TOP) / most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_line_rises_on_its_days_and_ends_at_the_edge() {
        let steps = Steps {
            title: "Tiến độ",
            description: "",
            days: (day("2026-01-01"), day("2026-12-31")),
            lines: vec![
                (
                    "Đến hạn",
                    vec![day("2026-12-31"), day("2026-01-01"), day("2026-12-31")],
                ),
                ("Xong", vec![]),
            ],
        };
        let svg = steps.svg("s");
        let third = height(1, 3);
        let way = format!("M{LEFT} {BOTTOM}H{LEFT}V{third}H{RIGHT}V{TOP}H{RIGHT}");
        assert!(svg.contains(&way), "{svg}");
        assert!(svg.contains("Đến hạn: 3") && svg.contains("Xong: 0"));
        assert!(svg.contains(">1/26<") && svg.contains(">12/26<"));
    }
}
