//! An act beside the directory as it stands: what it would do, what is in its way, and the ways of
//! the obligations. Preview, decisions and application all begin here.

use std::collections::{BTreeSet, HashMap};

use sea_orm::FromQueryResult;

use super::{
    Reorganisation, StoredStep,
    act::{Act, Step},
    book::Book,
    content, door,
    enactment::{Enacted, enact},
    fault::{Fault, Reason},
    find,
    route::{Lead, Routes},
    steps,
};
use crate::{
    db::{Conn, sql},
    error::Result,
    vals,
};

/// See above.
pub(crate) struct Situation {
    pub(crate) act: Reorganisation,
    pub(crate) content: Act,
    pub(crate) steps: Vec<StoredStep>,
    pub(crate) before: Book,
    pub(crate) after: Book,
    pub(crate) enacted: Enacted,
    pub(crate) routes: Routes,
}

#[derive(FromQueryResult)]
struct ChoiceRow {
    id: i64,
    to_code: Option<String>,
    others: String,
}

impl Situation {
    pub(crate) async fn load(conn: &Conn, id: i64) -> Result<Self> {
        let act = find(conn, id).await?;
        let content = content(conn, id).await?;
        let steps = steps(conn, id).await?;
        let before = door::load(conn, Some(id)).await?;
        let mut after = before.clone();
        let mut enacted = enact(&mut after, &content);
        if act.applied_at.is_none() {
            enacted
                .faults
                .extend(later_acts(conn, &act, &content).await?);
        }
        let mut situation = Self {
            act,
            content,
            steps,
            before,
            after,
            enacted,
            routes: Routes::default(),
        };
        situation.routes = situation.routes(conn).await?;
        Ok(situation)
    }

    async fn routes(&self, conn: &Conn) -> Result<Routes> {
        let mut routes = Routes {
            act: self.act.id,
            ..Routes::default()
        };
        for stored in &self.steps {
            for source in stored.step.sources() {
                let Ok(source) = self.after.id(source) else {
                    continue;
                };
                if stored.step.asks() {
                    routes.asking.push((source, stored.id));
                } else if let Step::Merge { into, .. } = &stored.step
                    && let Ok(target) = self.after.there(into.code(), self.content.effective_on)
                    && target != source
                {
                    routes.whole.push((source, target, stored.id));
                }
            }
        }
        // A unit that two steps name is a fault; here it must not be counted twice.
        let mut seen = BTreeSet::new();
        routes.whole.retain(|(source, ..)| seen.insert(*source));
        routes.asking.retain(|(source, _)| seen.insert(*source));
        let text = "SELECT id, to_code, others FROM reorganisation_choice
                    WHERE reorganisation_id = $1 ORDER BY id";
        let rows: Vec<ChoiceRow> = sql::all(conn, text, vals![self.act.id]).await?;
        for row in rows {
            let others: Vec<String> = serde_json::from_str(&row.others)?;
            if let Some(lead) = self.lead(row.to_code.as_deref(), &others) {
                routes.choices.push((row.id, lead));
            }
        }
        Ok(routes)
    }

    /// A choice in ids; `None` when somebody it names is not there on the day.
    pub(crate) fn lead(&self, to: Option<&str>, others: &[String]) -> Option<Lead> {
        let there = |code: &str| self.after.there(code, self.content.effective_on).ok();
        let Some(to) = to else {
            return Some(Lead::Close);
        };
        let to = there(to)?;
        let others: Option<Vec<i64>> = others.iter().map(|code| there(code)).collect();
        Some(Lead::To(to, others?))
    }

    /// The step with this id, and its place among all.
    pub(crate) fn step(&self, id: i64) -> Option<(usize, &Step)> {
        let at = self.steps.iter().position(|stored| stored.id == id)?;
        Some((at, &self.steps[at].step))
    }

    /// Whether a unit asks where its obligations go.
    pub(crate) fn asks(&self, unit: i64) -> bool {
        self.routes.asking.iter().any(|(source, _)| *source == unit)
    }

    /// The step in which a unit asks where its obligations go.
    pub(crate) fn asking_step(&self, source: i64) -> Option<(usize, &Step)> {
        let asking = self.routes.asking.iter().find(|(unit, _)| *unit == source);
        self.step(asking?.1)
    }

    /// Name of a unit from the effective day on; a unit that ended keeps its last.
    pub(crate) fn name(&self, unit: i64) -> String {
        self.after
            .units
            .get(&unit)
            .map_or_else(String::new, |unit| unit.name.clone())
    }

    pub(crate) fn code(&self, unit: i64) -> String {
        self.after
            .units
            .get(&unit)
            .map_or_else(String::new, |unit| unit.code.clone())
    }
}

/// Codes of all units that an act names.
pub(crate) fn touched(act: &Act) -> BTreeSet<&str> {
    act.steps.iter().flat_map(Step::touched).collect()
}

/// Acts in force that speak of units of this one, from a later day on: the history of a unit is
/// written in the order of its days.
async fn later_acts(conn: &Conn, act: &Reorganisation, content: &Act) -> Result<Vec<Fault>> {
    let text = "SELECT id FROM reorganisation
                WHERE applied_at IS NOT NULL AND effective_on > $1 AND id <> $2 ORDER BY id";
    let own = touched(content);
    let mut faults = Vec::new();
    for other in sql::column::<i64>(conn, text, vals![act.effective_on, act.id]).await? {
        let other = super::content(conn, other).await?;
        let both = touched(&other).into_iter().find(|code| own.contains(code));
        if let Some(code) = both {
            faults.push(Fault {
                step: None,
                unit: Some(code.to_owned()),
                reason: Reason::LaterAct,
            });
        }
    }
    Ok(faults)
}

/// Counts of open obligations by unit.
pub(crate) async fn open_by_unit(conn: &Conn, units: &[i64]) -> Result<HashMap<i64, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        unit_id: i64,
        number: i64,
    }
    if units.is_empty() {
        return Ok(HashMap::new());
    }
    let list: Vec<String> = units.iter().map(i64::to_string).collect();
    let text = format!(
        "SELECT o.unit_id, COUNT(*) AS number FROM obligation o WHERE o.unit_id IN ({}) AND {}
         GROUP BY o.unit_id",
        list.join(", "),
        super::route::open()
    );
    let rows: Vec<Row> = sql::all(conn, &text, vec![]).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.unit_id, row.number))
        .collect())
}
