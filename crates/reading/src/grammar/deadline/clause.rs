//! The clauses of a deadline that are not recurring.

use chrono::{Datelike, NaiveDate};

use super::calendar::{Grain, Marking, Stretch, Unit, last_day};
use super::words::Words;
use super::{Clause, DateContext};

/// A clause, and whether it had to complete a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) clause: Clause,
    pub(super) completed: bool,
}

fn read(clause: Clause, completed: bool) -> Read {
    Read { clause, completed }
}

const INCLUSIVE_LIMITS: [&str; 21] = [
    "chậm nhất là vào",
    "chậm nhất là trong",
    "chậm nhất là đến hết",
    "chậm nhất là",
    "chậm nhất vào",
    "chậm nhất đến hết",
    "chậm nhất đến",
    "chậm nhất trong",
    "chậm nhất",
    "muộn nhất là vào",
    "muộn nhất là",
    "muộn nhất vào",
    "muộn nhất đến",
    "muộn nhất",
    "không quá",
    "đến hết",
    "đến cuối",
    "đến trước",
    "đến",
    "hết",
    "tới",
];

const REFERENCES: [&str; 23] = [
    "hướng dẫn",
    "yêu cầu",
    "chỉ đạo",
    "kế hoạch",
    "chương trình",
    "tiến độ",
    "quy định",
    "lộ trình",
    "thời gian",
    "thời hạn",
    "đề nghị",
    "phân công",
    "văn bản",
    "quyết định",
    "nghị quyết",
    "nhiệm vụ",
    "chức năng",
    "từng",
    "các",
    "mốc",
    "luật",
    "nghị định",
    "công văn",
];

impl Words {
    /// "Thường xuyên, liên tục", possibly within a period. What the comma adds behind it ("theo
    /// yêu cầu nhiệm vụ") does not change it: the first word decides.
    pub(super) fn continuous(&mut self, context: &DateContext) -> Option<Read> {
        self.eat_any(&["thường xuyên", "liên tục"])?;
        let mut end = self.mark();
        let mut within = None;
        loop {
            let joined = self.eat(",") | self.eat("và");
            if self
                .eat_any(&[
                    "thường xuyên",
                    "liên tục",
                    "hằng năm",
                    "hằng ngày",
                    "hằng tháng",
                    "hằng quý",
                ])
                .is_some()
            {
                end = self.mark();
                continue;
            }
            self.eat_any(&[
                "trong cả",
                "trong suốt",
                "suốt",
                "trong",
                "từ nay đến hết",
                "đến hết",
                "cả",
            ]);
            let stretch = self
                .attempt(|words| words.run(context))
                .or_else(|| self.attempt(|words| words.span(context)));
            if let Some(stretch) = stretch {
                within = Some((stretch.start, stretch.end));
                end = self.mark();
            } else if joined && self.eat("theo") {
                self.rest_of_value();
                end = self.mark();
            }
            break;
        }
        self.reset(end);
        Some(read(Clause::Continuous { within }, false))
    }

    /// "Vòng 1:", "Đợt II:": the name of a stage before its time.
    pub(super) fn stage(&mut self) -> Option<()> {
        self.eat_any(&["vòng", "đợt", "giai đoạn", "lần", "bước", "kỳ", "phần"])?;
        if self.small(2).is_none() {
            self.eat_any(&["i", "ii", "iii", "iv", "v"])?;
        }
        self.eat(":").then_some(())
    }

    /// A single unit, or "năm" for the plan's year.
    fn span(&mut self, context: &DateContext) -> Option<Stretch> {
        if let Some(unit) = self.unit(Marking::Strict) {
            return unit.resolve(context);
        }
        self.eat_any(&["năm nay", "năm"])?;
        plan_year(context)
    }

    /// "trong vòng 05 ngày làm việc kể từ …", "trước 10 ngày so với …".
    pub(super) fn relative(&mut self) -> Option<Read> {
        const OPENINGS: [&str; 12] = [
            "trong vòng",
            "trong thời hạn",
            "trong thời gian",
            "chậm nhất là",
            "chậm nhất",
            "muộn nhất là",
            "muộn nhất",
            "không quá",
            "sau thời hạn",
            "sau",
            "trước",
            "trong",
        ];
        let opening = self.eat_any(&OPENINGS);
        let count = self.small(3).filter(|&count| count > 0)?;
        let letter = match self.eat_any(&["ngày", "tuần", "tháng", "năm"])? {
            "ngày" => 'D',
            "tuần" => 'W',
            "tháng" => 'M',
            _ => 'Y',
        };
        let working_days = self.eat("làm việc");
        self.eat(",");
        let anchor = self.mark();
        self.eat_any(&["kể từ", "tính từ", "từ", "sau", "so với", "trước"])?;
        let start = self.mark();
        self.rest_of_clause();
        if self.mark() == start {
            return None;
        }
        let clause = Clause::Relative {
            duration: format!("P{count}{letter}"),
            working_days,
            before: opening == Some("trước"),
            anchor: self.text_from(anchor),
        };
        Some(read(clause, false))
    }

