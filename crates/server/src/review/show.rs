//! `GET /drafts/{id}`: the whole screen, or one card of it for htmx.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dondoc_core::plan::draft::RowId;
use dondoc_core::plan::draft::store::State as DraftState;
use serde::Deserialize;

use super::bar::{Bar, Head, History, Lists, Names};
use super::card::{Card, Opened};
use super::desk::{Desk, source};
use super::findings::Findings;
use super::forms::{AddForm, MapForm, MembersForm, MetaForm, RowForm, SplitForm};
use super::name::Name;
use super::paper::{Paper, marks};
use super::{act, discarding, who};
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The form that is open: `edit-12`, `split-12`, `members-t12-lead-0`, `map-t12-lead-0`,
    /// `add-12`, `add`, `meta`; `card-12` for a card without any.
    #[serde(default)]
    pub open: String,
    /// Set to read a draft that has become a plan beside its document; nothing can be changed.
    #[serde(default)]
    pub read: Option<u8>,
}

/// `templates/review/show.html`
#[derive(Template)]
#[template(path = "review/show.html")]
pub struct Screen<'a> {
    /// The page.
    pub page: &'a Page,
    /// The draft.
    pub desk: &'a Desk,
    /// The plan it has become: it is shown to be read only.
    pub plan: Option<i64>,
    /// The document.
    pub paper: Paper<'a>,
    /// The bar that stays.
    pub bar: Bar<'a>,
    /// Head and foot.
    pub head: Head<'a>,
    /// What was found.
    pub findings: Findings<'a>,
    /// Names nobody has.
    pub names: Names<'a>,
    /// The tasks.
    pub cards: Vec<Card<'a>>,
    /// The form of a new task.
    pub add: Option<AddForm>,
    /// Citations and reporting rules.
    pub lists: Lists<'a>,
    /// What was done.
    pub history: History<'a>,
}

/// `templates/review/add.html`
#[derive(Template)]
#[template(path = "review/add.html")]
pub struct AddPanel<'a> {
    /// The page.
    pub page: &'a Page,
    /// The draft.
    pub desk: &'a Desk,
    /// The form.
    pub form: &'a AddForm,
}

/// `GET /drafts/{id}`
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response> {
    let desk = Desk::load(&app, id, page.today).await?;
    if let (None, DraftState::Confirmed, Some(plan)) =
        (asked.read, desk.head.state(), desk.head.plan_id)
    {
        return Ok(Page::go(&format!("/plans/{plan}")));
    }
    if desk.head.state() == DraftState::Discarded {
        return discarding::show(&page, &desk.head);
    }
    let opened = Asking::read(&app, &desk, &asked.open).await?;
    if headers.contains_key("hx-request") {
        return part(&page, &desk, opened);
    }
    let reader = app.db().read().await?;
    let source = source(&reader, desk.head.document_id).await?;
    let marks = marks(&desk.draft);
    let (mut at, mut add, mut meta) = (None, None, None);
    match opened {
        Asking::Nothing => {}
        Asking::Card(row, form) => at = form.map(|form| (row, form)),
        Asking::Add(form) => add = Some(form),
        Asking::Meta(form) => meta = Some(form),
    }
    let mut cards = Vec::with_capacity(desk.draft.rows.len());
    for row in &desk.draft.rows {
        let open = at.take_if(|(id, _)| *id == row.id).map(|(_, form)| form);
        cards.push(desk.card(&page, row, open));
    }
    page.render(&Screen {
        page: &page,
        desk: &desk,
        plan: desk.head.plan_id,
        paper: Paper::new(&page, &source, &marks),
        bar: Bar::new(&page, &desk),
        head: Head::new(&page, &desk, meta),
        findings: Findings::new(&page, &desk),
        names: Names::new(&page, &desk),
        cards,
        add,
        lists: Lists::new(&page, &desk),
        history: History::new(&page, &desk),
    })
}

/// One part of the screen, with or without a form in it.
fn part(page: &Page, desk: &Desk, opened: Asking) -> Result<Response> {
    match opened {
        Asking::Nothing => Err(Error::BadRequest),
        Asking::Card(row, form) => page.render(&desk.card(page, desk.row(row)?, form)),
        Asking::Add(form) => page.render(&AddPanel {
            page,
            desk,
            form: &form,
        }),
        Asking::Meta(form) => page.render(&Head::new(page, desk, Some(form))),
    }
}

/// What `open` asks for.
enum Asking {
    Nothing,
    Card(RowId, Option<Opened>),
    Add(AddForm),
    Meta(MetaForm),
}

impl Asking {
    async fn read(app: &App, desk: &Desk, open: &str) -> Result<Self> {
        let (what, rest) = open.split_once('-').unwrap_or((open, ""));
        let row = || rest.parse().map(RowId).map_err(|_| Error::BadRequest);
        Ok(match what {
            "" => Self::Nothing,
            "meta" => Self::Meta(MetaForm::of(&desk.draft.meta)),
            "add" => Self::Add(AddForm {
                after: rest.parse().ok(),
                ..AddForm::default()
            }),
            "card" => Self::Card(row()?, None),
            "edit" => {
                let row = desk.row(row()?)?;
                Self::Card(row.id, Some(Opened::Edit(RowForm::of(row))))
            }
            "split" => {
                let row = desk.row(row()?)?;
                Self::Card(row.id, Some(Opened::Split(SplitForm::of(row))))
            }
            "members" | "map" => Self::actor(app, desk, what, rest).await?,
            _ => return Err(Error::BadRequest),
        })
    }

    async fn actor(app: &App, desk: &Desk, what: &str, name: &str) -> Result<Self> {
        let name: Name = name.parse().map_err(|_| Error::BadRequest)?;
        let (row, .., actor) = act::actor(name, &desk.draft.rows).ok_or(Error::NotFound)?;
        let form = if what == "members" {
            Opened::Members(MembersForm {
                name,
                members: desk.who.members(actor),
            })
        } else {
            Opened::Map(map_form(app, desk, name, &actor.name).await?)
        };
        Ok(Self::Card(row, Some(form)))
    }
}

/// The form that asks whom a name means.
pub async fn map_form(app: &App, desk: &Desk, name: Name, written: &str) -> Result<MapForm> {
    let reader = app.db().read().await?;
    let units = who::units(&reader, desk.who.day()).await?;
    Ok(MapForm {
        name,
        written: written.to_owned(),
        typed: String::new(),
        choices: desk.who.choices(&units),
        fault: None,
    })
}
