//! From a draft to obligations.

use std::collections::BTreeMap;

use dondoc_core::{
    Error, assignment,
    event::{self, Subject, verify::Verdict},
    obligation::{self, Class, Counts, Filter, Sort, completion, register, tally, walk::Walk},
    plan::{
        self, confirmation,
        draft::{
            Certainty, Place, Role, RowId,
            edit::{MetaField, RowField},
            readiness::{Gap, Reason},
            store,
        },
    },
    task,
};

use crate::{
    house::{House, day},
    sample::{confirmed, draft, import_units, store_draft},
};

on_both!(
    what_is_open_is_listed_and_nothing_is_stored,
    a_plan_becomes_obligations,
    names_without_a_unit_stay_visible,
    the_content_is_kept_as_it_was_confirmed,
    a_document_becomes_a_plan_once,
    a_changed_draft_is_not_confirmed_unseen,
    completion_is_recorded_and_taken_back,
);

async fn confirm(house: &House, head: &store::Head) -> Result<plan::Plan, Error> {
    let (id, version) = (head.id, head.version);
    house
        .write(move |tx| Box::pin(confirmation::confirm(tx, id, version)))
        .await
}

async fn what_is_open_is_listed_and_nothing_is_stored(house: House) {
    import_units(&house).await;
    let mut open = draft();
    open.meta.number = None;
    open.rows[0].lead.clear();
    open.rows[2].lead.clear();
    open.rows[1].deadline.as_mut().unwrap().certainty = Certainty::Inferred;
    let head = store_draft(&house, b"a", open).await;
    let Err(Error::NotReady(gaps)) = confirm(&house, &head).await else {
        panic!("confirmed")
    };
    let missing = |place| Gap {
        place,
        reason: Reason::Missing,
    };
    assert_eq!(
        gaps,
        [
            missing(Place::Meta(MetaField::Number)),
            missing(Place::Row(RowId(0), RowField::Actor(Role::Lead, 0))),
            // The third row has no lead either, but it is not followed.
            Gap {
                place: Place::Row(RowId(1), RowField::Deadline),
                reason: Reason::Unconfirmed
            },
        ]
    );
    let reader = house.db.read().await.unwrap();
    assert!(plan::list(&reader, None, 10).await.unwrap().is_empty());
    assert_eq!(store::head(&reader, head.id).await.unwrap(), head);
}

async fn a_plan_becomes_obligations(house: House) {
    import_units(&house).await;
    let plan = confirmed(&house, b"a", draft()).await;
    assert_eq!(plan.code, "KH267");
    let reader = house.db.read().await.unwrap();
    let tasks = task::of_plan(&reader, plan.id).await.unwrap();
    let codes: Vec<_> = tasks.iter().map(|task| task.code.as_str()).collect();
    assert_eq!(codes, ["KH267.III.1", "KH267.III.2", "KH267.III.3"]);
    let items = Walk::new(Filter::default(), Sort::Task, day("2023-04-20"))
        .all(&reader)
        .await;
    let items = items.unwrap();
    let ids: Vec<i64> = tasks.iter().map(|task| task.id).collect();
    let of = |task: usize, role| {
        let task = ids[task];
        items
            .iter()
            .filter(move |it| it.task_id == task && it.role == role)
    };
    let leads: Vec<_> = of(0, Role::Lead)
        .map(|it| (it.unit_code.as_str(), it.co_lead))
        .collect();
    assert_eq!(leads, [("na.so-tttt", false), ("na.so-tai-chinh", true)]);
    // 20 departments; the two that lead do not coordinate as well.
    assert_eq!(of(0, Role::Coordinate).count(), 18);
    assert!(of(0, Role::Coordinate).all(|it| it.unit_code != "na.so-tttt"));
    // 21 districts less the exception.
    assert_eq!(of(1, Role::Coordinate).count(), 20);
    assert!(of(1, Role::Coordinate).all(|it| it.unit_code != "na.ubnd-huyen-anh-son"));
    assert_eq!(of(2, Role::Lead).count(), 0);
    assert_eq!(items.len(), 2 + 18 + 1 + 20);
    let first = items.iter().find(|it| it.task_id == tasks[0].id).unwrap();
    assert_eq!(
        first.last_day,
        Some(day("2023-12-14")),
        "trước ngày 15/12 ends on the 14th"
    );
    check_sums(&house).await;
}

/// Counts, list and tally say the same, and the log is whole.
async fn check_sums(house: &House) {
    let reader = house.db.read().await.unwrap();
    for today in ["2023-04-20", "2023-09-28", "2023-12-20"].map(day) {
        let mut listed = Counts::default();
        for item in Walk::new(Filter::default(), Sort::Unit, today)
            .all(&reader)
            .await
            .unwrap()
        {
            listed.add(item.class, 1);
        }
        let counted = register::counts(&reader, &Filter::default(), today)
            .await
            .unwrap();
        assert_eq!(counted, listed);
    }
    let verdict = event::verify::run(&reader, &[]).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
    drop(reader);
    let kept = tally_rows(house).await;
    house
        .write(|tx| Box::pin(tally::rebuild(tx)))
        .await
        .unwrap();
    assert_eq!(kept, tally_rows(house).await);
}

