//! Deadlines: what one says in plain words, and the form in which a person changes it.

use chrono::NaiveDate;
use dondoc_core::plan::draft::edit::DeadlineInput;
use dondoc_core::plan::draft::{Deadline, DeadlineKind};
use reading::grammar::deadline::{self as grammar, DateContext};
use serde::Deserialize;

use super::rule::{Cycle, Every, eve};
use crate::key;
use crate::show;
use crate::text::Texts;

/// The kinds a person chooses from: `auto` reads the words, `none` says there is no deadline.
pub const KINDS: [(&str, &str); 7] = [
    ("auto", key!("review-kind-auto")),
    ("date", key!("review-kind-date")),
    ("period", key!("review-kind-period")),
    ("recurring", key!("review-kind-recurring")),
    ("ongoing", key!("review-kind-ongoing")),
    ("conditional", key!("review-kind-conditional")),
    ("none", key!("review-kind-none")),
];

/// What a deadline says, in plain words.
pub fn sentence(t: &Texts, deadline: &Deadline) -> String {
    let saying = Saying {
        kind: deadline.kind,
        due: deadline.due,
        start: deadline.start,
        inclusive: deadline.inclusive,
        rrule: deadline.rrule.as_deref(),
    };
    saying.sentence(t)
}

struct Saying<'a> {
    kind: DeadlineKind,
    due: Option<NaiveDate>,
    start: Option<NaiveDate>,
    inclusive: bool,
    rrule: Option<&'a str>,
}

impl Saying<'_> {
    fn sentence(&self, t: &Texts) -> String {
        match (self.kind, self.start, self.due) {
            (DeadlineKind::Period, Some(start), Some(due)) => t.two(
                "review-says-period",
                "start",
                show::date(start),
                "due",
                show::date(due),
            ),
            (DeadlineKind::Date, _, Some(due)) | (DeadlineKind::Period, None, Some(due)) => {
                self.last_day(t, due)
            }
            (DeadlineKind::Period, Some(start), None) => {
                t.one("review-says-from", "start", show::date(start))
            }
            (DeadlineKind::Recurring, ..) => self.cycle(t),
            (DeadlineKind::Ongoing, _, Some(due)) => {
                t.one("review-says-ongoing-until", "due", show::date(due))
            }
            (DeadlineKind::Ongoing, ..) => t.get("review-says-ongoing").to_owned(),
            (DeadlineKind::Conditional, ..) => t.get("review-says-conditional").to_owned(),
            _ => t.get("review-says-other").to_owned(),
        }
    }

    fn last_day(&self, t: &Texts, due: NaiveDate) -> String {
        if self.inclusive {
            return t.one("review-says-by", "due", show::date(due));
        }
        t.two(
            "review-says-before",
            "due",
            show::date(due),
            "last",
            show::date(eve(due)),
        )
    }

    fn cycle(&self, t: &Texts) -> String {
        let Some(rule) = self.rrule else {
            return t.get("review-says-no-cycle").to_owned();
        };
        let Some(cycle) = Cycle::read(rule) else {
            return t.one("review-says-rule", "rule", rule.to_owned());
        };
        let every = t.get(cycle.every.key());
        let Some(day) = cycle.day else {
            return every.to_owned();
        };
        let day = day_words(t, cycle, day);
        let key = if self.inclusive {
            "review-says-cycle-by"
        } else {
            "review-says-cycle-before"
        };
        t.two(key, "every", every, "day", day.as_str())
    }
}

fn day_words(t: &Texts, cycle: Cycle, day: i32) -> String {
    match (cycle.every, day) {
        (Every::Week, day) => t.get(weekday(day)).to_owned(),
        (Every::Quarter | Every::HalfYear, -1) => t.get("review-day-last-of-period").to_owned(),
        (Every::Quarter | Every::HalfYear, day) => t.one("review-day-of-last-month", "day", day),
        (Every::Year, day) if cycle.month.is_some() => {
            let month = cycle.month.unwrap_or(1);
            if day == -1 {
                return t.one("review-day-last-of-month", "month", month);
            }
            format!("{day}/{month}")
        }
        (_, -1) => t.get("review-day-last").to_owned(),
        (_, day) => t.one("review-day", "day", day),
    }
}

/// The key of a day of the week, 1 being Monday.
pub fn weekday(day: i32) -> &'static str {
    match day {
        1 => key!("review-monday"),
        2 => key!("review-tuesday"),
        3 => key!("review-wednesday"),
        4 => key!("review-thursday"),
        5 => key!("review-friday"),
        6 => key!("review-saturday"),
        _ => key!("review-sunday"),
    }
}

/// The part of a form that holds a deadline, as it was sent.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
#[expect(missing_docs, reason = "the controls of the form")]
pub struct DeadlineForm {
    #[serde(rename = "d-kind")]
    pub kind: String,
    #[serde(rename = "d-text")]
    pub text: String,
    #[serde(rename = "d-due")]
    pub due: String,
    #[serde(rename = "d-start")]
    pub start: String,
    #[serde(rename = "d-before")]
    pub before: String,
    #[serde(rename = "d-every")]
    pub every: String,
    #[serde(rename = "d-day")]
    pub day: String,
    #[serde(rename = "d-month")]
    pub month: String,
    #[serde(rename = "d-rule")]
    pub rule: String,
}

