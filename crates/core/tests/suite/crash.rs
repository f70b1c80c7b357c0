//! `kill -9` at any moment of a confirmation leaves all of it or nothing.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use dondoc_core::{
    db::{Db, Location, sql},
    event::{self, verify::Verdict},
    plan::{self, confirmation, draft::store},
};

use crate::{
    house::{House, options},
    sample::{draft, import_units, store_draft},
};

const FOLDER: &str = "DONDOC_TEST_CRASH_FOLDER";
const STOP: &str = "DONDOC_TEST_CRASH_STOP";

/// Not a test by itself: the program that gets killed. It confirms draft 1, and with `STOP` set
/// it stays inside the transaction once everything is written.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let stop = std::env::var(STOP).is_ok();
    let location = Location::Sqlite(folder.join("dondoc.sqlite"));
    let db = Db::open(&location, options()).await.unwrap();
    let actor = dondoc_core::access::Actor::system("child");
    let now = crate::house::time("2023-04-20T09:00");
    std::fs::write(folder.join("begun"), b"").unwrap();
    let confirmed = db.write(&actor, now, move |tx| {
        Box::pin(async move {
            let plan = confirmation::confirm(tx, 1, 1).await?;
            if stop {
                std::fs::write(folder.join("inside"), b"").unwrap();
                std::future::pending::<()>().await;
            }
            Ok(plan)
        })
    });
    confirmed.await.unwrap();
    let folder = PathBuf::from(std::env::var(FOLDER).unwrap());
    std::fs::write(folder.join("answered"), b"").unwrap();
    std::future::pending::<()>().await;
}

fn start(folder: &Path, stop: bool) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "crash::child"])
        .env(FOLDER, folder)
        .stdout(Stdio::null());
    if stop {
        command.env(STOP, "1");
    }
    command.spawn().unwrap()
}

async fn wait_for(file: &Path) {
    while !file.exists() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A house with a draft that is ready, closed again.
async fn prepared() -> House {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("dondoc.sqlite"));
    let house = House::open(location, folder).await;
    import_units(&house).await;
    store_draft(&house, b"a", draft()).await;
    house.db.clone().close().await.unwrap();
    house
}

/// Whether the plan is there: everything of it, or nothing.
async fn all_or_nothing(house: &House) -> bool {
    let db = Db::open(&house.location, options()).await.unwrap();
    let reader = db.read().await.unwrap();
    let mut numbers = Vec::new();
    for table in [
        "plan",
        "plan_version",
        "task",
        "assignment",
        "obligation",
        "obligation_tally",
        "task_search",
    ] {
        let text = format!("SELECT COUNT(*) FROM {table}");
        numbers.push(
            sql::scalar::<i64>(&reader, &text, vec![])
                .await
                .unwrap()
                .unwrap(),
        );
    }
    let there = !plan::list(&reader, None, 2).await.unwrap().is_empty();
    assert!(
        numbers.iter().all(|number| (*number > 0) == there),
        "{numbers:?}"
    );
    let state = store::head(&reader, 1).await.unwrap().state();
    assert_eq!(state == store::State::Confirmed, there);
    let verdict = event::verify::run(&reader, &[]).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
    drop(reader);
    db.close().await.unwrap();
    there
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_commit_nothing_is_there() {
    let house = prepared().await;
    let mut child = start(house.folder.path(), true);
    wait_for(&house.folder.path().join("inside")).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!all_or_nothing(&house).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_answer_all_is_there() {
    let house = prepared().await;
    let mut child = start(house.folder.path(), false);
    wait_for(&house.folder.path().join("answered")).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(all_or_nothing(&house).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_all_or_nothing_is_there() {
    for moment in 0..12_u64 {
        let house = prepared().await;
        let mut child = start(house.folder.path(), false);
        wait_for(&house.folder.path().join("begun")).await;
        tokio::time::sleep(Duration::from_millis(moment * 4)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        all_or_nothing(&house).await;
    }
}
