//! Reports, extensions and periods when units are merged and split.

use dondoc_core::{
    Error,
    obligation::{self, Class, Filter, Obligation, Sort, completion, register, series},
    plan::draft::{Deadline, DeadlineKind, Draft},
    progress::{
        self, Provenance, Report, Seen,
        extension::{self, Decision, Request},
        judgement,
    },
    reorganisation::{Choice, Heir, Step, Successor, decision},
};

use crate::{
    house::{House, day, time},
    reorganisation::{act, apply_at, create, merge, sums_agree, undo},
    sample::{agency, confirmed, deadline, draft, import_units, row},
};

on_both!(
    a_duty_that_moves_keeps_its_periods_reports_and_extension,
    what_is_joined_keeps_its_own_history,
    who_shares_an_extended_duty_goes_on_with_the_plans_periods,
);

const BEFORE: &str = "2025-02-20T02:00";
const LATER: &str = "2025-03-02T02:00";

/// A quarterly duty (the 20th of the last month) of 2023, led by one unit; another coordinates.
async fn quarterly(house: &House, lead: &str, coordinate: Option<&str>) -> Vec<Obligation> {
    import_units(house).await;
    let mut only = row(0, "III.1", "Báo cáo kết quả.");
    only.lead = vec![agency(lead)];
    only.coordinate = coordinate.into_iter().map(agency).collect();
    only.deadline = Some(Deadline {
        text: "hằng quý, trước ngày 20".to_owned(),
        kind: DeadlineKind::Recurring,
        due: None,
        inclusive: false,
        rrule: Some("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=20".to_owned()),
        ..deadline("2023-12-15", true).unwrap()
    });
    let plan = Draft {
        rows: vec![only],
        findings: Vec::new(),
        ..draft()
    };
    let plan = confirmed(house, b"a", plan).await;
    let reader = house.db.read().await.unwrap();
    obligation::of_plan(&reader, plan.id).await.unwrap()
}

async fn find(house: &House, id: i64) -> Obligation {
    let reader = house.db.read().await.unwrap();
    obligation::find(&reader, id).await.unwrap()
}

async fn report(house: &House, id: i64, words: &str) -> Result<(), Error> {
    let said = Report {
        narrative: Some(words.to_owned()),
        ..Report::default()
    };
    let write = house.db.write(&house.actor, time(BEFORE), move |tx| {
        Box::pin(progress::report(
            tx,
            id,
            Seen::Nothing,
            said,
            Provenance::account("Lan"),
        ))
    });
    write.await.map(drop)
}

async fn done(house: &House, id: i64, now: &str) -> Obligation {
    let version = find(house, id).await.version;
    let on = day("2023-05-10");
    let write = house.db.write(&house.actor, time(now), move |tx| {
        Box::pin(completion::record(tx, id, version, on, None))
    });
    write.await.unwrap()
}

/// Ask for a later day and grant it.
async fn extended(house: &House, id: i64, until: &str) -> Obligation {
    let until = day(until);
    let write = house.db.write(&house.actor, time(BEFORE), move |tx| {
        Box::pin(async move {
            let request = Request {
                day: until,
                reason: "Chờ số liệu".to_owned(),
                evidence: Vec::new(),
            };
            let asked = extension::ask(tx, id, None, request, Provenance::account("Lan")).await?;
            let version = obligation::find(tx, id).await?.version;
            let grant = Decision::Grant(until);
            extension::decide(tx, asked.id(), version, grant, None, Vec::new()).await
        })
    });
    write.await.unwrap()
}

