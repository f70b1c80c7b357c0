//! Recurring duties: "hằng quý", "trước ngày 20 hằng tháng", "định kỳ 6 tháng, năm".
//!
//! The rule keeps the day that is named; whether that day itself is in time stands beside it,
//! because the day before "ngày 01" lies in another month.

use chrono::{NaiveDate, NaiveTime};

use super::calendar::{Grain, Marking, Unit};
use super::words::Words;
use super::{Clause, DateContext};

const QUARTER_ENDS: &str = "BYMONTH=3,6,9,12";

/// The words that may stand before a day, and whether they exclude it.
const LIMITS: [&str; 12] = [
    "trước",
    "vào",
    "chậm nhất là vào",
    "chậm nhất là",
    "chậm nhất vào",
    "chậm nhất",
    "muộn nhất là",
    "muộn nhất vào",
    "muộn nhất",
    "trong",
    "xong trước",
    "đến",
];

/// What stands before the day of a recurring duty.
#[derive(Default)]
struct Limit {
    exclusive: bool,
    time: Option<NaiveTime>,
}

fn recurring(rule: impl Into<String>, limit: &Limit) -> Clause {
    Clause::Recurring {
        rrule: Some(rule.into()),
        inclusive: !limit.exclusive,
        time: limit.time,
        times_per_period: None,
        also_ad_hoc: false,
    }
}

fn plain(rule: &str) -> Clause {
    recurring(rule, &Limit::default())
}

/// The month in which a month or a quarter ends.
fn last_month(unit: Unit) -> Option<String> {
    match unit.grain {
        Grain::Month(month) => Some(month.to_string()),
        Grain::Quarter(quarter) => Some((3 * quarter).to_string()),
        _ => None,
    }
}

fn rule_of(period: &str) -> Option<&'static str> {
    Some(match period {
        "ngày" => "FREQ=DAILY",
        "tuần" => "FREQ=WEEKLY",
        "tháng" => "FREQ=MONTHLY",
        "quý" => "FREQ=MONTHLY;INTERVAL=3",
        "năm" => "FREQ=YEARLY",
        "6 tháng" | "06 tháng" | "sáu tháng" => "FREQ=MONTHLY;INTERVAL=6",
        _ => return None,
    })
}

impl Words {
    /// Reads a recurring duty: its clauses, of which there is mostly one.
    pub(super) fn recurring(&mut self, context: &DateContext) -> Option<Vec<Clause>> {
        self.eat_any(&["báo cáo", "gửi báo cáo", "thực hiện", "tổ chức", "tổng hợp"]);
        self.at_least();
        self.attempt(|words| {
            (words.eat("thường xuyên") && words.eat(",") && words.peek() == "định").then_some(())
        });
        let theirs = self.eat_any(&["theo định kỳ", "định kỳ"]).is_some() || self.by_period();
        let one = |clause: Clause| vec![clause];
        self.attempt(Self::quarterly_day)
            .map(one)
            .or_else(|| self.attempt(Self::monthly_day).map(one))
            .or_else(|| self.attempt(Self::yearly_days))
            .or_else(|| self.attempt(Self::yearly_unit).map(one))
            .or_else(|| self.attempt(Self::weekday).map(one))
            .or_else(|| self.attempt(|words| words.end_of_period(theirs)).map(one))
            .or_else(|| self.attempt(Self::times_in_period).map(one))
            .or_else(|| self.attempt(|words| words.every_so_many(theirs)))
            .or_else(|| self.attempt(|words| words.periods(theirs, context)))
            .or_else(|| theirs.then(|| one(self.no_cycle())))
    }

    fn limit(&mut self) -> Limit {
        let Some(word) = self.eat_any(&LIMITS) else {
            return Limit::default();
        };
        Limit {
            exclusive: word.ends_with("trước"),
            time: self.hour(),
        }
    }

