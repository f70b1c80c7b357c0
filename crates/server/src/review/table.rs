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
    fn names(&self, row: &Row, role: &str) -> Vec<String> {
        let role = Role::ALL.into_iter().find(|known| known.as_str() == role);
        let actors = role.map_or(&[][..], |role| row.actors(role));
        actors.iter().map(|actor| actor.name.clone()).collect()
    }

    fn says(&self, row: &Row) -> String {
        row.deadline.as_ref().map_or_else(
            || self.page.t.get("review-says-none").to_owned(),
            |found| deadline::sentence(self.page.t, found),
        )
    }

    fn meta(&self, value: &Option<Value<String>>) -> String {
        value
            .as_ref()
            .map(|value| value.value.clone())
            .unwrap_or_default()
    }
}

/// `GET /drafts/{id}/table`
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let desk = Desk::load(&app, id, page.today).await?;
    page.render(&Table {
        page: &page,
        desk: &desk,
    })
}
