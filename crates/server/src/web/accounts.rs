//! Accounts, for who manages them: `GET /accounts` lists, `POST` makes one; `GET /accounts/{id}`
//! shows one, `POST` changes it; `…/invitation`, `…/unlocking`; `POST /sessions/{id}/ending`.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use dondoc_core::access::{Act, Role};
use dondoc_core::account::edit::{self, Particulars};
use dondoc_core::account::session::{self, Open};
use dondoc_core::account::{self, Account};
use dondoc_core::db::Conn;
use dondoc_core::error::Error as CoreError;
use dondoc_core::reminder::quiet::{self, Notice};
use dondoc_core::unit;
use serde::Deserialize;

use super::App;
use super::error::Result;
use super::page::{self, Page};
use super::session::SignedIn;
use crate::key;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/accounts", get(index).post(create))
        .route("/accounts/{id}", get(show).post(update))
        .route("/accounts/{id}/invitation", post(invite))
        .route("/accounts/{id}/unlocking", post(unlock))
        .route("/sessions/{id}/ending", post(end_session))
}

/// `templates/accounts/index.html`
#[derive(Debug, Template)]
#[template(path = "accounts/index.html")]
pub struct AccountsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The accounts, by login.
    pub accounts: Vec<Line>,
    /// The form of a new one.
    pub form: Fields,
    /// Why none was made, as a key.
    pub problem: Option<&'static str>,
}

/// `templates/accounts/show.html`
#[derive(Debug, Template)]
#[template(path = "accounts/show.html")]
pub struct AccountPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The account.
    pub line: Line,
    /// The form.
    pub form: Fields,
    /// Its sessions, last used first.
    pub sessions: Vec<Seen>,
    /// The address of an invitation just made: shown this once.
    pub invitation: Option<String>,
    /// How the person is reached by mail.
    pub notice: Notice,
    /// Why it was not changed, as a key.
    pub problem: Option<&'static str>,
}

/// An account in the list.
#[derive(Debug)]
pub struct Line {
    /// Id.
    pub id: i64,
    /// What one types to sign in.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// The key of its role.
    pub role: &'static str,
    /// The unit it acts for.
    pub unit: Option<String>,
    /// Whether it may not be used.
    pub disabled: bool,
    /// Until when it is locked.
    pub locked: Option<String>,
}

/// A session in the list.
#[derive(Debug)]
pub struct Seen {
    /// Id.
    pub id: i64,
    /// What the browser called itself.
    pub agent: String,
    /// When it began.
    pub began: String,
    /// When it was last used.
    pub used: String,
    /// Whether it is the one asking.
    pub is_this: bool,
}

/// The fields of an account's form, and what may be chosen.
#[derive(Debug)]
pub struct Fields {
    /// What one types to sign in.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Roles: the code, the key of the name, the key of what it may, whether it is chosen.
    pub roles: Vec<(&'static str, &'static str, &'static str, bool)>,
    /// Name of the unit.
    pub unit: String,
    /// Names to choose from.
    pub units: Vec<String>,
    /// Whether it may not be used.
    pub disabled: bool,
}

/// The name of a role.
pub fn role_key(role: Role) -> &'static str {
    match role {
        Role::Administrator => key!("account-role-administrator"),
        Role::Coordinator => key!("account-role-coordinator"),
        Role::UnitOfficer => key!("account-role-unit-officer"),
        Role::UnitHead => key!("account-role-unit-head"),
        Role::FinanceAppraiser => key!("account-role-finance-appraiser"),
        Role::Leader => key!("account-role-leader"),
        Role::Auditor => key!("account-role-auditor"),
    }
}

fn about_key(role: Role) -> &'static str {
    match role {
        Role::Administrator => key!("account-role-administrator-more"),
        Role::Coordinator => key!("account-role-coordinator-more"),
        Role::UnitOfficer => key!("account-role-unit-officer-more"),
        Role::UnitHead => key!("account-role-unit-head-more"),
        Role::FinanceAppraiser => key!("account-role-finance-appraiser-more"),
        Role::Leader => key!("account-role-leader-more"),
        Role::Auditor => key!("account-role-auditor-more"),
    }
}

