//! What stands around an act: names of their time, groups that take in who begins, and what
//! somebody has hung on what an act made.

use dondoc_core::{
    Error,
    access::{Actor, Role},
    account::{self, edit::Particulars},
    db::sql,
    feed,
    obligation::{Filter, Item, Sort, completion, walk::Walk},
    reorganisation::{self, Along, NewUnit, Step, Successor, decision},
    reply,
    unit::{Kind, Level},
    vals,
};

use crate::{
    house::{House, day, time},
    reorganisation::{act, apply_at, create, merge, preview, undo},
    sample::{confirmed, draft, import_units},
};

on_both!(
    what_was_done_keeps_the_name_of_that_day,
    a_rule_takes_in_who_begins,
    what_an_act_made_stays_while_something_hangs_on_it,
    people_of_a_unit_that_ends_go_along_when_somebody_agrees,
);

const LATER: &str = "2025-03-02T02:00";

async fn of_unit(house: &House, code: &str) -> Vec<Item> {
    let reader = house.db.read().await.unwrap();
    let walk = Walk::new(Filter::default(), Sort::Task, day("2025-03-02"));
    let mut items = walk.all(&reader).await.unwrap();
    items.retain(|item| item.unit_code == code);
    items
}

fn begins(code: &str, name: &str) -> NewUnit {
    NewUnit {
        code: code.into(),
        kind: Kind::Department,
        level: Level::Province,
        parent: Some("na.ubnd".into()),
        name: name.into(),
        short: None,
        aliases: vec![],
        tags: vec![],
    }
}

async fn what_was_done_keeps_the_name_of_that_day(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let owed = of_unit(&house, "na.so-tai-chinh").await;
    let (id, version, on) = (owed[0].id, owed[0].version, day("2023-04-19"));
    house
        .write(move |tx| Box::pin(completion::record(tx, id, version, on, None)))
        .await
        .unwrap();
    let renamed = |code: &str, name: &str| Step::Rename {
        unit: code.into(),
        name: name.into(),
        short: None,
    };
    let steps = vec![
        renamed("na.so-tai-chinh", "Sở Tài chính và Đầu tư"),
        renamed("na.so-y-te", "Sở Y tế và Dân số"),
    ];
    let act = create(&house, act(steps)).await.id;
    apply_at(&house, act, LATER).await.unwrap();
    let done = of_unit(&house, "na.so-tai-chinh").await;
    assert_eq!(done[0].unit_name, "Sở Tài chính");
    let open = of_unit(&house, "na.so-y-te").await;
    assert_eq!(open[0].unit_name, "Sở Y tế và Dân số");
}

async fn a_rule_takes_in_who_begins(house: House) {
    import_units(&house).await;
    let group = |name: &str, under: &str| {
        let text = format!(
            "INSERT INTO unit_group (id, uid, code, place, name, open, kinds, tags, level, under_id)
             SELECT $2, $1, $3, 'Nghệ An', '{name}', FALSE, '[\"department\"]', '[]', 'province', u.id
             FROM unit u WHERE u.code = '{under}'"
        );
        move |tx: &dondoc_core::db::Tx, id: i64| (text, vals![tx.uid(), id, format!("x/{id}")])
    };
    for (id, name, under) in [
        (900, "Dưới UBND", "na.ubnd"),
        (901, "Dưới sở", "na.so-y-te"),
    ] {
        let row = group(name, under);
        house
            .write(move |tx| {
                let (text, row) = row(tx, id);
                Box::pin(async move { sql::execute(tx, &text, row).await })
            })
            .await
            .unwrap();
    }
    let step = Step::Create {
        unit: begins("na.so-moi", "Sở Mới"),
    };
    let id = create(&house, act(vec![step])).await.id;
    let seen = preview(&house, id).await;
    assert_eq!(seen.faults, []);
    let gained = |code: &str| -> Vec<String> {
        let group = seen.impact.groups.iter().find(|it| it.code == code);
        let gained = group.map(|it| it.gained.iter().map(|unit| unit.code.clone()));
        gained.map(Iterator::collect).unwrap_or_default()
    };
    assert_eq!(gained("x/900"), ["na.so-moi"]);
    // It does not stand under that one.
    assert_eq!(gained("x/901"), [""; 0]);
}

