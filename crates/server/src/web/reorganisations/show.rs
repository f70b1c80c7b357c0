//! One act with its preview: what it does, what is in the way, who goes where, the sums; apply,
//! apply in part, undo.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::reorganisation::history::{self, Passage};
use dondoc_core::reorganisation::impact::Impact;
use dondoc_core::reorganisation::people::AccountTouched;
use dondoc_core::reorganisation::{
    self, Along, Balance, Fate, Flow, Party, Preview, Reorganisation,
};
use dondoc_core::unit::{Kind, Level};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::units::kind_key;
use super::words::{Standing, StepLine, fate_key, reason_key};

/// `templates/reorganisations/show.html`
#[derive(Debug, Template)]
#[template(path = "reorganisations/show.html")]
pub struct ActPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Whether the person may change and apply it.
    pub may: bool,
    /// The act.
    pub act: &'a Reorganisation,
    /// How it stands.
    pub standing: Standing,
    /// What it does.
    pub steps: Vec<StepLine>,
    /// Whether its steps may be changed.
    pub open: bool,
    /// What is in the way: a sentence and the unit it is about.
    pub faults: Vec<FaultLine>,
    /// Its day has not come.
    pub not_before: Option<String>,
    /// The sums.
    pub balance: Balance,
    /// Who hands on what.
    pub sources: Vec<Source>,
    /// What else is touched.
    pub impact: &'a Impact,
    /// Accounts that can go along, for who manages accounts.
    pub people: Vec<AccountTouched>,
    /// Groups with a list whose list would follow.
    pub lists: Vec<(String, String)>,
    /// What has been done.
    pub done: Vec<Done>,
    /// The kinds a new unit may be of.
    pub kinds: Vec<(String, &'static str)>,
    /// What was not understood of a step.
    pub problem: Option<String>,
}

/// A fault in words.
#[derive(Debug)]
pub struct FaultLine {
    /// Its step, from 1.
    pub step: Option<usize>,
    /// The unit.
    pub unit: Option<String>,
    /// The key of the sentence.
    pub key: &'static str,
}

/// A unit that hands on, or whose own obligations are joined.
#[derive(Debug)]
pub struct Source {
    /// Who.
    pub party: Party,
    /// The key of what it is.
    pub ways: Vec<Way>,
    /// How many wait for a decision.
    pub undecided: i64,
}

/// So many go one way.
#[derive(Debug)]
pub struct Way {
    /// The key of what becomes of them.
    pub key: &'static str,
    /// To whom.
    pub to: Option<String>,
    /// How many.
    pub number: i64,
}

/// What an act in force has done.
#[derive(Debug)]
pub struct Done {
    /// The key of what became of them.
    pub key: &'static str,
    /// From whom to whom, how many.
    pub passage: Passage,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    render(&app, &page, id, None).await
}

/// The page, with what was not understood.
pub async fn render(app: &App, page: &Page, id: i64, problem: Option<String>) -> Result<Response> {
    super::check_reading(page)?;
    let reader = app.db().read().await?;
    let preview = reorganisation::preview(&reader, id, page.today).await?;
    let mut done = Vec::new();
    for passage in history::of_act(&reader, id).await? {
        let key = fate_key(passage.fate()?);
        done.push(Done { key, passage });
    }
    drop(reader);
    let status = if problem.is_some() {
        axum::http::StatusCode::UNPROCESSABLE_ENTITY
    } else {
        axum::http::StatusCode::OK
    };
    let open = preview.act.applied_at.is_none();
    let lists = preview.impact.groups.iter();
    let lists = lists
        .filter(|group| group.listed && !group.gained.is_empty())
        .map(|group| (group.code.clone(), group.name.clone()));
    let manages = page
        .account
        .as_ref()
        .is_some_and(|me| me.actor.may(Act::ManageAccounts).is_ok());
    let people = preview.impact.accounts.iter();
    let people = people.filter(|account| manages && account.heir.is_some());
    let shown = ActPage {
        people: people.cloned().collect(),
        page,
        may: super::may(page),
        standing: Standing::of(&preview.act, preview.resting),
        steps: preview
            .steps
            .iter()
            .map(|stored| StepLine::of(&stored.step, &preview.parties, open))
            .collect(),
        open,
        faults: faults(&preview),
        not_before: preview.not_before.map(crate::show::date),
        balance: preview.balance,
        sources: sources(&preview.flows),
        lists: lists.collect(),
        done,
        kinds: kinds(),
        problem,
        impact: &preview.impact,
        act: &preview.act,
    };
    page.render_as(status, &shown)
}