    /// "17h00", "16 giờ 30": the hour of a limit.
    pub(super) fn hour(&mut self) -> Option<NaiveTime> {
        self.attempt(|words| {
            let hour = words.small(2)?;
            words.eat_any(&["giờ", "h", "g", ":"])?;
            let minute = words.small(2).unwrap_or(0);
            words.eat("phút");
            NaiveTime::from_hms_opt(hour, minute, 0)
        })
    }

    fn day_number(&mut self) -> Option<u32> {
        self.eat("ngày")
            .then(|| self.small(2))
            .flatten()
            .filter(|day| (1..=31).contains(day))
    }

    fn quarterly_day(&mut self) -> Option<Clause> {
        if self.eat("hằng quý") {
            self.eat(",");
        }
        let limit = self.limit();
        let day = self.day_number()?;
        self.eat("của");
        if !self.eat("tháng cuối") {
            return None;
        }
        self.eat("của");
        self.eat_any(&["quý", "hằng quý", "mỗi quý"])?;
        Some(recurring(
            format!("FREQ=MONTHLY;{QUARTER_ENDS};BYMONTHDAY={day}"),
            &limit,
        ))
    }

    fn monthly_day(&mut self) -> Option<Clause> {
        let named = self.eat("hằng tháng");
        if named {
            self.eat(",");
        }
        let limit = self.limit();
        let day = self.day_number()?;
        self.eat("của");
        let behind = self.eat_any(&["hằng tháng", "mỗi tháng"]).is_some();
        (named || behind).then(|| recurring(format!("FREQ=MONTHLY;BYMONTHDAY={day}"), &limit))
    }

    /// "ngày 15/6 và 15/12 hằng năm": one rule when the day is the same, else one for each.
    fn yearly_days(&mut self) -> Option<Vec<Clause>> {
        let named = self.eat("hằng năm");
        if named {
            self.eat(",");
        }
        let limit = self.limit();
        if named && !limit.exclusive && self.peek() != "ngày" {
            return None;
        }
        let mut days = vec![self.day_and_month()?];
        while let Some(day) = self.attempt(|words| {
            let joined = words.eat(",") | words.eat("và");
            words.eat("trước");
            joined.then(|| words.day_and_month()).flatten()
        }) {
            days.push(day);
        }
        if !named && !self.eat("hằng năm") {
            return None;
        }
        Some(yearly_rules(&days, &limit))
    }

    fn day_and_month(&mut self) -> Option<(u32, u32)> {
        self.eat("ngày");
        let day = self.small(2)?;
        self.eat_any(&["/", "tháng", "-"])?;
        let month = self.small(2)?;
        NaiveDate::from_ymd_opt(2024, month, day).map(|_| (day, month))
    }

    /// "tháng 12 hằng năm", "hằng năm, trong tháng 12", "quý IV hằng năm".
    fn yearly_unit(&mut self) -> Option<Clause> {
        let named = self.eat("hằng năm");
        if named {
            self.eat(",");
        }
        let limit = self.limit();
        let unit = self
            .unit(Marking::Strict)
            .filter(|unit| unit.year.is_none())?;
        let mut units = vec![unit];
        while let Some(unit) = self.attempt(|words| {
            let joined = words.eat(",") | words.eat("và");
            joined.then(|| words.same_grain(unit))?
        }) {
            units.push(unit);
        }
        if !named && !self.eat("hằng năm") {
            return None;
        }
        let months: Option<Vec<String>> = units.iter().map(|unit| last_month(*unit)).collect();
        let months = months?.join(",");
        Some(recurring(format!("FREQ=YEARLY;BYMONTH={months}"), &limit))
    }

    /// "8, 9" behind "tháng 8", "quý IV" behind "quý II": the next of the same kind.
    fn same_grain(&mut self, before: Unit) -> Option<Unit> {
        if let Some(unit) = self.unit(Marking::Strict) {
            return Some(unit).filter(|unit| unit.year.is_none());
        }
        let grain = match before.grain {
            Grain::Month(_) => {
                Grain::Month(self.small(2).filter(|month| (1..=12).contains(month))?)
            }
            Grain::Quarter(_) => Grain::Quarter(self.quarter_number()?),
            _ => return None,
        };
        Some(Unit { grain, year: None })
    }