async fn what_an_act_made_stays_while_something_hangs_on_it(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let splits = Step::Split {
        source: "na.so-khdt".into(),
        successors: vec![
            Successor::New(begins("na.so-moi", "Sở Mới")),
            Successor::Known("na.so-noi-vu".into()),
        ],
    };
    let id = create(&house, act(vec![splits])).await.id;
    let owed = of_unit(&house, "na.so-khdt").await;
    let unit = owed[0].unit_id;
    let choice = dondoc_core::reorganisation::Choice::To {
        unit: "na.so-noi-vu".into(),
        others: vec!["na.so-moi".into()],
    };
    let number = owed.len();
    house
        .write(move |tx| {
            Box::pin(async move { decision::decide_rest(tx, id, unit, &choice, number).await })
        })
        .await
        .unwrap();
    let done = apply_at(&house, id, LATER).await.unwrap();
    assert!(done.added > 0, "{done:?}");
    let shared = of_unit(&house, "na.so-moi").await[0].clone();
    // A file laid beside the new obligation, which changes nothing of it.
    let hang = "INSERT INTO occurrence (id, obligation_id, due, completed_on)
                VALUES (900, $1, '2025-03-01', '2025-03-01')";
    let row = vals![shared.id];
    house
        .write(move |tx| Box::pin(async move { sql::execute(tx, hang, row).await }))
        .await
        .unwrap();
    let undone = undo(&house, id).await;
    assert!(
        matches!(undone, Err(Error::Refused("obligation_changed"))),
        "{undone:?}"
    );
    let off = "DELETE FROM occurrence WHERE id = 900";
    house
        .write(move |tx| Box::pin(async move { sql::execute(tx, off, vec![]).await }))
        .await
        .unwrap();
    undo(&house, id).await.unwrap();
    assert_eq!(of_unit(&house, "na.so-khdt").await.len(), number);
}

async fn people_of_a_unit_that_ends_go_along_when_somebody_agrees(house: House) {
    import_units(&house).await;
    confirmed(&house, b"a", draft()).await;
    let [old, heir] = [
        of_unit(&house, "na.so-khdt").await[0].unit_id,
        of_unit(&house, "na.so-tai-chinh").await[0].unit_id,
    ];
    let person = |name: &str| Particulars {
        name: name.into(),
        role: Role::UnitOfficer,
        unit_id: Some(old),
        disabled: false,
    };
    let (one, two) = (person("Chị Hoa"), person("Anh Sơn"));
    let (hoa, other) = house
        .write(move |tx| {
            Box::pin(async move {
                let hoa = account::edit::add(tx, "hoa", &one).await?.id;
                let other = account::edit::add(tx, "son", &two).await?.id;
                // Long run out when the act comes.
                reply::link::create(tx, old, None, None, 30).await?;
                Ok((hoa, other))
            })
        })
        .await
        .unwrap();
    house
        .db
        .write(&house.actor, time("2025-02-20T02:00"), move |tx| {
            Box::pin(reply::link::create(tx, old, None, None, 30))
        })
        .await
        .unwrap();
    let officer = Actor::account(hoa, "Chị Hoa", Role::UnitOfficer).within([old]);
    house
        .db
        .write(&officer, house.now, move |tx| {
            Box::pin(feed::create(tx, feed::Whose::Unit(old)))
        })
        .await
        .unwrap();
    let id = create(&house, act(vec![merge(&["na.so-khdt"], "na.so-tai-chinh")]))
        .await
        .id;
    let seen = preview(&house, id).await.impact;
    let accounts: Vec<(i64, i64, i64)> = seen
        .accounts
        .iter()
        .map(|it| (it.id, it.unit.id, it.heir.as_ref().unwrap().id))
        .collect();
    assert_eq!(accounts, [(other, old, heir), (hoa, old, heir)]);
    let addresses = &seen.addresses[0];
    assert_eq!(
        (addresses.unit.id, addresses.feeds, addresses.links),
        (old, 1, 1)
    );

    let along = Along {
        accounts: vec![hoa],
        ..Along::default()
    };
    house
        .db
        .write(&house.actor, time(LATER), move |tx| {
            Box::pin(async move {
                let version = reorganisation::find(tx, id).await?.version;
                reorganisation::apply(tx, id, version, &along).await
            })
        })
        .await
        .unwrap();
    assert_eq!(unit_of(&house, hoa).await, Some(heir));
    assert_eq!(unit_of(&house, other).await, Some(old));
    // Who has come sees what the old unit did; who stayed behind sees nothing of the new one.
    assert_eq!(seen_by(&house, hoa).await, [heir, old]);
    assert_eq!(seen_by(&house, other).await, [old]);
    // Who stayed behind is told again; who has gone is not.
    let left = preview(&house, id).await.impact.accounts;
    assert_eq!(left.iter().map(|it| it.id).collect::<Vec<_>>(), [other]);
    undo(&house, id).await.unwrap();
    assert_eq!(unit_of(&house, hoa).await, Some(old));
}

async fn unit_of(house: &House, account: i64) -> Option<i64> {
    let reader = house.db.read().await.unwrap();
    account::find(&reader, account).await.unwrap().unit_id
}

async fn seen_by(house: &House, account: i64) -> Vec<i64> {
    let reader = house.db.read().await.unwrap();
    let account = account::find(&reader, account).await.unwrap();
    let actor = account.actor(&reader, time(LATER)).await.unwrap();
    actor.units().to_vec()
}
