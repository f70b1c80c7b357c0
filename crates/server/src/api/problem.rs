//! Errors as problem documents (RFC 9457): the words of the pages, in the caller's language.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::text::Lang;
use crate::web::App;
use crate::web::error::Error;
use crate::web::request::RequestId;

/// How much of a technical reason is passed on.
const REASON: usize = 500;

/// What went wrong and what to do next.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// What happened, in words.
    #[schema(example = "Không tìm thấy.")]
    title: String,
    /// What to do next, in words.
    detail: String,
    /// The HTTP status.
    status: u16,
    /// A stable code of the kind of problem.
    #[schema(example = "not_found")]
    code: &'static str,
    /// What exactly could not be taken, for the programmer; in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The number of the request, to find it in the log.
    request: String,
}

/// What every route may answer instead.
#[derive(Debug, IntoResponses)]
#[expect(dead_code, reason = "for the OpenAPI document; made by `explain`")]
pub enum Refusals {
    /// The request makes no sense.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// No token, or not a good one.
    #[response(status = 401, content_type = "application/problem+json")]
    TokenNeeded(Problem),
    /// Out of the reach of the account or of the token's scopes.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// No such thing, or none that the account may see.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// Somebody changed it in between, or it is not in a state that allows this.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// The state of the thing does not allow the act.
    #[response(status = 422, content_type = "application/problem+json")]
    NotPossible(Problem),
}

/// Middleware: makes a problem document of what went wrong.
pub async fn explain(State(_app): State<App>, request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let number = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let error = match response.extensions().get::<Error>() {
        Some(error) => error.clone(),
        None => Error::of_status(status),
    };
    let allowed = response.headers().get(header::ALLOW).cloned();
    if let Error::Internal(reason) = &error {
        tracing::error!(reason, "failed");
    }
    let reason = match &error {
        Error::Invalid { field, reason } => Some(format!("{field}: {reason}")),
        Error::BadRequest => technical(response).await,
        _ => None,
    };
    let (what, next) = error.texts();
    let t = lang.texts();
    // A page that takes no such form is no page; a program is told that the method is wrong.
    let (status, code) = match status {
        StatusCode::METHOD_NOT_ALLOWED => (status, "method_not_allowed"),
        _ => (error.status(), code(&error)),
    };
    let problem = Problem {
        title: t.get(what).to_owned(),
        detail: t.get(next).to_owned(),
        status: status.as_u16(),
        code,
        reason,
        request: number.map(|number| number.0).unwrap_or_default(),
    };
    let mut answer = (status, Json(problem)).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    if let Some(allowed) = allowed {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    if matches!(error, Error::TokenNeeded) {
        let scheme = HeaderValue::from_static("Bearer realm=\"dondoc\"");
        answer
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, scheme);
    }
    answer
}

/// What an extractor said about a body or a query that makes no sense.
async fn technical(response: Response) -> Option<String> {
    let bytes = to_bytes(response.into_body(), 64 * 1024).await.ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let text: String = text.chars().take(REASON).collect();
    (!text.is_empty()).then_some(text)
}

/// English when it is asked for first, else Vietnamese.
fn language(headers: &HeaderMap) -> Lang {
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let first = asked.split([',', ';', '-']).next().unwrap_or_default();
    Lang::parse(first.trim()).unwrap_or_default()
}

/// Stable, for programs.
const fn code(error: &Error) -> &'static str {
    match error {
        Error::SignInNeeded(_) | Error::TokenNeeded => "token_needed",
        Error::NotFound => "not_found",
        Error::Forbidden | Error::CrossSite => "forbidden",
        Error::Conflict => "conflict",
        Error::BadRequest => "bad_request",
        Error::Invalid { .. } => "invalid",
        Error::NotPossible(_) => "not_possible",
        Error::TooLarge => "too_large",
        Error::TooMany => "too_many_requests",
        Error::TimedOut => "timed_out",
        Error::Internal(_) => "internal",
    }
}
