//! The second step of signing in.

use std::fmt::Write as _;

use chrono::Duration;
use dondoc_core::{
    Error,
    access::{Actor, Role},
    account::{
        self, Entry, SignInFailure,
        second_step::{self, Enrolment, State, halfway, rule},
        session,
    },
    db::Timestamp,
    seal::Key,
};
use ring::hmac;

use crate::house::House;

on_both!(
    a_code_turns_it_on_and_lets_in_once,
    a_recovery_code_lets_in_once,
    wrong_codes_lock_the_account,
    only_the_person_and_an_administrator_turn_it_off,
    a_session_begins_after_the_second_step_only,
    half_way_ends_soon_and_with_what_it_stood_on,
    another_telephone_takes_over_with_its_first_code,
    a_required_second_step_is_owed_and_stays,
);

const KEY: Key = Key::new([9; 32]);

/// A telephone: reads the secret as it is typed and counts for itself.
pub fn telephone(enrolment: &Enrolment, at: Timestamp) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bits = String::new();
    for letter in enrolment.secret.chars() {
        let _ = write!(bits, "{:05b}", letters.find(letter).unwrap());
    }
    let secret: Vec<u8> = (0..bits.len() / 8)
        .map(|n| u8::from_str_radix(&bits[n * 8..n * 8 + 8], 2).unwrap())
        .collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    let tag = hmac::sign(&key, &(at.timestamp() / 30).to_be_bytes());
    let place = usize::from(tag.as_ref()[19] & 15);
    let four: [u8; 4] = tag.as_ref()[place..place + 4].try_into().unwrap();
    format!(
        "{:06}",
        (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
    )
}

const PASSWORD: &str = "mot mat khau dai";

struct Person {
    id: i64,
    actor: Actor,
    enrolment: Enrolment,
    recovery: Vec<String>,
}

async fn begin(house: &House, actor: &Actor) -> Enrolment {
    let (db, now) = (&house.db, house.now);
    let begun = db.write(actor, now, |tx| {
        Box::pin(async move { second_step::begin(tx, &KEY).await })
    });
    begun.await.unwrap();
    let reader = db.read().await.unwrap();
    let account = account::find(&reader, actor.account_id.unwrap());
    let account = account.await.unwrap();
    let begun = second_step::begun(&reader, &KEY, &account, "Đôn đốc", now).await;
    begun.unwrap().unwrap()
}

async fn confirm(house: &House, actor: &Actor, code: String) -> Result<Vec<String>, Error> {
    let confirmed = house.db.write(actor, house.now, move |tx| {
        Box::pin(async move { second_step::confirm(tx, &KEY, &code).await })
    });
    confirmed.await
}

async fn enrolled(house: &House) -> Person {
    let (db, now) = (&house.db, house.now);
    let made = account::create(db, &house.actor, "an", "An", Some(PASSWORD), now);
    let id = made.await.unwrap().id;
    let actor = Actor::account(id, "An", Role::Administrator);
    let enrolment = begin(house, &actor).await;
    let state = second_step::state(&db.read().await.unwrap(), id).await;
    assert_eq!(state.unwrap(), State::Off, "a password is still enough");
    let wrong = confirm(house, &actor, "12345".to_owned()).await;
    assert!(matches!(wrong, Err(Error::Invalid { .. })));
    let recovery = confirm(house, &actor, telephone(&enrolment, now)).await;
    Person {
        id,
        actor,
        enrolment,
        recovery: recovery.unwrap(),
    }
}

async fn check(
    house: &House,
    person: &Person,
    code: &str,
    at: Timestamp,
) -> Result<(), SignInFailure> {
    let (id, code) = (person.id, code.to_owned());
    let checked = house.db.write(&person.actor, at, move |tx| {
        Box::pin(async move { second_step::check(tx, &KEY, id, &code).await })
    });
    checked.await.unwrap()
}

