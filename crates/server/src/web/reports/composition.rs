//! A consolidated report (báo cáo tổng hợp), composed from the numbers and words of a period.
//!
//! Every part is made of blocks that a page, a document or a workbook can show; every number and
//! sentence carries the address of what it was made of.

use chrono::NaiveDate;
use documents::chart::{Bars, Steps};
use dondoc_core::money::Sums;
use dondoc_core::obligation::{Class, Counts};
use dondoc_core::plan::draft::Role;
use dondoc_core::reporting::Reporter;
use dondoc_core::reporting::figures::{Line, Summary};
use dondoc_core::reporting::section::{Placed, Section};
use dondoc_core::reporting::unit_report::UnitReport;

use super::super::register::rows;
use super::material::Material;
use crate::text::{Argument, Texts};
use crate::{key, show};

/// Units of a chart.
const BARS: usize = 15;

/// One part of the report.
#[derive(Debug)]
pub struct Part {
    /// Which, and what the officer did to it.
    pub placed: Placed,
    /// Its heading.
    pub heading: String,
    /// What is composed.
    pub blocks: Vec<Block>,
}

/// What a part shows.
#[derive(Debug)]
pub enum Block {
    /// A sentence, and the address of what it counts.
    Text(String, Option<String>),
    /// A table.
    Table(Table),
    /// A chart as SVG, and its name.
    Chart(String, String),
    /// Tasks by name.
    Items(Vec<Item>),
    /// What units say.
    Quotes(Vec<Quote>),
}

/// A table of numbers.
#[derive(Debug)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Names of its columns.
    pub head: Vec<String>,
    /// Its rows: the name, then numbers.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug)]
pub struct TableRow {
    /// What it counts.
    pub name: String,
    /// The numbers, with the address of what each counts.
    pub numbers: Vec<(String, Option<String>)>,
    /// Whether it is the sum of the others.
    pub total: bool,
}

/// A task by name.
#[derive(Debug)]
pub struct Item {
    /// The task's code.
    pub code: String,
    /// What is to be done.
    pub task: String,
    /// Who.
    pub unit: String,
    /// Since when, until when.
    pub when: String,
    /// Its page.
    pub href: String,
}

/// What a unit says.
#[derive(Debug)]
pub struct Quote {
    /// Who.
    pub unit: String,
    /// On what; nothing for the whole.
    pub about: String,
    /// The words.
    pub words: String,
    /// Who said it, when.
    pub by: String,
    /// Where it stands.
    pub href: String,
}

/// Compose all parts in their order, those that are hidden among them.
pub fn compose(t: &Texts, material: &Material) -> Vec<Part> {
    let writer = Writer { t, it: material };
    let parts = material.placed.iter().map(|placed| Part {
        heading: match &placed.heading {
            Some(heading) => heading.clone(),
            None => t.get(section_key(placed.section)).to_owned(),
        },
        blocks: writer.blocks(placed.section),
        placed: placed.clone(),
    });
    parts.collect()
}

/// The key of a section's usual heading.
pub fn section_key(section: Section) -> &'static str {
    match section {
        Section::Overview => key!("report-section-overview"),
        Section::Numbers => key!("report-section-numbers"),
        Section::Done => key!("report-section-done"),
        Section::Overdue => key!("report-section-overdue"),
        Section::Narratives => key!("report-section-narratives"),
        Section::Difficulties => key!("report-section-difficulties"),
        Section::Money => key!("report-section-money"),
        Section::Missing => key!("report-section-missing"),
        Section::NextSteps => key!("report-section-next-steps"),
        Section::Supplements => key!("report-section-supplements"),
    }
}

/// The groups of classes that tables show, by their names in addresses.
pub const GROUPS: [(&str, &[Class]); 6] = [
    ("done_on_time", &[Class::DoneOnTime]),
    ("done_late", &[Class::DoneLate]),
    (
        "running",
        &[Class::NearDue, Class::WithinTime, Class::NoDeadline],
    ),
    ("overdue", &[Class::Overdue]),
    (
        "in_confirmation",
        &[Class::AwaitingConfirmation, Class::Returned, Class::Redo],
    ),
    (
        "apart",
        &[Class::Suspended, Class::Cancelled, Class::NotFollowed],
    ),
];

