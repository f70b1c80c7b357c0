//! Filters, words, counts.

use dondoc_core::{
    obligation::{Class, Filter, Item, Sort, register, walk::Walk},
    plan::draft::Role,
    search::Query,
};

use crate::{
    house::{House, day},
    sample::{confirmed, draft, import_units, meta, read},
};

on_both!(
    filters_select_what_they_say,
    classes_and_days_select_what_they_say,
    words_are_found_with_and_without_accents,
    units_stand_in_the_order_of_their_names,
    a_plan_is_summed_unit_by_unit,
);

const TODAY: &str = "2023-09-28";

async fn prepared(house: &House) {
    import_units(house).await;
    confirmed(house, b"a", draft()).await;
    let mut other = draft();
    other.meta = meta("12/KH-UBND");
    other.rows[0].text = read("Thông tấn về sổ sách".to_owned());
    confirmed(house, b"b", other).await;
}

async fn all(house: &House, filter: Filter) -> Vec<Item> {
    let reader = house.db.read().await.unwrap();
    let counts = register::counts(&reader, &filter, day(TODAY))
        .await
        .unwrap();
    let items = Walk::new(filter.clone(), Sort::Deadline, day(TODAY))
        .all(&reader)
        .await
        .unwrap();
    let wanted = |class: &Class| filter.classes.is_empty() || filter.classes.contains(class);
    let counted: i64 = counts
        .each()
        .filter(|(class, _)| wanted(class))
        .map(|(_, n)| n)
        .sum();
    assert_eq!(counted, i64::try_from(items.len()).unwrap(), "{filter:?}");
    for sort in [Sort::Task, Sort::Unit] {
        let mut others = Walk::new(filter.clone(), sort, day(TODAY))
            .all(&reader)
            .await
            .unwrap();
        others.sort_by_key(|item| (item.last_day.is_none(), item.last_day, item.id));
        assert_eq!(others, items, "{sort:?} lists the same rows");
    }
    items
}

/// The filter selects exactly the rows that a look at each of them would.
async fn check(house: &House, everything: &[Item], filter: Filter, keep: impl Fn(&Item) -> bool) {
    let wanted: Vec<_> = everything
        .iter()
        .filter(|item| keep(item))
        .cloned()
        .collect();
    assert!(!wanted.is_empty(), "the sample has some: {filter:?}");
    assert_eq!(all(house, filter.clone()).await, wanted, "{filter:?}");
}

async fn filters_select_what_they_say(house: House) {
    prepared(&house).await;
    let any = Filter::default;
    let rows = all(&house, any()).await;
    assert_eq!(rows.len(), 2 * 41);
    let plan = rows[0].plan_id;
    let unit = rows
        .iter()
        .find(|it| it.unit_code == "na.so-tttt")
        .unwrap()
        .unit_id;
    let lead = || vec![Role::Lead];
    check(
        &house,
        &rows,
        Filter {
            plan: Some(plan),
            ..any()
        },
        |it| it.plan_id == plan,
    )
    .await;
    check(
        &house,
        &rows,
        Filter {
            unit: Some(unit),
            ..any()
        },
        |it| it.unit_id == unit,
    )
    .await;
    check(
        &house,
        &rows,
        Filter {
            roles: lead(),
            ..any()
        },
        |it| it.role == Role::Lead,
    )
    .await;
    let narrow = Filter {
        unit: Some(unit),
        plan: Some(plan),
        roles: lead(),
        ..any()
    };
    let keep = |it: &Item| it.unit_id == unit && it.role == Role::Lead && it.plan_id == plan;
    check(&house, &rows, narrow, keep).await;
}

