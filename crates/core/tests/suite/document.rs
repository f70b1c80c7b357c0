//! Documents.

use dondoc_core::document::{self, Sha};

use crate::{
    house::House,
    sample::{TEXT, incoming},
};

on_both!(the_same_file_is_recognised);

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
