//! What holds for the whole house: `GET /settings/house`, `POST /settings/house`; for
//! administrators.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::setting::{self, Number};
use serde::Deserialize;

use super::App;
use super::error::Result;
use super::page::Page;

/// `templates/house.html`
#[derive(Debug, Template)]
#[template(path = "house.html")]
pub struct HousePage<'a> {
    /// The context.
    pub page: &'a Page,
    /// How many extensions, as typed.
    pub extensions: String,
    /// The most that makes sense.
    pub most: u16,
    /// Whether it was just saved.
    pub saved: bool,
    /// Why it was not.
    pub problem: bool,
}

/// After a change.
#[derive(Debug, Deserialize)]
pub struct After {
    saved: Option<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(after): Query<After>,
) -> Result<Response> {
    page.me()?.actor.may(Act::ManageSettings)?;
    let extensions = setting::number(&*app.db().read().await?, Number::Extensions).await?;
    page.render(&HousePage {
        page: &page,
        extensions: extensions.to_string(),
        most: Number::Extensions.most(),
        saved: after.saved.is_some(),
        problem: false,
    })
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    extensions: String,
}

/// Chooses.
pub async fn update(
    State(app): State<App>,
    page: Page,
    Form(form): Form<Typed>,
) -> Result<Response> {
    let me = page.me()?;
    me.actor.may(Act::ManageSettings)?;
    let most = Number::Extensions.most();
    let chosen: Option<u16> = form.extensions.trim().parse().ok();
    let Some(chosen) = chosen.filter(|chosen| *chosen <= most) else {
        let shown = HousePage {
            page: &page,
            extensions: form.extensions,
            most,
            saved: false,
            problem: true,
        };
        return page.render_as(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { setting::choose(tx, Number::Extensions, chosen).await })
    });
    write.await?;
    Ok(Page::go("/settings/house?saved=1"))
}
