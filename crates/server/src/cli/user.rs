//! `dondoc user add` and `dondoc user password`.

use std::io::BufRead as _;

use chrono::Utc;
use clap::{Args, Subcommand};
use dondoc_core::access::Actor;
use dondoc_core::account;

use super::Exit;
use super::place::Place;
use crate::text::Texts;

/// `dondoc user …`
#[derive(Debug, Subcommand)]
pub enum User {
    /// A new account.
    Add(Add),
    /// A new password.
    Password(Password),
}

/// `dondoc user add LOGIN --name NAME`
#[derive(Debug, Args)]
pub struct Add {
    login: String,
    #[arg(long)]
    name: String,
    #[arg(long = "password-stdin", id = "password-stdin")]
    from_stdin: bool,
    #[command(flatten)]
    place: Place,
}

/// `dondoc user password LOGIN`
#[derive(Debug, Args)]
pub struct Password {
    login: String,
    #[arg(long = "password-stdin", id = "password-stdin")]
    from_stdin: bool,
    #[command(flatten)]
    place: Place,
}

/// Does it.
pub async fn run(user: &User, t: &'static Texts) -> anyhow::Result<Exit> {
    let (place, from_stdin) = match user {
        User::Add(add) => (&add.place, add.from_stdin),
        User::Password(change) => (&change.place, change.from_stdin),
    };
    let open = place.open(false, t).await?;
    let db = open.app.db();
    let given = if from_stdin {
        Some(first_line()?)
    } else {
        None
    };
    let password = given
        .clone()
        .unwrap_or_else(|| generate(&db.random::<15>()));
    let (who, now) = (Actor::system("dondoc user"), Utc::now());
    let done = match user {
        User::Add(add) => {
            let made = account::create(db, &who, &add.login, &add.name, Some(&password), now);
            made.await.map(drop)
        }
        User::Password(change) => {
            let found = account::find_by_login(&*db.read().await?, &change.login).await?;
            let Some(found) = found else {
                anyhow::bail!(t.one("cli-no-such-user", "login", change.login.as_str()));
            };
            account::set_password(db, &who, found.id, &password, now).await
        }
    };
    if let Err(error) = done {
        return Err(explain(error, t));
    }
    if given.is_none() {
        eprintln!("{}", t.get("cli-password-is"));
        println!("{password}");
    }
    db.clone().close().await?;
    Ok(Exit::Done)
}

fn explain(error: dondoc_core::Error, t: &Texts) -> anyhow::Error {
    let key = match &error {
        dondoc_core::Error::Invalid {
            field: "login",
            reason: "taken",
        } => "cli-login-taken",
        dondoc_core::Error::Invalid { field: "login", .. } => "cli-login-malformed",
        dondoc_core::Error::Invalid {
            field: "password",
            reason,
        } => crate::web::settings::password_problem(reason),
        _ => return error.into(),
    };
    anyhow::anyhow!(t.with(key, &[]))
}

fn first_line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Random bytes as letters that are not mistaken for each other, in groups: 32 of them, so each
/// byte gives five bits.
fn generate(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letters: Vec<String> = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]).to_string())
        .collect();
    letters
        .chunks(5)
        .map(<[String]>::concat)
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::generate;

    #[test]
    fn a_password_is_read_out_easily() {
        assert_eq!(generate(&[0, 31, 32, 63, 255, 1]), "a9a99-b");
    }
}
