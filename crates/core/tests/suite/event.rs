//! The log cannot be changed unseen.

use dondoc_core::{
    db::sql,
    document,
    event::{
        self, Subject,
        verify::{Fault, Verdict},
    },
};

use crate::{house::House, sample::incoming};

on_both!(
    an_altered_event_is_found,
    a_removed_event_is_found,
    events_tell_who_and_when
);

async fn three_events(house: &House) {
    for number in 0..3_u8 {
        house
            .write(move |tx| {
                Box::pin(async move { document::receive(tx, &incoming(&[number])).await })
            })
            .await
            .unwrap();
    }
}

async fn verdict_after(house: &House, change: &'static str) -> Verdict {
    three_events(house).await;
    house
        .write(move |tx| Box::pin(async move { sql::execute(tx, change, vec![]).await }))
        .await
        .unwrap();
    event::verify::run(&house.db.read().await.unwrap())
        .await
        .unwrap()
}

async fn an_altered_event_is_found(house: House) {
    let verdict = verdict_after(&house, "UPDATE event SET actor_name = 'X' WHERE id = 2").await;
    assert_eq!(
        verdict,
        Verdict::Broken {
            at: 2,
            fault: Fault::Altered
        }
    );
}

async fn a_removed_event_is_found(house: House) {
    let verdict = verdict_after(&house, "DELETE FROM event WHERE id = 2").await;
    assert_eq!(
        verdict,
        Verdict::Broken {
            at: 2,
            fault: Fault::Missing
        }
    );
}

async fn events_tell_who_and_when(house: House) {
    three_events(&house).await;
    let reader = house.db.read().await.unwrap();
    let events = event::after(&reader, 1, 10).await.unwrap();
    assert_eq!(
        events.iter().map(|event| event.id).collect::<Vec<_>>(),
        [2, 3]
    );
    assert_eq!(events[0].actor_name, "test");
    assert_eq!(events[0].at, house.now);
    assert_eq!(events[0].kind, "document.received");
    assert_eq!(
        event::of(&reader, Subject::Document(1), 10)
            .await
            .unwrap()
            .len(),
        1
    );
}
