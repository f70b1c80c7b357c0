//! `/drafts/{id}/confirmation`: what the draft will become, what still stands in the way, and the
//! act itself. Doubts are shown with what was read, so that a person can judge them here, all at
//! once; each becomes an edit of that person's, as on the review screen.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::db::Tx;
use dondoc_core::plan::Plan;
use dondoc_core::plan::confirmation::{self, Outlook};
use dondoc_core::plan::draft::edit::{Edit, MetaField, RowField};
use dondoc_core::plan::draft::readiness::Reason;
use dondoc_core::plan::draft::store::{self, State as DraftState};
use dondoc_core::plan::draft::{Draft, Gap, Place, Row, Value};
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

    /// The open points: where they lead, what they are, and what was read there.
    fn gaps(&self) -> Vec<(String, String, Option<String>)> {
        let gap = |gap: &Gap| {
            let (to, text) = self.gap(gap);
            (to, text, as_read(&self.desk.draft, gap.place))
        };
        self.desk.gaps.iter().take(LISTED).map(gap).collect()
    }

    /// How many doubts can be settled at once: all of them are shown, and nothing is missing.
    fn doubts(&self) -> Option<usize> {
        let all = &self.desk.gaps;
        let doubtful = all.iter().all(|gap| gap.reason == Reason::Unconfirmed);
        (doubtful && !all.is_empty() && all.len() <= LISTED && !self.exists).then_some(all.len())
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

/// Longest value shown beside a doubt, in characters.
const LONGEST: usize = 220;

/// What was read at a place, in the words of the document.
fn as_read(draft: &Draft, place: Place) -> Option<String> {
    let read = match place {
        Place::Draft => None,
        Place::Meta(field) => meta_as_read(draft, field),
        Place::Row(id, field) => {
            let row = draft.rows.iter().find(|row| row.id == id)?;
            row_as_read(row, field)
        }
    }?;
    let cut: String = read.chars().take(LONGEST).collect();
    Some(if cut.len() < read.len() {
        format!("{cut}…")
    } else {
        cut
    })
}

fn meta_as_read(draft: &Draft, field: MetaField) -> Option<String> {
    let meta = &draft.meta;
    let text = |value: &Option<Value<String>>| value.as_ref().map(|it| it.value.clone());
    match field {
        MetaField::Kind => text(&meta.kind),
        MetaField::Number => text(&meta.number),
        MetaField::Issuer => text(&meta.issuer),
        MetaField::Place => text(&meta.place),
        MetaField::Date => meta.date.as_ref().map(|it| crate::show::date(it.value)),
        MetaField::Title => text(&meta.title),
        MetaField::Years => meta.years.as_ref().map(|it| {
            let (first, last) = it.value;
            if first == last {
                first.to_string()
            } else {
                format!("{first}–{last}")
            }
        }),
        MetaField::Signer => text(&meta.signer),
        MetaField::SignFor => text(&meta.sign_for),
        MetaField::Recipients => {
            let all: Vec<&str> = meta.recipients.iter().map(|it| it.value.as_str()).collect();
            (!all.is_empty()).then(|| all.join("; "))
        }
    }
}

fn row_as_read(row: &Row, field: RowField) -> Option<String> {
    let text = |value: &Option<Value<String>>| value.as_ref().map(|it| it.value.clone());
    match field {
        RowField::Row => {
            let words = [text(&row.heading), text(&row.text)];
            let words: Vec<String> = words.into_iter().flatten().collect();
            (!words.is_empty()).then(|| words.join(" "))
        }
        RowField::Heading => text(&row.heading),
        RowField::Text => text(&row.text),
        RowField::Product => text(&row.product),
        RowField::Budget => text(&row.budget),
        RowField::Actor(role, at) => row.actors(role).get(at).map(|it| it.name.clone()),
        RowField::Deadline => row.deadline.as_ref().map(|it| it.text.clone()),
    }
}

/// The version the person saw, and whether all doubts shown with it are right as they were read.
#[derive(Debug, Deserialize)]
pub struct Seen {
    version: i64,
    settle: Option<String>,
}

/// Confirms; where the person says so, what was shown as doubtful first, each by an edit.
async fn confirmed(tx: &Tx, id: i64, seen: &Seen) -> dondoc_core::Result<Plan> {
    let mut version = seen.version;
    if seen.settle.is_some() {
        for gap in store::load(tx, id).await?.1.gaps() {
            let edit = match (gap.reason, gap.place) {
                (Reason::Missing, _) | (_, Place::Draft) => continue,
                (_, Place::Meta(field)) => Edit::ConfirmMeta { field },
                (_, Place::Row(row, what)) => Edit::Confirm { row, what },
            };
            version = store::edit(tx, id, version, edit).await?.version;
        }
    }
    confirmation::confirm(tx, id, version).await
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
            Box::pin(async move { confirmed(tx, id, &seen).await })
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
