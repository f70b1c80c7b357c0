//! Half-way in: the first step is done, the second is not. Not a session and no row: a short-lived
//! text, sealed with the key of the house, that the browser brings back with the code. It opens
//! nothing but the question for the code, and only as long as the account is what it was.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::check;
use crate::{
    account::{Account, NewSession, SignInFailure, find, session},
    db::{Db, Timestamp},
    error::Result,
    seal::Key,
};

/// How long the code may take.
pub const LIFE: Duration = Duration::minutes(5);
const PLACE: &str = "halfway";

#[derive(Serialize, Deserialize)]
struct Content {
    account: i64,
    stamp: [u8; 8],
    at: i64,
}

/// Somebody who is half-way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halfway {
    account_id: i64,
    stamp: [u8; 8],
}

/// Changes with the password and the rights of the account.
fn stamp(account: &Account) -> [u8; 8] {
    let of = format!(
        "{}\n{}\n{:?}\n{}\n{:?}",
        account.id, account.role, account.unit_id, account.disabled, account.password_hash
    );
    let digest: [u8; 32] = Sha256::digest(of.as_bytes()).into();
    std::array::from_fn(|at| digest[at])
}

/// What the browser carries while the code is asked for.
pub fn seal(db: &Db, key: &Key, account: &Account, now: Timestamp) -> Result<String> {
    let content = Content {
        account: account.id,
        stamp: stamp(account),
        at: now.timestamp(),
    };
    key.seal_text(&serde_json::to_vec(&content)?, PLACE, db.random())
}

/// Who is half-way in by what the browser brought back, if that still counts.
pub fn open(key: &Key, text: &str, now: Timestamp) -> Option<Halfway> {
    let content: Content = serde_json::from_slice(&key.open_text(text, PLACE)?).ok()?;
    let age = now.timestamp() - content.at;
    (0..LIFE.num_seconds()).contains(&age).then_some(Halfway {
        account_id: content.account,
        stamp: content.stamp,
    })
}

/// The second step: a session begins here and nowhere earlier.
pub async fn pass(
    db: &Db,
    key: &Key,
    halfway: &Halfway,
    typed: &str,
    agent: &str,
    now: Timestamp,
) -> Result<std::result::Result<NewSession, SignInFailure>> {
    let reader = db.read().await?;
    let account = find(&reader, halfway.account_id).await?;
    if stamp(&account) != halfway.stamp {
        return Ok(Err(SignInFailure::Over));
    }
    let actor = account.actor(&reader, now).await?;
    drop(reader);
    let (key, typed, agent) = (key.clone(), typed.to_owned(), agent.to_owned());
    let passing = db.write(&actor, now, move |tx| {
        Box::pin(async move {
            match check(tx, &key, account.id, &typed).await? {
                Ok(()) => session::begin(tx, account.id, &agent).await.map(Ok),
                Err(failure) => Ok(Err(failure)),
            }
        })
    });
    passing.await
}
