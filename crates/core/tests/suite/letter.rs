//! The numbering book.

use dondoc_core::{
    Error,
    letter::{
        Numbering, Office,
        book::{self, New},
        office,
    },
};

use crate::house::{House, day};

on_both!(
    numbers_taken_at_once_are_all_different,
    a_number_is_taken_once_in_its_year_and_series,
    one_run_of_numbers_for_all_types,
);

fn new(kind: &str, sequence: Option<i64>, signed_on: &str) -> New {
    New {
        kind: kind.to_owned(),
        sequence,
        symbol: format!("{kind}-SNV"),
        about: "Kết quả".to_owned(),
        signed_on: day(signed_on),
        letter_id: None,
    }
}

async fn take(house: &House, new: New) -> dondoc_core::Result<String> {
    house
        .write(move |tx| Box::pin(async move { book::take(tx, new).await }))
        .await
}

async fn numbers_taken_at_once_are_all_different(house: House) {
    let all = (0..40).map(|_| take(&house, new("BC", None, "2026-03-10")));
    let mut taken = Vec::new();
    // All are queued before the first is answered.
    let mut waiting: Vec<_> = all.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|it| match it.as_mut().poll(context) {
            std::task::Poll::Ready(number) => {
                taken.push(number.unwrap());
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    taken.sort();
    let wanted: Vec<String> = (1..=40).map(|it| format!("{it:02}/BC-SNV")).collect();
    assert_eq!(taken, wanted);
}

async fn a_number_is_taken_once_in_its_year_and_series(house: House) {
    assert_eq!(
        take(&house, new("BC", Some(7), "2026-03-10"))
            .await
            .unwrap(),
        "07/BC-SNV"
    );
    let again = take(&house, new("BC", Some(7), "2026-12-31")).await;
    assert!(matches!(again, Err(Error::Refused("number_taken"))));
    take(&house, new("BC", Some(7), "2027-01-04"))
        .await
        .unwrap();
    take(&house, new("TTr", Some(7), "2026-03-10"))
        .await
        .unwrap();
    for wrong in [0, -3, 1_000_000] {
        let refused = take(&house, new("BC", Some(wrong), "2026-03-10")).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })));
    }
    let reader = house.db.read().await.unwrap();
    assert_eq!(book::next(&reader, "BC", 2026).await.unwrap(), 8);
    assert_eq!(book::years(&reader).await.unwrap(), [2027, 2026]);
    let id = book::of_year(&reader, 2027, 9).await.unwrap()[0].id;
    drop(reader);
    house
        .write(move |tx| Box::pin(book::strike(tx, id)))
        .await
        .unwrap();
    let struck = take(&house, new("BC", Some(7), "2027-01-05")).await;
    assert!(matches!(struck, Err(Error::Refused("number_taken"))));
}

async fn one_run_of_numbers_for_all_types(house: House) {
    let common = Office {
        name: "Sở Nội vụ".to_owned(),
        numbering: Numbering::Common,
        ..Office::default()
    };
    let kept = common.clone();
    house
        .write(move |tx| Box::pin(office::save(tx, kept)))
        .await
        .unwrap();
    let reader = house.db.read().await.unwrap();
    assert_eq!(office::load(&reader).await.unwrap(), common);
    drop(reader);
    take(&house, new("BC", None, "2026-03-10")).await.unwrap();
    let second = take(&house, new("TTr", None, "2026-03-10")).await.unwrap();
    assert_eq!(second, "02/TTr-SNV");
    for (name, abbreviation) in [("", "SNV"), ("Sở Nội vụ", "S/NV")] {
        let wrong = Office {
            name: name.to_owned(),
            abbreviation: abbreviation.to_owned(),
            ..Office::default()
        };
        let refused = house
            .write(move |tx| Box::pin(office::save(tx, wrong)))
            .await;
        assert!(matches!(refused, Err(Error::Invalid { .. })));
    }
}
