//! What units report and what is decided about it.

use dondoc_core::{
    Error,
    access::{Actor, Role},
    difficulty,
    obligation::{self, Class, Filter, Item, Obligation, Sort, register},
    progress::{
        self, Evidence, Outcome, Provenance, Report, Seen, Way,
        extension::{self, Decision, Request},
        judgement::{self, Judgement, Kind},
        past, worklist,
    },
};

use crate::{
    house::{House, day, time},
    reorganisation::sums_agree_on,
    sample::{agency, confirmed, deadline, draft, import_units, row},
};

on_both!(
    a_report_waits_for_its_confirmation,
    a_difficulty_said_again_is_the_same_one,
    the_same_paper_twice_changes_nothing,
    a_coordinator_reports_beside_the_lead,
    what_is_returned_is_reported_again,
    the_second_of_two_is_told_of_the_first,
    an_extension_moves_the_day_and_keeps_the_old_one,
    what_is_suspended_goes_on_as_it_was,
    only_the_own_unit_reports,
    what_is_entered_for_somebody_needs_a_proof,
    the_past_is_as_the_register_had_it,
    worklists_show_what_waits,
    a_visit_tells_what_others_did_since_the_last,
    a_period_is_reported_confirmed_and_extended_on_its_own,
);

const NOW: &str = "2023-12-10T02:00";

/// One task due on 15/12/2023, led by one unit, with another that coordinates.
pub async fn parts(house: &House) -> [Obligation; 2] {
    import_units(house).await;
    let mut only = row(0, "III.1", "Tổng hợp kết quả.");
    only.lead = vec![agency("Sở Tài chính")];
    only.coordinate = vec![agency("Sở Nội vụ")];
    only.deadline = deadline("2023-12-15", true);
    let plan = dondoc_core::plan::draft::Draft {
        rows: vec![only],
        findings: Vec::new(),
        ..draft()
    };
    confirmed(house, b"a", plan).await;
    let items = items(house).await;
    [
        find(house, items[0].id).await,
        find(house, items[1].id).await,
    ]
}

async fn items(house: &House) -> Vec<Item> {
    let reader = house.db.read().await.unwrap();
    let (filter, today) = (Filter::default(), day("2023-12-10"));
    let page = register::page(&reader, &filter, Sort::Task, None, 9, today);
    let mut items = page.await.unwrap().items;
    items.sort_by_key(|item| item.role);
    items
}

pub async fn find(house: &House, id: i64) -> Obligation {
    let reader = house.db.read().await.unwrap();
    obligation::find(&reader, id).await.unwrap()
}

fn said(narrative: &str, done_on: Option<&str>) -> Report {
    Report {
        narrative: Some(narrative.to_owned()),
        done_on: done_on.map(day),
        ..Report::default()
    }
}

async fn report_by(
    house: &House,
    actor: &Actor,
    seen: &Obligation,
    report: Report,
    provenance: Provenance,
) -> Result<Outcome, Error> {
    let (id, seen) = (seen.id, Seen::Version(seen.version));
    let write = house.db.write(actor, time(NOW), move |tx| {
        Box::pin(progress::report(tx, id, seen, report, provenance))
    });
    write.await
}

pub async fn report(house: &House, seen: &Obligation, report: Report) -> Result<Outcome, Error> {
    let provenance = Provenance::account("Nguyễn Thị Lan");
    report_by(house, &house.actor, seen, report, provenance).await
}

async fn judge(
    house: &House,
    seen: &Obligation,
    kind: Kind,
    reason: Option<&str>,
) -> Result<Obligation, Error> {
    let (id, version) = (seen.id, seen.version);
    let judgement = Judgement {
        kind,
        reason: reason.map(str::to_owned),
        on: None,
        proof: Vec::new(),
    };
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        Box::pin(judgement::judge(tx, id, version, judgement))
    });
    write.await
}

fn class(obligation: &Obligation) -> Class {
    obligation.facts().unwrap().class(day("2023-12-10"))
}

