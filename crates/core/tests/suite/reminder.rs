//! Reminders of the day: whom they reach, once a day and no step twice, and what goes up.

use chrono::{NaiveDate, TimeDelta};
use dondoc_core::{
    Error, Result,
    access::{Actor, Role},
    account::edit::{self, Particulars},
    db::{Db, sql},
    event::{self, Subject},
    mail::{self, Kind, Message, Wanted},
    obligation::Obligation,
    reminder::{
        Digest, Held, Rule, Step, digest, house,
        quiet::{self, Notice},
        rule,
        run::{self, Run},
    },
    urging::{self, Way, ledger},
};

use crate::{
    house::{House, day, options, time},
    progress::parts,
};

on_both!(
    a_unit_is_reminded_once_for_each_step_and_never_on_a_day_off,
    nothing_goes_out_unless_it_is_switched_on,
    two_nodes_send_the_day_once,
    what_was_urged_in_vain_goes_up_to_the_head,
    a_person_is_left_in_peace_and_caught_up_with_later,
    a_plan_has_its_own_rule,
);

/// Friday. The parts are due then.
const LAST: &str = "2023-12-15";

fn words(digest: &Digest) -> Message {
    Message {
        subject: format!("{} + {}", digest.due.len(), digest.escalated.len()),
        text: digest.head.clone().unwrap_or_default(),
        ..Message::new(Kind::Reminder, String::new(), digest.to.clone())
    }
}

/// Eight in the morning of a day in the office.
fn morning(at: NaiveDate) -> dondoc_core::db::Timestamp {
    time(&format!("{at}T01:00"))
}

async fn send_on(house: &House, at: NaiveDate, by_hand: bool) -> Result<usize> {
    house
        .db
        .write(&house.actor, morning(at), move |tx| {
            Box::pin(run::send(tx, at, by_hand, words))
        })
        .await
}

async fn collected(house: &House, at: NaiveDate) -> Vec<Digest> {
    let reader = house.db.read().await.unwrap();
    digest::collect(&reader, at, morning(at)).await.unwrap()
}

async fn contact(house: &House, unit: i64, address: &'static str) {
    let insert = house.write(move |tx| {
        Box::pin(async move {
            let id = sql::next_id(tx, "unit_contact").await?;
            let text = "INSERT INTO unit_contact (id, unit_id, email) VALUES ($1, $2, $3)";
            let row = vec![id.into(), unit.into(), address.into()];
            sql::execute(tx, text, row).await
        })
    });
    insert.await.unwrap();
}

async fn person(house: &House, login: &'static str, role: Role, unit: i64, notice: Notice) -> i64 {
    let of = Particulars {
        name: login.to_owned(),
        role,
        unit_id: Some(unit),
        disabled: false,
    };
    let made = house.write(move |tx| {
        Box::pin(async move {
            let account = edit::add(tx, login, &of).await?;
            quiet::change(tx, account.id, notice).await?;
            Ok(account.id)
        })
    });
    made.await.unwrap()
}

fn reached_at(address: &str) -> Notice {
    Notice {
        address: Some(address.to_owned()),
        ..Notice::default()
    }
}

async fn mails(house: &House) -> Vec<(String, String)> {
    let reader = house.db.read().await.unwrap();
    let all = mail::list(&reader, &Wanted::default(), 100).await.unwrap();
    let pair = |it: mail::Mail| (it.to_address, it.subject);
    all.into_iter().rev().map(pair).collect()
}

async fn urge(house: &House, part: &Obligation, on: &str) {
    let (unit, at) = (part.unit_id, day(on));
    let actor = house.actor.clone();
    let noted = house.write(move |tx| {
        Box::pin(async move {
            let wanted = urging::Wanted {
                units: vec![unit],
                ..urging::Wanted::default()
            };
            let owing = urging::owed(tx, &actor, &wanted, at).await?;
            let items: Vec<_> = owing.into_iter().flat_map(|it| it.items).collect();
            assert_eq!(items.len(), 1);
            ledger::note(tx, &items, Way::Email, at).await
        })
    });
    noted.await.unwrap();
}