    /// A run of units, or one that a word sets in time: "Quý II, III/2023", "trong quý III/2023",
    /// "từ nay đến hết năm 2023", "năm 2025 và các năm tiếp theo".
    pub(super) fn period(&mut self, context: &DateContext) -> Option<Read> {
        let stretch = self
            .attempt(|words| words.starting_now(context))
            .or_else(|| self.attempt(|words| words.introduced_run(context)))
            .or_else(|| self.attempt(|words| words.introduced_span(context)))?;
        if self.goes_on() {
            return Some(read(
                Clause::Open {
                    start: stretch.start,
                },
                !stretch.dated,
            ));
        }
        Some(read(span_or_day(stretch), !stretch.dated))
    }

    fn introduced_run(&mut self, context: &DateContext) -> Option<Stretch> {
        self.eat_any(&["trong khoảng", "trong", "vào", "vào khoảng"]);
        self.run(context)
    }

    fn introduced_span(&mut self, context: &DateContext) -> Option<Stretch> {
        let introduced = self.eat_any(&["trong cả", "trong", "vào", "cả"]).is_some();
        if let Some(unit) = self.unit(Marking::Strict) {
            return unit.resolve(context);
        }
        if introduced && self.eat_any(&["năm nay", "năm"]).is_some() {
            return plan_year(context);
        }
        let year = self.year()?;
        Unit {
            grain: Grain::Year,
            year: Some(year),
        }
        .in_year(None)
    }

    /// "từ nay đến hết …", "từ ngày ký đến …".
    fn starting_now(&mut self, context: &DateContext) -> Option<Stretch> {
        self.eat_any(&[
            "từ nay",
            "từ ngày ký ban hành",
            "từ ngày ký",
            "từ ngày ban hành kế hoạch",
            "từ ngày ban hành",
        ])?;
        self.eat_any(&["đến hết", "đến cuối", "đến", "tới"])?;
        let end = self.unit(Marking::Loose)?.resolve(context)?;
        let start = context.issue_date.filter(|&issued| issued <= end.end)?;
        Some(Stretch { start, ..end })
    }

    /// "và các năm tiếp theo", "trở đi".
    fn goes_on(&mut self) -> bool {
        self.attempt(|words| {
            if words.eat("trở đi") {
                return Some(());
            }
            words.eat(",");
            words.eat("và");
            words.eat_any(&["các", "những"])?;
            words.eat_any(&["năm", "tháng", "giai đoạn"])?;
            words.eat_any(&["tiếp theo", "kế tiếp", "sau"]).map(|_| ())
        })
        .is_some()
    }

    /// "Từ 01/7/2025" without an end, or with an event for an end.
    pub(super) fn open_start(&mut self, context: &DateContext) -> Option<Read> {
        if !self.eat("từ") {
            return None;
        }
        let stretch = match self.unit(Marking::Loose) {
            Some(unit) => unit.resolve(context)?,
            None => self.year().and_then(|year| {
                Unit {
                    grain: Grain::Year,
                    year: Some(year),
                }
                .in_year(None)
            })?,
        };
        let trigger = self.mark();
        if self.ends_with_event() {
            self.rest_of_value();
            let trigger = self.text_from(trigger);
            return Some(read(
                Clause::Event {
                    trigger,
                    start: Some(stretch.start),
                },
                !stretch.dated,
            ));
        }
        self.goes_on();
        Some(read(
            Clause::Open {
                start: stretch.start,
            },
            !stretch.dated,
        ))
    }

    /// "đến khi …", "đến hết chiến dịch": the end is no day.
    fn ends_with_event(&mut self) -> bool {
        const EVENT: [&str; 4] = ["đến khi", "cho đến khi", "đến lúc", "đến sau khi"];
        if self.eat_any(&EVENT).is_some() {
            return true;
        }
        let event = |words: &mut Self| {
            words.eat_any(&["đến hết", "đến"])?;
            let dated = matches!(
                words.peek(),
                "ngày"
                    | "tháng"
                    | "quý"
                    | "năm"
                    | "cuối"
                    | "đầu"
                    | "giữa"
                    | "hết"
                    | "nay"
                    | "trước"
            );
            (!dated && words.skip_word()).then_some(())
        };
        self.attempt(event).is_some()
    }

    /// "trước ngày 15/12", "chậm nhất là ngày 25/9/2023", "đến hết năm 2025".
    pub(super) fn limit_clause(&mut self, context: &DateContext) -> Option<Read> {
        if self.eat("trước") {
            let time = self.hour();
            let stretch = self.limit_unit(context)?;
            let clause = Clause::Due {
                day: stretch.start,
                inclusive: false,
                time,
                approx: false,
            };
            return Some(read(clause, !stretch.dated));
        }
        let word = self.eat_any(&INCLUSIVE_LIMITS)?;
        let time = self.hour();
        let late = self.eat("cuối");
        let stretch = self.limit_unit(context)?;
        let exclusive = word.ends_with("trước");
        let day = if exclusive {
            stretch.start
        } else {
            stretch.end
        };
        Some(read(
            Clause::Due {
                day,
                inclusive: !exclusive,
                time,
                approx: late,
            },
            !stretch.dated,
        ))
    }

