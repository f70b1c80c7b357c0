//! A database for one test.

use std::{
    future::Future,
    path::Path,
    sync::{
        Arc, Once,
        atomic::{AtomicU64, Ordering},
    },
};

use dondoc_core::{
    access::Actor,
    db::{BoxFuture, Db, Location, Options, Timestamp, Tx},
    error::Result,
};
use sea_orm::{ConnectionTrait as _, Database};
use tempfile::TempDir;

use crate::empty;

/// Writes one test for each database.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::house::on_sqlite(super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::house::on_postgres(super::$name).await;
            }
        }
    )*};
}

pub struct House {
    pub db: Db,
    pub location: Location,
    pub folder: TempDir,
    pub actor: Actor,
    pub now: Timestamp,
}

/// Numbers that look random and are the same in every run.
pub fn options() -> Options {
    let state = Arc::new(AtomicU64::new(0x9E37_79B9_7F4A_7C15));
    Options {
        readers: 3,
        entropy: Arc::new(move |bytes| {
            for group in bytes.chunks_mut(8) {
                let mut z = state.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
                z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                group.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..group.len()]);
            }
        }),
        ..Options::default()
    }
}

pub fn time(text: &str) -> Timestamp {
    format!("{text}:00Z").parse().unwrap()
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

impl House {
    pub async fn open(location: Location, folder: TempDir) -> Self {
        let db = Db::open(&location, options()).await.unwrap();
        let (actor, now) = (Actor::system("test"), time("2023-04-20T08:00"));
        Self {
            db,
            location,
            folder,
            actor,
            now,
        }
    }

    /// As after a restart of the program.
    pub async fn reopen(&mut self) {
        self.db.clone().close().await.unwrap();
        self.db = Db::open(&self.location, options()).await.unwrap();
    }

    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        self.db.write(&self.actor, self.now, work).await
    }
}

pub async fn on_sqlite<F, R>(test: F)
where
    F: FnOnce(House) -> R,
    R: Future<Output = ()>,
{
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dondoc.sqlite");
    empty::sqlite::copy(Path::new(env!("CARGO_TARGET_TMPDIR")), &path).await;
    let location = Location::Sqlite(path);
    test(House::open(location, folder).await).await;
}

pub async fn on_postgres<F, R>(test: F)
where
    F: FnOnce(House) -> R,
    R: Future<Output = ()>,
{
    static SAID: Once = Once::new();
    let Ok(url) = std::env::var("DONDOC_TEST_POSTGRES") else {
        SAID.call_once(|| eprintln!("DONDOC_TEST_POSTGRES is not set: PostgreSQL is left out"));
        return;
    };
    let name = format!("dondoc_{}", uuid::Uuid::now_v7().simple());
    let server = Database::connect(&url).await.unwrap();
    let (base, _) = url.rsplit_once('/').unwrap();
    empty::postgres::copy(&server, base, &name).await;
    let location = Location::Postgres(format!("{base}/{name}"));
    test(House::open(location, tempfile::tempdir().unwrap()).await).await;
    server
        .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
}
