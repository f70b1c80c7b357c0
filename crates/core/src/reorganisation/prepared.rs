//! Acts that come prepared with a directory: a person looks at one, fills in its number and day
//! where they are not known, and enters it.

use chrono::NaiveDate;

use super::act::{Act, Heir, NewUnit, Step, Successor};
use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    unit::{
        self,
        directory::{ActEntry, StepEntry, StepKind},
        record,
    },
    vals,
};

/// A prepared act.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "whose, what, and what it became")]
pub struct Prepared {
    pub place: String,
    pub entry: ActEntry,
    /// The act that was entered from it, if one was.
    pub entered: Option<i64>,
}

/// All prepared acts of the directories that are there, by place and day.
pub async fn all(conn: &Conn) -> Result<Vec<Prepared>> {
    let mut found = Vec::new();
    for place in unit::places(conn).await? {
        for entry in record::acts(conn, &place).await? {
            let text = "SELECT id FROM reorganisation WHERE prepared = $1 ORDER BY id LIMIT 1";
            found.push(Prepared {
                place: place.clone(),
                entered: sql::scalar(conn, text, vals![entry.code.clone()]).await?,
                entry,
            });
        }
    }
    found.sort_by(|one, two| {
        let key = |it: &Prepared| (it.place.clone(), it.entry.effective, it.entry.code.clone());
        key(one).cmp(&key(two))
    });
    Ok(found)
}

/// A prepared act by its code.
pub async fn find(conn: &Conn, code: &str) -> Result<Prepared> {
    let all = all(conn).await?;
    let found = all.into_iter().find(|it| it.entry.code == code);
    found.ok_or(Error::NotFound("prepared act"))
}

/// The act of it. `number` and `issued_on` stand in where the entry does not know them.
pub async fn act(
    conn: &Conn,
    prepared: &Prepared,
    number: &str,
    issued_on: NaiveDate,
) -> Result<Act> {
    let entry = &prepared.entry;
    let mut steps = Vec::new();
    for step in &entry.steps {
        steps.extend(these(conn, step, entry.effective).await?);
    }
    let written = entry.number.as_deref().unwrap_or(number);
    Ok(Act {
        place: prepared.place.clone(),
        number: written.to_owned(),
        issuer: None,
        title: entry.title.clone(),
        issued_on: entry.date.unwrap_or(issued_on),
        effective_on: entry.effective,
        steps,
    })
}

/// The steps that one entry stands for.
async fn these(conn: &Conn, step: &StepEntry, day: NaiveDate) -> Result<Vec<Step>> {
    let to: Vec<&str> = step.to.iter().map(|it| it.unit.as_str()).collect();
    let each = |make: &dyn Fn(&String) -> Step| step.from.iter().map(make).collect();
    let known = |code: &str| Successor::Known(code.to_owned());
    let first = || {
        to.first()
            .copied()
            .ok_or(Error::Damaged("an act without a unit".into()))
    };
    Ok(match step.kind {
        StepKind::Rename if step.from.iter().map(String::as_str).eq(to.iter().copied()) => {
            let mut steps = Vec::new();
            for code in &step.from {
                let unit = unit::find_by_code(conn, code, day).await?;
                steps.push(Step::Rename {
                    unit: code.clone(),
                    name: unit.name,
                    short: unit.short,
                });
            }
            steps
        }
        // One unit of the directory becomes another: it is followed in everything.
        StepKind::Rename | StepKind::Merge => vec![Step::Merge {
            sources: step.from.clone(),
            into: known(first()?),
        }],
        StepKind::Split => each(&|source| Step::Split {
            source: source.clone(),
            successors: to.iter().map(|code| known(code)).collect(),
        }),
        StepKind::FunctionalSplit => each(&|source| Step::FunctionalSplit {
            source: source.clone(),
            successors: step
                .to
                .iter()
                .map(|it| Heir {
                    unit: known(&it.unit),
                    functions: it.functions.clone(),
                })
                .collect(),
            default: step
                .to
                .iter()
                .find(|it| it.functions.is_empty())
                .map(|it| it.unit.clone()),
        }),
        StepKind::Abolish => each(&|unit| Step::Abolish { unit: unit.clone() }),
        StepKind::Move => {
            let parent = to.first().map(|code| (*code).to_owned());
            each(&|unit| Step::Move {
                unit: unit.clone(),
                parent: parent.clone(),
            })
        }
        StepKind::Create => {
            let mut steps = Vec::new();
            for code in to {
                steps.push(Step::Create {
                    unit: begun(conn, code, day).await?,
                });
            }
            steps
        }
    })
}

/// A unit of the directory as one that begins.
async fn begun(conn: &Conn, code: &str, day: NaiveDate) -> Result<NewUnit> {
    let unit = unit::find_by_code(conn, code, day).await?;
    let parent = unit::parent(conn, unit.id, day).await?;
    Ok(NewUnit {
        kind: unit.kind()?,
        level: unit.level()?,
        code: unit.code,
        parent: parent.map(|parent| parent.code),
        name: unit.name,
        short: unit.short,
        aliases: Vec::new(),
        tags: Vec::new(),
    })
}
