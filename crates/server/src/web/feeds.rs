//! Calendar feeds: `GET /feeds` lists one's own and, with `?unit=`, those of a unit; `POST /feeds`
//! makes one; a calendar program fetches `GET /feeds/{secret}.ics`.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{Days, NaiveDate, NaiveTime};
use documents::calendar::{self, Shape};
use dondoc_core::access::{Act, Reach};
use dondoc_core::db::Conn;
use dondoc_core::feed::{self, Feed, Whose};
use dondoc_core::obligation::{Filter, Sort};
use dondoc_core::unit;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::App;
use super::error::{Error, Result};
use super::page::{self, Page};
use super::register::export;
use crate::show;
use crate::text::Lang;

/// How far back a calendar looks.
const BACK: Days = Days::new(90);
/// Rows of a calendar at most, the nearest.
const MOST: usize = 2_000;

/// `templates/feeds.html`
#[derive(Debug, Template)]
#[template(path = "feeds.html")]
pub struct FeedsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The unit whose feeds these are; else one's own.
    pub unit: Option<(i64, String)>,
    /// The feeds in use.
    pub feeds: Vec<Line>,
    /// The address just made: shown this once.
    pub address: Option<String>,
}

/// A feed in the list.
#[derive(Debug)]
pub struct Line {
    /// Id.
    pub id: i64,
    /// When it was made, and by whom.
    pub made: String,
    /// By whom.
    pub who: String,
    /// When it was last fetched.
    pub fetched: Option<String>,
}

/// Of which unit, if any.
#[derive(Debug, Deserialize)]
pub struct Asked {
    unit: Option<i64>,
}

/// The list.
pub async fn index(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    render(&app, &page, asked.unit, None).await
}

async fn render(
    app: &App,
    page: &Page,
    unit: Option<i64>,
    address: Option<String>,
) -> Result<Response> {
    let me = page.me()?;
    let reader = app.db().read().await?;
    let (unit, feeds) = match unit {
        Some(id) => {
            me.actor.may_for(Act::ReportProgress, id)?;
            let name = unit::find(&reader, id, page.today).await?.name;
            (Some((id, name)), feed::of_unit(&reader, id).await?)
        }
        None => (None, feed::of_account(&reader, me.account_id).await?),
    };
    let shown = FeedsPage {
        page,
        unit,
        feeds: feeds.iter().map(|feed| line(page, feed)).collect(),
        address,
    };
    page.render(&shown)
}

fn line(page: &Page, feed: &Feed) -> Line {
    Line {
        id: feed.id,
        made: page.instant(&feed.created_at),
        who: feed.created_by_name.clone(),
        fetched: feed.fetched_at.as_ref().map(|at| page.instant(at)),
    }
}

/// Makes a feed and shows its address, this once.
pub async fn create(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    Form(form): Form<Asked>,
) -> Result<Response> {
    let whose = form.unit.map_or(Whose::Mine, Whose::Unit);
    let made = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { feed::create(tx, whose).await })
    });
    let token = made.await?;
    let address = page::in_full(&app, &headers, &format!("/feeds/{token}.ics"));
    render(&app, &page, form.unit, Some(address)).await
}

/// Ends a feed.
pub async fn revoke(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Asked>,
) -> Result<Response> {
    let write = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(feed::revoke(tx, id))
    });
    write.await?;
    let of = form.unit.map(|unit| format!("?unit={unit}"));
    Ok(Page::go(&format!("/feeds{}", of.unwrap_or_default())))
}

/// The calendar itself; no session, the address is the key.
pub async fn fetch(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let token = file.strip_suffix(".ics").ok_or(Error::NotFound)?;
    let now = app.now();
    let scope = feed::resume(app.db(), token, now).await?;
    let scope = scope.ok_or(Error::NotFound)?;
    let today = show::day_of(now);
    let reader = app.db().read().await?;
    let keeper = match scope.unit_id {
        Some(id) => Some(unit::find(&reader, id, today).await?.name),
        None => None,
    };
    let register = collect(&reader, &scope.reach, keeper, today).await?;
    drop(reader);
    // The same day and the same state give the same bytes, so that a program that has them already
    // is told so.
    let stamp = today.and_time(NaiveTime::MIN).and_utc();
    let language = export::language(Lang::Vi);
    let text =
        crate::panic::blocking(move || calendar::write(&register, Shape::Event, language, stamp));
    let text = text.await.map_err(Error::internal)?;
    Ok(answer(&headers, text))
}

fn answer(headers: &HeaderMap, text: String) -> Response {
    let mut tag = String::from("\"");
    for byte in Sha256::digest(text.as_bytes()).iter().take(16) {
        use std::fmt::Write as _;
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|it| it.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|it| it.trim() == tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
        (kind, text).into_response()
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    let policy = HeaderValue::from_static("private, no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, policy);
    response
}

async fn collect(
    conn: &Conn,
    reach: &Reach,
    keeper: Option<String>,
    today: NaiveDate,
) -> Result<documents::register::Register> {
    let title = Lang::Vi.texts().get("feed-title").to_owned();
    let base = Filter {
        due_from: today.checked_sub_days(BACK),
        ..Filter::default()
    };
    let filters: Vec<Filter> = match reach {
        Reach::All => vec![base],
        Reach::Units(units) => units
            .iter()
            .map(|unit| Filter {
                unit: Some(*unit),
                ..base.clone()
            })
            .collect(),
    };
    // Of two units of one person, a task that both owe is one entry.
    let mut tasks = BTreeMap::new();
    for filter in filters {
        let about = export::About {
            t: Lang::Vi.texts(),
            title: title.clone(),
            keeper: keeper.clone(),
            file: String::new(),
            whole_plan: None,
        };
        let part = export::collect(conn, filter, Sort::Deadline, about, today, MOST).await?;
        for task in part.tasks {
            tasks.entry(task.id.clone()).or_insert(task);
        }
    }
    Ok(documents::register::Register {
        title: keeper.clone().unwrap_or(title),
        keeper,
        as_of: today,
        tasks: tasks.into_values().collect(),
    })
}
