//! Links and forms of units that never sign in.

use dondoc_core::{
    Error,
    db::sql,
    document::Sha,
    obligation::Obligation,
    progress::{self, Provenance, Report, Seen, Way},
    reply::{
        self, draft, dropped, form, link,
        outlook::{self, Verdict},
        returned::{self, Chosen, Return},
        round::{self, New, State, Wanted},
        sending::{self, Filler, Statement},
    },
    vals,
};
use uuid::Uuid;

use crate::{
    house::{House, time},
    progress::{find, parts},
};

on_both!(
    a_link_reports_for_its_unit_until_it_ends,
    a_form_is_applied_once_and_overwrites_nothing,
    a_round_asks_and_knows_who_has_answered,
    a_draft_is_kept_until_it_is_sent,
    what_a_form_would_do_is_known_before_it_is_applied,
    files_that_came_back_are_kept_with_their_hashes,
    a_link_whose_row_was_changed_opens_nothing,
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

/// A round that asks everybody about everything: its id.
async fn ask(house: &House) -> i64 {
    let (actor, now) = (house.actor.clone(), time(NOW));
    let write = house.db.write(&house.actor, now, move |tx| {
        Box::pin(async move {
            let today = now.date_naive();
            let asking = round::wanted(tx, &actor, &Wanted::default(), today).await?;
            let new = New {
                title: " Báo cáo quý IV ".to_owned(),
                words: Some("Kết quả đến ngày 15/12".to_owned()),
                reply_by: Some(today),
                ends_at: now + chrono::Duration::days(30),
                asking,
            };
            round::create(tx, new).await
        })
    });
    write.await.unwrap()
}

fn filler() -> Filler {
    Filler {
        name: " Nguyễn Thị Lan ".to_owned(),
        position: "Chuyên viên".to_owned(),
        phone: "0912 345 678".to_owned(),
    }
}

async fn a_round_asks_and_knows_who_has_answered(house: House) {
    let [lead, _] = parts(&house).await;
    let id = ask(&house).await;
    let reader = house.db.read().await.unwrap();
    let made = round::find(&reader, id).await.unwrap();
    assert_eq!((made.title.as_str(), made.answered), ("Báo cáo quý IV", 0));
    let requests = round::requests(&reader, id).await.unwrap();
    assert_eq!(i64::try_from(requests.len()).unwrap(), made.units);
    let asked: i64 = requests.iter().map(|(it, _)| it.asked).sum();
    assert_eq!(asked, made.asked);
    let (request, link) = requests
        .iter()
        .find(|(it, _)| it.unit_id == lead.unit_id)
        .unwrap();
    assert_eq!(request.state(link, time(NOW)), State::NotOpened);
    let key = form::known_key(&reader).await.unwrap().unwrap();
    let token = link.token(&key).unwrap();
    let found = link::resume(&reader, &token, time(NOW)).await.unwrap();
    assert_eq!(found.as_ref().map(|it| it.id), Some(link.id));
    assert_eq!(
        request.state(link, time("2024-02-10T02:00")),
        State::Expired
    );
    let today = time(NOW).date_naive();
    let items = round::asked(&reader, id, Some(request.id), today)
        .await
        .unwrap();
    let mine = items[&request.id]
        .iter()
        .map(|it| it.id)
        .collect::<Vec<_>>();
    assert!(mine.contains(&lead.id));
    assert_eq!(
        draft::covered(&reader, link).await.unwrap().len(),
        mine.len()
    );
    drop(reader);

    let open = link.id;
    let holder = link.actor();
    let write = house.db.write(&holder, time(NOW), move |tx| {
        Box::pin(link::opened(tx, open))
    });
    write.await.unwrap();
    let statements: Vec<Statement> = items[&request.id]
        .iter()
        .map(|it| Statement {
            obligation_id: it.id,
            version: it.version,
            report: said("Đang làm"),
        })
        .collect();
    let (link, send) = (link.clone(), statements.clone());
    let write = house.db.write(&holder, time(NOW), move |tx| {
        Box::pin(async move { sending::send(tx, &link, &filler(), send).await })
    });
    assert_eq!(write.await.unwrap().len(), statements.len());
    let reader = house.db.read().await.unwrap();
    let requests = round::requests(&reader, id).await.unwrap();
    let (request, link) = requests.iter().find(|(it, _)| it.id == request.id).unwrap();
    assert_eq!(request.state(link, time(NOW)), State::Answered);
    let sendings = sending::of_links(&reader, &[link.id]).await.unwrap();
    let who = sendings[0].filler().unwrap();
    assert_eq!(
        (who.name.as_str(), who.phone.as_str()),
        ("Nguyễn Thị Lan", "0912 345 678")
    );
    let last = progress::latest_of(&reader, &[lead.id]).await.unwrap();
    assert_eq!(
        last[0].said_by.as_deref(),
        Some("Nguyễn Thị Lan – Chuyên viên")
    );
    drop(reader);

    // Another link: the one before is closed, the answers stay.
    let (request, old) = (request.id, link.clone());
    let ends = time(NOW) + chrono::Duration::days(5);
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        Box::pin(round::renew(tx, request, ends))
    });
    write.await.unwrap();
    let reader = house.db.read().await.unwrap();
    let closed = link::resume(&reader, &token, time(NOW)).await.unwrap();
    assert_eq!(closed, None);
    let requests = round::requests(&reader, id).await.unwrap();
    let (_, new) = requests.iter().find(|(it, _)| it.id == request).unwrap();
    assert!(new.id != old.id && new.token(&key) != old.token(&key));
    assert!(new.filler.is_some(), "who filled in goes on");
}