/// What is wrong with the form: the control and the key of what to do.
pub type Fault = (&'static str, &'static str);

impl DeadlineForm {
    /// The form as it is first shown.
    pub fn of(deadline: Option<&Deadline>) -> Self {
        let Some(deadline) = deadline else {
            return Self {
                kind: "none".to_owned(),
                ..Self::default()
            };
        };
        let cycle = deadline.rrule.as_deref().and_then(Cycle::read);
        let own = |text: Option<String>| text.unwrap_or_default();
        Self {
            kind: match deadline.kind {
                DeadlineKind::Other => "auto".to_owned(),
                kind => kind.as_str().to_owned(),
            },
            text: deadline.text.clone(),
            due: own(deadline.due.map(show::date)),
            start: own(deadline.start.map(show::date)),
            before: if deadline.inclusive {
                String::new()
            } else {
                "1".to_owned()
            },
            every: own(cycle.map(|cycle| cycle.every.word().to_owned())),
            day: own(cycle.and_then(|cycle| cycle.day).map(|day| day.to_string())),
            month: own(cycle
                .and_then(|cycle| cycle.month)
                .map(|month| month.to_string())),
            rule: own(deadline.rrule.clone()),
        }
    }

    /// Whether a person changed anything in it.
    pub fn differs(&self, shown: &Self) -> bool {
        let key = |form: &Self| {
            [
                form.kind.clone(),
                form.text.replace("\r\n", "\n").trim().to_owned(),
                form.due.trim().to_owned(),
                form.start.trim().to_owned(),
                form.before.clone(),
                form.every.clone(),
                form.day.trim().to_owned(),
                form.month.trim().to_owned(),
            ]
        };
        key(self) != key(shown)
    }

    /// What the form says; `Ok(None)` when there is no deadline.
    pub fn read(&self, context: &DateContext) -> Result<Option<DeadlineInput>, Fault> {
        let kind = match self.kind.as_str() {
            "none" => return Ok(None),
            "date" => DeadlineKind::Date,
            "period" => DeadlineKind::Period,
            "recurring" => DeadlineKind::Recurring,
            "ongoing" => DeadlineKind::Ongoing,
            "conditional" => DeadlineKind::Conditional,
            _ => return self.read_words(context),
        };
        let mut input = DeadlineInput {
            text: self.text.trim().to_owned(),
            kind,
            due: None,
            start: None,
            inclusive: self.before.is_empty(),
            rrule: None,
        };
        match kind {
            DeadlineKind::Date => input.due = Some(needed("d-due", &self.due)?),
            DeadlineKind::Period => {
                input.start = Some(needed("d-start", &self.start)?);
                input.due = Some(needed("d-due", &self.due)?);
                if input.start > input.due {
                    return Err(("d-due", key!("review-fault-order")));
                }
            }
            DeadlineKind::Recurring => input.rrule = self.rule()?,
            _ => input.inclusive = true,
        }
        Ok(Some(input))
    }

    fn read_words(&self, context: &DateContext) -> Result<Option<DeadlineInput>, Fault> {
        let text = self.text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let read = grammar::parse(text, context).ok_or(("d-text", key!("review-fault-words")))?;
        Ok(Some(DeadlineInput {
            text: text.to_owned(),
            kind: crate::import::deadline_kind(read.kind),
            due: read.due,
            start: read.start,
            inclusive: read.inclusive,
            rrule: read.rrule,
        }))
    }

    /// The rule of the cycle chosen; no cycle chosen means that the plan does not say one. A rule
    /// that the form cannot hold stays as it is.
    fn rule(&self) -> Result<Option<String>, Fault> {
        let Some(every) = Every::parse(&self.every) else {
            let kept = !self.rule.is_empty() && Cycle::read(&self.rule).is_none();
            return Ok(kept.then(|| self.rule.clone()));
        };
        let number = |control, text: &str| -> Result<Option<i32>, Fault> {
            match text.trim() {
                "" => Ok(None),
                text => text
                    .parse()
                    .map(Some)
                    .map_err(|_| (control, key!("review-fault-number"))),
            }
        };
        let month = number("d-month", &self.month)?.filter(|_| every == Every::Year);
        let month = month.map(|month| u32::try_from(month).unwrap_or(0));
        let cycle = Cycle {
            every,
            day: number("d-day", &self.day)?,
            month,
        };
        if cycle.is_possible() {
            Ok(Some(cycle.rule()))
        } else {
            Err(("d-day", key!("review-fault-day")))
        }
    }

    /// What the form says so far, in plain words, or what is missing.
    pub fn preview(&self, t: &Texts, context: &DateContext) -> String {
        match self.read(context) {
            Ok(None) => t.get("review-says-none").to_owned(),
            Err((_, key)) => t.get(key).to_owned(),
            Ok(Some(input)) => {
                let saying = Saying {
                    kind: input.kind,
                    due: input.due,
                    start: input.start,
                    inclusive: input.inclusive,
                    rrule: input.rrule.as_deref(),
                };
                saying.sentence(t)
            }
        }
    }
}

fn needed(control: &'static str, text: &str) -> Result<NaiveDate, Fault> {
    if text.trim().is_empty() {
        return Err((control, key!("review-fault-date-missing")));
    }
    show::parse_date(text).ok_or((control, key!("review-fault-date")))
}
