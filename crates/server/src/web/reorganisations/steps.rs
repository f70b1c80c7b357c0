//! Adding and removing the steps of an act that is not in force. Units are typed by name or code,
//! one a line; behind a colon stand the functions that go to a successor.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::db::Conn;
use dondoc_core::plan::draft::ActorKind;
use dondoc_core::reorganisation::{self, Act, Heir, NewUnit, Step, Successor};
use dondoc_core::unit::{self, Meant, Registry, Resolution};
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::show::{kind_of, render};
use crate::key;
use crate::text::Texts;

/// The form of a step.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    version: i64,
    kind: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    short: String,
    #[serde(default)]
    new_kind: String,
    #[serde(default)]
    parent: String,
}

/// Adds one.
pub async fn add(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let me = page.me()?;
    let reader = app.db().read().await?;
    let mut act = reorganisation::content(&reader, id).await?;
    let read = read(&reader, page.t, &act, &typed).await?;
    drop(reader);
    let steps = match read {
        Ok(steps) => steps,
        Err(problem) => return render(&app, &page, id, Some(problem)).await,
    };
    act.steps.extend(steps);
    save(&app, me, &page, id, typed.version, act).await
}

/// Which step was seen.
#[derive(Debug, Deserialize)]
pub struct Removed {
    version: i64,
}

/// Removes one, by its place from 0.
pub async fn remove(
    State(app): State<App>,
    page: Page,
    Path((id, at)): Path<(i64, usize)>,
    Form(removed): Form<Removed>,
) -> Result<Response> {
    let me = page.me()?;
    let mut act = reorganisation::content(&*app.db().read().await?, id).await?;
    if at >= act.steps.len() {
        return Err(Error::NotFound);
    }
    act.steps.remove(at);
    save(&app, me, &page, id, removed.version, act).await
}

async fn save(
    app: &App,
    me: &super::super::session::SignedIn,
    page: &Page,
    id: i64,
    version: i64,
    act: Act,
) -> Result<Response> {
    if act.check().is_err() {
        let problem = page.t.get("reorganisation-fields").to_owned();
        return render(app, page, id, Some(problem)).await;
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { reorganisation::edit(tx, id, version, &act).await })
    });
    write.await?;
    Ok(Page::go(&format!("/reorganisations/{id}#steps")))
}

/// Finds units by what people type.
pub struct Finder {
    registry: Registry,
}

impl Finder {
    /// In the directory of a place as of a day.
    pub async fn new(conn: &Conn, place: &str, day: NaiveDate) -> Result<Self> {
        let registry = Registry::load(conn, day, place).await?;
        Ok(Self { registry })
    }