async fn tally_rows(house: &House) -> BTreeMap<(i16, i16, i16, String), i64> {
    use sea_orm::FromQueryResult;
    #[derive(FromQueryResult)]
    struct Row {
        grain: i16,
        role: i16,
        standing: i16,
        last_day: chrono::NaiveDate,
        number: i64,
    }
    let reader = house.db.read().await.unwrap();
    let text = "SELECT * FROM obligation_tally WHERE number <> 0";
    let rows: Vec<Row> = dondoc_core::db::sql::all(&reader, text, vec![])
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| {
            (
                (row.grain, row.role, row.standing, row.last_day.to_string()),
                row.number,
            )
        })
        .collect()
}

async fn names_without_a_unit_stay_visible(house: House) {
    import_units(&house).await;
    let plan = confirmed(&house, b"a", draft()).await;
    let reader = house.db.read().await.unwrap();
    let unresolved = assignment::unresolved(&reader, Some(plan.id), 10)
        .await
        .unwrap();
    let seen: Vec<_> = unresolved
        .iter()
        .map(|it| {
            (
                it.task_code.as_str(),
                it.written.as_str(),
                it.unresolved.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("KH267.III.1", "các cơ quan liên quan", Some("open_group")),
            ("KH267.III.3", "Hội Sinh vật cảnh Xứ Lạ", Some("unknown")),
        ]
    );
    assert_eq!(
        assignment::unresolved_number(&reader, None).await.unwrap(),
        2
    );
    let all = assignment::of_plan(&reader, plan.id).await.unwrap();
    let group = all.iter().find(|it| it.group_id.is_some()).unwrap();
    assert_eq!(group.group_name.as_deref(), Some("Các sở, ban, ngành"));
}

async fn the_content_is_kept_as_it_was_confirmed(house: House) {
    import_units(&house).await;
    let plan = confirmed(&house, b"a", draft()).await;
    let reader = house.db.read().await.unwrap();
    let content = plan::content(&reader, plan.id, 1).await.unwrap();
    assert_eq!(content, draft().normalise());
    let head = store::head(&reader, plan.draft_id).await.unwrap();
    assert_eq!(
        (head.state(), head.plan_id),
        (store::State::Confirmed, Some(plan.id))
    );
    let events = event::of(&reader, Subject::Plan(plan.id), 10)
        .await
        .unwrap();
    assert_eq!(events[0].kind, "plan.confirmed");
}

async fn a_document_becomes_a_plan_once(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let again = store_draft(&house, b"a", draft()).await;
    assert!(matches!(
        confirm(&house, &again).await,
        Err(Error::Refused("plan_exists"))
    ));
    // Another document with the same number is another plan, with another code.
    let other = confirmed(&house, b"b", draft()).await;
    assert_eq!(other.code, "KH267-2023");
}

async fn a_changed_draft_is_not_confirmed_unseen(house: House) {
    import_units(&house).await;
    let seen = store_draft(&house, b"a", draft()).await;
    let (id, version) = (seen.id, seen.version);
    let edit = store::Step {
        position: 1,
        edit: plan::draft::Edit::Drop { row: RowId(0) },
        at: house.now,
        actor_name: String::new(),
    };
    house
        .write(move |tx| Box::pin(store::edit(tx, id, version, edit.edit)))
        .await
        .unwrap();
    assert!(matches!(
        confirm(&house, &seen).await,
        Err(Error::Conflict { .. })
    ));
}

async fn completion_is_recorded_and_taken_back(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let today = day("2023-04-20");
    let reader = house.db.read().await.unwrap();
    let filter = Filter::default();
    let page = register::page(&reader, &filter, Sort::Deadline, None, 1, today)
        .await
        .unwrap();
    let item = page.items[0].clone();
    drop(reader);
    let (id, version) = (item.id, item.version);
    let record = |version: i64, on: &str| {
        let on = day(on);
        house.write(move |tx| {
            Box::pin(completion::record(
                tx,
                id,
                version,
                on,
                Some(" Công văn số 5 "),
            ))
        })
    };
    assert!(
        matches!(
            record(version, "2023-04-21").await,
            Err(Error::Invalid { .. })
        ),
        "tomorrow"
    );
    let done = record(version, "2023-04-19").await.unwrap();
    assert_eq!(done.facts().unwrap().class(today), Class::DoneOnTime);
    assert_eq!(done.completion_note.as_deref(), Some("Công văn số 5"));
    assert!(matches!(
        record(version, "2023-04-19").await,
        Err(Error::Conflict { .. })
    ));
    check_sums(&house).await;
    let version = done.version;
    let back = house
        .write(move |tx| Box::pin(completion::take_back(tx, id, version)))
        .await
        .unwrap();
    assert_eq!(back.facts().unwrap().class(today), item.class);
    assert_eq!(back.completion_note, None);
    let reader = house.db.read().await.unwrap();
    assert_eq!(obligation::find(&reader, id).await.unwrap(), back);
    let events = event::of(&reader, Subject::Obligation(id), 10)
        .await
        .unwrap();
    assert_eq!(events.len(), 2);
    drop(reader);
    check_sums(&house).await;
}