async fn a_code_turns_it_on_and_lets_in_once(house: House) {
    let person = enrolled(&house).await;
    let uri = &person.enrolment.uri;
    assert!(uri.starts_with("otpauth://totp/%C4%90%C3%B4n%20%C4%91%E1%BB%91c:an?secret="));
    let used = telephone(&person.enrolment, house.now);
    let again = check(&house, &person, &used, house.now).await;
    assert_eq!(again, Err(SignInFailure::Wrong), "the code that confirmed");
    let later = house.now + Duration::minutes(5);
    let code = telephone(&person.enrolment, later);
    let typed = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(check(&house, &person, &typed, later).await, Ok(()));
    let again = check(&house, &person, &code, later).await;
    assert_eq!(again, Err(SignInFailure::Wrong), "a replay");
    let old = later + Duration::minutes(2);
    let again = check(&house, &person, &code, old).await;
    assert_eq!(again, Err(SignInFailure::Wrong), "a code of the past");
}

async fn a_recovery_code_lets_in_once(house: House) {
    let person = enrolled(&house).await;
    assert_eq!(person.recovery.len(), 10);
    let code = person.recovery[3].to_uppercase();
    assert_eq!(check(&house, &person, &code, house.now).await, Ok(()));
    let again = check(&house, &person, &code, house.now).await;
    assert_eq!(again, Err(SignInFailure::Wrong));
    let state = second_step::state(&house.db.read().await.unwrap(), person.id).await;
    assert_eq!(state.unwrap(), State::On(9));
    let anew = house.db.write(&person.actor, house.now, |tx| {
        Box::pin(async move { second_step::renew_codes(tx).await })
    });
    let anew = anew.await.unwrap();
    let old = check(&house, &person, &person.recovery[4], house.now).await;
    assert_eq!(old, Err(SignInFailure::Wrong), "new codes replace the old");
    assert_eq!(check(&house, &person, &anew[4], house.now).await, Ok(()));
}

async fn wrong_codes_lock_the_account(house: House) {
    let person = enrolled(&house).await;
    let later = house.now + Duration::minutes(5);
    for _ in 0..4 {
        let failure = check(&house, &person, "", later).await;
        assert_eq!(failure, Err(SignInFailure::Wrong));
    }
    let fifth = check(&house, &person, "", later).await;
    assert!(matches!(fifth, Err(SignInFailure::Locked(_))));
    let right = telephone(&person.enrolment, later);
    let locked = check(&house, &person, &right, later).await;
    assert!(matches!(locked, Err(SignInFailure::Locked(_))));
    let after = later + Duration::minutes(2);
    let right = telephone(&person.enrolment, after);
    assert_eq!(check(&house, &person, &right, after).await, Ok(()));
}

async fn only_the_person_and_an_administrator_turn_it_off(house: House) {
    let person = enrolled(&house).await;
    let (db, now, id) = (&house.db, house.now, person.id);
    let stranger = Actor::account(id + 1, "Bình", Role::UnitHead);
    let off = db.write(&stranger, now, move |tx| {
        Box::pin(second_step::remove(tx, id))
    });
    assert!(matches!(off.await, Err(Error::Forbidden(_))));
    let chief = Actor::account(id + 1, "Bình", Role::Administrator);
    let off = db.write(&chief, now, move |tx| Box::pin(second_step::remove(tx, id)));
    off.await.unwrap();
    let state = second_step::state(&db.read().await.unwrap(), id).await;
    assert_eq!(state.unwrap(), State::Off);
}

/// The password is given: what the browser carries then.
async fn halfway(house: &House, at: Timestamp) -> String {
    let entry = account::sign_in(&house.db, "an", PASSWORD, "", at).await;
    let Entry::Halfway(account) = entry.unwrap().unwrap() else {
        panic!("a session began after the first step");
    };
    halfway::seal(&house.db, &KEY, &account, at).unwrap()
}

