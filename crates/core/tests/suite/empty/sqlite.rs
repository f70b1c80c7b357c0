//! An empty SQLite database, made once and then copied: hundreds of tests open one, and making the tables
//! would cost each of them more than most of what they test.

use std::path::{Path, PathBuf};

use dondoc_core::db::{Backend, Db, Location, Options};

/// Puts an empty SQLite database with all tables at a path.
pub async fn copy(folder: &Path, path: &Path) {
    let made = template(folder).await;
    std::fs::copy(made, path).expect("a copy");
}

async fn template(folder: &Path) -> PathBuf {
    let known = folder.join(format!("empty-{}.sqlite", &Backend::Sqlite.schema()[..32]));
    if !known.exists() {
        std::fs::create_dir_all(folder).expect("a folder");
        // Tests are processes of their own: each makes a file under its own name, the last stays.
        let apart = tempfile::tempdir_in(folder).expect("a folder");
        let path = apart.path().join("empty.sqlite");
        let location = Location::Sqlite(path.clone());
        let db = Db::open(&location, Options::default());
        let db = db.await.expect("a database");
        db.close().await.expect("closed");
        std::fs::rename(path, &known).expect("in its place");
    }
    known
}