async fn a_draft_is_kept_until_it_is_sent(house: House) {
    let [lead, other] = parts(&house).await;
    let id = ask(&house).await;
    let reader = house.db.read().await.unwrap();
    let requests = round::requests(&reader, id).await.unwrap();
    let (_, link) = requests
        .into_iter()
        .find(|(it, _)| it.unit_id == lead.unit_id)
        .unwrap();
    drop(reader);
    let sha = Sha::of(b"a photograph");
    let holder = link.actor();
    let save = |obligation: i64, text: &'static str| {
        let link = link.clone();
        house.db.write(&holder, time(NOW), move |tx| {
            Box::pin(async move { draft::save(tx, &link, obligation, text, &[sha, sha]).await })
        })
    };
    save(lead.id, "một").await.unwrap();
    save(lead.id, "hai").await.unwrap();
    let foreign = save(other.id, "việc của đơn vị khác").await;
    assert!(matches!(foreign, Err(Error::NotFound(_))), "{foreign:?}");
    let reader = house.db.read().await.unwrap();
    let drafts = draft::of_link(&reader, link.id).await.unwrap();
    let texts: Vec<&str> = drafts.iter().map(|it| it.content.as_str()).collect();
    assert_eq!(texts, ["hai"]);
    assert!(reply::names(&reader, &sha).await.unwrap());
    drop(reader);
    // All or nothing: one of another unit among them keeps all of them out.
    let send = |parts: Vec<Obligation>| {
        let link = link.clone();
        let statements = parts.iter().map(|it| Statement {
            obligation_id: it.id,
            version: it.version,
            report: said("Đang làm"),
        });
        let statements = statements.collect();
        house.db.write(&holder, time(NOW), move |tx| {
            Box::pin(async move { sending::send(tx, &link, &filler(), statements).await })
        })
    };
    assert!(send(vec![lead.clone(), other]).await.is_err());
    let reader = house.db.read().await.unwrap();
    assert_eq!(draft::of_link(&reader, link.id).await.unwrap().len(), 1);
    assert!(
        progress::of_obligation(&reader, lead.id)
            .await
            .unwrap()
            .is_empty()
    );
    drop(reader);
    send(vec![lead]).await.unwrap();
    let reader = house.db.read().await.unwrap();
    assert!(draft::of_link(&reader, link.id).await.unwrap().is_empty());
    assert!(!reply::names(&reader, &sha).await.unwrap());
}