fn allowed(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    me.actor.may(Act::ManageAccounts)?;
    Ok(me)
}

async fn index(State(app): State<App>, page: Page) -> Result<Response> {
    render_list(&app, &page, None, StatusCode::OK, None).await
}

async fn render_list(
    app: &App,
    page: &Page,
    typed: Option<&Typed>,
    status: StatusCode,
    problem: Option<&'static str>,
) -> Result<Response> {
    allowed(page)?;
    let reader = app.db().read().await?;
    let mut accounts = Vec::new();
    for account in account::list(&reader).await? {
        accounts.push(line(&reader, page, &account).await?);
    }
    let blank = Typed {
        role: Role::UnitOfficer.as_str().to_owned(),
        ..Typed::default()
    };
    let form = fields(&reader, page, typed.unwrap_or(&blank)).await?;
    drop(reader);
    let shown = AccountsPage {
        page,
        accounts,
        form,
        problem,
    };
    page.render_as(status, &shown)
}

async fn line(conn: &Conn, page: &Page, account: &Account) -> Result<Line> {
    let unit = match account.unit_id {
        Some(id) => Some(unit::find(conn, id, page.today).await?.name),
        None => None,
    };
    Ok(Line {
        id: account.id,
        login: account.login.clone(),
        name: account.name.clone(),
        role: role_key(account.role()?),
        unit,
        disabled: account.disabled,
        locked: account.locked(page.now).as_ref().map(|at| page.instant(at)),
    })
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    login: String,
    name: String,
    role: String,
    #[serde(default)]
    unit: String,
    disabled: Option<String>,
}

async fn fields(conn: &Conn, page: &Page, typed: &Typed) -> Result<Fields> {
    let units = unit::list(conn, page.today).await?;
    Ok(Fields {
        login: typed.login.clone(),
        name: typed.name.clone(),
        roles: Role::ALL
            .map(|it| {
                (
                    it.as_str(),
                    role_key(it),
                    about_key(it),
                    it.as_str() == typed.role,
                )
            })
            .to_vec(),
        unit: typed.unit.clone(),
        units: units.into_iter().map(|unit| unit.name).collect(),
        disabled: typed.disabled.is_some(),
    })
}

/// What was typed, understood; or why not, as a key.
async fn understood(
    conn: &Conn,
    page: &Page,
    typed: &Typed,
) -> Result<std::result::Result<Particulars, &'static str>> {
    let Ok(role) = Role::parse(&typed.role) else {
        return Ok(Err(key!("account-no-role")));
    };
    let wanted = vietnamese::key::match_key(typed.unit.trim());
    let unit_id = if wanted.is_empty() {
        None
    } else {
        let units = unit::list(conn, page.today).await?;
        let mut found = units
            .iter()
            .filter(|it| vietnamese::key::match_key(&it.name) == wanted);
        match (found.next(), found.next()) {
            (Some(unit), None) => Some(unit.id),
            (None, _) => return Ok(Err(key!("account-no-such-unit"))),
            (Some(_), Some(_)) => return Ok(Err(key!("account-several-units"))),
        }
    };
    Ok(Ok(Particulars {
        name: typed.name.clone(),
        role,
        unit_id,
        disabled: typed.disabled.is_some(),
    }))
}

fn problem(error: CoreError) -> Result<&'static str> {
    match error {
        CoreError::Invalid {
            field: "login",
            reason: "taken",
        } => Ok(key!("account-login-taken")),
        CoreError::Invalid { field: "login", .. } => Ok(key!("account-login-malformed")),
        CoreError::Invalid { field: "name", .. } => Ok(key!("account-no-name")),
        CoreError::Invalid { field: "unit", .. } => Ok(key!("account-unit-needed")),
        CoreError::Refused("last_administrator") => Ok(key!("account-last-administrator")),
        error => Err(error.into()),
    }
}

