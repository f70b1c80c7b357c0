//! Walking a list page by page gives the whole list, once, in order.

use dondoc_core::{
    db::sql,
    obligation::{Class, Cursor, Filter, Item, Sort, register, walk::Walk},
    plan::draft::{Deadline, Draft, Role, Row},
};
use proptest::prelude::*;

use crate::{
    house::{House, day, on_postgres, on_sqlite},
    sample::{agency, confirmed, deadline, import_units, meta, row},
};

on_both!(rows_that_come_in_between_are_not_shown_twice);

const NAMES: [&str; 5] = [
    "Sở Tài chính",
    "Sở Nội vụ",
    "Sở Y tế",
    "Sở Tư pháp",
    "STTTT",
];
const TODAY: &str = "2023-06-15";

fn any_deadline() -> impl Strategy<Value = Option<Deadline>> {
    // Few days, so that many rows share one.
    proptest::option::of((1..6_u32, any::<bool>()).prop_map(|(part, inclusive)| {
        deadline(&format!("2023-06-{:02}", 10 + part), inclusive).unwrap()
    }))
}

fn any_task() -> impl Strategy<Value = Row> {
    let names = || proptest::sample::subsequence(NAMES.to_vec(), 1..4);
    (names(), names(), any_deadline(), any::<bool>()).prop_map(|(lead, with, deadline, follow)| {
        let mut row = row(0, "1", "Mở lớp tập huấn.");
        row.lead = lead.into_iter().map(agency).collect();
        row.coordinate = with.into_iter().map(agency).collect();
        (row.deadline, row.follow) = (deadline, follow);
        row
    })
}

fn any_filter() -> impl Strategy<Value = (Vec<Class>, Vec<Role>, Option<u8>)> {
    (
        proptest::sample::subsequence(Class::ALL.to_vec(), 0..5),
        proptest::sample::subsequence(Role::ALL.to_vec(), 0..3),
        proptest::option::of(0..3_u8),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn a_walk_is_the_whole_list(
        tasks in proptest::collection::vec(any_task(), 1..10),
        filters in proptest::collection::vec(any_filter(), 6),
        limit in 1..7_u32,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let test = async |house| walk(house, tasks.clone(), &filters, limit).await;
        runtime.block_on(on_sqlite(test));
        runtime.block_on(on_postgres(test));
    }
}

async fn walk(
    house: House,
    tasks: Vec<Row>,
    filters: &[(Vec<Class>, Vec<Role>, Option<u8>)],
    limit: u32,
) {
    import_units(&house).await;
    for (at, number) in ["1/KH-UBND", "2/KH-UBND"].into_iter().enumerate() {
        let draft = Draft {
            meta: meta(number),
            rows: tasks.clone(),
            ..Draft::default()
        };
        confirmed(&house, number.as_bytes(), draft).await;
        assert!(at < 2);
    }
    let reader = house.db.read().await.unwrap();
    let everything = Walk::new(Filter::default(), Sort::Task, day(TODAY))
        .all(&reader)
        .await;
    let everything = everything.unwrap();
    for (classes, roles, narrow) in filters {
        let mut filter = Filter {
            classes: classes.clone(),
            roles: roles.clone(),
            ..Filter::default()
        };
        match narrow {
            Some(0) => filter.unit = everything.first().map(|item| item.unit_id),
            Some(1) => filter.plan = everything.first().map(|item| item.plan_id),
            Some(_) => filter.due_to = Some(day("2023-06-13")),
            None => {}
        }
        let mut wanted: Vec<Item> = everything
            .iter()
            .filter(|item| fits(&filter, item))
            .cloned()
            .collect();
        for sort in [Sort::Deadline, Sort::Task, Sort::Unit] {
            let mut walked = Vec::new();
            let mut after: Option<Cursor> = None;
            loop {
                let page =
                    register::page(&reader, &filter, sort, after.as_ref(), limit, day(TODAY));
                let page = page.await.unwrap();
                assert!(page.items.len() <= limit as usize);
                walked.extend(page.items);
                let Some(next) = page.next else { break };
                after = Some(next.to_string().parse().unwrap());
            }
            match sort {
                Sort::Deadline => {
                    wanted.sort_by_key(|it| (it.last_day.is_none(), it.last_day, it.id));
                }
                Sort::Task => wanted.sort_by_key(|it| it.id),
                // The order of names is the language's; here only that the same rows come.
                Sort::Unit => walked.sort_by_key(|it| it.id),
            }
            assert_eq!(walked, wanted, "{filter:?} {sort:?}");
        }
    }
}

fn fits(filter: &Filter, item: &Item) -> bool {
    (filter.classes.is_empty() || filter.classes.contains(&item.class))
        && (filter.roles.is_empty() || filter.roles.contains(&item.role))
        && filter.unit.is_none_or(|unit| unit == item.unit_id)
        && filter.plan.is_none_or(|plan| plan == item.plan_id)
        && filter
            .due_to
            .is_none_or(|to| item.last_day.is_some_and(|day| day <= to))
}

async fn rows_that_come_in_between_are_not_shown_twice(house: House) {
    import_units(&house).await;
    let mut one = row(0, "1", "Mở lớp tập huấn.");
    one.lead = NAMES.map(agency).to_vec();
    one.deadline = deadline("2023-06-12", true);
    let draft = |number| Draft {
        meta: meta(number),
        rows: vec![one.clone()],
        ..Draft::default()
    };
    confirmed(&house, b"1", draft("1/KH-UBND")).await;
    let (filter, today) = (Filter::default(), day(TODAY));
    let page = async |after: Option<&Cursor>| {
        let reader = house.db.read().await.unwrap();
        register::page(&reader, &filter, Sort::Deadline, after, 3, today)
            .await
            .unwrap()
    };
    let first = page(None).await;
    let mut early = one.clone();
    early.deadline = deadline("2023-06-01", true);
    let early = Draft {
        meta: meta("2/KH-UBND"),
        rows: vec![early],
        ..Draft::default()
    };
    confirmed(&house, b"2", early).await;
    let second = page(first.next.as_ref()).await;
    assert_eq!(second.items.len(), 2);
    assert!(second.items.iter().all(|item| !first.items.contains(item)));
    let count = "SELECT COUNT(*) FROM obligation";
    let reader = house.db.read().await.unwrap();
    assert_eq!(
        sql::scalar::<i64>(&reader, count, vec![]).await.unwrap(),
        Some(10)
    );
}
