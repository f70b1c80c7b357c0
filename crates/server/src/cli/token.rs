//! `dondoc token`: a token of an account for the HTTP API.

use anyhow::anyhow;
use chrono::Utc;
use clap::{Args, value_parser};
use dondoc_core::access::Scope;
use dondoc_core::account::{self, token};
use dondoc_core::error::Error as CoreError;

use super::Exit;
use super::place::Place;
use crate::text::Texts;

/// `dondoc token LOGIN --name NAME`
#[derive(Debug, Args)]
pub struct NewToken {
    login: String,
    #[arg(long)]
    name: String,
    #[arg(long, value_delimiter = ',', default_value = "read", value_parser = ["read", "report", "work"])]
    scopes: Vec<String>,
    #[arg(long, default_value_t = 90, value_parser = value_parser!(i64).range(1..=token::LONGEST_DAYS))]
    days: i64,
    #[command(flatten)]
    place: Place,
}

/// Prints a new token.
pub async fn run(new: &NewToken, t: &'static Texts) -> anyhow::Result<Exit> {
    let scopes = new.scopes.iter().map(|scope| Scope::parse(scope));
    let scopes: Vec<Scope> = scopes.collect::<Result<_, _>>()?;
    let open = new.place.open(false, t).await?;
    let db = open.app.db();
    let found = account::find_by_login(&*db.read().await?, &new.login).await?;
    let Some(account) = found else {
        anyhow::bail!(t.one("cli-no-such-user", "login", new.login.as_str()));
    };
    let (name, days) = (new.name.clone(), new.days);
    let actor = account.actor(&*db.read().await?, Utc::now()).await?;
    let made = db.write(&actor, Utc::now(), move |tx| {
        Box::pin(async move { token::issue(tx, &name, &scopes, days).await })
    });
    let made = made.await.map_err(|error| match error {
        CoreError::Invalid { field: "name", .. } => anyhow!(t.get("token-no-name").to_owned()),
        CoreError::Refused("too_many_tokens") => {
            anyhow!(t.get("refused-too-many-tokens").to_owned())
        }
        error => error.into(),
    })?;
    eprintln!("{}", t.get("cli-token-is"));
    println!("{}", made.secret);
    db.clone().close().await?;
    Ok(Exit::Done)
}