async fn classes_and_days_select_what_they_say(house: House) {
    prepared(&house).await;
    let any = Filter::default;
    let rows = all(&house, any()).await;
    let plan = rows[0].plan_id;
    let unit = rows
        .iter()
        .find(|it| it.unit_code == "na.so-tttt")
        .unwrap()
        .unit_id;
    let (near, within) = (Class::NearDue, Class::WithinTime);
    for classes in [vec![near], vec![within], vec![near, within]] {
        let filter = Filter {
            classes: classes.clone(),
            ..any()
        };
        check(&house, &rows, filter.clone(), |it| {
            classes.contains(&it.class)
        })
        .await;
        let of_unit = Filter {
            unit: Some(unit),
            ..filter.clone()
        };
        let keep = |it: &Item| classes.contains(&it.class) && it.unit_id == unit;
        check(&house, &rows, of_unit, keep).await;
        let of_plan = Filter {
            plan: Some(plan),
            ..filter
        };
        let keep = |it: &Item| classes.contains(&it.class) && it.plan_id == plan;
        check(&house, &rows, of_plan, keep).await;
    }
    let day = Some(day("2023-10-01"));
    check(
        &house,
        &rows,
        Filter {
            due_to: day,
            ..any()
        },
        |it| it.last_day <= day,
    )
    .await;
    check(
        &house,
        &rows,
        Filter {
            due_from: day,
            ..any()
        },
        |it| it.last_day >= day,
    )
    .await;
    assert!(
        all(
            &house,
            Filter {
                classes: vec![Class::Overdue],
                ..any()
            }
        )
        .await
        .is_empty()
    );
}

async fn words_are_found_with_and_without_accents(house: House) {
    prepared(&house).await;
    let codes = async |typed: &str, exact: bool| {
        let filter = Filter {
            text: Query::parse(typed, exact),
            ..Filter::default()
        };
        let mut codes: Vec<_> = all(&house, filter)
            .await
            .into_iter()
            .map(|item| item.task_code)
            .collect();
        codes.sort();
        codes.dedup();
        codes
    };
    assert_eq!(codes("tuyen truyen", false).await, ["KH267.III.1"]);
    assert_eq!(codes("Tuyên TRUYỀN", false).await, ["KH267.III.1"]);
    assert_eq!(
        codes("báo truyền", false).await,
        ["KH267.III.1"],
        "in any order"
    );
    assert!(
        codes("\"báo truyền\"", false).await.is_empty(),
        "not side by side"
    );
    assert_eq!(codes("\"truyền trên báo\"", false).await, ["KH267.III.1"]);
    assert_eq!(codes("so sach", false).await, ["KH12.III.1"]);
    assert!(
        codes("so sach", true).await.is_empty(),
        "exact: accents count"
    );
    assert_eq!(codes("sổ sách", true).await, ["KH12.III.1"]);
    assert!(
        codes("sở sách", false).await.is_empty(),
        "an accent that was typed counts"
    );
    assert_eq!(
        codes("tap huan", false).await,
        ["KH12.III.2", "KH267.III.2"]
    );
    assert!(codes("khong co chu nay", false).await.is_empty());
    assert_eq!(
        codes("iii 2", false).await,
        ["KH12.III.2", "KH267.III.2"],
        "by label"
    );
}

async fn units_stand_in_the_order_of_their_names(house: House) {
    prepared(&house).await;
    let reader = house.db.read().await.unwrap();
    let items = Walk::new(Filter::default(), Sort::Unit, day(TODAY))
        .all(&reader)
        .await
        .unwrap();
    let mut names: Vec<_> = items.iter().map(|item| item.unit_name.clone()).collect();
    names.dedup();
    let mut once = names.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), names.len(), "each unit's rows stand together");
    let sorted = |pair: &[String]| vietnamese::order::compare(&pair[0], &pair[1]).is_le();
    assert!(names.windows(2).all(sorted), "{names:?}");
    let at = |name: &str| names.iter().position(|other| other == name).unwrap();
    assert!(at("Sở Công Thương") < at("Sở Tài chính"));
    assert!(at("Sở Tài chính") < at("Ủy ban nhân dân huyện Con Cuông"));
}

async fn a_plan_is_summed_unit_by_unit(house: House) {
    prepared(&house).await;
    let reader = house.db.read().await.unwrap();
    let units = register::counts_by_unit(&reader, 1, &[], day(TODAY))
        .await
        .unwrap();
    assert_eq!(
        units.iter().map(|unit| unit.counts.total()).sum::<i64>(),
        41
    );
    let unit = units
        .iter()
        .find(|unit| unit.unit_code == "na.so-tttt")
        .unwrap();
    assert_eq!(unit.counts.of(Class::NearDue), 1);
    assert_eq!(unit.counts.of(Class::WithinTime), 1);
    let leads = register::counts_by_unit(&reader, 1, &[Role::Lead], day(TODAY))
        .await
        .unwrap();
    assert_eq!(leads.iter().map(|unit| unit.counts.total()).sum::<i64>(), 3);
}
