//! The office as its documents show it.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use documents::letter::Right;
use dondoc_core::access::Act;
use dondoc_core::error::Error as CoreError;
use dondoc_core::letter::office;
use dondoc_core::letter::{Numbering, Office};
use serde::Deserialize;

use super::head::symbol_of;
use crate::key;
use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;
use crate::web::units::fields::Fields;

/// `templates/letters/office.html`
#[derive(Debug, Template)]
#[template(path = "letters/office.html")]
pub struct OfficePage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What is known.
    pub office: Office,
    /// How a công văn of it is numbered.
    pub symbol: String,
    /// Whether it was just saved.
    pub saved: bool,
    /// Why it was not, as a key.
    pub problem: Option<&'static str>,
}

impl OfficePage<'_> {
    /// Whether all types share one run of numbers.
    pub fn is_common(&self) -> bool {
        self.office.numbering == Numbering::Common
    }
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
    let office = office::load(&*app.db().read().await?).await?;
    render(&page, office, after.saved.is_some(), None)
}

fn render(
    page: &Page,
    office: Office,
    saved: bool,
    problem: Option<&'static str>,
) -> Result<Response> {
    let shown = OfficePage {
        page,
        symbol: symbol_of(&office, None),
        office,
        saved,
        problem,
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    page.render_as(status, &shown)
}

/// Keeps it.
pub async fn save(
    State(app): State<App>,
    page: Page,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let me = page.me()?;
    me.actor.may(Act::ManageSettings)?;
    let fields = Fields::new(pairs);
    let take = |name: &str| fields.one(name).replace('\r', "");
    let office = Office {
        superior: take("superior"),
        name: take("name"),
        abbreviation: take("abbreviation"),
        division: take("division"),
        place: take("place"),
        recipients: take("recipients"),
        rights: take("rights"),
        title: take("title"),
        signer: take("signer"),
        numbering: if fields.one("numbering") == "common" {
            Numbering::Common
        } else {
            Numbering::EachType
        },
    };
    let mut rights = office.rights.lines().filter(|line| !line.trim().is_empty());
    if rights.any(|line| Right::parse(line).is_none()) {
        return render(&page, office, false, Some(key!("office-no-right")));
    }
    let kept = office.clone();
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(office::save(tx, kept))
    });
    match write.await {
        Ok(()) => Ok(Page::go("/office?saved=1")),
        Err(CoreError::Invalid { reason, .. }) => {
            let problem = match reason {
                "empty" => key!("office-no-name"),
                "symbol" => key!("office-no-symbol"),
                _ => key!("office-too-long"),
            };
            render(&page, office, false, Some(problem))
        }
        Err(error) => Err(error.into()),
    }
}
