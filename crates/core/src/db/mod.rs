//! The database: open it, read from it, write to it. The same code and the same migrations on
//! SQLite (the default: one file) and PostgreSQL.
//!
//! - [`Db::read`] gives a [`Reader`]: one consistent snapshot with a deadline. It derefs to
//!   [`Conn`], which every query function of this crate takes. Dropping it early (the client went
//!   away) interrupts the query that is still running.
//! - [`Db::write`] queues a closure for the one writer. The closure gets a [`Tx`], which carries
//!   the actor and the time and derefs to [`Conn`] too. The writer runs what is queued, each
//!   closure in its own savepoint, commits once, and only then answers: an answered write survives
//!   a power cut. A closure that fails undoes itself and nothing else.
//!
//! ```no_run
//! # use dondoc_core::{access::Actor, db::{Db, Location, Options}, unit};
//! # async fn example(now: dondoc_core::db::Timestamp) -> dondoc_core::Result<()> {
//! let db = Db::open(&Location::parse("/var/lib/dondoc/dondoc.sqlite"), Options::default()).await?;
//! let units = unit::list(&*db.read().await?, now.date_naive()).await?;
//! let actor = Actor::system("import");
//! db.write(&actor, now, move |tx| Box::pin(async move {
//!     unit::import::run(tx, &unit::import::shipped()?[0].1).await
//! })).await?;
//! # Ok(()) }
//! ```
//!
//! The closure must own what it uses (`move`, clones): it runs in the writer's task.

mod deadline;
mod migration;
mod postgres;
mod reader;
pub mod sql;
mod sqlite;
mod tx;
mod writer;

use std::{future::Future, path::PathBuf, pin::Pin, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};

pub use reader::Reader;
pub use tx::Tx;

use crate::{access::Actor, error::Result};

/// An instant, UTC, to the microsecond.
pub type Timestamp = DateTime<Utc>;

/// What query functions take: a transaction, be it a reader's snapshot or the writer's.
pub type Conn = sea_orm::DatabaseTransaction;

/// The future that a write closure returns.
pub type BoxFuture<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// Where randomness comes from (tokens, salts, ids). Tests give a seeded one.
pub type Entropy = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Which database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file; it is made when missing.
    Sqlite(PathBuf),
    /// `postgres://user@host/database`; the database must exist.
    Postgres(String),
}

impl Location {
    /// A `postgres://` URL, or else the path of a SQLite file (`sqlite:` may stand before it).
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres(text.to_owned())
        } else {
            let path = text
                .strip_prefix("sqlite://")
                .or_else(|| text.strip_prefix("sqlite:"));
            Self::Sqlite(path.unwrap_or(text).into())
        }
    }
}

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Backend {
    /// Names the tables that this build makes: equal names, equal tables.
    pub fn schema(self) -> String {
        migration::schema(self)
    }
}

/// How to open.
#[derive(Clone)]
pub struct Options {
    /// How many snapshots may be read at a time.
    pub readers: usize,
    /// How long one reader may work.
    pub read_deadline: Duration,
    /// How long one write closure may work.
    pub write_deadline: Duration,
    /// Randomness.
    pub entropy: Entropy,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 8,
            read_deadline: Duration::from_secs(10),
            write_deadline: Duration::from_mins(1),
            entropy: Arc::new(|bytes| {
                getrandom::fill(bytes).expect("the system gives random numbers");
            }),
        }
    }
}

/// The open database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    backend: Backend,
    readers: Arc<reader::Readers>,
    writer: writer::Handle,
    entropy: Entropy,
}

impl Db {
    /// Open, check the engine's version, migrate, start the writer.
    pub async fn open(location: &Location, options: Options) -> Result<Self> {
        let (writer, readers, backend) = match location {
            Location::Sqlite(path) => {
                let writer = sqlite::writer(path).await?;
                migration::run(&writer.connection, Backend::Sqlite).await?;
                (writer, sqlite::readers(path, &options), Backend::Sqlite)
            }
            Location::Postgres(url) => {
                let writer = postgres::writer(url, &options).await?;
                migration::run(&writer.connection, Backend::Postgres).await?;
                (writer, postgres::readers(url, &options)?, Backend::Postgres)
            }
        };
        Ok(Self {
            backend,
            readers: Arc::new(readers),
            writer: writer::start(writer, backend, &options),
            entropy: options.entropy,
        })
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// A snapshot to read from, with the usual deadline.
    pub async fn read(&self) -> Result<Reader> {
        self.readers.open(None).await
    }

    /// A snapshot to read from that may work for so long.
    pub async fn read_within(&self, deadline: Duration) -> Result<Reader> {
        self.readers.open(Some(deadline)).await
    }

    /// Do something, all or nothing. See the module text.
    pub async fn write<T, F>(&self, actor: &Actor, now: Timestamp, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        self.writer.submit(actor.clone(), now, work).await
    }

    /// Fill an array with randomness.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.entropy)(&mut bytes);
        bytes
    }

    /// Finish what is queued and close. Clones that are still about get
    /// [`Error::NotWritten`](crate::Error::NotWritten) afterwards.
    pub async fn close(self) -> Result<()> {
        self.writer.stop().await;
        self.readers.close().await
    }
}
