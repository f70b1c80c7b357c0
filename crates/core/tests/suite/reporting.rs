//! Regimes, periods, cut-offs and the reports of units.

use chrono::NaiveDate;
use dondoc_core::{
    Error,
    access::{Actor, Role},
    db::{BoxFuture, Tx},
    obligation::Class,
    progress::{Provenance, Report, Seen},
    reporting::{
        Closing, Cycle, Grace, Kind, Line, Period, figures, freezing,
        period::{self, ByHand},
        regime::{self, Content},
        section::{self, Edit, Section},
        supplement,
        unit_report::{self, State, Texts},
    },
};

use crate::{
    house::{House, day, time},
    progress::{find, parts},
};

on_both!(
    periods_open_once_with_a_report_for_each_unit,
    a_regime_needs_what_the_decree_asks_for,
    figures_stand_once_they_are_closed,
    what_arrives_later_is_a_supplement,
    a_unit_hands_in_and_is_judged,
    completeness_is_read_as_of_any_day,
    sections_keep_what_was_written,
    a_period_by_hand_is_opened_once,
);

fn content(plan_id: Option<i64>) -> Content {
    Content {
        kind: Kind::Periodic,
        title: "Báo cáo quý".into(),
        plan_id,
        group_id: None,
        content: "Kết quả thực hiện kế hoạch".into(),
        receiver: "UBND tỉnh".into(),
        through: "Sở Nội vụ".into(),
        channel: "Trục liên thông văn bản".into(),
        outline: String::new(),
        data_form: String::new(),
        cycle: Some(Cycle::Quarter),
        closing: Closing::DECREE,
        grace: Grace::DECREE,
        first_day: day("2023-12-01"),
    }
}