async fn a_unit_is_reminded_once_for_each_step_and_never_on_a_day_off(house: House) {
    let [one, _] = parts(&house).await;
    contact(&house, one.unit_id, "vanthu@stc.vn").await;
    let mut told = Vec::new();
    // Every day, the days off too, several times a day, as after restarts.
    for at in day("2023-11-20")
        .iter_days()
        .take_while(|it| *it <= day("2024-02-20"))
    {
        for _ in 0..2 {
            if send_on(&house, at, false).await.unwrap() > 0 {
                told.push(at.to_string());
            }
        }
        match send_on(&house, at, true).await {
            Ok(sent) => assert_eq!(sent, 0, "the job was there before on {at}"),
            Err(error) => assert!(matches!(error, Error::Refused("not_a_working_day")), "{at}"),
        }
    }
    // Five and one working days before; one and five after; then every ten. New Year's Day 2024 is
    // a Monday, and Tết begins on 8/2/2024.
    let expected = [
        "2023-12-08",
        "2023-12-14",
        "2023-12-18",
        "2023-12-22",
        "2024-01-08",
        "2024-01-22",
        "2024-02-05",
    ];
    assert_eq!(told, expected);
    let sent = mails(&house).await;
    assert_eq!(sent.len(), told.len());
    assert!(
        sent.iter()
            .all(|it| *it == ("vanthu@stc.vn".to_owned(), "1 + 0".to_owned()))
    );
    let reader = house.db.read().await.unwrap();
    let log = event::of(&reader, Subject::Reminders, 200).await.unwrap();
    assert!(
        log.len() > told.len(),
        "each day that was taken is in the log"
    );
    let last: Vec<Run> = run::last(&reader, 1).await.unwrap();
    assert_eq!(last[0].mails, 0);
}

