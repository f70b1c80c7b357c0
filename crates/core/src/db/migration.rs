//! Migrations: numbered SQL files, written once for both databases.
//!
//! The few type differences are placeholders: `{{key}}` an integer primary key, `{{timestamp}}`,
//! `{{bytes}}`, and `{{clustered}}` for a small table that is kept in the order of its key. A file
//! pair `NNNN_what.sqlite.sql` / `.postgres.sql` stands where the databases really differ
//! (full-text search). What has run is kept with a digest of its text: a database made by a newer
//! or a different build is refused, never guessed at.

use sea_orm::{ConnectionTrait as _, DatabaseConnection, TransactionTrait as _};
use sha2::{Digest as _, Sha256};

use super::{Backend, Conn, sql};
use crate::{
    error::{Error, Result},
    vals,
};

struct Migration {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! both {
    ($name:literal) => {{
        const TEXT: &str = include_str!(concat!("../../migrations/", $name, ".sql"));
        Migration {
            name: $name,
            sqlite: TEXT,
            postgres: TEXT,
        }
    }};
}
macro_rules! each {
    ($name:literal) => {
        Migration {
            name: $name,
            sqlite: include_str!(concat!("../../migrations/", $name, ".sqlite.sql")),
            postgres: include_str!(concat!("../../migrations/", $name, ".postgres.sql")),
        }
    };
}

/// In order; never edited once released.
const MIGRATIONS: &[Migration] = &[
    both!("0001_log_and_accounts"),
    both!("0002_units"),
    both!("0003_documents_and_drafts"),
    both!("0004_plans_and_obligations"),
    each!("0005_search"),
    both!("0006_unit_particulars"),
    both!("0007_reorganisations"),
    both!("0009_register_indexes"),
    both!("0010_occurrences"),
    both!("0012_progress"),
    both!("0013_urging"),
    both!("0014_replies"),
    both!("0015_difficulties"),
    both!("0016_money"),
    both!("0018_api_tokens"),
    both!("0019_feeds"),
    both!("0020_webhooks"),
    both!("0021_worklists"),
    both!("0022_account_units"),
    both!("0023_light_moves"),
    both!("0024_reply_rounds"),
    both!("0025_letter_numbers"),
    both!("0026_mail"),
    both!("0026_reminders"),
    both!("0027_second_step"),
    both!("0027_sign_in_from_outside"),
    both!("0028_api"),
    both!("0029_reporting"),
];

/// Bring the database up to this build.
pub(super) async fn run(connection: &DatabaseConnection, backend: Backend) -> Result<()> {
    let tx = connection.begin().await?;
    if backend == Backend::Postgres {
        // Several nodes may start at once. The number is ours, chosen at random.
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(5740182672023)")
            .await?;
    }
    tx.execute_unprepared(
        "CREATE TABLE IF NOT EXISTS migration (
            number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)",
    )
    .await?;
    let done: Vec<String> =
        sql::column(&tx, "SELECT digest FROM migration ORDER BY number", vec![]).await?;
    if done.len() > MIGRATIONS.len() {
        return Err(Error::Unfit(
            "it was made by a newer version of Dondoc".into(),
        ));
    }
    for (at, migration) in MIGRATIONS.iter().enumerate() {
        let text = fill(migration, backend);
        match done.get(at) {
            Some(digest) if *digest == digest_of(&text) => {}
            Some(_) => {
                let name = migration.name;
                return Err(Error::Unfit(format!(
                    "migration {name} differs from this build's"
                )));
            }
            None => apply(&tx, at, migration.name, &text).await?,
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn apply(tx: &Conn, at: usize, name: &str, text: &str) -> Result<()> {
    tx.execute_unprepared(text).await?;
    let number = i64::try_from(at).unwrap_or(i64::MAX) + 1;
    let row = vals![number, name, digest_of(text)];
    sql::insert(tx, "migration", &["number", "name", "digest"], row).await
}

fn fill(migration: &Migration, backend: Backend) -> String {
    let (text, fillings) = match backend {
        Backend::Sqlite => (
            migration.sqlite,
            ["INTEGER PRIMARY KEY", "TEXT", "BLOB", " WITHOUT ROWID"],
        ),
        Backend::Postgres => (
            migration.postgres,
            ["BIGINT PRIMARY KEY", "TIMESTAMPTZ", "BYTEA", ""],
        ),
    };
    let places = ["{{key}}", "{{timestamp}}", "{{bytes}}", "{{clustered}}"];
    let filled = places.iter().zip(fillings);
    filled.fold(text.to_owned(), |text, (place, filling)| {
        text.replace(place, filling)
    })
}

/// The digest of all migrations of a database.
pub(super) fn schema(backend: Backend) -> String {
    let all = MIGRATIONS.iter().map(|migration| fill(migration, backend));
    digest_of(&all.collect::<String>())
}

fn digest_of(text: &str) -> String {
    crate::document::blob::hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{Backend, MIGRATIONS, fill};

    #[test]
    fn every_placeholder_is_filled() {
        for migration in MIGRATIONS {
            for backend in [Backend::Sqlite, Backend::Postgres] {
                assert!(
                    !fill(migration, backend).contains("{{"),
                    "{}",
                    migration.name
                );
            }
        }
    }
}
