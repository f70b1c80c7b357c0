//! A draft on the desk: everything that the right side of the screen is made of.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dondoc_core::db::Conn;
use dondoc_core::document;
use dondoc_core::plan::draft::store::{self, Head, Step};
use dondoc_core::plan::draft::{Draft, Gap, Role, Row, RowId};
use reading::grammar::deadline::DateContext;
use reading::source::{Block, Format, SourceText};
use serde::Deserialize;

use super::card::{Card, Opened};
use super::forms::date_context;
use super::name::Name;
use super::who::Who;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// A draft, its directory and its history.
pub struct Desk {
    /// Version, state, what can be undone.
    pub head: Head,
    /// The draft as it stands.
    pub draft: Draft,
    /// Whom its names mean.
    pub who: Who,
    /// The edits that are applied.
    pub history: Vec<Step>,
    /// What is still open.
    pub gaps: Vec<Gap>,
    dates: DateContext,
    /// What rows that are gone were called.
    labels: BTreeMap<RowId, String>,
}

impl Desk {
    /// A draft as it stands now.
    pub async fn load(app: &App, id: i64, today: NaiveDate) -> Result<Self> {
        let reader = app.db().read().await?;
        let (head, draft) = store::load(&reader, id).await?;
        let day = directory_day(&draft, today);
        let who = Who::load(app.directories(), &reader, &draft, day).await?;
        let history = store::history(&reader, id).await?;
        let first = store::at(&reader, id, 0).await?;
        let mut labels = BTreeMap::new();
        for row in first.rows.iter().chain(&draft.rows) {
            labels.extend(row.label.clone().map(|label| (row.id, label)));
        }
        let (gaps, dates) = (draft.gaps(), date_context(&draft));
        Ok(Self {
            head,
            draft,
            who,
            history,
            gaps,
            dates,
            labels,
        })
    }

    /// What completes a date typed into a form.
    pub fn dates(&self) -> &DateContext {
        &self.dates
    }

    /// What a row is called: its label in the document, or its number in the draft.
    pub fn label(&self, row: RowId) -> String {
        self.labels
            .get(&row)
            .cloned()
            .unwrap_or_else(|| format!("#{}", row.0 + 1))
    }

    /// The card of a row.
    pub fn card<'a>(&'a self, page: &'a Page, row: &'a Row, open: Option<Opened>) -> Card<'a> {
        Card {
            page,
            desk: self,
            row,
            open,
        }
    }

    /// A row, or the error that it is gone.
    pub fn row(&self, id: RowId) -> Result<&Row> {
        self.draft.row(id).ok_or(Error::NotFound)
    }

    /// The open points that have a place on the page, in its order.
    pub fn open_names(&self) -> impl Iterator<Item = Name> {
        self.gaps.iter().filter_map(|gap| Name::of(gap.place))
    }

    /// Where to look next: the open point that follows a place, or the first.
    pub fn next_after(&self, name: Option<Name>) -> Option<Name> {
        let rank = |name: &Name| match name {
            Name::Row(id, field) => {
                let at = self.draft.rows.iter().position(|row| row.id == *id);
                (1, at.unwrap_or(usize::MAX), Some(*field))
            }
            _ => (0, 0, None),
        };
        let from = name.map(|name| rank(&name));
        let mut open = self.open_names();
        let later = open.find(|name| from.is_none_or(|from| rank(name) > from));
        later.or_else(|| self.open_names().next())
    }

    /// Whether a row looks different with another directory or other mappings.
    pub fn whom_differs(&self, before: &Self, row: &Row) -> bool {
        let actors = Role::ALL.iter().flat_map(|role| row.actors(*role));
        actors
            .into_iter()
            .any(|actor| self.who.whom(actor) != before.who.whom(actor))
    }
}

/// The day of the directory: the plan's own, or today while it is not known.
pub fn directory_day(draft: &Draft, today: NaiveDate) -> NaiveDate {
    draft.meta.date.as_ref().map_or(today, |date| date.value)
}

/// The text of the document a draft was read from, with its shape.
pub async fn source(conn: &Conn, document_id: i64) -> Result<SourceText> {
    #[derive(Deserialize)]
    struct Shape {
        blocks: Vec<Block>,
        pages: Vec<usize>,
    }
    let stored = document::source(conn, document_id).await?;
    let found = document::find(conn, document_id).await?;
    let shape: Shape = serde_json::from_str(&stored.shape).map_err(Error::internal)?;
    let format = serde_json::Value::String(found.format);
    let format: Format = serde_json::from_value(format).map_err(Error::internal)?;
    Ok(SourceText {
        format,
        text: stored.text,
        blocks: shape.blocks,
        pages: shape.pages,
        unread_pictures: 0,
    })
}