async fn what_a_form_would_do_is_known_before_it_is_applied(house: House) {
    let [lead, other] = parts(&house).await;
    let uid = make(&house, lead.unit_id).await;
    let today = time(NOW).date_naive();
    let look = |answers: Vec<(i64, i64, Report)>| {
        let db = house.db.clone();
        async move {
            let reader = db.read().await.unwrap();
            let form = form::find(&reader, uid).await.unwrap();
            let found = outlook::of(&reader, &form, &answers, today).await.unwrap();
            found
                .into_iter()
                .map(|it| it.map(|it| it.verdict))
                .collect::<Vec<_>>()
        }
    };
    let late = Report {
        done_on: today.succ_opt(),
        ..said("Xong")
    };
    let seen = lead.version;
    assert_eq!(
        look(vec![
            (lead.id, seen, said("lần một")),
            (other.id, other.version, said("của đơn vị khác")),
            (9_999_999, 1, said("không có")),
        ])
        .await,
        [
            Some(Verdict::Taken),
            Some(Verdict::Refused("reply_of_another_unit")),
            None
        ]
    );
    let future = look(vec![(lead.id, seen, late)]).await;
    assert_eq!(future, [Some(Verdict::Refused("done_in_the_future"))]);
    bring(&house, &lead, uid, "lần một").await.unwrap();
    let again = look(vec![(lead.id, seen, said("lần một "))]).await;
    assert_eq!(again, [Some(Verdict::Same)]);
    let other_words = look(vec![(lead.id, seen, said("lần hai"))]).await;
    assert_eq!(other_words, [Some(Verdict::Conflict)]);
    let now = find(&house, lead.id).await;
    let fresh = look(vec![(lead.id, now.version, said("lần hai"))]).await;
    assert_eq!(fresh, [Some(Verdict::Taken)]);
}

async fn files_that_came_back_are_kept_with_their_hashes(house: House) {
    let sha = Sha::of(b"a workbook");
    let good = dropped::File {
        name: "Trả lời.xlsx".to_owned(),
        sha: Some(sha),
        size: 10,
        problem: None,
        content: Some("{}".to_owned()),
    };
    let bad = dropped::File {
        name: "lạ.xlsx".to_owned(),
        sha: None,
        size: 3,
        problem: Some("foreign".to_owned()),
        content: None,
    };
    let files = vec![good, bad];
    let keep = files.clone();
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        Box::pin(dropped::keep(tx, keep))
    });
    let uid = write.await.unwrap();
    let reader = house.db.read().await.unwrap();
    assert_eq!(dropped::find(&reader, uid).await.unwrap().files, files);
    assert!(reply::names(&reader, &sha).await.unwrap());
    let unknown = dropped::find(&reader, Uuid::nil()).await;
    assert!(matches!(unknown, Err(Error::NotFound(_))));
}

async fn a_link_whose_row_was_changed_opens_nothing(house: House) {
    let [lead, other] = parts(&house).await;
    let (unit, stranger) = (lead.unit_id, other.unit_id);
    assert_ne!(unit, stranger);
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        Box::pin(async move { link::create(tx, unit, None, None, 30).await })
    });
    let token = write.await.unwrap();
    let write = house.db.write(&house.actor, time(NOW), move |tx| {
        let text = "UPDATE reply_link SET unit_id = $1";
        Box::pin(async move { sql::execute(tx, text, vals![stranger]).await })
    });
    write.await.unwrap();
    let reader = house.db.read().await.unwrap();
    let found = link::resume(&reader, &token, time(NOW)).await.unwrap();
    assert_eq!(found, None, "the signature is of another unit");
}
