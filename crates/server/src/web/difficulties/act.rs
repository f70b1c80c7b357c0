//! Raising a difficulty, and the steps taken with it: `POST /difficulties/{id}/{step}`.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::difficulty::amendment::{self, Concerns};
use dondoc_core::difficulty::handling::{self, Answer, Holder};
use dondoc_core::difficulty::{self, Provenance};
use dondoc_core::obligation;
use dondoc_core::reorganisation::answering::unit_for;
use dondoc_core::task::{self, Task};
use dondoc_core::unit::{self, Unit};
use serde::Deserialize;

use super::told;
use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;

/// `templates/difficulties/new.html`
#[derive(Debug, Template)]
#[template(path = "difficulties/new.html")]
pub struct NewPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// For which obligation.
    pub obligation: i64,
    /// Whose it is.
    pub unit: Unit,
    /// Its task.
    pub task: Task,
    /// Whether the person speaks for another unit, from its letter.
    pub on_behalf: bool,
}

/// For which obligation.
#[derive(Debug, Deserialize)]
pub struct For {
    obligation: i64,
}

/// The form.
pub async fn new(State(app): State<App>, page: Page, Query(it): Query<For>) -> Result<Response> {
    let account = page.me()?;
    let reader = app.db().read().await?;
    let obligation = obligation::find(&reader, it.obligation).await?;
    let owner = unit_for(&reader, it.obligation).await?;
    account.actor.may_for(Act::RaiseDifficulty, owner)?;
    let unit = unit::find(&reader, owner, page.today).await?;
    let task = task::find(&reader, obligation.task_id).await?;
    drop(reader);
    let on_behalf = !account.actor.units().contains(&owner);
    page.render(&NewPage {
        page: &page,
        obligation: it.obligation,
        unit,
        task,
        on_behalf,
    })
}

/// What the form says.
#[derive(Debug, Deserialize)]
pub struct Typed {
    obligation: i64,
    text: String,
    proposal: Option<String>,
    said_by: Option<String>,
    proof: Option<String>,
}

/// Raises it.
pub async fn raise(
    State(app): State<App>,
    page: Page,
    Form(form): Form<Typed>,
) -> Result<Response> {
    let account = page.me()?;
    let owner = unit_for(&*app.db().read().await?, form.obligation).await?;
    let own = account.actor.units().contains(&owner);
    let said_by = form.said_by.filter(|name| !name.trim().is_empty());
    let from = Provenance {
        way: if own { "account" } else { "on_behalf" },
        said_by: said_by.or_else(|| own.then(|| account.name.clone())),
        said_on: None,
        proof: form.proof,
        source_key: None,
    };
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move {
            let proposal = form.proposal.as_deref();
            difficulty::raise(tx, form.obligation, &form.text, proposal, &from).await
        })
    });
    let raised = done.await.map_err(told)?;
    Ok(Page::go(&format!("/difficulties/{}", raised.id())))
}

/// The fields of all steps; each step reads its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Step {
    version: i64,
    text: String,
    unit: String,
    person: Option<String>,
    document: Option<String>,
    guidance: Option<String>,
    concerns: i16,
    change: String,
}

/// Takes a step.
pub async fn take(
    State(app): State<App>,
    page: Page,
    Path((id, step)): Path<(i64, String)>,
    Form(form): Form<Step>,
) -> Result<Response> {
    let account = page.me()?;
    let today = page.today;
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move {
            let version = form.version;
            let answer = Answer {
                text: form.text.clone(),
                document: form.document.clone(),
                guidance_id: form.guidance.as_deref().and_then(|id| id.parse().ok()),
            };
            match step.as_str() {
                "routing" => {
                    let code = form.unit.trim();
                    let unit_id = if code.is_empty() {
                        None
                    } else {
                        Some(unit::find_by_code(tx, code, today).await?.id)
                    };
                    let to = Holder {
                        unit_id,
                        person: form.person.clone(),
                    };
                    handling::route(tx, id, version, &to, Some(&form.text)).await
                }
                "answer" => handling::answer(tx, id, version, &answer).await,
                "passing" => handling::pass_up(tx, id, version, &form.text).await,
                "decision" => handling::decide(tx, id, version, &answer).await,
                "amendment" => {
                    let concerns = Concerns::ALL.into_iter();
                    let mut concerns = concerns.filter(|it| it.number() == form.concerns);
                    let concerns = concerns.next().unwrap_or(Concerns::Other);
                    let (change, reason) = (&form.change, &form.text);
                    amendment::propose(tx, id, version, concerns, change, reason).await
                }
                "closure" => handling::close(tx, id, version, Some(&form.text)).await,
                "reopening" => handling::reopen(tx, id, version, &form.text).await,
                _ => Err(dondoc_core::Error::NotFound("step")),
            }
        })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/difficulties/{id}")))
}
