//! Pages over HTTP: routes, the layers around them, and one module for each thing of the office.

pub mod accounts;
pub mod appearance;
pub mod assets;
pub mod attachment;
pub mod attempts;
pub mod beside;
pub mod calendar;
pub mod difficulties;
pub mod entries;
pub mod error;
pub mod events;
pub mod feeds;
pub mod gate;
pub mod groups;
pub mod guidance;
pub mod headers;
pub mod home;
pub mod house;
pub mod imports;
pub mod inspections;
pub mod letters;
pub mod machine;
pub mod mail;
pub mod money;
pub mod outside;
pub mod page;
pub mod plans;
pub mod progress;
pub mod query;
pub mod register;
pub mod reminders;
pub mod reorganisations;
pub mod replies;
pub mod reply;
pub mod reports;
pub mod request;
pub mod returns;
pub mod second_step;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod tasks;
pub mod tokens;
pub mod units;
pub mod urgings;
pub mod webhooks;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::api;
use attempts::Attempts;
use dondoc_core::db::Db;
use dondoc_core::document::BlobStore;
use dondoc_core::seal::Key;
use dondoc_core::unit::Directories;
use error::Error;
use imports::job::Jobs;
use machine::Network;
use reading::file::Helpers;
use register::names::Names;

/// A form without files is small.
const FORM_LIMIT: usize = 1024 * 1024;
/// No page takes longer; reading a document goes on behind it.
const PAGE_TIMEOUT: Duration = Duration::from_mins(1);

/// A form with files may come over a slow line.
const UPLOAD_TIMEOUT: Duration = Duration::from_mins(15);
/// Forms with files taken at the same time.
const UPLOADS: usize = 4;
/// How many passwords are checked at a time.
const SIGN_INS: usize = 2;
/// Documents read at the same time.
const READINGS: usize = 2;

/// Where the time comes from; tests bring their own.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// What all handlers share.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an [`App`] is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The files.
    pub blobs: BlobStore,
    /// The time.
    pub clock: Clock,
    /// Whether browsers come over https.
    pub https: bool,
    /// The programs that read scans and old files.
    pub helpers: Helpers,
    /// Servers in front whose word on where a request comes from is believed.
    pub trusted_proxies: Vec<Network>,
    /// Where webhooks may be told; nowhere when empty.
    pub webhook_networks: Vec<Network>,
    /// Where the sign-in provider may be asked; nowhere when empty.
    pub sign_in_networks: Vec<Network>,
    /// Seals what must not be read out of the database or changed by a browser.
    pub key: Key,
}

struct Inner {
    parts: Parts,
    attempts: Attempts,
    sent: Attempts<i64>,
    known_provider: outside::kept::Kept,
    jobs: Jobs,
    names: Mutex<Option<Arc<Names>>>,
    directories: Directories,
    uploads: Arc<Semaphore>,
    reply_uploads: Arc<Semaphore>,
    sign_ins: Semaphore,
    readings: Semaphore,
}

impl App {
    /// Puts it together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            parts,
            attempts: Attempts::default(),
            sent: Attempts::default(),
            known_provider: outside::kept::Kept::default(),
            jobs: Jobs::default(),
            names: Mutex::default(),
            directories: Directories::default(),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            reply_uploads: Arc::new(Semaphore::new(UPLOADS)),
            sign_ins: Semaphore::new(SIGN_INS),
            readings: Semaphore::new(READINGS),
        }))
    }

    /// The instant, from the clock given at start.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0.parts.clock)()
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.parts.db
    }

    /// The files.
    pub fn blobs(&self) -> &BlobStore {
        &self.0.parts.blobs
    }

    /// Whether browsers come over https.
    pub fn is_https(&self) -> bool {
        self.0.parts.https
    }

    /// The programs that read scans and old files.
    pub fn helpers(&self) -> &Helpers {
        &self.0.parts.helpers
    }

    /// Servers in front whose word on where a request comes from is believed.
    pub fn trusted_proxies(&self) -> &[Network] {
        &self.0.parts.trusted_proxies
    }

    /// Where webhooks may be told; nowhere when empty.
    pub fn webhook_networks(&self) -> &[Network] {
        &self.0.parts.webhook_networks
    }

    /// Where the sign-in provider may be asked; nowhere when empty.
    pub fn sign_in_networks(&self) -> &[Network] {
        &self.0.parts.sign_in_networks
    }

    /// What the sign-in provider last said of itself.
    pub fn known_provider(&self) -> &outside::kept::Kept {
        &self.0.known_provider
    }

    /// Seals what must not be read out of the database or changed by a browser.
    pub fn key(&self) -> &Key {
        &self.0.parts.key
    }

    /// The imports of the last hours.
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// The names that the register's filter offers, kept from its last page.
    pub fn names(&self) -> &Mutex<Option<Arc<Names>>> {
        &self.0.names
    }

    /// The directories of units asked for last.
    pub fn directories(&self) -> &Directories {
        &self.0.directories
    }

    /// Places for forms with files: each may hold much memory.
    pub fn upload_places(&self) -> &Arc<Semaphore> {
        &self.0.uploads
    }

    /// Places for forms with files of who has no account: they never fill those of the office.
    pub fn reply_places(&self) -> &Arc<Semaphore> {
        &self.0.reply_uploads
    }

    /// Places for passwords to be checked: each takes memory and a processor, and guesses made
    /// at once must not pass the counters that are asked before.
    pub fn sign_in_places(&self) -> &Semaphore {
        &self.0.sign_ins
    }

    /// Places for readings: each may keep a processor busy.
    pub fn reading_places(&self) -> &Semaphore {
        &self.0.readings
    }

    /// What was sent through each reply link.
    pub fn sent(&self) -> &Attempts<i64> {
        &self.0.sent
    }

    /// Failed sign-ins by machine.
    pub fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }
}

