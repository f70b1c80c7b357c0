//! Links and forms of units that never sign in.

use dondoc_core::{
    Error,
    document::Sha,
    obligation::Obligation,
    progress::{self, Provenance, Report, Seen, Way},
    reply::{
        form, link,
        returned::{self, Chosen, Return},
    },
};
use uuid::Uuid;

use crate::{
    house::{House, time},
    progress::{find, parts},
};

on_both!(
    a_link_reports_for_its_unit_until_it_ends,
    a_form_is_applied_once_and_overwrites_nothing,
);

const NOW: &str = "2023-12-10T02:00";

fn said(narrative: &str) -> Report {
    Report {
        narrative: Some(narrative.to_owned()),
        ..Report::default()
    }
}

async fn a_link_reports_for_its_unit_until_it_ends(house: House) {
    let [lead, other] = parts(&house).await;
    let unit = lead.unit_id;
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        Box::pin(async move { link::create(tx, unit, None, Some("Chị Lan".into()), 30).await })
    });
    let token = write.await.unwrap();
    let reader = house.db.read().await.unwrap();
    let late = link::resume(&reader, &token, time("2024-02-10T02:00")).await;
    assert_eq!(late.unwrap(), None, "it has expired");
    let wrong = link::resume(&reader, "another", time(NOW)).await;
    assert_eq!(wrong.unwrap(), None);
    let found = link::resume(&reader, &token, time(NOW)).await.unwrap();
    let found = found.unwrap();
    drop(reader);
    let holder = found.actor();
    let by_link = |obligation: &Obligation| {
        let (id, seen) = (obligation.id, Seen::Version(obligation.version));
        let provenance = Provenance {
            way: Way::Link,
            link_id: Some(found.id),
            ..Provenance::account("Nguyễn Thị Lan")
        };
        house.db.write(&holder, time(NOW), move |tx| {
            Box::pin(progress::report(tx, id, seen, said("Đang làm"), provenance))
        })
    };
    let kept = by_link(&lead).await.unwrap();
    let refused = by_link(&other).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let reader = house.db.read().await.unwrap();
    let update = progress::find(&reader, kept.id()).await.unwrap();
    drop(reader);
    assert_eq!(update.way().unwrap(), Way::Link);
    assert_eq!(update.link_id, Some(found.id));
    assert!(update.typed_by_name.contains("Chị Lan"));
    let id = found.id;
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        Box::pin(link::revoke(tx, id))
    });
    write.await.unwrap();
    let reader = house.db.read().await.unwrap();
    let revoked = link::resume(&reader, &token, time(NOW)).await.unwrap();
    assert_eq!(revoked, None);
}

async fn make(house: &House, unit: i64) -> Uuid {
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        Box::pin(async move {
            let key = form::signing_key(tx).await?;
            assert_eq!(key, form::signing_key(tx).await?, "one key for all forms");
            form::create(tx, unit, None).await
        })
    });
    write.await.unwrap()
}

async fn bring(house: &House, seen: &Obligation, uid: Uuid, text: &str) -> Result<i64, Error> {
    let back = Return {
        form: uid,
        sha: Sha::of(text.as_bytes()),
        size: 1,
        name: "Trả lời.xlsx".to_owned(),
        way: Way::Workbook,
        said_by: Some("Nguyễn Thị Lan".to_owned()),
        answers: vec![Chosen {
            obligation_id: seen.id,
            version: seen.version,
            report: said(text),
        }],
    };
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        Box::pin(returned::apply(tx, back))
    });
    write.await
}

async fn a_form_is_applied_once_and_overwrites_nothing(house: House) {
    let [lead, other] = parts(&house).await;
    let uid = make(&house, lead.unit_id).await;
    let foreign = bring(&house, &other, uid, "của đơn vị khác").await;
    assert!(matches!(
        foreign,
        Err(Error::Refused("reply_of_another_unit"))
    ));
    assert_eq!(bring(&house, &lead, uid, "lần một").await.unwrap(), 1);
    assert_eq!(bring(&house, &lead, uid, "lần một").await.unwrap(), 0);
    let stale = bring(&house, &lead, uid, "lần hai").await;
    assert!(matches!(stale, Err(Error::Conflict { .. })), "{stale:?}");
    let now = find(&house, lead.id).await;
    assert_eq!(bring(&house, &now, uid, "lần hai").await.unwrap(), 1);
    let reader = house.db.read().await.unwrap();
    let all = progress::of_obligation(&reader, lead.id).await.unwrap();
    let texts: Vec<Option<String>> = all.iter().map(|it| it.narrative.clone()).collect();
    assert_eq!(texts, [Some("lần một".into()), Some("lần hai".into())]);
    let made = form::find(&reader, uid).await.unwrap();
    let applied = returned::applied(&reader, made.id, &Sha::of("lần một".as_bytes())).await;
    assert_eq!(applied.unwrap().unwrap().kept, 1);
}
