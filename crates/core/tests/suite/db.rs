//! The writer, the readers, the migrations.

use std::time::Duration;

use dondoc_core::{
    Error,
    db::{Db, Location, sql},
    document,
    event::{
        self,
        verify::{Anchor, Verdict},
    },
    vals,
};
use sea_orm::ConnectionTrait as _;

use crate::{
    house::{House, options},
    sample::incoming,
};

on_both!(
    a_failed_write_undoes_itself_and_nothing_else,
    a_panic_undoes_the_write_and_the_writer_goes_on,
    writes_at_the_same_time_are_all_answered,
    a_long_query_is_interrupted,
    a_reader_that_goes_away_stops_its_query,
    what_is_queued_is_written_before_closing,
    data_is_there_after_a_restart,
    another_build_is_refused,
    a_reader_sees_one_state,
);

async fn documents(db: &Db) -> i64 {
    let reader = db.read().await.unwrap();
    sql::scalar(&reader, "SELECT COUNT(*) FROM document", vec![])
        .await
        .unwrap()
        .unwrap()
}

async fn receive(house: &House, bytes: Vec<u8>) -> Result<document::Document, Error> {
    let incoming = incoming(&bytes);
    house
        .write(move |tx| Box::pin(async move { document::receive(tx, &incoming).await }))
        .await
}

async fn a_failed_write_undoes_itself_and_nothing_else(house: House) {
    let good = receive(&house, vec![1]);
    let bad = house.write(|tx| {
        Box::pin(async move {
            document::receive(tx, &incoming(&[2])).await?;
            Err::<(), _>(Error::Refused("on_purpose"))
        })
    });
    let broken = house.write(|tx| {
        Box::pin(async move { sql::execute(tx, "SELECT nonsense FROM nowhere", vec![]).await })
    });
    let other = receive(&house, vec![3]);
    let (good, bad, broken, other) = tokio::join!(good, bad, broken, other);
    assert!(good.is_ok() && other.is_ok());
    assert!(matches!(bad, Err(Error::Refused("on_purpose"))));
    assert!(matches!(broken, Err(Error::Database(_))));
    assert_eq!(documents(&house.db).await, 2);
    let verdict = event::verify::run(&house.db.read().await.unwrap(), &[])
        .await
        .unwrap();
    assert!(
        matches!(verdict, Verdict::Whole(Anchor { sequence: 2, .. })),
        "{verdict:?}"
    );
}

