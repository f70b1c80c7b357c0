//! What somebody sees and may do by the tree of units and by the relation to a task.

use chrono::NaiveDate;
use dondoc_core::{
    access::{Act, Actor, Role, sight},
    account::edit::{self, Particulars},
    obligation::{Filter, Item, Sort, register},
    plan::draft::{Draft, Role as Relation},
    unit::{self, Kind},
};

use crate::{
    house::{House, day},
    sample::{agency, confirmed, deadline, draft, import_units, row},
};

on_both!(
    whoever_leads_coordinates_or_monitors_sees_the_task_and_answers_for_the_own_part,
    a_unit_answers_for_those_under_it_and_not_for_those_above,
);

const DAY: &str = "2023-12-10";

/// One task with a unit in each relation, and what each owes.
async fn task(house: &House, coordinating: &str) -> [Item; 3] {
    let mut only = row(0, "III.1", "Tổng hợp kết quả.");
    only.lead = vec![agency("Sở Tài chính")];
    only.coordinate = vec![agency(coordinating)];
    only.monitor = vec![agency("Sở Nội vụ")];
    only.deadline = deadline("2023-12-15", true);
    let plan = Draft {
        rows: vec![only],
        findings: Vec::new(),
        ..draft()
    };
    confirmed(house, b"a", plan).await;
    let reader = house.db.read().await.unwrap();
    let filter = Filter::default();
    let page = register::page(&reader, &filter, Sort::Task, None, 9, day(DAY)).await;
    let items = page.unwrap().items;
    Relation::ALL.map(|role| {
        let mut found = items.iter().filter(|it| it.role == role);
        found.next().unwrap().clone()
    })
}

/// Somebody of a unit, as signing in makes the actor.
async fn officer(house: &House, login: &'static str, unit_id: i64) -> Actor {
    let of = Particulars {
        name: login.to_owned(),
        role: Role::UnitOfficer,
        unit_id: Some(unit_id),
        disabled: false,
    };
    let made = house.write(move |tx| Box::pin(async move { edit::add(tx, login, &of).await }));
    let account = made.await.unwrap();
    let now = day(DAY).and_hms_opt(3, 0, 0).unwrap().and_utc();
    let reader = house.db.read().await.unwrap();
    account.actor(&reader, now).await.unwrap()
}

async fn whoever_leads_coordinates_or_monitors_sees_the_task_and_answers_for_the_own_part(
    house: House,
) {
    import_units(&house).await;
    let parts = task(&house, "Sở Y tế").await;
    let reader = house.db.read().await.unwrap();
    let outside = unit::find_by_code(&reader, "na.so-tu-phap", day(DAY)).await;
    let outside = outside.unwrap().id;
    drop(reader);
    for (at, login) in ["lead", "coordinate", "monitor"].into_iter().enumerate() {
        let who = officer(&house, login, parts[at].unit_id).await;
        let reader = house.db.read().await.unwrap();
        sight::task(&reader, &who, parts[at].task_id).await.unwrap();
        sight::plan(&reader, &who, parts[at].plan_id).await.unwrap();
        for (other, part) in parts.iter().enumerate() {
            let may = who.may_for(Act::ReportProgress, part.unit_id);
            assert_eq!(may.is_ok(), other == at, "{login} for {other}");
        }
        assert!(who.may_for(Act::JudgeReport, parts[at].unit_id).is_err());
    }
    let who = officer(&house, "outside", outside).await;
    let reader = house.db.read().await.unwrap();
    assert!(sight::task(&reader, &who, parts[0].task_id).await.is_err());
    assert!(sight::plan(&reader, &who, parts[0].plan_id).await.is_err());
    let plans = sight::plans(&reader, &who).await.unwrap().unwrap();
    assert!(plans.is_empty());
}

/// A district of that day and a commune under it.
async fn above_and_below(house: &House, on: NaiveDate) -> (unit::Unit, unit::Unit) {
    let reader = house.db.read().await.unwrap();
    for below in unit::list(&reader, on).await.unwrap() {
        if below.kind().unwrap() != Kind::Commune {
            continue;
        }
        let above = unit::parent(&reader, below.id, on).await.unwrap();
        if let Some(above) = above.filter(|it| it.kind().unwrap() == Kind::District) {
            return (above, below);
        }
    }
    panic!("no commune under a district");
}

async fn a_unit_answers_for_those_under_it_and_not_for_those_above(house: House) {
    import_units(&house).await;
    let (above, below) = above_and_below(&house, day(DAY)).await;
    let [_, part, _] = task(&house, &above.name).await;
    assert_eq!(part.unit_id, above.id);
    let (upper, lower) = (
        officer(&house, "upper", above.id).await,
        officer(&house, "lower", below.id).await,
    );
    assert!(upper.may_for(Act::ReportProgress, below.id).is_ok());
    assert!(lower.may_for(Act::ReportProgress, above.id).is_err());
    assert!(upper.may_see_unit(below.id).is_ok());
    assert!(lower.may_see_unit(above.id).is_err());
    let reader = house.db.read().await.unwrap();
    sight::task(&reader, &upper, part.task_id).await.unwrap();
    assert!(sight::task(&reader, &lower, part.task_id).await.is_err());
}
