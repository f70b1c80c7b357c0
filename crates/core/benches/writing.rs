//! Durable writes (WAL, synchronous=FULL) through the one writer: one client, then many at once,
//! whose writes share commits. `cargo bench -p dondoc-core --bench writing`.

use std::sync::LazyLock;

use divan::{Bencher, counter::ItemsCount};
use dondoc_core::{
    access::Actor,
    db::{Db, Location, Options, Timestamp, sql},
    vals,
};
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

async fn database(folder: &std::path::Path) -> Db {
    let location = Location::Sqlite(folder.join("dondoc.sqlite"));
    let db = Db::open(&location, Options::default())
        .await
        .expect("opens");
    db.write(&Actor::system("bench"), Timestamp::UNIX_EPOCH, |tx| {
        Box::pin(async move {
            sql::execute(
                tx,
                "CREATE TABLE probe (id INTEGER PRIMARY KEY, n BIGINT)",
                vec![],
            )
            .await?;
            sql::execute(tx, "INSERT INTO probe (id, n) VALUES (1, 0)", vec![]).await
        })
    })
    .await
    .expect("a table");
    db
}

/// An update and an event, as every behaviour writes them.
async fn write(db: &Db, number: i64) {
    use dondoc_core::event::{self, Kind, Subject};
    let actor = Actor::system("bench");
    let written = db.write(&actor, Timestamp::UNIX_EPOCH, move |tx| {
        Box::pin(async move {
            sql::execute(tx, "UPDATE probe SET n = $1 WHERE id = 1", vals![number]).await?;
            event::record(
                tx,
                Kind::DraftEdited,
                Subject::Draft(1),
                event::NOTHING,
                Some(&number),
            )
        })
    });
    written.await.expect("written");
}

/// `clients` writes at the same time, all answered.
#[divan::bench(args = [1, 8, 32, 128])]
fn clients(bencher: Bencher, clients: i64) {
    let folder = tempfile::tempdir().expect("a folder");
    let db = RUNTIME.block_on(database(folder.path()));
    let number = usize::try_from(clients).unwrap_or(1);
    bencher.counter(ItemsCount::new(number)).bench(|| {
        RUNTIME.block_on(async {
            let writes: Vec<_> = (0..clients)
                .map(|client| {
                    let db = db.clone();
                    tokio::spawn(async move { write(&db, client).await })
                })
                .collect();
            for write in writes {
                write.await.expect("answered");
            }
        });
    });
}
