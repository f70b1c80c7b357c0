//! The HTTP API: `/api/v1`, for programs. The same rights as the pages, asked in the same place;
//! a program brings a token of an account ([`caller`]).
//!
//! The OpenAPI document is generated from the handlers themselves: a route cannot be served and
//! be missing in it. Errors are problem documents (RFC 9457) in the caller's language
//! ([`problem`]).

mod accounts;
mod calendar;
pub mod caller;
mod decisions;
mod difficulties;
mod estimates;
mod events;
mod groups;
mod guidance;
mod inspections;
mod me;
mod money;
mod obligations;
mod plans;
mod problem;
mod reorganisations;
mod reports;
mod tasks;
mod units;
mod urgings;
mod words;

use std::sync::LazyLock;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Server};
use utoipa::{PartialSchema as _, ToSchema as _};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::web::App;
use crate::web::error::{Error, Result};

/// Where it stands.
pub const BASE: &str = "/api/v1";
/// The name of the only way to sign in.
const SCHEME: &str = "token";
/// What a program may send at most.
const BODY_LIMIT: usize = 1024 * 1024;
/// No answer takes longer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Rows of a page when the caller does not say.
const ROWS: u32 = 50;
/// Rows of a page at most.
const MOST_ROWS: u32 = 200;

fn routes_and_document() -> (Router<App>, OpenApi) {
    let routes = OpenApiRouter::with_openapi(head())
        .routes(routes!(me::show))
        .routes(routes!(plans::index))
        .routes(routes!(plans::show))
        .routes(routes!(plans::tasks))
        .routes(routes!(tasks::show))
        .routes(routes!(obligations::index))
        .routes(routes!(obligations::show))
        .routes(routes!(obligations::counts))
        .routes(routes!(obligations::complete, obligations::withdraw))
        .routes(routes!(reports::index, reports::make))
        .routes(routes!(reports::standing))
        .routes(routes!(decisions::index, decisions::make))
        .routes(routes!(decisions::extensions, decisions::ask))
        .routes(routes!(decisions::waiting))
        .routes(routes!(decisions::decide))
        .routes(routes!(decisions::withdraw))
        .routes(routes!(difficulties::index))
        .routes(routes!(difficulties::show))
        .routes(routes!(difficulties::raise))
        .routes(routes!(difficulties::take))
        .routes(routes!(guidance::index, guidance::file))
        .routes(routes!(guidance::show, guidance::edit))
        .routes(routes!(guidance::guide, guidance::unguide));
    rest(money_routes(routes)).split_for_parts()
}

/// Estimates, the ledger of money, totals.
fn money_routes(routes: OpenApiRouter<App>) -> OpenApiRouter<App> {
    routes
        .routes(routes!(estimates::index))
        .routes(routes!(estimates::show))
        .routes(routes!(estimates::create))
        .routes(routes!(estimates::write))
        .routes(routes!(estimates::take))
        .routes(routes!(estimates::judge))
        .routes(routes!(estimates::decide))
        .routes(routes!(money::enter))
        .routes(routes!(money::take_back))
        .routes(routes!(money::sums))
        .routes(routes!(money::sources))
}

/// Inspections, urging, the calendar, the directory, the log.
fn rest(routes: OpenApiRouter<App>) -> OpenApiRouter<App> {
    routes
        .routes(routes!(inspections::index, inspections::plan))
        .routes(routes!(inspections::show, inspections::replan))
        .routes(routes!(inspections::outcome))
        .routes(routes!(inspections::demand))
        .routes(routes!(inspections::open))
        .routes(routes!(inspections::finish))
        .routes(routes!(inspections::judge))
        .routes(routes!(urgings::index))
        .routes(routes!(urgings::show))
        .routes(routes!(urgings::of_task))
        .routes(routes!(urgings::of_unit))
        .routes(routes!(urgings::note))
        .routes(routes!(calendar::show))
        .routes(routes!(calendar::announce, calendar::withdraw))
        .routes(routes!(units::index))
        .routes(routes!(units::show))
        .routes(routes!(reorganisations::lineage))
        .routes(routes!(reorganisations::index))
        .routes(routes!(reorganisations::show))
        .routes(routes!(reorganisations::moves))
        .routes(routes!(groups::index))
        .routes(routes!(events::index))
        .routes(routes!(accounts::index))
        .routes(routes!(accounts::show))
}

/// What the document says before its routes.
fn head() -> OpenApi {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "A token made under Settings › API tokens, as `Authorization: Bearer dondoc_…`.",
        ))
        .build();
    let mut components = Components::new();
    components.add_security_scheme(SCHEME, SecurityScheme::Http(scheme));
    // Named by the refusals of every route, which bring no schemas of their own.
    let problem = problem::Problem::schema();
    components
        .schemas
        .insert(problem::Problem::name().into_owned(), problem);
    let info = InfoBuilder::new()
        .title("Dondoc")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Plans, tasks and what each unit owes. Days are dates without a time zone; instants are UTC. \
             Lists go on behind `next`; errors are problem documents (RFC 9457).",
        ))
        .license(Some(LicenseBuilder::new().name("MIT").build()))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new(BASE)]))
        .components(Some(components))
        .build()
}

/// The OpenAPI 3.1 document.
pub static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| routes_and_document().1);

/// The routes with their layers, to be nested under [`BASE`].
pub fn router(app: &App) -> Router<App> {
    routes_and_document()
        .0
        .route("/openapi.json", get(|| async { Json(&*DOCUMENT) }))
        .fallback(|| async { Error::NotFound })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            TIMEOUT,
        ))
        .layer(CatchPanicLayer::custom(|_| -> Response {
            Error::internal("a handler panicked").into_response()
        }))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            problem::explain,
        ))
}

/// A page of what was found and where the next one begins; one row more than the page was asked
/// for.
fn cut<T>(mut found: Vec<T>, limit: u32, id: impl Fn(&T) -> i64) -> (Vec<T>, Option<i64>) {
    let limit = limit as usize;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(id);
    (found, next)
}

/// How many rows a caller gets.
fn rows(asked: Option<u32>) -> Result<u32> {
    let rows = asked.unwrap_or(ROWS);
    if (1..=MOST_ROWS).contains(&rows) {
        Ok(rows)
    } else {
        Err(Error::Invalid {
            field: "limit",
            reason: "out_of_range",
        })
    }
}