async fn a_report_waits_for_its_confirmation(house: House) {
    let [lead, _] = parts(&house).await;
    let outcome = report(&house, &lead, said("Đã xong", Some("2023-12-08")))
        .await
        .unwrap();
    assert!(matches!(outcome, Outcome::Kept(_)));
    let waiting = find(&house, lead.id).await;
    assert_eq!(class(&waiting), Class::AwaitingConfirmation);
    assert_eq!(waiting.facts().unwrap().completed_on, None);
    sums_agree_on(&house, day("2023-12-10")).await;
    let done = judge(&house, &waiting, Kind::Confirmed, None)
        .await
        .unwrap();
    assert_eq!(class(&done), Class::DoneOnTime);
    assert_eq!(done.facts().unwrap().completed_on, Some(day("2023-12-08")));
    sums_agree_on(&house, day("2023-12-10")).await;
    let reader = house.db.read().await.unwrap();
    let updates = progress::of_obligation(&reader, lead.id).await.unwrap();
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0].share(), Some(100), "done is all of it");
    assert_eq!(updates[0].said_by.as_deref(), Some("Nguyễn Thị Lan"));
    assert_eq!(updates[0].typed_by_name, "test");
    assert_eq!(updates[0].unit_name, "Sở Tài chính");
    let made = judgement::of_obligation(&reader, lead.id).await.unwrap();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].update_id, Some(updates[0].id));
    assert_eq!(made[0].kind().unwrap(), Kind::Confirmed);
}

async fn the_same_paper_twice_changes_nothing(house: House) {
    let [lead, _] = parts(&house).await;
    let paper = || Provenance {
        way: Way::Workbook,
        source_key: Some("biểu-7".to_owned()),
        ..Provenance::account("Lan")
    };
    let first = report_by(&house, &house.actor, &lead, said("Một nửa", None), paper());
    let first = first.await.unwrap();
    let stands = find(&house, lead.id).await;
    let again = report_by(&house, &house.actor, &lead, said("Một nửa", None), paper());
    assert_eq!(again.await.unwrap(), Outcome::Known(first.id()));
    assert_eq!(find(&house, lead.id).await, stands);
    let reader = house.db.read().await.unwrap();
    let all = progress::of_obligation(&reader, lead.id).await.unwrap();
    assert_eq!(all.len(), 1);
    let latest = progress::latest_of(&reader, &[lead.id]).await.unwrap();
    assert_eq!(latest, all);
}

async fn a_coordinator_reports_beside_the_lead(house: House) {
    let [lead, other] = parts(&house).await;
    report(&house, &other, said("Phần chúng tôi", Some("2023-12-09")))
        .await
        .unwrap();
    assert_eq!(find(&house, lead.id).await, lead, "the lead's is untouched");
    report(&house, &lead, said("Phần chủ trì", None))
        .await
        .unwrap();
    let reader = house.db.read().await.unwrap();
    let both = [lead.id, other.id];
    let words: Vec<_> = progress::latest_of(&reader, &both)
        .await
        .unwrap()
        .into_iter()
        .map(|it| it.narrative.unwrap())
        .collect();
    assert_eq!(words, ["Phần chủ trì", "Phần chúng tôi"]);
}

async fn what_is_returned_is_reported_again(house: House) {
    let [lead, _] = parts(&house).await;
    assert!(matches!(
        judge(&house, &lead, Kind::Confirmed, None).await,
        Err(Error::Refused("nothing_to_confirm"))
    ));
    report(&house, &lead, said("Xong", Some("2023-12-08")))
        .await
        .unwrap();
    let waiting = find(&house, lead.id).await;
    let silent = judge(&house, &waiting, Kind::Returned, Some("  ")).await;
    assert!(matches!(
        silent,
        Err(Error::Invalid {
            field: "reason",
            ..
        })
    ));
    let returned = judge(&house, &waiting, Kind::Returned, Some("Thiếu minh chứng")).await;
    let returned = returned.unwrap();
    assert_eq!(class(&returned), Class::Returned);
    report(&house, &returned, said("Đang bổ sung", None))
        .await
        .unwrap();
    let still = find(&house, lead.id).await;
    assert_eq!(class(&still), Class::Returned);
    report(&house, &still, said("Đã bổ sung", Some("2023-12-09")))
        .await
        .unwrap();
    let waiting = find(&house, lead.id).await;
    let done = judge(&house, &waiting, Kind::Confirmed, None)
        .await
        .unwrap();
    assert_eq!(class(&done), Class::DoneOnTime);
    let redo = judge(&house, &done, Kind::Redo, Some("Số liệu sai"))
        .await
        .unwrap();
    assert_eq!(class(&redo), Class::Redo);
    assert_eq!(redo.facts().unwrap().completed_on, None);
    sums_agree_on(&house, day("2023-12-10")).await;
}

