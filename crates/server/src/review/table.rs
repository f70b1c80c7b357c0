//! `GET /drafts/{id}/table`: the tasks as one table, as an officer would have typed it, to read
//! through and to print.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use dondoc_core::plan::draft::{Role, Row, Value};

use super::deadline;
use super::desk::Desk;
use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;

/// `templates/review/table.html`
#[derive(Template)]
#[template(path = "review/table.html")]
struct Table<'a> {
    page: &'a Page,
    desk: &'a Desk,
}

impl Table<'_> {
    fn says(&self, row: &Row) -> String {
        row.deadline.as_ref().map_or_else(
            || self.page.t.get("review-says-none").to_owned(),
            |found| deadline::sentence(self.page.t, found),
        )
    }
}

fn names(row: &Row, role: Role) -> String {
    let names: Vec<&str> = row
        .actors(role)
        .iter()
        .map(|actor| actor.name.as_str())
        .collect();
    names.join("; ")
}

fn text(value: Option<&Value<String>>) -> &str {
    value.map_or("", |value| value.value.as_str())
}

/// `GET /drafts/{id}/table`
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let desk = Desk::load(&app, id, page.today).await?;
    page.render(&Table {
        page: &page,
        desk: &desk,
    })
}
