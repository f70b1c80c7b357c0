//! Webhooks: `GET /webhooks` lists them, `POST` makes one; `GET /webhooks/{id}` shows its tellings,
//! `…/stopping` ends it, `POST /deliveries/{id}` tries one again.

pub mod courier;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use dondoc_core::access::Act;
use dondoc_core::error::Error as CoreError;
use dondoc_core::webhook::delivery::{self, Delivery};
use dondoc_core::webhook::{self, SUBJECTS, Webhook};
use serde::Deserialize;

use super::App;
use super::error::Result;
use super::events::thing_key;
use super::page::Page;
use super::session::SignedIn;
use crate::key;

/// Tellings shown.
const SHOWN: i64 = 100;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/webhooks", get(index).post(create))
        .route("/webhooks/{id}", get(show))
        .route("/webhooks/{id}/stopping", post(stop))
        .route("/webhooks/{id}/deliveries/{delivery}", post(again))
}

/// `templates/webhooks/index.html`
#[derive(Debug, Template)]
#[template(path = "webhooks/index.html")]
pub struct WebhooksPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The webhooks, newest first.
    pub webhooks: Vec<Webhook>,
    /// What may be asked for: the code and the key of its name.
    pub subjects: Vec<(&'static str, &'static str)>,
    /// The secret of the webhook just made: shown this once.
    pub secret: Option<String>,
    /// Whether the server was started with networks to go to.
    pub is_open: bool,
    /// Why none was made, as a key.
    pub problem: Option<&'static str>,
}

/// `templates/webhooks/show.html`
#[derive(Debug, Template)]
#[template(path = "webhooks/show.html")]
pub struct WebhookPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The webhook.
    pub webhook: Webhook,
    /// Its last tellings, newest first.
    pub deliveries: Vec<Line>,
}

/// A telling in the list.
#[derive(Debug)]
pub struct Line {
    /// The telling.
    pub delivery: Delivery,
    /// How it stands, as a key.
    pub state: &'static str,
    /// When it was tried last.
    pub tried: Option<String>,
    /// When it is tried next.
    pub next: Option<String>,
}

fn allowed(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    me.actor.may(Act::ManageSettings)?;
    Ok(me)
}

async fn index(State(app): State<App>, page: Page) -> Result<Response> {
    render(&app, &page, StatusCode::OK, None, None).await
}

async fn render(
    app: &App,
    page: &Page,
    status: StatusCode,
    secret: Option<String>,
    problem: Option<&'static str>,
) -> Result<Response> {
    allowed(page)?;
    let webhooks = webhook::list(&*app.db().read().await?).await?;
    let shown = WebhooksPage {
        page,
        webhooks,
        subjects: SUBJECTS.map(|it| (it, thing_key(it))).to_vec(),
        secret,
        is_open: !app.webhook_networks().is_empty(),
        problem,
    };
    page.render_as(status, &shown)
}

/// The form: what is asked for comes as boxes, each named after its kind of thing.
#[derive(Debug, Deserialize)]
struct New {
    name: String,
    url: String,
    #[serde(flatten)]
    boxes: std::collections::HashMap<String, String>,
}

async fn create(State(app): State<App>, page: Page, Form(form): Form<New>) -> Result<Response> {
    let me = allowed(&page)?;
    let ticked = SUBJECTS
        .into_iter()
        .filter(|it| form.boxes.contains_key(*it));
    let chosen: Vec<String> = ticked.map(str::to_owned).collect();
    if chosen.is_empty() {
        let problem = Some(key!("webhook-no-subject"));
        return render(&app, &page, StatusCode::UNPROCESSABLE_ENTITY, None, problem).await;
    }
    let made = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { webhook::create(tx, &form.name, &form.url, &chosen).await })
    });
    match made.await {
        Ok((_, secret)) => render(&app, &page, StatusCode::OK, Some(secret), None).await,
        Err(CoreError::Invalid { field, .. }) => {
            let problem = match field {
                "name" => key!("webhook-no-name"),
                _ => key!("webhook-no-url"),
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            render(&app, &page, status, None, Some(problem)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    allowed(&page)?;
    let reader = app.db().read().await?;
    let webhook = webhook::find(&reader, id).await?;
    let deliveries = delivery::of(&reader, id, SHOWN).await?;
    drop(reader);
    let line = |delivery: Delivery| Line {
        state: match (delivery.delivered, delivery.next_at, delivery.attempts) {
            (true, _, _) => key!("webhook-delivered"),
            (false, Some(_), 0) => key!("webhook-waiting"),
            (false, Some(_), _) => key!("webhook-trying"),
            (false, None, _) => key!("webhook-given-up"),
        },
        tried: delivery.tried_at.as_ref().map(|at| page.instant(at)),
        next: delivery.next_at.as_ref().map(|at| page.instant(at)),
        delivery,
    };
    page.render(&WebhookPage {
        page: &page,
        webhook,
        deliveries: deliveries.into_iter().map(line).collect(),
    })
}

async fn stop(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let write = app.db().write(&allowed(&page)?.actor, page.now, move |tx| {
        Box::pin(webhook::stop(tx, id))
    });
    write.await?;
    Ok(Page::go("/webhooks"))
}

async fn again(
    State(app): State<App>,
    page: Page,
    Path((id, delivery)): Path<(i64, i64)>,
) -> Result<Response> {
    let write = app.db().write(&allowed(&page)?.actor, page.now, move |tx| {
        Box::pin(delivery::again(tx, delivery))
    });
    write.await?;
    Ok(Page::go(&format!("/webhooks/{id}")))
}
