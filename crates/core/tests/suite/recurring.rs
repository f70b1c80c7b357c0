//! A recurring duty goes from period to period, and sums go with it.

use chrono::NaiveDate;
use dondoc_core::{
    Error,
    obligation::{self, Class, Filter, Obligation, Sort, completion, register, series, tally},
    plan::draft::{Deadline, DeadlineKind, Draft},
};

use crate::{
    house::{House, day},
    sample::{agency, confirmed, deadline, draft, import_units, row},
};

on_both!(
    a_period_done_opens_the_next_and_the_last_one_ends_it,
    sums_follow_the_period_that_is_open,
    a_cycle_that_nobody_can_tell_has_no_day,
);

/// A plan of 2023 signed on 18/4, with one recurring duty of one unit.
fn quarterly(rule: Option<&str>, inclusive: bool) -> Draft {
    let mut only = row(0, "III.1", "Báo cáo kết quả.");
    only.lead = vec![agency("Sở Tài chính")];
    only.deadline = Some(Deadline {
        text: "hằng quý".to_owned(),
        kind: DeadlineKind::Recurring,
        due: None,
        inclusive,
        rrule: rule.map(str::to_owned),
        ..deadline("2023-12-15", true).unwrap()
    });
    Draft {
        rows: vec![only],
        findings: Vec::new(),
        ..draft()
    }
}

async fn only(house: &House) -> Obligation {
    let reader = house.db.read().await.unwrap();
    let (filter, today) = (Filter::default(), day("2023-04-20"));
    let page = register::page(&reader, &filter, Sort::Deadline, None, 9, today);
    let items = page.await.unwrap().items;
    assert_eq!(items.len(), 1);
    obligation::find(&reader, items[0].id).await.unwrap()
}

async fn record(house: &House, seen: &Obligation, on: &str) -> Result<Obligation, Error> {
    let (id, version, on) = (seen.id, seen.version, day(on));
    house
        .write(move |tx| {
            Box::pin(completion::record(
                tx,
                id,
                version,
                on,
                Some("Báo cáo số 9"),
            ))
        })
        .await
}

async fn take_back(house: &House, seen: &Obligation) -> Result<Obligation, Error> {
    let (id, version) = (seen.id, seen.version);
    house
        .write(move |tx| Box::pin(completion::take_back(tx, id, version)))
        .await
}

fn due(obligation: &Obligation) -> Option<NaiveDate> {
    obligation.facts().unwrap().due
}

async fn a_period_done_opens_the_next_and_the_last_one_ends_it(house: House) {
    import_units(&house).await;
    confirmed(
        &house,
        b"a",
        quarterly(Some("FREQ=MONTHLY;INTERVAL=3"), true),
    )
    .await;
    let first = only(&house).await;
    assert_eq!(due(&first), Some(day("2023-06-30")));
    assert!(matches!(
        take_back(&house, &first).await,
        Err(Error::Refused("not_completed"))
    ));
    let second = record(&house, &first, "2023-04-19").await.unwrap();
    assert_eq!(due(&second), Some(day("2023-09-30")));
    assert_eq!(second.facts().unwrap().completed_on, None);
    let third = record(&house, &second, "2023-04-19").await.unwrap();
    assert_eq!(due(&third), Some(day("2023-12-31")));
    let done = record(&house, &third, "2023-04-20").await.unwrap();
    let class = done.facts().unwrap().class(day("2024-06-01"));
    assert_eq!(
        class,
        Class::DoneOnTime,
        "nothing behind the years of the plan"
    );
    let reader = house.db.read().await.unwrap();
    let periods = series::done_of_task(&reader, done.task_id).await.unwrap();
    drop(reader);
    let days: Vec<NaiveDate> = periods.iter().map(|period| period.due).collect();
    assert_eq!(days, [day("2023-06-30"), day("2023-09-30")]);
    assert_eq!(periods[0].note.as_deref(), Some("Báo cáo số 9"));

    let mut seen = done;
    for expected in ["2023-12-31", "2023-09-30", "2023-06-30"] {
        seen = take_back(&house, &seen).await.unwrap();
        assert_eq!(due(&seen), Some(day(expected)));
        assert_eq!(seen.facts().unwrap().completed_on, None);
    }
    let reader = house.db.read().await.unwrap();
    let periods = series::done_of_task(&reader, seen.task_id).await.unwrap();
    assert_eq!(periods, []);
}

async fn sums_follow_the_period_that_is_open(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", quarterly(Some("FREQ=WEEKLY"), false)).await;
    let first = only(&house).await;
    let counts = async |today: &str| {
        let reader = house.db.read().await.unwrap();
        let today = day(today);
        let counts = register::counts(&reader, &Filter::default(), today)
            .await
            .unwrap();
        assert_eq!(counts.total(), 1, "one row, whatever the period");
        counts.each().next().unwrap().0
    };
    // Before Sunday the 23rd: Saturday is the last day.
    assert_eq!(counts("2023-04-22").await, Class::NearDue);
    assert_eq!(counts("2023-04-23").await, Class::Overdue);
    record(&house, &first, "2023-04-20").await.unwrap();
    assert_eq!(counts("2023-04-23").await, Class::WithinTime);
    let kept = tallied(&house).await;
    house
        .write(|tx| Box::pin(async move { tally::rebuild(tx).await }))
        .await
        .unwrap();
    assert_eq!(tallied(&house).await, kept, "as a recount has it");
}

async fn tallied(house: &House) -> Vec<i64> {
    let reader = house.db.read().await.unwrap();
    let days = ["2023-04-18", "2023-04-23", "2023-04-30", "2023-05-01"];
    let mut found = Vec::new();
    for today in days {
        let counts = register::counts(&reader, &Filter::default(), day(today))
            .await
            .unwrap();
        found.extend(Class::ALL.map(|class| counts.of(class)));
    }
    found
}

async fn a_cycle_that_nobody_can_tell_has_no_day(house: House) {
    import_units(&house).await;
    for (at, rule) in [None, Some("FREQ=DAILY")].into_iter().enumerate() {
        let mut plan = quarterly(rule, true);
        let number = plan.meta.number.as_mut().unwrap();
        number.value = format!("{}/KH-UBND", at + 1);
        confirmed(&house, &[u8::try_from(at).unwrap()], plan).await;
    }
    let reader = house.db.read().await.unwrap();
    let today = day("2023-04-20");
    let counts = register::counts(&reader, &Filter::default(), today)
        .await
        .unwrap();
    assert_eq!(counts.of(Class::NoDeadline), 2);
}