    fn weekday(&mut self) -> Option<Clause> {
        if self.eat("hằng tuần") {
            self.eat(",");
        }
        let limit = self.limit();
        self.eat("ngày");
        let code = if self.eat("chủ nhật") {
            "SU"
        } else {
            self.weekday_code()?
        };
        self.eat_any(&["hằng tuần", "mỗi tuần"])?;
        Some(recurring(format!("FREQ=WEEKLY;BYDAY={code}"), &limit))
    }

    fn weekday_code(&mut self) -> Option<&'static str> {
        const NAMES: [&str; 12] = [
            "hai", "2", "ba", "3", "tư", "4", "năm", "5", "sáu", "6", "bảy", "7",
        ];
        const CODES: [&str; 6] = ["MO", "TU", "WE", "TH", "FR", "SA"];
        if !self.eat("thứ") {
            return None;
        }
        let name = self.eat_any(&NAMES)?;
        let at = NAMES.iter().position(|other| *other == name)?;
        CODES.get(at / 2).copied()
    }

    /// "cuối mỗi quý", "cuối hằng tháng".
    fn end_of_period(&mut self, theirs: bool) -> Option<Clause> {
        if !self.eat("cuối") {
            return None;
        }
        let each = self.eat_any(&["mỗi", "hằng"]).is_some();
        let period = self.eat_any(&["tháng", "quý"])?;
        let behind = self.eat_any(&["hằng tháng", "hằng quý"]).is_some();
        let rule = match period {
            "tháng" => "FREQ=MONTHLY;BYMONTHDAY=-1".to_owned(),
            _ => format!("FREQ=MONTHLY;{QUARTER_ENDS};BYMONTHDAY=-1"),
        };
        (theirs || each || behind).then(|| plain(&rule))
    }

    /// What is counted: "lần", "đợt", "buổi".
    fn occasion(&mut self) -> bool {
        self.eat_any(&[
            "lần",
            "đợt",
            "buổi",
            "kỳ",
            "cuộc",
            "lượt",
            "lớp",
            "hội nghị",
            "phiên",
            "chuyên đề",
        ])
        .is_some()
    }

    /// "theo quý, 6 tháng, năm".
    fn by_period(&mut self) -> bool {
        self.attempt(|words| {
            let by = words.eat("theo");
            (by && super::words::PERIODS.contains(&words.peek())).then_some(())
        })
        .is_some()
    }

    /// "ít nhất 01 lần/năm": a cycle all the same.
    fn at_least(&mut self) {
        self.eat_any(&["ít nhất", "tối thiểu", "không dưới", "không ít hơn"]);
    }

    /// "02 lần/năm", "hằng quý 01 lần", "mỗi năm 2 lần".
    fn times_in_period(&mut self) -> Option<Clause> {
        let (times, period) = if self.eat_any(&["hằng", "mỗi"]).is_some() {
            let period = self.eat_any(&["tuần", "tháng", "quý", "năm"])?;
            self.at_least();
            let times = self.small(2)?;
            (times, self.occasion().then_some(period)?)
        } else {
            let times = self.small(2)?;
            if !self.occasion() || !(self.eat("/") || self.eat("mỗi") || self.eat("một")) {
                return None;
            }
            (times, self.eat_any(&["tuần", "tháng", "quý", "năm"])?)
        };
        let rrule = Some(rule_of(period)?.to_owned());
        let times_per_period = Some(times);
        Some(Clause::Recurring {
            rrule,
            inclusive: true,
            time: None,
            times_per_period,
            also_ad_hoc: false,
        })
    }

    /// "06 tháng/lần", "2 năm một lần", "định kỳ 3 tháng", "6 tháng, năm".
    fn every_so_many(&mut self, theirs: bool) -> Option<Vec<Clause>> {
        let count = if self.eat("sáu") { 6 } else { self.small(2)? };
        let period = self.eat_any(&["tuần", "tháng", "năm"])?;
        if period == "tháng" && count == 6 && self.and_year() {
            return Some(vec![plain("FREQ=MONTHLY;INTERVAL=6"), plain("FREQ=YEARLY")]);
        }
        let once = self.attempt(|words| {
            let joined = words.eat_any(&["/", "một", "1", "01"]).is_some();
            words.eat_any(&["1", "01"]);
            (joined && words.eat("lần")).then_some(())
        });
        if once.is_none() && !theirs || count == 0 {
            return None;
        }
        let frequency = match period {
            "tuần" => "WEEKLY",
            "tháng" => "MONTHLY",
            _ => "YEARLY",
        };
        let interval = if count > 1 {
            format!(";INTERVAL={count}")
        } else {
            String::new()
        };
        Some(vec![plain(&format!("FREQ={frequency}{interval}"))])
    }

    /// ", năm" behind "6 tháng", which is the pair of half-yearly and yearly reports.
    fn and_year(&mut self) -> bool {
        self.attempt(|words| {
            let joined = words.eat(",") | words.eat("và");
            words.eat_any(&["hằng", "01", "1", "một", "cả"]);
            (joined && words.eat("năm")).then_some(())
        })
        .is_some()
    }

    /// "hằng quý", "hằng quý, 6 tháng, năm", "hằng năm hoặc đột xuất", "hằng năm, giai đoạn
    /// 2026-2030".
    fn periods(&mut self, theirs: bool, context: &DateContext) -> Option<Vec<Clause>> {
        const PERIODS: [&str; 8] = [
            "ngày",
            "tuần",
            "tháng",
            "quý",
            "6 tháng",
            "06 tháng",
            "sáu tháng",
            "năm",
        ];
        let each = self.eat("hằng");
        let mut rules = vec![rule_of(self.eat_any(&PERIODS)?)?];
        while let Some(rule) = self.attempt(|words| {
            let joined = words.eat(",") | words.eat_any(&["và", "hoặc"]).is_some();
            words.eat("hằng");
            let period = words.eat_any(&PERIODS)?;
            (joined && words.year().is_none())
                .then(|| rule_of(period))
                .flatten()
        }) {
            rules.push(rule);
        }
        let cycle = each || theirs && rules.len() > 1;
        if !cycle {
            return None;
        }
        let mut clauses: Vec<Clause> = rules.into_iter().map(plain).collect();
        self.attempt(|words| {
            words.eat(",");
            words.run(context)
        });
        if self.ad_hoc()
            && let [Clause::Recurring { also_ad_hoc, .. }] = clauses.as_mut_slice()
        {
            *also_ad_hoc = true;
        }
        Some(clauses)
    }

    /// "định kỳ" alone: a cycle exists and is not stated.
    fn no_cycle(&mut self) -> Clause {
        let also_ad_hoc = self.ad_hoc();
        Clause::Recurring {
            rrule: None,
            inclusive: true,
            time: None,
            times_per_period: None,
            also_ad_hoc,
        }
    }

    fn ad_hoc(&mut self) -> bool {
        self.attempt(|words| {
            words.eat(",");
            let bracket = words.eat("(");
            words.eat_any(&["hoặc", "và"]);
            let found = words.eat("đột xuất");
            (found && (!bracket || words.eat(")"))).then_some(())
        })
        .is_some()
    }
}

fn yearly_rules(days: &[(u32, u32)], limit: &Limit) -> Vec<Clause> {
    let first = days[0].0;
    if days.iter().all(|&(day, _)| day == first) {
        let mut months: Vec<u32> = days.iter().map(|&(_, month)| month).collect();
        months.sort_unstable();
        let months: Vec<String> = months.iter().map(u32::to_string).collect();
        return vec![recurring(
            format!(
                "FREQ=YEARLY;BYMONTH={};BYMONTHDAY={first}",
                months.join(",")
            ),
            limit,
        )];
    }
    let rule = |&(day, month): &(u32, u32)| format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}");
    days.iter().map(|day| recurring(rule(day), limit)).collect()
}