async fn a_duty_that_moves_keeps_its_periods_reports_and_extension(house: House) {
    let id = quarterly(&house, "Sở Kế hoạch và Đầu tư", None).await[0].id;
    done(&house, id, BEFORE).await;
    report(&house, id, "Quý III đang làm").await.unwrap();
    let before = extended(&house, id, "2025-06-30").await;
    assert_eq!(before.period(), Some(day("2023-09-20")));
    let steps = vec![merge(&["na.so-khdt"], "na.so-tai-chinh")];
    let act = create(&house, act(steps)).await;
    apply_at(&house, act.id, LATER).await.unwrap();
    let moved = find(&house, id).await;
    assert_ne!(moved.unit_id, before.unit_id);
    assert_eq!(moved.facts().unwrap(), before.facts().unwrap());
    assert_eq!(moved.original(), before.original());
    sums_agree(&house).await;
    undo(&house, act.id).await.unwrap();
    assert_eq!(find(&house, id).await, before, "undone to the last field");
    apply_at(&house, act.id, LATER).await.unwrap();
    {
        let reader = house.db.read().await.unwrap();
        let said = progress::of_obligation(&reader, id).await.unwrap();
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].unit_id, before.unit_id, "who said it then, stays");
        let asked = extension::of_obligation(&reader, id).await.unwrap();
        assert_eq!(asked.len(), 1);
        let periods = series::done_of_task(&reader, moved.task_id).await.unwrap();
        assert_eq!(periods.len(), 1);
        let then = progress::past::standing_as_of(&reader, id, day("2025-02-25")).await;
        assert_eq!(then.unwrap().unwrap().unit_id, before.unit_id);
    }
    // The successor goes on where the other one stopped.
    let next = done(&house, id, LATER).await;
    assert_eq!(next.facts().unwrap().due, Some(day("2023-12-20")));
    sums_agree(&house).await;
    let undone = undo(&house, act.id).await;
    assert!(matches!(undone, Err(Error::Refused("obligation_changed"))));
}

async fn what_is_joined_keeps_its_own_history(house: House) {
    let parts = quarterly(&house, "Sở Tài chính", Some("Sở Kế hoạch và Đầu tư")).await;
    let [lead, other] = [parts[0].id, parts[1].id];
    done(&house, lead, BEFORE).await;
    report(&house, other, "Phần của Sở KH&ĐT").await.unwrap();
    let was = find(&house, other).await;
    let kept = find(&house, lead).await;
    let steps = vec![merge(&["na.so-khdt"], "na.so-tai-chinh")];
    let act = create(&house, act(steps)).await;
    apply_at(&house, act.id, LATER).await.unwrap();
    let joined = find(&house, other).await;
    assert_eq!(
        joined.facts().unwrap().class(day("2025-03-02")),
        Class::Joined
    );
    assert_eq!(
        find(&house, lead).await.facts().unwrap(),
        kept.facts().unwrap()
    );
    let reader = house.db.read().await.unwrap();
    let said = progress::of_obligation(&reader, other).await.unwrap();
    assert_eq!(said.len(), 1);
    drop(reader);
    let late = report(&house, other, "Nữa").await;
    assert!(matches!(late, Err(Error::Refused("obligation_closed"))));
    let suspended = judgement::Kind::Suspended.fits(&joined);
    assert!(matches!(
        suspended,
        Err(Error::Refused("obligation_closed"))
    ));
    sums_agree(&house).await;
    undo(&house, act.id).await.unwrap();
    assert_eq!(find(&house, other).await, was);
    sums_agree(&house).await;
}

async fn who_shares_an_extended_duty_goes_on_with_the_plans_periods(house: House) {
    let id = quarterly(&house, "Sở Thông tin và Truyền thông", None).await[0].id;
    extended(&house, id, "2025-06-30").await;
    let heir = |code: &str| Heir {
        unit: Successor::Known(code.to_owned()),
        functions: vec!["báo cáo".to_owned()],
    };
    let step = Step::FunctionalSplit {
        source: "na.so-tttt".into(),
        successors: vec![heir("na.so-khcn"), heir("na.so-vhttdl")],
        default: Some("na.so-khcn".into()),
    };
    let act = create(&house, act(vec![step])).await;
    let choice = Choice::To {
        unit: "na.so-khcn".into(),
        others: vec!["na.so-vhttdl".into()],
    };
    let act_id = act.id;
    let write = house.db.write(&house.actor, time(LATER), move |tx| {
        Box::pin(async move { decision::decide(tx, act_id, &[id], &choice).await })
    });
    write.await.unwrap();
    apply_at(&house, act.id, LATER).await.unwrap();
    let reader = house.db.read().await.unwrap();
    let all = Filter::default();
    let page = register::page(&reader, &all, Sort::Task, None, 9, day("2025-03-02"));
    let items = page.await.unwrap().items;
    drop(reader);
    assert_eq!(items.len(), 2);
    for item in items {
        let part = find(&house, item.id).await;
        assert_eq!(part.facts().unwrap().due, Some(day("2025-06-30")));
        assert_eq!(part.original(), Some((day("2023-06-20"), false)));
        let next = done(&house, item.id, LATER).await;
        assert_eq!(
            next.facts().unwrap().due,
            Some(day("2023-09-20")),
            "none is skipped"
        );
    }
    sums_agree(&house).await;
}
