//! Collectives of confirmed plans expanded anew after an act: a proposal with its diff, accepted
//! plan by plan or for all.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::reorganisation::re_expansion::{self, Proposal};
use dondoc_core::reorganisation::{self, Reorganisation};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use crate::key;
use crate::text::Argument;

/// Collectives of a plan that are listed one by one.
const SHOWN: usize = 30;

/// `templates/reorganisations/groups.html`
#[derive(Debug, Template)]
#[template(path = "reorganisations/groups.html")]
pub struct GroupsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Whether the person may accept.
    pub may: bool,
    /// The act.
    pub act: Reorganisation,
    /// The proposals.
    pub proposals: Vec<Shown>,
    /// What was not understood.
    pub problem: Option<&'static str>,
}

/// A proposal as shown.
#[derive(Debug)]
pub struct Shown {
    /// As `core` makes it; the longest are cut.
    pub proposal: Proposal,
    /// Added, closed, carried over, in words.
    pub diff: String,
    /// How many collectives are not listed.
    pub more: usize,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    render(&app, &page, id, None).await
}

async fn render(
    app: &App,
    page: &Page,
    id: i64,
    problem: Option<&'static str>,
) -> Result<Response> {
    super::check_reading(page)?;
    let reader = app.db().read().await?;
    let act = reorganisation::find(&reader, id).await?;
    let proposals = if act.applied_at.is_some() {
        re_expansion::proposals(&reader, id, None).await?
    } else {
        Vec::new()
    };
    drop(reader);
    let shown = proposals.into_iter().map(|mut proposal| {
        let (add, close, carry) = proposal.sums();
        let numbers: [(&'static str, &dyn Argument); 3] =
            [("add", &add), ("close", &close), ("carry", &carry)];
        let diff = page.t.with("groups-diff", &numbers);
        let more = proposal.groups.len().saturating_sub(SHOWN);
        proposal.groups.truncate(SHOWN);
        Shown {
            proposal,
            diff,
            more,
        }
    });
    let status = match problem {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    page.render_as(
        status,
        &GroupsPage {
            page,
            may: super::may(page),
            act,
            proposals: shown.collect(),
            problem,
        },
    )
}

/// Accepts the proposals of the plans that are ticked.
pub async fn accept(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let me = page.me()?;
    let one = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim()).to_owned()
    };
    let version: i64 = one("version").parse().map_err(|_| Error::BadRequest)?;
    let plans: Vec<i64> = pairs
        .iter()
        .filter(|(key, _)| key == "plan")
        .filter_map(|(_, value)| value.parse().ok())
        .collect();
    let reason = one("reason");
    if plans.is_empty() {
        return render(&app, &page, id, Some(key!("groups-none-ticked"))).await;
    }
    if reason.is_empty() {
        return render(&app, &page, id, Some(key!("decision-no-reason"))).await;
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { re_expansion::accept(tx, id, version, &plans, &reason).await })
    });
    write.await?;
    Ok(Page::go(&format!("/reorganisations/{id}/groups")))
}