async fn nothing_goes_out_unless_it_is_switched_on(house: House) {
    parts(&house).await;
    let friday = day("2023-12-08");
    let is_due = |at: NaiveDate, hour| {
        let db = house.db.clone();
        async move {
            let reader = db.read().await.unwrap();
            run::is_due(&reader, at, hour).await.unwrap()
        }
    };
    assert!(!is_due(friday, 12).await, "off at first");
    let switched = house::House {
        enabled: true,
        hour: 8,
        ..house::House::default()
    };
    house
        .write(move |tx| Box::pin(house::choose(tx, switched)))
        .await
        .unwrap();
    assert!(!is_due(friday, 7).await && is_due(friday, 8).await);
    assert!(!is_due(day("2023-12-09"), 8).await, "a Saturday");
    send_on(&house, friday, false).await.unwrap();
    assert!(!is_due(friday, 9).await, "once a day");
    let officer = Actor::account(9, "An", Role::UnitOfficer).within([1]);
    let refused = house
        .db
        .write(&officer, morning(friday), move |tx| {
            Box::pin(run::send(tx, friday, true, words))
        })
        .await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

async fn two_nodes_send_the_day_once(house: House) {
    let [one, two] = parts(&house).await;
    contact(&house, one.unit_id, "a@stc.vn").await;
    contact(&house, two.unit_id, "b@snv.vn").await;
    let friday = day("2023-12-08");
    // A second program on the same database, where that can be.
    let other = match house.location {
        dondoc_core::db::Location::Postgres(_) => {
            Db::open(&house.location, options()).await.unwrap()
        }
        dondoc_core::db::Location::Sqlite(_) => house.db.clone(),
    };
    let node = |db: Db| {
        let actor = house.actor.clone();
        tokio::spawn(async move {
            db.write(&actor, morning(friday), move |tx| {
                Box::pin(run::send(tx, friday, false, words))
            })
            .await
            .unwrap()
        })
    };
    let nodes = [
        node(house.db.clone()),
        node(other.clone()),
        node(house.db.clone()),
        node(other),
    ];
    let mut sent = Vec::new();
    for one in nodes {
        sent.push(one.await.unwrap());
    }
    sent.sort_unstable();
    assert_eq!(sent, [0, 0, 0, 2]);
    assert_eq!(mails(&house).await.len(), 2);
}

async fn what_was_urged_in_vain_goes_up_to_the_head(house: House) {
    let [one, two] = parts(&house).await;
    contact(&house, one.unit_id, "a@stc.vn").await;
    person(
        &house,
        "head",
        Role::UnitHead,
        two.unit_id,
        reached_at("head@snv.vn"),
    )
    .await;
    for on in ["2023-12-18", "2023-12-19"] {
        urge(&house, &one, on).await;
        urge(&house, &two, on).await;
    }
    let quiet_day = day("2023-12-29");
    assert!(
        collected(&house, quiet_day).await.is_empty(),
        "two are not enough"
    );
    urge(&house, &one, "2023-12-20").await;
    urge(&house, &two, "2023-12-20").await;
    let digests = collected(&house, quiet_day).await;
    let found: Vec<(&str, usize, usize)> = digests
        .iter()
        .map(|it| (it.to.address.as_str(), it.due.len(), it.escalated.len()))
        .collect();
    // Of one unit no head is known: the office is told, for its head.
    assert_eq!(found, [("head@snv.vn", 0, 1), ("a@stc.vn", 0, 1)]);
    assert_eq!(digests[0].escalated[0].step, Step::Escalation(1));
    assert_eq!(digests[0].escalated[0].urged, 3);
    assert_eq!(send_on(&house, quiet_day, false).await.unwrap(), 2);
    assert!(collected(&house, day("2024-01-02")).await.is_empty());
}

async fn a_person_is_left_in_peace_and_caught_up_with_later(house: House) {
    let [one, _] = parts(&house).await;
    // Fridays are quiet, and the evening up to half past eight.
    let mut notice = reached_at("An@stc.vn");
    notice.days[4] = true;
    notice.hours = Some((18 * 60, 8 * 60 + 30));
    let id = person(&house, "an", Role::UnitOfficer, one.unit_id, notice).await;
    let friday = day("2023-12-08");
    let held = collected(&house, friday).await;
    assert_eq!((held.len(), held[0].held), (1, Some(Held::Quiet)));
    assert_eq!(send_on(&house, friday, false).await.unwrap(), 0);
    let monday = day("2023-12-11");
    let digests = collected(&house, monday).await;
    assert_eq!((digests.len(), digests[0].held), (1, None));
    assert_eq!(
        digests[0].comes_at - morning(monday),
        TimeDelta::minutes(30)
    );
    assert_eq!(send_on(&house, monday, false).await.unwrap(), 1);
    // A contact of the office with the same address: still one message for it, and not again.
    contact(&house, one.unit_id, "an@stc.vn").await;
    assert!(collected(&house, day("2023-12-12")).await.is_empty());
    let reader = house.db.read().await.unwrap();
    let mut changed = quiet::of(&reader, id).await.unwrap();
    drop(reader);
    changed.address = None;
    house
        .write(move |tx| Box::pin(quiet::change(tx, id, changed)))
        .await
        .unwrap();
    let stranger = Actor::account(id + 1, "Bình", Role::UnitOfficer).within([one.unit_id]);
    let meddled = house
        .db
        .write(&stranger, house.now, move |tx| {
            Box::pin(quiet::change(tx, id, reached_at("b@c.vn")))
        })
        .await;
    assert!(matches!(meddled, Err(Error::Forbidden(_))));
}

async fn a_plan_has_its_own_rule(house: House) {
    let [one, _] = parts(&house).await;
    contact(&house, one.unit_id, "a@stc.vn").await;
    let change = |plan: Option<i64>, rule: Rule| {
        house.write(move |tx| Box::pin(rule::change(tx, plan, rule)))
    };
    let own = Rule {
        before: vec![3],
        after: vec![],
        every: None,
        escalate: None,
        ..Rule::default()
    };
    change(Some(one.plan_id), own.clone()).await.unwrap();
    assert!(matches!(
        change(Some(one.plan_id), own.clone()).await,
        Err(Error::Conflict { version: 1, .. })
    ));
    let too_far = Rule {
        before: vec![500],
        ..Rule::default()
    };
    assert!(matches!(
        change(None, too_far).await,
        Err(Error::Invalid { .. })
    ));
    assert!(collected(&house, day("2023-12-08")).await.is_empty());
    let digests = collected(&house, day("2023-12-12")).await;
    assert_eq!(digests[0].due[0].step, Step::Before(3));
    assert_eq!(digests[0].due[0].last_day, day(LAST));
    let off = Rule {
        enabled: false,
        version: 1,
        ..own
    };
    change(Some(one.plan_id), off).await.unwrap();
    assert!(collected(&house, day("2023-12-12")).await.is_empty());
    let plan = one.plan_id;
    house
        .write(move |tx| Box::pin(rule::withdraw(tx, plan)))
        .await
        .unwrap();
    assert_eq!(collected(&house, day("2023-12-08")).await.len(), 1);
}
