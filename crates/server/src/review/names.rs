//! `POST /drafts/{id}/names`: a person says whom a name means, or that it is a new unit. Either
//! is remembered for the plans to come.

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use dondoc_core::db::Tx;
use dondoc_core::plan::draft::edit::Edit;
use dondoc_core::plan::draft::{ActorKind, RowId, store};
use dondoc_core::unit::directory::UnitEntry;
use dondoc_core::unit::{self, Kind, Level};
use serde::Deserialize;

use super::answer::{self, Answer, Refused, conflict};
use super::card::Opened;
use super::desk::{Desk, source};
use super::edits::wants_parts;
use super::name::Name;
use super::{act, actor, show, who};
use crate::key;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// What is sent.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default)]
pub struct NameForm {
    version: i64,
    /// The name in the document.
    written: String,
    /// The name in the directory.
    target: String,
    /// The value whose form it is, to show a fault there.
    value: String,
    /// The name is a unit that the directory lacks: `one`, or `all` that are left.
    add: String,
}

/// `POST /drafts/{id}/names`
pub async fn create(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(form): Form<NameForm>,
) -> Result<Response> {
    let parts = wants_parts(&headers);
    let before = Desk::load(&app, id, page.today).await?;
    if before.head.version != form.version {
        return overtaken(&app, &page, &before, &form, parts).await;
    }
    if !form.add.is_empty() {
        return add(&app, &page, &before, &form, parts).await;
    }
    let units = who::units(&*app.db().read().await?, before.who.day()).await?;
    let Some(target) = before.who.find(&form.target, &units) else {
        return unknown(&app, &page, &before, &form, parts).await;
    };
    let edit = Edit::MapName {
        name: form.written.clone(),
        target: Some(target),
    };
    let version = form.version;
    let stored = app
        .db()
        .write(&actor(&page)?, page.now, move |tx| {
            Box::pin(async move { store::edit(tx, id, version, edit).await })
        })
        .await;
    if let Err(dondoc_core::Error::Conflict { .. }) = stored {
        let now = Desk::load(&app, id, page.today).await?;
        return overtaken(&app, &page, &now, &form, parts).await;
    }
    stored?;
    let said = page.t.one("review-did-map", "name", form.written.as_str());
    done(&app, &page, &before, &said, parts, &form).await
}

/// Somebody else was quicker: what changed, and the same again on top of it.
async fn overtaken(
    app: &App,
    page: &Page,
    now: &Desk,
    form: &NameForm,
    parts: bool,
) -> Result<Response> {
    let sent = [
        ("written", &form.written),
        ("target", &form.target),
        ("add", &form.add),
    ];
    let sent: Vec<(String, String)> = sent
        .into_iter()
        .filter(|(key, value)| *key == "written" || !value.is_empty())
        .map(|(key, value)| (key.to_owned(), value.clone()))
        .collect();
    conflict(app, page, now, form.version, &sent, parts).await
}

/// Nobody has the name typed: the form again, or a word where there is none.
async fn unknown(
    app: &App,
    page: &Page,
    desk: &Desk,
    form: &NameForm,
    parts: bool,
) -> Result<Response> {
    let fault = key!("review-map-fault");
    let value: Option<Name> = form.value.parse().ok();
    let Some((row, name)) =
        value.and_then(|name| act::actor(name, &desk.draft.rows).map(|(row, ..)| (row, name)))
    else {
        return Refused {
            page,
            desk,
            key: fault,
        }
        .respond(parts);
    };
    let mut map = show::map_form(app, desk, name, &form.written).await?;
    map.typed.clone_from(&form.target);
    map.fault = Some(fault);
    answer::form(
        page,
        desk,
        row,
        Opened::Map(map),
        parts,
        StatusCode::UNPROCESSABLE_ENTITY,
    )
}

async fn done(
    app: &App,
    page: &Page,
    before: &Desk,
    said: &str,
    parts: bool,
    form: &NameForm,
) -> Result<Response> {
    let after = Desk::load(app, before.head.id, page.today).await?;
    let source = source(&*app.db().read().await?, after.head.document_id).await?;
    let anchor = match form.value.parse() {
        Ok(Name::Row(RowId(row), _)) => format!("t{row}"),
        _ => "names".to_owned(),
    };
    Answer {
        page,
        before,
        after: &after,
        source: &source,
        said,
    }
    .respond(parts, Some(anchor))
}

