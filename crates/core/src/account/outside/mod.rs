//! Signing in from outside (đăng nhập qua cổng chung): the provider vouches for a person, and here
//! it is decided which account that is.
//!
//! Nobody gets in whom no administrator let in: a person is known by the identity that was
//! remembered (issuer and subject), else by the name the account carries for it, else, only where
//! the administrator chose so, an account is made with the role and the unit chosen. What was
//! matched once is remembered, and never moves to another account by itself.

pub mod provider;

use sea_orm::FromQueryResult;
use serde_json::json;

use super::{Account, COLUMNS, Entry, edit, find, second_step, session};
use crate::{
    access::{Act, Actor, Role},
    db::{Conn, Db, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    unit, vals,
};
use provider::Provider;

/// Longest name of a person that is taken from outside, in characters.
const LONGEST_NAME: usize = 200;

/// What a provider said of a person, after everything about it was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// Who says so.
    pub issuer: String,
    /// The person, for good.
    pub subject: String,
    /// The value of the claim by which accounts are matched.
    pub name: Option<String>,
    /// What the person is called.
    pub full_name: Option<String>,
    /// The value of the claim that names the unit.
    pub unit: Option<String>,
}

/// Why somebody for whom the provider vouched does not get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No account is meant for this person.
    Unknown,
    /// The account may not be used any more.
    Disabled,
    /// An account would be made, but its unit is not found.
    NoUnit,
}

/// An identity that leads to an account.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Identity {
    /// Id.
    pub id: i64,
    /// Who vouches.
    pub issuer: String,
    /// For whom.
    pub subject: String,
    /// Since when it is known.
    pub created_at: Timestamp,
}

/// The identities of an account.
pub async fn of_account(conn: &Conn, account_id: i64) -> Result<Vec<Identity>> {
    let text = "SELECT id, issuer, subject, created_at FROM identity
                WHERE account_id = $1 AND ended_at IS NULL ORDER BY id";
    sql::all(conn, text, vals![account_id]).await
}

/// What the provider calls an account's person, where an administrator said so.
pub async fn name_of(conn: &Conn, account_id: i64) -> Result<Option<String>> {
    let text = "SELECT outside_name FROM account WHERE id = $1";
    Ok(sql::scalar::<Option<String>>(conn, text, vals![account_id])
        .await?
        .flatten())
}

/// Say what the provider calls the person; empty for the sign-in name.
pub async fn rename(tx: &Tx, account_id: i64, name: &str) -> Result<()> {
    tx.actor.may(Act::ManageAccounts)?;
    find(tx, account_id).await?;
    let name = folded(name);
    let name = (!name.is_empty()).then_some(name);
    if name
        .as_ref()
        .is_some_and(|name| name.chars().count() > LONGEST_NAME)
    {
        return Err(Error::Invalid {
            field: "outside_name",
            reason: "length",
        });
    }
    let before = name_of(tx, account_id).await?;
    if before == name {
        return Ok(());
    }
    let text = "SELECT id FROM account WHERE outside_name = $1 AND id <> $2";
    let other: Option<i64> = sql::scalar(tx, text, vals![name.clone(), account_id]).await?;
    if other.is_some() {
        return Err(Error::Invalid {
            field: "outside_name",
            reason: "taken",
        });
    }
    let text = "UPDATE account SET outside_name = $2 WHERE id = $1";
    sql::execute(tx, text, vals![account_id, name.clone()]).await?;
    let (was, is) = (
        json!({"outside_name": before}),
        json!({"outside_name": name}),
    );
    let subject = Subject::Account(account_id);
    event::record(tx, Kind::AccountChanged, subject, Some(&was), Some(&is))
}

/// Forget an identity: the person is matched anew, or not at all. The sessions of the account end.
pub async fn forget(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::ManageAccounts)?;
    let text = "UPDATE identity SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL
                RETURNING account_id";
    let account: Option<i64> = sql::scalar(tx, text, vals![id, tx.now]).await?;
    let account = account.ok_or(Error::NotFound("identity"))?;
    session::end_all(tx, account).await?;
    let (subject, before) = (Subject::Account(account), json!({"identity": id}));
    event::record(
        tx,
        Kind::IdentityForgotten,
        subject,
        Some(&before),
        event::NOTHING,
    )
}