async fn the_second_of_two_is_told_of_the_first(house: House) {
    let [lead, _] = parts(&house).await;
    report(&house, &lead, said("Người thứ nhất", None))
        .await
        .unwrap();
    let second = report(&house, &lead, said("Người thứ hai", None)).await;
    assert!(matches!(second, Err(Error::Conflict { .. })));
    let reader = house.db.read().await.unwrap();
    let all = progress::of_obligation(&reader, lead.id).await.unwrap();
    assert_eq!(all.len(), 1);
}

async fn extend(house: &House, seen: &Obligation, until: &str) -> Result<Outcome, Error> {
    let (id, version) = (seen.id, seen.version);
    let request = Request {
        day: day(until),
        reason: "Chờ số liệu của các xã".to_owned(),
        evidence: vec![Evidence::Document {
            number: "12/CV-STC".to_owned(),
            dated: Some(day("2023-12-09")),
        }],
    };
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        let provenance = Provenance::account("Lan");
        Box::pin(extension::ask(tx, id, Some(version), request, provenance))
    });
    write.await
}

async fn decide(
    house: &House,
    id: i64,
    obligation: i64,
    decision: Decision,
    reason: Option<&str>,
) -> Result<Obligation, Error> {
    let version = find(house, obligation).await.version;
    let reason = reason.map(str::to_owned);
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        Box::pin(extension::decide(
            tx,
            id,
            version,
            decision,
            reason,
            Vec::new(),
        ))
    });
    write.await
}

async fn an_extension_moves_the_day_and_keeps_the_old_one(house: House) {
    let [lead, _] = parts(&house).await;
    let early = extend(&house, &lead, "2023-12-15").await;
    assert!(matches!(early, Err(Error::Invalid { field: "day", .. })));
    let asked = extend(&house, &lead, "2023-12-31").await.unwrap();
    let waiting = find(&house, lead.id).await;
    assert_eq!(waiting.facts().unwrap(), lead.facts().unwrap());
    let twice = extend(&house, &waiting, "2023-12-31").await;
    assert!(matches!(twice, Err(Error::Refused("extension_waiting"))));
    let other = decide(
        &house,
        asked.id(),
        lead.id,
        Decision::Grant(day("2023-12-25")),
        None,
    );
    assert!(matches!(
        other.await,
        Err(Error::Invalid {
            field: "reason",
            ..
        })
    ));
    let granted = decide(
        &house,
        asked.id(),
        lead.id,
        Decision::Grant(day("2023-12-31")),
        None,
    );
    let granted = granted.await.unwrap();
    assert_eq!(granted.facts().unwrap().due, Some(day("2023-12-31")));
    assert_eq!(granted.original(), Some((day("2023-12-15"), true)));
    let on = day("2023-12-20");
    assert_eq!(granted.facts().unwrap().class(on), Class::WithinTime);
    assert_eq!(granted.original_facts().unwrap().class(on), Class::Overdue);
    {
        let reader = house.db.read().await.unwrap();
        let all = Filter::default();
        let (planned, extended) = register::counts_by_plan_days(&reader, &all, on)
            .await
            .unwrap();
        let now = register::counts(&reader, &all, on).await.unwrap();
        assert_eq!(extended, 1);
        assert_eq!((now.of(Class::Overdue), planned.of(Class::Overdue)), (1, 2));
        assert_eq!(now.total(), planned.total());
    }
    let again = extend(&house, &granted, "2024-01-31").await;
    assert!(matches!(again, Err(Error::Refused("extensions_used_up"))));
    sums_agree_on(&house, day("2023-12-10")).await;
}