async fn does<T, F>(house: &House, actor: &Actor, now: &str, work: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, Error>> + Send + 'static,
{
    house.db.write(actor, time(now), work).await
}

macro_rules! does {
    ($house:expr, $actor:expr, $now:expr, |$tx:ident| $work:expr) => {
        does($house, &$actor, $now, move |$tx| {
            Box::pin(async move { $work })
        })
        .await
    };
}

const BEGUN: &str = "2023-12-01T03:00";
/// The day after the cut-off of the fourth quarter of 2023.
const AFTER: &str = "2023-12-15T03:00";

/// A regime over the one plan, with its first period open.
async fn begun(house: &House) -> Period {
    let [lead, _] = parts(house).await;
    let plan = lead.plan_id;
    let ids = does!(house, house.actor, BEGUN, |tx| {
        regime::save(tx, None, &content(Some(plan))).await?;
        period::open_begun(tx).await
    });
    let ids = ids.unwrap();
    assert_eq!(ids.len(), 1);
    period_of(house, ids[0]).await
}

async fn period_of(house: &House, id: i64) -> Period {
    let reader = house.db.read().await.unwrap();
    period::find(&reader, id).await.unwrap()
}

async fn lines(house: &House, period: &Period, today: &str) -> Vec<Line> {
    let reader = house.db.read().await.unwrap();
    freezing::lines(&reader, period, day(today)).await.unwrap()
}

async fn freeze(house: &House, period: &Period) {
    let (id, version) = (period.id, period.version);
    does!(house, house.actor, AFTER, |tx| freezing::freeze(
        tx, id, version
    )
    .await)
    .unwrap();
}

async fn done(house: &House, obligation: i64, now: &str, on: &str) {
    let seen = find(house, obligation).await.version;
    let report = Report {
        narrative: Some("Đã hoàn thành".into()),
        done_on: Some(day(on)),
        ..Report::default()
    };
    does!(house, house.actor, now, |tx| dondoc_core::progress::report(
        tx,
        obligation,
        Seen::Version(seen),
        report,
        Provenance::account("Lan")
    )
    .await)
    .unwrap();
}

fn classes(lines: &[Line]) -> Vec<Class> {
    lines.iter().map(|line| line.class).collect()
}

fn officer(unit: i64) -> Actor {
    let mut actor = Actor::account(1, "An", Role::UnitOfficer).within([unit]);
    actor.account_id = None;
    actor
}

async fn periods_open_once_with_a_report_for_each_unit(house: House) {
    let first = begun(&house).await;
    assert_eq!(first.cutoff, day("2023-12-14"));
    assert_eq!(first.from_day, day("2023-09-15"));
    let again = does!(&house, house.actor, BEGUN, |tx| period::open_begun(tx)
        .await);
    assert_eq!(again.unwrap(), Vec::<i64>::new());
    let reader = house.db.read().await.unwrap();
    let reports = unit_report::of_period(&reader, first.id).await.unwrap();
    let names: Vec<&str> = reports.iter().map(|it| it.unit_name.as_str()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&"Sở Tài chính") && names.contains(&"Sở Nội vụ"));
    assert!(reports.iter().all(|it| it.due == day("2023-12-20")));
    drop(reader);
    // The next quarter begins on 15/12.
    let next = does!(&house, house.actor, AFTER, |tx| period::open_begun(tx)
        .await)
    .unwrap();
    assert_eq!(period_of(&house, next[0]).await.cutoff, day("2024-03-14"));
    let other = Actor::account(1, "An", Role::Auditor);
    let refused = does!(&house, other, BEGUN, |tx| regime::save(
        tx,
        None,
        &content(None)
    )
    .await);
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

async fn a_regime_needs_what_the_decree_asks_for(house: House) {
    let faults: [fn(&mut Content); 5] = [
        |it| it.title.clear(),
        |it| it.receiver.clear(),
        |it| it.cycle = None,
        |it| it.grace.province = 1,
        |it| it.plan_id = Some(99),
    ];
    for fault in faults {
        let mut wrong = content(None);
        fault(&mut wrong);
        let refused = does!(&house, house.actor, BEGUN, |tx| regime::save(
            tx, None, &wrong
        )
        .await);
        assert!(refused.is_err());
    }
    let id = does!(&house, house.actor, BEGUN, |tx| regime::save(
        tx,
        None,
        &content(None)
    )
    .await);
    let id = id.unwrap();
    let mut changed = content(None);
    changed.title = "Báo cáo tháng".into();
    changed.cycle = Some(Cycle::Month);
    let kept = changed.clone();
    does!(&house, house.actor, BEGUN, |tx| regime::save(
        tx,
        Some((id, 1)),
        &kept
    )
    .await)
    .unwrap();
    let stale = does!(&house, house.actor, BEGUN, |tx| regime::save(
        tx,
        Some((id, 1)),
        &changed
    )
    .await);
    assert!(matches!(stale, Err(Error::Conflict { .. })));
    does!(&house, house.actor, BEGUN, |tx| regime::end(
        tx,
        id,
        2,
        day("2023-12-01")
    )
    .await)
    .unwrap();
    let opened = does!(&house, house.actor, AFTER, |tx| period::open_begun(tx)
        .await)
    .unwrap();
    let reader = house.db.read().await.unwrap();
    for id in opened {
        let period = period::find(&reader, id).await.unwrap();
        assert!(period.from_day < day("2023-12-01"), "{period:?}");
    }
    let regime = regime::find(&reader, id).await.unwrap();
    assert_eq!(regime.title, "Báo cáo tháng");
    assert!(!regime.is_running(day("2023-12-01")));
}

async fn figures_stand_once_they_are_closed(house: House) {
    let period = begun(&house).await;
    let open = lines(&house, &period, "2023-12-10").await;
    assert_eq!(classes(&open), [Class::WithinTime, Class::WithinTime]);
    let (id, version) = (period.id, period.version);
    let early = does!(&house, house.actor, "2023-12-14T03:00", |tx| {
        freezing::freeze(tx, id, version).await
    });
    assert!(matches!(early, Err(Error::Refused("cutoff_to_come"))));
    done(
        &house,
        open[0].obligation_id,
        "2023-12-13T03:00",
        "2023-12-12",
    )
    .await;
    freeze(&house, &period).await;
    let closed = period_of(&house, period.id).await;
    let frozen = lines(&house, &closed, "2024-05-01").await;
    assert_eq!(
        classes(&frozen),
        [Class::AwaitingConfirmation, Class::NearDue]
    );
    assert!(frozen[0].update_id.is_some() && frozen[1].update_id.is_none());
    // The numbers of the closed period stand, whatever is said later.
    done(
        &house,
        frozen[1].obligation_id,
        "2023-12-20T03:00",
        "2023-12-19",
    )
    .await;
    assert_eq!(lines(&house, &closed, "2024-05-01").await, frozen);
    let counted = figures::count(&frozen, &figures::Sections::new());
    assert_eq!((counted.total.total(), counted.lead.total()), (2, 1));
    assert_eq!(counted.by_unit.len(), 2);
    let version = closed.version;
    let twice = does!(&house, house.actor, AFTER, |tx| freezing::freeze(
        tx, id, version
    )
    .await);
    assert!(matches!(twice, Err(Error::Refused("period_frozen"))));
}

async fn what_arrives_later_is_a_supplement(house: House) {
    let period = begun(&house).await;
    let open = lines(&house, &period, "2023-12-10").await;
    done(
        &house,
        open[0].obligation_id,
        "2023-12-13T03:00",
        "2023-12-12",
    )
    .await;
    freeze(&house, &period).await;
    // Said after the cut-off of something done before it; and of something done after it.
    done(
        &house,
        open[1].obligation_id,
        "2023-12-18T03:00",
        "2023-12-11",
    )
    .await;
    done(
        &house,
        open[1].obligation_id,
        "2023-12-18T04:00",
        "2023-12-16",
    )
    .await;
    let closed = period_of(&house, period.id).await;
    let reader = house.db.read().await.unwrap();
    let late = supplement::list(&reader, &closed, 10).await.unwrap();
    assert_eq!(late.len(), 1, "{late:?}");
    assert_eq!(late[0].done_on, Some(day("2023-12-11")));
    assert_eq!(late[0].obligation_id, open[1].obligation_id);
}

async fn report_of(house: &House, period: &Period, name: &str) -> unit_report::UnitReport {
    let reader = house.db.read().await.unwrap();
    let all = unit_report::of_period(&reader, period.id).await.unwrap();
    all.into_iter().find(|it| it.unit_name == name).unwrap()
}

fn says(results: &str) -> Texts {
    Texts {
        results: Some(results.into()),
        ..Texts::default()
    }
}

async fn a_unit_hands_in_and_is_judged(house: House) {
    let period = begun(&house).await;
    let mine = report_of(&house, &period, "Sở Tài chính").await;
    let other = report_of(&house, &period, "Sở Nội vụ").await;
    let (id, unit) = (mine.id, mine.unit_id);
    let not_ours = officer(other.unit_id);
    let refused = does!(&house, not_ours, AFTER, |tx| {
        unit_report::write(tx, id, 1, says("x")).await
    });
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let ours = officer(unit);
    does!(&house, ours, AFTER, |tx| unit_report::write(
        tx,
        id,
        1,
        says("Nháp")
    )
    .await)
    .unwrap();
    let stale = does!(&house, ours, AFTER, |tx| {
        unit_report::submit(tx, id, 1, says("Xong"), "An").await
    });
    assert!(matches!(stale, Err(Error::Conflict { .. })));
    does!(&house, ours, AFTER, |tx| unit_report::submit(
        tx,
        id,
        2,
        says("Xong"),
        "An"
    )
    .await)
    .unwrap();
    let again = does!(&house, ours, AFTER, |tx| unit_report::write(
        tx,
        id,
        3,
        says("y")
    )
    .await);
    assert!(matches!(again, Err(Error::Refused("report_submitted"))));
    let bare = does!(&house, house.actor, AFTER, |tx| unit_report::judge(
        tx, id, 3, false, None
    )
    .await);
    assert!(matches!(bare, Err(Error::Invalid { .. })));
    let own = does!(&house, ours, AFTER, |tx| unit_report::judge(
        tx, id, 3, true, None
    )
    .await);
    assert!(matches!(own, Err(Error::Forbidden(_))));
    does!(&house, house.actor, AFTER, |tx| {
        unit_report::judge(tx, id, 3, false, Some("Thiếu số liệu")).await
    })
    .unwrap();
    does!(&house, ours, AFTER, |tx| unit_report::submit(
        tx,
        id,
        4,
        says("Đủ"),
        "An"
    )
    .await)
    .unwrap();
    does!(&house, house.actor, AFTER, |tx| unit_report::judge(
        tx, id, 5, true, None
    )
    .await)
    .unwrap();
    let accepted = report_of(&house, &period, "Sở Tài chính").await;
    assert_eq!(accepted.state().unwrap(), State::Accepted);
    assert_eq!(accepted.results.as_deref(), Some("Đủ"));
    let reader = house.db.read().await.unwrap();
    let steps = unit_report::steps(&reader, id).await.unwrap();
    let led: Vec<State> = steps.iter().map(|it| it.to().unwrap()).collect();
    let [handed, back] = [State::Submitted, State::Returned];
    assert_eq!(led, [handed, back, handed, State::Accepted]);
    assert_eq!(steps[1].note.as_deref(), Some("Thiếu số liệu"));
    let missing = unit_report::missing_of(&reader, &[unit, other.unit_id], 9)
        .await
        .unwrap();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].unit_id, other.unit_id);
}