/// All routes with their layers; the first layer a request meets stands last.
pub fn router(app: App) -> Router {
    let csrf = CsrfLayer::new().with_rejection_response(|_| Error::CrossSite.into_response());
    pages()
        .merge(uploads())
        .fallback(|| async { Error::NotFound })
        .layer(csrf)
        .layer(CatchPanicLayer::custom(|_| -> Response {
            // The panic hook (`crate::panic`) has already written where; the page gets its error as any other.
            Error::internal("a handler panicked").into_response()
        }))
        .layer(middleware::from_fn(gate::check))
        .layer(middleware::from_fn_with_state(app.clone(), page::context))
        .nest(api::BASE, api::router(&app))
        .route("/assets/{name}", get(assets::show))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(headers::secure))
        .layer(middleware::from_fn_with_state(app.clone(), request::number))
        .with_state(app)
}

fn pages() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/plans", get(plans::index))
        .route("/plans/{id}", get(plans::show))
        .route("/plans/{id}/{file}", get(plans::file))
        .route("/documents/{id}/file", get(plans::original))
        .route("/register", get(register::show))
        .route("/register/{file}", get(register::file))
        .route("/tasks/{id}", get(tasks::show))
        .route("/obligations/{id}/completion", post(tasks::complete))
        .route(
            "/obligations/{id}/completion/withdrawal",
            post(tasks::withdraw),
        )
        .route("/units", get(units::index).post(units::edit::create))
        .route("/units/new", get(units::edit::new))
        .route("/units/imports/new", get(units::imports::new))
        .route(
            "/units/imports/{id}",
            get(units::imports::show).post(units::imports::update),
        )
        .route("/units/export/{file}", get(units::export::file))
        .route(
            "/units/directories",
            get(units::shipped::show).post(units::shipped::create),
        )
        .route(
            "/units/{id}",
            get(units::show::show).post(units::edit::update),
        )
        .route("/units/{id}/edit", get(units::edit::show))
        .route("/units/{id}/{file}", get(units::show::file))
        .route("/groups", get(groups::index).post(groups::edit::create))
        .route("/groups/new", get(groups::edit::new))
        .route("/groups/{id}", post(groups::edit::update))
        .route("/groups/{id}/edit", get(groups::edit::show))
        .route("/events", get(events::index))
        .route("/events/{file}", get(events::file))
        .route("/feeds", get(feeds::index).post(feeds::create))
        .route("/feeds/{id}", get(feeds::fetch))
        .route("/feeds/{id}/revocation", post(feeds::revoke))
        .nest("/drafts", crate::review::routes())
        .merge(progress::routes())
        .nest("/reorganisations", reorganisations::routes())
        .nest("/replies", replies::routes())
        .merge(reply::routes())
        .merge(returns::routes())
        .route("/entries/new", get(entries::new))
        .merge(webhooks::routes())
        .merge(mail::routes())
        .merge(reminders::routes())
        .nest("/difficulties", difficulties::routes())
        .nest("/guidance", guidance::routes())
        .nest("/inspections", inspections::routes())
        .nest("/reports", reports::routes())
        .nest("/unit-reports", reports::of_units())
        .nest("/money", money::routes())
        .nest("/estimates", money::estimates())
        .merge(accounts::routes())
        .merge(outside::routes())
        .nest("/settings/second-step", second_step::routes())
        .nest("/urgings", urgings::routes())
        .merge(letters::routes())
        .route("/calendar", get(calendar::show).post(calendar::announce))
        .route("/calendar/withdrawals", post(calendar::withdraw))
        .route("/calendar/years", post(calendar::compare))
        .route("/sign-in", get(sign_in::show).post(sign_in::create))
        .route("/sign-in/code", get(sign_in::code).post(sign_in::pass))
        .route("/sign-in/{token}", get(sign_in::link).post(sign_in::redeem))
        .route("/sign-out", post(sign_in::destroy))
        .route("/settings", get(settings::show))
        .route("/settings/password", post(settings::update))
        .route("/settings/house", get(house::show).post(house::update))
        .route("/settings/tokens", get(tokens::index).post(tokens::create))
        .route("/settings/tokens/{id}/revocation", post(tokens::revoke))
        .route("/imports/new", get(imports::new))
        .route("/imports/{id}", get(imports::show))
        .route("/appearance", post(appearance::update))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            PAGE_TIMEOUT,
        ))
}

/// Files take longer to come, and are counted as they come.
fn uploads() -> Router<App> {
    Router::new()
        .route("/imports", post(imports::create))
        .route("/units/imports", post(units::imports::create))
        .merge(progress::uploads())
        .merge(reply::uploads())
        .route("/entries", post(entries::create))
        .merge(letters::uploads())
        .route("/guidance", post(guidance::create))
        .route("/inspections/{id}/holding", post(inspections::hold))
        .layer(DefaultBodyLimit::disable())
        .merge(money::uploads())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            UPLOAD_TIMEOUT,
        ))
}