    fn limit_unit(&mut self, context: &DateContext) -> Option<Stretch> {
        self.eat_any(&["ngày hết"]);
        if let Some(unit) = self.unit(Marking::Loose) {
            return unit.resolve(context);
        }
        if let Some(year) = self.year() {
            return Unit {
                grain: Grain::Year,
                year: Some(year),
            }
            .in_year(None);
        }
        if let Some(day) = self.attempt(Self::named_day) {
            return day.resolve(context);
        }
        (self.eat("năm") && self.clause_ends())
            .then(|| plan_year(context))
            .flatten()
    }

    /// "ngày Quốc khánh 02/9/2024": the name of a day before its date.
    fn named_day(&mut self) -> Option<Unit> {
        const LONGEST_NAME: usize = 6;
        self.eat_any(&["ngày", "lễ", "dịp"])?;
        for _ in 0..LONGEST_NAME {
            if !self.skip_word() {
                return None;
            }
            let day = self.attempt(|words| words.unit(Marking::Loose).filter(|unit| unit.is_day()));
            if day.is_some() {
                return day;
            }
        }
        None
    }

    /// "đầu tháng 5/2023", "giữa năm", "cuối quý III".
    pub(super) fn approximate(&mut self, context: &DateContext) -> Option<Read> {
        self.eat_any(&["trong", "vào", "khoảng"]);
        let part = self.eat_any(&["đầu", "giữa", "cuối"])?;
        let (grain, stretch) = match self.unit(Marking::Strict) {
            Some(unit) => (unit.grain, unit.resolve(context)?),
            None => (
                Grain::Year,
                self.eat("năm").then(|| plan_year(context)).flatten()?,
            ),
        };
        if part == "cuối" && !matches!(grain, Grain::Day(..)) {
            let clause = Clause::Due {
                day: stretch.end,
                inclusive: true,
                time: None,
                approx: true,
            };
            return Some(read(clause, !stretch.dated));
        }
        let (start, end) = part_of(grain, stretch.start, part == "giữa")?;
        Some(read(
            Clause::Span {
                start,
                end,
                approx: true,
            },
            !stretch.dated,
        ))
    }

    /// "sau khi …", "khi …", "đột xuất", "đến khi …".
    pub(super) fn event(&mut self) -> Option<Read> {
        const TRIGGERS: [&str; 12] = [
            "ngay sau khi",
            "ngay khi",
            "sau khi",
            "khi",
            "nếu có",
            "trong trường hợp",
            "đột xuất",
            "ngay sau",
            "đến khi",
            "cho đến khi",
            "trước khi",
            "sau",
        ];
        let start = self.mark();
        self.eat_any(&TRIGGERS)?;
        self.rest_of_value();
        Some(read(
            Clause::Event {
                trigger: self.text_from(start),
                start: None,
            },
            false,
        ))
    }

    /// "theo kế hoạch …", "theo tiến độ …".
    pub(super) fn reference(&mut self) -> Option<Read> {
        let start = self.mark();
        self.eat_any(&["theo", "căn cứ", "căn cứ theo"])?;
        self.eat_any(&REFERENCES)?;
        self.rest_of_value();
        Some(read(
            Clause::Reference {
                reference: self.text_from(start),
            },
            false,
        ))
    }
}

fn plan_year(context: &DateContext) -> Option<Stretch> {
    Unit {
        grain: Grain::Year,
        year: None,
    }
    .in_year(context.year())
}

fn span_or_day(stretch: Stretch) -> Clause {
    if stretch.start == stretch.end {
        return Clause::Due {
            day: stretch.end,
            inclusive: true,
            time: None,
            approx: false,
        };
    }
    Clause::Span {
        start: stretch.start,
        end: stretch.end,
        approx: false,
    }
}

/// The first days or the middle of a unit that starts at `start`: of a month ten days, of a
/// quarter a month, of a year three months at its start and four in its middle.
fn part_of(grain: Grain, start: NaiveDate, middle: bool) -> Option<(NaiveDate, NaiveDate)> {
    let year = start.year();
    match (grain, middle) {
        (Grain::Month(_), false) => Some((start, start.with_day(10)?)),
        (Grain::Month(_), true) => Some((start.with_day(11)?, start.with_day(20)?)),
        (Grain::Quarter(quarter), _) => {
            let month = 3 * quarter - 2 + u32::from(middle);
            Some((
                NaiveDate::from_ymd_opt(year, month, 1)?,
                last_day(year, month)?,
            ))
        }
        (Grain::Year, false) => Some((start, last_day(year, 3)?)),
        (Grain::Year, true) => Some((NaiveDate::from_ymd_opt(year, 5, 1)?, last_day(year, 8)?)),
        _ => None,
    }
}