async fn a_panic_undoes_the_write_and_the_writer_goes_on(house: House) {
    let answer: Result<(), _> = house
        .write(|tx| {
            Box::pin(async move {
                document::receive(tx, &incoming(&[1])).await?;
                panic!("on purpose")
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::NotWritten)));
    assert_eq!(documents(&house.db).await, 0);
    receive(&house, vec![2]).await.unwrap();
    assert_eq!(documents(&house.db).await, 1);
}

async fn writes_at_the_same_time_are_all_answered(house: House) {
    let house = std::sync::Arc::new(house);
    let writes: Vec<_> = (0..200_u8)
        .map(|number| {
            let house = house.clone();
            tokio::spawn(async move { receive(&house, vec![number]).await.map(|it| it.id) })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    for write in writes {
        ids.insert(write.await.unwrap().unwrap());
    }
    assert_eq!(ids.len(), 200);
    let verdict = event::verify::run(&house.db.read().await.unwrap(), &[])
        .await
        .unwrap();
    assert!(
        matches!(verdict, Verdict::Whole(Anchor { sequence: 200, .. })),
        "{verdict:?}"
    );
}

/// Counts for minutes if nobody stops it.
const LONG: &str = "WITH RECURSIVE count (n) AS
    (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 2000000000) SELECT MAX(n) FROM count";

async fn a_long_query_is_interrupted(house: House) {
    let reader = house
        .db
        .read_within(Duration::from_millis(150))
        .await
        .unwrap();
    let answer: Result<Option<i32>, _> = sql::scalar(&reader, LONG, vec![]).await;
    assert!(matches!(answer, Err(Error::Deadline)), "{answer:?}");
    drop(reader);
    assert_eq!(documents(&house.db).await, 0);
}

async fn a_reader_that_goes_away_stops_its_query(house: House) {
    for _ in 0..4 {
        let db = house.db.clone();
        let request = tokio::spawn(async move {
            let reader = db.read_within(Duration::from_secs(20)).await.unwrap();
            sql::scalar::<i32>(&reader, LONG, vec![]).await
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
    }
    if house.db.backend() == dondoc_core::db::Backend::Sqlite {
        // All three seats were used by the four; each must be free again long before 20 s.
        for _ in 0..3 {
            let wait = tokio::time::timeout(Duration::from_secs(10), documents(&house.db));
            assert_eq!(wait.await.unwrap(), 0);
        }
    }
}

async fn what_is_queued_is_written_before_closing(mut house: House) {
    let (one, two) = (receive(&house, vec![1]), receive(&house, vec![2]));
    let (one, two, closed) = tokio::join!(one, two, house.db.clone().close());
    closed.unwrap();
    let written = i64::from(one.is_ok()) + i64::from(two.is_ok());
    assert!(matches!(
        receive(&house, vec![3]).await,
        Err(Error::NotWritten)
    ));
    house.db = Db::open(&house.location, options()).await.unwrap();
    assert_eq!(documents(&house.db).await, written);
}

async fn data_is_there_after_a_restart(mut house: House) {
    let document = receive(&house, vec![1]).await.unwrap();
    house.reopen().await;
    let reader = house.db.read().await.unwrap();
    assert_eq!(
        document::find(&reader, document.id).await.unwrap(),
        document
    );
}

async fn another_build_is_refused(house: House) {
    for change in [
        "UPDATE migration SET digest = 'other' WHERE number = 2",
        "INSERT INTO migration (number, name, digest) VALUES (999, 'from the future', '')",
    ] {
        house
            .write(move |tx| Box::pin(async move { sql::execute(tx, change, vec![]).await }))
            .await
            .unwrap();
        assert!(matches!(
            Db::open(&house.location, options()).await,
            Err(Error::Unfit(_))
        ));
    }
}

async fn a_reader_sees_one_state(house: House) {
    receive(&house, vec![1]).await.unwrap();
    let reader = house.db.read().await.unwrap();
    let count = "SELECT COUNT(*) FROM document";
    let before: Option<i64> = sql::scalar(&reader, count, vec![]).await.unwrap();
    receive(&house, vec![2]).await.unwrap();
    let after: Option<i64> = sql::scalar(&reader, count, vec![]).await.unwrap();
    assert_eq!((before, after), (Some(1), Some(1)));
    assert_eq!(documents(&house.db).await, 2);
}

#[tokio::test]
async fn sqlite_is_set_up_for_safety() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("dondoc.sqlite"));
    let house = House::open(location, folder).await;
    let pragmas = house.write(|tx| {
        Box::pin(async move {
            let mut found = Vec::new();
            for (pragma, number) in [
                ("synchronous", true),
                ("foreign_keys", true),
                ("mmap_size", true),
                ("journal_mode", false),
            ] {
                let text = format!("PRAGMA {pragma}");
                found.push(if number {
                    let value: Option<i64> = sql::scalar(tx, &text, vals![]).await?;
                    value.unwrap_or(-1).to_string()
                } else {
                    sql::scalar(tx, &text, vals![]).await?.unwrap_or_default()
                });
            }
            Ok(found)
        })
    });
    assert_eq!(pragmas.await.unwrap(), ["2", "1", "0", "wal"]);
    let reader = house.db.read().await.unwrap();
    let refused = reader.execute_unprepared("DELETE FROM event").await;
    assert!(refused.is_err(), "a reader must not write");
}