/// Lets in whom the provider vouches for.
pub async fn enter(
    db: &Db,
    provider: &Provider,
    vouched: &Vouched,
    agent: &str,
    now: Timestamp,
) -> Result<std::result::Result<Entry, Refusal>> {
    let who = Actor::system("sign-in from outside");
    let (found, told) = (provider.clone(), vouched.clone());
    let matched = db.write(&who, now, move |tx| {
        Box::pin(async move { account_of(tx, &found, &told).await })
    });
    let account = match matched.await? {
        Ok(account) => account,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let reader = db.read().await?;
    let asks = second_step::state(&reader, account.id).await?.is_on();
    if asks && !provider.second_step_trusted {
        return Ok(Ok(Entry::Halfway(account)));
    }
    let actor = account.actor(&reader, now).await?;
    drop(reader);
    let (agent, id) = (agent.to_owned(), account.id);
    let begin = db.write(&actor, now, move |tx| {
        Box::pin(async move { session::begin_from_outside(tx, id, &agent).await })
    });
    Ok(Ok(Entry::In(begin.await?)))
}

async fn account_of(
    tx: &Tx,
    provider: &Provider,
    vouched: &Vouched,
) -> Result<std::result::Result<Account, Refusal>> {
    let columns: Vec<String> = COLUMNS
        .split(", ")
        .map(|it| format!("account.{it}"))
        .collect();
    let text = format!(
        "SELECT {} FROM account JOIN identity ON identity.account_id = account.id
         WHERE issuer = $1 AND subject = $2 AND ended_at IS NULL",
        columns.join(", ")
    );
    let by = vals![vouched.issuer.clone(), vouched.subject.clone()];
    let known: Option<Account> = sql::one(tx, &text, by).await?;
    if let Some(account) = known {
        return Ok(usable(account));
    }
    let name = vouched.name.as_deref().map(folded).unwrap_or_default();
    if name.is_empty() {
        return Ok(Err(Refusal::Unknown));
    }
    let account = match named(tx, &name).await? {
        Some(account) if account.disabled => return Ok(Err(Refusal::Disabled)),
        // Somebody else there already is this account.
        Some(account) if is_taken(tx, account.id, &vouched.issuer).await? => {
            return Ok(Err(Refusal::Unknown));
        }
        Some(account) => account,
        None => match made(tx, provider, vouched, &name).await? {
            Ok(account) => account,
            Err(refusal) => return Ok(Err(refusal)),
        },
    };
    remember(tx, &account, vouched).await?;
    Ok(Ok(account))
}

fn usable(account: Account) -> std::result::Result<Account, Refusal> {
    if account.disabled {
        Err(Refusal::Disabled)
    } else {
        Ok(account)
    }
}

/// The account of a name: the one said to be called so, else the one that signs in so.
async fn named(conn: &Conn, name: &str) -> Result<Option<Account>> {
    let text = format!("SELECT {COLUMNS} FROM account WHERE outside_name = $1");
    if let Some(account) = sql::one(conn, &text, vals![name]).await? {
        return Ok(Some(account));
    }
    let text = format!("SELECT {COLUMNS} FROM account WHERE login = $1 AND outside_name IS NULL");
    sql::one(conn, &text, vals![name]).await
}

async fn is_taken(conn: &Conn, account_id: i64, issuer: &str) -> Result<bool> {
    let known = of_account(conn, account_id).await?;
    Ok(known.iter().any(|identity| identity.issuer == issuer))
}

async fn made(
    tx: &Tx,
    provider: &Provider,
    vouched: &Vouched,
    name: &str,
) -> Result<std::result::Result<Account, Refusal>> {
    let Some(role) = provider.role()? else {
        return Ok(Err(Refusal::Unknown));
    };
    let unit_id = unit_of(tx, vouched).await?;
    if role.needs_unit() && unit_id.is_none() {
        return Ok(Err(Refusal::NoUnit));
    }
    let full_name = vouched.full_name.as_deref().map(str::trim);
    let full_name = full_name.filter(|it| !it.is_empty()).unwrap_or(name);
    let of = edit::Particulars {
        name: full_name.chars().take(LONGEST_NAME).collect(),
        role,
        unit_id: unit_id.filter(|_| role.needs_unit()),
        disabled: false,
    };
    match edit::add(tx, name, &of).await {
        Ok(account) => Ok(Ok(account)),
        Err(Error::Invalid { .. }) => Ok(Err(Refusal::Unknown)),
        Err(error) => Err(error),
    }
}

/// The one unit of today that the claim names.
async fn unit_of(tx: &Tx, vouched: &Vouched) -> Result<Option<i64>> {
    let wanted = vietnamese::key::match_key(vouched.unit.as_deref().unwrap_or_default().trim());
    if wanted.is_empty() {
        return Ok(None);
    }
    let units = unit::list(tx, crate::obligation::completion::local_day(tx.now)).await?;
    let mut found = units
        .iter()
        .filter(|it| vietnamese::key::match_key(&it.name) == wanted);
    Ok(match (found.next(), found.next()) {
        (Some(unit), None) => Some(unit.id),
        _ => None,
    })
}

async fn remember(tx: &Tx, account: &Account, vouched: &Vouched) -> Result<()> {
    let id = sql::next_id(tx, "identity").await?;
    let columns = ["id", "account_id", "issuer", "subject", "created_at"];
    let row = vals![
        id,
        account.id,
        vouched.issuer.clone(),
        vouched.subject.clone(),
        tx.now
    ];
    sql::insert(tx, "identity", &columns, row).await?;
    let subject = Subject::Account(account.id);
    let after = json!({"identity": id, "issuer": vouched.issuer, "subject": vouched.subject});
    event::record(
        tx,
        Kind::IdentityLinked,
        subject,
        event::NOTHING,
        Some(&after),
    )
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The roles an account may be made with from outside: none that manages the house.
pub const MADE_AS: [Role; 5] = [
    Role::UnitOfficer,
    Role::UnitHead,
    Role::FinanceAppraiser,
    Role::Leader,
    Role::Auditor,
];
