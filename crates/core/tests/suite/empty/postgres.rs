//! An empty PostgreSQL database, made once for a server and then copied.

use dondoc_core::db::{Backend, Db, Location, Options};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};

/// Makes an empty PostgreSQL database with all tables.
pub async fn copy(server: &DatabaseConnection, base: &str, name: &str) {
    let template = format!("dondoc_empty_{}", &Backend::Postgres.schema()[..32]);
    let known = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
    let known = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, known);
    if server.query_one_raw(known).await.unwrap().is_none() {
        // Made under another name first: a copy never meets half of the tables. Of several made at
        // the same time the first one stays.
        let apart = format!("{name}_empty");
        run(server, &format!("CREATE DATABASE {apart}")).await;
        let location = Location::Postgres(format!("{base}/{apart}"));
        let db = Db::open(&location, Options::default());
        db.await.unwrap().close().await.unwrap();
        let renamed = format!("ALTER DATABASE {apart} RENAME TO {template}");
        if server.execute_unprepared(&renamed).await.is_err() {
            run(server, &format!("DROP DATABASE {apart} WITH (FORCE)")).await;
        }
    }
    run(
        server,
        &format!("CREATE DATABASE {name} TEMPLATE {template}"),
    )
    .await;
}

async fn run(server: &DatabaseConnection, text: &str) {
    server.execute_unprepared(text).await.unwrap();
}