/// Puts names into the directory as new units of the plan's place.
async fn add(
    app: &App,
    page: &Page,
    before: &Desk,
    form: &NameForm,
    parts: bool,
) -> Result<Response> {
    let Some(place) = place(before) else {
        let key = key!("review-add-no-place");
        return Refused {
            page,
            desk: before,
            key,
        }
        .respond(parts);
    };
    let unknown = before.who.unknown(&before.draft);
    let chosen = unknown.iter().filter(|name| match form.add.as_str() {
        "all" => name.kind == ActorKind::Agency && name.perhaps.is_none(),
        _ => name.name == form.written,
    });
    let names: Vec<String> = chosen.map(|name| name.name.to_owned()).collect();
    if names.is_empty() {
        return Err(Error::BadRequest);
    }
    let said = page.t.one("review-did-add-units", "n", names.len());
    let (id, version) = (before.head.id, form.version);
    let added = app
        .db()
        .write(&actor(page)?, page.now, move |tx| {
            Box::pin(async move {
                // The names were read off the draft that the page showed: it must still be that.
                store::open(tx, id, version).await?;
                add_units(tx, place, &names).await
            })
        })
        .await;
    if let Err(dondoc_core::Error::Conflict { .. }) = added {
        let now = Desk::load(app, id, page.today).await?;
        return overtaken(app, page, &now, form, parts).await;
    }
    added?;
    done(app, page, before, &said, parts, form).await
}

/// The place whose directory the units go into: the one the directory knows, or the place the
/// document names.
fn place(desk: &Desk) -> Option<String> {
    let known = desk.who.place().map(str::to_owned);
    let said = desk
        .draft
        .meta
        .place
        .as_ref()
        .map(|place| place.value.clone());
    known.or(said).filter(|place| !place.trim().is_empty())
}

async fn add_units(tx: &Tx, place: String, names: &[String]) -> dondoc_core::Result<()> {
    for name in names {
        // In the document the name may run over a line's end.
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let code = unit::edit::free_code(tx, &place, &name).await?;
        let (kind, level) = class(&name);
        let entry = UnitEntry::new(code, kind, level, name);
        unit::edit::add_unit(tx, &place, entry).await?;
    }
    Ok(())
}

/// Heads of names and what they say of a unit, the longer before the shorter; the directory page
/// is where a person corrects it.
const HEADS: &[(&str, Kind, Level)] = &[
    ("Bộ Chỉ huy", Kind::ArmedForce, Level::Province),
    ("Bộ Tư lệnh", Kind::ArmedForce, Level::Province),
    ("Công an", Kind::ArmedForce, Level::Province),
    ("Bộ", Kind::Ministry, Level::Central),
    ("Ngân hàng Nhà nước", Kind::Ministry, Level::Central),
    ("Thanh tra Chính phủ", Kind::Ministry, Level::Central),
    ("Sở", Kind::Department, Level::Province),
    ("Thanh tra tỉnh", Kind::Department, Level::Province),
    ("Văn phòng UBND", Kind::Department, Level::Province),
    (
        "Văn phòng Ủy ban nhân dân",
        Kind::Department,
        Level::Province,
    ),
    ("Ủy ban Mặt trận", Kind::MassOrganisation, Level::Province),
    ("Hội", Kind::MassOrganisation, Level::Province),
    ("Liên đoàn", Kind::MassOrganisation, Level::Province),
    ("Tỉnh đoàn", Kind::MassOrganisation, Level::Province),
    ("Ban Tuyên giáo", Kind::Party, Level::Province),
    ("Ban Tổ chức", Kind::Party, Level::Province),
    ("Văn phòng Tỉnh ủy", Kind::Party, Level::Province),
    ("Báo", Kind::Press, Level::Province),
    ("Đài Phát thanh", Kind::Press, Level::Province),
];

fn class(name: &str) -> (Kind, Level) {
    let key = unit::name::key(name);
    let starts = |head: &str| {
        let rest = key.strip_prefix(&unit::name::key(head));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let found = HEADS.iter().find(|(head, ..)| starts(head));
    found.map_or((Kind::Other, Level::Province), |(_, kind, level)| {
        (*kind, *level)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_name_says_what_kind_of_unit_it_is() {
        assert_eq!(class("Sở Nội vụ"), (Kind::Department, Level::Province));
        assert_eq!(class("Bộ Công an"), (Kind::Ministry, Level::Central));
        assert_eq!(
            class("Bộ Chỉ huy Quân sự tỉnh"),
            (Kind::ArmedForce, Level::Province)
        );
        assert_eq!(class("Công ty Điện lực"), (Kind::Other, Level::Province));
    }
}
