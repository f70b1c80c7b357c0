//! The language and the colours: `POST /appearance`, remembered in the browser for a year.

use axum::Form;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use super::page::{LANG_COOKIE, Page, THEME_COOKIE, Theme};
use super::query;
use crate::text::Lang;

/// The form in the footer.
#[derive(Debug, Deserialize)]
pub struct Choice {
    lang: Option<String>,
    theme: Option<String>,
    back: Option<String>,
}

/// Remembers a choice and goes back to the page it was made on.
pub async fn update(jar: CookieJar, Form(choice): Form<Choice>) -> Response {
    let lang = choice.lang.as_deref().and_then(Lang::parse);
    let theme = choice.theme.as_deref().and_then(Theme::parse);
    let mut jar = jar;
    if let Some(lang) = lang {
        jar = jar.add(lasting(LANG_COOKIE, lang.tag()));
    }
    if let Some(theme) = theme {
        jar = jar.add(lasting(THEME_COOKIE, theme.tag()));
    }
    (jar, Page::go(query::local(choice.back.as_deref()))).into_response()
}

fn lasting(name: &'static str, value: &'static str) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(true)
        .permanent()
        .build()
}
