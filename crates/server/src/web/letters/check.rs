//! A DOCX measured against Decree 30: dropped, looked at, forgotten.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use documents::letter::check;

use super::writer;
use crate::form_check::{self, Line};
use crate::web::App;
use crate::web::attachment;
use crate::web::error::{Error, Result};
use crate::web::imports::upload;
use crate::web::page::Page;

/// Files of one form.
const MOST: usize = 20;

/// `templates/letters/check.html`
#[derive(Debug, Template)]
#[template(path = "letters/check.html")]
pub struct CheckPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What was found, file by file.
    pub files: Vec<Checked>,
}

/// A file that was looked at.
#[derive(Debug)]
pub struct Checked {
    /// Its name; of a classified file not even that.
    pub name: Option<String>,
    /// What is off.
    pub lines: Vec<Line>,
    /// Why it could not be measured.
    pub problem: Option<String>,
}

/// The page.
pub async fn show(page: Page) -> Result<Response> {
    writer(&page)?;
    let files = Vec::new();
    page.render(&CheckPage { page: &page, files })
}

/// Measures the files of a form; nothing of them is kept.
pub async fn measure(State(app): State<App>, page: Page, form: Multipart) -> Result<Response> {
    writer(&page)?;
    let uploads = upload::take(form, check::MOST_BYTES).await?;
    let mut files = Vec::new();
    for file in uploads.into_iter().take(MOST) {
        files.push(one(&app, &page, file).await?);
    }
    let status = if files.iter().any(|it| it.problem.is_some()) {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    page.render_as(status, &CheckPage { page: &page, files })
}

async fn one(app: &App, page: &Page, file: upload::Upload) -> Result<Checked> {
    let bad = |name: Option<String>, problem: String| Checked {
        name,
        lines: Vec::new(),
        problem: Some(problem),
    };
    let Some(bytes) = file.bytes else {
        let said = page.t.get(form_check::refusal(check::CheckError::TooLarge));
        return Ok(bad(Some(file.name), said.to_owned()));
    };
    if let Some(refused) = attachment::classified(app, page.t, &file.name, &bytes).await? {
        return Ok(bad(None, refused));
    }
    let work = crate::panic::blocking(move || check::check(&bytes));
    match work.await.map_err(Error::internal)? {
        Ok(findings) => Ok(Checked {
            name: Some(file.name),
            lines: form_check::lines(page.t, &findings),
            problem: None,
        }),
        Err(error) => {
            let said = page.t.get(form_check::refusal(error)).to_owned();
            Ok(bad(Some(file.name), said))
        }
    }
}