    /// The code of a unit by its name, its abbreviation or its code.
    pub async fn code(&self, conn: &Conn, typed: &str) -> Result<Option<String>> {
        match unit::find_by_code(conn, typed, self.registry.day).await {
            Ok(unit) => return Ok(Some(unit.code)),
            Err(dondoc_core::Error::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let code = match self.registry.resolve(typed, ActorKind::Agency, None) {
            Resolution::Is(Meant::Unit(id), _) => self.registry.unit_code(id).map(str::to_owned),
            _ => None,
        };
        Ok(code)
    }
}

/// The steps that were typed: one, or one for each unit where a step is about a single unit.
async fn read(
    conn: &Conn,
    t: &Texts,
    act: &Act,
    typed: &Typed,
) -> Result<std::result::Result<Vec<Step>, String>> {
    let day = act.effective_on;
    let eve = Finder::new(conn, &act.place, day.pred_opt().unwrap_or(day)).await?;
    let then = Finder::new(conn, &act.place, day).await?;
    let mut from = Vec::new();
    for line in lines(&typed.from) {
        match eve.code(conn, line).await? {
            Some(code) => from.push(code),
            None => return Ok(Err(t.one("step-unknown", "name", line.to_owned()))),
        }
    }
    let begun = match begun(conn, act, &then, typed).await? {
        Ok(begun) => begun,
        Err(name) => return Ok(Err(t.one("step-unknown", "name", name))),
    };
    let mut to: Vec<Heir> = Vec::new();
    for line in lines(&typed.to) {
        let (name, functions) = line.split_once(':').unwrap_or((line, ""));
        let unit = match known(conn, act, &then, name.trim()).await? {
            Some(code) => Successor::Known(code),
            None => return Ok(Err(t.one("step-unknown", "name", name.trim().to_owned()))),
        };
        let functions = functions.split(';').map(str::trim);
        let functions = functions.filter(|it| !it.is_empty()).map(str::to_owned);
        to.push(Heir {
            unit,
            functions: functions.collect(),
        });
    }
    if let (Some(unit), true) = (&begun, typed.kind != "create") {
        to.push(Heir {
            unit: Successor::New(unit.clone()),
            functions: Vec::new(),
        });
    }
    Ok(steps(typed, from, to, begun).map_err(|key| t.get(key).to_owned()))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A unit of the directory, or one that begins with this very act.
async fn known(conn: &Conn, act: &Act, then: &Finder, name: &str) -> Result<Option<String>> {
    let key = unit::name::key(name);
    let mut begun = act.steps.iter().flat_map(Step::begun);
    if let Some(unit) = begun.find(|unit| unit.code == name || unit::name::key(&unit.name) == key) {
        return Ok(Some(unit.code.clone()));
    }
    then.code(conn, name).await
}

/// The new unit, when one was named; `Err`: its parent is not known.
async fn begun(
    conn: &Conn,
    act: &Act,
    then: &Finder,
    typed: &Typed,
) -> Result<std::result::Result<Option<NewUnit>, String>> {
    let name = typed.name.trim();
    if name.is_empty() || typed.kind == "rename" {
        return Ok(Ok(None));
    }
    let parent = typed.parent.trim();
    let above = match parent {
        "" => None,
        parent => match known(conn, act, then, parent).await? {
            Some(code) => Some(code),
            None => return Ok(Err(parent.to_owned())),
        },
    };
    let (kind, level) = kind_of(&typed.new_kind);
    Ok(Ok(Some(NewUnit {
        code: unit::edit::free_code(conn, &act.place, name).await?,
        kind,
        level,
        parent: above,
        name: name.to_owned(),
        short: Some(typed.short.trim().to_owned()).filter(|short| !short.is_empty()),
        aliases: Vec::new(),
        tags: Vec::new(),
    })))
}

fn steps(
    typed: &Typed,
    from: Vec<String>,
    mut to: Vec<Heir>,
    begun: Option<NewUnit>,
) -> std::result::Result<Vec<Step>, &'static str> {
    let nobody = || {
        if from.is_empty() {
            Err(key!("step-nobody"))
        } else {
            Ok(())
        }
    };
    let units = |to: Vec<Heir>| to.into_iter().map(|heir| heir.unit).collect::<Vec<_>>();
    Ok(match typed.kind.as_str() {
        "create" => vec![Step::Create {
            unit: begun.ok_or(key!("step-no-name"))?,
        }],
        "rename" => {
            nobody()?;
            let name = typed.name.trim().to_owned();
            if name.is_empty() || from.len() > 1 {
                return Err(key!("step-no-name"));
            }
            let short = Some(typed.short.trim().to_owned()).filter(|short| !short.is_empty());
            from.into_iter()
                .map(|unit| Step::Rename {
                    unit,
                    name: name.clone(),
                    short: short.clone(),
                })
                .collect()
        }
        "abolish" => {
            nobody()?;
            from.into_iter()
                .map(|unit| Step::Abolish { unit })
                .collect()
        }
        "move" => {
            nobody()?;
            let parent = to.first().map(|heir| heir.unit.code().to_owned());
            from.into_iter()
                .map(|unit| Step::Move {
                    unit,
                    parent: parent.clone(),
                })
                .collect()
        }
        "merge" => {
            nobody()?;
            if to.len() != 1 {
                return Err(key!("step-one-successor"));
            }
            vec![Step::Merge {
                sources: from,
                into: to.remove(0).unit,
            }]
        }
        "split" | "functional_split" => {
            nobody()?;
            if to.is_empty() || from.len() > 1 {
                return Err(key!("step-one-source"));
            }
            let source = from.into_iter().next().unwrap_or_default();
            if typed.kind == "split" {
                vec![Step::Split {
                    source,
                    successors: units(to),
                }]
            } else {
                let rest = to.iter().find(|heir| heir.functions.is_empty());
                vec![Step::FunctionalSplit {
                    default: rest.map(|heir| heir.unit.code().to_owned()),
                    source,
                    successors: to,
                }]
            }
        }
        _ => return Err(key!("step-nobody")),
    })
}
