//! What a consolidated report is composed of: the lines and numbers of a period, with the words,
//! money and names that belong to them.

use std::collections::HashMap;

use chrono::NaiveDate;
use dondoc_core::db::Conn;
use dondoc_core::difficulty::{self, Difficulty};
use dondoc_core::money::Sums;
use dondoc_core::plan::draft::Draft;
use dondoc_core::plan::{self, Plan};
use dondoc_core::progress::{self, ProgressUpdate};
use dondoc_core::reporting::figures::{self, Figures, Line, Sections};
use dondoc_core::reporting::section::{self, Placed};
use dondoc_core::reporting::supplement::{self, Supplement};
use dondoc_core::reporting::unit_report::{self, Standing, UnitReport};
use dondoc_core::reporting::{Period, Reporter, freezing, regime};
use dondoc_core::task::{self, Task};

use super::super::error::Result;
use super::name_of;
use crate::text::Texts;

/// Late reports and difficulties of one report.
const MOST: i64 = 2_000;

/// What a report is composed of.
pub struct Material {
    /// The period.
    pub period: Period,
    /// Its name.
    pub name: String,
    /// Who receives the report.
    pub receiver: String,
    /// The day whose figures are shown.
    pub day: NaiveDate,
    /// The plan, when it is about one.
    pub plan: Option<Plan>,
    /// How every obligation stood.
    pub lines: Vec<Line>,
    /// The numbers.
    pub figures: Figures,
    /// Headings of the sections of the plan, by the keys of the figures.
    pub headings: HashMap<usize, String>,
    /// Which section each task stands in.
    pub sections: Sections,
    pub(super) tasks: HashMap<i64, Task>,
    pub(super) updates: HashMap<i64, ProgressUpdate>,
    pub(super) reports: Vec<UnitReport>,
    pub(super) standing: Vec<Standing>,
    pub(super) difficulties: Vec<Difficulty>,
    pub(super) money: Vec<Sums>,
    pub(super) supplements: Vec<Supplement>,
    pub(super) placed: Vec<Placed>,
}

/// Gather what a report of a period is composed of.
pub async fn gather(conn: &Conn, t: &Texts, period: Period, today: NaiveDate) -> Result<Material> {
    let lines = freezing::lines(conn, &period, today).await?;
    let plan = match period.plan_id {
        Some(id) => Some(plan::find(conn, id).await?),
        None => None,
    };
    let ids = distinct(lines.iter().map(|line| line.task_id));
    let tasks: HashMap<i64, Task> = task::of_ids(conn, &ids)
        .await?
        .into_iter()
        .map(|task| (task.id, task))
        .collect();
    let (sections, headings) = match &plan {
        Some(plan) => sections(&plan::content(conn, plan.id, plan.version).await?, &tasks),
        None => by_plan(conn, &lines).await?,
    };
    let ids = distinct(lines.iter().filter_map(|line| line.update_id));
    let updates = progress::of_ids(conn, &ids).await?;
    // What was handed in by the day on which the report is sent; later ones are marked.
    let sent = period.due(Reporter::Province).min(today);
    let filter = difficulty::Filter {
        plan: period.plan_id,
        ..difficulty::Filter::default()
    };
    let mut difficulties = difficulty::list(conn, &filter, MOST).await?;
    difficulties.retain(|it| period.from_day <= it.said_on && it.said_on <= period.cutoff);
    Ok(Material {
        name: name_of(t, &period),
        receiver: regime::find(conn, period.regime_id).await?.receiver,
        day: match period.frozen_at {
            Some(_) => period.cutoff,
            None => period.figures_day(today),
        },
        figures: figures::count(&lines, &sections),
        updates: updates.into_iter().map(|it| (it.id, it)).collect(),
        reports: unit_report::of_period(conn, period.id).await?,
        standing: unit_report::standing(conn, period.id, sent).await?,
        difficulties,
        money: freezing::money(conn, &period).await?,
        supplements: supplement::list(conn, &period, MOST).await?,
        placed: section::list(conn, period.id).await?,
        plan,
        lines,
        headings,
        sections,
        tasks,
        period,
    })
}

impl Material {
    /// The readable code of a task.
    pub fn code(&self, task: i64) -> String {
        let task = self.tasks.get(&task);
        task.map(|task| task.code.clone()).unwrap_or_default()
    }
}

fn distinct(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The sections of a plan that its tasks stand in: the topmost parts that tell them apart.
fn sections(content: &Draft, tasks: &HashMap<i64, Task>) -> (Sections, HashMap<usize, String>) {
    let parents: HashMap<usize, (Option<usize>, String)> = content
        .outline
        .iter()
        .map(|node| {
            let label = node.label.clone().unwrap_or_default();
            let heading = node.heading.as_ref().map(|it| it.text.trim().to_owned());
            let name = [label, heading.unwrap_or_default()].join(" ");
            (node.id, (node.parent, name.trim().to_owned()))
        })
        .collect();
    let way = |task: &Task| -> Vec<usize> {
        let at = usize::try_from(task.position - 1).ok();
        let row = at.and_then(|at| content.rows.get(at));
        let mut way = Vec::new();
        let mut node = row.and_then(|row| row.node);
        while let Some(id) = node.filter(|id| !way.contains(id)) {
            way.push(id);
            node = parents.get(&id).and_then(|(parent, _)| *parent);
        }
        way.reverse();
        way
    };
    let ways: Vec<(i64, Vec<usize>)> = tasks.values().map(|task| (task.id, way(task))).collect();
    // One level below what they all share; a task of its own level keeps its last part.
    let shared = (0..).take_while(|depth| {
        let mut at = ways.iter().map(|(_, way)| way.get(*depth));
        let first = at.next().flatten();
        first.is_some() && ways.iter().all(|(_, way)| way.get(*depth) == first)
    });
    let depth = shared.count();
    let mut sections = Sections::new();
    let mut headings = HashMap::new();
    for (task, way) in ways {
        if let Some(id) = way.get(depth).or_else(|| way.last()).copied() {
            sections.insert(task, id);
            if let Some((_, name)) = parents.get(&id) {
                headings.insert(id, name.clone());
            }
        }
    }
    (sections, headings)
}

/// Over all plans, each plan is a section.
async fn by_plan(conn: &Conn, lines: &[Line]) -> Result<(Sections, HashMap<usize, String>)> {
    let mut headings = HashMap::new();
    for id in distinct(lines.iter().map(|line| line.plan_id)) {
        let plan = plan::find(conn, id).await?;
        let key = usize::try_from(id).unwrap_or(usize::MAX);
        headings.insert(key, format!("{} – {}", plan.number, plan.title));
    }
    let key = |line: &Line| usize::try_from(line.plan_id).unwrap_or(usize::MAX);
    let sections = lines.iter().map(|line| (line.task_id, key(line))).collect();
    Ok((sections, headings))
}