async fn a_session_begins_after_the_second_step_only(house: House) {
    let person = enrolled(&house).await;
    let (db, now) = (&house.db, house.now + Duration::minutes(5));
    let carried = halfway(&house, now).await;
    assert!(
        session::resume(db, &carried, now).await.unwrap().is_none(),
        "half-way is no session"
    );
    let reader = db.read().await.unwrap();
    let open = session::of_account(&reader, person.id, now).await.unwrap();
    assert!(open.is_empty());
    drop(reader);
    let half = halfway::open(&KEY, &carried, now).unwrap();
    let wrong = halfway::pass(db, &KEY, &half, "000", "", now).await;
    assert_eq!(wrong.unwrap().unwrap_err(), SignInFailure::Wrong);
    let code = telephone(&person.enrolment, now);
    let passed = halfway::pass(db, &KEY, &half, &code, "", now).await;
    let token = passed.unwrap().unwrap().token;
    assert!(session::resume(db, &token, now).await.unwrap().is_some());
    let replayed = halfway::pass(db, &KEY, &half, &code, "", now).await;
    assert_eq!(replayed.unwrap().unwrap_err(), SignInFailure::Wrong);
    // The right password in between takes nothing back of what wrong codes have counted.
    for _ in 0..4 {
        halfway(&house, now).await;
        halfway::pass(db, &KEY, &half, "000", "", now)
            .await
            .unwrap()
            .unwrap_err();
    }
    let locked = account::sign_in(db, "an", PASSWORD, "", now).await.unwrap();
    assert!(matches!(locked, Err(SignInFailure::Locked(_))));
}

async fn half_way_ends_soon_and_with_what_it_stood_on(house: House) {
    let person = enrolled(&house).await;
    let (db, now) = (&house.db, house.now + Duration::minutes(5));
    let carried = halfway(&house, now).await;
    assert!(halfway::open(&KEY, &carried, now + halfway::LIFE).is_none());
    assert!(halfway::open(&KEY, &carried, now - Duration::seconds(1)).is_none());
    assert!(halfway::open(&Key::new([1; 32]), &carried, now).is_none());
    assert!(halfway::open(&KEY, &carried[1..], now).is_none());
    let half = halfway::open(&KEY, &carried, now).unwrap();
    let set = account::set_password(db, &house.actor, person.id, "mat khau khac", now);
    set.await.unwrap();
    let code = telephone(&person.enrolment, now);
    let passed = halfway::pass(db, &KEY, &half, &code, "", now).await;
    assert_eq!(passed.unwrap().unwrap_err(), SignInFailure::Over);
}

async fn another_telephone_takes_over_with_its_first_code(house: House) {
    let person = enrolled(&house).await;
    let later = house.now + Duration::minutes(5);
    let second = begin(&house, &person.actor).await;
    assert_ne!(second.secret, person.enrolment.secret);
    let old = telephone(&person.enrolment, later);
    assert_eq!(check(&house, &person, &old, later).await, Ok(()), "still");
    confirm(&house, &person.actor, telephone(&second, house.now))
        .await
        .unwrap();
    let after = later + Duration::minutes(5);
    let old = telephone(&person.enrolment, after);
    let refused = check(&house, &person, &old, after).await;
    assert_eq!(refused, Err(SignInFailure::Wrong));
    let new = telephone(&second, after);
    assert_eq!(check(&house, &person, &new, after).await, Ok(()));
}

async fn a_required_second_step_is_owed_and_stays(house: House) {
    let (db, now) = (&house.db, house.now);
    let choose = |roles: &'static [Role]| {
        db.write(&house.actor, now, move |tx| {
            Box::pin(async move { rule::choose(tx, roles).await })
        })
    };
    let made = account::create(db, &house.actor, "binh", "Bình", Some(PASSWORD), now);
    made.await.unwrap();
    let entry = account::sign_in(db, "binh", PASSWORD, "", now).await;
    let token = entry.unwrap().unwrap().session().unwrap().token;
    let owes = async || {
        let session = session::resume(db, &token, now).await.unwrap();
        session.unwrap().owes_second_step
    };
    assert!(!owes().await);
    choose(&[Role::Administrator]).await.unwrap();
    assert!(owes().await);
    let person = enrolled(&house).await;
    let id = person.id;
    let off = db.write(&person.actor, now, move |tx| {
        Box::pin(second_step::remove(tx, id))
    });
    assert!(matches!(
        off.await,
        Err(Error::Refused("second_step_required"))
    ));
    choose(&[]).await.unwrap();
    assert!(!owes().await);
}
