//! Signing in.

use chrono::Duration;
use dondoc_core::{
    Error,
    access::{Act, Actor, Role, Scope},
    account::{self, Account, SignInFailure, session, sign_in_link, token},
};

use crate::house::House;

on_both!(
    a_coordinator_signs_in_and_out,
    failures_lock_the_account_for_a_while,
    a_link_leads_in_once_and_not_for_long,
    a_session_ends_by_itself,
    a_new_password_ends_the_sessions,
    visitors_may_not_make_accounts,
    a_token_lets_in_until_it_ends_or_is_revoked,
);

const PASSWORD: &str = "mot mat khau dai";

async fn coordinator(house: &House) -> Account {
    let (db, now) = (&house.db, house.now);
    account::create(db, &house.actor, " An ", "Nguyễn An", Some(PASSWORD), now)
        .await
        .unwrap()
}

async fn a_coordinator_signs_in_and_out(house: House) {
    let account = coordinator(&house).await;
    assert_eq!(
        (account.login.as_str(), account.name.as_str()),
        ("an", "Nguyễn An")
    );
    let (db, now) = (&house.db, house.now);
    let twice = account::create(db, &house.actor, "AN", "B", Some(PASSWORD), now).await;
    assert!(matches!(
        twice,
        Err(Error::Invalid {
            field: "login",
            reason: "taken"
        })
    ));
    let new = account::sign_in(db, "An", PASSWORD, "test", now)
        .await
        .unwrap()
        .unwrap()
        .session()
        .unwrap();
    let session = session::resume(db, &new.token, now).await.unwrap().unwrap();
    assert_eq!(session.account.id, account.id);
    assert!(session::resume(db, "another", now).await.unwrap().is_none());
    let id = session.id;
    house
        .write(move |tx| Box::pin(session::end(tx, id)))
        .await
        .unwrap();
    assert!(
        session::resume(db, &new.token, now)
            .await
            .unwrap()
            .is_none()
    );
}

async fn failures_lock_the_account_for_a_while(house: House) {
    coordinator(&house).await;
    let (db, now) = (&house.db, house.now);
    let mut last = SignInFailure::Wrong;
    for _ in 0..5 {
        last = account::sign_in(db, "an", "falsch falsch", "", now)
            .await
            .unwrap()
            .unwrap_err();
    }
    let until = now + Duration::minutes(1);
    assert_eq!(last, SignInFailure::Locked(until));
    let right = account::sign_in(db, "an", PASSWORD, "", now).await.unwrap();
    assert_eq!(right.unwrap_err(), SignInFailure::Locked(until));
    account::sign_in(db, "an", PASSWORD, "", until)
        .await
        .unwrap()
        .unwrap();
    let nobody = account::sign_in(db, "binh", PASSWORD, "", now)
        .await
        .unwrap();
    assert_eq!(nobody.unwrap_err(), SignInFailure::Wrong);
}

async fn a_link_leads_in_once_and_not_for_long(house: House) {
    let id = coordinator(&house).await.id;
    let issue = || house.write(move |tx| Box::pin(sign_in_link::issue(tx, id, Duration::hours(1))));
    let (db, now) = (&house.db, house.now);
    let token = issue().await.unwrap();
    assert!(
        sign_in_link::redeem(db, "x", "", now)
            .await
            .unwrap()
            .is_none()
    );
    let session = sign_in_link::redeem(db, &token, "", now)
        .await
        .unwrap()
        .unwrap()
        .session()
        .unwrap();
    assert!(
        session::resume(db, &session.token, now)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        sign_in_link::redeem(db, &token, "", now)
            .await
            .unwrap()
            .is_none()
    );
    let late = issue().await.unwrap();
    let too_late = now + Duration::hours(1);
    assert!(
        sign_in_link::redeem(db, &late, "", too_late)
            .await
            .unwrap()
            .is_none()
    );
}

async fn a_session_ends_by_itself(house: House) {
    coordinator(&house).await;
    let (db, mut now) = (&house.db, house.now);
    let new = account::sign_in(db, "an", PASSWORD, "", now)
        .await
        .unwrap()
        .unwrap()
        .session()
        .unwrap();
    for _ in 0..4 {
        now += Duration::days(7);
        assert!(
            session::resume(db, &new.token, now)
                .await
                .unwrap()
                .is_some()
        );
    }
    now += Duration::days(2);
    assert!(
        session::resume(db, &new.token, now)
            .await
            .unwrap()
            .is_none(),
        "after 30 days"
    );
    let idle = account::sign_in(db, "an", PASSWORD, "", now)
        .await
        .unwrap()
        .unwrap()
        .session()
        .unwrap();
    now += Duration::days(8);
    assert!(
        session::resume(db, &idle.token, now)
            .await
            .unwrap()
            .is_none(),
        "unused for 8 days"
    );
}

async fn a_new_password_ends_the_sessions(house: House) {
    let account = coordinator(&house).await;
    let (db, now) = (&house.db, house.now);
    let new = account::sign_in(db, "an", PASSWORD, "", now)
        .await
        .unwrap()
        .unwrap()
        .session()
        .unwrap();
    account::set_password(db, &house.actor, account.id, "mat khau khac", now)
        .await
        .unwrap();
    assert!(
        session::resume(db, &new.token, now)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        account::sign_in(db, "an", PASSWORD, "", now)
            .await
            .unwrap()
            .is_err()
    );
    assert!(
        account::sign_in(db, "an", "mat khau khac", "", now)
            .await
            .unwrap()
            .is_ok()
    );
}

async fn visitors_may_not_make_accounts(house: House) {
    let visitor = Actor::visitor();
    let made = account::create(&house.db, &visitor, "an", "An", Some(PASSWORD), house.now).await;
    assert!(matches!(made, Err(Error::Forbidden(_))));
    assert!(
        account::list(&house.db.read().await.unwrap())
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_token_lets_in_until_it_ends_or_is_revoked(house: House) {
    let account = coordinator(&house).await;
    let (db, now) = (&house.db, house.now);
    let actor = account.actor(&db.read().await.unwrap(), now).await.unwrap();
    let issue = |name: &'static str| {
        db.write(&actor, now, move |tx| {
            Box::pin(async move { token::issue(tx, name, &[Scope::Read], 30).await })
        })
    };
    let new = issue("Cổng thông tin").await.unwrap();
    let (found, who) = token::resume(db, &new.secret, now).await.unwrap().unwrap();
    assert_eq!(found.scopes().unwrap(), [Scope::Read]);
    assert!(who.may(Act::Read).is_ok());
    assert!(who.may(Act::EditDraft).is_err());
    let late = now + Duration::days(30);
    assert!(
        token::resume(db, &new.secret, late)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        token::resume(db, "dondoc_another", now)
            .await
            .unwrap()
            .is_none()
    );

    let id = new.token.id;
    let stranger = Actor::account(account.id + 1, "Bình", Role::Auditor);
    let taken = db.write(&stranger, now, move |tx| Box::pin(token::revoke(tx, id)));
    assert!(matches!(taken.await, Err(Error::Forbidden(_))));
    let revoked = db.write(&actor, now, move |tx| Box::pin(token::revoke(tx, id)));
    revoked.await.unwrap();
    assert!(token::resume(db, &new.secret, now).await.unwrap().is_none());

    for _ in 0..token::MOST {
        issue("một phần mềm").await.unwrap();
    }
    let more = issue("thừa").await;
    assert!(matches!(more, Err(Error::Refused("too_many_tokens"))));
}
