//! The log cannot be changed unseen.

use dondoc_core::{
    db::sql,
    document,
    event::{
        self, Subject,
        verify::{self, Anchor, Fault, Verdict},
    },
};

use crate::{house::House, sample::incoming};

on_both!(
    an_altered_event_is_found,
    a_removed_event_is_found,
    a_log_cut_short_is_found_by_what_was_written_down,
    every_field_of_an_event_is_sealed,
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
    event::verify::run(&house.db.read().await.unwrap(), &[])
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

async fn head(house: &House, known: &[Anchor]) -> Verdict {
    verify::run(&house.db.read().await.unwrap(), known)
        .await
        .unwrap()
}

async fn a_log_cut_short_is_found_by_what_was_written_down(house: House) {
    three_events(&house).await;
    let Verdict::Whole(whole) = head(&house, &[]).await else {
        panic!("nothing was touched");
    };
    assert_eq!(whole.sequence, 3);
    let written: Anchor = whole.to_string().parse().unwrap();
    assert_eq!(written, whole);
    assert_eq!(
        head(&house, std::slice::from_ref(&whole)).await,
        Verdict::Whole(whole.clone())
    );
    let other = Anchor {
        hash: "0".repeat(64),
        ..whole.clone()
    };
    let at = |at, fault| Verdict::Broken { at, fault };
    assert_eq!(head(&house, &[other]).await, at(3, Fault::Replaced));
    house
        .write(|tx| {
            Box::pin(
                async move { sql::execute(tx, "DELETE FROM event WHERE id = 3", vec![]).await },
            )
        })
        .await
        .unwrap();
    assert!(
        matches!(head(&house, &[]).await, Verdict::Whole(_)),
        "the chain alone cannot tell"
    );
    assert_eq!(head(&house, &[whole]).await, at(3, Fault::Missing));
    for nonsense in ["", "3", "x:00", "3:zz"] {
        assert!(nonsense.parse::<Anchor>().is_err(), "{nonsense}");
    }
}

async fn every_field_of_an_event_is_sealed(house: House) {
    three_events(&house).await;
    for (change, back) in [
        ("actor_id = 77", "actor_id = NULL"),
        ("unit_id = 77", "unit_id = NULL"),
        ("kind = 'plan.confirmed'", "kind = 'document.received'"),
        ("subject = 'plan'", "subject = 'document'"),
        ("subject_id = subject_id + 1", "subject_id = subject_id - 1"),
        ("before = '{}'", "before = NULL"),
        ("after = after || ' '", "after = TRIM(after)"),
        ("proof = 'x'", "proof = NULL"),
    ] {
        for (set, whole) in [(change, false), (back, true)] {
            let text = format!("UPDATE event SET {set} WHERE id = 2");
            house
                .write(move |tx| Box::pin(async move { sql::execute(tx, &text, vec![]).await }))
                .await
                .unwrap();
            let verdict = head(&house, &[]).await;
            assert_eq!(
                matches!(verdict, Verdict::Whole(_)),
                whole,
                "{set}: {verdict:?}"
            );
        }
    }
}
