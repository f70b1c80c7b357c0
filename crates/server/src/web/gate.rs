//! How far each role gets at all: the pages that are theirs, by address.
//!
//! The rights themselves are asked in `core::access` by every act; this is the outer door. It
//! names what is open, so that a new page is closed to the people of a unit, and a new act to who
//! only reads, until somebody thinks of it; what a page shows is cut to somebody's units by
//! `core::access::sight`. `tests/story/rights.txt` holds every route against every role.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use dondoc_core::access::Role;

use super::error::Error;
use super::page::Page;

/// What is everybody's own: account, sessions, calendar, looks; and what a reply link opens, which
/// asks for no account.
const MINE: [&str; 7] = [
    "/reply",
    "/settings",
    "/sessions",
    "/feeds",
    "/sign-in",
    "/sign-out",
    "/appearance",
];
/// What the people of a unit read and send besides.
const OF_UNIT: [&str; 8] = [
    "/unit-reports",
    "/tasks",
    "/obligations",
    "/extensions",
    "/evidence",
    "/difficulties",
    "/estimates",
    "/follow-ups",
];
/// What they only read.
const READ: [&str; 5] = ["/register", "/plans", "/documents", "/units", "/guidance"];
/// What is closed to them below what they read.
const CLOSED: [&str; 5] = ["new", "edit", "imports", "export", "directories"];
/// What an appraiser sends besides the own things.
const OF_APPRAISER: [&str; 5] = [
    "/estimates",
    "/money",
    "/obligations",
    "/extensions",
    "/difficulties",
];
/// What a leader sends: decisions.
const OF_LEADER: [&str; 3] = ["/extensions", "/difficulties", "/estimates"];
/// What only an administrator opens.
const OF_ADMINISTRATOR: [&str; 5] = [
    "/accounts",
    "/webhooks",
    "/mail-server",
    "/sign-in-provider",
    "/office",
];

/// Middleware: turns away who stands before a page that is not theirs. Visitors go on to the
/// handler, which sends them to the sign-in page.
pub async fn check(request: Request, next: Next) -> Response {
    let account = request
        .extensions()
        .get::<Page>()
        .and_then(|page| page.account.as_ref());
    let owes = account.is_some_and(|me| me.owes_second_step);
    if owes && !is_before_second_step(request.uri().path()) {
        return Page::go("/settings/second-step");
    }
    let role = account.and_then(|me| me.actor.role());
    if role.is_some_and(|role| !is_open(role, request.method(), request.uri().path())) {
        return Error::Forbidden.into_response();
    }
    next.run(request).await
}

/// What is open to who must set up the second step first.
fn is_before_second_step(path: &str) -> bool {
    path.starts_with("/settings/second-step")
        || ["/sign-out", "/appearance", "/settings/password"].contains(&path)
}

fn is_open(role: Role, method: &Method, path: &str) -> bool {
    let under = |prefixes: &[&str]| {
        prefixes.iter().any(|prefix| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let reads = matches!(*method, Method::GET | Method::HEAD);
    if path == "/" || under(&MINE) {
        return true;
    }
    match role {
        Role::Administrator => true,
        _ if under(&OF_ADMINISTRATOR) => false,
        Role::Coordinator => true,
        Role::UnitOfficer | Role::UnitHead => {
            let closed = path.split('/').skip(2).any(|part| CLOSED.contains(&part));
            under(&OF_UNIT) || (reads && under(&READ) && !closed)
        }
        Role::FinanceAppraiser => reads || under(&OF_APPRAISER),
        Role::Leader => reads || under(&OF_LEADER),
        Role::Auditor => reads,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use dondoc_core::access::Role;

    use super::is_open;

    #[test]
    fn the_people_of_a_unit_read_their_pages_and_not_those_of_the_office() {
        let open = |method: &Method, path| is_open(Role::UnitOfficer, method, path);
        for path in [
            "/",
            "/tasks/3",
            "/register",
            "/register/export.xlsx",
            "/plans/1",
            "/units/7",
        ] {
            assert!(open(&Method::GET, path), "{path}");
        }
        for path in [
            "/drafts/1",
            "/imports/new",
            "/events",
            "/accounts",
            "/webhooks",
            "/reorganisations",
            "/units/7/edit",
            "/units/new",
            "/units/export/x.json",
            "/registerx",
        ] {
            assert!(!open(&Method::GET, path), "{path}");
        }
        assert!(!open(&Method::POST, "/units/7"));
        assert!(open(&Method::POST, "/obligations/3/reports"));
    }

    #[test]
    fn an_auditor_reads_and_sends_nothing_but_the_own_password() {
        assert!(is_open(Role::Auditor, &Method::GET, "/events"));
        assert!(is_open(Role::Auditor, &Method::POST, "/settings/password"));
        for path in [
            "/obligations/1/reports",
            "/drafts/1/edits",
            "/imports",
            "/plans",
        ] {
            assert!(!is_open(Role::Auditor, &Method::POST, path), "{path}");
        }
    }
}
