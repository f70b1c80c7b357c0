//! Accounts: people who sign in with a password or a one-time link.
//!
//! Passwords are argon2id; tokens (sessions, links) are 32 random bytes of which only the hash is
//! kept; repeated failures lock the account for a while. Hashing a password takes tens of
//! milliseconds and therefore happens outside the writer, on a blocking thread: [`create`],
//! [`set_password`] and [`sign_in`] take the [`Db`], not a `Tx`.

pub mod edit;
mod lockout;
pub mod outside;
mod password;
pub mod request;
pub mod second_step;
pub mod session;
pub mod sign_in_link;
pub mod token;

use sea_orm::FromQueryResult;

pub use session::{NewSession, Session};

use crate::{
    access::{Act, Actor, Role},
    db::{Conn, Db, Timestamp, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    reorganisation::answering,
    unit, vals,
};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Account {
    /// Id.
    pub id: i64,
    /// What one types to sign in.
    pub login: String,
    /// Name of the person.
    pub name: String,
    role: String,
    /// The unit it acts for.
    pub unit_id: Option<i64>,
    password_hash: Option<String>,
    failures: i32,
    locked_until: Option<Timestamp>,
    /// Whether it may not be used any more.
    pub disabled: bool,
}

impl Account {
    /// What it is there for.
    pub fn role(&self) -> Result<Role> {
        Role::parse(&self.role)
    }

    /// As an actor, with the unit it acts for, the units under it on the day of `now`, and those
    /// that these follow in everything.
    pub async fn actor(&self, conn: &Conn, now: Timestamp) -> Result<Actor> {
        let actor = Actor::account(self.id, &self.name, self.role()?);
        match self.unit_id {
            None => Ok(actor),
            Some(unit) => {
                let day = crate::obligation::completion::local_day(now);
                let mut units = unit::under(conn, unit, day).await?;
                units.extend(answering::forebears(conn, &units).await?);
                Ok(actor.within(units))
            }
        }
    }

    /// What it is made of.
    pub fn particulars(&self) -> Result<edit::Particulars> {
        Ok(edit::Particulars {
            name: self.name.clone(),
            role: self.role()?,
            unit_id: self.unit_id,
            disabled: self.disabled,
        })
    }

    /// Until when it is locked, if it is.
    pub fn locked(&self, now: Timestamp) -> Option<Timestamp> {
        lockout::locked(self, now)
    }

    /// Whether it has a password (else only links lead in).
    pub fn has_password(&self) -> bool {
        self.password_hash.is_some()
    }
}

const COLUMNS: &str =
    "id, login, name, role, unit_id, password_hash, failures, locked_until, disabled";

/// Why somebody could not sign in. The page says the same for the first two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInFailure {
    /// No such account, wrong password, or disabled.
    Wrong,
    /// Too many failures: locked until then.
    Locked(Timestamp),
    /// The first step was too long ago, or the account has changed since: begin again.
    Over,
}

/// How far the first step leads.
#[derive(Debug, Clone)]
pub enum Entry {
    /// In.
    In(NewSession),
    /// To the question for the second step of this account.
    Halfway(Account),
}

impl Entry {
    /// The session, where the first step was enough.
    pub fn session(self) -> Option<NewSession> {
        match self {
            Self::In(session) => Some(session),
            Self::Halfway(_) => None,
        }
    }
}

/// Make an administrator's account, as the first of a house; without a password only links lead in.
pub async fn create(
    db: &Db,
    actor: &Actor,
    login: &str,
    name: &str,
    password: Option<&str>,
    now: Timestamp,
) -> Result<Account> {
    let login = edit::login_of(login)?;
    let hash = hash_outside(db, password, &login).await?;
    let of = edit::Particulars {
        name: name.to_owned(),
        role: Role::Administrator,
        unit_id: None,
        disabled: false,
    };
    db.write(actor, now, move |tx| {
        Box::pin(async move {
            tx.actor.may(Act::ManageAccounts)?;
            edit::insert(tx, login, &of, hash).await
        })
    })
    .await
}

/// Set the password of somebody. All sessions of the account end.
pub async fn set_password(
    db: &Db,
    actor: &Actor,
    account_id: i64,
    password: &str,
    now: Timestamp,
) -> Result<()> {
    let login = find(&*db.read().await?, account_id).await?.login;
    let hash = hash_outside(db, Some(password), &login).await?;
    db.write(actor, now, move |tx| {
        Box::pin(async move {
            if tx.actor.account_id != Some(account_id) {
                tx.actor.may(Act::ManageAccounts)?;
            }
            store_password(tx, account_id, hash).await
        })
    })
    .await
}

