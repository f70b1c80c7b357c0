//! Documents.

use std::{fs::File, time::SystemTime};

use chrono::Duration;
use dondoc_core::document::{self, BlobStore, Sha, sweep};

use crate::{
    house::House,
    sample::{TEXT, incoming},
};

on_both!(
    the_same_file_is_recognised,
    files_that_nothing_names_are_swept_after_a_day,
);

async fn the_same_file_is_recognised(house: House) {
    let receive =
        || house.write(|tx| Box::pin(async move { document::receive(tx, &incoming(b"a")).await }));
    let first = receive().await.unwrap();
    assert_eq!(receive().await.unwrap(), first);
    let reader = house.db.read().await.unwrap();
    let found = document::find_by_sha(&reader, &Sha::of(b"a"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.sha().unwrap(), Sha::of(b"a"));
    assert!(
        document::find_by_sha(&reader, &Sha::of(b"b"))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        document::source(&reader, first.id).await.unwrap().text,
        TEXT
    );
}

/// As if put so long before the house's now.
fn age(blobs: &BlobStore, sha: &Sha, house: &House, by: Duration) {
    let file = File::options().append(true).open(blobs.path(sha)).unwrap();
    file.set_modified(SystemTime::from(house.now - by)).unwrap();
}

async fn files_that_nothing_names_are_swept_after_a_day(house: House) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = BlobStore::open(folder.path()).unwrap();
    let shas = [b"named", b"old  ", b"young", b"again"].map(|it| blobs.put(it, 1).unwrap());
    let receive =
        house.write(|tx| Box::pin(async move { document::receive(tx, &incoming(b"named")).await }));
    receive.await.unwrap();
    let [_, old, young, again] = &shas;
    for sha in &shas {
        age(&blobs, sha, &house, Duration::hours(25));
    }
    age(&blobs, young, &house, Duration::hours(23));
    // The same bytes come in again: they will be named in a moment.
    blobs.put(b"again", 2).unwrap();
    std::fs::write(folder.path().join("not-ours"), b"x").unwrap();
    let sweep = || sweep::run(&house.db, &blobs, house.now);
    assert_eq!(sweep().await.unwrap(), 1);
    let there = shas.each_ref().map(|sha| blobs.path(sha).is_file());
    assert_eq!(there, [true, false, true, true]);
    assert!(folder.path().join("not-ours").is_file());
    assert_eq!(sweep().await.unwrap(), 0);
    // What was swept can come in again.
    blobs.put(b"old  ", 3).unwrap();
    assert_eq!(blobs.get(old).unwrap(), b"old  ");
    assert!(!blobs.remove(again, SystemTime::UNIX_EPOCH).unwrap());
}
