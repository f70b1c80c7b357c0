//! Slips (phiếu trích): what a plan asks of each unit, cut out of it to be followed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use documents::archive::pack;
use documents::letter::forms::{Debt, Debts, slip};
use documents::letter::{Letter, Signature};
use dondoc_core::db::Conn;
use dondoc_core::letter::{Office, office};
use dondoc_core::obligation::{Filter, Item, Sort, walk::Walk};
use dondoc_core::plan::{self, Plan};

use super::head::{self, plain};
use super::writer;
use crate::show;
use crate::text::Lang;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;
use crate::web::register::export;
use crate::web::register::rows::role_key;

/// `templates/letters/slips.html`
#[derive(Debug, Template)]
#[template(path = "letters/slips.html")]
pub struct SlipsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The plan.
    pub plan: Plan,
    /// The units, each with how many tasks it has.
    pub units: Vec<(i64, String, usize)>,
}

/// A unit and its obligations, as the plan has them.
struct Owed {
    unit_id: i64,
    unit_name: String,
    items: Vec<Item>,
}

async fn owed(conn: &Conn, plan: i64, page: &Page) -> Result<Vec<Owed>> {
    let filter = Filter {
        plan: Some(plan),
        ..Filter::default()
    };
    let mut units: Vec<Owed> = Vec::new();
    for item in Walk::new(filter, Sort::Task, page.today).all(conn).await? {
        match units.iter_mut().find(|it| it.unit_id == item.unit_id) {
            Some(unit) => unit.items.push(item),
            None => units.push(Owed {
                unit_id: item.unit_id,
                unit_name: item.unit_name.clone(),
                items: vec![item],
            }),
        }
    }
    units.sort_by_cached_key(|it| vietnamese::order::sort_key(&it.unit_name));
    Ok(units)
}

/// The units of a plan.
pub async fn index(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    writer(&page)?;
    let reader = app.db().read().await?;
    let plan = plan::find(&reader, id).await?;
    let units = owed(&reader, id, &page).await?;
    drop(reader);
    let units = units
        .into_iter()
        .map(|it| (it.unit_id, it.unit_name, it.items.len()))
        .collect();
    page.render(&SlipsPage {
        page: &page,
        plan,
        units,
    })
}

/// One slip, `7.docx` or `7.pdf`, or all of them, `all.zip`.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((id, name)): Path<(i64, String)>,
) -> Result<Response> {
    writer(&page)?;
    let reader = app.db().read().await?;
    let plan = plan::find(&reader, id).await?;
    let office = office::load(&reader).await?;
    let units = owed(&reader, id, &page).await?;
    drop(reader);
    let sheets: Vec<(i64, String, Letter)> = units
        .iter()
        .map(|unit| {
            (
                unit.unit_id,
                unit.unit_name.clone(),
                letter(&plan, &office, unit, &page),
            )
        })
        .collect();
    let sheets = Arc::new(sheets);
    let code = plain(&plan.code);
    if name == "all.zip" {
        let work = crate::panic::blocking(move || archive(&sheets));
        let bytes = work.await.map_err(Error::internal)??;
        let name = format!("phieu-trich-{code}.zip");
        return Ok(export::download(&name, "application/zip", bytes));
    }
    let (unit, end) = name.rsplit_once('.').ok_or(Error::NotFound)?;
    let (unit, end): (i64, String) = (unit.parse().map_err(|_| Error::NotFound)?, end.to_owned());
    let work = crate::panic::blocking(move || {
        let found = sheets.iter().find(|(id, ..)| *id == unit);
        let (_, name, letter) = found.ok_or(Error::NotFound)?;
        head::one(letter, &format!("phieu-trich-{code}-{}", plain(name)), &end)
    });
    let file = work.await.map_err(Error::internal)??;
    Ok(export::download(&file.name, file.media_type, file.bytes))
}

fn archive(sheets: &[(i64, String, Letter)]) -> Result<Vec<u8>> {
    let mut files = Vec::new();
    for (at, (_, name, letter)) in (1..).zip(sheets) {
        let name = format!("phieu-trich-{at:03}-{}", plain(name));
        files.extend(head::both(letter, &name)?.map(|file| (file.name, file.bytes)));
    }
    pack(&files).map_err(Error::internal)
}

/// The slip of one unit. Before anybody filled in the office, the plan's own issuer stands there.
fn letter(plan: &Plan, office: &Office, unit: &Owed, page: &Page) -> Letter {
    // Documents are in Vietnamese, whatever language the pages have.
    let t = Lang::Vi.texts();
    let mut head = head::head(office, None, page.today);
    if !office.is_known() {
        head.name.clone_from(&plan.issuer);
        head.place = plan.place.clone().unwrap_or_default();
        head.signature = Signature::default();
    }
    let debt = |item: &Item| Debt {
        plan: None,
        place: item.task_label.clone().unwrap_or_default(),
        task: content(item),
        role: t.get(role_key(item.role)).to_owned(),
        deadline: match (&item.deadline_text, item.last_day) {
            (Some(text), _) => text.clone(),
            (None, Some(day)) => show::date(day),
            (None, None) => "–".to_owned(),
        },
        state: String::new(),
    };
    let debts = Debts {
        unit: unit.unit_name.clone(),
        items: unit.items.iter().map(debt).collect(),
    };
    let named = t.with(
        "letter-plan",
        &[
            ("kind", &plan.kind.as_str()),
            ("number", &plan.number.as_str()),
            ("day", &show::date(plan.signed_on)),
            ("issuer", &plan.issuer.as_str()),
        ],
    );
    slip(&head, &named, &debts)
}

/// What is to be done, and what shall come out of it.
fn content(item: &Item) -> String {
    let parts = [&item.task_heading, &item.task_text, &item.product];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(" ")
}