async fn what_is_suspended_goes_on_as_it_was(house: House) {
    let [lead, _] = parts(&house).await;
    report(&house, &lead, said("Xong", Some("2023-12-08")))
        .await
        .unwrap();
    let waiting = find(&house, lead.id).await;
    let stopped = judge(&house, &waiting, Kind::Suspended, Some("Chờ Trung ương")).await;
    let stopped = stopped.unwrap();
    assert_eq!(class(&stopped), Class::Suspended);
    let done = report(&house, &stopped, said("Xong", Some("2023-12-09"))).await;
    assert!(matches!(done, Err(Error::Refused("obligation_suspended"))));
    let cancelled = judge(&house, &stopped, Kind::Cancelled, Some("Bỏ nhiệm vụ")).await;
    let cancelled = cancelled.unwrap();
    assert_eq!(class(&cancelled), Class::Cancelled);
    let again = judge(&house, &cancelled, Kind::Cancelled, Some("Bỏ")).await;
    assert!(matches!(again, Err(Error::Refused("obligation_closed"))));
    let back = judge(&house, &cancelled, Kind::Reinstated, Some("Nhầm"))
        .await
        .unwrap();
    assert_eq!(back.facts().unwrap(), waiting.facts().unwrap());
    sums_agree_on(&house, day("2023-12-10")).await;
}

async fn only_the_own_unit_reports(house: House) {
    let [lead, other] = parts(&house).await;
    let officer = Actor::account(9, "Lan", Role::UnitOfficer).within([lead.unit_id]);
    let lan = || Provenance::account("Lan");
    let strange = report_by(&house, &officer, &other, said("Xong", None), lan()).await;
    assert!(matches!(strange, Err(Error::Forbidden(_))));
    let auditor = Actor::account(8, "Thanh tra", Role::Auditor);
    let strange = report_by(&house, &auditor, &lead, said("Xong", None), lan()).await;
    assert!(matches!(strange, Err(Error::Forbidden(_))));
    let (id, version) = (lead.id, lead.version);
    let own = house.db.write(&officer, time(NOW), move |tx| {
        let judgement = Judgement {
            kind: Kind::Confirmed,
            reason: None,
            on: Some(day("2023-12-01")),
            proof: Vec::new(),
        };
        Box::pin(judgement::judge(tx, id, version, judgement))
    });
    assert!(matches!(own.await, Err(Error::Forbidden(_))));
}

async fn what_is_entered_for_somebody_needs_a_proof(house: House) {
    let [lead, _] = parts(&house).await;
    let entered = |proof| Provenance {
        way: Way::OnBehalf,
        proof,
        ..Provenance::account("Trần Văn Bình")
    };
    let bare = report_by(
        &house,
        &house.actor,
        &lead,
        said("Xong", None),
        entered(vec![]),
    );
    assert!(matches!(
        bare.await,
        Err(Error::Invalid { field: "proof", .. })
    ));
    let letter = Evidence::Document {
        number: "125/BC-STC".to_owned(),
        dated: Some(day("2023-12-08")),
    };
    let proof = entered(vec![letter.clone()]);
    let kept = report_by(&house, &house.actor, &lead, said("Xong", None), proof);
    kept.await.unwrap();
    let reader = house.db.read().await.unwrap();
    let pieces = progress::evidence::of_obligation(&reader, lead.id)
        .await
        .unwrap();
    assert_eq!(pieces.len(), 1);
    assert!(pieces[0].proof);
    assert_eq!(pieces[0].piece, letter);
    let update = progress::find(&reader, pieces[0].update_id.unwrap())
        .await
        .unwrap();
    assert_eq!(update.way().unwrap(), Way::OnBehalf);
    assert_eq!(update.said_by.as_deref(), Some("Trần Văn Bình"));
}

