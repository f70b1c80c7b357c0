//! One difficulty: what was said, what was done, and what may be done next.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::db::Conn;
use dondoc_core::difficulty::amendment::{self, Concerns, Proposal};
use dondoc_core::difficulty::{self, Difficulty, Filter, Step, handling};
use dondoc_core::guidance;
use dondoc_core::unit;

use super::{Row, row, step_key};
use crate::key;
use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;

/// `templates/difficulties/show.html`
#[derive(Debug, Template)]
#[template(path = "difficulties/show.html")]
pub struct ShowPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The difficulty.
    pub row: Row,
    /// The key of the way it came.
    pub way: &'static str,
    /// The steps taken.
    pub steps: Vec<StepRow>,
    /// What was proposed.
    pub proposals: Vec<(Proposal, &'static str)>,
    /// What may be done.
    pub can: Can,
    /// The units, for routing.
    pub units: Vec<(String, String)>,
    /// Guidance to refer to.
    pub guidance: Vec<(i64, String)>,
    /// What a proposal may concern.
    pub concerns: Vec<(i16, &'static str)>,
}

/// A step as shown.
#[derive(Debug)]
pub struct StepRow {
    /// The step.
    pub taken: difficulty::Taken,
    /// Its key.
    pub what: &'static str,
}

/// What the person may do with it as it stands.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each form")]
pub struct Can {
    pub route: bool,
    pub answer: bool,
    pub pass_up: bool,
    pub decide: bool,
    pub propose: bool,
    pub close: bool,
    pub reopen: bool,
}

impl Can {
    /// Anything at all.
    pub fn something(&self) -> bool {
        self.route
            || self.answer
            || self.pass_up
            || self.decide
            || self.propose
            || self.close
            || self.reopen
    }
}

/// The key of a concern.
const fn concern_key(concerns: Concerns) -> &'static str {
    match concerns {
        Concerns::Deadline => key!("amendment-deadline"),
        Concerns::Assignment => key!("amendment-assignment"),
        Concerns::Content => key!("amendment-content"),
        Concerns::Removal => key!("amendment-removal"),
        Concerns::Other => key!("amendment-other"),
    }
}

fn way_key(way: &str) -> &'static str {
    match way {
        "link" => key!("way-said-link"),
        "workbook" => key!("way-said-workbook"),
        "offline_page" => key!("way-said-offline"),
        "on_behalf" => key!("way-said-behalf"),
        _ => key!("way-said-account"),
    }
}

/// A difficulty, if the person may see it.
pub(super) async fn seen(conn: &Conn, page: &Page, id: i64) -> Result<Difficulty> {
    let account = page.me()?;
    let filter = Filter {
        id: Some(id),
        reach: Some(account.actor.reach()?),
        ..Filter::default()
    };
    let found = difficulty::list(conn, &filter, 1).await?.pop();
    Ok(account.actor.found(found, "difficulty")?)
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let reader = app.db().read().await?;
    let it = seen(&reader, &page, id).await?;
    let can = can(&reader, &page, &it).await?;
    let steps = difficulty::steps(&reader, id).await?;
    let proposals = amendment::of_difficulty(&reader, id).await?;
    let units = if can.route {
        unit::list(&reader, page.today).await?
    } else {
        Vec::new()
    };
    let guidance = guidance::search(&reader, "", 200).await?;
    drop(reader);
    let step = |taken: difficulty::Taken| {
        let what = step_key(taken.step()?);
        Ok(StepRow { taken, what })
    };
    let proposal = |it: Proposal| {
        let concerns = concern_key(it.concerns()?);
        Ok((it, concerns))
    };
    page.render(&ShowPage {
        page: &page,
        way: way_key(&it.way),
        steps: steps.into_iter().map(step).collect::<Result<_>>()?,
        proposals: proposals.into_iter().map(proposal).collect::<Result<_>>()?,
        can,
        units: units
            .into_iter()
            .map(|unit| (unit.code, unit.name))
            .collect(),
        guidance: guidance
            .into_iter()
            .map(|it| (it.id, format!("{} – {}", it.number, it.title)))
            .collect(),
        concerns: Concerns::ALL
            .map(|it| (it.number(), concern_key(it)))
            .to_vec(),
        row: row(&page, it)?,
    })
}

async fn can(conn: &Conn, page: &Page, it: &Difficulty) -> Result<Can> {
    let Some(account) = &page.account else {
        return Ok(Can::default());
    };
    let state = it.state()?;
    let open = |step| state.after(step).is_some();
    let answers = account.actor.may(Act::AnswerDifficulty).is_ok();
    let decides = account.actor.may(Act::DecideDifficulty).is_ok();
    let ours = handling::may_answer(conn, &account.actor, it).await.is_ok();
    let own = account
        .actor
        .may_for(Act::RaiseDifficulty, it.unit_id)
        .is_ok();
    Ok(Can {
        route: answers && open(Step::Route),
        answer: ours && open(Step::Answer),
        pass_up: answers && open(Step::PassUp),
        decide: decides && open(Step::Decide),
        propose: (answers || decides) && open(Step::Propose),
        close: answers && open(Step::Close),
        reopen: own && open(Step::Reopen),
    })
}
