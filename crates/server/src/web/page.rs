//! What every page knows: the language, the colours, who is signed in, the day.

use std::ops::Deref;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::Act;

use super::error::{Error, Result};
use super::request::RequestId;
use super::session::{self, SignedIn};
use super::{App, assets};
use crate::text::{Argument, Lang, Texts};
use crate::{key, show};

/// The cookie of the language.
pub const LANG_COOKIE: &str = "dondoc_lang";
/// The cookie of the colours.
pub const THEME_COOKIE: &str = "dondoc_theme";

/// Light or dark; without a choice the browser's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the browser says.
    #[default]
    Auto,
    /// White paper.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value in the cookie, in forms and in `data-theme`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads a tag.
    pub fn parse(tag: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.tag() == tag)
    }
}

/// The context of a page. As an extractor it demands that somebody is signed in; a page open to
/// all takes [`Visitor`].
#[derive(Debug, Clone)]
pub struct Page(Arc<Context>);

/// See [`Page`].
#[derive(Debug)]
pub struct Context {
    /// The words.
    pub t: &'static Texts,
    /// The colours.
    pub theme: Theme,
    /// Who is signed in.
    pub account: Option<SignedIn>,
    /// The address asked for, to come back to.
    pub here: String,
    /// The number of the request.
    pub request_id: String,
    /// The instant of the request: one for all that it does.
    pub now: DateTime<Utc>,
    /// The office's day.
    pub today: NaiveDate,
}

impl Deref for Page {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.0
    }
}

impl Page {
    /// A page outside any request, for tests and samples.
    pub fn sample(lang: Lang, account: Option<SignedIn>, now: DateTime<Utc>) -> Self {
        Self(Arc::new(Context {
            t: lang.texts(),
            theme: Theme::Auto,
            account,
            here: "/".to_owned(),
            request_id: "0000-0000".to_owned(),
            now,
            today: show::day_of(now),
        }))
    }

    /// Renders a template with status 200.
    pub fn render(&self, template: &impl Template) -> Result<Response> {
        self.render_as(StatusCode::OK, template)
    }

    /// Renders a template with another status: 422 for a form that needs a correction.
    pub fn render_as(&self, status: StatusCode, template: &impl Template) -> Result<Response> {
        let html = template.render().map_err(Error::internal)?;
        Ok((status, Html(html)).into_response())
    }

    /// Goes on to another page after a form.
    pub fn go(to: &str) -> Response {
        Redirect::to(to).into_response()
    }

    /// The address of a style sheet or a script.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    /// A day as people write it.
    pub fn date(&self, day: &NaiveDate) -> String {
        show::date(*day)
    }

    /// A day, or a dash where there is none.
    pub fn date_or_dash(&self, day: &Option<NaiveDate>) -> String {
        day.map_or_else(|| "–".to_owned(), show::date)
    }

    /// A day as a date field takes it, or nothing.
    pub fn iso(&self, day: &Option<NaiveDate>) -> String {
        day.map(|day| day.to_string()).unwrap_or_default()
    }