/// Report on the 10th, confirmation on the 12th, redo on the 14th.
async fn the_past_is_as_the_register_had_it(house: House) {
    let [lead, other] = parts(&house).await;
    let at = async |now: &str, kind: Option<Kind>| {
        let seen = find(&house, lead.id).await;
        let (id, version) = (seen.id, seen.version);
        let write = house.db.write(&house.actor, time(now), move |tx| {
            Box::pin(async move {
                let Some(kind) = kind else {
                    let said = said("Xong", Some("2023-12-08"));
                    let lan = Provenance::account("Lan");
                    progress::report(tx, id, Seen::Version(version), said, lan).await?;
                    return Ok(());
                };
                let judgement = Judgement {
                    kind,
                    reason: Some("Vì sao".to_owned()),
                    on: None,
                    proof: Vec::new(),
                };
                judgement::judge(tx, id, version, judgement).await.map(drop)
            })
        });
        write.await.unwrap();
    };
    at("2023-12-10T02:00", None).await;
    at("2023-12-12T16:59", Some(Kind::Confirmed)).await;
    // The 15th has begun in the office.
    at("2023-12-14T17:00", Some(Kind::Redo)).await;
    let reader = house.db.read().await.unwrap();
    for (day_asked, expected) in [
        ("2023-04-19", None),
        ("2023-04-20", Some(Class::WithinTime)),
        ("2023-12-09", Some(Class::WithinTime)),
        ("2023-12-10", Some(Class::AwaitingConfirmation)),
        ("2023-12-12", Some(Class::DoneOnTime)),
        ("2023-12-14", Some(Class::DoneOnTime)),
        ("2023-12-15", Some(Class::Redo)),
        ("2024-01-15", Some(Class::Redo)),
    ] {
        let asked = day(day_asked);
        let then = past::standing_as_of(&reader, lead.id, asked).await.unwrap();
        assert_eq!(then.map(|it| it.class), expected, "{day_asked}");
        let all = past::of_plan(&reader, lead.plan_id, asked).await.unwrap();
        assert_eq!(all.len(), if expected.is_some() { 2 } else { 0 });
        let of_task = past::of_task(&reader, lead.task_id, asked).await.unwrap();
        assert_eq!(of_task, all);
        if let Some(untouched) = all.iter().find(|it| it.obligation_id == other.id) {
            assert_eq!(untouched.class, other.facts().unwrap().class(asked));
        }
    }
}

async fn worklists_show_what_waits(house: House) {
    let [lead, other] = parts(&house).await;
    let late = day("2023-12-20");
    let silent = async |today| {
        let reader = house.db.read().await.unwrap();
        let short = worklist::silent(&reader, 10, today).await.unwrap();
        assert_eq!(usize::try_from(short.count).unwrap(), short.items.len());
        short.items.iter().map(|it| it.id).collect::<Vec<_>>()
    };
    assert!(silent(day("2023-12-15")).await.is_empty());
    assert_eq!(silent(late).await, [lead.id, other.id]);
    report(&house, &other, said("Đang làm", None))
        .await
        .unwrap();
    assert_eq!(
        silent(late).await,
        [lead.id],
        "who has said something is not silent"
    );
    extend(&house, &lead, "2023-12-31").await.unwrap();
    let reader = house.db.read().await.unwrap();
    let (waiting, count) = worklist::extensions(&reader, None, 5).await.unwrap();
    assert_eq!((waiting.len(), count), (1, 1));
    assert_eq!(waiting[0].asked_day, day("2023-12-31"));
    assert_eq!(waiting[0].last_day, day("2023-12-15"));
    let (_, elsewhere) = worklist::extensions(&reader, Some(lead.plan_id + 1), 5)
        .await
        .unwrap();
    assert_eq!(elsewhere, 0);
    let came = worklist::arrivals(&reader, 5).await.unwrap();
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].unit_name, "Sở Nội vụ");
}