async fn create(State(app): State<App>, page: Page, Form(typed): Form<Typed>) -> Result<Response> {
    let me = allowed(&page)?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let found = understood(&*app.db().read().await?, &page, &typed).await?;
    let of = match found {
        Ok(of) => of,
        Err(problem) => {
            return render_list(&app, &page, Some(&typed), status, Some(problem)).await;
        }
    };
    let login = typed.login.clone();
    let made = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { edit::add(tx, &login, &of).await })
    });
    match made.await {
        Ok(account) => Ok(Page::go(&format!("/accounts/{}", account.id))),
        Err(error) => {
            let problem = problem(error)?;
            render_list(&app, &page, Some(&typed), status, Some(problem)).await
        }
    }
}

async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    render_one(&app, &page, id, None, None, None).await
}

async fn render_one(
    app: &App,
    page: &Page,
    id: i64,
    typed: Option<&Typed>,
    invitation: Option<String>,
    problem: Option<&'static str>,
) -> Result<Response> {
    let me = allowed(page)?;
    let reader = app.db().read().await?;
    let account = account::find(&reader, id).await?;
    let line = line(&reader, page, &account).await?;
    let stored = Typed {
        login: account.login.clone(),
        name: account.name.clone(),
        role: account.role()?.as_str().to_owned(),
        unit: line.unit.clone().unwrap_or_default(),
        disabled: account.disabled.then(String::new),
    };
    let form = fields(&reader, page, typed.unwrap_or(&stored)).await?;
    let sessions = session::of_account(&reader, id, page.now).await?;
    let notice = quiet::of(&reader, id).await?;
    drop(reader);
    let shown = AccountPage {
        page,
        line,
        form,
        sessions: sessions.iter().map(|it| seen(page, me, it)).collect(),
        invitation,
        notice,
        problem,
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    page.render_as(status, &shown)
}

/// A session as shown.
pub fn seen(page: &Page, me: &SignedIn, session: &Open) -> Seen {
    Seen {
        id: session.id,
        agent: session.agent.clone(),
        began: page.instant(&session.created_at),
        used: page.instant(&session.seen_at),
        is_this: session.id == me.session_id,
    }
}

async fn update(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let me = allowed(&page)?;
    let found = understood(&*app.db().read().await?, &page, &typed).await?;
    let to = match found {
        Ok(to) => to,
        Err(problem) => {
            return render_one(&app, &page, id, Some(&typed), None, Some(problem)).await;
        }
    };
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { edit::change(tx, id, &to).await })
    });
    match write.await {
        Ok(_) => Ok(Page::go("/accounts")),
        Err(error) => {
            let problem = problem(error)?;
            render_one(&app, &page, id, Some(&typed), None, Some(problem)).await
        }
    }
}

async fn invite(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response> {
    let write = app.db().write(&allowed(&page)?.actor, page.now, move |tx| {
        Box::pin(edit::invite(tx, id))
    });
    let token = write.await?;
    let address = page::in_full(&app, &headers, &format!("/sign-in/{token}"));
    render_one(&app, &page, id, None, Some(address), None).await
}

async fn unlock(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let write = app.db().write(&allowed(&page)?.actor, page.now, move |tx| {
        Box::pin(edit::unlock(tx, id))
    });
    write.await?;
    Ok(Page::go(&format!("/accounts/{id}")))
}

/// Where to go on after a session was ended: the page it was ended on.
#[derive(Debug, Deserialize)]
struct Back {
    account: Option<i64>,
}

async fn end_session(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(back): Form<Back>,
) -> Result<Response> {
    let me = page.me()?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(session::revoke(tx, id))
    });
    write.await?;
    Ok(match back.account {
        Some(account) => Page::go(&format!("/accounts/{account}")),
        None => Page::go("/settings"),
    })
}