    /// A text, or nothing.
    pub fn or_empty<'t>(&self, text: &'t Option<String>) -> &'t str {
        text.as_deref().unwrap_or_default()
    }

    /// An amount of đồng: `1.250.000 đ`.
    pub fn dong(&self, amount: impl Argument) -> String {
        self.t.one(key!("money-amount"), "n", amount)
    }

    /// An instant in the office's time.
    pub fn instant(&self, at: &DateTime<Utc>) -> String {
        show::instant(*at)
    }

    /// Who is signed in; [`Page`] as an extractor has made sure that somebody is.
    pub fn me(&self) -> Result<&SignedIn> {
        self.account.as_ref().ok_or(Error::SignInNeeded(None))
    }

    /// Whether the person sees the whole house.
    pub fn sees_all(&self) -> bool {
        let account = self.account.as_ref();
        account.is_some_and(|me| me.actor.may(Act::Read).is_ok())
    }

    /// Whether the person keeps the directory of units.
    pub fn may_edit_units(&self) -> bool {
        let account = self.account.as_ref();
        account.is_some_and(|me| me.actor.may(Act::EditUnits).is_ok())
    }

    /// Whether the person reads the log.
    pub fn sees_log(&self) -> bool {
        let account = self.account.as_ref();
        account.is_some_and(|me| me.actor.may(Act::ReadLog).is_ok())
    }

    /// Whether the person brings in documents.
    pub fn may_import(&self) -> bool {
        let account = self.account.as_ref();
        account.is_some_and(|me| me.actor.may(Act::ReceiveDocument).is_ok())
    }

    /// Whether the person collects replies: files that come back may be dropped on every page.
    pub fn may_collect(&self) -> bool {
        let me = self.account.as_ref();
        me.is_some_and(|me| me.actor.may(Act::CollectReplies).is_ok())
    }

    /// Whether who is signed in may urge: buttons are shown to nobody else.
    pub fn may_urge(&self) -> bool {
        let me = self.account.as_ref();
        me.is_some_and(|me| me.actor.may(dondoc_core::access::Act::Urge).is_ok())
    }

    /// Whether the address asked for lies under a path: marks the place in the navigation.
    pub fn is_under(&self, path: &str) -> bool {
        match path {
            "/" => self.here == "/",
            _ => self
                .here
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?'])),
        }
    }
}

/// An address of ours in full, to be given to somebody: as this browser asked for us.
pub fn in_full(app: &App, headers: &HeaderMap, path: &str) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let scheme = if app.is_https() { "https" } else { "http" };
    host.map_or_else(
        || path.to_owned(),
        |host| format!("{scheme}://{host}{path}"),
    )
}

/// A page that anybody may see.
#[derive(Debug, Clone)]
pub struct Visitor(pub Page);

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let page = parts.extensions.get::<Page>();
        page.cloned()
            .map(Self)
            .ok_or_else(|| Error::internal("no page context"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Visitor(page) = Visitor::from_request_parts(parts, state).await?;
        if page.account.is_some() {
            return Ok(page);
        }
        let come_back = parts.method == Method::GET && page.here != "/";
        Err(Error::SignInNeeded(come_back.then(|| page.here.clone())))
    }
}

/// Middleware: makes the [`Page`] of a request, and makes a page of what went wrong.
pub async fn context(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let now = app.now();
    let jar = CookieJar::from_headers(request.headers());
    let (account, failure) = match session::find(&app, &jar, now).await {
        Ok(account) => (account, None),
        Err(error) => (None, Some(error)),
    };
    let cookie = |name| {
        jar.get(name)
            .map(axum_extra::extract::cookie::Cookie::value)
    };
    let lang = cookie(LANG_COOKIE)
        .and_then(Lang::parse)
        .unwrap_or_default();
    let page = Page(Arc::new(Context {
        t: lang.texts(),
        theme: cookie(THEME_COOKIE)
            .and_then(Theme::parse)
            .unwrap_or_default(),
        account,
        here: request
            .uri()
            .path_and_query()
            .map_or("/", |p| p.as_str())
            .to_owned(),
        request_id: request
            .extensions()
            .get::<RequestId>()
            .map(|id| id.0.clone())
            .unwrap_or_default(),
        now,
        today: show::day_of(now),
    }));
    request.extensions_mut().insert(page.clone());
    // Not to know who somebody is, is no reason to ask for the password again.
    let response = match failure {
        Some(error) => error.into_response(),
        None => next.run(request).await,
    };
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if failed && !is_html(response.headers()) {
        explain(&page, &response)
    } else {
        response
    }
}

fn is_html(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// `templates/error.html`
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    page: &'a Page,
    what: &'a str,
    next: &'a str,
}

fn explain(page: &Page, response: &Response) -> Response {
    let error = match response.extensions().get::<Error>() {
        Some(error) => error.clone(),
        None => Error::of_status(response.status()),
    };
    if let Error::Internal(reason) = &error {
        tracing::error!(reason, "failed");
    }
    let (what, next) = error.texts();
    let shown = ErrorPage {
        page,
        what: page.t.get(what),
        next: page.t.get(next),
    };
    page.render_as(error.status(), &shown)
        .unwrap_or_else(|_| error.status().into_response())
}