/// The keys of the groups' names.
pub const GROUP_KEYS: [&str; 6] = [
    key!("report-column-done"),
    key!("report-column-done-late"),
    key!("report-column-running"),
    key!("report-column-overdue"),
    key!("report-column-in-confirmation"),
    key!("report-column-apart"),
];

struct Writer<'a> {
    t: &'a Texts,
    it: &'a Material,
}

impl Writer<'_> {
    fn blocks(&self, section: Section) -> Vec<Block> {
        match section {
            Section::Overview => self.overview(),
            Section::Numbers => vec![
                Block::Table(self.by_section()),
                self.steps(),
                self.bars(),
                Block::Table(self.by_unit()),
            ],
            Section::Done => self.items(
                &[Class::DoneOnTime, Class::DoneLate],
                key!("report-none-done"),
            ),
            Section::Overdue => self.items(&[Class::Overdue], key!("report-none-overdue")),
            Section::Narratives => self.narratives(),
            Section::Difficulties => self.difficulties(),
            Section::Money => self.money(),
            Section::Missing => self.missing(),
            Section::NextSteps => self.said(
                |report| report.next_steps.clone(),
                key!("report-none-next-steps"),
            ),
            Section::Supplements => self.supplements(),
        }
    }

    fn href(&self, query: &str) -> String {
        format!("/reports/{}/lines{query}", self.it.period.id)
    }

    fn none(&self, key: &'static str) -> Vec<Block> {
        vec![Block::Text(self.t.get(key).to_owned(), None)]
    }

    fn overview(&self) -> Vec<Block> {
        let (t, it) = (self.t, self.it);
        let lead = Summary::from(&it.figures.lead);
        let done = lead.done_on_time + lead.done_late;
        let day = show::date(it.day);
        let sentence = |text: String, query: &str| Block::Text(text, Some(self.href(query)));
        let (missing, handed) = self
            .it
            .standing
            .iter()
            .fold((0, 0), |(missing, handed), it| {
                if it.state.is_missing() {
                    (missing + 1, handed)
                } else {
                    (missing, handed + 1)
                }
            });
        let total = t.with(
            "report-overview-total",
            &[
                ("day", &day),
                ("units", &it.figures.by_unit.len()),
                ("total", &it.figures.total.total()),
                ("lead", &lead.total),
            ],
        );
        let done = t.with(
            "report-overview-done",
            &[
                ("done", &done),
                ("lead", &lead.total),
                ("share", &share(done, lead.total)),
                ("late", &lead.done_late),
            ],
        );
        let open = t.with(
            "report-overview-open",
            &[
                ("running", &lead.running),
                ("overdue", &lead.overdue),
                ("confirm", &lead.in_confirmation),
                ("apart", &lead.apart),
            ],
        );
        let complete = t.with(
            "report-overview-complete",
            &[
                ("units", &it.standing.len()),
                ("handed", &handed),
                ("missing", &missing),
            ],
        );
        vec![
            sentence(total, ""),
            sentence(done, "?role=lead&group=done_on_time,done_late"),
            sentence(
                open,
                "?role=lead&group=running,overdue,in_confirmation,apart",
            ),
            Block::Text(complete, Some(format!("/reports/{}", it.period.id))),
        ]
    }

    fn head(&self, first: &'static str) -> Vec<String> {
        let names = [first, key!("report-column-total")]
            .into_iter()
            .chain(GROUP_KEYS);
        names.map(|key| self.t.get(key).to_owned()).collect()
    }

    fn row(&self, name: String, counts: &Counts, query: &str, total: bool) -> TableRow {
        let summary = Summary::from(counts);
        let link = |number: i64, query: String| {
            let href = (number > 0).then(|| self.href(&query));
            (self.t.number(number), href)
        };
        let groups = GROUPS.into_iter().zip(summary.parts());
        let parts =
            groups.map(|((group, _), number)| link(number, format!("?{query}group={group}")));
        let all = std::iter::once(link(summary.total, format!("?{query}")));
        TableRow {
            name,
            numbers: all.chain(parts).collect(),
            total,
        }
    }

    fn by_section(&self) -> Table {
        let it = self.it;
        let of_plans = it.plan.is_none();
        let mut rows = Vec::new();
        for (section, counts) in &it.figures.by_section {
            let name = it.headings.get(section).cloned();
            let name = name.unwrap_or_else(|| self.t.get("report-section-none").to_owned());
            rows.push(self.row(
                name,
                counts,
                &format!("role=lead&section={section}&"),
                false,
            ));
        }
        let sum = self.t.get("report-sum").to_owned();
        rows.push(self.row(sum, &it.figures.lead, "role=lead&", true));
        Table {
            caption: self.t.get("report-table-sections").to_owned(),
            head: self.head(if of_plans {
                key!("column-plan")
            } else {
                key!("report-column-section")
            }),
            rows,
        }
    }

    fn by_unit(&self) -> Table {
        let it = self.it;
        let mut rows = Vec::new();
        for unit in &it.figures.by_unit {
            let query = format!("unit={}&", unit.unit_id);
            rows.push(self.row(unit.name.clone(), &unit.total(), &query, false));
        }
        let sum = self.t.get("report-sum").to_owned();
        rows.push(self.row(sum, &it.figures.total, "", true));
        Table {
            caption: self.t.get("report-table-units").to_owned(),
            head: self.head(key!("column-unit")),
            rows,
        }
    }

    /// What was due and what was done, day by day.
    fn steps(&self) -> Block {
        let lines = || self.it.lines.iter().filter(|line| line.role == Role::Lead);
        let due: Vec<NaiveDate> = lines().filter_map(|line| line.due).collect();
        let done: Vec<NaiveDate> = lines().filter_map(|line| line.completed_on).collect();
        let all = || due.iter().chain(&done).copied();
        let first = all().min().unwrap_or(self.it.day).min(self.it.day);
        let last = all().max().unwrap_or(self.it.day).max(self.it.day);
        let reached = |days: &[NaiveDate]| days.iter().filter(|day| **day <= self.it.day).count();
        let description = self.t.with(
            "report-chart-steps-told",
            &[
                ("day", &show::date(self.it.day)),
                ("due", &reached(&due)),
                ("done", &reached(&done)),
            ],
        );
        let title = self.t.get("report-chart-steps");
        let steps = Steps {
            title,
            description: &description,
            days: (first, last),
            lines: vec![
                (self.t.get("report-chart-due"), due),
                (self.t.get("report-chart-done"), done),
            ],
        };
        Block::Chart(steps.svg("theo-ngay"), title.to_owned())
    }

    /// How the units stand, those with most overdue first.
    fn bars(&self) -> Block {
        let mut units: Vec<(&str, Summary)> = self
            .it
            .figures
            .by_unit
            .iter()
            .map(|unit| (unit.name.as_str(), Summary::from(&unit.total())))
            .collect();
        units.sort_by_key(|(_, summary)| std::cmp::Reverse((summary.overdue, summary.total)));
        units.truncate(BARS);
        let told: Vec<String> = units
            .iter()
            .map(|(name, summary)| {
                let (total, overdue) = (summary.total, summary.overdue);
                let parts: [(&'static str, &dyn Argument); 3] =
                    [("unit", name), ("total", &total), ("overdue", &overdue)];
                self.t.with("report-chart-units-told", &parts)
            })
            .collect();
        let title = self.t.get("report-chart-units");
        // Overdue is the darkest, and stands first.
        let order =
            |parts: [i64; 6]| vec![parts[3], parts[2], parts[4], parts[5], parts[1], parts[0]];
        let keys = [3, 2, 4, 5, 1, 0].map(|at: usize| GROUP_KEYS[at]);
        let bars = Bars {
            title,
            description: &told.join("; "),
            parts: keys.map(|key| self.t.get(key)).to_vec(),
            rows: units
                .into_iter()
                .map(|(name, summary)| (name, order(summary.parts())))
                .collect(),
        };
        Block::Chart(bars.svg("theo-don-vi"), title.to_owned())
    }

    fn task_words(&self, id: i64) -> String {
        let task = self.it.tasks.get(&id);
        let words = task.and_then(|task| task.heading.clone().or_else(|| task.text.clone()));
        words.map_or_else(|| self.t.get("task-without-text").to_owned(), rows::shorten)
    }

    /// What is led and stands in some classes, by name.
    fn items(&self, classes: &[Class], none: &'static str) -> Vec<Block> {
        let found = self.it.lines.iter();
        let found = found.filter(|line| line.role == Role::Lead && classes.contains(&line.class));
        let mut found: Vec<&Line> = found.collect();
        found.sort_by_key(|line| {
            let position = self.it.tasks.get(&line.task_id).map(|task| task.position);
            (line.plan_id, position, line.obligation_id)
        });
        if found.is_empty() {
            return self.none(none);
        }
        let items = found.into_iter().map(|line| Item {
            code: self.it.code(line.task_id),
            task: self.task_words(line.task_id),
            unit: line.unit_name.clone(),
            when: self.when(line),
            href: format!("/tasks/{}", line.task_id),
        });
        vec![Block::Items(items.collect())]
    }

    fn when(&self, line: &Line) -> String {
        match (line.completed_on, line.due) {
            (Some(done), _) => self.t.one("report-done-on", "day", show::date(done)),
            (None, Some(due)) => self.t.one("report-due-on", "day", show::date(due)),
            (None, None) => String::new(),
        }
    }

    /// One part of what units handed in, each with who answers for it.
    fn said(&self, part: impl Fn(&UnitReport) -> Option<String>, none: &'static str) -> Vec<Block> {
        let quotes: Vec<Quote> = self.quotes(part);
        if quotes.is_empty() {
            return self.none(none);
        }
        vec![Block::Quotes(quotes)]
    }

    fn quotes(&self, part: impl Fn(&UnitReport) -> Option<String>) -> Vec<Quote> {
        let handed_in = self
            .it
            .reports
            .iter()
            .filter(|it| it.submitted_on.is_some());
        let quotes = handed_in.filter_map(|report| {
            let day = report.submitted_on?;
            let mut by = self.t.two(
                "report-said-by",
                "who",
                report.said_by.clone().unwrap_or_default(),
                "day",
                show::date(day),
            );
            if day > self.it.period.due(Reporter::Province) {
                by = self.t.one("report-said-late", "by", by);
            }
            Some(Quote {
                unit: report.unit_name.clone(),
                about: String::new(),
                words: part(report)?,
                by,
                href: format!("/unit-reports/{}", report.id),
            })
        });
        quotes.collect()
    }

    fn narratives(&self) -> Vec<Block> {
        let mut quotes = self.quotes(|report| report.results.clone());
        for line in &self.it.lines {
            let update = line.update_id.and_then(|id| self.it.updates.get(&id));
            let Some(update) = update else { continue };
            let words = [&update.narrative, &update.result].into_iter().flatten();
            let words: Vec<&str> = words.map(String::as_str).collect();
            // What was said before the period began stood in the report before.
            if words.is_empty() || update.said_on < self.it.period.from_day {
                continue;
            }
            quotes.push(Quote {
                unit: line.unit_name.clone(),
                about: format!(
                    "{} {}",
                    self.it.code(line.task_id),
                    self.task_words(line.task_id)
                ),
                words: words.join("\n"),
                by: self.t.two(
                    "report-said-by",
                    "who",
                    update
                        .said_by
                        .clone()
                        .unwrap_or_else(|| update.typed_by_name.clone()),
                    "day",
                    show::date(update.said_on),
                ),
                href: format!("/obligations/{}", line.obligation_id),
            });
        }
        if quotes.is_empty() {
            return self.none(key!("report-none-narratives"));
        }
        // Stable: of one unit, its own report stands before what it said task by task.
        quotes.sort_by_key(|quote| vietnamese::key::fold(&quote.unit));
        vec![Block::Quotes(quotes)]
    }

    fn difficulties(&self) -> Vec<Block> {
        let mut quotes = self.quotes(|report| {
            let parts = [&report.difficulties, &report.proposals]
                .into_iter()
                .flatten();
            let parts: Vec<&str> = parts.map(String::as_str).collect();
            (!parts.is_empty()).then(|| parts.join("\n"))
        });
        for it in &self.it.difficulties {
            let answered = it
                .answered_on
                .is_some_and(|day| day <= self.it.period.cutoff);
            let key = if answered {
                key!("report-answered")
            } else {
                key!("report-unanswered")
            };
            let mut words = it.text.clone();
            if let Some(proposal) = &it.proposal {
                words = format!("{words}\n{proposal}");
            }
            quotes.push(Quote {
                unit: it.unit_name.clone(),
                about: format!("{} {}", it.task_code, self.task_words(it.task_id)),
                words,
                by: format!("{} · {}", show::date(it.said_on), self.t.get(key)),
                href: format!("/difficulties/{}", it.id),
            });
        }
        if quotes.is_empty() {
            return self.none(key!("report-none-difficulties"));
        }
        vec![Block::Quotes(quotes)]
    }

    fn money(&self) -> Vec<Block> {
        if self.it.money.is_empty() {
            return self.none(key!("report-none-money"));
        }
        let parts = |sums: &Sums| {
            [
                sums.estimated,
                sums.approved,
                sums.allocated,
                sums.disbursed,
            ]
        };
        let mut total = [0_i64; 4];
        let mut rows = Vec::new();
        for sums in &self.it.money {
            for (sum, part) in total.iter_mut().zip(parts(sums)) {
                *sum += part;
            }
            rows.push(self.money_row(sums.name.clone(), parts(sums), false));
        }
        rows.push(self.money_row(self.t.get("report-sum").to_owned(), total, true));
        let head = [
            key!("report-column-source"),
            key!("report-column-estimated"),
            key!("report-column-approved"),
            key!("report-column-allocated"),
            key!("report-column-disbursed"),
        ];
        vec![Block::Table(Table {
            caption: self.t.get("report-table-money").to_owned(),
            head: head.map(|key| self.t.get(key).to_owned()).to_vec(),
            rows,
        })]
    }

    fn money_row(&self, name: String, amounts: [i64; 4], total: bool) -> TableRow {
        let href = match self.it.period.plan_id {
            Some(plan) => format!("/money?plan={plan}"),
            None => "/money".to_owned(),
        };
        let numbers = amounts.map(|amount| (self.t.number(amount), Some(href.clone())));
        TableRow {
            name,
            numbers: numbers.to_vec(),
            total,
        }
    }

    fn missing(&self) -> Vec<Block> {
        let missing = self.it.standing.iter().filter(|it| it.state.is_missing());
        let names: Vec<&str> = missing.map(|it| it.unit_name.as_str()).collect();
        if names.is_empty() {
            return self.none(key!("report-none-missing"));
        }
        let text = self.t.two(
            "report-missing",
            "n",
            names.len(),
            "units",
            names.join("; "),
        );
        vec![Block::Text(
            text,
            Some(format!("/reports/{}", self.it.period.id)),
        )]
    }

    fn supplements(&self) -> Vec<Block> {
        if self.it.supplements.is_empty() {
            return self.none(key!("report-none-supplements"));
        }
        let quotes = self.it.supplements.iter().map(|it| Quote {
            unit: it.unit_name.clone(),
            about: format!("{} {}", it.task_code, self.task_words(it.task_id)),
            words: [&it.narrative, &it.result]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("\n"),
            by: self
                .t
                .one("report-supplement-at", "at", show::instant(it.recorded_at)),
            href: format!("/obligations/{}", it.obligation_id),
        });
        vec![Block::Quotes(quotes.collect())]
    }
}

/// A share in whole per cent, 0 of nothing.
fn share(part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    (part * 100 + whole / 2) / whole
}
