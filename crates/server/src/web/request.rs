//! A request gets its number, and one line in the log when it is answered.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::App;

/// The number of a request: in its log lines, in its answer, and on the page of an error, so that
/// a person can read it out over the telephone.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

impl RequestId {
    /// A random number, short enough to be read out.
    fn of(random: [u8; 4]) -> Self {
        let [a, b, c, d] = random;
        Self(format!("{a:02X}{b:02X}-{c:02X}{d:02X}"))
    }
}

/// The header that carries it.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Middleware: numbers and traces a request. The log names the route and not the address: an
/// address may hold a one-time sign-in link or the words a person searched for.
pub async fn number(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(app.db().random());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!("request", id = %id.0, method = %request.method(), route);
    request.extensions_mut().insert(id.clone());
    let started = Instant::now();
    async move {
        let mut response = next.run(request).await;
        if let Ok(value) = HeaderValue::from_str(&id.0) {
            response.headers_mut().insert(HEADER, value);
        }
        let status = response.status().as_u16();
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status, elapsed_ms, "answered");
        response
    }
    .instrument(span)
    .await
}