fn faults(preview: &Preview) -> Vec<FaultLine> {
    let name = |code: &String| {
        let party = preview.parties.get(code);
        party.map_or_else(|| code.clone(), |party| party.name.clone())
    };
    let lines = preview.faults.iter().map(|fault| FaultLine {
        step: fault.step.map(|at| at + 1),
        unit: fault.unit.as_ref().map(name),
        key: reason_key(fault.reason),
    });
    lines.collect()
}

/// The flows by the unit they come from.
fn sources(flows: &[Flow]) -> Vec<Source> {
    // By the unit itself: communes of two districts may bear one name.
    let mut sources: BTreeMap<(usize, &str, i64), Source> = BTreeMap::new();
    for flow in flows {
        let step = flow.step.unwrap_or(usize::MAX);
        let key = (step, flow.from.name.as_str(), flow.from.id);
        let source = sources.entry(key).or_insert_with(|| Source {
            party: flow.from.clone(),
            ways: Vec::new(),
            undecided: 0,
        });
        if flow.fate == Fate::Undecided {
            source.undecided += flow.number;
        }
        source.ways.push(Way {
            key: fate_key(flow.fate),
            to: flow.to.as_ref().map(|to| to.name.clone()),
            number: flow.number,
        });
    }
    sources.into_values().collect()
}

/// The kinds a new unit may be of, with their levels.
fn kinds() -> Vec<(String, &'static str)> {
    [
        Kind::Department,
        Kind::Party,
        Kind::MassOrganisation,
        Kind::ArmedForce,
        Kind::Press,
        Kind::PublicBody,
        Kind::Commune,
        Kind::Other,
    ]
    .into_iter()
    .map(|kind| (kind_code(kind).to_owned(), kind_key(kind)))
    .collect()
}

/// As in the form.
pub fn kind_code(kind: Kind) -> &'static str {
    match kind {
        Kind::Party => "party",
        Kind::MassOrganisation => "mass_organisation",
        Kind::ArmedForce => "armed_force",
        Kind::Press => "press",
        Kind::PublicBody => "public_body",
        Kind::Commune => "commune",
        Kind::Department => "department",
        _ => "other",
    }
}

/// The reverse, with the level that goes with it.
pub fn kind_of(code: &str) -> (Kind, Level) {
    let kind = [
        Kind::Department,
        Kind::Party,
        Kind::MassOrganisation,
        Kind::ArmedForce,
        Kind::Press,
        Kind::PublicBody,
        Kind::Commune,
    ]
    .into_iter()
    .find(|kind| kind_code(*kind) == code)
    .unwrap_or(Kind::Other);
    let level = match kind {
        Kind::Commune => Level::Commune,
        _ => Level::Province,
    };
    (kind, level)
}

/// The forms of one button: what was seen, and what was ticked. Read as pairs because a name may
/// stand there several times.
type Pairs = Vec<(String, String)>;

fn version(pairs: &Pairs) -> Result<i64> {
    let found = pairs.iter().find(|(name, _)| name == "version");
    found
        .and_then(|(_, value)| value.parse().ok())
        .ok_or(Error::BadRequest)
}

/// Applies it, or what is new since it was applied last.
pub async fn apply(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(pairs): Form<Pairs>,
) -> Result<Response> {
    let me = page.me()?;
    let version = version(&pairs)?;
    let mut along = Along::default();
    for (name, value) in pairs {
        match name.as_str() {
            "group" => along.groups.push(value),
            "account" => along
                .accounts
                .push(value.parse().map_err(|_| Error::BadRequest)?),
            _ => {}
        }
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { reorganisation::apply(tx, id, version, &along).await })
    });
    write.await?;
    Ok(Page::go(&format!("/reorganisations/{id}")))
}

/// Undoes it as a whole.
pub async fn undo(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(pairs): Form<Pairs>,
) -> Result<Response> {
    let me = page.me()?;
    let version = version(&pairs)?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(reorganisation::undo(tx, id, version))
    });
    write.await?;
    Ok(Page::go(&format!("/reorganisations/{id}")))
}

#[cfg(test)]
mod tests {
    use super::{Fate, Flow, Party, sources};

    #[test]
    fn two_units_of_one_name_stay_two() {
        let flow = |id: i64| Flow {
            step: Some(0),
            fate: Fate::Undecided,
            from: Party {
                id,
                code: format!("c{id}"),
                name: "Xã Tân Thành".to_owned(),
            },
            to: None,
            number: id,
        };
        let shown = sources(&[flow(1), flow(2)]);
        let each: Vec<(i64, i64)> = shown.iter().map(|it| (it.party.id, it.undecided)).collect();
        assert_eq!(each, [(1, 1), (2, 2)]);
    }
}
