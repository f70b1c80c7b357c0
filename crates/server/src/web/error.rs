//! What goes wrong, and what a person sees of it: the one place where errors become HTTP.
//!
//! A handler answers `Result<_, Error>`. [`Error`] turns into a bare response that carries the
//! error along; the middleware in [`super::page`], which knows the language and the request's
//! number, makes a page of it. An internal error is logged once, there, and never shown.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::key;

/// What a handler may fail with.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in; the address is where to come back to.
    #[error("sign-in needed")]
    SignInNeeded(Option<String>),
    /// A program brought no token, or not a good one.
    #[error("token needed")]
    TokenNeeded,
    /// There is no such thing, or no longer.
    #[error("not found")]
    NotFound,
    /// This account may not do that.
    #[error("forbidden")]
    Forbidden,
    /// The request came from another site's page.
    #[error("cross-site request")]
    CrossSite,
    /// Somebody changed it in between.
    #[error("conflict")]
    Conflict,
    /// The request makes no sense: a form with a field missing, an address put together wrongly.
    #[error("bad request")]
    BadRequest,
    /// A field holds something that cannot be taken; both are stable codes.
    #[error("{field}: {reason}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// Why not.
        reason: &'static str,
    },
    /// The state of the thing does not allow the act.
    #[error("not possible: {0}")]
    NotPossible(&'static str),
    /// More bytes than we take.
    #[error("too large")]
    TooLarge,
    /// Too many attempts or too many requests at once.
    #[error("too many requests")]
    TooMany,
    /// It took too long.
    #[error("timed out")]
    TimedOut,
    /// Anything else: logged, not shown.
    #[error("internal: {0}")]
    Internal(String),
}

/// What handlers return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An internal error, from anything that can say what it is.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(format!("{error:#}"))
    }

    /// The error that a bare status, answered by a layer or an extractor, stands for.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Self::TimedOut,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            status if status.is_client_error() => Self::BadRequest,
            status => Self::Internal(format!("answered {status}")),
        }
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignInNeeded(_) => StatusCode::SEE_OTHER,
            Self::TokenNeeded => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Conflict => StatusCode::CONFLICT,
            Self::BadRequest | Self::Invalid { .. } => StatusCode::BAD_REQUEST,
            Self::NotPossible(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What happened and what to do next, as keys.
    pub fn texts(&self) -> (&'static str, &'static str) {
        match self {
            Self::SignInNeeded(_) => (key!("error-sign-in"), key!("error-sign-in-next")),
            Self::TokenNeeded => (key!("error-token"), key!("error-token-next")),
            Self::NotFound => (key!("error-not-found"), key!("error-not-found-next")),
            Self::Forbidden => (key!("error-forbidden"), key!("error-forbidden-next")),
            Self::CrossSite => (key!("error-cross-site"), key!("error-cross-site-next")),
            Self::Conflict => (key!("error-conflict"), key!("error-conflict-next")),
            Self::BadRequest | Self::Invalid { .. } => {
                (key!("error-bad-request"), key!("error-bad-request-next"))
            }
            Self::NotPossible(next) => (key!("error-not-possible"), next),
            Self::TooLarge => (key!("error-too-large"), key!("error-too-large-next")),
            Self::TooMany => (key!("error-too-many"), key!("error-too-many-next")),
            Self::TimedOut => (key!("error-timed-out"), key!("error-timed-out-next")),
            Self::Internal(_) => (key!("error-internal"), key!("error-internal-next")),
        }
    }
}

impl From<dondoc_core::Error> for Error {
    fn from(error: dondoc_core::Error) -> Self {
        use dondoc_core::Error as Core;
        match error {
            Core::NotFound(_) => Self::NotFound,
            Core::Conflict { .. } => Self::Conflict,
            Core::Forbidden(_) => Self::Forbidden,
            Core::Invalid { field, reason } => Self::Invalid { field, reason },
            Core::NotReady(_) => Self::NotPossible(key!("refused-not-ready")),
            Core::Refused(code) => Self::NotPossible(refusal(code)),
            Core::Deadline | Core::NotWritten => Self::TimedOut,
            other => Self::internal(other),
        }
    }
}

/// What to do next when the state of a thing does not allow an act.
fn refusal(code: &str) -> &'static str {
    match code {
        "draft_closed" => key!("refused-draft-closed"),
        "draft_not_discarded" => key!("refused-draft-not-discarded"),
        "draft_replaced" => key!("refused-draft-replaced"),
        "not_effective_yet" => key!("refused-not-effective-yet"),
        "reorganisation_faulty" => key!("refused-reorganisation-faulty"),
        "reorganisation_applied" => key!("refused-reorganisation-applied"),
        "reorganisation_not_applied" => key!("refused-reorganisation-not-applied"),
        "not_to_decide" => key!("refused-not-to-decide"),
        "later_act" => key!("refused-later-act"),
        "obligation_changed" => key!("refused-obligation-changed"),
        "too_many_webhooks" => key!("refused-too-many-webhooks"),
        "delivery_not_ended" => key!("refused-delivery-not-ended"),
        "second_step_required" => key!("refused-second-step-required"),
        "second_step_not_begun" => key!("refused-second-step-not-begun"),
        "account_disabled" => key!("refused-account-disabled"),
        "too_many_to_urge" => key!("urging-refused-too-many"),
        "nobody_to_urge" => key!("urging-refused-nobody"),
        "too_many_to_ask" => key!("replies-refused-too-many"),
        "nobody_to_ask" => key!("replies-refused-nobody"),
        "number_taken" => key!("letter-number-taken"),
        "number_of_letter" => key!("letter-number-of-letter"),
        "letters_discarded" => key!("letter-discarded"),
        "letter_signed" => key!("urging-refused-signed"),
        "mail_erased" => key!("mail-refused-erased"),
        "mail_under_way" => key!("mail-refused-under-way"),
        "no_address" => key!("mail-refused-no-address"),
        "not_a_working_day" => key!("reminder-refused-day-off"),
        "too_many_feeds" => key!("refused-too-many-feeds"),
        "too_many_tokens" => key!("refused-too-many-tokens"),
        "difficulty_state" => key!("refused-difficulty-state"),
        "inspection_over" => key!("refused-inspection-over"),
        "inspection_not_held" => key!("refused-inspection-not-held"),
        "follow_up_state" => key!("refused-follow-up-state"),
        "estimate_state" => key!("refused-estimate-state"),
        "estimate_empty" => key!("refused-estimate-empty"),
        "appraisal_begun" => key!("refused-appraisal-begun"),
        "lines_not_judged" => key!("refused-lines-not-judged"),
        "estimate_not_approved" => key!("refused-not-approved"),
        "entry_taken_back" => key!("refused-entry-taken-back"),
        "too_long_for_the_past" => key!("refused-too-long-for-the-past"),
        "directory_changed" | "unit_in_use" => key!("refused-directory-changed"),
        _ => key!("refused-other"),
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::SignInNeeded(next) = &self {
            let to = match next {
                Some(next) => format!("/sign-in?next={}", super::query::encode(next)),
                None => "/sign-in".to_owned(),
            };
            return Redirect::to(&to).into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
