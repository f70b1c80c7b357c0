//! `kill -9` at any moment of an application or of an undoing leaves all of it or nothing, on both
//! databases.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use dondoc_core::{
    access::Actor,
    db::{Db, Location},
    reorganisation,
};

use crate::{
    house::{House, options, time},
    reorganisation::{act, create, dump, merge, sums_agree},
    sample::{confirmed, draft, import_units},
};

on_both!(
    killed_before_the_commit_nothing_has_moved,
    killed_at_any_moment_all_or_nothing_has_moved,
);

const FOLDER: &str = "DONDOC_TEST_REORGANISATION_FOLDER";
const DATABASE: &str = "DONDOC_TEST_REORGANISATION_DATABASE";
const STOP: &str = "DONDOC_TEST_REORGANISATION_STOP";

/// Not a test by itself: the program that gets killed. It applies act 1 and undoes it, and with
/// `STOP` set it stays inside the transaction once everything is written.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let stop = std::env::var(STOP).is_ok();
    let location = Location::parse(&std::env::var(DATABASE).unwrap());
    let db = Db::open(&location, options()).await.unwrap();
    let actor = Actor::system("child");
    std::fs::write(folder.join("begun"), b"").unwrap();
    let inside = folder.join("inside");
    let apply = db.write(&actor, time("2025-03-02T02:00"), move |tx| {
        Box::pin(async move {
            let version = reorganisation::find(tx, 1).await?.version;
            reorganisation::apply(tx, 1, version, &reorganisation::Along::default()).await?;
            if stop {
                std::fs::write(inside, b"").unwrap();
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    });
    apply.await.unwrap();
    std::fs::write(folder.join("applied"), b"").unwrap();
    let undo = db.write(&actor, time("2025-03-02T03:00"), move |tx| {
        Box::pin(async move {
            let version = reorganisation::find(tx, 1).await?.version;
            reorganisation::undo(tx, 1, version).await
        })
    });
    undo.await.unwrap();
    std::future::pending::<()>().await;
}

fn start(house: &House, stop: bool) -> std::process::Child {
    let database = match &house.location {
        Location::Sqlite(path) => path.display().to_string(),
        Location::Postgres(url) => url.clone(),
    };
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "reorganisation_crash::child"])
        .env(FOLDER, house.folder.path())
        .env(DATABASE, database)
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

/// An act that is ready.
async fn prepare(house: &House) {
    import_units(house).await;
    confirmed(house, b"a", draft()).await;
    let steps = vec![
        merge(&["na.so-nnptnt", "na.so-tnmt"], "na.so-nnmt"),
        merge(&["na.so-khdt"], "na.so-tai-chinh"),
        merge(&["na.so-gtvt"], "na.so-xay-dung"),
    ];
    assert_eq!(create(house, act(steps)).await.id, 1);
}

async fn killed_before_the_commit_nothing_has_moved(mut house: House) {
    prepare(&house).await;
    let before = dump(&house).await;
    let mut child = start(&house, true);
    wait_for(&house.folder.path().join("inside")).await;
    child.kill().unwrap();
    child.wait().unwrap();
    house.reopen().await;
    assert_eq!(before, dump(&house).await);
    sums_agree(&house).await;
}

async fn killed_at_any_moment_all_or_nothing_has_moved(mut house: House) {
    prepare(&house).await;
    let before = dump(&house).await;
    let mut seen = [0, 0];
    for moment in 0..12_u64 {
        let _ = std::fs::remove_file(house.folder.path().join("begun"));
        let mut child = start(&house, false);
        wait_for(&house.folder.path().join("begun")).await;
        tokio::time::sleep(Duration::from_millis(moment * 5)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        house.reopen().await;
        let reader = house.db.read().await.unwrap();
        let applied = reorganisation::find(&reader, 1)
            .await
            .unwrap()
            .applied_at
            .is_some();
        drop(reader);
        let now = dump(&house).await;
        if applied {
            assert_eq!(now["obligation_move"].len(), 4, "all moved");
            assert_eq!(now["succession"].len(), 4);
            crate::reorganisation::undo(&house, 1).await.unwrap();
        }
        assert_eq!(before, dump(&house).await);
        sums_agree(&house).await;
        seen[usize::from(applied)] += 1;
    }
    assert_eq!(seen[0] + seen[1], 12);
}
