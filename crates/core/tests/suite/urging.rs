//! Working days that were announced; letters that urge, and their ledger.

use dondoc_core::{
    Error, calendar, event,
    obligation::Class,
    urging::{self, New, NewLetter, Shape, Wanted, Way, ledger},
};

use crate::{
    house::{House, day},
    sample::{confirmed, draft, import_units},
};

on_both!(
    an_announcement_stands_over_the_rule_until_it_is_withdrawn,
    letters_are_read_back_as_they_were_made_and_counted,
    letters_discarded_do_not_count,
);

async fn an_announcement_stands_over_the_rule_until_it_is_withdrawn(house: House) {
    let (monday, saturday) = (day("2023-09-25"), day("2023-09-30"));
    let load = || async {
        let reader = house.db.read().await.unwrap();
        calendar::load(&reader, monday).await.unwrap()
    };
    assert!(load().await.is_working(monday) && !load().await.is_working(saturday));
    house
        .write(move |tx| {
            Box::pin(async move {
                let days = [(monday, false), (saturday, true)];
                calendar::announce(tx, &days, "Hoán đổi", "5/TB").await?;
                calendar::compared(tx, 2023, "5/TB").await
            })
        })
        .await
        .unwrap();
    assert!(!load().await.is_working(monday) && load().await.is_working(saturday));
    assert_eq!(
        load().await.add_working_days(day("2023-09-22"), 5),
        saturday
    );
    house
        .write(move |tx| Box::pin(calendar::withdraw(tx, monday)))
        .await
        .unwrap();
    assert!(load().await.is_working(monday));
    let reader = house.db.read().await.unwrap();
    let document = calendar::document_of(&reader, 2023).await.unwrap();
    assert_eq!(document.as_deref(), Some("5/TB"));
    let told = event::of(&reader, event::Subject::Calendar, 10)
        .await
        .unwrap();
    assert_eq!(told.len(), 4);
}

const TODAY: &str = "2023-12-28";

/// A plan with late units, and letters to all of them.
async fn letters(house: &House, shape: Shape) -> (i64, Vec<urging::Owing>) {
    import_units(house).await;
    confirmed(house, b"a", draft()).await;
    let reader = house.db.read().await.unwrap();
    let wanted = Wanted::default();
    let owing = urging::owed(&reader, &house.actor, &wanted, day(TODAY))
        .await
        .unwrap();
    drop(reader);
    assert!(owing.len() > 2, "{owing:?}");
    let letters = match shape {
        Shape::Each => owing
            .iter()
            .map(|it| NewLetter {
                addressees: vec![it.clone()],
            })
            .collect(),
        Shape::Together => vec![NewLetter {
            addressees: owing.clone(),
        }],
    };
    let new = New {
        shape,
        day: day(TODAY),
        answer_by: day("2024-01-05"),
        office: "{}".into(),
        letters,
    };
    let made = house
        .write(move |tx| Box::pin(urging::create(tx, new)))
        .await;
    (made.unwrap(), owing)
}

async fn letters_are_read_back_as_they_were_made_and_counted(house: House) {
    let (id, owing) = letters(&house, Shape::Each).await;
    let reader = house.db.read().await.unwrap();
    let batch = urging::batch(&reader, id).await.unwrap();
    assert_eq!(batch.letters.len(), owing.len());
    for (letter, unit) in batch.letters.iter().zip(&owing) {
        assert_eq!(letter.addressees.len(), 1);
        let addressee = &letter.addressees[0];
        assert_eq!(addressee.unit_name, unit.unit_name);
        let written: Vec<i64> = addressee.lines.iter().map(|it| it.obligation_id).collect();
        let owed: Vec<i64> = unit.items.iter().map(|it| it.id).collect();
        assert_eq!(written, owed);
        assert!(addressee.lines.iter().all(|it| it.class == Class::Overdue));
    }
    drop(reader);

    // A second time by chat, for one unit.
    let again = owing[0].items.clone();
    let first = again[0].id;
    house
        .write(move |tx| {
            Box::pin(async move { ledger::note(tx, &again, Way::Chat, day("2023-12-29")).await })
        })
        .await
        .unwrap();
    let reader = house.db.read().await.unwrap();
    let counts = ledger::counts(&reader, &[first, owing[1].items[0].id])
        .await
        .unwrap();
    assert_eq!(
        (counts[&first].times, counts[&first].last),
        (2, day("2023-12-29"))
    );
    assert_eq!(counts[&owing[1].items[0].id].times, 1);
    let entries = ledger::of_unit(&reader, owing[0].unit_id, 100)
        .await
        .unwrap();
    assert_eq!(entries.len(), 2 * owing[0].items.len());
    assert_eq!(entries[0].way().unwrap(), Way::Chat);
    drop(reader);

    let (letter, version) = (batch.letters[0].id, batch.letters[0].version);
    let sign = |version| {
        house.write(move |tx| {
            Box::pin(urging::sign(
                tx,
                letter,
                version,
                "12/STTTT-TTBC",
                day("2023-12-29"),
            ))
        })
    };
    sign(version).await.unwrap();
    assert!(matches!(
        sign(version).await,
        Err(Error::Conflict { version: 2, .. })
    ));
    let discarded = house
        .write(move |tx| Box::pin(urging::discard(tx, id)))
        .await;
    assert!(matches!(discarded, Err(Error::Refused("letter_signed"))));
    let reader = house.db.read().await.unwrap();
    let entries = ledger::of_unit(&reader, owing[0].unit_id, 100)
        .await
        .unwrap();
    assert_eq!(
        entries.last().unwrap().number.as_deref(),
        Some("12/STTTT-TTBC")
    );
}

async fn letters_discarded_do_not_count(house: House) {
    let (id, owing) = letters(&house, Shape::Together).await;
    let ids: Vec<i64> = owing
        .iter()
        .flat_map(|it| &it.items)
        .map(|it| it.id)
        .collect();
    let counted = || async {
        let reader = house.db.read().await.unwrap();
        ledger::counts(&reader, &ids).await.unwrap().len()
    };
    assert_eq!(counted().await, ids.len());
    house
        .write(move |tx| Box::pin(urging::discard(tx, id)))
        .await
        .unwrap();
    assert_eq!(counted().await, 0);
    house
        .write(move |tx| Box::pin(urging::restore(tx, id)))
        .await
        .unwrap();
    assert_eq!(counted().await, ids.len());
    let reader = house.db.read().await.unwrap();
    let batch = urging::batch(&reader, id).await.unwrap();
    assert_eq!(batch.letters.len(), 1);
    assert_eq!(batch.letters[0].addressees.len(), owing.len());
}
