//! Accounts, for who manages them: `GET /accounts` lists, `POST` makes one; `GET /accounts/{id}`
//! shows one, `POST` changes it; `…/invitation`, `…/unlocking`, `…/second-step-removal`;
//! `POST /accounts/second-step` says which roles must; `POST /sessions/{id}/ending`.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use dondoc_core::access::{Act, Role};
use dondoc_core::account::edit::{self, Particulars};
use dondoc_core::account::outside;
use dondoc_core::account::second_step::{self, rule};
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
        .route("/accounts/second-step", post(require))
        .route("/accounts/{id}", get(show).post(update))
        .route("/accounts/{id}/invitation", post(invite))
        .route("/accounts/{id}/unlocking", post(unlock))
        .route("/accounts/{id}/outside-name", post(rename_outside))
        .route(
            "/accounts/{id}/identities/{identity}/ending",
            post(forget_identity),
        )
        .route(
            "/accounts/{id}/second-step-removal",
            post(reset_second_step),
        )
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
    /// Roles: the code, the key of the name, whether the second step is required.
    pub required: Vec<(&'static str, &'static str, bool)>,
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
    /// What the sign-in provider calls the person.
    pub outside_name: Option<String>,
    /// Identities there that lead in: the id, the provider, since when.
    pub identities: Vec<(i64, String, String)>,
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
    /// Whether the second step is asked for.
    pub second_step: bool,
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
    let required = rule::roles(&reader).await?;
    let required = Role::ALL.map(|it| (it.as_str(), role_key(it), required.contains(&it)));
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
        required: required.to_vec(),
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
        second_step: second_step::state(conn, account.id).await?.is_on(),
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
    let outside_name = outside::name_of(&reader, id).await?;
    let identities = outside::of_account(&reader, id).await?;
    drop(reader);
    let shown = AccountPage {
        page,
        line,
        form,
        sessions: sessions.iter().map(|it| seen(page, me, it)).collect(),
        outside_name,
        identities: identities
            .into_iter()
            .map(|it| (it.id, it.issuer, page.instant(&it.created_at)))
            .collect(),
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

/// What the provider calls the person.
#[derive(Debug, Deserialize)]
struct OutsideName {
    #[serde(default)]
    name: String,
}

async fn rename_outside(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(to): Form<OutsideName>,
) -> Result<Response> {
    let write = app.db().write(&allowed(&page)?.actor, page.now, move |tx| {
        Box::pin(async move { outside::rename(tx, id, &to.name).await })
    });
    match write.await {
        Ok(()) => Ok(Page::go(&format!("/accounts/{id}"))),
        Err(CoreError::Invalid { reason, .. }) => {
            let problem = match reason {
                "taken" => key!("outside-name-taken"),
                _ => key!("outside-name-long"),
            };
            render_one(&app, &page, id, None, None, Some(problem)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn forget_identity(
    State(app): State<App>,
    page: Page,
    Path((id, identity)): Path<(i64, i64)>,
) -> Result<Response> {
    let write = app.db().write(&allowed(&page)?.actor, page.now, move |tx| {
        Box::pin(outside::forget(tx, identity))
    });
    write.await?;
    Ok(Page::go(&format!("/accounts/{id}")))
}

/// The roles that must, each as a box.
async fn require(
    State(app): State<App>,
    page: Page,
    Form(boxes): Form<HashMap<String, String>>,
) -> Result<Response> {
    let me = allowed(&page)?;
    let ticked = |role: &Role| boxes.contains_key(role.as_str());
    let chosen: Vec<Role> = Role::ALL.into_iter().filter(ticked).collect();
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { rule::choose(tx, &chosen).await })
    });
    write.await?;
    Ok(Page::go("/accounts"))
}

/// For who has lost the telephone and the recovery codes.
async fn reset_second_step(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
) -> Result<Response> {
    let me = allowed(&page)?;
    if me.account_id == id {
        return Ok(Page::go("/settings/second-step"));
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(second_step::remove(tx, id))
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
