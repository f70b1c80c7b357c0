//! How a person is reached by mail, and when not: a part of the own account.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::access::Role;
use dondoc_core::error::Error as CoreError;
use dondoc_core::reminder::quiet::{self, Kind, Notice};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use crate::key;
use crate::show;
use crate::web::units::fields::Fields;

/// `templates/reminders/quiet.html`
#[derive(Debug, Template)]
#[template(path = "reminders/quiet.html")]
pub struct QuietPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The address.
    pub address: String,
    /// Days of the week: number, key of the name, whether quiet.
    pub days: Vec<(usize, &'static str, bool)>,
    /// Quiet from.
    pub from: String,
    /// Quiet to.
    pub to: String,
    /// Quiet up to this day.
    pub until: String,
    /// What may be wanted: code, key of the name, whether wanted.
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    /// The version the form begins from.
    pub version: i64,
    /// Why nothing was changed, as a key.
    pub problem: Option<&'static str>,
    /// Whether it was just saved.
    pub saved: bool,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page) -> Result<Response> {
    let me = page.me()?;
    let notice = quiet::of(&*app.db().read().await?, me.account_id).await?;
    render(&page, &notice, None, false)
}

fn render(
    page: &Page,
    notice: &Notice,
    problem: Option<&'static str>,
    saved: bool,
) -> Result<Response> {
    let role = page.me()?.actor.role().unwrap_or(Role::Auditor);
    let names = [
        key!("day-monday"),
        key!("day-tuesday"),
        key!("day-wednesday"),
        key!("day-thursday"),
        key!("day-friday"),
        key!("day-saturday"),
        key!("day-sunday"),
    ];
    let days = names.into_iter().zip(notice.days).enumerate();
    let kind = |kind: Kind| {
        let name = match kind {
            Kind::Reminder => key!("quiet-kind-reminder"),
            Kind::Escalation => key!("quiet-kind-escalation"),
        };
        (kind.as_str(), name, notice.wants(kind, role))
    };
    let shown = QuietPage {
        page,
        address: notice.address.clone().unwrap_or_default(),
        days: days.map(|(at, (name, quiet))| (at, name, quiet)).collect(),
        from: notice.hours.map(|it| time(it.0)).unwrap_or_default(),
        to: notice.hours.map(|it| time(it.1)).unwrap_or_default(),
        until: page.iso(&notice.until),
        kinds: Kind::ALL.map(kind).to_vec(),
        version: notice.version,
        problem,
        saved,
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    page.render_as(status, &shown)
}

/// Changes them.
pub async fn change(
    State(app): State<App>,
    page: Page,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let me = page.me()?;
    let fields = Fields::new(pairs);
    let version = fields
        .one("version")
        .parse()
        .map_err(|_| Error::BadRequest)?;
    let hours = match (fields.one("from"), fields.one("to")) {
        ("", "") => Some(None),
        (from, to) => minutes(from).zip(minutes(to)).map(Some),
    };
    let quiet_days = fields.all("day");
    let kinds = fields.all("kind");
    let notice = Notice {
        address: fields.optional("address"),
        days: std::array::from_fn(|at| quiet_days.contains(&at.to_string().as_str())),
        hours: hours.flatten(),
        until: show::parse_date(fields.one("until")),
        kinds: Some(
            Kind::ALL
                .into_iter()
                .filter(|it| kinds.contains(&it.as_str()))
                .collect(),
        ),
        version,
    };
    if hours.is_none() {
        return render(&page, &notice, Some(key!("quiet-no-hours")), false);
    }
    let (account, entered) = (me.account_id, notice.clone());
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { quiet::change(tx, account, entered).await })
    });
    match write.await {
        Ok(()) => {
            let saved = quiet::of(&*app.db().read().await?, account).await?;
            render(&page, &saved, None, true)
        }
        Err(CoreError::Invalid { field, .. }) => {
            let problem = match field {
                "address" => key!("quiet-no-address"),
                _ => key!("quiet-no-hours"),
            };
            render(&page, &notice, Some(problem), false)
        }
        Err(error) => Err(error.into()),
    }
}

/// `07:30`
fn time(minutes: i16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn minutes(text: &str) -> Option<i16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}