async fn completeness_is_read_as_of_any_day(house: House) {
    let period = begun(&house).await;
    let mine = report_of(&house, &period, "Sở Tài chính").await;
    let late = report_of(&house, &period, "Sở Nội vụ").await;
    for (report, now) in [(&mine, "2023-12-18T03:00"), (&late, "2023-12-22T03:00")] {
        let id = report.id;
        does!(&house, house.actor, now, |tx| {
            unit_report::submit(tx, id, 1, says("Xong"), "An").await
        })
        .unwrap();
    }
    let reader = house.db.read().await.unwrap();
    let on = |at: NaiveDate| unit_report::completeness(&reader, period.id, at);
    let shown = [
        ("2023-12-17", (0, 0, 0, 2)),
        ("2023-12-18", (1, 0, 0, 1)),
        ("2023-12-21", (1, 0, 1, 0)),
        ("2023-12-22", (1, 1, 0, 0)),
    ];
    for (at, numbers) in shown {
        let it = on(day(at)).await.unwrap();
        assert_eq!(
            (it.on_time, it.late, it.overdue, it.to_come),
            numbers,
            "{at}"
        );
        assert_eq!(it.total(), 2);
    }
}

async fn sections_keep_what_was_written(house: House) {
    let period = begun(&house).await;
    let id = period.id;
    let edit = Edit {
        hidden: false,
        heading: Some("Đánh giá chung".into()),
        text: Some("Tình hình cơ bản đúng tiến độ.".into()),
    };
    let kept = edit.clone();
    does!(&house, house.actor, BEGUN, |tx| section::edit(
        tx,
        id,
        Section::Overview,
        0,
        &kept
    )
    .await)
    .unwrap();
    let stale = does!(&house, house.actor, BEGUN, |tx| {
        section::edit(tx, id, Section::Overview, 0, &edit).await
    });
    assert!(matches!(stale, Err(Error::Conflict { .. })));
    does!(&house, house.actor, BEGUN, |tx| section::shift(
        tx,
        id,
        Section::Done,
        0,
        true
    )
    .await)
    .unwrap();
    does!(&house, house.actor, BEGUN, |tx| section::shift(
        tx,
        id,
        Section::Overview,
        1,
        true
    )
    .await)
    .unwrap();
    let reader = house.db.read().await.unwrap();
    let all = section::list(&reader, id).await.unwrap();
    let order: Vec<Section> = all.iter().map(|it| it.section).take(3).collect();
    assert_eq!(order, [Section::Overview, Section::Done, Section::Numbers]);
    assert_eq!(all[0].heading.as_deref(), Some("Đánh giá chung"));
    assert_eq!(all.len(), Section::ALL.len());
}

async fn a_period_by_hand_is_opened_once(house: House) {
    let mut once = content(None);
    once.kind = Kind::AdHoc;
    let period = ByHand {
        name: "Bão số 4".into(),
        from_day: day("2023-12-01"),
        cutoff: day("2023-12-09"),
    };
    let id = does!(&house, house.actor, BEGUN, |tx| regime::save(
        tx, None, &once
    )
    .await)
    .unwrap();
    let first = period.clone();
    let opened = does!(&house, house.actor, BEGUN, |tx| {
        assert!(period::open_begun(tx).await?.is_empty());
        period::open_by_hand(tx, id, &first).await
    });
    let found = period_of(&house, opened.unwrap()).await;
    assert_eq!(found.name.as_deref(), Some("Bão số 4"));
    let twice = does!(&house, house.actor, BEGUN, |tx| period::open_by_hand(
        tx, id, &period
    )
    .await);
    assert!(matches!(twice, Err(Error::Refused("period_exists"))));
}