/// Set one's own password. All sessions end, and a new one begins here.
pub async fn change_password(
    db: &Db,
    actor: &Actor,
    password: &str,
    agent: &str,
    now: Timestamp,
) -> Result<NewSession> {
    let account_id = actor.account_id.ok_or(Error::Forbidden("write"))?;
    let login = find(&*db.read().await?, account_id).await?.login;
    let hash = hash_outside(db, Some(password), &login).await?;
    let agent = agent.to_owned();
    db.write(actor, now, move |tx| {
        Box::pin(async move {
            store_password(tx, account_id, hash).await?;
            session::begin(tx, account_id, &agent).await
        })
    })
    .await
}

async fn store_password(tx: &crate::db::Tx, account_id: i64, hash: Option<String>) -> Result<()> {
    let text = "UPDATE account SET password_hash = $2, failures = 0, locked_until = NULL
                WHERE id = $1";
    if sql::execute(tx, text, vals![account_id, hash]).await? == 0 {
        return Err(Error::NotFound("account"));
    }
    session::end_all(tx, account_id).await?;
    let subject = Subject::Account(account_id);
    event::record(
        tx,
        Kind::PasswordSet,
        subject,
        event::NOTHING,
        event::NOTHING,
    )
}

async fn hash_outside(db: &Db, password: Option<&str>, login: &str) -> Result<Option<String>> {
    let Some(password) = password.map(str::to_owned) else {
        return Ok(None);
    };
    password::check_strength(&password, login)?;
    let salt = db.random::<16>();
    blocking(move || password::hash(&password, &salt))
        .await?
        .map(Some)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Damaged("work on a blocking thread fell".to_owned()))
}

/// Sign in with a password: a session, or the question for the second step.
pub async fn sign_in(
    db: &Db,
    login: &str,
    password: &str,
    agent: &str,
    now: Timestamp,
) -> Result<Result<Entry, SignInFailure>> {
    let login = login.trim().to_lowercase();
    let account = find_by_login(&*db.read().await?, &login).await?;
    match compare(db, account, password, now).await? {
        Ok(account) => enter(db, account, agent, now).await.map(Ok),
        Err(failure) => Ok(Err(failure)),
    }
}

/// Whether this is the password of an account; what is not, counts as a failed sign-in.
pub async fn check_password(
    db: &Db,
    account_id: i64,
    password: &str,
    now: Timestamp,
) -> Result<Result<(), SignInFailure>> {
    let account = find(&*db.read().await?, account_id).await?;
    let compared = compare(db, Some(account), password, now).await?;
    Ok(compared.map(drop))
}

async fn compare(
    db: &Db,
    account: Option<Account>,
    password: &str,
    now: Timestamp,
) -> Result<Result<Account, SignInFailure>> {
    if let Some(until) = account
        .as_ref()
        .and_then(|account| lockout::locked(account, now))
    {
        return Ok(Err(SignInFailure::Locked(until)));
    }
    let stored = account.as_ref().filter(|account| !account.disabled);
    let stored = stored.and_then(|account| account.password_hash.clone());
    let password = password.to_owned();
    // An unknown login costs the same time as a wrong password.
    let right = blocking(move || password::verify(&password, stored.as_deref())).await?;
    match account {
        None => Ok(Err(SignInFailure::Wrong)),
        Some(account) if right => Ok(Ok(account)),
        Some(account) => {
            let actor = account.actor(&*db.read().await?, now).await?;
            let id = account.id;
            let failure = db.write(&actor, now, move |tx| Box::pin(lockout::count(tx, id)));
            Ok(Err(failure.await?))
        }
    }
}

/// After the first step: in, or half-way where there is a second.
async fn enter(db: &Db, account: Account, agent: &str, now: Timestamp) -> Result<Entry> {
    let reader = db.read().await?;
    if second_step::state(&reader, account.id).await?.is_on() {
        return Ok(Entry::Halfway(account));
    }
    let actor = account.actor(&reader, now).await?;
    drop(reader);
    let (agent, id) = (agent.to_owned(), account.id);
    let begin = db.write(&actor, now, move |tx| {
        Box::pin(async move { session::begin(tx, id, &agent).await })
    });
    Ok(Entry::In(begin.await?))
}

/// An account by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Account> {
    let text = format!("SELECT {COLUMNS} FROM account WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("account"))
}

/// An account by its login.
pub async fn find_by_login(conn: &Conn, login: &str) -> Result<Option<Account>> {
    let text = format!("SELECT {COLUMNS} FROM account WHERE login = $1");
    sql::one(conn, &text, vals![login]).await
}

/// All accounts, by login. Empty on a fresh database.
pub async fn list(conn: &Conn) -> Result<Vec<Account>> {
    sql::all(
        conn,
        &format!("SELECT {COLUMNS} FROM account ORDER BY login"),
        vec![],
    )
    .await
}
