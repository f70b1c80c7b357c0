//! `/drafts/{id}/confirmation`: what the draft will become, what still stands in the way, and the
//! act itself.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::plan::confirmation::{self, Outlook};
use dondoc_core::plan::draft::readiness::Reason;
use dondoc_core::plan::draft::store::State as DraftState;
use dondoc_core::plan::draft::{Gap, Place};
use serde::Deserialize;

use super::bar::field_key;
use super::desk::Desk;
use super::name::Name;
use super::{actor, history};
use crate::key;
use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;

/// `templates/review/confirmation.html`
#[derive(Template)]
#[template(path = "review/confirmation.html")]
struct Confirmation<'a> {
    page: &'a Page,
    desk: &'a Desk,
    outlook: Outlook,
    /// Somebody changed the draft since this page was opened.
    changed: bool,
    /// Its document is a plan already.
    exists: bool,
}

/// How many open points the page lists; the rest is a number.
const LISTED: usize = 20;

impl Confirmation<'_> {
    /// Collectives with their members on the day.
    fn groups(&self) -> Vec<(&str, usize, usize)> {
        let registry = self.desk.who.registry();
        let groups = self.outlook.groups.iter();
        groups
            .filter_map(|(id, times)| {
                let group = registry.group(*id)?;
                Some((group.name.as_str(), group.members.len(), *times))
            })
            .collect()
    }

    /// The open points: where they lead and what they are.
    fn gaps(&self) -> Vec<(String, String)> {
        self.desk
            .gaps
            .iter()
            .take(LISTED)
            .map(|gap| self.gap(gap))
            .collect()
    }

    fn more(&self) -> usize {
        self.desk.gaps.len().saturating_sub(LISTED)
    }

    fn gap(&self, gap: &Gap) -> (String, String) {
        let t = self.page.t;
        let missing = gap.reason == Reason::Missing;
        let anchor = Name::of(gap.place).map_or("tasks".to_owned(), |name| format!("v-{name}"));
        let text = match gap.place {
            Place::Draft => t.get("review-gap-no-tasks").to_owned(),
            Place::Meta(field) => {
                let key = if missing {
                    "review-gap-missing"
                } else {
                    "review-gap-open"
                };
                t.one(key, "field", t.get(field_key(field)))
            }
            Place::Row(row, field) => {
                let key = if missing {
                    "review-gap-row-missing"
                } else {
                    "review-gap-row-open"
                };
                let field = t.get(history::row_field(field));
                t.two(key, "field", field, "row", self.desk.label(row))
            }
        };
        (format!("/drafts/{}#{anchor}", self.desk.head.id), text)
    }

    fn reason(&self, code: &str) -> &str {
        self.page.t.get(match code {
            "open_group" => key!("review-why-open-group"),
            "several" => key!("review-why-several"),
            "not_then" => key!("review-why-not-then"),
            "similar" => key!("review-why-similar"),
            "no_members" => key!("review-why-no-members"),
            _ => key!("review-why-unknown"),
        })
    }

    fn day(&self) -> String {
        crate::show::date(self.desk.who.day())
    }

    fn is_ready(&self) -> bool {
        self.desk.gaps.is_empty() && !self.exists
    }
}

/// `GET /drafts/{id}/confirmation`
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let desk = Desk::load(&app, id, page.today).await?;
    if let Some(plan) = desk.head.plan_id {
        return Ok(Page::go(&format!("/plans/{plan}")));
    }
    if desk.head.state() == DraftState::Discarded {
        return Ok(Page::go(&format!("/drafts/{id}")));
    }
    render(&page, &desk, StatusCode::OK, false, false)
}

/// The version the person saw.
#[derive(Debug, Deserialize)]
pub struct Seen {
    version: i64,
}

/// `POST /drafts/{id}/confirmation`
pub async fn create(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(seen): Form<Seen>,
) -> Result<Response> {
    let made = app
        .db()
        .write(&actor(&page)?, page.now, move |tx| {
            Box::pin(async move { confirmation::confirm(tx, id, seen.version).await })
        })
        .await;
    let (status, changed, exists) = match made {
        Ok(plan) => return Ok(Page::go(&format!("/plans/{}", plan.id))),
        Err(dondoc_core::Error::Conflict { .. }) => (StatusCode::CONFLICT, true, false),
        Err(dondoc_core::Error::NotReady(_)) => (StatusCode::UNPROCESSABLE_ENTITY, false, false),
        Err(dondoc_core::Error::Refused("plan_exists")) => {
            (StatusCode::UNPROCESSABLE_ENTITY, false, true)
        }
        Err(error) => return Err(error.into()),
    };
    let desk = Desk::load(&app, id, page.today).await?;
    render(&page, &desk, status, changed, exists)
}

fn render(
    page: &Page,
    desk: &Desk,
    status: StatusCode,
    changed: bool,
    exists: bool,
) -> Result<Response> {
    let outlook = confirmation::outlook(&desk.draft, desk.who.registry());
    page.render_as(
        status,
        &Confirmation {
            page,
            desk,
            outlook,
            changed,
            exists,
        },
    )
}