async fn a_visit_tells_what_others_did_since_the_last(house: House) {
    use dondoc_core::account;
    let [lead, _] = parts(&house).await;
    let made = account::create(&house.db, &house.actor, "lan", "Lan", None, house.now);
    let lan = made.await.unwrap().id;
    let visit = async |now: &str| {
        let write = house.db.write(&house.actor, time(now), move |tx| {
            Box::pin(worklist::note_visit(tx, lan))
        });
        write.await.unwrap();
        let reader = house.db.read().await.unwrap();
        worklist::last_visit(&reader, lan, time(now)).await.unwrap()
    };
    assert_eq!(visit("2023-12-09T02:00").await, None);
    assert_eq!(visit("2023-12-09T02:20").await, None, "the same visit");
    report(&house, &lead, said("Xong", Some("2023-12-08")))
        .await
        .unwrap();
    let since = visit("2023-12-11T02:00").await.unwrap();
    assert_eq!(since, time("2023-12-09T02:20"));
    let reader = house.db.read().await.unwrap();
    let units = [lead.unit_id];
    let news = worklist::news(&reader, &units, since, lan, 9)
        .await
        .unwrap();
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].kind, "obligation.reported");
    let none = worklist::news(&reader, &[lead.unit_id + 999], since, lan, 9)
        .await
        .unwrap();
    assert_eq!(none, []);
}

async fn a_period_is_reported_confirmed_and_extended_on_its_own(house: House) {
    use dondoc_core::plan::draft::{Deadline, DeadlineKind, Draft};
    import_units(&house).await;
    let mut only = row(0, "III.1", "Báo cáo kết quả.");
    only.lead = vec![agency("Sở Tài chính")];
    only.deadline = Some(Deadline {
        text: "hằng quý".to_owned(),
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
    confirmed(&house, b"a", plan).await;
    let id = items(&house).await[0].id;
    let first = find(&house, id).await;
    assert_eq!(first.facts().unwrap().due, Some(day("2023-06-20")));
    let asked = extend(&house, &first, "2023-10-05").await.unwrap();
    let grant = Decision::Grant(day("2023-10-05"));
    let moved = decide(&house, asked.id(), id, grant, None).await.unwrap();
    assert_eq!(moved.facts().unwrap().last_day(), Some(day("2023-10-05")));
    assert_eq!(moved.period(), Some(day("2023-06-20")));
    report(&house, &moved, said("Quý II", Some("2023-10-01")))
        .await
        .unwrap();
    let waiting = find(&house, id).await;
    let second = judge(&house, &waiting, Kind::Confirmed, None)
        .await
        .unwrap();
    // The next period is the plan's, though the day granted lay behind it.
    assert_eq!(second.facts().unwrap().due, Some(day("2023-09-20")));
    assert!(!second.facts().unwrap().due_inclusive);
    assert_eq!(second.original(), None);
    let again = extend(&house, &second, "2023-12-31").await;
    assert!(again.is_ok(), "each period has its own extension");
    let version = find(&house, id).await.version;
    let back = house.write(move |tx| Box::pin(obligation::completion::take_back(tx, id, version)));
    let back = back.await.unwrap();
    assert_eq!(back.facts().unwrap().last_day(), Some(day("2023-10-05")));
    assert_eq!(back.original(), Some((day("2023-06-20"), false)));
    sums_agree_on(&house, day("2023-12-10")).await;
}

async fn a_difficulty_said_again_is_the_same_one(house: House) {
    let [lead, _] = parts(&house).await;
    let hard = |text: &str| Report {
        difficulty: Some(text.to_owned()),
        ..said("Đang làm", None)
    };
    for (text, number) in [
        ("Thiếu kinh phí", 1),
        ("Thiếu  kinh phí", 1),
        ("Chưa có hướng dẫn của Bộ", 2),
    ] {
        let seen = find(&house, lead.id).await;
        report(&house, &seen, hard(text)).await.unwrap();
        let reader = house.db.read().await.unwrap();
        let all = difficulty::of_task(&reader, lead.task_id).await.unwrap();
        assert_eq!(all.len(), number, "{text}");
    }
    let seen = find(&house, lead.id).await;
    let long = report(&house, &seen, hard(&"x".repeat(difficulty::LONGEST + 1))).await;
    assert!(matches!(
        long,
        Err(Error::Invalid {
            field: "difficulty",
            ..
        })
    ));
}
